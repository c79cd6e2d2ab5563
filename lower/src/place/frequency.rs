//! How often functions and blocks run, measured or estimated from the program's text.
//!
//! In: a program, and what a profile tells of it if there is one.  Out: executions of each function and each block in
//! one session of use.
//!
//! What the world outside calls (exports, functions given to JavaScript, `main` of a program without a page) runs
//! [`CALLS`] times, `main` of a page once. A loop runs as often as its bounds say if they are constants, else
//! [`TRIPS`] times; a branch goes either way equally often, but rarely out of a loop and never to a panic. A function
//! that calls itself multiplies what comes in by [`RECURSION`]. Wu and Larus, "Static Branch Frequency and Program
//! Profile Analysis" (MICRO 1994), with simpler heuristics.
//!
//! With a profile the session is the one that was measured. Code that it does not know runs as often as what is known
//! around it says: an unknown block as often as the one before it, an unknown function as often as it is called.

use super::function_values::FunctionValues;
use crate::Measured;
use crate::call_graph::components;
use base::{IndexVec, Symbol};
use ir::{Block, Cfg, Const, Dominators, Func, FuncId, LoopId, Loops, Op, Prim, Program, Terminator, Value, ValueDef};
use rustc_hash::{FxHashMap, FxHashSet};

/// How often the world outside calls something.
pub const CALLS: f64 = 1000.0;
/// How often a loop of unknown length runs.
pub const TRIPS: f64 = 100.0;
/// How many calls of itself a recursive function makes for one from outside.
pub const RECURSION: f64 = 1000.0;
/// Beyond this all are alike.
const MOST: f64 = 1e12;

/// Estimated executions.
pub struct Frequencies {
    /// Of each function.
    pub funcs: IndexVec<FuncId, f64>,
    /// Of each block for one execution of its function.
    pub blocks: IndexVec<FuncId, IndexVec<Block, f64>>,
}

impl Frequencies {
    /// The estimates for a program. `touches_js` says which functions are bound to JavaScript.
    pub fn of(
        program: &Program,
        touches_js: &IndexVec<FuncId, bool>,
        values: &FunctionValues<'_>,
        measured: Option<&Measured>,
    ) -> Frequencies {
        let mut funcs = roots(program, touches_js);
        let mut totals = IndexVec::filled(None, program.funcs.len());
        if let Some(measured) = measured {
            totals = program.funcs.iter().map(|func| measured.calls(func.name)).collect();
            scale(&mut funcs, &totals);
        }
        Frequencies::from_roots(program, funcs, &totals, values, measured)
    }

    /// The estimates for one call of a single function from outside.
    pub fn of_root(program: &Program, root: FuncId, measured: Option<&Measured>) -> Frequencies {
        let mut funcs = IndexVec::filled(0.0, program.funcs.len());
        funcs[root] = 1.0;
        let unknown = IndexVec::filled(None, program.funcs.len());
        Frequencies::from_roots(program, funcs, &unknown, &FunctionValues::by_signature(program), measured)
    }

    /// From how often functions are called from outside, and how often they are called in all as far as that is known.
    fn from_roots(
        program: &Program,
        mut funcs: IndexVec<FuncId, f64>,
        totals: &IndexVec<FuncId, Option<f64>>,
        values: &FunctionValues<'_>,
        measured: Option<&Measured>,
    ) -> Frequencies {
        let blocks: IndexVec<FuncId, IndexVec<Block, f64>> =
            program.funcs.iter().map(|func| of_blocks(func, measured)).collect();
        let calls = Calls::of(program, &blocks, values);
        let inlined: FxHashSet<Symbol> =
            program.funcs.iter().flat_map(|func| &func.sites).map(|site| site.callee).chain(copied(program)).collect();
        // A function that makes a listener which calls it again is no cycle: that call is one from outside.
        let callees = |row: &Vec<(FuncId, f64)>| row.iter().map(|&(callee, _)| callee).collect();
        let callees: IndexVec<FuncId, Vec<FuncId>> = calls.from.iter().map(callees).collect();
        let (bottom_up, component) = components(&callees);
        // Callers before callees; the members of a cycle share what comes into it.
        for members in bottom_up.chunk_by(|&a, &b| component[a] == component[b]).rev() {
            let recursive = members.len() > 1 || callees[members[0]].contains(&members[0]);
            if recursive {
                let sum = members.iter().map(|&func| funcs[func]).sum::<f64>() * RECURSION;
                members.iter().for_each(|&func| funcs[func] = sum.min(MOST));
            }
            for &func in members {
                // Calls that were inlined, or of a copy, are no calls of the function that is left.
                let of_copies = inlined.contains(&program.funcs[func].name) && !recursive;
                funcs[func] = match totals[func] {
                    Some(total) if of_copies => total.min(funcs[func]),
                    Some(total) => total,
                    None => funcs[func],
                };
            }
            for &caller in members {
                for &(callee, times) in &calls.from[caller] {
                    if !(recursive && members.contains(&callee)) {
                        funcs[callee] = (funcs[callee] + funcs[caller] * times).min(MOST);
                    }
                }
            }
        }
        Frequencies { funcs, blocks }
    }

    /// How often a block runs.
    pub fn of_block(&self, func: FuncId, block: Block) -> f64 {
        (self.funcs[func] * self.blocks[func][block]).min(MOST)
    }
}

/// The functions of which there are copies.
fn copied(program: &Program) -> impl Iterator<Item = Symbol> {
    program.funcs.iter().map(|func| func.name).filter_map(|name| {
        let source = ir::source_name(name);
        (source != name).then_some(source)
    })
}

/// What is called from outside, and how often.
fn roots(program: &Program, touches_js: &IndexVec<FuncId, bool>) -> IndexVec<FuncId, f64> {
    let mut funcs = IndexVec::filled(0.0, program.funcs.len());
    let page = touches_js.iter().any(|&touches| touches);
    if let Some(main) = program.main {
        funcs[main] = if page { 1.0 } else { CALLS };
    }
    program.init.into_iter().for_each(|init| funcs[init] = 1.0);
    program.exports.iter().for_each(|export| funcs[export.func] += CALLS);
    program.tests.iter().for_each(|test| funcs[test.func] += CALLS);
    for (_, func) in program.funcs.iter_enumerated() {
        for given in closures_given_to_js(func) {
            funcs[given] += CALLS;
        }
    }
    funcs
}

/// Brings the estimates for roots that are not measured to the length of the session that was.
fn scale(roots: &mut IndexVec<FuncId, f64>, totals: &IndexVec<FuncId, Option<f64>>) {
    let known = roots.iter().zip(totals.iter()).filter_map(|(&guess, total)| total.map(|total| (guess, total)));
    let (guesses, measured) = known.fold((0.0, 0.0), |sum, (guess, total)| (sum.0 + guess, sum.1 + total));
    let factor = if guesses > 0.0 { measured / guesses } else { 1.0 };
    for (root, total) in roots.iter_mut().zip(totals.iter()) {
        *root = if *root > 0.0 { total.unwrap_or(*root * factor) } else { 0.0 };
    }
}

/// Everything that is called from outside, in order of declaration.
pub fn roots_of(program: &Program) -> Vec<FuncId> {
    let calls = roots(program, &IndexVec::filled(false, program.funcs.len()));
    calls.iter_enumerated().filter(|&(_, &times)| times > 0.0).map(|(id, _)| id).collect()
}

/// The bodies of function values that are operands of an extern: listeners and callbacks.
fn closures_given_to_js(func: &Func) -> impl Iterator<Item = FuncId> {
    let insts = func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]);
    let externs = insts.filter(|inst| matches!(inst.op, Op::Extern(_)));
    externs.flat_map(|inst| &inst.args).filter_map(|&arg| match func.values[arg].def {
        ValueDef::Inst(inst, _) => match func.insts[inst].op {
            Op::ClosureNew(body) => Some(body),
            _ => None,
        },
        ValueDef::Param(..) | ValueDef::Const(_) => None,
    })
}

/// Who calls whom how often in one execution. A call of a function value goes to each function that is ever made a value
/// and may be the same, equally often.
struct Calls {
    from: IndexVec<FuncId, Vec<(FuncId, f64)>>,
}

impl Calls {
    fn of(program: &Program, blocks: &IndexVec<FuncId, IndexVec<Block, f64>>, values: &FunctionValues<'_>) -> Calls {
        let bodies = closure_bodies(program, values);
        let mut from: IndexVec<FuncId, Vec<(FuncId, f64)>> = IndexVec::filled(Vec::new(), program.funcs.len());
        for (id, func) in program.funcs.iter_enumerated() {
            let mut calls = Vec::new();
            for (block, data) in func.blocks.iter_enumerated() {
                let times = blocks[id][block];
                let of_value = |value: Value, calls: &mut Vec<(FuncId, f64)>| {
                    let known = values.of(id, func, value).and_then(|number| bodies.get(&number));
                    let targets = known.map_or(&[][..], Vec::as_slice);
                    calls.extend(targets.iter().map(|&body| (body, times / targets.len() as f64)));
                };
                for &inst in &data.insts {
                    match func.insts[inst].op {
                        Op::Call(callee) => calls.push((callee, times)),
                        Op::CallClosure(_) => of_value(func.insts[inst].args[0], &mut calls),
                        _ => {}
                    }
                }
                match &data.term {
                    Terminator::TailCall(callee, _) => calls.push((*callee, times)),
                    Terminator::TailCallClosure(_, args) => of_value(args[0], &mut calls),
                    _ => {}
                }
            }
            from[id] = calls;
        }
        Calls { from }
    }
}

/// The functions that are made values, by the number of the value.
fn closure_bodies(program: &Program, values: &FunctionValues<'_>) -> FxHashMap<usize, Vec<FuncId>> {
    let mut bodies: FxHashMap<usize, Vec<FuncId>> = FxHashMap::default();
    for (id, func) in program.funcs.iter_enumerated() {
        for inst in func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]) {
            if let Op::ClosureNew(body) = inst.op
                && let Some(number) = values.of(id, func, inst.results[0])
            {
                let known = bodies.entry(number).or_default();
                if !known.contains(&body) {
                    known.push(body);
                }
            }
        }
    }
    bodies
}

/// How often each block runs when the function runs once.
pub fn of_blocks(func: &Func, measured: Option<&Measured>) -> IndexVec<Block, f64> {
    let cfg = Cfg::of(func);
    let dominators = Dominators::of(&cfg);
    let loops = Loops::of(&cfg, &dominators);
    let rounds = |data: &ir::LoopData| counted(func, &cfg, data.header).unwrap_or(TRIPS);
    let mut trips: IndexVec<LoopId, f64> = loops.loops.iter().map(rounds).collect();
    let mut times: IndexVec<Block, f64> = IndexVec::filled(0.0, func.blocks.len());
    times[cfg.entry] = 1.0;
    for &block in &cfg.order {
        // The checks of an access have its place, and never fail.
        let known = measured.filter(|_| block != cfg.entry && !panics(func, block));
        let known = known.and_then(|measured| measured.of_block(func, block));
        if let Some(id) = loops.headed_by(block) {
            if let Some(known) = known.filter(|_| times[block] > 0.0) {
                trips[id] = (known / times[block]).max(1.0);
            }
            times[block] *= trips[id];
        }
        times[block] = known.unwrap_or(times[block]).min(MOST);
        let shares = shares(func, &cfg, &loops, &trips, block);
        for (&succ, share) in cfg.succs[block].iter().zip(shares) {
            if !cfg.is_backward(block, succ) {
                times[succ] += times[block] * share;
            }
        }
    }
    times
}

fn panics(func: &Func, block: Block) -> bool {
    matches!(func.blocks[block].term, Terminator::Panic(_) | Terminator::Unreachable)
}

/// Which part of the executions of a block goes to each of its successors.
fn shares(func: &Func, cfg: &Cfg, loops: &Loops, trips: &IndexVec<LoopId, f64>, block: Block) -> Vec<f64> {
    let succs = &cfg.succs[block];
    let weight = |&succ: &Block| match loops.innermost[block] {
        _ if panics(func, succ) => 0.0,
        Some(id) if !loops.contains(id, succ) => 1.0 / trips[id],
        Some(_) | None => 1.0,
    };
    let weights: Vec<f64> = succs.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    if sum == 0.0 { vec![0.0; succs.len()] } else { weights.iter().map(|weight| weight / sum).collect() }
}

/// The rounds of `for i in start..end step by` with constants, where the header itself tests `i`.
fn counted(func: &Func, cfg: &Cfg, header: Block) -> Option<f64> {
    let Terminator::Branch(test, ..) = func.blocks[header].term else { return None };
    let ValueDef::Inst(inst, _) = func.values[test].def else { return None };
    let inst = &func.insts[inst];
    let closed = match inst.op {
        Op::Prim(Prim::LtSI32 | Prim::LtUI32 | Prim::GeSI32 | Prim::NeI32 | Prim::EqI32) => 0.0,
        Op::Prim(Prim::LeSI32 | Prim::GtSI32) => 1.0,
        _ => return None,
    };
    let (&counter, end) = (inst.args.first()?, int(func, *inst.args.get(1)?)?);
    let ValueDef::Param(at, position) = func.values[counter].def else { return None };
    if at != header {
        return None;
    }
    let (mut start, mut by) = (None, None);
    for &pred in &cfg.preds[header] {
        let argument = jump_argument(func, pred, header, position as usize)?;
        match cfg.is_backward(pred, header) {
            true => by = Some(increment(func, argument, counter)?),
            false => start = Some(int(func, argument)?),
        }
    }
    let (start, by) = (start?, by?);
    Some(((end - start) / by + closed).ceil().clamp(1.0, MOST))
}

fn jump_argument(func: &Func, from: Block, to: Block, position: usize) -> Option<Value> {
    let mut found = None;
    func.blocks[from].term.for_each_target(|target| {
        if target.block == to {
            found = target.args.get(position).copied();
        }
    });
    found
}

/// The constant that `value` is more than `counter`.
fn increment(func: &Func, value: Value, counter: Value) -> Option<f64> {
    let ValueDef::Inst(inst, _) = func.values[value].def else { return None };
    let inst = &func.insts[inst];
    match (inst.op, inst.args.as_slice()) {
        (Op::Prim(Prim::AddI32), &[a, b]) if a == counter => int(func, b).filter(|&by| by != 0.0),
        (Op::Prim(Prim::SubI32), &[a, b]) if a == counter => int(func, b).filter(|&by| by != 0.0).map(|by| -by),
        _ => None,
    }
}

fn int(func: &Func, value: Value) -> Option<f64> {
    match func.as_const(value)? {
        Const::I32(value) => Some(f64::from(value)),
        _ => None,
    }
}
