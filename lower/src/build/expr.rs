//! Expressions: what each kind of [`ExprKind`] becomes.
//!
//! In: a typed expression.  Out: the values that hold its value, none if its type is `()` or `never`.
//!
//! An instruction is placed at the whole expression it computes: a panic in `a[i] / b` is reported where the division
//! starts, which is where its left operand starts. So places differ between statements, as people look for them, and
//! are the same on every engine.

use super::func::{FuncCx, Vals};
use super::types::HeapKey;
use frontend::typed::{Arg, BinaryOp, Expr, ExprKind, Stmt, Ty, TyKind, UnaryOp};
use ir::{Const, Op, Prim, Type, Value};

impl<'a> FuncCx<'_, 'a> {
    /// The values of an expression.
    pub fn expr(&mut self, expr: &'a Expr) -> Vals {
        if self.is_dead() {
            let ty = self.ty(expr.ty);
            return self.stand_ins(ty);
        }
        let outer = std::mem::replace(&mut self.span, expr.span);
        let values = self.expr_kind(expr);
        self.span = outer;
        values
    }

    /// The values of an expression where a `ty` is wanted: one of type `never` fits everywhere.
    pub fn expr_as(&mut self, expr: &'a Expr, ty: Ty) -> Vals {
        let mut values = self.expr(expr);
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        if self.b.flat(ty).is_empty() {
            // Where nothing is wanted, any value may stand.
            values.clear();
        }
        values
    }

    /// The value of an expression that has exactly one.
    pub fn one(&mut self, expr: &'a Expr) -> Value {
        let values = self.expr(expr);
        match values.first() {
            Some(&value) => value,
            None => self.stand_in(Type::I32),
        }
    }

    fn expr_kind(&mut self, expr: &'a Expr) -> Vals {
        let ty = self.ty(expr.ty);
        match &expr.kind {
            ExprKind::Error => panic!("a mistake was not reported"),
            ExprKind::Unit => Vec::new(),
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Null => {
                vec![self.literal(&expr.kind, ty)]
            }
            ExprKind::Local(local) => self.read_local(*local),
            ExprKind::Global(global) => self.read_global(*global),
            ExprKind::FuncValue(callee) => vec![self.func_value(callee, ty)],
            ExprKind::Call(callee, args) => self.call(callee, args, ty),
            ExprKind::EventCall(call) => self.event_call(call, Some(ty)),
            ExprKind::Outcome(outcome, args) => self.outcome(*outcome, args),
            ExprKind::Fire(effect, args) => self.fire(*effect, args, ty),
            ExprKind::Firing(firing) => self.firing(firing, Some(ty)),
            ExprKind::Resume(arms, branch, args) => self.resume(*arms, *branch, args),
            ExprKind::Installed(effect) => vec![self.installed(*effect)],
            ExprKind::CallValue(callee, args) => self.call_value(callee, args),
            ExprKind::StructNew(args) => self.struct_new(args, ty),
            ExprKind::With(original, changes) => self.with(original, changes, ty),
            ExprKind::VariantNew(variant, args) => self.variant_new(*variant, args, ty),
            ExprKind::Field(object, field) => self.field(object, *field),
            ExprKind::Tuple(parts) => parts.iter().flat_map(|part| self.tuple_part(part)).collect(),
            ExprKind::TupleField(tuple, position) => self.tuple_field(tuple, *position),
            ExprKind::ArrayLit(elements) => vec![self.array_lit(elements, ty)],
            ExprKind::Unary(op, operand) => vec![self.unary(*op, operand)],
            ExprKind::Binary(op, a, b) => vec![self.binary(*op, a, b)],
            ExprKind::And(..) | ExprKind::Or(..) => vec![self.and_or(expr)],
            ExprKind::Coalesce(a, b) => self.coalesce(a, b, ty),
            ExprKind::Identical(a, b) => {
                let operands = vec![self.one(a), self.one(b)];
                vec![self.emit1(Op::RefEq, operands, Type::BOOL)]
            }
            ExprKind::IsNull(operand) => {
                let value = self.one(operand);
                vec![self.is_null(value)]
            }
            ExprKind::Unwrap(operand) => {
                let value = self.one(operand);
                self.narrow(Op::Unwrap, value, ty)
            }
            ExprKind::Narrow(operand) => {
                let value = self.one(operand);
                self.narrow(Op::AssumeSome, value, ty)
            }
            ExprKind::Widen(operand) => self.widen_expr(operand),
            ExprKind::Upcast(operand) => self.upcast(operand, ty),
            ExprKind::Convert(operand) => vec![self.convert_expr(operand, ty)],
            ExprKind::Downcast(operand) => vec![self.downcast(operand, ty)],
            ExprKind::NullChain { receiver, local, body } => self.null_chain(receiver, *local, body, ty),
            ExprKind::Show(operand) => {
                let operand_ty = self.ty(operand.ty);
                let values = self.expr(operand);
                vec![self.show(&values, operand_ty)]
            }
            ExprKind::Concat(parts) => vec![self.concat(parts)],
            ExprKind::Lambda { params, body, captures } => vec![self.lambda(params, body, captures, ty)],
            ExprKind::Block(stmts, value) => self.block(stmts, value.as_deref()),
            ExprKind::If(cond, then, otherwise) => self.if_expr(cond, then, otherwise.as_deref(), ty),
            ExprKind::Match(scrutinee, arms) => self.match_expr(scrutinee, arms, Some(ty)),
            ExprKind::While(..) | ExprKind::Loop(..) | ExprKind::ForRange { .. } | ExprKind::ForIndexed { .. } => {
                self.loop_expr(expr, ty)
            }
            ExprKind::Break(id, value) => self.break_expr(*id, value.as_deref()),
            ExprKind::Continue(id) => {
                let next = self.frame.loops[id].next.clone();
                self.go(&next, Vec::new());
                Vec::new()
            }
            ExprKind::Return(value, tail) => self.return_expr(value.as_deref(), *tail),
            ExprKind::Assign(place, op, value) => self.assign(place, *op, value),
        }
    }

    /// A literal of type `ty`.
    pub fn literal(&mut self, kind: &ExprKind, ty: Ty) -> Value {
        let constant = match kind {
            ExprKind::Bool(value) => Const::Bool(*value),
            ExprKind::Int(value) => match self.b.tys.kind(ty) {
                TyKind::Int(int) => return self.int(*value, *int),
                TyKind::BigInt => return self.big(*value),
                kind => panic!("an integer literal of type {kind:?}"),
            },
            ExprKind::Float(value) => match self.b.tys.kind(ty) {
                TyKind::F32 => Const::f32(*value as f32),
                _ => Const::f64(*value),
            },
            ExprKind::Str(text) => Const::Str(*text),
            ExprKind::Null => return self.null(ty),
            kind => panic!("{kind:?} is not a literal"),
        };
        self.constant(constant)
    }

    // ---- structs, variants, tuples, arrays

    /// The arguments for fields, in the order of the fields; `fields` says where each has its default from.
    fn struct_new(&mut self, args: &'a [Arg], ty: Ty) -> Vals {
        if let TyKind::Extern(..) = self.b.tys.kind(ty) {
            return self.extern_object(args, ty);
        }
        let slots = self.b.struct_slots(ty);
        let tys: Vec<Ty> = slots.iter().map(|slot| slot.ty).collect();
        let type_args = self.b.type_args(ty);
        let values = self.args(args, &tys, &type_args).concat();
        let id = self.b.heap(HeapKey::Object(ty));
        self.emit(Op::StructNew(id), values, &[Type::reference(id)])
    }

    fn variant_new(&mut self, variant: u32, args: &'a [Arg], ty: Ty) -> Vals {
        let slots = self.b.variant_slots(ty, variant);
        let tys: Vec<Ty> = slots.iter().map(|slot| slot.ty).collect();
        let type_args = self.b.type_args(ty);
        let values = self.args(args, &tys, &type_args).concat();
        vec![self.make_variant(ty, variant, values)]
    }

    /// A variant with its flattened payload; of an all-unit enum its number.
    pub fn make_variant(&mut self, ty: Ty, variant: u32, values: Vals) -> Value {
        let result = self.b.flat(ty)[0];
        if result == Type::I32 {
            return self.i32(variant as i32);
        }
        let id = self.b.heap(HeapKey::Object(ty));
        self.emit1(Op::VariantNew(id, variant), values, result)
    }

    fn with(&mut self, original: &'a Expr, changes: &'a [(u32, Expr)], ty: Ty) -> Vals {
        let object = self.one(original);
        let slots = self.b.struct_slots(ty);
        let changed: Vec<(u32, Vals)> =
            changes.iter().map(|(field, value)| (*field, self.expr_as(value, slots[*field as usize].ty))).collect();
        let mut values = Vec::new();
        for position in 0..slots.len() {
            match changed.iter().rev().find(|(field, _)| *field as usize == position) {
                Some((_, new)) => values.extend(new),
                None => values.extend(self.get_field(object, ty, position as u32)),
            }
        }
        let id = self.b.heap(HeapKey::Object(ty));
        self.emit(Op::StructNew(id), values, &[Type::reference(id)])
    }

    fn field(&mut self, object: &'a Expr, field: u32) -> Vals {
        let ty = self.ty(object.ty);
        let value = self.one(object);
        match self.b.tys.kind(ty) {
            TyKind::Extern(..) => self.extern_field(value, ty, field),
            _ => self.get_field(value, ty, field),
        }
    }

    /// Reads a source field.
    pub fn get_field(&mut self, object: Value, ty: Ty, field: u32) -> Vals {
        let slot = self.b.struct_slots(ty)[field as usize];
        let id = self.b.heap(HeapKey::Object(ty));
        let flat = self.b.flat(slot.ty);
        let get =
            |(offset, &ty): (usize, &Type)| self.emit1(Op::StructGet(id, slot.first + offset as u32), vec![object], ty);
        flat.iter().enumerate().map(get).collect()
    }

    /// Reads a field of a variant that the object is known to be.
    pub fn get_payload(&mut self, object: Value, ty: Ty, variant: u32, field: u32) -> Vals {
        let slot = self.b.variant_slots(ty, variant)[field as usize];
        let id = self.b.heap(HeapKey::Object(ty));
        let flat = self.b.flat(slot.ty);
        let get = |(offset, &ty): (usize, &Type)| {
            self.emit1(Op::VariantGet(id, variant, slot.first + offset as u32), vec![object], ty)
        };
        flat.iter().enumerate().map(get).collect()
    }

    fn tuple_part(&mut self, part: &'a Expr) -> Vals {
        let ty = self.ty(part.ty);
        self.expr_as(part, ty)
    }

    fn tuple_field(&mut self, tuple: &'a Expr, position: u32) -> Vals {
        let ty = self.ty(tuple.ty);
        let values = self.expr_as(tuple, ty);
        let slot = self.b.struct_slots(ty)[position as usize];
        values[slot.range()].to_vec()
    }

    fn array_lit(&mut self, elements: &'a [Expr], ty: Ty) -> Value {
        let elem = self.b.element(ty);
        let pack = |element: &'a Expr| {
            let values = self.expr_as(element, elem);
            self.pack(&values, elem)
        };
        let values = elements.iter().map(pack).collect();
        let id = self.b.heap(HeapKey::Object(ty));
        self.emit1(Op::ArrayLit(id), values, Type::reference(id))
    }

    // ---- operators

    fn unary(&mut self, op: UnaryOp, operand: &'a Expr) -> Value {
        let ty = self.ty(operand.ty);
        let value = self.one(operand);
        match (op, self.num(ty)) {
            (UnaryOp::Neg, Some(num)) => self.negate(num, value),
            (UnaryOp::BitNot, Some(super::arith::Num::Int(int))) => self.complement(int, value),
            (UnaryOp::BitNot, Some(super::arith::Num::Big)) => self.prim(Prim::NotBig, &[value]),
            _ => self.prim(Prim::NotBool, &[value]),
        }
    }

    fn binary(&mut self, op: BinaryOp, a: &'a Expr, b: &'a Expr) -> Value {
        let ty = self.ty(a.ty);
        let left = self.expr(a);
        let right = self.expr(b);
        if self.is_dead() {
            return self.stand_in(Type::I32);
        }
        self.apply_binary(op, ty, &left, &right)
    }

    /// `left op right`, both of type `ty` (a count may be of another).
    pub fn apply_binary(&mut self, op: BinaryOp, ty: Ty, left: &[Value], right: &[Value]) -> Value {
        match op {
            BinaryOp::Eq => self.equal(left, right, ty),
            BinaryOp::Ne => match self.num(ty) {
                Some(num) => self.compare_nums(op, num, left[0], right[0]),
                None => {
                    let equal = self.equal(left, right, ty);
                    self.prim(Prim::NotBool, &[equal])
                }
            },
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => match self.num(ty) {
                Some(num) => self.compare_nums(op, num, left[0], right[0]),
                None => {
                    let order = self.compare(left, right, ty);
                    let zero = self.i32(0);
                    self.compare_nums(op, super::arith::Num::Int(frontend::typed::IntTy::I32), order, zero)
                }
            },
            _ if *self.b.tys.kind(ty) == TyKind::String => self.prim(Prim::ConcatStr, &[left[0], right[0]]),
            _ if *self.b.tys.kind(ty) == TyKind::Bool => {
                let prim = match op {
                    BinaryOp::BitAnd => Prim::AndBool,
                    BinaryOp::BitOr => Prim::OrBool,
                    _ => Prim::NeBool,
                };
                self.prim(prim, &[left[0], right[0]])
            }
            _ => {
                let num = self.num(ty).expect("arithmetic is on numbers");
                self.arith(op, num, left[0], right[0])
            }
        }
    }

    fn concat(&mut self, parts: &'a [Expr]) -> Value {
        let mut text: Option<Value> = None;
        for part in parts {
            let value = self.one(part);
            if self.is_dead() {
                return self.stand_in(Type::STR);
            }
            text = Some(match text {
                Some(before) => self.join_strings(before, value),
                None => value,
            });
        }
        text.unwrap_or_else(|| self.str(""))
    }

    /// `a + b` of strings.
    pub fn join_strings(&mut self, a: Value, b: Value) -> Value {
        self.prim(Prim::ConcatStr, &[a, b])
    }

    // ---- conversions and optionals

    fn widen_expr(&mut self, operand: &'a Expr) -> Vals {
        let ty = self.ty(operand.ty);
        let values = self.expr_as(operand, ty);
        if self.is_dead() {
            // Of a type without values, even the wanted optional has a value.
            return vec![self.stand_in(Type::I32)];
        }
        vec![self.widen(&values, ty)]
    }

    /// A JavaScript object stays what it is; other values become a `dyn`.
    fn upcast(&mut self, operand: &'a Expr, to: Ty) -> Vals {
        let from = self.ty(operand.ty);
        match self.b.tys.kind(to) {
            TyKind::Dyn(..) => {
                let values = self.expr_as(operand, from);
                if self.is_dead() { self.stand_ins(to) } else { self.as_dyn(values, from, to) }
            }
            _ => self.expr(operand),
        }
    }

    fn convert_expr(&mut self, operand: &'a Expr, to: Ty) -> Value {
        let from = self.ty(operand.ty);
        let value = self.one(operand);
        if self.is_dead() {
            return value;
        }
        let to = self.num(to).expect("conversions give numbers");
        match self.num(from) {
            Some(from) => self.convert(value, from, to),
            // The digits of a literal that is too large for anything else.
            None if self.type_of(value) == Type::STR => self.prim(Prim::StrToBig, &[value]),
            None => {
                let number = self.convert_to_i32(value);
                self.convert(number, super::arith::Num::Int(frontend::typed::IntTy::I32), to)
            }
        }
    }

    fn coalesce(&mut self, a: &'a Expr, b: &'a Expr, ty: Ty) -> Vals {
        let optional = self.one(a);
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        let null = self.is_null(optional);
        let types = self.b.flat(ty);
        self.either(null, &types, |cx| cx.expr_as(b, ty), |cx| cx.narrow(Op::AssumeSome, optional, ty))
    }

    fn null_chain(&mut self, receiver: &'a Expr, local: frontend::typed::LocalId, body: &'a Expr, ty: Ty) -> Vals {
        let optional = self.one(receiver);
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        let null = self.is_null(optional);
        let types = self.b.flat(ty);
        let inner = self.ty(self.frame.locals[local].ty);
        let absent = |cx: &mut Self| match cx.b.is_optional(ty) {
            true => vec![cx.null(ty)],
            // The body is a statement: `x?.f()` where `f` gives nothing.
            false => Vec::new(),
        };
        self.either(null, &types, absent, |cx| {
            let values = cx.narrow(Op::AssumeSome, optional, inner);
            cx.bind(local, &values);
            cx.expr_as(body, ty)
        })
    }

    // ---- statements

    /// Statements, then the value.
    pub fn block(&mut self, stmts: &'a [Stmt], value: Option<&'a Expr>) -> Vals {
        self.stmts(stmts);
        match value {
            Some(value) => self.expr(value),
            None => Vec::new(),
        }
    }

    /// Statements; those after one that does not end are not looked at.
    pub fn stmts(&mut self, stmts: &'a [Stmt]) {
        for stmt in stmts {
            if self.is_dead() {
                return;
            }
            match stmt {
                Stmt::Let(pattern, value) => {
                    let ty = self.ty(pattern.ty);
                    let values = self.expr_as(value, ty);
                    self.bind_pattern(pattern, &values);
                }
                Stmt::Expr(expr) => {
                    self.expr(expr);
                }
            }
        }
    }
}
