//! Loops: `loop`, `while`, `while let`, `for`, and leaving them.

use base::{Id, Span, Symbol};

use super::body::{Body, LocalKind, LoopFrame, Want, Why};
use super::event_calls::Each;
use super::methods::Iterated;
use crate::ast::{self, Condition, ExprKind as Ast, PatternKind as AstPattern};
use crate::errors::{expressions as errors, warnings};
use crate::typed::{Arg, ArgValue, Expr, ExprKind, LocalId, LoopId, MatchArm, Pattern, PatternKind, Stmt, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn new_loop(&mut self) -> LoopId {
        let id = LoopId::from_index(self.loop_count);
        self.loop_count += 1;
        id
    }

    /// Checks the body of a loop; gives it and the loop as it was left.
    pub(super) fn in_loop(
        &mut self,
        id: LoopId,
        label: Option<ast::Ident>,
        want: Option<Want>,
        check: impl FnOnce(&mut Self) -> Expr,
    ) -> (Expr, LoopFrame) {
        self.loops.push(LoopFrame {
            id,
            label: label.map(|label| label.name),
            label_used: false,
            want,
            found: None,
            has_break: false,
            narrowed_at_break: None,
        });
        let body = check(self);
        let frame = self.loops.pop().expect("the loop was pushed above");
        if let Some(label) = label
            && !frame.label_used
            && !label.as_str().starts_with('_')
        {
            self.warn(warnings::unused_label(label.name, label.span));
        }
        (body, frame)
    }

    pub(super) fn loop_expr(
        &mut self,
        label: Option<ast::Ident>,
        block: &'a ast::Block,
        span: Span,
        want: Want,
    ) -> Expr {
        self.forget_assigned_in(|scan| scan.block(block));
        let id = self.new_loop();
        let (body, frame) = self.in_loop(id, label, Some(want), |body| body.block(block, Want::Discard));
        self.narrowed = frame.narrowed_at_break.unwrap_or_default();
        let ty = match (frame.has_break, frame.found, want) {
            (false, _, _) => self.world.core.never,
            (true, Some(_), Want::Must(ty, _)) => ty,
            (true, Some((ty, _)), _) => ty,
            (true, None, _) => self.world.core.unit,
        };
        self.make(ExprKind::Loop(id, Box::new(body)), ty, span)
    }

    pub(super) fn while_expr(
        &mut self,
        label: Option<ast::Ident>,
        condition: &'a Condition,
        block: &'a ast::Block,
        span: Span,
    ) -> Expr {
        let id = self.new_loop();
        let unit = self.world.core.unit;
        match condition {
            Condition::Expr(condition) => {
                self.forget_assigned_in(|scan| {
                    scan.expr(condition);
                    scan.block(block);
                });
                let cond = self.condition(condition);
                self.narrowed = cond.when_true;
                let (body, frame) = self.in_loop(id, label, None, |body| body.block(block, Want::Discard));
                self.narrowed = match &frame.narrowed_at_break {
                    Some(at_break) => self.met(&cond.when_false, at_break),
                    None => cond.when_false,
                };
                self.make(ExprKind::While(id, Box::new(cond.expr), Box::new(body)), unit, span)
            }
            Condition::Let { pattern, value } => self.while_let(id, label, (pattern, value), block, span),
        }
    }

    /// `while let p = e { … }` is `loop { match e { p => { … }, _ => break } }`.
    fn while_let(
        &mut self,
        id: LoopId,
        label: Option<ast::Ident>,
        (pattern, value): (&'a ast::Pattern, &'a ast::Expr),
        block: &'a ast::Block,
        span: Span,
    ) -> Expr {
        self.forget_assigned_in(|scan| {
            scan.expr(value);
            scan.block(block);
        });
        let value = self.expr(value, Want::Any);
        let ty = self.settled(value.ty);
        let before = self.narrowed.clone();
        let (pattern, body) = self.scoped(|body| {
            let pattern = body.test_pattern(pattern, ty, LocalKind::Let);
            let (checked, _) = body.in_loop(id, label, None, |body| body.block(block, Want::Discard));
            (pattern, checked)
        });
        self.narrowed = self.met(&before, &self.narrowed);
        let (unit, never) = (self.world.core.unit, self.world.core.never);
        let wildcard = Pattern { kind: PatternKind::Wildcard, ty: value.ty, span: value.span };
        let stop = self.make(ExprKind::Break(id, None), never, value.span);
        let (head, ty) = (value.span, if self.is_never(body.ty) { never } else { unit });
        let arms = vec![
            MatchArm { span: pattern.span.to(body.span), pattern, guard: None, body },
            MatchArm { span: head, pattern: wildcard, guard: None, body: stop },
        ];
        let body = self.make(ExprKind::Match(Box::new(value), arms), ty, span);
        self.make(ExprKind::Loop(id, Box::new(body)), unit, span)
    }

    pub(super) fn for_expr(
        &mut self,
        label: Option<ast::Ident>,
        (pattern, iterable): (&'a ast::Pattern, &'a ast::Expr),
        block: &'a ast::Block,
        span: Span,
    ) -> Expr {
        if let Some((candidate, call)) = self.event_to_go_through(iterable) {
            let id = self.new_loop();
            let each = Each { id, label, pattern, block };
            return self.event_call(&candidate, call, span, Want::Discard, Some(each));
        }
        let checked = match &iterable.kind {
            Ast::Range { .. } => None,
            _ => Some(self.expr(iterable, Want::Any)),
        };
        let before = self.narrowed.clone();
        self.forget_assigned_in(|scan| scan.block(block));
        let at_start = self.narrowed.clone();
        let result = match (checked, &iterable.kind) {
            (None, Ast::Range { start, end, inclusive, step }) => {
                self.narrowed = before;
                let range = (&**start, &**end, *inclusive, step.as_deref());
                self.for_range(label, pattern, range, block, span)
            }
            (Some(sequence), _) => self.for_sequence(label, pattern, sequence, block, span),
            (None, _) => self.error_expr(span),
        };
        self.narrowed = self.met(&at_start, &self.narrowed);
        result
    }

    fn for_range(
        &mut self,
        label: Option<ast::Ident>,
        pattern: &'a ast::Pattern,
        (start, end, inclusive, step): (&'a ast::Expr, &'a ast::Expr, bool, Option<&'a ast::Expr>),
        block: &'a ast::Block,
        span: Span,
    ) -> Expr {
        let start = self.expr(start, Want::Any);
        let hint = self.operand_hint(start.ty);
        let end = self.expr(end, hint);
        let why = Why { span: Some(start.span), text: "the range starts with this" };
        let end = self.coerce(end, start.ty, why);
        let ty = if self.is_never(start.ty) { end.ty } else { start.ty };
        let step = step.map(|step| self.expr(step, Want::Must(ty, why)));
        let ty = self.settled(ty);
        if !matches!(self.kind(ty), TyKind::Int(_) | TyKind::Error | TyKind::Never) {
            let text = self.show(ty);
            self.report(errors::range_of(&text, start.span.to(end.span)));
        }
        if let Some(Expr { kind: ExprKind::Int(0), span, .. }) = step {
            self.report(errors::step_of_zero(span));
        }
        self.forget_assigned_in(|scan| scan.block(block));
        let id = self.new_loop();
        let (local, body) = self.scoped(|body| {
            let start = body.bound_names();
            let local = body.range_variable(pattern, ty);
            body.warn_shadows(start, pattern.span.start);
            let (checked, _) = body.in_loop(id, label, None, |body| body.block(block, Want::Discard));
            (local, checked)
        });
        let kind = ExprKind::ForRange {
            id,
            local,
            start: Box::new(start),
            end: Box::new(end),
            inclusive,
            step: step.map(Box::new),
            body: Box::new(body),
        };
        self.make(kind, self.world.core.unit, span)
    }

    fn range_variable(&mut self, pattern: &'a ast::Pattern, ty: Ty) -> LocalId {
        match &pattern.kind {
            AstPattern::Binding { name, inner: None } => {
                let local = self.new_local(name.name, name.span, ty, LocalKind::Let);
                self.bind_name(name.name, local);
                local
            }
            AstPattern::Wildcard => self.new_local(Symbol::new("_"), pattern.span, ty, LocalKind::Hidden),
            _ => {
                self.irrefutable(pattern, ty, LocalKind::Let, "for");
                self.new_local(Symbol::new("_"), pattern.span, ty, LocalKind::Hidden)
            }
        }
    }

    fn for_sequence(
        &mut self,
        label: Option<ast::Ident>,
        pattern: &'a ast::Pattern,
        sequence: Expr,
        block: &'a ast::Block,
        span: Span,
    ) -> Expr {
        let ty = self.settled(sequence.ty);
        if self.is_never(ty) {
            return sequence;
        }
        let id = self.new_loop();
        if let Some((length, get, item)) = self.indexed_by_number(ty, sequence.span) {
            let (pattern, body) = self.for_body(id, label, pattern, item, block);
            let kind =
                ExprKind::ForIndexed { id, pattern, sequence: Box::new(sequence), length, get, body: Box::new(body) };
            return self.make(kind, self.world.core.unit, span);
        }
        if let Some(iterated) = self.iterated(&sequence, ty) {
            return self.for_iterator(id, label, (pattern, block), (sequence, iterated), span);
        }
        if !self.is_error(ty) {
            let text = self.show(ty);
            let known = !matches!(self.kind(ty), TyKind::Infer(_));
            let is_optional = self.non_null(ty).is_some();
            let is_integer = self.is_integer(ty);
            self.report(errors::not_iterable(&text, sequence.span, known, is_optional, is_integer));
        }
        let error = self.world.core.error;
        self.for_body(id, label, pattern, error, block);
        self.error_expr(span)
    }

    fn for_body(
        &mut self,
        id: LoopId,
        label: Option<ast::Ident>,
        pattern: &'a ast::Pattern,
        item: Ty,
        block: &'a ast::Block,
    ) -> (Pattern, Expr) {
        self.scoped(|body| {
            let (start, from) = (body.bound_names(), pattern.span.start);
            let pattern = body.irrefutable(pattern, item, LocalKind::Let, "for");
            body.warn_shadows(start, from);
            let (checked, _) = body.in_loop(id, label, None, |body| body.block(block, Want::Discard));
            (pattern, checked)
        })
    }

    /// `for x in xs { … }` over an iterator:
    /// `{ let it = xs.iter(); loop { match it.next() { Item(x) => { … }, Done => break } } }`.
    fn for_iterator(
        &mut self,
        id: LoopId,
        label: Option<ast::Ident>,
        (pattern, block): (&'a ast::Pattern, &'a ast::Block),
        (sequence, iterated): (Expr, Iterated),
        span: Span,
    ) -> Expr {
        let at = sequence.span;
        let (unit, never) = (self.world.core.unit, self.world.core.never);
        let Iterated { start, next, item } = iterated;
        let start = match start {
            Some((iter, ty)) => self.make(ExprKind::Call(iter, vec![given(0, sequence)]), ty, at),
            None => sequence,
        };
        let iterator = self.new_local(Symbol::new("iterator"), at, start.ty, LocalKind::Hidden);
        let (typed, body) = self.for_body(id, label, pattern, item, block);
        let Some(next_enum) = self.world.lang.next else { return self.error_expr(span) };
        let next_ty = self.intern(TyKind::Enum(next_enum, [item].into()));
        let read = self.make(ExprKind::Local(iterator), start.ty, at);
        let call = self.make(ExprKind::Call(next, vec![given(0, read)]), next_ty, at);
        let arm_of = |variant, inner| Pattern { kind: PatternKind::Variant(variant, inner), ty: next_ty, span: at };
        let stop = self.make(ExprKind::Break(id, None), never, at);
        let ty = if self.is_never(body.ty) { never } else { unit };
        let arms = vec![
            MatchArm { span: typed.span.to(body.span), pattern: arm_of(0, vec![typed]), guard: None, body },
            MatchArm { span: at, pattern: arm_of(1, Vec::new()), guard: None, body: stop },
        ];
        let round = self.make(ExprKind::Match(Box::new(call), arms), ty, span);
        let repeated = self.make(ExprKind::Loop(id, Box::new(round)), unit, span);
        let bind = Pattern { kind: PatternKind::Bind(iterator, None), ty: start.ty, span: at };
        let kind = ExprKind::Block(vec![Stmt::Let(bind, start), Stmt::Expr(repeated)], None);
        self.make(kind, unit, span)
    }

    /// The loop that `break` or `continue` means, as an index into the enclosing ones.
    fn target_loop(&mut self, word: &str, label: Option<ast::Ident>, span: Span) -> Option<usize> {
        let first = self.frames.last().map_or(0, |frame| frame.first_loop);
        let found = match label {
            None => (self.loops.len() > first).then(|| self.loops.len() - 1),
            Some(label) => (first..self.loops.len()).rev().find(|&index| self.loops[index].label == Some(label.name)),
        };
        if let (Some(index), Some(_)) = (found, label) {
            self.loops[index].label_used = true;
        }
        if found.is_none() {
            let in_lambda = self.frames.len() > 1 && first > 0;
            let labels = self.loops[first..].iter().filter_map(|frame| frame.label).collect();
            self.report(match label {
                Some(label) => errors::unknown_label(label, labels),
                None => errors::outside_loop(word, span, in_lambda),
            });
        }
        found
    }

    pub(super) fn break_expr(&mut self, label: Option<ast::Ident>, value: Option<&'a ast::Expr>, span: Span) -> Expr {
        let Some(index) = self.target_loop("break", label, span) else {
            value.map(|value| self.expr(value, Want::Any));
            return self.error_expr(span);
        };
        let (id, want) = (self.loops[index].id, self.loops[index].want);
        let value = match (value, want) {
            (Some(value), Some(want)) => Some(self.break_value(index, value, want)),
            (Some(value), None) => {
                let value = self.expr(value, Want::Any);
                self.report(errors::break_value_outside_loop(value.span));
                None
            }
            (None, Some(want)) => {
                self.break_without_value(index, want, span);
                None
            }
            (None, None) => None,
        };
        let here = self.narrowed.clone();
        let met = self.loops[index].narrowed_at_break.take();
        let met = met.map_or(here.clone(), |before| self.met(&before, &here));
        self.loops[index].narrowed_at_break = Some(met);
        self.loops[index].has_break = true;
        self.make(ExprKind::Break(id, value.map(Box::new)), self.world.core.never, span)
    }

    fn break_value(&mut self, index: usize, value: &'a ast::Expr, want: Want) -> Expr {
        let want = match (want, self.loops[index].found) {
            (Want::Must(..), _) => want,
            (_, Some((ty, at))) => Want::Must(ty, Why { span: Some(at), text: "the first `break` gives this" }),
            (_, None) => want.as_hint(),
        };
        let value = self.expr(value, want);
        if self.loops[index].found.is_none() && !self.is_never(value.ty) {
            let ty = self.settled(value.ty);
            self.loops[index].found = Some((ty, value.span));
        }
        value
    }

    fn break_without_value(&mut self, index: usize, want: Want, span: Span) {
        let unit = self.world.core.unit;
        match (want, self.loops[index].found) {
            (Want::Must(ty, why), _) => {
                if !self.try_unify(ty, unit) {
                    let text = self.show(ty);
                    self.report(errors::break_without_value(&text, span, why.span));
                }
                self.loops[index].found = Some((unit, span));
            }
            (_, Some((ty, at))) if !self.try_unify(ty, unit) => {
                let text = self.show(ty);
                self.report(errors::break_without_value(&text, span, Some(at)));
            }
            (_, None) => self.loops[index].found = Some((unit, span)),
            (_, Some(_)) => {}
        }
    }

    pub(super) fn continue_expr(&mut self, label: Option<ast::Ident>, span: Span) -> Expr {
        match self.target_loop("continue", label, span) {
            Some(index) => {
                let id = self.loops[index].id;
                self.make(ExprKind::Continue(id), self.world.core.never, span)
            }
            None => self.error_expr(span),
        }
    }
}

/// A written argument.
pub(super) fn given(param: u32, value: Expr) -> Arg {
    Arg { param, value: ArgValue::Given(value) }
}
