//! What a closure captures.
//!
//! In: the captured values as expressions.  Out: expressions that mean the same whenever the closure runs: a variable
//! that changes, of the function or of the module, is copied into a constant first.

use super::Emitter;
use crate::js::{Expr, Stmt};
use crate::names;
use crate::order::Touches;
use ir::{Op, Value};

impl Emitter<'_, '_> {
    /// Whether the value is what a module variable is at this moment.
    fn reads_variable(&self, value: Value) -> bool {
        let ir::ValueDef::Inst(inst, _) = self.func.values[value].def else { return false };
        let data = &self.func.insts[inst];
        match data.op {
            Op::GlobalGet(global) => self.module.program.globals[global].mutable,
            // Written as their operand.
            Op::Some | Op::AssumeSome => self.reads_variable(data.args[0]),
            _ => false,
        }
    }
    /// Captured values as expressions that mean the same whenever the closure runs.
    pub(super) fn captures(
        &mut self,
        args: Vec<Expr>,
        values: &[Value],
        touches: &Touches,
        out: &mut Vec<Stmt>,
    ) -> Vec<Expr> {
        let stable = |this: &Self, expr: &Expr, value: Value| match expr {
            Expr::Local(_) => !this.vars.is_mutable(value) && !this.dispatches,
            Expr::Global(_) => !this.reads_variable(value),
            other => other.is_simple(),
        };
        let mut captured = Vec::new();
        for (expr, &value) in args.into_iter().zip(values) {
            if stable(self, &expr, value) {
                captured.push(expr);
            } else {
                self.before(touches, out);
                let wish = self.func.values[value]
                    .name
                    .map_or_else(|| self.hint(value), |name| names::identifier(name.as_str()));
                let copy = self.module.fresh_local(&wish);
                out.push(Stmt::Set(copy, expr));
                captured.push(Expr::Local(copy));
            }
        }
        captured
    }
}
