//! Which `impl` a concrete type has.
//!
//! In: a trait with its arguments, a type.  Out: the methods of the one `impl` that fits, and what its type parameters
//! stand for. The checker has made sure that there is one, and at most one.

use super::Builder;
use frontend::typed::{self, Bound, FuncId, TraitId, Ty, TyKind};
use rustc_hash::FxHashMap;

/// What kind of trait an `impl` is of, without arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum TraitKey {
    Eq,
    Ord,
    Hash,
    Number,
    Show,
    Trait(TraitId),
}

/// The implementations by trait, in source order.
#[derive(Default)]
pub(super) struct Index(FxHashMap<TraitKey, Vec<usize>>);

impl Index {
    /// The implementations of a program.
    pub fn of(typed: &typed::Program) -> Index {
        let mut index = Index::default();
        for (position, item) in typed.impls.iter().enumerate() {
            index.0.entry(key(&item.of)).or_default().push(position);
        }
        index
    }
}

fn key(bound: &Bound) -> TraitKey {
    match bound {
        Bound::Eq => TraitKey::Eq,
        Bound::Ord => TraitKey::Ord,
        Bound::Hash => TraitKey::Hash,
        Bound::Number => TraitKey::Number,
        Bound::Show => TraitKey::Show,
        Bound::Trait(id, _) => TraitKey::Trait(*id),
    }
}

impl<'a> Builder<'a> {
    /// The function that method `method` of a trait is for a type, with all its type arguments.
    pub(super) fn trait_method(
        &mut self,
        of: TraitId,
        args: &[Ty],
        method: u32,
        self_ty: Ty,
        own: &[Ty],
    ) -> (FuncId, Box<[Ty]>) {
        let found = self.find_impl(&Bound::Trait(of, args.to_vec()), self_ty);
        let Some((methods, type_args)) = found else {
            panic!("{} has no {}", self.type_name(self_ty), self.typed.traits[of].name)
        };
        (methods[method as usize], type_args.iter().chain(own).copied().collect())
    }

    /// The methods of the `impl` of a trait for a type, and what its type parameters stand for.
    pub(super) fn find_impl(&mut self, of: &Bound, ty: Ty) -> Option<(&'a [FuncId], Box<[Ty]>)> {
        let typed = self.typed;
        let candidates = self.impls.0.get(&key(of))?;
        candidates.iter().find_map(|&position| {
            let item = &typed.impls[position];
            let mut bound = vec![None; item.type_params.len()];
            let fits = self.fits(item.target, ty, &mut bound)
                && match (&item.of, of) {
                    (Bound::Trait(_, patterns), Bound::Trait(_, args)) => self.all_fit(patterns, args, &mut bound),
                    _ => true,
                };
            let type_args: Option<Box<[Ty]>> = bound.into_iter().collect();
            type_args.filter(|_| fits).map(|type_args| (item.methods.as_slice(), type_args))
        })
    }

    fn all_fit(&self, patterns: &[Ty], tys: &[Ty], bound: &mut [Option<Ty>]) -> bool {
        patterns.len() == tys.len() && patterns.iter().zip(tys).all(|(&pattern, &ty)| self.fits(pattern, ty, bound))
    }

    /// Whether a type over the parameters of an `impl` can be the concrete type `ty`; notes what they stand for.
    fn fits(&self, pattern: Ty, ty: Ty, bound: &mut [Option<Ty>]) -> bool {
        match (self.tys.kind(pattern), self.tys.kind(ty)) {
            (TyKind::Param(position), _) => match bound.get_mut(*position as usize) {
                Some(known @ None) => {
                    *known = Some(ty);
                    true
                }
                Some(Some(known)) => *known == ty,
                None => false,
            },
            (TyKind::Optional(a), TyKind::Optional(b))
            | (TyKind::Array(a), TyKind::Array(b))
            | (TyKind::Buffer(a), TyKind::Buffer(b)) => self.fits(*a, *b, bound),
            (TyKind::Tuple(a), TyKind::Tuple(b)) => self.all_fit(a, b, bound),
            (TyKind::Func(a, c), TyKind::Func(b, d)) => self.all_fit(a, b, bound) && self.fits(*c, *d, bound),
            (TyKind::Struct(a, xs), TyKind::Struct(b, ys)) => a == b && self.all_fit(xs, ys, bound),
            (TyKind::Enum(a, xs), TyKind::Enum(b, ys)) => a == b && self.all_fit(xs, ys, bound),
            (TyKind::Extern(a, xs), TyKind::Extern(b, ys)) => a == b && self.all_fit(xs, ys, bound),
            (TyKind::Dyn(a, xs), TyKind::Dyn(b, ys)) => a == b && self.all_fit(xs, ys, bound),
            _ => pattern == ty,
        }
    }
}
