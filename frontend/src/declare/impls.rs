//! Methods: the functions of `impl` blocks, found later by the kind of their type and their name.

use std::rc::Rc;

use base::{Span, Symbol};

use super::TypeScope;
use super::functions::Owner;
use crate::ast;
use crate::bounds::{BoundKind, built_in};
use crate::errors::declarations as errors;
use crate::modules::ModuleId;
use crate::typed::{Bound, FuncId, TyKind, TypeParam};
use crate::world::{Head, ImplDef, ImplOf, Sig, World};

impl<'a> World<'a> {
    pub(super) fn declare_impl(&mut self, module: ModuleId, decl: &'a ast::ImplDecl) {
        let params: Rc<[TypeParam]> = self.type_params(module, &decl.type_params, &[]).into();
        let scope = TypeScope { module, params: Rc::clone(&params), self_ty: None };
        let target = self.resolve_type(&scope, &decl.target);
        let Some(head) = self.head(target) else {
            if *self.tys.kind(target) != TyKind::Error {
                self.report(errors::impl_of_such_a_type(decl.target.span));
            }
            return;
        };
        if !self.owns(module, head) {
            let name = self.show(target, &params);
            self.report(errors::impl_outside_module(&name, decl.target.span));
        }
        let of = match &decl.of_trait {
            None => None,
            Some(named) => match self.resolve_bound(&scope, named) {
                Some(bound) => Some((bound, named.span)),
                None => return,
            },
        };
        let owner = Owner { name: self.head_name(head), params: Rc::clone(&params), target };
        let mut funcs = Vec::new();
        for method in &decl.methods {
            let attributes = self.func_attributes(&method.attributes, true);
            let func = self.new_func(attributes);
            let public = method.public || of.is_some();
            let sig = self.fn_sig(module, &method.function, Some(&owner));
            let sig = Rc::new(Sig { public, getter: attributes.getter, ..sig });
            if attributes.getter && (!sig.has_self || sig.params.len() != 1) {
                self.report(errors::getter_with_parameters(method.function.name));
            }
            self.add_method(head, method.function.name, func, &sig);
            self.add_fn(func, &method.function, sig);
            funcs.push(func);
        }
        if let Some((bound, at)) = of {
            self.add_impl(bound, at, head, ImplDef { of: Bound::Eq, type_params: params, target, methods: funcs });
        }
    }

    /// Methods of a type are written in its module; those of built-in types in `std`.
    fn owns(&self, module: ModuleId, head: Head) -> bool {
        match head {
            Head::Struct(id) => self.structs[id].module == module,
            Head::Enum(id) => self.enums[id].module == module,
            Head::Extern(id) => self.extern_types[id].module == module || self.is_std(module),
            Head::Dyn(id) => self.traits[id].module == module,
            _ => self.is_std(module),
        }
    }

    /// The name of a kind of type, without arguments.
    pub fn head_name(&self, head: Head) -> Symbol {
        match head {
            Head::Unit => Symbol::new("()"),
            Head::Bool => Symbol::new("bool"),
            Head::Int(int) => Symbol::new(int.name()),
            Head::F32 => Symbol::new("f32"),
            Head::F64 => Symbol::new("f64"),
            Head::String => Symbol::new("string"),
            Head::BigInt => Symbol::new("bigint"),
            Head::Tuple => Symbol::new("tuple"),
            Head::Func => Symbol::new("function"),
            Head::Array => Symbol::new("Array"),
            Head::Buffer => Symbol::new("Buffer"),
            Head::Struct(id) => self.structs[id].typed.name,
            Head::Enum(id) => self.enums[id].typed.name,
            Head::Extern(id) => self.extern_types[id].typed.name,
            Head::Dyn(id) => self.traits[id].typed.name,
        }
    }

    fn add_method(&mut self, head: Head, name: ast::Ident, func: FuncId, sig: &Sig) {
        let others = self.methods.entry((head, name.name)).or_default();
        let clash = others.iter().copied().find(|&other| {
            let other = self.sigs[other].as_ref();
            other.is_some_and(|other| same_target(other, sig))
        });
        others.push(func);
        self.method_names.entry(head).or_default().push(name.name);
        if let Some(clash) = clash {
            let first = self.sig(clash).span;
            self.report(errors::duplicate_member("method", name, first));
        }
        if let Head::Struct(id) = head
            && let Some(field) = self.structs[id].typed.fields.iter().find(|field| field.name == name.name)
        {
            let first = field.span;
            self.report(errors::method_named_as_field(name, first));
        }
    }

    fn add_impl(&mut self, bound: Bound, at: Span, head: Head, data: ImplDef) {
        let of = match (&bound, built_in(&bound)) {
            (Bound::Trait(id, _), _) => ImplOf::Trait(*id),
            (_, Some(kind)) => ImplOf::BuiltIn(kind),
            (_, None) => return,
        };
        if let ImplOf::BuiltIn(kind) = of {
            let wanted = match kind {
                BoundKind::Eq => "eq",
                BoundKind::Ord => "compare",
                BoundKind::Hash => "hash",
                BoundKind::Show => "show",
                BoundKind::Number => return self.report(errors::impl_of_number(at)),
            };
            let names: Vec<Symbol> = data.methods.iter().map(|&func| self.sig(func).name).collect();
            let is_it = |name: &Symbol| name.as_str().rsplit('.').next() == Some(wanted);
            if names.len() != 1 || !names.iter().all(is_it) {
                let bound = self.show_bound(&bound, &[]);
                self.report(errors::impl_needs_method(&bound, wanted, at));
            }
        }
        let index = self.impls.len();
        self.impls_by_head.entry((of, head)).or_default().push(index);
        self.impls.push(ImplDef { of: bound, ..data });
    }
}

/// Whether two functions of one name are of the same type, so that a call could mean either.
fn same_target(a: &Sig, b: &Sig) -> bool {
    a.target == b.target
}
