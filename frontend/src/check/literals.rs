//! Number and string literals. A number literal takes the type its context wants, else `i32` or `f64`.
//!
//! If the type is not known yet, the literal's type is a variable that stands for numbers only, and its range is
//! checked when the body is finished.

use base::{Span, Symbol};
use num_bigint::BigInt;

use super::body::{Body, OpenLiteral, Want};
use crate::ast::{self, NumberSuffix, StringPart};
use crate::errors::expressions as errors;
use crate::infer::VarKind;
use crate::typed::{Expr, ExprKind, IntTy, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn int_literal(&mut self, literal: &ast::IntLit, negative: bool, span: Span, want: Want) -> Expr {
        let magnitude = literal.value.and_then(|value| i128::try_from(value).ok());
        let value = magnitude.map(|value| if negative { -value } else { value });
        let ty = match literal.suffix {
            Some(suffix) => self.suffix_type(suffix),
            None => self.literal_type(VarKind::Int, span, want),
        };
        let Some(value) = value else {
            let text = if negative { format!("-{}", literal.digits) } else { literal.digits.to_string() };
            let shown = self.show(ty);
            let kind = self.kind(ty).clone();
            return match kind {
                TyKind::F64 | TyKind::F32 => {
                    let value = literal.digits.parse::<f64>().unwrap_or(f64::INFINITY);
                    self.make(ExprKind::Float(if negative { -value } else { value }), ty, span)
                }
                TyKind::BigInt => self.large_literal(&literal.digits, negative, span),
                _ => self.error(errors::literal_out_of_range(&text, &shown, None, span), span),
            };
        };
        let value = self.bit_pattern(literal, value, ty);
        self.int_of_type(value, ty, span)
    }

    /// A `bigint` beyond 127 bits: its decimal digits, converted.
    fn large_literal(&mut self, digits: &str, negative: bool, span: Span) -> Expr {
        let (radix, number) = match digits.get(..2) {
            Some("0x" | "0X") => (16, &digits[2..]),
            Some("0b" | "0B") => (2, &digits[2..]),
            Some("0o" | "0O") => (8, &digits[2..]),
            Some(_) | None => (10, digits),
        };
        let value = BigInt::parse_bytes(number.as_bytes(), radix).expect("the lexer has seen to the digits");
        let value = if negative { -value } else { value };
        let text = self.make(ExprKind::Str(Symbol::new(&value.to_string())), self.world.core.string, span);
        self.make(ExprKind::Convert(Box::new(text)), self.world.core.bigint, span)
    }

    /// Where a signed type is wanted, a hexadecimal or binary literal may name its bits: `0xffffffff` as `i32` is -1.
    fn bit_pattern(&self, literal: &ast::IntLit, value: i128, ty: Ty) -> i128 {
        let names_bits = literal.digits.starts_with("0x") || literal.digits.starts_with("0b");
        match self.kind(ty) {
            TyKind::Int(int) if names_bits && value > int.max() && value < 1 << int.bits() => value - (1 << int.bits()),
            _ => value,
        }
    }

    /// An integer literal of a type, checked now or when the type is known.
    fn int_of_type(&mut self, value: i128, ty: Ty, span: Span) -> Expr {
        match *self.kind(ty) {
            TyKind::Int(int) => {
                self.check_range(value, int, span);
                self.make(ExprKind::Int(value), ty, span)
            }
            TyKind::F64 => self.make(ExprKind::Float(value as f64), ty, span),
            TyKind::F32 => self.make(ExprKind::Float(f64::from(value as f32)), ty, span),
            TyKind::Infer(_) => {
                self.open_literals.push(OpenLiteral { ty, value, span });
                self.make(ExprKind::Int(value), ty, span)
            }
            _ => self.make(ExprKind::Int(value), ty, span),
        }
    }

    pub(super) fn check_range(&mut self, value: i128, int: IntTy, span: Span) {
        if value < int.min() || value > int.max() {
            self.report(errors::literal_out_of_range(
                &value.to_string(),
                int.name(),
                Some((int.min(), int.max())),
                span,
            ));
        }
    }

    pub(super) fn float_literal(&mut self, literal: &ast::FloatLit, negative: bool, span: Span, want: Want) -> Expr {
        let ty = match literal.suffix {
            Some(suffix) => self.suffix_type(suffix),
            None => self.literal_type(VarKind::Float, span, want),
        };
        let sign = if negative { -1.0 } else { 1.0 };
        let value = match self.kind(ty) {
            TyKind::F32 => single(&literal.digits, literal.value),
            TyKind::Infer(_) => {
                self.float_digits.insert(span, literal.digits.clone());
                literal.value
            }
            _ => literal.value,
        };
        self.make(ExprKind::Float(sign * value), ty, span)
    }

    fn suffix_type(&mut self, suffix: NumberSuffix) -> Ty {
        let int = match suffix {
            NumberSuffix::I8 => IntTy::I8,
            NumberSuffix::U8 => IntTy::U8,
            NumberSuffix::I16 => IntTy::I16,
            NumberSuffix::U16 => IntTy::U16,
            NumberSuffix::I32 => IntTy::I32,
            NumberSuffix::U32 => IntTy::U32,
            NumberSuffix::I64 => IntTy::I64,
            NumberSuffix::U64 => IntTy::U64,
            NumberSuffix::F32 => return self.world.core.f32,
            NumberSuffix::F64 => return self.world.core.f64,
        };
        self.intern(TyKind::Int(int))
    }

    /// The wanted type if a literal of that kind can have it, else a variable for numbers.
    fn literal_type(&mut self, kind: VarKind, span: Span, want: Want) -> Ty {
        if let Some(wanted) = want.ty() {
            let wanted = self.non_null(wanted).unwrap_or(wanted);
            let wanted = self.shallow(wanted);
            let fits = match self.world.tys.kind(wanted) {
                TyKind::Int(_) | TyKind::BigInt => kind == VarKind::Int,
                TyKind::F32 | TyKind::F64 => true,
                _ => false,
            };
            if fits {
                return wanted;
            }
        }
        self.infer.fresh(&mut self.world.tys, kind, span)
    }

    pub(super) fn string_literal(&mut self, literal: &'a ast::StringLit, span: Span) -> Expr {
        let string = self.world.core.string;
        let mut parts: Vec<Expr> = Vec::with_capacity(literal.parts.len());
        for part in &literal.parts {
            parts.push(match part {
                StringPart::Text(text) => self.make(ExprKind::Str(Symbol::new(text)), string, literal.span),
                StringPart::Hole(value) => {
                    let value = self.expr(value, Want::Any);
                    self.check_hole(&value);
                    let at = value.span;
                    self.make(ExprKind::Show(Box::new(value)), string, at)
                }
            });
        }
        match parts.len() {
            0 => self.make(ExprKind::Str(Symbol::new("")), string, span),
            1 => parts.pop().expect("there is one part"),
            _ => self.make(ExprKind::Concat(parts), string, span),
        }
    }

    fn check_hole(&mut self, value: &Expr) {
        let kind = self.kind(value.ty);
        if matches!(kind, TyKind::Unit) {
            self.report(errors::unit_in_string(value.span));
        }
    }
}

/// The nearest `f32` to a number as written, as an `f64`.
pub(super) fn single(digits: &str, value: f64) -> f64 {
    f64::from(digits.parse::<f32>().unwrap_or(value as f32))
}
