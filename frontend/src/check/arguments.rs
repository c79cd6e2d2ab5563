//! Arguments: by position, by name, left out.
//!
//! Lambdas are checked after the other arguments, since those tell the types of their parameters; the result is in
//! source order all the same.

use base::Span;
use rustc_hash::FxHashMap;

use super::body::{Body, Want, Why};
use super::calls::{Candidate, Seed};
use crate::ast::{self, ExprKind as Ast};
use crate::errors::calls as errors;
use crate::spelling::nearest;
use crate::typed::{Arg, ArgValue, Expr, Ty};
use crate::world::{Presence, Sig};

impl<'a> Body<'_, 'a> {
    /// The arguments of a call in evaluation order; `None` after a mistake in their number or names.
    pub(super) fn arguments(&mut self, candidate: &Candidate, call: &'a ast::Call, span: Span) -> Option<Vec<Arg>> {
        let sig = &candidate.sig;
        let Some(params) = self.match_parameters(sig, call, span) else {
            self.check_arguments_of_mistake(call);
            return None;
        };
        let in_std = self.world.is_std(sig.module);
        let mut wants: Vec<(&'a ast::Expr, Ty, Why)> = Vec::with_capacity(params.len());
        for (arg, &index) in call.args.iter().zip(&params) {
            let param = &sig.params[index];
            let ty = self.world.tys.subst(param.ty, &candidate.type_args);
            let text = if matches!(candidate.seed, Seed::Struct | Seed::Variant(_)) {
                "this field is declared here"
            } else {
                "this parameter is declared here"
            };
            let why = if in_std { Why::NONE } else { Why { span: Some(param.span), text } };
            wants.push((&arg.value, ty, why));
        }
        let values = self.check_each(&wants);
        let mut args = Vec::with_capacity(sig.params.len());
        if let Some(receiver) = &candidate.receiver {
            args.push(Arg { param: 0, value: ArgValue::Given(receiver.clone()) });
        }
        let is_rest = |index: usize| sig.params[index].presence == Presence::Rest;
        for (value, index) in values.into_iter().zip(params) {
            let param = if is_rest(index) { args.len() } else { index };
            args.push(Arg { param: param as u32, value: ArgValue::Given(value) });
        }
        self.add_defaults(sig, &mut args);
        Some(args)
    }

    fn add_defaults(&mut self, sig: &Sig, args: &mut Vec<Arg>) {
        if args.len() >= sig.params.len() {
            return;
        }
        let mut given = vec![false; sig.params.len()];
        for arg in args.iter() {
            if let Some(slot) = given.get_mut(arg.param as usize) {
                *slot = true;
            }
        }
        for (index, param) in sig.params.iter().enumerate() {
            if let (false, Some(default)) = (given[index], param.default) {
                args.push(Arg { param: index as u32, value: ArgValue::Default(default) });
            }
        }
    }

    /// Checks expressions against types: first all but lambdas.
    pub(super) fn check_each(&mut self, wants: &[(&'a ast::Expr, Ty, Why)]) -> Vec<Expr> {
        let mut checked: Vec<Option<Expr>> = Vec::with_capacity(wants.len());
        for &(value, ty, why) in wants {
            let is_lambda = matches!(value.kind, Ast::Lambda(_));
            checked.push((!is_lambda).then(|| self.expr(value, Want::Must(ty, why))));
        }
        self.solve_bounds();
        let each = checked.into_iter().zip(wants);
        each.map(|(done, &(value, ty, why))| done.unwrap_or_else(|| self.expr(value, Want::Must(ty, why)))).collect()
    }

    /// The parameter of each written argument; reports arguments that are too many, missing, unknown or double.
    fn match_parameters(&mut self, sig: &Sig, call: &ast::Call, span: Span) -> Option<Vec<usize>> {
        let first = usize::from(sig.has_self);
        let mut next = first;
        let mut taken: FxHashMap<usize, Span> = FxHashMap::default();
        let mut result = Vec::with_capacity(call.args.len());
        let mut named = false;
        for arg in &call.args {
            let index = match arg.name {
                Some(name) => {
                    named = true;
                    self.named_parameter(sig, name)?
                }
                None if named => {
                    self.report(errors::position_after_name(arg.value.span));
                    return None;
                }
                None => {
                    let index = next;
                    let is_rest = sig.params.get(index).is_some_and(|param| param.presence == Presence::Rest);
                    next += usize::from(!is_rest);
                    index
                }
            };
            let Some(param) = sig.params.get(index) else {
                let shown = self.world.show_sig(sig);
                let expected = sig.params.len() - first;
                let declared = (!self.world.is_std(sig.module)).then_some(sig.span);
                self.report(errors::too_many(&shown, expected, call.args.len(), arg.value.span, declared));
                return None;
            };
            if param.presence != Presence::Rest
                && let Some(before) = taken.insert(index, arg.value.span)
            {
                self.report(errors::given_twice(param.name, arg.value.span, before));
                return None;
            }
            result.push(index);
        }
        self.all_given(sig, &taken, call, span).then_some(result)
    }

    pub(super) fn named_parameter(&mut self, sig: &Sig, name: ast::Ident) -> Option<usize> {
        let first = usize::from(sig.has_self);
        let found = sig.params.iter().skip(first).position(|param| param.name == name.name);
        if found.is_none() {
            let shown = self.world.show_sig(sig);
            let near = nearest(name.as_str(), sig.params.iter().skip(first).map(|param| param.name));
            self.report(errors::unknown_parameter(name, &shown, near));
        }
        found.map(|index| index + first)
    }

    fn all_given(&mut self, sig: &Sig, taken: &FxHashMap<usize, Span>, call: &ast::Call, span: Span) -> bool {
        let first = usize::from(sig.has_self);
        let params = sig.params.iter().enumerate().skip(first);
        let last_given = taken.keys().max().copied().unwrap_or(0);
        let needed = |index: usize, presence| match presence {
            Presence::Required => true,
            // JavaScript can leave out only the last arguments.
            Presence::Optional => index < last_given,
            Presence::Rest => false,
        };
        let missing: Vec<_> = params
            .filter(|(index, param)| {
                param.default.is_none() && !taken.contains_key(index) && needed(*index, param.presence)
            })
            .map(|(_, param)| param.name)
            .collect();
        if missing.is_empty() {
            return true;
        }
        let shown = self.world.show_sig(sig);
        let at = call.callee.span;
        let declared = (!self.world.is_std(sig.module)).then_some(sig.span);
        let at = if at.source == span.source { at } else { span };
        self.report(errors::missing_arguments(&shown, missing, at, declared));
        false
    }
}
