//! The typed program as IR: one function per instance that is reached.
//!
//! In: the typed program, still generic.  Out: a [`Program`] in which everything is monomorphic, placed where the
//! target says, with an empty seam.
//!
//! What `main`, exports, tests and initialisers reach is found by a worklist of instances, keyed by function and type
//! arguments; functions are numbered in the order in which they are first used. The checker has refused programs
//! whose instances never end.

mod arith;
mod assign;
mod call;
mod control;
mod decide;
mod derived;
mod dynamic;
mod event;
mod event_arms;
mod event_facts;
mod event_funcs;
mod expr;
mod externs;
mod func;
mod impls;
mod intrinsics;
mod pattern;
mod ssa;
mod types;

use crate::Options;
use base::{IndexVec, Sources, Span, Symbol};
use derived::Derived;
use frontend::typed::{self, Constant, FuncId, GlobalId, IntTy, Ty, TyKind};
use func::{Exit, Frame, FuncCx};
use ir::{Const, Export, Func, Global, InlineHint, Loc, Op, Placement, Program, Side, Terminator, Type, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::rc::Rc;
use types::{HeapKey, Slot};

/// The IR of a typed program without errors.
pub fn build(typed: &typed::Program, sources: &Sources, options: &Options) -> Program {
    let mut builder = Builder::new(typed, sources, true);
    builder.roots(options);
    builder.finish(options.target.default_side()).0
}

/// The IR of everything that a program has, whether it is used or not: what is reached from `main`, exports and tests,
/// and all functions outside of `std` that are not generic. Without `splicing` every event is a function. Also which
/// function of the source each function is an instance of, in order.
pub fn build_all(typed: &typed::Program, sources: &Sources, splicing: bool) -> (Program, Vec<(ir::FuncId, FuncId)>) {
    let mut builder = Builder::new(typed, sources, splicing);
    builder.roots(&Options::default());
    builder.tests();
    for (id, func) in typed.funcs.iter_enumerated() {
        // The bodies of events fire outcomes of a call, which is not there.
        if !func.is_std && func.type_params.is_empty() && !fires(&func.body) {
            builder.instance(id, &[]);
        }
    }
    builder.finish(Side::Wasm)
}

/// Whether this is code of an event, which has a meaning in a call only.
fn fires(expr: &typed::Expr) -> bool {
    use typed::ExprKind::{Fire, Installed, Outcome};
    let mut found = matches!(expr.kind, Fire(..) | Installed(..) | Outcome(..));
    expr.for_each_child(&mut |child| found = found || fires(child));
    found
}

fn finish_placement(program: &mut Program, side: Side) {
    program.placement = Placement {
        funcs: IndexVec::filled(side, program.funcs.len()),
        types: IndexVec::filled(side, program.types.heap.len()),
        globals: IndexVec::filled(side, program.globals.len()),
    };
}

/// A function that is declared and whose body is still to be made.
enum Job {
    Instance { id: ir::FuncId, func: FuncId, type_args: Box<[Ty]> },
    Derived { id: ir::FuncId, what: Derived, ty: Ty },
    Event { id: ir::FuncId, instance: event_funcs::EventInstance },
}

/// The program that is being made.
struct Builder<'a> {
    typed: &'a typed::Program,
    sources: &'a Sources,
    /// The types of the checker and those of instances.
    tys: typed::Tys,
    out: Program,
    /// The place of what the compiler makes by itself: `std` has it, as far as there is one.
    nowhere: Span,
    flats: FxHashMap<Ty, Rc<[Type]>>,
    layouts: FxHashMap<(Ty, u32), Rc<[Slot]>>,
    heap_rows: FxHashMap<HeapKey, TypeId>,
    instances: FxHashMap<(FuncId, Box<[Ty]>), ir::FuncId>,
    derived_funcs: FxHashMap<(Derived, Ty), ir::FuncId>,
    wrappers: FxHashMap<(String, Ty), ir::FuncId>,
    externs: FxHashMap<ir::Extern, ir::ExternId>,
    globals: FxHashMap<GlobalId, Rc<[ir::GlobalId]>>,
    lang: FxHashMap<&'static str, FuncId>,
    impls: impls::Index,
    dynamic: dynamic::Dynamic,
    jobs: VecDeque<Job>,
    func_names: FxHashSet<String>,
    type_names: FxHashSet<String>,
    global_names: FxHashSet<String>,
    /// How many transparent functions are open in each other.
    open_frames: u32,
    /// What splicing needs to know of events.
    events: Rc<event_facts::EventFacts>,
    event_funcs: FxHashMap<event_funcs::EventInstance, ir::FuncId>,
    /// Module variables for values between a return and the call, by type and position.
    scratch_slots: FxHashMap<(Type, u32), ir::GlobalId>,
}

/// `name`, or `name_2`, … if there is something called that already.
fn unique(taken: &mut FxHashSet<String>, name: String) -> Symbol {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    Symbol::new(&candidate)
}

impl<'a> Builder<'a> {
    fn new(typed: &'a typed::Program, sources: &'a Sources, splicing: bool) -> Self {
        let mut of_std = sources.iter().filter(|(_, source)| source.path.starts_with("std/"));
        let home = of_std.next().or_else(|| sources.iter().next()).map(|(id, _)| id);
        let home = home.expect("a program has a source");
        Builder {
            typed,
            sources,
            tys: typed.tys.clone(),
            out: Program::default(),
            nowhere: Span::new(home, 0, 0),
            flats: FxHashMap::default(),
            layouts: FxHashMap::default(),
            heap_rows: FxHashMap::default(),
            instances: FxHashMap::default(),
            derived_funcs: FxHashMap::default(),
            wrappers: FxHashMap::default(),
            externs: FxHashMap::default(),
            globals: FxHashMap::default(),
            lang: typed.lang.functions.iter().map(|&(name, id)| (name.as_str(), id)).collect(),
            impls: impls::Index::of(typed),
            dynamic: dynamic::Dynamic::default(),
            jobs: VecDeque::new(),
            func_names: FxHashSet::default(),
            type_names: FxHashSet::default(),
            global_names: FxHashSet::default(),
            open_frames: 0,
            events: Rc::new(event_facts::EventFacts::of(typed, splicing)),
            event_funcs: FxHashMap::default(),
            scratch_slots: FxHashMap::default(),
        }
    }

    /// Makes everything that is reached.
    fn finish(mut self, side: Side) -> (Program, Vec<(ir::FuncId, FuncId)>) {
        self.drain();
        self.init();
        let mut origins: Vec<_> = self.instances.iter().map(|((func, _), &id)| (id, *func)).collect();
        origins.sort_unstable();
        finish_placement(&mut self.out, side);
        (self.out, origins)
    }

    // ---- roots

    /// What the outside world calls, and what runs before it.
    fn roots(&mut self, options: &Options) {
        let typed = self.typed;
        match options.tests {
            true => self.tests(),
            false => self.entries(),
        }
        // An initialiser of the program may do something; one of `std` only gives a value that may not be wanted.
        for &global in &typed.init_order {
            if !typed.funcs[typed.globals[global].init].is_std && typed.globals[global].constant.is_none() {
                self.global(global);
            }
        }
    }

    fn tests(&mut self) {
        for test in &self.typed.tests {
            let func = self.instance(test.func, &[]);
            self.out.tests.push(ir::Test { name: test.name, func });
        }
    }

    fn entries(&mut self) {
        let typed = self.typed;
        self.out.main = typed.main.map(|main| self.instance(main, &[]));
        // A generic function has no instance of its own to export.
        for &(name, id) in typed.exports.iter().filter(|(_, id)| typed.funcs[*id].type_params.is_empty()) {
            let func = self.instance(id, &[]);
            let views = self.export_views(id);
            self.out.exports.push(Export { name, func, views });
        }
    }

    fn export_views(&mut self, id: FuncId) -> Vec<ir::JsView> {
        let func = &self.typed.funcs[id];
        let tys = func.params.iter().map(|&param| func.locals[param].ty).chain([func.result]);
        let mut views = Vec::new();
        for ty in tys {
            self.push_views(ty, &mut views);
        }
        views
    }

    fn push_views(&self, ty: Ty, views: &mut Vec<ir::JsView>) {
        match self.tys.kind(ty) {
            TyKind::Unit | TyKind::Never => {}
            TyKind::Tuple(parts) => parts.iter().for_each(|&part| self.push_views(part, views)),
            _ => views.push(self.js_view(ty)),
        }
    }

    // ---- functions

    fn drain(&mut self) {
        loop {
            while let Some(job) = self.jobs.pop_front() {
                match job {
                    Job::Instance { id, func, type_args } => self.lower_instance(id, func, &type_args),
                    Job::Event { id, instance } => self.lower_event(id, &instance),
                    Job::Derived { id, what, ty } => self.lower_derived(id, what, ty),
                }
            }
            if !self.make_dispatchers() {
                return;
            }
        }
    }

    /// The instance of a function, declared when it is first used.
    fn instance(&mut self, func: FuncId, type_args: &[Ty]) -> ir::FuncId {
        let key = (func, Box::from(type_args));
        if let Some(&known) = self.instances.get(&key) {
            return known;
        }
        let data = &self.typed.funcs[func];
        let result = self.tys.subst(data.result, type_args);
        let results = self.flat(result).to_vec();
        let name = self.applied(data.name, type_args);
        let id = self.declare_with(name, data.span, results);
        let declared = &mut self.out.funcs[id];
        declared.pin = data.pin.map(types::side);
        declared.inline = match data.inline {
            None => InlineHint::Auto,
            Some(true) => InlineHint::Always,
            Some(false) => InlineHint::Never,
        };
        self.instances.insert(key, id);
        self.jobs.push_back(Job::Instance { id, func, type_args: Box::from(type_args) });
        id
    }

    /// Declares a function of the source type `ty` that also takes `captures`.
    fn declare(&mut self, name: String, span: Span, ty: Ty, captures: &[Type]) -> ir::FuncId {
        let TyKind::Func(_, result) = *self.tys.kind(ty) else { panic!("a function value is a function") };
        let results = self.flat(result).to_vec();
        let id = self.declare_with(name, span, results);
        self.out.funcs[id].captures = captures.len() as u32;
        id
    }

    fn declare_with(&mut self, name: String, span: Span, results: Vec<Type>) -> ir::FuncId {
        let name = unique(&mut self.func_names, name);
        self.out.funcs.push(Func::new(name, span, results))
    }

    fn lower_instance(&mut self, id: ir::FuncId, func: FuncId, type_args: &[Ty]) {
        let typed = self.typed;
        let data = &typed.funcs[func];
        let result = self.tys.subst(data.result, type_args);
        let declared = &self.out.funcs[id];
        let (name, pin, inline) = (declared.name, declared.pin, declared.inline);
        let results = declared.results.clone();
        let frame = Frame::new(data, Rc::from(type_args), Exit::Return, result, None);
        let mut cx = FuncCx::new(self, name, data.span, &results, frame);
        cx.bind_params(&data.params);
        cx.body(&data.body);
        let mut func = cx.finish();
        func.pin = pin;
        func.inline = inline;
        self.out.funcs[id] = func;
    }

    /// A function of `std/lang`.
    fn lang_function(&self, name: &str) -> FuncId {
        *self.lang.get(name).unwrap_or_else(|| panic!("std/lang has no {name}"))
    }

    // ---- module-level variables

    /// The rows of a module-level variable, added when it is first used; its initialiser is then reached too.
    fn global(&mut self, id: GlobalId) -> Rc<[ir::GlobalId]> {
        if let Some(known) = self.globals.get(&id) {
            return known.clone();
        }
        let data = &self.typed.globals[id];
        let flat = self.flat(data.ty);
        let value = data.constant.as_ref().map(|constant| self.constant(constant, data.ty));
        let mut rows = Vec::new();
        for (position, &ty) in flat.iter().enumerate() {
            let name = match flat.len() {
                1 => data.name.to_string(),
                _ => format!("{}.{position}", data.name),
            };
            let name = unique(&mut self.global_names, name);
            rows.push(self.out.globals.push(Global { name, ty, value, mutable: data.mutable, span: data.span }));
        }
        let rows: Rc<[ir::GlobalId]> = rows.into();
        self.globals.insert(id, rows.clone());
        if value.is_none() {
            self.instance(data.init, &[]);
        }
        rows
    }

    /// A value known while checking.
    fn constant(&mut self, constant: &Constant, ty: Ty) -> Const {
        match *constant {
            Constant::Bool(value) => Const::Bool(value),
            Constant::Int(value) => match self.tys.kind(ty) {
                TyKind::Int(IntTy::I64 | IntTy::U64) => Const::I64(value as i64),
                TyKind::BigInt => Const::Big(base::Symbol::new(&value.to_string())),
                _ => Const::I32(value as i32),
            },
            Constant::Float(value) => match self.tys.kind(ty) {
                TyKind::F32 => Const::f32(value as f32),
                _ => Const::f64(value),
            },
            Constant::Str(text) => Const::Str(text),
            Constant::Null => Const::Null(self.flat(ty)[0]),
        }
    }

    /// The function that sets the variables whose values are not known before.
    fn init(&mut self) {
        let order: Vec<GlobalId> = self.typed.init_order.to_vec();
        let wanted =
            |global: &GlobalId| self.globals.contains_key(global) && self.typed.globals[*global].constant.is_none();
        let order: Vec<GlobalId> = order.into_iter().filter(wanted).collect();
        if order.is_empty() {
            return;
        }
        let span = self.typed.globals[order[0]].span;
        let name = unique(&mut self.func_names, "init".into());
        let mut init = Func::new(name, span, Vec::new());
        for global in order {
            let data = &self.typed.globals[global];
            let callee = self.instance(data.init, &[]);
            let loc = Loc { span: data.span, site: None };
            let flat = self.flat(data.ty);
            let call = init.append(init.entry, Op::Call(callee), Vec::new(), &flat, loc);
            let values = init.insts[call].results.clone();
            for (&row, value) in self.globals[&global].iter().zip(values) {
                init.append(init.entry, Op::GlobalSet(row), vec![value], &[], loc);
            }
        }
        init.blocks[init.entry].term = Terminator::Return(Vec::new());
        let id = self.out.funcs.push(init);
        self.out.init = Some(id);
    }
}

impl crate::Target {
    /// Where everything is before placement.
    fn default_side(self) -> Side {
        match self {
            crate::Target::Js => Side::Js,
            crate::Target::Wasm | crate::Target::Mixed | crate::Target::Scattered(_) => Side::Wasm,
        }
    }
}
