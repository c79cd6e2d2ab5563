//! Finding methods, and the message when there is none.

use std::rc::Rc;

use base::{Diagnostic, Span, Symbol};

use super::body::Body;
use crate::ast;
use crate::errors::names as errors;
use crate::spelling::nearest;
use crate::typed::{Callee, Expr, ExternTypeId, FuncId, Ty, TyKind};
use crate::world::Sig;

/// How `for` goes through something that has an iterator.
pub(super) struct Iterated {
    /// How to get the iterator, and its type; `None` if the sequence is one itself.
    pub start: Option<(Callee, Ty)>,
    /// What gives the next item.
    pub next: Callee,
    /// The type of the items.
    pub item: Ty,
}

impl<'a> Body<'_, 'a> {
    /// The method `name` of a type, with its type arguments as far as the receiver tells them.
    pub(super) fn find_method(&mut self, ty: Ty, name: Symbol, span: Span) -> Option<(FuncId, Rc<Sig>, Vec<Ty>)> {
        let head = self.world.head(ty)?;
        for func in self.world.methods_of(head, name).to_vec() {
            let sig = self.world.sig(func);
            if !sig.has_self {
                continue;
            }
            if let Some(type_args) = self.fit_target(&sig, ty, span) {
                return Some((func, sig, type_args));
            }
        }
        None
    }

    /// Type arguments for which an impl is of this type.
    pub(super) fn fit_target(&mut self, sig: &Sig, ty: Ty, span: Span) -> Option<Vec<Ty>> {
        let snapshot = self.infer.snapshot();
        let type_args: Vec<Ty> = sig.type_params.iter().map(|_| self.fresh(span)).collect();
        let target = self.world.tys.subst(sig.target?, &type_args);
        if self.unify(target, ty) {
            return Some(type_args);
        }
        self.infer.rollback(snapshot);
        None
    }

    /// A method must be `pub` to be used in another module.
    pub(super) fn check_visible(&mut self, sig: &Sig, name: ast::Ident) {
        if !sig.public && sig.module != self.module {
            let path = self.world.modules[sig.module].path;
            self.report(errors::private_method(name, path, sig.span));
        }
    }

    /// What a type has no member of that name deserves.
    pub(super) fn unknown_member(&mut self, ty: Ty, name: ast::Ident, is_call: bool) -> Diagnostic {
        let text = self.show(ty);
        let mut fields: Vec<Symbol> = Vec::new();
        match self.kind(ty).clone() {
            TyKind::Struct(id, _) => {
                let data = &self.world.structs[id];
                let visible = |field: &&crate::typed::Field| !field.private || data.module == self.module;
                fields.extend(data.typed.fields.iter().filter(visible).map(|field| field.name));
            }
            TyKind::Extern(id, _) => fields = self.extern_member_names(id),
            TyKind::Param(_) => {
                let traits = self.traits_that_have(name.name, true);
                return errors::member_of_type_parameter(name, &text, &traits);
            }
            TyKind::Enum(id, _) => {
                let of = self.world.enums[id].typed.variants.iter();
                if of.flat_map(|variant| &variant.fields).any(|field| field.name == name.name) {
                    return errors::field_of_enum(name, &text);
                }
            }
            _ => {}
        }
        let mut available = fields;
        if let Some(head) = self.world.head(ty) {
            available.extend(self.world.method_names.get(&head).into_iter().flatten());
        }
        let near = nearest(name.as_str(), available.iter().copied());
        if is_call && let Ok(Some(_)) = self.trait_method_of(ty, name, false) {
            return errors::function_of_type(name, &text);
        }
        // Nobody implements a trait of `std` for the sake of one method.
        let traits = if is_call { self.traits_that_have(name.name, false) } else { Vec::new() };
        // A name that is right needs no other spelling.
        let near = near.filter(|_| traits.is_empty());
        let diagnostic = errors::unknown_member(name, &text, near, available, is_call);
        errors::with_traits_that_have(diagnostic, name, &text, &traits)
    }

    /// The visible traits that have a method of this name.
    fn traits_that_have(&self, name: Symbol, with_std: bool) -> Vec<Symbol> {
        let known = self.world.trait_methods.get(&name).into_iter().flatten();
        let known = known.filter(|(of, method)| self.world.traits[*of].methods[*method as usize].has_self);
        let traits = known.map(|&(of, _)| &self.world.traits[of]);
        let visible = traits.filter(|of| of.public || of.module == self.module);
        visible.filter(|of| with_std || !self.world.is_std(of.module)).map(|of| of.typed.name).collect()
    }

    /// The members of an external type and of what it extends.
    fn extern_member_names(&self, id: ExternTypeId) -> Vec<Symbol> {
        let mut open = vec![id];
        let mut seen = Vec::new();
        let mut names = Vec::new();
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let data = &self.world.extern_types[id];
            names.extend(data.typed.fields.iter().flatten().map(|field| field.name));
            names.extend(data.members.keys());
            open.extend(data.typed.supers.iter().filter_map(|&of| match self.world.tys.kind(of) {
                TyKind::Extern(of, _) => Some(*of),
                _ => None,
            }));
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// For a type that `for` goes through by index: its length, its element, the type of that.
    pub(super) fn indexed_by_number(&mut self, ty: Ty, span: Span) -> Option<(Callee, Callee, Ty)> {
        let i32 = self.world.core.i32;
        let head = self.world.head(ty)?;
        let get_is_numbered = self.world.methods_of(head, Symbol::new("get")).iter().any(|&func| {
            let sig = self.world.sig(func);
            sig.has_self && sig.params.len() == 2 && sig.params[1].ty == i32
        });
        if !get_is_numbered {
            return None;
        }
        let (length, length_sig, length_args) = self.find_method(ty, Symbol::new("length"), span)?;
        let (get, get_sig, get_args) = self.find_method(ty, Symbol::new("get"), span)?;
        if !length_sig.getter || length_sig.result != i32 {
            return None;
        }
        let item = self.world.tys.subst(get_sig.result, &get_args);
        Some((Callee::Func(length, length_args), Callee::Func(get, get_args), item))
    }

    /// For a type that `for` goes through by an iterator: how to get one (unless it is one), `next`, the item's type.
    pub(super) fn iterated(&mut self, sequence: &Expr, ty: Ty) -> Option<Iterated> {
        let named = |name: &str| ast::Ident { name: Symbol::new(name), span: sequence.span };
        let start = self.method_of(ty, named("iter")).ok()?;
        let start = start.filter(|method| method.sig.params.len() == 1).map(|method| {
            self.require_bounds(&method.sig, &method.type_args, sequence.span);
            let result = self.world.tys.subst(method.sig.result, &method.type_args);
            (method.callee(), result)
        });
        let iterator = start.as_ref().map_or(ty, |(_, ty)| *ty);
        let iterator = self.settled(iterator);
        let next = self.method_of(iterator, named("next")).ok()??;
        self.require_bounds(&next.sig, &next.type_args, sequence.span);
        let result = self.world.tys.subst(next.sig.result, &next.type_args);
        let result = self.shallow(result);
        match *self.kind(result) {
            TyKind::Enum(id, ref parts) if Some(id) == self.world.lang.next => {
                Some(Iterated { start, next: next.callee(), item: parts[0] })
            }
            _ => None,
        }
    }
}
