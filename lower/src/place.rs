//! Where functions, heap types and module variables live: one minimum cut.
//!
//! In: a program.  Out: the same with its [`Placement`] filled in.
//!
//! Functions, heap types, module variables and signatures of function values are the nodes of a network; its source
//! side is JavaScript, its sink side Wasm. A node costs what its operators cost on a side times how often they run
//! ([`frequency`], [`cost`]); two nodes cost something together if one asks something of the other across the seam:
//! a call, an access to an object. What is bound to a side (`@js`, `@wasm`, JavaScript values) cannot be cut away from
//! it. The least cut is the placement. If even that, with what having a Wasm half costs, is not below everything in
//! JavaScript, there is no Wasm half.
//!
//! Functions that call each other in tail position stay together, because a call across cannot be a tail call.
//!
//! A type need not have one home: where values of it never meet, those of the page and those of a kernel may live apart
//! ([`split_classes`]), and the functions that work on both are there twice. Small pure functions are wherever they are
//! called (`twins`).

pub mod constants;
pub mod contradictions;
pub mod cost;
pub mod cut;
pub mod frequency;
pub mod function_values;
pub mod measured;
mod model;
pub mod report;
mod scatter;
mod twins;

use crate::split_classes::{self, Origins};
use crate::{Measured, Target, dce, share};
use base::IndexVec;
use function_values::FunctionValues;
use ir::{FuncId, Placement, Program, Side};
use model::{Model, Outcome};

/// Gives everything its home.
pub fn run(program: &mut Program, target: Target, measured: Option<&Measured>) {
    match target {
        Target::Js => program.placement = everywhere(program, Side::Js),
        Target::Wasm => program.placement = everywhere(program, Side::Wasm),
        Target::Mixed => mixed(program, measured),
        Target::Scattered(seed) => {
            let mut origins = split_classes::run(program);
            program.placement = scatter::of(program, seed);
            let twins = scatter::twins(program, seed);
            twins::separate(program, |id| twins[id], &mut origins);
            share::merge_copies(program, &origins);
        }
    }
    // Without a function in Wasm there is no module that could be anyone's home.
    if !program.has_side(Side::Wasm) {
        program.placement = everywhere(program, Side::Js);
    }
}

fn everywhere(program: &Program, side: Side) -> Placement {
    Placement {
        funcs: IndexVec::filled(side, program.funcs.len()),
        types: IndexVec::filled(side, program.types.heap.len()),
        globals: IndexVec::filled(side, program.globals.len()),
    }
}

/// Places a mixed program: first with every type and function on one side, and if that leaves something to gain, with
/// the values that never meet apart.
fn mixed(program: &mut Program, measured: Option<&Measured>) {
    dce::drop_unused_funcs(program);
    let model = Model::of(program, measured);
    if !model.may_ship_wasm() {
        program.placement = everywhere(program, Side::Js);
        return;
    }
    let solution = model.solve(None);
    let whole = model.outcome(&solution);
    let most_gained = whole.cost.saturating_sub(model.least());
    if most_gained <= cost::COPY || solution.cost >= cut::INFINITE {
        let origins = Origins::of(program);
        return settle(program, whole, origins);
    }
    let origins = split_classes::run(program);
    let model = Model::with(program, FunctionValues::by_class(&origins.functions), measured);
    let split = model.outcome(&model.solve(None));
    // Both by what is known now, which is more than before.
    let whole = whole.of_copies(&origins);
    let gained = model.price(&whole.placement).saturating_sub(split.cost);
    let worth = gained > copies(&origins, &split.placement).saturating_mul(cost::COPY);
    let outcome = if worth { split } else { whole };
    settle(program, outcome, origins);
}

/// Lets a program have a placement: twins go where they are called, and copies with the same home become one.
fn settle(program: &mut Program, outcome: Outcome, mut origins: Origins) {
    program.placement = outcome.placement;
    let twins = outcome.twins;
    if program.has_side(Side::Wasm) {
        twins::separate(program, |id| twins[id].is_some(), &mut origins);
    }
    share::merge_copies(program, &origins);
}

/// How many functions are needed on both sides.
fn copies(origins: &Origins, placement: &Placement) -> u64 {
    let mut sides: IndexVec<FuncId, [bool; 2]> = IndexVec::filled([false; 2], origins.funcs.len());
    for (copy, &origin) in origins.funcs.iter_enumerated() {
        sides[origin][usize::from(placement.funcs[copy] == Side::Wasm)] = true;
    }
    sides.iter().filter(|&&both| both == [true; 2]).count() as u64
}
