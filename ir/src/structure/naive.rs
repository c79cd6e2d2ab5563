//! The naive form of control flow, for comparison: one loop around one switch over all blocks.
//!
//! In: a function.  Out: `d = entry; loop { switch d { 0: code; d = 1; continue … } }`. In this form alone the code of a
//! block is not set by structure before that of the blocks it dominates.

use super::graph::{Edge, Ending, Graph};
use super::{Dispatch, Label, Node, Scrutinee, Structured};
use crate::{Block, Cfg, Func};
use base::Id;

/// The function as a loop around a switch.
pub(super) fn structure(func: &Func) -> Structured {
    let graph = Graph::of(func);
    let cfg = graph.cfg();
    let dispatch = Dispatch::from_index(0);
    let label = Label::from_index(0);
    let mut bodies: Vec<Vec<Node>> = cfg.order.iter().map(|&block| case(&graph, &cfg, block)).collect();
    let default = bodies.pop().expect("the entry is reachable");
    let cases = bodies.into_iter().enumerate().map(|(number, body)| (vec![number as u32], body)).collect();
    let switch = Node::Switch { label: None, on: Scrutinee::Dispatch(dispatch), cases, default };
    let body = vec![Node::SetDispatch(dispatch, 0), Node::Loop { label, body: vec![switch] }];
    Structured { body, labels: 1, dispatches: 1 }
}

fn case(graph: &Graph, cfg: &Cfg, block: Block) -> Vec<Node> {
    let go = |edge: &Edge| {
        let mut nodes = edge.before.clone();
        nodes.push(Node::SetDispatch(Dispatch::from_index(0), cfg.position(edge.to)));
        nodes.push(Node::Continue(Label::from_index(0)));
        nodes
    };
    let mut nodes = vec![Node::Code(block)];
    match &graph.endings[block] {
        Ending::Exit => nodes.push(Node::Exit(block)),
        Ending::Jump(edge) => nodes.extend(go(edge)),
        Ending::Branch(cond, yes, no) => {
            let (then, otherwise) = (go(yes), go(no));
            nodes.push(Node::If { label: None, from: block, cond: *cond, then, otherwise });
        }
        Ending::Switch(on, cases, default) => {
            let cases = cases.iter().map(|(values, edge)| (values.clone(), go(edge))).collect();
            nodes.push(Node::Switch { label: None, on: *on, cases, default: go(default) });
        }
    }
    nodes
}
