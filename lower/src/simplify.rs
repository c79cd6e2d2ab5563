//! Local simplification: constants are folded, identities applied, branches on known conditions removed, blocks merged.
//!
//! Before: `v2 = mul v1, 1`, `branch true, b1, b2`        After: uses of `v2` use `v1`, `jump b1`
//!
//! In: verified IR.  Out: the same executions with fewer steps. Repeats until nothing changes: every step removes an
//! instruction, an edge, a block or a parameter, so it ends. Folding is `ir::fold`, the interpreter's own arithmetic.

mod blocks;
mod insts;

use ir::{Func, Program};

/// Simplifies every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

/// Appends each block that is jumped to from one place to that place.
pub fn join_blocks(func: &mut Func) {
    while blocks::merge_chains(func) {}
    crate::dce::run_func(func);
}

/// Simplifies one function.
pub fn run_func(types: &ir::Types, func: &mut Func) {
    // Two or three rounds are usual; the bound only keeps a pathological function from costing quadratic time.
    for _ in 0..16 {
        let changed = insts::run(types, func) | blocks::run(func);
        crate::dce::run_func(func);
        if !changed {
            break;
        }
    }
}
