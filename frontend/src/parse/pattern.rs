//! Patterns.

use base::Span;

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// A pattern with its alternatives: `a | b`.
    pub fn pattern(&mut self) -> Parse<Pattern> {
        let start = self.token.start;
        self.eat(T::Pipe);
        let first = self.single_pattern()?;
        if !self.at(T::Pipe) {
            return Ok(first);
        }
        let mut alternatives = vec![first];
        while self.eat(T::Pipe) {
            alternatives.push(self.single_pattern()?);
        }
        Ok(Pattern { kind: PatternKind::Or(alternatives), span: self.since(start) })
    }

    /// A pattern that `|` ends.
    pub fn single_pattern(&mut self) -> Parse<Pattern> {
        self.nested(|p| {
            let start = p.token.start;
            let kind = p.pattern_kind()?;
            Ok(Pattern { kind, span: p.since(start) })
        })
    }

    fn pattern_kind(&mut self) -> Parse<PatternKind> {
        match self.token.kind {
            T::Underscore => {
                self.bump();
                Ok(PatternKind::Wildcard)
            }
            T::KwNull => {
                self.bump();
                Ok(PatternKind::Null)
            }
            T::KwTrue | T::KwFalse => {
                let value = self.bump().kind == T::KwTrue;
                Ok(PatternKind::Literal(PatternLiteral::Bool(value)))
            }
            T::Number | T::Minus => self.number_pattern(),
            T::Quote | T::TripleQuote | T::SingleQuoted => {
                let (text, _) = self.plain_string("a pattern")?;
                Ok(PatternKind::Literal(PatternLiteral::String(text)))
            }
            T::LParen => self.tuple_pattern(),
            T::Lower => self.binding_or_path(),
            T::Upper => {
                let path = vec![self.bump_ident()];
                self.constructor(path)
            }
            _ => {
                let error = errors::expected_pattern(self.here(), &self.found());
                Err(self.fail(error))
            }
        }
    }

    fn binding_or_path(&mut self) -> Parse<PatternKind> {
        let name = self.bump_ident();
        if self.at_same_line(T::Dot) {
            return self.constructor(vec![name]);
        }
        if self.at_same_line(T::LParen) {
            self.report(errors::lower_constructor(name.span, name.as_str()));
            return self.constructor(vec![name]);
        }
        let inner = if self.eat(T::At) { Some(Box::new(self.single_pattern()?)) } else { None };
        Ok(PatternKind::Binding { name, inner })
    }

    fn constructor(&mut self, mut path: Vec<Ident>) -> Parse<PatternKind> {
        while self.at_same_line(T::Dot) {
            self.bump();
            path.push(self.any_ident("a variant", false)?);
        }
        let args = if self.at_same_line(T::LParen) { Some(self.pattern_args()?) } else { None };
        Ok(PatternKind::Constructor { path, args })
    }

    /// `(a, name: b)`.
    pub fn pattern_args(&mut self) -> Parse<Vec<PatternArg>> {
        let open = self.expect(T::LParen, "before the patterns")?;
        Ok(self.comma_list(open, T::RParen, |p| {
            let name = p.at_named().then(|| p.bump_ident());
            if name.is_some() {
                p.bump();
            }
            Ok(PatternArg { name, pattern: p.pattern()? })
        }))
    }

    fn tuple_pattern(&mut self) -> Parse<PatternKind> {
        let open = self.bump();
        let mut members = self.comma_list(open, T::RParen, Self::pattern);
        if members.len() == 1 {
            let only = members.pop().expect("there is one");
            return Ok(only.kind);
        }
        Ok(PatternKind::Tuple(members))
    }

    /// `1`, `-1.5`, `0..=9`.
    fn number_pattern(&mut self) -> Parse<PatternKind> {
        let start = self.pattern_number()?;
        let inclusive = self.at(T::DotDotEq);
        if !inclusive && !self.at(T::DotDot) {
            return Ok(PatternKind::Literal(start));
        }
        self.bump();
        if !matches!(self.token.kind, T::Number | T::Minus) {
            let error = errors::open_range(self.here(), &self.found());
            return Err(self.fail(error));
        }
        let end = self.pattern_number()?;
        Ok(PatternKind::Range { start: Box::new(start), end: Box::new(end), inclusive })
    }

    fn pattern_number(&mut self) -> Parse<PatternLiteral> {
        let negative = self.eat(T::Minus);
        if !self.at(T::Number) {
            let error = errors::expected(self.here(), "a number", "after `-`", &self.found());
            return Err(self.fail(error));
        }
        Ok(match self.number() {
            ExprKind::Int(value) => PatternLiteral::Int { negative, value },
            ExprKind::Float(value) => PatternLiteral::Float { negative, value },
            // `number` has reported it; a pattern that takes nothing by mistake would be reported again.
            _ => return Err(super::core::Failed),
        })
    }

    /// The pattern that an expression before `=>` turns out to have been, if it can be one.
    pub fn expr_as_pattern(&mut self, expr: Expr) -> Parse<Pattern> {
        let span = expr.span;
        let kind = match expr.kind {
            ExprKind::Name(name) if name.as_str() == "_" => PatternKind::Wildcard,
            ExprKind::Name(name) if !name.is_upper() => PatternKind::Binding { name, inner: None },
            ExprKind::Unit => PatternKind::Tuple(Vec::new()),
            ExprKind::Tuple(members) => {
                let members: Parse<Vec<_>> = members.into_iter().map(|member| self.expr_as_pattern(member)).collect();
                PatternKind::Tuple(members?)
            }
            ExprKind::Call(call) if call.arms.is_empty() && !call.piped => return self.call_as_pattern(call, span),
            // An expression that could not be read has been reported.
            ExprKind::Error => PatternKind::Error,
            _ => return Err(self.not_a_parameter(span)),
        };
        Ok(Pattern { kind, span })
    }

    fn call_as_pattern(&mut self, call: Call, span: Span) -> Parse<Pattern> {
        let ExprKind::Name(name) = call.callee.kind else { return Err(self.not_a_parameter(span)) };
        let mut args = Vec::new();
        for arg in call.args {
            args.push(PatternArg { name: arg.name, pattern: self.expr_as_pattern(arg.value)? });
        }
        Ok(Pattern { kind: PatternKind::Constructor { path: vec![name], args: Some(args) }, span })
    }

    fn not_a_parameter(&mut self, span: Span) -> super::core::Failed {
        self.fail(errors::not_a_parameter(span))
    }
}
