//! Jump threading: a jump to a block that decides what is known on this way goes on to where it would go.
//!
//! ```text
//! b1: v1 = variant.new Next.Item v9      b1: v1 = variant.new Next.Item v9
//!     jump b3(v1)                            jump b6(v1)
//! b2: v2 = variant.new Next.Done         b2: v2 = variant.new Next.Done
//!     jump b3(v2)                            jump b7(v2)
//! b3(v3):                                b6(v10): v11 = variant.tag Next v10
//!     v4 = variant.tag Next v3                    jump b4
//!     switch v4, [b4], b5                b7(v12): v13 = variant.tag Next v12
//!                                                 jump b5
//! ```
//!
//! In: verified IR.  Out: the same executions with fewer decisions, made of more blocks: each such way gets a copy of
//! the block, which is small. What is used below the block has several definitions then, which [`crate::reaching`]
//! joins. The blocks that head loops are not copied: a jump into the middle of a loop would make it irreducible. This
//! is what makes `match it.next()` free: an inlined `next` jumps to the arm, and its `Item` is never made.
//!
//! Source: the jump threading of LLVM and GCC; Bodik, Gupta, Soffa, "Interprocedural Conditional Branch Elimination",
//! PLDI 1997, calls the known values correlations.

use crate::reaching::Reaching;
use ir::{Block, Cfg, Const, Func, Inst, Op, Program, Target, Terminator, Value, ValueDef, fold::fold};
use rustc_hash::FxHashMap;

/// A block of more instructions is not copied.
const MOST_COPIED: usize = 8;
/// How many instructions may be copied in a function in one round, beside half of what it has.
const BUDGET: usize = 64;

/// Threads the jumps of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(func);
    }
}

/// Threads the jumps of one function; tells whether there were any.
pub fn run_func(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let mut threader = Threader { budget: BUDGET + crate::inline::size_of(func) / 2, copies: Vec::new() };
    let mut changed = false;
    for &block in &cfg.order {
        let mut term = std::mem::replace(&mut func.blocks[block].term, Terminator::Unreachable);
        term.map_targets(|target| {
            let at = target.block;
            let is_header = cfg.preds[at].iter().any(|&pred| cfg.is_backward(pred, at));
            if at == block || is_header || cfg.preds[at].len() < 2 {
                return;
            }
            if let Some(decided) = decision(func, target) {
                changed |= threader.copy(func, target, decided);
            }
        });
        func.blocks[block].term = term;
    }
    if changed {
        join_definitions(func, &threader.copies);
        crate::dce::run_func(func);
    }
    changed
}

/// A block that stands for another on one way to it.
struct Copy {
    original: Block,
    copy: Block,
}

struct Threader {
    budget: usize,
    copies: Vec<Copy>,
}

impl Threader {
    /// Lets `target` go to a copy of its block that jumps to its successor number `decided`, if that is not too much.
    fn copy(&mut self, func: &mut Func, target: &mut Target, decided: usize) -> bool {
        let original = target.block;
        let cost = func.blocks[original].insts.len() + 1;
        if cost > self.budget {
            return false;
        }
        self.budget -= cost;
        let data = func.blocks[original].clone();
        let copy = func.add_block(data.loc);
        let mut values: FxHashMap<Value, Value> = FxHashMap::default();
        for &param in &data.params {
            let row = func.values[param].clone();
            values.insert(param, func.add_param(copy, row.ty, row.name));
        }
        for &inst in &data.insts {
            copy_inst(func, copy, inst, &mut values);
        }
        let mut next = successor(&data.term, decided).clone();
        next.args.iter_mut().for_each(|arg| *arg = values.get(arg).copied().unwrap_or(*arg));
        func.blocks[copy].term = Terminator::Jump(next);
        target.block = copy;
        self.copies.push(Copy { original, copy });
        true
    }
}

fn copy_inst(func: &mut Func, block: Block, inst: Inst, values: &mut FxHashMap<Value, Value>) {
    let data = func.insts[inst].clone();
    let args = data.args.iter().map(|arg| values.get(arg).copied().unwrap_or(*arg)).collect();
    let types: Vec<_> = data.results.iter().map(|&result| func.ty(result)).collect();
    let copy = func.append(block, data.op, args, &types, data.loc);
    for (position, &result) in data.results.iter().enumerate() {
        let value = func.insts[copy].results[position];
        func.values[value].name = func.values[result].name;
        values.insert(result, value);
    }
}

fn successor(term: &Terminator, index: usize) -> &Target {
    match term {
        Terminator::Branch(_, yes, no) => [yes, no][index],
        Terminator::Switch(_, targets, default) => targets.get(index).unwrap_or(default),
        Terminator::Jump(_)
        | Terminator::Return(_)
        | Terminator::TailCall(..)
        | Terminator::TailCallClosure(..)
        | Terminator::Panic(_)
        | Terminator::Unreachable => unreachable!("only decisions are threaded"),
    }
}

/// Which successor of its block a jump leads to, if that is known and the block is small.
fn decision(func: &Func, target: &Target) -> Option<usize> {
    let data = &func.blocks[target.block];
    if data.insts.len() > MOST_COPIED {
        return None;
    }
    let way = Way { func, target };
    match &data.term {
        Terminator::Branch(cond, ..) => match way.inside(*cond)? {
            Const::Bool(holds) => Some(usize::from(!holds)),
            _ => None,
        },
        Terminator::Switch(value, targets, _) => match way.inside(*value)? {
            Const::I32(index) => Some(usize::try_from(index).map_or(targets.len(), |index| index.min(targets.len()))),
            _ => None,
        },
        Terminator::Jump(_)
        | Terminator::Return(_)
        | Terminator::TailCall(..)
        | Terminator::TailCallClosure(..)
        | Terminator::Panic(_)
        | Terminator::Unreachable => None,
    }
}

/// What is known in a block that was reached by one jump.
struct Way<'a> {
    func: &'a Func,
    target: &'a Target,
}

impl Way<'_> {
    /// The constant that a value used in the block is.
    fn inside(&self, value: Value) -> Option<Const> {
        let func = self.func;
        match func.values[value].def {
            ValueDef::Const(constant) => Some(constant),
            ValueDef::Param(block, position) if block == self.target.block => {
                func.as_const(self.target.args[position as usize])
            }
            ValueDef::Inst(inst, _) if func.blocks[self.target.block].insts.contains(&inst) => self.result(inst),
            ValueDef::Param(..) | ValueDef::Inst(..) => None,
        }
    }

    /// The constant that an instruction of the block gives.
    fn result(&self, inst: Inst) -> Option<Const> {
        let data = &self.func.insts[inst];
        match data.op {
            Op::Prim(prim) => {
                let args: Option<Vec<Const>> = data.args.iter().map(|&arg| self.inside(arg)).collect();
                fold(prim, &args?)
            }
            Op::VariantTag(_) => match self.maker(data.args[0])? {
                Op::VariantNew(_, variant) => Some(Const::I32(variant as i32)),
                _ => None,
            },
            Op::IsNull => match (self.inside(data.args[0]), self.maker(data.args[0])) {
                (Some(Const::Null(_)), _) => Some(Const::Bool(true)),
                (_, Some(Op::Some)) => Some(Const::Bool(false)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The operator that made what the block was given for a value.
    fn maker(&self, value: Value) -> Option<Op> {
        let given = match self.func.values[value].def {
            ValueDef::Param(block, position) if block == self.target.block => self.target.args[position as usize],
            ValueDef::Param(..) | ValueDef::Inst(..) | ValueDef::Const(_) => value,
        };
        match self.func.values[given].def {
            ValueDef::Inst(inst, _) => Some(self.func.insts[inst].op),
            ValueDef::Param(..) | ValueDef::Const(_) => None,
        }
    }
}

/// Gives the uses below copied blocks the definitions that reach them.
fn join_definitions(func: &mut Func, copies: &[Copy]) {
    let cfg = Cfg::of(func);
    let mut reaching = Reaching::new(&cfg);
    // The values that have several definitions, with the blocks of the first ones.
    let mut several: FxHashMap<Value, Block> = FxHashMap::default();
    for made in copies {
        let originals = definitions(func, made.original);
        for (original, copy) in originals.into_iter().zip(definitions(func, made.copy)) {
            reaching.define(made.original, original, original);
            reaching.define(made.copy, original, copy);
            several.insert(original, made.original);
        }
    }
    for &block in &cfg.order {
        let mut replace = |func: &mut Func, value: Value| {
            // In its own block a value has one definition.
            if several.get(&value).is_none_or(|&home| home == block) {
                return value;
            }
            let row = (func.ty(value), func.values[value].name);
            reaching.at_entry(func, block, value, row)
        };
        for index in 0..func.blocks[block].insts.len() {
            let inst = func.blocks[block].insts[index];
            for position in 0..func.insts[inst].args.len() {
                func.insts[inst].args[position] = replace(func, func.insts[inst].args[position]);
            }
        }
        let mut term = func.blocks[block].term.clone();
        term.map_uses(|value| replace(func, value));
        func.blocks[block].term = term;
    }
    reaching.fill_params(func);
}

fn definitions(func: &Func, block: Block) -> Vec<Value> {
    let data = &func.blocks[block];
    let results = data.insts.iter().flat_map(|&inst| &func.insts[inst].results);
    data.params.iter().chain(results).copied().collect()
}
