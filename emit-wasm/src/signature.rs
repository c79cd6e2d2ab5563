//! The signature of an operator that crosses the seam, and how its types look at the boundary.
//!
//! At the boundary there are only `i32`, `i64`, `f64` and `externref`; a nullable scalar is a flag and a value.

use ir::{Crossing, Kind, Op, Program, Side, Type, TypeId};
use wasm_encoder::{RefType, ValType};

/// Operand and result types of `op`.
///
/// # Panics
/// If the operator never crosses: each side executes it by itself, or the number of its operands varies.
pub fn of_op(program: &Program, op: &Op) -> (Vec<Type>, Vec<Type>) {
    let types = &program.types;
    let this = |ty: TypeId| Type::reference(ty);
    let elem = |ty: TypeId| types[ty].elem().value_type();
    let field_types = |fields: &[ir::Field]| fields.iter().map(|field| field.storage.value_type()).collect();
    match *op {
        Op::StructNew(ty) => (field_types(types[ty].struct_fields()), vec![this(ty)]),
        Op::StructGet(ty, field) => {
            (vec![this(ty)], vec![types[ty].struct_fields()[field as usize].storage.value_type()])
        }
        Op::StructSet(ty, field) => {
            (vec![this(ty), types[ty].struct_fields()[field as usize].storage.value_type()], vec![])
        }
        Op::VariantNew(ty, variant) => (field_types(&types[ty].variants()[variant as usize].fields), vec![this(ty)]),
        Op::VariantTag(ty) | Op::ArrayLen(ty) | Op::BufferLen(ty) | Op::BufferPtr(ty) => {
            (vec![this(ty)], vec![Type::I32])
        }
        Op::VariantGet(ty, variant, field) => {
            let fields = &types[ty].variants()[variant as usize].fields;
            (vec![this(ty)], vec![fields[field as usize].storage.value_type()])
        }
        Op::ArrayNew(ty) => (vec![Type::I32, elem(ty)], vec![this(ty)]),
        Op::ArrayNewDefault(ty) | Op::BufferNew(ty) => (vec![Type::I32], vec![this(ty)]),
        Op::ArrayGet(ty) | Op::BufferGet(ty) => (vec![this(ty), Type::I32], vec![elem(ty)]),
        Op::ArraySet(ty) | Op::BufferSet(ty) => (vec![this(ty), Type::I32, elem(ty)], vec![]),
        Op::ArrayCopy(ty) => (vec![this(ty), Type::I32, this(ty), Type::I32, Type::I32], vec![]),
        Op::ArrayFill(ty) => (vec![this(ty), Type::I32, elem(ty), Type::I32], vec![]),
        Op::BufferView(ty) => (vec![this(ty)], vec![Type::JS]),
        Op::StrFromArray(ty) => (vec![this(ty), Type::I32, Type::I32], vec![Type::STR]),
        Op::StrIntoArray(ty) => (vec![Type::STR, this(ty), Type::I32], vec![Type::I32]),
        Op::GlobalGet(global) => (vec![], vec![program.globals[global].ty]),
        Op::GlobalSet(global) => (vec![program.globals[global].ty], vec![]),
        Op::Call(func) => (program.funcs[func].param_types(), program.funcs[func].results.clone()),
        Op::CallClosure(sig) => {
            let sig_data = &types.sigs[sig];
            let mut params = vec![Type::of(Kind::Func(sig))];
            params.extend_from_slice(&sig_data.params);
            (params, sig_data.results.clone())
        }
        Op::Extern(id) => {
            let data = &program.externs[id];
            let mut results: Vec<Type> = data.result.into_iter().collect();
            if data.throws {
                results = results.into_iter().map(Type::or_null).chain([Type::JS.or_null()]).collect();
            }
            (data.params.clone(), results)
        }
        Op::Host(host) => (host.params().to_vec(), host.result().into_iter().collect()),
        Op::RefEq => (vec![Type::JS.or_null(), Type::JS.or_null()], vec![Type::BOOL]),
        Op::Prim(_) | Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome | Op::ArrayLit(_) | Op::ClosureNew(_) => {
            panic!("{op:?} does not cross")
        }
    }
}

/// Whether values of `kind` are references that only Wasm can look into.
pub fn is_internal(program: &Program, kind: Kind) -> bool {
    match kind {
        Kind::Ref(ty) => program.placement.types[ty] == Side::Wasm,
        Kind::Func(_) => true,
        Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Js => false,
    }
}

/// How a value of `ty` crosses.
pub fn boundary_slots(ty: Type) -> Vec<ValType> {
    let value = match ty.kind {
        Kind::Bool | Kind::I32 => ValType::I32,
        Kind::I64 => ValType::I64,
        Kind::F32 | Kind::F64 => ValType::F64,
        Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => {
            return vec![ValType::Ref(RefType::EXTERNREF)];
        }
    };
    if ty.nullable { vec![ValType::I32, value] } else { vec![value] }
}

/// How values of `types` cross.
pub fn boundary_types(types: &[Type]) -> Vec<ValType> {
    types.iter().flat_map(|&ty| boundary_slots(ty)).collect()
}

/// How the results of what JavaScript executes cross. The first is the result of the import, the others are asked for one by one
/// ([`crate::used::Import::Rest`]): several results of a JavaScript function are an array that V8 reads by its iterator,
/// which takes 140 ns where two calls take 10.
pub fn results_from_js(program: &Program, crossing: &Crossing) -> Vec<ValType> {
    match crossing {
        Crossing::Op(op) => boundary_types(&of_op(program, op).1),
        Crossing::ApplyFunction(sig) => boundary_types(&program.types.sigs[*sig].results),
        Crossing::ApplyClosure(_) | Crossing::WrapFunction(_) => panic!("{crossing:?} is an export"),
    }
}

/// Whether a function of these types crosses as it is.
pub fn crosses_unchanged(program: &Program, params: &[Type], results: &[Type]) -> bool {
    params.iter().chain(results).all(|ty| ty.kind != Kind::F32 && !is_internal(program, ty.kind))
}
