//! Replacement of values by others in a whole function, done once at the end of a pass.

use base::IndexVec;
use ir::{Func, Value};

/// Which value stands for which. Chains are followed, so a replacement may itself be replaced later.
pub struct Substitution {
    replaced: IndexVec<Value, Option<Value>>,
    any: bool,
}

impl Substitution {
    /// Nothing replaced yet in `func`.
    pub fn new(func: &Func) -> Self {
        Self { replaced: IndexVec::filled(None, func.values.len()), any: false }
    }
    /// Lets `new` stand for `old`, which must not stand for `new` already.
    pub fn replace(&mut self, old: Value, new: Value) {
        debug_assert_ne!(self.get(new), old, "a value cannot stand for itself");
        self.replaced.grow_to(base::Id::index(old) + 1, None);
        self.replaced[old] = Some(new);
        self.any = true;
    }
    /// What stands for `value` now.
    pub fn get(&self, mut value: Value) -> Value {
        while let Some(&Some(next)) = self.replaced.get(value) {
            value = next;
        }
        value
    }
    /// Whether anything was replaced.
    pub fn is_empty(&self) -> bool {
        !self.any
    }
    /// Replaces all operands in `func`.
    pub fn apply(&self, func: &mut Func) {
        if !self.any {
            return;
        }
        for block in func.blocks.iter_mut() {
            for &inst in &block.insts {
                for arg in &mut func.insts[inst].args {
                    *arg = self.get(*arg);
                }
            }
            block.term.map_uses(|value| self.get(value));
        }
    }
}
