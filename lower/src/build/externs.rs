//! JavaScript: calls of externs, extern structs, casts.
//!
//! In: a use of something declared in `extern js`.  Out: [`Op::Extern`] of a row of the program's table; one row for
//! each way of use, so an omitted optional argument is a row with fewer operands.
//!
//! A `Buffer` is passed as the typed array over it. What may throw gives a value and an error, and a `Result` is made
//! of them. An `i8 … u16` that comes from JavaScript is brought into its range.

use super::func::{FuncCx, Vals};
use super::types::Slot;
use frontend::typed::{self, Arg, ArgValue, Callee, ExternId, ExternTypeId, IntTy, Ty, TyKind};
use ir::{Const, Extern, ExternKind, JsView, Op, Type, Value};

impl<'a> FuncCx<'_, 'a> {
    /// A call of an extern. Operands that were left out are not passed.
    pub fn extern_call(&mut self, id: ExternId, type_args: &[Ty], args: &'a [Arg], ty: Ty) -> Vals {
        let typed = self.b.typed;
        let params = self.b.tys.subst_all(&typed.externs[id].params, type_args);
        let mut operands: Vec<Option<Vals>> = Vec::new();
        for arg in args {
            let position = arg.param as usize;
            let ArgValue::Given(value) = &arg.value else { panic!("what has no body has no defaults") };
            let values = self.expr_as(value, params[position]);
            if operands.len() <= position {
                operands.resize(position + 1, None);
            }
            operands[position] = Some(values);
        }
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        self.extern_apply(id, type_args, operands, ty)
    }

    /// The same with operands that are values already.
    pub fn extern_apply(&mut self, id: ExternId, type_args: &[Ty], operands: Vec<Option<Vals>>, ty: Ty) -> Vals {
        let typed = self.b.typed;
        let data = &typed.externs[id];
        let params = self.b.tys.subst_all(&data.params, type_args);
        let mut values = Vec::new();
        let mut views = Vec::new();
        for (operand, &param) in operands.into_iter().zip(&params) {
            match operand {
                Some(operand) => values.push(self.for_js(operand[0], param)),
                // One in the middle that was left out.
                None => values.push(self.constant(Const::Null(Type::JS.or_null()))),
            }
            views.push(self.b.js_view(param));
        }
        let result = self.b.tys.subst(data.result, type_args);
        let payload = if data.throws { self.b.type_args(result)[0] } else { result };
        let flat = self.b.flat(payload).first().copied();
        if flat.is_some() {
            views.push(self.b.js_view(payload));
        }
        let row = Extern {
            module: data.module,
            name: data.js_name,
            kind: extern_kind(data.kind),
            params: values.iter().map(|&value| self.type_of(value)).collect(),
            result: flat,
            views,
            fields: Vec::new(),
            throws: data.throws,
        };
        let row = self.b.extern_row(row);
        if data.throws {
            return vec![self.extern_result(row, values, flat, payload, ty)];
        }
        let results: Vec<Type> = flat.into_iter().collect();
        let mut results = self.emit(Op::Extern(row), values, &results);
        if let Some(value) = results.first_mut() {
            *value = self.in_range(*value, payload);
        }
        if *self.b.tys.kind(result) == TyKind::Never {
            self.unreachable();
        }
        results
    }

    /// What JavaScript gave, in the range of a narrow integer type.
    fn in_range(&mut self, value: Value, ty: Ty) -> Value {
        match *self.b.tys.kind(ty) {
            TyKind::Int(int) => self.wrap(int, value),
            _ => value,
        }
    }

    /// A call that may throw: `Ok` of the value, or `Err` of what was thrown.
    fn extern_result(&mut self, row: ir::ExternId, args: Vals, flat: Option<Type>, payload: Ty, ty: Ty) -> Value {
        let types: Vec<Type> = flat.map(Type::or_null).into_iter().chain([Type::JS.or_null()]).collect();
        let results = self.emit(Op::Extern(row), args, &types);
        let (error, value) = (results[results.len() - 1], results[0]);
        let returned = self.is_null(error);
        let result = self.b.flat(ty);
        let ok = |cx: &mut Self| {
            let values = match flat {
                None => Vec::new(),
                Some(_) if cx.b.is_optional(payload) => vec![value],
                Some(_) => {
                    let value = cx.narrow(Op::AssumeSome, value, payload)[0];
                    vec![cx.in_range(value, payload)]
                }
            };
            vec![cx.make_variant(ty, 0, values)]
        };
        let thrown = |cx: &mut Self| {
            let error = cx.emit1(Op::AssumeSome, vec![error], Type::JS);
            vec![cx.make_variant(ty, 1, vec![error])]
        };
        self.either(returned, &result, ok, thrown)[0]
    }

    /// An operand as JavaScript wants it: of a buffer the typed array over it.
    fn for_js(&mut self, value: Value, ty: Ty) -> Value {
        match *self.b.tys.kind(ty) {
            TyKind::Buffer(_) => {
                let id = self.b.object(ty);
                self.emit1(Op::BufferView(id), vec![value], Type::JS)
            }
            TyKind::Optional(inner) if matches!(self.b.tys.kind(inner), TyKind::Buffer(_)) => {
                let null = self.is_null(value);
                let absent = |cx: &mut Self| vec![cx.constant(Const::Null(Type::JS.or_null()))];
                let there = |cx: &mut Self| {
                    let buffer = cx.narrow(Op::AssumeSome, value, inner)[0];
                    let view = cx.for_js(buffer, inner);
                    vec![cx.emit1(Op::Some, vec![view], Type::JS.or_null())]
                };
                self.either(null, &[Type::JS.or_null()], absent, there)[0]
            }
            _ => value,
        }
    }

    // ---- extern structs and casts

    /// `{field: value, …}`
    pub fn extern_object(&mut self, args: &'a [Arg], ty: Ty) -> Vals {
        let fields = self.b.extern_fields(ty);
        let slots: Vec<Slot> = (0..fields.len() as u32)
            .map(|field| Slot { ty: self.b.extern_field_ty(ty, field), first: field, len: 1 })
            .collect();
        let mut given: Vec<Option<Vals>> = vec![None; fields.len()];
        let type_args = self.b.type_args(ty);
        for arg in args {
            let slot = slots[arg.param as usize];
            let value = match &arg.value {
                ArgValue::Given(value) => self.expr_as(value, slot.ty),
                ArgValue::Default(func) => {
                    let before = given[..slot.first as usize].iter().flatten().cloned().collect();
                    self.call_func(*func, &type_args, before)
                }
            };
            given[slot.first as usize] = Some(value);
        }
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        let (mut names, mut values, mut views) = (Vec::new(), Vec::new(), Vec::new());
        for ((field, value), slot) in fields.iter().zip(given).zip(slots) {
            if let Some(value) = value {
                names.push(field.name);
                values.push(self.for_js(value[0], slot.ty));
                views.push(self.b.js_view(slot.ty));
            }
        }
        views.push(JsView::Plain);
        let row = Extern {
            module: None,
            name: "Object".into(),
            kind: ExternKind::Object,
            params: values.iter().map(|&value| self.type_of(value)).collect(),
            result: Some(Type::JS),
            views,
            fields: names,
            throws: false,
        };
        let row = self.b.extern_row(row);
        self.emit(Op::Extern(row), values, &[Type::JS])
    }

    /// Reads a field of an extern struct.
    pub fn extern_field(&mut self, object: Value, ty: Ty, field: u32) -> Vals {
        let fields = self.b.extern_fields(ty);
        let field_ty = self.b.extern_field_ty(ty, field);
        let result = self.b.flat(field_ty)[0];
        let views = vec![JsView::Plain, self.b.js_view(field_ty)];
        let name = fields[field as usize].name;
        let row = property(ExternKind::PropertyGet, name, vec![Type::JS], Some(result), views);
        let row = self.b.extern_row(row);
        let value = self.emit1(Op::Extern(row), vec![object], result);
        vec![self.in_range(value, field_ty)]
    }

    /// Writes a field of an extern struct.
    pub fn set_extern_field(&mut self, object: Value, ty: Ty, field: u32, values: Vals) {
        let fields = self.b.extern_fields(ty);
        let field_ty = self.b.extern_field_ty(ty, field);
        let value = self.for_js(values[0], field_ty);
        let views = vec![JsView::Plain, self.b.js_view(field_ty)];
        let params = vec![Type::JS, self.type_of(value)];
        let row = property(ExternKind::PropertySet, fields[field as usize].name, params, None, views);
        let row = self.b.extern_row(row);
        self.emit(Op::Extern(row), vec![object, value], &[]);
    }

    /// `a as? T`: the object if it is one, else null.
    pub fn downcast(&mut self, operand: &'a typed::Expr, ty: Ty) -> Value {
        let value = self.one(operand);
        if self.is_dead() {
            return self.stand_ins(ty)[0];
        }
        let TyKind::Optional(inner) = *self.b.tys.kind(ty) else { panic!("a downcast gives an optional") };
        let id = self.b.extern_type(inner);
        let target = &self.b.typed.extern_types[id];
        let param = self.type_of(value);
        let row = Extern {
            module: target.module,
            name: target.js_name,
            kind: ExternKind::InstanceOf,
            params: vec![param],
            result: Some(Type::BOOL),
            views: vec![JsView::Plain; 2],
            fields: Vec::new(),
            throws: false,
        };
        let row = self.b.extern_row(row);
        let holds = self.emit1(Op::Extern(row), vec![value], Type::BOOL);
        let same = |cx: &mut Self| match param.nullable {
            true => vec![value],
            false => vec![cx.emit1(Op::Some, vec![value], param.or_null())],
        };
        self.either(holds, &[Type::JS.or_null()], same, |cx| vec![cx.null(ty)])[0]
    }
}

/// A property of an extern struct.
fn property(
    kind: ExternKind,
    name: base::Symbol,
    params: Vec<Type>,
    result: Option<Type>,
    views: Vec<JsView>,
) -> Extern {
    Extern { module: None, name, kind, params, result, views, fields: Vec::new(), throws: false }
}

fn extern_kind(kind: typed::ExternKind) -> ExternKind {
    match kind {
        typed::ExternKind::Function => ExternKind::Function,
        typed::ExternKind::Get => ExternKind::Get,
        typed::ExternKind::Set => ExternKind::Set,
        typed::ExternKind::Method => ExternKind::Method,
        typed::ExternKind::PropertyGet => ExternKind::PropertyGet,
        typed::ExternKind::PropertySet => ExternKind::PropertySet,
        typed::ExternKind::New => ExternKind::New,
    }
}

impl<'a> super::Builder<'a> {
    /// The row of an extern, added when it is first used.
    pub(super) fn extern_row(&mut self, row: Extern) -> ir::ExternId {
        if let Some(&known) = self.externs.get(&row) {
            return known;
        }
        let id = self.out.externs.push(row.clone());
        self.externs.insert(row, id);
        id
    }
    /// How JavaScript sees a value of a type.
    pub(super) fn js_view(&self, ty: Ty) -> JsView {
        match *self.tys.kind(ty) {
            TyKind::Int(IntTy::U32 | IntTy::U64) => JsView::Unsigned,
            TyKind::Optional(inner) => self.js_view(inner),
            _ => JsView::Plain,
        }
    }
    /// The declaration of an extern type.
    pub(super) fn extern_type(&self, ty: Ty) -> ExternTypeId {
        match self.tys.kind(ty) {
            TyKind::Extern(id, _) => *id,
            kind => panic!("{kind:?} is not an extern type"),
        }
    }
    fn extern_fields(&self, ty: Ty) -> &'a [typed::Field] {
        let data = &self.typed.extern_types[self.extern_type(ty)];
        data.fields.as_deref().expect("only extern structs have fields")
    }
    /// The concrete type of a field of an extern struct.
    pub(super) fn extern_field_ty(&mut self, ty: Ty, field: u32) -> Ty {
        let fields = self.extern_fields(ty);
        let args = self.type_args(ty);
        self.tys.subst(fields[field as usize].ty, &args)
    }
    /// The name of an extern or intrinsic, for people.
    pub(super) fn callee_name(&self, callee: &Callee) -> String {
        match callee {
            Callee::Intrinsic(name, _) => name.to_string(),
            Callee::Extern(id, _) => self.typed.externs[*id].js_name.to_string(),
            Callee::Func(id, _) => self.typed.funcs[*id].name.to_string(),
            Callee::Trait { of, method, .. } => self.typed.traits[*of].methods[*method as usize].name.to_string(),
        }
    }
}
