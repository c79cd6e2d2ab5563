//! Inlining: a call becomes the body of the function it calls.
//!
//! Before: `v3 = call @double(v1)`        After: the body of `@double`, its `return v2` replaced by a jump to the rest
//!                                        of the block with `v2` for `v3`.
//!
//! Functions are visited callees first, so that what is copied is already inlined into and simplified. A call is
//! inlined if the callee is small, is called from nowhere else, or is `@inline`; recursive functions never are, and those
//! with loops only for the function values and new objects that they are given.
//! Calls of a function value that was just made become direct calls first. The instructions keep their places: each
//! gets the call as the site that it was inlined through, so panics report the same place as without inlining.

use crate::call_graph::CallGraph;
use crate::copy::{Placed, copy_blocks, jump};
use base::IndexVec;
use ir::{Block, Cfg, Func, FuncId, InlineHint, Inst, Op, Program, Terminator, Types, Value, ValueDef};

/// A callee of at most this many instructions is inlined wherever it is called.
const SMALL: usize = 14;
/// What a function value among the arguments is worth: the callee's calls of it become direct.
const CLOSURE_BONUS: usize = 50;
/// What a constant among the arguments is worth.
const CONSTANT_BONUS: usize = 2;
/// What an object that was just made is worth as an argument: it may never have to be made.
const OBJECT_BONUS: usize = 20;
/// A callee called from one place only is inlined up to this size.
const SINGLE_USE: usize = 400;
/// How often a function is inlined into and cleaned up.
const ROUNDS: usize = 8;
/// No function grows beyond this many instructions by inlining.
const LIMIT: usize = 3000;

/// Inlines what is worth it, in the whole program; `tidy` cleans up each function after it was inlined into.
pub fn run(program: &mut Program, tidy: impl Fn(&Types, &mut Func)) {
    let graph = CallGraph::of(program);
    let mut loops: IndexVec<FuncId, bool> = IndexVec::filled(false, program.funcs.len());
    for &caller in &graph.bottom_up {
        // A function value in a field becomes known, and its calls direct, when the object has become its fields.
        for _ in 0..ROUNDS {
            devirtualise(&mut program.funcs[caller]);
            let mut inlined = false;
            while let Some(call) = next_call(program, caller, &graph, &loops) {
                inline_call(program, caller, call);
                devirtualise(&mut program.funcs[caller]);
                inlined = true;
            }
            if !inlined {
                break;
            }
            tidy(&program.types, &mut program.funcs[caller]);
        }
        loops[caller] = has_loop(&program.funcs[caller]);
    }
}

fn has_loop(func: &Func) -> bool {
    let cfg = Cfg::of(func);
    cfg.order.iter().any(|&block| cfg.succs[block].iter().any(|&next| cfg.is_backward(block, next)))
}

/// A call in a function: an instruction of a block, or the block's terminator.
#[derive(Clone, Copy)]
struct CallPlace {
    block: Block,
    /// The position of the instruction; `None` for a tail call.
    position: Option<usize>,
    callee: FuncId,
}

fn next_call(
    program: &Program,
    caller: FuncId,
    graph: &CallGraph,
    loops: &IndexVec<FuncId, bool>,
) -> Option<CallPlace> {
    let func = &program.funcs[caller];
    let size = size_of(func);
    find_call(func, |callee, args| {
        let target = &program.funcs[callee];
        if callee == caller || graph.is_recursive(callee) || target.pin.is_some_and(|pin| Some(pin) != func.pin) {
            return false;
        }
        // What was found to be worth a side of its own stays there.
        if program.placement.funcs.get(caller) != program.placement.funcs.get(callee) {
            return false;
        }
        let callee_size = size_of(target);
        match target.inline {
            InlineHint::Never => false,
            InlineHint::Always => true,
            InlineHint::Auto if size + callee_size > LIMIT => false,
            InlineHint::Auto => {
                let bonus: usize = args.iter().map(|&arg| bonus_of(func, arg)).sum();
                // A loop stays a function unless it calls what it is given or works on an object made for it: the call
                // costs nothing beside it, and engines do not replace a loop that runs, but the next call of it.
                if loops[callee] && bonus < OBJECT_BONUS {
                    return false;
                }
                callee_size <= SMALL + bonus || (graph.uses(callee) == 1 && callee_size <= SINGLE_USE)
            }
        }
    })
}

/// What is known of an argument, and of what it holds.
fn bonus_of(func: &Func, arg: Value) -> usize {
    let ValueDef::Inst(inst, _) = func.values[arg].def else {
        return if func.as_const(arg).is_some() { CONSTANT_BONUS } else { 0 };
    };
    let data = &func.insts[inst];
    match data.op {
        Op::ClosureNew(_) => CLOSURE_BONUS,
        Op::StructNew(_) => OBJECT_BONUS + data.args.iter().map(|&held| bonus_of(func, held)).sum::<usize>(),
        _ => 0,
    }
}

fn find_call(func: &Func, mut wanted: impl FnMut(FuncId, &[Value]) -> bool) -> Option<CallPlace> {
    for (block, data) in func.blocks.iter_enumerated() {
        for (position, &inst) in data.insts.iter().enumerate() {
            if let Op::Call(callee) = func.insts[inst].op
                && wanted(callee, &func.insts[inst].args)
            {
                return Some(CallPlace { block, position: Some(position), callee });
            }
        }
        if let Terminator::TailCall(callee, args) = &data.term
            && wanted(*callee, args)
        {
            return Some(CallPlace { block, position: None, callee: *callee });
        }
    }
    None
}

/// How many instructions run code; operators without any do not count.
pub fn size_of(func: &Func) -> usize {
    let code = |&inst: &Inst| !matches!(func.insts[inst].op, Op::Some | Op::AssumeSome);
    func.blocks.iter().map(|block| block.insts.iter().filter(|inst| code(inst)).count() + 1).sum()
}

fn inline_call(program: &mut Program, caller: FuncId, call: CallPlace) {
    let callee = program.funcs[call.callee].clone();
    let func = &mut program.funcs[caller];
    match call.position {
        Some(position) => inline_inst(func, &callee, call.block, position),
        None => inline_tail(func, &callee, call.block),
    }
}

fn inline_inst(func: &mut Func, callee: &Func, block: Block, position: usize) {
    let call = func.blocks[block].insts[position];
    let loc = func.insts[call].loc;
    let rest = split_after(func, block, position);
    func.blocks[block].insts.pop();
    let args = std::mem::take(&mut func.insts[call].args);
    let copied = copy_blocks(func, callee, Placed::Inlined(loc), Some(&args));
    func.blocks[block].term = jump(copied.entry, Vec::new());
    for &copy in &copied.blocks {
        let result_types = callee.results.clone();
        match func.blocks[copy].term.clone() {
            Terminator::Return(values) => func.blocks[copy].term = jump(rest, values),
            Terminator::TailCall(target, args) => {
                let loc = func.blocks[copy].loc;
                let inst = func.append(copy, Op::Call(target), args, &result_types, loc);
                func.blocks[copy].term = jump(rest, func.insts[inst].results.clone());
            }
            Terminator::TailCallClosure(sig, args) => {
                let loc = func.blocks[copy].loc;
                let inst = func.append(copy, Op::CallClosure(sig), args, &result_types, loc);
                func.blocks[copy].term = jump(rest, func.insts[inst].results.clone());
            }
            Terminator::Jump(_)
            | Terminator::Branch(..)
            | Terminator::Switch(..)
            | Terminator::Panic(_)
            | Terminator::Unreachable => {}
        }
    }
}

fn inline_tail(func: &mut Func, callee: &Func, block: Block) {
    let loc = func.blocks[block].loc;
    let Terminator::TailCall(_, args) = func.blocks[block].term.clone() else { unreachable!("found as a tail call") };
    let copied = copy_blocks(func, callee, Placed::Inlined(loc), Some(&args));
    func.blocks[block].term = jump(copied.entry, Vec::new());
}

/// Moves what follows the instruction at `position` to a new block, whose parameters are the results of that
/// instruction, which keeps none.
fn split_after(func: &mut Func, block: Block, position: usize) -> Block {
    let call = func.blocks[block].insts[position];
    let rest = func.add_block(func.blocks[block].loc);
    func.blocks[rest].insts = func.blocks[block].insts.split_off(position + 1);
    func.blocks[rest].term = std::mem::replace(&mut func.blocks[block].term, Terminator::Unreachable);
    let results = std::mem::take(&mut func.insts[call].results);
    for (index, &value) in results.iter().enumerate() {
        func.values[value].def = ValueDef::Param(rest, index as u32);
    }
    func.blocks[rest].params = results;
    rest
}

/// Turns calls of function values that are made in the same function into direct calls.
fn devirtualise(func: &mut Func) {
    let made: IndexVec<Value, Option<Inst>> = func
        .values
        .iter()
        .map(|row| match row.def {
            ValueDef::Inst(inst, _) if matches!(func.insts[inst].op, Op::ClosureNew(_)) => Some(inst),
            ValueDef::Inst(..) | ValueDef::Param(..) | ValueDef::Const(_) => None,
        })
        .collect();
    let bound = |func: &Func, args: &[Value]| {
        let inst = made[args[0]]?;
        let Op::ClosureNew(callee) = func.insts[inst].op else { return None };
        Some((callee, func.insts[inst].args.iter().chain(&args[1..]).copied().collect::<Vec<_>>()))
    };
    for inst in func.insts.ids() {
        if let Op::CallClosure(_) = func.insts[inst].op
            && let Some((callee, args)) = bound(func, &func.insts[inst].args)
        {
            func.insts[inst].op = Op::Call(callee);
            func.insts[inst].args = args;
        }
    }
    for block in func.blocks.ids() {
        if let Terminator::TailCallClosure(_, args) = &func.blocks[block].term
            && let Some((callee, args)) = bound(func, args)
        {
            func.blocks[block].term = Terminator::TailCall(callee, args);
        }
    }
}
