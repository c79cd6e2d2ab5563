//! Events: signatures of what they are given and give, and which code belongs to each.
//!
//! In: event declarations, `impl`s of abstract events, observers.  Out: a signature for the inputs and for the payload
//! of each outcome and effect; the body of each event; its observers in the order in which they run.
//!
//! Of several `impl`s one is chosen, in this order: one in the root module, if that has tests (so tests replace what
//! they do not want to run); any other; the `default impl`. The others are checked all the same.

use std::rc::Rc;

use base::{IndexVec, Span, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use super::functions::empty_sig;
use super::{Made, TypeScope};
use crate::ast::{self, ItemKind, ObserverPoint};
use crate::errors::{declarations, events as errors};
use crate::modules::{Loaded, ModuleId};
use crate::spelling::nearest;
use crate::typed::{self, EventId, FuncId, Observer, Payload, Point, TyKind, TypeParam};
use crate::world::{Def, EventCode, EventDef, FuncAttributes, Job, Sig, World};

/// An event of which only the name is known.
pub(super) fn new_event<'a>(world: &mut World<'a>, module: ModuleId, decl: &'a ast::EventDecl) -> EventId {
    let (name, span) = (decl.name.name, decl.name.span);
    let typed = typed::Event {
        name,
        span,
        type_params: Vec::new(),
        params: Vec::new(),
        outcomes: Vec::new(),
        effects: Vec::new(),
        body: None,
        observers: Vec::new(),
    };
    let sig = Rc::new(empty_sig(world, module, decl.name));
    let (outcomes, effects, branches) = (Vec::new(), Vec::new(), Vec::new());
    world.events.push(EventDef { decl, typed, module, sig, outcomes, effects, branches, called: None })
}

/// An `impl` that may be the body of an event.
struct Candidate {
    is_default: bool,
    module: ModuleId,
    span: Span,
    func: FuncId,
}

/// Finds the body and the observers of every event, now that the signatures are known.
pub(super) fn declare_code<'a>(world: &mut World<'a>, loaded: &Loaded, made: &[(ModuleId, Made<'a>)]) {
    let mut impls: IndexVec<EventId, Vec<Candidate>> = world.events.iter().map(|_| Vec::new()).collect();
    for &(module, ref item) in made {
        if let Made::EventImpl(decl) = *item
            && let Some((event, candidate)) = world.declare_event_impl(module, decl)
        {
            impls[event].push(candidate);
        }
    }
    let replaces = loaded.modules[loaded.root].ast.items.iter().any(|item| matches!(item.kind, ItemKind::Test(_)));
    for (event, candidates) in impls.iter_enumerated() {
        world.choose_body(event, candidates, replaces);
    }
    let mut place: FxHashMap<ModuleId, usize> = FxHashMap::default();
    place.extend(loaded.order.iter().enumerate().map(|(index, &module)| (module, index)));
    let mut observers: Vec<(ModuleId, &'a ast::Observer)> = made
        .iter()
        .filter_map(|&(module, ref item)| if let Made::Observer(decl) = *item { Some((module, decl)) } else { None })
        .collect();
    // Stable, so that those of one module stay in source order.
    observers.sort_by_key(|(module, _)| place.get(module).copied().unwrap_or(usize::MAX));
    for (module, decl) in observers {
        world.declare_observer(module, decl);
    }
}

impl<'a> World<'a> {
    pub(super) fn declare_event(&mut self, module: ModuleId, id: EventId, decl: &'a ast::EventDecl, public: bool) {
        if decl.is_async {
            self.report(declarations::not_supported_yet("`async`", decl.name.span));
        }
        let type_params: Rc<[TypeParam]> = self.type_params(module, &decl.type_params).into();
        let scope = TypeScope { module, params: Rc::clone(&type_params), self_ty: None };
        let payload_sig = |world: &mut Self, name: ast::Ident, params: &[ast::Param]| {
            let base = empty_sig(world, module, name);
            let params = world.params(&scope, params, true);
            Sig { public: true, type_params: Rc::clone(&scope.params), params, ..base }
        };
        let inputs = self.params(&scope, &decl.params, false);
        let result = if decl.outcomes.is_empty() { self.core.unit } else { self.core.never };
        let base = empty_sig(self, module, decl.name);
        let sig = Rc::new(Sig { public, type_params: Rc::clone(&type_params), params: inputs, result, ..base });
        self.default_jobs(&sig, decl.params.iter().map(|param| param.default.as_ref()));
        let ways = |world: &mut Self, decls: &[ast::OutcomeDecl]| -> (Vec<Rc<Sig>>, Vec<typed::Outcome>) {
            let never = world.core.never;
            let way = |decl: &ast::OutcomeDecl| {
                let sig = Sig { result: never, ..payload_sig(world, decl.name, &decl.params) };
                let (name, span, optional) = (decl.name.name, decl.name.span, decl.optional);
                let params = payload(&sig);
                (Rc::new(sig), typed::Outcome { name, span, optional, params })
            };
            decls.iter().map(way).unzip()
        };
        let (outcome_sigs, outcomes) = ways(self, &decl.outcomes);
        let (mut effect_sigs, mut effects, mut branch_sigs) = (Vec::new(), Vec::new(), Vec::new());
        for effect in &decl.effects {
            let result = effect.result.as_ref().map_or(self.core.unit, |ty| self.resolve_type(&scope, ty));
            let result_span = effect.result.as_ref().map(|ty| ty.span);
            let sig = Sig { result, result_span, ..payload_sig(self, effect.name, &effect.params) };
            let (sigs, branches) = ways(self, &effect.branches);
            branch_sigs.push(sigs);
            let gives_nothing = result == self.core.unit && branches.is_empty();
            self.check_optional_effect(effect, result);
            effects.push(typed::Effect {
                name: effect.name.name,
                span: effect.name.span,
                optional: gives_nothing || effect.optional,
                params: payload(&sig),
                result,
                branches,
            });
            effect_sigs.push(Rc::new(sig));
        }
        self.check_event_names(decl);
        let event = &mut self.events[id];
        event.typed.type_params = type_params.to_vec();
        event.typed.params = payload(&sig);
        (event.typed.outcomes, event.typed.effects) = (outcomes, effects);
        (event.outcomes, event.effects, event.branches) = (outcome_sigs, effect_sigs, branch_sigs);
        event.sig = sig;
    }

    /// What an effect is resumed with if the caller leaves it out is `null`.
    fn check_optional_effect(&mut self, effect: &ast::EffectDecl, result: typed::Ty) {
        let is_optional = matches!(self.tys.kind(result), TyKind::Optional(_) | TyKind::Error);
        if effect.optional
            && !is_optional
            && result != self.core.unit
            && let Some(ty) = &effect.result
        {
            self.report(errors::optional_effect_result(effect.name, ty.span));
        }
    }

    /// Outcomes, effects and inputs of an event have different names; payloads have no defaults.
    fn check_event_names(&mut self, decl: &ast::EventDecl) {
        for effect in &decl.effects {
            let mut seen: FxHashMap<Symbol, Span> = FxHashMap::default();
            for branch in &effect.branches {
                if let Some(first) = seen.insert(branch.name.name, branch.name.span) {
                    self.report(declarations::duplicate_member("branch", branch.name, first));
                }
                if let Some(default) = branch.params.iter().find_map(|param| param.default.as_ref()) {
                    self.report(errors::payload_default(default.span));
                }
            }
        }
        let mut seen: FxHashMap<Symbol, Span> = FxHashMap::default();
        let outcomes = decl.outcomes.iter().map(|outcome| (outcome.name, &outcome.params));
        let effects = decl.effects.iter().map(|effect| (effect.name, &effect.params));
        for (name, params) in outcomes.chain(effects) {
            if let Some(first) = seen.insert(name.name, name.span) {
                self.report(declarations::duplicate_member("outcome or effect", name, first));
            }
            if let Some(default) = params.iter().find_map(|param| param.default.as_ref()) {
                self.report(errors::payload_default(default.span));
            }
        }
        for param in &decl.params {
            if let Some(&first) = seen.get(&param.name.name) {
                self.report(errors::shadows_outcome(param.name.name, param.name.span, first));
            }
        }
    }

    /// The event that the path of an `impl` or observer names.
    fn event_of_path(&mut self, module: ModuleId, path: &[ast::Ident], what: &str) -> Option<EventId> {
        let (entry, name) = match path {
            [name] => (self.lookup(module, name.name), *name),
            [of, name, ..] => match self.lookup(module, of.name).map(|entry| entry.def) {
                Some(Def::Module(target)) => (Some(self.member_of_module(target, *name)?), *name),
                Some(Def::Error) => return None,
                _ => (None, *of),
            },
            [] => return None,
        };
        match entry.map(|entry| entry.def) {
            Some(Def::Event(id)) => return Some(id),
            Some(Def::Error) => {}
            Some(_) => self.report(errors::not_an_event(name, what, None)),
            None => {
                let data = &self.modules[module];
                let is_event = |name: &Symbol| matches!(data.scope[name].def, Def::Event(_));
                let near = nearest(name.as_str(), data.names.iter().copied().filter(is_event));
                self.report(errors::not_an_event(name, what, near));
            }
        }
        None
    }

    fn declare_event_impl(&mut self, module: ModuleId, decl: &'a ast::EventImpl) -> Option<(EventId, Candidate)> {
        let event = self.event_of_path(module, &decl.event, "impl")?;
        let span = decl.event.last()?.span;
        let func = self.event_func(event, module, span, EventCode::Impl(decl));
        Some((event, Candidate { is_default: decl.is_default, module, span, func }))
    }

    /// A function of an event, with its body to check.
    fn event_func(&mut self, event: EventId, module: ModuleId, span: Span, code: EventCode<'a>) -> FuncId {
        let func = self.new_func(FuncAttributes::default());
        let data = &self.events[event];
        let (name, params, result) = match code {
            EventCode::Body(_) | EventCode::Impl(_) => (data.sig.name, data.sig.params.clone(), data.sig.result),
            EventCode::Observer(point, _) => {
                let of = match point {
                    Point::Call => &data.sig,
                    Point::Outcome(index) => &data.outcomes[index as usize],
                    Point::Effect(index) => &data.effects[index as usize],
                };
                (Symbol::new(&format!("on {}", data.sig.name)), of.params.clone(), self.core.unit)
            }
        };
        let sig = Sig { name, span, module, params, result, result_span: None, ..(*data.sig).clone() };
        self.sigs[func] = Some(Rc::new(sig));
        self.jobs.push(Job::Event(func, event, code));
        func
    }

    fn choose_body(&mut self, event: EventId, candidates: &[Candidate], root_replaces: bool) {
        let (decl, module) = (self.events[event].decl, self.events[event].module);
        if let Some(block) = &decl.body {
            let func = self.event_func(event, module, decl.name.span, EventCode::Body(block));
            self.events[event].typed.body = Some(func);
            for extra in candidates {
                self.report(errors::impl_of_event_with_body(decl.name.name, extra.span, decl.name.span));
            }
            return;
        }
        let in_tests = |candidate: &&Candidate| root_replaces && candidate.module == self.root && !candidate.is_default;
        let plain = |candidate: &&Candidate| !candidate.is_default && !in_tests(candidate);
        let levels: [Vec<&Candidate>; 3] = [
            candidates.iter().filter(in_tests).collect(),
            candidates.iter().filter(plain).collect(),
            candidates.iter().filter(|candidate| candidate.is_default).collect(),
        ];
        for level in &levels {
            if let [first, second, ..] = level[..] {
                self.report(errors::two_impls(decl.name.name, second.span, first.span, first.is_default));
            }
        }
        let chosen = levels.iter().find_map(|level| level.first()).map(|candidate| candidate.func);
        self.events[event].typed.body = chosen;
    }

    fn declare_observer(&mut self, module: ModuleId, decl: &'a ast::Observer) {
        let Some(event) = self.event_of_path(module, &decl.event, "on") else { return };
        let data = &self.events[event];
        let point = match decl.point {
            ObserverPoint::Call => Some(Point::Call),
            ObserverPoint::Outcome(name) => {
                let index = data.typed.outcomes.iter().position(|outcome| outcome.name == name.name);
                index.map(|index| Point::Outcome(index as u32))
            }
            ObserverPoint::Effect(name) => {
                let index = data.typed.effects.iter().position(|effect| effect.name == name.name);
                index.map(|index| Point::Effect(index as u32))
            }
        };
        let Some(point) = point else {
            let (ObserverPoint::Outcome(name) | ObserverPoint::Effect(name)) = decl.point else { return };
            let is_effect = matches!(decl.point, ObserverPoint::Effect(_));
            let error = errors::unknown_arm(name, is_effect, &errors::Asked::call(&data.typed));
            return self.report(error);
        };
        let span = decl.event.last().map_or(decl.body.span, |name| name.span);
        let func = self.event_func(event, module, span, EventCode::Observer(point, decl));
        self.events[event].typed.observers.push(Observer { point, func });
    }

    /// Abstract events that are called must have a body.
    pub(crate) fn check_abstract_events(&mut self) {
        let mut errors = Vec::new();
        let mut seen: FxHashSet<Span> = FxHashSet::default();
        for data in self.events.iter() {
            let is_broadcast = data.typed.outcomes.is_empty() && data.typed.effects.is_empty();
            if let (None, false, Some(call)) = (data.typed.body, is_broadcast, data.called)
                && seen.insert(data.typed.span)
            {
                errors.push(errors::no_impl(&data.typed, call));
            }
        }
        self.diagnostics.extend(errors);
    }
}

fn payload(sig: &Sig) -> Vec<Payload> {
    sig.params.iter().map(|param| Payload { name: param.name, ty: param.ty }).collect()
}
