//! Operators, and what stands after `=` and `=>`.

use super::cursor::Formatter;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

/// Where the lines of an expression after its first are indented.
#[derive(Clone, Copy, PartialEq)]
pub enum Continuation {
    /// Where the first one is.
    Same,
    /// One step.
    Indented,
    /// Two steps: in the head of a block, whose lines have one.
    Head,
}

impl Formatter<'_> {
    /// ` value`, on a new line where that helps: what follows `=` or `=>`.
    pub fn right_side(&mut self, value: &Expr) {
        if !self.may_start_line(value) {
            self.out.push(Command::Space);
            self.expr(value);
            return;
        }
        let group = self.out.open();
        self.out.push(Command::Indent);
        self.out.push(Command::Line);
        let at = self.out.position();
        self.continued(value, Continuation::Same);
        self.out.push(Command::Dedent);
        self.out.close();
        self.out.groups[group as usize].hug = self.ends_in_parentheses(value).then_some(at);
    }

    /// Whether an operand is mostly braces, and not in parentheses.
    fn shows_block(&self, operand: &Expr) -> bool {
        is_block_like(operand) && !self.slice(operand.span).starts_with('(')
    }

    /// Whether an expression without parentheses around it ends in ones that hold most of it: `a + z * (b + z * c)`.
    fn ends_in_parentheses(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Binary { op, right, .. } if level(*op) > level(BinaryOp::Coalesce) => {
                let wrapped = is_parenthesised(self.slice(right.span));
                match &right.kind {
                    _ if wrapped => matches!(right.kind, ExprKind::Binary { .. }),
                    // Brackets before the parentheses would break first: `a + (b * c) * (d + e)`.
                    ExprKind::Binary { left, .. } => {
                        !self.slice(left.span).contains(['(', '[', '{']) && self.ends_in_parentheses(right)
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Whether a new line before `value` lets more of it fit: not if it breaks in brackets of its own.
    fn may_start_line(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Binary { right, .. } => !self.is_wrapped_at(value) && !self.shows_block(right),
            ExprKind::Range { .. } | ExprKind::Cast { .. } | ExprKind::Field { .. } | ExprKind::Name(_) => true,
            ExprKind::String(literal) => !self.slice(literal.span).contains('\n'),
            _ => false,
        }
    }

    fn is_wrapped_at(&self, value: &Expr) -> bool {
        // The value may be preceded by nothing but comments here, so it is the next token.
        self.start() == value.span.start && self.is_wrapped(value.span.end)
    }

    /// An expression whose operators end lines.
    pub fn continued(&mut self, value: &Expr, continuation: Continuation) {
        match &value.kind {
            ExprKind::Binary { .. } if !self.is_wrapped_at(value) => self.binary(value, continuation),
            _ => self.expr(value),
        }
    }

    /// `a + b - c`: operators of one precedence break together.
    pub fn binary(&mut self, value: &Expr, continuation: Continuation) {
        let mut rights = Vec::new();
        let mut left = value;
        while let ExprKind::Binary { op, left: inner, right, .. } = &left.kind {
            if rights.last().is_some_and(|&(last, _)| level(last) != level(*op) || last == BinaryOp::Pow) {
                break;
            }
            if !rights.is_empty() && self.is_wrapped_at(left) {
                break;
            }
            rights.push((*op, &**right));
            left = inner;
        }
        let steps = match continuation {
            Continuation::Same => 0,
            Continuation::Indented => 1,
            Continuation::Head => 2,
        };
        let group = self.open();
        let mut last = 0;
        // The first operand may begin a line, which has the indentation of what is around it.
        if continuation != Continuation::Indented {
            self.indent(steps);
        }
        self.expr(left);
        if continuation == Continuation::Indented {
            self.indent(steps);
        }
        for &(_, right) in rights.iter().rev() {
            self.out.push(Command::Space);
            self.token();
            self.out.push(if self.shows_block(right) { Command::Space } else { Command::Line });
            last = self.out.position();
            self.expr(right);
        }
        for _ in 0..steps {
            self.out.push(Command::Dedent);
        }
        self.out.close();
        if self.ends_in_parentheses(value) {
            self.out.groups[group as usize].hug = Some(last);
        }
    }

    fn indent(&mut self, steps: usize) {
        for _ in 0..steps {
            self.out.push(Command::Indent);
        }
    }

    /// `a..b`, `a..=b step c`.
    pub fn range(&mut self, start: &Expr, end: &Expr, step: Option<&Expr>) {
        self.expr(start);
        self.token();
        self.expr(end);
        if let Some(step) = step {
            self.out.push(Command::Space);
            self.token();
            self.out.push(Command::Space);
            self.expr(step);
        }
    }

    /// `x as T`, `x as? T`.
    pub fn cast(&mut self, value: &Expr, ty: &Type, checked: bool) {
        self.expr(value);
        self.out.push(Command::Space);
        self.expect(T::KwAs);
        if checked {
            self.expect(T::Question);
        }
        self.out.push(Command::Space);
        self.ty(ty);
    }

    /// `a = b`, `a += b`.
    pub fn assign(&mut self, target: &Expr, value: &Expr) {
        self.expr(target);
        self.out.push(Command::Space);
        self.token();
        self.right_side(value);
    }
}

/// Whether the parenthesis that begins a text ends it. Those in strings count too: the layout is all that they change.
fn is_parenthesised(text: &str) -> bool {
    let mut depth = 0;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at > 0 && at + 1 == text.len();
        }
    }
    false
}

/// Whether an expression is mostly what is in its braces.
pub fn is_block_like(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::If { .. } | ExprKind::Match { .. } | ExprKind::Block(_) | ExprKind::Loop { .. } => true,
        ExprKind::While { .. } | ExprKind::For { .. } | ExprKind::Catch { .. } | ExprKind::Template(_) => true,
        ExprKind::Call(call) => !call.arms.is_empty(),
        ExprKind::Lambda(lambda) => is_block_like(&lambda.body),
        _ => false,
    }
}

/// The precedence of an operator, in the order of [`crate::parse`].
fn level(op: BinaryOp) -> u8 {
    use BinaryOp::*;
    match op {
        Or => 0,
        And => 1,
        Eq | Ne | Identical | NotIdentical | Lt | Le | Gt | Ge => 2,
        Coalesce => 3,
        BitOr => 4,
        BitXor => 5,
        BitAnd => 6,
        Shl | Shr | UShr => 7,
        Add | Sub => 8,
        Mul | Div | Rem => 9,
        Pow => 10,
    }
}
