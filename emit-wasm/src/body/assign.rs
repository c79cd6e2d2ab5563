//! Arguments of jumps become the parameters of blocks, all at the same time.
//!
//! A move whose target no other move still reads goes first, so that most need no more than `get; set`. What is left
//! is a cycle: its values are all pushed before the first is stored.

use super::{Body, Expr, Slots};
use crate::code::{Instr, Local};
use ir::{Target, Value};

/// A move: code that pushes a value, and where it goes.
struct Move {
    code: Vec<Instr>,
    to: Local,
    has_effects: bool,
}

impl Body<'_, '_, '_> {
    /// The code of a jump's arguments.
    pub(super) fn assign(&mut self, target: &Target) {
        let func = self.func;
        self.settle_all(&target.args);
        let exprs = self.take(&target.args, &crate::effects::Effects::NONE);
        let mut moves = Vec::new();
        for ((expr, &arg), &param) in exprs.into_iter().zip(&target.args).zip(&func.blocks[target.block].params) {
            if arg == param {
                continue;
            }
            if self.facts.uses[param] > 0 || !expr.effects.is_none() {
                self.add_moves(&mut moves, param, arg, expr);
            }
        }
        self.emit_moves(moves);
    }

    fn add_moves(&mut self, moves: &mut Vec<Move>, param: Value, arg: Value, expr: Expr) {
        let has_effects = !expr.effects.is_none();
        match self.slots(param) {
            Slots::One(to) => {
                let code = self.non_null_into(expr, self.func.ty(param), Some(to));
                moves.push(Move { code, to, has_effects });
            }
            Slots::Two(flag, value) => {
                let (flag_code, value_code) = self.split(arg);
                moves.push(Move { code: flag_code, to: flag, has_effects });
                moves.push(Move { code: value_code, to: value, has_effects });
            }
            Slots::Unset => unreachable!("slots makes them"),
        }
    }

    fn emit_moves(&mut self, mut moves: Vec<Move>) {
        let in_order = moves.iter().filter(|each| each.has_effects).count() < 2;
        while in_order && !moves.is_empty() {
            let is_free = |at: &usize| {
                let to = moves[*at].to;
                moves.iter().enumerate().all(|(other, each)| other == *at || !reads(&each.code, to))
            };
            let Some(at) = (0..moves.len()).find(is_free) else { break };
            let each = moves.remove(at);
            self.code.extend(each.code);
            self.push(Instr::Set(each.to));
        }
        let targets: Vec<Local> = moves.iter().map(|each| each.to).collect();
        moves.into_iter().for_each(|each| self.code.extend(each.code));
        targets.into_iter().rev().for_each(|to| self.push(Instr::Set(to)));
    }
}

/// Whether the code reads the local.
fn reads(code: &[Instr], local: Local) -> bool {
    code.iter().any(|instr| matches!(instr, Instr::Get(read) if *read == local))
}
