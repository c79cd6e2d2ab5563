//! Where functions, heap types and globals live, and what crosses between the two sides.
//!
//! Every operation that one side asks of the other is one [`Op`] executed remotely: a call of a function of the other
//! side, a field read of a type whose home is there, an extern call, a host function. The seam is therefore two maps
//! from operations to names, and an emitter that meets a non-local operation prints a call of that name.

use crate::{FuncId, GlobalId, Op, SigId, TypeId};
use base::{IndexVec, Symbol};

/// One half of a program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// JavaScript.
    Js,
    /// WebAssembly.
    Wasm,
}

/// The home of everything that has one. Before `place` everything is where the target says.
#[derive(Clone, Default, Debug)]
pub struct Placement {
    /// The side of each function.
    pub funcs: IndexVec<FuncId, Side>,
    /// The home of each heap type: the only side that knows its layout. `Buffer`s live in Wasm memory whenever there
    /// is a Wasm half.
    pub types: IndexVec<TypeId, Side>,
    /// The home of each global.
    pub globals: IndexVec<GlobalId, Side>,
}

impl Placement {
    /// The only side that can execute `op` by itself, or `None` if both can.
    pub fn home(&self, op: &Op) -> Option<Side> {
        match *op {
            Op::GlobalGet(global) | Op::GlobalSet(global) => Some(self.globals[global]),
            Op::Call(func) => Some(self.funcs[func]),
            Op::Extern(_) | Op::BufferView(_) => Some(Side::Js),
            _ => op.heap_type().map(|ty| self.types[ty]),
        }
    }
}

/// Something that one side provides to the other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Crossing {
    /// Executes this operation on its home side. `Op::Host` is always provided by JS.
    Op(Op),
    /// Provided by Wasm: calls a Wasm closure of this signature, given as the first argument. JS wraps a Wasm
    /// closure that reaches it as `(...args) => crossing(closure, ...args)`.
    ApplyClosure(SigId),
    /// Provided by Wasm: makes a Wasm closure around a JS function, given as the only argument.
    WrapFunction(SigId),
    /// Provided by JS: calls a JS function of this signature, given as the first argument.
    ApplyFunction(SigId),
}

/// A named crossing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrossingName {
    /// What it does.
    pub crossing: Crossing,
    /// How the other side calls it: an export of the module, or a field of the import module `js` (`seam` for hosts).
    pub name: Symbol,
}

/// What crosses. Made by `lower::seam`, in order of first use, so that it is deterministic.
#[derive(Clone, Default, Debug)]
pub struct Seam {
    /// What Wasm provides to JS (beside `init`, `main` and tests).
    pub exports: Vec<CrossingName>,
    /// What JS provides to Wasm.
    pub imports: Vec<CrossingName>,
}

impl Seam {
    /// The name under which Wasm provides `crossing`, if it does.
    pub fn export(&self, crossing: &Crossing) -> Option<Symbol> {
        self.exports.iter().find(|row| row.crossing == *crossing).map(|row| row.name)
    }
    /// The name under which JS provides `crossing`, if it does.
    pub fn import(&self, crossing: &Crossing) -> Option<Symbol> {
        self.imports.iter().find(|row| row.crossing == *crossing).map(|row| row.name)
    }
}
