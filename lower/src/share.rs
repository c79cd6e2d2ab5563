//! Makes heap types and functions that nobody can tell apart one.
//!
//! Before: `List<i32>` and `List<Color>`, whose objects look the same, and a `length` for each.
//! After:  one type and one function.
//!
//! In: a placed program.  Out: a smaller one that means the same. Two types are one if they live on the same side and their
//! parts have the same names and, being of one type or of two that are one, the same types. Two functions are one if they
//! are on the same side and do the same, operator by operator, on types that are one; where they may panic they must
//! stand at the same place and have the same name. Recursive types and functions are compared as a whole: all are taken to be
//! equal until a difference is found (Hopcroft, "An n log n algorithm for minimizing states in a finite automaton",
//! 1971, by plain rounds).

mod code;

use crate::dce;
use crate::retype::{self, Renaming};
use crate::split_classes::Origins;
use base::{Id, IndexVec, Symbol};
use code::Word;
use ir::{Kind, Program, Side, SigId, Storage, Type, TypeDef, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;

/// Makes whatever is the same one.
pub fn run(program: &mut Program) {
    share(program, None);
}

/// Makes copies of one thing that ended on the same side one again.
pub fn merge_copies(program: &mut Program, origins: &Origins) {
    share(program, Some(origins));
}

fn share(program: &mut Program, origins: Option<&Origins>) {
    let (types, sigs) = same_types(program, origins);
    let renaming = Renaming { types, sigs, funcs: program.funcs.ids().collect() };
    let funcs = code::same_funcs(program, &renaming, origins);
    let renaming = Renaming { funcs, ..renaming };
    if is_identity(&renaming.types) && is_identity(&renaming.sigs) && is_identity(&renaming.funcs) {
        return;
    }
    let kept = compacted(program, &renaming);
    kept.run(program);
    dce::drop_unused_funcs(program);
    // A copy that stays alone is called what it is a copy of.
    only_names(program.types.heap.iter_mut().map(|data| &mut data.name).collect());
    only_names(program.funcs.iter_mut().map(|func| &mut func.name).collect());
}

fn only_names(mut names: Vec<&mut Symbol>) {
    let mut count: FxHashMap<Symbol, usize> = FxHashMap::default();
    names.iter().for_each(|name| *count.entry(ir::source_name(**name)).or_default() += 1);
    for name in &mut names {
        let source = ir::source_name(**name);
        if count[&source] == 1 {
            **name = source;
        }
    }
}

fn is_identity<I: Id>(ids: &IndexVec<I, I>) -> bool {
    ids.iter_enumerated().all(|(id, &same)| id == same)
}

// ---- types

/// For each heap type and signature the first that is the same.
fn same_types(program: &Program, origins: Option<&Origins>) -> (IndexVec<TypeId, TypeId>, IndexVec<SigId, SigId>) {
    let count = program.types.heap.len();
    let copied = origins.map(|origins| copied(&origins.types));
    let (mut keys, mut parts) = (Vec::new(), Vec::new());
    for (id, data) in program.types.heap.iter_enumerated() {
        let origin = origins.map(|origins| origins.types[id]);
        let alone = copied.as_ref().is_some_and(|copied| !copied.contains(&origins.expect("both").types[id]));
        let mut words = vec![Word::Side(program.placement.types[id])];
        if alone {
            words.push(Word::Number(id.index()));
            parts.push(Vec::new());
        } else {
            words.extend(origin.map(|id| Word::Number(id.index())));
            shape(&data.def, &mut words);
            parts.push(held(count, &retype::parts(&data.def)));
        }
        keys.push(words);
    }
    for sig in &program.types.sigs {
        let mut words = vec![Word::Number(sig.params.len())];
        let types: Vec<Type> = sig.params.iter().chain(&sig.results).copied().collect();
        words.extend(types.iter().map(|&ty| Word::Type(without_ids(ty))));
        keys.push(words);
        parts.push(held(count, &types));
    }
    let same = partition(keys, &parts);
    let types = same[..count].iter().map(|&id| TypeId::from_index(id)).collect();
    (types, same[count..].iter().map(|&id| SigId::from_index(id - count)).collect())
}

/// What there is more than one of.
fn copied<I: Id>(origins: &IndexVec<I, I>) -> FxHashSet<I> {
    origins.iter_enumerated().filter(|&(id, &origin)| id != origin).map(|(_, &origin)| origin).collect()
}

/// What an object looks like, apart from the types that it refers to.
fn shape(def: &TypeDef, words: &mut Vec<Word>) {
    let field = |words: &mut Vec<Word>, field: &ir::Field| {
        words.extend([Word::Name(field.name), Word::Flag(field.mutable), storage(field.storage, false)]);
    };
    match def {
        TypeDef::Struct { fields } => {
            words.push(Word::Number(0));
            fields.iter().for_each(|row| field(words, row));
        }
        TypeDef::Enum { variants } => {
            words.push(Word::Number(1));
            for variant in variants {
                words.extend([Word::Name(variant.name), Word::Number(variant.fields.len())]);
                variant.fields.iter().for_each(|row| field(words, row));
            }
        }
        TypeDef::Array { elem } => words.extend([Word::Number(2), storage(*elem, false)]),
        TypeDef::Buffer { elem } => words.extend([Word::Number(3), storage(*elem, true)]),
    }
}

/// Only a buffer shows JavaScript whether its numbers have a sign.
fn storage(storage: Storage, shown: bool) -> Word {
    match storage {
        Storage::U32 if !shown => Word::Storage(Storage::Val(Type::I32)),
        Storage::U64 if !shown => Word::Storage(Storage::Val(Type::I64)),
        Storage::Val(ty) => Word::Storage(Storage::Val(without_ids(ty))),
        other => Word::Storage(other),
    }
}

fn without_ids(ty: Type) -> Type {
    let kind = match ty.kind {
        Kind::Ref(_) => Kind::Ref(TypeId::from_index(0)),
        Kind::Func(_) => Kind::Func(SigId::from_index(0)),
        kind => kind,
    };
    Type { kind, ..ty }
}

fn held(heap_types: usize, types: &[Type]) -> Vec<usize> {
    let number = |ty: &Type| match ty.kind {
        Kind::Ref(id) => Some(id.index()),
        Kind::Func(id) => Some(heap_types + id.index()),
        _ => None,
    };
    types.iter().filter_map(number).collect()
}

// ---- equality

/// For each of several things the first that is the same: their keys are equal and so are their parts.
fn partition<K: Hash + Eq>(keys: Vec<K>, parts: &[Vec<usize>]) -> Vec<usize> {
    let (mut same, mut count) = first_of_each(keys.into_iter());
    loop {
        let refined = (0..same.len()).map(|at| {
            let own: Vec<usize> = parts[at].iter().map(|&part| same[part]).collect();
            (same[at], own)
        });
        let (next, next_count) = first_of_each(refined);
        same = next;
        if next_count == count {
            return same;
        }
        count = next_count;
    }
}

fn first_of_each<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> (Vec<usize>, usize) {
    let mut known: FxHashMap<K, usize> = FxHashMap::default();
    let same = keys.enumerate().map(|(at, key)| *known.entry(key).or_insert(at)).collect();
    (same, known.len())
}

// ---- what is left

/// Drops the rows of types and signatures that are another's, and gives the ids that this leaves.
fn compacted(program: &mut Program, renaming: &Renaming) -> Renaming {
    let types = dense(&renaming.types);
    let sigs = dense(&renaming.sigs);
    let keeps = |id: TypeId| renaming.types[id] == id;
    let sides: Vec<(TypeId, Side)> = program.placement.types.iter_enumerated().map(|(id, &side)| (id, side)).collect();
    program.placement.types = sides.into_iter().filter(|&(id, _)| keeps(id)).map(|(_, side)| side).collect();
    let heap = std::mem::take(&mut program.types.heap);
    program.types.heap = heap.iter_enumerated().filter(|&(id, _)| keeps(id)).map(|(_, data)| data.clone()).collect();
    let rows = std::mem::take(&mut program.types.sigs);
    let kept = rows.iter_enumerated().filter(|&(id, _)| renaming.sigs[id] == id);
    program.types.sigs = kept.map(|(_, sig)| sig.clone()).collect();
    Renaming { types, sigs, funcs: renaming.funcs.clone() }
}

/// Consecutive numbers for the rows that are their own.
fn dense<I: Id>(same: &IndexVec<I, I>) -> IndexVec<I, I> {
    let mut next = 0;
    let mut numbers: IndexVec<I, Option<I>> = IndexVec::filled(None, same.len());
    for (id, &first) in same.iter_enumerated() {
        if id == first {
            numbers[id] = Some(I::from_index(next));
            next += 1;
        }
    }
    same.iter().map(|&first| numbers[first].expect("the first of its kind is its own")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_the_same_until_a_part_differs() {
        // 0 and 1 hold themselves; 2 and 3 hold 4 and 5, which differ.
        let parts = [vec![0], vec![1], vec![4], vec![5], vec![], vec![]];
        assert_eq!(partition(vec!['a', 'a', 'a', 'a', 'b', 'c'], &parts), [0, 0, 2, 3, 4, 5]);
        assert_eq!(partition(vec!['a', 'a', 'a', 'a', 'b', 'b'], &parts), [0, 0, 2, 2, 4, 4]);
        let cycle = [vec![1], vec![0], vec![3], vec![2]];
        assert_eq!(partition(vec!['a', 'b', 'a', 'b'], &cycle), [0, 1, 0, 1]);
    }
}
