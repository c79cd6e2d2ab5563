//! What every function of a program may do beside computing its results.
//!
//! In: a program at any phase.  Out: [`Effects`]: for each function which fields, elements and module variables it may
//! read and write, what it uses of JavaScript and of the host, whether it makes objects, may panic, may go on for ever.
//!
//! Callees come before callers; functions that call each other are analysed as one ([`analysis`]). What a function does
//! to objects that it made itself, and that nobody else has when it returns, is not an effect of it ([`graph`]). What
//! the function values that it is given do is an effect of whoever gave them, so `xs.map(f)` has those of that `f`:
//! [`Effects::func`] leaves them out, [`Effects::whatever_it_is_given`] counts all function values of that signature.
//!
//! JavaScript that is called may call what the program has given it or exports. That is not counted: it enters the
//! program anew. Whoever wants to know what memory holds after such a call must ask [`Facts::stays_inside`] first.
//!
//! Lattner, Lenharth, Adve, "Making Context-Sensitive Points-to Analysis with Heap Cloning Practical for the Real
//! World" (PLDI 2007), bottom-up half.

mod analysis;
mod graph;
mod names;
mod places;
pub(crate) mod purity;
pub mod report;
mod summary;

use crate::call_graph::CallGraph;
use base::IndexVec;
use ir::{FuncId, Kind, Op, Program, SigId};
pub use places::{IdSet, Place, Places, Touched};
use rustc_hash::FxHashMap;
pub use summary::Facts;
use summary::Summary;

/// The effects of all functions.
#[derive(Clone, Debug)]
pub struct Effects {
    /// The numbers of the places.
    pub places: Places,
    funcs: IndexVec<FuncId, FuncEffects>,
    closed: FxHashMap<FuncId, Total>,
    values: IndexVec<SigId, Total>,
}

/// The effects of a function, apart from those of the function values that it is given.
#[derive(Clone, Default, Debug)]
pub struct FuncEffects {
    /// What is touched of objects that are reached through its arguments only.
    pub arguments: Touched,
    /// What is touched of module variables and of all other objects.
    pub world: Touched,
    /// Both together.
    pub total: Total,
    /// The parameters, by position, through which function values come that it calls.
    pub calls: Vec<u32>,
}

/// Effects, wherever the objects come from.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Total {
    /// What is read and written.
    pub touched: Touched,
    /// What else is done.
    pub facts: Facts,
    /// Whether a function value that is called may be one of JavaScript.
    pub calls_js: bool,
}

impl Total {
    /// Adds all of `other`.
    pub fn union(&mut self, other: &Total) {
        self.touched.union(&other.touched);
        self.facts.union(&other.facts);
        self.calls_js |= other.calls_js;
    }
    /// Whether the world outside of the program takes no part in it.
    pub fn stays_inside(&self) -> bool {
        self.facts.stays_inside() && !self.calls_js
    }
    /// Whether nothing is different after it, except what it gives back.
    pub fn leaves_no_trace(&self) -> bool {
        self.stays_inside() && self.touched.writes.is_empty()
    }
}

impl Effects {
    /// What a function does, apart from what the function values do that it is given.
    pub fn func(&self, id: FuncId) -> &FuncEffects {
        &self.funcs[id]
    }
    /// What a function does whatever function values it is given.
    pub fn whatever_it_is_given(&self, id: FuncId) -> &Total {
        self.closed.get(&id).unwrap_or(&self.funcs[id].total)
    }
    /// What the function values of a signature do, all together.
    pub fn value(&self, sig: SigId) -> &Total {
        &self.values[sig]
    }
}

/// Names for what the effects of a program are about.
pub(crate) fn names_of<'a>(
    program: &'a Program,
    effects: &'a Effects,
    typed: &'a frontend::typed::Program,
    sources: &base::Sources,
) -> names::Names<'a> {
    names::Names::of(program, &effects.places, typed, sources)
}

/// The effects of a program's functions.
pub fn of(program: &Program) -> Effects {
    let places = Places::of(program);
    let graph = CallGraph::of(program);
    let mut summaries: IndexVec<FuncId, Option<Summary>> = IndexVec::filled(None, program.funcs.len());
    let bottom_up: Vec<&[FuncId]> = graph.components_top_down().collect();
    for members in bottom_up.into_iter().rev() {
        let recursive = graph.is_recursive(members[0]);
        let made = analysis::run(program, &places, &summaries, members, recursive);
        for (&id, summary) in members.iter().zip(made) {
            summaries[id] = Some(summary);
        }
    }
    let of = |id| summaries[id].as_ref().expect("every function is in a component");
    join(program, places, &of)
}

/// Adds what unknown function values do.
fn join<'s>(program: &Program, places: Places, summary: &dyn Fn(FuncId) -> &'s Summary) -> Effects {
    let bodies = bodies(program);
    let of_js = of_javascript(program);
    let mut values: IndexVec<SigId, Total> = IndexVec::new();
    for sig in program.types.sigs.ids() {
        let mut total = Total::default();
        let (mut seen, mut pending) = (IdSet::default(), vec![sig]);
        while let Some(sig) = pending.pop() {
            if !seen.insert(sig) {
                continue;
            }
            total.calls_js |= of_js.contains(sig);
            for &body in &bodies[sig] {
                total.union(&with_calls(summary(body)));
                pending.extend(called_sigs(summary(body)));
            }
        }
        values.push(total);
    }
    let (mut funcs, mut closed) = (IndexVec::new(), FxHashMap::default());
    for id in program.funcs.ids() {
        let summary = summary(id);
        let mut world = Total { touched: summary.of_world.clone(), facts: summary.facts.clone(), calls_js: false };
        summary.facts.unknown.iter().for_each(|sig| world.union(&values[sig]));
        let mut total = world.clone();
        total.touched.union(&summary.of_arguments);
        if !summary.calls.is_empty() {
            let mut all = total.clone();
            all.touched.union(&summary.of_calls);
            summary.calls.iter().for_each(|call| all.union(&values[call.sig]));
            closed.insert(id, all);
        }
        let calls = summary.called_params.clone();
        funcs.push(FuncEffects { arguments: summary.of_arguments.clone(), world: world.touched, total, calls });
    }
    Effects { places, funcs, closed, values }
}

fn with_calls(summary: &Summary) -> Total {
    let mut touched = summary.of_world.clone();
    touched.union(&summary.of_arguments);
    touched.union(&summary.of_calls);
    Total { touched, facts: summary.facts.clone(), calls_js: false }
}

fn called_sigs(summary: &Summary) -> impl Iterator<Item = SigId> {
    summary.facts.unknown.iter().chain(summary.calls.iter().map(|call| call.sig))
}

/// The bodies of the function values of each signature.
fn bodies(program: &Program) -> IndexVec<SigId, Vec<FuncId>> {
    let mut bodies: IndexVec<SigId, Vec<FuncId>> = IndexVec::filled(Vec::new(), program.types.sigs.len());
    for func in &program.funcs {
        for inst in func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]) {
            if let Op::ClosureNew(body) = inst.op
                && let Kind::Func(sig) = func.ty(inst.results[0]).kind
                && !bodies[sig].contains(&body)
            {
                bodies[sig].push(body);
            }
        }
    }
    bodies
}

/// The signatures of which JavaScript may have made function values: it gives them as results, to exports, and to the
/// function values that it calls.
fn of_javascript(program: &Program) -> IdSet<SigId> {
    let sig = |ty: &ir::Type| if let Kind::Func(sig) = ty.kind { Some(sig) } else { None };
    let (mut given, mut taken): (Vec<SigId>, Vec<SigId>) = (Vec::new(), Vec::new());
    for used in &program.externs {
        given.extend(used.result.iter().filter_map(sig));
        taken.extend(used.params.iter().filter_map(sig));
    }
    for export in &program.exports {
        let func = &program.funcs[export.func];
        given.extend(func.param_types().iter().filter_map(sig));
        taken.extend(func.results.iter().filter_map(sig));
    }
    let (mut from_js, mut to_js) = (IdSet::default(), IdSet::default());
    loop {
        if let Some(id) = given.pop() {
            if from_js.insert(id) {
                given.extend(program.types.sigs[id].results.iter().filter_map(sig));
                taken.extend(program.types.sigs[id].params.iter().filter_map(sig));
            }
        } else if let Some(id) = taken.pop() {
            if to_js.insert(id) {
                given.extend(program.types.sigs[id].params.iter().filter_map(sig));
                taken.extend(program.types.sigs[id].results.iter().filter_map(sig));
            }
        } else {
            return from_js;
        }
    }
}
