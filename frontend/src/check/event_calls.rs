//! Calls of events: which arm answers what, and what the call's value is.
//!
//! In: a call with arms, or the head of a `for` over an event with `! each(x)`.  Out: a [`EventCall`] in which each
//! outcome has its answer and each effect its arms or none. The arms of one outcome are a match on its payload, so
//! patterns, guards and exhaustiveness are those of `match`.
//!
//! What is known of variables: the arms of effects may run any number of times while the call runs, so they count as
//! the body of a loop. Of the arms of outcomes exactly one runs, afterwards.

use base::Span;

use super::body::{Body, LocalKind, Want, Why};
use super::calls::{Callable, Candidate, Seed};
use super::exhaustive::{self, Row};
use crate::ast::{self, EventArmKind, ExprKind as Ast};
use crate::errors::events as errors;
use crate::typed::{
    Answer, EventCall, EventId, Expr, ExprKind, LocalId, LoopId, MatchArm, Pattern, PatternKind, Ty, TyKind,
};
use crate::world::{Def, Sig};

/// The body of a `for` over an event.
#[derive(Clone, Copy)]
pub(super) struct Each<'a> {
    pub id: LoopId,
    pub label: Option<ast::Ident>,
    pub pattern: &'a ast::Pattern,
    pub block: &'a ast::Block,
}

/// The arms of a call, by what they answer.
struct Sorted<'a> {
    outcomes: Vec<Vec<&'a ast::EventArm>>,
    effects: Vec<Vec<&'a ast::EventArm>>,
    rest: Option<&'a ast::EventArm>,
}

/// An outcome's or effect's arms with what checking them needs.
struct Answered<'s, 'a> {
    sig: &'s Sig,
    type_args: &'s [Ty],
    arms: &'s [&'a ast::EventArm],
    sign: &'static str,
}

/// The name of the effect that `for` goes through.
const EACH: &str = "each";

impl<'a> Body<'_, 'a> {
    /// A call of an event; of the body of a `for` if there is `each`.
    pub(super) fn event_call(
        &mut self,
        candidate: &Candidate,
        call: &'a ast::Call,
        span: Span,
        want: Want,
        each: Option<Each<'a>>,
    ) -> Expr {
        let Seed::Event(event) = candidate.seed else { return self.error_expr(span) };
        self.world.events[event].called.get_or_insert(call.callee.span);
        let args = self.arguments(candidate, call, span);
        let sorted = self.sorted_arms(event, &call.arms);
        let each_index = each.and_then(|_| self.each_effect(event));
        self.check_all_answered(event, &sorted, each_index, call, span);
        self.forget_assigned_in(|scan| {
            for arm in sorted.effects.iter().flatten() {
                arm.guard.iter().for_each(|guard| scan.expr(guard));
                scan.expr(&arm.body);
            }
            each.iter().for_each(|each| scan.block(each.block));
        });
        let at_start = self.narrowed.clone();
        let each = each.zip(each_index);
        let effects = self.effect_answers(event, &candidate.type_args, &sorted, each);
        self.narrowed.clone_from(&at_start);
        let want = if each.is_some() { Want::Discard } else { want };
        let (outcomes, rest, ty) = self.outcome_answers(event, &candidate.type_args, &sorted, (span, want));
        let Some(args) = args else { return self.error_expr(span) };
        let type_args = candidate.type_args.clone();
        let each = each.map(|(each, index)| (index as u32, each.id));
        let call = EventCall { event, type_args, args, outcomes, rest, effects, each };
        self.make(ExprKind::EventCall(Box::new(call)), ty, span)
    }

    fn each_effect(&self, event: EventId) -> Option<usize> {
        self.world.events[event].typed.effects.iter().position(|effect| effect.name.as_str() == EACH)
    }

    /// The event that the head of a `for` calls, if it fires `each`.
    pub(super) fn event_to_go_through(&mut self, iterable: &'a ast::Expr) -> Option<(Candidate, &'a ast::Call)> {
        let Ast::Call(call) = &iterable.kind else { return None };
        let (callee, type_args) = match &call.callee.kind {
            Ast::Instantiate { base, args } => (&**base, args.as_slice()),
            _ => (&*call.callee, &[][..]),
        };
        let (def, name) = match &callee.kind {
            Ast::Name(name) if self.find_local(name.name).is_none() => {
                (self.world.lookup(self.module, name.name)?.def, *name)
            }
            Ast::Field { receiver, name, optional: false } => {
                let Ast::Name(of) = &receiver.kind else { return None };
                if self.find_local(of.name).is_some() {
                    return None;
                }
                let Def::Module(module) = self.world.lookup(self.module, of.name)?.def else { return None };
                (self.world.modules[module].scope.get(&name.name)?.def, *name)
            }
            _ => return None,
        };
        let Def::Event(event) = def else { return None };
        self.each_effect(event)?;
        match self.def_callable(def, name, type_args) {
            Callable::One(candidate) => Some((candidate, call)),
            Callable::Overloads(..) | Callable::Value(_) | Callable::Error => None,
        }
    }

    fn sorted_arms(&mut self, event: EventId, arms: &'a [ast::EventArm]) -> Sorted<'a> {
        let typed = &self.world.events[event].typed;
        let mut sorted = Sorted {
            outcomes: vec![Vec::new(); typed.outcomes.len()],
            effects: vec![Vec::new(); typed.effects.len()],
            rest: None,
        };
        let mut mistakes = Vec::new();
        for arm in arms {
            let name = arm.name;
            let (list, index) = match arm.kind {
                EventArmKind::Outcome => {
                    (&mut sorted.outcomes, typed.outcomes.iter().position(|outcome| outcome.name == name.name))
                }
                EventArmKind::Effect => {
                    (&mut sorted.effects, typed.effects.iter().position(|effect| effect.name == name.name))
                }
                EventArmKind::Rest => {
                    match sorted.rest {
                        Some(first) => mistakes.push(errors::unreachable_arm(name.name, arm.span, Some(first.span))),
                        None => sorted.rest = Some(arm),
                    }
                    continue;
                }
            };
            match index {
                Some(index) => list[index].push(arm),
                None => mistakes.push(errors::unknown_arm(name, arm.kind == EventArmKind::Effect, typed)),
            }
        }
        mistakes.into_iter().for_each(|mistake| self.report(mistake));
        sorted
    }

    /// Reports, all at once, what needs an arm and has none.
    fn check_all_answered(
        &mut self,
        event: EventId,
        sorted: &Sorted<'a>,
        each: Option<usize>,
        call: &ast::Call,
        span: Span,
    ) {
        let typed = &self.world.events[event].typed;
        let is_only = typed.outcomes.len() == 1 && sorted.rest.is_none();
        let outcomes: Vec<usize> = (0..typed.outcomes.len())
            .filter(|&index| sorted.outcomes[index].is_empty() && !typed.outcomes[index].optional && !is_only)
            .collect();
        let effects: Vec<usize> = (0..typed.effects.len())
            .filter(|&index| sorted.effects[index].is_empty() && !typed.effects[index].optional && each != Some(index))
            .collect();
        if !outcomes.is_empty() || !effects.is_empty() {
            let has_arms = !call.arms.is_empty();
            let end = if has_arms { span.end.saturating_sub(1) } else { span.end };
            let end = Span::new(span.source, end, end);
            let at = if call.callee.span.source == span.source { call.callee.span } else { span };
            let error = errors::missing_arms(typed, &outcomes, &effects, at, end, has_arms);
            self.report(error);
        }
        let typed = &self.world.events[event].typed;
        if let Some(rest) = sorted.rest {
            let left = (0..typed.outcomes.len())
                .any(|index| typed.outcomes[index].optional && sorted.outcomes[index].is_empty());
            let name = rest.name.name;
            if !left {
                self.report(errors::unreachable_arm(name, rest.span, None));
            } else if let Some(guard) = &rest.guard {
                self.report(errors::guard_without_fallback(name, "|?", guard.span));
            }
        }
    }

    // ---- effects

    fn effect_answers(
        &mut self,
        event: EventId,
        type_args: &[Ty],
        sorted: &Sorted<'a>,
        each: Option<(Each<'a>, usize)>,
    ) -> Vec<Option<Vec<MatchArm>>> {
        let sigs = self.world.events[event].effects.clone();
        let at_start = self.narrowed.clone();
        let mut answers = Vec::with_capacity(sigs.len());
        for (index, sig) in sigs.iter().enumerate() {
            self.narrowed.clone_from(&at_start);
            let arms = &sorted.effects[index];
            if let Some((each, _)) = each.filter(|&(_, at)| at == index) {
                if let Some(arm) = arms.first() {
                    self.report(errors::unreachable_arm(sig.name, arm.span, Some(each.block.span)));
                }
                answers.push(Some(vec![self.each_arm(sig, type_args, each)]));
                continue;
            }
            if arms.is_empty() {
                answers.push(None);
                continue;
            }
            let result = self.world.tys.subst(sig.result, type_args);
            let want = match *self.kind(result) {
                TyKind::Unit => Want::Discard,
                _ => Want::Must(result, Why { span: sig.result_span, text: "the effect is resumed with this" }),
            };
            let answered = Answered { sig, type_args, arms, sign: "!" };
            answers.push(Some(self.checked_arms(&answered, &at_start, want, &mut Vec::new())));
        }
        answers
    }

    fn each_arm(&mut self, sig: &Sig, type_args: &[Ty], each: Each<'a>) -> MatchArm {
        let ty = self.payload_type(sig, type_args);
        self.scoped(|body| {
            let pattern = body.irrefutable(each.pattern, ty, LocalKind::Let, "for");
            let (block, _) = body.in_loop(each.id, each.label, None, |body| body.block(each.block, Want::Discard));
            MatchArm { pattern, guard: None, body: block, span: each.block.span }
        })
    }

    // ---- outcomes

    /// The answers, the value of `|? _`, and the type of the call.
    fn outcome_answers(
        &mut self,
        event: EventId,
        type_args: &[Ty],
        sorted: &Sorted<'a>,
        (span, want): (Span, Want),
    ) -> (Vec<Answer>, Option<Expr>, Ty) {
        let sigs = self.world.events[event].outcomes.clone();
        let optional: Vec<bool> =
            self.world.events[event].typed.outcomes.iter().map(|outcome| outcome.optional).collect();
        let at_start = self.narrowed.clone();
        let unit = self.world.core.unit;
        if let ([sig], [arms], [false], None) = (&sigs[..], &sorted.outcomes[..], &optional[..], sorted.rest)
            && arms.is_empty()
        {
            let ty = self.payload_type(sig, type_args);
            self.advise(ty, want);
            return (vec![Answer::Payload], None, if matches!(want, Want::Discard) { unit } else { ty });
        }
        let mut ends = Vec::new();
        let mut answers = Vec::with_capacity(sigs.len());
        let mut ignored = Vec::new();
        for (index, sig) in sigs.iter().enumerate() {
            let arms = &sorted.outcomes[index];
            answers.push(match (arms.is_empty(), sorted.rest) {
                (false, _) => {
                    let answered = Answered { sig, type_args, arms, sign: "|" };
                    Answer::Arms(self.checked_arms(&answered, &at_start, want, &mut ends))
                }
                (true, Some(_)) if optional[index] => Answer::Rest,
                (true, _) => {
                    if optional[index] {
                        ignored.push(sig.name);
                    }
                    ends.push((unit, at_start.clone()));
                    Answer::Ignored
                }
            });
        }
        let rest = sorted.rest.map(|rest| {
            self.narrowed.clone_from(&at_start);
            let value = self.branch(&rest.body, want);
            ends.push((value.ty, self.narrowed.clone()));
            value
        });
        self.narrowed = if ends.is_empty() { at_start } else { self.met_ends(ends) };
        let (rest, ty) = self.join_answers(&mut answers, rest, want, span);
        let ty = self.value_without(event, ty, ignored, &answers, (span, want));
        (answers, rest, ty)
    }

    /// Gives the values of all arms one type.
    fn join_answers(
        &mut self,
        answers: &mut [Answer],
        rest: Option<Expr>,
        want: Want,
        span: Span,
    ) -> (Option<Expr>, Ty) {
        let unit = self.world.core.unit;
        let placeholder = self.make(ExprKind::Unit, unit, span);
        let mut bodies = Vec::new();
        for arm in arms_of(answers) {
            bodies.push(std::mem::replace(&mut arm.body, placeholder.clone()));
        }
        let has_rest = rest.is_some();
        bodies.extend(rest);
        if bodies.is_empty() {
            return (None, unit);
        }
        let (ty, mut bodies) = self.join_branches(bodies, want, span);
        let rest = if has_rest { bodies.pop() } else { None };
        for (arm, body) in arms_of(answers).zip(bodies) {
            arm.body = body;
        }
        (rest, ty)
    }

    /// The type of a call in which some outcomes have no arm: these give nothing.
    fn value_without(
        &mut self,
        event: EventId,
        ty: Ty,
        ignored: Vec<base::Symbol>,
        answers: &[Answer],
        (span, want): (Span, Want),
    ) -> Ty {
        if !answers.iter().any(|answer| matches!(answer, Answer::Ignored)) {
            return ty;
        }
        let unit = self.world.core.unit;
        let wanted = match want {
            Want::Must(wanted, _) => wanted,
            Want::Any | Want::Hint(_) | Want::Discard => ty,
        };
        match self.kind(wanted) {
            TyKind::Unit | TyKind::Never => unit,
            TyKind::Error => ty,
            _ if ignored.is_empty() => ty,
            _ => {
                let name = self.world.events[event].typed.name;
                self.report(errors::optional_outcome_without_value(name, ignored, span));
                self.world.core.error
            }
        }
    }

    // ---- arms

    /// The payload as one type: `()`, the only value, or a tuple.
    fn payload_type(&mut self, sig: &Sig, type_args: &[Ty]) -> Ty {
        let tys: Vec<Ty> = sig.params.iter().map(|param| param.ty).collect();
        let tys = self.world.tys.subst_all(&tys, type_args);
        match tys[..] {
            [] => self.world.core.unit,
            [only] => only,
            _ => self.intern(TyKind::Tuple(tys)),
        }
    }

    /// The arms of one outcome or effect, as those of a match on the payload. `ends` gets what holds after each.
    fn checked_arms(
        &mut self,
        answered: &Answered<'_, 'a>,
        at_start: &[LocalId],
        want: Want,
        ends: &mut Vec<(Ty, Vec<LocalId>)>,
    ) -> Vec<MatchArm> {
        let ty = self.payload_type(answered.sig, answered.type_args);
        let bad_patterns = self.bad_patterns;
        let mut checked = Vec::with_capacity(answered.arms.len());
        for arm in answered.arms {
            self.narrowed = at_start.to_vec();
            let arm = self.scoped(|body| {
                let pattern = body.arm_pattern(arm, answered, ty);
                let guard = arm.guard.as_ref().map(|guard| {
                    let cond = body.condition(guard);
                    body.narrowed = cond.when_true;
                    cond.expr
                });
                let value = body.branch(&arm.body, want);
                MatchArm { pattern, guard, body: value, span: arm.span }
            });
            ends.push((arm.body.ty, self.narrowed.clone()));
            checked.push(arm);
        }
        if self.bad_patterns == bad_patterns {
            self.check_arms_take_all(answered, &checked, ty);
        }
        checked
    }

    fn arm_pattern(&mut self, arm: &'a ast::EventArm, answered: &Answered<'_, 'a>, ty: Ty) -> Pattern {
        let span = arm.name.span;
        let patterns = self.payload_patterns(&arm.args, answered.sig, span);
        let wildcard = |ty| Pattern { kind: PatternKind::Wildcard, ty, span };
        if arm.args.is_empty() {
            return wildcard(ty);
        }
        let mut parts = Vec::with_capacity(patterns.len());
        for (param, pattern) in answered.sig.params.iter().zip(patterns) {
            let ty = self.world.tys.subst(param.ty, answered.type_args);
            parts.push(match pattern {
                Some(pattern) => self.pattern(pattern, ty, LocalKind::Let, false),
                None => wildcard(ty),
            });
        }
        match parts.len() {
            0 => wildcard(ty),
            1 => parts.pop().unwrap_or_else(|| wildcard(ty)),
            _ => Pattern { kind: PatternKind::Tuple(parts), ty, span },
        }
    }

    fn check_arms_take_all(&mut self, answered: &Answered<'_, 'a>, checked: &[MatchArm], ty: Ty) {
        let ty = self.deep(ty);
        if checked.is_empty() || self.is_error(ty) || self.is_never(ty) || matches!(self.kind(ty), TyKind::Infer(_)) {
            return;
        }
        let rows: Vec<Row<'_>> =
            checked.iter().map(|arm| Row { pattern: &arm.pattern, guarded: arm.guard.is_some() }).collect();
        let found = exhaustive::check(self.world, ty, &rows);
        let name = answered.sig.name;
        if let (Some(last), false) = (checked.last(), found.missing.is_empty()) {
            let error = match (&last.guard, checked.iter().all(|arm| arm.guard.is_some())) {
                (Some(guard), true) => errors::guard_without_fallback(name, answered.sign, guard.span),
                _ => errors::payload_not_covered(name, answered.sign, &found.missing, last.span),
            };
            self.report(error);
        }
        for index in found.useless {
            let first = checked[..index].iter().find(|arm| arm.guard.is_none()).map(|arm| arm.span);
            self.report(errors::unreachable_arm(name, checked[index].span, first.or(Some(answered.sig.span))));
        }
    }
}

fn arms_of(answers: &mut [Answer]) -> impl Iterator<Item = &mut MatchArm> {
    answers.iter_mut().flat_map(|answer| match answer {
        Answer::Arms(arms) => arms.iter_mut(),
        Answer::Rest | Answer::Ignored | Answer::Payload => [].iter_mut(),
    })
}
