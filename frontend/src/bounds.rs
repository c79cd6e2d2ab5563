//! Which types have `==`, `<`, a hash, arithmetic: derived from their parts, unless an `impl` says so.
//!
//! In: a type and a bound.  Out: whether the type has it. A recursive type has what its parts have: while a type is
//! being looked at it is assumed to have the bound, which is right because a counterexample would be found anyway.

use crate::infer::parts_of;
use crate::typed::{Bound, Field, Ty, TyKind, TypeParam};
use crate::world::{Head, World};

/// A built-in bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum BoundKind {
    Eq,
    Ord,
    Hash,
    Number,
    Show,
}

/// The built-in bound that `bound` is.
pub(crate) fn built_in(bound: &Bound) -> Option<BoundKind> {
    Some(match bound {
        Bound::Eq => BoundKind::Eq,
        Bound::Ord => BoundKind::Ord,
        Bound::Hash => BoundKind::Hash,
        Bound::Number => BoundKind::Number,
        Bound::Show => BoundKind::Show,
        Bound::Trait(..) => return None,
    })
}

/// Whether a declared bound of a type parameter includes another: `Ord` and `Hash` include `Eq`, and numbers have all.
pub(crate) fn includes(declared: &Bound, wanted: BoundKind) -> bool {
    match built_in(declared) {
        Some(declared) => {
            declared == wanted
                || wanted == BoundKind::Show
                || (wanted == BoundKind::Eq && declared != BoundKind::Show)
                || declared == BoundKind::Number
        }
        None => false,
    }
}

impl World<'_> {
    /// Whether `ty`, over `params`, has `bound`. Types with errors have everything.
    pub fn has_bound(&mut self, ty: Ty, bound: &Bound, params: &[TypeParam]) -> bool {
        match (bound, built_in(bound)) {
            (_, Some(kind)) => self.has(ty, kind, params),
            (Bound::Trait(id, args), None) => self.has_trait(ty, *id, args, params),
            (_, None) => false,
        }
    }

    /// Whether `ty` has a built-in bound.
    pub fn has(&mut self, ty: Ty, bound: BoundKind, params: &[TypeParam]) -> bool {
        if bound == BoundKind::Show {
            return true;
        }
        if let TyKind::Param(index) = *self.tys.kind(ty) {
            return self.bounds_of(index, params).iter().any(|declared| includes(declared, bound));
        }
        if let Some(&known) = self.bound_cache.get(&(ty, bound)) {
            return known;
        }
        self.bound_cache.insert((ty, bound), true);
        let has = self.derives(ty, bound, params);
        // What depends on the parameters in scope holds in this declaration only.
        if self.mentions_param(ty) {
            self.bound_cache.remove(&(ty, bound));
        } else {
            self.bound_cache.insert((ty, bound), has);
        }
        has
    }

    fn derives(&mut self, ty: Ty, bound: BoundKind, params: &[TypeParam]) -> bool {
        if self.has_own_impl(ty, bound, params) {
            return true;
        }
        let is_number = bound == BoundKind::Number;
        match self.tys.kind(ty).clone() {
            TyKind::Error | TyKind::Infer(_) | TyKind::Never => true,
            TyKind::Int(_) | TyKind::F32 | TyKind::F64 | TyKind::BigInt => true,
            TyKind::Bool | TyKind::String | TyKind::Unit => !is_number,
            TyKind::Tuple(parts) => !is_number && parts.iter().all(|&part| self.has(part, bound, params)),
            TyKind::Optional(inner) => !is_number && bound != BoundKind::Ord && self.has(inner, bound, params),
            TyKind::Func(..) | TyKind::Dyn(..) | TyKind::Param(_) => false,
            TyKind::Array(_) | TyKind::Buffer(_) | TyKind::Extern(..) => bound == BoundKind::Eq,
            TyKind::Struct(id, args) => {
                let fields = self.structs[id].typed.fields.clone();
                if fields.iter().any(|field| field.mutable) {
                    return bound == BoundKind::Eq;
                }
                !is_number && self.fields_have(&fields, &args, bound, params)
            }
            TyKind::Enum(id, args) => {
                let variants: Vec<Vec<Field>> =
                    self.enums[id].typed.variants.iter().map(|variant| variant.fields.clone()).collect();
                !is_number && variants.iter().all(|fields| self.fields_have(fields, &args, bound, params))
            }
        }
    }

    fn fields_have(&mut self, fields: &[Field], args: &[Ty], bound: BoundKind, params: &[TypeParam]) -> bool {
        fields.iter().all(|field| {
            let ty = self.tys.subst(field.ty, args);
            self.has(ty, bound, params)
        })
    }

    /// Whether a type parameter occurs in a type. Remembered, since types share their parts.
    pub fn mentions_param(&mut self, ty: Ty) -> bool {
        if let Some(&known) = self.param_cache.get(&ty) {
            return known;
        }
        let kind = self.tys.kind(ty).clone();
        let found =
            matches!(kind, TyKind::Param(_)) || parts_of(&kind).into_iter().any(|part| self.mentions_param(part));
        self.param_cache.insert(ty, found);
        found
    }

    /// Why a type lacks a bound, in a sentence for people.
    pub fn why_lacks(&mut self, ty: Ty, bound: &Bound, params: &[TypeParam]) -> Option<String> {
        match (bound, built_in(bound)) {
            (Bound::Trait(id, args), _) => self.why_no_trait(ty, *id, args, params),
            (_, Some(kind)) => self.why_not(ty, kind, params).or_else(|| self.why_no_part(ty, kind, params)),
            (_, None) => None,
        }
    }

    /// Which part of a struct or enum lacks what would be derived from all of them, in a sentence for people.
    fn why_no_part(&mut self, ty: Ty, bound: BoundKind, params: &[TypeParam]) -> Option<String> {
        let (name, args, fields): (_, _, Vec<Field>) = match self.tys.kind(ty).clone() {
            TyKind::Struct(id, args) => (self.structs[id].typed.name, args, self.structs[id].typed.fields.clone()),
            TyKind::Enum(id, args) => {
                let data = &self.enums[id].typed;
                (data.name, args, data.variants.iter().flat_map(|variant| variant.fields.clone()).collect())
            }
            _ => return None,
        };
        let (bound_name, what) = match bound {
            BoundKind::Eq => ("Eq", "`==`"),
            BoundKind::Ord => ("Ord", "order"),
            BoundKind::Hash => ("Hash", "hash"),
            BoundKind::Number | BoundKind::Show => return None,
        };
        for field in fields {
            let part = self.tys.subst(field.ty, &args);
            if !self.has(part, bound, params) {
                let part = self.show(part, params);
                return Some(format!(
                    "it is derived where all parts have it, but the field `{}` is a `{part}`, which has no {what}; an `impl \
                     {bound_name} for {name}` can say what is meant",
                    field.name
                ));
            }
        }
        None
    }

    /// Why a type lacks a built-in bound, in a sentence for people.
    pub fn why_not(&self, ty: Ty, bound: BoundKind, params: &[TypeParam]) -> Option<String> {
        match (self.head(ty)?, bound) {
            (Head::Struct(id), BoundKind::Hash | BoundKind::Ord) => {
                let data = &self.structs[id].typed;
                let field = data.fields.iter().find(|field| field.mutable)?;
                Some(format!(
                    "`{}` has the `var` field `{}`, so its values are compared by identity and have no {}",
                    self.show(ty, params),
                    field.name,
                    if bound == BoundKind::Hash { "hash" } else { "order" }
                ))
            }
            (Head::Func, _) => Some("functions cannot be compared".to_owned()),
            _ => None,
        }
    }
}
