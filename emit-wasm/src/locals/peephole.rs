//! Small rewritings of code that is already correct: superfluous moves, blocks and branches.

use crate::body::Code;
use crate::code::{Instr, Label, matching_ends, negate, op};
use base::Id;
use wasm_encoder::BlockType;

/// Turns a store and an immediate load into `local.tee`, and drops copies of a local to itself and empty arms.
pub fn fold_moves(code: &mut Vec<Instr>) {
    let mut kept: Vec<Instr> = Vec::with_capacity(code.len());
    for instr in code.drain(..) {
        match (kept.last(), &instr) {
            (Some(Instr::Set(stored)), Instr::Get(loaded)) if stored == loaded => {
                let local = *stored;
                kept.pop();
                kept.push(Instr::Tee(local));
            }
            (Some(Instr::Get(loaded)), Instr::Set(stored)) if stored == loaded => {
                kept.pop();
            }
            (Some(Instr::Get(loaded)), Instr::Tee(stored)) if stored == loaded => {}
            (Some(Instr::Tee(first)), Instr::Set(second)) if first == second => {
                kept.pop();
                kept.push(instr);
            }
            (Some(Instr::Else), Instr::End) => {
                kept.pop();
                close(&mut kept);
            }
            (Some(Instr::If(..)), Instr::End) => close(&mut kept),
            (Some(Instr::Br(_)), Instr::End | Instr::Else) => leave_arm(&mut kept, instr),
            (Some(Instr::If(..)), Instr::Else) => {
                let opening = kept.pop().expect("it is the last");
                negate(&mut kept);
                kept.push(opening);
            }
            _ => kept.push(instr),
        }
    }
    *code = kept;
}

/// Ends an arm; an `if` without any content only drops its condition.
fn close(kept: &mut Vec<Instr>) {
    if !matches!(kept.last(), Some(Instr::If(..))) {
        return kept.push(Instr::End);
    }
    kept.pop();
    match kept.last() {
        Some(Instr::Get(_)) => {
            kept.pop();
        }
        _ => kept.push(Instr::Op(op::DROP)),
    }
}

/// Ends an arm that branches; if it does nothing else, the whole `if` becomes `br_if`.
fn leave_arm(kept: &mut Vec<Instr>, end: Instr) {
    let (own, label) = match kept[..] {
        [.., Instr::If(own, BlockType::Empty), Instr::Br(label)] if own != label => (own, label),
        _ => return kept.push(end),
    };
    kept.truncate(kept.len() - 2);
    kept.push(Instr::BrIf(label));
    if end.is_else() {
        kept.push(Instr::Block(own));
    }
}

/// Removes code that cannot be reached, branches to where control goes anyway, and blocks that nothing leaves.
pub fn simplify_branches(code: &mut Code) {
    remove_unreachable(&mut code.instrs);
    remove_falling_branches(&mut code.instrs);
    remove_unused_labels(code);
    remove_unreachable(&mut code.instrs);
}

fn remove_unreachable(code: &mut Vec<Instr>) {
    let mut kept: Vec<Instr> = Vec::with_capacity(code.len());
    let mut is_dead = false;
    let mut depth = 0;
    for instr in code.drain(..) {
        if is_dead {
            if instr.opens() {
                depth += 1;
                continue;
            }
            let closes = matches!(instr, Instr::End | Instr::Else);
            if depth > 0 || !closes {
                depth -= usize::from(instr.is_end());
                continue;
            }
        }
        is_dead = instr.diverges();
        kept.push(instr);
    }
    *code = kept;
}

/// Removes each `br` that only passes ends until it meets the end it goes to.
fn remove_falling_branches(code: &mut Vec<Instr>) {
    let ends = matching_ends(code);
    let mut opener = vec![0; code.len()];
    for (at, &end) in ends.iter().enumerate().filter(|&(at, _)| code[at].opens()) {
        opener[end] = at;
    }
    let falls = |at: usize, label: Label| {
        let mut next = at + 1;
        while next < code.len() {
            match code[next] {
                Instr::End => {}
                Instr::Else => next = ends[next],
                _ => return false,
            }
            if matches!(code[opener[next]], Instr::Block(ended) | Instr::If(ended, _) if ended == label) {
                return true;
            }
            next += 1;
        }
        false
    };
    let superfluous: Vec<bool> =
        code.iter().enumerate().map(|(at, instr)| matches!(instr, Instr::Br(label) if falls(at, *label))).collect();
    let mut at = 0;
    code.retain(|_| {
        at += 1;
        !superfluous[at - 1]
    });
}

fn remove_unused_labels(code: &mut Code) {
    let mut used = vec![false; code.labels];
    for instr in &code.instrs {
        match instr {
            Instr::Br(label) | Instr::BrIf(label) => used[label.index()] = true,
            Instr::BrTable(labels, default) => {
                labels.iter().chain([default]).for_each(|label| used[label.index()] = true);
            }
            _ => {}
        }
    }
    let ends = matching_ends(&code.instrs);
    let mut removed = vec![false; code.instrs.len()];
    for (at, instr) in code.instrs.iter().enumerate() {
        if matches!(instr, Instr::Block(label) | Instr::Loop(label) if !used[label.index()]) {
            removed[at] = true;
            removed[ends[at]] = true;
        }
    }
    let mut at = 0;
    code.instrs.retain(|_| {
        at += 1;
        !removed[at - 1]
    });
}
