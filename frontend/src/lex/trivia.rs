//! What stands between tokens: white space and comments.

use super::{Token, TokenKind};

/// What was skipped.
pub struct Trivia {
    /// Where the next token starts; where the comment starts if `unterminated`.
    pub end: usize,
    /// Whether a line ended.
    pub newline: bool,
    /// Whether there was a comment.
    pub commented: bool,
    /// Whether a `/*` has no `*/`.
    pub unterminated: bool,
}

/// Skips white space and comments from `from`.
pub fn skip(bytes: &[u8], from: usize) -> Trivia {
    let mut trivia = Trivia { end: from, newline: false, commented: false, unterminated: false };
    loop {
        match bytes.get(trivia.end) {
            Some(b' ' | b'\t' | b'\r') => trivia.end += 1,
            Some(b'\n') => {
                trivia.newline = true;
                trivia.end += 1;
            }
            Some(b'/') if bytes.get(trivia.end + 1) == Some(&b'/') => {
                trivia.commented = true;
                trivia.end = line_end(bytes, trivia.end);
            }
            Some(b'/') if bytes.get(trivia.end + 1) == Some(&b'*') => match block_comment_end(bytes, trivia.end) {
                Some(end) => {
                    trivia.commented = true;
                    trivia.newline |= bytes[trivia.end..end].contains(&b'\n');
                    trivia.end = end;
                }
                None => {
                    trivia.unterminated = true;
                    return trivia;
                }
            },
            // A byte order mark, which some editors write.
            Some(0xef) if trivia.end == 0 && bytes.starts_with(b"\xef\xbb\xbf") => trivia.end = 3,
            _ => return trivia,
        }
    }
}

/// The position of the newline at or after `from`, or the end of the text.
pub fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |len| from + len)
}

/// The end of the possibly nested comment that starts at `start`.
fn block_comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'/', b'*') => {
                depth += 1;
                at += 2;
            }
            (b'*', b'/') => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}

/// The text of the `///` lines that end `trivia`, the stretch before a declaration, joined by newlines.
///
/// Other comments and blank lines may stand between the lines and the declaration; a blank line between two `///`
/// lines separates them, and the later ones count.
pub fn doc(trivia: &str) -> Option<String> {
    let mut lines: Vec<&str> = Vec::new();
    let mut blank = false;
    for line in trivia.lines().map(str::trim) {
        match line.strip_prefix("///") {
            Some(text) if !text.starts_with('/') => {
                if blank {
                    lines.clear();
                }
                lines.push(text.strip_prefix(' ').unwrap_or(text));
                blank = false;
            }
            _ => blank |= line.is_empty() && !lines.is_empty(),
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The tokens of a stretch of trivia `start..end`: white space and comments in order.
pub fn tokens(text: &str, start: u32, end: u32, into: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut push = |kind, from: usize, to: usize| {
        if from < to {
            let plain = |at| u32::try_from(at).expect("files are under 4 GiB");
            let (start, end) = (plain(from), plain(to));
            into.push(Token { kind, start, end, newline: false, spaced: false, commented: false });
        }
    };
    let (mut at, end) = (start as usize, end as usize);
    let mut blank_from = at;
    while at < end {
        let comment_end = match &bytes[at..end] {
            [b'/', b'/', ..] => line_end(bytes, at).min(end),
            [b'/', b'*', ..] => block_comment_end(bytes, at).unwrap_or(end),
            _ => {
                at += 1;
                continue;
            }
        };
        push(TokenKind::Whitespace, blank_from, at);
        push(TokenKind::Comment, at, comment_end);
        at = comment_end;
        blank_from = at;
    }
    push(TokenKind::Whitespace, blank_from, end);
}

#[cfg(test)]
mod tests {
    use super::doc;

    #[test]
    fn doc_is_the_last_run_of_doc_lines() {
        assert_eq!(doc("\n/// a\n///  b\n"), Some("a\n b".into()));
        assert_eq!(doc("/// a\n\n/// b\n// note\n"), Some("b".into()));
        assert_eq!(doc("// a\n//// b\n"), None);
    }
}
