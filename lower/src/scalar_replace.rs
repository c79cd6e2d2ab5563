//! Scalar replacement: an object that never leaves its function becomes the values of its fields.
//!
//! Before: `v3 = struct.new cell<i32> 0` … `struct.set cell<i32>.value v3, v5` … `v6 = struct.get cell<i32>.value v3`
//! After:  uses of `v6` use `v5`, and where control flow joins, a block parameter carries the field.
//!
//! An object stays if it is stored, passed, compared, returned or merged with another. The new parameters are placed
//! on demand, walking from a read to the writes before it (Braun et al., "Simple and Efficient Construction of Static
//! Single Assignment Form", CC 2013); every such walk ends, because the allocation dominates all uses. Run once more
//! for objects that were only held by other such objects.

use crate::substitution::Substitution;
use ir::{Block, Func, Inst, Op, Program, Storage, Types, Value, ValueDef, cfg::Cfg};
use rustc_hash::FxHashMap;

/// Replaces the local objects of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

fn run_func(types: &Types, func: &mut Func) {
    let objects = local_objects(types, func);
    if objects.is_empty() {
        return;
    }
    let cfg = Cfg::of(func);
    let mut replacer = Replacer {
        values: Substitution::new(func),
        func,
        cfg: &cfg,
        objects,
        at_exit: FxHashMap::default(),
        at_entry: FxHashMap::default(),
        unfilled: Vec::new(),
    };
    for &block in &cfg.order {
        replacer.visit(block);
    }
    replacer.fill_params();
    let values = replacer.values;
    values.apply(func);
}

/// The results of `struct.new` that are only read and written, with the types of their fields.
fn local_objects(types: &Types, func: &Func) -> FxHashMap<Value, Vec<ir::Type>> {
    let mut objects: FxHashMap<Value, Vec<ir::Type>> = FxHashMap::default();
    for block in &func.blocks {
        for &inst in &block.insts {
            if let Op::StructNew(ty) = func.insts[inst].op {
                let fields = types[ty].struct_fields();
                let whole = |field: &ir::Field| matches!(field.storage, Storage::Val(_) | Storage::U32 | Storage::U64);
                if fields.iter().all(whole) {
                    let tys = fields.iter().map(|field| field.storage.value_type()).collect();
                    objects.insert(func.insts[inst].results[0], tys);
                }
            }
        }
    }
    for block in &func.blocks {
        for &inst in &block.insts {
            let data = &func.insts[inst];
            let own = usize::from(matches!(data.op, Op::StructGet(..) | Op::StructSet(..)));
            data.args[own..].iter().for_each(|arg| {
                objects.remove(arg);
            });
        }
        block.term.for_each_use(|value| {
            objects.remove(&value);
        });
    }
    objects
}

/// A field of an object.
type Variable = (Value, u32);

struct Replacer<'a> {
    func: &'a mut Func,
    cfg: &'a Cfg,
    values: Substitution,
    objects: FxHashMap<Value, Vec<ir::Type>>,
    at_exit: FxHashMap<(Block, Variable), Value>,
    at_entry: FxHashMap<(Block, Variable), Value>,
    /// New parameters whose arguments are still to be added, in the order of the parameters.
    unfilled: Vec<(Block, Variable)>,
}

impl Replacer<'_> {
    fn visit(&mut self, block: Block) {
        let insts = std::mem::take(&mut self.func.blocks[block].insts);
        let kept = insts.into_iter().filter(|&inst| !self.replaced(block, inst));
        let kept: Vec<Inst> = kept.collect();
        self.func.blocks[block].insts = kept;
    }

    fn replaced(&mut self, block: Block, inst: Inst) -> bool {
        let data = self.func.insts[inst].clone();
        match data.op {
            Op::StructNew(_) if self.objects.contains_key(&data.results[0]) => {
                for (field, &arg) in data.args.iter().enumerate() {
                    self.at_exit.insert((block, (data.results[0], field as u32)), arg);
                }
                true
            }
            Op::StructGet(_, field) if self.objects.contains_key(&data.args[0]) => {
                let value = self.at_exit(block, (data.args[0], field));
                self.values.replace(data.results[0], value);
                true
            }
            Op::StructSet(_, field) if self.objects.contains_key(&data.args[0]) => {
                self.at_exit.insert((block, (data.args[0], field)), data.args[1]);
                true
            }
            _ => false,
        }
    }

    /// The value of a variable at the end of what was visited of a block.
    fn at_exit(&mut self, block: Block, variable: Variable) -> Value {
        // A chain of blocks with one way in each is walked without recursion.
        let mut chain = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.at_exit.get(&(at, variable)).or_else(|| self.at_entry.get(&(at, variable))) {
                break value;
            }
            if let [pred] = self.cfg.preds[at][..] {
                chain.push(at);
                at = pred;
            } else {
                break self.new_param(at, variable);
            }
        };
        for passed in chain {
            self.at_entry.insert((passed, variable), value);
        }
        value
    }

    fn new_param(&mut self, block: Block, variable: Variable) -> Value {
        let ty = self.objects[&variable.0][variable.1 as usize];
        let name = self.func.values[variable.0].name;
        let param = self.func.add_param(block, ty, name);
        self.at_entry.insert((block, variable), param);
        self.unfilled.push((block, variable));
        param
    }

    fn fill_params(&mut self) {
        let mut next = 0;
        while let Some(&(block, variable)) = self.unfilled.get(next) {
            next += 1;
            let mut preds = self.cfg.preds[block].clone();
            preds.sort();
            preds.dedup();
            for pred in preds {
                let value = self.at_exit(pred, variable);
                self.func.blocks[pred].term.map_targets(|target| {
                    if target.block == block {
                        target.args.push(value);
                    }
                });
            }
            debug_assert!(matches!(self.func.values[self.at_entry[&(block, variable)]].def, ValueDef::Param(..)));
        }
    }
}
