//! Statements.

use super::grow::Grower;
use super::program::{Expr, Part, Ty};
use super::scope::{Bound, Scope, Var};

impl Grower {
    /// Statements, each seeing the names of those before.
    pub fn statements(&mut self, scope: &mut Scope, count: usize, depth: usize) -> Vec<Expr> {
        (0..count).map(|_| self.statement(scope, depth)).collect()
    }

    fn statement(&mut self, scope: &mut Scope, depth: usize) -> Expr {
        let nested = depth > 0;
        match self.below(24) {
            0..=5 => self.declaration(scope),
            6..=9 => self.assignment(scope),
            10 | 11 => {
                let ty = self.any_ty(&scope.params, 2);
                Expr::statement("print($)", vec![Part::Expr(self.expr(scope, &ty, 3))])
            }
            12 | 13 if nested => self.if_statement(scope, depth - 1),
            14 | 15 if nested => self.loop_statement(scope, depth - 1),
            16 | 17 => self.change(scope),
            18 => self.leave(scope),
            19 => self.narrowing(scope, depth),
            20 => self.destructuring(scope),
            21 if self.panicky && self.one_in(4) => {
                let condition = self.expr(scope, &Ty::Bool, 2);
                let text = self.expr(scope, &Ty::Str, 1);
                Expr::statement("if $ { panic($) }", vec![Part::Expr(condition), Part::Expr(text)])
            }
            22 => {
                let ty = self.func_ty(&scope.params, 2);
                self.declaration_of(scope, ty)
            }
            _ => Expr::statement("counter += $", vec![Part::Expr(self.expr(scope, &Ty::I32, 2))]),
        }
    }

    fn declaration(&mut self, scope: &mut Scope) -> Expr {
        let ty = self.any_ty(&scope.params, 3);
        self.declaration_of(scope, ty)
    }

    fn declaration_of(&mut self, scope: &mut Scope, ty: Ty) -> Expr {
        let (mutable, name) = (self.one_in(2), self.name());
        let word = if mutable { "var" } else { "let" };
        let statement = match self.below(6) {
            0 => Expr::statement(&format!("{word} {name} = $"), vec![Part::Expr(self.expr(scope, &ty, 3))]),
            1 => self.with_a_block(scope, &ty, &format!("{word} {name}: {ty} = $")),
            2 if !scope.quiet => self.with_a_loop(scope, &ty, &format!("{word} {name}: {ty} = $")),
            _ => Expr::statement(&format!("{word} {name}: {ty} = $"), vec![Part::Expr(self.wanted(scope, &ty, 3))]),
        };
        scope.vars.push(Var { mutable, ..Var::fixed(name, ty) });
        statement
    }

    fn with_a_block(&mut self, scope: &Scope, ty: &Ty, template: &str) -> Expr {
        let mut inner = scope.clone();
        let mut block = self.statements(&mut inner, 1, 0);
        block.push(self.wanted(&inner, ty, 2));
        Expr::statement(template, vec![Part::Block(block)])
    }

    fn assignment(&mut self, scope: &mut Scope) -> Expr {
        let places: Vec<Var> = self.paths(scope, |_| true).into_iter().filter(|var| var.mutable).collect();
        if places.is_empty() {
            return self.declaration(scope);
        }
        let place = self.pick(&places);
        let op = match &place.ty {
            Ty::Number(name) if name.starts_with('f') => self.pick(&["=", "+=", "-=", "*=", "/="]),
            Ty::Number(_) => self.pick(&["=", "+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>=", ">>>="]),
            Ty::Bool => self.pick(&["=", "&&=", "||="]),
            Ty::Optional(_) => self.pick(&["=", "=", "=", "??="]),
            // Strings that grow in loops would double at each turn.
            Ty::Str => {
                let value = self.expr(scope, &Ty::Str, 3);
                let template = format!("{} = ({} + $).slice(0, 40)", place.name, place.name);
                return Expr::statement(&template, vec![Part::Expr(value)]);
            }
            _ => "=",
        };
        // The count of a shift may be of any integer type, so its place says nothing about that.
        let counts = ["<<=", ">>=", ">>>="].contains(&op);
        let value = if counts { self.expr(scope, &place.ty, 3) } else { self.wanted(scope, &place.ty, 3) };
        Expr::statement(&format!("{} {op} $", place.name), vec![Part::Expr(value)])
    }

    fn if_statement(&mut self, scope: &mut Scope, depth: usize) -> Expr {
        if self.one_in(3) {
            let ty = self.any_ty(&scope.params, 2);
            let pattern = match &ty {
                Ty::Optional(inner) => {
                    let name = self.name();
                    super::patterns::Pattern { text: name.clone(), names: vec![(name, (**inner).clone())] }
                }
                _ => self.pattern(&ty, 3, true),
            };
            let value = self.expr(scope, &ty, 2);
            let blocks = vec![
                Part::Expr(value),
                Part::Block(self.block(&pattern.inside(scope), depth)),
                Part::Block(self.block(scope, depth)),
            ];
            return Expr::statement(&format!("if let {} = $ $ else $", pattern.text), blocks);
        }
        let mut parts = vec![Part::Expr(self.expr(scope, &Ty::Bool, 2)), Part::Block(self.block(scope, depth))];
        if self.one_in(2) {
            return Expr::statement("if $ $", parts);
        }
        parts.push(Part::Block(self.block(scope, depth)));
        Expr::statement("if $ $ else $", parts)
    }

    /// A block of its own scope.
    pub fn block(&mut self, scope: &Scope, depth: usize) -> Vec<Expr> {
        let count = 1 + self.below(3);
        self.statements(&mut scope.clone(), count, depth)
    }

    /// An early exit behind a condition.
    fn leave(&mut self, scope: &mut Scope) -> Expr {
        let leave = if scope.loops > 0 && self.one_in(2) {
            let label = match scope.labels.is_empty() || self.one_in(2) {
                true => String::new(),
                false => format!(" {}", self.pick(&scope.labels.clone())),
            };
            Expr::statement(&format!("{}{label}", self.pick(&["break", "continue"])), Vec::new())
        } else {
            match scope.result.clone() {
                Some(result) => {
                    // What a lambda returns may be all that tells its type.
                    let value = match scope.in_closure {
                        true => self.expr(scope, &result, 2),
                        false => self.wanted(scope, &result, 2),
                    };
                    Expr::statement("return $", vec![Part::Expr(value)])
                }
                None => return self.declaration(scope),
            }
        };
        let condition = self.expr(scope, &Ty::Bool, 2);
        Expr::statement("if $ $", vec![Part::Expr(condition), Part::Block(vec![leave])])
    }

    /// A test for `null` after which the compiler knows better.
    fn narrowing(&mut self, scope: &mut Scope, depth: usize) -> Expr {
        let found = scope.vars.iter().position(|var| var.narrowable && matches!(var.ty, Ty::Optional(_)));
        let Some(at) = found else { return self.declaration_of_an_optional(scope) };
        let name = scope.vars[at].name.clone();
        let Ty::Optional(inner) = scope.vars[at].ty.clone() else { return self.declaration(scope) };
        let known =
            Var { narrowed: scope.vars[at].mutable, mutable: false, narrowable: false, ..Var::fixed(&name, *inner) };
        if self.one_in(2) && (scope.loops > 0 || scope.result.is_some()) {
            let leave = match scope.result.clone() {
                Some(result) => Expr::statement("return $", vec![Part::Expr(self.expr(scope, &result, 2))]),
                None => Expr::statement("continue", Vec::new()),
            };
            scope.vars[at] = known;
            return Expr::statement(&format!("if {name} == null $"), vec![Part::Block(vec![leave])]);
        }
        let mut inner = scope.clone();
        inner.vars[at] = known;
        let condition = self.expr(&inner, &Ty::Bool, 2);
        let first = self.block(&inner, depth.saturating_sub(1));
        Expr::statement(&format!("if {name} != null && $ $"), vec![Part::Expr(condition), Part::Block(first)])
    }

    fn declaration_of_an_optional(&mut self, scope: &mut Scope) -> Expr {
        let ty = self.value_ty(&scope.params, 2).optional();
        self.declaration_of(scope, ty)
    }

    /// `let (a, b) = …`
    fn destructuring(&mut self, scope: &mut Scope) -> Expr {
        let paths = self.paths(scope, |ty| matches!(ty, Ty::Tuple(_) | Ty::Struct(..)));
        if paths.is_empty() {
            return self.declaration(scope);
        }
        let ty = self.pick(&paths).ty;
        let pattern = self.pattern(&ty, 2, false);
        let value = self.expr(scope, &ty, 2);
        let statement = Expr::statement(&format!("let {} = $", pattern.text), vec![Part::Expr(value)]);
        *scope = pattern.inside(scope);
        statement
    }

    /// A change of a collection.
    fn change(&mut self, scope: &mut Scope) -> Expr {
        let collection = |ty: &Ty| matches!(ty, Ty::List(_) | Ty::Array(_) | Ty::Set(_) | Ty::Map(..));
        let mut found = self.paths(scope, collection);
        found.retain(|var| !scope.frozen.contains(&var.name));
        if found.is_empty() {
            return self.declaration(scope);
        }
        let var = self.pick(&found);
        let name = &var.name;
        let statement = |template: &str, parts: Vec<Expr>| {
            Expr::statement(&format!("{name}{template}"), parts.into_iter().map(Part::Expr).collect())
        };
        if self.one_in(8) {
            let params = match &var.ty {
                Ty::Map(key, value) => vec![(**key).clone(), (**value).clone()],
                ty => ty.parts().into_iter().cloned().collect(),
            };
            let inner = Scope { frozen: [scope.frozen.clone(), vec![name.clone()]].concat(), ..scope.clone() };
            return statement(".each($)", vec![self.action(&inner, &params)]);
        }
        match &var.ty {
            Ty::List(of) => match self.below(7) {
                0..=2 => statement(".push($)", vec![self.wanted(scope, of, 2)]),
                3 => statement(".reverse()", Vec::new()),
                4 if self.panicky => {
                    let parts = vec![self.expr(scope, &Ty::I32, 1), self.wanted(scope, of, 2)];
                    statement(self.pick(&["[$ & 3] = $", ".insert($ & 1, $)"]), parts)
                }
                5 if self.has(of, Bound::Ord, &scope.params) => {
                    statement(".sort((a, b) => if a < b { -1 } else if b < a { 1 } else { 0 })", Vec::new())
                }
                _ => {
                    let value = self.wanted(scope, of, 2);
                    Expr::statement(&format!("if {name}.length > 0 {{ {name}[0] = $ }}"), vec![Part::Expr(value)])
                }
            },
            Ty::Array(of) => {
                let op = if matches!(**of, Ty::Number(_)) { self.pick(&["=", "+=", "*="]) } else { "=" };
                let parts = vec![self.expr(scope, &Ty::I32, 2), self.wanted(scope, of, 2)];
                statement(&format!("[$ & 1] {op} $"), parts)
            }
            Ty::Set(of) => {
                let word = self.pick(&["add", "add", "add", "remove"]);
                statement(&format!(".{word}($)"), vec![self.wanted(scope, of, 2)])
            }
            Ty::Map(key, value) => match self.below(5) {
                0 => statement(".remove($)", vec![self.wanted(scope, key, 2)]),
                _ => statement("[$] = $", vec![self.wanted(scope, key, 2), self.wanted(scope, value, 2)]),
            },
            _ => unreachable!("only collections were asked for"),
        }
    }
}
