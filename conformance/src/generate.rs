//! Well-typed programs from a seed, for the engines to disagree on.
//!
//! In: a seed.  Out: a [`Program`] that prints as Seam source, checks, and prints what it computed. Programs use numbers
//! of all types, strings, optionals, tuples, generic structs and enums with methods, collections of everything,
//! results, closures that share what they capture, generic functions with bounds, traits with defaults that several types
//! have, called through bounds and `dyn`, recursion, tail calls, matches with
//! nested patterns, loops with labels and early exits of all kinds; they may panic, which is behaviour like any other.
//! [`shrink`](shrink::candidates) proposes smaller programs, so that a disagreement becomes a fixture.
//!
//! Most programs end: loops are counted, recursion has fuel, and a closure calls only functions that were there before
//! it. Whoever runs them throws the others away after a number of steps.

mod calls;
mod closures;
mod declarations;
mod expressions;
mod functions;
mod grow;
mod literals;
mod loops;
mod numbers;
mod patterns;
mod program;
mod scope;
pub mod shrink;
mod statements;
mod traits;
mod types;

pub use program::Program;

/// The program of a seed. The same seed gives the same program.
pub fn program(seed: u64) -> Program {
    grow::program(seed)
}
