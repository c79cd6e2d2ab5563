//! Generic recursion through traits that would need instances without end.
//!
//! In: what every checked body refers to.  Out: an error at the call where types grow without end.
//!
//! [`crate::growth`] proves the absence of growth for direct calls. Which function a call through a trait runs depends on
//! the type, so here the program is followed as `lower` will: from what needs no type arguments, instance by instance. A
//! type nested deeper than [`DEEPEST`] that only calls have built is taken to grow without end.

use std::collections::VecDeque;

use base::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::errors::declarations as errors;
use crate::infer::parts_of;
use crate::typed::{Bound, FuncId, TraitId, Ty, TyKind};
use crate::world::{ImplOf, World};

/// How deep the types of an instance may be nested: far more than anyone writes, little enough to be reached at once.
const DEEPEST: u32 = 100;

/// Reports calls that need instances without end.
pub(crate) fn check(world: &mut World<'_>) {
    let mut walk = Walk { world, seen: FxHashSet::default(), open: VecDeque::new(), depths: FxHashMap::default() };
    for func in walk.world.funcs.ids() {
        if walk.world.sigs[func].as_ref().is_some_and(|sig| sig.type_params.is_empty()) {
            walk.reach(func, Vec::new());
        }
    }
    while let Some((func, type_args)) = walk.open.pop_front() {
        if let Some(span) = walk.follow(func, &type_args) {
            let name = walk.world.sig(func).name;
            walk.world.report(errors::instances_without_end(name, span, true));
            return;
        }
    }
}

struct Walk<'w, 'a> {
    world: &'w mut World<'a>,
    seen: FxHashSet<(FuncId, Vec<Ty>)>,
    open: VecDeque<(FuncId, Vec<Ty>)>,
    depths: FxHashMap<Ty, u32>,
}

impl Walk<'_, '_> {
    fn reach(&mut self, func: FuncId, type_args: Vec<Ty>) {
        if self.seen.insert((func, type_args.clone())) {
            self.open.push_back((func, type_args));
        }
    }

    /// Notes the instances that one refers to; the place of a call whose types are too deep.
    fn follow(&mut self, func: FuncId, type_args: &[Ty]) -> Option<Span> {
        let refs = self.world.refs.remove(&func)?;
        let mut too_deep = None;
        for (callee, args, span) in &refs.calls {
            let args = self.world.tys.subst_all(args, type_args).to_vec();
            too_deep = too_deep.or(self.deep(&args).then_some(*span));
            self.reach(*callee, args);
        }
        for &func in &refs.defaults {
            // The default of a parameter is as generic as its function; whose instance it is matters to types only.
            let count = self.world.sig(func).type_params.len();
            if count == 0 {
                self.reach(func, Vec::new());
            }
        }
        for (of, method, args, span) in &refs.trait_calls {
            let args = self.world.tys.subst_all(args, type_args).to_vec();
            too_deep = too_deep.or(self.deep(&args).then_some(*span));
            self.reach_method(*of, *method, args);
        }
        for (from, to, span) in &refs.conversions {
            let [from, to] = [*from, *to].map(|ty| self.world.tys.subst(ty, type_args));
            too_deep = too_deep.or(self.deep(&[from]).then_some(*span));
            self.reach_conversion(from, to);
        }
        self.world.refs.insert(func, refs);
        too_deep
    }

    /// The function that a method of a trait is for a type; `args` are those of the trait, the type, the method's own.
    fn reach_method(&mut self, of: TraitId, method: u32, args: Vec<Ty>) {
        let outer = self.world.traits[of].typed.type_params.len();
        let found = self.world.find_impl(ImplOf::Trait(of), args[outer], &[]);
        let own = found.and_then(|(index, type_args)| {
            let func = (*self.world.impls[index].methods.get(method as usize)?)?;
            Some((func, type_args.iter().chain(&args[outer + 1..]).copied().collect()))
        });
        let default = self.world.traits[of].typed.methods[method as usize].default;
        if let Some((func, type_args)) = own.or(default.map(|func| (func, args))) {
            self.reach(func, type_args);
        }
    }

    /// A value in a `dyn` may be asked for every method that the `dyn` has.
    fn reach_conversion(&mut self, from: Ty, to: Ty) {
        if from == to || !matches!(self.world.tys.kind(to), TyKind::Dyn(..)) {
            return;
        }
        for bound in self.world.given_bounds(to, &[]) {
            let Bound::Trait(of, mut args) = bound else { continue };
            args.push(from);
            for method in 0..self.world.traits[of].typed.methods.len() {
                if self.world.traits[of].typed.methods[method].dispatched {
                    self.reach_method(of, method as u32, args.clone());
                }
            }
        }
    }

    fn deep(&mut self, tys: &[Ty]) -> bool {
        tys.iter().any(|&ty| self.depth(ty) > DEEPEST)
    }

    fn depth(&mut self, ty: Ty) -> u32 {
        if let Some(&known) = self.depths.get(&ty) {
            return known;
        }
        let parts = parts_of(self.world.tys.kind(ty));
        let depth = 1 + parts.into_iter().map(|part| self.depth(part)).max().unwrap_or(0);
        self.depths.insert(ty, depth);
        depth
    }
}
