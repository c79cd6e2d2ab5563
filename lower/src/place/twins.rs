//! Small pure functions, which live on both sides: the seam is never crossed for them.
//!
//! Before: `clamp`, called by the page and in the loop of a kernel.  After: `clamp` and `clamp#2`, each called by its side.
//!
//! In: a program.  Out: which functions are twins and what a call of each costs; later, when their callers have a side,
//! the copies. A twin computes from its parameters alone, calls only twins, is small, and is not so much cheaper on one side
//! that a crossing would pay. So it is right, and never worse, to have it wherever it is called.

use super::cost;
use super::frequency::of_blocks;
use crate::Measured;
use crate::call_graph::CallGraph;
use crate::inline::size_of;
use crate::split_classes::Origins;
use base::{IndexVec, Symbol};
use ir::{Func, FuncId, InlineHint, Op, Program, Side, Terminator};
use rustc_hash::FxHashSet;

/// A twin has at most this many instructions.
const MOST_SIZE: usize = 40;

/// For each function that is a twin, what a call costs in JavaScript and in Wasm.
pub type Twins = IndexVec<FuncId, Option<(u64, u64)>>;

/// The twins of a program.
pub fn of(program: &Program, measured: Option<&Measured>) -> Twins {
    let graph = CallGraph::of(program);
    let bound = bound(program);
    let mut twins: Twins = IndexVec::filled(None, program.funcs.len());
    for &id in &graph.bottom_up {
        let func = &program.funcs[id];
        let may_be = !bound.contains(&id) && func.pin.is_none() && func.inline != InlineHint::Never;
        if may_be && size_of(func) <= MOST_SIZE && !graph.is_recursive(id) {
            twins[id] = costs(program, func, &twins, measured).filter(|&(js, wasm)| {
                js.saturating_sub(wasm) < cost::JS_CALLS_WASM && wasm.saturating_sub(js) < cost::WASM_CALLS_JS
            });
        }
    }
    twins
}

/// What the world outside calls, or what is made a function value, is one function.
fn bound(program: &Program) -> FxHashSet<FuncId> {
    let tests = program.tests.iter().map(|test| test.func);
    let exports = program.exports.iter().map(|export| export.func);
    let mut bound: FxHashSet<FuncId> =
        program.init.into_iter().chain(program.main).chain(tests).chain(exports).collect();
    for func in &program.funcs {
        for inst in func.blocks.iter().flat_map(|block| &block.insts) {
            if let Op::ClosureNew(body) = func.insts[*inst].op {
                bound.insert(body);
            }
        }
    }
    bound
}

/// What a call costs on each side; `None` if it is bound to something.
fn costs(program: &Program, func: &Func, twins: &Twins, measured: Option<&Measured>) -> Option<(u64, u64)> {
    let times = of_blocks(func, measured);
    let mut sum = (0.0, 0.0);
    for (block, data) in func.blocks.iter_enumerated() {
        let ops = data.insts.iter().map(|&inst| func.insts[inst].op);
        let tail = match data.term {
            Terminator::TailCall(callee, _) => Some(Op::Call(callee)),
            Terminator::TailCallClosure(..) => return None,
            _ => None,
        };
        for op in ops.chain(tail) {
            let callee = match op {
                Op::Prim(prim) if prim.host_name().is_none() => (0, 0),
                Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome => (0, 0),
                Op::Call(callee) => twins[callee]?,
                _ => return None,
            };
            let of = |side| cost::of(&op, side, &program.types);
            sum.0 += (of(Side::Js) + callee.0) as f64 * times[block];
            sum.1 += (of(Side::Wasm) + callee.1) as f64 * times[block];
        }
    }
    Some((sum.0 as u64, sum.1 as u64))
}

/// Puts every twin where it is called, on both sides if need be. The sides of all others are known.
pub fn separate(program: &mut Program, is_twin: impl Fn(FuncId) -> bool, origins: &mut Origins) {
    let twins: IndexVec<FuncId, bool> = program.funcs.ids().map(is_twin).collect();
    let wanted = wanted(program, &twins);
    let mut taken: FxHashSet<Symbol> = program.funcs.iter().map(|func| func.name).collect();
    let mut in_wasm: IndexVec<FuncId, FuncId> = program.funcs.ids().collect();
    for id in program.funcs.ids().filter(|&id| twins[id]) {
        program.placement.funcs[id] = match wanted[id] {
            [false, true] => Side::Wasm,
            [_, _] => Side::Js,
        };
        if wanted[id] == [true, true] {
            let mut copy = program.funcs[id].clone();
            let source = ir::source_name(copy.name);
            let mut names = (2..).map(|number| Symbol::new(&format!("{source}#{number}")));
            copy.name = names.find(|&name| taken.insert(name)).expect("there is a free name");
            in_wasm[id] = program.funcs.push(copy);
            origins.funcs.push(origins.funcs[id]);
            program.placement.funcs.push(Side::Wasm);
        }
    }
    for (id, func) in program.funcs.iter_mut_enumerated() {
        if program.placement.funcs[id] == Side::Wasm {
            call_in_wasm(func, &in_wasm);
        }
    }
}

/// On which sides each twin is called: JavaScript, Wasm.
fn wanted(program: &Program, twins: &IndexVec<FuncId, bool>) -> IndexVec<FuncId, [bool; 2]> {
    let mut wanted = IndexVec::filled([false; 2], program.funcs.len());
    let number = |side| usize::from(side == Side::Wasm);
    let callers = program.funcs.ids().filter(|&id| !twins[id]);
    let mut todo: Vec<(FuncId, usize)> = callers.map(|id| (id, number(program.placement.funcs[id]))).collect();
    while let Some((caller, side)) = todo.pop() {
        for callee in crate::call_graph::callees_of(program, caller) {
            let known: &mut [bool; 2] = &mut wanted[callee];
            if twins[callee] && !std::mem::replace(&mut known[side], true) {
                todo.push((callee, side));
            }
        }
    }
    wanted
}

fn call_in_wasm(func: &mut Func, in_wasm: &IndexVec<FuncId, FuncId>) {
    for block in func.blocks.iter_mut() {
        for &inst in &block.insts {
            if let Op::Call(callee) = &mut func.insts[inst].op {
                *callee = in_wasm.get(*callee).copied().unwrap_or(*callee);
            }
        }
        if let Terminator::TailCall(callee, _) = &mut block.term {
            *callee = in_wasm.get(*callee).copied().unwrap_or(*callee);
        }
    }
}
