//! Traits: their methods, what they include, and which of them a `dyn` can call.
//!
//! The type parameters of a method are those of the trait, then `Self`, which has the trait, then its own. A default body
//! is a function over all of them.

use std::rc::Rc;

use base::{Span, Symbol};

use super::TypeScope;
use super::functions::Owner;
use crate::ast;
use crate::errors::declarations;
use crate::infer::parts_of;
use crate::modules::ModuleId;
use crate::typed::{Bound, FuncId, TraitId, TraitMethod, Ty, TyKind, TypeParam};
use crate::world::{Sig, World};

impl<'a> World<'a> {
    pub(super) fn declare_trait(&mut self, module: ModuleId, id: TraitId, decl: &'a ast::TraitDecl) {
        let mut outer = self.traits[id].typed.type_params.clone();
        let args = (0..outer.len()).map(|index| self.tys.intern(TyKind::Param(index as u32))).collect();
        let self_ty = self.tys.intern(TyKind::Param(outer.len() as u32));
        outer.push(TypeParam { name: Symbol::new("Self"), bounds: vec![Bound::Trait(id, args)] });
        let owner = Owner { name: decl.name.name, params: outer.into(), target: self_ty };
        let scope = TypeScope { module, params: Rc::clone(&owner.params), self_ty: Some(self_ty) };
        let supers = decl.supertraits.iter().filter_map(|named| self.resolve_bound(&scope, named)).collect();
        self.traits[id].typed.supers = supers;
        for method in &decl.methods {
            self.declare_trait_method(module, (id, &owner), method);
        }
    }

    fn declare_trait_method(&mut self, module: ModuleId, (id, owner): (TraitId, &Owner), method: &'a ast::Method) {
        let name = method.function.name;
        let place = self.traits[id].methods.len() as u32;
        let earlier = self.traits[id].typed.methods.iter().position(|known| known.name == name.name);
        if let Some(earlier) = earlier {
            let first = self.traits[id].methods[earlier].span;
            self.report(declarations::duplicate_member("method", name, first));
        }
        let attributes = self.func_attributes(&method.attributes, true);
        let sig = self.fn_sig(module, &method.function, Some(owner));
        let sig = Rc::new(Sig { public: true, getter: attributes.getter, ..sig });
        let default: Option<FuncId> = method.function.body.is_some().then(|| self.new_func(attributes));
        match default {
            Some(func) => self.add_fn(func, &method.function, Rc::clone(&sig)),
            None => self.add_defaults_of(&method.function, &sig),
        }
        let dispatched = self.why_not_dispatched(&sig).is_none();
        let params = sig.params.iter().map(|param| param.ty).collect();
        let typed = TraitMethod { name: name.name, span: name.span, params, result: sig.result, default, dispatched };
        self.traits[id].typed.methods.push(typed);
        self.traits[id].methods.push(sig);
        self.trait_methods.entry(name.name).or_default().push((id, place));
    }

    /// Reports traits that include themselves.
    pub(super) fn check_supertraits(&mut self) {
        for id in self.traits.ids() {
            let own = self.core.unit;
            let direct: Vec<Bound> = self.traits[id].typed.supers.clone();
            let includes = direct.iter().any(|of| match of {
                Bound::Trait(of, _) => {
                    let of_args = vec![own; self.traits[*of].typed.type_params.len()];
                    let all = self.with_supers(*of, &of_args, own);
                    all.iter().any(|bound| matches!(bound, Bound::Trait(found, _) if *found == id))
                }
                Bound::Eq | Bound::Ord | Bound::Hash | Bound::Number | Bound::Show => false,
            });
            if includes {
                let (name, span) = (self.traits[id].typed.name, self.traits[id].span);
                self.report(crate::errors::traits::includes_itself(name, span));
            }
        }
    }

    /// Why a `dyn` cannot choose the implementation of a method when the program runs, and where.
    fn why_not_dispatched(&self, sig: &Sig) -> Option<(&'static str, Span)> {
        if !sig.has_self {
            return Some(("it has no `self`", sig.span));
        }
        if sig.type_params.len() > sig.outer_params {
            return Some(("it has type parameters of its own", sig.span));
        }
        let own = sig.target?;
        let found = sig.params.iter().skip(1).find(|param| self.mentions(param.ty, own));
        let found = found.map(|param| param.span);
        let found = found.or_else(|| self.mentions(sig.result, own).then(|| sig.result_span.unwrap_or(sig.span)));
        found.map(|span| ("it mentions `Self`, which is not known of a `dyn`", span))
    }

    /// Whether a type occurs in another.
    pub fn mentions(&self, ty: Ty, part: Ty) -> bool {
        ty == part || parts_of(self.tys.kind(ty)).into_iter().any(|inner| self.mentions(inner, part))
    }

    /// Why there is no `dyn` of a trait, and where.
    pub(super) fn why_no_dyn(&self, id: TraitId) -> Option<(String, Span)> {
        let data = &self.traits[id];
        for of in &data.typed.supers {
            match of {
                Bound::Eq | Bound::Ord | Bound::Hash | Bound::Number => {
                    let name = self.show_bound(of, &[]);
                    return Some((format!("it includes `{name}`, which compares values of one type"), data.span));
                }
                Bound::Show | Bound::Trait(..) => {}
            }
        }
        let mut required = data.methods.iter().zip(&data.typed.methods).filter(|(_, method)| method.default.is_none());
        required.find_map(|(sig, method)| {
            let (why, span) = self.why_not_dispatched(sig)?;
            Some((format!("its method `{}` cannot be called on one: {why}", method.name), span))
        })
    }
}
