//! What each operator does.
//!
//! In: an operator and its operands.  Out: its result, if it has one, or what stops the program.

use super::value::{Val, narrow};
use super::{Machine, Trouble};
use crate::host::{self, Answer, Operand, Stop, System};
use crate::{Const, Host, Op, PanicKind, Prim, Type, TypeId, bigint, fold};
use std::rc::Rc;

/// Makes the operand or the result of a scalar operator a constant, which [`fold`] computes with.
pub(super) fn scalar(prim: Prim, a: Val, b: Val) -> Result<Val, PanicKind> {
    let constant = |value: Val| match value {
        Val::Bool(value) => Const::Bool(value),
        Val::I32(value) => Const::I32(value),
        Val::I64(value) => Const::I64(value),
        Val::F32(value) => Const::f32(value),
        Val::F64(value) => Const::f64(value),
        Val::Null | Val::Str(_) | Val::Big(_) | Val::Ref(_) => panic!("{value:?} is not a scalar"),
    };
    Ok(match fold::evaluate(prim, &[constant(a), constant(b)])? {
        Const::Bool(value) => Val::Bool(value),
        Const::I32(value) => Val::I32(value),
        Const::I64(value) => Val::I64(value),
        Const::F32(bits) => Val::F32(f32::from_bits(bits)),
        Const::F64(bits) => Val::F64(f64::from_bits(bits)),
        other @ (Const::Str(_) | Const::Big(_) | Const::Null(_)) => panic!("{other:?} is not a scalar"),
    })
}

impl Machine<'_> {
    /// Executes an operator other than calls and operators on scalars.
    pub(super) fn op(&mut self, op: Op, args: &[Val], system: &mut dyn System) -> Result<Option<Val>, Trouble> {
        Ok(match op {
            Op::Prim(prim) if bigint::is_of_bigint(prim) => Some(self.big_op(prim, args)?),
            Op::Prim(prim) => Some(self.text_op(prim, args)?),
            Op::Some => Some(args[0]),
            Op::IsNull => Some(Val::Bool(args[0] == Val::Null)),
            Op::Unwrap if args[0] == Val::Null => return Err(PanicKind::Null.into()),
            Op::AssumeSome if args[0] == Val::Null => panic!("null was assumed not to be"),
            Op::Unwrap | Op::AssumeSome => Some(args[0]),
            Op::RefEq => Some(Val::Bool(args[0] == args[1])),
            Op::StructNew(ty) => Some(self.struct_new(ty, args)?),
            Op::StructGet(_, field) => Some(self.heap.fields(args[0]).1[field as usize]),
            Op::StructSet(ty, field) => {
                let storage = self.program.types[ty].struct_fields()[field as usize].storage;
                self.heap.fields(args[0]).1[field as usize] = narrow(storage, args[1]);
                None
            }
            Op::VariantNew(ty, variant) => Some(self.variant_new(ty, variant, args)?),
            Op::VariantTag(_) => Some(Val::I32(self.heap.fields(args[0]).0.cast_signed())),
            Op::VariantGet(ty, variant, field) => {
                let (found, fields) = self.heap.fields(args[0]);
                assert_eq!(found, variant, "a {ty} was taken for another variant");
                Some(fields[field as usize])
            }
            Op::ArrayNew(ty) => Some(self.array_new(ty, args)?),
            Op::ArrayNewDefault(ty) | Op::BufferNew(ty) => {
                Some(self.heap.elements(self.program.types[ty].elem(), args[0].i32())?)
            }
            Op::ArrayLit(ty) => Some(self.array_lit(ty, args)?),
            Op::ArrayLen(_) | Op::BufferLen(_) => Some(Val::I32(self.heap.array(args[0]).len() as i32)),
            Op::ArrayGet(ty) | Op::BufferGet(ty) => Some(self.array_get(ty, args)?),
            Op::ArraySet(_) | Op::BufferSet(_) => self.array_set(args)?,
            Op::ArrayCopy(_) => self.array_copy(args)?,
            Op::ArrayFill(_) => self.array_fill(args)?,
            Op::StrFromArray(_) => Some(self.str_from_array(args)?),
            Op::StrIntoArray(_) => Some(self.str_into_array(args)?),
            Op::GlobalGet(global) => Some(self.globals[global]),
            Op::GlobalSet(global) => {
                self.globals[global] = args[0];
                None
            }
            Op::ClosureNew(func) => Some(self.heap.closure(func, args.to_vec())?),
            Op::Host(function) => self.host(function, args, system)?,
            Op::Extern(id) => return Err(Trouble::Js(self.program.externs[id].name)),
            Op::BufferView(ty) | Op::BufferPtr(ty) => return Err(Trouble::Js(self.program.types[ty].name)),
            Op::Call(_) | Op::CallClosure(_) => panic!("calls have instructions of their own"),
        })
    }
    fn text_op(&mut self, prim: Prim, args: &[Val]) -> Result<Val, PanicKind> {
        let mut units = |position: usize| self.strings.units(args[position].str());
        Ok(match prim {
            Prim::ConcatStr => {
                let joined = self.strings.concat(args[0].str(), args[1].str());
                return joined.ok_or(PanicKind::OutOfMemory);
            }
            Prim::LenStr => Val::I32(self.strings.length(args[0].str()) as i32),
            Prim::CharCodeAt => Val::I32(fold::char_code_at(&units(0), args[1].i32())?),
            Prim::EqStr => Val::Bool(args[0] == args[1] || units(0) == units(1)),
            Prim::CompareStr => Val::I32(fold::compare(&units(0), &units(1))),
            Prim::Substring => {
                let text = units(0);
                self.strings.add(fold::substring(&text, args[1].i32(), args[2].i32()))
            }
            Prim::FromCharCode => self.strings.add([args[0].i32() as u16]),
            _ => panic!("{prim:?} is an operator on scalars"),
        })
    }
    fn big_op(&mut self, prim: Prim, args: &[Val]) -> Result<Val, PanicKind> {
        let texts: Vec<Rc<[u16]>> = args
            .iter()
            .map(|&value| if let Val::Str(text) = value { self.strings.units(text) } else { Rc::default() })
            .collect();
        let operand = |(&value, text)| match value {
            Val::Big(id) => bigint::Operand::Big(&self.bigs[id]),
            Val::I32(value) => bigint::Operand::I32(value),
            Val::I64(value) => bigint::Operand::I64(value),
            Val::F64(value) => bigint::Operand::F64(value),
            Val::Str(_) => bigint::Operand::Str(text),
            Val::Null | Val::Bool(_) | Val::F32(_) | Val::Ref(_) => panic!("no operator on bigint takes {value:?}"),
        };
        let texts = texts.iter().map(|text| &**text);
        let operands: Vec<bigint::Operand> = args.iter().zip(texts).map(operand).collect();
        Ok(match bigint::evaluate(prim, &operands)? {
            bigint::Answer::Big(value) => Val::Big(self.bigs.push(value)),
            bigint::Answer::Bool(value) => Val::Bool(value),
            bigint::Answer::I64(value) => Val::I64(value),
            bigint::Answer::F32(value) => Val::F32(value),
            bigint::Answer::F64(value) => Val::F64(value),
            bigint::Answer::Str(text) => self.strings.add(text.encode_utf16().collect::<Vec<u16>>()),
        })
    }
    fn struct_new(&mut self, ty: TypeId, args: &[Val]) -> Result<Val, PanicKind> {
        let fields = self.program.types[ty].struct_fields();
        let values = fields.iter().zip(args).map(|(field, &value)| narrow(field.storage, value));
        self.heap.record(0, values.collect())
    }
    fn variant_new(&mut self, ty: TypeId, variant: u32, args: &[Val]) -> Result<Val, PanicKind> {
        if args.is_empty() {
            if let Some(&shared) = self.units.get(&(ty, variant)) {
                return Ok(shared);
            }
            let shared = self.heap.record(variant, Vec::new())?;
            self.units.insert((ty, variant), shared);
            return Ok(shared);
        }
        let fields = &self.program.types[ty].variants()[variant as usize].fields;
        let values = fields.iter().zip(args).map(|(field, &value)| narrow(field.storage, value));
        self.heap.record(variant, values.collect())
    }
    fn host(&mut self, function: Host, args: &[Val], system: &mut dyn System) -> Result<Option<Val>, Trouble> {
        let texts: Vec<Rc<[u16]>> = args
            .iter()
            .zip(function.params())
            .map(|(value, &ty)| if ty == Type::STR { self.strings.units(value.str()) } else { Rc::default() })
            .collect();
        let operand = |(value, text)| match value {
            Val::I32(value) => Operand::I32(value),
            Val::I64(value) => Operand::I64(value),
            Val::F64(value) => Operand::F64(value),
            Val::Str(_) => Operand::Str(text),
            Val::Null | Val::Bool(_) | Val::F32(_) | Val::Big(_) | Val::Ref(_) => {
                panic!("no host function takes {value:?}")
            }
        };
        let texts = texts.iter().map(|text| &**text);
        let operands: Vec<Operand> = args.iter().copied().zip(texts).map(operand).collect();
        match host::call(function, &operands, system) {
            Ok(None) => Ok(None),
            Ok(Some(Answer::I32(value))) => Ok(Some(Val::I32(value))),
            Ok(Some(Answer::F64(value))) => Ok(Some(Val::F64(value))),
            Ok(Some(Answer::Str(units))) => Ok(Some(self.strings.add(units))),
            Err(Stop::Panic(text)) => Err(Trouble::Text(text)),
            Err(Stop::Exit(code)) => Err(Trouble::Exit(code)),
        }
    }
}
