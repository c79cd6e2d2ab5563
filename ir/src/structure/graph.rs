//! The graph that is structured: the blocks of a function, and what runs on each edge.
//!
//! In: a function.  Out: a [`Graph`] of its reachable blocks. Equal targets of a switch are one edge, so that a block
//! that one switch reaches with several values can be placed inside the switch. `irreducible` adds nodes that are no
//! blocks; their numbers follow those of the blocks.

use super::{Node, Scrutinee};
use crate::{Block, Cfg, Func, Target, Terminator, Value};
use base::{Id, IndexVec};

/// An edge: what is assigned on it, and where it goes.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub to: Block,
    /// `Assign` and `SetDispatch` nodes.
    pub before: Vec<Node>,
}

/// How a node of the graph ends.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    /// The function ends.
    Exit,
    Jump(Edge),
    Branch(Value, Edge, Edge),
    /// Values and their edge, ascending by first value; then the default.
    Switch(Scrutinee, Vec<(Vec<u32>, Edge)>, Edge),
}

#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub entry: Block,
    pub endings: IndexVec<Block, Ending>,
    /// How many of the nodes are blocks of the function.
    pub blocks: usize,
    /// How many dispatch variables are in use.
    pub dispatches: usize,
}

impl Graph {
    pub fn of(func: &Func) -> Graph {
        let endings = func.blocks.iter_enumerated().map(|(block, data)| ending(block, &data.term)).collect();
        Graph { entry: func.entry, endings, blocks: func.blocks.len(), dispatches: 0 }
    }
    /// The control-flow graph, one successor for each edge, in the order of [`Ending::edges`].
    pub fn cfg(&self) -> Cfg {
        let succs = self.endings.iter().map(|ending| ending.edges().iter().map(|edge| edge.to).collect());
        Cfg::from_succs(self.entry, succs.collect())
    }
    /// Whether `node` is a block of the function.
    pub fn is_block(&self, node: Block) -> bool {
        node.index() < self.blocks
    }
}

impl Ending {
    pub fn edges(&self) -> Vec<&Edge> {
        match self {
            Ending::Exit => Vec::new(),
            Ending::Jump(edge) => vec![edge],
            Ending::Branch(_, yes, no) => vec![yes, no],
            Ending::Switch(_, cases, default) => cases.iter().map(|(_, edge)| edge).chain([default]).collect(),
        }
    }
    /// The edge at a position in [`Ending::edges`].
    pub fn edge(&self, position: usize) -> &Edge {
        match self {
            Ending::Jump(edge) => edge,
            Ending::Branch(_, yes, no) => [yes, no][position],
            Ending::Switch(_, cases, default) => cases.get(position).map_or(default, |(_, edge)| edge),
            Ending::Exit => unreachable!("the function ends"),
        }
    }
    pub fn edges_mut(&mut self) -> Vec<&mut Edge> {
        match self {
            Ending::Exit => Vec::new(),
            Ending::Jump(edge) => vec![edge],
            Ending::Branch(_, yes, no) => vec![yes, no],
            Ending::Switch(_, cases, default) => cases.iter_mut().map(|(_, edge)| edge).chain([default]).collect(),
        }
    }
}

fn ending(block: Block, term: &Terminator) -> Ending {
    match term {
        Terminator::Jump(target) => Ending::Jump(edge(block, target)),
        Terminator::Branch(cond, yes, no) => Ending::Branch(*cond, edge(block, yes), edge(block, no)),
        Terminator::Switch(value, targets, default) => switch(block, *value, targets, default),
        Terminator::Return(_)
        | Terminator::TailCall(..)
        | Terminator::TailCallClosure(..)
        | Terminator::Panic(_)
        | Terminator::Unreachable => Ending::Exit,
    }
}

fn edge(from: Block, target: &Target) -> Edge {
    let assign = (!target.args.is_empty()).then(|| Node::Assign { from, target: target.clone() });
    Edge { to: target.block, before: assign.into_iter().collect() }
}

fn switch(block: Block, value: Value, targets: &[Target], default: &Target) -> Ending {
    let mut cases: Vec<(Vec<u32>, &Target)> = Vec::new();
    let mut known = rustc_hash::FxHashMap::default();
    for (index, target) in targets.iter().enumerate().filter(|(_, target)| *target != default) {
        let case = *known.entry(target).or_insert_with(|| {
            cases.push((Vec::new(), target));
            cases.len() - 1
        });
        cases[case].0.push(index as u32);
    }
    if cases.is_empty() {
        return Ending::Jump(edge(block, default));
    }
    let cases = cases.into_iter().map(|(values, target)| (values, edge(block, target))).collect();
    Ending::Switch(Scrutinee::Value(block, value), cases, edge(block, default))
}
