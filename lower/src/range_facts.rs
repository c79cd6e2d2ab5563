//! Range facts: comparisons of integers whose outcome is known are folded.
//!
//! Before: `b1(v1): …, v2 = gt_s v1, 0, branch v2, b2, b3` where every jump to `b1` passes a positive number
//! After:  `branch true, b2, b3`
//!
//! In: verified IR.  Out: the same with fewer tests; the branches go when it is simplified. What is known is proved by
//! [`ir::ranges`]: the `step` of a loop over a range has a known sign, an index that was tested is not tested again.
//! Checks of elements stay what they are: the emitters ask the same analysis where an engine does not check by itself.

use crate::substitution::Substitution;
use ir::ranges::{Place, Ranges};
use ir::{Const, Func, Inst, Op, Prim, Program, Types, Value};

/// Folds the known comparisons of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

fn run_func(types: &Types, func: &mut Func) {
    let mut values = Substitution::new(func);
    for (inst, holds) in known_comparisons(types, func) {
        let constant = func.constant(Const::Bool(holds));
        values.replace(func.insts[inst].results[0], constant);
    }
    values.apply(func);
}

fn known_comparisons(types: &Types, func: &Func) -> Vec<(Inst, bool)> {
    let ranges = Ranges::of(types, func);
    let mut known = Vec::new();
    for (block, data) in func.blocks.iter_enumerated() {
        for (position, &inst) in data.insts.iter().enumerate() {
            let (Op::Prim(prim), &[a, b]) = (func.insts[inst].op, func.insts[inst].args.as_slice()) else { continue };
            if let Some(holds) = outcome(&ranges, prim, a, b, Place { block, position }) {
                known.push((inst, holds));
            }
        }
    }
    known
}

fn outcome(ranges: &Ranges<'_>, prim: Prim, a: Value, b: Value, place: Place) -> Option<bool> {
    let less = |a: Value, b: Value| ranges.at_most(a, b, -1, place);
    let at_most = |a: Value, b: Value| ranges.at_most(a, b, 0, place);
    let not_negative = |value: Value| ranges.at_least(value, 0, place);
    // Whether `holds` is proved, or its opposite.
    let either = |holds: bool, fails: &dyn Fn() -> bool| if holds { Some(true) } else { fails().then_some(false) };
    match prim {
        Prim::LtSI32 => either(less(a, b), &|| at_most(b, a)),
        Prim::GtSI32 => either(less(b, a), &|| at_most(a, b)),
        Prim::LeSI32 => either(at_most(a, b), &|| less(b, a)),
        Prim::GeSI32 => either(at_most(b, a), &|| less(a, b)),
        Prim::EqI32 => (less(a, b) || less(b, a)).then_some(false),
        Prim::NeI32 => (less(a, b) || less(b, a)).then_some(true),
        Prim::LtUI32 => either(not_negative(a) && less(a, b), &|| not_negative(b) && at_most(b, a)),
        Prim::GeUI32 => either(not_negative(b) && at_most(b, a), &|| not_negative(a) && less(a, b)),
        _ => None,
    }
}
