//! Words of JavaScript, Rust, Kotlin and Python that are tried here, and what to write instead.

use base::{Diagnostic, Span};

use super::errors;
use crate::lex::TokenKind as T;

/// For a word at the start of a declaration: what to write instead.
pub fn item_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "function" | "func" | "fun" | "def" => "fn",
        "class" | "record" | "data" => "struct",
        "interface" | "protocol" => "trait",
        "export" | "public" => "pub",
        "use" | "require" | "from" => "import",
        "typedef" | "typealias" => "type",
        "component" => "view",
        _ => return None,
    })
}

/// For a word that a statement started with and that did not fit: what to write instead.
pub fn statement_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "val" | "final" => "let",
        "mut" => "var",
        "switch" | "when" | "case" => "match",
        "elif" | "elsif" | "elseif" => "else if",
        "foreach" => "for",
        "until" | "do" => "loop",
        "function" | "func" | "fun" | "def" => "fn",
        "not" => "!",
        _ => return None,
    })
}

/// For a word that follows a complete statement on its line.
pub fn after_statement(span: Span, word: &str, kind: T) -> Option<Diagnostic> {
    match word {
        "and" => Some(errors::foreign_word(span, word, "&&")),
        "or" => Some(errors::foreign_word(span, word, "||")),
        "instanceof" | "is" => Some(errors::foreign_word(span, word, "as?")),
        _ if kind == T::Colon => Some(errors::colon_after_expression(span)),
        _ if kind == T::FatArrow => Some(errors::arrow_after_expression(span)),
        _ => None,
    }
}

/// For what follows an element of a list instead of `,`.
pub fn in_list(span: Span, word: &str, kind: T) -> Option<Diagnostic> {
    match word {
        "and" | "or" | "instanceof" | "is" => after_statement(span, word, kind),
        _ if kind == T::KwIn => Some(errors::in_operator(span)),
        _ => None,
    }
}

/// For a word that an operand starts with, `next` being what follows it on the same line.
pub fn operand(span: Span, word: &str, next: T) -> Option<Diagnostic> {
    match (word, next) {
        ("new", T::Upper | T::Lower) => Some(errors::new_expression(span)),
        ("throw", T::Upper | T::Lower | T::Quote) => Some(errors::throw(span)),
        ("function", T::LParen | T::Lower) => Some(errors::function_expression(span)),
        ("typeof" | "delete" | "void", T::Lower) => Some(errors::foreign_operator(span, word)),
        ("not", T::Lower | T::KwTrue | T::KwFalse) => Some(errors::foreign_word(span, word, "!")),
        ("switch" | "when", T::Lower | T::LParen) if next == T::Lower => {
            Some(errors::foreign_word(span, word, "match"))
        }
        ("do", T::LBrace) => Some(errors::foreign_word(span, word, "loop")),
        _ => None,
    }
}
