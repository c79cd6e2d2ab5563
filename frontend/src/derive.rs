//! `ToJson` and `FromJson` of structs and enums: made by the compiler where no `impl` is written and all parts have them.
//!
//! In: declarations of a program that uses `std/json`.  Out: an implementation for each such type, with typed functions as if
//! someone had written them; `std/json/derive` has the functions that they call.
//!
//! Which types have the traits is a greatest fixed point: all are taken to have them, then those are taken away that have a
//! part without. So a type may contain itself.

mod from_json;
mod to_json;

use std::rc::Rc;

use base::{IndexVec, Span, Symbol};

use crate::modules::{Loaded, ModuleId};
use crate::typed::{
    self, Arg, ArgValue, Bound, Callee, EnumId, Expr, ExprKind, Field, FuncId, Local, LocalId, Pattern, PatternKind,
    StructId, TraitId, Ty, TyKind, TypeParam,
};
use crate::world::{Def, FuncAttributes, Head, ImplDef, ImplOf, ParamSig, Presence, Refs, Sig, World};

/// What of `std/json` is called.
#[derive(Clone, Copy)]
struct Items {
    to_json: TraitId,
    from_json: TraitId,
    /// The types `Json` and `JsonError`.
    json: Ty,
    error: Ty,
    result: EnumId,
    module: ModuleId,
}

/// A type that an implementation is made for.
#[derive(Clone, Copy)]
enum Of {
    Struct(StructId),
    Enum(EnumId),
}

impl Of {
    fn head(self) -> Head {
        match self {
            Of::Struct(id) => Head::Struct(id),
            Of::Enum(id) => Head::Enum(id),
        }
    }
}

/// Adds the implementations that nobody has written.
pub(crate) fn derive(world: &mut World<'_>, loaded: &Loaded) {
    let Some(items) = find_items(world, loaded) else { return };
    for of in [items.to_json, items.from_json] {
        world.derivable.push(of);
        derive_trait(world, &items, of);
    }
}

fn find_items(world: &mut World<'_>, loaded: &Loaded) -> Option<Items> {
    let main = &world.modules[*loaded.by_path.get("std/json")?];
    let find = |name: &str| main.scope.get(&Symbol::new(name)).map(|entry| entry.def);
    let (Some(Def::Trait(to_json)), Some(Def::Trait(from_json))) = (find("ToJson"), find("FromJson")) else {
        return None;
    };
    let (Some(Def::Enum(json)), Some(Def::Struct(error))) = (find("Json"), find("JsonError")) else { return None };
    let json = world.tys.intern(TyKind::Enum(json, [].into()));
    let error = world.tys.intern(TyKind::Struct(error, [].into()));
    let module = *loaded.by_path.get("std/json/derive")?;
    Some(Items { to_json, from_json, json, error, result: world.lang.result?, module })
}

fn derive_trait(world: &mut World<'_>, items: &Items, of: TraitId) {
    let first = world.impls.len();
    let mut candidates: Vec<(Of, ImplDef)> = Vec::new();
    let structs = world.structs.ids().filter(|&id| !is_internal(world, id)).map(Of::Struct);
    let all: Vec<Of> = structs.chain(world.enums.ids().map(Of::Enum)).collect();
    for ty in all {
        if world.impls_for(ImplOf::Trait(of), ty.head()).is_empty() {
            candidates.push((ty, impl_of(world, of, ty)));
        }
    }
    // All are taken to have the trait; those that lack it are taken away until none does.
    loop {
        set_impls(world, of, first, &candidates);
        let count = candidates.len();
        candidates.retain(|(ty, data)| lacking_field(world, of, *ty, &data.type_params).is_none());
        if candidates.len() == count {
            break;
        }
    }
    for (at, (ty, data)) in candidates.into_iter().enumerate() {
        let func = match of == items.to_json {
            true => to_json::make(world, items, ty, &data),
            false => from_json::make(world, items, ty, &data),
        };
        world.impls[first + at].methods = vec![Some(func)];
    }
}

/// Whether a struct of `std` keeps its fields to itself.
fn is_internal(world: &World<'_>, id: StructId) -> bool {
    world.is_std(world.structs[id].module) && world.structs[id].opaque
}

fn impl_of(world: &mut World<'_>, of: TraitId, ty: Of) -> ImplDef {
    let (params, span) = match ty {
        Of::Struct(id) => (world.structs[id].typed.type_params.clone(), world.structs[id].typed.span),
        Of::Enum(id) => (world.enums[id].typed.type_params.clone(), world.enums[id].typed.span),
    };
    let args = (0..params.len()).map(|index| world.tys.intern(TyKind::Param(index as u32))).collect();
    let target = world.tys.intern(match ty {
        Of::Struct(id) => TyKind::Struct(id, args),
        Of::Enum(id) => TyKind::Enum(id, args),
    });
    let bound = Bound::Trait(of, Vec::new());
    let with_bound = |param: TypeParam| {
        let bounds = param.bounds.into_iter().chain([bound.clone()]).collect();
        TypeParam { name: param.name, bounds }
    };
    let type_params: Rc<[TypeParam]> = params.into_iter().map(with_bound).collect();
    ImplDef { of: bound.clone(), type_params, target, methods: vec![None], span }
}

fn set_impls(world: &mut World<'_>, of: TraitId, first: usize, candidates: &[(Of, ImplDef)]) {
    let all: Vec<Head> = world.structs.ids().map(Head::Struct).chain(world.enums.ids().map(Head::Enum)).collect();
    for head in all {
        if let Some(indices) = world.impls_by_head.get_mut(&(ImplOf::Trait(of), head)) {
            indices.retain(|&index| index < first);
        }
    }
    world.impls.truncate(first);
    for (ty, data) in candidates {
        let index = world.impls.len();
        world.impls_by_head.entry((ImplOf::Trait(of), ty.head())).or_default().push(index);
        world.impls.push(data.clone());
    }
}

/// The first field of a type that has no such trait.
fn lacking_field(world: &mut World<'_>, of: TraitId, ty: Of, params: &[TypeParam]) -> Option<Field> {
    let fields: Vec<Field> = match ty {
        Of::Struct(id) => world.structs[id].typed.fields.clone(),
        Of::Enum(id) => world.enums[id].typed.variants.iter().flat_map(|variant| variant.fields.clone()).collect(),
    };
    fields.into_iter().find(|field| !world.has_trait(field.ty, of, &[], params))
}

impl World<'_> {
    /// Why a type has no implementation that the compiler makes, in a sentence for people.
    pub fn why_not_derived(&mut self, of: TraitId, ty: Ty) -> Option<String> {
        if !self.derivable.contains(&of) {
            return None;
        }
        let (ty, args, params) = match self.tys.kind(ty).clone() {
            TyKind::Struct(id, args) => (Of::Struct(id), args, self.structs[id].typed.type_params.clone()),
            TyKind::Enum(id, args) => (Of::Enum(id), args, self.enums[id].typed.type_params.clone()),
            _ => return None,
        };
        let wanted = impl_of(self, of, ty);
        let field = lacking_field(self, of, ty, &wanted.type_params)?;
        let field_ty = self.tys.subst(field.ty, &args);
        let (text, name) = (self.show(field_ty, &params), self.traits[of].typed.name);
        Some(format!(
            "the compiler makes one where all parts have it, but `{text}` of `{}` has no `{name}`",
            field.name
        ))
    }
}

/// A function that is being made.
struct Maker<'w, 'a> {
    world: &'w mut World<'a>,
    items: Items,
    /// The name of the type: everything in the function is placed there.
    span: Span,
    locals: IndexVec<LocalId, Local>,
    refs: Refs,
}

impl<'w, 'a> Maker<'w, 'a> {
    fn new(world: &'w mut World<'a>, items: &Items, span: Span) -> Self {
        Maker { world, items: *items, span, locals: IndexVec::new(), refs: Refs::default() }
    }

    fn make(&self, kind: ExprKind, ty: Ty) -> Expr {
        Expr { kind, ty, span: self.span }
    }

    fn local(&mut self, name: &str, ty: Ty) -> LocalId {
        let (name, span) = (Symbol::new(name), self.span);
        self.locals.push(Local { name, span, ty, assigned: false, captured: false })
    }

    fn read(&self, local: LocalId) -> Expr {
        self.make(ExprKind::Local(local), self.locals[local].ty)
    }

    fn bind(&self, local: LocalId) -> Pattern {
        Pattern { kind: PatternKind::Bind(local, None), ty: self.locals[local].ty, span: self.span }
    }

    fn text(&self, text: &str) -> Expr {
        self.make(ExprKind::Str(Symbol::new(text)), self.world.core.string)
    }

    fn array(&mut self, ty: Ty, values: Vec<Expr>) -> Expr {
        let array = self.world.tys.intern(TyKind::Array(ty));
        self.make(ExprKind::ArrayLit(values), array)
    }

    /// A call of a function of `std/json/derive`.
    fn call_std(&mut self, name: &str, type_args: Vec<Ty>, args: Vec<Expr>) -> Expr {
        let def = self.world.modules[self.items.module].scope.get(&Symbol::new(name)).map(|entry| entry.def);
        let Some(Def::Func(func)) = def else { panic!("std/json/derive has no {name}") };
        self.call(func, type_args, args)
    }

    fn call(&mut self, func: FuncId, type_args: Vec<Ty>, args: Vec<Expr>) -> Expr {
        let result = self.world.sig(func).result;
        let result = self.world.tys.subst(result, &type_args);
        self.refs.calls.push((func, type_args.clone(), self.span));
        self.make(ExprKind::Call(Callee::Func(func, type_args), given(args)), result)
    }

    /// An object with these fields.
    fn object(&mut self, names: Vec<Expr>, values: Vec<Expr>) -> Expr {
        let (string, json) = (self.world.core.string, self.items.json);
        let names = self.array(string, names);
        let values = self.array(json, values);
        self.call_std("objectOf", Vec::new(), vec![names, values])
    }

    /// Stores the function.
    fn finish(self, sig: Sig, params: Vec<LocalId>, body: Expr) -> FuncId {
        let func = self.world.new_func(FuncAttributes::default());
        let checked = typed::Func {
            name: sig.name,
            span: sig.span,
            type_params: sig.type_params.to_vec(),
            params,
            result: sig.result,
            locals: self.locals,
            loops: 0,
            body,
            inline: None,
            pin: None,
            pinned: None,
            pure: None,
            is_std: false,
        };
        self.world.sigs[func] = Some(Rc::new(sig));
        self.world.refs.insert(func, self.refs);
        self.world.funcs[func] = Some(checked);
        func
    }

    /// The signature of a method of the type.
    fn sig(&self, of: Of, data: &ImplDef, name: &str, params: &[(&str, Ty)], result: Ty) -> Sig {
        let (owner, module) = match of {
            Of::Struct(id) => (self.world.structs[id].typed.name, self.world.structs[id].module),
            Of::Enum(id) => (self.world.enums[id].typed.name, self.world.enums[id].module),
        };
        let param = |&(name, ty): &(&str, Ty)| ParamSig {
            name: Symbol::new(name),
            span: self.span,
            ty,
            default: None,
            presence: Presence::Required,
        };
        Sig {
            name: Symbol::new(&format!("{owner}.{name}")),
            span: self.span,
            module,
            public: true,
            type_params: Rc::clone(&data.type_params),
            outer_params: data.type_params.len(),
            has_self: name == "toJson",
            target: Some(data.target),
            params: params.iter().map(param).collect(),
            result,
            result_span: None,
            getter: false,
        }
    }
}

/// Arguments in the order of the parameters.
fn given(args: Vec<Expr>) -> Vec<Arg> {
    let arg = |(param, value)| Arg { param: param as u32, value: ArgValue::Given(value) };
    args.into_iter().enumerate().map(arg).collect()
}
