//! Blocks and statements.

use base::Span;

use super::body::{Body, LocalKind, Want, Why};
use crate::ast::{self, ExprKind as Ast, StmtKind};
use crate::errors::expressions as errors;
use crate::errors::warnings;
use crate::typed::{Expr, ExprKind, Stmt, TyKind};

impl<'a> Body<'_, 'a> {
    /// `{}` is the empty map where one is wanted.
    pub(super) fn block_or_empty_map(&mut self, block: &'a ast::Block, want: Want) -> Expr {
        if block.statements.is_empty() && block.value.is_none() && self.wants_map(want) {
            return self.map_literal(&[], block.span, want);
        }
        self.block(block, want)
    }

    /// A block; with [`Want::Discard`] its value is dropped and its type is `()`.
    pub(super) fn block(&mut self, block: &'a ast::Block, want: Want) -> Expr {
        self.scoped(|body| body.block_in_scope(block, want))
    }

    fn block_in_scope(&mut self, block: &'a ast::Block, want: Want) -> Expr {
        let was_unreachable = self.is_unreachable;
        let typed = self.block_statements(block, want);
        self.is_unreachable = was_unreachable;
        typed
    }

    fn block_statements(&mut self, block: &'a ast::Block, want: Want) -> Expr {
        let mut statements = Vec::with_capacity(block.statements.len() + 1);
        let mut ended: Option<Span> = None;
        for statement in &block.statements {
            self.warn_unreachable(ended, statement.span);
            if let Some(typed) = self.statement(statement) {
                let value = match &typed {
                    Stmt::Let(_, value) | Stmt::Expr(value) => value,
                };
                if self.is_never(value.ty) && ended.is_none() {
                    ended = Some(statement.span);
                }
                statements.push(typed);
            }
        }
        let unit = self.world.core.unit;
        let Some(last) = &block.value else {
            let ty = match (ended, want) {
                (Some(_), _) => self.world.core.never,
                (None, Want::Must(wanted, why)) if !self.takes_unit(wanted) => {
                    let text = self.show(wanted);
                    let at = Span::new(block.span.source, block.span.end.saturating_sub(1), block.span.end);
                    let end = if block.span.start == block.span.end { block.span } else { at };
                    let last = block.statements.last().map(|statement| statement.span);
                    let why = why.span.map(|at| (at, why.text));
                    self.report(errors::missing_value(&text, end, why, last));
                    self.world.core.error
                }
                (None, _) => unit,
            };
            return self.make(ExprKind::Block(statements, None), ty, block.span);
        };
        self.warn_unreachable(ended, last.span);
        let never = self.world.core.never;
        if matches!(want, Want::Discard) || ended.is_some() {
            let value = self.discarded(last);
            let ends = ended.is_some() || self.is_never(value.ty);
            statements.push(Stmt::Expr(value));
            return self.make(ExprKind::Block(statements, None), if ends { never } else { unit }, block.span);
        }
        let value = self.expr(last, want);
        let ty = value.ty;
        self.make(ExprKind::Block(statements, Some(Box::new(value))), ty, block.span)
    }

    fn takes_unit(&self, wanted: crate::typed::Ty) -> bool {
        matches!(self.kind(wanted), TyKind::Unit | TyKind::Error | TyKind::Infer(_))
    }

    /// Warns of the first statement that never runs.
    fn warn_unreachable(&mut self, ended: Option<Span>, here: Span) {
        if let Some(by) = ended {
            self.warn(warnings::unreachable(here, by));
            self.is_unreachable = true;
        }
    }

    fn statement(&mut self, statement: &'a ast::Stmt) -> Option<Stmt> {
        match &statement.kind {
            StmtKind::Let(binding) => {
                let start = statement.span.start;
                let keyword = Span::new(statement.span.source, start, start + 3);
                Some(self.let_statement(binding, keyword))
            }
            StmtKind::Defer(_) => {
                self.unsupported("`defer`", statement.span);
                None
            }
            StmtKind::Expr(value) => Some(Stmt::Expr(self.discarded(value))),
        }
    }

    fn let_statement(&mut self, binding: &'a ast::LetStmt, keyword: Span) -> Stmt {
        let value = match &binding.ty {
            Some(ty) => {
                let why = Why { span: Some(ty.span), text: "declared here" };
                let ty = self.resolve_type(ty);
                let value = self.expr(&binding.value, Want::Must(ty, why));
                return self.bind_let(binding, keyword, value, ty);
            }
            None => self.expr(&binding.value, Want::Any),
        };
        let ty = self.settled(value.ty);
        self.settle_literals(ty);
        let ty = self.deep(ty);
        if *self.kind(ty) == TyKind::Unit {
            self.warn(warnings::unit_binding(binding.pattern.span, value.span));
        }
        self.bind_let(binding, keyword, value, ty)
    }

    fn bind_let(&mut self, binding: &'a ast::LetStmt, keyword: Span, value: Expr, ty: crate::typed::Ty) -> Stmt {
        let kind = if binding.mutable { LocalKind::Var } else { LocalKind::Let };
        let ty = if self.is_never(ty) && binding.ty.is_none() { self.world.core.error } else { ty };
        let (first, start) = (self.locals.next_id(), self.bound_names());
        let pattern = self.irrefutable(&binding.pattern, ty, kind, "let");
        self.warn_shadows(start, keyword.start);
        self.lets.push((keyword, first, self.locals.next_id()));
        Stmt::Let(pattern, value)
    }

    /// Number literals in a type take their own type: `let pair = (1, 2.5)` is `(i32, f64)`.
    pub(super) fn settle_literals(&mut self, ty: crate::typed::Ty) {
        let ty = self.settled(ty);
        let ty = self.deep(ty);
        if self.infer.is_ground(ty) {
            return;
        }
        let kind = self.kind(ty).clone();
        for part in crate::infer::parts_of(&kind) {
            self.settle_literals(part);
        }
    }

    /// An expression whose value is not used.
    pub(super) fn discarded(&mut self, e: &'a ast::Expr) -> Expr {
        let value = self.expr(e, Want::Discard);
        let has_own_rule = matches!(
            e.kind,
            Ast::If { .. }
                | Ast::Match { .. }
                | Ast::Block(_)
                | Ast::Assign { .. }
                | Ast::While { .. }
                | Ast::For { .. }
        );
        if !has_own_rule {
            self.check_unused_value(&value);
        }
        value
    }

    /// `value` with its result dropped: of type `()`, or `never`.
    pub(super) fn dropped(&mut self, value: Expr) -> Expr {
        let kind = self.kind(value.ty);
        if matches!(kind, TyKind::Unit | TyKind::Never | TyKind::Error) {
            return value;
        }
        let span = value.span;
        let unit = self.world.core.unit;
        self.make(ExprKind::Block(vec![Stmt::Expr(value)], None), unit, span)
    }
}
