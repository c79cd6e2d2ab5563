//! What calling a function means for its caller.
//!
//! In: the graph of a function and of those it calls each other with.  Out: the part of it that a caller can see: the
//! objects reached from parameters and results with what is touched of them, calls of function values that only the
//! caller knows, and [`Facts`].
//!
//! What is touched of objects that the function made and that only its results lead to is left out: to the caller
//! these objects are new.

use super::graph::{Graph, Node, NodeData, world};
use super::places::{IdSet, Touched};
use base::IndexVec;
use ir::{ExternId, GlobalId, Host, SigId};
use rustc_hash::FxHashMap;

/// What a function may do, apart from reading and writing.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Facts {
    /// What it uses of JavaScript.
    pub externs: IdSet<ExternId>,
    /// Functions of the host that do more than compute, as bits in the order of [`Host::ALL`].
    pub(super) hosts: u64,
    /// Whether it makes objects.
    pub allocates: bool,
    /// Whether it may panic, apart from a full stack or heap.
    pub may_panic: bool,
    /// Whether it has a loop or calls itself, so that nobody knows whether it ends.
    pub may_diverge: bool,
    /// Signatures of function values that it calls and of which nothing is known.
    pub unknown: IdSet<SigId>,
}

impl Facts {
    /// Adds all of `other`.
    pub fn union(&mut self, other: &Facts) {
        self.externs.union(&other.externs);
        self.hosts |= other.hosts;
        self.allocates |= other.allocates;
        self.may_panic |= other.may_panic;
        self.may_diverge |= other.may_diverge;
        self.unknown.union(&other.unknown);
    }
    /// Notes a function of the host.
    pub fn host(&mut self, host: Host) {
        self.hosts |= 1 << (host as u64);
    }
    /// The functions of the host that do more than compute.
    pub fn hosts(&self) -> impl Iterator<Item = Host> {
        Host::ALL.iter().copied().filter(|&host| self.hosts & (1 << (host as u64)) != 0)
    }
    /// Whether it neither uses JavaScript nor does anything that the host notices.
    pub fn stays_inside(&self) -> bool {
        self.externs.is_empty() && self.hosts == 0
    }
}

/// A call of a function value.
#[derive(Clone, Debug)]
pub(super) struct ValueCall {
    pub callee: Node,
    pub sig: SigId,
    pub args: Vec<Option<Node>>,
    pub results: Vec<Option<Node>>,
    /// Bodies whose effects are in already.
    pub applied: Vec<ir::FuncId>,
    /// Whether the callee turned out to be anyone's.
    pub lost: bool,
}

/// What a caller sees of a function.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    /// The world first.
    pub nodes: IndexVec<Node, NodeData>,
    pub of_world: Touched,
    pub params: Vec<Option<Node>>,
    pub results: Vec<Option<Node>>,
    /// Objects handed over in variables of the compiler.
    pub scratch: Vec<(GlobalId, Node)>,
    /// Calls of function values that the caller may know.
    pub calls: Vec<ValueCall>,
    pub facts: Facts,
    /// What is touched of objects that parameters lead to.
    pub of_arguments: Touched,
    /// What is touched of objects that calls in `calls` are given.
    pub of_calls: Touched,
    /// Which parameters lead to the callees of `calls`.
    pub called_params: Vec<u32>,
}

/// The interface of a function in a graph.
pub(super) struct Interface<'a> {
    pub params: &'a [Option<Node>],
    pub results: &'a [Option<Node>],
    pub scratch: &'a FxHashMap<GlobalId, Node>,
}

/// Makes the summary of a function from the graph that it is analysed in.
pub(super) fn of(graph: &Graph, interface: &Interface<'_>, calls: &[ValueCall], facts: &Facts) -> Summary {
    let mut open = Marks::of(graph);
    interface.params.iter().flatten().for_each(|&node| open.mark(node));
    let of_arguments = open.touched();
    // A call of something open may give anything that it is given, and something open comes back.
    let mut kept: Vec<bool> = vec![false; calls.len()];
    loop {
        let before = kept.clone();
        for (call, keep) in calls.iter().zip(&mut kept) {
            let callee = graph.find(call.callee);
            if !*keep && callee != world() && open.marked[callee] {
                *keep = true;
                call.args.iter().chain(&call.results).flatten().for_each(|&node| open.mark(node));
            }
        }
        if before == kept {
            break;
        }
    }
    let of_calls = open.touched();
    let called_params = called_params(graph, interface, calls);
    let mut all = Marks { marked: open.marked.clone(), graph };
    let mut scratch: Vec<(GlobalId, Node)> = interface.scratch.iter().map(|(&global, &node)| (global, node)).collect();
    scratch.sort_unstable();
    interface.results.iter().flatten().for_each(|&node| all.mark(node));
    scratch.iter().for_each(|&(_, node)| all.mark(node));
    let mut copy = Copy { graph, all: &all.marked, open: &open.marked, ids: FxHashMap::default() };
    let nodes = copy.nodes();
    let list = |nodes: &[Option<Node>]| nodes.iter().map(|node| node.map(|node| copy.id(node))).collect();
    let call = |call: &ValueCall| ValueCall {
        callee: copy.id(call.callee),
        sig: call.sig,
        args: list(&call.args),
        results: list(&call.results),
        applied: Vec::new(),
        lost: false,
    };
    Summary {
        nodes,
        of_world: graph.of_world.clone(),
        params: list(interface.params),
        results: list(interface.results),
        scratch: scratch.iter().map(|&(global, node)| (global, copy.id(node))).collect(),
        calls: calls.iter().zip(&kept).filter(|(_, keep)| **keep).map(|(row, _)| call(row)).collect(),
        facts: facts.clone(),
        of_arguments,
        of_calls,
        called_params,
    }
}

fn called_params(graph: &Graph, interface: &Interface<'_>, calls: &[ValueCall]) -> Vec<u32> {
    let leads_to_a_call = |node: Node| {
        let mut from = Marks::of(graph);
        from.mark(node);
        calls.iter().any(|call| graph.find(call.callee) != world() && from.marked[graph.find(call.callee)])
    };
    let params = (0..).zip(interface.params);
    params.filter(|(_, node)| node.is_some_and(leads_to_a_call)).map(|(position, _)| position).collect()
}

/// Nodes that can be reached.
struct Marks<'a> {
    graph: &'a Graph,
    marked: IndexVec<Node, bool>,
}

impl<'a> Marks<'a> {
    fn of(graph: &'a Graph) -> Self {
        Marks { graph, marked: IndexVec::filled(false, graph.nodes.len()) }
    }

    fn mark(&mut self, node: Node) {
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            let node = self.graph.find(node);
            if node != world() && !std::mem::replace(&mut self.marked[node], true) {
                pending.extend(self.graph.nodes[node].fields.iter().map(|&(_, to)| to));
            }
        }
    }

    fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        for (node, data) in self.graph.nodes.iter_enumerated().filter(|(node, _)| self.marked[*node]) {
            debug_assert!(self.graph.find(node) == node, "only what a node was merged into is marked");
            touched.reads.extend(&data.reads);
            touched.writes.extend(&data.writes);
        }
        touched
    }
}

/// The visible part of a graph with new numbers.
struct Copy<'a> {
    graph: &'a Graph,
    all: &'a IndexVec<Node, bool>,
    open: &'a IndexVec<Node, bool>,
    ids: FxHashMap<Node, Node>,
}

impl Copy<'_> {
    fn nodes(&mut self) -> IndexVec<Node, NodeData> {
        let kept: Vec<Node> = self.graph.nodes.ids().filter(|&node| node == world() || self.all[node]).collect();
        for (&node, index) in kept.iter().zip(0..) {
            self.ids.insert(node, base::Id::from_index(index));
        }
        let copy = |&node: &Node| {
            let data = &self.graph.nodes[node];
            let seen = node != world() && self.open[node];
            NodeData {
                kind: data.kind,
                found_in: data.found_in.and_then(|from| self.ids.get(&self.graph.find(from)).copied()),
                fields: data.fields.iter().map(|&(slot, to)| (slot, self.id(to))).collect(),
                reads: if seen { data.reads.clone() } else { Vec::new() },
                writes: if seen { data.writes.clone() } else { Vec::new() },
                code: data.code.clone(),
                ..NodeData::default()
            }
        };
        kept.iter().map(copy).collect()
    }

    fn id(&self, node: Node) -> Node {
        self.ids.get(&self.graph.find(node)).copied().unwrap_or_else(world)
    }
}
