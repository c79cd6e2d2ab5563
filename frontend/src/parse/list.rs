//! Lists in brackets: arguments, parameters, elements.

use super::core::{Parse, Parser};
use super::recover::starts_statement;
use super::{errors, foreign};
use crate::lex::{Token, TokenKind as T};

impl Parser<'_> {
    /// The elements, separated by `,`, up to `close`, which is passed. `open` has been passed.
    pub fn comma_list<R>(&mut self, open: Token, close: T, element: impl FnMut(&mut Self) -> Parse<R>) -> Vec<R> {
        self.inside(|p| {
            let list = p.comma_list_open(open, close, element);
            p.close(open, close);
            list
        })
    }

    /// The same without passing `close`.
    pub fn comma_list_open<R>(
        &mut self,
        open: Token,
        close: T,
        mut element: impl FnMut(&mut Self) -> Parse<R>,
    ) -> Vec<R> {
        let mut list = Vec::new();
        while !self.at_list_end(close) {
            match element(self) {
                Ok(element) => list.push(element),
                Err(_) => self.skip_element(),
            }
            if self.eat(T::Comma) || self.at(close) {
                continue;
            }
            if !self.missing_comma(open, close) {
                break;
            }
        }
        list
    }

    fn at_list_end(&self, close: T) -> bool {
        let closing = matches!(self.token.kind, T::RParen | T::RBracket | T::RBrace | T::End);
        let statement = self.token.newline && starts_statement(self.token.kind) && !self.followed_by_colon();
        self.at(close) || closing || self.at_declaration() || statement
    }

    /// Neither `,` nor `close` follows an element. Whether the list goes on.
    #[inline(never)]
    fn missing_comma(&mut self, open: Token, close: T) -> bool {
        let one_line = self.same_line(open.start, self.prev_end);
        // A list on one line that ends with the line lacks its bracket.
        if self.at_list_end(close) || self.token.newline && one_line {
            return false;
        }
        if let Some(error) = foreign::in_list(self.here(), self.word(), self.token.kind) {
            self.fail(error);
            self.skip_element();
            return self.eat(T::Comma) || self.at(close);
        }
        if Self::starts_operand(self.token) {
            let error = errors::missing_comma(self.behind(), self.here());
            self.fail(error);
            return true;
        }
        let error =
            errors::expected(self.here(), &format!("`,` or {}", close.describe()), "in the list", &self.found());
        self.fail(error);
        self.skip_element();
        self.eat(T::Comma) || self.at(close)
    }

    /// Passes the bracket `close`, or says that `open` is not closed.
    pub fn close(&mut self, open: Token, close: T) {
        if !self.eat(close) {
            let error = errors::unclosed(self.span(open.start, open.end), self.behind(), close.describe());
            self.fail(error);
        }
    }

    /// The members of a declaration in braces, each on its line or after `,` or `;`. What `starts` one may also
    /// start a declaration; other declarations at the start of a line show that the closing brace is missing.
    pub fn members<R>(
        &mut self,
        after: &str,
        starts: fn(T) -> bool,
        mut member: impl FnMut(&mut Self) -> Parse<R>,
    ) -> Parse<Vec<R>> {
        let open = self.expect(T::LBrace, after)?;
        let mut list = Vec::new();
        self.inside(|p| {
            while !matches!(p.token.kind, T::RBrace | T::End) && (starts(p.token.kind) || !p.at_declaration()) {
                let start = p.token.start;
                match member(p) {
                    Ok(member) => list.push(member),
                    Err(_) => p.skip_statement(start),
                }
                p.member_end(start);
            }
            p.close(open, T::RBrace);
        });
        Ok(list)
    }

    fn member_end(&mut self, start: u32) {
        let separated = self.eat(T::Comma) | self.eat(T::Semicolon);
        if separated || self.token.newline || self.after_brace() || matches!(self.token.kind, T::RBrace | T::End) {
            return;
        }
        let error = errors::member_on_same_line(self.behind(), self.here(), &self.found());
        self.fail(error);
        if !matches!(self.token.kind, T::Lower | T::Upper | T::KwFn | T::KwPub | T::KwVar) {
            self.skip_statement(start);
        }
    }
}
