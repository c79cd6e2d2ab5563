//! Rewrites statements into what a person would have written.
//!
//! In: a function body with labelled blocks and endless loops, as the structurer makes them.  Out: an equivalent one
//! with `while`, `for`, `do`, early returns, `else if`, conditional expressions, and few labels.
//!
//! Every rule is local and keeps the order of evaluation; [`body`] applies them from the inside out until nothing
//! changes, or a fixed number of times, as some rules feed others.

mod counted;
mod loops;
mod polish;
mod values;

use super::walk::{breaks_to, continues, ends};
use super::{Arrow, Expr, Label, Stmt};
use base::Symbol;
use rustc_hash::FxHashSet;

pub use polish::polish;

/// What the rules may assume about a function.
#[derive(Debug)]
pub struct Hints<'a> {
    /// Locals that no source variable is named by: they may be folded away.
    pub temporaries: &'a FxHashSet<Symbol>,
    /// Names of the module that are assigned while the program runs.
    pub variables: &'a FxHashSet<Symbol>,
    /// Whether short is better than readable.
    pub minify: bool,
}

/// How often the rules are applied at most: nests of a few forms settle in two or three rounds.
const ROUNDS: usize = 4;

/// Simplifies a function body, and those of the arrow functions in it.
pub fn body(stmts: &mut Vec<Stmt>, hints: &Hints) {
    for _ in 0..ROUNDS {
        let before = stmts.clone();
        list(stmts, hints);
        drop_final_return(stmts);
        values::fold_temporaries(stmts, hints);
        counted::body(stmts);
        if *stmts == before {
            break;
        }
    }
}

fn arrows(expr: &mut Expr, hints: &Hints) {
    match expr {
        Expr::Arrow(arrow) => {
            let Arrow { body: stmts, .. } = &mut **arrow;
            body(stmts, hints);
        }
        other => other.each_mut(&mut |part| arrows(part, hints)),
    }
}

/// Simplifies a list of statements, nested ones first.
fn list(stmts: &mut Vec<Stmt>, hints: &Hints) {
    for stmt in stmts.iter_mut() {
        stmt.each_mut(&mut |expr| arrows(expr, hints));
        for nested in stmt.bodies_mut() {
            list(nested, hints);
        }
    }
    let mut out: Vec<Stmt> = Vec::with_capacity(stmts.len());
    let mut queue: Vec<Stmt> = std::mem::take(stmts).into_iter().rev().collect();
    while let Some(stmt) = queue.pop() {
        if ends(&out) {
            break;
        }
        match stmt {
            Stmt::If(cond, then, otherwise) => rewrite_if(cond, then, otherwise, &mut queue, &mut out, hints),
            Stmt::Block(label, body) => rewrite_block(label, body, &mut queue, &mut out),
            Stmt::Loop(label, body) => queue_all(loops::rewrite_loop(label, body), &mut queue, &mut out),
            Stmt::While(label, cond, body) => {
                let stmt = loops::rewrite_while(label, cond, body, &mut out);
                out.push(stmt);
            }
            Stmt::Switch(label, on, cases) => rewrite_switch(label, on, cases, &mut queue, &mut out),
            Stmt::Set(name, value) if value == Expr::Local(name) => {}
            Stmt::Set(name, value) => out.push(Stmt::Set(name, values::logical(value))),
            Stmt::Expr(value) if !has_effect(&value) => {}
            other => out.push(other),
        }
    }
    *stmts = out;
}

/// What a rule gave: a loop that is done, followed by what is still to be looked at.
fn queue_all(parts: Vec<Stmt>, queue: &mut Vec<Stmt>, out: &mut Vec<Stmt>) {
    let mut parts = parts.into_iter();
    match parts.next() {
        Some(first @ (Stmt::Loop(..) | Stmt::DoWhile(..))) => {
            out.push(first);
            queue.extend(parts.rev());
        }
        Some(first) => {
            queue.extend(parts.rev());
            queue.push(first);
        }
        None => {}
    }
}

/// Whether evaluating the expression can do anything but give a value.
pub fn has_effect(expr: &Expr) -> bool {
    let mut found = false;
    match expr {
        Expr::Call(..) | Expr::New(..) | Expr::Assign(..) => return true,
        other => other.each(&mut |part| found |= has_effect(part)),
    }
    found
}

fn rewrite_if(
    cond: Expr,
    mut then: Vec<Stmt>,
    mut otherwise: Vec<Stmt>,
    queue: &mut Vec<Stmt>,
    out: &mut Vec<Stmt>,
    hints: &Hints,
) {
    let cond = values::condition(cond);
    if let Expr::Bool(known) = cond {
        return queue.extend(if known { then } else { otherwise }.into_iter().rev());
    }
    // Of two ways, one of which is impossible, the other is taken.
    for (impossible, other) in [(0, 1), (1, 0)] {
        let arms = [&then, &otherwise];
        if arms[impossible].as_slice() == [Stmt::Unreachable] && !arms[other].is_empty() {
            let taken = if other == 0 { then } else { otherwise };
            queue.extend(taken.into_iter().rev());
            return queue.push(Stmt::Expr(cond));
        }
    }
    match (then.is_empty(), otherwise.is_empty()) {
        (true, true) => return queue.push(Stmt::Expr(cond)),
        (true, false) => return queue.push(Stmt::If(cond.not(), otherwise, then)),
        (false, true | false) => {}
    }
    if let Some(stmt) = values::choice(&cond, &then, &otherwise, hints) {
        return queue.push(stmt);
    }
    hoist_common(&cond, &mut then, &mut otherwise, out);
    if then.is_empty() || (!otherwise.is_empty() && (ends(&then) || ends(&otherwise))) {
        if then.is_empty() {
            return queue.push(Stmt::If(cond, then, otherwise));
        }
        // The way that leaves goes first, so that the other needs no `else`.
        let second_first = !ends(&then) || (ends(&otherwise) && weight(&otherwise) < weight(&then));
        let (cond, first, rest) = if second_first { (cond.not(), otherwise, then) } else { (cond, then, otherwise) };
        queue.extend(rest.into_iter().rev());
        return queue.push(Stmt::If(cond, first, Vec::new()));
    }
    if otherwise.is_empty() {
        if let [Stmt::If(_, _, rest)] = then.as_mut_slice()
            && rest.is_empty()
        {
            let Some(Stmt::If(inner, then, _)) = then.pop() else { return };
            return queue.push(Stmt::If(cond.bin("&&", inner), then, otherwise));
        }
        let same = matches!(out.last(), Some(Stmt::If(_, earlier, rest)) if rest.is_empty() && *earlier == then);
        if same && ends(&then) && (hints.minify || weight(&then) < 4) {
            let Some(Stmt::If(first, then, rest)) = out.pop() else { return };
            return queue.push(Stmt::If(first.bin("||", cond), then, rest));
        }
    } else if let Expr::Unary("!", _) = cond {
        std::mem::swap(&mut then, &mut otherwise);
        return out.push(Stmt::If(cond.not(), then, otherwise));
    }
    out.push(Stmt::If(cond, then, otherwise));
}

/// What both ways set to the same constant first is set before.
fn hoist_common(cond: &Expr, then: &mut Vec<Stmt>, otherwise: &mut Vec<Stmt>, out: &mut Vec<Stmt>) {
    let constant = |stmt: &Stmt| match stmt {
        Stmt::Set(name, value) => {
            value.is_simple() && !matches!(value, Expr::Local(_) | Expr::Global(_)) && !cond.mentions(*name)
        }
        _ => false,
    };
    if otherwise.is_empty() || !otherwise.iter().all(constant) {
        return;
    }
    let end = then.iter().position(|stmt| !constant(stmt)).unwrap_or(then.len());
    if otherwise.iter().all(|stmt| then[..end].contains(stmt)) {
        let rest = then.split_off(end);
        then.retain(|stmt| !otherwise.contains(stmt));
        then.extend(rest);
        out.append(otherwise);
    }
}

/// How long a list reads.
fn weight(stmts: &[Stmt]) -> usize {
    let mut nodes = 0;
    stmts.iter().for_each(|stmt| {
        stmt.all(&mut |_| nodes += 1);
        stmt.deep(&mut |_| nodes += 1);
    });
    nodes
}

fn rewrite_block(label: Label, mut body: Vec<Stmt>, queue: &mut Vec<Stmt>, out: &mut Vec<Stmt>) {
    // `b: { if (c) { x; break b } y }` is `if (c) { x } else { y }`.
    let skip = body.iter().position(|stmt| {
        matches!(stmt, Stmt::If(_, then, otherwise) if otherwise.is_empty() && then.last() == Some(&Stmt::Break(label)))
    });
    if let Some(at) = skip {
        let rest = body.split_off(at + 1);
        if let Some(Stmt::If(_, then, otherwise)) = body.last_mut() {
            then.pop();
            *otherwise = rest;
        }
        let mut inner = Vec::new();
        let Some(Stmt::If(cond, then, mut otherwise)) = body.pop() else { return };
        if let Some(Stmt::Block(..)) = otherwise.first()
            && otherwise.len() == 1
        {
            inner.append(&mut otherwise);
            otherwise = inner;
        }
        drop_tail_break(&mut otherwise, label);
        body.push(if then.is_empty() {
            Stmt::If(cond.not(), otherwise, then)
        } else {
            Stmt::If(cond, then, otherwise)
        });
        return queue.push(Stmt::Block(label, body));
    }
    drop_tail_break(&mut body, label);
    // Leaving the block only to return is returning.
    if let Some(exit @ (Stmt::Return(None) | Stmt::Return(Some(Expr::Int(_) | Expr::Bool(_) | Expr::Null)))) =
        queue.last()
    {
        loops::replace_jump(&mut body, &Stmt::Break(label), exit);
    }
    if breaks_to(&body, label) {
        out.push(Stmt::Block(label, body));
    } else {
        queue.extend(body.into_iter().rev());
    }
}

/// Removes the jumps to the end of a statement from where its end is next anyway.
pub(super) fn drop_tail_break(body: &mut Vec<Stmt>, label: Label) {
    drop_tail(body, &Stmt::Break(label));
}

fn drop_tail(body: &mut Vec<Stmt>, jump: &Stmt) {
    if body.last() == Some(jump) {
        body.pop();
    }
    match body.last_mut() {
        Some(Stmt::If(_, then, otherwise)) => {
            drop_tail(then, jump);
            drop_tail(otherwise, jump);
        }
        Some(Stmt::Block(_, inner)) => drop_tail(inner, jump),
        Some(Stmt::Switch(_, _, cases)) => cases.iter_mut().for_each(|case| drop_tail(&mut case.body, jump)),
        _ => {}
    }
}

fn drop_final_return(body: &mut Vec<Stmt>) {
    drop_tail(body, &Stmt::Return(None));
}

fn rewrite_switch(label: Label, on: Expr, mut cases: Vec<super::Case>, queue: &mut Vec<Stmt>, out: &mut Vec<Stmt>) {
    for case in &mut cases {
        drop_tail_break(&mut case.body, label);
    }
    cases.retain(|case| case.tests.is_empty() || case.body != [Stmt::Unreachable]);
    // Every value has a case: the last of them takes the place of the default.
    if let Some(default) = cases.iter().position(|case| case.tests.is_empty()) {
        if cases[default].body == [Stmt::Unreachable] {
            cases.remove(default);
            if let Some(last) = cases.last_mut() {
                last.tests.clear();
            }
        } else if cases[default].body.is_empty() {
            cases.remove(default);
        }
    }
    let jumps = cases.iter().any(|case| breaks_to(&case.body, label));
    match cases.as_mut_slice() {
        [] => queue.push(Stmt::Expr(on)),
        [only] if only.tests.is_empty() && !jumps => {
            queue.extend(std::mem::take(&mut only.body).into_iter().rev());
            queue.push(Stmt::Expr(on));
        }
        [only] if only.tests.len() == 1 && !jumps => {
            let cond = on.compare("===", only.tests[0].clone());
            queue.push(Stmt::If(cond, std::mem::take(&mut only.body), Vec::new()));
        }
        [first, second] if first.tests.len() == 1 && second.tests.is_empty() && !jumps => {
            let cond = on.compare("===", first.tests[0].clone());
            let (then, otherwise) = (std::mem::take(&mut first.body), std::mem::take(&mut second.body));
            queue.push(Stmt::If(cond, then, otherwise));
        }
        _ => out.push(Stmt::Switch(label, on, cases)),
    }
}

/// Whether some arrow function in the list uses one of the names.
fn captured(body: &[Stmt], names: &[Symbol]) -> bool {
    let mut found = false;
    body.iter().for_each(|stmt| {
        stmt.deep(&mut |expr| {
            if matches!(expr, Expr::Arrow(_)) {
                found |= names.iter().any(|&name| expr.mentions(name));
            }
        });
    });
    found
}

/// Whether the list leaves the loop only through its end, or not at all.
fn leaves_plainly(body: &[Stmt], label: Label) -> bool {
    let mut rest = body.to_vec();
    drop_tail_break(&mut rest, label);
    !breaks_to(&rest, label) && !continues(body, label)
}
