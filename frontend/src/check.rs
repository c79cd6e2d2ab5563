//! Checks bodies: every expression gets a type, every name an id, all sugar is spelled out.
//!
//! In: a [`World`] of signatures and its list of bodies.  Out: a [`typed::Func`] for each.
//!
//! Checking is bidirectional. What is wanted of an expression ([`Want`]) goes down, types come up, and where both
//! meet [`Body::coerce`] puts in the few implicit conversions that there are. What neither direction tells is a
//! variable of [`crate::infer`], solved by the end of the body. [`finish`] then replaces the variables in the result.
//! After a mistake the type is `Error`, which fits everything: one mistake, one message.

mod advice;
mod arguments;
mod assign;
mod assigned;
mod blocks;
mod body;
mod branches;
mod branching;
mod calls;
mod chains;
mod coerce;
mod collections;
mod compare;
mod constructors;
mod event_calls;
mod events;
mod exhaustive;
mod expr;
mod externs;
mod finish;
mod indexing;
mod lambdas;
mod lints;
mod literals;
mod loops;
mod matches;
mod members;
mod methods;
mod names;
mod narrowing;
mod operators;
mod pattern_values;
mod patterns;
mod regex;
mod results;
mod shadows;
mod statics;
mod traits;
mod walk_typed;

use std::rc::Rc;

use base::{Span, Symbol};

use crate::declare::TypeScope;
use crate::errors::declarations as errors;
use crate::typed::{self, FuncId, GlobalId, Ty};
use crate::world::{GlobalState, Job, Sig, World};

pub(crate) use body::{Body, Want, Why};
pub(crate) use lints::warn_unused_imports;

/// Checks all bodies.
pub(crate) fn check_bodies(world: &mut World<'_>) {
    for id in world.globals.ids() {
        world.global_type(id, None);
        world.check_declared_global(id);
    }
    for job in std::mem::take(&mut world.jobs) {
        world.check_job(&job);
    }
    world.check_abstract_events();
    world.check_pending_bounds();
}

impl<'a> World<'a> {
    fn check_job(&mut self, job: &Job<'a>) {
        match *job {
            Job::Fn(func, decl) => {
                let Some(block) = &decl.body else { return };
                let sig = self.sig(func);
                let mut body = Body::for_sig(self, &sig);
                let result_why = Why { span: sig.result_span, text: "the result is declared here" };
                body.scan_closures(|found| found.block(block));
                let value = body.function_body(block, sig.result, result_why);
                body.finish(func, &sig, value);
            }
            Job::Default { func, ref sig, index, value } => {
                let own = self.sig(func);
                let param = &sig.params[index];
                let why = Why { span: Some(param.span), text: "declared here" };
                let mut body = Body::for_sig(self, &own);
                body.scan_closures(|found| found.expr(value));
                let value = body.expr(value, Want::Must(own.result, why));
                body.finish(func, &own, value);
            }
            Job::Event(func, event, code) => self.check_event_code(func, event, code),
            Job::Test(func, decl) => {
                let module = self.module_of_source(decl.name_span);
                let sig = Rc::new(self.plain_sig(Symbol::new(&decl.name), decl.name_span, module, self.core.unit));
                self.sigs[func] = Some(Rc::clone(&sig));
                let mut body = Body::for_sig(self, &sig);
                body.scan_closures(|found| found.block(&decl.body));
                let value = body.function_body(&decl.body, sig.result, Why::NONE);
                body.finish(func, &sig, value);
            }
        }
    }

    fn module_of_source(&self, span: Span) -> crate::modules::ModuleId {
        self.module_sources.get(&span.source).copied().unwrap_or(self.root)
    }

    /// The signature of a function without parameters.
    fn plain_sig(&self, name: Symbol, span: Span, module: crate::modules::ModuleId, result: Ty) -> Sig {
        Sig {
            name,
            span,
            module,
            public: false,
            type_params: [].into(),
            outer_params: 0,
            has_self: false,
            target: None,
            params: Vec::new(),
            result,
            result_span: None,
            getter: false,
        }
    }

    /// The type of a module-level variable. If it is not written, its initialiser is checked now; `user` is where it
    /// is asked for.
    pub(crate) fn global_type(&mut self, id: GlobalId, user: Option<Span>) -> Ty {
        match self.globals[id].state {
            GlobalState::Checked(ty) => ty,
            GlobalState::Declared(ty) => {
                // So that its value is known to what uses it, in whatever order they stand.
                if self.open_globals.len() < MOST_INFERRED_IN_A_ROW && !self.open_globals.contains(&id) {
                    self.check_declared_global(id);
                }
                ty
            }
            GlobalState::Checking => {
                let (name, span) = (self.globals[id].name, self.globals[id].span);
                let start = self.open_globals.iter().rposition(|&open| open == id).unwrap_or(0);
                let way = self.open_globals[start..].iter().chain([&id]).map(|&open| self.globals[open].name);
                let way: Vec<Symbol> = way.collect();
                self.report(errors::type_depends_on_itself(name, span, user.unwrap_or(span), &way));
                self.globals[id].state = GlobalState::Checked(self.core.error);
                self.core.error
            }
            GlobalState::Unchecked if self.open_globals.len() > MOST_INFERRED_IN_A_ROW => {
                let (name, span) = (self.globals[id].name, self.globals[id].span);
                self.report(errors::type_must_be_written(name, span));
                self.globals[id].state = GlobalState::Checked(self.core.error);
                self.core.error
            }
            GlobalState::Unchecked => {
                self.globals[id].state = GlobalState::Checking;
                self.open_globals.push(id);
                let found = self.check_global(id, None);
                self.open_globals.pop();
                let ty = match self.globals[id].state {
                    GlobalState::Checked(ty) => ty,
                    _ => found,
                };
                self.globals[id].state = GlobalState::Checked(ty);
                ty
            }
        }
    }

    fn check_declared_global(&mut self, id: GlobalId) {
        if let GlobalState::Declared(ty) = self.globals[id].state {
            self.open_globals.push(id);
            self.check_global(id, Some(ty));
            self.open_globals.pop();
            self.globals[id].state = GlobalState::Checked(ty);
        }
    }

    /// Checks an initialiser, and computes its value if it is a constant.
    fn check_global(&mut self, id: GlobalId, declared: Option<Ty>) -> Ty {
        let global = &self.globals[id];
        let (decl, module, init) = (global.decl, global.module, global.init);
        let mut sig = self.plain_sig(global.name, global.span, module, self.core.error);
        sig.result_span = decl.ty.as_ref().map(|ty| ty.span);
        let mut body = Body::for_sig(self, &sig);
        body.scan_closures(|found| found.expr(&decl.value));
        let why = Why { span: sig.result_span, text: "declared here" };
        let value = match declared {
            Some(ty) => body.expr(&decl.value, Want::Must(ty, why)),
            None => body.expr(&decl.value, Want::Any),
        };
        sig.result = declared.unwrap_or(value.ty);
        let ty = body.finish(init, &sig, value);
        sig.result = ty;
        self.sigs[init] = Some(Rc::new(sig));
        if !self.globals[id].mutable {
            let value = self.funcs[init].as_ref().map(|func| &func.body);
            self.globals[id].constant = value.and_then(|value| crate::constants::evaluate(self, value));
        }
        ty
    }

    /// A function with its body, for the program.
    fn add_func(&mut self, func: FuncId, checked: typed::Func) {
        self.funcs[func] = Some(checked);
    }
}

/// How many module-level variables without a written type may depend on each other in a chain: each is checked inside
/// the check of the one before.
const MOST_INFERRED_IN_A_ROW: usize = 200;

impl TypeScope {
    /// The scope of a body with this signature.
    fn of(sig: &Sig) -> Self {
        Self { module: sig.module, params: Rc::clone(&sig.type_params), self_ty: sig.target }
    }
}
