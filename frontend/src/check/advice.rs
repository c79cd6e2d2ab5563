//! What a call may learn from where it stands, if its result is nothing but a type parameter and an optional is wanted.
//!
//! `let x: f64? = id(1)` and `let y: i32? = first(optionals)` want different things of `T`: `f64` and `i32?`. The
//! arguments know: those that have a type of their own decide, literals take the type that is wanted, and `null` means
//! that the optional itself is meant.

use super::body::{Body, Want};
use super::calls::Candidate;
use crate::ast::{self, ExprKind as Ast};
use crate::typed::{Ty, TyKind};
use crate::world::Sig;

/// What an argument says of its type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    /// It takes the type that is wanted.
    Nothing,
    /// It may be `null`.
    Optional,
    /// It has a type of its own.
    Everything,
}

impl<'a> Body<'_, 'a> {
    /// Takes advice from what is wanted of the result of a call, if it fits.
    pub(super) fn advise_call(&mut self, candidate: &Candidate, call: &'a ast::Call, result: Ty, want: Want) {
        let Some(wanted) = want.ty() else { return };
        let (result, wanted) = (self.shallow(result), self.shallow(wanted));
        let parameter = matches!(self.kind(result), TyKind::Infer(_));
        if !parameter || !matches!(self.kind(wanted), TyKind::Optional(_)) {
            return self.advise(result, want);
        }
        let of_result = |index: u32| candidate.type_args.get(index as usize).is_some_and(|&arg| arg == result);
        let params = parameters(&candidate.sig, call);
        let deciding = params.filter(|&(_, ty)| self.names_one(ty, &of_result));
        match deciding.map(|(value, _)| says(value)).max() {
            Some(Says::Everything) => {}
            Some(Says::Optional) => {
                self.try_unify(result, wanted);
            }
            Some(Says::Nothing) | None => self.advise(result, want),
        }
    }

    /// Whether a type has a type parameter in it that `wanted` accepts.
    fn names_one(&self, ty: Ty, wanted: &dyn Fn(u32) -> bool) -> bool {
        match self.world.tys.kind(ty) {
            TyKind::Param(index) => wanted(*index),
            kind => crate::infer::parts_of(kind).into_iter().any(|part| self.names_one(part, wanted)),
        }
    }
}

/// The arguments with the types of their parameters, as far as they match; mistakes are told later.
fn parameters<'c>(sig: &'c Sig, call: &'c ast::Call) -> impl Iterator<Item = (&'c ast::Expr, Ty)> {
    let own = sig.params.iter().skip(usize::from(sig.has_self));
    let own: Vec<_> = own.collect();
    call.args.iter().enumerate().filter_map(move |(at, arg)| {
        let param = match arg.name {
            Some(name) => own.iter().find(|param| param.name == name.name),
            None => own.get(at),
        };
        param.map(|param| (&arg.value, param.ty))
    })
}

fn says(value: &ast::Expr) -> Says {
    match &value.kind {
        Ast::Null => Says::Optional,
        Ast::Int(_) | Ast::Float(_) | Ast::Lambda(_) => Says::Nothing,
        Ast::Unary { operand, .. } => says(operand),
        Ast::List(parts) | Ast::Tuple(parts) => parts.iter().map(says).max().unwrap_or(Says::Nothing),
        _ => Says::Everything,
    }
}
