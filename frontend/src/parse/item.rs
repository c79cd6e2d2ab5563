//! Declarations of a module.

use base::Span;

use super::core::{Parse, Parser};
use super::{errors, foreign};
use crate::ast::*;
use crate::lex::TokenKind as T;

/// What stands before a declaration.
pub struct Preamble {
    pub start: u32,
    pub doc: Option<String>,
    pub attributes: Vec<Attribute>,
    pub public: Option<Span>,
}

impl Parser<'_> {
    /// The whole file.
    pub fn module(&mut self) -> Module {
        let mut items = Vec::new();
        while !self.at(T::End) {
            if self.eat(T::Semicolon) {
                continue;
            }
            let start = self.token.start;
            match self.item() {
                Ok(item) => {
                    items.push(item);
                    self.item_end();
                }
                Err(_) => {
                    if self.token.start == start || !self.at_declaration() {
                        self.skip_item();
                    }
                }
            }
        }
        // The end of the file has been recorded nowhere: it has no text.
        let end = u32::try_from(self.text.len()).expect("files are under 4 GiB");
        Module { source: self.source, items, span: self.span(0, end) }
    }

    fn item_end(&mut self) {
        if !self.eat(T::Semicolon) && !self.token.newline && !self.after_brace() && !self.at(T::End) {
            let error = errors::item_on_same_line(self.here(), &self.found());
            self.fail(error);
            self.skip_item();
        }
    }

    fn item(&mut self) -> Parse<Item> {
        let preamble = self.preamble()?;
        let kind = self.item_kind(&preamble)?;
        if let (Some(public), Some(what)) = (preamble.public, never_public(&kind)) {
            self.report(errors::misplaced_pub(public, what));
        }
        let Preamble { start, doc, attributes, public } = preamble;
        Ok(Item { kind, public: public.is_some(), attributes, doc, span: self.since(start) })
    }

    /// Doc comment, attributes, `pub`.
    pub fn preamble(&mut self) -> Parse<Preamble> {
        let doc = self.doc();
        let start = self.token.start;
        let mut attributes = Vec::new();
        while self.at(T::At) {
            attributes.push(self.attribute()?);
        }
        if matches!(self.word(), "export" | "public") && !self.peek().newline {
            self.report(errors::foreign_word(self.here(), self.word(), "pub"));
            self.token.kind = T::KwPub;
        }
        let public = self.at(T::KwPub).then(|| self.here());
        self.eat(T::KwPub);
        Ok(Preamble { start, doc, attributes, public })
    }

    fn attribute(&mut self) -> Parse<Attribute> {
        let start = self.bump().start;
        let name = self.any_ident("an attribute", true)?;
        let args = if self.at_same_line(T::LParen) {
            let open = self.bump();
            self.comma_list(open, T::RParen, Self::expr)
        } else {
            Vec::new()
        };
        Ok(Attribute { name, args, span: self.since(start) })
    }

    fn item_kind(&mut self, preamble: &Preamble) -> Parse<ItemKind> {
        match self.token.kind {
            T::KwImport => self.import().map(ItemKind::Import),
            T::KwConst => self.value_decl("a constant").map(ItemKind::Const),
            T::KwStruct => self.struct_decl().map(ItemKind::Struct),
            T::KwEnum => self.enum_decl().map(ItemKind::Enum),
            T::KwTrait => self.trait_decl().map(ItemKind::Trait),
            T::KwImpl => self.impl_item(),
            T::KwFn => self.function(false).map(ItemKind::Fn),
            T::KwAsync => self.async_item(),
            T::KwType => self.type_alias().map(ItemKind::TypeAlias),
            T::KwExtern => self.extern_decl().map(ItemKind::Extern),
            T::Lower if self.at_contextual_item() => self.contextual_item(),
            T::KwLet | T::KwVar => {
                let error = errors::module_variable(self.here(), self.word());
                Err(self.fail(error))
            }
            _ => Err(self.no_item(preamble)),
        }
    }

    fn contextual_item(&mut self) -> Parse<ItemKind> {
        match self.word() {
            "state" => self.value_decl("a state").map(ItemKind::State),
            "derive" => self.value_decl("a derived value").map(ItemKind::Derive),
            "event" => self.event(false).map(ItemKind::Event),
            "on" => self.observer().map(ItemKind::Observer),
            "view" => self.view().map(ItemKind::View),
            "test" => self.test().map(ItemKind::Test),
            "bench" => self.test().map(ItemKind::Bench),
            _ => {
                self.bump();
                self.bump();
                self.event_impl(true).map(ItemKind::EventImpl)
            }
        }
    }

    fn async_item(&mut self) -> Parse<ItemKind> {
        self.bump();
        if self.at(T::KwFn) {
            self.function(true).map(ItemKind::Fn)
        } else if self.at_word("event") {
            self.event(true).map(ItemKind::Event)
        } else {
            let error = errors::expected(self.here(), "`fn` or `event`", "after `async`", &self.found());
            Err(self.fail(error))
        }
    }

    fn impl_item(&mut self) -> Parse<ItemKind> {
        self.bump();
        // `impl load(id)` and `impl api.load(id)` are events, `impl i32` and `impl geo.Shape` types.
        let next = self.peek();
        let event = match next.kind {
            T::LParen => true,
            T::Dot => self.after(next).kind == T::Lower,
            _ => false,
        };
        if self.at(T::Lower) && event {
            return self.event_impl(false).map(ItemKind::EventImpl);
        }
        self.impl_decl().map(ItemKind::Impl)
    }

    fn no_item(&mut self, preamble: &Preamble) -> super::core::Failed {
        let (span, word) = (self.here(), self.word());
        let error = if let Some(right) = foreign::item_word(word) {
            errors::foreign_word(span, word, right)
        } else if self.at(T::RBrace) {
            errors::stray_brace(span)
        } else if preamble.public.is_some() || !preamble.attributes.is_empty() {
            errors::expected(span, "a declaration", "here", &self.found())
        } else {
            errors::statement_in_module(span, &self.found())
        };
        self.fail(error)
    }

    /// `const x: T = e`, `state …`, `derive …`: the word and what follows.
    pub fn value_decl(&mut self, what: &str) -> Parse<ValueDecl> {
        self.bump();
        let name = self.lower(what)?;
        let ty = if self.eat(T::Colon) { Some(self.ty()?) } else { None };
        if self.at(T::End) || self.token.newline && !self.at(T::Eq) {
            let error = errors::missing_value(self.behind(), what);
            return Err(self.fail(error));
        }
        self.expect(T::Eq, "before the value")?;
        let value = self.expr()?;
        Ok(ValueDecl { name, ty, value })
    }

    fn type_alias(&mut self) -> Parse<TypeAlias> {
        self.bump();
        let name = self.upper("a type")?;
        let type_params = self.type_params()?;
        self.expect(T::Eq, "after the name of the type")?;
        let ty = self.ty()?;
        Ok(TypeAlias { name, type_params, ty })
    }

    fn import(&mut self) -> Parse<Import> {
        let start = self.bump().start;
        let names = match self.token.kind {
            T::LBrace => {
                let open = self.bump();
                ImportNames::Named(self.comma_list(open, T::RBrace, Self::import_name))
            }
            T::Star => {
                self.bump();
                self.expect(T::KwAs, "after `*`")?;
                ImportNames::All(self.lower("a module")?)
            }
            _ => {
                let error = errors::bare_import(self.here(), self.since(start), &self.found());
                return Err(self.fail(error));
            }
        };
        if !self.eat_word("from") {
            let error = errors::expected(self.here(), "`from`", "after what is imported", &self.found());
            return Err(self.fail(error));
        }
        let (path, path_span) = self.plain_string("the path of a module")?;
        Ok(Import { names, path, path_span })
    }

    fn import_name(&mut self) -> Parse<ImportName> {
        let name = self.any_ident("what is imported", false)?;
        let local = if self.eat(T::KwAs) { self.any_ident("what is imported", false)? } else { name };
        Ok(ImportName { name, local })
    }

    fn test(&mut self) -> Parse<TestDecl> {
        self.bump();
        let (name, name_span) = self.plain_string("the name of the test")?;
        let body = self.function_body(|p| p.block("after the name"))?;
        Ok(TestDecl { name, name_span, body })
    }
}

/// What is never public, and its name.
fn never_public(kind: &ItemKind) -> Option<&'static str> {
    match kind {
        ItemKind::Impl(_) | ItemKind::EventImpl(_) => Some("an impl"),
        ItemKind::Observer(_) => Some("an observer"),
        ItemKind::Test(_) => Some("a test"),
        ItemKind::Bench(_) => Some("a benchmark"),
        ItemKind::Const(_) | ItemKind::State(_) | ItemKind::Derive(_) | ItemKind::Struct(_) => None,
        ItemKind::Enum(_) | ItemKind::Trait(_) | ItemKind::Fn(_) | ItemKind::TypeAlias(_) => None,
        ItemKind::Event(_) | ItemKind::View(_) | ItemKind::Extern(_) | ItemKind::Import(_) => None,
    }
}
