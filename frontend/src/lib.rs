//! From source text to typed programs.

/// The syntax tree.
pub mod ast;
