//! Prints helpers that are kept as source text: as they stand, or token by token without comments and spaces.
//!
//! Only the names of the module are replaced; a helper's own locals stay, which is why [`identifiers`] tells the
//! minifier which short names would be captured.

use super::Printer;
use base::Symbol;

/// The tokens of JavaScript source without regular expressions: comments and space are dropped.
fn tokens(text: &'static str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest, first);
        let token = &rest[..length];
        if !first.is_whitespace() && !token.starts_with("//") && !token.starts_with("/*") {
            found.push(token);
        }
        rest = &rest[length..];
    }
    found
}

fn token_length(rest: &str, first: char) -> usize {
    let until = |stop: &dyn Fn(char) -> bool| rest.find(stop).unwrap_or(rest.len());
    if rest.starts_with("//") {
        until(&|c| c == '\n')
    } else if rest.starts_with("/*") {
        rest.find("*/").map_or(rest.len(), |at| at + 2)
    } else if first.is_whitespace() {
        until(&|c: char| !c.is_whitespace())
    } else if is_word(first) {
        // A number with its fraction is one token too.
        let number = first.is_ascii_digit();
        until(&|c| !(is_word(c) || number && c == '.'))
    } else if matches!(first, '"' | '\'' | '`') {
        quoted_length(rest, first)
    } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        mark.len()
    } else {
        first.len_utf8()
    }
}

/// Marks of several characters.
const MARKS: [&str; 24] = [
    ">>>=", "...", "===", "!==", ">>>", "**=", "<<=", ">>=", "??=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??",
    "?.", "++", "--", "+=", "-=", "|=", "**",
];

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The identifiers that occur in a helper other than as property names.
pub fn identifiers(text: &'static str) -> Vec<&'static str> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let property = at > 0 && matches!(tokens[at - 1], "." | "?.");
        if token.starts_with(|c: char| is_word(c) && !c.is_ascii_digit()) && !property {
            found.push(*token);
        }
        if token.starts_with('`') {
            found.extend(holes(token));
        }
    }
    found
}

/// The identifiers in the holes of a template literal.
fn holes(template: &'static str) -> Vec<&'static str> {
    let parts = template.split("${").skip(1);
    parts.flat_map(|part| identifiers(part.split('}').next().unwrap_or(""))).collect()
}

impl Printer<'_> {
    pub(super) fn source(&mut self, text: &'static str) {
        if !self.minify {
            self.word(text.trim_end());
            return self.word("\n");
        }
        let tokens = tokens(text);
        for (at, written) in self.renamed(&tokens).into_iter().enumerate() {
            let both = |test: fn(char) -> bool| self.out.ends_with(test) && written.starts_with(test);
            if at > 0 && (both(is_word) || both(|c| c == '+') || both(|c| c == '-')) {
                self.word(" ");
            }
            if written == "}" && self.out.ends_with(';') {
                self.out.pop();
            }
            self.word(&written);
        }
    }
    /// The tokens with the short names of the module; properties keep theirs.
    fn renamed(&self, tokens: &[&'static str]) -> Vec<String> {
        let is_property = |at: usize| at > 0 && matches!(tokens[at - 1], "." | "?.");
        let tokens = tokens.iter().enumerate();
        tokens
            .map(|(at, token)| if is_property(at) { (*token).to_owned() } else { self.renamed_token(token) })
            .collect()
    }
    fn renamed_token(&self, token: &'static str) -> String {
        if token.starts_with('`') {
            let mut parts = token.split("${");
            let mut out = parts.next().unwrap_or("").to_owned();
            for part in parts {
                let (hole, rest) = part.split_once('}').unwrap_or((part, ""));
                out.push_str(&format!("${{{}}}{rest}", self.renamed(&tokens(hole)).concat()));
            }
            return out;
        }
        self.renaming.helpers.get(&Symbol::new(token)).map_or(token, |name| name.as_str()).to_owned()
    }
}
