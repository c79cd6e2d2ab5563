//! Methods: the functions of `impl` blocks, found later by the kind of their type and their name.

use std::rc::Rc;

use base::{Span, Symbol};

use super::TypeScope;
use super::functions::Owner;
use crate::ast;
use crate::bounds::{BoundKind, built_in};
use crate::errors::declarations as errors;
use crate::modules::ModuleId;
use crate::typed::{Bound, FuncId, Ty, TyKind, TypeParam};
use crate::world::{Head, ImplDef, ImplOf, Sig, World};

impl<'a> World<'a> {
    pub(super) fn declare_impl(&mut self, module: ModuleId, decl: &'a ast::ImplDecl) {
        let params: Rc<[TypeParam]> = self.type_params(module, &decl.type_params).into();
        let scope = TypeScope { module, params: Rc::clone(&params), self_ty: None };
        let target = self.resolve_type(&scope, &decl.target);
        let scope = TypeScope { self_ty: Some(target), ..scope };
        let of = match &decl.of_trait {
            None => None,
            Some(named) => match self.resolve_bound(&scope, named) {
                Some(bound) => Some((bound, named.span)),
                None => return,
            },
        };
        let Some(head) = self.head_of_impl(module, decl, target, of.as_ref(), &params) else { return };
        self.check_determined(decl, target, &params);
        let name = match *self.tys.kind(target) {
            TyKind::Param(index) => params[index as usize].name,
            _ => self.head_name(head),
        };
        let owner = Owner { name, params: Rc::clone(&params), target };
        let is_inherent = !matches!(of, Some((Bound::Trait(..), _)));
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
            if is_inherent {
                self.add_method(head, method.function.name, func, &sig);
            }
            self.add_fn(func, &method.function, sig);
            funcs.push(func);
        }
        if let Some((bound, at)) = of {
            let methods = match &bound {
                Bound::Trait(id, args) => self.order_methods((*id, args), target, (decl, at), &funcs),
                Bound::Eq | Bound::Ord | Bound::Hash | Bound::Number | Bound::Show => {
                    funcs.into_iter().map(Some).collect()
                }
            };
            self.add_impl(head, ImplDef { of: bound, type_params: params, target, methods, span: at });
        }
    }

    /// What kind of type an `impl` is for; reports if it may not be, or not here.
    fn head_of_impl(
        &mut self,
        module: ModuleId,
        decl: &ast::ImplDecl,
        target: Ty,
        of: Option<&(Bound, Span)>,
        params: &[TypeParam],
    ) -> Option<Head> {
        if *self.tys.kind(target) == TyKind::Error {
            return None;
        }
        if let TyKind::Param(_) = self.tys.kind(target) {
            return self.head_of_blanket_impl(module, decl, of, params);
        }
        let head = self.head(target).filter(|head| of.is_some() || *head != Head::Optional);
        let Some(head) = head else {
            self.report(errors::impl_of_such_a_type(decl.target.span));
            return None;
        };
        let owns_trait = match of {
            Some((Bound::Trait(id, _), _)) => self.traits[*id].module == module || self.is_std(module),
            _ => false,
        };
        if !owns_trait && !self.owns(module, head) {
            let name = self.show(target, params);
            self.report(match of {
                Some((bound, _)) => {
                    let of = self.show_bound(bound, params);
                    crate::errors::traits::orphan_impl(&of, &name, decl.target.span)
                }
                None => errors::impl_outside_module(&name, decl.target.span),
            });
        }
        if let (Head::Dyn(of_dyn), Some((Bound::Trait(id, _), at))) = (head, of)
            && self.with_supers(of_dyn, &[], target).iter().any(|has| matches!(has, Bound::Trait(has, _) if has == id))
        {
            let name = self.show(target, params);
            let (of, declared) = (self.traits[*id].typed.name, self.traits[*id].span);
            self.report(crate::errors::traits::overlapping_impls(of.as_str(), &name, *at, declared));
        }
        Some(head)
    }

    /// The same for `impl<T> A for T`: it is for every type, so it stands beside its trait.
    fn head_of_blanket_impl(
        &mut self,
        module: ModuleId,
        decl: &ast::ImplDecl,
        of: Option<&(Bound, Span)>,
        params: &[TypeParam],
    ) -> Option<Head> {
        let at = decl.target.span;
        let Some((bound, _)) = of else {
            self.report(errors::impl_of_such_a_type(at));
            return None;
        };
        match bound {
            Bound::Trait(id, _) if self.traits[*id].module == module => {}
            _ => {
                let of = self.show_bound(bound, params);
                self.report(crate::errors::traits::orphan_blanket_impl(&of, at));
            }
        }
        Some(Head::Any)
    }

    /// Reports type parameters of an `impl` that its type does not tell.
    fn check_determined(&mut self, decl: &ast::ImplDecl, target: Ty, params: &[TypeParam]) {
        let mut known: Vec<Ty> = vec![target];
        let mut at = 0;
        while let Some(&ty) = known.get(at) {
            let kind = self.tys.kind(ty).clone();
            let mut next = crate::infer::parts_of(&kind);
            if let TyKind::Param(index) = kind {
                let bounds = params.get(index as usize).map_or(&[][..], |param| &param.bounds);
                next.extend(bounds.iter().flat_map(|bound| match bound {
                    Bound::Trait(_, args) => args.clone(),
                    Bound::Eq | Bound::Ord | Bound::Hash | Bound::Number | Bound::Show => Vec::new(),
                }));
            }
            next.retain(|part| !known.contains(part));
            known.extend(next);
            at += 1;
        }
        for (index, param) in decl.type_params.iter().enumerate() {
            let own = self.tys.intern(TyKind::Param(index as u32));
            if !known.contains(&own) {
                let text = self.show(target, params);
                self.report(crate::errors::traits::undetermined_parameter(param.name, &text));
            }
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
            Head::Optional => Symbol::new("optional"),
            Head::Struct(id) => self.structs[id].typed.name,
            Head::Enum(id) => self.enums[id].typed.name,
            Head::Extern(id) => self.extern_types[id].typed.name,
            Head::Dyn(id) => self.traits[id].typed.name,
            Head::Any => Symbol::new("type"),
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

    fn add_impl(&mut self, head: Head, data: ImplDef) {
        let at = data.span;
        let of = match (&data.of, built_in(&data.of)) {
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
            let names: Vec<Symbol> = data.methods.iter().flatten().map(|&func| self.sig(func).name).collect();
            let is_it = |name: &Symbol| name.as_str().rsplit('.').next() == Some(wanted);
            if names.len() != 1 || !names.iter().all(is_it) {
                let bound = self.show_bound(&data.of, &[]);
                self.report(errors::impl_needs_method(&bound, wanted, at));
            }
        }
        let index = self.impls.len();
        self.impls_by_head.entry((of, head)).or_default().push(index);
        self.impls.push(data);
    }
}

/// Whether two functions of one name are of the same type, so that a call could mean either.
fn same_target(a: &Sig, b: &Sig) -> bool {
    a.target == b.target
}
