//! The seam as JavaScript sees it: calls of what the Wasm half provides, and what it is provided with.
//!
//! In: operators whose home is the other side, and the rows of [`ir::Seam`].  Out: calls of exports, and the members
//! of the imports object.
//!
//! At the boundary a `bool` is an `i32`, a nullable scalar a flag and a value, several results an array; references
//! and strings are themselves; function values are wrapped once each way, so that they keep their identity.

use crate::js::Expr;
use crate::module::Module;
use crate::places::At;
use base::Symbol;
use ir::{Crossing, Kind, Op, SigId, Storage, Type, TypeId};
use std::collections::BTreeSet;

impl Module<'_> {
    /// The name here of an export of the Wasm half.
    pub fn wasm_export(&mut self, export: Symbol) -> Expr {
        if let Some(&(_, local)) = self.wasm_exports.iter().find(|(known, _)| *known == export) {
            return Expr::Global(local);
        }
        panic!("{export} is not among the exports of the seam")
    }
    fn crossing_export(&mut self, crossing: &Crossing) -> Expr {
        let name = self.program.seam.export(crossing);
        let name = name.unwrap_or_else(|| panic!("the seam has no name for {crossing:?}"));
        self.wasm_export(name)
    }
    /// The operands of a remote operator that are written twice.
    pub fn remote_simple_operands(&self, op: &Op) -> Vec<usize> {
        let (params, _) = self.signature(op);
        (0..params.len()).filter(|&at| is_pair(params[at]) || is_checked(op)).collect()
    }
    /// The call of an operator that the Wasm half executes.
    ///
    /// A check that fails there has no place of its own: the place here is noted just before.
    pub fn remote(&mut self, op: &Op, args: Vec<Expr>, at: At) -> Expr {
        let (params, results) = self.signature(op);
        let callee = self.crossing_export(&Crossing::Op(*op));
        let args = args.into_iter().zip(params).flat_map(|(arg, ty)| self.sent(arg, ty)).collect();
        let mut call = callee.call(args);
        if is_checked(op) && at.is_known() {
            let note = self.helper("crossingPlace").assign(self.place(at));
            call = Expr::Comma(Box::new([note, call]));
        }
        self.results_from_wasm(call, &results)
    }
    /// A value as operands of the other side.
    fn sent(&mut self, value: Expr, ty: Type) -> Vec<Expr> {
        if is_pair(ty) {
            return match value {
                Expr::Null => vec![Expr::Int(0), zero(ty.kind)],
                value if value.is_simple() => {
                    let flag = value.clone().compare("!==", Expr::Null);
                    vec![flag, value.bin("??", zero(ty.kind))]
                }
                value => vec![Expr::Spread(Box::new(self.helper("flagOf").call(vec![value, zero(ty.kind)])))],
            };
        }
        match ty.kind {
            Kind::Func(sig) => {
                let wrap = self.crossing_export(&Crossing::WrapFunction(sig));
                vec![self.helper("toWasm").call(vec![value, wrap])]
            }
            _ => vec![value],
        }
    }
    /// The results of a call of the other side.
    fn results_from_wasm(&mut self, call: Expr, results: &[Type]) -> Expr {
        let plain = |ty: &Type| !is_pair(*ty) && !matches!(ty.kind, Kind::Bool | Kind::Func(_));
        match results {
            [] => call,
            [only] if is_pair(*only) && only.kind != Kind::Bool => self.helper("optionalOf").call(vec![call]),
            [only] if !is_pair(*only) => self.received(call, *only),
            _ if results.iter().all(plain) => call,
            _ => {
                let all = self.fresh_local("results");
                let mut at = 0;
                let mut next = || {
                    at += 1;
                    Expr::Local(all).at(Expr::Int(at - 1))
                };
                let mut values = Vec::new();
                for &ty in results {
                    let flag = is_pair(ty).then(&mut next);
                    let value = next();
                    values.push(match flag {
                        Some(flag) => flag.cond(self.received(value, ty.non_null()), Expr::Null),
                        None => self.received(value, ty),
                    });
                }
                let value = if values.len() == 1 { values.remove(0) } else { Expr::Array(values) };
                Expr::arrow(vec![all], value).call(vec![call])
            }
        }
    }
    fn received(&mut self, value: Expr, ty: Type) -> Expr {
        match ty.kind {
            Kind::Bool => value.compare("!==", Expr::Int(0)),
            Kind::Func(sig) => {
                let apply = self.apply_closure(sig);
                self.helper("fromWasm").call(vec![value, apply])
            }
            _ => value,
        }
    }
    /// A function that calls a Wasm closure, given first: the export itself if nothing needs to be converted.
    fn apply_closure(&mut self, sig: SigId) -> Expr {
        let export = self.crossing_export(&Crossing::ApplyClosure(sig));
        let signature = self.program.types.sigs[sig].clone();
        let converted = |ty: &Type| is_pair(*ty) || matches!(ty.kind, Kind::Bool | Kind::Func(_));
        let params = signature.params.iter().any(|ty| converted(ty) && ty.kind != Kind::Bool || is_pair(*ty));
        if !params && !signature.results.iter().any(converted) {
            return export;
        }
        let closure = self.fresh_local("closure");
        let names: Vec<Symbol> = signature.params.iter().map(|_| self.fresh_local("a")).collect();
        let mut args = vec![Expr::Local(closure)];
        for (&name, &ty) in names.iter().zip(&signature.params) {
            args.extend(self.sent(Expr::Local(name), ty));
        }
        let result = self.results_from_wasm(export.call(args), &signature.results);
        Expr::arrow(std::iter::once(closure).chain(names).collect(), result)
    }

    /// What JavaScript provides to the Wasm half for a crossing: a function from and to boundary form.
    pub fn provide(&mut self, crossing: &Crossing) -> Expr {
        self.begin_function();
        let (params, results) = match crossing {
            Crossing::Op(op) => self.signature(op),
            Crossing::ApplyFunction(sig) => {
                let signature = self.program.types.sigs[*sig].clone();
                let mut params = vec![Type::of(Kind::Js)];
                params.extend(signature.params);
                (params, signature.results)
            }
            Crossing::ApplyClosure(_) | Crossing::WrapFunction(_) => panic!("{crossing:?} is provided by Wasm"),
        };
        let mut names = Vec::new();
        let mut args = Vec::new();
        for &ty in &params {
            let flag = is_pair(ty).then(|| self.fresh_local("given"));
            let name = self.fresh_local("a");
            names.extend(flag);
            names.push(name);
            let value = Expr::Local(name);
            args.push(match flag {
                Some(flag) => Expr::Local(flag).cond(self.received(value, ty.non_null()), Expr::Null),
                None => self.received(value, ty),
            });
        }
        let value = match crossing {
            Crossing::Op(op) => self.op(op, args, At::NOWHERE),
            Crossing::ApplyFunction(sig) => {
                let call = args.remove(0).call(args);
                self.landed_closure(call, *sig)
            }
            Crossing::ApplyClosure(_) | Crossing::WrapFunction(_) => panic!("{crossing:?} is provided by Wasm"),
        };
        let mut value = self.results_to_wasm(value, &results);
        if slots(&results).len() > 1 && !is_host(crossing) {
            value = self.helper("firstOf").call(vec![value]);
        }
        match value {
            // A function that only passes its parameters on is that function.
            Expr::Call(callee, passed)
                if matches!(*callee, Expr::Global(_) | Expr::Host(_))
                    && passed.len() == names.len()
                    && passed.iter().zip(&names).all(|(arg, name)| *arg == Expr::Local(*name)) =>
            {
                *callee
            }
            value => Expr::arrow(names, value),
        }
    }
    fn results_to_wasm(&mut self, value: Expr, results: &[Type]) -> Expr {
        match results {
            [] => value,
            [only] => {
                let mut parts = if is_pair(*only) {
                    return self.helper("flagOf").call(vec![value, zero(only.kind)]);
                } else {
                    self.sent(value, *only)
                };
                parts.remove(0)
            }
            _ if results.iter().all(|ty| !is_pair(*ty) && !matches!(ty.kind, Kind::Func(_))) => value,
            _ => {
                let all = self.fresh_local("results");
                let mut parts = Vec::new();
                for (at, &ty) in results.iter().enumerate() {
                    let element = Expr::Local(all).at(Expr::Int(at as i64));
                    parts.extend(self.sent(element, ty));
                }
                Expr::arrow(vec![all], Expr::Array(parts)).call(vec![value])
            }
        }
    }

    /// By which Wasm asks for the results of an operation beyond the first: names and functions.
    pub fn rests(&mut self) -> Vec<(Symbol, Expr)> {
        let program = self.program;
        let mut rests = BTreeSet::new();
        for row in program.seam.imports.iter().filter(|row| !is_host(&row.crossing)) {
            let results = match row.crossing {
                Crossing::Op(op) => self.signature(&op).1,
                Crossing::ApplyFunction(sig) => program.types.sigs[sig].results.clone(),
                Crossing::ApplyClosure(_) | Crossing::WrapFunction(_) => Vec::new(),
            };
            rests.extend((0..).zip(slots(&results)).skip(1));
        }
        let function = |(at, ty): (i64, &str)| {
            (Symbol::new(&format!("rest{at}_{ty}")), self.helper("restOf").call(vec![Expr::Int(at)]))
        };
        rests.into_iter().map(function).collect()
    }

    /// A view of a buffer's numbers.
    pub fn buffer_view(&mut self, ty: TypeId, buffer: Expr) -> Expr {
        if !self.is_remote(&Op::BufferPtr(ty)) {
            return buffer;
        }
        let class = crate::arrays::typed_array(self.program.types[ty].elem(), true).expect("buffers hold numbers");
        let pointer = self.crossing_export(&Crossing::Op(Op::BufferPtr(ty)));
        let length = self.crossing_export(&Crossing::Op(Op::BufferLen(ty)));
        let memory = self.wasm_export(Symbol::new("memory"));
        self.helper("bufferView").call(vec![Expr::host(class), memory, buffer, pointer, length])
    }

    /// Operand and result types of an operator.
    pub fn signature(&self, op: &Op) -> (Vec<Type>, Vec<Type>) {
        let types = &self.program.types;
        let object = |ty: TypeId| Type::reference(ty);
        let elem = |ty: TypeId| types[ty].elem().value_type();
        let stored = |fields: &[ir::Field]| fields.iter().map(|field| field.storage.value_type()).collect::<Vec<_>>();
        match *op {
            Op::Prim(prim) => (prim.info().params.to_vec(), vec![prim.info().result]),
            Op::StructNew(ty) => (stored(types[ty].struct_fields()), vec![object(ty)]),
            Op::StructGet(ty, field) => {
                (vec![object(ty)], vec![field_type(types[ty].struct_fields()[field as usize].storage)])
            }
            Op::StructSet(ty, field) => {
                (vec![object(ty), field_type(types[ty].struct_fields()[field as usize].storage)], Vec::new())
            }
            Op::VariantNew(ty, variant) => (stored(&types[ty].variants()[variant as usize].fields), vec![object(ty)]),
            Op::VariantTag(ty) | Op::ArrayLen(ty) | Op::BufferLen(ty) | Op::BufferPtr(ty) => {
                (vec![object(ty)], vec![Type::I32])
            }
            Op::VariantGet(ty, variant, field) => {
                let field = &types[ty].variants()[variant as usize].fields[field as usize];
                (vec![object(ty)], vec![field.storage.value_type()])
            }
            Op::ArrayNew(ty) => (vec![Type::I32, elem(ty)], vec![object(ty)]),
            Op::ArrayNewDefault(ty) | Op::BufferNew(ty) => (vec![Type::I32], vec![object(ty)]),
            Op::ArrayLit(ty) => (vec![elem(ty)], vec![object(ty)]),
            Op::ArrayGet(ty) | Op::BufferGet(ty) => (vec![object(ty), Type::I32], vec![elem(ty)]),
            Op::ArraySet(ty) | Op::BufferSet(ty) => (vec![object(ty), Type::I32, elem(ty)], Vec::new()),
            Op::ArrayCopy(ty) => (vec![object(ty), Type::I32, object(ty), Type::I32, Type::I32], Vec::new()),
            Op::ArrayFill(ty) => (vec![object(ty), Type::I32, elem(ty), Type::I32], Vec::new()),
            Op::BufferView(ty) => (vec![object(ty)], vec![Type::JS]),
            Op::StrFromArray(ty) => (vec![object(ty), Type::I32, Type::I32], vec![Type::STR]),
            Op::StrIntoArray(ty) => (vec![Type::STR, object(ty), Type::I32], vec![Type::I32]),
            Op::GlobalGet(global) => (Vec::new(), vec![self.program.globals[global].ty]),
            Op::GlobalSet(global) => (vec![self.program.globals[global].ty], Vec::new()),
            Op::Call(func) => (self.program.funcs[func].param_types(), self.program.funcs[func].results.clone()),
            Op::CallClosure(sig) => {
                let signature = &types.sigs[sig];
                let mut params = vec![Type::of(Kind::Func(sig))];
                params.extend(&signature.params);
                (params, signature.results.clone())
            }
            Op::Extern(id) => {
                let row = &self.program.externs[id];
                let error = row.throws.then(|| Type::JS.or_null());
                let result = row.result.map(|ty| if row.throws { ty.or_null() } else { ty });
                (row.params.clone(), result.into_iter().chain(error).collect())
            }
            Op::Host(host) => (host.params().to_vec(), host.result().into_iter().collect()),
            Op::RefEq => (vec![Type::JS.or_null(); 2], vec![Type::BOOL]),
            Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome | Op::ClosureNew(_) => {
                panic!("{op:?} does not cross")
            }
        }
    }
}

/// Whether the other side checks operands: every operator that may panic and is no call.
fn is_checked(op: &Op) -> bool {
    op.may_panic() && !matches!(op, Op::Call(_) | Op::CallClosure(_) | Op::Extern(_))
}

fn field_type(storage: Storage) -> Type {
    storage.value_type()
}

/// Whether a value of the type crosses as a flag and a value.
fn is_pair(ty: Type) -> bool {
    ty.nullable && ty.is_scalar()
}

/// Whether an import is a function that every host of Wasm has, which gives its results at once.
fn is_host(crossing: &Crossing) -> bool {
    matches!(crossing, Crossing::Op(Op::Host(_) | Op::Prim(_)))
}

/// As what results cross, by the names of Wasm's types.
fn slots(results: &[Type]) -> Vec<&'static str> {
    let mut slots = Vec::new();
    for &ty in results {
        if is_pair(ty) {
            slots.push("i32");
        }
        slots.push(match ty.kind {
            Kind::Bool | Kind::I32 => "i32",
            Kind::I64 => "i64",
            Kind::F32 | Kind::F64 => "f64",
            Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => "js",
        });
    }
    slots
}

/// What stands for the value where the flag says that there is none.
fn zero(kind: Kind) -> Expr {
    if kind == Kind::I64 { Expr::Big(0) } else { Expr::Int(0) }
}
