//! The module under construction: which index everything has, and what was asked for while bodies were made.
//!
//! Imports, functions of the program and globals of the program have their indices before the first body is made.
//! Helper functions, shared constant objects and data segments get theirs when a body first asks for them.

use crate::code::Instr;
use crate::positions::Positions;
use crate::signature::{self, boundary_types};
use crate::types::TypeTable;
use crate::used::{self, Import, Used};
use crate::{Options, js_string};
use base::{IndexVec, Symbol};
use ir::{Const, Crossing, FuncId, GlobalId, Kind, Op, Program, Side, SigId, Type, TypeId};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use wasm_encoder::{ConstExpr, GlobalType, HeapType, Ieee32, Ieee64, Instruction, RefType, ValType};

/// A function that is not one of the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Extra {
    /// The code of a function value whose body is also called directly, or is JavaScript.
    Thunk(FuncId, SigId),
    /// The code of a function value around a JavaScript function.
    WrapThunk(SigId),
    /// Makes such a value: an export.
    Wrap(SigId),
    /// An operation that JavaScript asks for: an export.
    Remote(Op),
    /// Reserves linear memory: `[bytes] -> address`, 0 if there is none left.
    Alloc,
    /// Gives it back: `[address, bytes]`.
    Free,
}

/// A global as it stands in the section.
pub struct GlobalRow {
    /// Its type.
    pub ty: GlobalType,
    /// Its first value.
    pub init: ConstExpr,
    /// For the name section.
    pub name: String,
}

/// The module under construction.
pub struct Module<'p> {
    /// The program.
    pub program: &'p Program,
    /// What was asked for.
    pub options: &'p Options,
    /// What it uses.
    pub used: Used,
    /// The type section.
    pub types: TypeTable<'p>,
    /// Where in the sources instructions come from.
    pub positions: Positions,
    /// Functions beside those of the program, in the order of their indices.
    pub extras: Vec<Extra>,
    /// The global section.
    pub global_rows: Vec<GlobalRow>,
    /// The data segments.
    pub data: Vec<Vec<u8>>,
    /// Functions whose references bodies take.
    pub referenced: BTreeSet<u32>,
    import_index: FxHashMap<Import, u32>,
    func_index: IndexVec<FuncId, Option<u32>>,
    program_funcs: u32,
    extra_index: FxHashMap<Extra, u32>,
    constant_index: FxHashMap<Const, u32>,
    global_index: IndexVec<GlobalId, Option<u32>>,
    closure_constants: FxHashMap<FuncId, u32>,
    unit_constants: FxHashMap<(TypeId, u32), u32>,
}

impl<'p> Module<'p> {
    /// A module without code.
    pub fn new(program: &'p Program, options: &'p Options) -> Module<'p> {
        let used = Used::of(program);
        let imported = |(index, import): (usize, &Import)| (import.clone(), index as u32);
        let import_index = used.imports.iter().enumerate().map(imported).collect();
        let mut next = used.imports.len() as u32;
        let mut index = |&side: &Side| {
            let is_ours = side == Side::Wasm;
            next += u32::from(is_ours);
            is_ours.then(|| next - 1)
        };
        let func_index = program.placement.funcs.iter().map(&mut index).collect();
        let constants = used.constants.iter().enumerate();
        let constant_index = constants.map(|(index, &constant)| (constant, index as u32)).collect();
        let mut module = Module {
            types: TypeTable::new(program, &used),
            program,
            options,
            used,
            positions: Positions::default(),
            extras: Vec::new(),
            global_rows: Vec::new(),
            data: Vec::new(),
            referenced: BTreeSet::new(),
            import_index,
            func_index,
            program_funcs: next,
            extra_index: FxHashMap::default(),
            constant_index,
            global_index: IndexVec::filled(None, program.globals.len()),
            closure_constants: FxHashMap::default(),
            unit_constants: FxHashMap::default(),
        };
        module.add_globals();
        module
    }

    fn add_globals(&mut self) {
        let program = self.program;
        let is_ours = |id: &GlobalId| program.placement.globals[*id] == Side::Wasm;
        for id in program.globals.ids().filter(is_ours) {
            let global = &program.globals[id];
            let slots = self.types.slots(global.ty);
            let mutable = global.mutable || global.value.is_none();
            let values = match global.value {
                Some(constant) => self.constant(constant),
                None => slots.iter().map(|&slot| zero(slot)).collect(),
            };
            let mut first = None;
            for (slot, value) in slots.into_iter().zip(values) {
                let val_type = if global.value.is_none() { nullable(slot) } else { slot };
                let ty = GlobalType { val_type, mutable, shared: false };
                let index = self.add_global(GlobalRow { ty, init: const_expr([value]), name: global.name.to_string() });
                first = first.or(Some(index));
            }
            self.global_index[id] = first;
        }
    }

    fn add_global(&mut self, row: GlobalRow) -> u32 {
        self.global_rows.push(row);
        (self.used.constants.len() + self.global_rows.len() - 1) as u32
    }

    /// The instructions that push a constant, one per slot.
    pub fn constant(&self, constant: Const) -> Vec<Instruction<'static>> {
        vec![match constant {
            Const::Bool(value) => Instruction::I32Const(i32::from(value)),
            Const::I32(value) => Instruction::I32Const(value),
            Const::I64(value) => Instruction::I64Const(value),
            Const::F32(bits) => Instruction::F32Const(Ieee32::new(bits)),
            Const::F64(bits) => Instruction::F64Const(Ieee64::new(bits)),
            Const::Str(_) | Const::Big(_) => Instruction::GlobalGet(self.constant_index[&constant]),
            Const::Null(ty) if ty.is_scalar() => {
                return self.types.slots(ty).into_iter().map(zero).collect();
            }
            Const::Null(ty) => Instruction::RefNull(self.types.heap_type(ty.kind)),
        }]
    }

    /// The index of a function of the program on this side.
    pub fn func(&self, func: FuncId) -> u32 {
        self.func_index[func].unwrap_or_else(|| panic!("{} is not a Wasm function", self.program.funcs[func].name))
    }
    /// The index of an import.
    pub fn import(&self, import: &Import) -> u32 {
        *self.import_index.get(import).unwrap_or_else(|| panic!("{import:?} is not imported"))
    }
    /// A call of an import: its results are on the stack afterwards, all of them.
    pub fn call_import(&self, import: &Import) -> Vec<Instr> {
        let rests = used::rests(self.program, import);
        let all = std::iter::once(import).chain(&rests);
        all.map(|import| Instr::Wasm(Instruction::Call(self.import(import)))).collect()
    }
    /// The index of a helper function, made if it is new.
    pub fn extra(&mut self, extra: Extra) -> u32 {
        if let Some(&index) = self.extra_index.get(&extra) {
            return index;
        }
        let index = self.program_funcs + self.extras.len() as u32;
        self.extras.push(extra);
        self.extra_index.insert(extra, index);
        index
    }
    /// The index of the first slot of a global of the program.
    pub fn global(&self, global: GlobalId) -> u32 {
        self.global_index[global].unwrap_or_else(|| panic!("{global} is not a Wasm global"))
    }
    /// The index of the function that is the code of function values of `func`.
    pub fn closure_code(&mut self, func: FuncId) -> u32 {
        if self.used.is_closure_body(self.program, func) {
            return self.func(func);
        }
        let sig = self.used.closures[&func];
        self.extra(Extra::Thunk(func, sig))
    }
    /// The global that holds the function value of `func`, which captures nothing.
    pub fn closure_constant(&mut self, func: FuncId) -> u32 {
        if let Some(&index) = self.closure_constants.get(&func) {
            return index;
        }
        let ty = self.types.closure_type(self.used.closures[&func]);
        let code = self.closure_code(func);
        let init = const_expr([Instruction::RefFunc(code), Instruction::StructNew(ty)]);
        let name = format!("func {}", self.program.funcs[func].name);
        let index = self.add_global(GlobalRow { ty: constant_of(ty), init, name });
        self.closure_constants.insert(func, index);
        index
    }
    /// The global that holds a variant without payload.
    pub fn unit_constant(&mut self, ty: TypeId, variant: u32) -> u32 {
        if let Some(&index) = self.unit_constants.get(&(ty, variant)) {
            return index;
        }
        let base = self.types.base(ty);
        let init = const_expr([Instruction::I32Const(variant as i32), Instruction::StructNew(base)]);
        let data = &self.program.types[ty];
        let name = format!("{}.{}", data.name, data.variants()[variant as usize].name);
        let index = self.add_global(GlobalRow { ty: constant_of(base), init, name });
        self.unit_constants.insert((ty, variant), index);
        index
    }
    /// Notes that a body takes the reference of `func`.
    pub fn reference(&mut self, func: u32) {
        self.referenced.insert(func);
    }

    /// The signature of an import.
    pub fn import_type(&self, import: &Import) -> (Vec<ValType>, Vec<ValType>) {
        match import {
            Import::JsString(name) => js_string::signature(name),
            Import::Prim(prim) => self.boundary(&(prim.info().params.to_vec(), vec![prim.info().result])),
            Import::Host(host) => self.boundary(&signature::of_op(self.program, &Op::Host(*host))),
            Import::Crossing(crossing) => {
                let params = match crossing {
                    Crossing::Op(op) => signature::of_op(self.program, op).0,
                    Crossing::ApplyFunction(sig) => {
                        let data = &self.program.types.sigs[*sig];
                        std::iter::once(Type::JS).chain(data.params.iter().copied()).collect()
                    }
                    Crossing::ApplyClosure(_) | Crossing::WrapFunction(_) => panic!("{import:?} is an export"),
                };
                let mut results = signature::results_from_js(self.program, crossing);
                results.truncate(1);
                (boundary_types(&params), results)
            }
            Import::Rest(_, ty) => (Vec::new(), vec![*ty]),
        }
    }
    fn boundary(&self, (params, results): &(Vec<Type>, Vec<Type>)) -> (Vec<ValType>, Vec<ValType>) {
        (boundary_types(params), boundary_types(results))
    }
    /// The module and the field that an import comes from.
    pub fn import_name(&self, import: &Import) -> (&'static str, &'static str) {
        match import {
            Import::JsString(name) => ("wasm:js-string", name),
            Import::Host(host) => ("seam", host.name()),
            Import::Prim(prim) => match prim.host_name() {
                Some(name) => ("seam", name),
                None => panic!("{prim:?} is done by Wasm itself"),
            },
            Import::Crossing(crossing) => match self.program.seam.import(crossing) {
                Some(name) => ("js", name.as_str()),
                None => panic!("the seam has no name for {crossing:?}"),
            },
            Import::Rest(position, ty) => {
                let ty = match ty {
                    ValType::I32 => "i32",
                    ValType::I64 => "i64",
                    ValType::F64 => "f64",
                    ValType::F32 | ValType::V128 | ValType::Ref(_) => "js",
                };
                ("seam", Symbol::new(&format!("rest{position}_{ty}")).as_str())
            }
        }
    }
    /// Whether a value of `kind` is a reference into Wasm's heap.
    pub fn is_internal(&self, kind: Kind) -> bool {
        signature::is_internal(self.program, kind)
    }
}

fn constant_of(ty: u32) -> GlobalType {
    let val_type = ValType::Ref(RefType { nullable: false, heap_type: HeapType::Concrete(ty) });
    GlobalType { val_type, mutable: false, shared: false }
}

/// The nullable version of a type.
pub fn nullable(ty: ValType) -> ValType {
    match ty {
        ValType::Ref(reference) => ValType::Ref(RefType { nullable: true, ..reference }),
        ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 | ValType::V128 => ty,
    }
}

/// The instruction that pushes zero, or null.
pub fn zero(ty: ValType) -> Instruction<'static> {
    match ty {
        ValType::I32 => Instruction::I32Const(0),
        ValType::I64 => Instruction::I64Const(0),
        ValType::F32 => Instruction::F32Const(0.0.into()),
        ValType::F64 => Instruction::F64Const(0.0.into()),
        ValType::Ref(reference) => Instruction::RefNull(reference.heap_type),
        ValType::V128 => panic!("no value is a vector"),
    }
}

fn const_expr(code: impl IntoIterator<Item = Instruction<'static>>) -> ConstExpr {
    ConstExpr::extended(code)
}
