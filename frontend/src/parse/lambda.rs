//! Parentheses and lambdas.
//!
//! `(a, b)` is read as expressions first; if `=>` follows, they become the parameters. So neither look-ahead nor
//! backtracking is needed.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::{Token, TokenKind as T, trivia};

/// What stands between parentheses: an expression, and a type if it turns out to be a parameter.
struct Member {
    expr: Expr,
    ty: Option<Type>,
}

impl Parser<'_> {
    /// `()`, `(e)`, `(a, b)`, or the parameters of a lambda.
    #[inline(never)]
    pub fn parenthesised(&mut self) -> Parse<Expr> {
        let open = self.bump();
        let members = self.comma_list(open, T::RParen, Self::paren_member);
        if self.at_same_line(T::FatArrow) && !self.context.no_lambda {
            return self.lambda_tail(open, members, false);
        }
        if self.at_same_line(T::Arrow) {
            let error = errors::thin_arrow(self.here());
            return Err(self.fail(error));
        }
        for member in &members {
            if let Some(ty) = &member.ty {
                self.report(errors::type_in_expression(ty.span));
            } else if member.expr.as_name().is_some_and(|name| name.as_str() == "_") {
                self.report(errors::underscore_as_value(member.expr.span));
            }
        }
        let span = self.since(open.start);
        let mut exprs: Vec<Expr> = members.into_iter().map(|member| member.expr).collect();
        let kind = if exprs.len() > 1 {
            ExprKind::Tuple(exprs)
        } else if let Some(only) = exprs.pop() {
            only.kind
        } else if trivia::skip(self.text.as_bytes(), open.end as usize).end + 1 < span.end as usize {
            // What stood in them could not be read.
            ExprKind::Error
        } else {
            ExprKind::Unit
        };
        Ok(Expr { kind, span })
    }

    #[inline(never)]
    fn paren_member(&mut self) -> Parse<Member> {
        let expr = self.expr()?;
        if self.at(T::Eq) && !self.peek().newline {
            let error = errors::assignment_as_value(self.here());
            return Err(self.fail(error));
        }
        let ty = if self.eat(T::Colon) { Some(self.ty()?) } else { None };
        Ok(Member { expr, ty })
    }

    /// `async x => e`, `async (a) => e`.
    #[inline(never)]
    pub fn async_lambda(&mut self) -> Parse<Expr> {
        let word = self.bump();
        if self.at(T::LParen) {
            let open = self.bump();
            let members = self.comma_list(open, T::RParen, Self::paren_member);
            return self.lambda_tail(word, members, true);
        }
        if self.at(T::KwFn) {
            let error = errors::function_expression(self.here());
            return Err(self.fail(error));
        }
        let name = self.lower("a parameter")?;
        self.lambda_tail(word, vec![name_member(name)], true)
    }

    /// `x => e` after `x`.
    #[inline(never)]
    pub fn lambda_of_name(&mut self, name: Ident) -> Parse<Expr> {
        let first = Token { start: name.span.start, ..self.token };
        self.lambda_tail(first, vec![name_member(name)], false)
    }

    #[inline(never)]
    fn lambda_tail(&mut self, first: Token, members: Vec<Member>, is_async: bool) -> Parse<Expr> {
        self.expect(T::FatArrow, "after the parameters")?;
        let mut params = Vec::new();
        for Member { expr, ty } in members {
            params.push(LambdaParam { pattern: self.expr_as_pattern(expr)?, ty });
        }
        let body = self.function_body(Self::expr_or_assignment)?;
        let lambda = Lambda { params, body: Box::new(body), is_async };
        Ok(Expr { kind: ExprKind::Lambda(lambda), span: self.since(first.start) })
    }
}

fn name_member(name: Ident) -> Member {
    Member { expr: Expr { kind: ExprKind::Name(name), span: name.span }, ty: None }
}
