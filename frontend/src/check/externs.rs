//! Calls of external functions, of which several may have one name.
//!
//! The overload is chosen by the number of arguments; if more than one remains, the arguments are checked without
//! advice, and the first overload that takes their types is meant.

use std::rc::Rc;

use base::Span;

use super::body::{Body, Want};
use super::calls::{Candidate, Seed};
use super::loops::given;
use crate::ast;
use crate::errors::calls as errors;
use crate::typed::{Expr, ExternId, Ty};
use crate::world::{OverloadsId, Presence, Sig};

impl<'a> Body<'_, 'a> {
    pub(super) fn call_overloads(
        &mut self,
        id: OverloadsId,
        explicit: Vec<Ty>,
        receiver: Option<Expr>,
        call: &'a ast::Call,
        span: Span,
        want: Want,
    ) -> Expr {
        let all = self.world.overloads[id].clone();
        let fitting: Vec<ExternId> = all.iter().copied().filter(|&id| self.takes_count(id, call.args.len())).collect();
        let chosen = match (&fitting[..], &all[..]) {
            ([only], _) => *only,
            ([], [only]) => *only,
            ([], _) => {
                self.check_arguments_of_mistake(call);
                let shown = self.shown_overloads(&all);
                return self.error(errors::no_overload_takes(&shown, call.args.len(), span), span);
            }
            (several, _) => {
                let several = several.to_vec();
                return self.call_by_types(&several, explicit, receiver, call, span);
            }
        };
        match self.extern_candidate(chosen, &explicit, receiver, span) {
            Some(candidate) => self.call_candidate(candidate, call, span, want),
            None => self.error_expr(span),
        }
    }

    fn shown_overloads(&self, all: &[ExternId]) -> Vec<String> {
        all.iter().map(|id| self.world.show_sig(&self.world.extern_sigs[id])).collect()
    }

    fn takes_count(&self, id: ExternId, count: usize) -> bool {
        let sig = &self.world.extern_sigs[&id];
        let params = &sig.params[usize::from(sig.has_self)..];
        let least = params.iter().filter(|param| param.presence == Presence::Required).count();
        let has_rest = params.iter().any(|param| param.presence == Presence::Rest);
        count >= least && (has_rest || count <= params.len())
    }

    /// An external function with type arguments: those of its interface come from the receiver.
    fn extern_candidate(
        &mut self,
        id: ExternId,
        explicit: &[Ty],
        receiver: Option<Expr>,
        span: Span,
    ) -> Option<Candidate> {
        let sig: Rc<Sig> = Rc::clone(&self.world.extern_sigs[&id]);
        if explicit.len() > sig.type_params.len() {
            let name = sig.name;
            let error = crate::errors::types::wrong_number_of_type_arguments(
                name.as_str(),
                sig.type_params.len(),
                explicit.len(),
                span,
                None,
            );
            self.report(error);
            return None;
        }
        let type_args = (0..sig.type_params.len())
            .map(|index| explicit.get(index).copied().unwrap_or_else(|| self.fresh(span)))
            .collect();
        Some(Candidate { seed: Seed::Extern(id), sig, type_args, receiver })
    }

    fn call_by_types(
        &mut self,
        several: &[ExternId],
        explicit: Vec<Ty>,
        receiver: Option<Expr>,
        call: &'a ast::Call,
        span: Span,
    ) -> Expr {
        if let Some(name) = call.args.iter().find_map(|arg| arg.name) {
            self.report(errors::named_argument_of_overload(name));
        }
        let values: Vec<Expr> = call.args.iter().map(|arg| self.expr(&arg.value, Want::Any)).collect();
        for &id in several {
            let snapshot = self.infer.snapshot();
            let Some(candidate) = self.extern_candidate(id, &explicit, receiver.clone(), span) else { continue };
            if let Some(args) = self.fitting_arguments(&candidate, &values) {
                let result = self.world.tys.subst(candidate.sig.result, &candidate.type_args);
                return self.made_call(candidate, args, result, span);
            }
            self.infer.rollback(snapshot);
        }
        if values.iter().any(|value| self.is_error(value.ty)) {
            return self.error_expr(span);
        }
        let found = values.iter().map(|value| value.ty).collect::<Vec<_>>();
        let found: Vec<String> = found.into_iter().map(|ty| self.show(ty)).collect();
        let shown = self.shown_overloads(several);
        self.error(errors::no_overload_fits(&shown, &found, span), span)
    }

    fn fitting_arguments(&mut self, candidate: &Candidate, values: &[Expr]) -> Option<Vec<crate::typed::Arg>> {
        let sig = &candidate.sig;
        let first = usize::from(sig.has_self);
        let mut args: Vec<crate::typed::Arg> =
            candidate.receiver.iter().map(|receiver| given(0, receiver.clone())).collect();
        for (index, value) in values.iter().enumerate() {
            let param = sig.params.get(first + index).or(sig.params.last())?;
            let ty = self.world.tys.subst(param.ty, &candidate.type_args);
            let value = self.try_coerce(value.clone(), ty).ok()?;
            args.push(given((first + index) as u32, value));
        }
        Some(args)
    }

    /// The only overload, for use as a value.
    pub(super) fn single_overload(&mut self, id: OverloadsId, explicit: &[Ty], span: Span) -> Option<Candidate> {
        match self.world.overloads[id][..] {
            [only] => self.extern_candidate(only, explicit, None, span),
            _ => {
                self.report(errors::overloads_as_value(span));
                None
            }
        }
    }
}
