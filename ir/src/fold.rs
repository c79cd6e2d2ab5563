//! The meaning of the primitive operators: what the optimiser folds and the interpreter computes, in one place.
//!
//! In: a row of the table and constant operands.  Out: the result, or the panic. Integers wrap, shifts mask their
//! count, conversions to integers saturate, `f32` rounds after each operation. A NaN result is always the same NaN, as
//! its bits are not observable alike everywhere.
//!
//! Strings are given and compared by UTF-16 code units, as `wasm:js-string` does.

use crate::{Const, PanicKind, Prim, bigint};
use base::Symbol;
use std::cmp::Ordering;

/// The result of `prim` on constants, if there is one: not if it panics, and not if a string would have to hold half
/// of a surrogate pair.
pub fn fold(prim: Prim, args: &[Const]) -> Option<Const> {
    match args {
        _ if bigint::is_of_bigint(prim) => bigint::fold(prim, args),
        [Const::Str(text), rest @ ..] => fold_text(prim, *text, rest),
        _ if prim == Prim::FromCharCode => {
            let unit = scalars(args)[0].i32() as u16;
            char::from_u32(u32::from(unit)).map(|char| Const::Str(Symbol::new(char.encode_utf8(&mut [0; 4]))))
        }
        _ => evaluate(prim, args).ok(),
    }
}

fn fold_text(prim: Prim, text: Symbol, rest: &[Const]) -> Option<Const> {
    let units = |text: Symbol| text.as_str().encode_utf16().collect::<Vec<u16>>();
    let symbol = |units: &[u16]| String::from_utf16(units).ok().map(|text| Const::Str(Symbol::new(&text)));
    let this = units(text);
    Some(match (prim, rest) {
        (Prim::ConcatStr, &[Const::Str(other)]) => Const::Str(Symbol::new(&format!("{text}{other}"))),
        (Prim::LenStr, []) => Const::I32(i32::try_from(this.len()).ok()?),
        (Prim::CharCodeAt, &[Const::I32(index)]) => Const::I32(char_code_at(&this, index).ok()?),
        (Prim::EqStr, &[Const::Str(other)]) => Const::Bool(text == other),
        (Prim::CompareStr, &[Const::Str(other)]) => Const::I32(compare(&this, &units(other))),
        (Prim::Substring, &[Const::I32(from), Const::I32(to)]) => symbol(substring(&this, from, to))?,
        _ => panic!("{prim:?} does not take a string and {rest:?}"),
    })
}

/// The code unit at `index`.
///
/// # Errors
/// If the index is out of range.
pub fn char_code_at(text: &[u16], index: i32) -> Result<i32, PanicKind> {
    let unit = usize::try_from(index).ok().and_then(|index| text.get(index));
    unit.map(|&unit| i32::from(unit)).ok_or(PanicKind::Index)
}

/// The order of two strings by code units: -1, 0 or 1.
pub fn compare(a: &[u16], b: &[u16]) -> i32 {
    match a.cmp(b) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

/// The code units from `from` up to `to`, both unsigned; those beyond the end are left out, and if `from` comes after
/// `to` or the end there are none.
pub fn substring(text: &[u16], from: i32, to: i32) -> &[u16] {
    let (from, to) = (from.cast_unsigned() as usize, (to.cast_unsigned() as usize).min(text.len()));
    text.get(from..to).unwrap_or_default()
}

/// An operand of a scalar operator.
#[derive(Clone, Copy)]
struct Scalar(Const);

impl Scalar {
    fn bool(self) -> bool {
        match self.0 {
            Const::Bool(value) => value,
            other => panic!("{other:?} is not a bool"),
        }
    }
    fn i32(self) -> i32 {
        match self.0 {
            Const::I32(value) => value,
            other => panic!("{other:?} is not an i32"),
        }
    }
    fn u32(self) -> u32 {
        self.i32().cast_unsigned()
    }
    fn i64(self) -> i64 {
        match self.0 {
            Const::I64(value) => value,
            other => panic!("{other:?} is not an i64"),
        }
    }
    fn u64(self) -> u64 {
        self.i64().cast_unsigned()
    }
    fn f32(self) -> f32 {
        match self.0 {
            Const::F32(bits) => f32::from_bits(bits),
            other => panic!("{other:?} is not an f32"),
        }
    }
    fn f64(self) -> f64 {
        match self.0 {
            Const::F64(bits) => f64::from_bits(bits),
            other => panic!("{other:?} is not an f64"),
        }
    }
}

/// One or two operands; the second repeats the first if there is only one.
fn scalars(args: &[Const]) -> [Scalar; 2] {
    let first = Scalar(args[0]);
    [first, args.get(1).map_or(first, |&second| Scalar(second))]
}

fn f32(value: f32) -> Const {
    Const::f32(if value.is_nan() { f32::NAN } else { value })
}

fn f64(value: f64) -> Const {
    Const::f64(if value.is_nan() { f64::NAN } else { value })
}

fn unsigned32(value: u32) -> Const {
    Const::I32(value.cast_signed())
}

fn unsigned64(value: u64) -> Const {
    Const::I64(value.cast_signed())
}

/// The `f64` of two words.
fn of_words(high: u32, low: u32) -> Const {
    f64(f64::from_bits(u64::from(high) << 32 | u64::from(low)))
}

/// As Wasm and JavaScript: NaN wins, and -0 is below 0.
fn min64(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == b {
        f64::from_bits(a.to_bits() | b.to_bits())
    } else {
        a.min(b)
    }
}

/// As Wasm and JavaScript: NaN wins, and 0 is above -0.
fn max64(a: f64, b: f64) -> f64 {
    -min64(-a, -b)
}

/// An integer division, with the panics that all of them have.
fn divide<T: PartialEq + Default>(divisor: T, quotient: impl FnOnce() -> Option<T>) -> Result<T, PanicKind> {
    if divisor == T::default() { Err(PanicKind::DivisionByZero) } else { quotient().ok_or(PanicKind::Overflow) }
}

/// The result of an operator on scalars.
///
/// # Errors
/// If it panics.
///
/// # Panics
/// If the operands do not have the types of the row: the verifier admits no such instruction.
pub fn evaluate(prim: Prim, args: &[Const]) -> Result<Const, PanicKind> {
    let [a, b] = scalars(args);
    Ok(match prim {
        Prim::AddI32 => Const::I32(a.i32().wrapping_add(b.i32())),
        Prim::SubI32 => Const::I32(a.i32().wrapping_sub(b.i32())),
        Prim::MulI32 => Const::I32(a.i32().wrapping_mul(b.i32())),
        Prim::DivSI32 => Const::I32(divide(b.i32(), || a.i32().checked_div(b.i32()))?),
        Prim::DivUI32 => unsigned32(divide(b.u32(), || a.u32().checked_div(b.u32()))?),
        Prim::RemSI32 => Const::I32(divide(b.i32(), || Some(a.i32().wrapping_rem(b.i32())))?),
        Prim::RemUI32 => unsigned32(divide(b.u32(), || a.u32().checked_rem(b.u32()))?),
        Prim::AndI32 => Const::I32(a.i32() & b.i32()),
        Prim::OrI32 => Const::I32(a.i32() | b.i32()),
        Prim::XorI32 => Const::I32(a.i32() ^ b.i32()),
        Prim::ShlI32 => Const::I32(a.i32().wrapping_shl(b.u32())),
        Prim::ShrSI32 => Const::I32(a.i32().wrapping_shr(b.u32())),
        Prim::ShrUI32 => unsigned32(a.u32().wrapping_shr(b.u32())),
        Prim::ClzI32 => unsigned32(a.i32().leading_zeros()),
        Prim::CtzI32 => unsigned32(a.i32().trailing_zeros()),
        Prim::PopcntI32 => unsigned32(a.i32().count_ones()),
        Prim::ExtendI8 => Const::I32(i32::from(a.i32() as i8)),
        Prim::ExtendI16 => Const::I32(i32::from(a.i32() as i16)),
        Prim::EqI32 => Const::Bool(a.i32() == b.i32()),
        Prim::NeI32 => Const::Bool(a.i32() != b.i32()),
        Prim::LtSI32 => Const::Bool(a.i32() < b.i32()),
        Prim::LtUI32 => Const::Bool(a.u32() < b.u32()),
        Prim::GtSI32 => Const::Bool(a.i32() > b.i32()),
        Prim::GtUI32 => Const::Bool(a.u32() > b.u32()),
        Prim::LeSI32 => Const::Bool(a.i32() <= b.i32()),
        Prim::LeUI32 => Const::Bool(a.u32() <= b.u32()),
        Prim::GeSI32 => Const::Bool(a.i32() >= b.i32()),
        Prim::GeUI32 => Const::Bool(a.u32() >= b.u32()),

        Prim::AddI64 => Const::I64(a.i64().wrapping_add(b.i64())),
        Prim::SubI64 => Const::I64(a.i64().wrapping_sub(b.i64())),
        Prim::MulI64 => Const::I64(a.i64().wrapping_mul(b.i64())),
        Prim::DivSI64 => Const::I64(divide(b.i64(), || a.i64().checked_div(b.i64()))?),
        Prim::DivUI64 => unsigned64(divide(b.u64(), || a.u64().checked_div(b.u64()))?),
        Prim::RemSI64 => Const::I64(divide(b.i64(), || Some(a.i64().wrapping_rem(b.i64())))?),
        Prim::RemUI64 => unsigned64(divide(b.u64(), || a.u64().checked_rem(b.u64()))?),
        Prim::AndI64 => Const::I64(a.i64() & b.i64()),
        Prim::OrI64 => Const::I64(a.i64() | b.i64()),
        Prim::XorI64 => Const::I64(a.i64() ^ b.i64()),
        Prim::ShlI64 => Const::I64(a.i64().wrapping_shl(b.i64() as u32)),
        Prim::ShrSI64 => Const::I64(a.i64().wrapping_shr(b.i64() as u32)),
        Prim::ShrUI64 => unsigned64(a.u64().wrapping_shr(b.i64() as u32)),
        Prim::ClzI64 => Const::I64(i64::from(a.i64().leading_zeros())),
        Prim::CtzI64 => Const::I64(i64::from(a.i64().trailing_zeros())),
        Prim::PopcntI64 => Const::I64(i64::from(a.i64().count_ones())),
        Prim::EqI64 => Const::Bool(a.i64() == b.i64()),
        Prim::NeI64 => Const::Bool(a.i64() != b.i64()),
        Prim::LtSI64 => Const::Bool(a.i64() < b.i64()),
        Prim::LtUI64 => Const::Bool(a.u64() < b.u64()),
        Prim::GtSI64 => Const::Bool(a.i64() > b.i64()),
        Prim::GtUI64 => Const::Bool(a.u64() > b.u64()),
        Prim::LeSI64 => Const::Bool(a.i64() <= b.i64()),
        Prim::LeUI64 => Const::Bool(a.u64() <= b.u64()),
        Prim::GeSI64 => Const::Bool(a.i64() >= b.i64()),
        Prim::GeUI64 => Const::Bool(a.u64() >= b.u64()),

        Prim::AddF64 => f64(a.f64() + b.f64()),
        Prim::SubF64 => f64(a.f64() - b.f64()),
        Prim::MulF64 => f64(a.f64() * b.f64()),
        Prim::DivF64 => f64(a.f64() / b.f64()),
        Prim::NegF64 => f64(-a.f64()),
        Prim::AbsF64 => f64(a.f64().abs()),
        Prim::SqrtF64 => f64(a.f64().sqrt()),
        Prim::FloorF64 => f64(a.f64().floor()),
        Prim::CeilF64 => f64(a.f64().ceil()),
        Prim::TruncF64 => f64(a.f64().trunc()),
        Prim::NearestF64 => f64(a.f64().round_ties_even()),
        Prim::MinF64 => f64(min64(a.f64(), b.f64())),
        Prim::MaxF64 => f64(max64(a.f64(), b.f64())),
        Prim::CopysignF64 => f64(a.f64().copysign(b.f64())),
        Prim::EqF64 => Const::Bool(a.f64() == b.f64()),
        Prim::NeF64 => Const::Bool(a.f64() != b.f64()),
        Prim::LtF64 => Const::Bool(a.f64() < b.f64()),
        Prim::GtF64 => Const::Bool(a.f64() > b.f64()),
        Prim::LeF64 => Const::Bool(a.f64() <= b.f64()),
        Prim::GeF64 => Const::Bool(a.f64() >= b.f64()),

        Prim::AddF32 => f32(a.f32() + b.f32()),
        Prim::SubF32 => f32(a.f32() - b.f32()),
        Prim::MulF32 => f32(a.f32() * b.f32()),
        Prim::DivF32 => f32(a.f32() / b.f32()),
        Prim::NegF32 => f32(-a.f32()),
        Prim::AbsF32 => f32(a.f32().abs()),
        Prim::SqrtF32 => f32(a.f32().sqrt()),
        Prim::FloorF32 => f32(a.f32().floor()),
        Prim::CeilF32 => f32(a.f32().ceil()),
        Prim::TruncF32 => f32(a.f32().trunc()),
        Prim::MinF32 => f32(min64(f64::from(a.f32()), f64::from(b.f32())) as f32),
        Prim::MaxF32 => f32(max64(f64::from(a.f32()), f64::from(b.f32())) as f32),
        Prim::EqF32 => Const::Bool(a.f32() == b.f32()),
        Prim::NeF32 => Const::Bool(a.f32() != b.f32()),
        Prim::LtF32 => Const::Bool(a.f32() < b.f32()),
        Prim::GtF32 => Const::Bool(a.f32() > b.f32()),
        Prim::LeF32 => Const::Bool(a.f32() <= b.f32()),
        Prim::GeF32 => Const::Bool(a.f32() >= b.f32()),

        Prim::NotBool => Const::Bool(!a.bool()),
        Prim::EqBool => Const::Bool(a.bool() == b.bool()),
        Prim::NeBool => Const::Bool(a.bool() != b.bool()),
        Prim::AndBool => Const::Bool(a.bool() && b.bool()),
        Prim::OrBool => Const::Bool(a.bool() || b.bool()),
        Prim::BoolToI32 => Const::I32(i32::from(a.bool())),

        Prim::I32ToI64S => Const::I64(i64::from(a.i32())),
        Prim::I32ToI64U => Const::I64(i64::from(a.u32())),
        Prim::I64ToI32 => Const::I32(a.i64() as i32),
        Prim::I32ToF64S => f64(f64::from(a.i32())),
        Prim::I32ToF64U => f64(f64::from(a.u32())),
        Prim::I32ToF32S => f32(a.i32() as f32),
        Prim::I32ToF32U => f32(a.u32() as f32),
        Prim::I64ToF64S => f64(a.i64() as f64),
        Prim::I64ToF64U => f64(a.u64() as f64),
        Prim::I64ToF32S => f32(a.i64() as f32),
        Prim::I64ToF32U => f32(a.u64() as f32),
        Prim::F64ToI32S => Const::I32(a.f64() as i32),
        Prim::F64ToI32U => unsigned32(a.f64() as u32),
        Prim::F64ToI64S => Const::I64(a.f64() as i64),
        Prim::F64ToI64U => unsigned64(a.f64() as u64),
        Prim::F32ToI32S => Const::I32(a.f32() as i32),
        Prim::F32ToI32U => unsigned32(a.f32() as u32),
        Prim::F32ToI64S => Const::I64(a.f32() as i64),
        Prim::F32ToI64U => unsigned64(a.f32() as u64),
        Prim::F32ToF64 => f64(f64::from(a.f32())),
        Prim::F64ToF32 => f32(a.f64() as f32),
        Prim::BitsOfF64 => unsigned64(a.f64().to_bits()),
        Prim::F64OfBits => f64(f64::from_bits(a.u64())),
        Prim::BitsOfF32 => unsigned32(a.f32().to_bits()),
        Prim::F32OfBits => f32(f32::from_bits(a.u32())),
        Prim::HighWord => Const::I32((a.f64().to_bits() >> 32) as i32),
        Prim::LowWord => Const::I32(a.f64().to_bits() as i32),
        Prim::F64OfWords => of_words(a.u32(), b.u32()),
        Prim::WithHighWord => of_words(b.u32(), a.f64().to_bits() as u32),
        Prim::WithoutLowWord => of_words((a.f64().to_bits() >> 32) as u32, 0),

        Prim::ConcatStr
        | Prim::LenStr
        | Prim::CharCodeAt
        | Prim::EqStr
        | Prim::CompareStr
        | Prim::Substring
        | Prim::FromCharCode
        | Prim::AddBig
        | Prim::SubBig
        | Prim::MulBig
        | Prim::DivBig
        | Prim::RemBig
        | Prim::PowBig
        | Prim::AndBig
        | Prim::OrBig
        | Prim::XorBig
        | Prim::ShlBig
        | Prim::ShrBig
        | Prim::NegBig
        | Prim::NotBig
        | Prim::EqBig
        | Prim::NeBig
        | Prim::LtBig
        | Prim::LeBig
        | Prim::GtBig
        | Prim::GeBig
        | Prim::I64ToBigS
        | Prim::I64ToBigU
        | Prim::F64ToBig
        | Prim::BigToI64
        | Prim::BigToF64
        | Prim::BigToF32
        | Prim::BigToStr
        | Prim::BigToRadix
        | Prim::StrToBig => panic!("{prim:?} is not an operator on scalars"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::prim::PRIMS;
    use crate::{Kind, Type};

    fn sample(ty: Type) -> Const {
        match ty.kind {
            Kind::Bool => Const::Bool(true),
            Kind::I32 => Const::I32(3),
            Kind::I64 => Const::I64(3),
            Kind::F32 => Const::f32(3.0),
            Kind::F64 => Const::f64(3.0),
            Kind::Str => Const::Str(Symbol::new("abcdef")),
            Kind::Big => Const::Big(Symbol::new("3")),
            Kind::Js | Kind::Ref(_) | Kind::Func(_) => panic!("no row has {ty:?}"),
        }
    }

    #[test]
    fn every_row_folds_to_its_result_type() {
        for row in PRIMS {
            let args: Vec<Const> = row.params.iter().map(|&ty| sample(ty)).collect();
            let result = fold(row.prim, &args).unwrap_or_else(|| panic!("{} has a result", row.name));
            assert_eq!(result.ty(), row.result, "{}", row.name);
        }
    }

    #[test]
    fn integer_division_panics_and_remainder_of_the_least_by_minus_one_is_zero() {
        let pair = |a: i32, b: i32| [Const::I32(a), Const::I32(b)];
        assert_eq!(evaluate(Prim::DivSI32, &pair(1, 0)), Err(PanicKind::DivisionByZero));
        assert_eq!(evaluate(Prim::DivSI32, &pair(i32::MIN, -1)), Err(PanicKind::Overflow));
        assert_eq!(evaluate(Prim::RemSI32, &pair(i32::MIN, -1)), Ok(Const::I32(0)));
        assert_eq!(evaluate(Prim::RemSI32, &pair(-7, 2)), Ok(Const::I32(-1)));
        assert_eq!(evaluate(Prim::RemUI32, &pair(1, 0)), Err(PanicKind::DivisionByZero));
        assert_eq!(evaluate(Prim::DivUI32, &pair(-1, 2)), Ok(Const::I32(i32::MAX)));
    }

    #[test]
    fn shifts_mask_their_count() {
        assert_eq!(fold(Prim::ShlI32, &[Const::I32(1), Const::I32(33)]), Some(Const::I32(2)));
        assert_eq!(fold(Prim::ShrSI32, &[Const::I32(-8), Const::I32(-31)]), Some(Const::I32(-4)));
        assert_eq!(fold(Prim::ShlI64, &[Const::I64(1), Const::I64(-1)]), Some(Const::I64(i64::MIN)));
    }

    #[test]
    fn conversions_saturate_and_nan_is_zero() {
        assert_eq!(fold(Prim::F64ToI32S, &[Const::f64(1e99)]), Some(Const::I32(i32::MAX)));
        assert_eq!(fold(Prim::F64ToI32U, &[Const::f64(-1.0)]), Some(Const::I32(0)));
        assert_eq!(fold(Prim::F64ToI64S, &[Const::f64(f64::NAN)]), Some(Const::I64(0)));
        assert_eq!(fold(Prim::I64ToF32S, &[Const::I64(16_777_217)]), Some(Const::f32(16_777_216.0)));
    }

    #[test]
    fn minimum_and_maximum_know_signed_zeros_and_nan() {
        let pair = |a: f64, b: f64| [Const::f64(a), Const::f64(b)];
        assert_eq!(fold(Prim::MinF64, &pair(0.0, -0.0)), Some(Const::f64(-0.0)));
        assert_eq!(fold(Prim::MaxF64, &pair(-0.0, 0.0)), Some(Const::f64(0.0)));
        assert_eq!(fold(Prim::MaxF64, &pair(1.0, f64::NAN)), Some(Const::f64(f64::NAN)));
        assert_eq!(fold(Prim::MaxF64, &pair(1.0, 2.0)), Some(Const::f64(2.0)));
    }

    #[test]
    fn substrings_follow_the_string_builtins() {
        let text: Vec<u16> = "abc".encode_utf16().collect();
        assert_eq!(substring(&text, 1, 2), &text[1..2]);
        assert_eq!(substring(&text, 2, 1), &[]);
        assert_eq!(substring(&text, 1, -1), &text[1..]);
        assert_eq!(substring(&text, 4, 9), &[]);
        assert_eq!(substring(&text, -1, 2), &[]);
    }

    #[test]
    fn half_of_a_surrogate_pair_is_not_folded() {
        let pair = Const::Str(Symbol::new("😀"));
        assert_eq!(fold(Prim::Substring, &[pair, Const::I32(0), Const::I32(1)]), None);
        assert_eq!(fold(Prim::CharCodeAt, &[pair, Const::I32(1)]), Some(Const::I32(0xde00)));
        assert_eq!(fold(Prim::CharCodeAt, &[pair, Const::I32(2)]), None);
    }
}
