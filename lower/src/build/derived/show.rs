//! The text of values: numbers as JavaScript prints them, `Body(x: 1, y: 2)`, `[1, 2]`, `{"a": 1}`.
//!
//! A string is itself at the top and quoted inside something else. Objects nested deeper than [`MAX_DEPTH`] are not
//! looked into, so that cyclic ones have a text.

use super::Derived;
use crate::build::func::{FuncCx, Vals};
use base::Symbol;
use frontend::typed::{Bound, IntTy, StructId, Ty, TyKind};
use ir::{Host, Op, Prim, Type, Value};

/// How many objects may be nested in each other.
const MAX_DEPTH: i32 = 8;

/// Characters with an escape, and what stands for each.
const ESCAPES: [(i32, &str); 5] = [(34, "\\\""), (92, "\\\\"), (10, "\\n"), (13, "\\r"), (9, "\\t")];

impl FuncCx<'_, '_> {
    /// The text of a value.
    pub fn show(&mut self, values: &[Value], ty: Ty) -> Value {
        if self.is_dead() {
            return self.stand_in(Type::STR);
        }
        let depth = self.i32(0);
        self.show_at(values, ty, depth, false)
    }

    pub fn show_at(&mut self, values: &[Value], ty: Ty, depth: Value, quoted: bool) -> Value {
        if let Some((func, type_args)) = self.b.own_impl(&Bound::Show, ty) {
            return self.call_func(func, &type_args, vec![values.to_vec()])[0];
        }
        match self.b.tys.kind(ty).clone() {
            TyKind::Unit => self.str("()"),
            TyKind::Bool => {
                let (yes, no) = (|cx: &mut Self| vec![cx.str("true")], |cx: &mut Self| vec![cx.str("false")]);
                self.either(values[0], &[Type::STR], yes, no)[0]
            }
            TyKind::Int(int) => {
                let host = match int {
                    IntTy::U32 => Host::U32ToString,
                    IntTy::I64 => Host::I64ToString,
                    IntTy::U64 => Host::U64ToString,
                    IntTy::I8 | IntTy::U8 | IntTy::I16 | IntTy::U16 | IntTy::I32 => Host::I32ToString,
                };
                self.host_text(host, values[0])
            }
            TyKind::F32 => {
                let wide = self.prim(Prim::F32ToF64, &[values[0]]);
                self.host_text(Host::F64ToString, wide)
            }
            TyKind::F64 => self.host_text(Host::F64ToString, values[0]),
            TyKind::String if quoted => self.call_derived(Derived::Quote, ty, values.to_vec()),
            TyKind::String => values[0],
            TyKind::Func(..) => self.str("<function>"),
            TyKind::BigInt => self.prim(Prim::BigToStr, &[values[0]]),
            TyKind::Extern(..) | TyKind::Buffer(_) => self.str("<object>"),
            TyKind::Optional(inner) => {
                let null = self.is_null(values[0]);
                let value = values[0];
                let some = |cx: &mut Self| {
                    let values = cx.narrow(Op::AssumeSome, value, inner);
                    vec![cx.show_at(&values, inner, depth, quoted)]
                };
                self.either(null, &[Type::STR], |cx| vec![cx.str("null")], some)[0]
            }
            TyKind::Tuple(_) | TyKind::Struct(..) | TyKind::Enum(..) | TyKind::Array(_) | TyKind::Dyn(..) => {
                self.call_derived(Derived::Show, ty, [values, &[depth]].concat())
            }
            kind @ (TyKind::Never | TyKind::Error | TyKind::Infer(_) | TyKind::Param(_)) => {
                panic!("{kind:?} has no text")
            }
        }
    }

    fn host_text(&mut self, host: Host, value: Value) -> Value {
        self.emit1(Op::Host(host), vec![value], Type::STR)
    }

    /// The body of `show<T>`.
    pub fn show_body(&mut self, ty: Ty) {
        let values = self.params_of(ty);
        let depth = self.param(Type::I32, Some("depth"));
        match self.b.tys.kind(ty).clone() {
            TyKind::Enum(..) => self.show_variants(values[0], ty, depth),
            TyKind::Tuple(_) => {
                self.stop_below(depth, "(…)");
                let deeper = self.deeper(depth);
                let slots = self.b.struct_slots(ty);
                let parts = slots.iter().map(|slot| (None, values[slot.range()].to_vec(), slot.ty)).collect();
                let text = self.show_fields("", parts, deeper);
                self.leave(vec![text]);
            }
            TyKind::Array(elem) => {
                self.stop_below(depth, "[…]");
                let array = self.b.object(ty);
                let count = self.emit1(Op::ArrayLen(array), vec![values[0]], Type::I32);
                let deeper = self.deeper(depth);
                let text = self
                    .show_elements(("[", "]"), count, None, |cx, at| cx.show_element(values[0], ty, elem, at, deeper));
                self.leave(vec![text]);
            }
            TyKind::Struct(id, args) => match self.b.std_struct(id) {
                Some("List") => self.show_list(values[0], ty, depth),
                Some("Map") => self.show_map(values[0], ty, &args, depth, false),
                Some("Set") => self.show_set(values[0], ty, depth),
                _ => self.show_struct(values[0], ty, id, depth),
            },
            kind => panic!("{kind:?} is shown without a function"),
        }
    }

    /// Leaves the function with `text` if the value is nested too deep.
    fn stop_below(&mut self, depth: Value, text: &str) {
        let limit = self.i32(MAX_DEPTH);
        let deep = self.prim(Prim::GeSI32, &[depth, limit]);
        let (stop, go_on) = (self.new_block(), self.new_block());
        self.branch(deep, stop, go_on);
        self.open(stop);
        let text = self.str(text);
        self.leave(vec![text]);
        self.open(go_on);
    }

    fn deeper(&mut self, depth: Value) -> Value {
        let one = self.i32(1);
        self.prim(Prim::AddI32, &[depth, one])
    }

    /// `name(a: 1, b: 2)`, or without names.
    fn show_fields(&mut self, name: &str, parts: Vec<(Option<Symbol>, Vals, Ty)>, depth: Value) -> Value {
        let mut before = format!("{name}(");
        let mut text: Option<Value> = None;
        for (field, values, ty) in parts {
            if let Some(field) = field {
                before = format!("{before}{field}: ");
            }
            let lead = self.str(&before);
            let start = match text {
                Some(text) => self.join_strings(text, lead),
                None => lead,
            };
            let part = self.show_at(&values, ty, depth, true);
            text = Some(self.join_strings(start, part));
            before = ", ".to_string();
        }
        match text {
            Some(text) => {
                let end = self.str(")");
                self.join_strings(text, end)
            }
            None => self.str(&format!("{name}()")),
        }
    }

    fn show_struct(&mut self, object: Value, ty: Ty, id: StructId, depth: Value) {
        let typed = self.b.typed;
        let data = &typed.structs[id];
        self.stop_below(depth, &format!("{}(…)", data.name));
        let deeper = self.deeper(depth);
        let slots = self.b.struct_slots(ty);
        let parts = data
            .fields
            .iter()
            .zip(slots.iter())
            .enumerate()
            .map(|(at, (field, slot))| (Some(field.name), self.get_field(object, ty, at as u32), slot.ty))
            .collect();
        let text = self.show_fields(data.name.as_str(), parts, deeper);
        self.leave(vec![text]);
    }

    fn show_variants(&mut self, value: Value, ty: Ty, depth: Value) {
        let TyKind::Enum(id, _) = *self.b.tys.kind(ty) else { panic!("only enums have variants") };
        let typed = self.b.typed;
        let units = self.b.is_unit_enum(id);
        let tag = match units {
            true => value,
            false => {
                let object = self.b.object(ty);
                self.emit1(Op::VariantTag(object), vec![value], Type::I32)
            }
        };
        let variants = &typed.enums[id].variants;
        for (number, block) in self.by_variant(tag, variants.len()).into_iter().enumerate() {
            self.open(block);
            let variant = &variants[number];
            if variant.fields.is_empty() {
                let text = self.str(variant.name.as_str());
                self.leave(vec![text]);
                continue;
            }
            self.stop_below(depth, &format!("{}(…)", variant.name));
            let deeper = self.deeper(depth);
            let number = number as u32;
            let slots = self.b.variant_slots(ty, number);
            let parts = variant
                .fields
                .iter()
                .zip(slots.iter())
                .enumerate()
                .map(|(at, (field, slot))| (Some(field.name), self.get_payload(value, ty, number, at as u32), slot.ty))
                .collect();
            let text = self.show_fields(variant.name.as_str(), parts, deeper);
            self.leave(vec![text]);
        }
    }

    // ---- sequences

    /// `[a, b]`: `part` gives the text of the element at an index; `births` is zero where there is none.
    fn show_elements(
        &mut self,
        (open, close): (&str, &str),
        count: Value,
        births: Option<(Value, Ty)>,
        part: impl FnOnce(&mut Self, Value) -> Value,
    ) -> Value {
        let (at, text, lead) = (self.var(Type::I32, None), self.var(Type::STR, None), self.var(Type::STR, None));
        let (zero, first, none) = (self.i32(0), self.str(open), self.str(""));
        self.write(at, zero);
        self.write(text, first);
        self.write(lead, none);
        let test = |cx: &mut Self| {
            let now = cx.read(at);
            cx.prim(Prim::LtSI32, &[now, count])
        };
        self.repeat(test, |cx| {
            let now = cx.read(at);
            let (there, next) = (cx.new_block(), cx.new_block());
            match births {
                Some((array, ty)) => {
                    let id = cx.b.object(ty);
                    let birth = cx.emit1(Op::ArrayGet(id), vec![array, now], Type::I32);
                    let removed = cx.i32(0);
                    let is_there = cx.prim(Prim::NeI32, &[birth, removed]);
                    cx.branch(is_there, there, next);
                }
                None => cx.jump(there),
            }
            cx.open(there);
            let (so_far, between) = (cx.read(text), cx.read(lead));
            let before = cx.join_strings(so_far, between);
            let shown = part(cx, now);
            let longer = cx.join_strings(before, shown);
            cx.write(text, longer);
            let comma = cx.str(", ");
            cx.write(lead, comma);
            cx.jump(next);
            cx.open(next);
            let after = cx.deeper(now);
            cx.write(at, after);
        });
        let (text, end) = (self.read(text), self.str(close));
        self.join_strings(text, end)
    }

    fn show_element(&mut self, array: Value, ty: Ty, elem: Ty, at: Value, depth: Value) -> Value {
        let id = self.b.object(ty);
        let stored = self.b.storage(elem).value_type();
        let value = self.emit1(Op::ArrayGet(id), vec![array, at], stored);
        let values = self.unpack(value, elem);
        self.show_at(&values, elem, depth, true)
    }

    /// A field of a struct of `std`, with its type.
    fn named_field(&mut self, object: Value, ty: Ty, name: &str) -> (Value, Ty) {
        let TyKind::Struct(id, _) = *self.b.tys.kind(ty) else { panic!("collections are structs") };
        let fields = &self.b.typed.structs[id].fields;
        let at = fields.iter().position(|field| field.name.as_str() == name);
        let at = at.unwrap_or_else(|| panic!("{} has no field {name}", self.b.typed.structs[id].name));
        let field_ty = self.b.struct_slots(ty)[at].ty;
        (self.get_field(object, ty, at as u32)[0], field_ty)
    }

    fn show_list(&mut self, list: Value, ty: Ty, depth: Value) {
        self.stop_below(depth, "[…]");
        let deeper = self.deeper(depth);
        let (items, items_ty) = self.named_field(list, ty, "items");
        let (count, _) = self.named_field(list, ty, "count");
        let elem = self.b.element(items_ty);
        let part = |cx: &mut Self, at| cx.show_element(items, items_ty, elem, at, deeper);
        let text = self.show_elements(("[", "]"), count, None, part);
        self.leave(vec![text]);
    }

    /// `{"a": 1}`; of a set only the keys.
    fn show_map(&mut self, map: Value, ty: Ty, args: &[Ty], depth: Value, keys_only: bool) {
        self.stop_below(depth, "{…}");
        let deeper = self.deeper(depth);
        let (keys, keys_ty) = self.named_field(map, ty, "entryKeys");
        let (values, values_ty) = self.named_field(map, ty, "entryValues");
        let (used, _) = self.named_field(map, ty, "used");
        let births = self.named_field(map, ty, "births");
        let part = |cx: &mut Self, at| {
            let key = cx.show_element(keys, keys_ty, args[0], at, deeper);
            if keys_only {
                return key;
            }
            let colon = cx.str(": ");
            let start = cx.join_strings(key, colon);
            let value = cx.show_element(values, values_ty, args[1], at, deeper);
            cx.join_strings(start, value)
        };
        let text = self.show_elements(("{", "}"), used, Some(births), part);
        self.leave(vec![text]);
    }

    fn show_set(&mut self, set: Value, ty: Ty, depth: Value) {
        let (map, map_ty) = self.named_field(set, ty, "members");
        let args = self.b.type_args(map_ty);
        self.show_map(map, map_ty, &args, depth, true);
    }

    // ---- strings

    /// The body of `quote`.
    pub fn quote_body(&mut self) {
        let text = self.param(Type::STR, Some("text"));
        let end = self.prim(Prim::LenStr, &[text]);
        let (at, start, done) = (self.var(Type::I32, None), self.var(Type::I32, None), self.var(Type::STR, None));
        let (zero, mark) = (self.i32(0), self.str("\""));
        self.write(at, zero);
        self.write(start, zero);
        self.write(done, mark);
        let test = |cx: &mut Self| {
            let now = cx.read(at);
            cx.prim(Prim::LtSI32, &[now, end])
        };
        self.repeat(test, |cx| {
            let now = cx.read(at);
            let unit = cx.prim(Prim::CharCodeAt, &[text, now]);
            let (escape, next) = (cx.var(Type::STR, None), cx.new_block());
            let found = cx.new_block();
            for (code, written) in ESCAPES {
                let code = cx.i32(code);
                let is_it = cx.prim(Prim::EqI32, &[unit, code]);
                let (yes, no) = (cx.new_block(), cx.new_block());
                cx.branch(is_it, yes, no);
                cx.open(yes);
                let written = cx.str(written);
                cx.write(escape, written);
                cx.jump(found);
                cx.open(no);
            }
            cx.jump(next);
            cx.open(found);
            let (so_far, from) = (cx.read(done), cx.read(start));
            let plain = cx.prim(Prim::Substring, &[text, from, now]);
            let longer = cx.join_strings(so_far, plain);
            let written = cx.read(escape);
            let longer = cx.join_strings(longer, written);
            cx.write(done, longer);
            let after = cx.deeper(now);
            cx.write(start, after);
            cx.jump(next);
            cx.open(next);
            let after = cx.deeper(now);
            cx.write(at, after);
        });
        let (so_far, from) = (self.read(done), self.read(start));
        let rest = self.prim(Prim::Substring, &[text, from, end]);
        let longer = self.join_strings(so_far, rest);
        let quoted = self.join_strings(longer, mark);
        self.leave(vec![quoted]);
    }
}

impl super::Builder<'_> {
    /// The name of a struct, if it is one of `std`.
    fn std_struct(&self, id: StructId) -> Option<&'static str> {
        let data = &self.typed.structs[id];
        let path = &self.sources.get(data.span.source).path;
        path.starts_with("std/").then(|| data.name.as_str())
    }
    /// How many variants an enum has.
    pub(in crate::build) fn variant_count(&self, ty: Ty) -> usize {
        match self.tys.kind(ty) {
            TyKind::Enum(id, _) => self.typed.enums[*id].variants.len(),
            kind => panic!("{kind:?} has no variants"),
        }
    }
}
