//! Liveness over structured code, and which locals are live together.
//!
//! One backward scan computes it, given what is live at the start of each loop; that is found by repeating the scan
//! until nothing changes, at most once per nesting level.

use super::bits::Bits;
use crate::body::Code;
use crate::code::{Instr, Local, matching_ends, op};
use base::Id;

/// Which locals are live together, and which are copied to each other.
pub struct Interference {
    /// For each local those that are live when it is stored, and the other way round.
    pub rows: Vec<Bits>,
    /// Copies: how deep in loops, from, to.
    pub copies: Vec<(u32, Local, Local)>,
}

struct Scan<'c> {
    code: &'c Code,
    /// The opening instruction of each `end` and `else`.
    starts: Vec<usize>,
    /// What is live where a branch to the label goes.
    at_label: Vec<Bits>,
    /// What is live at the start of an else arm, or after an if without one.
    at_else: Vec<Bits>,
    changed: bool,
}

/// The interference of the locals of `code`, from which dead stores are removed.
pub fn interference(code: &mut Code) -> Interference {
    let count = code.locals.len();
    let mut graph = Interference { rows: vec![Bits::new(count); count], copies: Vec::new() };
    let mut dead = vec![false; code.instrs.len()];
    let mut scan = Scan::new(code);
    while scan.changed {
        scan.changed = false;
        scan.run(|_, _| {});
    }
    let at_entry = scan.run(|at, live| {
        if let Instr::Set(local) | Instr::Tee(local) = code.instrs[at] {
            if !live.contains(local.index()) {
                dead[at] = true;
                return;
            }
            let source = copied(code, at);
            for other in live.iter().filter(|&other| other != local.index() && Some(other) != source) {
                graph.rows[local.index()].insert(other);
                graph.rows[other].insert(local.index());
            }
        }
    });
    entry_interference(code, &at_entry, &mut graph);
    graph.copies = copies(code);
    remove_dead(code, &dead);
    graph
}

/// Parameters have their values from the start, and so do locals that are read before they are stored.
fn entry_interference(code: &Code, live: &Bits, graph: &mut Interference) {
    let mut present: Vec<usize> = live.iter().collect();
    present.extend((0..code.params).filter(|&param| !live.contains(param)));
    for &one in &present {
        for &other in present.iter().filter(|&&other| other != one) {
            graph.rows[one].insert(other);
        }
    }
}

/// The local that the store at `at` copies.
fn copied(code: &Code, at: usize) -> Option<usize> {
    match at.checked_sub(1).map(|before| &code.instrs[before]) {
        Some(Instr::Get(local)) => Some(local.index()),
        _ => None,
    }
}

fn copies(code: &Code) -> Vec<(u32, Local, Local)> {
    let mut copies = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    for (at, instr) in code.instrs.iter().enumerate() {
        if instr.opens() {
            open.push(matches!(instr, Instr::Loop(_)));
        } else if instr.is_end() {
            open.pop();
        } else if let (Instr::Set(to) | Instr::Tee(to), Some(from)) = (instr, copied(code, at)) {
            let depth = open.iter().filter(|&&is_loop| is_loop).count() as u32;
            copies.push((depth, Local::from_index(from), *to));
        }
    }
    copies
}

fn remove_dead(code: &mut Code, dead: &[bool]) {
    let mut kept: Vec<Instr> = Vec::with_capacity(code.instrs.len());
    for (at, instr) in std::mem::take(&mut code.instrs).into_iter().enumerate() {
        match (&instr, dead[at]) {
            (Instr::Set(_), true) => match kept.last() {
                Some(Instr::Get(_)) => {
                    kept.pop();
                }
                _ => kept.push(Instr::Op(op::DROP)),
            },
            (Instr::Tee(_), true) => {}
            _ => kept.push(instr),
        }
    }
    code.instrs = kept;
}

impl<'c> Scan<'c> {
    fn new(code: &'c Code) -> Scan<'c> {
        let ends = matching_ends(&code.instrs);
        let mut starts = vec![0; code.instrs.len()];
        for (at, &end) in ends.iter().enumerate().filter(|&(at, _)| code.instrs[at].opens()) {
            starts[end] = at;
        }
        let at_label = vec![Bits::new(code.locals.len()); code.labels];
        Scan { code, starts, at_label, at_else: Vec::new(), changed: true }
    }

    /// Scans backward; `visit` sees what is live after each instruction. Gives what is live at the start.
    fn run(&mut self, mut visit: impl FnMut(usize, &Bits)) -> Bits {
        let mut live = Bits::new(self.code.locals.len());
        for at in (0..self.code.instrs.len()).rev() {
            visit(at, &live);
            self.step(at, &mut live);
        }
        live
    }

    fn step(&mut self, at: usize, live: &mut Bits) {
        match &self.code.instrs[at] {
            Instr::Get(local) => live.insert(local.index()),
            Instr::Set(local) | Instr::Tee(local) => live.remove(local.index()),
            Instr::Br(label) => live.clone_from(&self.at_label[label.index()]),
            Instr::BrIf(label) => {
                live.add(&self.at_label[label.index()]);
            }
            Instr::BrTable(labels, default) => {
                live.clear();
                for label in labels.iter().chain([default]) {
                    live.add(&self.at_label[label.index()]);
                }
            }
            Instr::End => self.enter_end(at, live),
            Instr::Else => {
                let after = self.at_else.last_mut().expect("an else stands in an if");
                std::mem::swap(live, after);
            }
            Instr::If(..) => {
                let otherwise = self.at_else.pop().expect("an end stands after each if");
                live.add(&otherwise);
            }
            Instr::Loop(label) => {
                self.changed |= self.at_label[label.index()].add(live);
            }
            Instr::Block(_) | Instr::At(_) | Instr::NonNull { .. } => {}
            Instr::Op(_) | Instr::Wasm(_) => {
                if self.code.instrs[at].diverges() {
                    live.clear();
                }
            }
        }
    }

    fn enter_end(&mut self, at: usize, live: &Bits) {
        match &self.code.instrs[self.starts[at]] {
            Instr::Block(label) => self.at_label[label.index()].clone_from(live),
            Instr::If(label, _) => {
                self.at_label[label.index()].clone_from(live);
                self.at_else.push(live.clone());
            }
            _ => {}
        }
    }
}
