//! Order and hash by structure: members from left to right, variants as declared, null first.

use super::Derived;
use crate::build::arith::Num;
use crate::build::func::{FuncCx, Vals};
use frontend::typed::{BinaryOp, Bound, Ty, TyKind};
use ir::{Const, Op, Prim, Type, Value};

impl FuncCx<'_, '_> {
    /// -1, 0 or 1; of types with an `impl`, whatever that gives.
    pub fn compare(&mut self, a: &[Value], b: &[Value], ty: Ty) -> Value {
        if let Some(num) = self.num(ty) {
            return self.compare_numbers(num, a[0], b[0]);
        }
        if let Some((func, type_args)) = self.b.own_impl(&Bound::Ord, ty) {
            return self.call_func(func, &type_args, vec![a.to_vec(), b.to_vec()])[0];
        }
        match self.b.tys.kind(ty).clone() {
            TyKind::Unit => self.i32(0),
            TyKind::String => self.prim(Prim::CompareStr, &[a[0], b[0]]),
            TyKind::Bool => {
                let [a, b] = [a[0], b[0]].map(|value| self.prim(Prim::BoolToI32, &[value]));
                self.prim(Prim::SubI32, &[a, b])
            }
            TyKind::Enum(id, _) if self.b.is_unit_enum(id) => {
                self.compare_numbers(Num::Int(frontend::typed::IntTy::I32), a[0], b[0])
            }
            _ => self.call_derived(Derived::Compare, ty, [a, b].concat()),
        }
    }

    fn compare_numbers(&mut self, num: Num, a: Value, b: Value) -> Value {
        let greater = self.compare_nums(BinaryOp::Gt, num, a, b);
        let less = self.compare_nums(BinaryOp::Lt, num, a, b);
        let [greater, less] = [greater, less].map(|value| self.prim(Prim::BoolToI32, &[value]));
        self.prim(Prim::SubI32, &[greater, less])
    }

    /// Leaves the function with the first order that is not 0.
    fn leave_with_first(&mut self, pairs: Vec<(Vals, Vals, Ty)>) {
        for (a, b, ty) in pairs {
            let order = self.compare(&a, &b, ty);
            let zero = self.i32(0);
            let same = self.prim(Prim::EqI32, &[order, zero]);
            let (goes_on, decided) = (self.new_block(), self.new_block());
            self.branch(same, goes_on, decided);
            self.open(decided);
            self.leave(vec![order]);
            self.open(goes_on);
        }
        let zero = self.i32(0);
        self.leave(vec![zero]);
    }

    /// The body of `compare<T>`.
    pub fn compare_body(&mut self, ty: Ty) {
        let (a, b) = (self.params_of(ty), self.params_of(ty));
        match self.b.tys.kind(ty).clone() {
            TyKind::Tuple(_) => {
                let slots = self.b.struct_slots(ty);
                let pair =
                    |slot: &crate::build::types::Slot| (a[slot.range()].to_vec(), b[slot.range()].to_vec(), slot.ty);
                self.leave_with_first(slots.iter().map(pair).collect());
            }
            TyKind::Struct(..) => {
                let slots = self.b.struct_slots(ty);
                let pairs = slots.iter().enumerate().map(|(field, slot)| {
                    let field = field as u32;
                    (self.get_field(a[0], ty, field), self.get_field(b[0], ty, field), slot.ty)
                });
                let pairs = pairs.collect();
                self.leave_with_first(pairs);
            }
            TyKind::Optional(inner) => {
                let (a_some, b_some) = (self.is_null(a[0]), self.is_null(b[0]));
                let either_null = self.prim(Prim::OrBool, &[a_some, b_some]);
                let (nulls, values) = (self.new_block(), self.new_block());
                self.branch(either_null, nulls, values);
                self.open(nulls);
                let [a_null, b_null] = [a_some, b_some].map(|value| self.prim(Prim::BoolToI32, &[value]));
                let order = self.prim(Prim::SubI32, &[b_null, a_null]);
                self.leave(vec![order]);
                self.open(values);
                let [a, b] = [a[0], b[0]].map(|value| self.narrow(Op::AssumeSome, value, inner));
                let order = self.compare(&a, &b, inner);
                self.leave(vec![order]);
            }
            TyKind::Enum(..) => self.compare_variants(a[0], b[0], ty),
            kind => panic!("{kind:?} has no order by structure"),
        }
    }

    fn compare_variants(&mut self, a: Value, b: Value, ty: Ty) {
        let id = self.b.object(ty);
        let [tag, other] = [a, b].map(|object| self.emit1(Op::VariantTag(id), vec![object], Type::I32));
        let same = self.prim(Prim::EqI32, &[tag, other]);
        let (alike, differ) = (self.new_block(), self.new_block());
        self.branch(same, alike, differ);
        self.open(differ);
        let order = self.compare_numbers(Num::Int(frontend::typed::IntTy::I32), tag, other);
        self.leave(vec![order]);
        self.open(alike);
        let count = self.b.variant_count(ty);
        for (variant, block) in self.by_variant(tag, count).into_iter().enumerate() {
            self.open(block);
            let variant = variant as u32;
            let slots = self.b.variant_slots(ty, variant);
            let pairs = slots.iter().enumerate().map(|(field, slot)| {
                let [a, b] = [a, b].map(|object| self.get_payload(object, ty, variant, field as u32));
                (a, b, slot.ty)
            });
            let pairs = pairs.collect();
            self.leave_with_first(pairs);
        }
    }

    // ---- hash

    /// A number that equal values share. Who uses it spreads its bits.
    pub fn hash(&mut self, a: &[Value], ty: Ty) -> Value {
        if let Some((func, type_args)) = self.b.own_impl(&Bound::Hash, ty) {
            return self.call_func(func, &type_args, vec![a.to_vec()])[0];
        }
        match self.b.tys.kind(ty).clone() {
            TyKind::Unit => self.i32(0),
            TyKind::Bool => self.prim(Prim::BoolToI32, &[a[0]]),
            TyKind::Int(int) if int.bits() == 64 => self.hash_i64(a[0]),
            TyKind::Int(_) => a[0],
            TyKind::F32 => {
                let wide = self.prim(Prim::F32ToF64, &[a[0]]);
                self.hash_f64(wide)
            }
            TyKind::F64 => self.hash_f64(a[0]),
            TyKind::BigInt => {
                let low = self.prim(Prim::BigToI64, &[a[0]]);
                self.hash_i64(low)
            }
            TyKind::Enum(id, _) if self.b.is_unit_enum(id) => a[0],
            _ => self.call_derived(Derived::Hash, ty, a.to_vec()),
        }
    }

    fn hash_i64(&mut self, value: Value) -> Value {
        let by = self.constant(Const::I64(32));
        let high = self.prim(Prim::ShrUI64, &[value, by]);
        let mixed = self.prim(Prim::XorI64, &[value, high]);
        self.prim(Prim::I64ToI32, &[mixed])
    }

    fn hash_f64(&mut self, value: Value) -> Value {
        // Adding 0 makes -0 the 0 that it is equal to.
        let zero = self.constant(Const::f64(0.0));
        let plain = self.prim(Prim::AddF64, &[value, zero]);
        let bits = self.prim(Prim::BitsOfF64, &[plain]);
        self.hash_i64(bits)
    }

    fn mix(&mut self, hash: Value, part: Value) -> Value {
        let factor = self.i32(31);
        let scaled = self.prim(Prim::MulI32, &[hash, factor]);
        self.prim(Prim::AddI32, &[scaled, part])
    }

    fn hash_all(&mut self, seed: i32, parts: Vec<(Vals, Ty)>) -> Value {
        let mut hash = self.i32(seed);
        for (values, ty) in parts {
            let part = self.hash(&values, ty);
            hash = self.mix(hash, part);
        }
        hash
    }

    /// The body of `hash<T>`.
    pub fn hash_body(&mut self, ty: Ty) {
        let a = self.params_of(ty);
        let hash = match self.b.tys.kind(ty).clone() {
            TyKind::String => self.hash_string(a[0]),
            TyKind::Tuple(_) => {
                let slots = self.b.struct_slots(ty);
                self.hash_all(1, slots.iter().map(|slot| (a[slot.range()].to_vec(), slot.ty)).collect())
            }
            TyKind::Struct(..) => {
                let slots = self.b.struct_slots(ty);
                let parts = slots.iter().enumerate();
                let parts = parts.map(|(field, slot)| (self.get_field(a[0], ty, field as u32), slot.ty)).collect();
                self.hash_all(1, parts)
            }
            TyKind::Optional(inner) => {
                let null = self.is_null(a[0]);
                let some = |cx: &mut Self| {
                    let value = cx.narrow(Op::AssumeSome, a[0], inner);
                    vec![cx.hash(&value, inner)]
                };
                self.either(null, &[Type::I32], |cx| vec![cx.i32(0)], some)[0]
            }
            TyKind::Enum(..) => return self.hash_variants(a[0], ty),
            kind => panic!("{kind:?} has no hash by structure"),
        };
        self.leave(vec![hash]);
    }

    fn hash_variants(&mut self, object: Value, ty: Ty) {
        let id = self.b.object(ty);
        let tag = self.emit1(Op::VariantTag(id), vec![object], Type::I32);
        let count = self.b.variant_count(ty);
        for (variant, block) in self.by_variant(tag, count).into_iter().enumerate() {
            self.open(block);
            let number = variant as u32;
            let slots = self.b.variant_slots(ty, number);
            let parts = slots.iter().enumerate();
            let parts = parts.map(|(at, slot)| (self.get_payload(object, ty, number, at as u32), slot.ty)).collect();
            let hash = self.hash_all(variant as i32 + 1, parts);
            self.leave(vec![hash]);
        }
    }

    fn hash_string(&mut self, text: Value) -> Value {
        let end = self.prim(Prim::LenStr, &[text]);
        let (at, hash) = (self.var(Type::I32, None), self.var(Type::I32, None));
        let zero = self.i32(0);
        self.write(at, zero);
        self.write(hash, zero);
        let test = |cx: &mut Self| {
            let now = cx.read(at);
            cx.prim(Prim::LtSI32, &[now, end])
        };
        self.repeat(test, |cx| {
            let now = cx.read(at);
            let unit = cx.prim(Prim::CharCodeAt, &[text, now]);
            let before = cx.read(hash);
            let mixed = cx.mix(before, unit);
            cx.write(hash, mixed);
            let one = cx.i32(1);
            let next = cx.prim(Prim::AddI32, &[now, one]);
            cx.write(at, next);
        });
        self.read(hash)
    }
}
