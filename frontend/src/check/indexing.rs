//! `x[i]` and `x[i] = v`: the methods `get` and `set` of any type that has them.

use base::{Span, Symbol};

use super::body::{Body, Want, Why};
use super::loops::given;
use crate::ast;
use crate::errors::expressions as errors;
use crate::typed::{Callee, Expr, ExprKind, Place, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    /// `x[i]` where its value is wanted.
    pub(super) fn index(&mut self, receiver: &'a ast::Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let receiver = self.expr(receiver, Want::Any);
        let Some((get, index_ty, item)) = self.element_method(&receiver, "get", span) else {
            self.expr(index, Want::Any);
            return self.error_expr(span);
        };
        let index = self.expr(index, Want::Must(index_ty, Why::NONE));
        self.make(ExprKind::Call(get, vec![given(0, receiver), given(1, index)]), item, span)
    }

    /// `x[i]` where it is assigned: the place, what `get` gives, and what `set` takes.
    pub(super) fn index_place(
        &mut self,
        receiver: &'a ast::Expr,
        index: &'a ast::Expr,
        span: Span,
    ) -> Option<(Place, Ty, Ty)> {
        let receiver = self.expr(receiver, Want::Any);
        let found = self.element_method(&receiver, "get", span);
        let Some((get, index_ty, item)) = found else {
            self.expr(index, Want::Any);
            return None;
        };
        let Some((set, _, stored)) = self.element_method(&receiver, "set", span) else {
            self.expr(index, Want::Any);
            return None;
        };
        let index = self.expr(index, Want::Must(index_ty, Why::NONE));
        let place = Place::Index { container: Box::new(receiver), index: Box::new(index), get, set, ty: item };
        Some((place, item, stored))
    }

    /// `get` or `set` of a container: itself, the type of the index, and of the element.
    fn element_method(&mut self, container: &Expr, name: &str, span: Span) -> Option<(Callee, Ty, Ty)> {
        let ty = self.settled(container.ty);
        let kind = self.kind(ty).clone();
        match kind {
            TyKind::Error | TyKind::Never => return None,
            TyKind::Infer(_) => {
                self.report(errors::type_not_known(container.span));
                return None;
            }
            _ => {}
        }
        let is_set = name == "set";
        let found = self.method_of(ty, ast::Ident { name: Symbol::new(name), span }).ok()?;
        let found = found.filter(|method| method.sig.params.len() == if is_set { 3 } else { 2 });
        let Some(method) = found else {
            let text = self.show(ty);
            let is_optional = matches!(kind, TyKind::Optional(_));
            let is_tuple = matches!(kind, TyKind::Tuple(_));
            self.report(errors::not_indexable(&text, container.span, span, is_set, is_optional, is_tuple));
            return None;
        };
        let (sig, type_args) = (&method.sig, &method.type_args);
        self.require_bounds(sig, type_args, span);
        let index = self.world.tys.subst(sig.params[1].ty, type_args);
        let item = if is_set { sig.params[2].ty } else { sig.result };
        let item = self.world.tys.subst(item, type_args);
        Some((method.callee(), index, item))
    }
}
