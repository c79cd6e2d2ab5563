//! Spliced events as straight code: the jumps that splicing leaves behind are joined.
//!
//! Before: `b0: v1 = mul v0, 31, jump b1`  `b1: v2 = add v1, 1, return v2`, the outcome of an event being a jump
//! After:  `b0: v1 = mul v0, 31, v2 = add v1, 1, return v2`
//!
//! In: IR as it is built; events are spliced while it is ([`crate::build`]), since the arms of a call are code of its
//! function. Out: the same with each block that is jumped to from one place appended to that place. Only functions with
//! spliced code are changed, so that others keep the shape of their source in development builds.

use ir::Program;

/// Joins blocks in every function that has spliced code.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut().filter(|func| !func.sites.is_empty()) {
        crate::simplify::join_blocks(func);
    }
}
