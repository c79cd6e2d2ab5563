//! `toJson` of a struct or enum.
//!
//! A struct is an object of its fields, a variant without payload its name, one with payload an object with its name and the
//! object of its fields: `{"Circle": {"r": 1}}`.

use super::{Items, Maker, Of, given};
use crate::typed::{Callee, Expr, ExprKind, Field, FuncId, MatchArm, Pattern, PatternKind, Ty, TyKind};
use crate::world::{ImplDef, World};

pub(super) fn make(world: &mut World<'_>, items: &Items, of: Of, data: &ImplDef) -> FuncId {
    let mut maker = Maker::new(world, items, data.span);
    let this = maker.local("self", data.target);
    let body = match of {
        Of::Struct(id) => {
            let fields = maker.world.structs[id].typed.fields.clone();
            let value = |maker: &Maker<'_, '_>, index: usize, ty: Ty| {
                let object = maker.read(this);
                maker.make(ExprKind::Field(Box::new(object), index as u32), ty)
            };
            maker.fields_json(&fields, value)
        }
        Of::Enum(id) => {
            let variants = maker.world.enums[id].typed.variants.clone();
            let arms = variants.iter().enumerate().map(|(index, variant)| {
                maker.variant_arm(data.target, index as u32, variant.name.as_str(), &variant.fields)
            });
            let arms = arms.collect();
            let value = maker.read(this);
            maker.make(ExprKind::Match(Box::new(value), arms), maker.items.json)
        }
    };
    let sig = maker.sig(of, data, "toJson", &[("self", data.target)], items.json);
    maker.finish(sig, vec![this], body)
}

impl Maker<'_, '_> {
    /// The object of fields, each of which `value` gives.
    fn fields_json(&mut self, fields: &[Field], value: impl Fn(&Self, usize, Ty) -> Expr) -> Expr {
        let names = fields.iter().map(|field| self.text(field.name.as_str())).collect();
        let mut values = Vec::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            let value = value(self, index, field.ty);
            values.push(self.part_json(value));
        }
        self.object(names, values)
    }

    /// `value.toJson()`
    fn part_json(&mut self, value: Expr) -> Expr {
        let (of, self_ty) = (self.items.to_json, value.ty);
        self.refs.trait_calls.push((of, 0, vec![self_ty], self.span));
        let callee = Callee::Trait { of, args: Vec::new(), method: 0, self_ty, type_args: Vec::new() };
        self.make(ExprKind::Call(callee, given(vec![value])), self.items.json)
    }

    fn variant_arm(&mut self, ty: Ty, index: u32, name: &str, fields: &[Field]) -> MatchArm {
        let locals: Vec<_> = fields.iter().map(|field| self.local(field.name.as_str(), field.ty)).collect();
        let parts = locals.iter().map(|&local| self.bind(local)).collect();
        let pattern = Pattern { kind: PatternKind::Variant(index, parts), ty, span: self.span };
        let name = self.text(name);
        let body = match fields.is_empty() {
            true => self.json_string(name),
            false => {
                let payload = self.fields_json(fields, |maker, index, _| maker.read(locals[index]));
                self.call_std("variantJson", Vec::new(), vec![name, payload])
            }
        };
        MatchArm { pattern, guard: None, body, span: self.span }
    }

    /// `Json.Str(text)`
    fn json_string(&mut self, text: Expr) -> Expr {
        let TyKind::Enum(json, _) = *self.world.tys.kind(self.items.json) else { panic!("Json is an enum") };
        let variant = self.world.enums[json].by_name[&base::Symbol::new("Str")];
        self.make(ExprKind::VariantNew(variant, given(vec![text])), self.items.json)
    }
}
