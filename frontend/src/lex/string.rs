//! The insides of strings: where pieces of text end, escapes, and the indentation of `"""`.

use super::trivia::line_end;

/// Where a piece of text ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// At the closing quote.
    Quote,
    /// At the `{` of a hole.
    Hole,
    /// At the end of the line or file: the string is not closed.
    Unterminated,
}

/// The text of a string from `from`: where it ends, and at what. `multiline` is for `"""`.
pub fn piece(text: &str, from: usize, multiline: bool) -> (usize, Stop) {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at) {
            None => return (at, Stop::Unterminated),
            Some(b'\n') if !multiline => return (at, Stop::Unterminated),
            Some(b'"') if !multiline || bytes[at..].starts_with(b"\"\"\"") => return (at, Stop::Quote),
            Some(b'{') => return (at, Stop::Hole),
            Some(b'\\') if bytes[at + 1..].starts_with(b"u{") => at += 3,
            Some(b'\\') if multiline || bytes.get(at + 1) != Some(&b'\n') => at = (at + 2).min(bytes.len()),
            Some(_) => at += 1,
        }
    }
}

/// Skips the string whose opening quote is `start..from`, however its holes nest; for error recovery. A `"` string
/// ends at the latest with its line.
pub fn skip(text: &str, from: usize, multiline: bool) -> usize {
    let bytes = text.as_bytes();
    let limit = if multiline { bytes.len() } else { line_end(bytes, from) };
    let close: &[u8] = if multiline { b"\"\"\"" } else { b"\"" };
    // `true` stands for the text of a string, `false` for the code of a hole.
    let mut open = vec![true];
    let mut at = from;
    while at < limit {
        let in_text = open.last() == Some(&true);
        match bytes[at] {
            b'\\' if in_text && bytes[at + 1..].starts_with(b"u{") => at += 2,
            b'\\' if in_text => at += 1,
            b'"' if !in_text => open.push(true),
            b'"' if open.len() > 1 => {
                open.pop();
            }
            b'"' if bytes[at..].starts_with(close) => return at + close.len(),
            b'{' => open.push(false),
            b'}' if !in_text => {
                open.pop();
            }
            _ => {}
        }
        at += 1;
    }
    limit
}

/// An escape that means nothing: its bytes, counted from the start of the piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadEscape {
    /// The backslash.
    pub start: usize,
    /// One past what belongs to it.
    pub end: usize,
}

/// The meaning of the escapes in `raw`, appended to `into`. `\r\n` counts as `\n`, so that a file means the same
/// whichever way its lines end.
pub fn unescape(raw: &str, into: &mut String, bad: &mut Vec<BadEscape>) {
    let mut rest = raw;
    while let Some(at) = rest.find(['\\', '\r']) {
        into.push_str(&rest[..at]);
        let escape = &rest[at..];
        let len = if escape.starts_with('\r') {
            into.push_str(if escape.starts_with("\r\n") { "" } else { "\r" });
            1
        } else {
            let (char, len) = one_escape(escape);
            match char {
                Some(char) => into.push(char),
                None => {
                    let start = raw.len() - escape.len();
                    bad.push(BadEscape { start, end: start + len });
                }
            }
            len
        };
        rest = &escape[len..];
    }
    into.push_str(rest);
}

/// The character that the escape at the start of `text` means, and its length.
fn one_escape(text: &str) -> (Option<char>, usize) {
    let Some(letter) = text[1..].chars().next() else { return (None, 1) };
    let simple = |char| (Some(char), 2);
    match letter {
        'n' => simple('\n'),
        't' => simple('\t'),
        'r' => simple('\r'),
        '\\' | '"' | '{' | '}' => simple(letter),
        'u' => {
            let Some(digits) = text[2..].strip_prefix('{') else { return (None, 2) };
            let len = digits.find(|char: char| !char.is_ascii_hexdigit()).unwrap_or(digits.len());
            if !digits[len..].starts_with('}') {
                return (None, 3 + len);
            }
            let char = u32::from_str_radix(&digits[..len], 16).ok().and_then(char::from_u32);
            (char, 4 + len)
        }
        _ => (None, 1 + letter.len_utf8()),
    }
}

/// The white space that starts every line of a `"""` string, given its pieces of text.
///
/// Blank lines do not count, except that the line of the closing quotes does. Only the first piece, after its first
/// line break, and line breaks within pieces start lines: what follows a hole is in the middle of one.
pub fn common_indentation<'a>(pieces: &[&'a str]) -> &'a str {
    let mut common: Option<&str> = None;
    for piece in pieces {
        let mut lines = piece.split('\n').skip(1).peekable();
        while let Some(line) = lines.next() {
            let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            let blank = line.trim_end_matches('\r').len() == indentation.len();
            // The last line of a piece goes on with a hole or the closing quotes.
            if blank && lines.peek().is_some() {
                continue;
            }
            common = Some(common.map_or(indentation, |common| common_prefix(common, indentation)));
        }
    }
    common.unwrap_or("")
}

fn common_prefix<'a>(a: &'a str, b: &str) -> &'a str {
    let len = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    &a[..len]
}

/// A piece of a `"""` string without the common `indentation` at the start of its lines. The first piece loses its
/// first line if that is blank, the last one its last.
pub fn dedent(piece: &str, indentation: &str, first: bool, last: bool) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for (index, line) in piece.split('\n').enumerate() {
        let stripped = line.strip_prefix(indentation).unwrap_or_else(|| line.trim_start_matches([' ', '\t']));
        lines.push(if index == 0 { line } else { stripped });
    }
    if last && lines.len() > 1 && lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
        if let Some(line) = lines.last_mut() {
            *line = line.strip_suffix('\r').unwrap_or(line);
        }
    }
    if first && piece.contains('\n') && lines.first().is_some_and(|line| line.trim().is_empty()) {
        lines.remove(0);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multiline(raw: &str) -> String {
        dedent(raw, common_indentation(&[raw]), true, true)
    }

    #[test]
    fn common_indentation_is_removed() {
        assert_eq!(multiline("\n    a\n      b\n\n    c\n    "), "a\n  b\n\nc");
        assert_eq!(multiline("\n    a\n  "), "  a");
        assert_eq!(multiline("one line"), "one line");
        assert_eq!(multiline("\n"), "");
    }

    #[test]
    fn text_after_a_hole_starts_no_line() {
        let pieces = ["\n    a ", " b\n    c\n    "];
        let indentation = common_indentation(&pieces);
        assert_eq!(indentation, "    ");
        assert_eq!(dedent(pieces[0], indentation, true, false), "a ");
        assert_eq!(dedent(pieces[1], indentation, false, true), " b\nc");
    }

    #[test]
    fn escapes() {
        let (mut text, mut bad) = (String::new(), Vec::new());
        unescape(r#"a\n\"\{\}\u{1F600}\q\u{110000}"#, &mut text, &mut bad);
        assert_eq!(text, "a\n\"{}\u{1F600}");
        assert_eq!(bad, [BadEscape { start: 18, end: 20 }, BadEscape { start: 20, end: 30 }]);
    }

    #[test]
    fn pieces_stop_at_quotes_and_holes() {
        assert_eq!(piece(r#"a\"b"c"#, 0, false), (4, Stop::Quote));
        assert_eq!(piece(r"a\{b{c", 0, false), (4, Stop::Hole));
        assert_eq!(piece("a\nb", 0, false), (1, Stop::Unterminated));
        assert_eq!(piece("a\n\"\"b\"\"\"", 0, true), (5, Stop::Quote));
    }

    #[test]
    fn skipping_follows_nested_strings() {
        let text = r#"a {f("}")} b" c"#;
        assert_eq!(&text[skip(text, 0, false)..], " c");
    }
}
