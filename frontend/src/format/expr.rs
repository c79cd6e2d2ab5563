//! Expressions.

use super::cursor::Formatter;
use super::list::Style;
use super::operator::{Continuation, is_block_like};
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// An expression.
    pub fn expr(&mut self, expr: &Expr) {
        self.expr_up_to(expr, expr.span.end);
    }

    /// An expression that ends at byte `end`, perhaps in parentheses.
    fn expr_up_to(&mut self, expr: &Expr, end: u32) {
        let own = matches!(expr.kind, ExprKind::Tuple(_) | ExprKind::Unit);
        if !self.is_wrapped(end) || own && !self.is_doubly_wrapped() {
            self.bare(expr);
            return;
        }
        let inner = self.wrapped_end();
        let group = self.open();
        self.expect(T::LParen);
        self.out.push(Command::Indent);
        self.out.push(Command::Soft);
        let at = self.out.position();
        match &expr.kind {
            ExprKind::Binary { .. } if !self.is_wrapped(inner) => self.binary(expr, Continuation::Same),
            _ => self.expr_up_to(expr, inner),
        }
        self.drop_separator(T::Comma);
        self.before_close();
        self.out.push(Command::Dedent);
        self.out.push(Command::Soft);
        self.expect(T::RParen);
        self.out.close();
        if !matches!(expr.kind, ExprKind::Binary { .. }) {
            self.out.groups[group as usize].hug = Some(at);
        }
    }

    /// An expression without parentheses around it.
    fn bare(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Null | ExprKind::Name(_) => {
                self.token();
            }
            ExprKind::String(literal) => self.verbatim(literal.span.end),
            ExprKind::Unit => self.list(Style::Plain, 0, |_, _| ()),
            ExprKind::List(items) => self.elements(items),
            ExprKind::Map(entries) => self.list(Style::Plain, entries.len(), |f, index| {
                let (key, value) = &entries[index];
                f.expr(key);
                f.expect(T::Colon);
                f.right_side(value);
            }),
            ExprKind::Tuple(items) => self.list(Style::Plain, items.len(), |f, index| f.expr(&items[index])),
            ExprKind::Call(call) if call.piped => self.pipe(expr),
            ExprKind::Chain(inner) => self.bare(inner),
            ExprKind::Instantiate { .. }
            | ExprKind::Call(_)
            | ExprKind::Field { .. }
            | ExprKind::TupleField { .. }
            | ExprKind::Index { .. }
            | ExprKind::Unwrap(_)
            | ExprKind::Installed(_) => self.postfix(expr),
            ExprKind::Unary { operand, .. } => {
                self.token();
                self.expr(operand);
            }
            ExprKind::Binary { .. } => self.binary(expr, Continuation::Indented),
            ExprKind::Range { start, end, step, .. } => self.range(start, end, step.as_deref()),
            ExprKind::Cast { value, ty, checked } => self.cast(value, ty, *checked),
            ExprKind::Lambda(lambda) => self.lambda(lambda),
            ExprKind::If { .. } => self.if_chain(expr),
            ExprKind::Match { scrutinee, arms } | ExprKind::Catch { value: scrutinee, arms } => {
                self.match_expr(scrutinee, arms);
            }
            ExprKind::Block(block) => self.block(block),
            ExprKind::Loop { label, body } => self.loop_expr(*label, |_| (), body),
            ExprKind::While { label, condition, body } => {
                self.loop_expr(*label, |f| f.condition(condition), body);
            }
            ExprKind::For { label, pattern, iterable, body } => {
                self.loop_expr(*label, |f| f.for_head(pattern, iterable), body);
            }
            ExprKind::Break { label, value } => self.jump(label.is_some(), value.as_deref()),
            ExprKind::Continue { label } => self.jump(label.is_some(), None),
            ExprKind::Return { value, tail } => self.jump(*tail, value.as_deref()),
            ExprKind::Assign { target, value, .. } => self.assign(target, value),
            ExprKind::Try(value) | ExprKind::Await(value) => self.jump(false, Some(value)),
            ExprKind::Template(node) => self.template_node(node),
            ExprKind::Error => self.lost = true,
        }
    }

    /// `[a, b]`: numbers and short words fill their lines.
    fn elements(&mut self, items: &[Expr]) {
        let short = |item: &Expr| {
            let atom = match &item.kind {
                ExprKind::Unary { operand, .. } => operand,
                _ => item,
            };
            let literal = matches!(
                atom.kind,
                ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::String(_) | ExprKind::Bool(_) | ExprKind::Null
            );
            // Parentheses could have anything beside the literal in them.
            let text = self.slice(atom.span);
            literal && text.len() <= 12 && !text.contains('\n') && !text.starts_with('(')
        };
        let style = if items.len() > 4 && items.iter().all(short) { Style::Filled } else { Style::Plain };
        let hug = (items.len() == 1 && is_block_like(&items[0])).then_some(0);
        self.list_hugging(style, items.len(), hug, |f, index| f.expr(&items[index]));
    }

    /// A word, a second one if `named`, and a value.
    fn jump(&mut self, named: bool, value: Option<&Expr>) {
        self.token();
        if named {
            self.out.push(Command::Space);
            self.token();
        }
        if let Some(value) = value {
            self.out.push(Command::Space);
            self.expr(value);
        }
    }

    /// `x => e`, `(a: T, b) => e`, `async () => e`.
    fn lambda(&mut self, lambda: &Lambda) {
        if lambda.is_async {
            self.expect(T::KwAsync);
            self.out.push(Command::Space);
        }
        if self.is(T::LParen) {
            let plain = lambda.params.iter().all(|param| {
                param.ty.is_none() && matches!(param.pattern.kind, PatternKind::Binding { inner: None, .. })
            });
            if plain && lambda.params.len() < 5 {
                self.plain_params(lambda.params.len());
            } else {
                self.list(Style::Plain, lambda.params.len(), |f, index| {
                    let param = &lambda.params[index];
                    f.pattern(&param.pattern);
                    f.annotation(param.ty.as_ref());
                });
            }
        } else {
            self.token();
        }
        self.out.push(Command::Space);
        self.expect(T::FatArrow);
        self.right_side(&lambda.body);
    }

    /// `(a, b)`, of which no line ends inside.
    fn plain_params(&mut self, count: usize) {
        self.expect(T::LParen);
        for index in 0..count {
            if index > 0 {
                self.out.push(Command::Space);
            }
            if self.is(T::LParen) {
                self.list_of_one(Self::token);
            } else {
                self.token();
            }
            self.drop_separator(T::Comma);
            if index + 1 < count {
                self.out.push(Command::Text(","));
            }
        }
        self.before_close();
        self.expect(T::RParen);
    }
}
