//! Definite assignment: a non-null local may be read only after a store in the same or an enclosing block.
//!
//! Most locals satisfy that because the structured tree puts a block's code before, and not deeper than, what it
//! dominates. Parameters of merge blocks do not: they are stored inside the block that ends at the merge. Those locals
//! become nullable, and where Wasm needs to know that the value is not null, `ref.as_non_null` says so.

use crate::body::{Code, LocalData};
use crate::code::{Instr, Local, op};
use crate::module::nullable;
use base::IndexVec;
use wasm_encoder::ValType;

/// Makes the locals of `code` nullable that must be, and resolves [`Instr::NonNull`].
pub fn make_nullable(code: &mut Code, all: bool) {
    for local in unassigned(code, all) {
        let data = &mut code.locals[local];
        data.ty = nullable(data.ty);
    }
    let locals = &code.locals;
    let resolve = |instr: Instr| match instr {
        Instr::NonNull { from, to } => {
            let is_needed = is_nullable(locals, from) && to.is_none_or(|to| !is_nullable(locals, to));
            is_needed.then_some(Instr::Op(op::REF_AS_NON_NULL))
        }
        other => Some(other),
    };
    code.instrs = std::mem::take(&mut code.instrs).into_iter().filter_map(resolve).collect();
}

fn is_nullable(locals: &IndexVec<Local, LocalData>, local: Local) -> bool {
    !matches!(locals[local].ty, ValType::Ref(reference) if !reference.nullable)
}

/// The non-null locals that some read does not find assigned.
fn unassigned(code: &Code, all: bool) -> Vec<Local> {
    let mut assigned: IndexVec<Local, bool> = code
        .locals
        .iter_enumerated()
        .map(|(local, _)| is_param(code, local) || is_nullable(&code.locals, local))
        .collect();
    if all {
        return code.locals.ids().filter(|&local| !assigned[local]).collect();
    }
    let mut found: IndexVec<Local, bool> = IndexVec::filled(false, code.locals.len());
    let mut stores: Vec<Local> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for instr in &code.instrs {
        match instr {
            Instr::Set(local) | Instr::Tee(local) if !assigned[*local] => {
                assigned[*local] = true;
                stores.push(*local);
            }
            Instr::Get(local) if !assigned[*local] => found[*local] = true,
            Instr::Else | Instr::End => {
                let height = open.pop().expect("every end closes something");
                stores.drain(height..).for_each(|local| assigned[local] = false);
                if instr.is_else() {
                    open.push(height);
                }
            }
            _ if instr.opens() => open.push(stores.len()),
            _ => {}
        }
    }
    found.ids().filter(|&local| found[local]).collect()
}

fn is_param(code: &Code, local: Local) -> bool {
    base::Id::index(local) < code.params
}
