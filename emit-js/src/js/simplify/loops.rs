//! Endless loops become `while`, `do … while` and `for`.
//!
//! `for (;;) { if (!c) break; x }` → `while (c) { x }`, and what leaves the loop goes behind it;
//! `i = 0; while (i < n) { x; i = i + 1 | 0 }` → `for (i = 0; i < n; i++) { x }`.

use super::{Expr, Label, Stmt, captured, drop_tail, drop_tail_break, leaves_plainly};
use crate::js::BinOp;
use crate::js::walk::{breaks_to, continues, ends, has};
use base::Symbol;

/// A simpler form of `for (;;) { body }`: the loop, and what follows it.
pub fn rewrite_loop(label: Label, mut body: Vec<Stmt>) -> Vec<Stmt> {
    tail_block(&mut body, label);
    settle_tail(&mut body, label);
    if ends(&body) && !continues(&body, label) {
        return vec![Stmt::Block(label, body)];
    }
    if let Some(parts) = exit_at_head(label, &body) {
        return parts;
    }
    if let Some(parts) = exit_at_end(label, &body) {
        return parts;
    }
    drop_tail(&mut body, &Stmt::Continue(label));
    vec![Stmt::Loop(label, body)]
}

/// `for (;;) { pre; if (c) { x; continue } y }` where `y` leaves: `y` goes behind the loop.
/// `for (;;) { if (c) { y } x }` where `y` leaves: the same.
fn exit_at_head(label: Label, body: &[Stmt]) -> Option<Vec<Stmt>> {
    let at = body.iter().position(|stmt| matches!(stmt, Stmt::If(..)) || touches(stmt, label))?;
    let Stmt::If(cond, then, otherwise) = &body[at] else { return None };
    if !otherwise.is_empty() {
        return None;
    }
    let rest = &body[at + 1..];
    let only_break = rest == [Stmt::Break(label)];
    let (cond, inside, outside) =
        if ends(rest) && leaves_plainly(rest, label) && !leaves_plainly(then, label) && (ends(then) || only_break) {
            let mut inside = then.clone();
            if !ends(then) {
                inside.push(Stmt::Break(label));
            }
            (cond.clone(), inside, rest.to_vec())
        } else if ends(then) && leaves_plainly(then, label) && (at == 0 || then.as_slice() != [Stmt::Break(label)]) {
            (cond.clone().not(), rest.to_vec(), then.clone())
        } else {
            return None;
        };
    let mut outside = outside;
    drop_tail_break(&mut outside, label);
    // Whoever else leaves the loop would run it too.
    if !outside.is_empty() && (breaks_to(&inside, label) || breaks_to(&body[..at], label)) {
        return None;
    }
    let assigned: Vec<Symbol> = body[..at].iter().flat_map(Stmt::assigned).collect();
    if !assigned.is_empty() && captured(&outside, &assigned) || captured(&body[..at], &assigned) {
        return None;
    }
    let mut pre = body[..at].to_vec();
    let mut inside = inside;
    let mut parts = if pre.is_empty() {
        drop_tail(&mut inside, &Stmt::Continue(label));
        vec![Stmt::While(label, cond, inside)]
    } else {
        pre.push(Stmt::If(cond.not(), vec![Stmt::Break(label)], Vec::new()));
        pre.extend(inside);
        drop_tail(&mut pre, &Stmt::Continue(label));
        vec![Stmt::Loop(label, pre)]
    };
    parts.extend(outside);
    Some(parts)
}

/// Whether a statement before the test may jump to the label.
fn touches(stmt: &Stmt, label: Label) -> bool {
    let stmts = std::slice::from_ref(stmt);
    breaks_to(stmts, label) || continues(stmts, label) || has(stmts, &mut |stmt| matches!(stmt, Stmt::Return(_)))
}

/// `for (;;) { x; if (c) { y } }` where `y` leaves is `do { x } while (!c) y`.
fn exit_at_end(label: Label, body: &[Stmt]) -> Option<Vec<Stmt>> {
    let (cond, mut outside, at) = match body {
        [.., Stmt::If(cond, then, otherwise)] if otherwise.is_empty() && leaves_plainly(then, label) && ends(then) => {
            (cond.clone().not(), then.clone(), body.len() - 1)
        }
        [.., Stmt::If(cond, then, otherwise), Stmt::Break(exit)]
            if otherwise.is_empty() && *exit == label && then.as_slice() == [Stmt::Continue(label)] =>
        {
            (cond.clone(), Vec::new(), body.len() - 2)
        }
        _ => return None,
    };
    drop_tail_break(&mut outside, label);
    let repeated = &body[..at];
    if repeated.is_empty() || continues(repeated, label) || (breaks_to(repeated, label) && !outside.is_empty()) {
        return None;
    }
    // A variable of the body is not visible in the condition of `do`, unless it is declared outside; then a closure
    // must not have captured it.
    let mut assigned = Vec::new();
    repeated.iter().for_each(|stmt| stmt.all(&mut |stmt| assigned.extend(stmt.assigned())));
    if captured(repeated, &assigned) {
        return None;
    }
    let mut parts = vec![Stmt::DoWhile(label, repeated.to_vec(), cond)];
    parts.append(&mut outside);
    Some(parts)
}

/// `if (c) { x; continue } y` at the end of a body: `if (!c) { y } x` if `y` leaves, else `if (c) { x } else { y }`.
fn settle_tail(body: &mut Vec<Stmt>, label: Label) {
    let found = body.iter().rposition(|stmt| {
        matches!(stmt, Stmt::If(_, then, otherwise)
            if otherwise.is_empty() && then.len() > 1 && then.last() == Some(&Stmt::Continue(label)))
    });
    let Some(at) = found else { return };
    let mut rest = body.split_off(at + 1);
    let Some(Stmt::If(cond, mut then, _)) = body.pop() else { return };
    then.pop();
    if rest.is_empty() {
        body.push(Stmt::If(cond, then, rest));
    } else if ends(&rest) {
        body.push(Stmt::If(cond.not(), rest, Vec::new()));
        body.append(&mut then);
    } else {
        settle_tail(&mut rest, label);
        body.push(Stmt::If(cond, then, rest));
    }
}

/// A block at the end of a loop's body: leaving it is repeating the loop.
pub fn tail_block(body: &mut Vec<Stmt>, label: Label) {
    while let Some(Stmt::Block(inner, _)) = body.last() {
        let inner = *inner;
        let Some(Stmt::Block(_, mut stmts)) = body.pop() else { return };
        replace_jump(&mut stmts, &Stmt::Break(inner), &Stmt::Continue(label));
        body.append(&mut stmts);
    }
}

/// Puts another jump in the place of each that is `from`.
pub fn replace_jump(stmts: &mut [Stmt], from: &Stmt, to: &Stmt) {
    for stmt in stmts {
        if stmt == from {
            *stmt = to.clone();
        }
        stmt.bodies_mut().into_iter().for_each(|body| replace_jump(body, from, to));
    }
}

/// `while`, as `for` if a variable is set before it and stepped at its end.
pub fn rewrite_while(label: Label, cond: Expr, mut body: Vec<Stmt>, before: &mut Vec<Stmt>) -> Stmt {
    settle_tail(&mut body, label);
    drop_tail(&mut body, &Stmt::Continue(label));
    if let Some((name, step_at)) = stepped(&cond, &body)
        && !continues(&body, label)
        && let Some(init_at) = set_before(before, name)
    {
        let Stmt::Set(_, step) = body.remove(step_at) else { return Stmt::Unreachable };
        let init = Box::new(before.remove(init_at));
        // If the body sets the variable too, the condition says nothing of it at the step.
        let alone = !has(&body, &mut |stmt| stmt.assigned().contains(&name));
        let step = if alone { step_expr(name, step, &cond) } else { Expr::Local(name).assign(step) };
        tail_block(&mut body, label);
        drop_tail(&mut body, &Stmt::Continue(label));
        return Stmt::For { label, init, cond, step, body };
    }
    tail_block(&mut body, label);
    drop_tail(&mut body, &Stmt::Continue(label));
    Stmt::While(label, cond, body)
}

/// The variable that the condition reads and that one of the last assignments of the body steps; where it does.
fn stepped(cond: &Expr, body: &[Stmt]) -> Option<(Symbol, usize)> {
    for (at, stmt) in body.iter().enumerate().rev() {
        let Stmt::Set(name, value) = stmt else { return None };
        let own_step = constant_step(*name, value);
        if cond.mentions(*name) && own_step && body[at + 1..].iter().all(|later| !later.mentions(*name)) {
            return Some((*name, at));
        }
    }
    None
}

/// Whether the value is the variable and a constant.
fn constant_step(name: Symbol, value: &Expr) -> bool {
    match value {
        Expr::Binary(BinOp { text: "|", .. }, inner, zero) if **zero == Expr::Int(0) => constant_step(name, inner),
        Expr::Binary(BinOp { text: "+" | "-" | "*" | ">>" | "<<" | ">>>", .. }, left, right) => {
            **left == Expr::Local(name) && matches!(**right, Expr::Int(_) | Expr::Float(_) | Expr::Local(_))
        }
        _ => false,
    }
}

/// The last of the assignments just before a loop that sets the variable, if it may stand in the loop's head.
fn set_before(before: &[Stmt], name: Symbol) -> Option<usize> {
    for (at, stmt) in before.iter().enumerate().rev() {
        match stmt {
            Stmt::Set(set, value) if *set == name => {
                let later = &before[at + 1..];
                let changed = later.iter().flat_map(Stmt::assigned).any(|name| value.mentions(name));
                return (later.is_empty() || only_locals(value) && !changed).then_some(at);
            }
            Stmt::Set(..) if !stmt.mentions(name) => {}
            _ => return None,
        }
    }
    None
}

/// Whether the value depends on nothing but locals.
fn only_locals(value: &Expr) -> bool {
    let mut found = true;
    match value {
        Expr::Int(_) | Expr::Float(_) | Expr::Local(_) => {}
        Expr::Unary(..) | Expr::Binary(..) => value.each(&mut |part| found &= only_locals(part)),
        _ => found = false,
    }
    found
}

/// `i = i + 1 | 0` as `i++` where the condition keeps it from overflowing.
fn step_expr(name: Symbol, step: Expr, cond: &Expr) -> Expr {
    // With `<=` the end itself must have a successor.
    let bounded = |below: &str, at_most: &str, last: i32| match cond {
        Expr::Binary(op, left, right) if op.total && **left == Expr::Local(name) => {
            op.text == below || op.text == at_most && matches!(**right, Expr::Int(end) if end != i64::from(last))
        }
        _ => false,
    };
    let by_one = |text: &str| match &step {
        Expr::Binary(BinOp { text: "|", .. }, sum, zero) if **zero == Expr::Int(0) => match &**sum {
            Expr::Binary(op, left, right) => op.text == text && **left == Expr::Local(name) && **right == Expr::Int(1),
            _ => false,
        },
        _ => false,
    };
    let target = || Box::new(Expr::Local(name));
    if bounded("<", "<=", i32::MAX) && by_one("+") {
        return Expr::Assign(target(), "++", Box::new(Expr::Null));
    }
    if bounded(">", ">=", i32::MIN) && by_one("-") {
        return Expr::Assign(target(), "--", Box::new(Expr::Null));
    }
    Expr::Local(name).assign(step)
}
