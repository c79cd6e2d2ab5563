//! Random types, and what types can do.

use super::grow::Grower;
use super::program::Ty;
use super::scope::{Bound, Scope};

/// The number types, the common ones more than once.
pub const NUMBERS: [&str; 14] =
    ["i32", "i32", "i32", "i32", "f64", "f64", "i8", "u8", "i16", "u16", "u32", "i64", "u64", "f32"];

impl Grower {
    /// A type that scalars and strings have.
    pub fn plain_ty(&mut self) -> Ty {
        match self.below(9) {
            0..=5 => Ty::Number(self.pick(&NUMBERS)),
            6 => Ty::Bool,
            _ => Ty::Str,
        }
    }

    /// Any type that variables have, with `params` type parameters in scope.
    pub fn any_ty(&mut self, params: &[Bound], depth: usize) -> Ty {
        if !params.is_empty() && self.one_in(5) {
            return Ty::Param(self.below(params.len()));
        }
        if depth == 0 {
            return self.plain_ty();
        }
        let inner = depth - 1;
        match self.below(24) {
            0..=6 => self.plain_ty(),
            7 | 8 => self.value_ty(params, inner).optional(),
            9 | 10 => {
                let count = 2 + self.below(2);
                Ty::Tuple((0..count).map(|_| self.any_ty(params, inner)).collect())
            }
            11..=13 if !self.structs.is_empty() => {
                let index = self.below(self.structs.len());
                let bounds = self.structs[index].bounds.clone();
                Ty::Struct(index, self.arguments(&bounds, params, inner))
            }
            14..=16 if !self.enums.is_empty() => {
                let index = self.below(self.enums.len());
                let bounds = self.enums[index].bounds.clone();
                Ty::Enum(index, self.arguments(&bounds, params, inner))
            }
            17 | 18 => self.any_ty(params, inner).list(),
            19 => Ty::Array(Box::new(self.any_ty(params, inner))),
            20 => Ty::Set(Box::new(self.bounded_ty(Bound::Hash, params, inner))),
            21 => {
                let key = self.bounded_ty(Bound::Hash, params, inner);
                Ty::Map(Box::new(key), Box::new(self.any_ty(params, inner)))
            }
            22 => Ty::Result(Box::new(self.value_ty(params, inner)), Box::new(self.plain_ty())),
            _ => self.func_ty(params, inner),
        }
    }

    /// A function type.
    pub fn func_ty(&mut self, params: &[Bound], depth: usize) -> Ty {
        let of = (0..self.below(3)).map(|_| self.any_ty(params, depth.min(1))).collect();
        Ty::Func(of, Box::new(self.any_ty(params, depth.min(1))))
    }

    /// A type that type arguments have: no function, since `T?` of it could not be written.
    pub fn value_ty(&mut self, params: &[Bound], depth: usize) -> Ty {
        self.bounded_ty(Bound::Any, params, depth)
    }

    /// A type with a bound.
    pub fn bounded_ty(&mut self, bound: Bound, params: &[Bound], depth: usize) -> Ty {
        for _ in 0..4 {
            let ty = self.any_ty(params, depth);
            if self.has(&ty, bound, params) && !matches!(ty, Ty::Func(..)) {
                return ty;
            }
        }
        Ty::I32
    }

    /// Types for type parameters with `bounds`.
    pub fn arguments(&mut self, bounds: &[Bound], params: &[Bound], depth: usize) -> Vec<Ty> {
        bounds.iter().map(|&bound| self.bounded_ty(bound, params, depth)).collect()
    }

    /// Whether a type has a bound; may be too careful.
    pub fn has(&self, ty: &Ty, bound: Bound, params: &[Bound]) -> bool {
        if bound == Bound::Any {
            return true;
        }
        let all = |of: Vec<Ty>| of.iter().all(|ty| self.has(ty, bound, params));
        match ty {
            Ty::Number(_) | Ty::Str => true,
            Ty::Bool => bound != Bound::Ord,
            Ty::Optional(of) => bound != Bound::Ord && self.has(of, bound, params),
            Ty::Tuple(of) => of.iter().all(|ty| self.has(ty, bound, params)),
            Ty::Struct(index, args) => {
                let decl = &self.structs[*index];
                // A type that contains itself has what its other parts have.
                let fields = decl.fields.iter().filter(|field| !decl.is_itself(&field.ty));
                let changes = decl.fields.iter().any(|field| field.mutable);
                match changes {
                    true => bound == Bound::Eq,
                    false => {
                        (bound != Bound::Ord || !decl.fields.iter().any(|field| decl.is_itself(&field.ty)))
                            && all(fields.map(|field| field.ty.with(args)).collect())
                    }
                }
            }
            Ty::Enum(index, args) => {
                let fields = self.enums[*index].variants.iter().flatten();
                let others = fields.filter(|ty| !matches!(ty, Ty::Enum(of, _) if of == index));
                all(others.map(|ty| ty.with(args)).collect())
            }
            Ty::Result(value, error) => self.has(value, bound, params) && self.has(error, bound, params),
            Ty::Param(index) => {
                params.get(*index).is_some_and(|&has| has == bound || (bound == Bound::Eq && has != Bound::Any))
            }
            Ty::List(_) | Ty::Array(_) | Ty::Set(_) | Ty::Map(..) => bound == Bound::Eq,
            Ty::Unit | Ty::Func(..) => false,
        }
    }

    /// The fields that can be read of a value of a type.
    pub fn fields(&self, ty: &Ty) -> Vec<(String, Ty, bool)> {
        match ty {
            Ty::Struct(index, args) => {
                let fields = self.structs[*index].fields.iter();
                fields.map(|field| (field.name.clone(), field.ty.with(args), field.mutable)).collect()
            }
            Ty::Tuple(of) => of.iter().enumerate().map(|(at, ty)| (at.to_string(), ty.clone(), false)).collect(),
            _ => Vec::new(),
        }
    }

    /// The paths of a scope with a type that `wanted` likes.
    pub fn paths(&self, scope: &Scope, wanted: impl Fn(&Ty) -> bool) -> Vec<super::scope::Var> {
        let mut paths = scope.paths(|ty| self.fields(ty));
        paths.retain(|var| wanted(&var.ty));
        paths
    }
}
