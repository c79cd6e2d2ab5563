//! Splitting of joins: where immutable objects meet only to be looked into, their tag and fields meet instead.
//!
//! ```text
//! b1: v1 = variant.new Next.Item v9         b1: jump b3(0, v9)
//!     jump b3(v1)                           b2: jump b3(1, 0)
//! b2: v2 = variant.new Next.Done            b3(v6: i32, v7: i32):
//!     jump b3(v2)                               switch v6, [b4], b5
//! b3(v3): v4 = variant.tag Next v3          b4: uses of v5 use v7
//!     switch v4, [b4], b5
//! b4: v5 = variant.get Next.Item.value v3
//! ```
//!
//! In: verified IR.  Out: the same with more parameters and fewer objects. A block parameter is split if every jump
//! passes an object made here, null, or another parameter that is split, and if all that is done with it is to ask for
//! its tag, its fields, or whether it is null; a scalar that may be null is split into the answer and the scalar. The
//! objects are still made, and dead. Fields of several variants share a parameter of their type; what a variant does
//! not have is zero there, or null. Objects with `var` fields stay: two names of one object must see the same writes.

use crate::substitution::Substitution;
use ir::{Block, Cfg, Const, Func, Inst, Kind, Op, Program, Storage, Type, TypeDef, TypeId, Types, Value, ValueDef};
use rustc_hash::FxHashMap;

/// An object is split into at most this many parameters.
const MOST_PARTS: usize = 8;

/// Splits the joins of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

/// Splits the joins of one function; tells whether there were any.
pub fn run_func(types: &Types, func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let layouts = candidates(types, func, &cfg);
    if layouts.is_empty() {
        return false;
    }
    let mut splitter = Splitter { func, cfg: &cfg, layouts, parts: FxHashMap::default() };
    splitter.add_params();
    splitter.add_arguments();
    splitter.replace_uses();
    true
}

/// What a split value consists of.
#[derive(Clone)]
pub(crate) struct Layout {
    /// The object's type; a scalar has none.
    object: Option<TypeId>,
    /// Whether a part says that it is null.
    pub nullable: bool,
    /// Whether a part is the tag.
    tagged: bool,
    /// The types of the values; those of references may be null.
    pub slots: Vec<Type>,
    /// By variant, the slots of its fields; a struct has one row, and so has a scalar.
    fields: Vec<Vec<usize>>,
}

impl Layout {
    /// The layout of values of type `ty`, if they can be split.
    pub fn of(types: &Types, ty: Type, whole: &dyn Fn(&[ir::Field]) -> Option<Vec<Type>>) -> Option<Layout> {
        let rows: Vec<Vec<Type>> = match ty.kind {
            Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 if ty.nullable => vec![vec![ty.non_null()]],
            Kind::Ref(id) => match &types[id].def {
                TypeDef::Struct { fields } => vec![whole(fields)?],
                TypeDef::Enum { variants } => {
                    variants.iter().map(|variant| whole(&variant.fields)).collect::<Option<_>>()?
                }
                TypeDef::Array { .. } | TypeDef::Buffer { .. } => return None,
            },
            Kind::Bool
            | Kind::I32
            | Kind::I64
            | Kind::F32
            | Kind::F64
            | Kind::Str
            | Kind::Big
            | Kind::Js
            | Kind::Func(_) => {
                return None;
            }
        };
        let object = if let Kind::Ref(id) = ty.kind { Some(id) } else { None };
        let tagged = object.is_some_and(|id| matches!(types[id].def, TypeDef::Enum { .. }));
        let mut layout = Layout { object, nullable: ty.nullable, tagged, slots: Vec::new(), fields: Vec::new() };
        for row in rows {
            let mut taken = vec![false; layout.slots.len()];
            let mut slots = Vec::new();
            for ty in row.into_iter().map(slot_type) {
                let free = (0..taken.len()).find(|&slot| !taken[slot] && layout.slots[slot] == ty);
                let slot = free.unwrap_or_else(|| {
                    layout.slots.push(ty);
                    taken.push(false);
                    taken.len() - 1
                });
                taken[slot] = true;
                slots.push(slot);
            }
            layout.fields.push(slots);
        }
        (layout.slots.len() <= MOST_PARTS).then_some(layout)
    }
}

/// The types of fields that hold all bits of what is stored.
pub(crate) fn whole_fields(fields: &[ir::Field]) -> Option<Vec<Type>> {
    let whole = |field: &ir::Field| {
        let whole = matches!(field.storage, Storage::Val(_) | Storage::U32 | Storage::U64);
        whole.then(|| field.storage.value_type())
    };
    fields.iter().map(whole).collect()
}

/// The same, if none of them is ever assigned.
fn fixed_fields(fields: &[ir::Field]) -> Option<Vec<Type>> {
    if fields.iter().any(|field| field.mutable) { None } else { whole_fields(fields) }
}

/// There is no reference to put where a variant has none, so slots of references may be null.
fn slot_type(ty: Type) -> Type {
    if ty.is_scalar() { ty } else { ty.or_null() }
}

/// The parameters to split.
fn candidates(types: &Types, func: &Func, cfg: &Cfg) -> FxHashMap<Value, Layout> {
    let mut found: FxHashMap<Value, Layout> = FxHashMap::default();
    for &block in cfg.order.iter().filter(|&&block| block != func.entry) {
        for &param in &func.blocks[block].params {
            if let Some(layout) = Layout::of(types, func.ty(param), &fixed_fields) {
                found.insert(param, layout);
            }
        }
    }
    if found.is_empty() {
        return found;
    }
    refuse_other_uses(func, cfg, &mut found);
    // One that is given something else takes with it those that it is passed to.
    while !found.is_empty() {
        let before = found.len();
        for &block in &cfg.order {
            func.blocks[block].term.for_each_target(|target| {
                for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                    if found.contains_key(&param) && !is_made(func, &found, arg) {
                        found.remove(&param);
                    } else if !found.contains_key(&param) {
                        found.remove(&object_behind(func, arg));
                    }
                }
            });
        }
        if found.len() == before {
            break;
        }
    }
    found
}

/// Removes those with which something else is done than to look into them or pass them on.
fn refuse_other_uses(func: &Func, cfg: &Cfg, found: &mut FxHashMap<Value, Layout>) {
    let mut refuse = |value: Value| {
        found.remove(&object_behind(func, value));
    };
    for &block in &cfg.order {
        for &inst in &func.blocks[block].insts {
            let data = &func.insts[inst];
            let looks = matches!(
                data.op,
                Op::StructGet(..) | Op::VariantTag(_) | Op::VariantGet(..) | Op::IsNull | Op::AssumeSome | Op::Some
            );
            if !looks {
                data.args.iter().for_each(|&arg| refuse(arg));
            }
        }
        match &func.blocks[block].term {
            ir::Terminator::Return(args)
            | ir::Terminator::TailCall(_, args)
            | ir::Terminator::TailCallClosure(_, args) => args.iter().for_each(|&arg| refuse(arg)),
            ir::Terminator::Branch(value, ..) | ir::Terminator::Switch(value, ..) => refuse(*value),
            ir::Terminator::Jump(_) | ir::Terminator::Panic(_) | ir::Terminator::Unreachable => {}
        }
    }
}

/// The object behind a value: below `some` and `assume_some`, which make no other of a reference.
pub(crate) fn object_behind(func: &Func, mut value: Value) -> Value {
    if func.ty(value).is_scalar() {
        return value;
    }
    while let Some((Op::Some | Op::AssumeSome, args)) = defining(func, value) {
        value = args[0];
    }
    value
}

fn defining(func: &Func, value: Value) -> Option<(Op, &[Value])> {
    match func.values[value].def {
        ValueDef::Inst(inst, _) => Some((func.insts[inst].op, &func.insts[inst].args)),
        ValueDef::Param(..) | ValueDef::Const(_) => None,
    }
}

/// Whether the parts of an argument are known.
fn is_made(func: &Func, found: &FxHashMap<Value, Layout>, arg: Value) -> bool {
    let object = object_behind(func, arg);
    match func.values[object].def {
        ValueDef::Const(_) => true,
        ValueDef::Inst(inst, _) if func.ty(arg).is_scalar() => func.insts[inst].op == Op::Some,
        ValueDef::Inst(inst, _) => matches!(func.insts[inst].op, Op::StructNew(_) | Op::VariantNew(..)),
        ValueDef::Param(..) => found.contains_key(&object),
    }
}

/// The values that a split value consists of.
#[derive(Clone)]
struct Parts {
    is_null: Option<Value>,
    tag: Option<Value>,
    slots: Vec<Value>,
}

struct Splitter<'a> {
    func: &'a mut Func,
    cfg: &'a Cfg,
    layouts: FxHashMap<Value, Layout>,
    parts: FxHashMap<Value, Parts>,
}

impl Splitter<'_> {
    fn add_params(&mut self) {
        for &block in &self.cfg.order {
            for param in self.func.blocks[block].params.clone() {
                let Some(layout) = self.layouts.get(&param) else { continue };
                let name = self.func.values[param].name;
                let func = &mut *self.func;
                let is_null = layout.nullable.then(|| func.add_param(block, Type::BOOL, None));
                let tag = layout.tagged.then(|| func.add_param(block, Type::I32, None));
                let slots = layout.slots.iter().map(|&ty| func.add_param(block, ty, name)).collect();
                self.parts.insert(param, Parts { is_null, tag, slots });
            }
        }
    }

    fn add_arguments(&mut self) {
        for &block in &self.cfg.order {
            let mut term = std::mem::replace(&mut self.func.blocks[block].term, ir::Terminator::Unreachable);
            term.map_targets(|target| {
                for position in 0..target.args.len() {
                    let param = self.func.blocks[target.block].params[position];
                    if let Some(layout) = self.layouts.get(&param).cloned() {
                        let parts = self.parts_of(block, target.args[position], &layout);
                        target.args.extend(parts.is_null.into_iter().chain(parts.tag).chain(parts.slots));
                    }
                }
            });
            self.func.blocks[block].term = term;
        }
    }

    /// The parts of an argument; what it takes to make them is added to `block`.
    fn parts_of(&mut self, block: Block, arg: Value, layout: &Layout) -> Parts {
        let object = object_behind(self.func, arg);
        let is_null = layout.nullable.then(|| self.is_null(arg));
        if let Some(parts) = self.parts.get(&object) {
            return Parts { is_null, ..parts.clone() };
        }
        let (variant, values) = match defining(self.func, object) {
            Some((Op::VariantNew(_, variant), args)) => (variant, args.to_vec()),
            Some((_, args)) => (0, args.to_vec()),
            None => (0, Vec::new()),
        };
        let tag = layout.tagged.then(|| self.func.constant(Const::I32(variant as i32)));
        let mut slots: Vec<Value> = layout.slots.iter().map(|&ty| self.func.constant(zero(ty))).collect();
        for (&slot, value) in layout.fields[variant as usize].iter().zip(values) {
            let ty = layout.slots[slot];
            slots[slot] = if self.func.ty(value) == ty {
                value
            } else {
                let loc = self.func.blocks[block].loc;
                let some = self.func.append(block, Op::Some, vec![value], &[ty], loc);
                self.func.insts[some].results[0]
            };
        }
        Parts { is_null, tag, slots }
    }

    /// Whether a value that may be null is.
    fn is_null(&mut self, value: Value) -> Value {
        match self.parts.get(&value) {
            Some(Parts { is_null: Some(part), .. }) => *part,
            _ => {
                let known = matches!(self.func.as_const(value), Some(Const::Null(_)));
                self.func.constant(Const::Bool(known))
            }
        }
    }

    fn replace_uses(&mut self) {
        let mut values = Substitution::new(self.func);
        for &block in &self.cfg.order {
            let insts = std::mem::take(&mut self.func.blocks[block].insts);
            let kept: Vec<Inst> = insts.into_iter().filter(|&inst| !self.replaced(inst, &mut values)).collect();
            self.func.blocks[block].insts = kept;
        }
        values.apply(self.func);
    }

    /// Whether an instruction looked into a split value; then its result is a part.
    fn replaced(&mut self, inst: Inst, values: &mut Substitution) -> bool {
        let data = &self.func.insts[inst];
        let (op, Some(&arg)) = (data.op, data.args.first()) else { return false };
        let object = object_behind(self.func, arg);
        let (Some(parts), Some(layout)) = (self.parts.get(&object), self.layouts.get(&object)) else { return false };
        let field = |variant: u32, field: u32| parts.slots[layout.fields[variant as usize][field as usize]];
        let part = match op {
            Op::StructGet(_, at) => field(0, at),
            Op::VariantGet(_, variant, at) => field(variant, at),
            Op::VariantTag(_) => parts.tag.expect("an enum has a tag"),
            Op::IsNull => self.is_null(arg),
            Op::AssumeSome if layout.object.is_none() => parts.slots[0],
            _ => return false,
        };
        let result = self.func.insts[inst].results[0];
        if self.func.ty(part) != self.func.ty(result) {
            self.func.insts[inst].op = Op::AssumeSome;
            self.func.insts[inst].args = vec![part];
            return false;
        }
        values.replace(result, part);
        true
    }
}

/// What stands where there is nothing.
pub(crate) fn zero(ty: Type) -> Const {
    match ty.kind {
        _ if ty.nullable => Const::Null(ty),
        Kind::Bool => Const::Bool(false),
        Kind::I32 => Const::I32(0),
        Kind::I64 => Const::I64(0),
        Kind::F32 => Const::f32(0.0),
        Kind::F64 => Const::f64(0.0),
        Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => {
            unreachable!("slots of references may be null")
        }
    }
}
