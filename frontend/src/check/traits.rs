//! Methods through traits: of a type parameter through its bounds, of a `dyn` through its trait, of other types through
//! their implementations.
//!
//! A method of the type itself goes before those of traits. What traits are visible does not depend on imports, as with
//! methods: those of this module, and public ones. Two that fit are a mistake: `Area.area(x)` says which is meant.
//!
//! The arguments of a trait follow from the type. Where the type is found later, [`OpenBound`] keeps the question.

use std::rc::Rc;

use base::{Span, Symbol};

use super::body::Body;
use super::calls::{Callable, Candidate, Seed};
use crate::ast;
use crate::errors::traits as errors;
use crate::typed::{Bound, Callee, Expr, TraitId, Ty, TyKind};
use crate::world::{ImplOf, Sig};

/// A method or associated function, with its type arguments as far as they are known.
#[derive(Clone)]
pub(super) struct Method {
    pub seed: Seed,
    pub sig: Rc<Sig>,
    pub type_args: Vec<Ty>,
}

impl Method {
    /// What calls it.
    pub fn callee(&self) -> Callee {
        match self.seed {
            Seed::Trait(of, method) => trait_callee(of, method, &self.type_args, self.sig.outer_params),
            Seed::Func(id) => Callee::Func(id, self.type_args.clone()),
            Seed::Intrinsic(name) => Callee::Intrinsic(name, self.type_args.clone()),
            Seed::Extern(id) => Callee::Extern(id, self.type_args.clone()),
            Seed::Struct | Seed::Variant(_) => unreachable!("a struct or variant is no method"),
            Seed::Event(_) | Seed::Outcome(_) | Seed::Effect(_) | Seed::Branch(..) => {
                unreachable!("an event is no method")
            }
        }
    }
}

/// A method of a trait, given the arguments for the type parameters of its signature, of which `outer` are not its own.
pub(super) fn trait_callee(of: TraitId, method: u32, type_args: &[Ty], outer: usize) -> Callee {
    Callee::Trait {
        of,
        args: type_args[..outer - 1].to_vec(),
        method,
        self_ty: type_args[outer - 1],
        type_args: type_args[outer..].to_vec(),
    }
}

/// A trait of a type that was not known yet when it was asked for.
pub(super) struct OpenBound {
    pub ty: Ty,
    pub of: TraitId,
    pub args: Vec<Ty>,
    pub span: Span,
}

impl<'a> Body<'_, 'a> {
    /// The method `name` of a value of type `ty`: its own, else that of a trait. Reports if several traits have one.
    pub(super) fn method_of(&mut self, ty: Ty, name: ast::Ident) -> Result<Option<Method>, ()> {
        if let Some((func, sig, type_args)) = self.find_method(ty, name.name, name.span) {
            return Ok(Some(Method { seed: Seed::Func(func), sig, type_args }));
        }
        self.trait_method_of(ty, name, true)
    }

    /// The method (or, without `has_self`, the function) `name` of the traits of a type.
    pub(super) fn trait_method_of(&mut self, ty: Ty, name: ast::Ident, has_self: bool) -> Result<Option<Method>, ()> {
        let mut found = self.traits_with(ty, name.name, name.span);
        found.retain(|&(of, method, _)| self.world.traits[of].methods[method as usize].has_self == has_self);
        self.drop_what_lacks_bounds(&mut found, ty);
        match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop().map(|(of, method, args)| self.trait_method(of, method, &args, ty, name.span))),
            _ => {
                let text = self.show(ty);
                let mut traits = Vec::new();
                for (of, method, _) in found {
                    let data = &self.world.traits[of];
                    traits.push((data.typed.name, data.methods[method as usize].span));
                }
                self.report(errors::ambiguous_method(name, &text, &traits, has_self));
                Err(())
            }
        }
    }

    /// Of several traits, those that the type would only have if it had others do not make a call ambiguous.
    fn drop_what_lacks_bounds(&mut self, found: &mut Vec<(TraitId, u32, Vec<Ty>)>, ty: Ty) {
        if found.len() < 2 {
            return;
        }
        let (ty, params) = (self.shallow(ty), Rc::clone(&self.scope.params));
        let lacks = |body: &mut Self, of| body.world.missing_part(ImplOf::Trait(of), ty, &params).is_some();
        let lacking: Vec<bool> = found.iter().map(|&(of, ..)| lacks(self, of)).collect();
        if lacking.contains(&false) {
            let mut lacking = lacking.into_iter();
            found.retain(|_| lacking.next() == Some(false));
        }
    }

    /// A method of a trait, for a type that has it with these arguments.
    fn trait_method(&mut self, of: TraitId, method: u32, args: &[Ty], self_ty: Ty, span: Span) -> Method {
        let sig = Rc::clone(&self.world.traits[of].methods[method as usize]);
        let mut type_args = args.to_vec();
        type_args.push(self_ty);
        while type_args.len() < sig.type_params.len() {
            type_args.push(self.fresh(span));
        }
        Method { seed: Seed::Trait(of, method), sig, type_args }
    }

    /// The traits of a type that have something called `name`, with their arguments.
    fn traits_with(&mut self, ty: Ty, name: Symbol, span: Span) -> Vec<(TraitId, u32, Vec<Ty>)> {
        let Some(candidates) = self.world.trait_methods.get(&name).cloned() else { return Vec::new() };
        let ty = self.shallow(ty);
        let params = Rc::clone(&self.scope.params);
        let given = self.world.given_bounds(ty, &params);
        let mut found = Vec::new();
        for (of, method) in candidates {
            let args = given.iter().find_map(|bound| match bound {
                Bound::Trait(id, args) if *id == of => Some(args.clone()),
                _ => None,
            });
            let data = &self.world.traits[of];
            let is_visible = data.public || data.module == self.module;
            let args = if args.is_none() && is_visible { self.implemented(of, ty, span) } else { args };
            found.extend(args.map(|args| (of, method, args)));
        }
        found
    }

    /// The arguments with which a type implements a trait. What is not known of the type stays open.
    fn implemented(&mut self, of: TraitId, ty: Ty, span: Span) -> Option<Vec<Ty>> {
        for index in self.world.impls_of_type(ImplOf::Trait(of), ty) {
            let snapshot = self.infer.snapshot();
            let type_params = Rc::clone(&self.world.impls[index].type_params);
            let type_args: Vec<Ty> = type_params.iter().map(|_| self.fresh(span)).collect();
            let target = self.world.tys.subst(self.world.impls[index].target, &type_args);
            if !self.unify(target, ty) {
                self.infer.rollback(snapshot);
                continue;
            }
            for (param, &ty) in type_params.iter().zip(&type_args) {
                for bound in &param.bounds {
                    self.ask_bound(ty, bound, &type_args, span);
                }
            }
            self.solve_bounds();
            let Bound::Trait(_, args) = self.world.impls[index].of.clone() else { return None };
            return Some(self.world.tys.subst_all(&args, &type_args).into());
        }
        None
    }

    /// Notes that the arguments of a trait are to be found, if it has any.
    pub(super) fn ask_bound(&mut self, ty: Ty, bound: &Bound, type_args: &[Ty], span: Span) {
        if let Bound::Trait(of, args) = bound
            && !args.is_empty()
        {
            let args = self.world.tys.subst_all(args, type_args).into();
            self.open_bounds.push(OpenBound { ty, of: *of, args, span });
        }
    }

    /// Finds the arguments of traits whose types are known by now.
    pub(super) fn solve_bounds(&mut self) {
        loop {
            let before = self.open_bounds.len();
            for open in std::mem::take(&mut self.open_bounds) {
                if !self.solve_bound(&open) {
                    self.open_bounds.push(open);
                }
            }
            if self.open_bounds.is_empty() || self.open_bounds.len() == before {
                return;
            }
        }
    }

    /// The arguments with which a type has a trait, if it has it.
    pub(super) fn arguments_of(&mut self, of: TraitId, ty: Ty, span: Span) -> Option<Vec<Ty>> {
        let ty = self.shallow(ty);
        let params = Rc::clone(&self.scope.params);
        let given = self.world.given_bounds(ty, &params).into_iter().find_map(|bound| match bound {
            Bound::Trait(id, args) if id == of => Some(args),
            _ => None,
        });
        given.or_else(|| self.implemented(of, ty, span))
    }

    fn solve_bound(&mut self, open: &OpenBound) -> bool {
        let ty = self.shallow(open.ty);
        if matches!(self.world.tys.kind(ty), TyKind::Infer(_)) {
            return false;
        }
        let found = self.arguments_of(open.of, ty, open.span);
        // Types that do not fit are reported with the bound, at the end of the body.
        for (&wanted, found) in open.args.iter().zip(found.unwrap_or_default()) {
            self.try_unify(wanted, found);
        }
        true
    }

    /// `Area.area` or `Iter<i32>.next`: a method of a trait, whose `self` is an ordinary first parameter.
    pub(super) fn static_trait_member(
        &mut self,
        of: TraitId,
        args: Vec<Ty>,
        name: ast::Ident,
        type_args: &'a [ast::Type],
    ) -> Callable {
        let place = self.world.traits[of].typed.methods.iter().position(|method| method.name == name.name);
        let Some(place) = place else {
            let methods = self.world.traits[of].typed.methods.iter().map(|method| method.name).collect();
            let text = self.world.traits[of].typed.name;
            let near =
                crate::spelling::nearest(name.as_str(), self.world.traits[of].typed.methods.iter().map(|m| m.name));
            self.report(crate::errors::names::unknown_static(name, text.as_str(), near, methods));
            return Callable::Error;
        };
        let self_ty = self.fresh(name.span);
        let mut method = self.trait_method(of, place as u32, &args, self_ty, name.span);
        let own = self.world.traits[of].typed.type_params.len() as u32;
        let own = self.intern(TyKind::Param(own));
        let tells = |body: &Self, ty: Ty| body.world.mentions(ty, own);
        let is_told = tells(self, method.sig.result) || method.sig.params.iter().any(|param| tells(self, param.ty));
        if !is_told {
            let of = self.world.traits[of].typed.name;
            self.report(errors::no_self_type(of, name));
            return Callable::Error;
        }
        method.sig = Rc::new(Sig { has_self: false, ..(*method.sig).clone() });
        self.method_candidate(None, name, method, type_args)
    }

    /// A method with its receiver and the type arguments that are written.
    pub(super) fn method_candidate(
        &mut self,
        receiver: Option<Expr>,
        name: ast::Ident,
        method: Method,
        type_args: &'a [ast::Type],
    ) -> Callable {
        let Method { seed, sig, type_args: mut inferred } = method;
        self.check_visible(&sig, name);
        if sig.getter && receiver.is_some() {
            self.report(crate::errors::names::getter_called(name));
            return Callable::Error;
        }
        if !type_args.is_empty() {
            let Some(written) = self.written_type_args(&sig, sig.outer_params, type_args) else {
                return Callable::Error;
            };
            inferred.truncate(sig.outer_params);
            inferred.extend(written);
        }
        self.require_bounds(&sig, &inferred, name.span);
        Callable::One(Candidate { seed, sig, type_args: inferred, receiver })
    }
}
