//! SSA form, made while the code is: Braun, Buchwald, Hack, Leißa, Mallon, Zwinkau, "Simple and Efficient Construction
//! of Static Single Assignment Form" (CC 2013), with block parameters for phis.
//!
//! In: writes and reads of variables in the order of lowering.  Out: values; after [`Ssa::finish`] a function whose
//! blocks are in source order, without unreachable ones and without a parameter that has only one source.
//!
//! Differences from the paper: operands of new phis are found by a queue and not by recursion, so that a long function
//! needs no deep stack, and phis with one source are removed at the end, all at once. The result is the same, minimal
//! form, since the graphs made here are reducible.

use base::{Id, IndexVec, Symbol, define_id};
use ir::{Block, BlockData, Func, Target, Terminator, Type, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

define_id! {
    /// A variable while SSA form is made: a component of a local, or the value of a join.
    pub struct Var = "var";
}

/// A variable.
struct VarData {
    ty: Type,
    name: Option<Symbol>,
}

/// A phi whose operands are still to be found.
struct Phi {
    block: Block,
    var: Var,
}

/// The state of the construction for one function.
#[derive(Default)]
pub(super) struct Ssa {
    vars: IndexVec<Var, VarData>,
    defs: FxHashMap<(Block, Var), Value>,
    preds: IndexVec<Block, Vec<Block>>,
    sealed: IndexVec<Block, bool>,
    /// Variables that were read in a block before all its predecessors were known.
    incomplete: FxHashMap<Block, Vec<Var>>,
    queue: VecDeque<Phi>,
}

impl Ssa {
    /// A new variable.
    pub fn var(&mut self, ty: Type, name: Option<Symbol>) -> Var {
        self.vars.push(VarData { ty, name })
    }
    /// The type of a variable.
    pub fn ty(&self, var: Var) -> Type {
        self.vars[var].ty
    }
    /// Learns of a new block.
    pub fn add_block(&mut self, block: Block) {
        debug_assert_eq!(block, self.preds.next_id(), "blocks are announced in order");
        self.preds.push(Vec::new());
        self.sealed.push(false);
    }
    /// Whether a jump to `block` is known.
    pub fn has_preds(&self, block: Block) -> bool {
        !self.preds[block].is_empty()
    }
    /// Learns that `from`, which now has its terminator, jumps to `to`.
    pub fn add_edge(&mut self, from: Block, to: Block) {
        debug_assert!(!self.sealed[to], "a sealed block gets no further jumps");
        if !self.preds[to].contains(&from) {
            self.preds[to].push(from);
        }
    }
    /// Sets a variable at the end of `block`, as it is now.
    pub fn write(&mut self, func: &mut Func, block: Block, var: Var, value: Value) {
        let data = &mut func.values[value];
        if data.name.is_none() && !matches!(data.def, ir::ValueDef::Const(_)) {
            data.name = self.vars[var].name;
        }
        self.defs.insert((block, var), value);
    }
    /// The value of a variable at the end of `block`, as it is now.
    pub fn read(&mut self, func: &mut Func, block: Block, var: Var) -> Value {
        let value = self.lookup(func, block, var);
        self.drain(func);
        value
    }
    /// All jumps to `block` are known.
    pub fn seal(&mut self, func: &mut Func, block: Block) {
        if std::mem::replace(&mut self.sealed[block], true) {
            return;
        }
        let waiting = self.incomplete.remove(&block).unwrap_or_default();
        self.queue.extend(waiting.into_iter().map(|var| Phi { block, var }));
        self.drain(func);
    }

    /// Walks up while there is one way to come from; else makes a phi.
    fn lookup(&mut self, func: &mut Func, block: Block, var: Var) -> Value {
        let mut at = block;
        let mut passed = Vec::new();
        let value = loop {
            if let Some(&value) = self.defs.get(&(at, var)) {
                break value;
            }
            passed.push(at);
            match self.preds[at].as_slice() {
                [pred] if self.sealed[at] => at = *pred,
                _ => break self.new_phi(func, at, var),
            }
        };
        for block in passed {
            self.defs.insert((block, var), value);
        }
        value
    }

    fn new_phi(&mut self, func: &mut Func, block: Block, var: Var) -> Value {
        let VarData { ty, name } = self.vars[var];
        assert!(
            block != func.entry && (!self.sealed[block] || self.has_preds(block)),
            "{}: variable {name:?} is read before it is set",
            func.name
        );
        let value = func.add_param(block, ty, name);
        if self.sealed[block] {
            self.queue.push_back(Phi { block, var });
        } else {
            self.incomplete.entry(block).or_default().push(var);
        }
        value
    }

    /// Gives every waiting phi its operands: the queue is in the order of the parameters, so arguments are too.
    fn drain(&mut self, func: &mut Func) {
        while let Some(Phi { block, var }) = self.queue.pop_front() {
            for position in 0..self.preds[block].len() {
                let pred = self.preds[block][position];
                let value = self.lookup(func, pred, var);
                func.blocks[pred].term.map_targets(|target| {
                    if target.block == block {
                        target.args.push(value);
                    }
                });
            }
        }
    }

    /// Brings `func` into its final form: blocks in the order of `layout`, which leaves out those that nothing
    /// reaches, and no parameter that always has the same value.
    pub fn finish(self, func: &mut Func, layout: &[Block]) {
        debug_assert!(self.queue.is_empty() && self.incomplete.is_empty(), "{}: a block is not sealed", func.name);
        remove_trivial_params(func);
        let live = |block: &Block| *block == func.entry || self.has_preds(*block);
        let order: Vec<Block> = layout.iter().copied().filter(live).collect();
        let mut renamed: IndexVec<Block, Option<Block>> = IndexVec::filled(None, func.blocks.len());
        for (position, &block) in order.iter().enumerate() {
            renamed[block] = Some(Block::from_index(position));
        }
        let mut blocks: IndexVec<Block, BlockData> = IndexVec::new();
        for &old in &order {
            let loc = func.blocks[old].loc;
            let empty = BlockData { params: Vec::new(), insts: Vec::new(), term: Terminator::Unreachable, loc };
            let mut data = std::mem::replace(&mut func.blocks[old], empty);
            data.term.map_targets(|target| {
                target.block = renamed[target.block].expect("a jump makes its target live");
            });
            let block = blocks.push(data);
            for &param in &blocks[block].params {
                if let ir::ValueDef::Param(home, _) = &mut func.values[param].def {
                    *home = block;
                }
            }
        }
        func.blocks = blocks;
        func.entry = renamed[func.entry].expect("the entry is laid out first");
    }
}

/// Removes every parameter, those of the entry apart, all of whose arguments are one value or itself.
fn remove_trivial_params(func: &mut Func) {
    let mut sources: FxHashMap<Value, Vec<Value>> = FxHashMap::default();
    for block in func.blocks.iter() {
        block.term.for_each_target(|Target { block, args }| {
            for (&param, &arg) in func.blocks[*block].params.iter().zip(args) {
                sources.entry(param).or_default().push(arg);
            }
        });
    }
    let mut users: FxHashMap<Value, Vec<Value>> = FxHashMap::default();
    for (&param, args) in &sources {
        for &arg in args {
            users.entry(arg).or_default().push(param);
        }
    }
    let mut work: VecDeque<Value> = func.blocks.iter().flat_map(|block| block.params.iter().copied()).collect();
    let mut replaced: FxHashMap<Value, Value> = FxHashMap::default();
    while let Some(param) = work.pop_front() {
        let Some(args) = sources.get(&param).filter(|_| !replaced.contains_key(&param)) else { continue };
        let mut others = args.iter().map(|&arg| resolve(&replaced, arg)).filter(|&arg| arg != param);
        let Some(only) = others.next() else { continue };
        if others.all(|arg| arg == only) {
            replaced.insert(param, only);
            work.extend(users.get(&param).into_iter().flatten());
            let inherited = users.get(&param).cloned().unwrap_or_default();
            users.entry(only).or_default().extend(inherited);
        }
    }
    drop_params(func, &replaced);
}

/// What stands for `value` now.
fn resolve(replaced: &FxHashMap<Value, Value>, mut value: Value) -> Value {
    while let Some(&next) = replaced.get(&value) {
        value = next;
    }
    value
}

fn drop_params(func: &mut Func, replaced: &FxHashMap<Value, Value>) {
    if replaced.is_empty() {
        return;
    }
    let gone: FxHashSet<Value> = replaced.keys().copied().collect();
    let keep: IndexVec<Block, Vec<bool>> =
        func.blocks.iter().map(|block| block.params.iter().map(|param| !gone.contains(param)).collect()).collect();
    for block in func.blocks.iter_mut() {
        block.params.retain(|param| !gone.contains(param));
        for (position, &param) in block.params.iter().enumerate() {
            if let ir::ValueDef::Param(_, at) = &mut func.values[param].def {
                *at = position as u32;
            }
        }
        block.term.map_targets(|target| {
            let mut kept = keep[target.block].iter();
            target.args.retain(|_| *kept.next().expect("an argument per parameter"));
        });
        block.term.map_uses(|value| resolve(replaced, value));
        for &inst in &block.insts {
            func.insts[inst].args.iter_mut().for_each(|arg| *arg = resolve(replaced, *arg));
        }
    }
}
