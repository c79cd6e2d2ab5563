//! `==` by structure.

use super::Derived;
use crate::build::func::{FuncCx, Vals};
use frontend::typed::{BinaryOp, Bound, Ty, TyKind};
use ir::{Op, Prim, Type, Value};

impl FuncCx<'_, '_> {
    /// Whether two values are equal.
    pub fn equal(&mut self, a: &[Value], b: &[Value], ty: Ty) -> Value {
        if let Some(num) = self.num(ty) {
            return self.compare_nums(BinaryOp::Eq, num, a[0], b[0]);
        }
        if let Some((func, type_args)) = self.b.own_impl(&Bound::Eq, ty) {
            return self.call_func(func, &type_args, vec![a.to_vec(), b.to_vec()])[0];
        }
        match self.b.tys.kind(ty).clone() {
            TyKind::Bool => self.prim(Prim::EqBool, &[a[0], b[0]]),
            TyKind::String => self.prim(Prim::EqStr, &[a[0], b[0]]),
            TyKind::Enum(id, _) if self.b.is_unit_enum(id) => self.prim(Prim::EqI32, &[a[0], b[0]]),
            TyKind::Unit | TyKind::Tuple(_) => self.equal_fields(a, b, ty),
            TyKind::Optional(inner) if self.b.has_identity(inner) => {
                self.emit1(Op::RefEq, vec![a[0], b[0]], Type::BOOL)
            }
            _ if self.b.has_identity(ty) => self.emit1(Op::RefEq, vec![a[0], b[0]], Type::BOOL),
            _ => self.call_derived(Derived::Equal, ty, [a, b].concat()),
        }
    }

    /// Whether all members of two tuples are equal; those that need a call are asked only if the others are.
    fn equal_fields(&mut self, a: &[Value], b: &[Value], ty: Ty) -> Value {
        let slots = self.b.struct_slots(ty);
        let pairs = slots.iter().map(|slot| (a[slot.range()].to_vec(), b[slot.range()].to_vec(), slot.ty)).collect();
        self.all_equal(pairs)
    }

    fn all_equal(&mut self, pairs: Vec<(Vals, Vals, Ty)>) -> Value {
        let mut all: Option<Value> = None;
        for (a, b, ty) in pairs {
            all = Some(match all {
                None => self.equal(&a, &b, ty),
                Some(before) if self.num(ty).is_some() => {
                    let equal = self.equal(&a, &b, ty);
                    self.prim(Prim::AndBool, &[before, equal])
                }
                Some(before) => {
                    let rest = |cx: &mut Self| vec![cx.equal(&a, &b, ty)];
                    self.either(before, &[Type::BOOL], rest, |cx| vec![cx.bool(false)])[0]
                }
            });
        }
        all.unwrap_or_else(|| self.bool(true))
    }

    /// The body of `eq<T>`.
    pub fn equal_body(&mut self, ty: Ty) {
        let (a, b) = (self.params_of(ty), self.params_of(ty));
        let (a, b) = (a[0], b[0]);
        let equal = match self.b.tys.kind(ty).clone() {
            TyKind::Optional(inner) => self.equal_optionals(a, b, inner),
            TyKind::Struct(..) => {
                let count = self.b.struct_slots(ty).len() as u32;
                let pairs = (0..count)
                    .map(|field| {
                        let field_ty = self.b.struct_slots(ty)[field as usize].ty;
                        (self.get_field(a, ty, field), self.get_field(b, ty, field), field_ty)
                    })
                    .collect();
                self.all_equal(pairs)
            }
            TyKind::Enum(..) => return self.equal_variants(a, b, ty),
            kind => panic!("{kind:?} is compared without a function"),
        };
        self.leave(vec![equal]);
    }

    fn equal_optionals(&mut self, a: Value, b: Value, inner: Ty) -> Value {
        let (a_null, b_null) = (self.is_null(a), self.is_null(b));
        let some = self.prim(Prim::OrBool, &[a_null, b_null]);
        let nulls = |cx: &mut Self| vec![cx.prim(Prim::AndBool, &[a_null, b_null])];
        let values = |cx: &mut Self| {
            let (a, b) = (cx.narrow(Op::AssumeSome, a, inner), cx.narrow(Op::AssumeSome, b, inner));
            vec![cx.equal(&a, &b, inner)]
        };
        self.either(some, &[Type::BOOL], nulls, values)[0]
    }

    fn equal_variants(&mut self, a: Value, b: Value, ty: Ty) {
        let id = self.b.object(ty);
        let tag = self.emit1(Op::VariantTag(id), vec![a], Type::I32);
        let other = self.emit1(Op::VariantTag(id), vec![b], Type::I32);
        let same = self.prim(Prim::EqI32, &[tag, other]);
        let (alike, differ) = (self.new_block(), self.new_block());
        self.branch(same, alike, differ);
        self.open(differ);
        let no = self.bool(false);
        self.leave(vec![no]);
        self.open(alike);
        let count = self.b.variant_count(ty);
        for (variant, block) in self.by_variant(tag, count).into_iter().enumerate() {
            self.open(block);
            let variant = variant as u32;
            let fields = self.b.variant_slots(ty, variant);
            let pairs = (0..fields.len())
                .map(|field| {
                    let at = field as u32;
                    let values = [a, b].map(|object| self.get_payload(object, ty, variant, at));
                    let [a, b] = values;
                    (a, b, fields[field].ty)
                })
                .collect();
            let equal = self.all_equal(pairs);
            self.leave(vec![equal]);
        }
    }
}
