//! Functions: ordinary and generic ones, groups that call each other, loops by tail calls, `main`.

use super::declarations::{Callee, Fuel, Param, declared, params_of};
use super::grow::Grower;
use super::program::{Body, Expr, Item, Part, Ty};
use super::scope::{Bound, Scope, Var};

impl Grower {
    /// Parameters, one of each type parameter first, and how they are written.
    pub fn parameters(&mut self, bounds: &[Bound], count: usize) -> Vec<(Param, String)> {
        let mut params: Vec<(Param, String)> = Vec::new();
        for ty in params_of(bounds) {
            let name = self.name();
            let text = format!("{name}: {ty}");
            params.push((Param { name, ty, has_default: false }, text));
        }
        for _ in 0..self.below(count + 1) {
            let (name, ty) = (self.name(), self.any_ty(bounds, 2));
            let text = format!("{name}: {ty}");
            params.push((Param { name, ty, has_default: false }, text));
        }
        if self.one_in(4) {
            let (name, ty) = (self.name(), self.plain_ty());
            // A default may use the parameters before it.
            let vars = params.iter().map(|(param, _)| Var::fixed(&param.name, param.ty.clone())).collect();
            let scope = Scope { vars, params: bounds.to_vec(), quiet: true, ..Scope::default() };
            let default = self.wanted(&scope, &ty, 1);
            let text = format!("{name}: {ty} = {default}");
            params.push((Param { name, ty, has_default: true }, text));
        }
        params
    }

    /// Statements and a value.
    pub fn body(&mut self, scope: &mut Scope, count: usize, depth: usize, result: &Ty) -> Vec<Expr> {
        let mut block = self.statements(scope, count, depth);
        block.push(self.wanted(scope, result, 3));
        block
    }

    /// A function, or some that call each other.
    pub fn function_group(&mut self, index: usize) -> Vec<Item> {
        match self.below(8) {
            0 | 1 => self.recursive_group(index, 1),
            2 => self.recursive_group(index, 2),
            3 => vec![self.tail_loop(index)],
            _ => vec![self.ordinary(index)],
        }
    }

    fn ordinary(&mut self, index: usize) -> Item {
        let bounds = match self.below(3) {
            0 => (0..1 + self.below(2)).map(|_| self.pick(&Bound::ALL)).collect(),
            _ => Vec::new(),
        };
        let params = self.parameters(&bounds, 3);
        let result = self.any_ty(&bounds, 2);
        let count = 1 + self.below(5);
        let item = self.define(&format!("f{index}"), &bounds, &params, &result, |grower, scope| {
            grower.body(scope, count, 2, &result)
        });
        let params = params.into_iter().map(|(param, _)| param).collect();
        self.callees.push(Callee { name: format!("f{index}"), receiver: None, bounds, params, result, fuel: None });
        item
    }

    fn define(
        &mut self,
        name: &str,
        bounds: &[Bound],
        params: &[(Param, String)],
        result: &Ty,
        body: impl FnOnce(&mut Grower, &mut Scope) -> Vec<Expr>,
    ) -> Item {
        let vars = params.iter().map(|(param, _)| Var::fixed(&param.name, param.ty.clone())).collect();
        let mut scope = Scope { vars, params: bounds.to_vec(), result: Some(result.clone()), ..Scope::default() };
        let block = body(self, &mut scope);
        let texts: Vec<_> = params.iter().map(|(_, text)| text.as_str()).collect();
        let head = format!("fn {name}{}({}) -> {result}", declared(bounds), texts.join(", "));
        Item { attribute: None, head, body: Body::Block(block) }
    }

    fn fuel_parameter(&mut self) -> (Param, String) {
        let name = self.name();
        let text = format!("{name}: i32");
        (Param { name, ty: Ty::I32, has_default: false }, text)
    }

    /// Functions that call themselves and each other, with less fuel each time.
    fn recursive_group(&mut self, index: usize, count: usize) -> Vec<Item> {
        let signatures: Vec<_> = (0..count)
            .map(|_| {
                let mut params = vec![self.fuel_parameter()];
                params.extend(self.parameters(&[], 2));
                (params, self.any_ty(&[], 2))
            })
            .collect();
        let callee = |at: usize, fuel| {
            let (params, result) = &signatures[at];
            let params: Vec<Param> = params.iter().map(|(param, _)| param.clone()).collect();
            let name = format!("r{index}x{at}");
            Callee { name, receiver: None, bounds: Vec::new(), params, result: result.clone(), fuel: Some(fuel) }
        };
        let before = self.callees.len();
        self.callees.extend((0..count).map(|at| callee(at, Fuel::Itself)));
        let mut items = Vec::new();
        for (at, (params, result)) in signatures.iter().enumerate() {
            self.recursions = 2;
            let statements = self.below(4);
            items.push(self.define(&format!("r{index}x{at}"), &[], params, result, |grower, scope| {
                let start = grower.until_empty(scope, &params[0].0.name, result);
                let mut block = vec![start];
                block.extend(grower.body(scope, statements, 1, result));
                block
            }));
            self.recursions = 0;
        }
        self.callees.truncate(before);
        self.callees.extend((0..count).map(|at| callee(at, Fuel::Small)));
        items
    }

    /// `if fuel <= 0 { return … }`
    fn until_empty(&mut self, scope: &Scope, fuel: &str, result: &Ty) -> Expr {
        let recursions = std::mem::take(&mut self.recursions);
        let value = self.wanted(scope, result, 1);
        self.recursions = recursions;
        let leave = Expr::statement("return $", vec![Part::Expr(value)]);
        Expr::statement(&format!("if {fuel} <= 0 $"), vec![Part::Block(vec![leave])])
    }

    /// A function that calls itself in tail position, thousands of times.
    fn tail_loop(&mut self, index: usize) -> Item {
        let name = format!("t{index}");
        let mut params = vec![self.fuel_parameter()];
        for _ in 0..1 + self.below(3) {
            let (name, ty) = (self.name(), Ty::Number(self.pick(&super::types::NUMBERS)));
            let text = format!("{name}: {ty}");
            params.push((Param { name, ty, has_default: false }, text));
        }
        let result = params[1].0.ty.clone();
        let item = self.define(&name, &[], &params, &result, |grower, scope| {
            scope.quiet = true;
            let start = grower.until_empty(scope, &params[0].0.name, &result);
            let call = |grower: &mut Grower, scope: &Scope| {
                let args = params[1..].iter().map(|(param, _)| grower.wanted(scope, &param.ty, 2)).collect();
                let holes = vec!["$"; params.len() - 1].join(", ");
                Expr::of(&result, &format!("{name}({} - 1, {holes})", params[0].0.name), args)
            };
            let (first, second) = (call(grower, scope), call(grower, scope));
            let condition = grower.expr(scope, &Ty::Bool, 2);
            let blocks = vec![Part::Expr(condition), Part::Block(vec![first]), Part::Block(vec![second])];
            vec![start, Expr::with_blocks(&result, "if $ $ else $", blocks)]
        });
        let params = params.into_iter().map(|(param, _)| param).collect();
        let fuel = Some(Fuel::Large);
        self.callees.push(Callee { name, receiver: None, bounds: Vec::new(), params, result, fuel });
        item
    }

    /// `main`, which prints what its variables hold at the end.
    pub fn main(&mut self) -> Item {
        let mut scope = Scope::default();
        let count = 8 + self.below(12);
        let mut block = self.statements(&mut scope, count, 3);
        for var in &scope.vars {
            block.push(Expr::statement("print($)", vec![Part::Expr(Expr::leaf(&var.ty, &var.name))]));
        }
        block.push(Expr::statement("print(counter)", Vec::new()));
        Item { attribute: None, head: "fn main()".into(), body: Body::Block(block) }
    }
}
