//! From one local per value to as few locals as their lifetimes allow.
//!
//! In: the code of a function.  Out: the same code with merged locals, grouped by type.
//!
//! Four scans: [`definite`] finds the non-null locals that Wasm's rule of definite assignment does not accept and makes
//! them nullable; [`live`] computes which local is live where and drops dead stores; [`merge`] gives locals of the same
//! type that are never live together, and above all those that are copies of each other, one name; [`peephole`] then
//! removes what that made superfluous.

pub mod bits;
pub mod definite;
pub mod live;
pub mod merge;
pub mod peephole;

use crate::body::Code;

/// Functions with more locals keep them: what is live together would not fit in memory.
const MAX_LOCALS: usize = 10_000;

/// Merges the locals of `code`. With `all_nullable` no local is non-null.
pub fn assign(code: &mut Code, all_nullable: bool) {
    peephole::simplify_branches(code);
    definite::make_nullable(code, all_nullable);
    peephole::fold_moves(&mut code.instrs);
    if code.locals.len() <= MAX_LOCALS {
        let graph = live::interference(code);
        merge::merge(code, graph);
        peephole::fold_moves(&mut code.instrs);
        peephole::simplify_branches(code);
    }
}
