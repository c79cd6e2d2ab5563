//! Implementations of traits: each method against the one it implements, what is missing, and what overlaps.
//!
//! In: an `impl` with the signatures of its functions.  Out: its functions in the order of the trait.

use std::rc::Rc;

use base::Span;

use crate::ast;
use crate::bounds::{built_in, includes};
use crate::errors::traits as errors;
use crate::infer::Infer;
use crate::infer::VarKind;
use crate::spelling::nearest;
use crate::typed::{Bound, FuncId, TraitId, Ty, TyKind};
use crate::world::{Head, ImplOf, PendingBound, Sig, World};

impl World<'_> {
    /// The functions of an `impl` in the order of the trait's methods; `None` where the trait has a default.
    pub(super) fn order_methods(
        &mut self,
        (id, args): (TraitId, &[Ty]),
        target: Ty,
        (decl, at): (&ast::ImplDecl, Span),
        funcs: &[FuncId],
    ) -> Vec<Option<FuncId>> {
        let trait_name = self.traits[id].typed.name;
        let mut found: Vec<Option<FuncId>> = vec![None; self.traits[id].methods.len()];
        for (method, &func) in decl.methods.iter().zip(funcs) {
            let name = method.function.name;
            let place = self.traits[id].typed.methods.iter().position(|wanted| wanted.name == name.name);
            let Some(place) = place else {
                let near = nearest(name.as_str(), self.traits[id].typed.methods.iter().map(|method| method.name));
                let declared = self.traits[id].span;
                self.report(errors::not_a_method_of_trait(name, trait_name, near, declared));
                continue;
            };
            if let Some(first) = found[place].replace(func) {
                let first = self.sig(first).span;
                self.report(crate::errors::declarations::duplicate_member("method", name, first));
            }
            let wanted = Rc::clone(&self.traits[id].methods[place]);
            let own = self.sig(func);
            self.check_method(&wanted, args, target, &own);
        }
        self.report_missing(id, args, target, at, &found);
        self.require_supers(id, args, target, at, funcs);
        found
    }

    fn report_missing(&mut self, id: TraitId, args: &[Ty], target: Ty, at: Span, found: &[Option<FuncId>]) {
        let mut missing = Vec::new();
        for (place, func) in found.iter().enumerate() {
            if func.is_none() && self.traits[id].typed.methods[place].default.is_none() {
                let sig = Rc::clone(&self.traits[id].methods[place]);
                missing.push((self.traits[id].typed.methods[place].name, self.show_wanted(&sig, args, target)));
            }
        }
        if !missing.is_empty() {
            let (name, declared) = (self.traits[id].typed.name, self.traits[id].span);
            let declared = (!self.is_std(self.traits[id].module)).then_some(declared);
            self.report(errors::missing_methods(name, &missing, at, declared));
        }
    }

    /// What the trait includes, the type must have too, and its arguments what the trait asks of them.
    fn require_supers(&mut self, id: TraitId, args: &[Ty], target: Ty, at: Span, funcs: &[FuncId]) {
        let own = funcs.first().map(|&func| self.sig(func));
        let params = own.map_or_else(|| Rc::from([]), |own| own.type_params[..own.outer_params].into());
        for (param, &arg) in self.traits[id].typed.type_params.clone().iter().zip(args) {
            for bound in &param.bounds {
                let bound = self.tys.subst_bound(bound, args);
                self.pending_bounds.push(PendingBound { ty: arg, bound, span: at, params: Rc::clone(&params) });
            }
        }
        let mut args = args.to_vec();
        args.push(target);
        for of in self.traits[id].typed.supers.clone() {
            let bound = self.tys.subst_bound(&of, &args);
            self.pending_bounds.push(PendingBound { ty: target, bound, span: at, params: Rc::clone(&params) });
        }
    }

    /// The method that an `impl` should have, as it would be written there.
    fn show_wanted(&mut self, wanted: &Sig, args: &[Ty], target: Ty) -> String {
        let mut type_args = args.to_vec();
        type_args.push(target);
        let names = wanted.type_params[wanted.outer_params..].iter().map(|param| param.name.as_str());
        let names: Vec<&str> = names.collect();
        let generics = if names.is_empty() { String::new() } else { format!("<{}>", names.join(", ")) };
        let name = wanted.name.as_str().rsplit('.').next().unwrap_or_default();
        let mut params: Vec<String> = Vec::new();
        for (index, param) in wanted.params.iter().enumerate() {
            if index == 0 && wanted.has_self {
                params.push("self".to_owned());
                continue;
            }
            let ty = self.show_in_impl(param.ty, &type_args, wanted);
            params.push(format!("{}: {ty}", param.name));
        }
        let result = match wanted.result == self.core.unit {
            true => String::new(),
            false => format!(" -> {}", self.show_in_impl(wanted.result, &type_args, wanted)),
        };
        format!("fn {name}{generics}({}){result}", params.join(", "))
    }

    /// A type of a trait's method with the arguments of the `impl`; the method's own type parameters keep their names.
    fn show_in_impl(&mut self, ty: Ty, type_args: &[Ty], wanted: &Sig) -> String {
        let ty = self.tys.subst(ty, type_args);
        self.show(ty, &wanted.type_params)
    }

    /// Whether a function of an `impl` has the signature that the trait asks for; reports if not.
    fn check_method(&mut self, wanted: &Sig, args: &[Ty], target: Ty, own: &Sig) {
        // The method's own type parameters, in the numbering of the impl's function.
        let count = wanted.type_params.len() - wanted.outer_params;
        let own_count = own.type_params.len() - own.outer_params;
        let mut type_args = args.to_vec();
        type_args.push(target);
        for index in 0..count {
            type_args.push(self.tys.intern(TyKind::Param((own.outer_params + index) as u32)));
        }
        let params: Vec<Ty> = wanted.params.iter().map(|param| param.ty).collect();
        let params = self.tys.subst_all(&params, &type_args);
        let result = self.tys.subst(wanted.result, &type_args);
        let error = self.core.error;
        let fits = |found: Ty, wanted: Ty| found == wanted || found == error || wanted == error;
        let same = count == own_count
            && wanted.has_self == own.has_self
            && params.len() == own.params.len()
            && own.params.iter().zip(&params).all(|(own, &wanted)| fits(own.ty, wanted))
            && fits(own.result, result);
        if !same {
            let expected = self.show_wanted(wanted, args, target);
            let at = own.params.iter().zip(&params).find(|(own, wanted)| !fits(own.ty, **wanted));
            let at = at.filter(|_| params.len() == own.params.len()).map_or(own.span, |(own, _)| own.span);
            let declared = (!self.is_std(wanted.module)).then_some(wanted.span);
            self.report(errors::wrong_signature(own.name, &expected, at, declared));
            return;
        }
        for (index, param) in own.type_params.iter().enumerate() {
            let allowed = match index.checked_sub(own.outer_params) {
                Some(at) => wanted.type_params[wanted.outer_params + at].bounds.clone(),
                None => continue,
            };
            let allowed: Vec<Bound> = allowed.iter().map(|bound| self.tys.subst_bound(bound, &type_args)).collect();
            let is_more = |bound: &&Bound| !allowed.iter().any(|known| implies(known, bound));
            if let Some(bound) = param.bounds.iter().find(is_more) {
                let bound = self.show_bound(bound, &own.type_params);
                self.report(errors::asks_more_than_trait(own.name, param.name, &bound, own.span));
            }
        }
    }

    /// Reports implementations of one trait that a type could have both of.
    pub(super) fn check_overlaps(&mut self) {
        let mut groups: Vec<((ImplOf, Head), Vec<usize>)> =
            self.impls_by_head.iter().map(|(key, indices)| (*key, indices.clone())).collect();
        groups.sort_by_key(|(_, indices)| indices.first().copied());
        for ((of, head), indices) in groups {
            for (at, &later) in indices.iter().enumerate() {
                if let Some(&first) = indices[..at].iter().find(|&&first| self.overlap(first, later)) {
                    self.report_overlap(first, later);
                }
            }
            if let (Head::Any, Some(&blanket)) = (head, indices.first()) {
                self.check_overlaps_of_blanket(of, blanket);
            }
        }
    }

    /// Reports implementations for types that have the trait by `impl<T: B> A for T`. A type that may have `B` when its
    /// own type parameters are known counts as one that has it.
    fn check_overlaps_of_blanket(&mut self, of: ImplOf, blanket: usize) {
        let params = Rc::clone(&self.impls[blanket].type_params);
        let TyKind::Param(own) = *self.tys.kind(self.impls[blanket].target) else { return };
        let wanted = params[own as usize].bounds.clone();
        for index in 0..self.impls.len() {
            let target = self.impls[index].target;
            let is_one = matches!((&self.impls[index].of, of), (Bound::Trait(id, _), ImplOf::Trait(of)) if *id == of);
            if !is_one || matches!(self.tys.kind(target), TyKind::Param(_)) {
                continue;
            }
            let has_all = wanted.iter().all(|bound| self.may_have(target, bound));
            if has_all {
                self.report_overlap(blanket.min(index), blanket.max(index));
            }
        }
    }

    /// Whether a type has a bound for some types in the place of its type parameters.
    fn may_have(&mut self, ty: Ty, bound: &Bound) -> bool {
        match bound {
            // What the bound's arguments stand for follows from the type.
            Bound::Trait(id, _) if self.mentions_param(ty) => self.find_impl(ImplOf::Trait(*id), ty, &[]).is_some(),
            Bound::Trait(id, _) => {
                self.trait_args(*id, ty, &[]).is_some() && self.missing_part(ImplOf::Trait(*id), ty, &[]).is_none()
            }
            built_in => self.mentions_param(ty) || self.has_bound(ty, built_in, &[]),
        }
    }

    fn report_overlap(&mut self, first: usize, later: usize) {
        let is_blanket =
            |world: &Self, index: usize| matches!(world.tys.kind(world.impls[index].target), TyKind::Param(_));
        let (span, first_span) = (self.impls[later].span, self.impls[first].span);
        let of = match &self.impls[later].of {
            Bound::Trait(id, _) => self.traits[*id].typed.name.to_string(),
            built_in => self.show_bound(built_in, &[]),
        };
        let named = if is_blanket(self, later) { first } else { later };
        let ty = self.show(self.impls[named].target, &self.impls[named].type_params);
        self.report(match (is_blanket(self, first), is_blanket(self, later)) {
            (true, true) => errors::overlapping_blanket_impls(&of, span, first_span),
            (true, false) => errors::overlaps_blanket_impl(&of, &ty, span, first_span),
            (false, true) => errors::overlaps_blanket_impl(&of, &ty, first_span, span),
            (false, false) => errors::overlapping_impls(&of, &ty, span, first_span),
        });
    }

    /// Whether some type is of both targets: their type parameters are variables.
    fn overlap(&mut self, first: usize, later: usize) -> bool {
        let mut infer = Infer::default();
        let [a, b] = [first, later].map(|index| {
            let (target, span) = (self.impls[index].target, self.impls[index].span);
            let count = self.impls[index].type_params.len();
            let args: Vec<Ty> = (0..count).map(|_| infer.fresh(&mut self.tys, VarKind::Any, span)).collect();
            self.tys.subst(target, &args)
        });
        infer.unify(&mut self.tys, a, b)
    }
}

/// Whether one bound includes another.
fn implies(known: &Bound, wanted: &Bound) -> bool {
    known == wanted || built_in(wanted).is_some_and(|wanted| includes(known, wanted))
}
