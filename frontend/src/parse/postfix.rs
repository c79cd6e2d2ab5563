//! What follows an operand: fields, calls, indices, `!`, `?`, type arguments, event arms.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// An operand and what follows it.
    pub fn postfix(&mut self) -> Parse<Expr> {
        let start = self.token.start;
        let mut expr = self.operand()?;
        // Whether a `?.` in the chain has no `Chain` around it yet.
        let mut optional = false;
        loop {
            let continues = match self.token.kind {
                T::Dot | T::QuestionDot => true,
                T::LParen | T::LBracket | T::Bang | T::Question => !self.token.newline,
                T::Lt => !self.token.newline && !self.token.spaced && self.takes_type_args(&expr),
                T::LBrace => self.opens_arms(&expr),
                _ => false,
            };
            if !continues {
                break;
            }
            if matches!(self.token.kind, T::Bang | T::Question) && optional {
                expr = chain(expr);
                optional = false;
            }
            optional |= self.at(T::QuestionDot);
            let kind = match self.token.kind {
                T::Dot | T::QuestionDot => self.field_tail(expr)?,
                T::LParen => self.call_tail(expr),
                T::LBracket => self.index_tail(expr)?,
                T::Bang => {
                    self.bump();
                    ExprKind::Unwrap(Box::new(expr))
                }
                T::Question => self.question_tail(expr)?,
                T::Lt => ExprKind::Instantiate { base: Box::new(expr), args: self.type_args()? },
                _ => self.arms_tail(expr)?,
            };
            expr = Expr { kind, span: self.since(start) };
            self.link()?;
        }
        Ok(if optional { chain(expr) } else { expr })
    }

    /// Whether `<` right after `expr` opens type arguments: always after an upper-case name, after a lower-case one if
    /// `(` follows the matching `>`.
    fn takes_type_args(&mut self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) | ExprKind::Field { name, .. } => name.is_upper() || self.opens_type_args(),
            _ => false,
        }
    }

    fn opens_arms(&self, expr: &Expr) -> bool {
        // A call in parentheses is a value, and no longer waits for arms.
        let bare = |call: &Call| call.callee.span.start == expr.span.start;
        let call = matches!(&expr.kind, ExprKind::Call(call) if call.arms.is_empty() && bare(call));
        call && !self.token.newline
            && !self.context.no_arms
            && matches!(self.peek().kind, T::Pipe | T::PipeQuestion | T::Bang)
    }

    #[inline(never)]
    fn field_tail(&mut self, receiver: Expr) -> Parse<ExprKind> {
        let dot = self.bump();
        let optional = dot.kind == T::QuestionDot;
        if self.at(T::Number) {
            return self.tuple_field(receiver);
        }
        if self.at(T::KwAwait) {
            let word = self.bump();
            let span = self.span(dot.start, word.end);
            self.report(errors::postfix_await(span, receiver.span));
            return Ok(ExprKind::Await(Box::new(receiver)));
        }
        let name = self.any_ident("a field", true)?;
        Ok(ExprKind::Field { receiver: Box::new(receiver), name, optional })
    }

    /// `t.0`; of `t.0.1` the lexer made the number `0.1`.
    fn tuple_field(&mut self, receiver: Expr) -> Parse<ExprKind> {
        let digits = self.word().bytes().take_while(u8::is_ascii_digit).count();
        let start = self.token.start;
        let end = start + u32::try_from(digits).expect("files are under 4 GiB");
        let span = self.span(start, end);
        let followed = self.text.as_bytes().get(end as usize).is_some_and(|byte| byte.is_ascii_alphanumeric());
        let Some(index) = self.slice(span).parse().ok().filter(|_| !followed) else {
            return Err(self.fail(errors::bad_tuple_index(self.here())));
        };
        self.record_text(T::Number, start, end);
        self.jump(end);
        Ok(ExprKind::TupleField { receiver: Box::new(receiver), index, index_span: span })
    }

    #[inline(never)]
    fn call_tail(&mut self, callee: Expr) -> ExprKind {
        let open = self.bump();
        let args = self.comma_list(open, T::RParen, Self::arg);
        ExprKind::Call(Call { callee: Box::new(callee), args, piped: false, arms: Vec::new() })
    }

    #[inline(never)]
    fn arg(&mut self) -> Parse<Arg> {
        if self.at_named() {
            let name = self.bump_ident();
            self.bump();
            return Ok(Arg { name: Some(name), value: self.expr()? });
        }
        if self.at(T::Ellipsis) {
            let error = errors::spread(self.here());
            return Err(self.fail(error));
        }
        let value = self.expr()?;
        if self.at(T::Eq)
            && let ExprKind::Name(name) = value.kind
        {
            self.report(errors::equals_in_argument(self.here(), name.as_str()));
            self.bump();
            return Ok(Arg { name: Some(name), value: self.expr()? });
        }
        Ok(Arg { name: None, value })
    }

    #[inline(never)]
    fn index_tail(&mut self, receiver: Expr) -> Parse<ExprKind> {
        let open = self.bump();
        let index = self.inside(Self::expr);
        if index.is_err() {
            self.skip_to_closing();
        }
        self.close(open, T::RBracket);
        Ok(ExprKind::Index { receiver: Box::new(receiver), index: Box::new(index?) })
    }

    /// `progress?`; other languages have `c ? a : b` and `f()?`.
    #[inline(never)]
    fn question_tail(&mut self, expr: Expr) -> Parse<ExprKind> {
        let question = self.bump();
        let span = self.span(question.start, question.end);
        if Self::starts_operand(self.token) && !self.token.newline && !self.at(T::LBrace) {
            return self.conditional_tail(expr, span);
        }
        match expr.kind {
            ExprKind::Name(name) if !name.is_upper() => Ok(ExprKind::Installed(name)),
            _ => {
                self.report(errors::question_mark_operator(span, expr.span));
                Ok(ExprKind::Try(Box::new(expr)))
            }
        }
    }

    /// `c ? a : b`: read as the `if` it should be.
    fn conditional_tail(&mut self, condition: Expr, question: base::Span) -> Parse<ExprKind> {
        let failed = errors::conditional_operator(question);
        let Ok(then) = self.expr() else { return Err(self.fail(failed)) };
        if !self.eat(T::Colon) {
            return Err(self.fail(failed));
        }
        let otherwise = self.expr()?;
        let whole = condition.span.to(otherwise.span);
        if !self.begins_value(condition.span.start) {
            // What is left of an operator before it is part of the condition, too.
            return Err(self.fail(failed));
        }
        let texts = [condition.span, then.span, otherwise.span].map(|span| self.slice(span));
        let before = self.slice(self.span(0, condition.span.start)).trim_end();
        // In `a > b ? c : d` the condition starts before what was read as one.
        let starts = ["(", ",", "[", "{", ";", "=>", " =", "return"].iter().any(|start| before.ends_with(start));
        let error = if starts { errors::conditional_operator_fixed(question, whole, texts) } else { failed };
        self.report(error);
        Ok(ExprKind::Error)
    }

    /// Whether a value begins at byte `start`: no operator stands before it.
    fn begins_value(&self, start: u32) -> bool {
        let before = self.text[..start as usize].trim_end();
        let is_comparison = ["==", "!=", "<=", ">="].iter().any(|sign| before.ends_with(sign));
        before.ends_with("=>")
            || before.ends_with("return")
            || !is_comparison && before.ends_with(['(', ',', '[', '{', '}', ';', '=', ':'])
    }
}

fn chain(expr: Expr) -> Expr {
    let span = expr.span;
    Expr { kind: ExprKind::Chain(Box::new(expr)), span }
}
