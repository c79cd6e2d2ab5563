//! Numbers: arithmetic of every width, conversions, and the ways from other types to them.

use super::grow::Grower;
use super::program::{Expr, Ty};
use super::scope::Scope;
use super::types::NUMBERS;

impl Grower {
    /// A number.
    pub fn number(&mut self, scope: &Scope, name: &'static str, depth: usize) -> Expr {
        let (ty, below) = (&Ty::Number(name), depth - 1);
        let float = name.starts_with('f');
        match self.below(12) {
            0..=4 => {
                let op = if float {
                    self.pick(&["+", "-", "*", "/", "%", "**"])
                } else {
                    self.pick(&["+", "-", "*", "&", "|", "^"])
                };
                let parts = vec![self.expr(scope, ty, below), self.expr(scope, ty, below)];
                Expr::of(ty, &format!("($ {op} $)"), parts)
            }
            5 if !float => {
                let op = self.pick(&["/", "%"]);
                let guard = if self.panicky { "" } else { " | 1" };
                let parts = vec![self.expr(scope, ty, below), self.expr(scope, ty, below)];
                // The least value by -1 panics even so.
                Expr::of(ty, &format!("($ {op} ($ & 7{guard}))"), parts)
            }
            6 if !float => {
                let op = self.pick(&["<<", ">>", ">>>"]);
                let parts = vec![self.expr(scope, ty, below), self.expr(scope, ty, below)];
                Expr::of(ty, &format!("($ {op} $)"), parts)
            }
            5 | 7 | 8 => {
                let from = Ty::Number(self.pick(&NUMBERS));
                Expr::of(ty, &format!("($ as {name})"), vec![self.expr(scope, &from, below)])
            }
            9 => {
                let sign = if float || name.starts_with('i') { self.pick(&["-", "-"]) } else { "~" };
                Expr::of(ty, &format!("({sign}$)"), vec![self.expr(scope, ty, below)])
            }
            10 if !scope.quiet => {
                let word = self.pick(&["min", "max"]);
                let parts = vec![self.expr(scope, ty, below), self.expr(scope, ty, below)];
                Expr::of(ty, &format!("{word}($, $)"), parts)
            }
            11 if name == "i32" => self.whole(scope, depth),
            11 if !float => {
                Expr::of(ty, "($ ** ($ & 3))", vec![self.expr(scope, ty, below), self.expr(scope, ty, below)])
            }
            _ => self.literal(scope, ty, depth),
        }
    }

    /// Ways to an `i32` that other number types do not have.
    fn whole(&mut self, scope: &Scope, depth: usize) -> Expr {
        let below = depth - 1;
        let of = self.any_ty(&scope.params, 1);
        match self.below(7) {
            0 => Expr::of(&Ty::I32, "$.length", vec![self.expr(scope, &Ty::Str, below)]),
            1 if !scope.quiet => Expr::of(&Ty::I32, "$.length", vec![self.expr(scope, &of.list(), below)]),
            2 => {
                let parts = vec![self.expr(scope, &Ty::Str, below), self.expr(scope, &Ty::Str, below)];
                Expr::of(&Ty::I32, "$.indexOf($)", parts)
            }
            3 => Expr::of(&Ty::I32, "(parseI32($) ?? 5)", vec![self.expr(scope, &Ty::Str, below)]),
            4 if self.panicky => {
                let parts = vec![self.expr(scope, &Ty::Str, below), self.expr(scope, &Ty::I32, 0)];
                Expr::of(&Ty::I32, "($[$ & 3] as i32)", parts)
            }
            5 if self.panicky => {
                let parts = vec![self.expr(scope, &Ty::I32, below), self.expr(scope, &Ty::I32, below)];
                Expr::of(&Ty::I32, self.pick(&["($ / $)", "($ % $)", "($ ** ($ >> 28))"]), parts)
            }
            _ if scope.quiet => self.literal(scope, &Ty::I32, 0),
            _ => Expr::leaf(&Ty::I32, "counter"),
        }
    }

    /// A number as it is written, its type too.
    pub fn number_literal(&mut self, name: &'static str) -> String {
        let digits = self.digits(name);
        let digits = match name {
            "i32" | "f64" => digits.to_owned(),
            _ => format!("{digits}{name}"),
        };
        if digits.starts_with('-') { format!("({digits})") } else { digits }
    }

    /// A number as it is written where its type is wanted.
    pub fn digits(&mut self, name: &'static str) -> &'static str {
        match name {
            "f64" => self.pick(&["0.0", "1.5", "-2.25", "1e21", "1e-7", "0.1", "1e300", "-0.0", "4294967296.5"]),
            "f32" => self.pick(&["0.0", "1.5", "-2.25", "1e21", "1e-7", "0.1", "1e38", "16777217.0"]),
            "i8" => self.pick(&["0", "1", "-7", "127", "-128", "100"]),
            "u8" => self.pick(&["0", "1", "7", "200", "255"]),
            "i16" => self.pick(&["0", "1", "-7", "32767", "-32768", "300"]),
            "u16" => self.pick(&["0", "1", "17", "65535", "32768"]),
            "u32" => self.pick(&["0", "1", "31", "4294967295", "2147483648"]),
            "i64" => self.pick(&["0", "1", "-3", "9223372036854775807", "-9223372036854775808", "4294967296"]),
            "u64" => self.pick(&["0", "1", "63", "18446744073709551615", "4294967296"]),
            _ => self.pick(&["0", "1", "2", "-1", "7", "100", "2147483647", "-2147483648", "65536"]),
        }
    }
}
