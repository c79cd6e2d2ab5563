//! The natural loops of a control-flow graph and how they nest.
//!
//! In: a [`Cfg`] and its [`Dominators`].  Out: headers, nesting, the innermost loop of each block, and whether the
//! graph is reducible: whether each backward edge goes to a block that dominates its source. Of an irreducible graph
//! only the natural loops are found.

use crate::{Block, Cfg, Dominators};
use base::{IndexVec, define_id};

define_id! {
    /// A natural loop.
    pub struct LoopId = "loop";
}

/// A natural loop: a header and the blocks from which it is reached again without leaving its dominance.
#[derive(Clone, Debug)]
pub struct LoopData {
    /// The only block through which it is entered.
    pub header: Block,
    /// The loop around it.
    pub parent: Option<LoopId>,
    /// How many loops it is in, itself included.
    pub depth: u32,
}

/// The loops of a function.
#[derive(Clone, Debug)]
pub struct Loops {
    /// All loops; an outer one comes after the loops in it.
    pub loops: IndexVec<LoopId, LoopData>,
    /// The innermost loop that a block is in.
    pub innermost: IndexVec<Block, Option<LoopId>>,
    /// Whether all cycles are natural loops.
    pub reducible: bool,
}

impl Loops {
    /// The loops of `cfg`.
    pub fn of(cfg: &Cfg, dominators: &Dominators) -> Loops {
        let innermost = IndexVec::filled(None, cfg.succs.len());
        let mut found = Loops { loops: IndexVec::new(), innermost, reducible: true };
        for &header in cfg.order.iter().rev() {
            let backward = cfg.preds[header].iter().copied().filter(|&pred| cfg.is_backward(pred, header));
            let (latches, strays): (Vec<_>, Vec<_>) = backward.partition(|&pred| dominators.dominates(header, pred));
            found.reducible &= strays.is_empty();
            if !latches.is_empty() {
                found.add(cfg, dominators, header, latches);
            }
        }
        let ids: Vec<LoopId> = found.loops.ids().rev().collect();
        for id in ids {
            let outside = found.loops[id].parent.map_or(0, |parent| found.loops[parent].depth);
            found.loops[id].depth = outside + 1;
        }
        found
    }
    /// Adds the loop of `header`; those inside it are already known.
    fn add(&mut self, cfg: &Cfg, dominators: &Dominators, header: Block, latches: Vec<Block>) {
        let id = self.loops.push(LoopData { header, parent: None, depth: 0 });
        self.innermost[header] = Some(id);
        let mut todo = latches;
        while let Some(block) = todo.pop() {
            let before = match self.outermost(block) {
                Some(known) if known == id => continue,
                Some(inner) => {
                    self.loops[inner].parent = Some(id);
                    self.loops[inner].header
                }
                None => {
                    self.innermost[block] = Some(id);
                    block
                }
            };
            // In an irreducible graph a walk backward may leave the header's dominance.
            todo.extend(cfg.preds[before].iter().filter(|&&pred| dominators.dominates(header, pred)));
        }
    }
    fn outermost(&self, block: Block) -> Option<LoopId> {
        let mut id = self.innermost[block]?;
        while let Some(parent) = self.loops[id].parent {
            id = parent;
        }
        Some(id)
    }
    /// How many loops `block` is in.
    pub fn depth(&self, block: Block) -> u32 {
        self.innermost[block].map_or(0, |id| self.loops[id].depth)
    }
    /// The loop that `block` heads.
    pub fn headed_by(&self, block: Block) -> Option<LoopId> {
        self.innermost[block].filter(|&id| self.loops[id].header == block)
    }
    /// Whether `block` is in the loop `id`.
    pub fn contains(&self, id: LoopId, block: Block) -> bool {
        let mut at = self.innermost[block];
        while let Some(inner) = at {
            if inner == id {
                return true;
            }
            at = self.loops[inner].parent.filter(|_| self.loops[inner].depth > self.loops[id].depth);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;

    fn loops(edges: &[&[usize]]) -> Loops {
        let succs = edges.iter().map(|to| to.iter().map(|&index| Block::from_index(index)).collect());
        let cfg = Cfg::from_succs(Block::from_index(0), succs.collect());
        Loops::of(&cfg, &Dominators::of(&cfg))
    }

    #[test]
    fn nested_loops_have_depths_and_contain_their_blocks() {
        // 1 heads the outer loop 1 2 3 4, 2 the inner loop 2 3.
        let found = loops(&[&[1], &[2, 5], &[3, 4], &[2], &[1], &[]]);
        let depths: Vec<u32> = (0..6).map(|index| found.depth(Block::from_index(index))).collect();
        assert_eq!(depths, [0, 1, 2, 2, 1, 0]);
        let outer = found.headed_by(Block::from_index(1)).expect("1 heads a loop");
        assert!(found.contains(outer, Block::from_index(3)));
        assert!(!found.contains(outer, Block::from_index(5)));
        assert!(found.reducible);
    }

    #[test]
    fn a_cycle_with_two_entries_is_irreducible() {
        assert!(!loops(&[&[1, 2], &[2, 3], &[1], &[]]).reducible);
    }
}
