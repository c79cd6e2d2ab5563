//! Observers that fire each other without end.
//!
//! In: the checked bodies.  Out: a warning for each cycle of calls with an observer in it in which every step is certain:
//! what a call of an event runs whatever happens — its observers that have no guard, its body — fires the next one
//! before any branch and before anything that may leave. Such a call never ends.
//!
//! Before: `on a { b() }`, `on b { a() }`.  Out: a warning at `b()`, with the steps `a` fires `b`, `b` fires `a`.

use std::collections::VecDeque;

use base::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::errors::warnings::{self, Step};
use crate::typed::{Arg, ArgValue, Callee, EventId, Expr, ExprKind, FuncId, Place, Point, Stmt, Ty};
use crate::world::World;

/// Warns of them.
pub(crate) fn warn(world: &mut World<'_>) {
    let cycles = Cycles { world, certain: FxHashMap::default() }.find();
    for cycle in cycles {
        world.report(warnings::endless_observers(&cycle));
    }
}

/// What a piece of code does whatever happens, in order.
#[derive(Clone, Default)]
struct Certain {
    events: Vec<(EventId, Span)>,
    funcs: Vec<FuncId>,
    outcome: Option<u32>,
    effects: Vec<u32>,
}

struct Cycles<'w, 'a> {
    world: &'w World<'a>,
    certain: FxHashMap<FuncId, Certain>,
}

impl Cycles<'_, '_> {
    fn find(mut self) -> Vec<Vec<Step>> {
        let (mut cycles, mut told) = (Vec::new(), FxHashSet::default());
        for event in self.world.events.ids() {
            if told.contains(&event) {
                continue;
            }
            for first in self.observed(event) {
                let Some(path) = self.path(event, first) else { continue };
                told.extend(path.iter().map(|&(from, ..)| from));
                let name = |id: EventId| self.world.events[id].typed.name;
                let step =
                    |&(from, to, span): &(EventId, EventId, Span)| Step { event: name(from), fires: name(to), span };
                cycles.push(path.iter().map(step).collect());
                break;
            }
        }
        cycles
    }

    /// The shortest way from a step of an event's observers back to that event.
    fn path(&mut self, event: EventId, first: (EventId, Span)) -> Option<Vec<(EventId, EventId, Span)>> {
        let mut before: FxHashMap<EventId, (EventId, Span)> = FxHashMap::default();
        let mut open = VecDeque::from([first.0]);
        let mut seen = FxHashSet::from_iter([first.0]);
        while let Some(at) = open.pop_front() {
            if at == event {
                let (mut path, mut to) = (Vec::new(), event);
                while to != first.0 {
                    let (from, span) = before[&to];
                    path.push((from, to, span));
                    to = from;
                }
                path.push((event, first.0, first.1));
                path.reverse();
                return Some(path);
            }
            let next = self.observed(at).into_iter().chain(self.in_body(at));
            for (to, span) in next.collect::<Vec<_>>() {
                if seen.insert(to) {
                    before.insert(to, (at, span));
                    open.push_back(to);
                }
            }
        }
        None
    }

    /// What the observers of a call fire whatever happens.
    fn observed(&mut self, event: EventId) -> Vec<(EventId, Span)> {
        let typed = &self.world.events[event].typed;
        let body = typed.body.map(|body| self.certain_of(body)).unwrap_or_default();
        let mut fired = Vec::new();
        for observer in &typed.observers {
            let runs = match observer.point {
                Point::Call => true,
                Point::Outcome(outcome) => body.outcome == Some(outcome),
                Point::Effect(effect) => body.effects.contains(&effect),
            };
            if runs {
                fired.extend(self.fired_by(observer.func));
            }
        }
        fired
    }

    fn in_body(&mut self, event: EventId) -> Vec<(EventId, Span)> {
        self.world.events[event].typed.body.map(|body| self.fired_by(body)).unwrap_or_default()
    }

    /// The events that a function fires whatever happens, itself or in functions that it calls.
    fn fired_by(&mut self, func: FuncId) -> Vec<(EventId, Span)> {
        let (mut fired, mut open, mut seen) = (Vec::new(), vec![(func, None)], FxHashSet::from_iter([func]));
        while let Some((func, place)) = open.pop() {
            let certain = self.certain_of(func);
            // What a function fires is shown where the observer calls it.
            fired.extend(certain.events.iter().map(|&(event, span)| (event, place.unwrap_or(span))));
            for &callee in &certain.funcs {
                if seen.insert(callee) {
                    open.push((callee, place));
                }
            }
        }
        fired
    }

    fn certain_of(&mut self, func: FuncId) -> Certain {
        if let Some(known) = self.certain.get(&func) {
            return known.clone();
        }
        let mut certain = Certain::default();
        if let Some(func) = &self.world.funcs[func] {
            certain.expr(&func.body, self.world.core.never);
        }
        self.certain.insert(func, certain.clone());
        certain
    }
}

impl Certain {
    /// Notes what `expr` does whatever happens. Whether what follows is certain to run, too.
    fn expr(&mut self, expr: &Expr, never: Ty) -> bool {
        match &expr.kind {
            ExprKind::Block(statements, value) => {
                statements.iter().all(|statement| match statement {
                    Stmt::Let(_, value) | Stmt::Expr(value) => self.expr(value, never),
                }) && value.iter().all(|value| self.expr(value, never))
            }
            ExprKind::EventCall(call) => {
                if !self.args(&call.args, never) {
                    return false;
                }
                self.events.push((call.event, expr.span));
                let mut leaves = false;
                expr.for_each_child(&mut |child| leaves |= may_leave(child));
                !leaves
            }
            ExprKind::Outcome(outcome, args) => {
                if self.args(args, never) {
                    self.outcome = Some(*outcome);
                }
                false
            }
            ExprKind::Fire(effect, args) => self.fire(*effect, args, never),
            ExprKind::Firing(firing) => self.fire(firing.effect, &firing.args, never),
            ExprKind::Call(callee, args) => {
                if !self.args(args, never) {
                    return false;
                }
                if let Callee::Func(func, _) = callee {
                    self.funcs.push(*func);
                }
                expr.ty != never
            }
            ExprKind::Assign(Place::Local(_) | Place::Global(_), _, value) => self.expr(value, never),
            ExprKind::If(condition, then, otherwise) => {
                self.expr(condition, never)
                    && !may_leave(then)
                    && !otherwise.iter().any(|otherwise| may_leave(otherwise))
            }
            ExprKind::Match(value, arms) => {
                self.expr(value, never)
                    && arms.iter().all(|arm| !may_leave(&arm.body) && !arm.guard.iter().any(may_leave))
            }
            ExprKind::Loop(_, body) => {
                self.expr(body, never);
                false
            }
            ExprKind::Lambda { .. } => true,
            _ => {
                let mut leaves = false;
                expr.for_each_child(&mut |child| leaves |= may_leave(child));
                !leaves && !may_leave_itself(expr)
            }
        }
    }

    /// Nothing is certain after an effect: the arm of the caller may leave.
    fn fire(&mut self, effect: u32, args: &[Arg], never: Ty) -> bool {
        if self.args(args, never) {
            self.effects.push(effect);
        }
        false
    }

    fn args(&mut self, args: &[Arg], never: Ty) -> bool {
        args.iter().all(|arg| match &arg.value {
            ArgValue::Given(value) => self.expr(value, never),
            ArgValue::Default(_) => true,
        })
    }
}

/// Whether something in an expression may go elsewhere than on: leaving a loop counts, too.
fn may_leave(expr: &Expr) -> bool {
    if matches!(expr.kind, ExprKind::Lambda { .. }) {
        return false;
    }
    let mut leaves = may_leave_itself(expr);
    expr.for_each_child(&mut |child| leaves |= may_leave(child));
    leaves
}

fn may_leave_itself(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Return(..)
            | ExprKind::Break(..)
            | ExprKind::Continue(_)
            | ExprKind::Outcome(..)
            | ExprKind::Resume(..)
            | ExprKind::Fire(..)
            | ExprKind::Firing(_)
            | ExprKind::While(..)
            | ExprKind::Loop(..)
    )
}
