//! From source text to typed programs.
//!
//! In: the path of a root module and a [`Loader`] that reads files.  Out: a [`typed::Program`], or what is wrong.
//!
//! **Invariant:** no input or output but through the loader, and nothing here fails: mistakes are diagnostics.

/// The syntax tree.
pub mod ast;
/// One style for source text.
pub mod format;
/// From text to tokens.
pub mod lex;
/// From tokens to the syntax tree.
pub mod parse;
/// The standard library's sources.
pub mod std;
/// The typed program.
pub mod typed;

mod bounds;
mod buildable;
mod check;
mod components;
mod constants;
mod declare;
mod derive;
mod display;
mod errors;
pub mod event_graph;
mod explain;
mod growth;
mod habits;
mod infer;
mod instances;
mod modules;
mod observer_cycles;
mod order;
mod program;
mod silence;
mod spelling;
mod traits;
mod unused;
mod world;

pub use explain::{codes, explain};
pub use modules::{LoadError, Loader};
pub use program::check_program;
