//! Structs, enums, traits, impls, extern blocks and views: declarations with members.

use super::cursor::{Blank, Formatter};
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// `struct S<T> { … }`.
    pub fn struct_decl(&mut self, decl: &StructDecl) {
        self.head(&decl.type_params);
        self.out.push(Command::Space);
        self.members(decl.fields.len(), true, |f, index| {
            let field = &decl.fields[index];
            while f.start() != field.name.span.start && !f.lost {
                f.lost |= !matches!(f.kind(), T::KwVar | T::Lower);
                f.token();
                f.out.push(Command::Space);
            }
            f.token();
            f.annotation(Some(&field.ty));
            f.default_value(field.default.as_ref());
        });
    }

    /// A word, a name and type parameters.
    fn head(&mut self, type_params: &[TypeParam]) {
        self.token();
        self.out.push(Command::Space);
        self.token();
        self.type_params(type_params);
    }

    /// `enum E<T> { … }`.
    pub fn enum_decl(&mut self, decl: &EnumDecl) {
        self.head(&decl.type_params);
        self.out.push(Command::Space);
        self.members(decl.variants.len(), true, |f, index| {
            f.token();
            f.payload(&decl.variants[index].fields);
        });
    }

    /// `trait Tr<T> : Super { … }`.
    pub fn trait_decl(&mut self, decl: &TraitDecl) {
        self.head(&decl.type_params);
        if !decl.supertraits.is_empty() {
            self.out.push(Command::Space);
        }
        self.bounds(&decl.supertraits);
        self.out.push(Command::Space);
        self.methods(&decl.methods);
    }

    /// `impl<T> Tr for S<T> { … }`.
    pub fn impl_decl(&mut self, decl: &ImplDecl) {
        self.expect(T::KwImpl);
        self.type_params(&decl.type_params);
        self.out.push(Command::Space);
        if let Some(of_trait) = &decl.of_trait {
            self.named_type(of_trait);
            self.out.push(Command::Space);
            self.expect(T::KwFor);
            self.out.push(Command::Space);
        }
        self.ty(&decl.target);
        self.out.push(Command::Space);
        self.methods(&decl.methods);
    }

    fn methods(&mut self, methods: &[Method]) {
        self.members(methods.len(), false, |f, index| {
            let method = &methods[index];
            f.preamble(&method.attributes, method.public);
            f.function(&method.function);
        });
    }

    /// `extern js "m" { … }`, `extern interface …`, `extern struct …`.
    pub fn extern_block(&mut self, block: &ExternBlock) {
        self.expect(T::KwExtern);
        self.out.push(Command::Space);
        match (self.kind(), self.word(), block.items.as_slice()) {
            (T::KwStruct, _, [item]) | (T::Lower, "interface", [item]) => {
                self.extern_item(item);
                return;
            }
            _ => {}
        }
        self.token();
        self.out.push(Command::Space);
        if !self.is(T::LBrace) {
            self.quoted();
            self.out.push(Command::Space);
        }
        self.members(block.items.len(), false, |f, index| f.extern_item(&block.items[index]));
    }

    fn extern_item(&mut self, item: &ExternItem) {
        self.preamble(&item.attributes, item.public);
        match &item.kind {
            ExternItemKind::Fn(function) => self.extern_fn(function),
            ExternItemKind::Type(ty) => self.head(&ty.type_params),
            ExternItemKind::Value(value) => {
                self.token();
                self.out.push(Command::Space);
                self.extern_value(value);
            }
            ExternItemKind::Interface(interface) => self.interface(interface),
            ExternItemKind::Struct(decl) => self.struct_decl(decl),
        }
    }

    fn extern_fn(&mut self, function: &ExternFn) {
        if function.is_async {
            self.expect(T::KwAsync);
            self.out.push(Command::Space);
        }
        self.expect(T::KwFn);
        self.out.push(Command::Space);
        self.extern_signature(function);
    }

    fn extern_signature(&mut self, function: &ExternFn) {
        self.token();
        self.type_params(&function.type_params);
        // An interface's method says that it is one, so `self` is allowed and means nothing.
        let params = &function.params;
        let has_self = self.is(T::LParen) && self.kind_after() == T::KwSelf && !self.names_self(params);
        self.params(has_self, params);
        self.result(function.result.as_ref());
        if function.throws {
            self.out.push(Command::Space);
            self.token();
        }
        self.external_name(function.name, function.external);
    }

    fn names_self(&self, params: &[Param]) -> bool {
        params.first().is_some_and(|param| param.name.as_str() == "self")
    }

    fn external_name(&mut self, name: Ident, external: Ident) {
        if name.span != external.span {
            self.out.push(Command::Space);
            self.expect(T::KwAs);
            self.out.push(Command::Space);
            self.token();
        }
    }

    fn extern_value(&mut self, value: &ExternValue) {
        self.token();
        self.annotation(Some(&value.ty));
        self.external_name(value.name, value.external);
    }

    /// `interface A<T> : B, C { … }`.
    fn interface(&mut self, interface: &ExternInterface) {
        self.head(&interface.type_params);
        for (index, parent) in interface.supers.iter().enumerate() {
            if index == 0 {
                self.out.push(Command::Space);
            }
            self.token();
            self.out.push(Command::Space);
            self.named_type(parent);
        }
        self.out.push(Command::Space);
        self.members(interface.members.len(), false, |f, index| f.extern_member(&interface.members[index]));
    }

    fn extern_member(&mut self, member: &ExternMember) {
        self.preamble(&member.attributes, false);
        if let ExternMemberKind::StaticMethod(_) | ExternMemberKind::StaticProperty(_) = member.kind {
            self.token();
            self.out.push(Command::Space);
        }
        match &member.kind {
            ExternMemberKind::Property(value) | ExternMemberKind::StaticProperty(value) => {
                if value.mutable {
                    self.expect(T::KwVar);
                    self.out.push(Command::Space);
                }
                self.extern_value(value);
            }
            ExternMemberKind::Method(function) | ExternMemberKind::StaticMethod(function) => self.extern_fn(function),
            ExternMemberKind::New(function) => self.extern_signature(function),
        }
    }

    /// `view V(…) { … }`: members and the roots of the template, each on a line.
    pub fn view(&mut self, view: &ViewDecl) {
        self.head(&view.type_params);
        self.params(false, &view.params);
        self.out.push(Command::Space);
        self.expect(T::LBrace);
        self.out.push(Command::Indent);
        let (mut members, mut roots) = (view.members.iter(), view.template.iter());
        let mut first = true;
        loop {
            while self.drop_separator(T::Semicolon) {}
            if matches!(self.kind(), T::RBrace | T::End) || self.lost {
                break;
            }
            self.out.push(Command::Hard);
            self.blank = if first { Blank::AfterComment } else { Blank::Kept };
            first = false;
            if matches!(self.kind(), T::Lt | T::LBrace | T::TemplateText) {
                self.view_root(&mut roots);
            } else {
                match members.next() {
                    Some(member) => self.view_member(member),
                    None => self.lost = true,
                }
            }
        }
        self.close_braces(!first, Command::Hard);
    }

    fn view_member(&mut self, member: &ViewMember) {
        match &member.kind {
            ViewMemberKind::State(value) | ViewMemberKind::Derive(value) => self.value_decl(value),
            ViewMemberKind::Let(binding) => self.let_stmt(binding),
            ViewMemberKind::Mount(body) | ViewMemberKind::Unmount(body) => {
                self.token();
                self.out.push(Command::Space);
                self.token();
                self.out.push(Command::Space);
                self.block(body);
            }
        }
    }
}
