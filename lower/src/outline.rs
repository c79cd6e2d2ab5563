//! Outlining of hot loops: in a function of Wasm that is entered once, a loop in a loop becomes a function of its own.
//!
//! ```text
//! func @main:                        func @main:
//!   loop { … loop { body } … }         loop { … call @main.loop1(…) … }
//!                                    func @main.loop1(…): loop { body }
//! ```
//!
//! V8 compiles a function quickly first and well when it has proved hot, but goes on with the code in which it entered
//! a function: a nest of loops that is entered once stays slow to its end. The call of an outlined loop is one of many,
//! so the next one runs the good code: a product of matrices, called once, takes a third of the time, and later calls
//! what they took before. Functions that are called in loops need none of this, and JavaScript replaces running loops.
//!
//! In: verified IR with sides.  Out: more functions. A loop is taken with the blocks below it that only panic. It must
//! end at one place; what is used after it are the results, what it uses are the parameters.

use crate::call_graph::CallGraph;
use base::{IndexVec, Symbol};
use ir::{
    Block, Cfg, Dominators, Func, FuncId, Loc, LoopId, Loops, Op, Program, Side, Site, Target, Terminator, Value,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// A loop with more values going in or out stays.
const MOST_VALUES: usize = 16;

/// Outlines the hot loops of every function that is entered once.
pub fn run(program: &mut Program) {
    for id in entered_once(program) {
        if program.placement.funcs[id] == Side::Wasm {
            let mut number = 1;
            // Each loop that is outlined leaves one fewer, and those that cannot be are passed over.
            let mut seen = FxHashSet::default();
            while outline_next(program, id, &mut seen, number) {
                number += 1;
            }
        }
    }
}

/// The functions that the world outside calls, and those that these call from one place outside loops.
fn entered_once(program: &Program) -> Vec<FuncId> {
    let graph = CallGraph::of(program);
    let tests = program.tests.iter().map(|test| test.func);
    let exports = program.exports.iter().map(|export| export.func);
    let mut todo: Vec<FuncId> = program.init.into_iter().chain(program.main).chain(tests).chain(exports).collect();
    let mut once = Vec::new();
    while let Some(id) = todo.pop() {
        if graph.is_recursive(id) || once.contains(&id) {
            continue;
        }
        once.push(id);
        let func = &program.funcs[id];
        let cfg = Cfg::of(func);
        let loops = Loops::of(&cfg, &Dominators::of(&cfg));
        for &block in cfg.order.iter().filter(|&&block| loops.depth(block) == 0) {
            for &inst in &func.blocks[block].insts {
                if let Op::Call(callee) = func.insts[inst].op
                    && graph.uses(callee) == 1
                {
                    todo.push(callee);
                }
            }
            if let Terminator::TailCall(callee, _) = func.blocks[block].term
                && graph.uses(callee) == 1
            {
                todo.push(callee);
            }
        }
    }
    once.sort();
    once
}

/// A loop that can be outlined.
struct Region {
    header: Block,
    blocks: FxHashSet<Block>,
    /// Where it ends.
    exit: Block,
    /// What it uses.
    inputs: Vec<Value>,
    /// What is used after it, beside the parameters of `exit`.
    outputs: Vec<Value>,
}

fn outline_next(program: &mut Program, id: FuncId, seen: &mut FxHashSet<Block>, number: u32) -> bool {
    let func = &program.funcs[id];
    let cfg = Cfg::of(func);
    let loops = Loops::of(&cfg, &Dominators::of(&cfg));
    if !loops.reducible {
        return false;
    }
    let inner = loops.loops.iter_enumerated().filter(|(_, data)| data.depth == 2);
    let region = inner.filter(|(_, data)| seen.insert(data.header)).find_map(|(at, _)| region(func, &cfg, &loops, at));
    let Some(region) = region else { return false };
    let outlined = body(func, &region, number);
    let callee = program.funcs.push(outlined);
    program.placement.funcs.push(Side::Wasm);
    call(&mut program.funcs[id], callee, &region);
    crate::dce::run_func(&mut program.funcs[id]);
    crate::dce::run_func(&mut program.funcs[callee]);
    true
}

fn region(func: &Func, cfg: &Cfg, loops: &Loops, id: LoopId) -> Option<Region> {
    let header = loops.loops[id].header;
    let mut blocks: FxHashSet<Block> = cfg.order.iter().copied().filter(|&at| loops.contains(id, at)).collect();
    for &block in &cfg.order {
        let ends = matches!(func.blocks[block].term, Terminator::Panic(_) | Terminator::Unreachable);
        if ends && cfg.preds[block].iter().all(|pred| blocks.contains(pred)) {
            blocks.insert(block);
        }
    }
    let mut exits: Vec<Block> = Vec::new();
    for &block in cfg.order.iter().filter(|block| blocks.contains(block)) {
        exits.extend(cfg.succs[block].iter().filter(|succ| !blocks.contains(succ)));
    }
    exits.sort();
    exits.dedup();
    let [exit] = exits[..] else { return None };
    let home = homes(func, cfg);
    let inside = |value: Value| home[value].is_some_and(|home| blocks.contains(&home));
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for &block in &cfg.order {
        let in_region = blocks.contains(&block);
        let mut look = |value: Value| {
            let list = match (in_region, inside(value)) {
                (true, false) if func.as_const(value).is_none() => &mut inputs,
                (false, true) => &mut outputs,
                _ => return,
            };
            if !list.contains(&value) {
                list.push(value);
            }
        };
        func.blocks[block].insts.iter().flat_map(|&inst| &func.insts[inst].args).for_each(|&arg| look(arg));
        func.blocks[block].term.for_each_use(&mut look);
    }
    let ins = inputs.len() + func.blocks[header].params.len();
    let outs = outputs.len() + func.blocks[exit].params.len();
    (ins <= MOST_VALUES && outs <= MOST_VALUES).then_some(Region { header, blocks, exit, inputs, outputs })
}

fn homes(func: &Func, cfg: &Cfg) -> IndexVec<Value, Option<Block>> {
    let mut homes = IndexVec::filled(None, func.values.len());
    for &block in &cfg.order {
        let data = &func.blocks[block];
        let results = data.insts.iter().flat_map(|&inst| &func.insts[inst].results);
        data.params.iter().chain(results).for_each(|&value| homes[value] = Some(block));
    }
    homes
}

/// The loop as a function: its inputs and the parameters of its header, then what its end is given and its outputs.
fn body(func: &Func, region: &Region, number: u32) -> Func {
    let mut new = func.clone();
    let results = func.blocks[region.exit].params.iter().chain(&region.outputs);
    new.results = results.map(|&value| func.ty(value)).collect();
    new.name = Symbol::new(&format!("{}.loop{number}", func.name));
    (new.captures, new.inline, new.pin) = (0, ir::InlineHint::Never, None);
    let loc = func.blocks[region.header].loc;
    place_in(&mut new, func.name, loc);
    let loc = new.blocks[region.header].loc;
    let entry = new.add_block(loc);
    let mut inner: FxHashMap<Value, Value> = FxHashMap::default();
    for &input in &region.inputs {
        let param = new.add_param(entry, func.ty(input), func.values[input].name);
        inner.insert(input, param);
    }
    let params = func.blocks[region.header].params.iter();
    let args = params.map(|&param| new.add_param(entry, func.ty(param), func.values[param].name)).collect();
    for &block in &region.blocks {
        for index in 0..new.blocks[block].insts.len() {
            let inst = new.blocks[block].insts[index];
            new.insts[inst].args.iter_mut().for_each(|arg| *arg = inner.get(arg).copied().unwrap_or(*arg));
        }
        let mut term = std::mem::replace(&mut new.blocks[block].term, Terminator::Unreachable);
        term.map_uses(|value| inner.get(&value).copied().unwrap_or(value));
        term.map_targets(|target| {
            if target.block == region.exit {
                let end = new.add_block(loc);
                let values = std::mem::take(&mut target.args).into_iter().chain(region.outputs.iter().copied());
                new.blocks[end].term = Terminator::Return(values.collect());
                target.block = end;
            }
        });
        new.blocks[block].term = term;
    }
    new.blocks[entry].term = Terminator::Jump(Target { block: region.header, args });
    new.entry = entry;
    new
}

/// Lets everything in `func` be in the function that it was copied from, so that a panic names that one.
fn place_in(func: &mut Func, callee: Symbol, call: Loc) {
    let old = func.sites.len();
    let root = func.sites.push(Site { callee: ir::source_name(callee), call: Loc { site: None, ..call } });
    let within = |loc: &mut Loc| loc.site = loc.site.or(Some(root));
    func.sites.iter_mut().take(old).for_each(|site| within(&mut site.call));
    func.insts.iter_mut().for_each(|inst| within(&mut inst.loc));
    func.blocks.iter_mut().for_each(|block| within(&mut block.loc));
}

/// Replaces the loop by a call.
fn call(func: &mut Func, callee: FuncId, region: &Region) {
    let loc = func.blocks[region.header].loc;
    let caller = func.add_block(loc);
    let params = func.blocks[region.header].params.clone();
    let params: Vec<Value> =
        params.into_iter().map(|param| func.add_param(caller, func.ty(param), func.values[param].name)).collect();
    let args = region.inputs.iter().copied().chain(params).collect();
    let ends = func.blocks[region.exit].params.len();
    let outputs = func.blocks[region.exit].params.iter().chain(&region.outputs);
    let types: Vec<ir::Type> = outputs.map(|&value| func.ty(value)).collect();
    let inst = func.append(caller, Op::Call(callee), args, &types, loc);
    let results = func.insts[inst].results.clone();
    let after: FxHashMap<Value, Value> = region.outputs.iter().copied().zip(results[ends..].iter().copied()).collect();
    for block in func.blocks.ids().filter(|block| !region.blocks.contains(block) && *block != caller) {
        for index in 0..func.blocks[block].insts.len() {
            let inst = func.blocks[block].insts[index];
            func.insts[inst].args.iter_mut().for_each(|arg| *arg = after.get(arg).copied().unwrap_or(*arg));
        }
        let term = &mut func.blocks[block].term;
        term.map_uses(|value| after.get(&value).copied().unwrap_or(value));
        term.map_targets(|target| {
            if target.block == region.header {
                target.block = caller;
            }
        });
    }
    func.blocks[caller].term = Terminator::Jump(Target { block: region.exit, args: results[..ends].to_vec() });
}
