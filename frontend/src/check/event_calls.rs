//! Calls of events: which arm answers what, and what the call's value is.
//!
//! In: a call with arms, or the head of a `for` over an event with `! each(x)`.  Out: a [`EventCall`] in which each
//! outcome has its answer and each effect its arms or none. The arms of one outcome are a match on its payload, so
//! patterns, guards and exhaustiveness are those of `match`. An effect with branches that is fired is answered as an
//! event with outcomes is, and goes the same way ([`super::branching`]).
//!
//! What is known of variables: the arms of effects may run any number of times while the call runs, so they count as
//! the body of a loop. Of the arms of outcomes exactly one runs, afterwards.

use std::rc::Rc;

use base::Span;

use super::body::{Body, LocalKind, Want, Why};
use super::calls::{Callable, Candidate, Seed};
use super::exhaustive::{self, Row};
use crate::ast::{self, EventArmKind, ExprKind as Ast};
use crate::errors::events as errors;
use crate::typed::{
    Answer, ArmsId, Effect, EventCall, EventId, Expr, ExprKind, LocalId, LoopId, MatchArm, Pattern, PatternKind, Ty,
    TyKind,
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

/// Whose outcomes or branches arms answer.
#[derive(Clone, Copy)]
pub(super) enum Asker {
    /// A call of this event.
    Call(EventId),
    /// Firing this effect of the event, in its body.
    Firing(EventId, u32),
}

/// The arms of a call, by what they answer.
pub(super) struct Sorted<'a> {
    outcomes: Vec<Vec<&'a ast::EventArm>>,
    effects: Vec<Vec<&'a ast::EventArm>>,
    rest: Option<&'a ast::EventArm>,
}

/// An outcome's or effect's arms with what checking them needs.
pub(super) struct Answered<'s, 'a> {
    pub sig: &'s Sig,
    pub type_args: &'s [Ty],
    pub arms: &'s [&'a ast::EventArm],
    pub sign: &'static str,
}

/// The arms of each effect that has some, and what resuming names those of effects with branches by.
type EffectAnswers = (Vec<Option<Vec<MatchArm>>>, Vec<(u32, ArmsId)>);

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
        let sorted = self.sorted_arms(Asker::Call(event), &call.arms);
        let each_index = each.and_then(|_| self.each_effect(event));
        self.check_all_answered(Asker::Call(event), &sorted, each_index, call, span);
        self.forget_assigned_in(|scan| {
            for arm in sorted.effects.iter().flatten() {
                arm.guard.iter().for_each(|guard| scan.expr(guard));
                scan.expr(&arm.body);
            }
            each.iter().for_each(|each| scan.block(each.block));
        });
        let at_start = self.narrowed.clone();
        let each = each.zip(each_index);
        let (effects, resumed) = self.effect_answers(event, &candidate.type_args, &sorted, each);
        self.narrowed.clone_from(&at_start);
        let want = if each.is_some() { Want::Discard } else { want };
        let (outcomes, rest, ty) =
            self.outcome_answers(Asker::Call(event), &candidate.type_args, &sorted, (span, want));
        let Some(args) = args else { return self.error_expr(span) };
        let type_args = candidate.type_args.clone();
        let each = each.map(|(each, index)| (index as u32, each.id));
        let call = EventCall { event, type_args, args, outcomes, rest, effects, resumed, each };
        self.make(ExprKind::EventCall(Box::new(call)), ty, span)
    }

    fn each_effect(&self, event: EventId) -> Option<usize> {
        let unit = self.world.core.unit;
        let is_each =
            |effect: &Effect| effect.name.as_str() == EACH && effect.branches.is_empty() && effect.result == unit;
        self.world.events[event].typed.effects.iter().position(is_each)
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

    /// What the arms of a call or firing may answer.
    fn asked(&self, asker: Asker) -> errors::Asked<'_> {
        match asker {
            Asker::Call(event) => errors::Asked::call(&self.world.events[event].typed),
            Asker::Firing(event, effect) => {
                errors::Asked::firing(&self.world.events[event].typed.effects[effect as usize])
            }
        }
    }

    fn asked_sigs(&self, asker: Asker) -> Vec<Rc<Sig>> {
        match asker {
            Asker::Call(event) => self.world.events[event].outcomes.clone(),
            Asker::Firing(event, effect) => self.world.events[event].branches[effect as usize].clone(),
        }
    }

    pub(super) fn sorted_arms(&mut self, asker: Asker, arms: &'a [ast::EventArm]) -> Sorted<'a> {
        let asked = self.asked(asker);
        let mut sorted = Sorted {
            outcomes: vec![Vec::new(); asked.outcomes.len()],
            effects: vec![Vec::new(); asked.effects.len()],
            rest: None,
        };
        let mut mistakes = Vec::new();
        for arm in arms {
            let name = arm.name;
            let (list, index) = match arm.kind {
                EventArmKind::Outcome => {
                    (&mut sorted.outcomes, asked.outcomes.iter().position(|outcome| outcome.name == name.name))
                }
                EventArmKind::Effect => {
                    (&mut sorted.effects, asked.effects.iter().position(|effect| effect.name == name.name))
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
                None => mistakes.push(errors::unknown_arm(name, arm.kind == EventArmKind::Effect, &asked)),
            }
        }
        mistakes.into_iter().for_each(|mistake| self.report(mistake));
        sorted
    }

    /// Reports, all at once, what needs an arm and has none.
    pub(super) fn check_all_answered(
        &mut self,
        asker: Asker,
        sorted: &Sorted<'a>,
        each: Option<usize>,
        call: &ast::Call,
        span: Span,
    ) {
        let asked = self.asked(asker);
        let is_only = asked.outcomes.len() == 1 && sorted.rest.is_none() && !asked.may_have_nobody;
        let outcomes: Vec<usize> = (0..asked.outcomes.len())
            .filter(|&index| sorted.outcomes[index].is_empty() && !asked.outcomes[index].optional && !is_only)
            .collect();
        let effects: Vec<usize> = (0..asked.effects.len())
            .filter(|&index| sorted.effects[index].is_empty() && !asked.effects[index].optional && each != Some(index))
            .collect();
        if !outcomes.is_empty() || !effects.is_empty() {
            let empty = |at: u32| Span::new(span.source, at, at);
            let place = match call.arms.last() {
                None => errors::ArmsPlace::AfterCall(empty(span.end)),
                Some(arm) if arm.span.end + 2 >= span.end => errors::ArmsPlace::AfterArm(empty(arm.span.end)),
                Some(_) => errors::ArmsPlace::BeforeBrace(empty(span.end.saturating_sub(1))),
            };
            let at = if call.callee.span.source == span.source { call.callee.span } else { span };
            let error = errors::missing_arms(&asked, &outcomes, &effects, at, place);
            self.report(error);
        }
        let asked = self.asked(asker);
        if let Some(rest) = sorted.rest {
            let left = asked.may_have_nobody
                || (0..asked.outcomes.len())
                    .any(|index| asked.outcomes[index].optional && sorted.outcomes[index].is_empty());
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
    ) -> EffectAnswers {
        let sigs = self.world.events[event].effects.clone();
        let at_start = self.narrowed.clone();
        let (mut answers, mut resumed) = (Vec::with_capacity(sigs.len()), Vec::new());
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
            let answered = Answered { sig, type_args, arms, sign: "!" };
            if !self.world.events[event].branches[index].is_empty() {
                let (id, arms) = self.branching_arms(event, index as u32, &answered, &at_start);
                resumed.push((index as u32, id));
                answers.push(Some(arms));
                continue;
            }
            let result = self.world.tys.subst(sig.result, type_args);
            let want = match *self.kind(result) {
                TyKind::Unit => Want::Discard,
                _ => Want::Must(result, Why { span: sig.result_span, text: "the effect is resumed with this" }),
            };
            answers.push(Some(self.checked_arms(&answered, &at_start, want, &mut Vec::new())));
        }
        (answers, resumed)
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
    pub(super) fn outcome_answers(
        &mut self,
        asker: Asker,
        type_args: &[Ty],
        sorted: &Sorted<'a>,
        (span, want): (Span, Want),
    ) -> (Vec<Answer>, Option<Expr>, Ty) {
        let sigs = self.asked_sigs(asker);
        let asked = self.asked(asker);
        let may_have_nobody = asked.may_have_nobody;
        let optional: Vec<bool> = asked.outcomes.iter().map(|outcome| outcome.optional).collect();
        let at_start = self.narrowed.clone();
        let unit = self.world.core.unit;
        if let ([sig], [arms], [false], None) = (&sigs[..], &sorted.outcomes[..], &optional[..], sorted.rest)
            && arms.is_empty()
            && !may_have_nobody
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
        let rest = sorted.rest.map(|rest| self.rest_arm(rest, &at_start, want, &mut ends));
        let nobody_ends = may_have_nobody && rest.is_none();
        let without_arm = answers.iter().filter(|answer| matches!(answer, Answer::Ignored)).count();
        // Of one that wants an arm it has been told that it has none.
        let is_told = without_arm > ignored.len();
        let lacks_value = nobody_ends || without_arm > 0;
        if nobody_ends {
            ends.push((unit, at_start.clone()));
        }
        self.narrowed = if ends.is_empty() { at_start } else { self.met_ends(ends) };
        let (rest, mut ty) = self.join_answers(&mut answers, rest, want, span);
        if is_told && !matches!(want, Want::Discard) {
            ty = self.world.core.error;
        } else if lacks_value {
            ty = self.value_without(asker, ty, ignored, (span, want));
        }
        (answers, rest, ty)
    }

    /// The value of `|? _`.
    fn rest_arm(
        &mut self,
        rest: &'a ast::EventArm,
        at_start: &[LocalId],
        want: Want,
        ends: &mut Vec<(Ty, Vec<LocalId>)>,
    ) -> Expr {
        self.narrowed = at_start.to_vec();
        let value = self.branch(&rest.body, want);
        ends.push((value.ty, self.narrowed.clone()));
        value
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
    fn value_without(&mut self, asker: Asker, ty: Ty, ignored: Vec<base::Symbol>, (span, want): (Span, Want)) -> Ty {
        let unit = self.world.core.unit;
        let wanted = match want {
            Want::Must(wanted, _) => wanted,
            Want::Any | Want::Hint(_) | Want::Discard => ty,
        };
        match self.kind(wanted) {
            TyKind::Unit | TyKind::Never => unit,
            TyKind::Error => ty,
            _ => {
                let asked = self.asked(asker);
                let error = match ignored.is_empty() {
                    false => errors::optional_outcome_without_value(&asked, ignored, span),
                    true if asked.may_have_nobody => errors::unanswered_effect_without_value(asked.name, span),
                    true => return ty,
                };
                self.report(error);
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
    pub(super) fn checked_arms(
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
