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

pub mod constants;
pub mod contradictions;
pub mod cost;
pub mod cut;
pub mod frequency;
pub mod measured;
mod model;
pub mod report;
mod scatter;

use crate::{Measured, Target};
use base::IndexVec;
use ir::{Placement, Program, Side};
use model::Model;

/// Gives everything its home.
pub fn run(program: &mut Program, target: Target, measured: Option<&Measured>) {
    program.placement = match target {
        Target::Js => everywhere(program, Side::Js),
        Target::Wasm => everywhere(program, Side::Wasm),
        Target::Mixed => of(program, measured),
        Target::Scattered(seed) => scatter::of(program, seed),
    };
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

/// The placement of a mixed program.
fn of(program: &Program, measured: Option<&Measured>) -> Placement {
    let model = Model::of(program, measured);
    let solution = model.solve(None);
    if model.ships_wasm(&solution) { model.placement(&solution) } else { everywhere(program, Side::Js) }
}
