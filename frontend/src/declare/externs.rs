//! External things: functions, values, types, interfaces and structs of JavaScript.
//!
//! Each use that JavaScript tells apart (a read, a write, a call, a construction) becomes one [`typed::Extern`].

use std::rc::Rc;

use base::{Span, Symbol};

use super::TypeScope;
use super::functions::empty_sig;
use crate::ast::{self, ExternFn, ExternMemberKind};
use crate::errors::declarations as errors;
use crate::modules::ModuleId;
use crate::typed::{self, Extern, ExternId, ExternKind, ExternTypeId, Ty, TyKind, TypeParam};
use crate::world::{ExternMember, ExternValue, ExternValueId, OverloadsId, ParamSig, Presence, Sig, World};

/// What a member belongs to, and how it is reached.
struct Host {
    js_module: Option<Symbol>,
    /// The type of the receiver, for methods and properties.
    receiver: Option<Ty>,
    /// `Interface` of statics.
    prefix: Option<Symbol>,
    params: Rc<[TypeParam]>,
    module: ModuleId,
    public: bool,
}

impl Host {
    fn js_name(&self, name: Symbol) -> Symbol {
        match self.prefix {
            Some(prefix) => Symbol::new(&format!("{prefix}.{name}")),
            None => name,
        }
    }
}

impl<'a> World<'a> {
    pub(super) fn declare_supers(&mut self, module: ModuleId, id: ExternTypeId, decl: &'a ast::ExternInterface) {
        let params = Rc::clone(&self.extern_types[id].type_params);
        let scope = TypeScope { module, params, self_ty: None };
        for named in &decl.supers {
            let ty = ast::Type { kind: ast::TypeKind::Named(named.clone()), span: named.span };
            let ty = self.resolve_type(&scope, &ty);
            match self.tys.kind(ty) {
                TyKind::Extern(of, _) if *of != id => self.extern_types[id].typed.supers.push(ty),
                TyKind::Error => {}
                _ => self.report(errors::supertype_not_extern(named.span)),
            }
        }
    }

    pub(super) fn declare_extern_struct(&mut self, module: ModuleId, id: ExternTypeId, decl: &'a ast::StructDecl) {
        let params = Rc::clone(&self.extern_types[id].type_params);
        let own = self.own_type(&params, |args| TyKind::Extern(id, args));
        let scope = TypeScope { module, params, self_ty: Some(own) };
        let fields = self.fields(&scope, &decl.fields);
        let sig = self.constructor(decl.name, &scope, own, &fields, &decl.fields);
        self.extern_types[id].typed.fields = Some(fields);
        self.extern_types[id].sig = Some(sig);
    }

    pub(super) fn declare_extern_fn(
        &mut self,
        module: ModuleId,
        id: OverloadsId,
        decl: &'a ExternFn,
        js_module: Option<Symbol>,
        public: bool,
    ) {
        let host = Host { js_module, receiver: None, prefix: None, params: [].into(), module, public };
        self.add_extern_fn(id, decl, ExternKind::Function, &host);
    }

    /// Adds an overload.
    fn add_extern_fn(&mut self, id: OverloadsId, decl: &'a ExternFn, kind: ExternKind, host: &Host) {
        if decl.is_async {
            self.report(errors::not_supported_yet("`async`", decl.name.span));
        }
        let type_params: Rc<[TypeParam]> =
            self.method_type_params(host.module, &decl.type_params, &host.params, None).into();
        let scope = TypeScope { module: host.module, params: Rc::clone(&type_params), self_ty: host.receiver };
        let mut params = Vec::new();
        if let (ExternKind::Method, Some(ty)) = (kind, host.receiver) {
            let name = Symbol::new("self");
            params.push(ParamSig { name, span: decl.name.span, ty, default: None, presence: Presence::Required });
        }
        for param in &decl.params {
            let ty = self.resolve_type(&scope, &param.ty);
            let (name, span) = (param.name.name, param.name.span);
            if let Some(default) = &param.default {
                self.report(errors::default_in_extern(default.span));
            }
            self.check_crossing(ty, param.ty.span);
            params.push(ParamSig { name, span, ty, default: None, presence: param.presence });
        }
        let result = match (kind, host.receiver) {
            (ExternKind::New, Some(own)) => own,
            _ => decl.result.as_ref().map_or(self.core.unit, |ty| self.resolve_type(&scope, ty)),
        };
        if let Some(written) = &decl.result {
            self.check_crossing(result, written.span);
        }
        let result = if decl.throws { self.throwing(result, decl) } else { result };
        let js_name = match kind {
            ExternKind::New => host.prefix.unwrap_or(decl.external.name),
            _ => host.js_name(decl.external.name),
        };
        let external = self.externs.push(Extern {
            module: host.js_module,
            js_name,
            kind,
            params: params.iter().map(|param| param.ty).collect(),
            result,
            throws: decl.throws,
        });
        let sig = Sig {
            public: host.public,
            type_params,
            outer_params: host.params.len(),
            has_self: kind == ExternKind::Method,
            target: host.receiver,
            params,
            result,
            result_span: decl.result.as_ref().map(|ty| ty.span),
            ..empty_sig(self, host.module, decl.name)
        };
        self.extern_sigs.insert(external, Rc::new(sig));
        self.overloads[id].push(external);
    }

    /// Only what JavaScript has too may stand in external signatures.
    fn check_crossing(&mut self, ty: Ty, span: Span) {
        if !self.crosses(ty) {
            let text = self.show(ty, &[]);
            self.report(errors::not_for_javascript(&text, span));
        }
    }

    fn crosses(&self, ty: Ty) -> bool {
        match self.tys.kind(ty) {
            TyKind::Error
            | TyKind::Infer(_)
            | TyKind::Never
            | TyKind::Unit
            | TyKind::Bool
            | TyKind::Int(_)
            | TyKind::F32
            | TyKind::F64
            | TyKind::String
            | TyKind::BigInt
            | TyKind::Buffer(_)
            | TyKind::Extern(..)
            | TyKind::Param(_) => true,
            TyKind::Optional(inner) => self.crosses(*inner),
            TyKind::Func(params, result) => params.iter().all(|&param| self.crosses(param)) && self.crosses(*result),
            TyKind::Tuple(_) | TyKind::Struct(..) | TyKind::Enum(..) | TyKind::Array(_) | TyKind::Dyn(..) => false,
        }
    }

    /// `Result<T, JsError>`.
    fn throwing(&mut self, result: Ty, decl: &ExternFn) -> Ty {
        let (Some(of), Some(error)) = (self.lang.result, self.lang.js_error) else {
            self.report(errors::not_supported_yet("`throws`", decl.name.span));
            return self.core.error;
        };
        let error = self.tys.intern(TyKind::Extern(error, [].into()));
        self.tys.intern(TyKind::Enum(of, [result, error].into()))
    }

    pub(super) fn declare_extern_value(
        &mut self,
        module: ModuleId,
        id: ExternValueId,
        decl: &'a ast::ExternValue,
        js_module: Option<Symbol>,
    ) {
        let host = Host { js_module, receiver: None, prefix: None, params: [].into(), module, public: true };
        self.extern_values[id] = self.extern_value(decl, &host);
    }

    fn extern_value(&mut self, decl: &'a ast::ExternValue, host: &Host) -> ExternValue {
        let scope = TypeScope { module: host.module, params: Rc::clone(&host.params), self_ty: host.receiver };
        let ty = self.resolve_type(&scope, &decl.ty);
        self.check_crossing(ty, decl.ty.span);
        let (get_kind, set_kind) = match host.receiver {
            Some(_) => (ExternKind::PropertyGet, ExternKind::PropertySet),
            None => (ExternKind::Get, ExternKind::Set),
        };
        let js_name = host.js_name(decl.external.name);
        let receiver: Vec<Ty> = host.receiver.into_iter().collect();
        let unit = self.core.unit;
        let mut make = |kind, params, result| {
            self.externs.push(Extern { module: host.js_module, js_name, kind, params, result, throws: false })
        };
        let get: ExternId = make(get_kind, receiver.clone(), ty);
        let set = decl.mutable.then(|| make(set_kind, receiver.iter().copied().chain([ty]).collect(), unit));
        ExternValue { span: decl.name.span, ty, get, set }
    }

    pub(super) fn declare_members(&mut self, module: ModuleId, id: ExternTypeId, decl: &'a ast::ExternInterface) {
        let data = &self.extern_types[id];
        let params = Rc::clone(&data.type_params);
        let (js_module, name) = (data.typed.module, data.typed.name);
        let own = self.own_type(&params, |args| TyKind::Extern(id, args));
        let member = Host { js_module: None, receiver: Some(own), prefix: None, params, module, public: true };
        let statics = Host { js_module, receiver: None, prefix: Some(name), params: [].into(), module, public: true };
        let params = Rc::clone(&member.params);
        let constructors = Host { js_module, receiver: Some(own), prefix: Some(name), params, module, public: true };
        for declared in &decl.members {
            self.no_attributes(&declared.attributes);
            match &declared.kind {
                ExternMemberKind::Property(value) => {
                    let value_data = self.extern_value(value, &member);
                    self.add_property(id, value.name, value_data, false);
                }
                ExternMemberKind::StaticProperty(value) => {
                    let value_data = self.extern_value(value, &statics);
                    self.add_property(id, value.name, value_data, true);
                }
                ExternMemberKind::Method(function) => {
                    let overloads = self.member_overloads(id, function.name, false);
                    self.add_extern_fn(overloads, function, ExternKind::Method, &member);
                }
                ExternMemberKind::StaticMethod(function) => {
                    let overloads = self.member_overloads(id, function.name, true);
                    self.add_extern_fn(overloads, function, ExternKind::Function, &statics);
                }
                ExternMemberKind::New(function) => {
                    let overloads = match self.extern_types[id].constructors {
                        Some(overloads) => overloads,
                        None => self.overloads.push(Vec::new()),
                    };
                    self.extern_types[id].constructors = Some(overloads);
                    self.add_extern_fn(overloads, function, ExternKind::New, &constructors);
                }
            }
        }
    }

    fn add_property(&mut self, id: ExternTypeId, name: ast::Ident, value: ExternValue, is_static: bool) {
        let value = self.extern_values.push(value);
        let data = &mut self.extern_types[id];
        let table = if is_static { &mut data.statics } else { &mut data.members };
        if table.insert(name.name, ExternMember::Property(value)).is_some() {
            let span = data.typed.name;
            self.report(errors::duplicate_member_of(name, span));
        }
    }

    fn member_overloads(&mut self, id: ExternTypeId, name: ast::Ident, is_static: bool) -> OverloadsId {
        let next = self.overloads.next_id();
        let data = &mut self.extern_types[id];
        let table = if is_static { &mut data.statics } else { &mut data.members };
        let member = table.entry(name.name).or_insert(ExternMember::Methods(next)).clone();
        match member {
            ExternMember::Methods(known) if known != next => known,
            ExternMember::Methods(_) => self.overloads.push(Vec::new()),
            ExternMember::Property(_) => {
                let of = data.typed.name;
                self.report(errors::duplicate_member_of(name, of));
                self.overloads.push(Vec::new())
            }
        }
    }

    /// An extern like `external` that takes `count` operands: optional parameters are left out of the call altogether,
    /// a rest parameter takes as many as there are.
    pub fn extern_of_arity(&mut self, external: ExternId, count: usize) -> ExternId {
        let declared = self.externs[external].params.len();
        if declared == count {
            return external;
        }
        if let Some(&known) = self.extern_arities.get(&(external, count)) {
            return known;
        }
        let mut data: typed::Extern = self.externs[external].clone();
        let last = data.params.last().copied();
        data.params.truncate(count);
        if let Some(last) = last {
            data.params.resize(count, last);
        }
        let made = self.externs.push(data);
        self.extern_arities.insert((external, count), made);
        made
    }
}
