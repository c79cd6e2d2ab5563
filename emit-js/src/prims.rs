//! Primitive operators as JavaScript expressions, from the forms in the IR's table.
//!
//! In: a row of the table and its operands.  Out: an expression in the range of the row's result type.

use crate::js::Expr;
use crate::js::simplify::has_effect;
use crate::module::Module;
use crate::places::At;
use ir::op::{JsForm, Prim, Wrap};
use ir::{Kind, Type};

impl Module<'_> {
    /// The expression of a primitive operator.
    pub fn prim(&mut self, prim: Prim, mut args: Vec<Expr>, at: At) -> Expr {
        let info = prim.info();
        if let Some(expr) = self.special(prim, &mut args, at) {
            return expr;
        }
        let integers = info.params.first() == Some(&Type::I32);
        // What is divided must have wrapped before.
        let modular = !matches!(prim, Prim::DivSI32 | Prim::RemSI32);
        if integers && info.result == Type::I32 && modular {
            args = args.into_iter().map(Expr::truncated).collect();
        }
        let wide = info.params.first() == Some(&Type::I64);
        let mut args = args.into_iter();
        let mut next = || args.next().expect("the verifier counts operands");
        let expr = match info.js {
            JsForm::Infix(op) => {
                let left = next();
                infix(info.params[0], op, left, next())
            }
            JsForm::InfixUnsigned(op) => {
                let left = unsigned(next(), wide);
                infix(info.params[0], op, left, unsigned(next(), wide))
            }
            JsForm::Prefix("!") => next().not(),
            JsForm::Prefix(op) => next().unary(op),
            JsForm::Call(name) => Expr::host(name).call(args.collect()),
            JsForm::Method(name) => {
                let object = next();
                object.method(name, args.collect())
            }
            JsForm::Property(name) => next().member(name),
            JsForm::Helper(name) => self.helper(helper(name)).call(args.collect()),
            JsForm::Same => next(),
            JsForm::Unsigned => unsigned(next(), wide),
        };
        match info.wrap {
            Wrap::None => expr,
            Wrap::Int => expr.bin("|", Expr::Int(0)),
            Wrap::Fround => Expr::host("Math.fround").call(vec![expr]),
            Wrap::BigInt => Expr::host("BigInt.asIntN").call(vec![Expr::Int(64), expr]),
        }
    }
    /// Forms that are better than, or more than, the table's.
    fn special(&mut self, prim: Prim, args: &mut Vec<Expr>, at: At) -> Option<Expr> {
        Some(match prim {
            Prim::DivSI32 | Prim::DivUI32 | Prim::RemSI32 | Prim::RemUI32 => {
                match args[1] {
                    Expr::Int(divisor) if divisor != 0 && divisor != -1 => return None,
                    _ => {}
                }
                let name = match prim {
                    Prim::DivSI32 => "divideInt",
                    Prim::DivUI32 => "divideUnsigned",
                    Prim::RemSI32 => "remainderInt",
                    _ => "remainderUnsigned",
                };
                self.checked(name, std::mem::take(args), at)
            }
            Prim::DivSI64 | Prim::DivUI64 | Prim::RemSI64 | Prim::RemUI64 => {
                match args[1] {
                    Expr::Big(divisor) if divisor != 0 && divisor != -1 => return None,
                    _ => {}
                }
                let name = match prim {
                    Prim::DivSI64 => "divide64",
                    Prim::DivUI64 => "divideUnsigned64",
                    Prim::RemSI64 => "remainder64",
                    _ => "remainderUnsigned64",
                };
                self.checked(name, std::mem::take(args), at)
            }
            Prim::DivBig | Prim::RemBig | Prim::PowBig => self.checked_bigint(prim, args, at),
            Prim::CharCodeAt => self.checked("charCode", std::mem::take(args), at),
            Prim::SubI32 if args[0] == Expr::Int(0) => args.pop()?.truncated().unary("-").bin("|", Expr::Int(0)),
            Prim::ExtendI8 | Prim::ExtendI16 => {
                let shift = Expr::Int(if prim == Prim::ExtendI8 { 24 } else { 16 });
                args.pop()?.truncated().bin("<<", shift.clone()).bin(">>", shift)
            }
            Prim::XorI32 if args[1] == Expr::Int(-1) => args.swap_remove(0).truncated().unary("~"),
            Prim::BoolToI32 => args.pop()?.cond(Expr::Int(1), Expr::Int(0)),
            Prim::EqBool => match (&args[0], &args[1]) {
                (_, Expr::Bool(true)) => args.swap_remove(0),
                (_, Expr::Bool(false)) => args.swap_remove(0).not(),
                _ => return None,
            },
            // Both operands were computed, so what the right one does must happen even if the left one decides.
            Prim::AndBool | Prim::OrBool if has_effect(&args[1]) => {
                let (right, left) = (args.pop()?, args.pop()?);
                left.bin(if prim == Prim::AndBool { "&" } else { "|" }, right).compare("===", Expr::Int(1))
            }
            Prim::I32ToI64U => Expr::host("BigInt").call(vec![unsigned(args.pop()?, false)]),
            Prim::I64ToI32 => self.helper("low32").call(std::mem::take(args)),
            Prim::I64ToF64U => Expr::host("Number").call(vec![unsigned(args.pop()?, true)]),
            Prim::ConcatStr => concat(args.remove(0), args.remove(0)),
            _ => return None,
        })
    }
    /// Division and powers of BigInt, which JavaScript checks too, but without a place.
    fn checked_bigint(&mut self, prim: Prim, args: &mut Vec<Expr>, at: At) -> Expr {
        let (op, helper) = match prim {
            Prim::DivBig => ("/", "divideBig"),
            Prim::RemBig => ("%", "remainderBig"),
            _ => ("**", "powerBig"),
        };
        let is_safe = match args[1] {
            Expr::Big(right) if prim == Prim::PowBig => right >= 0 && !matches!(args[0], Expr::Big(_)),
            Expr::Big(right) => right != 0,
            _ => false,
        };
        if !is_safe {
            return self.checked(helper, std::mem::take(args), at);
        }
        let right = args.remove(1);
        args.remove(0).bin(op, right)
    }
    /// A helper that checks its operands and is told the place.
    fn checked(&mut self, name: &'static str, mut args: Vec<Expr>, at: At) -> Expr {
        args.push(self.place(at));
        self.helper(name).call(args)
    }
}

/// The helper that stands for the one that the table names.
fn helper(name: &'static str) -> &'static str {
    match name {
        "nearest" => "roundEven",
        other => other,
    }
}

/// An integer as unsigned.
pub fn unsigned(value: Expr, wide: bool) -> Expr {
    match value {
        Expr::Int(number) if !wide => Expr::Int(number & 0xffff_ffff),
        Expr::Big(number) if number >= 0 => value,
        other if wide => Expr::host("BigInt.asUintN").call(vec![Expr::Int(64), other]),
        other => other.truncated().bin(">>>", Expr::Int(0)),
    }
}

fn infix(operand: Type, op: &'static str, left: Expr, right: Expr) -> Expr {
    // `a + -1` is `a - 1`.
    if let ("+" | "-", Expr::Int(number)) = (op, &right)
        && *number < 0
        && operand.kind == Kind::I32
    {
        return left.bin(if op == "+" { "-" } else { "+" }, Expr::Int(-number));
    }
    if matches!(operand.kind, Kind::F32 | Kind::F64) { left.bin(op, right) } else { left.compare(op, right) }
}

/// The concatenation of strings: a template literal as soon as there is text in it.
fn concat(left: Expr, right: Expr) -> Expr {
    let is_text = |expr: &Expr| matches!(expr, Expr::Str(_) | Expr::Template(_));
    if !is_text(&left) && !is_text(&right) {
        return left.bin("+", right);
    }
    let mut parts: Vec<Expr> = Vec::new();
    for part in pieces(left).into_iter().chain(pieces(right)) {
        match (parts.last_mut(), &part) {
            (_, Expr::Str(text)) if text.as_str().is_empty() => {}
            (Some(Expr::Str(before)), Expr::Str(text)) => {
                *before = base::Symbol::new(&format!("{before}{text}"));
            }
            _ => parts.push(part),
        }
    }
    match parts.as_slice() {
        [] => Expr::str(""),
        [Expr::Str(_)] => parts.remove(0),
        _ => Expr::Template(parts),
    }
}

fn pieces(expr: Expr) -> Vec<Expr> {
    match expr {
        Expr::Template(parts) => parts,
        Expr::Binary(op, left, right) if op == crate::js::op("+") => {
            let mut parts = pieces(*left);
            parts.extend(pieces(*right));
            parts
        }
        // A template converts by itself.
        Expr::Call(callee, mut args) if *callee == Expr::host("String") && args.len() == 1 => vec![args.remove(0)],
        other => vec![other],
    }
}
