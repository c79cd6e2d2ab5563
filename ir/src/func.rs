//! Functions: SSA values over a control-flow graph with block parameters.
//!
//! Everything is a dense id into a table of the function. Nothing derived is stored: predecessors, dominators and
//! uses are computed by whoever needs them. Constants are values without a place; they dominate everything.

use crate::{Op, PanicKind, Type};
use base::{IndexVec, Span, Symbol, define_id};

define_id! {
    /// An SSA value of a function.
    pub struct Value = "v";
    /// A basic block of a function.
    pub struct Block = "b";
    /// An instruction of a function.
    pub struct Inst = "i";
    /// A call that was inlined into a function.
    pub struct SiteId = "site";
}

/// A constant. Floats are compared and hashed by their bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Const {
    /// `bool`
    Bool(bool),
    /// `i32`
    I32(i32),
    /// `i64`
    I64(i64),
    /// `f32`, by its bits.
    F32(u32),
    /// `f64`, by its bits.
    F64(u64),
    /// `str`
    Str(Symbol),
    /// `big`, in decimal digits with a sign if it is negative.
    Big(Symbol),
    /// `null` of a nullable type.
    Null(Type),
}

impl Const {
    /// The type of the constant.
    pub fn ty(self) -> Type {
        match self {
            Const::Bool(_) => Type::BOOL,
            Const::I32(_) => Type::I32,
            Const::I64(_) => Type::I64,
            Const::F32(_) => Type::F32,
            Const::F64(_) => Type::F64,
            Const::Str(_) => Type::STR,
            Const::Big(_) => Type::BIG,
            Const::Null(ty) => ty,
        }
    }
    /// The constant of an `f64`.
    pub fn f64(value: f64) -> Const {
        Const::F64(value.to_bits())
    }
    /// The constant of an `f32`.
    pub fn f32(value: f32) -> Const {
        Const::F32(value.to_bits())
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// The parameter of a block, by position.
    Param(Block, u32),
    /// The result of an instruction, by position.
    Inst(Inst, u32),
    /// A constant.
    Const(Const),
}

/// An SSA value.
#[derive(Clone, Debug)]
pub struct ValueData {
    /// Its type.
    pub ty: Type,
    /// Its definition.
    pub def: ValueDef,
    /// The source variable it holds, for readable output. Means nothing.
    pub name: Option<Symbol>,
}

/// A source position, and the inlined call through which it got here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Loc {
    /// Where it stands in the source.
    pub span: Span,
    /// The innermost inlined call that contains it, if any.
    pub site: Option<SiteId>,
}

/// A call that was replaced by the callee's body.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Site {
    /// The function that was inlined.
    pub callee: Symbol,
    /// Where it was called.
    pub call: Loc,
}

/// An instruction: an operator, its operands, its results.
#[derive(Clone, Debug)]
pub struct InstData {
    /// The operator with its immediates.
    pub op: Op,
    /// Operands.
    pub args: Vec<Value>,
    /// Results: none, one, or several for a call that returns a flattened tuple.
    pub results: Vec<Value>,
    /// Where it comes from.
    pub loc: Loc,
}

/// A jump to a block with arguments for its parameters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// Where to.
    pub block: Block,
    /// One for each parameter.
    pub args: Vec<Value>,
}

/// The end of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Terminator {
    /// Goes on there.
    Jump(Target),
    /// Goes to the first target if the `bool` is true, else to the second.
    Branch(Value, Target, Target),
    /// Goes to the target at the index that the `i32` gives, else to the default.
    Switch(Value, Vec<Target>, Target),
    /// Ends the function.
    Return(Vec<Value>),
    /// Ends the function with the results of a call, without growing the stack.
    TailCall(crate::FuncId, Vec<Value>),
    /// The same for a function value, the first operand.
    TailCallClosure(crate::SigId, Vec<Value>),
    /// Panics.
    Panic(PanicKind),
    /// Never reached, because the instruction before never returns or an exhaustive match has no other case.
    Unreachable,
}

/// A basic block.
#[derive(Clone, Debug)]
pub struct BlockData {
    /// Its parameters: the phis.
    pub params: Vec<Value>,
    /// Its straight-line code.
    pub insts: Vec<Inst>,
    /// How it ends.
    pub term: Terminator,
    /// Where the terminator comes from.
    pub loc: Loc,
}

/// `@inline`, `@noinline`, or neither.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum InlineHint {
    /// The inliner decides.
    #[default]
    Auto,
    /// `@inline`
    Always,
    /// `@noinline`
    Never,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// Unique in the program; `largest<i32>`, `Body.speed`, `main.λ1`.
    pub name: Symbol,
    /// The declaration.
    pub span: Span,
    /// Result types: several are a flattened tuple.
    pub results: Vec<Type>,
    /// How many leading parameters are captured values, if this is the body of a closure.
    pub captures: u32,
    /// Inlining attribute.
    pub inline: InlineHint,
    /// `@js` or `@wasm`.
    pub pin: Option<crate::Side>,
    /// The first block; its parameters are the function's.
    pub entry: Block,
    /// Basic blocks, in source order. Unreachable ones may be present until dead-code elimination.
    pub blocks: IndexVec<Block, BlockData>,
    /// Instructions; those not in a block's list are garbage.
    pub insts: IndexVec<Inst, InstData>,
    /// Values.
    pub values: IndexVec<Value, ValueData>,
    /// Inlined calls.
    pub sites: IndexVec<SiteId, Site>,
}

impl Func {
    /// An empty function whose entry block has no parameters yet and ends in `unreachable`.
    pub fn new(name: Symbol, span: Span, results: Vec<Type>) -> Func {
        let mut func = Func {
            name,
            span,
            results,
            captures: 0,
            inline: InlineHint::Auto,
            pin: None,
            entry: base::Id::from_index(0),
            blocks: IndexVec::new(),
            insts: IndexVec::new(),
            values: IndexVec::new(),
            sites: IndexVec::new(),
        };
        func.entry = func.add_block(Loc { span, site: None });
        func
    }
    /// Adds a block without parameters that ends in `unreachable`.
    pub fn add_block(&mut self, loc: Loc) -> Block {
        self.blocks.push(BlockData { params: Vec::new(), insts: Vec::new(), term: Terminator::Unreachable, loc })
    }
    /// Adds a parameter to `block`.
    pub fn add_param(&mut self, block: Block, ty: Type, name: Option<Symbol>) -> Value {
        let position = self.blocks[block].params.len() as u32;
        let value = self.values.push(ValueData { ty, def: ValueDef::Param(block, position), name });
        self.blocks[block].params.push(value);
        value
    }
    /// A constant as a value. Not shared: passes fold equal ones.
    pub fn constant(&mut self, constant: Const) -> Value {
        self.values.push(ValueData { ty: constant.ty(), def: ValueDef::Const(constant), name: None })
    }
    /// Makes an instruction with results of the given types, without putting it into a block.
    pub fn make_inst(&mut self, op: Op, args: Vec<Value>, results: &[Type], loc: Loc) -> Inst {
        let inst = self.insts.next_id();
        let values = results.iter().enumerate().map(|(position, &ty)| {
            self.values.push(ValueData { ty, def: ValueDef::Inst(inst, position as u32), name: None })
        });
        let results = values.collect();
        self.insts.push(InstData { op, args, results, loc })
    }
    /// Appends an instruction to `block`.
    pub fn append(&mut self, block: Block, op: Op, args: Vec<Value>, results: &[Type], loc: Loc) -> Inst {
        let inst = self.make_inst(op, args, results, loc);
        self.blocks[block].insts.push(inst);
        inst
    }
    /// The type of a value.
    pub fn ty(&self, value: Value) -> Type {
        self.values[value].ty
    }
    /// The constant that `value` is, if it is one.
    pub fn as_const(&self, value: Value) -> Option<Const> {
        match self.values[value].def {
            ValueDef::Const(constant) => Some(constant),
            ValueDef::Param(..) | ValueDef::Inst(..) => None,
        }
    }
    /// The parameters of the function.
    pub fn params(&self) -> &[Value] {
        &self.blocks[self.entry].params
    }
    /// The types of the parameters.
    pub fn param_types(&self) -> Vec<Type> {
        self.params().iter().map(|&param| self.ty(param)).collect()
    }
}

/// What a function or type is called in the source: a copy that `split_classes` made is called `name#2`.
pub fn source_name(name: Symbol) -> Symbol {
    match name.as_str().rsplit_once('#') {
        Some((source, number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => Symbol::new(source),
        _ => name,
    }
}

impl Terminator {
    /// Calls `f` with every operand, jump arguments included.
    pub fn for_each_use(&self, mut f: impl FnMut(Value)) {
        match self {
            Terminator::Branch(value, ..) | Terminator::Switch(value, ..) => f(*value),
            Terminator::Return(args) | Terminator::TailCall(_, args) | Terminator::TailCallClosure(_, args) => {
                args.iter().copied().for_each(&mut f);
            }
            Terminator::Jump(_) | Terminator::Panic(_) | Terminator::Unreachable => {}
        }
        self.for_each_target(|target| target.args.iter().copied().for_each(&mut f));
    }
    /// Replaces every operand, jump arguments included.
    pub fn map_uses(&mut self, mut f: impl FnMut(Value) -> Value) {
        match self {
            Terminator::Branch(value, ..) | Terminator::Switch(value, ..) => *value = f(*value),
            Terminator::Return(args) | Terminator::TailCall(_, args) | Terminator::TailCallClosure(_, args) => {
                args.iter_mut().for_each(|arg| *arg = f(*arg));
            }
            Terminator::Jump(_) | Terminator::Panic(_) | Terminator::Unreachable => {}
        }
        self.map_targets(|target| target.args.iter_mut().for_each(|arg| *arg = f(*arg)));
    }
    /// Calls `f` with every target, in order; equal targets each time.
    pub fn for_each_target(&self, mut f: impl FnMut(&Target)) {
        match self {
            Terminator::Jump(target) => f(target),
            Terminator::Branch(_, yes, no) => {
                f(yes);
                f(no);
            }
            Terminator::Switch(_, targets, default) => {
                targets.iter().for_each(&mut f);
                f(default);
            }
            Terminator::Return(_)
            | Terminator::TailCall(..)
            | Terminator::TailCallClosure(..)
            | Terminator::Panic(_)
            | Terminator::Unreachable => {}
        }
    }
    /// Lets `f` change every target.
    pub fn map_targets(&mut self, mut f: impl FnMut(&mut Target)) {
        match self {
            Terminator::Jump(target) => f(target),
            Terminator::Branch(_, yes, no) => {
                f(yes);
                f(no);
            }
            Terminator::Switch(_, targets, default) => {
                targets.iter_mut().for_each(&mut f);
                f(default);
            }
            Terminator::Return(_)
            | Terminator::TailCall(..)
            | Terminator::TailCallClosure(..)
            | Terminator::Panic(_)
            | Terminator::Unreachable => {}
        }
    }
}
