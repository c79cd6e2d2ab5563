//! Tail calls that never grow the stack: cycles of them become loops where the target has no tail call of its own.
//!
//! Before: `@even` ends in `tail_call @odd(v1)`, `@odd` ends in `tail_call @even(v1)`.
//! After, on the JS side: the body of `@odd` stands in `@even` too (and the other way round), and the tail calls are
//! jumps to the start of the one body or the other.
//!
//! A tail call that is in no cycle becomes a call and a return: the stack is bounded by the program's text, and
//! engines inline a plain call more readily. Calls of function values may close a cycle that is not seen here, so a tail
//! call that can end in a tail call of a value stays one: without it, continuations would grow the stack. A function that calls itself becomes a loop on both sides; cycles of
//! several stay `return_call` in Wasm. A member that is only entered by tail calls of the others is not copied twice:
//! it is dead afterwards. Copies are as many as a cycle has entries, usually one.

use crate::call_graph::components;
use crate::copy::{Placed, copy_blocks, jump};
use base::IndexVec;
use ir::{Block, Func, FuncId, Op, Program, Side, Terminator};

/// Replaces the tail calls of every function by loops or plain calls, as its side needs.
pub fn run(program: &mut Program) {
    let edges: IndexVec<FuncId, Vec<FuncId>> = program.funcs.iter().map(tail_callees).collect();
    if edges.iter().all(Vec::is_empty) {
        return;
    }
    let (_, component) = components(&edges);
    let originals: IndexVec<FuncId, Option<Func>> =
        program.funcs.iter().zip(&edges).map(|(func, callees)| (!callees.is_empty()).then(|| func.clone())).collect();
    let ends_in_value = ending_in_a_value(program, &edges);
    let sides = program.placement.funcs.clone();
    for id in program.funcs.ids() {
        let in_cycle = |callee: FuncId| component[callee] == component[id];
        let stays = |callee: FuncId| in_cycle(callee) || ends_in_value[callee] && sides.get(callee) == sides.get(id);
        plain_calls(program, id, stays);
        let merges: fn(FuncId, FuncId) -> bool = match program.placement.funcs.get(id) {
            Some(Side::Wasm) => |callee: FuncId, own: FuncId| callee == own,
            Some(Side::Js) | None => |_, _| true,
        };
        if edges[id].iter().any(|&callee| in_cycle(callee) && merges(callee, id)) {
            Merger { func: &mut program.funcs[id], originals: &originals, headers: Vec::new() }
                .run(id, |callee| in_cycle(callee) && merges(callee, id));
            // What was merged in brings its own tail calls out of the cycle.
            plain_calls(program, id, stays);
            // Three functions and more may call each other in any order, which no nesting of loops can express.
            ir::structure::make_reducible(&mut program.funcs[id]);
        }
    }
}

fn tail_callees(func: &Func) -> Vec<FuncId> {
    let callee = |block: &ir::BlockData| match block.term {
        Terminator::TailCall(callee, _) => Some(callee),
        Terminator::Jump(_)
        | Terminator::Branch(..)
        | Terminator::Switch(..)
        | Terminator::Return(_)
        | Terminator::TailCallClosure(..)
        | Terminator::Panic(_)
        | Terminator::Unreachable => None,
    };
    func.blocks.iter().filter_map(callee).collect()
}

/// Which functions may, through tail calls of functions, come to a tail call of a function value.
fn ending_in_a_value(program: &Program, edges: &IndexVec<FuncId, Vec<FuncId>>) -> IndexVec<FuncId, bool> {
    let ends = |func: &Func| func.blocks.iter().any(|block| matches!(block.term, Terminator::TailCallClosure(..)));
    let mut found: IndexVec<FuncId, bool> = program.funcs.iter().map(ends).collect();
    let mut callers: IndexVec<FuncId, Vec<FuncId>> = program.funcs.iter().map(|_| Vec::new()).collect();
    for (caller, callees) in edges.iter_enumerated() {
        for &callee in callees {
            callers[callee].push(caller);
        }
    }
    let mut work: Vec<FuncId> = program.funcs.ids().filter(|&id| found[id]).collect();
    while let Some(callee) = work.pop() {
        for &caller in &callers[callee] {
            if !std::mem::replace(&mut found[caller], true) {
                work.push(caller);
            }
        }
    }
    found
}

/// Turns the tail calls that need not stay ones into calls and returns.
fn plain_calls(program: &mut Program, id: FuncId, stays: impl Fn(FuncId) -> bool) {
    let func = &mut program.funcs[id];
    for block in func.blocks.ids() {
        if let Terminator::TailCall(callee, args) = func.blocks[block].term.clone()
            && !stays(callee)
        {
            let (results, loc) = (func.results.clone(), func.blocks[block].loc);
            let call = func.append(block, Op::Call(callee), args, &results, loc);
            func.blocks[block].term = Terminator::Return(func.insts[call].results.clone());
        }
    }
}

struct Merger<'a> {
    func: &'a mut Func,
    originals: &'a IndexVec<FuncId, Option<Func>>,
    /// The start of each function whose body is in `func`.
    headers: Vec<(FuncId, Block)>,
}

impl Merger<'_> {
    fn run(&mut self, id: FuncId, merged: impl Fn(FuncId) -> bool) {
        let header = self.split_entry();
        self.headers.push((id, header));
        // Blocks are appended while this goes on, and those are visited too.
        let mut next = 0;
        while next < self.func.blocks.len() {
            let block = base::Id::from_index(next);
            next += 1;
            if let Terminator::TailCall(callee, args) = self.func.blocks[block].term.clone()
                && merged(callee)
            {
                self.func.blocks[block].term = jump(self.header(callee), args);
            }
        }
    }

    /// Gives the function an entry block that only jumps to the old one, which can then be jumped to.
    fn split_entry(&mut self) -> Block {
        let header = self.func.entry;
        let entry = self.func.add_block(self.func.blocks[header].loc);
        let params: Vec<_> = self.func.blocks[header].params.clone();
        let fresh = params.iter().map(|&param| {
            let row = self.func.values[param].clone();
            self.func.add_param(entry, row.ty, row.name)
        });
        let fresh: Vec<_> = fresh.collect();
        self.func.blocks[entry].term = jump(header, fresh);
        self.func.entry = entry;
        header
    }

    fn header(&mut self, callee: FuncId) -> Block {
        if let Some((_, header)) = self.headers.iter().find(|(func, _)| *func == callee) {
            return *header;
        }
        let original = self.originals[callee].as_ref().expect("a member of a cycle makes a tail call");
        let header = copy_blocks(self.func, original, Placed::AsIs, None).entry;
        self.headers.push((callee, header));
        header
    }
}
