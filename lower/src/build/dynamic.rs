//! `dyn Trait` as a closed sum: the compiler sees every type that is ever used as one.
//!
//! In: conversions to a `dyn` and calls of its methods.  Out: an enum with a variant per type that is converted, whose
//! payload is the value, and for each method that is called a function that switches on the tag and calls the
//! implementation that is known there. So no function is called through a pointer, small implementations are inlined, and
//! the cost is that of a `match`.
//!
//! Before: `shape.area()` of a `dyn Area`, to which circles and squares are converted
//! After:  `call @"dyn Area.area"(v0)`, which is `switch (variant_tag v0) [circle, square]`
//!
//! A conversion may be found after a dispatcher was made, even in what a dispatcher calls: dispatchers are made when nothing
//! else is left to do, and made again until no variant is new.

use super::Builder;
use super::derived::Derived;
use super::func::{FuncCx, Vals};
use super::types::HeapKey;
use base::Symbol;
use frontend::typed::{Bound, Callee, TraitId, Ty, TyKind};
use ir::{Op, Type, TypeDef, Value, Variant};
use rustc_hash::FxHashMap;

/// The `dyn` types of a program.
#[derive(Default)]
pub(super) struct Dynamic {
    /// The types that are converted to each, in the order in which they were met.
    variants: FxHashMap<Ty, Vec<Ty>>,
    known: FxHashMap<(Ty, Method), usize>,
    dispatchers: Vec<Dispatcher>,
}

/// A method of a trait, with the arguments of the trait.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Method {
    of: TraitId,
    args: Box<[Ty]>,
    method: u32,
}

/// A function that chooses an implementation.
struct Dispatcher {
    id: ir::FuncId,
    ty: Ty,
    what: What,
    /// How many variants it was made for.
    made_for: Option<usize>,
}

#[derive(Clone)]
enum What {
    Method(Method),
    Show,
}

/// A method of a `dyn` to call.
pub(super) struct Dispatch {
    /// The function that chooses.
    pub id: ir::FuncId,
    /// The types of its parameters, the `dyn` first.
    pub params: Vec<Ty>,
    /// The type of its result.
    pub result: Ty,
}

impl<'a> Builder<'a> {
    /// The arguments with which a `dyn` has a trait by itself: its own or one that its own includes.
    pub(super) fn dyn_args(&mut self, of: TraitId, ty: Ty) -> Option<Vec<Ty>> {
        let typed = self.typed;
        let TyKind::Dyn(own, args) = self.tys.kind(ty).clone() else { return None };
        let mut open = vec![(own, args.to_vec())];
        let mut seen = Vec::new();
        while let Some((id, mut args)) = open.pop() {
            if id == of {
                return Some(args);
            }
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            args.push(ty);
            for bound in &typed.traits[id].supers {
                if let Bound::Trait(id, args) = self.tys.subst_bound(bound, &args) {
                    open.push((id, args));
                }
            }
        }
        None
    }

    /// The variant of a `dyn` that holds values of `from`, added when it is first wanted.
    fn dyn_variant(&mut self, ty: Ty, from: Ty) -> u32 {
        let known = self.dynamic.variants.entry(ty).or_default();
        if let Some(position) = known.iter().position(|&known| known == from) {
            return position as u32;
        }
        known.push(from);
        let position = known.len() as u32 - 1;
        let mut fields = Vec::new();
        self.push_fields(&mut fields, "value", from, false);
        let name = Symbol::new(&self.type_name(from));
        let id = self.heap(HeapKey::Object(ty));
        match &mut self.out.types.heap[id].def {
            TypeDef::Enum { variants } => variants.push(Variant { name, fields }),
            def => panic!("{def:?} is not a dyn"),
        }
        position
    }

    /// The type that a variant of a `dyn` holds.
    pub(super) fn dyn_payload(&self, ty: Ty, variant: u32) -> Ty {
        self.dynamic.variants[&ty][variant as usize]
    }

    /// The function that calls a method of a trait on a `dyn`.
    fn dispatcher(&mut self, ty: Ty, method: Method) -> Dispatch {
        let typed = self.typed;
        let data = &typed.traits[method.of].methods[method.method as usize];
        let type_args: Vec<Ty> = method.args.iter().chain([&ty]).copied().collect();
        let params = self.tys.subst_all(&data.params, &type_args).into();
        let result = self.tys.subst(data.result, &type_args);
        let key = (ty, method);
        let known = match self.dynamic.known.get(&key) {
            Some(&known) => known,
            None => {
                let results = self.flat(result).to_vec();
                let name = format!("{}.{}", self.type_name(ty), data.name);
                let id = self.declare_with(name, data.span, results);
                let place = self.dynamic.dispatchers.len();
                let what = What::Method(key.1.clone());
                self.dynamic.dispatchers.push(Dispatcher { id, ty, what, made_for: None });
                self.dynamic.known.insert(key, place);
                place
            }
        };
        Dispatch { id: self.dynamic.dispatchers[known].id, params, result }
    }

    /// The declared function `id` is to give the text of a `dyn`.
    pub(super) fn dispatch_show(&mut self, id: ir::FuncId, ty: Ty) {
        self.dynamic.dispatchers.push(Dispatcher { id, ty, what: What::Show, made_for: None });
    }

    /// Makes the dispatchers for which there are new variants; whether there were any.
    pub(super) fn make_dispatchers(&mut self) -> bool {
        let mut any = false;
        let mut at = 0;
        while let Some(Dispatcher { id, ty, what, made_for }) = self.dynamic.dispatchers.get(at) {
            let (id, ty, what, made_for) = (*id, *ty, what.clone(), *made_for);
            self.heap(HeapKey::Object(ty));
            let count = self.dynamic.variants.get(&ty).map_or(0, Vec::len);
            if made_for != Some(count) {
                self.dynamic.dispatchers[at].made_for = Some(count);
                match what {
                    What::Method(method) => self.make_dispatcher(id, ty, &method, count),
                    What::Show => self.make_show(id, ty, count),
                }
                any = true;
            }
            at += 1;
        }
        any
    }

    fn make_dispatcher(&mut self, id: ir::FuncId, ty: Ty, method: &Method, count: usize) {
        let Dispatch { params, result, .. } = self.dispatcher(ty, method.clone());
        let mut cx = self.generated(id, result);
        let args: Vec<Vals> = params.iter().map(|&param| cx.params_of(param)).collect();
        cx.by_dyn_variant(args[0][0], ty, count, |cx, from, payload| {
            let args = [vec![payload], args[1..].to_vec()].concat();
            cx.call_method(method, from, args)
        });
        let func = cx.finish();
        self.out.funcs[id] = func;
    }

    fn make_show(&mut self, id: ir::FuncId, ty: Ty, count: usize) {
        let mut cx = self.generated(id, ty);
        let value = cx.params_of(ty)[0];
        let depth = cx.param(Type::I32, Some("depth"));
        cx.by_dyn_variant(value, ty, count, |cx, from, payload| vec![cx.show_payload(&payload, from, depth)]);
        let func = cx.finish();
        self.out.funcs[id] = func;
    }
}

impl FuncCx<'_, '_> {
    /// The function that a call of a method of a `dyn` goes to; `None` for all other callees.
    pub fn dispatch(&mut self, callee: &Callee) -> Option<Dispatch> {
        let Callee::Trait { of, method, self_ty, .. } = callee else { return None };
        let ty = self.ty(*self_ty);
        let args = self.b.dyn_args(*of, ty)?;
        let is_dispatched = self.b.typed.traits[*of].methods[*method as usize].dispatched;
        is_dispatched.then(|| self.b.dispatcher(ty, Method { of: *of, args: args.into(), method: *method }))
    }

    /// A call of a dispatcher.
    pub fn call_dispatch(&mut self, dispatch: &Dispatch, args: Vec<Vals>) -> Vals {
        let results = self.b.flat(dispatch.result);
        let values = self.emit(Op::Call(dispatch.id), args.concat(), &results);
        if *self.b.tys.kind(dispatch.result) == TyKind::Never {
            self.unreachable();
        }
        values
    }

    /// A value of type `from` as a `dyn`.
    pub fn as_dyn(&mut self, values: Vals, from: Ty, to: Ty) -> Vals {
        if from == to || self.is_dead() {
            return values;
        }
        let id = self.b.object(to);
        let variant = self.b.dyn_variant(to, from);
        self.emit(Op::VariantNew(id, variant), values, &[Type::reference(id)])
    }

    /// Leaves the function with what `arm` gives for the variant that `value` is.
    fn by_dyn_variant(&mut self, value: Value, ty: Ty, count: usize, mut arm: impl FnMut(&mut Self, Ty, Vals) -> Vals) {
        if count == 0 {
            // There is no value, so nobody calls this.
            return self.unreachable();
        }
        let id = self.b.object(ty);
        let tag = self.emit1(Op::VariantTag(id), vec![value], Type::I32);
        for (variant, block) in self.by_variant(tag, count).into_iter().enumerate() {
            self.open(block);
            let variant = variant as u32;
            let from = self.b.dyn_payload(ty, variant);
            let payload = self.get_payload(value, ty, variant, 0);
            let result = arm(self, from, payload);
            self.leave(result);
        }
    }

    /// A call of a method on a value whose type is known.
    fn call_method(&mut self, method: &Method, from: Ty, args: Vec<Vals>) -> Vals {
        if self.b.dyn_args(method.of, from).is_some() {
            let dispatch = self.b.dispatcher(from, method.clone());
            return self.call_dispatch(&dispatch, args);
        }
        let (func, type_args) = self.b.trait_method(method.of, &method.args, method.method, from, &[]);
        self.call_func(func, &type_args, args)
    }

    /// The text of what a `dyn` holds: a string in a `dyn` that is printed by itself is not quoted.
    fn show_payload(&mut self, payload: &[Value], from: Ty, depth: Value) -> Value {
        if *self.b.tys.kind(from) != TyKind::String {
            return self.show_at(payload, from, depth, true);
        }
        let zero = self.i32(0);
        let top = self.prim(ir::Prim::EqI32, &[depth, zero]);
        let quoted = |cx: &mut Self| vec![cx.show_at(payload, from, depth, true)];
        self.either(top, &[Type::STR], |_| payload.to_vec(), quoted)[0]
    }
}

impl Derived {
    /// Whether a generated function for a type is a dispatcher.
    pub(super) fn is_dispatched(self, kind: &TyKind) -> bool {
        self == Derived::Show && matches!(kind, TyKind::Dyn(..))
    }
}
