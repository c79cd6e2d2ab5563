//! Blocks, statements, and what has blocks: `if`, `match`, loops.

use super::cursor::{Blank, Formatter};
use super::operator::Continuation;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// A block: on one line if it was, has at most one statement, and fits.
    pub fn block(&mut self, block: &Block) {
        let inline = self.may_be_inline(block);
        self.open();
        self.block_in_group(block, inline);
        self.out.close();
    }

    fn may_be_inline(&self, block: &Block) -> bool {
        block.statements.len() + usize::from(block.value.is_some()) <= 1 && self.opens_on_line_at(block.span.start)
    }

    /// A block whose lines break with the group around it, if `inline`.
    fn block_in_group(&mut self, block: &Block, inline: bool) {
        self.expect(T::LBrace);
        let count = block.statements.len() + usize::from(block.value.is_some());
        self.out.push(Command::Indent);
        let line = if inline { Command::Line } else { Command::Hard };
        self.statements(block, line);
        self.close_braces(count > 0, line);
    }

    /// The statements of a block, each after `line`.
    pub fn statements(&mut self, block: &Block, line: Command) {
        self.drop_semicolons();
        for (index, statement) in block.statements.iter().enumerate() {
            self.statement_line(index == 0, line);
            self.statement(statement);
            self.drop_semicolons();
        }
        if let Some(value) = &block.value {
            self.statement_line(block.statements.is_empty(), line);
            self.expr(value);
            self.drop_semicolons();
        }
    }

    fn drop_semicolons(&mut self) {
        while self.drop_separator(T::Semicolon) {}
    }

    fn statement_line(&mut self, first: bool, line: Command) {
        self.out.push(line);
        self.blank = if first { Blank::AfterComment } else { Blank::Kept };
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Let(binding) => self.let_stmt(binding),
            StmtKind::Defer(value) => {
                self.expect(T::KwDefer);
                self.out.push(Command::Space);
                self.expr(value);
            }
            StmtKind::Expr(value) => self.expr(value),
        }
    }

    /// `let p: T = e`.
    pub fn let_stmt(&mut self, binding: &LetStmt) {
        self.token();
        self.out.push(Command::Space);
        self.pattern(&binding.pattern);
        self.annotation(binding.ty.as_ref());
        self.out.push(Command::Space);
        self.expect(T::Eq);
        self.right_side(&binding.value);
    }

    /// `if … else if … else …`: all of its blocks are on one line, or none is.
    pub fn if_chain(&mut self, expr: &Expr) {
        let inline = self.chain_may_be_inline(expr);
        self.open();
        self.if_in_group(expr, inline);
        self.out.close();
    }

    fn chain_may_be_inline(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::If { then, otherwise, .. } => {
                self.may_be_inline(then) && otherwise.as_ref().is_none_or(|other| self.chain_may_be_inline(other))
            }
            ExprKind::Block(block) => self.may_be_inline(block),
            _ => false,
        }
    }

    fn if_in_group(&mut self, expr: &Expr, inline: bool) {
        match &expr.kind {
            ExprKind::If { condition, then, otherwise } => {
                self.expect(T::KwIf);
                self.out.push(Command::Space);
                self.condition(condition);
                self.out.push(Command::Space);
                self.block_in_group(then, inline);
                if let Some(otherwise) = otherwise {
                    self.out.push(Command::Space);
                    self.expect(T::KwElse);
                    self.out.push(Command::Space);
                    self.if_in_group(otherwise, inline);
                }
            }
            ExprKind::Block(block) => self.block_in_group(block, inline),
            _ => self.lost = true,
        }
    }

    /// The head of `if` and `while`.
    pub fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Expr(value) => self.continued(value, Continuation::Head),
            Condition::Let { pattern, value } => {
                self.expect(T::KwLet);
                self.out.push(Command::Space);
                self.pattern(pattern);
                self.out.push(Command::Space);
                self.expect(T::Eq);
                self.out.push(Command::Space);
                self.continued(value, Continuation::Head);
            }
        }
    }

    /// `p in e`.
    pub fn for_head(&mut self, pattern: &Pattern, iterable: &Expr) {
        self.pattern(pattern);
        self.out.push(Command::Space);
        self.expect(T::KwIn);
        self.out.push(Command::Space);
        self.continued(iterable, Continuation::Head);
    }

    /// A loop with its label.
    pub fn loop_expr(&mut self, label: Option<Ident>, head: impl FnOnce(&mut Self), body: &Block) {
        let inline = self.may_be_inline(body);
        self.open();
        if label.is_some() {
            self.token();
            self.expect(T::Colon);
            self.out.push(Command::Space);
        }
        let bare = self.is(T::KwLoop);
        self.token();
        if !bare {
            self.out.push(Command::Space);
            head(self);
        }
        self.out.push(Command::Space);
        self.block_in_group(body, inline);
        self.out.close();
    }

    /// `match` and `catch`: an arm a line, or all on one line, if they were and fit.
    pub fn match_expr(&mut self, scrutinee: &Expr, arms: &[MatchArm]) {
        self.token();
        self.out.push(Command::Space);
        self.continued(scrutinee, Continuation::Head);
        self.out.push(Command::Space);
        let inline = self.opens_on_line();
        let separator = |_: &Self| Command::IfFlat(",");
        self.braces(arms.len(), inline, separator, |f, index| {
            let arm = &arms[index];
            f.pattern(&arm.pattern);
            f.arm_tail(arm.guard.as_ref(), &arm.body);
        });
    }
}
