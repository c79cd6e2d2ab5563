//! Loops of all kinds, which end.

use super::grow::Grower;
use super::program::{Expr, Part, Ty};
use super::scope::{Bound, Scope, Var};

impl Grower {
    /// The scope in the body of a loop, and its label as it is written.
    fn in_a_loop(&mut self, scope: &Scope) -> (Scope, String) {
        let mut inner = Scope { loops: scope.loops + 1, ..scope.clone() };
        if !self.one_in(3) {
            return (inner, String::new());
        }
        let label = self.name();
        inner.labels.push(label.clone());
        (inner, format!("{label}: "))
    }

    /// A loop.
    pub fn loop_statement(&mut self, scope: &Scope, depth: usize) -> Expr {
        let (mut inner, label) = self.in_a_loop(scope);
        let name = self.name();
        match self.below(8) {
            0..=2 => {
                inner.vars.push(Var::fixed(&name, Ty::I32));
                let range =
                    self.pick(&["0..4", "3..=6", "-2..3", "0..10 step 3", "5..=1 step -2", "2147483645..=2147483647"]);
                Expr::statement(&format!("{label}for {name} in {range} $"), vec![self.loop_body(&inner, depth)])
            }
            3 => {
                let from = self.expr(scope, &Ty::I32, 1);
                inner.vars.push(Var::fixed(&name, Ty::I32));
                let body = self.loop_body(&inner, depth);
                Expr::statement(&format!("{label}for {name} in 0..($ & 7) $"), vec![Part::Expr(from), body])
            }
            4 | 5 => self.walk(scope, inner, &label, depth),
            6 => {
                // A counter that only this loop changes.
                let body = self.loop_body(&inner, depth);
                let Part::Block(mut block) = body else { unreachable!("a body is a block") };
                block.insert(0, Expr::statement(&format!("{name} += 1"), Vec::new()));
                let condition = self.expr(scope, &Ty::Bool, 1);
                let word = format!("var {name} = 0\n{label}while {name} < 5 && ($ || {name} < 2) $");
                let parts = vec![Part::Expr(condition), Part::Block(block)];
                Expr::statement("if true $", vec![Part::Block(vec![Expr::statement(&word, parts)])])
            }
            _ => {
                let ty = self.plain_ty();
                let list = self.expr(scope, &ty.clone().list(), 2);
                let held = self.name();
                inner.vars.push(Var::fixed(&name, ty));
                let body = self.loop_body(&inner, depth);
                let head = format!("let {held} = $\n{label}while let {name} = {held}.pop() $");
                let parts = vec![Part::Expr(list), body];
                Expr::statement("if true $", vec![Part::Block(vec![Expr::statement(&head, parts)])])
            }
        }
    }

    fn loop_body(&mut self, scope: &Scope, depth: usize) -> Part {
        Part::Block(self.block(scope, depth))
    }

    /// `for` over a collection.
    fn walk(&mut self, scope: &Scope, mut inner: Scope, label: &str, depth: usize) -> Expr {
        let (name, other) = (self.name(), self.name());
        let of = self.any_ty(&scope.params, 1);
        let (pattern, template, ty) = match self.below(5) {
            0 => (name.clone(), "$", Ty::Array(Box::new(of.clone()))),
            1 => (name.clone(), "$.toList()", Ty::Set(Box::new(of.clone()))),
            2 => (format!("({name}, {other})"), "$.entries()", Ty::Map(Box::new(of.clone()), Box::new(Ty::Str))),
            3 => (name.clone(), "$", Ty::Str),
            _ => (name.clone(), "$", of.clone().list()),
        };
        let needs_keys = matches!(ty, Ty::Set(_) | Ty::Map(..));
        let (ty, template) = match needs_keys && !self.has(&of, Bound::Hash, &scope.params) {
            true => (of.clone().list(), "$"),
            false => (ty, template),
        };
        let pattern = if matches!(ty, Ty::Map(..)) { pattern } else { name.clone() };
        let value = self.expr(scope, &ty, 2);
        // What is walked may not grow meanwhile.
        inner.frozen.push(value.to_string());
        match &ty {
            Ty::Map(key, value) => {
                inner.vars.push(Var::fixed(&name, (**key).clone()));
                inner.vars.push(Var::fixed(&other, (**value).clone()));
            }
            Ty::Str => inner.vars.push(Var::fixed(&name, Ty::Number("u16"))),
            _ => inner.vars.push(Var::fixed(&name, of)),
        }
        let body = self.loop_body(&inner, depth);
        Expr::statement(&format!("{label}for {pattern} in {template} $"), vec![Part::Expr(value), body])
    }

    /// `let x = loop { … break value … }`
    pub fn with_a_loop(&mut self, scope: &Scope, ty: &Ty, template: &str) -> Expr {
        let (counter, label) = (self.name(), self.name());
        let labelled = self.one_in(2);
        let target = if labelled { format!("{label} ") } else { String::new() };
        // Other exits of this loop would need a value.
        let inner = scope.and(Var::fixed(&counter, Ty::I32));
        let mut inner = Scope { loops: 0, labels: Vec::new(), ..inner };
        let mut block = vec![Expr::statement(&format!("{counter} += 1"), Vec::new())];
        block.extend(self.statements(&mut inner, 1, 1));
        let condition = self.expr(&inner, &Ty::Bool, 1);
        let leave = |value: Expr| Expr::statement(&format!("break {target}$"), vec![Part::Expr(value)]);
        let early = leave(self.wanted(&inner, ty, 2));
        block.push(Expr::statement("if $ $", vec![Part::Expr(condition), Part::Block(vec![early])]));
        let last = leave(self.wanted(&inner, ty, 2));
        block.push(Expr::statement(&format!("if {counter} > 3 $"), vec![Part::Block(vec![last])]));
        let head = if labelled { format!("{label}: loop $") } else { "loop $".to_owned() };
        let looped = Expr::with_blocks(ty, &head, vec![Part::Block(block)]);
        let start = Expr::statement(&format!("var {counter} = 0"), Vec::new());
        Expr::statement(template, vec![Part::Block(vec![start, looped])])
    }
}
