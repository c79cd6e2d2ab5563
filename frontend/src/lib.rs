//! From source text to typed programs.

/// The syntax tree.
pub mod ast;
/// From text to tokens.
pub mod lex;
/// From tokens to the syntax tree.
pub mod parse;
/// The typed program.
pub mod typed;
/// The standard library's sources.
pub mod std;
