//! Structs of which no value can ever be built, because each needs another first: `struct A { a: A }`.
//!
//! In: fields.  Out: an error for each struct on such a cycle. A value can be built if all fields can; an enum, if one
//! of its variants can; everything else (optionals, arrays, functions, …) can be built without its parts. Computed as
//! the least fixed point: what is not shown to be buildable is not.

use base::{Id, Span, Symbol};

use crate::components::components;
use crate::errors::declarations as errors;
use crate::typed::{EnumId, StructId, Ty, TyKind};
use crate::world::World;

/// Reports structs and enums without values.
pub(crate) fn check(world: &mut World<'_>) {
    let structs = world.structs.len();
    let needs: Vec<Vec<Vec<usize>>> = needs(world);
    let buildable = fixed_point(&needs);
    let successors: Vec<Vec<usize>> = needs
        .iter()
        .enumerate()
        .map(|(node, ways)| {
            let open = ways.iter().flatten().copied().filter(|&to| !buildable[to]);
            if buildable[node] { Vec::new() } else { open.collect() }
        })
        .collect();
    for component in components(&successors, 0..needs.len()) {
        let Some(&first) = component.iter().min() else { continue };
        let is_cycle = component.len() > 1 || successors[first].contains(&first);
        if buildable[first] || !is_cycle {
            continue;
        }
        let (name, span, what) = describe(world, structs, first);
        let others: Vec<(Symbol, Span)> = component
            .iter()
            .filter(|&&node| node != first)
            .map(|&node| describe(world, structs, node))
            .map(|(name, span, _)| (name, span))
            .collect();
        world.report(errors::never_buildable(what, name, span, &others));
    }
}

fn describe(world: &World<'_>, structs: usize, node: usize) -> (Symbol, Span, &'static str) {
    match node.checked_sub(structs) {
        None => {
            let data = &world.structs[StructId::from_index(node)].typed;
            (data.name, data.span, "struct")
        }
        Some(index) => {
            let data = &world.enums[EnumId::from_index(index)].typed;
            (data.name, data.span, "enum")
        }
    }
}

/// For each struct and enum the ways to build it, each with what must be built first.
fn needs(world: &World<'_>) -> Vec<Vec<Vec<usize>>> {
    let structs = world.structs.len();
    let mut all = Vec::with_capacity(structs + world.enums.len());
    for data in world.structs.iter() {
        let mut way = Vec::new();
        data.typed.fields.iter().filter(|field| field.default.is_none()).for_each(|field| {
            add_need(world, structs, field.ty, &mut way);
        });
        all.push(vec![way]);
    }
    for data in world.enums.iter() {
        let ways = data.typed.variants.iter().map(|variant| {
            let mut way = Vec::new();
            variant.fields.iter().for_each(|field| add_need(world, structs, field.ty, &mut way));
            way
        });
        all.push(ways.collect());
    }
    all
}

fn add_need(world: &World<'_>, structs: usize, ty: Ty, way: &mut Vec<usize>) {
    match world.tys.kind(ty) {
        TyKind::Struct(id, _) => way.push(id.index()),
        TyKind::Enum(id, _) => way.push(structs + id.index()),
        TyKind::Tuple(parts) => parts.iter().for_each(|&part| add_need(world, structs, part, way)),
        _ => {}
    }
}

/// Which nodes have a way all of whose needs are met: each need met is counted once, so the time is linear.
fn fixed_point(needs: &[Vec<Vec<usize>>]) -> Vec<bool> {
    let mut buildable = vec![false; needs.len()];
    let mut left: Vec<Vec<usize>> = needs.iter().map(|ways| ways.iter().map(Vec::len).collect()).collect();
    let mut users: Vec<Vec<(usize, usize)>> = vec![Vec::new(); needs.len()];
    let mut done = Vec::new();
    for (node, ways) in needs.iter().enumerate() {
        for (way, needed) in ways.iter().enumerate() {
            needed.iter().for_each(|&to| users[to].push((node, way)));
        }
        if ways.is_empty() || ways.iter().any(Vec::is_empty) {
            buildable[node] = true;
            done.push(node);
        }
    }
    while let Some(node) = done.pop() {
        for &(user, way) in &users[node] {
            left[user][way] -= 1;
            if left[user][way] == 0 && !buildable[user] {
                buildable[user] = true;
                done.push(user);
            }
        }
    }
    buildable
}
