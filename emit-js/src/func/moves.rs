//! Parallel assignment: the arguments of a jump to the parameters of its target.
//!
//! In: `(a, b) = (b, a + b)`.  Out: assignments one after the other, in an order in which no variable is read after
//! it was assigned; a cycle is broken by a copy.

use super::Emitter;
use crate::js::{Expr, Stmt};
use base::Symbol;
use ir::{Target, Value};

struct Move {
    to: Symbol,
    value: Expr,
    calls: bool,
}

impl Emitter<'_, '_> {
    pub(super) fn assign(&mut self, target: &Target, out: &mut Vec<Stmt>) {
        let params = &self.func.blocks[target.block].params;
        let pairs: Vec<(Value, Value)> = params.iter().copied().zip(target.args.iter().copied()).collect();
        let pairs: Vec<(Value, Value)> = pairs.into_iter().filter(|&(param, _)| self.uses[param] > 0).collect();
        let args: Vec<Value> = pairs.iter().map(|&(_, arg)| arg).collect();
        let (exprs, ..) = self.take(&args, out);
        self.settle_all(out);
        let mut moves = Vec::new();
        for ((param, _), value) in pairs.into_iter().zip(exprs) {
            let to = self.name(param);
            if value != Expr::Local(to) {
                moves.push(Move { to, calls: super::simplify::has_effect(&value) || reads_memory(&value), value });
            }
        }
        self.sequence(moves, out);
    }
    fn sequence(&mut self, mut moves: Vec<Move>, out: &mut Vec<Stmt>) {
        while !moves.is_empty() {
            let free = (0..moves.len()).find(|&at| {
                let read =
                    moves.iter().enumerate().any(|(other, later)| other != at && later.value.mentions(moves[at].to));
                // Calls and reads keep their order among themselves.
                let waits = moves[at].calls && moves[..at].iter().any(|earlier| earlier.calls);
                !read && !waits
            });
            match free {
                Some(at) => {
                    let next = moves.remove(at);
                    out.push(Stmt::Set(next.to, next.value));
                }
                None => {
                    // A cycle: the first variable's old value is kept aside for those that still read it.
                    let to = moves[0].to;
                    let copy = self.module.fresh_local(to.as_str());
                    out.push(Stmt::Set(copy, Expr::Local(to)));
                    for later in &mut moves[1..] {
                        later.value.deep_mut(&mut |expr| {
                            if *expr == Expr::Local(to) {
                                *expr = Expr::Local(copy);
                            }
                        });
                    }
                    let first = moves.remove(0);
                    out.push(Stmt::Set(first.to, first.value));
                }
            }
        }
    }
}

/// Whether the value depends on more than variables.
fn reads_memory(expr: &Expr) -> bool {
    let mut found = false;
    expr.deep(&mut |expr| found |= matches!(expr, Expr::Member(..) | Expr::Index(..) | Expr::Global(_)));
    found
}
