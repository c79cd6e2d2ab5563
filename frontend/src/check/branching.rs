//! Effects that resume with branches: firing one in the body of an event, and resuming it in the caller's arm.
//!
//! In: `confirm(q) { | yes => …, | no(why) => … }` in the body, and in the caller `! confirm(q) => …`, in which `yes`
//! and `no(why)` are fired.  Out: a [`Firing`] whose branches have answers as outcomes have, and [`ExprKind::Resume`].
//! The event asks and its caller answers, so the two sides change places: in the arm the names of the branches stand
//! before every other name, and each way through it ends in one, or leaves the call.

use std::rc::Rc;

use base::{Id, Span, Symbol};

use super::body::{Body, Want};
use super::calls::{Callable, Candidate, Seed};
use super::event_calls::{Answered, Asker};
use crate::ast;
use crate::errors::events as errors;
use crate::typed::{ArmsId, EventId, Expr, ExprKind, Firing, LocalId, MatchArm, Ty};

/// An effect whose arms are being checked: its branches may be fired.
pub(super) struct Resumable {
    id: ArmsId,
    event: EventId,
    effect: u32,
    type_args: Vec<Ty>,
    /// How many functions are open: a lambda in the arm cannot resume.
    frames: usize,
}

impl<'a> Body<'_, 'a> {
    /// Firing an effect with branches.
    pub(super) fn firing(
        &mut self,
        candidate: &Candidate,
        effect: u32,
        call: &'a ast::Call,
        span: Span,
        want: Want,
    ) -> Expr {
        let Some(event) = self.event else { return self.error_expr(span) };
        let asker = Asker::Firing(event, effect);
        let args = self.arguments(candidate, call, span);
        let sorted = self.sorted_arms(asker, &call.arms);
        self.check_all_answered(asker, &sorted, None, call, span);
        let (branches, rest, ty) = self.outcome_answers(asker, &candidate.type_args, &sorted, (span, want));
        let Some(args) = args else { return self.error_expr(span) };
        self.make(ExprKind::Firing(Box::new(Firing { effect, args, branches, rest })), ty, span)
    }

    /// The arms of an effect with branches, and what these resume.
    pub(super) fn branching_arms(
        &mut self,
        event: EventId,
        effect: u32,
        answered: &Answered<'_, 'a>,
        at_start: &[LocalId],
    ) -> (ArmsId, Vec<MatchArm>) {
        let id = ArmsId::from_index(self.arms_count);
        self.arms_count += 1;
        let (type_args, frames) = (answered.type_args.to_vec(), self.frames.len());
        self.resumable.push(Resumable { id, event, effect, type_args, frames });
        let arms = self.checked_arms(answered, at_start, Want::Discard, &mut Vec::new());
        self.resumable.pop();
        for (arm, written) in arms.iter().zip(answered.arms) {
            if !self.is_never(arm.body.ty) && !self.is_error(arm.body.ty) && !self.has_errors() {
                let span = written.body.span;
                let at = match written.body.kind {
                    ast::ExprKind::Block(_) => Span::new(span.source, span.end.saturating_sub(1), span.end),
                    _ => span,
                };
                let error = errors::arm_without_branch(&self.world.events[event].typed.effects[effect as usize], at);
                self.report(error);
            }
        }
        (id, arms)
    }

    /// A branch of an effect around, the innermost first.
    fn branch_named(&self, name: Symbol) -> Option<(&Resumable, u32)> {
        self.resumable.iter().rev().find_map(|resumable| {
            let branches = &self.world.events[resumable.event].typed.effects[resumable.effect as usize].branches;
            let index = branches.iter().position(|branch| branch.name == name)?;
            Some((resumable, index as u32))
        })
    }

    /// The effect of a branch of this name that may be fired here, and where the branch is declared.
    pub(super) fn branch_declared(&self, name: Symbol) -> Option<(Symbol, Span)> {
        let (of, index) = self.branch_named(name)?;
        let effect = &self.world.events[of.event].typed.effects[of.effect as usize];
        Some((effect.name, effect.branches[index as usize].span))
    }

    /// A branch of an effect whose arm this is.
    pub(super) fn own_branch(&mut self, name: ast::Ident) -> Option<Callable> {
        let (of, index) = self.branch_named(name.name)?;
        let sig = Rc::clone(&self.world.events[of.event].branches[of.effect as usize][index as usize]);
        let (seed, type_args) = (Seed::Branch(of.id, index), of.type_args.clone());
        if self.frames.len() > of.frames {
            self.report(errors::fired_in_lambda(name.name, name.span));
            return Some(Callable::Error);
        }
        Some(Callable::One(Candidate { seed, sig, type_args, receiver: None }))
    }

    /// A variable that was there before the arm, used by the name of a branch.
    pub(super) fn branch_or_variable(&mut self, name: ast::Ident, local: LocalId) -> Option<Callable> {
        let (effect, declared) = self.branch_declared(name.name)?;
        let variable = self.locals[local].local.span;
        self.report(errors::branch_and_variable(name, effect, declared, variable));
        Some(Callable::Error)
    }
}
