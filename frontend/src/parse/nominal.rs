//! Structs, enums, traits and impls.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// `struct S<T> { … }`.
    pub fn struct_decl(&mut self) -> Parse<StructDecl> {
        self.bump();
        let name = self.upper("a struct")?;
        let type_params = self.type_params()?;
        let fields = self.members("after the name of the struct", |_| false, Self::field)?;
        Ok(StructDecl { name, type_params, fields })
    }

    fn field(&mut self) -> Parse<FieldDecl> {
        let doc = self.doc();
        let start = self.token.start;
        let (mut private, mut mutable) = (false, false);
        while !self.followed_by_colon() {
            match self.token.kind {
                T::KwVar if !mutable => mutable = true,
                T::Lower if !private && self.word() == "private" => private = true,
                // A field without `var` is what `let` means.
                T::KwLet => self.report(errors::let_field(self.here())),
                T::KwPub => self.report(errors::pub_field(self.here())),
                T::KwFn => {
                    let error = errors::function_in_struct(self.here());
                    return Err(self.fail(error));
                }
                _ => break,
            }
            self.bump();
        }
        let name = if self.at_named() { self.bump_ident() } else { self.lower("a field")? };
        if name.is_upper() {
            self.report(errors::upper_value(name.span, name.as_str(), "a field"));
        }
        let ty = self.type_annotation("a field")?;
        let default = if self.eat(T::Eq) { Some(self.expr()?) } else { None };
        Ok(FieldDecl { name, mutable, private, ty, default, doc, span: self.since(start) })
    }

    /// `enum E<T> { … }`.
    pub fn enum_decl(&mut self) -> Parse<EnumDecl> {
        self.bump();
        let name = self.upper("an enum")?;
        let type_params = self.type_params()?;
        let variants = self.members("after the name of the enum", |_| false, Self::variant)?;
        Ok(EnumDecl { name, type_params, variants })
    }

    fn variant(&mut self) -> Parse<VariantDecl> {
        let doc = self.doc();
        let start = self.token.start;
        // The habit of other languages, harmless.
        if self.at(T::Pipe) {
            self.report(errors::pipe_before_variant(self.here()));
            self.bump();
        }
        let name = self.upper("a variant")?;
        let fields = self.payload()?;
        Ok(VariantDecl { name, fields, doc, span: self.since(start) })
    }

    /// The parameters in parentheses of a variant, outcome or effect, if there are any.
    pub fn payload(&mut self) -> Parse<Vec<Param>> {
        if !self.at_same_line(T::LParen) {
            return Ok(Vec::new());
        }
        let open = self.bump();
        Ok(self.comma_list(open, T::RParen, |p| p.param(false)))
    }

    /// `trait Tr<T> : Super { … }`.
    pub fn trait_decl(&mut self) -> Parse<TraitDecl> {
        self.bump();
        let name = self.upper("a trait")?;
        let type_params = self.type_params()?;
        let supertraits = if self.eat(T::Colon) { self.bounds()? } else { Vec::new() };
        let methods = self.members("after the name of the trait", starts_method, Self::method)?;
        Ok(TraitDecl { name, type_params, supertraits, methods })
    }

    /// `impl<T> Tr for S<T> { … }` after `impl`.
    pub fn impl_decl(&mut self) -> Parse<ImplDecl> {
        let type_params = self.type_params()?;
        let first = self.ty()?;
        let (of_trait, target) = if self.eat(T::KwFor) {
            let span = first.span;
            let TypeKind::Named(name) = first.kind else {
                return Err(self.fail(errors::expected(span, "a trait", "between `impl` and `for`", "another type")));
            };
            (Some(name), self.ty()?)
        } else {
            (None, first)
        };
        let methods = self.members("after what the impl is for", starts_method, Self::method)?;
        for method in methods.iter().filter(|method| method.function.body.is_none()) {
            let name = method.function.name;
            self.report(errors::function_without_body(name.span, name.as_str()));
        }
        Ok(ImplDecl { type_params, of_trait, target, methods })
    }

    fn method(&mut self) -> Parse<Method> {
        let preamble = self.preamble()?;
        let is_async = self.eat(T::KwAsync);
        if !self.at(T::KwFn) {
            let error = errors::expected(self.here(), "`fn`", "at the start of a method", &self.found());
            return Err(self.fail(error));
        }
        let function = self.method_function(is_async)?;
        Ok(Method {
            function,
            public: preamble.public.is_some(),
            attributes: preamble.attributes,
            doc: preamble.doc,
            span: self.since(preamble.start),
        })
    }
}

fn starts_method(kind: T) -> bool {
    matches!(kind, T::KwFn | T::KwPub | T::KwAsync | T::At)
}
