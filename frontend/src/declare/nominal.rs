//! Fields of structs and variants. Both are built like functions are called, so each also gets a signature.

use std::rc::Rc;

use base::Symbol;

use super::TypeScope;
use crate::ast;
use crate::errors::declarations as errors;
use crate::modules::ModuleId;
use crate::typed::{EnumId, Field, FuncId, StructId, Ty, TyKind, TypeParam, Variant};
use crate::world::{FuncAttributes, Job, ParamSig, Presence, Sig, World};

impl<'a> World<'a> {
    pub(super) fn declare_struct(&mut self, module: ModuleId, id: StructId, decl: &'a ast::StructDecl) {
        let params: Rc<[TypeParam]> = self.structs[id].typed.type_params.as_slice().into();
        let own = self.own_type(&params, |args| TyKind::Struct(id, args));
        let scope = TypeScope { module, params: Rc::clone(&params), self_ty: Some(own) };
        let fields = self.fields(&scope, &decl.fields);
        let sig = self.constructor(decl.name, &scope, own, &fields, &decl.fields);
        self.structs[id].opaque = fields.iter().any(|field| field.private);
        self.structs[id].typed.fields = fields;
        self.structs[id].sig = Some(sig);
    }

    /// The type of a declaration with its own parameters as arguments.
    pub(super) fn own_type(&mut self, params: &[TypeParam], kind: impl FnOnce(Box<[Ty]>) -> TyKind) -> Ty {
        let args = (0..params.len()).map(|index| self.tys.intern(TyKind::Param(index as u32))).collect();
        self.tys.intern(kind(args))
    }

    pub(super) fn fields(&mut self, scope: &TypeScope, decls: &[ast::FieldDecl]) -> Vec<Field> {
        let mut seen = rustc_hash::FxHashMap::default();
        let mut fields = Vec::with_capacity(decls.len());
        for decl in decls {
            if let Some(first) = seen.insert(decl.name.name, decl.name.span) {
                self.report(errors::duplicate_member("field", decl.name, first));
            }
            let ty = self.resolve_type(scope, &decl.ty);
            let default = decl.default.as_ref().map(|_| self.new_func(FuncAttributes::default()));
            fields.push(Field {
                name: decl.name.name,
                span: decl.name.span,
                ty,
                mutable: decl.mutable,
                private: decl.private,
                default,
            });
        }
        fields
    }

    /// The signature by which a struct is built, and the jobs for its defaults.
    pub(super) fn constructor(
        &mut self,
        name: ast::Ident,
        scope: &TypeScope,
        own: Ty,
        fields: &[Field],
        decls: &'a [ast::FieldDecl],
    ) -> Rc<Sig> {
        let params = fields.iter().map(|field| ParamSig {
            name: field.name,
            span: field.span,
            ty: field.ty,
            default: field.default,
            presence: Presence::Required,
        });
        let sig = Rc::new(Sig {
            params: params.collect(),
            type_params: Rc::clone(&scope.params),
            outer_params: scope.params.len(),
            result: own,
            target: Some(own),
            public: true,
            ..super::functions::empty_sig(self, scope.module, name)
        });
        self.default_jobs(&sig, decls.iter().map(|decl| decl.default.as_ref()));
        sig
    }

    /// Makes a job of each default.
    pub(super) fn default_jobs(&mut self, sig: &Rc<Sig>, defaults: impl Iterator<Item = Option<&'a ast::Expr>>) {
        let skip = usize::from(sig.has_self);
        for (at, value) in defaults.enumerate() {
            let index = at + skip;
            if let (Some(value), Some(func)) = (value, sig.params[index].default) {
                self.jobs.push(Job::Default { func, sig: Rc::clone(sig), index, value });
                self.set_default_sig(func, sig, index);
            }
        }
    }

    /// A default is a function of the parameters before it.
    fn set_default_sig(&mut self, func: FuncId, sig: &Sig, index: usize) {
        let param = &sig.params[index];
        let name = Symbol::new(&format!("{}.{}", sig.name, param.name));
        let result = param.ty;
        let params = sig.params[..index].to_vec();
        let span = param.span;
        let own = Sig { name, span, params, result, has_self: false, getter: false, public: false, ..sig.clone() };
        self.sigs[func] = Some(Rc::new(own));
    }

    pub(super) fn declare_enum(&mut self, module: ModuleId, id: EnumId, decl: &'a ast::EnumDecl) {
        let params: Rc<[TypeParam]> = self.enums[id].typed.type_params.as_slice().into();
        let own = self.own_type(&params, |args| TyKind::Enum(id, args));
        let scope = TypeScope { module, params, self_ty: Some(own) };
        if decl.variants.is_empty() {
            self.report(errors::enum_without_variants(decl.name));
        }
        for variant in &decl.variants {
            let sig = self.variant_sig(&scope, own, variant);
            let fields = sig.params.iter().map(|param| Field {
                name: param.name,
                span: param.span,
                ty: param.ty,
                mutable: false,
                private: false,
                default: param.default,
            });
            let variant = Variant { name: variant.name.name, span: variant.name.span, fields: fields.collect() };
            self.enums[id].typed.variants.push(variant);
            self.enums[id].sigs.push(sig);
        }
    }

    fn variant_sig(&mut self, scope: &TypeScope, own: Ty, variant: &'a ast::VariantDecl) -> Rc<Sig> {
        let params = self.params(scope, &variant.fields, true);
        let sig = Rc::new(Sig {
            params,
            type_params: Rc::clone(&scope.params),
            outer_params: scope.params.len(),
            result: own,
            target: Some(own),
            public: true,
            ..super::functions::empty_sig(self, scope.module, variant.name)
        });
        self.default_jobs(&sig, variant.fields.iter().map(|field| field.default.as_ref()));
        sig
    }
}
