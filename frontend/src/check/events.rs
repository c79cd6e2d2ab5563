//! Events: the code that belongs to one, and what its outcomes and effects are in it.
//!
//! In: the body of an event, an `impl`, an observer.  Out: a function of the inputs or of the payload. In bodies and
//! `impl`s the names of outcomes and effects stand before those of the module, but not in lambdas, which may run when
//! the event has ended. Calls are checked in [`super::event_calls`].

use std::rc::Rc;

use base::{Span, Symbol};

use super::body::{Body, LocalKind, Want};
use super::calls::{Callable, Candidate, Seed};
use crate::ast::{self, PatternKind as AstPattern};
use crate::errors::events as errors;
use crate::typed::{EventId, Expr, ExprKind, FuncId, Stmt};
use crate::world::{EventCode, Sig, World};

impl<'a> World<'a> {
    pub(super) fn check_event_code(&mut self, func: FuncId, event: EventId, code: EventCode<'a>) {
        let sig = self.sig(func);
        if let EventCode::Body(block) = code {
            let mut body = Body::for_sig(self, &sig);
            body.event = Some(event);
            body.scan_closures(|found| found.block(block));
            let value = body.event_body(block);
            body.finish(func, &sig, value);
            return;
        }
        let mut body = Body::for_sig(self, &Sig { params: Vec::new(), ..(*sig).clone() });
        let value = match code {
            EventCode::Body(_) => return,
            EventCode::Impl(decl) => {
                body.event = Some(event);
                body.scan_closures(|found| found.block(&decl.body));
                let statements = body.impl_params(decl, &sig);
                let value = body.event_body(&decl.body);
                body.after(statements, value)
            }
            EventCode::Observer(_, decl) => {
                body.scan_closures(|found| {
                    decl.guard.iter().for_each(|guard| found.expr(guard));
                    found.block(&decl.body);
                });
                let patterns = body.payload_patterns(&decl.args, &sig, decl.body.span.before());
                let statements = body.payload_params(&patterns, &sig);
                let value = body.observer_body(decl);
                body.after(statements, value)
            }
        };
        body.finish(func, &sig, value);
    }
}

impl<'a> Body<'_, 'a> {
    /// A body that ends in an outcome, if there are any.
    fn event_body(&mut self, block: &'a ast::Block) -> Expr {
        let value = self.block(block, Want::Discard);
        let must_end = self.frames[0].result == self.world.core.never;
        if must_end && !self.is_never(value.ty) && !self.has_errors() {
            let end = Span::new(block.span.source, block.span.end.saturating_sub(1), block.span.end);
            self.report_no_outcome(end);
        }
        value
    }

    /// Says that the event ends at `span` without an outcome.
    pub(super) fn report_no_outcome(&mut self, span: Span) {
        if let Some(event) = self.event {
            let event = &self.world.events[event].typed;
            let outcomes = event.outcomes.iter().map(|outcome| outcome.name).collect();
            self.world.report(errors::event_without_outcome(event.name, outcomes, span));
        }
    }

    fn observer_body(&mut self, decl: &'a ast::Observer) -> Expr {
        let Some(guard) = &decl.guard else { return self.block(&decl.body, Want::Discard) };
        let cond = self.condition(guard);
        self.narrowed = cond.when_true;
        let body = self.block(&decl.body, Want::Discard);
        let span = decl.body.span;
        self.make(ExprKind::If(Box::new(cond.expr), Box::new(body), None), self.world.core.unit, span)
    }

    /// The parameters of an `impl`: all inputs.
    fn impl_params(&mut self, decl: &'a ast::EventImpl, sig: &Sig) -> Vec<Stmt> {
        let (expected, found) = (sig.params.len(), decl.params.len());
        if expected != found {
            let declared = self.event.map_or(sig.span, |event| self.world.events[event].typed.span);
            self.report(errors::wrong_payload(sig.name, expected, found, sig.span, declared));
        }
        let patterns: Vec<Option<&ast::Pattern>> = (0..expected).map(|index| decl.params.get(index)).collect();
        self.payload_params(&patterns, sig)
    }

    /// The pattern for each value of a payload; none at all if there are no parentheses, or after a mistake.
    pub(super) fn payload_patterns(
        &mut self,
        args: &'a [ast::PatternArg],
        sig: &Sig,
        at: Span,
    ) -> Vec<Option<&'a ast::Pattern>> {
        let mut patterns: Vec<Option<&ast::Pattern>> = vec![None; sig.params.len()];
        if args.is_empty() {
            return patterns;
        }
        let mut taken = 0;
        for (position, arg) in args.iter().enumerate() {
            let index = match arg.name {
                Some(name) => {
                    let Some(index) = self.named_parameter(sig, name) else { return patterns };
                    Some(index)
                }
                None => Some(position),
            };
            if let Some(slot) = index.and_then(|index| patterns.get_mut(index))
                && slot.is_none()
            {
                *slot = Some(&arg.pattern);
                taken += 1;
            }
        }
        if taken != sig.params.len() || taken != args.len() {
            let span = args[0].pattern.span.to(args[args.len() - 1].pattern.span);
            let span = if span.source == at.source { span } else { at };
            self.report(errors::wrong_payload(sig.name, sig.params.len(), args.len(), span, sig.span));
        }
        patterns
    }

    /// Makes a parameter for each value, and a `let` for each that is taken apart.
    fn payload_params(&mut self, patterns: &[Option<&'a ast::Pattern>], sig: &Sig) -> Vec<Stmt> {
        let mut statements = Vec::new();
        for (param, pattern) in sig.params.iter().zip(patterns) {
            let local = match pattern.map(|pattern| (&pattern.kind, pattern)) {
                Some((AstPattern::Binding { name, inner: None }, _)) => {
                    let local = self.new_local(name.name, name.span, param.ty, LocalKind::Param);
                    self.bind_name(name.name, local);
                    local
                }
                None | Some((AstPattern::Wildcard, _)) => {
                    self.new_local(param.name, param.span, param.ty, LocalKind::Hidden)
                }
                Some((_, pattern)) => {
                    let local = self.new_local(param.name, pattern.span, param.ty, LocalKind::Hidden);
                    let typed = self.irrefutable(pattern, param.ty, LocalKind::Let, "parameter");
                    let value = self.make(ExprKind::Local(local), param.ty, pattern.span);
                    statements.push(Stmt::Let(typed, value));
                    local
                }
            };
            self.params.push(local);
        }
        statements
    }

    fn after(&self, mut statements: Vec<Stmt>, value: Expr) -> Expr {
        if statements.is_empty() {
            return value;
        }
        let (ty, span) = (value.ty, value.span);
        statements.push(Stmt::Expr(value));
        self.make(ExprKind::Block(statements, None), ty, span)
    }

    /// An outcome or effect of the event whose body this is.
    pub(super) fn own_outcome(&mut self, name: ast::Ident) -> Option<Callable> {
        if let Some(branch) = self.own_branch(name) {
            return Some(branch);
        }
        let data = &self.world.events[self.event?];
        let outcome = data.typed.outcomes.iter().position(|outcome| outcome.name == name.name);
        let (seed, sig) = match outcome {
            Some(index) => (Seed::Outcome(index as u32), Rc::clone(&data.outcomes[index])),
            None => {
                let index = data.typed.effects.iter().position(|effect| effect.name == name.name)?;
                (Seed::Effect(index as u32), Rc::clone(&data.effects[index]))
            }
        };
        if self.frames.len() > 1 {
            self.report(errors::fired_in_lambda(name.name, name.span));
            return Some(Callable::Error);
        }
        // The body is generic as the event is, so its types are those of the declaration.
        Some(Callable::One(Candidate { seed, sig, type_args: Vec::new(), receiver: None }))
    }

    /// Reports a variable with the name of an outcome, effect or branch.
    pub(super) fn check_free_name(&mut self, name: Symbol, span: Span) {
        if let Some((effect, declared)) = self.branch_declared(name) {
            self.report(errors::shadows_branch(name, effect, span, declared));
            return;
        }
        let Some(event) = self.event else { return };
        let event = &self.world.events[event].typed;
        let outcomes = event.outcomes.iter().map(|outcome| (outcome.name, outcome.span));
        let effects = event.effects.iter().map(|effect| (effect.name, effect.span));
        if let Some((_, declared)) = outcomes.chain(effects).find(|(taken, _)| *taken == name) {
            self.report(errors::shadows_outcome(name, span, declared));
        }
    }

    /// An event, outcome or effect where a value is wanted: an outcome without payload is fired by its name.
    pub(super) fn fired_by_name(&mut self, candidate: &Candidate, span: Span) -> Expr {
        let sig = &candidate.sig;
        let params: Vec<Symbol> = sig.params.iter().map(|param| param.name).collect();
        let error = match candidate.seed {
            Seed::Outcome(index) if params.is_empty() => {
                return self.make(ExprKind::Outcome(index, Vec::new()), self.world.core.never, span);
            }
            Seed::Branch(arms, index) if params.is_empty() => {
                return self.make(ExprKind::Resume(arms, index, Vec::new()), self.world.core.never, span);
            }
            Seed::Outcome(_) => errors::fired_without_call(sig.name, "outcome", &params, span),
            Seed::Effect(_) => errors::fired_without_call(sig.name, "effect", &params, span),
            Seed::Branch(..) => errors::fired_without_call(sig.name, "branch", &params, span),
            Seed::Event(event) => {
                let event = &self.world.events[event].typed;
                let required = event.outcomes.iter().filter(|outcome| !outcome.optional).count();
                let needs_arms = required > 1 || event.effects.iter().any(|effect| !effect.optional);
                errors::event_as_value(sig.name, &params, needs_arms, span)
            }
            _ => errors::event_as_value(sig.name, &params, false, span),
        };
        self.error(error, span)
    }

    /// `progress?`
    pub(super) fn installed(&mut self, name: ast::Ident, span: Span) -> Expr {
        let effects = self.event.map(|event| &self.world.events[event].typed.effects);
        let index = effects.and_then(|effects| effects.iter().position(|effect| effect.name == name.name));
        let Some(index) = index else { return self.error(errors::not_an_effect(name), span) };
        if self.frames.len() > 1 {
            return self.error(errors::fired_in_lambda(name.name, span), span);
        }
        self.make(ExprKind::Installed(index as u32), self.world.core.bool, span)
    }

    /// The effect that has a branch of this name, if one of this module's events does.
    pub(super) fn effect_with_branch(&self, name: Symbol) -> Option<(Symbol, Span)> {
        let data = &self.world.modules[self.module];
        data.names.iter().find_map(|own| {
            let crate::world::Def::Event(id) = data.scope[own].def else { return None };
            let effects = self.world.events[id].typed.effects.iter();
            let mut branches = effects.flat_map(|effect| effect.branches.iter().map(|branch| (effect.name, branch)));
            branches.find(|(_, branch)| branch.name == name).map(|(effect, branch)| (effect, branch.span))
        })
    }

    /// The event that has an outcome or effect of this name, if one of this module's names does.
    pub(super) fn event_with_outcome(&self, name: Symbol) -> Option<(Symbol, Span)> {
        let data = &self.world.modules[self.module];
        data.names.iter().find_map(|own| {
            let crate::world::Def::Event(id) = data.scope[own].def else { return None };
            let event = &self.world.events[id].typed;
            let outcomes = event.outcomes.iter().map(|outcome| (outcome.name, outcome.span));
            let mut all = outcomes.chain(event.effects.iter().map(|effect| (effect.name, effect.span)));
            all.find(|(known, _)| *known == name).map(|(_, span)| (event.name, span))
        })
    }
}
