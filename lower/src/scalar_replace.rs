//! Scalar replacement: an object that never leaves its function becomes the values of its fields.
//!
//! Before: `v3 = struct.new cell<i32> 0` … `struct.set cell<i32>.value v3, v5` … `v6 = struct.get cell<i32>.value v3`
//! After:  uses of `v6` use `v5`, and where control flow joins, a block parameter carries the field.
//!
//! An object stays if it is stored, passed, compared, returned or merged with another. The new parameters are those of
//! [`crate::reaching`]: the allocation dominates all uses. Run once more for objects that were only held by other such
//! objects.

use crate::reaching::Reaching;
use crate::substitution::Substitution;
use ir::{Block, Func, Inst, Op, Program, Storage, Types, Value, cfg::Cfg};
use rustc_hash::FxHashMap;

/// Replaces the local objects of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

/// Replaces the local objects of one function; tells whether there were any.
pub fn run_func(types: &Types, func: &mut Func) -> bool {
    let objects = local_objects(types, func);
    if objects.is_empty() {
        return false;
    }
    let cfg = Cfg::of(func);
    let mut replacer = Replacer { values: Substitution::new(func), func, objects, fields: Reaching::new(&cfg) };
    for &block in &cfg.order {
        replacer.visit(block);
    }
    let Replacer { values, mut fields, func, .. } = replacer;
    fields.fill_params(func);
    values.apply(func);
    true
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
    values: Substitution,
    objects: FxHashMap<Value, Vec<ir::Type>>,
    fields: Reaching<'a, Variable>,
}

impl Replacer<'_> {
    fn visit(&mut self, block: Block) {
        let insts = std::mem::take(&mut self.func.blocks[block].insts);
        let kept = insts.into_iter().filter(|&inst| !self.replaced(block, inst));
        let kept: Vec<Inst> = kept.collect();
        self.func.blocks[block].insts = kept;
    }

    fn replaced(&mut self, block: Block, inst: Inst) -> bool {
        let data = &self.func.insts[inst];
        match data.op {
            Op::StructNew(_) if self.objects.contains_key(&data.results[0]) => {
                for (field, &arg) in data.args.iter().enumerate() {
                    self.fields.define(block, (data.results[0], field as u32), arg);
                }
                true
            }
            Op::StructGet(_, field) if self.objects.contains_key(&data.args[0]) => {
                let (object, result) = (data.args[0], data.results[0]);
                let row = (self.objects[&object][field as usize], self.func.values[object].name);
                let value = self.fields.at_exit(self.func, block, (object, field), row);
                self.values.replace(result, value);
                true
            }
            Op::StructSet(_, field) if self.objects.contains_key(&data.args[0]) => {
                self.fields.define(block, (data.args[0], field), data.args[1]);
                true
            }
            _ => false,
        }
    }
}
