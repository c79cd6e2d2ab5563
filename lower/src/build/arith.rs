//! Numbers: operators, conversions, and what keeps narrow integers in their range.
//!
//! In: values and the source type that says what they mean.  Out: primitives of the IR, with a check before them where
//! the primitive's own does not say it all (`i8.MIN / -1`, a negative exponent).
//!
//! An `i8 u8 i16 u16` is an `i32` in range. `u8` and `u16` are never negative, so signed comparison, division and
//! shift are right for them, and cheaper in JavaScript than the unsigned ones.

use super::func::FuncCx;
use frontend::typed::{BinaryOp, IntTy, Ty, TyKind};
use ir::{Const, PanicKind, Prim, Type, Value};

/// A type with arithmetic.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Num {
    Int(IntTy),
    F32,
    F64,
    /// `bigint`
    Big,
}

impl FuncCx<'_, '_> {
    /// The numeric type that `ty` is, if it is one.
    pub fn num(&self, ty: Ty) -> Option<Num> {
        match self.b.tys.kind(ty) {
            TyKind::Int(int) => Some(Num::Int(*int)),
            TyKind::F32 => Some(Num::F32),
            TyKind::F64 => Some(Num::F64),
            TyKind::BigInt => Some(Num::Big),
            _ => None,
        }
    }

    /// A constant of an integer type.
    pub fn int(&mut self, value: i128, int: IntTy) -> Value {
        // Unsigned constants are held by the bits they share with signed ones.
        self.constant(if int.bits() == 64 { Const::I64(value as i64) } else { Const::I32(value as i32) })
    }

    /// `a op b` for the arithmetic and bit operators; both of type `num`, but a count of any integer type.
    pub fn arith(&mut self, op: BinaryOp, num: Num, a: Value, b: Value) -> Value {
        match num {
            Num::Int(int) => self.int_arith(op, int, a, b),
            Num::F32 | Num::F64 => self.float_arith(op, num, a, b),
            Num::Big => self.big_arith(op, a, b),
        }
    }

    /// A constant of type `bigint`.
    pub fn big(&mut self, value: i128) -> Value {
        self.constant(Const::Big(base::Symbol::new(&value.to_string())))
    }

    fn big_arith(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        let prim = match op {
            BinaryOp::Add => Prim::AddBig,
            BinaryOp::Sub => Prim::SubBig,
            BinaryOp::Mul => Prim::MulBig,
            BinaryOp::Div => Prim::DivBig,
            BinaryOp::Rem => Prim::RemBig,
            BinaryOp::Pow => Prim::PowBig,
            BinaryOp::BitAnd => Prim::AndBig,
            BinaryOp::BitOr => Prim::OrBig,
            BinaryOp::BitXor => Prim::XorBig,
            BinaryOp::Shl => Prim::ShlBig,
            BinaryOp::Shr => Prim::ShrBig,
            op => panic!("{op:?} is not arithmetic of bigint"),
        };
        // The count of a shift may be of any integer type.
        let b = match self.type_of(b) {
            Type::I32 => {
                let wide = self.prim(Prim::I32ToI64S, &[b]);
                self.prim(Prim::I64ToBigS, &[wide])
            }
            Type::I64 => self.prim(Prim::I64ToBigS, &[b]),
            _ => b,
        };
        self.prim(prim, &[a, b])
    }

    fn float_arith(&mut self, op: BinaryOp, num: Num, a: Value, b: Value) -> Value {
        let prim = match (op, num) {
            (BinaryOp::Add, Num::F64) => Prim::AddF64,
            (BinaryOp::Sub, Num::F64) => Prim::SubF64,
            (BinaryOp::Mul, Num::F64) => Prim::MulF64,
            (BinaryOp::Div, Num::F64) => Prim::DivF64,
            (BinaryOp::Rem, Num::F64) => return self.call_lang("f64Rem", &[a, b]),
            (BinaryOp::Pow, Num::F64) => return self.call_lang("f64Pow", &[a, b]),
            (BinaryOp::Add, _) => Prim::AddF32,
            (BinaryOp::Sub, _) => Prim::SubF32,
            (BinaryOp::Mul, _) => Prim::MulF32,
            (BinaryOp::Div, _) => Prim::DivF32,
            (BinaryOp::Rem, _) => return self.call_lang("f32Rem", &[a, b]),
            (BinaryOp::Pow, _) => {
                let wide = [self.prim(Prim::F32ToF64, &[a]), self.prim(Prim::F32ToF64, &[b])];
                let power = self.call_lang("f64Pow", &wide);
                return self.prim(Prim::F64ToF32, &[power]);
            }
            (op, _) => panic!("{op:?} is not arithmetic of floats"),
        };
        self.prim(prim, &[a, b])
    }

    fn int_arith(&mut self, op: BinaryOp, int: IntTy, a: Value, b: Value) -> Value {
        let wide = int.bits() == 64;
        let prim = match op {
            BinaryOp::Add => [Prim::AddI32, Prim::AddI64],
            BinaryOp::Sub => [Prim::SubI32, Prim::SubI64],
            BinaryOp::Mul => [Prim::MulI32, Prim::MulI64],
            BinaryOp::Div => {
                self.check_overflow(int, a, b);
                if divides_unsigned(int) { [Prim::DivUI32, Prim::DivUI64] } else { [Prim::DivSI32, Prim::DivSI64] }
            }
            BinaryOp::Rem if divides_unsigned(int) => [Prim::RemUI32, Prim::RemUI64],
            BinaryOp::Rem => [Prim::RemSI32, Prim::RemSI64],
            BinaryOp::Pow => return self.int_power(int, a, b),
            BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr => return self.shift(op, int, a, b),
            BinaryOp::BitAnd => [Prim::AndI32, Prim::AndI64],
            BinaryOp::BitOr => [Prim::OrI32, Prim::OrI64],
            BinaryOp::BitXor => [Prim::XorI32, Prim::XorI64],
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                panic!("{op:?} is not arithmetic")
            }
        };
        let result = self.prim(prim[usize::from(wide)], &[a, b]);
        let stays = matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::Rem | BinaryOp::Div);
        if stays { result } else { self.wrap(int, result) }
    }

    /// `MIN / -1` of a narrow type: the machine's check is about the `i32` that holds it.
    fn check_overflow(&mut self, int: IntTy, a: Value, b: Value) {
        if !matches!(int, IntTy::I8 | IntTy::I16) {
            return;
        }
        let (min, minus_one) = (self.int(int.min(), int), self.i32(-1));
        let is_min = self.prim(Prim::EqI32, &[a, min]);
        let negates = self.prim(Prim::EqI32, &[b, minus_one]);
        let overflows = self.prim(Prim::AndBool, &[is_min, negates]);
        self.panic_if(overflows, PanicKind::Overflow);
    }

    fn int_power(&mut self, int: IntTy, a: Value, b: Value) -> Value {
        if int.is_signed() {
            let zero = self.int(0, int);
            let negative = self.prim(if int.bits() == 64 { Prim::LtSI64 } else { Prim::LtSI32 }, &[b, zero]);
            match self.func.as_const(b) {
                Some(Const::I32(0..) | Const::I64(0..)) => {}
                _ => self.panic_if(negative, PanicKind::NegativeExponent),
            }
        }
        let name = match int {
            IntTy::I64 => "i64Pow",
            IntTy::U64 => "u64Pow",
            IntTy::U32 => "u32Pow",
            // Wrapping at the end is the same as wrapping after each product.
            IntTy::I8 | IntTy::U8 | IntTy::I16 | IntTy::U16 | IntTy::I32 => "i32Pow",
        };
        let power = self.call_lang(name, &[a, b]);
        self.wrap(int, power)
    }

    /// Shifts mask their count at the width of the type; `>>>` is logical at that width.
    fn shift(&mut self, op: BinaryOp, int: IntTy, a: Value, count: Value) -> Value {
        let wide = int.bits() == 64;
        // Only the low bits of a count matter.
        let count = if self.type_of(count) == Type::BIG { self.prim(Prim::BigToI64, &[count]) } else { count };
        let mut count = match (wide, self.type_of(count) == Type::I64) {
            (true, false) => self.prim(Prim::I32ToI64U, &[count]),
            (false, true) => self.prim(Prim::I64ToI32, &[count]),
            (true, true) | (false, false) => count,
        };
        if int.bits() < 32 {
            let mask = self.i32(int.bits() as i32 - 1);
            count = self.prim(Prim::AndI32, &[count, mask]);
        }
        let logical = op == BinaryOp::UShr || !int.is_signed();
        let mut a = a;
        if logical && matches!(int, IntTy::I8 | IntTy::I16) {
            let mask = self.i32((1 << int.bits()) - 1);
            a = self.prim(Prim::AndI32, &[a, mask]);
        }
        let prim = match (op, logical) {
            (BinaryOp::Shl, _) => [Prim::ShlI32, Prim::ShlI64],
            (_, true) => [Prim::ShrUI32, Prim::ShrUI64],
            (_, false) => [Prim::ShrSI32, Prim::ShrSI64],
        };
        let result = self.prim(prim[usize::from(wide)], &[a, count]);
        self.wrap(int, result)
    }

    /// Brings an `i32` into the range of a narrow type, as two's complement wraps.
    pub fn wrap(&mut self, int: IntTy, value: Value) -> Value {
        match int {
            IntTy::I8 => self.prim(Prim::ExtendI8, &[value]),
            IntTy::I16 => self.prim(Prim::ExtendI16, &[value]),
            IntTy::U8 | IntTy::U16 => {
                let mask = self.i32((1 << int.bits()) - 1);
                self.prim(Prim::AndI32, &[value, mask])
            }
            IntTy::I32 | IntTy::U32 | IntTy::I64 | IntTy::U64 => value,
        }
    }

    /// `-a`
    pub fn negate(&mut self, num: Num, a: Value) -> Value {
        match num {
            Num::F64 => self.prim(Prim::NegF64, &[a]),
            Num::F32 => self.prim(Prim::NegF32, &[a]),
            Num::Big => self.prim(Prim::NegBig, &[a]),
            Num::Int(int) => {
                let zero = self.int(0, int);
                self.int_arith(BinaryOp::Sub, int, zero, a)
            }
        }
    }

    /// `~a`
    pub fn complement(&mut self, int: IntTy, a: Value) -> Value {
        let ones = self.int(if int.is_signed() { -1 } else { int.max() }, int);
        self.int_arith(BinaryOp::BitXor, int, a, ones)
    }

    /// `a op b` for the comparisons of numbers.
    pub fn compare_nums(&mut self, op: BinaryOp, num: Num, a: Value, b: Value) -> Value {
        let column = match num {
            Num::Int(IntTy::I64) => 0,
            Num::Int(IntTy::U64) => 1,
            Num::Int(IntTy::U32) => 2,
            Num::Int(_) => 3,
            Num::F32 => 4,
            Num::F64 => 5,
            Num::Big => 6,
        };
        use Prim as P;
        let row = match op {
            BinaryOp::Eq => [P::EqI64, P::EqI64, P::EqI32, P::EqI32, P::EqF32, P::EqF64, P::EqBig],
            BinaryOp::Ne => [P::NeI64, P::NeI64, P::NeI32, P::NeI32, P::NeF32, P::NeF64, P::NeBig],
            BinaryOp::Lt => [P::LtSI64, P::LtUI64, P::LtUI32, P::LtSI32, P::LtF32, P::LtF64, P::LtBig],
            BinaryOp::Le => [P::LeSI64, P::LeUI64, P::LeUI32, P::LeSI32, P::LeF32, P::LeF64, P::LeBig],
            BinaryOp::Gt => [P::GtSI64, P::GtUI64, P::GtUI32, P::GtSI32, P::GtF32, P::GtF64, P::GtBig],
            BinaryOp::Ge => [P::GeSI64, P::GeUI64, P::GeUI32, P::GeSI32, P::GeF32, P::GeF64, P::GeBig],
            op => panic!("{op:?} is not a comparison"),
        };
        self.prim(row[column], &[a, b])
    }

    // ---- conversions

    /// `a as T` between numbers.
    pub fn convert(&mut self, value: Value, from: Num, to: Num) -> Value {
        match (from, to) {
            (Num::Int(from), Num::Int(to)) => self.int_to_int(value, from, to),
            (Num::Int(from), Num::F64 | Num::F32) => {
                let single = to == Num::F32;
                let prim = match (from.bits() == 64, from.is_signed() || from.bits() < 32) {
                    (false, true) => [Prim::I32ToF64S, Prim::I32ToF32S],
                    (false, false) => [Prim::I32ToF64U, Prim::I32ToF32U],
                    (true, true) => [Prim::I64ToF64S, Prim::I64ToF32S],
                    (true, false) => [Prim::I64ToF64U, Prim::I64ToF32U],
                };
                self.prim(prim[usize::from(single)], &[value])
            }
            (Num::F32 | Num::F64, Num::Int(to)) => self.float_to_int(value, from == Num::F32, to),
            (Num::F32, Num::F64) => self.prim(Prim::F32ToF64, &[value]),
            (Num::F64, Num::F32) => self.prim(Prim::F64ToF32, &[value]),
            (Num::F32, Num::F32) | (Num::F64, Num::F64) | (Num::Big, Num::Big) => value,
            (Num::Big, to) => self.big_to(value, to),
            (from, Num::Big) => self.as_big(value, from),
        }
    }

    /// A `bigint` as a number of the machine: integers wrap, floats are rounded once.
    fn big_to(&mut self, value: Value, to: Num) -> Value {
        match to {
            Num::Int(to) => {
                let low = self.prim(Prim::BigToI64, &[value]);
                self.int_to_int(low, IntTy::I64, to)
            }
            Num::F64 => self.prim(Prim::BigToF64, &[value]),
            Num::F32 => self.prim(Prim::BigToF32, &[value]),
            Num::Big => value,
        }
    }

    /// A number of the machine as a `bigint`: floats are truncated, NaN is 0, and there is none that is infinite.
    fn as_big(&mut self, value: Value, from: Num) -> Value {
        match from {
            Num::Int(from) => {
                let wide = self.int_to_int(value, from, IntTy::I64);
                self.prim(if from == IntTy::U64 { Prim::I64ToBigU } else { Prim::I64ToBigS }, &[wide])
            }
            Num::F32 => {
                let wide = self.prim(Prim::F32ToF64, &[value]);
                self.as_big(wide, Num::F64)
            }
            Num::F64 => {
                let size = self.prim(Prim::AbsF64, &[value]);
                let infinity = self.constant(Const::f64(f64::INFINITY));
                let infinite = self.prim(Prim::EqF64, &[size, infinity]);
                self.panic_if(infinite, PanicKind::Cast);
                self.prim(Prim::F64ToBig, &[value])
            }
            Num::Big => value,
        }
    }

    fn int_to_int(&mut self, value: Value, from: IntTy, to: IntTy) -> Value {
        match (from.bits() == 64, to.bits() == 64) {
            (true, true) => value,
            (false, true) if from == IntTy::U32 => self.prim(Prim::I32ToI64U, &[value]),
            (false, true) => self.prim(Prim::I32ToI64S, &[value]),
            (true, false) => {
                let low = self.prim(Prim::I64ToI32, &[value]);
                self.wrap(to, low)
            }
            (false, false) if from.min() >= to.min() && from.max() <= to.max() => value,
            (false, false) => self.wrap(to, value),
        }
    }

    /// Saturates, and NaN is 0. The machine saturates at 32 and 64 bits; a narrow type is clamped before.
    fn float_to_int(&mut self, value: Value, single: bool, to: IntTy) -> Value {
        if to.bits() < 32 {
            let (low, high) = (to.min() as f32, to.max() as f32);
            let (low, high, min, max) = match single {
                true => (Const::f32(low), Const::f32(high), Prim::MinF32, Prim::MaxF32),
                false => (Const::f64(low.into()), Const::f64(high.into()), Prim::MinF64, Prim::MaxF64),
            };
            let (low, high) = (self.constant(low), self.constant(high));
            let raised = self.prim(max, &[value, low]);
            let clamped = self.prim(min, &[raised, high]);
            return self.prim(if single { Prim::F32ToI32S } else { Prim::F64ToI32S }, &[clamped]);
        }
        let prim = match (to.bits() == 64, to.is_signed()) {
            (false, true) => [Prim::F64ToI32S, Prim::F32ToI32S],
            (false, false) => [Prim::F64ToI32U, Prim::F32ToI32U],
            (true, true) => [Prim::F64ToI64S, Prim::F32ToI64S],
            (true, false) => [Prim::F64ToI64U, Prim::F32ToI64U],
        };
        self.prim(prim[usize::from(single)], &[value])
    }

    /// The value of a `bool` or an all-unit enum as a number.
    pub fn convert_to_i32(&mut self, value: Value) -> Value {
        if self.type_of(value) == Type::BOOL { self.prim(Prim::BoolToI32, &[value]) } else { value }
    }
}

/// Whether division of the type needs the unsigned primitive.
fn divides_unsigned(int: IntTy) -> bool {
    matches!(int, IntTy::U32 | IntTy::U64)
}
