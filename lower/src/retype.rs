//! Other ids for the heap types, signatures and functions that code names.
//!
//! In: operators, functions, or a whole program, and what each id becomes.  Out: the same with the new ids.

use base::IndexVec;
use ir::{Const, Func, FuncId, Kind, Op, Program, SigId, Storage, Terminator, Type, TypeDef, TypeId, ValueDef};

/// What each id becomes.
pub struct Renaming {
    /// Heap types.
    pub types: IndexVec<TypeId, TypeId>,
    /// Signatures.
    pub sigs: IndexVec<SigId, SigId>,
    /// Functions.
    pub funcs: IndexVec<FuncId, FuncId>,
}

impl Renaming {
    /// A type with its new id.
    pub fn ty(&self, ty: Type) -> Type {
        let kind = match ty.kind {
            Kind::Ref(id) => Kind::Ref(self.types[id]),
            Kind::Func(id) => Kind::Func(self.sigs[id]),
            kind => kind,
        };
        Type { kind, ..ty }
    }
    /// An operator with its new ids.
    pub fn op(&self, op: Op) -> Op {
        match op {
            Op::Call(func) => Op::Call(self.funcs[func]),
            Op::ClosureNew(func) => Op::ClosureNew(self.funcs[func]),
            Op::CallClosure(sig) => Op::CallClosure(self.sigs[sig]),
            _ => match op.heap_type() {
                Some(ty) => with_heap_type(op, self.types[ty]),
                None => op,
            },
        }
    }
    /// Renames in a whole program that is not placed yet.
    pub fn run(&self, program: &mut Program) {
        for data in program.types.heap.iter_mut() {
            map_parts(&mut data.def, |_, ty| self.ty(ty));
        }
        for sig in program.types.sigs.iter_mut() {
            sig.params.iter_mut().chain(&mut sig.results).for_each(|ty| *ty = self.ty(*ty));
        }
        for global in program.globals.iter_mut() {
            global.ty = self.ty(global.ty);
            if let Some(Const::Null(ty)) = &mut global.value {
                *ty = self.ty(*ty);
            }
        }
        for row in program.externs.iter_mut() {
            row.params.iter_mut().chain(&mut row.result).for_each(|ty| *ty = self.ty(*ty));
        }
        program.funcs.iter_mut().for_each(|func| self.func(func));
        let roots = program.init.iter_mut().chain(&mut program.main);
        let tests = program.tests.iter_mut().map(|test| &mut test.func);
        let exports = program.exports.iter_mut().map(|export| &mut export.func);
        roots.chain(tests).chain(exports).for_each(|func| *func = self.funcs[*func]);
    }

    fn func(&self, func: &mut Func) {
        func.results.iter_mut().for_each(|ty| *ty = self.ty(*ty));
        for row in func.values.iter_mut() {
            row.ty = self.ty(row.ty);
            if let ValueDef::Const(Const::Null(ty)) = &mut row.def {
                *ty = self.ty(*ty);
            }
        }
        for block in func.blocks.iter_mut() {
            for &inst in &block.insts {
                let op = &mut func.insts[inst].op;
                *op = self.op(*op);
            }
            match &mut block.term {
                Terminator::TailCall(callee, _) => *callee = self.funcs[*callee],
                Terminator::TailCallClosure(sig, _) => *sig = self.sigs[*sig],
                _ => {}
            }
        }
    }
}

/// The same operator on another heap type. Operators without one stay.
pub fn with_heap_type(op: Op, ty: TypeId) -> Op {
    match op {
        Op::StructNew(_) => Op::StructNew(ty),
        Op::StructGet(_, field) => Op::StructGet(ty, field),
        Op::StructSet(_, field) => Op::StructSet(ty, field),
        Op::VariantNew(_, variant) => Op::VariantNew(ty, variant),
        Op::VariantTag(_) => Op::VariantTag(ty),
        Op::VariantGet(_, variant, field) => Op::VariantGet(ty, variant, field),
        Op::ArrayNew(_) => Op::ArrayNew(ty),
        Op::ArrayNewDefault(_) => Op::ArrayNewDefault(ty),
        Op::ArrayLit(_) => Op::ArrayLit(ty),
        Op::ArrayLen(_) => Op::ArrayLen(ty),
        Op::ArrayGet(_) => Op::ArrayGet(ty),
        Op::ArraySet(_) => Op::ArraySet(ty),
        Op::ArrayCopy(_) => Op::ArrayCopy(ty),
        Op::ArrayFill(_) => Op::ArrayFill(ty),
        Op::BufferNew(_) => Op::BufferNew(ty),
        Op::BufferLen(_) => Op::BufferLen(ty),
        Op::BufferGet(_) => Op::BufferGet(ty),
        Op::BufferSet(_) => Op::BufferSet(ty),
        Op::BufferPtr(_) => Op::BufferPtr(ty),
        Op::BufferView(_) => Op::BufferView(ty),
        Op::StrFromArray(_) => Op::StrFromArray(ty),
        Op::StrIntoArray(_) => Op::StrIntoArray(ty),
        Op::Prim(_)
        | Op::Some
        | Op::IsNull
        | Op::Unwrap
        | Op::AssumeSome
        | Op::RefEq
        | Op::GlobalGet(_)
        | Op::GlobalSet(_)
        | Op::Call(_)
        | Op::ClosureNew(_)
        | Op::CallClosure(_)
        | Op::Extern(_)
        | Op::Host(_) => op,
    }
}

/// The types of what objects of a heap type hold, in order.
pub fn parts(def: &TypeDef) -> Vec<Type> {
    let fields = |fields: &[ir::Field]| fields.iter().map(|field| field.storage.value_type()).collect::<Vec<_>>();
    match def {
        TypeDef::Struct { fields: all } => fields(all),
        TypeDef::Enum { variants } => variants.iter().flat_map(|variant| fields(&variant.fields)).collect(),
        TypeDef::Array { elem } | TypeDef::Buffer { elem } => vec![elem.value_type()],
    }
}

/// Replaces the types of what objects of a heap type hold; `f` is told the position in [`parts`].
pub fn map_parts(def: &mut TypeDef, mut f: impl FnMut(usize, Type) -> Type) {
    let mut position = 0;
    let mut part = |storage: &mut Storage| {
        if let Storage::Val(ty) = storage {
            *ty = f(position, *ty);
        }
        position += 1;
    };
    match def {
        TypeDef::Struct { fields } => fields.iter_mut().for_each(|field| part(&mut field.storage)),
        TypeDef::Enum { variants } => {
            let fields = variants.iter_mut().flat_map(|variant| &mut variant.fields);
            fields.for_each(|field| part(&mut field.storage));
        }
        TypeDef::Array { elem } | TypeDef::Buffer { elem } => part(elem),
    }
}
