//! Global value numbering: what was computed on every path here is not computed again.
//!
//! Before: `v3 = add v1, v2` … `v4 = add v1, v2`      After: uses of `v4` use `v3`
//!
//! A walk down the dominator tree with a scoped table from operator and operands to the value that has the result.
//! Pure operators count, those that can panic too: the first one has already not panicked. The tree also brings
//! facts: below the `true` side of a branch its condition is true, and below a null test an `unwrap` cannot fail.
//! Reads of memory are shared, and writes forwarded to reads, within a block up to the next write of that place or
//! the next call.
//!
//! Source: Briggs, Cooper, Simpson, "Value Numbering", Software: Practice and Experience 27(6), 1997 (the dominator
//! technique).

use crate::substitution::Substitution;
use ir::op::{Effect, Memory};
use ir::{Block, Const, Func, FuncId, Inst, Op, Program, Terminator, TypeDef, Types, Value, ValueDef};
use ir::{cfg::Cfg, dominators::Dominators};
use rustc_hash::FxHashMap;

/// Numbers the values of every function.
pub fn run(program: &mut Program) {
    for id in program.funcs.ids() {
        run_func(program, id);
    }
}

fn run_func(program: &mut Program, id: FuncId) {
    let cfg = Cfg::of(&program.funcs[id]);
    let dominators = Dominators::of(&cfg);
    let func = &mut program.funcs[id];
    let mut numbering = Numbering {
        values: Substitution::new(func),
        func,
        types: &program.types,
        cfg: &cfg,
        table: FxHashMap::default(),
        log: Vec::new(),
        constants: FxHashMap::default(),
    };
    numbering.walk(&dominators);
    let values = numbering.values;
    values.apply(&mut program.funcs[id]);
}

/// An operator with operands, or a fact about a value.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Op(Op, Vec<Value>),
    /// The value that this `bool` is known to have here.
    Known(Value),
    /// Present if this optional is known not to be null here.
    NotNull(Value),
}

struct Numbering<'a> {
    func: &'a mut Func,
    types: &'a Types,
    cfg: &'a Cfg,
    values: Substitution,
    table: FxHashMap<Key, Value>,
    /// What was added or changed in the table, to be undone when its scope ends.
    log: Vec<(Key, Option<Value>)>,
    constants: FxHashMap<Const, Value>,
}

enum Step {
    Enter(Block),
    Leave(usize),
}

impl Numbering<'_> {
    fn walk(&mut self, dominators: &Dominators) {
        let mut steps = vec![Step::Enter(self.func.entry)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(block) => {
                    steps.push(Step::Leave(self.log.len()));
                    self.visit(block);
                    steps.extend(dominators.children[block].iter().rev().map(|&child| Step::Enter(child)));
                }
                Step::Leave(mark) => {
                    for (key, old) in self.log.drain(mark..).rev() {
                        match old {
                            Some(value) => self.table.insert(key, value),
                            None => self.table.remove(&key),
                        };
                    }
                }
            }
        }
    }

    fn insert(&mut self, key: Key, value: Value) {
        let old = self.table.insert(key.clone(), value);
        self.log.push((key, old));
    }

    /// Equal constants are one value while numbering.
    fn number(&mut self, value: Value) -> Value {
        let value = self.values.get(value);
        match self.func.as_const(value) {
            Some(constant) => *self.constants.entry(constant).or_insert(value),
            None => value,
        }
    }

    fn visit(&mut self, block: Block) {
        self.learn_from_branch(block);
        let mut memory = BlockMemory::default();
        let insts = std::mem::take(&mut self.func.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            let args = self.func.insts[inst].args.clone();
            self.func.insts[inst].args = args.into_iter().map(|arg| self.number(arg)).collect();
            if !self.redundant(inst) && !memory.redundant(self, inst) {
                kept.push(inst);
            }
        }
        self.func.blocks[block].insts = kept;
        let mut term = std::mem::replace(&mut self.func.blocks[block].term, Terminator::Unreachable);
        if let Terminator::Branch(cond, ..) = &mut term {
            let known = Key::Known(self.number(*cond));
            if let Some(&value) = self.table.get(&known) {
                *cond = value;
            }
        }
        self.func.blocks[block].term = term;
    }

    /// If the only way here is one side of a branch, its condition is known.
    fn learn_from_branch(&mut self, block: Block) {
        let [pred] = self.cfg.preds[block][..] else { return };
        let Terminator::Branch(cond, yes, no) = &self.func.blocks[pred].term else { return };
        if yes.block == no.block {
            return;
        }
        let (cond, holds) = (*cond, yes.block == block);
        let cond = self.number(cond);
        let known = self.func.constant(Const::Bool(holds));
        self.insert(Key::Known(cond), known);
        if let ValueDef::Inst(inst, _) = self.func.values[cond].def
            && self.func.insts[inst].op == Op::IsNull
            && !holds
        {
            let value = self.func.insts[inst].args[0];
            self.insert(Key::NotNull(self.values.get(value)), value);
        }
    }

    /// Whether an instruction computes what is known already; then its result is replaced.
    fn redundant(&mut self, inst: Inst) -> bool {
        let op = self.func.insts[inst].op;
        let args = self.func.insts[inst].args.clone();
        if op == Op::Unwrap && self.table.contains_key(&Key::NotNull(args[0])) {
            self.func.insts[inst].op = Op::AssumeSome;
        }
        if !self.is_numbered(self.func.insts[inst].op) {
            return false;
        }
        let result = self.func.insts[inst].results[0];
        let key = Key::Op(self.func.insts[inst].op, args);
        if let Some(&known) = self.table.get(&key) {
            self.values.replace(result, known);
            return true;
        }
        self.insert(key, result);
        false
    }

    /// Whether equal operands give equal results wherever the operator stands.
    fn is_numbered(&self, op: Op) -> bool {
        match op {
            Op::StructGet(ty, field) => match &self.types[ty].def {
                TypeDef::Struct { fields } => !fields[field as usize].mutable,
                TypeDef::Enum { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => false,
            },
            _ => op.effect() == Effect::Pure,
        }
    }
}

/// What memory is known to hold, from the last call on.
#[derive(Default)]
struct BlockMemory {
    /// By place, then operator and operands of the read.
    known: FxHashMap<Memory, Vec<(Vec<Value>, Value)>>,
}

impl BlockMemory {
    /// Whether a read gives what is known; then its result is replaced. Takes note of writes and calls.
    fn redundant(&mut self, numbering: &mut Numbering<'_>, inst: Inst) -> bool {
        let data = &numbering.func.insts[inst];
        match data.op.effect() {
            Effect::Pure | Effect::Alloc => false,
            Effect::Call => {
                self.known.clear();
                false
            }
            Effect::Read(place) => {
                if matches!(data.op, Op::StrFromArray(_)) {
                    return false;
                }
                let rows = self.known.entry(place).or_default();
                let result = data.results[0];
                if let Some((_, value)) = rows.iter().find(|(args, _)| *args == data.args) {
                    numbering.values.replace(result, *value);
                    return true;
                }
                rows.push((data.args.clone(), result));
                false
            }
            Effect::Write(place) => {
                let rows = self.known.entry(place).or_default();
                rows.clear();
                let forwarded = match data.op {
                    Op::StructSet(..) | Op::GlobalSet(_) => true,
                    Op::ArraySet(ty) | Op::BufferSet(ty) => {
                        matches!(numbering.types[ty].elem(), ir::Storage::Val(_) | ir::Storage::U32 | ir::Storage::U64)
                    }
                    _ => false,
                };
                let whole = match data.op {
                    Op::StructSet(ty, field) => matches!(
                        numbering.types[ty].struct_fields()[field as usize].storage,
                        ir::Storage::Val(_) | ir::Storage::U32 | ir::Storage::U64
                    ),
                    _ => true,
                };
                if forwarded && whole {
                    let (value, place_args) =
                        data.args.split_last().expect("a write has the value as its last operand");
                    rows.push((place_args.to_vec(), *value));
                }
                false
            }
        }
    }
}
