//! What an expression starts with: literals, names, brackets.

use super::core::{Failed, Parse, Parser};
use super::{errors, foreign};
use crate::ast::*;
use crate::lex::{TokenKind as T, number};

/// What a line ends in whose expression goes on.
const UNFINISHED: [char; 14] = ['=', '+', '-', '*', '/', '%', '<', '>', '&', '|', '^', '~', '!', '?'];

impl Parser<'_> {
    /// An operand.
    pub fn operand(&mut self) -> Parse<Expr> {
        let start = self.token.start;
        let kind = match self.token.kind {
            T::Number => self.number(),
            T::Quote | T::TripleQuote | T::SingleQuoted | T::BacktickString => ExprKind::String(self.string()?),
            T::KwTrue | T::KwFalse => ExprKind::Bool(self.bump().kind == T::KwTrue),
            T::KwNull => {
                self.bump();
                ExprKind::Null
            }
            T::Lower | T::Upper | T::KwSelf | T::Underscore => return self.name_operand(),
            T::LParen => return self.parenthesised(),
            T::LBracket => {
                let open = self.bump();
                ExprKind::List(self.comma_list(open, T::RBracket, Self::expr))
            }
            T::LBrace => self.brace_expr()?,
            T::Lt if self.at_tag() => {
                let node = self.template_expr()?;
                ExprKind::Template(Box::new(node))
            }
            T::KwAsync => return self.async_lambda(),
            T::KwReturn => self.return_expr()?,
            T::KwBreak => self.break_expr()?,
            T::KwContinue => self.continue_expr(),
            T::KwIf => self.if_expr()?,
            T::KwMatch => self.match_expr()?,
            T::KwCatch => self.catch_expr()?,
            T::KwLoop | T::KwWhile | T::KwFor => self.loop_expr(None)?,
            _ => return Err(self.no_operand()),
        };
        Ok(Expr { kind, span: self.since(start) })
    }

    /// A number; [`ExprKind::Error`] if it is malformed.
    #[inline(never)]
    pub fn number(&mut self) -> ExprKind {
        let token = self.bump();
        let span = self.span(token.start, token.end);
        let text = self.slice(span);
        match number::decode(text) {
            Ok(number::Literal::Int(literal)) => ExprKind::Int(literal),
            Ok(number::Literal::Float(literal)) => ExprKind::Float(literal),
            Err(mistake) => {
                self.report(errors::malformed_number(span, text, mistake));
                ExprKind::Error
            }
        }
    }

    /// Whether the parenthesis that was opened before `start` is closed soon, on its line, and a brace follows: a name that
    /// other languages reserve may be called here.
    fn looks_like_body(&self, start: u32) -> bool {
        let mut open = 1;
        let mut rest = self.text[start as usize..].bytes().take(200).take_while(|&byte| byte != b'\n');
        while open > 0 {
            match rest.next() {
                Some(b'(') => open += 1,
                Some(b')') => open -= 1,
                Some(_) => {}
                None => return false,
            }
        }
        rest.find(|&byte| byte != b' ') == Some(b'{')
    }

    #[inline(never)]
    fn name_operand(&mut self) -> Parse<Expr> {
        if self.at(T::Lower) {
            let next = self.peek();
            if next.kind == T::Colon && self.at_label() {
                return self.labelled();
            }
            if !next.newline
                && let Some(error) = foreign::operand(self.here(), self.word(), next.kind)
                && (next.kind != T::LParen || !self.context.no_arms && self.looks_like_body(next.end))
            {
                return Err(self.fail(error));
            }
        }
        let underscore = self.at(T::Underscore);
        let name = self.bump_ident();
        if self.at_same_line(T::FatArrow) && !self.context.no_lambda && !name.is_upper() {
            return self.lambda_of_name(name);
        }
        if self.at_same_line(T::Arrow) && !name.is_upper() {
            let error = errors::thin_arrow(self.here());
            return Err(self.fail(error));
        }
        // In parentheses it may yet become a parameter.
        if underscore && !matches!(self.token.kind, T::Comma | T::RParen | T::Colon) {
            return Err(self.fail(errors::underscore_as_value(name.span)));
        }
        if name.is_upper() && self.at_same_line(T::LBrace) && !self.context.no_arms {
            let error = errors::struct_braces(self.here(), name.as_str());
            return Err(self.fail(error));
        }
        if self.at_same_line(T::Colon) && self.peek().kind == T::Colon {
            let span = self.span(self.token.start, self.token.start + 2);
            self.bump();
            self.bump();
            if self.at(T::Lt) {
                return Err(self.fail(errors::turbofish(span)));
            }
            self.report(errors::double_colon(span));
            let member = self.any_ident("a member", true)?;
            let receiver = Box::new(Expr { kind: ExprKind::Name(name), span: name.span });
            let kind = ExprKind::Field { receiver, name: member, optional: false };
            return Ok(Expr { kind, span: name.span.to(member.span) });
        }
        Ok(Expr { kind: ExprKind::Name(name), span: name.span })
    }

    /// `{ … }`: a block, or a map if `:` follows its first expression.
    #[inline(never)]
    pub fn brace_expr(&mut self) -> Parse<ExprKind> {
        let open = self.bump();
        let start = self.token.start;
        let first = match self.inside(Self::statement_or_end) {
            Some(Ok(Stmt { kind: StmtKind::Expr(key), .. })) if self.at(T::Colon) => return self.map_tail(open, key),
            first => first,
        };
        Ok(ExprKind::Block(self.block_from(open, start, first)))
    }

    #[inline(never)]
    fn map_tail(&mut self, open: crate::lex::Token, key: Expr) -> Parse<ExprKind> {
        let mut first = Some(key);
        let entries = self.comma_list(open, T::RBrace, |p| {
            let key = match first.take() {
                Some(key) => key,
                None => p.expr()?,
            };
            p.expect(T::Colon, "after the key")?;
            Ok((key, p.expr()?))
        });
        Ok(if entries.is_empty() { ExprKind::Error } else { ExprKind::Map(entries) })
    }

    #[inline(never)]
    fn no_operand(&mut self) -> Failed {
        let (span, word) = (self.here(), self.word());
        if self.token.newline && self.text[..self.prev_end as usize].ends_with(UNFINISHED) {
            let error = errors::expected_expression(self.behind(), "the end of the line");
            return self.fail(error);
        }
        let error = match self.token.kind {
            T::Pipe | T::OrOr if self.after(self.peek()).kind == T::Pipe || self.at(T::OrOr) => {
                errors::bar_lambda(span)
            }
            T::And | T::Star => errors::reference_operator(span, word),
            T::Plus => errors::unary_plus(span),
            T::Dot if self.peek().kind == T::Number => errors::leading_point(span),
            T::Ellipsis => errors::spread(span),
            T::KwFn => errors::function_expression(span),
            kind if kind.is_keyword() => errors::keyword_as_value(span, word),
            _ => errors::expected_expression(span, &self.found()),
        };
        self.fail(error)
    }
}
