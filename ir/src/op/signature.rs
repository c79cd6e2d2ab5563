//! The operand and result types of every operator.
//!
//! In: an operator, the types of its operands, and the program that its ids belong to.  Out: the types that the
//! operands must have and those of the results, or why there are none. The types of the operands decide only where the
//! operator is for any type: `some`, `is_null`, `unwrap`, `assume_some`, `ref_eq`.

use crate::{Kind, Op, Program, Signature, Storage, Type, TypeDef, TypeId};
use base::Id;

/// The signature of `op` on `operands`.
///
/// # Errors
/// With a sentence, if an id does not exist, a type has not the shape that the operator needs, or the operands of an
/// operator for any type do not fit it.
pub fn signature(op: &Op, operands: &[Type], program: &Program) -> Result<Signature, String> {
    let heap = |ty: TypeId| Type::reference(ty);
    let value = |params: &[Type], result: Type| Ok(Signature { params: params.to_vec(), results: vec![result] });
    let action = |params: &[Type]| Ok(Signature { params: params.to_vec(), results: Vec::new() });
    match *op {
        Op::Prim(prim) => value(prim.info().params, prim.info().result),
        Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome | Op::RefEq => any(op, operands),
        Op::StructNew(ty) => value(&fields(struct_fields(ty, program)?), heap(ty)),
        Op::StructGet(ty, field) => value(&[heap(ty)], nth(struct_fields(ty, program)?, field)?),
        Op::StructSet(ty, field) => action(&[heap(ty), nth(struct_fields(ty, program)?, field)?]),
        Op::VariantNew(ty, variant) => value(&fields(variant_fields(ty, variant, program)?), heap(ty)),
        Op::VariantTag(ty) => variants(ty, program).and_then(|_| value(&[heap(ty)], Type::I32)),
        Op::VariantGet(ty, variant, field) => value(&[heap(ty)], nth(variant_fields(ty, variant, program)?, field)?),
        Op::ArrayNew(ty) => value(&[Type::I32, array(ty, program)?.value_type()], heap(ty)),
        Op::ArrayNewDefault(ty) => array(ty, program).and_then(|_| value(&[Type::I32], heap(ty))),
        Op::ArrayLit(ty) => value(&vec![array(ty, program)?.value_type(); operands.len()], heap(ty)),
        Op::ArrayLen(ty) => array(ty, program).and_then(|_| value(&[heap(ty)], Type::I32)),
        Op::ArrayGet(ty) => value(&[heap(ty), Type::I32], array(ty, program)?.value_type()),
        Op::ArraySet(ty) => action(&[heap(ty), Type::I32, array(ty, program)?.value_type()]),
        Op::ArrayCopy(ty) => {
            array(ty, program).and_then(|_| action(&[heap(ty), Type::I32, heap(ty), Type::I32, Type::I32]))
        }
        Op::ArrayFill(ty) => action(&[heap(ty), Type::I32, array(ty, program)?.value_type(), Type::I32]),
        Op::BufferNew(ty) => buffer(ty, program).and_then(|_| value(&[Type::I32], heap(ty))),
        Op::BufferLen(ty) | Op::BufferPtr(ty) => buffer(ty, program).and_then(|_| value(&[heap(ty)], Type::I32)),
        Op::BufferGet(ty) => value(&[heap(ty), Type::I32], buffer(ty, program)?.value_type()),
        Op::BufferSet(ty) => action(&[heap(ty), Type::I32, buffer(ty, program)?.value_type()]),
        Op::BufferView(ty) => buffer(ty, program).and_then(|_| value(&[heap(ty)], Type::JS)),
        Op::StrFromArray(ty) => units(ty, program).and_then(|()| value(&[heap(ty), Type::I32, Type::I32], Type::STR)),
        Op::StrIntoArray(ty) => units(ty, program).and_then(|()| value(&[Type::STR, heap(ty), Type::I32], Type::I32)),
        Op::GlobalGet(global) => value(&[], row(program.globals.get(global), global)?.ty),
        Op::GlobalSet(global) => action(&[row(program.globals.get(global), global)?.ty]),
        Op::Call(func) => {
            let callee = row(program.funcs.get(func), func)?;
            Ok(Signature { params: callee.param_types(), results: callee.results.clone() })
        }
        Op::ClosureNew(_) => closure(op, program),
        Op::CallClosure(sig) => {
            let Signature { params, results } = row(program.types.sigs.get(sig), sig)?.clone();
            let params = std::iter::once(Type::of(Kind::Func(sig))).chain(params).collect();
            Ok(Signature { params, results })
        }
        Op::Extern(id) => {
            let data = row(program.externs.get(id), id)?;
            let results = match data.result {
                result if data.throws => result.map(Type::or_null).into_iter().chain([Type::JS.or_null()]).collect(),
                result => result.into_iter().collect(),
            };
            Ok(Signature { params: data.params.clone(), results })
        }
        Op::Host(host) => {
            Ok(Signature { params: host.params().to_vec(), results: host.result().into_iter().collect() })
        }
    }
}

/// Operators for any type.
fn any(op: &Op, operands: &[Type]) -> Result<Signature, String> {
    let first = *operands.first().ok_or("an operand is missing")?;
    let needs = |nullable: bool| match first.nullable == nullable {
        true => Ok(first),
        false if nullable => Err("the operand cannot be null".to_owned()),
        false => Err("the operand can already be null".to_owned()),
    };
    let unary = |param: Type, result: Type| Ok(Signature { params: vec![param], results: vec![result] });
    match op {
        Op::Some => unary(needs(false)?, first.or_null()),
        Op::IsNull => unary(needs(true)?, Type::BOOL),
        Op::Unwrap | Op::AssumeSome => unary(needs(true)?, first.non_null()),
        _ if first.is_scalar() || matches!(first.kind, Kind::Str | Kind::Big) => {
            Err("the operands have no identity".to_owned())
        }
        _ => {
            let second = operands.get(1).filter(|ty| ty.kind == first.kind).copied().unwrap_or(first);
            Ok(Signature { params: vec![first, second], results: vec![Type::BOOL] })
        }
    }
}

/// The type of a function value is that of a signature that the program has; its operands are the leading parameters.
fn closure(op: &Op, program: &Program) -> Result<Signature, String> {
    let Op::ClosureNew(func) = *op else { unreachable!("only called for closures") };
    let callee = row(program.funcs.get(func), func)?;
    let mut params = callee.param_types();
    let captures = callee.captures as usize;
    if captures > params.len() {
        return Err(format!("@{} captures more values than it has parameters", callee.name));
    }
    let bound = Signature { params: params.split_off(captures), results: callee.results.clone() };
    let sig = program.types.sigs.iter_enumerated().find(|(_, sig)| **sig == bound).map(|(id, _)| id);
    let sig = sig.ok_or_else(|| format!("the program has no signature for a closure of @{}", callee.name))?;
    Ok(Signature { params, results: vec![Type::of(Kind::Func(sig))] })
}

fn row<T>(found: Option<&T>, id: impl std::fmt::Display) -> Result<&T, String> {
    found.ok_or_else(|| format!("there is no {id}"))
}

fn def(ty: TypeId, program: &Program) -> Result<&TypeDef, String> {
    if ty.index() < program.types.heap.len() { Ok(&program.types[ty].def) } else { Err(format!("there is no {ty}")) }
}

fn struct_fields(ty: TypeId, program: &Program) -> Result<&[crate::Field], String> {
    match def(ty, program)? {
        TypeDef::Struct { fields } => Ok(fields),
        TypeDef::Enum { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => Err(format!("{ty} is not a struct")),
    }
}

fn variants(ty: TypeId, program: &Program) -> Result<&[crate::Variant], String> {
    match def(ty, program)? {
        TypeDef::Enum { variants } => Ok(variants),
        TypeDef::Struct { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => Err(format!("{ty} is not an enum")),
    }
}

fn variant_fields(ty: TypeId, variant: u32, program: &Program) -> Result<&[crate::Field], String> {
    let variant = variants(ty, program)?.get(variant as usize);
    variant.map(|variant| &variant.fields[..]).ok_or_else(|| format!("{ty} has no such variant"))
}

fn fields(fields: &[crate::Field]) -> Vec<Type> {
    fields.iter().map(|field| field.storage.value_type()).collect()
}

fn nth(fields: &[crate::Field], field: u32) -> Result<Type, String> {
    let field = fields.get(field as usize);
    field.map(|field| field.storage.value_type()).ok_or_else(|| "there is no such field".to_owned())
}

fn array(ty: TypeId, program: &Program) -> Result<Storage, String> {
    match *def(ty, program)? {
        TypeDef::Array { elem } => Ok(elem),
        TypeDef::Struct { .. } | TypeDef::Enum { .. } | TypeDef::Buffer { .. } => Err(format!("{ty} is not an array")),
    }
}

fn buffer(ty: TypeId, program: &Program) -> Result<Storage, String> {
    match *def(ty, program)? {
        TypeDef::Buffer { elem } => Ok(elem),
        TypeDef::Struct { .. } | TypeDef::Enum { .. } | TypeDef::Array { .. } => Err(format!("{ty} is not a buffer")),
    }
}

fn units(ty: TypeId, program: &Program) -> Result<(), String> {
    if array(ty, program)? == Storage::U16 { Ok(()) } else { Err(format!("{ty} does not hold code units")) }
}
