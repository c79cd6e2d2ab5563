//! The dominator tree of a control-flow graph.
//!
//! In: a [`Cfg`].  Out: immediate dominators, children, depths, and constant-time dominance by the numbers of a walk.
//!
//! The algorithm is that of Keith Cooper, Timothy Harvey and Ken Kennedy, "A Simple, Fast Dominance Algorithm" (2001):
//! intersect the paths of the predecessors to the root, in reverse postorder, until nothing changes.

use crate::{Block, Cfg};
use base::IndexVec;

/// A dominator tree.
#[derive(Clone, Debug)]
pub struct Dominators {
    idoms: IndexVec<Block, Option<Block>>,
    /// The blocks that a block immediately dominates, in reverse postorder.
    pub children: IndexVec<Block, Vec<Block>>,
    /// How far a block is from the root.
    pub depth: IndexVec<Block, u32>,
    /// When a walk of the tree enters and leaves a block; both 0 for unreachable blocks.
    spans: IndexVec<Block, (u32, u32)>,
}

impl Dominators {
    /// The dominator tree of `cfg`.
    pub fn of(cfg: &Cfg) -> Dominators {
        let idoms = immediate_dominators(cfg);
        let mut children = IndexVec::filled(Vec::new(), cfg.succs.len());
        let mut depth = IndexVec::filled(0, cfg.succs.len());
        for &block in &cfg.order[1..] {
            let idom: Block = idoms[block].expect("every reachable block but the entry has a dominator");
            children[idom].push(block);
            depth[block] = depth[idom] + 1;
        }
        let spans = walk_spans(cfg, &children);
        Dominators { idoms, children, depth, spans }
    }
    /// The immediate dominator; none for the entry and unreachable blocks.
    pub fn idom(&self, block: Block) -> Option<Block> {
        self.idoms[block]
    }
    /// Whether every path from the entry to `below` goes through `above`. A block dominates itself.
    pub fn dominates(&self, above: Block, below: Block) -> bool {
        self.spans[above].0 <= self.spans[below].0 && self.spans[below].1 <= self.spans[above].1
    }
}

fn immediate_dominators(cfg: &Cfg) -> IndexVec<Block, Option<Block>> {
    let mut idoms: IndexVec<Block, Option<Block>> = IndexVec::filled(None, cfg.succs.len());
    idoms[cfg.entry] = Some(cfg.entry);
    let mut changed = true;
    while changed {
        changed = false;
        for &block in &cfg.order[1..] {
            let known = cfg.preds[block].iter().copied().filter(|&pred| idoms[pred].is_some());
            let idom = known.reduce(|a, b| intersect(cfg, &idoms, a, b));
            changed |= idoms[block] != idom;
            idoms[block] = idom;
        }
    }
    idoms[cfg.entry] = None;
    idoms
}

/// The nearest block that is on both paths to the root.
fn intersect(cfg: &Cfg, idoms: &IndexVec<Block, Option<Block>>, mut a: Block, mut b: Block) -> Block {
    let up = |block: Block| idoms[block].expect("only blocks with known dominators are intersected");
    while a != b {
        if cfg.position(a) > cfg.position(b) {
            a = up(a);
        } else {
            b = up(b);
        }
    }
    a
}

fn walk_spans(cfg: &Cfg, children: &IndexVec<Block, Vec<Block>>) -> IndexVec<Block, (u32, u32)> {
    let mut spans = IndexVec::filled((0, 0), cfg.succs.len());
    let mut clock = 1;
    let mut stack = vec![(cfg.entry, 0)];
    spans[cfg.entry].0 = clock;
    while let Some((block, next)) = stack.last_mut() {
        clock += 1;
        if let Some(&child) = children[*block].get(*next) {
            *next += 1;
            spans[child].0 = clock;
            stack.push((child, 0));
        } else {
            spans[*block].1 = clock;
            stack.pop();
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;

    fn block(index: usize) -> Block {
        Block::from_index(index)
    }

    /// Every path from the entry, by brute force: is `below` still reached without `above`?
    fn dominates_by_removal(cfg: &Cfg, above: Block, below: Block) -> bool {
        let mut seen = vec![false; cfg.succs.len()];
        let mut stack = if above == cfg.entry { Vec::new() } else { vec![cfg.entry] };
        while let Some(block) = stack.pop() {
            if !std::mem::replace(&mut seen[block.index()], true) {
                stack.extend(cfg.succs[block].iter().filter(|&&succ| succ != above));
            }
        }
        above == below || !seen[below.index()]
    }

    #[test]
    fn dominance_is_what_removal_of_a_block_says() {
        arbtest::arbtest(|u| {
            let count = u.int_in_range(1..=12)?;
            let mut succs = IndexVec::new();
            for _ in 0..count {
                let edges = u.int_in_range(0..=3)?;
                let targets: arbtest::arbitrary::Result<Vec<Block>> =
                    (0..edges).map(|_| Ok(block(u.int_in_range(0..=count - 1)?))).collect();
                let _: Block = succs.push(targets?);
            }
            let cfg = Cfg::from_succs(block(0), succs);
            let dominators = Dominators::of(&cfg);
            for &above in &cfg.order {
                for &below in &cfg.order {
                    let expected = dominates_by_removal(&cfg, above, below);
                    assert_eq!(dominators.dominates(above, below), expected, "{above} {below} {cfg:?}");
                }
            }
            Ok(())
        })
        .budget_ms(300);
    }
}
