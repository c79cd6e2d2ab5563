//! Expressions on their way to their only use.
//!
//! `v1 = load; v2 = add v1, 1; store v2` becomes `load; i32.const 1; i32.add; store` without a local. An expression may
//! wait only while nothing happens that it must not change places with; then it is stored in its local after all.

use super::{Body, Expr, Null, Slots};
use crate::code::{Instr, Local, op};
use crate::effects::Effects;
use crate::module::nullable;
use ir::{Type, Value};

/// Longer expressions are stored, so that copying them stays linear.
const MAX_CODE: usize = 256;
/// More expressions do not wait at the same time.
const MAX_PENDING: usize = 48;

impl Body<'_, '_, '_> {
    /// The expressions of the operands of an operation with `effects`, to be evaluated in this order right now.
    pub(super) fn take(&mut self, args: &[Value], effects: &Effects) -> Vec<Expr> {
        self.settle(args, effects);
        args.iter().map(|&arg| self.take_one(arg)).collect()
    }

    /// Stores the expressions that must not wait for an operation with `effects` on `args`.
    fn settle(&mut self, args: &[Value], effects: &Effects) {
        if self.pending.is_empty() {
            return;
        }
        let order: Vec<Option<usize>> = self.pending.iter().map(|(value, _)| position(args, *value)).collect();
        let mut stored = vec![false; order.len()];
        let mut stored_effects = Effects::NONE;
        let mut later = effects.clone();
        for index in (0..order.len()).rev() {
            let own = &self.pending[index].1.effects;
            if own.is_none() {
                continue;
            }
            let is_late = match order[index] {
                Some(place) => self.is_overtaken(&order, index, place) || own.conflicts(&stored_effects),
                None => own.conflicts(&later) || own.conflicts(&stored_effects),
            };
            if is_late {
                stored[index] = true;
                stored_effects.add(own);
            } else if order[index].is_some() {
                later.add(own);
            }
        }
        self.store_marked(&stored);
    }

    /// Whether operand `place`, pending at `index`, would be evaluated after a later one it conflicts with.
    fn is_overtaken(&self, order: &[Option<usize>], index: usize, place: usize) -> bool {
        let own = &self.pending[index].1.effects;
        let mut later = order.iter().enumerate().skip(index + 1);
        later.any(|(other, at)| at.is_some_and(|at| at < place) && own.conflicts(&self.pending[other].1.effects))
    }

    fn store_marked(&mut self, stored: &[bool]) {
        if !stored.contains(&true) {
            return;
        }
        let all = std::mem::take(&mut self.pending);
        for ((value, expr), &is_stored) in all.into_iter().zip(stored) {
            if is_stored {
                self.is_pending[value] = false;
                self.store(value, expr);
            } else {
                self.pending.push((value, expr));
            }
        }
    }

    /// Stores every waiting expression that has effects: control is about to leave.
    pub(super) fn settle_all(&mut self, args: &[Value]) {
        self.settle(args, &Effects::anything());
    }

    fn take_one(&mut self, value: Value) -> Expr {
        if !self.is_pending[value] {
            return self.leaf(value);
        }
        let index = self.pending.iter().rposition(|(other, _)| *other == value).expect("it is pending");
        self.is_pending[value] = false;
        self.pending.remove(index).1
    }

    /// The expression of a value that is a constant or in locals.
    pub(super) fn leaf(&mut self, value: Value) -> Expr {
        if let Some(constant) = self.func.as_const(value) {
            return Expr::pure(self.module.constant(constant).into_iter().map(Instr::Wasm).collect());
        }
        match self.slots(value) {
            Slots::One(local) => {
                let null = if self.needs_non_null(self.func.ty(value)) { Null::Local(local) } else { Null::No };
                Expr { null, ..Expr::pure(vec![Instr::Get(local)]) }
            }
            Slots::Two(flag, value) => Expr::pure(vec![Instr::Get(flag), Instr::Get(value)]),
            Slots::Unset => unreachable!("slots makes them"),
        }
    }

    /// Whether the expression of `value` waits to be used.
    pub(super) fn is_waiting(&self, value: Value) -> bool {
        self.is_pending[value]
    }

    /// Whether Wasm has a non-null type for values of `ty`.
    pub(super) fn needs_non_null(&self, ty: Type) -> bool {
        !ty.nullable && self.module.is_internal(ty.kind)
    }

    /// Gives `value` its meaning: it waits if it is used once, else it is stored.
    pub(super) fn define(&mut self, value: Value, expr: Expr) {
        let ty = self.func.ty(value);
        if self.facts.uses[value] == 0 {
            return self.discard(expr, if ty.is_scalar() && ty.nullable { 2 } else { 1 });
        }
        let is_pair = ty.is_scalar() && ty.nullable;
        if is_pair || !self.facts.folds[value] || expr.code.len() > MAX_CODE {
            if !expr.effects.is_none() {
                self.settle(&[], &expr.effects);
            }
            return self.store(value, expr);
        }
        if self.pending.len() >= MAX_PENDING {
            self.store_marked(&vec![true; self.pending.len()]);
        }
        self.is_pending[value] = true;
        self.pending.push((value, expr));
    }

    /// Evaluates an expression for its effects.
    pub(super) fn discard(&mut self, expr: Expr, slots: usize) {
        if expr.effects.is_none() {
            return;
        }
        self.settle(&[], &expr.effects);
        self.code.extend(expr.code);
        (0..slots).for_each(|_| self.push(Instr::Op(op::DROP)));
    }

    /// Stores `expr` in the locals of `value`.
    pub(super) fn store(&mut self, value: Value, expr: Expr) {
        match self.slots(value) {
            Slots::One(local) => {
                let is_lenient = self.facts.strict[value] == 0;
                if expr.null == Null::Yes && is_lenient {
                    self.locals[local].ty = nullable(self.locals[local].ty);
                    self.code.extend(expr.code);
                } else {
                    let code = self.non_null_into(expr, self.func.ty(value), Some(local));
                    self.code.extend(code);
                }
                self.push(Instr::Set(local));
            }
            Slots::Two(flag, value) => {
                self.code.extend(expr.code);
                self.push(Instr::Set(value));
                self.push(Instr::Set(flag));
            }
            Slots::Unset => unreachable!("slots makes them"),
        }
    }

    /// The code of `expr`, made non-null for Wasm if its IR type is.
    pub(super) fn strict(&self, expr: Expr, ty: Type) -> Vec<Instr> {
        self.non_null_into(expr, ty, None)
    }
    /// The same for an expression that goes into the local `to`.
    pub(super) fn non_null_into(&self, expr: Expr, ty: Type, to: Option<Local>) -> Vec<Instr> {
        let mut code = expr.code;
        if self.needs_non_null(ty) {
            match expr.null {
                Null::No => {}
                Null::Local(from) => code.push(Instr::NonNull { from, to }),
                Null::Yes => code.push(Instr::Op(op::REF_AS_NON_NULL)),
            }
        }
        code
    }

    /// Makes operand `index` readable more than once. The operands before it are evaluated first.
    pub(super) fn make_leaf(&mut self, exprs: &mut [Expr], index: usize, args: &[Value]) {
        if exprs[index].is_leaf() {
            return;
        }
        for at in 0..=index {
            let is_last = at == index;
            if exprs[at].is_leaf() || (!is_last && exprs[at].effects.is_none()) {
                continue;
            }
            let ty = self.func.ty(args[at]);
            let types = self.module.types.slots(ty);
            debug_assert_eq!(types.len(), 1, "nullable scalars are always in locals");
            let expr = std::mem::replace(&mut exprs[at], Expr::pure(Vec::new()));
            let is_nullable = expr.null != Null::No;
            let local = self.local(if is_nullable { nullable(types[0]) } else { types[0] }, None);
            self.code.extend(expr.code);
            self.push(Instr::Set(local));
            let null = if self.needs_non_null(ty) { Null::Local(local) } else { Null::No };
            exprs[at] = Expr { null, ..Expr::pure(vec![Instr::Get(local)]) };
        }
    }
}

/// Where `value` stands in `args`.
fn position(args: &[Value], value: Value) -> Option<usize> {
    args.iter().position(|&arg| arg == value)
}
