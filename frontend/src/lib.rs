//! From source text to typed programs.

/// The syntax tree.
pub mod ast;
/// The typed program.
pub mod typed;
/// The standard library's sources.
pub mod std;
