//! Events: declarations, implementations, observers, and the arms of calls.

use super::core::{Context, Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// `event e(…)`, its `|`, `|?` and `!` lines, and its body.
    pub fn event(&mut self, is_async: bool) -> Parse<EventDecl> {
        self.bump();
        let name = self.lower("an event")?;
        let type_params = self.type_params()?;
        let (self_param, params) = self.params(false)?;
        if let Some(span) = self_param {
            self.report(errors::self_outside_impl(span));
        }
        if self.at(T::Arrow) {
            let error = errors::event_result(self.here());
            return Err(self.fail(error));
        }
        let (mut outcomes, mut effects) = (Vec::new(), Vec::new());
        loop {
            match self.token.kind {
                T::Pipe | T::PipeQuestion => outcomes.push(self.outcome()?),
                T::Bang => effects.push(self.effect()?),
                _ => break,
            }
        }
        let body = if self.at(T::LBrace) { Some(self.function_body(|p| p.block("before the body"))?) } else { None };
        Ok(EventDecl { name, type_params, params, outcomes, effects, body, is_async })
    }

    fn outcome(&mut self) -> Parse<OutcomeDecl> {
        let doc = self.doc();
        let bar = self.bump();
        let name = self.lower("an outcome")?;
        let params = self.payload()?;
        if self.at_same_line(T::Arrow) {
            let error = errors::outcome_result(self.here());
            return Err(self.fail(error));
        }
        Ok(OutcomeDecl { name, params, optional: bar.kind == T::PipeQuestion, doc, span: self.since(bar.start) })
    }

    fn effect(&mut self) -> Parse<EffectDecl> {
        let doc = self.doc();
        let start = self.bump().start;
        let optional = self.at_same_line(T::Question) && self.eat(T::Question);
        let name = self.lower("an effect")?;
        let params = self.payload()?;
        if self.at(T::Arrow) && self.peek().kind == T::LBrace {
            self.bump();
            let branches = self.branches()?;
            return Ok(EffectDecl { name, params, result: None, branches, optional, doc, span: self.since(start) });
        }
        let result = self.result()?;
        Ok(EffectDecl { name, params, result, branches: Vec::new(), optional, doc, span: self.since(start) })
    }

    /// `{ | yes | no(reason: string) }` after `->`.
    fn branches(&mut self) -> Parse<Vec<OutcomeDecl>> {
        let open = self.bump();
        let mut branches = Vec::new();
        self.inside(|p| {
            if p.at(T::RBrace) {
                let error = errors::effect_without_branches(p.here());
                p.report(error);
            }
            while !matches!(p.token.kind, T::RBrace | T::End) && !p.at_declaration() {
                let start = p.token.start;
                match p.branch() {
                    Ok(branch) => branches.push(branch),
                    Err(_) => p.skip_statement(start),
                }
                p.eat(T::Comma);
            }
            p.close(open, T::RBrace);
        });
        Ok(branches)
    }

    fn branch(&mut self) -> Parse<OutcomeDecl> {
        if matches!(self.token.kind, T::Pipe | T::PipeQuestion) {
            return self.outcome();
        }
        let error = errors::expected(self.here(), "`|`", "at the start of a branch", &self.found());
        Err(self.fail(error))
    }

    /// `load`, `api.load`.
    fn event_path(&mut self) -> Parse<Vec<Ident>> {
        let mut path = vec![self.lower("an event")?];
        while self.eat(T::Dot) {
            path.push(self.lower("an event")?);
        }
        Ok(path)
    }

    /// `load(id) { … }` after `impl`.
    pub fn event_impl(&mut self, is_default: bool) -> Parse<EventImpl> {
        let event = self.event_path()?;
        let open = self.expect(T::LParen, "after the name of the event")?;
        let params = self.comma_list(open, T::RParen, |p| {
            let pattern = p.pattern()?;
            if p.at(T::Colon) {
                p.bump();
                let ty = p.ty()?;
                p.report(errors::typed_impl_parameter(ty.span));
            }
            Ok(pattern)
        });
        let body = self.function_body(|p| p.block("before the body"))?;
        Ok(EventImpl { is_default, event, params, body })
    }

    /// `on load(id) { … }`, `on load | found(u) if u.admin { … }`, `on load ! progress(p) { … }`.
    pub fn observer(&mut self) -> Parse<Observer> {
        self.bump();
        let event = self.event_path()?;
        let point = match self.token.kind {
            T::Pipe => {
                self.bump();
                ObserverPoint::Outcome(self.lower("an outcome")?)
            }
            T::Bang => {
                self.bump();
                ObserverPoint::Effect(self.lower("an effect")?)
            }
            _ => ObserverPoint::Call,
        };
        let args = if self.at(T::LParen) { self.pattern_args()? } else { Vec::new() };
        let guard = if self.eat(T::KwIf) { Some(self.head()?) } else { None };
        let body = self.function_body(|p| p.block("before the body"))?;
        Ok(Observer { event, point, args, guard, body })
    }

    /// `{ | found(u) => … ! progress(p) => … }` after a call.
    #[inline(never)]
    pub fn arms_tail(&mut self, call: Expr) -> Parse<ExprKind> {
        let ExprKind::Call(call) = call.kind else { unreachable!("arms are opened after calls only") };
        let open = self.bump();
        let mut arms = Vec::new();
        self.inside(|p| {
            while !matches!(p.token.kind, T::RBrace | T::End) && !p.at_declaration() {
                let start = p.token.start;
                match p.event_arm() {
                    Ok(arm) => arms.push(arm),
                    Err(_) => p.skip_statement(start),
                }
                p.event_arm_end(start);
            }
            p.close(open, T::RBrace);
        });
        Ok(ExprKind::Call(Call { arms, ..call }))
    }

    fn event_arm_end(&mut self, start: u32) {
        if !matches!(self.token.kind, T::Pipe | T::PipeQuestion) {
            self.arm_end(start, T::FatArrow);
        }
    }

    #[inline(never)]
    fn event_arm(&mut self) -> Parse<EventArm> {
        let start = self.token.start;
        let mut kind = match self.token.kind {
            T::Pipe | T::PipeQuestion => EventArmKind::Outcome,
            T::Bang => EventArmKind::Effect,
            _ => {
                let error = errors::expected(self.here(), "`|` or `!`", "at the start of an arm", &self.found());
                return Err(self.fail(error));
            }
        };
        let sign = self.bump();
        let rest = sign.kind == T::PipeQuestion && self.at(T::Underscore);
        let name = if rest {
            kind = EventArmKind::Rest;
            self.bump_ident()
        } else {
            if sign.kind == T::PipeQuestion {
                self.report(errors::optional_arm("|", self.span(sign.start, sign.end)));
            } else if kind == EventArmKind::Effect && self.at_same_line(T::Question) {
                let question = self.bump();
                self.report(errors::optional_arm("!", self.span(sign.start, question.end)));
            }
            self.lower(if kind == EventArmKind::Effect { "an effect" } else { "an outcome" })?
        };
        let args = if self.at_same_line(T::LParen) { self.pattern_args()? } else { Vec::new() };
        let guard = self.guard()?;
        self.arm_arrow()?;
        let context = Context { no_pipe: true, ..Context::default() };
        let body = self.with_context(context, Self::expr_or_assignment)?;
        Ok(EventArm { kind, name, args, guard, body, span: self.since(start) })
    }
}
