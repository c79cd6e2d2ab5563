//! Calls: what is called, with which type arguments, and what comes out.

use std::rc::Rc;

use base::{Span, Symbol};

use super::body::{Body, Obligation, Want, Why};
use super::traits::trait_callee;
use crate::ast::{self, ExprKind as Ast};
use crate::errors::calls as errors;
use crate::errors::events as event_errors;
use crate::errors::expressions;
use crate::errors::types as type_errors;
use crate::typed::{Arg, ArmsId, Bound, Callee, EventId, Expr, ExprKind, ExternId, FuncId, TraitId, Ty, TyKind};
use crate::world::{OverloadsId, Sig};

/// What a call makes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seed {
    Func(FuncId),
    /// A method of a trait.
    Trait(TraitId, u32),
    Intrinsic(Symbol),
    Extern(ExternId),
    /// A struct of the result's type.
    Struct,
    Variant(u32),
    Event(EventId),
    /// An outcome of the event whose body this is.
    Outcome(u32),
    /// An effect of it.
    Effect(u32),
    /// A branch in which these arms resume their effect.
    Branch(ArmsId, u32),
}

/// Something to call, with its type arguments and the receiver if it is a method.
pub(super) struct Candidate {
    pub seed: Seed,
    pub sig: Rc<Sig>,
    pub type_args: Vec<Ty>,
    pub receiver: Option<Expr>,
}

/// What a callee turned out to be.
pub(super) enum Callable {
    One(Candidate),
    /// External functions of one name, the type arguments written, the receiver.
    Overloads(OverloadsId, Vec<Ty>, Option<Expr>),
    /// A value, which may be a function.
    Value(Expr),
    Error,
}

impl<'a> Body<'_, 'a> {
    pub(super) fn call(&mut self, call: &'a ast::Call, span: Span, want: Want) -> Expr {
        let (callee, type_args) = match &call.callee.kind {
            Ast::Instantiate { base, args } => (&**base, args.as_slice()),
            _ => (&*call.callee, &[][..]),
        };
        let callable = match &callee.kind {
            Ast::Name(name) => self.named(*name, type_args, want),
            Ast::Field { receiver, name, optional } => {
                if let Some(done) = self.struct_with(receiver, *name, *optional, call, span) {
                    return done;
                }
                self.member_callable(receiver, *name, *optional, type_args, want)
            }
            _ => {
                self.no_type_arguments(type_args);
                Callable::Value(self.expr(callee, Want::Any))
            }
        };
        self.call_callable(callable, call, span, want)
    }

    pub(super) fn call_callable(&mut self, callable: Callable, call: &'a ast::Call, span: Span, want: Want) -> Expr {
        if let Callable::One(candidate @ Candidate { seed: Seed::Effect(effect), .. }) = &callable
            && self.event.is_some_and(|event| !self.world.events[event].branches[*effect as usize].is_empty())
        {
            return self.firing(candidate, *effect, call, span, want);
        }
        let is_event = matches!(&callable, Callable::One(Candidate { seed: Seed::Event(_), .. }) | Callable::Error);
        if let (false, Some(arm)) = (is_event, call.arms.first()) {
            self.report(event_errors::arms_without_event(arm.span));
        }
        match callable {
            Callable::One(candidate) if is_event => self.event_call(&candidate, call, span, want, None),
            Callable::One(candidate) => self.call_candidate(candidate, call, span, want),
            Callable::Overloads(id, explicit, receiver) => {
                self.call_overloads(id, explicit, receiver, call, span, want)
            }
            Callable::Value(value) => self.call_value(value, call, span, want),
            Callable::Error => {
                self.check_arguments_of_mistake(call);
                self.error_expr(span)
            }
        }
    }

    /// What cannot be called still has arguments, whose own mistakes are told. Lambdas would only give guesses.
    pub(super) fn check_arguments_of_mistake(&mut self, call: &'a ast::Call) {
        for arg in &call.args {
            if !matches!(arg.value.kind, Ast::Lambda(_)) {
                self.expr(&arg.value, Want::Any);
            }
        }
    }

    /// Type arguments for a signature: written ones for the parameters from `first` on, variables for the rest.
    pub(super) fn instantiate(
        &mut self,
        sig: &Sig,
        first: usize,
        written: &[ast::Type],
        span: Span,
    ) -> Option<Vec<Ty>> {
        let written = self.written_type_args(sig, first, written)?;
        let given = (0..sig.type_params.len()).map(|index| match written.get(index.wrapping_sub(first)) {
            Some(&ty) => ty,
            None => self.fresh(span),
        });
        let type_args: Vec<Ty> = given.collect();
        self.require_bounds(sig, &type_args, span);
        Some(type_args)
    }

    /// Type arguments as written, none or all of them.
    pub(super) fn written_type_args(&mut self, sig: &Sig, first: usize, written: &[ast::Type]) -> Option<Vec<Ty>> {
        let expected = sig.type_params.len() - first;
        if !written.is_empty() && written.len() != expected {
            let at = written[0].span.to(written[written.len() - 1].span);
            let name = sig.name;
            let error =
                type_errors::wrong_number_of_type_arguments(name.as_str(), expected, written.len(), at, Some(sig.span));
            self.report(error);
            return None;
        }
        Some(written.iter().map(|ty| self.resolve_type(ty)).collect())
    }

    /// Notes what the type arguments must have; it is checked when they are known.
    pub(super) fn require_bounds(&mut self, sig: &Sig, type_args: &[Ty], span: Span) {
        for (param, &ty) in sig.type_params.iter().zip(type_args) {
            for bound in &param.bounds {
                if *bound == Bound::Show {
                    continue;
                }
                self.ask_bound(ty, bound, type_args, span);
                let bound = self.world.tys.subst_bound(bound, type_args);
                self.obligations.push(Obligation { ty, bound, span, param: param.name, declared: sig.span });
            }
        }
    }

    /// Takes advice from what is wanted of a result, if it fits.
    pub(super) fn advise(&mut self, result: Ty, want: Want) {
        let Some(wanted) = want.ty() else { return };
        let wanted = self.shallow(wanted);
        let wanted = match (self.non_null(wanted), self.non_null(result)) {
            (Some(inner), None) => inner,
            _ => wanted,
        };
        if !matches!(self.kind(wanted), TyKind::Infer(_) | TyKind::Never | TyKind::Error) {
            self.try_unify(result, wanted);
        }
    }

    pub(super) fn call_candidate(&mut self, candidate: Candidate, call: &'a ast::Call, span: Span, want: Want) -> Expr {
        let sig = Rc::clone(&candidate.sig);
        let result = self.world.tys.subst(sig.result, &candidate.type_args);
        self.advise_call(&candidate, call, result, want);
        if matches!(candidate.seed, Seed::Struct) {
            self.check_private_construction(&sig, call, span);
        }
        let Some(args) = self.arguments(&candidate, call, span) else { return self.error_expr(span) };
        self.solve_bounds();
        if matches!(candidate.seed, Seed::Func(_)) {
            self.check_regex(&sig, &args);
        }
        self.made_call(candidate, args, result, span)
    }

    pub(super) fn made_call(&mut self, candidate: Candidate, args: Vec<Arg>, result: Ty, span: Span) -> Expr {
        let kind = match candidate.seed {
            Seed::Func(id) => ExprKind::Call(Callee::Func(id, candidate.type_args), args),
            Seed::Trait(of, method) => {
                let callee = trait_callee(of, method, &candidate.type_args, candidate.sig.outer_params);
                ExprKind::Call(callee, args)
            }
            Seed::Intrinsic(name) => ExprKind::Call(Callee::Intrinsic(name, candidate.type_args), args),
            Seed::Extern(id) => {
                let id = self.world.extern_of_arity(id, args.len());
                ExprKind::Call(Callee::Extern(id, candidate.type_args), args)
            }
            Seed::Struct => ExprKind::StructNew(args),
            Seed::Variant(variant) => ExprKind::VariantNew(variant, args),
            Seed::Outcome(outcome) => ExprKind::Outcome(outcome, args),
            Seed::Effect(effect) => ExprKind::Fire(effect, args),
            Seed::Branch(arms, branch) => ExprKind::Resume(arms, branch, args),
            // An event goes another way, since its call has arms.
            Seed::Event(_) => return self.error_expr(span),
        };
        self.make(kind, result, span)
    }

    /// A call of a function value: arguments by position only.
    fn call_value(&mut self, value: Expr, call: &'a ast::Call, span: Span, want: Want) -> Expr {
        let ty = self.settled(value.ty);
        let (params, result) = match self.kind(ty).clone() {
            TyKind::Func(params, result) => (params, result),
            TyKind::Error | TyKind::Never => {
                self.check_arguments_of_mistake(call);
                return self.error_expr(span);
            }
            kind => {
                self.check_arguments_of_mistake(call);
                let text = self.show(ty);
                return match kind {
                    TyKind::Infer(_) => self.error(expressions::type_not_known(value.span), span),
                    TyKind::Optional(_) => self.error(errors::call_of_optional(&text, value.span), span),
                    _ => self.error(errors::not_a_function(&text, value.span), span),
                };
            }
        };
        self.advise(result, want);
        if let Some(named) = call.args.iter().find_map(|arg| arg.name) {
            self.report(errors::named_argument_of_value(named));
        }
        if params.len() != call.args.len() {
            self.check_arguments_of_mistake(call);
            let text = self.show(ty);
            return self.error(errors::wrong_number_for_value(&text, params.len(), call.args.len(), span), span);
        }
        let wants: Vec<(&'a ast::Expr, Ty, Why)> =
            call.args.iter().zip(&params).map(|(arg, &ty)| (&arg.value, ty, Why::NONE)).collect();
        let args = self.check_each(&wants);
        self.make(ExprKind::CallValue(Box::new(value), args), result, span)
    }
}
