//! Splits heap types into classes of values that never meet, and functions by the classes that they are used with.
//!
//! Before: a `List<i32>` of the page and one of the kernel, both pushed to by `List<i32>.push`.
//! After:  `List<i32>` and `List<i32>#2`, `List<i32>.push` and `List<i32>.push#2`: the two never drag each other across.
//!
//! In: IR that is not placed.  Out: the same with copies of types and functions, and what each is a copy of. Copies whose
//! homes turn out to be the same become one again ([`crate::share`]), so that only what is gained costs anything.
//!
//! It is right because every copy of a function is typed as before, with the types of its classes, and each call calls the
//! copy that has the classes it gives.

pub mod copies;
mod flow;
mod instances;
mod shapes;
mod unify;

pub use copies::Origins;

use base::IndexVec;
use flow::Flow;
use instances::Instances;
use ir::{Const, Func, Program, Type, Value, ValueDef};

/// Splits everything that can be.
pub fn run(program: &mut Program) -> Origins {
    // What is never called has no classes.
    crate::dce::drop_unused_funcs(program);
    program.funcs.iter_mut().for_each(unshare_nulls);
    let mut flow = Flow::of(program);
    let mut instances = Instances::of(program, &mut flow);
    copies::make(program, &mut flow, &mut instances)
}

/// Gives every use of a null its own constant: values that are compared with one null need not meet.
fn unshare_nulls(func: &mut Func) {
    let mut used: IndexVec<Value, bool> = IndexVec::filled(false, func.values.len());
    for block in func.blocks.ids() {
        for index in 0..func.blocks[block].insts.len() {
            let inst = func.blocks[block].insts[index];
            for at in 0..func.insts[inst].args.len() {
                func.insts[inst].args[at] = own_null(func, &mut used, func.insts[inst].args[at]);
            }
        }
        let mut term = std::mem::replace(&mut func.blocks[block].term, ir::Terminator::Unreachable);
        term.map_uses(|value| own_null(func, &mut used, value));
        func.blocks[block].term = term;
    }
}

fn own_null(func: &mut Func, used: &mut IndexVec<Value, bool>, value: Value) -> Value {
    let ValueDef::Const(Const::Null(Type { kind: ir::Kind::Ref(_) | ir::Kind::Func(_), .. })) = func.values[value].def
    else {
        return value;
    };
    if !std::mem::replace(&mut used[value], true) {
        return value;
    }
    let own = func.values.push(func.values[value].clone());
    used.grow_to(func.values.len(), true);
    own
}
