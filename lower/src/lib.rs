//! From typed programs to placed IR.
//!
//! In: a typed program without errors.  Out: a verified [`ir::Program`] in which every function, heap type and module
//! variable has a home and the seam names everything that crosses. [`pipeline`] is the list of passes.
//!
//! **Invariant:** after `frontend` and [`check`] nothing can fail: a violated assumption is a bug of the compiler and
//! panics.

mod build;
mod call_graph;
mod check;
mod copy;
pub mod dce;
pub mod effects;
mod errors;
pub mod gvn;
pub mod inline;
pub mod licm;
pub mod outline;
pub mod pipeline;
pub mod place;
pub mod profile;
pub mod range_facts;
mod reaching;
mod retype;
pub mod scalar_replace;
pub mod seam;
pub mod share;
pub mod simplify;
pub mod splice;
pub mod split_classes;
pub mod split_joins;
pub mod split_variables;
mod substitution;
pub mod tail_calls;
pub mod thread;
pub mod tidy;

pub use check::check;
pub use errors::{codes, explain};
pub use pipeline::{explain_placement, lower, lower_until, lower_with, measure};
pub use profile::{Measured, Profile};

/// Which sides a program may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Target {
    /// JavaScript for what touches JavaScript, Wasm for the rest.
    #[default]
    Mixed,
    /// Everything in JavaScript.
    Js,
    /// Everything in Wasm; JavaScript is imported.
    Wasm,
    /// Everything on a side that this number and its name decide: every kind of crossing happens, which tests the
    /// seam.
    Scattered(u64),
}

/// What is done with profiles.
#[derive(Clone, Copy, Default)]
pub enum Profiling<'a> {
    /// Nothing: frequencies are estimated.
    #[default]
    Off,
    /// The program counts. It must be all JavaScript.
    Count,
    /// Frequencies are those that were measured, as far as they are known.
    Use(&'a Measured),
}

impl<'a> Profiling<'a> {
    /// What was measured, if it is to be used.
    fn measured(self) -> Option<&'a Measured> {
        match self {
            Profiling::Use(measured) => Some(measured),
            Profiling::Off | Profiling::Count => None,
        }
    }
}

/// How to lower.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which sides the program may use.
    pub target: Target,
    /// Whether the optimising passes run; without them the code keeps the shape of the source.
    pub optimise: bool,
    /// Whether the program is its test blocks, and not `main` and exports.
    pub tests: bool,
}
