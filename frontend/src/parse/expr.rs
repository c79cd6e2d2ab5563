//! Operators, by precedence climbing.
//!
//! Tightest first: postfix; unary `- ! ~ try await`; `**` (right); `as`; `* / %`; `+ -`; `<< >> >>>`; `&`; `^`; `|`;
//! `.. ..=`; `??`; comparisons (not chained); `&&`; `||`; `|>`. Assignment is a statement.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::{Token, TokenKind as T};

/// What an infix token makes.
#[derive(Clone, Copy, PartialEq)]
enum Infix {
    Binary(BinaryOp),
    Range,
    Cast,
    Pipe,
}

/// Precedences; a higher one binds tighter.
mod level {
    /// `|>`
    pub const PIPE: u8 = 1;
    /// `||`
    pub const OR: u8 = 2;
    /// `&&`
    pub const AND: u8 = 3;
    /// `== != === !== < <= > >=`
    pub const COMPARE: u8 = 4;
    /// `??`
    pub const COALESCE: u8 = 5;
    /// `.. ..=`
    pub const RANGE: u8 = 6;
    /// `|`
    pub const BIT_OR: u8 = 7;
    /// `^`
    pub const BIT_XOR: u8 = 8;
    /// `&`
    pub const BIT_AND: u8 = 9;
    /// `<< >> >>>`
    pub const SHIFT: u8 = 10;
    /// `+ -`
    pub const ADD: u8 = 11;
    /// `* / %`
    pub const MUL: u8 = 12;
    /// `as`
    pub const CAST: u8 = 13;
    /// `**`
    pub const POW: u8 = 14;
}

fn infix(kind: T) -> Option<(Infix, u8)> {
    use BinaryOp::*;
    let (op, level) = match kind {
        T::PipeGt => return Some((Infix::Pipe, level::PIPE)),
        T::DotDot | T::DotDotEq => return Some((Infix::Range, level::RANGE)),
        T::KwAs => return Some((Infix::Cast, level::CAST)),
        T::OrOr => (Or, level::OR),
        T::AndAnd => (And, level::AND),
        T::EqEq => (Eq, level::COMPARE),
        T::NotEq => (Ne, level::COMPARE),
        T::EqEqEq => (Identical, level::COMPARE),
        T::NotEqEq => (NotIdentical, level::COMPARE),
        T::Lt => (Lt, level::COMPARE),
        T::LtEq => (Le, level::COMPARE),
        T::Gt => (Gt, level::COMPARE),
        T::GtEq => (Ge, level::COMPARE),
        T::QuestionQuestion => (Coalesce, level::COALESCE),
        T::Pipe => (BitOr, level::BIT_OR),
        T::Caret => (BitXor, level::BIT_XOR),
        T::And => (BitAnd, level::BIT_AND),
        T::Shl => (Shl, level::SHIFT),
        T::Shr => (Shr, level::SHIFT),
        T::UShr => (UShr, level::SHIFT),
        T::Plus => (Add, level::ADD),
        T::Minus => (Sub, level::ADD),
        T::Star => (Mul, level::MUL),
        T::Slash => (Div, level::MUL),
        T::Percent => (Rem, level::MUL),
        T::StarStar => (Pow, level::POW),
        _ => return None,
    };
    Some((Infix::Binary(op), level))
}

/// The operator of an `op=` token.
fn assignment_op(kind: T) -> Option<BinaryOp> {
    Some(match kind {
        T::PlusEq => BinaryOp::Add,
        T::MinusEq => BinaryOp::Sub,
        T::StarEq => BinaryOp::Mul,
        T::SlashEq => BinaryOp::Div,
        T::PercentEq => BinaryOp::Rem,
        T::StarStarEq => BinaryOp::Pow,
        T::ShlEq => BinaryOp::Shl,
        T::ShrEq => BinaryOp::Shr,
        T::UShrEq => BinaryOp::UShr,
        T::AndEq => BinaryOp::BitAnd,
        T::PipeEq => BinaryOp::BitOr,
        T::CaretEq => BinaryOp::BitXor,
        T::QuestionQuestionEq => BinaryOp::Coalesce,
        T::AndAndEq => BinaryOp::And,
        T::OrOrEq => BinaryOp::Or,
        _ => return None,
    })
}

impl Parser<'_> {
    /// An expression.
    pub fn expr(&mut self) -> Parse<Expr> {
        self.binary(0)
    }

    /// An expression or an assignment: where a statement, an arm's value or a lambda's body stands.
    #[inline(never)]
    pub fn expr_or_assignment(&mut self) -> Parse<Expr> {
        let target = self.expr()?;
        let op = assignment_op(self.token.kind);
        if self.token.newline || op.is_none() && !self.at(T::Eq) {
            return Ok(target);
        }
        let eq = self.bump();
        let op_span = self.span(eq.start, eq.end);
        if !is_place(&target) {
            self.report(errors::not_assignable(target.span, op_span));
        }
        let value = self.expr()?;
        if self.at_same_line(T::Eq) {
            let error = errors::chained_assignment(self.here());
            return Err(self.fail(error));
        }
        let span = target.span.to(value.span);
        let kind = ExprKind::Assign { target: Box::new(target), op, op_span, value: Box::new(value) };
        Ok(Expr { kind, span })
    }

    /// Whether the next token is an infix operator that goes on with the expression before it.
    fn next_infix(&self) -> Option<(Infix, u8)> {
        let (op, level) = infix(self.token.kind)?;
        // At the start of a line these begin something new: an arm, a negative number, a template.
        let begins = matches!(self.token.kind, T::Pipe | T::Minus | T::Lt);
        if self.token.newline && begins || self.at(T::Pipe) && self.context.no_pipe {
            return None;
        }
        Some((op, level))
    }

    /// Operators that bind at least as tightly as `min`.
    fn binary(&mut self, min: u8) -> Parse<Expr> {
        self.nested(|p| {
            let mut left = p.prefix()?;
            while let Some((op, level)) = p.next_infix() {
                if level < min {
                    break;
                }
                left = p.infix_tail(left, op, level)?;
                p.link()?;
            }
            Ok(left)
        })
    }

    fn infix_tail(&mut self, left: Expr, op: Infix, level: u8) -> Parse<Expr> {
        match op {
            Infix::Binary(op) => self.binary_tail(left, op, level),
            Infix::Range => self.range_tail(left),
            Infix::Cast => self.cast_tail(left),
            Infix::Pipe => self.pipe_tail(left),
        }
    }

    #[inline(never)]
    fn binary_tail(&mut self, left: Expr, op: BinaryOp, level: u8) -> Parse<Expr> {
        let token = self.bump();
        let op_span = self.span(token.start, token.end);
        self.check_increment(&left, token)?;
        if op == BinaryOp::Pow && self.is_bare_unary(&left) {
            self.report(errors::unary_before_power(left.span, op_span));
        }
        // Only `**` groups to the right.
        let right = self.binary(if op == BinaryOp::Pow { level } else { level + 1 })?;
        // A `<` at the start of a line opens a template.
        let goes_on = !(self.token.newline && self.at(T::Lt));
        if level == level::COMPARE && matches!(infix(self.token.kind), Some((_, level::COMPARE))) && goes_on {
            let error = errors::chained_comparison(self.here(), op_span);
            return Err(self.fail(error));
        }
        let span = left.span.to(right.span);
        Ok(Expr { kind: ExprKind::Binary { op, op_span, left: Box::new(left), right: Box::new(right) }, span })
    }

    /// `-a` without parentheses around it.
    fn is_bare_unary(&self, expr: &Expr) -> bool {
        matches!(expr.kind, ExprKind::Unary { .. }) && self.text.as_bytes()[expr.span.start as usize] != b'('
    }

    /// `i++` and `i--`, which are not operators here. The first sign has been passed.
    #[inline(never)]
    fn check_increment(&mut self, left: &Expr, sign: Token) -> Parse<()> {
        let doubled = self.token.kind == sign.kind && self.token.start == sign.end;
        let next = self.peek();
        let operand = Self::starts_operand(next) && !next.newline;
        if !doubled || !matches!(sign.kind, T::Plus | T::Minus) || operand {
            return Ok(());
        }
        self.bump();
        let span = self.span(sign.start, self.prev_end);
        let name = self.slice(left.span);
        Err(self.fail(errors::increment(span, name, &self.slice(span)[..1])))
    }

    #[inline(never)]
    fn range_tail(&mut self, start: Expr) -> Parse<Expr> {
        let token = self.bump();
        let inclusive = token.kind == T::DotDotEq;
        let body = self.context.no_arms && self.at(T::LBrace);
        if body || !Self::starts_operand(self.token) {
            let error = errors::open_range(self.here(), &self.found());
            return Err(self.fail(error));
        }
        let end = self.binary(level::RANGE + 1)?;
        let mut span = start.span.to(end.span);
        let mut step = None;
        if !self.token.newline && self.eat_word("step") {
            let by = self.binary(level::RANGE + 1)?;
            span = span.to(by.span);
            step = Some(Box::new(by));
        }
        if matches!(self.token.kind, T::DotDot | T::DotDotEq) {
            let error = errors::expected(self.here(), "an operator", "after a range", &self.found());
            return Err(self.fail(error));
        }
        Ok(Expr { kind: ExprKind::Range { start: Box::new(start), end: Box::new(end), inclusive, step }, span })
    }

    #[inline(never)]
    fn cast_tail(&mut self, value: Expr) -> Parse<Expr> {
        self.bump();
        let checked = self.eat(T::Question);
        let ty = self.ty()?;
        let span = value.span.to(ty.span);
        Ok(Expr { kind: ExprKind::Cast { value: Box::new(value), ty, checked }, span })
    }

    /// `x |> f(1)`: the call gets `x` as its first argument.
    #[inline(never)]
    fn pipe_tail(&mut self, value: Expr) -> Parse<Expr> {
        self.bump();
        let right = self.binary(level::PIPE + 1)?;
        let span = value.span.to(right.span);
        match right.kind {
            ExprKind::Call(mut call) if !call.piped => {
                call.args.insert(0, Arg { name: None, value });
                call.piped = true;
                Ok(Expr { kind: ExprKind::Call(call), span })
            }
            _ => {
                self.report(errors::pipe_into_value(right.span));
                Ok(Expr { kind: ExprKind::Error, span })
            }
        }
    }

    /// `-x`, `!x`, `~x`, `try x`, `await x`.
    fn prefix(&mut self) -> Parse<Expr> {
        let op = match self.token.kind {
            T::Minus => UnaryOp::Neg,
            T::Bang => UnaryOp::Not,
            T::Tilde => UnaryOp::BitNot,
            T::KwTry => return self.prefix_word(ExprKind::Try),
            T::KwAwait => return self.prefix_word(ExprKind::Await),
            _ => return self.postfix(),
        };
        let start = self.bump().start;
        let operand = self.nested(Self::prefix)?;
        let span = self.span(start, operand.span.end);
        Ok(Expr { kind: ExprKind::Unary { op, operand: Box::new(operand) }, span })
    }

    #[inline(never)]
    fn prefix_word(&mut self, make: fn(Box<Expr>) -> ExprKind) -> Parse<Expr> {
        let start = self.bump().start;
        if self.at(T::LBrace) && self.slice(self.span(start, self.prev_end)) == "try" {
            let error = errors::try_block(self.span(start, self.prev_end));
            return Err(self.fail(error));
        }
        let operand = self.nested(Self::prefix)?;
        let span = self.span(start, operand.span.end);
        Ok(Expr { kind: make(Box::new(operand)), span })
    }
}

/// Whether something can be assigned to, as far as its form tells.
fn is_place(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Name(_) | ExprKind::Field { optional: false, .. } | ExprKind::Index { .. } | ExprKind::Error => true,
        // The checker says that tuples are immutable.
        ExprKind::TupleField { .. } => true,
        _ => false,
    }
}
