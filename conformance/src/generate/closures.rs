//! Lambdas, whose bodies use and change what is around them.

use super::grow::Grower;
use super::program::{Expr, Part, Ty};
use super::scope::{Scope, Var};

impl Grower {
    /// A lambda; `typed` where nothing around it says what its parameters are.
    pub fn lambda(&mut self, scope: &Scope, params: &[Ty], result: &Ty, depth: usize, typed: bool) -> Expr {
        let ty = Ty::Func(params.to_vec(), Box::new(result.clone()));
        let names: Vec<String> = params.iter().map(|_| self.name()).collect();
        let mut inner = self.inside(scope, result);
        inner.vars.extend(names.iter().zip(params).map(|(name, ty)| Var::fixed(name, ty.clone())));
        let text = match (&names[..], typed) {
            ([name], false) => name.clone(),
            (_, false) => format!("({})", names.join(", ")),
            (_, true) => {
                let typed: Vec<_> = names.iter().zip(params).map(|(name, ty)| format!("{name}: {ty}")).collect();
                format!("({})", typed.join(", "))
            }
        };
        if depth > 0 && !scope.quiet && self.one_in(2) {
            let count = 1 + self.below(2);
            let mut block = self.statements(&mut inner, count, depth.min(1));
            block.push(if typed { self.expr(&inner, result, depth) } else { self.wanted(&inner, result, depth) });
            return Expr::with_blocks(&ty, &format!("{text} => $"), vec![Part::Block(block)]);
        }
        let body = if typed { self.expr(&inner, result, depth) } else { self.wanted(&inner, result, depth) };
        Expr::of(&ty, &format!("{text} => $"), vec![body])
    }

    /// The scope within a lambda.
    pub fn inside(&mut self, scope: &Scope, result: &Ty) -> Scope {
        let mut inner =
            Scope { loops: 0, labels: Vec::new(), result: Some(result.clone()), in_closure: true, ..scope.clone() };
        inner.vars.retain(|var| !var.narrowed);
        for var in &mut inner.vars {
            // A `var` that a closure assigns is not narrowed any more, so optional ones are left alone.
            if var.mutable && matches!(var.ty, Ty::Optional(_)) {
                var.mutable = false;
                var.narrowable = false;
            }
        }
        inner
    }

    /// `(x => …)(e)`
    pub fn called_at_once(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let param = self.plain_ty();
        let lambda = self.lambda(scope, std::slice::from_ref(&param), ty, depth - 1, true);
        let argument = self.expr(scope, &param, depth - 1);
        Expr::of(ty, "($)($)", vec![lambda, argument])
    }

    /// A statement-like lambda for `each`: changes what is around it.
    pub fn action(&mut self, scope: &Scope, params: &[Ty]) -> Expr {
        let names: Vec<String> = params.iter().map(|_| self.name()).collect();
        let mut inner = self.inside(scope, &Ty::Unit);
        inner.result = None;
        inner.vars.extend(names.iter().zip(params).map(|(name, ty)| Var::fixed(name, ty.clone())));
        let count = 1 + self.below(2);
        let block = self.statements(&mut inner, count, 1);
        let ty = Ty::Func(params.to_vec(), Box::new(Ty::Unit));
        Expr::with_blocks(&ty, &format!("({}) => $", names.join(", ")), vec![Part::Block(block)])
    }
}
