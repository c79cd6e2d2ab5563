//! Functions: type parameters, parameters, results.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// `fn f(…) -> T { … }` of a module: with a body and without `self`.
    pub fn function(&mut self, is_async: bool) -> Parse<FnDecl> {
        let function = self.method_function(is_async)?;
        if let Some(span) = function.self_param {
            self.report(errors::self_outside_impl(span));
        }
        if function.body.is_none() {
            self.report(errors::function_without_body(function.name.span, function.name.as_str()));
        }
        Ok(function)
    }

    /// A function that may have `self` and may have no body.
    pub fn method_function(&mut self, is_async: bool) -> Parse<FnDecl> {
        self.bump();
        let name = self.lower("a function")?;
        let type_params = self.type_params()?;
        let (self_param, params) = self.params(false)?;
        let result = self.result()?;
        if self.at_word("throws") {
            self.report(errors::throws_outside_extern(self.here()));
            self.bump();
        }
        let body = self.function_block()?;
        Ok(FnDecl { name, type_params, self_param, params, result, is_async, body })
    }

    /// The body of a function if there is one.
    pub fn function_block(&mut self) -> Parse<Option<Block>> {
        if self.at(T::LBrace) {
            return self.function_body(|p| p.block("before the body")).map(Some);
        }
        if matches!(self.token.kind, T::Eq | T::FatArrow) && !self.token.newline {
            let error = errors::expression_body(self.here());
            return Err(self.fail(error));
        }
        if self.token.newline || matches!(self.token.kind, T::RBrace | T::Semicolon | T::Comma | T::End) {
            return Ok(None);
        }
        self.expect(T::LBrace, "before the body of the function").map(|_| None)
    }

    /// `<T: A + B, U>`, if there are any.
    pub fn type_params(&mut self) -> Parse<Vec<TypeParam>> {
        if !self.at(T::Lt) {
            return Ok(Vec::new());
        }
        self.bump();
        let mut params = Vec::new();
        loop {
            let name = self.upper("a type parameter")?;
            let bounds = if self.eat(T::Colon) { self.bounds()? } else { Vec::new() };
            params.push(TypeParam { name, bounds });
            if !self.eat(T::Comma) || self.at(T::Gt) {
                break;
            }
        }
        self.close_angle()?;
        Ok(params)
    }

    /// `A + B`.
    pub fn bounds(&mut self) -> Parse<Vec<NamedType>> {
        let mut bounds = vec![self.named_type()?];
        while self.eat(T::Plus) {
            bounds.push(self.named_type()?);
        }
        Ok(bounds)
    }

    /// `(self, a: T, b: U = e)`.
    pub fn params(&mut self, external: bool) -> Parse<(Option<base::Span>, Vec<Param>)> {
        let open = self.expect(T::LParen, "before the parameters")?;
        let mut self_param = None;
        if self.at(T::KwSelf) && !self.followed_by_colon() {
            self_param = Some(self.here());
            self.bump();
            if !self.at(T::RParen) {
                self.expect(T::Comma, "after `self`")?;
            }
        }
        let params = self.comma_list(open, T::RParen, |p| p.param(external));
        Ok((self_param, params))
    }

    /// `name: T = e`; of an extern function also `name?: T` and `...name: T`.
    pub fn param(&mut self, external: bool) -> Parse<Param> {
        let start = self.token.start;
        let mut presence = Presence::Required;
        if self.at(T::Ellipsis) {
            presence = Presence::Rest;
            if !external {
                self.report(errors::rest_outside_extern(self.here()));
            }
            self.bump();
        }
        if matches!(self.token.kind, T::KwVar | T::KwLet) || self.at_word("mut") && !self.followed_by_colon() {
            let span = self.span(self.token.start, self.peek().start);
            self.report(errors::mutable_parameter(span));
            self.bump();
        }
        let name = if external && self.at_named() { self.bump_ident() } else { self.lower("a parameter")? };
        if self.at(T::Question) {
            presence = Presence::Optional;
            if !external {
                self.report(errors::optional_outside_extern(self.here()));
            }
            self.bump();
        }
        let ty = self.type_annotation("a parameter")?;
        let default = if self.eat(T::Eq) { Some(self.expr()?) } else { None };
        Ok(Param { name, ty, default, presence, span: self.since(start) })
    }

    /// `: T`, which parameters and fields must have.
    pub fn type_annotation(&mut self, what: &str) -> Parse<Type> {
        if self.eat(T::Colon) {
            return self.ty();
        }
        let error = errors::missing_type(self.behind(), what, &self.found());
        Err(self.fail(error))
    }

    /// `-> T`, if it is there.
    pub fn result(&mut self) -> Parse<Option<Type>> {
        if self.at(T::Colon) {
            self.report(errors::colon_result(self.here()));
            self.bump();
            return self.ty().map(Some);
        }
        if self.at_same_line(T::FatArrow) && !self.peek().newline && self.peek().kind == T::Upper {
            self.report(errors::fat_arrow_result(self.here()));
            self.bump();
            return self.ty().map(Some);
        }
        if self.eat(T::Arrow) { self.ty().map(Some) } else { Ok(None) }
    }
}
