//! Structs of which no value can ever be built, because each needs another first: `struct A { a: A }`.
//!
//! In: fields.  Out: an error for each struct on such a cycle. A value can be built if all fields can; an enum, if one
//! of its variants can; everything else (optionals, arrays, functions, …) can be built without its parts. What is generic
//! needs its argument if it could not be built without one: so `struct A { a: Box<A> }` is found, and `List<A>` is not.
//! Computed as the least fixed point: what is not shown to be buildable is not.

use base::{Id, Span, Symbol};

use rustc_hash::FxHashMap;

use crate::components::components;
use crate::errors::declarations as errors;
use crate::typed::{EnumId, StructId, Ty, TyKind};
use crate::world::World;

/// Reports structs and enums without values.
pub(crate) fn check(world: &mut World<'_>) {
    let Needs { structs, ways: needs, .. } = Needs::of(world);
    let declared = structs + world.enums.len();
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
        let mut types: Vec<usize> = component.iter().copied().filter(|&node| node < declared).collect();
        types.sort_unstable();
        let Some(&first) = types.first() else { continue };
        let is_cycle = component.len() > 1 || successors[first].contains(&first);
        if buildable[first] || !is_cycle {
            continue;
        }
        let (name, span, what) = describe(world, structs, first);
        let others = types[1..].iter().map(|&node| describe(world, structs, node));
        let others: Vec<(Symbol, Span)> = others.map(|(name, span, _)| (name, span)).collect();
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

/// What must be built, and the ways to build each of it: structs, enums, and then what is only thought of.
struct Needs {
    structs: usize,
    ways: Vec<Vec<Vec<usize>>>,
    /// A type as if there were no values for one of its type parameters: what cannot be built then, needs such a value.
    without: FxHashMap<(usize, u32), usize>,
}

impl Needs {
    fn of(world: &World<'_>) -> Needs {
        let structs = world.structs.len();
        let count = structs + world.enums.len();
        let mut needs = Needs { structs, ways: vec![Vec::new(); count], without: FxHashMap::default() };
        for node in 0..count {
            needs.ways[node] = needs.ways_of(world, node, None);
        }
        needs
    }

    /// The ways to build a struct or enum, each with what must be built first, if there are no values of `absent`.
    fn ways_of(&mut self, world: &World<'_>, node: usize, absent: Option<u32>) -> Vec<Vec<usize>> {
        let way = |needs: &mut Self, tys: Vec<Ty>| {
            let mut way = Vec::new();
            tys.into_iter().for_each(|ty| needs.add(world, ty, absent, &mut way));
            way
        };
        match node.checked_sub(self.structs) {
            None => {
                let fields = world.structs[StructId::from_index(node)].typed.fields.iter();
                vec![way(self, fields.filter(|field| field.default.is_none()).map(|field| field.ty).collect())]
            }
            Some(index) => {
                let variants = world.enums[EnumId::from_index(index)].typed.variants.iter();
                variants.map(|variant| way(self, variant.fields.iter().map(|field| field.ty).collect())).collect()
            }
        }
    }

    /// Adds what a value of a type needs.
    fn add(&mut self, world: &World<'_>, ty: Ty, absent: Option<u32>, way: &mut Vec<usize>) {
        let (node, args) = match world.tys.kind(ty) {
            TyKind::Struct(id, args) => (id.index(), args),
            TyKind::Enum(id, args) => (self.structs + id.index(), args),
            TyKind::Tuple(parts) => return parts.iter().for_each(|&part| self.add(world, part, absent, way)),
            TyKind::Param(index) if absent == Some(*index) => return way.push(self.never()),
            _ => return,
        };
        way.push(node);
        for (index, &arg) in args.iter().enumerate() {
            let mut first = Vec::new();
            self.add(world, arg, absent, &mut first);
            if !first.is_empty() {
                // Either there is such an argument, or the type can do without one.
                let without = self.without(world, node, index as u32);
                way.push(self.ways.len());
                self.ways.push(vec![first, vec![without]]);
            }
        }
    }

    /// What needs itself.
    fn never(&mut self) -> usize {
        let node = self.ways.len();
        self.ways.push(vec![vec![node]]);
        node
    }

    fn without(&mut self, world: &World<'_>, node: usize, absent: u32) -> usize {
        if let Some(&known) = self.without.get(&(node, absent)) {
            return known;
        }
        let own = self.ways.len();
        self.ways.push(Vec::new());
        self.without.insert((node, absent), own);
        self.ways[own] = self.ways_of(world, node, Some(absent));
        own
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
