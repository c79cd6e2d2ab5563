//! Which functions may overflow the stack: JavaScript says in which function it happened, not where that stands.
//!
//! In: the program.  Out: its JavaScript functions that are on a cycle of calls, or between two.
//!
//! A function that calls nobody of those left, or that nobody of those left calls, is on no cycle: such are taken away
//! until none is left. A call of a function value may call every function that is made a value.

use base::{Id, IndexVec};
use ir::{FuncId, Op, Program, Side, Terminator};

/// The functions on `side` that may call themselves, directly or not.
pub fn recursive(program: &Program, side: Side) -> Vec<FuncId> {
    let callees = callees(program);
    let mut callers: IndexVec<FuncId, Vec<FuncId>> = IndexVec::filled(Vec::new(), program.funcs.len());
    for (caller, row) in callees.iter_enumerated() {
        row.iter().for_each(|&callee| callers[callee].push(caller));
    }
    let mut left: IndexVec<FuncId, bool> = IndexVec::filled(true, program.funcs.len());
    let mut degrees: Vec<[usize; 2]> =
        callees.iter().zip(&callers).map(|(out, into)| [out.len(), into.len()]).collect();
    let mut pending: Vec<FuncId> = program.funcs.ids().collect();
    while let Some(func) = pending.pop() {
        if !left[func] || degrees[func.index()].iter().all(|&degree| degree > 0) {
            continue;
        }
        left[func] = false;
        for (neighbours, theirs) in [(&callees[func], 1), (&callers[func], 0)] {
            for &neighbour in neighbours {
                degrees[neighbour.index()][theirs] -= 1;
                pending.push(neighbour);
            }
        }
    }
    program
        .funcs
        .ids()
        .filter(|&func| left[func] && program.placement.funcs.get(func).copied().unwrap_or(Side::Js) == side)
        .collect()
}

/// Whom each function may call, once per place.
fn callees(program: &Program) -> IndexVec<FuncId, Vec<FuncId>> {
    let ops = || program.funcs.iter().flat_map(|func| func.blocks.iter().map(move |block| (func, block)));
    let made = |op: Op| if let Op::ClosureNew(body) = op { Some(body) } else { None };
    let values: Vec<FuncId> =
        ops().flat_map(|(func, block)| block.insts.iter().filter_map(move |&inst| made(func.insts[inst].op))).collect();
    let of = |func: &ir::Func| {
        let mut found = Vec::new();
        let mut calls_values = false;
        for block in &func.blocks {
            for &inst in &block.insts {
                match func.insts[inst].op {
                    Op::Call(callee) => found.push(callee),
                    Op::CallClosure(_) => calls_values = true,
                    _ => {}
                }
            }
            match block.term {
                Terminator::TailCall(callee, _) => found.push(callee),
                Terminator::TailCallClosure(..) => calls_values = true,
                _ => {}
            }
        }
        if calls_values {
            found.extend(&values);
        }
        found
    };
    program.funcs.iter().map(of).collect()
}
