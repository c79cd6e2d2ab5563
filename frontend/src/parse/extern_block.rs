//! Declarations of what is outside of the program.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// `extern js { … }`, `extern js "m" { … }`, `extern seam { … }`, `extern interface …`, `extern struct …`.
    pub fn extern_decl(&mut self) -> Parse<ExternBlock> {
        self.bump();
        if self.at(T::KwStruct) || self.at_word("interface") {
            let start = self.token.start;
            let kind = if self.at(T::KwStruct) {
                ExternItemKind::Struct(self.struct_decl()?)
            } else {
                ExternItemKind::Interface(self.interface()?)
            };
            let item = ExternItem { kind, public: false, attributes: Vec::new(), doc: None, span: self.since(start) };
            return Ok(ExternBlock { host: ExternHost::JsGlobals, items: vec![item] });
        }
        let host = if self.eat_word("seam") {
            ExternHost::Seam
        } else if self.eat_word("js") {
            if matches!(self.token.kind, T::Quote | T::TripleQuote | T::SingleQuoted) {
                let (path, span) = self.plain_string("the path of a module")?;
                ExternHost::JsModule { path, span }
            } else {
                ExternHost::JsGlobals
            }
        } else {
            let error = errors::extern_host(self.here(), &self.found());
            return Err(self.fail(error));
        };
        let items = self.members("after `extern js`", starts_extern, Self::extern_item)?;
        Ok(ExternBlock { host, items })
    }

    fn extern_item(&mut self) -> Parse<ExternItem> {
        let preamble = self.preamble()?;
        let kind = match self.token.kind {
            T::KwFn | T::KwAsync => ExternItemKind::Fn(self.extern_fn(false)?),
            T::KwType => ExternItemKind::Type(self.extern_type()?),
            T::KwLet | T::KwVar => {
                let mutable = self.bump().kind == T::KwVar;
                ExternItemKind::Value(self.extern_value(mutable, false)?)
            }
            T::KwStruct => ExternItemKind::Struct(self.struct_decl()?),
            T::Lower if self.word() == "interface" => ExternItemKind::Interface(self.interface()?),
            _ => {
                let error = errors::expected(
                    self.here(),
                    "`fn`, `type`, `let`, `var`, `interface` or `struct`",
                    "in an extern block",
                    &self.found(),
                );
                return Err(self.fail(error));
            }
        };
        let span = self.since(preamble.start);
        let public = preamble.public.is_some();
        Ok(ExternItem { kind, public, attributes: preamble.attributes, doc: preamble.doc, span })
    }

    fn extern_type(&mut self) -> Parse<ExternType> {
        self.bump();
        let name = self.upper("a type")?;
        let type_params = self.type_params()?;
        Ok(ExternType { name, type_params })
    }

    /// `fn name(…) -> T throws as other`. The names of members may have either case.
    fn extern_fn(&mut self, member: bool) -> Parse<ExternFn> {
        let is_async = self.eat(T::KwAsync);
        self.expect(T::KwFn, "after `async`")?;
        let external = self.any_ident("a function", true)?;
        self.extern_signature(external, is_async, member)
    }

    fn extern_signature(&mut self, external: Ident, is_async: bool, member: bool) -> Parse<ExternFn> {
        let type_params = self.type_params()?;
        let (_, params) = self.params(true)?;
        let result = self.result()?;
        let throws = !self.token.newline && self.eat_word("throws");
        let name = self.extern_name(external, "a function", member)?;
        if self.at_same_line(T::LBrace) {
            let error = errors::extern_body(self.here());
            return Err(self.fail(error));
        }
        Ok(ExternFn { name, external, type_params, params, result, is_async, throws })
    }

    /// The name here of something that is called `external` outside: what follows `as`.
    fn extern_name(&mut self, external: Ident, what: &str, member: bool) -> Parse<Ident> {
        if self.at_same_line(T::KwAs) {
            self.bump();
            return self.lower(what);
        }
        let keyword = crate::lex::token::keyword(external.as_str()).is_some();
        if !member && (external.is_upper() || keyword) {
            self.report(errors::extern_needs_name(external.span, external.as_str()));
        }
        Ok(external)
    }

    /// `name: T as other` after `let` or `var`, or as a property.
    fn extern_value(&mut self, mutable: bool, member: bool) -> Parse<ExternValue> {
        let external = self.any_ident("a property", true)?;
        let ty = self.type_annotation("a property")?;
        let name = self.extern_name(external, "a property", member)?;
        Ok(ExternValue { name, external, mutable, ty })
    }

    /// `interface A<T> : B, C { … }`.
    fn interface(&mut self) -> Parse<ExternInterface> {
        self.bump();
        let name = self.upper("an interface")?;
        let type_params = self.type_params()?;
        let mut supers = Vec::new();
        if self.eat(T::Colon) {
            supers.push(self.named_type()?);
            while self.eat(T::Comma) {
                supers.push(self.named_type()?);
            }
        }
        let starts = |kind| matches!(kind, T::KwFn | T::At | T::KwAsync | T::KwType);
        let members = self.members("after the name of the interface", starts, Self::extern_member)?;
        Ok(ExternInterface { name, type_params, supers, members })
    }

    fn extern_member(&mut self) -> Parse<ExternMember> {
        let preamble = self.preamble()?;
        let is_static = self.at_word("static") && !self.followed_by_colon();
        if is_static {
            self.bump();
        }
        let property = self.at_named();
        let kind = if matches!(self.token.kind, T::KwFn | T::KwAsync) && !property {
            let function = self.extern_fn(true)?;
            if is_static { ExternMemberKind::StaticMethod(function) } else { ExternMemberKind::Method(function) }
        } else if self.at_word("new") && !property {
            let name = self.bump_ident();
            ExternMemberKind::New(self.extern_signature(name, false, true)?)
        } else {
            let mutable = !property && self.eat(T::KwVar);
            let value = self.extern_value(mutable, true)?;
            if is_static { ExternMemberKind::StaticProperty(value) } else { ExternMemberKind::Property(value) }
        };
        let span = self.since(preamble.start);
        Ok(ExternMember { kind, attributes: preamble.attributes, doc: preamble.doc, span })
    }
}

fn starts_extern(kind: T) -> bool {
    matches!(kind, T::KwFn | T::KwPub | T::KwAsync | T::At | T::KwType | T::KwStruct)
}
