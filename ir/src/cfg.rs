//! The control-flow graph of a function: successors, predecessors, reverse postorder.
//!
//! In: a function.  Out: a [`Cfg`], valid until a terminator changes. Unreachable blocks have no place in the order and
//! are nobody's predecessors.
//!
//! The order visits the first target of a branch before the second, so that layouts that follow it read like the
//! source. The search keeps its own stack: a function may have any number of blocks in a row.

use crate::{Block, Func};
use base::{Id, IndexVec};

/// A control-flow graph.
#[derive(Clone, Debug)]
pub struct Cfg {
    /// The first block.
    pub entry: Block,
    /// Successors, one for each edge.
    pub succs: IndexVec<Block, Vec<Block>>,
    /// Reachable predecessors, one for each edge.
    pub preds: IndexVec<Block, Vec<Block>>,
    /// The reachable blocks in reverse postorder.
    pub order: Vec<Block>,
    positions: IndexVec<Block, Option<u32>>,
}

impl Cfg {
    /// The graph of `func`.
    pub fn of(func: &Func) -> Cfg {
        let succs = func.blocks.iter().map(|data| {
            let mut targets = Vec::new();
            data.term.for_each_target(|target| targets.push(target.block));
            targets
        });
        Cfg::from_succs(func.entry, succs.collect())
    }
    /// The graph with these edges.
    pub fn from_succs(entry: Block, succs: IndexVec<Block, Vec<Block>>) -> Cfg {
        let order = reverse_postorder(entry, &succs);
        let mut positions = IndexVec::filled(None, succs.len());
        let mut preds = IndexVec::filled(Vec::new(), succs.len());
        for (position, &block) in order.iter().enumerate() {
            positions[block] = Some(position as u32);
            for &succ in &succs[block] {
                preds[succ].push(block);
            }
        }
        Cfg { entry, succs, preds, order, positions }
    }
    /// Whether any path from the entry leads to `block`.
    pub fn is_reachable(&self, block: Block) -> bool {
        self.positions[block].is_some()
    }
    /// The place of a reachable block in [`Cfg::order`].
    ///
    /// # Panics
    /// If the block is not reachable.
    pub fn position(&self, block: Block) -> u32 {
        self.positions[block].unwrap_or_else(|| panic!("{block} is not reachable"))
    }
    /// Whether the edge goes back in the order: to a loop header, if the graph is reducible.
    pub fn is_backward(&self, from: Block, to: Block) -> bool {
        self.position(to) <= self.position(from)
    }
}

/// The reachable blocks in reverse postorder of a depth-first search that takes the last successor first.
fn reverse_postorder(entry: Block, succs: &IndexVec<Block, Vec<Block>>) -> Vec<Block> {
    let mut seen = vec![false; succs.len()];
    let mut order = Vec::with_capacity(succs.len());
    let mut stack = vec![(entry, succs[entry].len())];
    seen[entry.index()] = true;
    while let Some((block, left)) = stack.last_mut() {
        if *left == 0 {
            order.push(*block);
            stack.pop();
            continue;
        }
        *left -= 1;
        let succ = succs[*block][*left];
        if !seen[succ.index()] {
            seen[succ.index()] = true;
            stack.push((succ, succs[succ].len()));
        }
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[usize]]) -> Cfg {
        let succs = edges.iter().map(|to| to.iter().map(|&index| Block::from_index(index)).collect());
        Cfg::from_succs(Block::from_index(0), succs.collect())
    }

    #[test]
    fn the_order_takes_the_first_target_first_and_leaves_out_unreachable_blocks() {
        let cfg = graph(&[&[1, 2], &[3], &[3], &[], &[3]]);
        let order: Vec<_> = cfg.order.iter().map(|block| block.index()).collect();
        assert_eq!(order, [0, 1, 2, 3]);
        assert!(!cfg.is_reachable(Block::from_index(4)));
        assert_eq!(cfg.preds[Block::from_index(3)].len(), 2);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let edges: Vec<Vec<usize>> = (0..200_000).map(|index| vec![index + 1]).chain([vec![]]).collect();
        let edges: Vec<&[usize]> = edges.iter().map(Vec::as_slice).collect();
        assert_eq!(graph(&edges).order.len(), 200_001);
    }
}
