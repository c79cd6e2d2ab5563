//! `[a, b]` and `{"a": 1}`: arrays where an array is wanted, else lists and maps, made by functions of `std`.

use base::Span;

use super::body::{Body, Obligation, Want};
use super::loops::given;
use crate::ast;
use crate::errors::expressions as errors;
use crate::typed::{Bound, Callee, Expr, ExprKind, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    /// The type wanted, without `?`.
    fn wanted_collection(&self, want: Want) -> Option<Ty> {
        let ty = want.ty()?;
        Some(self.shallow(self.non_null(ty).unwrap_or(ty)))
    }

    pub(super) fn list_literal(&mut self, items: &'a [ast::Expr], span: Span, want: Want) -> Expr {
        let wanted = self.wanted_collection(want);
        let (is_array, item) = match wanted.map(|ty| self.kind(ty).clone()) {
            Some(TyKind::Array(item)) => (true, Some(item)),
            Some(TyKind::Struct(id, args)) if Some(id) == self.world.lang.list => (false, Some(args[0])),
            _ => (false, None),
        };
        let (item, array) = self.array_literal(items, item, want, span);
        if is_array {
            return array;
        }
        let (Some(list), Some(list_of)) = (self.world.lang.list, self.world.lang.list_of) else { return array };
        let ty = self.intern(TyKind::Struct(list, [item].into()));
        self.make(ExprKind::Call(Callee::Func(list_of, vec![item]), vec![given(0, array)]), ty, span)
    }

    /// Elements of one type, as an array.
    fn array_literal(&mut self, items: &'a [ast::Expr], item: Option<Ty>, want: Want, span: Span) -> (Ty, Expr) {
        let each = match (item, want) {
            (Some(item), Want::Must(_, why)) if !matches!(self.kind(item), TyKind::Infer(_)) => Want::Must(item, why),
            (Some(item), _) => Want::Hint(item),
            (None, _) => Want::Any,
        };
        let values: Vec<Expr> = items.iter().map(|value| self.expr(value, each)).collect();
        let (found, values) = match each {
            Want::Must(item, _) => (item, values),
            Want::Any | Want::Hint(_) | Want::Discard => self.join(values, span, "the first element is this"),
        };
        // Advice about the elements is taken unless they say otherwise.
        let item = match item {
            Some(item) if self.try_unify(item, found) => item,
            _ if self.is_never(found) => self.fresh(span),
            _ => found,
        };
        let ty = self.intern(TyKind::Array(item));
        (item, self.make(ExprKind::ArrayLit(values), ty, span))
    }

    pub(super) fn wants_map(&self, want: Want) -> bool {
        let wanted = self.wanted_collection(want).map(|ty| self.kind(ty));
        matches!(wanted, Some(TyKind::Struct(id, _)) if Some(*id) == self.world.lang.map)
    }

    pub(super) fn map_literal(&mut self, entries: &'a [(ast::Expr, ast::Expr)], span: Span, want: Want) -> Expr {
        let (Some(map), Some(map_of)) = (self.world.lang.map, self.world.lang.map_of) else {
            return self.error(errors::type_not_known(span), span);
        };
        let wanted = self.wanted_collection(want);
        let (wanted_key, wanted_value) = match wanted.map(|ty| self.kind(ty).clone()) {
            Some(TyKind::Struct(id, args)) if id == map => (Some(args[0]), Some(args[1])),
            _ => (None, None),
        };
        let each = |ty: Option<Ty>| match (ty, want) {
            (Some(ty), Want::Must(_, why)) if !matches!(self.kind(ty), TyKind::Infer(_)) => Want::Must(ty, why),
            (Some(ty), _) => Want::Hint(ty),
            (None, _) => Want::Any,
        };
        let (want_key, want_value) = (each(wanted_key), each(wanted_value));
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (key, value) in entries {
            keys.push(self.expr(key, want_key));
            values.push(self.expr(value, want_value));
        }
        let (key, keys) = self.joined_part(keys, wanted_key, span, "the first key is this");
        let (value, values) = self.joined_part(values, wanted_value, span, "the first value is this");
        let param = base::Symbol::new("K");
        self.obligations.push(Obligation { ty: key, bound: Bound::Hash, span, param, declared: span });
        let ty = self.intern(TyKind::Struct(map, [key, value].into()));
        let args = vec![given(0, keys), given(1, values)];
        self.make(ExprKind::Call(Callee::Func(map_of, vec![key, value]), args), ty, span)
    }

    fn joined_part(&mut self, parts: Vec<Expr>, wanted: Option<Ty>, span: Span, why: &'static str) -> (Ty, Expr) {
        let (ty, parts) = match wanted {
            Some(wanted) if !matches!(self.kind(wanted), TyKind::Infer(_)) => {
                let parts = parts.into_iter().map(|part| self.coerce(part, wanted, super::Why::NONE)).collect();
                (wanted, parts)
            }
            _ => {
                let (found, parts) = self.join(parts, span, why);
                let fits = wanted.is_some_and(|wanted| self.try_unify(wanted, found));
                (wanted.filter(|_| fits).unwrap_or(found), parts)
            }
        };
        let array = self.intern(TyKind::Array(ty));
        (ty, self.make(ExprKind::ArrayLit(parts), array, span))
    }
}
