//! From text to tokens.
//!
//! In: the text of a file. Out: [`Token`]s, one at a time, from [`scan`].
//!
//! Scanning is a pure function of text and position: what a `<` or a `"` opens depends on what the parser expects
//! there, so the parser leads, asks for one token after the other, and reads the insides of strings
//! ([`string`]) and of templates itself. Nothing is lost: tokens in order with the trivia between them are the text
//! (tested), and what is no token becomes [`TokenKind::Unknown`], which stops nobody.

pub mod number;
pub mod string;
pub mod token;
pub mod trivia;

use base::{Diagnostic, SourceId, Span};

pub use token::{Token, TokenKind};

use TokenKind as T;

/// The text of a file, or how many of its first bytes are valid UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, usize> {
    String::from_utf8(bytes).map_err(|error| error.utf8_error().valid_up_to())
}

/// The diagnostic for a file that [`decode`] refused. `source` is the file, added with its valid beginning as its text.
pub fn not_utf8(source: SourceId, valid_up_to: usize) -> Diagnostic {
    let at = u32::try_from(valid_up_to).unwrap_or(u32::MAX);
    crate::parse::errors::not_utf8(Span::new(source, at, at))
}

/// The first token at or after byte `from`, which must not lie inside of a token.
pub fn scan(text: &str, from: u32) -> Token {
    let bytes = text.as_bytes();
    let trivia = trivia::skip(bytes, from as usize);
    let start = trivia.end;
    let (kind, end) = if trivia.unterminated {
        (T::UnterminatedComment, bytes.len())
    } else {
        match bytes.get(start) {
            None => (T::End, start),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => word(text, start),
            Some(b'0'..=b'9') => (T::Number, number::end(bytes, start)),
            Some(b'"') if bytes[start..].starts_with(b"\"\"\"") => (T::TripleQuote, start + 3),
            Some(b'"') => (T::Quote, start + 1),
            Some(&quote @ (b'\'' | b'`')) => foreign_string(bytes, start, quote),
            Some(&byte) if byte < 0x80 => punctuation(bytes, start, byte),
            Some(_) => unicode(text, start),
        }
    };
    let small = |at: usize| u32::try_from(at).expect("files are under 4 GiB");
    Token {
        kind,
        start: small(start),
        end: small(end),
        newline: trivia.newline,
        spaced: start > from as usize,
        commented: trivia.commented,
    }
}

/// The end of the name that starts at `start`.
pub fn name_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    loop {
        match bytes.get(end) {
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') => end += 1,
            Some(byte) if *byte >= 0x80 => match text[end..].chars().next() {
                Some(char) if char.is_alphanumeric() => end += char.len_utf8(),
                _ => return end,
            },
            _ => return end,
        }
    }
}

fn word(text: &str, start: usize) -> (TokenKind, usize) {
    let end = name_end(text, start);
    let word = &text[start..end];
    let kind = match word.as_bytes()[0] {
        b'_' if word.len() == 1 => T::Underscore,
        b'A'..=b'Z' => T::Upper,
        b'a'..=b'z' => token::keyword(word).unwrap_or(T::Lower),
        // `_Private` counts as what its first letter says.
        _ if word.trim_start_matches('_').starts_with(char::is_uppercase) => T::Upper,
        _ => T::Lower,
    };
    (kind, end)
}

fn unicode(text: &str, start: usize) -> (TokenKind, usize) {
    let first = text[start..].chars().next().expect("a byte is there");
    if first.is_alphabetic() {
        let kind = if first.is_uppercase() { T::Upper } else { T::Lower };
        return (kind, name_end(text, start));
    }
    // A run of characters that no token starts with is one token, so that garbage gives one message.
    let strange = |char: char| !char.is_ascii() && !char.is_alphabetic();
    let len: usize = text[start..].chars().take_while(|&char| strange(char)).map(char::len_utf8).sum();
    (T::Unknown, start + len)
}

/// `'…'` and `` `…` ``, which other languages have: one token to the closing quote, or to the line's end for `'`.
fn foreign_string(bytes: &[u8], start: usize, quote: u8) -> (TokenKind, usize) {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(|&next| next < 0x80 && next != b'\n') => at += 2,
            b'\n' => break,
            _ if byte == quote => {
                return (if quote == b'`' { T::BacktickString } else { T::SingleQuoted }, at + 1);
            }
            _ => at += 1,
        }
    }
    (T::Unknown, start + 1)
}

/// The longest punctuation at `start`.
fn punctuation(bytes: &[u8], start: usize, first: u8) -> (TokenKind, usize) {
    let rest = &bytes[start..];
    for &(text, kind) in token::punctuation(first) {
        if rest.starts_with(text.as_bytes()) {
            return (kind, start + text.len());
        }
    }
    (T::Unknown, start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        let mut kinds = Vec::new();
        let mut at = 0;
        loop {
            let token = scan(text, at);
            if token.kind == T::End {
                return kinds;
            }
            assert!(token.end > at, "{token:?} is empty");
            kinds.push(token.kind);
            at = token.end;
        }
    }

    #[test]
    fn the_longest_punctuation_wins() {
        assert_eq!(kinds(">>>= >>> >> >= >"), [T::UShrEq, T::UShr, T::Shr, T::GtEq, T::Gt]);
        assert_eq!(
            kinds("!== != ! ?? ?. ?"),
            [T::NotEqEq, T::NotEq, T::Bang, T::QuestionQuestion, T::QuestionDot, T::Question]
        );
        assert_eq!(kinds("|> || |? |= |"), [T::PipeGt, T::OrOr, T::PipeQuestion, T::PipeEq, T::Pipe]);
    }

    #[test]
    fn ranges_are_not_decimal_points() {
        assert_eq!(kinds("0..n"), [T::Number, T::DotDot, T::Lower]);
        assert_eq!(kinds("1..2"), [T::Number, T::DotDot, T::Number]);
        assert_eq!(kinds("1.5..=2.5"), [T::Number, T::DotDotEq, T::Number]);
        assert_eq!(kinds("1.toFixed"), [T::Number, T::Dot, T::Lower]);
    }

    #[test]
    fn comments_nest_and_are_trivia() {
        assert_eq!(kinds("a /* b /* c */ d */ e // f\n g"), [T::Lower, T::Lower, T::Lower]);
        assert_eq!(kinds("a /* /* */"), [T::Lower, T::UnterminatedComment]);
    }

    #[test]
    fn a_newline_inside_a_comment_counts() {
        assert!(scan("a /* \n */ b", 1).newline);
        assert!(!scan("a /* */ b", 1).newline);
    }

    #[test]
    fn garbage_is_one_token() {
        assert_eq!(kinds("a “” b # c"), [T::Lower, T::Unknown, T::Lower, T::Unknown, T::Lower]);
    }

    #[test]
    fn case_is_that_of_the_first_letter() {
        assert_eq!(kinds("é É _x _X _ x1"), [T::Lower, T::Upper, T::Lower, T::Upper, T::Underscore, T::Lower]);
    }

    #[test]
    fn decode_tells_where_the_text_stops() {
        assert_eq!(decode(b"ab\xffc".to_vec()), Err(2));
        assert_eq!(decode(b"ab".to_vec()), Ok("ab".to_string()));
    }
}
