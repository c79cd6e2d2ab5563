//! Events: declarations, calls with arms, and what runs when.
//!
//! An event is a table row with the functions that belong to it: its body (of the declaration, or of the `impl` that
//! was chosen) and its observers. All of them have the event's type parameters. The body is an ordinary function whose
//! parameters are the inputs; only in it do [`super::ExprKind::Outcome`], [`super::ExprKind::Fire`] and
//! [`super::ExprKind::Installed`] occur, and never in a lambda. Arms belong to the function that makes the call: they
//! use its variables, leave its loops and return from it. The arms of an effect with branches end in
//! [`super::ExprKind::Resume`], or leave the call.

use super::{Arg, ArmsId, EventId, Expr, FuncId, LoopId, MatchArm, Ty, TypeParam};
use base::{Span, Symbol};

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: Symbol,
    /// Where the name stands.
    pub span: Span,
    /// Its type parameters.
    pub type_params: Vec<TypeParam>,
    /// The inputs.
    pub params: Vec<Payload>,
    /// Exactly one ends a call; without any, a call ends when the body does.
    pub outcomes: Vec<Outcome>,
    /// What the body may fire while it runs.
    pub effects: Vec<Effect>,
    /// The body; `None` for a broadcast, and for an abstract event that is never called.
    pub body: Option<FuncId>,
    /// All observers, in the order in which they run: module initialisation order, then source order.
    pub observers: Vec<Observer>,
}

/// A value that an event is given or gives.
#[derive(Clone, Debug)]
pub struct Payload {
    /// Its name.
    pub name: Symbol,
    /// Its type, over the event's type parameters.
    pub ty: Ty,
}

/// `| found(user: User)`
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// `|?`: callers may leave it out.
    pub optional: bool,
    /// What the arm is given.
    pub params: Vec<Payload>,
}

/// `! confirm(question: string) -> bool`
#[derive(Clone, Debug)]
pub struct Effect {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// Callers may leave it out: it gives nothing back, or was written `!?`.
    pub optional: bool,
    /// What the arm is given.
    pub params: Vec<Payload>,
    /// What the arm resumes it with; `()` if there are branches.
    pub result: Ty,
    /// The ways in which the arm resumes it, each with a payload; empty if it is resumed with a value.
    pub branches: Vec<Outcome>,
}

/// Code that runs at a point of every call.
#[derive(Clone, Copy, Debug)]
pub struct Observer {
    /// When.
    pub point: Point,
    /// A function of the inputs, or of the payload.
    pub func: FuncId,
}

/// When an observer runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Point {
    /// Before the body.
    Call,
    /// Before the arm of this outcome.
    Outcome(u32),
    /// Before the arm of this effect, and also if the caller has none.
    Effect(u32),
}

/// A call of an event.
#[derive(Clone, Debug)]
pub struct EventCall {
    /// Which.
    pub event: EventId,
    /// Its type arguments.
    pub type_args: Vec<Ty>,
    /// The inputs in evaluation order.
    pub args: Vec<Arg>,
    /// For each outcome what follows it.
    pub outcomes: Vec<Answer>,
    /// The value of `|? _`.
    pub rest: Option<Expr>,
    /// For each effect its arms in order, which take every payload; `None` if it is left out. Their values resume it.
    pub effects: Vec<Option<Vec<MatchArm>>>,
    /// The effects with branches that have arms, and what resuming names these by.
    pub resumed: Vec<(u32, ArmsId)>,
    /// `for x in gen(…)`: the arms of this effect are the body of this loop, and the call ends where the loop does.
    pub each: Option<(u32, LoopId)>,
}

/// An effect with branches that is fired: the arm of the caller resumes it in one of them.
#[derive(Clone, Debug)]
pub struct Firing {
    /// Which effect of the event whose body this is.
    pub effect: u32,
    /// Its payload in evaluation order.
    pub args: Vec<Arg>,
    /// For each branch what follows it.
    pub branches: Vec<Answer>,
    /// The value of `|? _`, also if the caller has no arm.
    pub rest: Option<Expr>,
}

/// What follows an outcome, or a branch. The payload is matched as a whole: `()`, the only value, or a tuple.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The first arm that fits; they take every payload.
    Arms(Vec<MatchArm>),
    /// The value of `|? _`.
    Rest,
    /// Nothing: the call's value is `()`.
    Ignored,
    /// The payload is the call's value: of the only outcome of an event that is called without arms.
    Payload,
}
