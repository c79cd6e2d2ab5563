//! The formatter's way through the tokens: each is passed exactly once, in order, with the comments before it.
//!
//! The functions that print a form of the tree say only what stands between its tokens; the tokens themselves, and the
//! comments, come from here. So nothing can be lost, reordered or invented, whatever those functions do; if they and
//! the tokens disagree, [`Formatter::lost`] says so, and the file is left as it is.

use base::Span;

use super::stream::{Command, Stream};
use crate::lex::{Token, TokenKind as T};

/// A token, and what stands before it.
#[derive(Clone, Copy)]
struct Piece {
    kind: T,
    start: u32,
    end: u32,
    /// Its comments: where they begin in the list of all; they end where those of the next token begin.
    comments: u32,
    /// How many lines end between the comment or token before it and this.
    newlines: u32,
}

#[derive(Clone, Copy)]
struct Comment {
    start: u32,
    end: u32,
    /// How many lines end between what is before it and it.
    newlines: u32,
    /// Whether it is a `//` one.
    line: bool,
    /// Whether lines end in it.
    multiline: bool,
}

/// Where an empty line of the source is kept.
#[derive(Clone, Copy, PartialEq)]
pub enum Blank {
    /// Nowhere before the next token.
    Never,
    /// After a comment that stands before it.
    AfterComment,
    /// Everywhere before it.
    Kept,
}

/// The tokens that are still to be printed, and the layout of what has been.
pub struct Formatter<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    comments: Vec<Comment>,
    /// For each `(`, by its token: the token that closes it.
    partners: Vec<u32>,
    at: usize,
    /// The next of the comments.
    comment: usize,
    /// Comments of a comma that was passed: they stand before the next token.
    carried: Vec<Comment>,
    /// Whether empty lines before the next token are kept.
    pub blank: Blank,
    /// The layout.
    pub out: Stream,
    /// Whether the tree and the tokens disagree.
    pub lost: bool,
}

impl<'a> Formatter<'a> {
    /// At the first of `tokens`, which are all of `text`.
    pub fn new(text: &'a str, tokens: &[Token]) -> Self {
        let mut formatter = Self {
            text,
            pieces: Vec::with_capacity(tokens.len() / 2 + 1),
            comments: Vec::new(),
            partners: Vec::new(),
            at: 0,
            comment: 0,
            carried: Vec::new(),
            blank: Blank::AfterComment,
            out: Stream::default(),
            lost: false,
        };
        formatter.collect(tokens);
        formatter.match_parentheses();
        formatter
    }

    fn collect(&mut self, tokens: &[Token]) {
        let end = self.text.len() as u32;
        let stop = Token { kind: T::End, start: end, end, newline: false, spaced: false, commented: false };
        let (mut newlines, mut first) = (0, 0);
        for token in tokens.iter().chain([&stop]) {
            let slice = &self.text[token.start as usize..token.end as usize];
            match token.kind {
                T::Whitespace => newlines += slice.bytes().filter(|&byte| byte == b'\n').count() as u32,
                T::Comment => {
                    let (line, multiline) = (slice.starts_with("//"), slice.contains('\n'));
                    self.comments.push(Comment { start: token.start, end: token.end, newlines, line, multiline });
                    newlines = 0;
                }
                kind => {
                    self.pieces.push(Piece { kind, start: token.start, end: token.end, comments: first, newlines });
                    newlines = 0;
                    first = self.comments.len() as u32;
                }
            }
        }
    }

    fn match_parentheses(&mut self) {
        self.partners = vec![0; self.pieces.len()];
        let mut open = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece.kind {
                T::LParen => open.push(index),
                T::RParen => {
                    if let Some(start) = open.pop() {
                        self.partners[start] = index as u32;
                    }
                }
                _ => {}
            }
        }
    }

    // Looking.

    fn piece(&self) -> Piece {
        self.pieces[self.at]
    }

    /// The kind of the next token.
    pub fn kind(&self) -> T {
        self.piece().kind
    }

    /// Where the next token starts.
    pub fn start(&self) -> u32 {
        self.piece().start
    }

    /// Whether the next token is `kind`.
    pub fn is(&self, kind: T) -> bool {
        self.kind() == kind
    }

    /// The text of the next token.
    pub fn word(&self) -> &'a str {
        &self.text[self.piece().start as usize..self.piece().end as usize]
    }

    /// The text of a place.
    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The kind of the token after the next one.
    pub fn kind_after(&self) -> T {
        self.pieces.get(self.at + 1).map_or(T::End, |piece| piece.kind)
    }

    /// Whether all of what follows the next token up to the one after it is on one line.
    pub fn opens_on_line(&self) -> bool {
        self.pieces.get(self.at + 1).is_some_and(|next| self.on_line(next))
    }

    /// The same of the token that starts at byte `start`.
    pub fn opens_on_line_at(&self, start: u32) -> bool {
        let index = self.pieces.partition_point(|piece| piece.start < start);
        self.pieces.get(index + 1).is_some_and(|next| self.on_line(next))
    }

    fn on_line(&self, next: &Piece) -> bool {
        let own = &self.comments[next.comments as usize..];
        let own = own.iter().take_while(|comment| comment.start < next.start);
        next.newlines == 0 && own.clone().all(|comment| comment.newlines == 0 && !comment.line && !comment.multiline)
    }

    /// Whether the next token is a `(` that is closed by the token before byte `end`.
    pub fn is_wrapped(&self, end: u32) -> bool {
        self.is(T::LParen) && self.pieces[self.partners[self.at] as usize].end == end
    }

    /// The end of what the `(` that is the next token encloses, without a comma at its end.
    pub fn wrapped_end(&self) -> u32 {
        let mut last = self.partners[self.at] as usize - 1;
        if self.pieces[last].kind == T::Comma {
            last -= 1;
        }
        self.pieces[last].end
    }

    /// Whether the `(` that is the next token encloses only another `(…)`.
    pub fn is_doubly_wrapped(&self) -> bool {
        let end = self.wrapped_end();
        let inner = self.at + 1;
        self.pieces[inner].kind == T::LParen && self.pieces[self.partners[inner] as usize].end == end
    }

    // Going on.

    /// Prints the next token.
    pub fn token(&mut self) {
        let piece = self.piece();
        if piece.kind == T::End {
            self.lost = true;
            return;
        }
        self.gap();
        let width = if piece.kind == T::TemplateText { None } else { Some(piece.end - piece.start) };
        match width {
            Some(width) if self.word().is_ascii() => {
                let (start, end) = (piece.start, piece.end);
                self.out.push(Command::Source { start, end, width, multiline: false });
            }
            _ => self.out.source(self.text, piece.start, piece.end),
        }
        self.pass();
    }

    /// Prints the next token, which is `kind`.
    pub fn expect(&mut self, kind: T) {
        self.lost |= !self.is(kind);
        self.token();
    }

    /// Prints the source up to byte `end` as it is, without the comments before it.
    pub fn verbatim(&mut self, end: u32) {
        let start = self.start();
        if end <= start {
            self.lost = true;
            return;
        }
        self.gap();
        self.out.source(self.text, start, end);
        while self.piece().end < end && self.kind() != T::End {
            self.at += 1;
        }
        // Comments inside have been printed with the rest.
        while self.comments.get(self.comment).is_some_and(|comment| comment.start < end) {
            self.comment += 1;
        }
        self.lost |= self.piece().end != end;
        self.pass();
    }

    /// Prints a string without holes.
    pub fn quoted(&mut self) {
        let kind = self.kind();
        let close = self.pieces.iter().skip(self.at + 1).find(|piece| piece.kind == kind);
        let end = close.map_or(0, |piece| piece.end);
        self.verbatim(end);
    }

    /// Passes a text of a template, which the caller has printed word by word.
    pub fn pass_text(&mut self) {
        self.lost |= !self.is(T::TemplateText);
        self.pass();
    }

    /// Goes to the next token. Comments that end the line stay on it.
    fn pass(&mut self) {
        let passed = self.kind();
        if self.at + 1 < self.pieces.len() {
            self.at += 1;
        }
        self.blank = Blank::Never;
        let own = self.own_comments();
        let same_line = own.iter().take_while(|comment| comment.newlines == 0).count();
        let ends = match own.get(same_line) {
            Some(_) => true,
            None => self.piece().newlines > 0 || self.is(T::End),
        };
        // Behind a bracket, a comment that does not end the line by itself is about what is in the brackets.
        let opened = matches!(passed, T::LParen | T::LBracket | T::LBrace | T::Lt);
        let ends = ends && !(opened && own[..same_line].iter().all(|comment| !comment.line));
        if ends || own[..same_line].last().is_some_and(|comment| comment.line) {
            let tall = own[..same_line].iter().any(|comment| comment.multiline);
            for index in 0..same_line {
                let Comment { start, end, line, multiline, .. } = self.comments[self.comment + index];
                self.out.push_trailing(if line || tall && index + 1 == same_line {
                    Command::LineComment { start, end, own_line: false }
                } else {
                    Command::InlineComment { start, end, multiline, own_line: false }
                });
            }
            self.comment += same_line;
        }
    }

    /// The comments before the next token that have not been printed.
    fn own_comments(&self) -> &[Comment] {
        let start = self.piece().start;
        let rest = &self.comments[self.comment..];
        let count = rest.iter().take_while(|comment| comment.start < start).count();
        &rest[..count]
    }

    /// Opens a group at the next token; comments before it do not break it. Returns its number.
    pub fn open(&mut self) -> u32 {
        self.gap();
        self.out.open()
    }

    /// Prints the comments before the next token, and keeps an empty line there if that is wanted.
    pub fn gap(&mut self) {
        let next = self.piece();
        let count = self.own_comments().len();
        let mut all = std::mem::take(&mut self.carried);
        if count > 0 || !all.is_empty() {
            all.extend_from_slice(&self.comments[self.comment..self.comment + count]);
            self.comment += count;
            self.comments_before(&all, next.newlines, false);
        }
        if next.newlines > 1 && self.blank == Blank::Kept && next.kind != T::End {
            self.out.push(Command::Blank);
        }
        self.blank = Blank::Never;
    }

    fn comments_before(&mut self, all: &[Comment], newlines: u32, closing: bool) {
        // Comments right before the token, on its line, are part of it.
        let mut inline = 0;
        let mut following = newlines;
        for comment in all.iter().rev() {
            if following > 0 || comment.line {
                break;
            }
            inline += 1;
            following = comment.newlines;
        }
        for (index, &Comment { start, end, newlines, line, multiline }) in all.iter().enumerate() {
            if newlines > 1 && self.blank == Blank::Kept {
                self.out.push(Command::Blank);
            }
            // Comments that share a line go on doing so: after another one, `///` documents nothing.
            let follows = newlines == 0 && index > 0;
            let followed = !line && all.get(index + 1).is_some_and(|next| next.newlines == 0);
            let last = index + 1 == all.len();
            let tall = all[all.len() - inline..].iter().any(|comment| comment.multiline);
            if index + inline < all.len() && !followed || closing && tall && last {
                let own_line = newlines > 0 && !follows;
                self.out.push(Command::LineComment { start, end, own_line });
            } else {
                let own_line = newlines > 0 && followed && index + inline < all.len();
                self.out.push(Command::InlineComment { start, end, multiline, own_line });
            }
            if self.blank == Blank::AfterComment {
                self.blank = Blank::Kept;
            }
        }
    }

    /// Prints the comments before a closing bracket, which is the next token: they belong to what is in the brackets.
    pub fn before_close(&mut self) {
        let blank = std::mem::replace(&mut self.blank, Blank::Never);
        if !self.carried.is_empty() || !self.own_comments().is_empty() {
            self.blank = if blank == Blank::Never { Blank::AfterComment } else { blank };
            let next = self.piece();
            let count = self.own_comments().len();
            let mut all = std::mem::take(&mut self.carried);
            all.extend_from_slice(&self.comments[self.comment..self.comment + count]);
            self.comment += count;
            self.comments_before(&all, next.newlines, true);
        }
        self.blank = Blank::Never;
    }

    /// Whether there are comments before the next token.
    pub fn has_comments(&self) -> bool {
        !self.carried.is_empty() || !self.own_comments().is_empty()
    }

    /// Passes a separator if one is next: what separates is the layout's to say.
    pub fn drop_separator(&mut self, kind: T) -> bool {
        let found = self.is(kind);
        if found {
            let count = self.own_comments().len();
            let own = self.comments[self.comment..self.comment + count].to_vec();
            self.comment += count;
            let same_line = own.iter().take_while(|comment| comment.newlines == 0).count();
            let tall = own[..same_line].iter().any(|comment| comment.line || comment.multiline);
            for (index, &comment) in own.iter().enumerate() {
                let Comment { start, end, multiline, .. } = comment;
                let inline = Command::InlineComment { start, end, multiline, own_line: false };
                if index >= same_line {
                    self.carried.push(comment);
                } else if tall && index + 1 == same_line {
                    self.out.push_trailing(Command::LineComment { start, end, own_line: false });
                } else if tall {
                    self.out.push_trailing(inline);
                } else {
                    self.out.push(inline);
                }
            }
            let blank = self.blank;
            self.pass();
            self.blank = blank;
        }
        found
    }

    /// Prints what is left: the comments at the end of the file.
    pub fn finish(&mut self) {
        self.lost |= !self.is(T::End);
        self.gap();
        self.out.flush_trailing();
    }
}
