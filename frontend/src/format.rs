//! One style for source text, without options: `seam fmt`.
//!
//! In: the text of a file without syntax errors.  Out: the same tokens in the one layout, with all comments.
//!
//! Before: `fn  f( a:i32 )->i32{ let x=a // why\n x+1 }`
//! After:  `fn f(a: i32) -> i32 {\n  let x = a // why\n  x + 1\n}`
//!
//! The tree says what stands between two tokens, the tokens come from the text ([`cursor`]): so nothing is lost. A layout
//! is a stream of commands ([`stream`]), of which [`print`] makes lines of at most [`WIDTH`] characters where it can.
//! What changes are white space and separators: `,` and `;` where a line ends, and `,` after the last element of a list
//! on several lines. Newlines mean something in Seam, so lines end only where the line cannot go on anyway, or where the
//! next one can only be its continuation: after an operator, `=`, `=>`, `,` and opening brackets, and before `.`, `?.`,
//! `|>` and closing brackets.
//!
//! The author decides on a few things: empty lines between statements (at most one is kept), whether a short block,
//! `match`, struct or enum stands on one line, and where the lines of a template end. Whatever follows from the
//! author's layout is kept by the result, so that formatting twice changes nothing.

mod block;
mod cursor;
mod expr;
mod item;
mod list;
mod member;
mod operator;
mod pattern;
mod postfix;
mod print;
mod stream;
mod template;
mod ty;

use base::{Diagnostic, SourceId};

use crate::lex::{Token, TokenKind};
use crate::parse;
use cursor::Formatter;

pub use print::WIDTH;

/// Why a text was not formatted.
#[derive(Debug)]
pub enum Unformatted {
    /// It has syntax errors.
    Syntax(Vec<Diagnostic>),
    /// The formatter would have changed what it says: a mistake of the formatter, found by comparing the tokens.
    Changed,
}

/// `text` in the one style.
pub fn format(source: SourceId, text: &str) -> Result<String, Unformatted> {
    let (module, diagnostics, tokens) = parse::parse_recorded(source, text);
    if !diagnostics.is_empty() {
        return Err(Unformatted::Syntax(diagnostics));
    }
    let mut formatter = Formatter::new(text, &tokens);
    formatter.module(&module);
    if formatter.lost {
        return Err(Unformatted::Changed);
    }
    let formatted = print::print(text, &formatter.out);
    let (_, diagnostics, after) = parse::parse_recorded(source, &formatted);
    if diagnostics.is_empty() && same(text, &tokens, &formatted, &after) {
        Ok(formatted)
    } else {
        Err(Unformatted::Changed)
    }
}

/// Whether two texts have the same tokens, but for separators and the white space of templates.
fn same(text: &str, tokens: &[Token], other: &str, others: &[Token]) -> bool {
    let mut left = words(text, tokens);
    let mut right = words(other, others);
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if left == right => {}
            _ => return false,
        }
    }
}

/// The tokens that formatting keeps, those of templates word by word.
fn words<'a>(text: &'a str, tokens: &'a [Token]) -> impl Iterator<Item = &'a str> {
    let kept = tokens.iter().filter(|token| {
        !matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Semicolon | TokenKind::Pipe
        )
    });
    kept.flat_map(|token| {
        let slice = &text[token.start as usize..token.end as usize];
        let template = token.kind == TokenKind::TemplateText;
        let words = slice.split_ascii_whitespace().take(if template { usize::MAX } else { 0 });
        words.chain((!template).then_some(slice))
    })
}
