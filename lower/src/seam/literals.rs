//! Array literals of a type whose home is the other side: they have any number of elements, but what crosses has a
//! fixed signature.
//!
//! Before: `v3 = array.lit Array<i32> v1, v2`
//! After:  `v3 = array.new_default Array<i32> 2`, `array.set Array<i32> v3, 0, v1`, `array.set Array<i32> v3, 1, v2`
//!
//! Right because nothing runs between the instructions that could see the array.

use ir::{Const, Func, Inst, Op, Placement, Program, Side};

/// Takes the literals apart.
pub(super) fn run(program: &mut Program) {
    let Program { funcs, placement, .. } = program;
    for (id, func) in funcs.iter_mut_enumerated() {
        take_apart(func, placement.funcs[id], placement);
    }
}

fn take_apart(func: &mut Func, side: Side, placement: &Placement) {
    for block in func.blocks.ids() {
        let insts = std::mem::take(&mut func.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            kept.push(inst);
            if let Op::ArrayLit(ty) = func.insts[inst].op
                && placement.types[ty] != side
            {
                elements(func, inst, ty, &mut kept);
            }
        }
        func.blocks[block].insts = kept;
    }
}

fn elements(func: &mut Func, literal: Inst, ty: ir::TypeId, kept: &mut Vec<Inst>) {
    let elements = std::mem::take(&mut func.insts[literal].args);
    let length = func.constant(Const::I32(elements.len() as i32));
    func.insts[literal].op = Op::ArrayNewDefault(ty);
    func.insts[literal].args = vec![length];
    let (array, loc) = (func.insts[literal].results[0], func.insts[literal].loc);
    for (position, element) in elements.into_iter().enumerate() {
        let index = func.constant(Const::I32(position as i32));
        kept.push(func.make_inst(Op::ArraySet(ty), vec![array, index, element], &[], loc));
    }
}
