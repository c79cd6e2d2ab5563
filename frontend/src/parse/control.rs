//! `if`, `match`, `catch`, loops and jumps.

use super::core::{Context, Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// The expression in the head of `if`, `while`, `for`, `match`, `catch`: a `{` after it is the body.
    pub fn head(&mut self) -> Parse<Expr> {
        let context = Context { no_arms: true, ..self.context };
        let expr = self.with_context(context, Self::expr)?;
        if self.at_same_line(T::Eq) {
            self.report(errors::assignment_in_condition(self.here()));
            self.bump();
            self.with_context(context, Self::expr)?;
            return Ok(Expr { kind: ExprKind::Error, span: self.since(expr.span.start) });
        }
        Ok(expr)
    }

    /// The head of `if` and `while`.
    pub fn condition(&mut self) -> Parse<Condition> {
        if !self.at(T::KwLet) {
            return Ok(Condition::Expr(Box::new(self.head()?)));
        }
        self.bump();
        let pattern = Box::new(self.pattern()?);
        self.expect(T::Eq, "after the pattern")?;
        let value = Box::new(self.head()?);
        Ok(Condition::Let { pattern, value })
    }

    /// A head that could not be read does not hide the body: it is skipped up to `{`.
    fn or_skip_head<R>(&mut self, head: Parse<R>) -> Parse<Option<R>> {
        match head {
            Ok(head) => Ok(Some(head)),
            Err(failed) => {
                self.skip_to_brace();
                if self.at_same_line(T::LBrace) { Ok(None) } else { Err(failed) }
            }
        }
    }

    #[inline(never)]
    fn condition_or_error(&mut self) -> Parse<Condition> {
        let start = self.token.start;
        let condition = self.condition();
        let condition = self.or_skip_head(condition)?;
        Ok(condition
            .unwrap_or_else(|| Condition::Expr(Box::new(Expr { kind: ExprKind::Error, span: self.since(start) }))))
    }

    /// `if`, which is the next token.
    #[inline(never)]
    pub fn if_expr(&mut self) -> Parse<ExprKind> {
        self.bump();
        let condition = self.condition_or_error()?;
        let then = self.block("after the condition")?;
        if !self.token.newline && matches!(self.word(), "elif" | "elseif" | "elsif") {
            self.report(errors::else_if_word(self.here(), self.word()));
            return Ok(ExprKind::If { condition, then, otherwise: Some(Box::new(self.else_if()?)) });
        }
        let otherwise = if self.eat(T::KwElse) { Some(Box::new(self.otherwise()?)) } else { None };
        Ok(ExprKind::If { condition, then, otherwise })
    }

    fn otherwise(&mut self) -> Parse<Expr> {
        if self.at(T::KwIf) {
            return self.else_if();
        }
        let block = self.block("after `else`")?;
        let span = block.span;
        Ok(Expr { kind: ExprKind::Block(block), span })
    }

    /// The `if` that is next, or a word that means it.
    fn else_if(&mut self) -> Parse<Expr> {
        self.nested(|p| {
            let start = p.token.start;
            let kind = p.if_expr()?;
            Ok(Expr { kind, span: p.since(start) })
        })
    }

    /// `match`, which is the next token.
    #[inline(never)]
    pub fn match_expr(&mut self) -> Parse<ExprKind> {
        self.bump();
        let start = self.token.start;
        let scrutinee = self.head();
        let scrutinee = self.or_skip_head(scrutinee)?;
        let scrutinee = scrutinee.unwrap_or_else(|| Expr { kind: ExprKind::Error, span: self.since(start) });
        let arms = self.match_arms("after what is matched")?;
        Ok(ExprKind::Match { scrutinee: Box::new(scrutinee), arms })
    }

    /// `catch`, which is the next token.
    #[inline(never)]
    pub fn catch_expr(&mut self) -> Parse<ExprKind> {
        self.bump();
        let value = Box::new(self.head()?);
        let arms = self.match_arms("after the result")?;
        Ok(ExprKind::Catch { value, arms })
    }

    #[inline(never)]
    fn match_arms(&mut self, after: &str) -> Parse<Vec<MatchArm>> {
        let open = self.expect(T::LBrace, after)?;
        let mut arms = Vec::new();
        self.inside(|p| {
            while !matches!(p.token.kind, T::RBrace | T::End) && !p.at_declaration() {
                let start = p.token.start;
                match p.match_arm() {
                    Ok(arm) => arms.push(arm),
                    Err(_) => p.skip_statement(start),
                }
                p.arm_end(start, T::FatArrow);
            }
            p.close(open, T::RBrace);
        });
        Ok(arms)
    }

    /// After an arm: `,`, a new line, or the end.
    pub fn arm_end(&mut self, start: u32, arrow: T) {
        let separated = self.eat(T::Comma) | self.eat(T::Semicolon);
        if separated || self.token.newline || self.after_brace() || matches!(self.token.kind, T::RBrace | T::End) {
            return;
        }
        let error = errors::arm_on_same_line(self.behind(), self.here(), &self.found());
        self.fail(error);
        if self.peek().kind != arrow {
            self.skip_statement(start);
        }
    }

    #[inline(never)]
    fn match_arm(&mut self) -> Parse<MatchArm> {
        let start = self.token.start;
        let pattern = self.pattern()?;
        let guard = self.guard()?;
        let body = self.arm_body()?;
        Ok(MatchArm { pattern, guard, body, span: self.since(start) })
    }

    /// `if e` of an arm, if there is one.
    #[inline(never)]
    pub fn guard(&mut self) -> Parse<Option<Expr>> {
        if !self.eat(T::KwIf) {
            return Ok(None);
        }
        let context = Context { no_lambda: true, ..self.context };
        self.with_context(context, Self::expr).map(Some)
    }

    /// `=> value` of an arm.
    pub fn arm_body(&mut self) -> Parse<Expr> {
        self.arm_arrow()?;
        self.expr_or_assignment()
    }

    /// `=>` of an arm; other languages write `->` or `:`.
    pub fn arm_arrow(&mut self) -> Parse<()> {
        if matches!(self.token.kind, T::Arrow | T::Colon) {
            self.report(errors::arrow_of_arm(self.here(), self.word()));
            self.bump();
            return Ok(());
        }
        self.expect(T::FatArrow, "after the pattern").map(|_| ())
    }

    /// `loop`, `while` or `for`, after its label.
    #[inline(never)]
    pub fn loop_expr(&mut self, label: Option<Ident>) -> Parse<ExprKind> {
        let keyword = self.bump().kind;
        match keyword {
            T::KwLoop => {
                let body = self.loop_body(label)?;
                Ok(ExprKind::Loop { label, body })
            }
            T::KwWhile => {
                let condition = self.condition_or_error()?;
                let body = self.loop_body(label)?;
                Ok(ExprKind::While { label, condition, body })
            }
            _ => self.for_tail(label),
        }
    }

    #[inline(never)]
    fn for_tail(&mut self, label: Option<Ident>) -> Parse<ExprKind> {
        let start = self.token.start;
        let head = self.for_head();
        let head = self.or_skip_head(head)?;
        let body = self.loop_body(label)?;
        let Some((pattern, iterable)) = head else {
            let span = self.span(start, body.span.start);
            let pattern = Box::new(Pattern { kind: PatternKind::Error, span });
            let iterable = Box::new(Expr { kind: ExprKind::Error, span });
            return Ok(ExprKind::For { label, pattern, iterable, body });
        };
        Ok(ExprKind::For { label, pattern: Box::new(pattern), iterable: Box::new(iterable), body })
    }

    /// `p in e`.
    pub fn for_head(&mut self) -> Parse<(Pattern, Expr)> {
        if self.at(T::LParen) && matches!(self.peek().kind, T::KwLet | T::KwVar | T::KwConst | T::Semicolon) {
            let error = errors::c_style_for(self.here());
            return Err(self.fail(error));
        }
        if matches!(self.token.kind, T::KwLet | T::KwVar | T::KwConst) {
            self.report(errors::let_in_for(self.span(self.token.start, self.peek().start), self.word()));
            self.bump();
        }
        let open = self.token;
        let pattern = if self.at(T::LParen) && self.after(self.peek()).kind == T::KwIn {
            let error = errors::parenthesised_for(self.span(open.start, open.end));
            return Err(self.fail(error));
        } else {
            self.pattern()?
        };
        if self.at_word("of") {
            self.report(errors::for_of(self.here()));
            self.bump();
        } else {
            self.expect(T::KwIn, "after the pattern")?;
        }
        Ok((pattern, self.head()?))
    }

    #[inline(never)]
    fn loop_body(&mut self, label: Option<Ident>) -> Parse<Block> {
        self.labels.extend(label.map(|label| label.name));
        let body = self.block("before the body of the loop");
        if label.is_some() {
            self.labels.pop();
        }
        body
    }

    /// Whether an operand follows on the same line, for `return` and `break`.
    fn value_follows(&self) -> bool {
        !self.token.newline && Self::starts_operand(self.token)
    }

    /// `return`, which is the next token.
    #[inline(never)]
    pub fn return_expr(&mut self) -> Parse<ExprKind> {
        self.bump();
        if !self.value_follows() {
            return Ok(ExprKind::Return { value: None, tail: false });
        }
        let next = self.peek();
        let tail = self.at_word("tail") && matches!(next.kind, T::Lower | T::Upper | T::KwSelf) && !next.newline;
        if tail {
            self.bump();
        }
        let value = self.expr()?;
        if tail && !matches!(value.kind, ExprKind::Call(_)) {
            self.report(errors::tail_without_call(value.span));
        }
        Ok(ExprKind::Return { value: Some(Box::new(value)), tail })
    }

    /// `break`, which is the next token.
    #[inline(never)]
    pub fn break_expr(&mut self) -> Parse<ExprKind> {
        self.bump();
        let label = self.label_use();
        let value = if self.value_follows() { Some(Box::new(self.expr()?)) } else { None };
        Ok(ExprKind::Break { label, value })
    }

    /// `continue`, which is the next token.
    pub fn continue_expr(&mut self) -> ExprKind {
        self.bump();
        // No value can follow: any name is meant as a label.
        let label = self.at_same_line(T::Lower).then(|| self.bump_ident());
        ExprKind::Continue { label }
    }

    /// The label after `break`: a name on the same line that an enclosing loop has.
    fn label_use(&mut self) -> Option<Ident> {
        if !self.at_same_line(T::Lower) {
            return None;
        }
        let name = self.symbol(self.word());
        self.labels.contains(&name).then(|| self.bump_ident())
    }
}
