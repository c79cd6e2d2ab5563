//! Which types have which traits of the program, through which `impl`, with which arguments.
//!
//! In: a type and a trait.  Out: the `impl` with what its type parameters stand for. A type has a trait at most once, so
//! the arguments of the trait follow from the type: `ListIter<i32>` is an `Iter<i32>` and nothing else.
//!
//! The search ends: the bounds of an `impl` are about its type parameters, which stand for parts of the type; those of
//! `impl<T: B> A for T` are about the type itself, so what is asked already is not asked again.

use crate::bounds::BoundKind;
use crate::infer::parts_of;
use crate::typed::{Bound, FuncId, TraitId, Ty, TyKind, TypeParam};
use crate::world::{Head, ImplOf, World};

impl World<'_> {
    /// A trait and what it includes, for `self_ty`. Each trait is there once, however it is reached.
    pub fn with_supers(&mut self, id: TraitId, args: &[Ty], self_ty: Ty) -> Vec<Bound> {
        self.closed(vec![Bound::Trait(id, args.to_vec())], self_ty)
    }

    /// Bounds and what they include, for `self_ty`.
    fn closed(&mut self, mut found: Vec<Bound>, self_ty: Ty) -> Vec<Bound> {
        let mut at = 0;
        while at < found.len() {
            if let Bound::Trait(id, mut args) = found[at].clone() {
                args.push(self_ty);
                for of in self.traits[id].typed.supers.clone() {
                    let of = self.tys.subst_bound(&of, &args);
                    if !found.iter().any(|known| same_trait(known, &of)) {
                        found.push(of);
                    }
                }
            }
            at += 1;
        }
        found
    }

    /// The bounds of a type parameter and what they include.
    pub fn bounds_of(&mut self, index: u32, params: &[TypeParam]) -> Vec<Bound> {
        let Some(param) = params.get(index as usize) else { return Vec::new() };
        let own = self.tys.intern(TyKind::Param(index));
        self.closed(param.bounds.clone(), own)
    }

    /// What of a type is known without an `impl`: the bounds of a type parameter, the trait of a `dyn`.
    pub fn given_bounds(&mut self, ty: Ty, params: &[TypeParam]) -> Vec<Bound> {
        match self.tys.kind(ty).clone() {
            TyKind::Param(index) => self.bounds_of(index, params),
            TyKind::Dyn(id, args) => self.with_supers(id, &args, ty),
            _ => Vec::new(),
        }
    }

    /// The implementations of a trait that a type may have: those for its kind, then the one for every type.
    pub fn impls_of_type(&self, of: ImplOf, ty: Ty) -> Vec<usize> {
        if matches!(self.tys.kind(ty), TyKind::Error | TyKind::Infer(_) | TyKind::Never) {
            return Vec::new();
        }
        let mut found = self.head(ty).map_or(Vec::new(), |head| self.impls_for(of, head));
        found.extend(self.impls_for(of, Head::Any));
        found
    }

    /// The implementations of a trait for a kind of type.
    pub fn impls_for(&self, of: ImplOf, head: Head) -> Vec<usize> {
        self.impls_by_head.get(&(of, head)).cloned().unwrap_or_default()
    }

    /// The `impl` of a trait for a type, with what its type parameters stand for; its bounds are not looked at.
    pub fn find_impl(&mut self, of: ImplOf, ty: Ty, params: &[TypeParam]) -> Option<(usize, Vec<Ty>)> {
        self.impls_of_type(of, ty).into_iter().find_map(|index| Some((index, self.impl_args(index, ty, params)?)))
    }

    fn impl_args(&mut self, index: usize, ty: Ty, params: &[TypeParam]) -> Option<Vec<Ty>> {
        let type_params = self.impls[index].type_params.clone();
        let mut bound = vec![None; type_params.len()];
        if !self.tys.matches(self.impls[index].target, ty, &mut bound) {
            return None;
        }
        // What the target does not tell, the bounds of the other parameters do: `impl<I: Iter<T>, T> …`.
        let rounds = bound.iter().filter(|ty| ty.is_none()).count();
        for _ in 0..rounds {
            for (at, param) in type_params.iter().enumerate() {
                for wanted in &param.bounds {
                    let (Some(ty), Bound::Trait(id, patterns)) = (bound[at], wanted) else { continue };
                    if let Some(args) = self.trait_args(*id, ty, params) {
                        self.tys.all_match(patterns, &args, &mut bound);
                    }
                }
            }
        }
        Some(bound.into_iter().map(|ty| ty.unwrap_or(self.core.error)).collect())
    }

    /// The arguments with which a type has a trait.
    pub fn trait_args(&mut self, id: TraitId, ty: Ty, params: &[TypeParam]) -> Option<Vec<Ty>> {
        for bound in self.given_bounds(ty, params) {
            if let Bound::Trait(known, args) = bound
                && known == id
            {
                return Some(args);
            }
        }
        let (index, type_args) = self.asked_once(id, ty, |world| world.find_impl(ImplOf::Trait(id), ty, params))??;
        let Bound::Trait(_, args) = self.impls[index].of.clone() else { return None };
        Some(self.tys.subst_all(&args, &type_args).into())
    }

    /// What `answer` gives, unless it is about a trait of a type that is being asked for already.
    fn asked_once<R>(&mut self, id: TraitId, ty: Ty, answer: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.asked.contains(&(id, ty)) {
            return None;
        }
        self.asked.push((id, ty));
        let found = answer(self);
        self.asked.pop();
        Some(found)
    }

    /// Whether `ty`, over `params`, has a trait of the program.
    pub(crate) fn has_trait(&mut self, ty: Ty, id: TraitId, args: &[Ty], params: &[TypeParam]) -> bool {
        if matches!(self.tys.kind(ty), TyKind::Error | TyKind::Infer(_) | TyKind::Never) {
            return true;
        }
        let Some(found) = self.trait_args(id, ty, params) else { return false };
        let fits = found.iter().zip(args).all(|(&found, &wanted)| self.may_be_same(found, wanted));
        fits && self
            .asked_once(id, ty, |world| world.missing_part(ImplOf::Trait(id), ty, params).is_none())
            .unwrap_or(false)
    }

    /// Whether two types are the same as far as they are known.
    fn may_be_same(&self, a: Ty, b: Ty) -> bool {
        a == b || self.is_open(a) || self.is_open(b)
    }

    fn is_open(&self, ty: Ty) -> bool {
        match self.tys.kind(ty) {
            TyKind::Error | TyKind::Infer(_) => true,
            kind => parts_of(kind).into_iter().any(|part| self.is_open(part)),
        }
    }

    /// The first bound of the `impl` of a trait for a type that does not hold.
    pub fn missing_part(&mut self, of: ImplOf, ty: Ty, params: &[TypeParam]) -> Option<(Ty, Bound)> {
        let is_given = |bound: &Bound| matches!(bound, Bound::Trait(id, _) if ImplOf::Trait(*id) == of);
        if self.given_bounds(ty, params).iter().any(is_given) {
            return None;
        }
        let (index, type_args) = self.find_impl(of, ty, params)?;
        self.unmet(index, &type_args, params)
    }

    /// The first bound of an `impl` that does not hold of what its type parameters stand for.
    pub fn unmet(&mut self, index: usize, type_args: &[Ty], params: &[TypeParam]) -> Option<(Ty, Bound)> {
        let type_params = self.impls[index].type_params.clone();
        for (param, &ty) in type_params.iter().zip(type_args) {
            for bound in &param.bounds {
                let bound = self.tys.subst_bound(bound, type_args);
                if !self.has_bound(ty, &bound, params) {
                    return Some((ty, bound));
                }
            }
        }
        None
    }

    /// The functions that a call of a trait's method may run: of a type that is known those of its implementations, else
    /// all there are.
    pub fn implementations(&self, of: TraitId, method: u32, self_ty: Ty) -> Vec<FuncId> {
        let head = self.head(self_ty).filter(|head| !matches!(head, Head::Dyn(_)));
        let indices: Vec<usize> = match head {
            Some(_) => self.impls_of_type(ImplOf::Trait(of), self_ty),
            None => (0..self.impls.len()).collect(),
        };
        let mut found: Vec<FuncId> = Vec::new();
        for index in indices {
            if matches!(self.impls[index].of, Bound::Trait(id, _) if id == of) {
                found.extend(self.impls[index].methods.get(method as usize).copied().flatten());
            }
        }
        found.extend(self.traits[of].typed.methods[method as usize].default);
        found
    }

    /// Whether an `impl` of the program gives a type a built-in trait.
    pub fn has_own_impl(&mut self, ty: Ty, bound: BoundKind, params: &[TypeParam]) -> bool {
        let of = ImplOf::BuiltIn(bound);
        self.find_impl(of, ty, params).is_some() && self.missing_part(of, ty, params).is_none()
    }

    /// Why a type lacks a trait of the program, in a sentence for people.
    pub fn why_no_trait(&mut self, ty: Ty, id: TraitId, args: &[Ty], params: &[TypeParam]) -> Option<String> {
        let Some(found) = self.trait_args(id, ty, params) else { return self.why_not_derived(id, ty) };
        let text = self.show(ty, params);
        if let Some((part, bound)) = self.missing_part(ImplOf::Trait(id), ty, params) {
            let why = self.why_lacks(part, &bound, params).map_or(String::new(), |why| format!("; {why}"));
            let (part, bound) = (self.show(part, params), self.show_bound(&bound, params));
            return Some(format!("it would have it if `{part}` had `{bound}`{why}"));
        }
        let wanted = self.show_bound(&Bound::Trait(id, args.to_vec()), params);
        let found = self.show_bound(&Bound::Trait(id, found), params);
        (wanted != found).then(|| format!("`{text}` has `{found}`, which is not `{wanted}`"))
    }
}

/// Whether two bounds are of one trait, with whatever arguments.
fn same_trait(a: &Bound, b: &Bound) -> bool {
    match (a, b) {
        (Bound::Trait(a, _), Bound::Trait(b, _)) => a == b,
        (a, b) => a == b,
    }
}
