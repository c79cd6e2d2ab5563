//! The body of one function: from SSA over structured control flow to Wasm code with symbolic locals.
//!
//! In: a function of the IR.  Out: [`Code`].
//!
//! A value that is used once, in the block where it is defined, is not stored in a local: its expression waits in
//! `pending` and is emitted where it is used, unless an effect in between forbids that. Everything else gets a local
//! of its own; [`crate::locals`] merges them afterwards. Values are never recomputed, except constants.

pub mod assign;
pub mod call;
pub mod control;
pub mod frame;
pub mod heap;
pub mod inst;
pub mod memory;
pub mod nullable;
pub mod pending;
pub mod switch;

use crate::code::{Instr, Label, Local, Mark};
use crate::effects::Effects;
use crate::facts::Facts;
use crate::module::Module;
use base::{Id, IndexVec, Symbol};
use ir::{Func, FuncId, Loc, PanicKind, SigId, Value};
use rustc_hash::FxHashMap;
use wasm_encoder::{Instruction, ValType};

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// By Wasm, with its parameters as they are.
    Plain,
    /// By JavaScript, with parameters and results as they cross the boundary.
    Boundary,
    /// As the code of a function value: the value first, in which the captured parameters are.
    Closure(FuncId, SigId),
}

/// A local.
#[derive(Clone, Debug)]
pub struct LocalData {
    /// Its type.
    pub ty: ValType,
    /// What it is called.
    pub name: Option<Symbol>,
}

/// The code of a function.
pub struct Code {
    /// The instructions.
    pub instrs: Vec<Instr>,
    /// The locals, parameters first.
    pub locals: IndexVec<Local, LocalData>,
    /// How many of them are parameters.
    pub params: usize,
    /// How many labels there are.
    pub labels: usize,
    /// The type of the function.
    pub ty: u32,
}

/// What may be wrong with the Wasm type of an expression whose IR type is not nullable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Null {
    /// Nothing.
    No,
    /// It was read from a local that may turn out to be nullable.
    Local(Local),
    /// It is nullable.
    Yes,
}

/// Code that pushes a value.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The instructions.
    pub code: Vec<Instr>,
    /// What they do beside.
    pub effects: Effects,
    /// Whether Wasm knows that the value is not null.
    pub null: Null,
}

impl Expr {
    /// An expression without effects.
    pub fn pure(code: Vec<Instr>) -> Expr {
        Expr { code, effects: Effects::NONE, null: Null::No }
    }
    /// Whether it only reads locals or constants.
    pub fn is_leaf(&self) -> bool {
        let is_cheap = |instr: &Instr| match instr {
            Instr::Get(_) => true,
            Instr::Wasm(instr) => matches!(
                instr,
                Instruction::I32Const(_)
                    | Instruction::I64Const(_)
                    | Instruction::F32Const(_)
                    | Instruction::F64Const(_)
                    | Instruction::RefNull(_)
                    | Instruction::GlobalGet(_)
            ),
            _ => false,
        };
        self.effects.is_none() && self.code.iter().all(is_cheap)
    }
}

/// The locals of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Slots {
    /// It has none yet.
    Unset,
    /// Anything but a nullable scalar.
    One(Local),
    /// Flag and value of a nullable scalar.
    Two(Local, Local),
}

/// The state while a body is made.
pub struct Body<'m, 'p, 'f> {
    /// The module.
    pub module: &'m mut Module<'p>,
    /// The function.
    pub func: &'f Func,
    form: Form,
    /// Whether its instructions have a place in the sources.
    has_place: bool,
    facts: Facts,
    locals: IndexVec<Local, LocalData>,
    slots: IndexVec<Value, Slots>,
    pending: Vec<(Value, Expr)>,
    is_pending: IndexVec<Value, bool>,
    code: Vec<Instr>,
    labels: usize,
    /// The first label that is the start of a loop.
    loops: usize,
    dispatches: Vec<Local>,
    /// Objects that this block has already cast to a variant.
    casts: FxHashMap<(Value, u32), Local>,
    block: ir::Block,
}

/// The code of `func`. Without `has_place` its instructions are not attributed to it.
pub fn emit(module: &mut Module, func: &Func, form: Form, has_place: bool) -> Code {
    let facts = Facts::of(module, func);
    let mut body = Body {
        module,
        func,
        form,
        has_place,
        facts,
        locals: IndexVec::new(),
        slots: IndexVec::filled(Slots::Unset, func.values.len()),
        pending: Vec::new(),
        is_pending: IndexVec::filled(false, func.values.len()),
        code: Vec::new(),
        labels: 0,
        loops: 0,
        dispatches: Vec::new(),
        casts: FxHashMap::default(),
        block: func.entry,
    };
    let (ty, params) = body.enter();
    body.run();
    Code { instrs: body.code, locals: body.locals, params, labels: body.labels, ty }
}

impl Body<'_, '_, '_> {
    /// A new local.
    fn local(&mut self, ty: ValType, name: Option<Symbol>) -> Local {
        self.locals.push(LocalData { ty, name })
    }
    /// A new label.
    fn label(&mut self) -> Label {
        self.labels += 1;
        Label::from_index(self.labels - 1)
    }
    /// Emits an instruction.
    fn push(&mut self, instr: Instr) {
        self.code.push(instr);
    }
    /// The mark of an instruction that panics, or calls if `kind` is `None`.
    fn mark(&mut self, loc: Loc, kind: Option<PanicKind>) -> Mark {
        match self.has_place {
            true => self.module.positions.mark(self.func, loc, kind),
            false => self.module.positions.mark_without_frames(kind),
        }
    }
    /// The locals of `value`, made if it has none.
    fn slots(&mut self, value: Value) -> Slots {
        if self.slots[value] == Slots::Unset {
            let name = self.func.values[value].name;
            let types = self.module.types.slots(self.func.ty(value));
            let locals: Vec<Local> = types.into_iter().map(|ty| self.local(ty, name)).collect();
            self.slots[value] = match locals[..] {
                [flag, value] => Slots::Two(flag, value),
                _ => Slots::One(locals[0]),
            };
        }
        self.slots[value]
    }
}
