//! Merging locals: first those that are copies of each other, deepest loop first, then whatever fits.
//!
//! Only locals of exactly the same type are merged, so that no type becomes less precise. Parameters keep their places.

use super::bits::Bits;
use super::live::Interference;
use crate::body::{Code, LocalData};
use crate::code::{Instr, Local};
use base::{Id, IndexVec};
use wasm_encoder::ValType;

/// Locals that share a name.
struct Class {
    members: Vec<usize>,
    /// All that interfere with a member.
    interferes: Bits,
    ty: ValType,
}

/// Renames the locals of `code` so that there are few.
pub fn merge(code: &mut Code, graph: Interference) {
    let count = code.locals.len();
    let used = used_locals(code);
    let mut leader: Vec<usize> = (0..count).collect();
    let mut classes: Vec<Class> = graph
        .rows
        .into_iter()
        .enumerate()
        .map(|(local, interferes)| Class {
            members: vec![local],
            interferes,
            ty: code.locals[Local::from_index(local)].ty,
        })
        .collect();
    let mut copies = graph.copies;
    copies.sort_by_key(|&(depth, ..)| std::cmp::Reverse(depth));
    for (_, from, to) in copies {
        let (one, other) = (leader[from.index()], leader[to.index()]);
        let are_used = used[from.index()] && used[to.index()];
        if are_used && one != other && fits(&classes[one], &classes[other], code.params) {
            join(&mut classes, &mut leader, one.min(other), one.max(other));
        }
    }
    for local in 0..count {
        if leader[local] == local && local >= code.params && used[local] {
            let is_place = |&place: &usize| {
                leader[place] == place
                    && (place < code.params || used[place])
                    && fits(&classes[place], &classes[local], code.params)
            };
            if let Some(place) = (0..local).find(is_place) {
                join(&mut classes, &mut leader, place, local);
            }
        }
    }
    rename(code, &leader, &used);
}

fn used_locals(code: &Code) -> Vec<bool> {
    let mut used = vec![false; code.locals.len()];
    for instr in &code.instrs {
        if let Instr::Get(local) | Instr::Set(local) | Instr::Tee(local) = instr {
            used[local.index()] = true;
        }
    }
    used
}

/// Whether two classes may become one: not if both hold a parameter.
fn fits(one: &Class, other: &Class, params: usize) -> bool {
    let is_param = |class: &Class| class.members[0] < params;
    one.ty == other.ty
        && !(is_param(one) && is_param(other))
        && other.members.iter().all(|&member| !one.interferes.contains(member))
}

/// Puts the locals of class `from` into class `into`, which has the smaller number.
fn join(classes: &mut [Class], leader: &mut [usize], into: usize, from: usize) {
    let (left, right) = classes.split_at_mut(from);
    let (into_class, from_class) = (&mut left[into], &mut right[0]);
    into_class.interferes.add(&from_class.interferes);
    for member in from_class.members.drain(..) {
        leader[member] = into;
        into_class.members.push(member);
    }
}

/// Numbers the classes: parameters, then by type in order of first use.
fn rename(code: &mut Code, leader: &[usize], used: &[bool]) {
    let mut types: Vec<ValType> = Vec::new();
    let mut places: Vec<usize> =
        (code.params..leader.len()).filter(|&local| leader[local] == local && used[local]).collect();
    for &place in &places {
        let ty = code.locals[Local::from_index(place)].ty;
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    let group = |place: &usize| types.iter().position(|ty| *ty == code.locals[Local::from_index(*place)].ty);
    places.sort_by_key(group);
    let mut number = vec![Local::from_index(0); leader.len()];
    let mut locals: IndexVec<Local, LocalData> = IndexVec::new();
    for place in (0..code.params).chain(places) {
        number[place] = locals.push(code.locals[Local::from_index(place)].clone());
    }
    for instr in &mut code.instrs {
        if let Instr::Get(local) | Instr::Set(local) | Instr::Tee(local) = instr {
            *local = number[leader[local.index()]];
        }
    }
    code.locals = locals;
}
