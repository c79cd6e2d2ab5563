//! What an expression does beside computing its value, and which two may change places.

use crate::module::Module;
use ir::op::{Effect, Memory};
use ir::{InstData, Op};

/// The effects of an expression.
#[derive(Clone, Default, Debug)]
pub struct Effects {
    reads: Vec<Memory>,
    writes: Vec<Memory>,
    panics: bool,
    anything: bool,
}

impl Effects {
    /// None at all.
    pub const NONE: Effects = Effects { reads: Vec::new(), writes: Vec::new(), panics: false, anything: false };

    /// Those of a call, or of leaving a block.
    pub fn anything() -> Effects {
        Effects { anything: true, ..Effects::NONE }
    }
    /// Those of an instruction.
    pub fn of(module: &Module, data: &InstData) -> Effects {
        let mut effects = Effects { panics: data.op.may_panic(), ..Effects::NONE };
        match data.op.effect() {
            Effect::Pure | Effect::Alloc => {}
            Effect::Read(memory) => {
                if !is_constant(module, &data.op) {
                    effects.reads.push(memory);
                }
            }
            Effect::Write(memory) => effects.writes.push(memory),
            Effect::Call => effects.anything = true,
        }
        effects
    }
    /// Whether there is no effect.
    pub fn is_none(&self) -> bool {
        !self.anything && !self.panics && self.reads.is_empty() && self.writes.is_empty()
    }
    /// Adds those of `other`.
    pub fn add(&mut self, other: &Effects) {
        self.reads.extend_from_slice(&other.reads);
        self.writes.extend_from_slice(&other.writes);
        self.panics |= other.panics;
        self.anything |= other.anything;
    }
    /// Whether the two may not change places.
    pub fn conflicts(&self, other: &Effects) -> bool {
        self.blocks(other) || other.blocks(self)
    }
    fn blocks(&self, other: &Effects) -> bool {
        if self.anything {
            return !other.is_none();
        }
        if self.panics && (other.panics || !other.writes.is_empty()) {
            return true;
        }
        self.writes.iter().any(|memory| other.reads.contains(memory) || other.writes.contains(memory))
    }
}

/// Whether what `op` reads never changes after it can first be read.
fn is_constant(module: &Module, op: &Op) -> bool {
    match *op {
        Op::StructGet(ty, field) => !module.program.types[ty].struct_fields()[field as usize].mutable,
        _ => false,
    }
}
