//! Which calls of events are spliced, decided for the whole program before any code is made.
//!
//! In: the typed program.  Out: for each event whether it can call itself, how much code its body is once everything
//! in it is spliced, and from how many places it fires each effect.
//!
//! A call is spliced if the event cannot reach itself and the copy is small, or the only one. The copy is the body plus
//! the arms of each effect, once for each place that fires it. Sizes are computed callees first and count a call that
//! is not spliced as a call, so the code of an event is bounded and the program's is linear in its text: what is small
//! is copied, what is large is shared. Recursion is found on the text: arms belong to the text that they stand in.

use crate::call_graph::components;
use base::IndexVec;
use frontend::typed::{Event, EventCall, EventId, Expr, ExprKind, MatchArm, Point, Program};

/// A copy of at most this many expressions is made wherever it is wanted.
const SMALL: u64 = 600;
/// A copy that is the only one may be this large.
const SINGLE_USE: u64 = 6000;
/// How much a call that is not spliced counts.
const CALL: u64 = 8;

/// What is known of an event.
#[derive(Clone, Default)]
struct Fact {
    /// How many expressions a copy of the body is, without the caller's arms.
    size: u64,
    /// For each effect, from how many places it is fired.
    sites: Vec<u64>,
    recursive: bool,
    /// How many calls there are in the text of the program.
    uses: u64,
}

/// What splicing needs to know of all events.
pub(super) struct EventFacts {
    events: IndexVec<EventId, Fact>,
    /// Whether anything is spliced at all.
    splicing: bool,
}

impl EventFacts {
    /// The facts of a program. Without `splicing` every event stays a function.
    pub fn of(typed: &Program, splicing: bool) -> EventFacts {
        let mut facts = EventFacts { events: typed.events.iter().map(|_| Fact::default()).collect(), splicing };
        if typed.events.is_empty() {
            return facts;
        }
        for func in typed.funcs.iter() {
            for_each_call(&func.body, &mut |call| facts.events[call.event].uses += 1);
        }
        let edges: IndexVec<EventId, Vec<EventId>> = typed.events.iter().map(|event| called_by(typed, event)).collect();
        let (order, component) = components(&edges);
        for &event in &order {
            facts.events[event].recursive = edges[event].iter().any(|&callee| component[callee] == component[event]);
        }
        for event in order {
            let (size, sites) = Measure::event(typed, &facts, &typed.events[event]);
            (facts.events[event].size, facts.events[event].sites) = (size, sites);
        }
        facts
    }

    /// Whether a call becomes the event's body.
    pub fn splices(&self, call: &EventCall) -> bool {
        let fact = &self.events[call.event];
        if fact.recursive || !self.splicing {
            return false;
        }
        let arms = call.effects.iter().zip(&fact.sites);
        let copied: u64 = arms
            .flat_map(|(arms, &sites)| arms.iter().map(move |arms| (arms, sites)))
            .filter(|(_, sites)| *sites > 1)
            .map(|(arms, sites)| sites.saturating_mul(text_of_arms(arms)))
            .fold(0, u64::saturating_add);
        let body = if fact.uses <= 1 { 0 } else { fact.size };
        let limit = if body == 0 { SINGLE_USE } else { SMALL };
        body.saturating_add(copied) <= SMALL || fact.size.saturating_add(copied) <= limit
    }

    /// Whether the code of an observer of this many expressions is copied to each place where it runs.
    pub fn copies_observer(&self, event: EventId, point: Point, body: &Expr) -> bool {
        let sites = match point {
            Point::Effect(effect) => self.events[event].sites.get(effect as usize).copied().unwrap_or(0),
            Point::Call | Point::Outcome(_) => 1,
        };
        self.splicing && sites.max(1).saturating_mul(text(body)) <= SMALL
    }
}

/// The events that the code of an event calls.
fn called_by(typed: &Program, event: &Event) -> Vec<EventId> {
    let mut callees = Vec::new();
    for body in code_of(typed, event) {
        for_each_call(body, &mut |call| {
            if !callees.contains(&call.event) {
                callees.push(call.event);
            }
        });
    }
    callees
}

/// The body and the observers.
fn code_of<'a>(typed: &'a Program, event: &'a Event) -> impl Iterator<Item = &'a Expr> {
    let funcs = event.body.into_iter().chain(event.observers.iter().map(|observer| observer.func));
    funcs.map(|func| &typed.funcs[func].body)
}

fn for_each_call(expr: &Expr, f: &mut dyn FnMut(&EventCall)) {
    if let ExprKind::EventCall(call) = &expr.kind {
        f(call);
    }
    expr.for_each_child(&mut |child| for_each_call(child, f));
}

fn text(expr: &Expr) -> u64 {
    let mut size = 1;
    expr.for_each_child(&mut |child| size += text(child));
    size
}

fn text_of_arms(arms: &[MatchArm]) -> u64 {
    arms.iter().map(|arm| text(&arm.body) + arm.guard.as_ref().map_or(0, text)).sum()
}

/// Adds up what a copy of an event is.
struct Measure<'a> {
    facts: &'a EventFacts,
    size: u64,
    sites: Vec<u64>,
}

impl Measure<'_> {
    fn event(typed: &Program, facts: &EventFacts, event: &Event) -> (u64, Vec<u64>) {
        let mut measure = Measure { facts, size: 0, sites: vec![0; event.effects.len()] };
        if let Some(body) = event.body {
            measure.expr(&typed.funcs[body].body, 1);
        }
        let fired = measure.sites.clone();
        for observer in &event.observers {
            let times = match observer.point {
                Point::Effect(effect) => fired[effect as usize],
                Point::Call | Point::Outcome(_) => 1,
            };
            measure.expr(&typed.funcs[observer.func].body, times);
        }
        (measure.size, fired)
    }

    fn add(&mut self, size: u64, times: u64) {
        self.size = self.size.saturating_add(size.saturating_mul(times));
    }

    fn fired(&mut self, effect: u32, times: u64) {
        if let Some(sites) = self.sites.get_mut(effect as usize) {
            *sites = sites.saturating_add(times);
        }
    }

    /// Counts an expression that is there `times` times.
    fn expr(&mut self, expr: &Expr, times: u64) {
        self.add(1, times);
        match &expr.kind {
            ExprKind::Fire(effect, _) => self.fired(*effect, times),
            ExprKind::Firing(firing) => self.fired(firing.effect, times),
            ExprKind::EventCall(call) if self.facts.splices(call) => return self.spliced(call, times),
            ExprKind::EventCall(_) => self.add(CALL, times),
            _ => {}
        }
        expr.for_each_child(&mut |child| self.expr(child, times));
    }

    fn spliced(&mut self, call: &EventCall, times: u64) {
        let fact = &self.facts.events[call.event];
        let (size, sites) = (fact.size, fact.sites.clone());
        debug_assert_eq!(sites.len(), call.effects.len(), "callees are measured first");
        self.add(size, times);
        for (arms, sites) in call.effects.iter().zip(sites) {
            for arm in arms.iter().flatten() {
                let times = times.saturating_mul(sites);
                arm.guard.iter().for_each(|guard| self.expr(guard, times));
                self.expr(&arm.body, times);
            }
        }
        call.for_each_once(&mut |child| self.expr(child, times));
    }
}
