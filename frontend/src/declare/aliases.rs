//! Type aliases, resolved when first used, and the written types of module-level variables.

use std::rc::Rc;

use base::{Id, Span};

use super::TypeScope;
use crate::errors::types as errors;
use crate::typed::{Ty, TypeParam};
use crate::world::{AliasId, AliasState, GlobalState, World};

impl World<'_> {
    /// The type an alias with arguments stands for.
    pub(super) fn apply_alias(&mut self, scope: &TypeScope, id: AliasId, args: Vec<Ty>, span: Span) -> Ty {
        let (params, ty) = self.resolve_alias(id);
        let name = self.aliases[id].decl.name;
        if !self.type_arguments_fit(scope, name.name, &params, &args, span, name.span) {
            return self.core.error;
        }
        self.tys.subst(ty, &args)
    }

    fn resolve_alias(&mut self, id: AliasId) -> (Rc<[TypeParam]>, Ty) {
        let (decl, module) = (self.aliases[id].decl, self.aliases[id].module);
        match self.aliases[id].state.clone() {
            AliasState::Resolved(params, ty) => (params, ty),
            AliasState::Resolving => {
                self.report(errors::alias_of_itself(decl.name));
                let params: Rc<[TypeParam]> = self.type_params(module, &decl.type_params).into();
                self.aliases[id].state = AliasState::Resolved(Rc::clone(&params), self.core.error);
                (params, self.core.error)
            }
            AliasState::Unresolved => {
                self.aliases[id].state = AliasState::Resolving;
                let params: Rc<[TypeParam]> = self.type_params(module, &decl.type_params).into();
                let scope = TypeScope { module, params: Rc::clone(&params), self_ty: None };
                let ty = self.resolve_type(&scope, &decl.ty);
                if let AliasState::Resolved(params, ty) = &self.aliases[id].state {
                    return (Rc::clone(params), *ty);
                }
                self.aliases[id].state = AliasState::Resolved(Rc::clone(&params), ty);
                (params, ty)
            }
        }
    }

    /// Resolves the aliases that nothing uses too, so that their mistakes are found.
    pub(super) fn resolve_aliases(&mut self) {
        for index in 0..self.aliases.len() {
            self.resolve_alias(AliasId::from_index(index));
        }
    }

    /// The types that module-level variables are declared with.
    pub(super) fn declare_global_types(&mut self) {
        for id in self.globals.ids() {
            let (decl, module) = (self.globals[id].decl, self.globals[id].module);
            if let Some(ty) = &decl.ty {
                let scope = TypeScope { module, params: [].into(), self_ty: None };
                let ty = self.resolve_type(&scope, ty);
                self.globals[id].state = GlobalState::Declared(ty);
            }
        }
    }
}
