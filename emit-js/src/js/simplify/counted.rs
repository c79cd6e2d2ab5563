//! Loops over a range that tell by the distance to its end whether another round fits become `for`.
//!
//! Before: `if (1 <= n) { i = 1; for (;;) { x; if (n - i >>> 0 < 1) break; i = i + 1 | 0 } }`
//! After:  `for (i = 1; i <= n; i++) { x }`
//!
//! Right because numbers of JavaScript do not wrap: the last step may leave the 32 bits, and ends the loop. Nobody may
//! see the variable then, so its uses in the whole function are counted.

use super::{Expr, Label, Stmt, loops};
use crate::js::walk::continues;
use base::Symbol;
use rustc_hash::FxHashMap;

/// Rewrites such loops everywhere in a function body.
pub fn body(stmts: &mut [Stmt]) {
    let mut totals = FxHashMap::default();
    mentions(stmts, &mut totals);
    list(stmts, &totals);
}

fn mentions(stmts: &[Stmt], counts: &mut FxHashMap<Symbol, usize>) {
    for stmt in stmts {
        stmt.all(&mut |stmt| stmt.assigned().into_iter().for_each(|name| *counts.entry(name).or_default() += 1));
        stmt.deep(&mut |expr| {
            if let Expr::Local(name) = expr {
                *counts.entry(*name).or_default() += 1;
            }
        });
    }
}

fn list(stmts: &mut [Stmt], totals: &FxHashMap<Symbol, usize>) {
    for stmt in stmts.iter_mut() {
        stmt.bodies_mut().into_iter().for_each(|body| list(body, totals));
        if let Some(counted) = counted(stmt, totals) {
            *stmt = counted;
        }
    }
}

/// The parts of a step: by how much, and whether upwards.
fn step(name: Symbol, value: &Expr) -> Option<(i64, bool)> {
    let Expr::Binary(or, sum, zero) = value else { return None };
    let Expr::Binary(op, left, right) = &**sum else { return None };
    match (**left == Expr::Local(name), or.text, op.text, &**zero, &**right) {
        (true, "|", "+", Expr::Int(0), Expr::Int(by @ 1..)) => Some((*by, true)),
        (true, "|", "-", Expr::Int(0), Expr::Int(by @ 1..)) => Some((*by, false)),
        _ => None,
    }
}

/// The end of the range, and whether it is part of it, from the test that leaves the loop.
fn end(name: Symbol, test: &Expr, by: i64, up: bool) -> Option<(Expr, bool)> {
    let Expr::Binary(op, distance, limit) = test else { return None };
    let Expr::Binary(shift, difference, zero) = &**distance else { return None };
    let Expr::Binary(minus, from, to) = &**difference else { return None };
    if shift.text != ">>>" || **zero != Expr::Int(0) || minus.text != "-" || **limit != Expr::Int(by) {
        return None;
    }
    let (end, counter) = if up { (from, to) } else { (to, from) };
    let fixed = matches!(**end, Expr::Local(_) | Expr::Int(_));
    let inclusive = match op.text {
        "<" => true,
        "<=" => false,
        _ => return None,
    };
    (fixed && **counter == Expr::Local(name)).then(|| ((**end).clone(), inclusive))
}

fn counted(stmt: &Stmt, totals: &FxHashMap<Symbol, usize>) -> Option<Stmt> {
    let Stmt::If(guard, then, otherwise) = stmt else { return None };
    let [Stmt::Set(name, start), Stmt::Loop(label, body)] = then.as_slice() else { return None };
    let [repeated @ .., Stmt::If(test, leave, rest), Stmt::Set(stepped, value)] = body.as_slice() else { return None };
    if !otherwise.is_empty() || !rest.is_empty() || *leave != [Stmt::Break(*label)] || stepped != name {
        return None;
    }
    let (by, up) = step(*name, value)?;
    let (end, inclusive) = end(*name, test, by, up)?;
    let text = match (up, inclusive) {
        (true, true) => "<=",
        (true, false) => "<",
        (false, true) => ">=",
        (false, false) => ">",
    };
    let guarded = start.clone().compare(text, end.clone());
    let mut inside = FxHashMap::default();
    mentions(std::slice::from_ref(stmt), &mut inside);
    if *guard != guarded
        || inside.get(name) != totals.get(name)
        || continues(repeated, *label)
        || assigns(repeated, *name)
        || matches!(end, Expr::Local(end) if assigns(repeated, end))
    {
        return None;
    }
    Some(for_loop(*label, *name, start.clone(), Expr::Local(*name).compare(text, end), by, up, repeated.to_vec()))
}

fn assigns(stmts: &[Stmt], name: Symbol) -> bool {
    crate::js::walk::has(stmts, &mut |stmt| stmt.assigned().contains(&name))
}

fn for_loop(label: Label, name: Symbol, start: Expr, cond: Expr, by: i64, up: bool, mut body: Vec<Stmt>) -> Stmt {
    let (one, many) = if up { ("++", "+=") } else { ("--", "-=") };
    let (op, amount) = if by == 1 { (one, Expr::Null) } else { (many, Expr::Int(by)) };
    let step = Expr::Assign(Box::new(Expr::Local(name)), op, Box::new(amount));
    loops::tail_block(&mut body, label);
    Stmt::For { label, init: Box::new(Stmt::Set(name, start)), cond, step, body }
}
