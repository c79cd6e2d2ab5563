//! Going on after a mistake: what to skip.
//!
//! Skipping matches brackets and strings without looking at what is in them, in a loop, however deep they nest.

use super::core::Parser;
use super::foreign;
use crate::lex::string;
use crate::lex::{Token, TokenKind as T, scan};

impl Parser<'_> {
    /// Skips one token; of a string, all of it.
    pub fn skip_token(&mut self) {
        let token = self.token;
        if matches!(token.kind, T::Quote | T::TripleQuote) {
            let end = string::skip(self.text, token.end as usize, token.kind == T::TripleQuote);
            let end = u32::try_from(end).expect("files are under 4 GiB");
            self.record_text(T::StringText, token.start, end);
            self.jump(end);
        } else {
            self.bump();
        }
    }

    /// Skips tokens, brackets with their contents, until `stop` says so or a closing bracket that was not opened or
    /// the end comes. A declaration at the start of a line ends every skip: brackets before it are unclosed.
    fn skip_until(&mut self, stop: impl Fn(&Self) -> bool) {
        let mut depth = 0usize;
        while !self.at(T::End) {
            if self.at_declaration() || depth == 0 && stop(self) {
                return;
            }
            match self.token.kind {
                T::LParen | T::LBracket | T::LBrace => depth += 1,
                T::RParen | T::RBracket | T::RBrace if depth == 0 => return,
                T::RParen | T::RBracket | T::RBrace => depth -= 1,
                _ => {}
            }
            self.skip_token();
        }
    }

    /// Skips to the bracket that closes what is open here.
    pub fn skip_to_closing(&mut self) {
        self.skip_until(|_| false);
    }

    /// Skips to the end of the statement that starts at `start`, or of the block.
    pub fn skip_statement(&mut self, start: u32) {
        self.skip_until(|p| p.at(T::Semicolon) || p.token.newline && p.token.start > start);
        // A closing bracket that nothing opened must not stop the parser.
        while matches!(self.token.kind, T::RParen | T::RBracket) {
            self.bump();
            self.skip_until(|p| p.at(T::Semicolon) || p.token.newline);
        }
    }

    /// Skips to the next element of a list or its end.
    pub fn skip_element(&mut self) {
        self.skip_until(|p| p.at(T::Comma) || p.token.newline && starts_statement(p.token.kind));
    }

    /// Skips to the next declaration.
    pub fn skip_item(&mut self) {
        let start = self.token.start;
        while !self.at(T::End) && (self.token.start == start || !self.at_declaration() && !self.at_foreign_item()) {
            self.skip_token();
        }
    }

    /// Skips to `{` on this line, to the next line, or a closing bracket.
    pub fn skip_to_brace(&mut self) {
        self.skip_until(|p| p.at(T::LBrace) || p.token.newline);
    }

    /// Whether a declaration starts here, at the very start of a line.
    pub fn at_declaration(&self) -> bool {
        (self.token.newline || self.token.start == 0)
            && self.at_column_zero(self.token)
            && (starts_item(self.token.kind) || self.at_contextual_item() || self.at_async_item())
            && !self.followed_by_colon()
    }

    /// Whether a contextual word starts a declaration here.
    pub fn at_contextual_item(&self) -> bool {
        if !self.at(T::Lower) {
            return false;
        }
        let next = self.peek();
        if next.newline {
            return false;
        }
        match self.word() {
            "state" | "derive" | "event" | "on" => next.kind == T::Lower,
            "view" => next.kind == T::Upper,
            "test" | "bench" => next.kind == T::Quote,
            "default" => next.kind == T::KwImpl,
            _ => false,
        }
    }

    /// Whether a line starts with what is a declaration in another language.
    fn at_foreign_item(&self) -> bool {
        let foreign = foreign::item_word(self.word()).is_some() || matches!(self.token.kind, T::KwLet | T::KwVar);
        self.token.newline && self.at_column_zero(self.token) && foreign
    }

    fn at_async_item(&self) -> bool {
        self.at(T::KwAsync)
            && matches!(self.peek().kind, T::KwFn | T::Lower)
            && self.after(self.peek()).kind != T::FatArrow
    }

    /// Whether something that an expression starts with comes next.
    pub fn starts_operand(token: Token) -> bool {
        let name = matches!(token.kind, T::Lower | T::Upper | T::Underscore | T::KwSelf);
        let literal = matches!(token.kind, T::Number | T::Quote | T::TripleQuote | T::SingleQuoted | T::BacktickString)
            || matches!(token.kind, T::KwTrue | T::KwFalse | T::KwNull);
        let sign = matches!(token.kind, T::Minus | T::Bang | T::Tilde | T::KwTry | T::KwAwait | T::KwAsync);
        let bracket = matches!(token.kind, T::LParen | T::LBracket | T::LBrace | T::Lt);
        let control = matches!(token.kind, T::KwIf | T::KwMatch | T::KwLoop | T::KwWhile | T::KwFor | T::KwCatch);
        let jump = matches!(token.kind, T::KwReturn | T::KwBreak | T::KwContinue);
        name || literal || sign || bracket || control || jump
    }

    /// The token after `token`.
    pub fn after(&self, token: Token) -> Token {
        scan(self.text, token.end)
    }
}

/// Whether a statement, and no expression within one, usually starts like this.
pub fn starts_statement(kind: T) -> bool {
    matches!(kind, T::KwLet | T::KwVar | T::KwDefer | T::KwReturn | T::KwWhile | T::KwFor | T::KwConst)
        || starts_item(kind)
}

/// Whether only a declaration starts like this.
pub fn starts_item(kind: T) -> bool {
    matches!(
        kind,
        T::KwFn
            | T::KwStruct
            | T::KwEnum
            | T::KwTrait
            | T::KwImpl
            | T::KwType
            | T::KwExtern
            | T::KwImport
            | T::KwPub
            | T::KwConst
            | T::At
    )
}
