//! String literals and their holes.

use base::Span;

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;
use crate::lex::string::{self, Stop};

/// The pieces of text of a string, and the holes between them.
#[derive(Default)]
struct Pieces {
    texts: Vec<Span>,
    holes: Vec<Expr>,
}

impl Parser<'_> {
    /// A string without holes, such as the path of an import.
    pub fn plain_string(&mut self, what: &str) -> Parse<(String, Span)> {
        if !matches!(self.token.kind, T::Quote | T::TripleQuote | T::SingleQuoted) {
            let error = errors::expected(self.here(), "a string", &format!("as {what}"), &self.found());
            return Err(self.fail(error));
        }
        let literal = self.string()?;
        match literal.plain() {
            Some(text) => Ok((text.to_string(), literal.span)),
            None => Err(self.fail(errors::hole_in_plain_string(literal.span, what))),
        }
    }

    /// A string, whose opening quote is the next token.
    pub fn string(&mut self) -> Parse<StringLit> {
        match self.token.kind {
            T::SingleQuoted | T::BacktickString => Ok(self.foreign_string()),
            kind => self.nested(|p| Ok(p.quoted_string(kind == T::TripleQuote))),
        }
    }

    /// `'…'` and `` `…` ``: reported, and read as if the quotes were right.
    #[inline(never)]
    fn foreign_string(&mut self) -> StringLit {
        let backtick = self.at(T::BacktickString);
        let token = self.bump();
        let span = self.span(token.start, token.end);
        let raw = &self.slice(span)[1..(token.end - token.start - 1) as usize];
        self.report(if backtick { errors::backtick_string(span, raw) } else { errors::single_quotes(span, raw) });
        let parts = if raw.is_empty() { Vec::new() } else { vec![StringPart::Text(raw.to_string())] };
        StringLit { parts, span }
    }

    #[inline(never)]
    fn quoted_string(&mut self, multiline: bool) -> StringLit {
        let open = self.token;
        self.record(open);
        let mut pieces = Pieces::default();
        let mut at = open.end;
        loop {
            let (end, stop) = string::piece(self.text, at as usize, multiline);
            let end = u32::try_from(end).expect("files are under 4 GiB");
            self.record_text(T::StringText, at, end);
            pieces.texts.push(self.span(at, end));
            match stop {
                Stop::Quote => {
                    let close = end + (open.end - open.start);
                    self.record_text(open.kind, end, close);
                    self.jump(close);
                    break;
                }
                Stop::Unterminated => {
                    self.jump(end);
                    self.unterminated(self.span(open.start, open.end), multiline);
                    break;
                }
                Stop::Hole => {
                    let (hole, after) = self.string_hole(end, multiline);
                    pieces.holes.push(hole);
                    at = after;
                }
            }
        }
        let span = self.since(open.start);
        StringLit { parts: self.string_parts(pieces, multiline), span }
    }

    fn unterminated(&mut self, quote: Span, multiline: bool) {
        // A hole that was not closed has been reported at the same place.
        if !self.is_quiet() {
            self.report(errors::unterminated_string(quote, self.behind(), multiline));
        }
        // It may have swallowed brackets.
        self.quiet_here();
    }

    /// The hole whose `{` is at byte `brace`, and where the text goes on.
    #[inline(never)]
    fn string_hole(&mut self, brace: u32, multiline: bool) -> (Expr, u32) {
        self.record_text(T::LBrace, brace, brace + 1);
        self.jump(brace + 1);
        let expr = if self.at(T::RBrace) {
            self.report(errors::empty_hole(self.span(brace, self.token.end)));
            Ok(Expr { kind: ExprKind::Error, span: self.span(brace, self.token.end) })
        } else {
            self.inside(Self::expr)
        };
        // After a mistake that was skipped, a `}` on a later line is not the hole's.
        let lost = self.is_quiet() && self.token.newline && !multiline;
        if self.at(T::RBrace) && !lost {
            let close = self.token;
            self.record(close);
            let span = self.span(brace, close.end);
            return (expr.unwrap_or(Expr { kind: ExprKind::Error, span }), close.end);
        }
        let error = errors::unclosed_hole(self.span(brace, brace + 1), self.here(), &self.found());
        self.fail(error);
        let after = self.skip_hole(multiline);
        (Expr { kind: ExprKind::Error, span: self.span(brace, after) }, after)
    }

    /// Skips the rest of a broken hole: to its `}`, the closing quote or the end of the line.
    fn skip_hole(&mut self, multiline: bool) -> u32 {
        let start = self.prev_end;
        let rest = &self.text[start as usize..];
        let stop = rest.find(['}', '"', '\n']).unwrap_or(rest.len());
        let brace = rest[stop..].starts_with('}');
        let end = start + u32::try_from(stop).expect("files are under 4 GiB") + u32::from(brace);
        self.record_text(T::StringText, start, end);
        if !brace && !multiline {
            // What follows is not to be reported again.
            self.jump(end);
            self.quiet_here();
        }
        end
    }

    /// Escapes replaced, indentation removed.
    fn string_parts(&mut self, pieces: Pieces, multiline: bool) -> Vec<StringPart> {
        let raws: Vec<&str> = pieces.texts.iter().map(|&span| self.slice(span)).collect();
        let indentation = if multiline { string::common_indentation(&raws) } else { "" };
        let mut holes = pieces.holes.into_iter();
        let mut parts = Vec::new();
        for (index, &raw) in raws.iter().enumerate() {
            let (mut text, mut bad) = (String::new(), Vec::new());
            string::unescape(raw, &mut text, &mut bad);
            for escape in bad {
                let at =
                    |offset: usize| pieces.texts[index].start + u32::try_from(offset).expect("files are under 4 GiB");
                let span = self.span(at(escape.start), at(escape.end));
                self.report(errors::bad_escape(span, self.slice(span)));
            }
            if multiline {
                let dedented = string::dedent(raw, indentation, index == 0, index + 1 == raws.len());
                text.clear();
                string::unescape(&dedented, &mut text, &mut Vec::new());
            }
            if !text.is_empty() {
                parts.push(StringPart::Text(text));
            }
            parts.extend(holes.next().map(StringPart::Hole));
        }
        parts
    }
}
