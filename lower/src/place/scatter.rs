//! A placement by chance, to test that a program means the same wherever its parts are.
//!
//! In: a program and a number.  Out: a placement in which the side of everything depends on that number and its name
//! alone, so that it stays the same whatever passes do. Buffers live in Wasm's memory, and functions that call each
//! other in tail position stay together.

use super::function_values::FunctionValues;
use super::model::tail_cycles;
use base::{IndexVec, Symbol};
use ir::{FuncId, Placement, Program, Side};

/// The placement that `seed` gives.
pub fn of(program: &Program, seed: u64) -> Placement {
    let mut placement = Placement {
        funcs: program.funcs.iter().map(|func| side(seed, func.name)).collect(),
        types: program.types.heap.iter().map(|ty| side(seed, ty.name)).collect(),
        globals: program.globals.iter().map(|global| side(seed, global.name)).collect(),
    };
    for cycle in tail_cycles(program, &FunctionValues::by_signature(program)) {
        let first = placement.funcs[cycle[0]];
        cycle.into_iter().for_each(|func| placement.funcs[func] = first);
    }
    for id in program.types.heap.ids().filter(|&id| super::cost::is_buffer(&program.types, id)) {
        placement.types[id] = Side::Wasm;
    }
    placement
}

/// Which of the functions that could be on both sides are: half of them.
pub fn twins(program: &Program, seed: u64) -> IndexVec<FuncId, bool> {
    let twins = super::twins::of(program, None);
    let row = |(id, func): (FuncId, &ir::Func)| twins[id].is_some() && side(!seed, func.name) == Side::Js;
    program.funcs.iter_enumerated().map(row).collect()
}

/// Decides by the FNV-1a hash of the number and the name.
fn side(seed: u64, name: Symbol) -> Side {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = name.as_str().bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, step);
    if (hash ^ hash >> 32).count_ones() % 2 == 0 { Side::Js } else { Side::Wasm }
}
