//! The text of templates.

use crate::ast::TemplateText;
use crate::lex::TokenKind as T;
use crate::parse::core::Parser;
use crate::parse::errors;

impl Parser<'_> {
    /// Where the text from byte `at` ends: at a tag, a hole, or, `in_braces`, a `}`. Other braces and `<` are reported
    /// and belong to the text.
    pub(super) fn text_node_end(&mut self, mut at: u32, in_braces: bool) -> u32 {
        loop {
            let rest = &self.text[at as usize..];
            let len = rest.find(['<', '{', '}']).unwrap_or(rest.len());
            at += u32::try_from(len).expect("files are under 4 GiB");
            let span = self.span(at, at + 1);
            match self.byte(at) {
                Some(b'}') if !in_braces => self.report(errors::brace_in_text(span)),
                Some(b'<') if !self.opens_tag(at) => self.report(errors::angle_in_text(span)),
                _ => return at,
            }
            at += 1;
        }
    }

    fn opens_tag(&self, at: u32) -> bool {
        matches!(self.byte(at + 1), Some(b'a'..=b'z' | b'A'..=b'Z' | b'>' | b'/' | b'!'))
    }

    /// The text `start..end`, character references replaced.
    pub(super) fn text_node(&mut self, start: u32, end: u32) -> TemplateText {
        self.record_text(T::TemplateText, start, end);
        let span = self.span(start, end);
        let raw = self.slice(span);
        let mut text = String::new();
        let mut rest = raw;
        while let Some(at) = rest.find('&') {
            text.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let name = after.find(';').map(|len| &after[..len]).filter(|name| is_reference(name));
            let Some(name) = name else {
                text.push('&');
                rest = after;
                continue;
            };
            match reference(name) {
                Some(char) => text.push(char),
                None => {
                    let from = start + u32::try_from(raw.len() - rest.len() + at).expect("files are under 4 GiB");
                    let to = from + u32::try_from(name.len() + 2).expect("files are under 4 GiB");
                    let span = self.span(from, to);
                    self.report(errors::unknown_reference(span, self.slice(span)));
                }
            }
            rest = &after[name.len() + 1..];
        }
        text.push_str(rest);
        TemplateText { text, span }
    }
}

fn is_reference(name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.len() < 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The character that `&name;` stands for, of the names people use.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "deg" => '°',
        "times" => '×',
        "divide" => '÷',
        "middot" => '·',
        "bull" => '•',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "larr" => '←',
        "uarr" => '↑',
        "rarr" => '→',
        "darr" => '↓',
        "euro" => '€',
        _ => return None,
    })
}
