//! Which functions do the same.
//!
//! In: a program and the types of it that are one.  Out: for each function the first that does the same. The code of
//! a function is written as words in which values and blocks are numbered as they come, types are those they are one
//! with, and callees are left out: whether these are the same is found out in rounds.

use super::{copied, partition};
use crate::retype::Renaming;
use crate::split_classes::Origins;
use base::{Id, IndexVec, Span, Symbol};
use ir::ValueDef;
use ir::{
    Block, Cfg, Const, Func, FuncId, InlineHint, Loc, Op, PanicKind, Program, Side, Storage, Terminator, Type, Value,
};
use rustc_hash::FxHashMap;

/// A part of what a type or function consists of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Word {
    /// A count, or the number of a value or block.
    Number(usize),
    /// Yes or no.
    Flag(bool),
    /// The name of a field, variant or function.
    Name(Symbol),
    /// The home.
    Side(Side),
    /// How a field is stored.
    Storage(Storage),
    /// The type of a value.
    Type(Type),
    /// A constant.
    Const(Const),
    /// An operator.
    Op(Op),
    /// Where something that may panic stands.
    Place(Span),
    /// What a panic is about.
    Panic(PanicKind),
    /// The kind of a terminator.
    End(std::mem::Discriminant<Terminator>),
}

/// For each function the first that does the same.
pub fn same_funcs(program: &Program, renaming: &Renaming, origins: Option<&Origins>) -> IndexVec<FuncId, FuncId> {
    let copies = origins.map(|origins| copied(&origins.funcs));
    let mut keys = Vec::with_capacity(program.funcs.len());
    let mut callees = Vec::with_capacity(program.funcs.len());
    for (id, func) in program.funcs.iter_enumerated() {
        let alone = match (&copies, origins) {
            (Some(copies), Some(origins)) => !copies.contains(&origins.funcs[id]),
            _ => is_root(program, id) || func.inline == InlineHint::Never,
        };
        let mut writer = Writer::new(func, renaming);
        if alone {
            writer.words.push(Word::Number(id.index()));
        } else {
            writer.words.push(Word::Side(program.placement.funcs[id]));
            writer.words.extend(origins.map(|origins| Word::Number(origins.funcs[id].index())));
            writer.func();
        }
        keys.push(writer.words);
        callees.push(writer.callees);
    }
    partition(keys, &callees).into_iter().map(FuncId::from_index).collect()
}

/// What the world outside calls keeps its name.
fn is_root(program: &Program, id: FuncId) -> bool {
    program.init == Some(id)
        || program.main == Some(id)
        || program.tests.iter().any(|test| test.func == id)
        || program.exports.iter().any(|export| export.func == id)
}

struct Writer<'a> {
    func: &'a Func,
    renaming: &'a Renaming,
    words: Vec<Word>,
    callees: Vec<usize>,
    values: FxHashMap<Value, usize>,
    blocks: FxHashMap<Block, usize>,
    may_panic: bool,
}

impl<'a> Writer<'a> {
    fn new(func: &'a Func, renaming: &'a Renaming) -> Self {
        let (words, callees) = (Vec::new(), Vec::new());
        let (values, blocks) = (FxHashMap::default(), FxHashMap::default());
        Writer { func, renaming, words, callees, values, blocks, may_panic: false }
    }

    fn func(&mut self) {
        let func = self.func;
        self.words.push(Word::Number(func.captures as usize));
        self.types(func.results.iter().copied());
        let cfg = Cfg::of(func);
        for &block in &cfg.order {
            let number = self.blocks.len();
            self.blocks.insert(block, number);
        }
        for &block in &cfg.order {
            let data = &func.blocks[block];
            self.types(data.params.iter().map(|&param| func.ty(param)));
            data.params.iter().for_each(|&param| self.define(param));
            for &inst in &data.insts {
                self.inst(&func.insts[inst]);
            }
            self.terminator(&data.term, data.loc);
        }
        if self.may_panic {
            self.words.push(Word::Name(ir::source_name(func.name)));
        }
    }

    fn types(&mut self, types: impl ExactSizeIterator<Item = Type>) {
        self.words.push(Word::Number(types.len()));
        self.words.extend(types.map(|ty| Word::Type(self.renaming.ty(ty))));
    }

    fn define(&mut self, value: Value) {
        let number = self.values.len();
        self.values.entry(value).or_insert(number);
    }

    fn uses(&mut self, values: &[Value]) {
        self.words.push(Word::Number(values.len()));
        for &value in values {
            self.value(value);
        }
    }

    fn value(&mut self, value: Value) {
        match self.func.values[value].def {
            ValueDef::Const(Const::Null(ty)) => self.words.push(Word::Const(Const::Null(self.renaming.ty(ty)))),
            ValueDef::Const(constant) => self.words.push(Word::Const(constant)),
            // The order of blocks is one of dominance, so that what is used has a number, but for unreachable code.
            ValueDef::Param(..) | ValueDef::Inst(..) => {
                self.define(value);
                self.words.push(Word::Number(self.values[&value]));
            }
        }
    }

    fn inst(&mut self, inst: &ir::InstData) {
        let op = match inst.op {
            Op::Call(callee) => {
                self.callees.push(callee.index());
                Op::Call(FuncId::from_index(0))
            }
            Op::ClosureNew(callee) => {
                self.callees.push(callee.index());
                Op::ClosureNew(FuncId::from_index(0))
            }
            op => self.renaming.op(op),
        };
        self.words.push(Word::Op(op));
        self.uses(&inst.args);
        self.types(inst.results.iter().map(|&result| self.func.ty(result)).collect::<Vec<_>>().into_iter());
        inst.results.iter().for_each(|&result| self.define(result));
        if inst.op.may_panic() {
            self.place(inst.loc);
        }
    }

    fn terminator(&mut self, term: &Terminator, loc: Loc) {
        self.words.push(Word::End(std::mem::discriminant(term)));
        match term {
            Terminator::Branch(value, ..) | Terminator::Switch(value, ..) => self.value(*value),
            Terminator::Return(args) => self.uses(args),
            Terminator::TailCall(callee, args) => {
                self.callees.push(callee.index());
                self.uses(args);
                self.place(loc);
            }
            Terminator::TailCallClosure(sig, args) => {
                self.words.push(Word::Op(self.renaming.op(Op::CallClosure(*sig))));
                self.uses(args);
                self.place(loc);
            }
            Terminator::Panic(kind) => {
                self.words.push(Word::Panic(*kind));
                self.place(loc);
            }
            Terminator::Jump(_) | Terminator::Unreachable => {}
        }
        let mut targets = Vec::new();
        term.for_each_target(|target| targets.push(target.clone()));
        self.words.push(Word::Number(targets.len()));
        for target in targets {
            self.words.push(Word::Number(self.blocks.get(&target.block).copied().unwrap_or(usize::MAX)));
            self.uses(&target.args);
        }
    }

    /// Where it stands, and in which functions that were inlined.
    fn place(&mut self, loc: Loc) {
        self.may_panic = true;
        self.words.push(Word::Place(loc.span));
        let mut site = loc.site;
        while let Some(id) = site {
            let row = &self.func.sites[id];
            self.words.extend([Word::Name(row.callee), Word::Place(row.call.span)]);
            site = row.call.site;
        }
    }
}
