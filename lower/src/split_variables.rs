//! Splitting of joins of objects that change: where structs with `var` fields meet, or null and such a struct, their
//! fields meet instead.
//!
//! ```text
//! b1(v1: Iter?): branch (is_null v1), b2, b3      b1(v7: bool, v8: i32): branch v7, b2, b3
//! b2: v2 = struct.new Iter 0                      b2: jump b1(false, 0)
//!     jump b1(some v2)                            b3: v5 = add v8, 1
//! b3: v3 = assume_some v1                             jump b1(false, v5)
//!     v4 = struct.get Iter.at v3, v5 = add v4, 1
//!     struct.set Iter.at v3, v5, jump b1(v1)
//! ```
//!
//! In: verified IR.  Out: the same with more parameters and fewer objects: what [`crate::split_joins`] does for objects
//! that never change. A field is a variable here, with a value at each place, and a parameter begins with the fields of
//! what it is given. That is right only while no object has two names: what is passed to a parameter must not be used
//! after that, nor be passed twice. This is what an iterator over iterators needs, whose inner one is null at first.

use crate::reaching::Reaching;
use crate::split_joins::{Layout, object_behind, whole_fields, zero};
use crate::substitution::Substitution;
use base::IndexVec;
use ir::{Block, Cfg, Const, Func, Inst, Op, Program, Terminator, Type, TypeDef, Types, Value, ValueDef};
use rustc_hash::FxHashMap;

/// Splits the joins of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

/// Splits the joins of one function; tells whether there were any.
pub fn run_func(types: &Types, func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let objects = candidates(types, func, &cfg);
    if !objects.keys().any(|&object| is_param(func, object)) {
        return false;
    }
    let (values, nulls) = (Substitution::new(func), FxHashMap::default());
    let mut splitter = Splitter { func, cfg: &cfg, objects, fields: Reaching::new(&cfg), nulls, values };
    splitter.add_params();
    splitter.replace_uses();
    splitter.add_arguments();
    let Splitter { mut fields, func, values, .. } = splitter;
    fields.fill_params(func);
    values.apply(func);
    true
}

fn is_param(func: &Func, value: Value) -> bool {
    matches!(func.values[value].def, ValueDef::Param(..))
}

/// The objects to split: parameters and allocations.
fn candidates(types: &Types, func: &Func, cfg: &Cfg) -> FxHashMap<Value, Layout> {
    let mut found: FxHashMap<Value, Layout> = FxHashMap::default();
    let changes = |ty: ir::TypeId| match &types[ty].def {
        TypeDef::Struct { fields } => fields.iter().any(|field| field.mutable),
        TypeDef::Enum { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => false,
    };
    let params = cfg.order.iter().filter(|&&block| block != func.entry).flat_map(|&block| &func.blocks[block].params);
    let insts = cfg.order.iter().flat_map(|&block| &func.blocks[block].insts);
    let made = insts.filter_map(|&inst| match func.insts[inst].op {
        Op::StructNew(_) => Some(func.insts[inst].results[0]),
        _ => None,
    });
    for object in params.copied().chain(made) {
        if let ir::Kind::Ref(ty) = func.ty(object).kind
            && changes(ty)
            && let Some(layout) = Layout::of(types, func.ty(object), &|fields| whole_fields(fields))
        {
            found.insert(object, layout);
        }
    }
    if !found.keys().any(|&object| is_param(func, object)) {
        return FxHashMap::default();
    }
    let uses = Uses::of(func, cfg);
    uses.escaping.iter().for_each(|object| {
        found.remove(object);
    });
    // An object that is passed to one that stays must stay, and the other way round.
    loop {
        let before = found.len();
        for &(pred, block, param, arg) in &uses.passed {
            let object = object_behind(func, arg);
            let null = func.as_const(object).is_some();
            let fits = null || found.contains_key(&object) && !uses.is_needed_after(func, cfg, object, pred, block);
            if !fits || !found.contains_key(&param) {
                found.remove(&param);
                found.remove(&object);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// What is done with objects.
struct Uses {
    escaping: Vec<Value>,
    /// Predecessor, block, parameter and argument of each argument that may be an object.
    passed: Vec<(Block, Block, Value, Value)>,
    /// The blocks in which an object is looked into, changed or passed.
    used: FxHashMap<Value, Vec<Block>>,
    homes: IndexVec<Value, Option<Block>>,
}

impl Uses {
    fn of(func: &Func, cfg: &Cfg) -> Uses {
        let homes = IndexVec::filled(None, func.values.len());
        let mut uses = Uses { escaping: Vec::new(), passed: Vec::new(), used: FxHashMap::default(), homes };
        for &block in &cfg.order {
            let data = &func.blocks[block];
            data.params.iter().for_each(|&param| uses.homes[param] = Some(block));
            for &inst in &data.insts {
                uses.inst(func, block, inst);
            }
            match &data.term {
                Terminator::Return(args) | Terminator::TailCall(_, args) | Terminator::TailCallClosure(_, args) => {
                    uses.escaping.extend(args.iter().map(|&arg| object_behind(func, arg)));
                }
                _ => {}
            }
            data.term.for_each_target(|target| {
                for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                    if matches!(func.ty(param).kind, ir::Kind::Ref(_)) {
                        uses.passed.push((block, target.block, param, arg));
                        uses.used.entry(object_behind(func, arg)).or_default().push(block);
                    }
                }
            });
        }
        uses
    }

    fn inst(&mut self, func: &Func, block: Block, inst: Inst) {
        let data = &func.insts[inst];
        data.results.iter().for_each(|&result| self.homes[result] = Some(block));
        let own = match data.op {
            Op::StructGet(..) | Op::StructSet(..) | Op::IsNull | Op::Some | Op::AssumeSome => 1,
            _ => 0,
        };
        for (position, &arg) in data.args.iter().enumerate() {
            let object = object_behind(func, arg);
            if position < own {
                self.used.entry(object).or_default().push(block);
            } else {
                self.escaping.push(object);
            }
        }
    }

    /// Whether an object that is passed from `pred` to `block` is used after that, or passed there twice.
    fn is_needed_after(&self, func: &Func, cfg: &Cfg, object: Value, pred: Block, block: Block) -> bool {
        let again = |&&(from, to, _, arg): &&(Block, Block, Value, Value)| {
            (from, to) == (pred, block) && object_behind(func, arg) == object
        };
        if self.passed.iter().filter(again).count() > 1 {
            return true;
        }
        let Some(home) = self.homes[object] else { return true };
        let mut live: IndexVec<Block, bool> = IndexVec::filled(false, cfg.succs.len());
        let mut todo: Vec<Block> = self.used.get(&object).cloned().unwrap_or_default();
        while let Some(at) = todo.pop() {
            if at != home && !std::mem::replace(&mut live[at], true) {
                todo.extend(&cfg.preds[at]);
            }
        }
        live[block]
    }
}

/// A field of an object.
type Variable = (Value, u32);

struct Splitter<'a> {
    func: &'a mut Func,
    cfg: &'a Cfg,
    objects: FxHashMap<Value, Layout>,
    fields: Reaching<'a, Variable>,
    /// Whether a parameter is null.
    nulls: FxHashMap<Value, Value>,
    values: Substitution,
}

impl Splitter<'_> {
    fn add_params(&mut self) {
        for &block in &self.cfg.order {
            for param in self.func.blocks[block].params.clone() {
                let Some(layout) = self.objects.get(&param) else { continue };
                if layout.nullable {
                    self.nulls.insert(param, self.func.add_param(block, Type::BOOL, None));
                }
                for (field, &ty) in layout.slots.iter().enumerate() {
                    let part = self.func.add_param(block, ty, None);
                    self.fields.begin(block, (param, field as u32), part);
                }
            }
        }
    }

    fn replace_uses(&mut self) {
        for &block in &self.cfg.order {
            for inst in std::mem::take(&mut self.func.blocks[block].insts) {
                self.inst(block, inst);
            }
        }
    }

    /// Puts an instruction back, or what it has become.
    fn inst(&mut self, block: Block, inst: Inst) {
        let data = self.func.insts[inst].clone();
        let object = match data.op {
            Op::StructNew(_) => data.results[0],
            Op::StructGet(..) | Op::StructSet(..) | Op::IsNull => object_behind(self.func, data.args[0]),
            _ => {
                self.func.blocks[block].insts.push(inst);
                return;
            }
        };
        let Some(layout) = self.objects.get(&object).cloned() else {
            self.func.blocks[block].insts.push(inst);
            return;
        };
        match data.op {
            Op::StructNew(_) => {
                // The object itself is dead once nobody passes it.
                self.func.blocks[block].insts.push(inst);
                for (field, &arg) in data.args.iter().enumerate() {
                    self.write(block, (object, field as u32), layout.slots[field], arg);
                }
            }
            Op::StructSet(_, field) => {
                self.write(block, (object, field), layout.slots[field as usize], data.args[1]);
            }
            Op::StructGet(_, field) => {
                let ty = layout.slots[field as usize];
                let value = self.fields.at_exit(self.func, block, (object, field), (ty, None));
                if self.func.ty(data.results[0]) == ty {
                    self.values.replace(data.results[0], value);
                } else {
                    self.func.insts[inst].op = Op::AssumeSome;
                    self.func.insts[inst].args = vec![value];
                    self.func.blocks[block].insts.push(inst);
                }
            }
            _ => {
                let known = self.is_null(data.args[0]);
                self.values.replace(data.results[0], known);
            }
        }
    }

    fn write(&mut self, block: Block, field: Variable, ty: Type, value: Value) {
        let value = if self.func.ty(value) == ty {
            value
        } else {
            let loc = self.func.blocks[block].loc;
            let some = self.func.append(block, Op::Some, vec![value], &[ty], loc);
            self.func.insts[some].results[0]
        };
        self.fields.define(block, field, value);
    }

    fn is_null(&mut self, value: Value) -> Value {
        match self.nulls.get(&value) {
            Some(&part) => part,
            None => {
                let known = matches!(self.func.as_const(value), Some(Const::Null(_)));
                self.func.constant(Const::Bool(known))
            }
        }
    }

    fn add_arguments(&mut self) {
        for &block in &self.cfg.order {
            let mut term = std::mem::replace(&mut self.func.blocks[block].term, Terminator::Unreachable);
            term.map_targets(|target| {
                for position in 0..target.args.len() {
                    let (param, arg) = (self.func.blocks[target.block].params[position], target.args[position]);
                    if let Some(layout) = self.objects.get(&param).cloned() {
                        let parts = self.parts(block, arg, &layout);
                        target.args.extend(parts);
                    }
                }
            });
            self.func.blocks[block].term = term;
        }
    }

    fn parts(&mut self, block: Block, arg: Value, layout: &Layout) -> Vec<Value> {
        let mut parts: Vec<Value> = layout.nullable.then(|| self.is_null(arg)).into_iter().collect();
        let object = object_behind(self.func, arg);
        for (field, &ty) in layout.slots.iter().enumerate() {
            parts.push(match self.func.as_const(object) {
                Some(_) => self.func.constant(zero(ty)),
                None => self.fields.at_exit(self.func, block, (object, field as u32), (ty, None)),
            });
        }
        parts
    }
}
