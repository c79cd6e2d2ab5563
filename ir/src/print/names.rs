//! How names and constants are written.
//!
//! A name is written bare if it looks like one, else as a string, so that any text can be a name.

use super::items::Typed;
use super::put;
use crate::{Const, Program};
use base::Symbol;
use std::fmt::{self, Write as _};

/// Words that mean a type or begin one.
const TYPE_WORDS: [&str; 18] = [
    "bool", "i32", "i64", "f32", "f64", "str", "js", "func", "i8", "u8", "i16", "u16", "u32", "u64", "struct", "enum",
    "array", "buffer",
];

/// Whether `text` can stand as a name without quotes.
fn is_bare(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    !text.is_empty() && text.chars().all(is_word)
}

/// Whether `text` can stand as a type's name without quotes.
fn is_bare_type(text: &str) -> bool {
    is_bare(text) && !text.starts_with(|c: char| c.is_ascii_digit()) && !TYPE_WORDS.contains(&text)
}

/// A heap type's name.
pub(super) fn type_name(name: Symbol) -> String {
    if is_bare_type(name.as_str()) { name.to_string() } else { quoted(name.as_str()) }
}

/// A function's or global's name: bare with dots in it, too.
pub(super) fn at_name(name: Symbol) -> String {
    let text = name.as_str();
    let is_dotted = text.split('.').all(is_bare);
    if is_dotted { format!("@{text}") } else { format!("@{}", quoted(text)) }
}

/// A field's or variant's name.
pub(super) fn plain_name(name: Symbol) -> String {
    if is_bare(name.as_str()) && name.as_str() != "var" { name.to_string() } else { quoted(name.as_str()) }
}

/// The name of the one with this number, or the number if the name means another one.
pub(super) fn label(mut names: impl Iterator<Item = Symbol> + Clone, number: u32) -> String {
    let name = names.clone().nth(number as usize);
    match name {
        Some(name) if names.position(|other| other == name) == Some(number as usize) => plain_name(name),
        _ => format!("#{number}"),
    }
}

/// A string literal.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            c if c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c) => {
                put!(literal, "\\u{{{:x}}}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// A constant as a literal.
pub(super) struct Constant<'a>(pub Const, pub &'a Program);

impl fmt::Display for Constant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Const::Bool(value) => write!(f, "{value}"),
            Const::I32(value) => write!(f, "{value}"),
            Const::I64(value) => write!(f, "{value}i64"),
            Const::F32(bits) => match f32::from_bits(bits) {
                value if value.is_nan() => write!(f, "nan:{bits:x}f32"),
                value => write!(f, "{value:?}f32"),
            },
            Const::F64(bits) => match f64::from_bits(bits) {
                value if value.is_nan() => write!(f, "nan:{bits:x}f64"),
                value if value.is_infinite() => write!(f, "{value:?}f64"),
                value => write!(f, "{value:?}"),
            },
            Const::Str(text) => f.write_str(&quoted(text.as_str())),
            Const::Big(text) => write!(f, "{text}n"),
            Const::Null(ty) => write!(f, "null:{}", Typed(ty, self.1)),
        }
    }
}
