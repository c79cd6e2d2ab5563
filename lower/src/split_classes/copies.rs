//! Makes the copies: a heap type for each class, a function for each instance.
//!
//! In: a program, its classes and instances.  Out: the program with copies, and what each is a copy of. The first class
//! of a type keeps the type, the first instance of a function keeps the function; the others are called `List<i32>#2`.

use super::flow::Flow;
use super::instances::{InstanceId, Instances};
use super::shapes::{Member, Part};
use super::unify::Class;
use crate::retype;
use base::{IndexVec, Symbol};
use ir::{Const, Func, FuncId, Kind, Op, Program, SigId, Signature, Terminator, Type, TypeId, Value, ValueDef};
use rustc_hash::{FxHashMap, FxHashSet};

/// What everything is a copy of; what is none, of itself.
#[derive(Clone, Debug)]
pub struct Origins {
    /// For functions.
    pub funcs: IndexVec<FuncId, FuncId>,
    /// For heap types.
    pub types: IndexVec<TypeId, TypeId>,
    /// For each function value the number of its class: only those of one class may be the same.
    pub functions: FxHashMap<(FuncId, Value), usize>,
}

impl Origins {
    /// Those of a program in which nothing is a copy.
    pub fn of(program: &Program) -> Origins {
        Origins {
            funcs: program.funcs.ids().collect(),
            types: program.types.heap.ids().collect(),
            functions: FxHashMap::default(),
        }
    }
}

/// Makes the copies.
pub fn make(program: &mut Program, flow: &mut Flow, instances: &mut Instances) -> Origins {
    let origins = Origins::of(program);
    let mut maker = Maker {
        sigs: program.types.sigs.iter_enumerated().map(|(id, sig)| (sig.clone(), id)).collect(),
        copies: FxHashMap::default(),
        rows: FxHashMap::default(),
        sig_rows: FxHashMap::default(),
        kept: FxHashSet::default(),
        pending: Vec::new(),
        numbers: FxHashMap::default(),
        names: Names::of(program),
        program,
        flow,
        instances,
        origins,
    };
    maker.copy_funcs();
    maker.retype_funcs();
    maker.retype_rest();
    maker.define_types();
    maker.origins
}

struct Maker<'a> {
    program: &'a mut Program,
    flow: &'a mut Flow,
    instances: &'a mut Instances,
    origins: Origins,
    /// The function of each member of each instance.
    copies: FxHashMap<(InstanceId, FuncId), FuncId>,
    /// The heap type of each class and type.
    rows: FxHashMap<(Class, TypeId), TypeId>,
    sig_rows: FxHashMap<(Class, SigId), SigId>,
    sigs: FxHashMap<Signature, SigId>,
    /// The types that a class has kept.
    kept: FxHashSet<TypeId>,
    /// Types that have no definition of their own yet.
    pending: Vec<(Class, TypeId, TypeId)>,
    /// Numbers for the classes of function values.
    numbers: FxHashMap<Class, usize>,
    names: Names,
}

impl Maker<'_> {
    // ---- types

    fn ty(&mut self, instance: Option<InstanceId>, class: Option<Class>, ty: Type) -> Type {
        match class {
            Some(class) => {
                let class = self.instances.class(self.flow, instance, class);
                self.of_class(class, ty)
            }
            None => ty,
        }
    }

    fn of_class(&mut self, class: Class, ty: Type) -> Type {
        let class = self.instances.classes.find(class);
        let kind = match ty.kind {
            Kind::Ref(id) => Kind::Ref(self.row(class, id)),
            Kind::Func(id) => Kind::Func(self.sig(class, id)),
            kind => kind,
        };
        Type { kind, ..ty }
    }

    fn row(&mut self, class: Class, ty: TypeId) -> TypeId {
        if let Some(&row) = self.rows.get(&(class, ty)) {
            return row;
        }
        let row = if self.kept.insert(ty) {
            ty
        } else {
            let mut data = self.program.types[ty].clone();
            data.name = self.names.of_type(data.name);
            self.origins.types.push(ty);
            self.program.types.heap.push(data)
        };
        self.rows.insert((class, ty), row);
        self.pending.push((class, ty, row));
        row
    }

    fn sig(&mut self, class: Class, sig: SigId) -> SigId {
        if let Some(&row) = self.sig_rows.get(&(class, sig)) {
            return row;
        }
        let mut signature = self.program.types.sigs[sig].clone();
        let holder = self.flow.shapes.of_sig(sig);
        for (position, ty) in signature.params.iter_mut().chain(&mut signature.results).enumerate() {
            *ty = self.part(class, holder, position, *ty);
        }
        let row = match self.sigs.get(&signature) {
            Some(&row) => row,
            None => {
                let row = self.program.types.sigs.push(signature.clone());
                self.sigs.insert(signature, row);
                row
            }
        };
        self.sig_rows.insert((class, sig), row);
        row
    }

    /// What is in no slot is never there: it may have any type.
    fn part(&mut self, class: Class, holder: Member, position: usize, ty: Type) -> Type {
        match self.flow.shapes.part(holder, position) {
            Part::Scalar => ty,
            Part::Inside(_) => self.of_class(class, ty),
            Part::Slot(slot, _) => {
                let class = self.instances.classes.find(class);
                let held = self.instances.classes.slots(class).iter().find(|row| row.0 == slot).map(|row| row.1);
                held.map_or(ty, |held| self.of_class(held, ty))
            }
        }
    }

    /// Defining one may make others.
    fn define_types(&mut self) {
        // Copies were cloned before the type they are copies of got its own definition, or after: both are written
        // from the first one.
        let first: IndexVec<TypeId, ir::TypeDef> =
            self.program.types.heap.iter().map(|data| data.def.clone()).collect();
        while let Some((class, ty, row)) = self.pending.pop() {
            let mut def = first[ty].clone();
            let holder = self.flow.shapes.of_type(ty);
            retype::map_parts(&mut def, |position, held| self.part(class, holder, position, held));
            self.program.types.heap[row].def = def;
        }
    }

    // ---- functions

    fn copy_funcs(&mut self) {
        let mut kept: FxHashSet<FuncId> = FxHashSet::default();
        for instance in 0..self.instances.all.len() {
            for &member in self.flow.cycles[self.instances.all[instance].entry].clone().iter() {
                let copy = if kept.insert(member) {
                    member
                } else {
                    let mut func = self.program.funcs[member].clone();
                    func.name = self.names.of_func(func.name);
                    self.origins.funcs.push(member);
                    self.program.funcs.push(func)
                };
                self.copies.insert((instance, member), copy);
            }
        }
    }

    fn retype_funcs(&mut self) {
        for instance in 0..self.instances.all.len() {
            for &member in self.flow.cycles[self.instances.all[instance].entry].clone().iter() {
                let copy = self.copies[&(instance, member)];
                let name = self.program.funcs[copy].name;
                let span = self.program.funcs[copy].span;
                let empty = Func::new(name, span, Vec::new());
                let mut func = std::mem::replace(&mut self.program.funcs[copy], empty);
                self.retype_func(instance, member, &mut func);
                self.number_functions(instance, member, copy, &func);
                self.program.funcs[copy] = func;
            }
        }
    }

    fn retype_func(&mut self, instance: InstanceId, member: FuncId, func: &mut Func) {
        for value in func.values.ids() {
            let class = self.flow.values[member][value];
            let row = &mut func.values[value];
            row.ty = self.ty(Some(instance), class, row.ty);
            if let ValueDef::Const(Const::Null(ty)) = &mut row.def {
                *ty = row.ty;
            }
        }
        for position in 0..func.results.len() {
            let class = self.flow.results[member][position];
            func.results[position] = self.ty(Some(instance), class, func.results[position]);
        }
        let callees = self.instances.all[instance].callees[&member].clone();
        let mut callees = callees.into_iter();
        let mut copy_of = |callee: FuncId| {
            let instance = callees.next().expect("every call has an instance");
            self.copies[&(instance, callee)]
        };
        for block in func.blocks.ids() {
            for index in 0..func.blocks[block].insts.len() {
                let inst = func.blocks[block].insts[index];
                let data = &func.insts[inst];
                let op = match data.op {
                    Op::Call(callee) => Op::Call(copy_of(callee)),
                    Op::ClosureNew(callee) => Op::ClosureNew(copy_of(callee)),
                    Op::CallClosure(_) => match func.ty(data.args[0]).kind {
                        Kind::Func(sig) => Op::CallClosure(sig),
                        _ => unreachable!("only function values are called"),
                    },
                    op => retyped(func, op, &data.args, &data.results),
                };
                func.insts[inst].op = op;
            }
            let function = |value| func.values[value].ty.kind;
            match &mut func.blocks[block].term {
                Terminator::TailCall(callee, _) => *callee = copy_of(*callee),
                Terminator::TailCallClosure(sig, args) => {
                    if let Kind::Func(own) = function(args[0]) {
                        *sig = own;
                    }
                }
                _ => {}
            }
        }
    }

    fn number_functions(&mut self, instance: InstanceId, member: FuncId, copy: FuncId, func: &Func) {
        for (value, row) in func.values.iter_enumerated() {
            if let (Kind::Func(_), Some(class)) = (row.ty.kind, self.flow.values[member][value]) {
                let class = self.instances.class(self.flow, Some(instance), class);
                let next = self.numbers.len();
                let number = *self.numbers.entry(class).or_insert(next);
                self.origins.functions.insert((copy, value), number);
            }
        }
    }

    // ---- the rest

    fn retype_rest(&mut self) {
        for id in self.program.globals.ids() {
            let ty = self.ty(None, self.flow.globals[id], self.program.globals[id].ty);
            let global = &mut self.program.globals[id];
            global.ty = ty;
            if let Some(Const::Null(null)) = &mut global.value {
                *null = ty;
            }
        }
        for id in self.program.externs.ids() {
            let mut row = self.program.externs[id].clone();
            for ty in row.params.iter_mut().chain(&mut row.result) {
                let outside = self.flow.outside_of(*ty);
                *ty = self.ty(None, outside, *ty);
            }
            self.program.externs[id] = row;
        }
        let copies = &self.copies;
        let roots = &self.instances.roots;
        let root = |func: &mut FuncId| *func = copies[&(roots[&*func], *func)];
        let program = &mut *self.program;
        program.init.iter_mut().chain(&mut program.main).for_each(root);
        program.tests.iter_mut().map(|test| &mut test.func).for_each(root);
        program.exports.iter_mut().map(|export| &mut export.func).for_each(root);
    }
}

/// The operator on the heap type that its operand has now.
fn retyped(func: &Func, op: Op, args: &[ir::Value], results: &[ir::Value]) -> Op {
    let object = match op {
        Op::StructNew(_)
        | Op::VariantNew(..)
        | Op::ArrayNew(_)
        | Op::ArrayNewDefault(_)
        | Op::ArrayLit(_)
        | Op::BufferNew(_) => results[0],
        Op::StrIntoArray(_) => args[1],
        _ if op.heap_type().is_some() => args[0],
        _ => return op,
    };
    match func.ty(object).kind {
        Kind::Ref(ty) => retype::with_heap_type(op, ty),
        _ => unreachable!("{op:?} is on an object"),
    }
}

/// Names for copies.
struct Names {
    types: FxHashSet<Symbol>,
    funcs: FxHashSet<Symbol>,
    next: FxHashMap<Symbol, usize>,
}

impl Names {
    fn of(program: &Program) -> Names {
        Names {
            types: program.types.heap.iter().map(|data| data.name).collect(),
            funcs: program.funcs.iter().map(|func| func.name).collect(),
            next: FxHashMap::default(),
        }
    }
    fn of_type(&mut self, name: Symbol) -> Symbol {
        fresh(&mut self.types, &mut self.next, name)
    }
    fn of_func(&mut self, name: Symbol) -> Symbol {
        fresh(&mut self.funcs, &mut self.next, name)
    }
}

fn fresh(taken: &mut FxHashSet<Symbol>, next: &mut FxHashMap<Symbol, usize>, name: Symbol) -> Symbol {
    let source = ir::source_name(name);
    let number = next.entry(source).or_insert(2);
    loop {
        let name = Symbol::new(&format!("{source}#{number}"));
        *number += 1;
        if taken.insert(name) {
            return name;
        }
    }
}
