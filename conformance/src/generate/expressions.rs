//! Expressions of any type: variables, conditions, blocks, calls, and what only some types have.

use super::grow::Grower;
use super::program::{Expr, Ty};
use super::scope::{Bound, Scope, Var};

impl Grower {
    /// An expression that has the type `ty` wherever it stands.
    pub fn expr(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        if depth == 0 || self.one_in(3) {
            let paths = self.paths(scope, |of| of == ty);
            if !paths.is_empty() {
                return Expr::leaf(ty, self.pick(&paths).name);
            }
        }
        if depth == 0 {
            return self.literal(scope, ty, 0);
        }
        if self.one_in(3) {
            return self.of_any_type(scope, ty, depth);
        }
        match ty {
            Ty::Number(name) => self.number(scope, name, depth),
            Ty::Bool => self.condition(scope, depth),
            Ty::Str => self.text(scope, depth),
            Ty::Optional(inner) => self.optional(scope, inner, depth),
            Ty::List(of) => self.list(scope, of, depth),
            Ty::Map(key, value) if **value == Ty::I32 && !scope.quiet => {
                Expr::of(ty, "tally($)", vec![self.expr(scope, &key.clone().list(), depth - 1)])
            }
            _ => self.literal(scope, ty, depth),
        }
    }

    /// An expression where a `ty` is wanted: `null`, `[]` and the like need that.
    pub fn wanted(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        match ty {
            Ty::Optional(_) if self.one_in(4) => Expr::leaf(ty, "null"),
            Ty::Optional(inner) if depth > 0 && self.one_in(2) => {
                Expr::of(ty, "$", vec![self.wanted(scope, inner, depth)])
            }
            _ if self.one_in(3) => self.bare_literal(scope, ty, depth),
            _ => self.expr(scope, ty, depth),
        }
    }

    fn of_any_type(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let inner = depth - 1;
        match self.below(16) {
            0 | 1 => {
                let parts =
                    vec![self.expr(scope, &Ty::Bool, inner), self.expr(scope, ty, inner), self.expr(scope, ty, inner)];
                Expr::of(ty, "(if $ { $ } else { $ })", parts)
            }
            2 | 3 => self.matched(scope, ty, depth),
            4..=6 => self.call(scope, ty, depth).unwrap_or_else(|| self.literal(scope, ty, depth)),
            7 => self.call_of_value(scope, ty, depth).unwrap_or_else(|| self.literal(scope, ty, depth)),
            8 if !matches!(ty, Ty::Func(..) | Ty::Optional(_)) => self.of_an_optional(scope, ty, inner),
            9 if !scope.quiet => self.called_at_once(scope, ty, depth),
            10 if !scope.quiet => self.looked_up(scope, ty, inner),
            11 if !scope.quiet && self.one_in(3) => {
                let tag = self.below(100).to_string();
                Expr::of(ty, &format!("say({tag}, $)"), vec![self.expr(scope, ty, inner)])
            }
            12 if !scope.quiet => self.leaving(scope, ty, inner),
            13 if !scope.quiet => self.of_a_result(scope, ty, inner),
            14 if !scope.quiet => {
                let condition = self.expr(scope, &Ty::Bool, inner);
                let first = self.expr(scope, ty, inner);
                let second = self.lambda(scope, &[], ty, inner, true);
                Expr::of(ty, "choose($, $, $)", vec![condition, first, second])
            }
            15 if !scope.quiet => self.folded(scope, ty, inner),
            _ => self.literal(scope, ty, depth),
        }
    }

    fn of_an_optional(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let value = self.expr(scope, &ty.clone().optional(), depth);
        match self.below(4) {
            0 if self.panicky => Expr::of(ty, "$!", vec![value]),
            1 => {
                let name = self.name();
                let inner = scope.and(Var::fixed(&name, ty.clone()));
                let parts = vec![value, self.expr(&inner, ty, depth), self.expr(scope, ty, depth)];
                Expr::of(ty, &format!("(if let {name} = $ {{ $ }} else {{ $ }})"), parts)
            }
            _ => Expr::of(ty, "($ ?? $)", vec![value, self.expr(scope, ty, depth)]),
        }
    }

    /// An element of a collection.
    fn looked_up(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let index = self.expr(scope, &Ty::I32, depth.min(1));
        if self.one_in(3) {
            let array = self.expr(scope, &Ty::Array(Box::new(ty.clone())), depth);
            return Expr::of(ty, if self.panicky { "$[$ & 3]" } else { "$[$ & 1]" }, vec![array, index]);
        }
        let list = self.expr(scope, &ty.clone().list(), depth);
        if self.panicky && self.one_in(2) {
            return Expr::of(ty, "$[$ & 1]", vec![list, index]);
        }
        Expr::of(ty, "at($, $, $)", vec![list, index, self.expr(scope, ty, depth)])
    }

    /// Something that may leave the function, the turn of a loop or the program.
    fn leaving(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let condition = self.expr(scope, &Ty::Bool, depth);
        let value = self.expr(scope, ty, depth);
        let leave = match &scope.result {
            _ if scope.loops > 0 && self.one_in(2) => {
                let word = self.pick(&["break", "continue"]);
                Expr::leaf(&Ty::Unit, word)
            }
            Some(result) if self.one_in(2) => {
                Expr::of(&Ty::Unit, "return $", vec![self.expr(scope, &result.clone(), depth)])
            }
            Some(_) | None if self.panicky => {
                let text = self.expr(scope, &Ty::Str, depth.min(1));
                Expr::of(&Ty::Unit, "panic($)", vec![text])
            }
            Some(_) | None => return value,
        };
        if self.one_in(2) {
            return Expr::of(ty, "(if $ { $ } else { $ })", vec![condition, leave, value]);
        }
        Expr::of(ty, "(if $ { $ } else { $ })", vec![condition, value, leave])
    }

    /// `try`, `catch` and the methods of results.
    fn of_a_result(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        if matches!(ty, Ty::Func(..)) {
            return self.literal(scope, ty, depth);
        }
        let of = |error: &Ty| Ty::Result(Box::new(ty.clone()), Box::new(error.clone()));
        match &scope.result {
            Some(Ty::Result(_, error)) if self.one_in(2) => {
                let error = (**error).clone();
                Expr::of(ty, "(try $)", vec![self.expr(scope, &of(&error), depth)])
            }
            _ => {
                let error = self.plain_ty();
                let value = self.expr(scope, &of(&error), depth);
                if self.one_in(3) {
                    return Expr::of(ty, "$.unwrapOr($)", vec![value, self.expr(scope, ty, depth)]);
                }
                let name = self.name();
                let inner = scope.and(Var::fixed(&name, error));
                let otherwise = self.expr(&inner, ty, depth);
                Expr::of(ty, &format!("(catch $ {{ {name} => $ }})"), vec![value, otherwise])
            }
        }
    }

    /// `xs.fold(start, (sum, x) => …)`
    fn folded(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        if matches!(ty, Ty::Func(..)) {
            return self.literal(scope, ty, depth);
        }
        let of = self.any_ty(&scope.params, 1);
        let list = self.expr(scope, &of.clone().list(), depth);
        let start = self.expr(scope, ty, depth);
        let lambda = self.lambda(scope, &[ty.clone(), of], ty, depth, false);
        // Sums of strings would double at each step.
        let limit = if *ty == Ty::Str { ".slice(0, 60)" } else { "" };
        Expr::of(ty, &format!("$.fold($, $){limit}"), vec![list, start, lambda])
    }

    fn optional(&mut self, scope: &Scope, inner: &Ty, depth: usize) -> Expr {
        let ty = &inner.clone().optional();
        let below = depth - 1;
        match self.below(4) {
            0 if !scope.quiet => {
                // A field behind an optional struct; an optional field stays a plain optional.
                let fits = |field: &Ty| field.clone().optional() == *ty;
                let mut found = Vec::new();
                for var in self.paths(scope, |of| matches!(of, Ty::Optional(_))) {
                    let Ty::Optional(of) = &var.ty else { continue };
                    if !matches!(**of, Ty::Struct(..)) {
                        continue;
                    }
                    let fields = self.fields(of).into_iter().filter(|(_, field, _)| fits(field));
                    found.extend(fields.map(|(field, ..)| format!("{}?.{field}", var.name)));
                }
                if found.is_empty() { self.literal(scope, ty, depth) } else { Expr::leaf(ty, self.pick(&found)) }
            }
            1 if !scope.quiet => {
                let key = self.bounded_ty(Bound::Hash, &scope.params, 1);
                let map = Ty::Map(Box::new(key.clone()), Box::new(inner.clone()));
                let parts = vec![self.expr(scope, &map, below), self.wanted(scope, &key, below)];
                Expr::of(ty, "$[$]", parts)
            }
            2 if !scope.quiet => {
                let list = self.expr(scope, &inner.clone().list(), below);
                Expr::of(ty, self.pick(&["$.first()", "$.last()", "$.pop()"]), vec![list])
            }
            _ => self.literal(scope, ty, depth),
        }
    }

    fn list(&mut self, scope: &Scope, of: &Ty, depth: usize) -> Expr {
        let ty = &of.clone().list();
        let below = depth - 1;
        if scope.quiet {
            return self.literal(scope, ty, depth);
        }
        match self.below(6) {
            0 => {
                let from = self.any_ty(&scope.params, 1);
                let list = self.expr(scope, &from.clone().list(), below);
                Expr::of(ty, "$.map($)", vec![list, self.lambda(scope, &[from], of, below, true)])
            }
            1 => {
                let list = self.expr(scope, ty, below);
                Expr::of(
                    ty,
                    "$.filter($)",
                    vec![list, self.lambda(scope, std::slice::from_ref(of), &Ty::Bool, below, false)],
                )
            }
            2 => Expr::of(ty, "$.slice(0, 2)", vec![self.expr(scope, ty, below)]),
            3 if self.has(of, Bound::Hash, &scope.params) => {
                let set = self.expr(scope, &Ty::Set(Box::new(of.clone())), below);
                Expr::of(ty, "$.toList()", vec![set])
            }
            4 => Expr::of(ty, "$.toList()", vec![self.expr(scope, &Ty::Array(Box::new(of.clone())), below)]),
            _ => self.literal(scope, ty, depth),
        }
    }

    fn condition(&mut self, scope: &Scope, depth: usize) -> Expr {
        let below = depth - 1;
        let two = |grower: &mut Grower, ty: &Ty, op: &str| {
            let parts = vec![grower.expr(scope, ty, below), grower.expr(scope, ty, below)];
            Expr::of(&Ty::Bool, &format!("($ {op} $)"), parts)
        };
        match self.below(10) {
            0..=2 => {
                let ty = Ty::Number(self.pick(&super::types::NUMBERS));
                let op = self.pick(&["<", "<=", ">", ">=", "==", "!="]);
                two(self, &ty, op)
            }
            3 | 4 => {
                let op = self.pick(&["&&", "||", "==", "!="]);
                two(self, &Ty::Bool, op)
            }
            5 | 6 => {
                let (bound, ops) = self.pick(&[(Bound::Eq, ["==", "!="]), (Bound::Ord, ["<", ">="])]);
                let ty = self.bounded_ty(bound, &scope.params, 2);
                let op = self.pick(&ops);
                two(self, &ty, op)
            }
            7 => {
                let ty = self.value_ty(&scope.params, 1).optional();
                let op = self.pick(&["==", "!="]);
                Expr::of(&Ty::Bool, &format!("($ {op} null)"), vec![self.expr(scope, &ty, below)])
            }
            8 if !scope.quiet => self.membership(scope, below),
            _ => Expr::of(&Ty::Bool, "(!$)", vec![self.expr(scope, &Ty::Bool, below)]),
        }
    }

    fn membership(&mut self, scope: &Scope, depth: usize) -> Expr {
        let of = self.bounded_ty(Bound::Hash, &scope.params, 1);
        let key = self.wanted(scope, &of, depth);
        let set = Ty::Set(Box::new(of.clone()));
        match self.below(5) {
            0 => Expr::of(&Ty::Bool, "$.has($)", vec![self.expr(scope, &set, depth), key]),
            1 => Expr::of(&Ty::Bool, "$.add($)", vec![self.expr(scope, &set, depth), key]),
            2 => Expr::of(&Ty::Bool, "$.includes($)", vec![self.expr(scope, &of.list(), depth), key]),
            3 => {
                let list = self.expr(scope, &of.clone().list(), depth);
                let test = self.lambda(scope, &[of], &Ty::Bool, depth, false);
                Expr::of(&Ty::Bool, self.pick(&["$.any($)", "$.all($)"]), vec![list, test])
            }
            _ => {
                let ty = self.bounded_ty(Bound::Eq, &scope.params, 1);
                let parts = vec![self.expr(scope, &ty, depth), self.expr(scope, &ty, depth)];
                Expr::of(&Ty::Bool, "same($, $)", parts)
            }
        }
    }

    fn text(&mut self, scope: &Scope, depth: usize) -> Expr {
        let below = depth - 1;
        match self.below(7) {
            0 => {
                let parts = vec![self.expr(scope, &Ty::Str, below), self.expr(scope, &Ty::Str, below)];
                Expr::of(&Ty::Str, "($ + $)", parts)
            }
            1..=3 => {
                let (first, second) = (self.any_ty(&scope.params, 2), self.plain_ty());
                let parts = vec![self.expr(scope, &first, below.min(1)), self.expr(scope, &second, 0)];
                Expr::of(&Ty::Str, "\"<{$}|{$}>\"", parts)
            }
            4 => {
                let parts = vec![self.expr(scope, &Ty::Str, below), self.expr(scope, &Ty::I32, 0)];
                Expr::of(&Ty::Str, self.pick(&["$.slice(1, $ & 7)", "$.slice($ & 3)", "$.padStart($ & 15)"]), parts)
            }
            5 if !scope.quiet => {
                let ty = self.any_ty(&scope.params, 1).list();
                Expr::of(&Ty::Str, "$.join(\"-\")", vec![self.expr(scope, &ty, below)])
            }
            _ => self.literal(scope, &Ty::Str, depth),
        }
    }
}
