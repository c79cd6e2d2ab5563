//! The meaning of the operators on `bigint`, for the optimiser, the interpreter and wasmtime; JavaScript has its own.
//!
//! In: a row of the table with a `bigint` among its operands or as its result, and the operands.  Out: the result, or
//! the panic. As JavaScript's BigInt: division truncates, a remainder has the dividend's sign, bits are those of an
//! endless two's complement, and a shift by a negative count goes the other way.

use crate::{Const, PanicKind, Prim};
use base::Symbol;
use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive as _, Signed as _, ToPrimitive as _, Zero as _};

/// More bits than this no number may have: V8's limit.
const MAX_BITS: u64 = 1 << 30;
/// The optimiser leaves larger results to the program.
const MAX_FOLDED_BITS: u64 = 4096;

/// An operand.
#[derive(Clone, Debug)]
pub enum Operand<'a> {
    /// `bigint`
    Big(&'a BigInt),
    /// `i32`
    I32(i32),
    /// `i64`
    I64(i64),
    /// `f64`
    F64(f64),
    /// `str`
    Str(&'a [u16]),
}

/// A result.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// `bigint`
    Big(BigInt),
    /// `bool`
    Bool(bool),
    /// `i64`
    I64(i64),
    /// `f32`
    F32(f32),
    /// `f64`
    F64(f64),
    /// `str`
    Str(String),
}

impl Operand<'_> {
    fn big(&self) -> &BigInt {
        match self {
            Operand::Big(value) => value,
            other => panic!("{other:?} is not a bigint"),
        }
    }
}

/// Whether an operator works on `bigint`.
pub fn is_of_bigint(prim: Prim) -> bool {
    let info = prim.info();
    info.result == crate::Type::BIG || info.params.contains(&crate::Type::BIG)
}

/// The result of an operator.
///
/// # Errors
/// If it panics.
///
/// # Panics
/// If the operands do not have the types of the row: the verifier admits no such instruction.
pub fn evaluate(prim: Prim, args: &[Operand]) -> Result<Answer, PanicKind> {
    limited(prim, args, MAX_BITS)
}

fn limited(prim: Prim, args: &[Operand], max_bits: u64) -> Result<Answer, PanicKind> {
    if info_of_two(prim) {
        return binary(prim, args[0].big(), args[1].big(), max_bits);
    }
    Ok(match (prim, &args[0]) {
        (Prim::NegBig, Operand::Big(value)) => Answer::Big(-*value),
        (Prim::NotBig, Operand::Big(value)) => Answer::Big(!*value),
        (Prim::I64ToBigS, &Operand::I64(value)) => Answer::Big(value.into()),
        (Prim::I64ToBigU, &Operand::I64(value)) => Answer::Big(value.cast_unsigned().into()),
        (Prim::F64ToBig, &Operand::F64(value)) => Answer::Big(BigInt::from_f64(value.trunc()).unwrap_or_default()),
        (Prim::BigToI64, Operand::Big(value)) => Answer::I64(low_bits(value)),
        (Prim::BigToF64, Operand::Big(value)) => Answer::F64(value.to_f64().expect("too large ones are infinite")),
        (Prim::BigToF32, Operand::Big(value)) => Answer::F32(value.to_f32().expect("too large ones are infinite")),
        (Prim::BigToStr, Operand::Big(value)) => Answer::Str(value.to_string()),
        (Prim::BigToRadix, Operand::Big(value)) => match args[1] {
            Operand::I32(radix) => Answer::Str(value.to_str_radix(radix.clamp(2, 36).cast_unsigned())),
            ref other => panic!("{other:?} is not a radix"),
        },
        (Prim::StrToBig, Operand::Str(text)) => Answer::Big(parse(text)),
        (prim, operand) => panic!("{prim:?} does not take {operand:?}"),
    })
}

fn info_of_two(prim: Prim) -> bool {
    prim.info().params == [crate::Type::BIG, crate::Type::BIG]
}

fn binary(prim: Prim, a: &BigInt, b: &BigInt, max_bits: u64) -> Result<Answer, PanicKind> {
    let fits = |bits: u64| if bits <= max_bits { Ok(()) } else { Err(PanicKind::OutOfMemory) };
    let by_zero = || if b.is_zero() { Err(PanicKind::DivisionByZero) } else { Ok(()) };
    Ok(match prim {
        Prim::EqBig => Answer::Bool(a == b),
        Prim::NeBig => Answer::Bool(a != b),
        Prim::LtBig => Answer::Bool(a < b),
        Prim::LeBig => Answer::Bool(a <= b),
        Prim::GtBig => Answer::Bool(a > b),
        Prim::GeBig => Answer::Bool(a >= b),
        Prim::AddBig => Answer::Big(a + b),
        Prim::SubBig => Answer::Big(a - b),
        Prim::MulBig => {
            fits(a.bits() + b.bits())?;
            Answer::Big(a * b)
        }
        Prim::DivBig => {
            by_zero()?;
            Answer::Big(a / b)
        }
        Prim::RemBig => {
            by_zero()?;
            Answer::Big(a % b)
        }
        Prim::PowBig => Answer::Big(power(a, b, fits)?),
        Prim::AndBig => Answer::Big(a & b),
        Prim::OrBig => Answer::Big(a | b),
        Prim::XorBig => Answer::Big(a ^ b),
        Prim::ShlBig => Answer::Big(shifted(a, b, fits)?),
        Prim::ShrBig => Answer::Big(shifted(a, &-b, fits)?),
        _ => panic!("{prim:?} does not take two bigints"),
    })
}

fn power(base: &BigInt, exponent: &BigInt, fits: impl Fn(u64) -> Result<(), PanicKind>) -> Result<BigInt, PanicKind> {
    if exponent.is_negative() {
        return Err(PanicKind::NegativeExponent);
    }
    if base.bits() <= 1 {
        // Of -1, 0 and 1 any power is one of them.
        let is_odd = exponent.bit(0);
        return Ok(if exponent.is_zero() {
            1.into()
        } else if is_odd {
            base.clone()
        } else {
            base * base
        });
    }
    let exponent = exponent.to_u32().ok_or(PanicKind::OutOfMemory)?;
    fits((base.bits() - 1).saturating_mul(exponent.into()))?;
    Ok(base.pow(exponent))
}

/// To the left by a positive count, to the right by a negative one.
fn shifted(value: &BigInt, count: &BigInt, fits: impl Fn(u64) -> Result<(), PanicKind>) -> Result<BigInt, PanicKind> {
    if value.is_zero() {
        return Ok(BigInt::ZERO);
    }
    if count.is_negative() {
        let all = if value.is_negative() { BigInt::from(-1) } else { BigInt::ZERO };
        return Ok(count.magnitude().to_u64().map_or(all, |count| value >> count));
    }
    let count = count.to_u64().ok_or(PanicKind::OutOfMemory)?;
    fits(value.bits().saturating_add(count))?;
    Ok(value << count)
}

/// The low 64 bits of the two's complement.
fn low_bits(value: &BigInt) -> i64 {
    let low = value.magnitude().iter_u64_digits().next().unwrap_or(0);
    let low = if value.sign() == Sign::Minus { low.wrapping_neg() } else { low };
    low.cast_signed()
}

/// The number that digits with a sign in front stand for; `std` passes nothing else.
fn parse(text: &[u16]) -> BigInt {
    let ascii: String = text.iter().map(|&unit| char::from(u8::try_from(unit).unwrap_or(b'?'))).collect();
    ascii.parse().unwrap_or_default()
}

/// The result on constants, if it is small and there is no panic.
pub fn fold(prim: Prim, args: &[Const]) -> Option<Const> {
    let numbers: Vec<BigInt> =
        args.iter().map(|arg| if let Const::Big(text) = arg { of_text(*text) } else { BigInt::ZERO }).collect();
    let texts: Vec<Vec<u16>> = args
        .iter()
        .map(|arg| if let Const::Str(text) = arg { text.as_str().encode_utf16().collect() } else { Vec::new() })
        .collect();
    let operands: Option<Vec<Operand>> = args
        .iter()
        .enumerate()
        .map(|(at, arg)| {
            Some(match *arg {
                Const::Big(_) => Operand::Big(&numbers[at]),
                Const::I32(value) => Operand::I32(value),
                Const::I64(value) => Operand::I64(value),
                Const::F64(bits) => Operand::F64(f64::from_bits(bits)),
                Const::Str(_) => Operand::Str(&texts[at]),
                Const::Bool(_) | Const::F32(_) | Const::Null(_) => return None,
            })
        })
        .collect();
    Some(match limited(prim, &operands?, MAX_FOLDED_BITS).ok()? {
        Answer::Big(value) if value.bits() > MAX_FOLDED_BITS => return None,
        Answer::Big(value) => constant(&value),
        Answer::Bool(value) => Const::Bool(value),
        Answer::I64(value) => Const::I64(value),
        Answer::F32(value) => Const::f32(value),
        Answer::F64(value) => Const::f64(value),
        Answer::Str(text) => Const::Str(Symbol::new(&text)),
    })
}

/// The number of a constant.
pub fn of_text(text: Symbol) -> BigInt {
    text.as_str().parse().expect("a constant is written in decimal digits")
}

/// A number as a constant.
pub fn constant(value: &BigInt) -> Const {
    Const::Big(Symbol::new(&value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> BigInt {
        of_text(Symbol::new(text))
    }

    fn two(prim: Prim, a: &str, b: &str) -> Result<Answer, PanicKind> {
        evaluate(prim, &[Operand::Big(&number(a)), Operand::Big(&number(b))])
    }

    fn big(text: &str) -> Result<Answer, PanicKind> {
        Ok(Answer::Big(number(text)))
    }

    #[test]
    fn division_truncates_and_shifts_round_down() {
        assert_eq!(two(Prim::DivBig, "-7", "2"), big("-3"));
        assert_eq!(two(Prim::RemBig, "-7", "2"), big("-1"));
        assert_eq!(two(Prim::ShrBig, "-7", "1"), big("-4"));
        assert_eq!(two(Prim::ShrBig, "-7", "999999999999999999999"), big("-1"));
        assert_eq!(two(Prim::ShlBig, "-7", "-1"), big("-4"));
        assert_eq!(two(Prim::ShlBig, "0", "999999999999999999999"), big("0"));
    }

    #[test]
    fn bits_are_of_endless_twos_complement() {
        assert_eq!(two(Prim::AndBig, "-1", "18446744073709551616"), big("18446744073709551616"));
        assert_eq!(two(Prim::XorBig, "-1", "5"), big("-6"));
        assert_eq!(two(Prim::OrBig, "-8", "3"), big("-5"));
    }

    #[test]
    fn what_cannot_be_computed_panics() {
        assert_eq!(two(Prim::DivBig, "1", "0"), Err(PanicKind::DivisionByZero));
        assert_eq!(two(Prim::PowBig, "2", "-1"), Err(PanicKind::NegativeExponent));
        assert_eq!(two(Prim::PowBig, "2", "99999999999"), Err(PanicKind::OutOfMemory));
        assert_eq!(two(Prim::PowBig, "-1", "99999999999999999999999"), big("-1"));
        assert_eq!(two(Prim::ShlBig, "1", "99999999999"), Err(PanicKind::OutOfMemory));
    }

    #[test]
    fn conversions_to_machine_numbers() {
        let of = |prim, text: &str| evaluate(prim, &[Operand::Big(&number(text))]);
        assert_eq!(of(Prim::BigToI64, "18446744073709551615"), Ok(Answer::I64(-1)));
        assert_eq!(of(Prim::BigToI64, "-18446744073709551617"), Ok(Answer::I64(-1)));
        assert_eq!(of(Prim::BigToF64, "9007199254740993"), Ok(Answer::F64(9_007_199_254_740_992.0)));
        assert_eq!(of(Prim::BigToF64, "9007199254740995"), Ok(Answer::F64(9_007_199_254_740_996.0)));
        assert_eq!(of(Prim::BigToF32, "16777217"), Ok(Answer::F32(16_777_216.0)));
        assert_eq!(of(Prim::BigToF32, "9007199791611905"), Ok(Answer::F32(9_007_200_328_482_816.0)));
    }

    #[test]
    fn large_results_are_not_folded() {
        let (two, many) = (Const::Big(Symbol::new("2")), Const::Big(Symbol::new("5000")));
        assert_eq!(fold(Prim::PowBig, &[two, many]), None);
        assert_eq!(fold(Prim::MulBig, &[two, many]), Some(Const::Big(Symbol::new("10000"))));
    }
}
