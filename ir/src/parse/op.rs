//! Reads an operator with its immediates.

use super::Parser;
use super::scanner::{Read, Scanner};
use crate::{ExternId, Host, Op, TypeDef, TypeId};
use base::{Id, Symbol};

/// An operator, or the name of a primitive, which the type of its first operand resolves.
pub(super) fn read_op<'a>(parser: &Parser, scan: &mut Scanner<'a>) -> Read<Result<Op, &'a str>> {
    let name = scan.word()?;
    if let Some(op) = of_type(name) {
        return Ok(Ok(op(parser.heap_type(scan)?)));
    }
    Ok(Ok(match name {
        "some" => Op::Some,
        "is_null" => Op::IsNull,
        "unwrap" => Op::Unwrap,
        "assume_some" => Op::AssumeSome,
        "ref_eq" => Op::RefEq,
        "struct.get" | "struct.set" => {
            let ty = parser.heap_type(scan)?;
            let field = parser.field(scan, ty)?;
            if name == "struct.get" { Op::StructGet(ty, field) } else { Op::StructSet(ty, field) }
        }
        "variant.new" => {
            let ty = parser.heap_type(scan)?;
            Op::VariantNew(ty, parser.variant(scan, ty)?)
        }
        "variant.get" => {
            let ty = parser.heap_type(scan)?;
            let variant = parser.variant(scan, ty)?;
            // `variant` has seen that the type is an enum.
            let variants = parser.program.types[ty].variants();
            let fields = variants.get(variant as usize).map_or(&[][..], |variant| &variant.fields);
            let field = label(scan, fields.iter().map(|field| field.name))?;
            Op::VariantGet(ty, variant, field)
        }
        "global.get" => Op::GlobalGet(parser.global_name(scan)?),
        "global.set" => Op::GlobalSet(parser.global_name(scan)?),
        "call" => Op::Call(parser.func_name(scan)?),
        "closure" => Op::ClosureNew(parser.func_name(scan)?),
        "call_closure" => Op::CallClosure(parser.sig(scan)?),
        "extern" => Op::Extern(ExternId::from_index(scan.id("x")?)),
        "host" => {
            let host = scan.word()?;
            match Host::by_name(host) {
                Some(host) => Op::Host(host),
                None => return scan.fail(format_args!("there is no host function `{host}`")),
            }
        }
        _ => return Ok(Err(name)),
    }))
}

/// The operator of which a heap type is the only immediate.
fn of_type(name: &str) -> Option<fn(TypeId) -> Op> {
    match name {
        "struct.new" => Some(Op::StructNew),
        "variant.tag" => Some(Op::VariantTag),
        "array.new" => Some(Op::ArrayNew),
        "array.new_default" => Some(Op::ArrayNewDefault),
        "array.lit" => Some(Op::ArrayLit),
        "array.len" => Some(Op::ArrayLen),
        "array.get" => Some(Op::ArrayGet),
        "array.set" => Some(Op::ArraySet),
        "array.copy" => Some(Op::ArrayCopy),
        "array.fill" => Some(Op::ArrayFill),
        "buffer.new" => Some(Op::BufferNew),
        "buffer.len" => Some(Op::BufferLen),
        "buffer.get" => Some(Op::BufferGet),
        "buffer.set" => Some(Op::BufferSet),
        "buffer.ptr" => Some(Op::BufferPtr),
        "buffer.view" => Some(Op::BufferView),
        "str.from_array" => Some(Op::StrFromArray),
        "str.into_array" => Some(Op::StrIntoArray),
        _ => None,
    }
}

impl Parser<'_> {
    fn field(&self, scan: &mut Scanner, ty: TypeId) -> Read<u32> {
        match &self.program.types[ty].def {
            TypeDef::Struct { fields } => label(scan, fields.iter().map(|field| field.name)),
            TypeDef::Enum { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => {
                scan.fail("the type is not a struct")
            }
        }
    }
    fn variant(&self, scan: &mut Scanner, ty: TypeId) -> Read<u32> {
        match &self.program.types[ty].def {
            TypeDef::Enum { variants } => label(scan, variants.iter().map(|variant| variant.name)),
            TypeDef::Struct { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => {
                scan.fail("the type is not an enum")
            }
        }
    }
}

/// `.name` or `.#number`.
fn label(scan: &mut Scanner, mut names: impl Iterator<Item = Symbol>) -> Read<u32> {
    scan.expect(".")?;
    if scan.is_id("#") {
        return scan.id("#").map(|number| number as u32);
    }
    let name = scan.name()?;
    let number = names.position(|other| other == name);
    number.map_or_else(|| scan.fail(format_args!("there is no `{name}`")), |number| Ok(number as u32))
}
