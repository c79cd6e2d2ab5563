//! Signatures of functions, intrinsics and the methods of traits.

use std::rc::Rc;

use base::Symbol;

use super::TypeScope;
use crate::ast::{self, FnDecl};
use crate::errors::declarations as errors;
use crate::modules::ModuleId;
use crate::typed::{FuncId, Ty, TypeParam};
use crate::world::{FuncAttributes, IntrinsicId, Job, ParamSig, Presence, Sig, World};

/// A signature without parameters.
pub(super) fn empty_sig(world: &World<'_>, module: ModuleId, name: ast::Ident) -> Sig {
    Sig {
        name: name.name,
        span: name.span,
        module,
        public: false,
        type_params: [].into(),
        outer_params: 0,
        has_self: false,
        target: None,
        params: Vec::new(),
        result: world.core.unit,
        result_span: None,
        getter: false,
    }
}

/// What a function stands in: an impl, or a trait.
pub(super) struct Owner {
    /// `Body` of `Body.speed`.
    pub name: Symbol,
    pub params: Rc<[TypeParam]>,
    pub target: Ty,
}

impl<'a> World<'a> {
    pub(super) fn declare_fn(&mut self, module: ModuleId, func: FuncId, decl: &'a FnDecl, public: bool) {
        let sig = Rc::new(Sig { public, ..self.fn_sig(module, decl, None) });
        if module == self.root && decl.name.as_str() == "main" {
            self.check_main(func, decl, &sig);
        }
        self.add_fn(func, decl, sig);
    }

    /// Sets the signature of a function, and makes jobs of its body and defaults.
    pub(super) fn add_fn(&mut self, func: FuncId, decl: &'a FnDecl, sig: Rc<Sig>) {
        if decl.is_async {
            self.report(errors::not_supported_yet("`async`", decl.name.span));
        }
        self.add_defaults_of(decl, &sig);
        self.sigs[func] = Some(sig);
        // The parser has reported a function without a body.
        if decl.body.is_some() {
            self.jobs.push(Job::Fn(func, decl));
        }
    }

    /// Makes jobs of the defaults of parameters.
    pub(super) fn add_defaults_of(&mut self, decl: &'a FnDecl, sig: &Rc<Sig>) {
        self.default_jobs(sig, decl.params.iter().map(|param| param.default.as_ref()));
    }

    fn check_main(&mut self, func: FuncId, decl: &FnDecl, sig: &Sig) {
        let has_result = sig.result != self.core.unit && sig.result != self.core.never;
        if !sig.params.is_empty() || has_result || !sig.type_params.is_empty() {
            self.report(errors::main_signature(decl.name));
        }
        self.main = Some(func);
    }

    /// The signature of a function, of a method if there is an `owner`.
    pub(super) fn fn_sig(&mut self, module: ModuleId, decl: &FnDecl, owner: Option<&Owner>) -> Sig {
        let outer = owner.map_or(&[][..], |owner| &owner.params);
        let target = owner.map(|owner| owner.target);
        let type_params: Rc<[TypeParam]> = self.method_type_params(module, &decl.type_params, outer, target).into();
        let outer_params = outer.len();
        let scope = TypeScope { module, params: Rc::clone(&type_params), self_ty: target };
        let has_self = decl.self_param.is_some() && owner.is_some();
        let mut params = Vec::with_capacity(decl.params.len() + 1);
        if let (true, Some(span), Some(ty)) = (has_self, decl.self_param, target) {
            let name = Symbol::new("self");
            params.push(ParamSig { name, span, ty, default: None, presence: Presence::Required });
        }
        params.extend(self.params(&scope, &decl.params, false));
        let result = decl.result.as_ref().map_or(self.core.unit, |ty| self.resolve_type(&scope, ty));
        let name = match owner {
            Some(owner) => Symbol::new(&format!("{}.{}", owner.name, decl.name.name)),
            None => decl.name.name,
        };
        let result_span = decl.result.as_ref().map(|ty| ty.span);
        let base = empty_sig(self, module, decl.name);
        Sig { name, type_params, outer_params, has_self, target, params, result, result_span, ..base }
    }

    /// Parameters of a function, or the payload of a variant.
    pub(super) fn params(&mut self, scope: &TypeScope, decls: &[ast::Param], is_payload: bool) -> Vec<ParamSig> {
        let mut seen = rustc_hash::FxHashMap::default();
        let mut params = Vec::with_capacity(decls.len());
        for decl in decls {
            let what = if is_payload { "field" } else { "parameter" };
            if let Some(first) = seen.insert(decl.name.name, decl.name.span)
                && decl.name.as_str() != "_"
            {
                self.report(errors::duplicate_member(what, decl.name, first));
            }
            let ty = self.resolve_type(scope, &decl.ty);
            let default = decl.default.as_ref().map(|_| self.new_func(FuncAttributes::default()));
            params.push(ParamSig {
                name: decl.name.name,
                span: decl.name.span,
                ty,
                default,
                presence: Presence::Required,
            });
        }
        params
    }

    pub(super) fn declare_intrinsic(
        &mut self,
        module: ModuleId,
        id: IntrinsicId,
        decl: &'a ast::ExternFn,
        public: bool,
    ) {
        let type_params: Rc<[TypeParam]> = self.type_params(module, &decl.type_params).into();
        let scope = TypeScope { module, params: Rc::clone(&type_params), self_ty: None };
        let params = self.params(&scope, &decl.params, false);
        let result = decl.result.as_ref().map_or(self.core.unit, |ty| self.resolve_type(&scope, ty));
        let base = empty_sig(self, module, decl.name);
        self.intrinsics[id].1 = Rc::new(Sig { type_params, params, result, public, ..base });
    }
}
