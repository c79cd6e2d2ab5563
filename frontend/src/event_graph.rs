//! The events of a program as a graph: who fires what, who answers, who observes, in the order in which it runs.
//!
//! In: a typed program.  Out: its events, and for each piece of code that calls events which ones and with which arms.
//! Code of `std` is left out. Everything is in source order, observers in the order in which they run.

use base::{Id, IndexVec, Span, Symbol};

use crate::typed::{Answer, EventCall, EventId, Expr, ExprKind, FuncId, Outcome, Point, Program};

/// The events of a program and the code that calls them.
#[derive(Clone, Debug)]
pub struct EventGraph {
    /// By their ids.
    pub events: Vec<EventNode>,
    /// Functions, bodies and observers that call events.
    pub callers: Vec<Caller>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct EventNode {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// `| found`, `|? stale`, `! confirm`, `! choose -> { | left | right }`: outcomes, then effects.
    pub answers: Vec<String>,
    /// Where the body is: that of the declaration, or of the `impl`.
    pub body: Option<Span>,
    /// When and where observers run.
    pub observers: Vec<(String, Span)>,
}

/// Code that calls events.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What it is.
    pub role: Role,
    /// The function's name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// The calls, in source order.
    pub calls: Vec<Call>,
}

/// What a piece of code is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A function, method or test.
    Function,
    /// The body of this event.
    Body(usize),
    /// An observer of this event.
    Observer(usize),
}

/// A call of an event.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which.
    pub event: usize,
    /// What the caller has arms for: `| found`, `! confirm`, `|? _`.
    pub arms: Vec<String>,
}

impl EventGraph {
    /// The graph of a program.
    pub fn of(program: &Program) -> EventGraph {
        let mut roles: IndexVec<FuncId, Role> = IndexVec::filled(Role::Function, program.funcs.len());
        let mut events = Vec::with_capacity(program.events.len());
        for (id, event) in program.events.iter_enumerated() {
            if let Some(body) = event.body {
                roles[body] = Role::Body(id.index());
            }
            for observer in &event.observers {
                roles[observer.func] = Role::Observer(id.index());
            }
            events.push(node(program, id));
        }
        let mut callers = Vec::new();
        for (id, func) in program.funcs.iter_enumerated() {
            let mut calls = Vec::new();
            collect(program, &func.body, &mut calls);
            if !calls.is_empty() && !func.is_std {
                callers.push(Caller { role: roles[id], name: func.name, span: func.span, calls });
            }
        }
        EventGraph { events, callers }
    }

    /// The graph for people; `place` says where a span is.
    pub fn text(&self, place: &dyn Fn(Span) -> String) -> String {
        let mut text = String::new();
        for (index, event) in self.events.iter().enumerate() {
            text += &format!("event {}  {}\n", event.name, place(event.span));
            if !event.answers.is_empty() {
                text += &format!("  gives {}\n", event.answers.join(", "));
            }
            match event.body {
                Some(body) if body != event.span => text += &format!("  impl  {}\n", place(body)),
                Some(_) => {}
                None => text += "  has no body\n",
            }
            for (number, (point, span)) in event.observers.iter().enumerate() {
                text += &format!("  observer {}: {point}  {}\n", number + 1, place(*span));
            }
            for caller in self.callers.iter().filter(|caller| caller.role == Role::Body(index)) {
                caller.calls.iter().for_each(|call| text += &format!("  fires {}\n", self.call_text(call)));
            }
            for caller in &self.callers {
                for call in caller.calls.iter().filter(|call| call.event == index) {
                    text += &format!("  fired by {}{}\n", self.caller_text(caller), arms_text(&call.arms));
                }
            }
        }
        text
    }

    /// What a caller is called: `main`, `load`, `on load`.
    pub fn caller_text(&self, caller: &Caller) -> String {
        match caller.role {
            Role::Function | Role::Observer(_) => caller.name.to_string(),
            Role::Body(event) => format!("event {}", self.events[event].name),
        }
    }

    fn call_text(&self, call: &Call) -> String {
        format!("{}{}", self.events[call.event].name, arms_text(&call.arms))
    }
}

fn arms_text(arms: &[String]) -> String {
    if arms.is_empty() { String::new() } else { format!(" with {}", arms.join(", ")) }
}

fn node(program: &Program, id: EventId) -> EventNode {
    let event = &program.events[id];
    let outcome = |index: usize| {
        let outcome = &event.outcomes[index];
        format!("{} {}", if outcome.optional { "|?" } else { "|" }, outcome.name)
    };
    let effect = |index: usize| {
        let effect = &event.effects[index];
        let sign = |branch: &Outcome| if branch.optional { "|?" } else { "|" };
        let branches: Vec<String> =
            effect.branches.iter().map(|branch| format!("{} {}", sign(branch), branch.name)).collect();
        match branches.is_empty() {
            true => format!("! {}", effect.name),
            false => format!("! {} -> {{ {} }}", effect.name, branches.join(" ")),
        }
    };
    let observer = |point| match point {
        Point::Call => format!("on {}", event.name),
        Point::Outcome(index) => format!("on {} | {}", event.name, event.outcomes[index as usize].name),
        Point::Effect(index) => format!("on {} ! {}", event.name, event.effects[index as usize].name),
    };
    EventNode {
        name: event.name,
        span: event.span,
        answers: (0..event.outcomes.len()).map(outcome).chain((0..event.effects.len()).map(effect)).collect(),
        body: event.body.map(|body| program.funcs[body].span),
        observers: event.observers.iter().map(|it| (observer(it.point), program.funcs[it.func].span)).collect(),
    }
}

fn collect(program: &Program, expr: &Expr, calls: &mut Vec<Call>) {
    if let ExprKind::EventCall(call) = &expr.kind {
        calls.push(Call { event: call.event.index(), arms: arms(program, call) });
    }
    expr.for_each_child(&mut |child| collect(program, child, calls));
}

fn arms(program: &Program, call: &EventCall) -> Vec<String> {
    let event = &program.events[call.event];
    let effects = event.effects.iter().zip(&call.effects).filter(|(_, arms)| arms.is_some());
    let outcomes = event.outcomes.iter().zip(&call.outcomes).filter(|(_, answer)| matches!(answer, Answer::Arms(_)));
    let rest = call.rest.iter().map(|_| "|? _".to_owned());
    let effects = effects.map(|(effect, _)| format!("! {}", effect.name));
    effects.chain(outcomes.map(|(outcome, _)| format!("| {}", outcome.name))).chain(rest).collect()
}
