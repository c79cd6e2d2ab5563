//! `a?.b.c()`: if `a` is null, the whole chain is null.
//!
//! Each `?.` puts its receiver aside and goes on with a variable for the value that is not null; when the chain is
//! done, the receivers are put around it, the last one innermost.

use base::{Span, Symbol};

use super::body::{Body, LocalKind, Want};
use crate::ast;
use crate::errors::warnings;
use crate::typed::{Expr, ExprKind, MatchArm, Pattern, PatternKind, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn chain(&mut self, inner: &'a ast::Expr, span: Span, want: Want) -> Expr {
        self.chains.push(Vec::new());
        let hint = want.ty().map(|ty| self.non_null(ty).unwrap_or(ty));
        let mut body = self.expr(inner, hint.map_or(Want::Any, Want::Hint));
        let receivers = self.chains.pop().expect("the chain was pushed above");
        let ty = self.settled(body.ty);
        if receivers.is_empty() || self.is_error(ty) {
            return body;
        }
        if matches!(self.kind(ty), TyKind::Unit | TyKind::Never) {
            return self.chain_of_effect(receivers, body, span);
        }
        let result = self.optional(ty);
        body = self.coerce(body, result, super::Why::NONE);
        for (receiver, local) in receivers.into_iter().rev() {
            let kind = ExprKind::NullChain { receiver: Box::new(receiver), local, body: Box::new(body) };
            body = self.make(kind, result, span);
        }
        body
    }

    /// A chain without a value is a match: nothing happens if the receiver is null.
    fn chain_of_effect(&mut self, receivers: Vec<(Expr, crate::typed::LocalId)>, mut body: Expr, span: Span) -> Expr {
        let unit = self.world.core.unit;
        for (receiver, local) in receivers.into_iter().rev() {
            let (outer, inner, at) = (receiver.ty, self.locals[local].local.ty, receiver.span);
            let pattern = |kind, ty| Pattern { kind, ty, span: at };
            let bound = pattern(PatternKind::Bind(local, None), inner);
            let nothing = self.make(ExprKind::Unit, unit, at);
            let arms = vec![
                MatchArm { pattern: pattern(PatternKind::Null, outer), guard: None, body: nothing, span: at },
                MatchArm { pattern: pattern(PatternKind::NonNull(Box::new(bound)), outer), guard: None, body, span },
            ];
            body = self.make(ExprKind::Match(Box::new(receiver), arms), unit, span);
        }
        body
    }

    /// The receiver of a field or method: for `?.`, a variable that is not null.
    pub(super) fn receiver(&mut self, receiver: Expr, name: ast::Ident, optional: bool) -> Expr {
        if !optional {
            return receiver;
        }
        let ty = self.settled(receiver.ty);
        let Some(inner) = self.non_null(ty) else {
            if !self.is_error(ty) && !self.is_never(ty) {
                let text = self.show(ty);
                let at = receiver.span.after().to(name.span.before());
                self.warn(warnings::never_null("?.", &text, receiver.span, at, (at, ".")));
            }
            return receiver;
        };
        let span = receiver.span;
        let local = self.new_local(Symbol::new("receiver"), span, inner, LocalKind::Hidden);
        match self.chains.last_mut() {
            Some(chain) => chain.push((receiver, local)),
            None => return self.error_expr(span),
        }
        let inner: Ty = inner;
        self.make(ExprKind::Local(local), inner, span)
    }
}
