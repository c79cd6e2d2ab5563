//! Makes a graph reducible with dispatch variables.
//!
//! In: any [`Graph`].  Out: a reducible one with the same executions. Every cycle that can be entered at several
//! blocks gets a new node that switches on a variable, and every edge to one of the entries goes there instead:
//!
//! ```text
//! a -> x, a -> y, x -> y, y -> x    becomes    a -> d, x -> d, y -> d, each setting the variable, d -> x | y
//! ```
//!
//! Dominance among the blocks stays as it was: a path through the new node continues at an entry, and each entry could
//! already be reached without any block of the cycle. So a local that is set stays set by structure, too.
//!
//! The regions are those of LLVM's `WebAssemblyFixIrreducibleControlFlow`: strongly connected components, then those
//! inside them without their header.

use super::graph::{Edge, Ending, Graph};
use super::{Dispatch, Node, Scrutinee};
use crate::{Block, Cfg, Dominators, Loops};
use base::{Id, IndexVec};

/// Adds dispatch nodes until the graph is reducible.
pub(super) fn make_reducible(graph: &mut Graph) {
    let cfg = graph.cfg();
    if Loops::of(&cfg, &Dominators::of(&cfg)).reducible {
        return;
    }
    let mut regions = vec![(cfg.order, graph.entry)];
    while let Some((nodes, header)) = regions.pop() {
        let inner: Vec<Block> = nodes.into_iter().filter(|&node| node != header).collect();
        let cfg = graph.cfg();
        for mut component in cycles(&cfg, &inner) {
            let entries = entries(&cfg, &component);
            let header = match entries[..] {
                [header] => header,
                _ => add_dispatch(graph, &cfg, &entries),
            };
            component.push(header);
            regions.push((component, header));
        }
    }
}

/// The blocks of `component` that are reached from outside, in order.
pub(super) fn entries(cfg: &Cfg, component: &[Block]) -> Vec<Block> {
    let mut inside = vec![false; cfg.succs.len()];
    component.iter().for_each(|node| inside[node.index()] = true);
    let is_entry = |node: &&Block| cfg.preds[**node].iter().any(|pred| !inside[pred.index()]);
    let mut entries: Vec<Block> = component.iter().filter(is_entry).copied().collect();
    entries.sort_by_key(|&node| cfg.position(node));
    entries
}

/// Adds a node that switches to one of `entries`, and leads all their edges to it.
fn add_dispatch(graph: &mut Graph, cfg: &Cfg, entries: &[Block]) -> Block {
    let dispatch = Dispatch::from_index(graph.dispatches);
    graph.dispatches += 1;
    let node = graph.endings.next_id();
    for block in cfg.order.iter().copied() {
        for edge in graph.endings[block].edges_mut() {
            if let Some(number) = entries.iter().position(|&entry| entry == edge.to) {
                edge.before.push(Node::SetDispatch(dispatch, number as u32));
                edge.to = node;
            }
        }
    }
    let edge = |&to: &Block| Edge { to, before: Vec::new() };
    let (last, others) = entries.split_last().expect("a cycle is reached from somewhere");
    let cases = others.iter().enumerate().map(|(number, entry)| (vec![number as u32], edge(entry))).collect();
    graph.endings.push(Ending::Switch(Scrutinee::Dispatch(dispatch), cases, edge(last)))
}

/// The strongly connected components with a cycle of the graph restricted to `nodes`, by Tarjan's algorithm without
/// recursion.
pub(super) fn cycles(cfg: &Cfg, nodes: &[Block]) -> Vec<Vec<Block>> {
    let mut search = Search { state: IndexVec::filled(State::Outside, cfg.succs.len()), next: 0, stack: Vec::new() };
    nodes.iter().for_each(|&node| search.state[node] = State::New);
    let mut found = Vec::new();
    for &root in nodes {
        search.from(cfg, root, &mut found);
    }
    found
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Not among the nodes, or in a finished component.
    Outside,
    New,
    /// On the stack, with its number.
    Open(u32),
}

struct Search {
    state: IndexVec<Block, State>,
    next: u32,
    stack: Vec<Block>,
}

impl Search {
    fn enter(&mut self, node: Block) -> (Block, usize, u32) {
        let number = self.next;
        self.next += 1;
        self.state[node] = State::Open(number);
        self.stack.push(node);
        (node, 0, number)
    }
    fn from(&mut self, cfg: &Cfg, root: Block, found: &mut Vec<Vec<Block>>) {
        if self.state[root] != State::New {
            return;
        }
        let mut path = vec![self.enter(root)];
        while let Some((node, edge, low)) = path.last_mut() {
            if let Some(&succ) = cfg.succs[*node].get(*edge) {
                *edge += 1;
                match self.state[succ] {
                    State::Outside => {}
                    State::Open(number) => *low = number.min(*low),
                    State::New => path.push(self.enter(succ)),
                }
                continue;
            }
            let (node, _, low) = path.pop().expect("the loop condition has seen it");
            if let Some((_, _, above)) = path.last_mut() {
                *above = low.min(*above);
            }
            if self.state[node] == State::Open(low) {
                found.extend(self.leave(cfg, node));
            }
        }
    }
    /// Takes the component of `node` from the stack, if it has a cycle.
    fn leave(&mut self, cfg: &Cfg, node: Block) -> Option<Vec<Block>> {
        let start = self.stack.iter().rposition(|&open| open == node).expect("an open node is on the stack");
        let component = self.stack.split_off(start);
        component.iter().for_each(|&done| self.state[done] = State::Outside);
        (component.len() > 1 || cfg.succs[node].contains(&node)).then_some(component)
    }
}
