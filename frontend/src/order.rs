//! The order in which initialisers run: each after those it depends on, through the functions that it calls.
//!
//! In: what every body refers to.  Out: all module-level variables in order. Among independent ones the order of
//! modules, then that of the source decides. A cycle is an error that names the way around.

use std::collections::VecDeque;

use base::{Id, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::components::components;
use crate::errors::declarations as errors;
use crate::modules::{Loaded, ModuleId};
use crate::typed::{FuncId, GlobalId};
use crate::world::{GlobalState, World};

/// All module-level variables in the order of their initialisation; reports cycles.
pub(crate) fn init_order(world: &mut World<'_>, loaded: &Loaded) -> Vec<GlobalId> {
    let globals = world.globals.len();
    let successors = graph(world);
    let mut place: FxHashMap<ModuleId, usize> = FxHashMap::default();
    place.extend(loaded.order.iter().enumerate().map(|(index, &module)| (module, index)));
    let mut roots: Vec<GlobalId> = world.globals.ids().collect();
    roots.sort_by_key(|&id| (place.get(&world.globals[id].module).copied().unwrap_or(0), id));
    let mut order = Vec::with_capacity(globals);
    for component in components(&successors, roots.iter().map(|id| id.index())) {
        let mut members: Vec<usize> = component.iter().copied().filter(|&node| node < globals).collect();
        if let Some(&first) = members.iter().min()
            && component.len() > 1
            && !members.iter().any(|&member| is_known_mistake(world, member))
        {
            report_cycle(world, &successors, &component, first);
        }
        members.sort_unstable();
        order.extend(members.into_iter().map(GlobalId::from_index));
    }
    order
}

/// Whether a variable depends on itself in a way that was found while its type was looked for.
fn is_known_mistake(world: &World<'_>, global: usize) -> bool {
    matches!(world.globals[GlobalId::from_index(global)].state, GlobalState::Checked(ty) if ty == world.core.error)
}

/// Variables first, then functions; each leads to what it refers to.
fn graph(world: &World<'_>) -> Vec<Vec<usize>> {
    let globals = world.globals.len();
    let mut successors: Vec<Vec<usize>> =
        world.globals.iter().map(|global| vec![globals + global.init.index()]).collect();
    for func in world.funcs.ids() {
        let mut to = Vec::new();
        if let Some(refs) = world.refs.get(&func) {
            to.extend(refs.globals.iter().map(|id| id.index()));
            to.extend(refs.calls.iter().map(|(callee, _, _)| globals + callee.index()));
            to.extend(refs.defaults.iter().map(|callee| globals + callee.index()));
            for &(of, method, ref args, _) in &refs.trait_calls {
                let self_ty = args[world.traits[of].typed.type_params.len()];
                to.extend(world.implementations(of, method, self_ty).into_iter().map(|func| globals + func.index()));
            }
        }
        let mut seen = FxHashSet::default();
        to.retain(|&node| seen.insert(node));
        successors.push(to);
    }
    successors
}

/// Names the shortest way from a variable back to itself.
fn report_cycle(world: &mut World<'_>, successors: &[Vec<usize>], component: &[usize], first: usize) {
    let members: FxHashSet<usize> = component.iter().copied().collect();
    let mut before: FxHashMap<usize, usize> = FxHashMap::default();
    let mut open = VecDeque::from([first]);
    'search: while let Some(node) = open.pop_front() {
        for &to in &successors[node] {
            if members.contains(&to) && !before.contains_key(&to) {
                before.insert(to, node);
                if to == first {
                    break 'search;
                }
                open.push_back(to);
            }
        }
    }
    let mut way = vec![first];
    while let Some(&node) = way.last().and_then(|last| before.get(last)) {
        way.push(node);
        if node == first {
            break;
        }
    }
    way.reverse();
    let globals = world.globals.len();
    let is_init =
        |node: usize| node >= globals && world.globals.iter().any(|global| global.init.index() + globals == node);
    let names: Vec<Symbol> =
        way.iter().copied().filter(|&node| !is_init(node)).map(|node| node_name(world, node)).collect();
    let global = &world.globals[GlobalId::from_index(first)];
    let others: Vec<_> = way[1..way.len().saturating_sub(1)]
        .iter()
        .filter(|&&node| !is_init(node))
        .map(|&node| (node_name(world, node), node_span(world, node)))
        .collect();
    let diagnostic = errors::initialiser_cycle(global.name, global.span, &names, &others);
    world.report(diagnostic);
}

fn node_name(world: &World<'_>, node: usize) -> Symbol {
    match node.checked_sub(world.globals.len()) {
        None => world.globals[GlobalId::from_index(node)].name,
        Some(func) => world.sigs[FuncId::from_index(func)].as_ref().map_or(Symbol::new("?"), |sig| sig.name),
    }
}

fn node_span(world: &World<'_>, node: usize) -> base::Span {
    match node.checked_sub(world.globals.len()) {
        None => world.globals[GlobalId::from_index(node)].span,
        Some(func) => {
            let first = world.globals.iter().next().expect("a cycle has a variable").span;
            world.sigs[FuncId::from_index(func)].as_ref().map_or(first, |sig| sig.span)
        }
    }
}
