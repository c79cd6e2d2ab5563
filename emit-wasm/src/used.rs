//! What the Wasm half uses: heap types, signatures, closures, strings, imports.
//!
//! In: the placed program.  Out: [`Used`], everything in order of first use or of ids, so that the indices that are
//! made from it are the same in every run.

use crate::signature;
use ir::{
    Const, Crossing, Func, FuncId, Host, Inst, Kind, Op, Prim, Program, Side, SigId, Storage, Terminator, Type,
    TypeDef, TypeId, Value, op::WasmForm,
};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::ValType;

/// What is called after `import` for its results beyond the first.
pub fn rests(program: &Program, import: &Import) -> Vec<Import> {
    let Import::Crossing(crossing) = import else { return Vec::new() };
    let results = signature::results_from_js(program, crossing);
    (0..).zip(results).skip(1).map(|(position, ty)| Import::Rest(position, ty)).collect()
}

/// A function that is imported.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Import {
    /// A builtin of `wasm:js-string`.
    JsString(&'static str),
    /// A host function.
    Host(Host),
    /// An operator that the host executes.
    Prim(Prim),
    /// An operation that JavaScript executes.
    Crossing(Crossing),
    /// A result beyond the first of the operation that JavaScript executed last: which, and its type.
    Rest(u32, ValType),
}

/// What is used.
#[derive(Default)]
pub struct Used {
    /// Heap types whose home is Wasm.
    pub types: BTreeSet<TypeId>,
    /// Signatures of function values.
    pub sigs: BTreeSet<SigId>,
    /// Functions that are made into values, with the signature of the value.
    pub closures: BTreeMap<FuncId, SigId>,
    /// Functions that are called, or exported, by themselves.
    pub called: BTreeSet<FuncId>,
    /// Signatures of which JavaScript functions become Wasm values.
    pub wraps: BTreeSet<SigId>,
    /// Scalars that are array elements and nullable.
    pub boxes: BTreeSet<Kind>,
    /// Constants that are imported: strings and numbers of any size.
    pub constants: Vec<Const>,
    /// Imported functions.
    pub imports: Vec<Import>,
    /// Whether any array has 16-bit elements.
    pub code_units: bool,
    /// Whether there are buffers.
    pub buffers: bool,
    seen_constants: FxHashSet<Const>,
    seen_imports: FxHashSet<Import>,
    todo: Vec<Type>,
}

impl Used {
    /// What the Wasm half of `program` uses.
    pub fn of(program: &Program) -> Used {
        let mut used = Used::default();
        for id in program.funcs.ids().filter(|&id| program.placement.funcs[id] == Side::Wasm) {
            used.func(program, &program.funcs[id]);
        }
        for (id, global) in program.globals.iter_enumerated() {
            if program.placement.globals[id] == Side::Wasm {
                used.ty(global.ty);
                if let Some(constant) = global.value {
                    used.constant(constant);
                }
            }
        }
        let roots = program.init.iter().chain(&program.main).chain(program.tests.iter().map(|test| &test.func));
        used.called.extend(roots);
        for row in &program.seam.exports {
            used.export(program, &row.crossing);
        }
        used.close_types(program);
        for import in used.imports.clone() {
            rests(program, &import).into_iter().for_each(|rest| used.import(rest));
        }
        used
    }

    fn export(&mut self, program: &Program, crossing: &Crossing) {
        match crossing {
            Crossing::Op(op) => {
                let (params, results) = signature::of_op(program, op);
                params.into_iter().chain(results).for_each(|ty| self.ty(ty));
                if let Op::Call(func) = op {
                    self.called.insert(*func);
                }
                self.op_types(op);
            }
            Crossing::ApplyClosure(sig) => self.ty(Type::of(Kind::Func(*sig))),
            Crossing::WrapFunction(sig) => {
                self.ty(Type::of(Kind::Func(*sig)));
                self.wraps.insert(*sig);
                self.import(Import::Crossing(Crossing::ApplyFunction(*sig)));
            }
            Crossing::ApplyFunction(_) => panic!("applying JavaScript functions is not exported"),
        }
    }

    fn func(&mut self, program: &Program, func: &Func) {
        for block in func.blocks.iter() {
            block.params.iter().for_each(|&param| self.ty(func.ty(param)));
            for &inst in &block.insts {
                self.inst(program, func, inst);
            }
            block.term.for_each_use(|value| self.operand(func, value));
            match block.term {
                Terminator::TailCall(callee, _) => self.call(program, callee),
                Terminator::TailCallClosure(sig, _) => self.ty(Type::of(Kind::Func(sig))),
                Terminator::Jump(_) | Terminator::Branch(..) | Terminator::Switch(..) | Terminator::Return(_) => {}
                Terminator::Panic(_) | Terminator::Unreachable => {}
            }
        }
        func.results.iter().for_each(|&ty| self.ty(ty));
    }

    fn inst(&mut self, program: &Program, func: &Func, inst: Inst) {
        let data = &func.insts[inst];
        data.args.iter().for_each(|&arg| self.operand(func, arg));
        data.results.iter().for_each(|&result| self.ty(func.ty(result)));
        if program.placement.home(&data.op) == Some(Side::Js) {
            self.import(Import::Crossing(Crossing::Op(data.op)));
            return;
        }
        self.op_types(&data.op);
        match data.op {
            Op::Prim(prim) => self.prim(prim),
            Op::Host(host) => self.import(Import::Host(host)),
            Op::Call(callee) => self.call(program, callee),
            Op::ClosureNew(callee) => self.closure(program, func, callee, data.results[0]),
            Op::RefEq if !signature::is_internal(program, func.ty(data.args[0]).kind) => {
                self.import(Import::Crossing(Crossing::Op(Op::RefEq)));
            }
            _ => {}
        }
    }

    /// Adds the heap types that are immediates of `op`, and what its code calls.
    fn op_types(&mut self, op: &Op) {
        if let Some(ty) = op.heap_type() {
            self.ty(Type::reference(ty));
        }
        match *op {
            Op::StrFromArray(_) => self.import(Import::JsString("fromCharCodeArray")),
            Op::StrIntoArray(_) => self.import(Import::JsString("intoCharCodeArray")),
            Op::BufferNew(_) => self.import(Import::Host(Host::BufferMade)),
            Op::CallClosure(sig) => self.ty(Type::of(Kind::Func(sig))),
            _ => {}
        }
    }

    fn prim(&mut self, prim: Prim) {
        match prim.info().wasm {
            WasmForm::JsString(name) => self.import(Import::JsString(name)),
            WasmForm::Host(_) => self.import(Import::Prim(prim)),
            WasmForm::Code(_) | WasmForm::Between(_) => {}
        }
    }

    fn call(&mut self, program: &Program, callee: FuncId) {
        match program.placement.funcs[callee] {
            Side::Wasm => {
                self.called.insert(callee);
            }
            Side::Js => self.import(Import::Crossing(Crossing::Op(Op::Call(callee)))),
        }
    }

    fn closure(&mut self, program: &Program, func: &Func, callee: FuncId, result: Value) {
        let Kind::Func(sig) = func.ty(result).kind else { panic!("a closure is a function value") };
        self.closures.insert(callee, sig);
        program.funcs[callee].param_types().into_iter().for_each(|ty| self.ty(ty));
        if program.placement.funcs[callee] == Side::Js {
            self.call(program, callee);
        }
    }

    fn operand(&mut self, func: &Func, value: Value) {
        self.ty(func.ty(value));
        if let Some(constant) = func.as_const(value) {
            self.constant(constant);
        }
    }

    fn constant(&mut self, constant: Const) {
        if matches!(constant, Const::Str(_) | Const::Big(_)) && self.seen_constants.insert(constant) {
            self.constants.push(constant);
        }
    }

    fn import(&mut self, import: Import) {
        if self.seen_imports.insert(import.clone()) {
            self.imports.push(import);
        }
    }

    fn ty(&mut self, ty: Type) {
        match ty.kind {
            Kind::Ref(id) if self.types.contains(&id) => {}
            Kind::Func(sig) if self.sigs.contains(&sig) => {}
            Kind::Ref(_) | Kind::Func(_) => self.todo.push(ty),
            Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Js => {}
        }
    }

    /// Adds everything that the used types mention.
    fn close_types(&mut self, program: &Program) {
        while let Some(ty) = self.todo.pop() {
            match ty.kind {
                Kind::Ref(id) if program.placement.types[id] == Side::Wasm && self.types.insert(id) => {
                    self.contents(program, id);
                }
                Kind::Func(sig) if self.sigs.insert(sig) => {
                    let data = &program.types.sigs[sig];
                    data.params.iter().chain(&data.results).for_each(|&ty| self.ty(ty));
                }
                _ => {}
            }
        }
    }

    fn contents(&mut self, program: &Program, id: TypeId) {
        match &program.types[id].def {
            TypeDef::Struct { fields } => fields.iter().for_each(|field| self.ty(field.storage.value_type())),
            TypeDef::Enum { variants } => {
                let fields = variants.iter().flat_map(|variant| &variant.fields);
                fields.for_each(|field| self.ty(field.storage.value_type()));
            }
            TypeDef::Array { elem } => {
                let ty = elem.value_type();
                self.ty(ty);
                self.code_units |= matches!(elem, Storage::I16 | Storage::U16);
                if ty.nullable && ty.is_scalar() {
                    self.boxes.insert(ty.kind);
                }
            }
            TypeDef::Buffer { .. } => self.buffers = true,
        }
    }

    /// Whether the body of `func` itself is the code of a function value: nothing else calls it.
    pub fn is_closure_body(&self, program: &Program, func: FuncId) -> bool {
        self.closures.contains_key(&func) && !self.called.contains(&func) && program.placement.funcs[func] == Side::Wasm
    }
}
