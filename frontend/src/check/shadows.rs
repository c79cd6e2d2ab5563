//! Warnings of names that hide others, where that is probably not meant.
//!
//! In: the names that a `let`, a `for` or an arm has just bound.  Out: a warning for each that hides a variable of a block
//! around it, or a constant or state of the module, which the value that it is given does not mention. `let x = x!` and a second
//! `let` in the same block say that the old name is done with; a `let best = 0` in a loop around which there is a `best`
//! was probably meant to assign. Parameters, and what patterns of arms take apart, may be called as they like: their
//! names are chosen where nothing else could be meant; but an arm that is called as a constant looks like a comparison.

use base::{Span, Symbol};

use super::body::{Body, LocalKind};
use crate::errors::warnings;
use crate::typed::LocalId;
use crate::world::Def;

impl Body<'_, '_> {
    /// How many names have been bound: those bound later are to be looked at.
    pub(super) fn bound_names(&self) -> usize {
        self.hidden.len()
    }

    /// Notes that a name was used at a place.
    pub(super) fn note_name(&mut self, name: Symbol, span: Span) {
        self.named_at.insert(name, span.start);
    }

    /// Warns of names bound since `start` that hide something. What is named from the byte `from` on is meant to be hidden.
    pub(super) fn warn_shadows(&mut self, start: usize, from: u32) {
        for at in start..self.hidden.len() {
            let (name, before) = self.hidden[at];
            let is_named = self.named_at.get(&name).is_some_and(|&used| used >= from);
            if is_named || name.as_str().starts_with('_') {
                continue;
            }
            let Some(new) = self.find_local(name) else { continue };
            match before {
                Some(before) => self.warn_hidden_local(start, name, before, new),
                None => self.warn_hidden_item(name, new),
            }
        }
    }

    fn warn_hidden_local(&mut self, start: usize, name: Symbol, before: LocalId, new: LocalId) {
        let is_of_same_block = self.hidden[self.block_start..start].iter().any(|&(known, _)| known == name);
        if is_of_same_block || self.locals[before].kind == LocalKind::Hidden {
            return;
        }
        let may_assign = self.locals[before].kind == LocalKind::Var;
        let (span, declared) = (self.locals[new].local.span, self.locals[before].local.span);
        self.warn(warnings::hides_variable(name, span, declared, may_assign));
    }

    fn warn_hidden_item(&mut self, name: Symbol, new: LocalId) {
        let Some(entry) = self.world.modules[self.module].scope.get(&name) else { return };
        // A function that is hidden is no value: using the variable for it is an error anyway.
        let Def::Global(id) = entry.def else { return };
        let data = &self.world.globals[id];
        let declared = (!self.world.is_std(data.module)).then_some(data.span);
        let span = self.locals[new].local.span;
        self.warn(warnings::hides_value(name, span, declared));
    }

    /// Warns of a pattern that is called as a constant: it takes everything.
    pub(super) fn warn_named_as_constant(&mut self, start: usize) {
        for at in start..self.hidden.len() {
            let (name, before) = self.hidden[at];
            let Some(entry) = self.world.modules[self.module].scope.get(&name) else { continue };
            let (None, Def::Global(id)) = (before, entry.def) else { continue };
            let Some(new) = self.find_local(name) else { continue };
            let (span, declared) = (self.locals[new].local.span, self.world.globals[id].span);
            self.warn(warnings::binds_constant(name, span, declared));
        }
    }
}
