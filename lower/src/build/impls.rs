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
    /// The implementations of a program. The one of a trait for every type comes after those for some: a type that
    /// lacks what it asks for may have its own.
    pub fn of(typed: &typed::Program) -> Index {
        let mut index = Index::default();
        let is_blanket = |item: &typed::Impl| matches!(typed.tys.kind(item.target), TyKind::Param(_));
        for blanket in [false, true] {
            for (position, item) in typed.impls.iter().enumerate().filter(|(_, item)| is_blanket(item) == blanket) {
                index.0.entry(key(&item.of)).or_default().push(position);
            }
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
        let default = self.typed.traits[of].methods[method as usize].default;
        let default_args = || args.iter().chain([&self_ty]).chain(own).copied().collect();
        if self.dyn_args(of, self_ty).is_some() {
            return (default.expect("a `dyn` has what it cannot dispatch by default"), default_args());
        }
        let found = self.find_impl(&Bound::Trait(of, args.to_vec()), self_ty);
        let Some((item, type_args)) = found else {
            panic!("{} has no {}", self.type_name(self_ty), self.typed.traits[of].name)
        };
        match item.methods[method as usize] {
            Some(func) => (func, type_args.iter().chain(own).copied().collect()),
            None => (default.expect("what an impl leaves out has a default"), default_args()),
        }
    }

    /// The `impl` of a trait for a type, and what its type parameters stand for.
    pub(super) fn find_impl(&mut self, of: &Bound, ty: Ty) -> Option<(&'a typed::Impl, Box<[Ty]>)> {
        let typed = self.typed;
        let candidates = self.impls.0.get(&key(of)).cloned()?;
        candidates.into_iter().find_map(|position| {
            let item = &typed.impls[position];
            let mut bound = vec![None; item.type_params.len()];
            let fits = self.tys.matches(item.target, ty, &mut bound)
                && match (&item.of, of) {
                    (Bound::Trait(_, patterns), Bound::Trait(_, args)) => {
                        self.tys.all_match(patterns, args, &mut bound)
                    }
                    _ => true,
                };
            if !fits {
                return None;
            }
            self.bind_by_bounds(item, &mut bound);
            let type_args: Option<Box<[Ty]>> = bound.into_iter().collect();
            type_args.map(|type_args| (item, type_args))
        })
    }

    /// What the target of an `impl` does not tell of its type parameters, the bounds of the others do:
    /// `impl<I: Iter<T>, T> Iter<(i32, T)> for Enumerate<I>`.
    fn bind_by_bounds(&mut self, item: &typed::Impl, bound: &mut [Option<Ty>]) {
        let rounds = bound.iter().filter(|ty| ty.is_none()).count();
        for _ in 0..rounds {
            for (at, param) in item.type_params.iter().enumerate() {
                for wanted in &param.bounds {
                    let (Some(ty), Bound::Trait(id, patterns)) = (bound[at], wanted) else { continue };
                    if let Some(args) = self.trait_args(*id, ty) {
                        self.tys.all_match(patterns, &args, bound);
                    }
                }
            }
        }
    }

    /// The arguments with which a type has a trait.
    fn trait_args(&mut self, id: TraitId, ty: Ty) -> Option<Vec<Ty>> {
        if let Some(args) = self.dyn_args(id, ty) {
            return Some(args);
        }
        let typed = self.typed;
        let candidates = self.impls.0.get(&TraitKey::Trait(id)).cloned()?;
        candidates.into_iter().find_map(|position| {
            let item = &typed.impls[position];
            let mut bound = vec![None; item.type_params.len()];
            if !self.tys.matches(item.target, ty, &mut bound) {
                return None;
            }
            self.bind_by_bounds(item, &mut bound);
            let type_args: Box<[Ty]> = bound.into_iter().collect::<Option<_>>()?;
            let Bound::Trait(_, args) = &item.of else { return None };
            Some(self.tys.subst_all(args, &type_args).into())
        })
    }
}
