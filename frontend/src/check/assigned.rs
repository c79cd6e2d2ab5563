//! Which names are assigned: in a loop, or in the lambdas of a body. By name, before the names are resolved, which
//! errs on the side of knowing less.

use base::Symbol;
use rustc_hash::FxHashSet;

use crate::ast::{self, Condition, Expr, ExprKind, StmtKind, StringPart};

/// Names that are assigned anywhere in what was scanned.
#[derive(Default)]
pub(crate) struct AssignScan {
    pub assigned: FxHashSet<Symbol>,
}

/// Names that are assigned inside of lambdas.
#[derive(Default)]
pub(crate) struct ClosureScan {
    pub assigned: FxHashSet<Symbol>,
}

impl AssignScan {
    pub fn expr(&mut self, e: &Expr) {
        if let ExprKind::Assign { target, .. } = &e.kind
            && let Some(name) = target.as_name()
        {
            self.assigned.insert(name);
        }
        for_each_child(e, &mut |child| self.expr(child));
    }

    pub fn block(&mut self, block: &ast::Block) {
        for_each_in_block(block, &mut |child| self.expr(child));
    }
}

impl ClosureScan {
    pub fn expr(&mut self, e: &Expr) {
        if let ExprKind::Lambda(lambda) = &e.kind {
            let mut inner = AssignScan { assigned: std::mem::take(&mut self.assigned) };
            inner.expr(&lambda.body);
            self.assigned = inner.assigned;
        } else {
            for_each_child(e, &mut |child| self.expr(child));
        }
    }

    pub fn block(&mut self, block: &ast::Block) {
        for_each_in_block(block, &mut |child| self.expr(child));
    }
}

fn for_each_in_block<'e>(block: &'e ast::Block, f: &mut impl FnMut(&'e Expr)) {
    for statement in &block.statements {
        match &statement.kind {
            StmtKind::Let(binding) => f(&binding.value),
            StmtKind::Defer(value) | StmtKind::Expr(value) => f(value),
        }
    }
    if let Some(value) = &block.value {
        f(value);
    }
}

fn for_each_in_condition<'e>(condition: &'e Condition, f: &mut impl FnMut(&'e Expr)) {
    match condition {
        Condition::Expr(value) | Condition::Let { value, .. } => f(value),
    }
}

fn for_each_in_arms<'e>(arms: &'e [ast::MatchArm], f: &mut impl FnMut(&'e Expr)) {
    for arm in arms {
        if let Some(guard) = &arm.guard {
            f(guard);
        }
        f(&arm.body);
    }
}

/// Calls `f` with each expression directly inside of `e`. Markup is not supported yet.
fn for_each_child<'e>(e: &'e Expr, f: &mut impl FnMut(&'e Expr)) {
    match &e.kind {
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::Null
        | ExprKind::Unit
        | ExprKind::Name(_)
        | ExprKind::Installed(_)
        | ExprKind::Continue { .. }
        | ExprKind::Template(_)
        | ExprKind::Error => {}
        ExprKind::String(literal) => {
            for part in &literal.parts {
                if let StringPart::Hole(value) = part {
                    f(value);
                }
            }
        }
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().for_each(f),
        ExprKind::Map(entries) => {
            for (key, value) in entries {
                f(key);
                f(value);
            }
        }
        ExprKind::Call(call) => {
            f(&call.callee);
            call.args.iter().for_each(|arg| f(&arg.value));
            for arm in &call.arms {
                if let Some(guard) = &arm.guard {
                    f(guard);
                }
                f(&arm.body);
            }
        }
        ExprKind::Instantiate { base: value, .. }
        | ExprKind::Field { receiver: value, .. }
        | ExprKind::TupleField { receiver: value, .. }
        | ExprKind::Chain(value)
        | ExprKind::Unwrap(value)
        | ExprKind::Unary { operand: value, .. }
        | ExprKind::Cast { value, .. }
        | ExprKind::Try(value)
        | ExprKind::Await(value) => f(value),
        ExprKind::Index { receiver: a, index: b }
        | ExprKind::Binary { left: a, right: b, .. }
        | ExprKind::Assign { target: a, value: b, .. } => {
            f(a);
            f(b);
        }
        ExprKind::Range { start, end, step, .. } => {
            f(start);
            f(end);
            step.iter().for_each(|step| f(step));
        }
        ExprKind::Lambda(lambda) => f(&lambda.body),
        ExprKind::If { condition, then, otherwise } => {
            for_each_in_condition(condition, f);
            for_each_in_block(then, f);
            otherwise.iter().for_each(|otherwise| f(otherwise));
        }
        ExprKind::Match { scrutinee: value, arms } | ExprKind::Catch { value, arms } => {
            f(value);
            for_each_in_arms(arms, f);
        }
        ExprKind::Block(block) | ExprKind::Loop { body: block, .. } => for_each_in_block(block, f),
        ExprKind::While { condition, body, .. } => {
            for_each_in_condition(condition, f);
            for_each_in_block(body, f);
        }
        ExprKind::For { iterable, body, .. } => {
            f(iterable);
            for_each_in_block(body, f);
        }
        ExprKind::Break { value, .. } | ExprKind::Return { value, .. } => value.iter().for_each(|value| f(value)),
    }
}
