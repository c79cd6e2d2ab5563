//! From tokens to the syntax tree: recursive descent, with precedence climbing for operators.
//!
//! In: the text of a file. Out: a [`Module`] and what was wrong. The parser never fails: a mistake gives one
//! message, then tokens are skipped to the end of the list element, statement or declaration it is in, and an `Error`
//! node stands for what could not be read.
//!
//! A newline matters only where a line could also go on: before an infix or postfix operator, before an optional
//! operand, and at the end of a statement. Each of these places asks [`Token::newline`]; there are no newline tokens.
//!
//! Time is linear in the length of the text: there is no backtracking, and the one unbounded look-ahead, whether `<`
//! after a lower-case name opens type arguments, is answered for the whole text at once ([`type_args`]). Recursion is
//! bounded by [`MAX_DEPTH`], and the height of the tree by [`MAX_HEIGHT`], so that later stages may recurse over it.
//! The functions of the recursion are not inlined into each other: one frame with the locals of all of them would need
//! three times the stack (a level takes up to 6 KiB, all of them 1.4 MiB, measured by the test `stack`).

mod control;
mod core;
pub mod errors;
mod event;
mod expr;
mod extern_block;
mod foreign;
mod function;
mod item;
mod lambda;
mod list;
mod nominal;
mod operand;
mod pattern;
mod postfix;
mod recover;
mod statement;
mod string;
mod template;
mod ty;
mod type_args;
mod view;

use base::{Diagnostic, SourceId};

use crate::ast::Module;
use crate::lex::{Token, trivia};

use core::Parser;
pub use recover::starts_item as starts_declaration;

/// How deep expressions, statements, types, patterns and elements may nest.
pub const MAX_DEPTH: u32 = 256;

/// How high the tree of an expression may be: nesting, and links of chains such as `a + b + c` or `a.b.c`.
pub const MAX_HEIGHT: u32 = 512;

/// The syntax tree of `text`, and the mistakes in it, in source order.
pub fn parse(source: SourceId, text: &str) -> (Module, Vec<Diagnostic>) {
    let mut parser = Parser::new(source, text);
    let module = parser.module();
    (module, parser.into_diagnostics())
}

/// All tokens of `text`, comments and white space among them: their texts in order are `text`.
pub fn tokens(source: SourceId, text: &str) -> Vec<Token> {
    parse_recorded(source, text).2
}

/// The syntax tree of `text`, the mistakes in it, and all its tokens, as [`parse`] and [`tokens`] give them.
pub fn parse_recorded(source: SourceId, text: &str) -> (Module, Vec<Diagnostic>, Vec<Token>) {
    let mut parser = Parser::recording(source, text);
    let module = parser.module();
    let (diagnostics, recorded) = parser.into_recorded();
    let mut all = Vec::new();
    let mut end = 0;
    for mut token in recorded {
        // After some mistakes text is passed twice: as what it was taken for first, and when skipped.
        if token.end <= end {
            continue;
        }
        token.start = token.start.max(end);
        trivia::tokens(text, end, token.start, &mut all);
        end = token.end;
        all.push(token);
    }
    trivia::tokens(text, end, u32::try_from(text.len()).expect("files are under 4 GiB"), &mut all);
    (module, diagnostics, all)
}
