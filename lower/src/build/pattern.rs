//! Patterns that take every value, and the driver of `match`.
//!
//! In: a pattern of a `let`, or the arms of a `match`.  Out: bound locals; for a match a decision tree ([`super::decide`])
//! whose leaves jump to one block per arm. What an arm binds is written before the jump, so that an arm that several
//! patterns lead to is lowered once, and SSA form joins what they bind.

use super::decide::{Row, Tree};
use super::func::{FuncCx, Vals};
use frontend::typed::{Expr, MatchArm, Pattern, PatternKind, Ty};
use ir::Value;

impl<'a> FuncCx<'_, 'a> {
    /// Binds what a pattern that takes every value names.
    pub fn bind_pattern(&mut self, pattern: &'a Pattern, values: &[Value]) {
        if self.is_dead() {
            return;
        }
        let ty = self.ty(pattern.ty);
        match &pattern.kind {
            PatternKind::Wildcard => {}
            PatternKind::Bind(local, inner) => {
                self.bind(*local, values);
                if let Some(inner) = inner {
                    self.bind_pattern(inner, values);
                }
            }
            PatternKind::Tuple(parts) => {
                let slots = self.b.struct_slots(ty);
                for (part, slot) in parts.iter().zip(slots.iter()) {
                    self.bind_pattern(part, &values[slot.range()]);
                }
            }
            PatternKind::Struct(fields) => {
                for (position, field) in fields.iter().enumerate() {
                    if !matches!(field.kind, PatternKind::Wildcard) {
                        let parts = self.get_field(values[0], ty, position as u32);
                        self.bind_pattern(field, &parts);
                    }
                }
            }
            // The only variant of its enum, alternatives that together take everything: a tree without a test.
            PatternKind::Variant(..)
            | PatternKind::Or(_)
            | PatternKind::Null
            | PatternKind::NonNull(_)
            | PatternKind::Bool(_)
            | PatternKind::Int(_)
            | PatternKind::Float(_)
            | PatternKind::Str(_)
            | PatternKind::IntRange(..)
            | PatternKind::FloatRange(..) => {
                let done = self.new_block();
                let row = Row::new(0, None, pattern);
                self.decide(Tree::new(vec![row], values.to_vec(), ty), &[done]);
                self.open(done);
            }
        }
    }

    /// `match`. With a type its value is joined; without one each arm is in tail position, and nothing follows.
    pub fn match_expr(&mut self, scrutinee: &'a Expr, arms: &'a [MatchArm], ty: Option<Ty>) -> Vals {
        let scrutinee_ty = self.ty(scrutinee.ty);
        let values = self.expr_as(scrutinee, scrutinee_ty);
        if self.is_dead() {
            return ty.map_or_else(Vec::new, |ty| self.stand_ins(ty));
        }
        let bodies: Vec<ir::Block> = arms.iter().map(|_| self.new_block()).collect();
        let rows = arms
            .iter()
            .enumerate()
            .map(|(position, arm)| Row::new(position, arm.guard.as_ref(), &arm.pattern))
            .collect();
        self.decide(Tree::new(rows, values, scrutinee_ty), &bodies);
        let Some(ty) = ty else {
            for (arm, body) in arms.iter().zip(bodies) {
                self.open(body);
                self.tail_arm(&arm.body);
            }
            return Vec::new();
        };
        let (value, join) = (self.vars(ty, None), self.new_block());
        for (arm, body) in arms.iter().zip(bodies) {
            self.open(body);
            self.join_with(&arm.body, ty, &value, join);
        }
        self.open(join);
        self.read_all(&value)
    }
}
