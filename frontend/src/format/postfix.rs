//! Calls, fields, and chains of them; pipes; the arms of event calls.

use super::cursor::Formatter;
use super::list::Style;
use super::operator::is_block_like;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// What follows an operand.
    pub fn postfix(&mut self, expr: &Expr) {
        let (root, steps) = self.steps(expr);
        let calls = (0..steps.len()).filter(|&index| is_method(&steps, index)).count();
        let stays = stays_with_root(root);
        let breakable = calls.saturating_sub(usize::from(stays)) > 1;
        let group = breakable.then(|| self.open());
        if let Some(root) = root {
            self.expr(root);
        } else {
            self.token();
        }
        if breakable {
            self.out.push(Command::Indent);
        }
        let mut seen = 0;
        let mut hug = None;
        for (index, step) in steps.iter().enumerate() {
            if is_method(&steps, index) {
                seen += 1;
                if breakable && (seen > 1 || !stays) {
                    self.out.push(Command::Soft);
                }
                if seen == calls && (calls < 3 || ends_in_block(&steps)) {
                    hug = Some(self.out.position());
                }
            }
            self.step(step);
        }
        if let Some(group) = group {
            self.out.push(Command::Dedent);
            self.out.close();
            self.out.groups[group as usize].hug = hug;
        }
    }

    /// The operand of a chain, and what follows it, in source order. An effect that is asked for has no operand.
    fn steps<'e>(&self, expr: &'e Expr) -> (Option<&'e Expr>, Vec<&'e Expr>) {
        let mut steps = Vec::new();
        let mut at = expr;
        loop {
            let inner = match &at.kind {
                ExprKind::Call(call) if !call.piped => &call.callee,
                ExprKind::Instantiate { base, .. } => base,
                ExprKind::Field { receiver, .. } | ExprKind::TupleField { receiver, .. } => receiver,
                ExprKind::Index { receiver, .. } => receiver,
                ExprKind::Unwrap(inner) => inner,
                ExprKind::Chain(inner) => {
                    at = inner;
                    continue;
                }
                ExprKind::Installed(_) => {
                    steps.push(at);
                    steps.reverse();
                    return (None, steps);
                }
                _ => break,
            };
            steps.push(at);
            at = inner;
            if self.start() == at.span.start && self.is_wrapped(at.span.end) {
                break;
            }
        }
        steps.reverse();
        (Some(at), steps)
    }

    fn step(&mut self, step: &Expr) {
        match &step.kind {
            ExprKind::Call(call) => self.call_tail(call, 0),
            ExprKind::Instantiate { args, .. } => self.type_args(args),
            ExprKind::Field { .. } | ExprKind::TupleField { .. } => {
                self.token();
                self.token();
            }
            ExprKind::Index { index, .. } => {
                let group = self.open();
                self.expect(T::LBracket);
                self.out.push(Command::Indent);
                self.out.push(Command::Soft);
                let at = self.out.position();
                self.expr(index);
                self.before_close();
                self.out.push(Command::Dedent);
                self.out.push(Command::Soft);
                self.expect(T::RBracket);
                self.out.close();
                if is_block_like(index) {
                    self.out.groups[group as usize].hug = Some(at);
                }
            }
            ExprKind::Unwrap(_) | ExprKind::Installed(_) => self.token(),
            _ => self.lost = true,
        }
    }

    /// The arguments from the one `from` on, and the arms.
    fn call_tail(&mut self, call: &Call, from: usize) {
        let args = &call.args[from..];
        let hug = match args {
            [] => None,
            [only] => holds_lines(&only.value).then_some(0),
            [.., last] => takes_lines(&last.value).then_some(args.len() - 1),
        };
        self.list_hugging(Style::Plain, args.len(), hug, |f, index| {
            f.argument_name(args[index].name);
            f.expr(&args[index].value);
        });
        if !call.arms.is_empty() {
            self.out.push(Command::Space);
            let inline = self.opens_on_line();
            let separator = |f: &Self| Command::IfFlat(if f.is(T::Bang) { "," } else { "" });
            self.braces(call.arms.len(), inline, separator, |f, index| f.event_arm(&call.arms[index]));
        }
    }

    fn event_arm(&mut self, arm: &EventArm) {
        self.token();
        self.out.push(Command::Space);
        self.token();
        // `found()` says the same as `found`.
        if self.is(T::LParen) {
            self.pattern_args(&arm.args);
        }
        self.arm_tail(arm.guard.as_ref(), &arm.body);
    }

    /// ` if guard => body`.
    pub fn arm_tail(&mut self, guard: Option<&Expr>, body: &Expr) {
        self.guard(guard);
        self.out.push(Command::Space);
        self.expect(T::FatArrow);
        self.right_side(body);
    }

    /// ` if guard`, if there is one.
    pub fn guard(&mut self, guard: Option<&Expr>) {
        if let Some(guard) = guard {
            self.out.push(Command::Space);
            self.expect(T::KwIf);
            self.out.push(Command::Space);
            self.continued(guard, super::operator::Continuation::Head);
        }
    }

    /// `x |> f(1) |> g()`.
    pub fn pipe(&mut self, expr: &Expr) {
        let mut stages = Vec::new();
        let mut at = expr;
        while let ExprKind::Call(call) = &at.kind
            && call.piped
            && (stages.is_empty() || !(self.start() == at.span.start && self.is_wrapped(at.span.end)))
        {
            stages.push((call, at.span.end));
            at = &call.args[0].value;
        }
        let group = self.open();
        self.expr(at);
        self.out.push(Command::Indent);
        let count = stages.len();
        let mut hug = None;
        for (index, &(call, end)) in stages.iter().rev().enumerate() {
            self.out.push(Command::Line);
            if index + 1 == count {
                hug = Some(self.out.position());
            }
            self.expect(T::PipeGt);
            self.out.push(Command::Space);
            self.stage(call, end);
        }
        self.out.push(Command::Dedent);
        self.out.close();
        let last = stages[0].0;
        let block = !last.arms.is_empty() || last.args.last().is_some_and(|arg| takes_lines(&arg.value));
        self.out.groups[group as usize].hug = hug.filter(|_| block || count == 1);
    }

    /// A call after `|>` that ends at byte `end`, perhaps in parentheses.
    fn stage(&mut self, call: &Call, end: u32) {
        if self.is_wrapped(end) {
            let inner = self.wrapped_end();
            self.list_of_one(|f| f.stage(call, inner));
            return;
        }
        self.expr(&call.callee);
        self.call_tail(call, 1);
    }
}

/// Whether the step `index` is a field that is called.
fn is_method(steps: &[&Expr], index: usize) -> bool {
    let after = |index: usize| steps.get(index).map(|step| &step.kind);
    let called = match after(index + 1) {
        Some(ExprKind::Instantiate { .. }) => after(index + 2),
        other => other,
    };
    matches!(steps[index].kind, ExprKind::Field { .. }) && matches!(called, Some(ExprKind::Call(_)))
}

/// Whether the first method stands beside the operand: `self.f()`, `List.f()`, `xs.f()`.
fn stays_with_root(root: Option<&Expr>) -> bool {
    let Some(ExprKind::Name(name)) = root.map(|root| &root.kind) else { return false };
    name.is_upper() || name.as_str().len() <= 4
}

/// Whether the last step is a call with a block in it.
fn ends_in_block(steps: &[&Expr]) -> bool {
    match steps.last().map(|step| &step.kind) {
        Some(ExprKind::Call(call)) => {
            !call.arms.is_empty() || call.args.last().is_some_and(|arg| is_block_like(&arg.value))
        }
        _ => false,
    }
}

/// Whether the lines of an argument may break although those of the arguments do not.
fn takes_lines(expr: &Expr) -> bool {
    is_block_like(expr)
}

/// The same, of an only argument.
fn holds_lines(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::List(_) | ExprKind::Map(_) | ExprKind::Tuple(_) => true,
        ExprKind::Call(call) => !call.piped && !call.args.is_empty() && is_plain(&call.callee),
        _ => takes_lines(expr),
    }
}

/// Whether a callee is a name, perhaps with type arguments.
fn is_plain(callee: &Expr) -> bool {
    match &callee.kind {
        ExprKind::Name(_) => true,
        ExprKind::Instantiate { base, .. } => is_plain(base),
        ExprKind::Field { receiver, .. } => is_plain(receiver),
        _ => false,
    }
}
