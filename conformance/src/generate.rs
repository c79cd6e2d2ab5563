//! Well-typed programs from a seed, for the engines to disagree on.
//!
//! In: a seed.  Out: a [`Program`] that prints as Seam source, checks, ends, and prints what it computed. Programs use
//! integers of several widths, floats, strings, optionals, tuples, structs, enums, lists, closures, matches, loops and
//! early exits; they may panic, which is behaviour like any other. [`shrink`](shrink::candidates) proposes smaller
//! programs, so that a disagreement becomes a fixture.
//!
//! Programs end because loops are counted, calls go to functions declared before, and nothing else repeats.

mod grow;
mod program;
pub mod shrink;

pub use program::Program;

/// The program of a seed. The same seed gives the same program.
pub fn program(seed: u64) -> Program {
    grow::program(seed)
}
