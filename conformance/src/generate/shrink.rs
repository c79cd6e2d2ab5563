//! Smaller programs that may still show the same.
//!
//! In: a program.  Out: programs that are one step smaller, the boldest steps first. A candidate need not check: whoever
//! asks throws those away with the ones that do not show what the original did.

use super::program::{Expr, Program, Stmt};

/// Repeats the first step that keeps `shows` true until none does.
pub fn shrink(program: Program, mut shows: impl FnMut(&Program) -> bool) -> Program {
    let mut smallest = program;
    'smaller: loop {
        for candidate in candidates(&smallest) {
            if shows(&candidate) {
                smallest = candidate;
                continue 'smaller;
            }
        }
        return smallest;
    }
}

/// The programs one step smaller than `program`.
pub fn candidates(program: &Program) -> Vec<Program> {
    let mut found = Vec::new();
    for index in 0..program.functions.len().saturating_sub(1) {
        let mut smaller = program.clone();
        smaller.functions.remove(index);
        found.push(smaller);
    }
    for index in 0..program.declarations.len() {
        let mut smaller = program.clone();
        smaller.declarations.remove(index);
        found.push(smaller);
    }
    for (index, function) in program.functions.iter().enumerate() {
        for body in smaller_blocks(&function.body) {
            let mut smaller = program.clone();
            smaller.functions[index].body = body;
            found.push(smaller);
        }
        for value in function.value.iter().flat_map(smaller_exprs) {
            let mut smaller = program.clone();
            smaller.functions[index].value = Some(value);
            found.push(smaller);
        }
    }
    found
}

fn smaller_blocks(block: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut found = Vec::new();
    if block.len() > 3 {
        found.push(block[block.len() / 2..].to_vec());
        found.push(block[..block.len() / 2].to_vec());
    }
    for index in 0..block.len() {
        let with = |statements: Vec<Stmt>| {
            let mut smaller = block.to_vec();
            smaller.splice(index..=index, statements);
            smaller
        };
        found.push(with(Vec::new()));
        for (_, inner) in &block[index].blocks {
            found.push(with(inner.clone()));
        }
        found.extend(smaller_statements(&block[index]).into_iter().map(|statement| with(vec![statement])));
    }
    found
}

fn smaller_statements(statement: &Stmt) -> Vec<Stmt> {
    let mut found = Vec::new();
    for (at, (_, block)) in statement.blocks.iter().enumerate() {
        for smaller in smaller_blocks(block) {
            let mut copy = statement.clone();
            copy.blocks[at].1 = smaller;
            found.push(copy);
        }
    }
    for parts in smaller_parts(&statement.head) {
        let mut copy = statement.clone();
        copy.head = parts;
        found.push(copy);
    }
    found
}

/// Replaces an expression by one of its parts of the same type, or makes a part smaller.
fn smaller_exprs(expr: &Expr) -> Vec<Expr> {
    let mut found: Vec<Expr> = expr.parts.iter().filter(|part| part.ty == expr.ty).cloned().collect();
    found.extend(smaller_parts(expr));
    found
}

fn smaller_parts(expr: &Expr) -> Vec<Expr> {
    let mut found = Vec::new();
    for (index, part) in expr.parts.iter().enumerate() {
        for smaller in smaller_exprs(part) {
            let mut copy = expr.clone();
            copy.parts[index] = smaller;
            found.push(copy);
        }
    }
    found
}
