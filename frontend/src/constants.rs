//! The values of constants that can be computed while checking.
//!
//! In: a checked initialiser.  Out: its value, if it is made of literals, other constants and operators; with the
//! arithmetic of its type, as it would be computed when the program runs. What would panic is not computed.

use base::Symbol;

use crate::typed::{BinaryOp, Constant, Expr, ExprKind, IntTy, Ty, TyKind, UnaryOp};
use crate::world::World;

/// The value of `expr`.
pub(crate) fn evaluate(world: &World<'_>, expr: &Expr) -> Option<Constant> {
    match &expr.kind {
        ExprKind::Bool(value) => Some(Constant::Bool(*value)),
        ExprKind::Int(value) => Some(Constant::Int(*value)),
        ExprKind::Float(value) => Some(Constant::Float(*value)),
        ExprKind::Str(text) => Some(Constant::Str(*text)),
        ExprKind::Null => Some(Constant::Null),
        ExprKind::Global(id) => world.globals[*id].constant.clone(),
        ExprKind::Unary(op, operand) => unary(world, *op, expr.ty, evaluate(world, operand)?),
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (evaluate(world, left)?, evaluate(world, right)?);
            binary(world, *op, expr.ty, left, right)
        }
        ExprKind::Convert(operand) => convert(world, expr.ty, evaluate(world, operand)?),
        ExprKind::Concat(parts) => concat(world, parts),
        ExprKind::And(left, right) => match evaluate(world, left)? {
            Constant::Bool(true) => evaluate(world, right),
            Constant::Bool(false) => Some(Constant::Bool(false)),
            _ => None,
        },
        ExprKind::Or(left, right) => match evaluate(world, left)? {
            Constant::Bool(false) => evaluate(world, right),
            Constant::Bool(true) => Some(Constant::Bool(true)),
            _ => None,
        },
        ExprKind::Block(statements, Some(value)) if statements.is_empty() => evaluate(world, value),
        _ => None,
    }
}

fn concat(world: &World<'_>, parts: &[Expr]) -> Option<Constant> {
    let mut text = String::new();
    for part in parts {
        let value = match &part.kind {
            ExprKind::Show(inner) => evaluate(world, inner)?,
            _ => evaluate(world, part)?,
        };
        match value {
            Constant::Str(part) => text.push_str(part.as_str()),
            Constant::Int(value) => text.push_str(&value.to_string()),
            Constant::Bool(value) => text.push_str(if value { "true" } else { "false" }),
            Constant::Null => text.push_str("null"),
            // How floats are shown is the business of the machine that runs the program.
            Constant::Float(_) => return None,
        }
    }
    Some(Constant::Str(Symbol::new(&text)))
}

fn int_ty(world: &World<'_>, ty: Ty) -> Option<IntTy> {
    match world.tys.kind(ty) {
        TyKind::Int(int) => Some(*int),
        _ => None,
    }
}

fn is_single(world: &World<'_>, ty: Ty) -> bool {
    *world.tys.kind(ty) == TyKind::F32
}

/// A float of a type: an `f32` is rounded.
fn float(world: &World<'_>, ty: Ty, value: f64) -> Constant {
    Constant::Float(if is_single(world, ty) { f64::from(value as f32) } else { value })
}

/// The value of the low bits, in the type's range.
fn wrap(int: IntTy, value: i128) -> i128 {
    let low = value & ((1 << int.bits()) - 1);
    if low > int.max() { low - (1 << int.bits()) } else { low }
}

fn unary(world: &World<'_>, op: UnaryOp, ty: Ty, value: Constant) -> Option<Constant> {
    match (op, value) {
        (UnaryOp::Not, Constant::Bool(value)) => Some(Constant::Bool(!value)),
        (UnaryOp::Neg, Constant::Float(value)) => Some(Constant::Float(-value)),
        (UnaryOp::Neg, Constant::Int(value)) => Some(Constant::Int(wrap(int_ty(world, ty)?, -value))),
        (UnaryOp::BitNot, Constant::Int(value)) => Some(Constant::Int(wrap(int_ty(world, ty)?, !value))),
        _ => None,
    }
}

fn binary(world: &World<'_>, op: BinaryOp, ty: Ty, left: Constant, right: Constant) -> Option<Constant> {
    match (left, right) {
        (Constant::Int(a), Constant::Int(b)) => match compare(op, a.partial_cmp(&b)) {
            Some(value) => Some(Constant::Bool(value)),
            None => int_binary(op, int_ty(world, ty)?, a, b).map(Constant::Int),
        },
        (Constant::Float(a), Constant::Float(b)) => match compare(op, a.partial_cmp(&b)) {
            Some(value) => Some(Constant::Bool(value)),
            None => {
                let value = match op {
                    BinaryOp::Add => a + b,
                    BinaryOp::Sub => a - b,
                    BinaryOp::Mul => a * b,
                    BinaryOp::Div => a / b,
                    _ => return None,
                };
                Some(float(world, ty, value))
            }
        },
        (Constant::Str(a), Constant::Str(b)) => match op {
            BinaryOp::Eq => Some(Constant::Bool(a == b)),
            BinaryOp::Ne => Some(Constant::Bool(a != b)),
            _ => None,
        },
        (Constant::Bool(a), Constant::Bool(b)) => match op {
            BinaryOp::Eq => Some(Constant::Bool(a == b)),
            BinaryOp::Ne => Some(Constant::Bool(a != b)),
            _ => None,
        },
        _ => None,
    }
}

/// A comparison; an order of `None` is that of NaN.
fn compare(op: BinaryOp, order: Option<std::cmp::Ordering>) -> Option<bool> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    Some(match op {
        BinaryOp::Eq => order == Some(Equal),
        BinaryOp::Ne => order != Some(Equal),
        BinaryOp::Lt => order == Some(Less),
        BinaryOp::Le => matches!(order, Some(Less | Equal)),
        BinaryOp::Gt => order == Some(Greater),
        BinaryOp::Ge => matches!(order, Some(Greater | Equal)),
        BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div
        | BinaryOp::Rem
        | BinaryOp::Pow
        | BinaryOp::Shl
        | BinaryOp::Shr
        | BinaryOp::UShr
        | BinaryOp::BitAnd
        | BinaryOp::BitOr
        | BinaryOp::BitXor => return None,
    })
}

fn int_binary(op: BinaryOp, int: IntTy, a: i128, b: i128) -> Option<i128> {
    let count = (b & i128::from(int.bits() - 1)) as u32;
    let overflows = b == 0 || (int.is_signed() && a == int.min() && b == -1);
    let value = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a.wrapping_mul(b),
        BinaryOp::Div if !overflows => a / b,
        BinaryOp::Rem if !overflows => a % b,
        BinaryOp::Shl => a << count,
        BinaryOp::Shr => a >> count,
        BinaryOp::UShr => (a & ((1 << int.bits()) - 1)) >> count,
        BinaryOp::BitAnd => a & b,
        BinaryOp::BitOr => a | b,
        BinaryOp::BitXor => a ^ b,
        _ => return None,
    };
    Some(wrap(int, value))
}

fn convert(world: &World<'_>, ty: Ty, value: Constant) -> Option<Constant> {
    match (value, world.tys.kind(ty)) {
        (Constant::Int(value), TyKind::Int(int)) => Some(Constant::Int(wrap(*int, value))),
        (Constant::Int(value), TyKind::F64) => Some(Constant::Float(value as f64)),
        (Constant::Int(value), TyKind::F32) => Some(Constant::Float(f64::from(value as f32))),
        (Constant::Float(value), TyKind::Int(int)) => {
            let value = if value.is_nan() { 0 } else { value as i128 };
            Some(Constant::Int(value.clamp(int.min(), int.max())))
        }
        (Constant::Float(value), TyKind::F32 | TyKind::F64) => Some(float(world, ty, value)),
        (Constant::Bool(value), TyKind::Int(_)) => Some(Constant::Int(i128::from(value))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_wraps_and_shifts_mask() {
        assert_eq!(int_binary(BinaryOp::Add, IntTy::I32, 2_147_483_647, 1), Some(-2_147_483_648));
        assert_eq!(int_binary(BinaryOp::Mul, IntTy::U64, (1 << 64) - 1, (1 << 64) - 1), Some(1));
        assert_eq!(int_binary(BinaryOp::Shl, IntTy::I32, 1, 33), Some(2));
        assert_eq!(int_binary(BinaryOp::UShr, IntTy::I8, -1, 4), Some(15));
        assert_eq!(int_binary(BinaryOp::Div, IntTy::I32, 1, 0), None);
        assert_eq!(int_binary(BinaryOp::Rem, IntTy::I32, -7, 3), Some(-1));
    }
}
