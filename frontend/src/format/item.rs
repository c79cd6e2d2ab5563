//! Declarations of a module.

use super::cursor::{Blank, Formatter};
use super::list::Style;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// A file.
    pub fn module(&mut self, module: &Module) {
        while self.drop_separator(T::Semicolon) {}
        for (index, item) in module.items.iter().enumerate() {
            if index > 0 {
                self.out.push(Command::Hard);
                self.blank = Blank::Kept;
            }
            self.item(item);
            while self.drop_separator(T::Semicolon) {}
        }
        if !module.items.is_empty() {
            self.out.push(Command::Hard);
            self.blank = Blank::Kept;
        }
        self.finish();
    }

    fn item(&mut self, item: &Item) {
        self.preamble(&item.attributes, item.public);
        match &item.kind {
            ItemKind::Import(import) => self.import(import),
            ItemKind::Const(value) | ItemKind::State(value) | ItemKind::Derive(value) => self.value_decl(value),
            ItemKind::Struct(decl) => self.struct_decl(decl),
            ItemKind::Enum(decl) => self.enum_decl(decl),
            ItemKind::Trait(decl) => self.trait_decl(decl),
            ItemKind::Impl(decl) => self.impl_decl(decl),
            ItemKind::Fn(function) => self.function(function),
            ItemKind::TypeAlias(alias) => self.type_alias(alias),
            ItemKind::Event(event) => self.event(event),
            ItemKind::EventImpl(decl) => self.event_impl(decl),
            ItemKind::Observer(observer) => self.observer(observer),
            ItemKind::View(view) => self.view(view),
            ItemKind::Test(test) | ItemKind::Bench(test) => self.test(test),
            ItemKind::Extern(block) => self.extern_block(block),
        }
    }

    /// Attributes, on their line, and `pub`.
    pub fn preamble(&mut self, attributes: &[Attribute], public: bool) {
        for (index, attribute) in attributes.iter().enumerate() {
            if index > 0 {
                self.out.push(Command::Space);
            }
            self.expect(T::At);
            self.token();
            if self.is(T::LParen) {
                let args = &attribute.args;
                self.list(Style::Plain, args.len(), |f, index| f.expr(&args[index]));
            }
        }
        if !attributes.is_empty() {
            self.out.push(Command::Hard);
        }
        if public {
            self.expect(T::KwPub);
            self.out.push(Command::Space);
        }
    }

    fn import(&mut self, import: &Import) {
        self.expect(T::KwImport);
        self.out.push(Command::Space);
        match &import.names {
            ImportNames::Named(names) => self.list(Style::Padded, names.len(), |f, index| {
                f.token();
                if names[index].name.span != names[index].local.span {
                    f.out.push(Command::Space);
                    f.expect(T::KwAs);
                    f.out.push(Command::Space);
                    f.token();
                }
            }),
            ImportNames::All(_) => {
                self.expect(T::Star);
                self.out.push(Command::Space);
                self.expect(T::KwAs);
                self.out.push(Command::Space);
                self.token();
            }
        }
        self.out.push(Command::Space);
        self.token();
        self.out.push(Command::Space);
        self.quoted();
    }

    /// `const x: T = e`, `state …`, `derive …`.
    pub fn value_decl(&mut self, value: &ValueDecl) {
        self.token();
        self.out.push(Command::Space);
        self.token();
        self.annotation(value.ty.as_ref());
        self.out.push(Command::Space);
        self.expect(T::Eq);
        self.right_side(&value.value);
    }

    fn type_alias(&mut self, alias: &TypeAlias) {
        self.expect(T::KwType);
        self.out.push(Command::Space);
        self.token();
        self.type_params(&alias.type_params);
        self.out.push(Command::Space);
        self.expect(T::Eq);
        self.out.push(Command::Space);
        self.ty(&alias.ty);
    }

    /// `fn f<T>(a: A) -> R { … }`.
    pub fn function(&mut self, function: &FnDecl) {
        if function.is_async {
            self.expect(T::KwAsync);
            self.out.push(Command::Space);
        }
        self.expect(T::KwFn);
        self.out.push(Command::Space);
        self.token();
        self.type_params(&function.type_params);
        self.params(function.self_param.is_some(), &function.params);
        self.result(function.result.as_ref());
        if let Some(body) = &function.body {
            self.out.push(Command::Space);
            self.block(body);
        }
    }

    /// `(self, a: T, b: U = e)`.
    pub fn params(&mut self, has_self: bool, params: &[Param]) {
        let before = usize::from(has_self);
        self.list(Style::Plain, params.len() + before, |f, index| {
            if index < before { f.token() } else { f.param(&params[index - before]) }
        });
    }

    fn param(&mut self, param: &Param) {
        if param.presence == Presence::Rest {
            self.expect(T::Ellipsis);
        }
        self.token();
        if param.presence == Presence::Optional {
            self.expect(T::Question);
        }
        self.annotation(Some(&param.ty));
        self.default_value(param.default.as_ref());
    }

    /// ` = e`, if it is there.
    pub fn default_value(&mut self, value: Option<&Expr>) {
        if let Some(value) = value {
            self.out.push(Command::Space);
            self.expect(T::Eq);
            self.right_side(value);
        }
    }

    /// The parameters of a variant, outcome or effect, if there are parentheses.
    pub fn payload(&mut self, params: &[Param]) {
        if self.is(T::LParen) {
            self.params(false, params);
        }
    }

    fn test(&mut self, test: &TestDecl) {
        self.token();
        self.out.push(Command::Space);
        self.quoted();
        self.out.push(Command::Space);
        self.block(&test.body);
    }

    /// The event with its outcomes and effects, a line each; its body starts a line of its own after them.
    fn event(&mut self, event: &EventDecl) {
        if event.is_async {
            self.expect(T::KwAsync);
            self.out.push(Command::Space);
        }
        self.token();
        self.out.push(Command::Space);
        self.token();
        self.type_params(&event.type_params);
        self.params(false, &event.params);
        let (mut outcomes, mut effects) = (event.outcomes.iter(), event.effects.iter());
        self.out.push(Command::Indent);
        for _ in 0..event.outcomes.len() + event.effects.len() {
            self.out.push(Command::Hard);
            self.blank = Blank::AfterComment;
            let effect = self.is(T::Bang);
            self.token();
            if effect && self.is(T::Question) {
                self.token();
            }
            self.out.push(Command::Space);
            self.token();
            if effect {
                if let Some(effect) = effects.next() {
                    self.payload(&effect.params);
                    self.result(effect.result.as_ref());
                    self.branches(&effect.branches);
                }
            } else {
                self.payload(outcomes.next().map_or(&[], |outcome| &outcome.params));
            }
        }
        self.out.push(Command::Dedent);
        if let Some(body) = &event.body {
            let alone = event.outcomes.is_empty() && event.effects.is_empty();
            self.out.push(if alone { Command::Space } else { Command::Hard });
            self.block(body);
        }
    }

    /// ` -> { | yes | no(reason: string) }`, if it is there.
    fn branches(&mut self, branches: &[OutcomeDecl]) {
        if branches.is_empty() {
            return;
        }
        self.out.push(Command::Space);
        self.expect(T::Arrow);
        self.out.push(Command::Space);
        let inline = self.opens_on_line();
        self.braces(
            branches.len(),
            inline,
            |_| Command::IfFlat(""),
            |f, index| {
                f.token();
                f.out.push(Command::Space);
                f.token();
                f.payload(&branches[index].params);
            },
        );
    }

    fn event_impl(&mut self, decl: &EventImpl) {
        if decl.is_default {
            self.token();
            self.out.push(Command::Space);
        }
        self.expect(T::KwImpl);
        self.out.push(Command::Space);
        self.path(&decl.event);
        self.list(Style::Plain, decl.params.len(), |f, index| f.pattern(&decl.params[index]));
        self.out.push(Command::Space);
        self.block(&decl.body);
    }

    fn observer(&mut self, observer: &Observer) {
        self.token();
        self.out.push(Command::Space);
        self.path(&observer.event);
        if observer.point != ObserverPoint::Call {
            self.out.push(Command::Space);
            self.token();
            self.out.push(Command::Space);
            self.token();
        }
        if self.is(T::LParen) {
            self.pattern_args(&observer.args);
        }
        self.guard(observer.guard.as_ref());
        self.out.push(Command::Space);
        self.block(&observer.body);
    }
}
