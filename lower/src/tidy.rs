//! What is done to a function after others were inlined into it, until nothing changes: simplify, thread jumps, replace
//! objects by their fields, alone and where they meet.
//!
//! Before: `v1 = struct.new Mapped v0, f` … a loop that calls `v1.f` for each `Item` that an inlined `next` has made
//! After:  a loop over the fields of `v0` in which `f` is called directly, and no object
//!
//! Each of the passes uncovers work for the others: an object whose holder has gone is local, a tag that is constant on
//! one way is a jump to thread, a jump that was threaded leaves an object that nobody looks at. Each round removes
//! objects or decisions; the bound is for what only changes shape.

use crate::{scalar_replace, simplify, split_joins, split_variables, thread};
use ir::{Func, Program, Types};

const ROUNDS: usize = 12;

/// Tidies every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

/// Tidies one function.
pub fn run_func(types: &Types, func: &mut Func) {
    for _ in 0..ROUNDS {
        simplify::run_func(types, func);
        let threaded = thread::run_func(func);
        let replaced = scalar_replace::run_func(types, func);
        let split = split_joins::run_func(types, func) || split_variables::run_func(types, func);
        if !threaded && !replaced && !split {
            break;
        }
    }
}
