//! Calls: of functions, methods and function values, with arguments in order, by name, piped and left out.

use super::declarations::{Callee, Fuel};
use super::grow::Grower;
use super::program::{Arguments, Expr, Ty};
use super::scope::Scope;

impl Grower {
    /// A call that gives a `ty`, if something fits.
    pub fn call(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Option<Expr> {
        if scope.quiet {
            return None;
        }
        let mut fitting = Vec::new();
        for (at, callee) in self.callees.iter().enumerate() {
            let mut args = vec![None; callee.bounds.len()];
            let itself = callee.fuel == Some(Fuel::Itself);
            let too_often = itself && (self.recursions == 0 || scope.loops > 0 || scope.in_closure);
            if callee.result.unify(ty, &mut args) && !too_often {
                fitting.push((at, args));
            }
        }
        if fitting.is_empty() {
            return None;
        }
        let (at, found) = self.pick(&fitting);
        let callee = self.callees[at].clone();
        if callee.fuel == Some(Fuel::Itself) {
            self.recursions -= 1;
        }
        let mut args = Vec::new();
        for (arg, &bound) in found.into_iter().zip(&callee.bounds) {
            let arg = arg.unwrap_or_else(|| self.bounded_ty(bound, &scope.params, 1));
            if !self.has(&arg, bound, &scope.params) || matches!(arg, Ty::Func(..)) {
                return None;
            }
            args.push(arg);
        }
        Some(self.call_of(scope, &callee, &args, ty, depth))
    }

    fn call_of(&mut self, scope: &Scope, callee: &Callee, args: &[Ty], ty: &Ty, depth: usize) -> Expr {
        let mut texts: Vec<String> = Vec::new();
        let mut parts = Vec::new();
        // Type arguments that are written give the arguments their types; else they are found from the arguments.
        let explicit = callee.receiver.is_none() && !args.is_empty() && self.one_in(3);
        let receiver = callee.receiver.as_ref().map(|receiver| self.expr(scope, &receiver.with(args), depth - 1));
        let by_name = self.one_in(5);
        let mut arguments = Vec::new();
        for (at, param) in callee.params.iter().enumerate() {
            if param.has_default && self.one_in(2) {
                continue;
            }
            let wanted = param.ty.with(args);
            let value = match callee.fuel {
                Some(fuel) if at == 0 => self.fuel(scope, fuel),
                Some(_) | None if explicit || args.is_empty() => self.wanted(scope, &wanted, depth - 1),
                Some(_) | None => self.expr(scope, &wanted, depth - 1),
            };
            arguments.push((if by_name { format!("{}: $", param.name) } else { "$".to_owned() }, value));
        }
        if by_name && arguments.len() > 1 && self.one_in(2) {
            arguments.reverse();
        }
        let piped = !by_name && receiver.is_none() && !arguments.is_empty() && self.one_in(8);
        for (text, value) in arguments {
            texts.push(text);
            parts.push(value);
        }
        let written = if explicit { Arguments(args).to_string() } else { String::new() };
        let name = &callee.name;
        if piped {
            return Expr::of(ty, &format!("($ |> {name}{written}({}))", texts[1..].join(", ")), parts);
        }
        match receiver {
            Some(receiver) => {
                parts.insert(0, receiver);
                Expr::of(ty, &format!("$.{name}({})", texts.join(", ")), parts)
            }
            None => Expr::of(ty, &format!("{name}{written}({})", texts.join(", ")), parts),
        }
    }

    fn fuel(&mut self, scope: &Scope, fuel: Fuel) -> Expr {
        match fuel {
            // The fuel is the first parameter of the function around.
            Fuel::Itself => Expr::leaf(&Ty::I32, format!("{} - 1", scope.vars[0].name)),
            Fuel::Small => Expr::leaf(&Ty::I32, self.pick(&["0", "1", "3", "(counter & 3)"])),
            Fuel::Large if scope.loops == 0 => Expr::leaf(&Ty::I32, self.pick(&["7", "6000", "20000"])),
            Fuel::Large => Expr::leaf(&Ty::I32, self.pick(&["7", "100"])),
        }
    }

    /// A call of a function value that gives a `ty`.
    pub fn call_of_value(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Option<Expr> {
        if scope.quiet {
            return None;
        }
        let values = self.paths(scope, |of| matches!(of, Ty::Func(_, result) if **result == *ty));
        if values.is_empty() {
            return None;
        }
        let value = self.pick(&values);
        let Ty::Func(params, _) = value.ty else { return None };
        let parts: Vec<_> = params.iter().map(|param| self.wanted(scope, param, depth - 1)).collect();
        // A field that holds a function is no method.
        let name = if value.name.contains('.') { format!("({})", value.name) } else { value.name };
        Some(Expr::of(ty, &format!("{name}({})", vec!["$"; parts.len()].join(", ")), parts))
    }
}
