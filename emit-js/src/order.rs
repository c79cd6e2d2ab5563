//! What evaluating an expression touches, and which two evaluations may change places.
//!
//! In: operators and the variables an expression reads.  Out: [`Touches::conflicts`].

use base::Symbol;
use ir::Op;
use ir::op::{Effect, Memory};

/// What an evaluation reads, writes and may do.
#[derive(Clone, Default, Debug)]
pub struct Touches {
    reads: Vec<Memory>,
    writes: Vec<Memory>,
    panics: bool,
    /// Reads and writes anything.
    calls: bool,
    /// The reassigned variables it reads.
    pub vars: Vec<Symbol>,
}

impl Touches {
    /// What `op` touches by itself.
    pub fn of(op: &Op) -> Touches {
        let mut touches = Touches { panics: op.may_panic(), ..Touches::default() };
        match op.effect() {
            Effect::Pure | Effect::Alloc => {}
            Effect::Read(memory) => touches.reads.push(memory),
            Effect::Write(memory) => touches.writes.push(memory),
            Effect::Call => touches.calls = true,
        }
        touches
    }
    /// What a check touches.
    pub fn panic() -> Touches {
        Touches { panics: true, ..Touches::default() }
    }
    /// Adds what an operand touches.
    pub fn add(&mut self, other: Touches) {
        self.reads.extend(other.reads);
        self.writes.extend(other.writes);
        self.panics |= other.panics;
        self.calls |= other.calls;
        self.vars.extend(other.vars);
    }
    /// Whether it matters which of the two comes first.
    pub fn conflicts(&self, other: &Touches) -> bool {
        let one_way = |a: &Touches, b: &Touches| {
            a.calls && (b.calls || b.panics || !b.reads.is_empty() || !b.writes.is_empty())
                || a.panics && (b.panics || !b.writes.is_empty())
                || a.writes.iter().any(|memory| b.reads.contains(memory) || b.writes.contains(memory))
        };
        one_way(self, other) || one_way(other, self)
    }
}
