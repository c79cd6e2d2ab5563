//! Where each block goes in the structured tree, before any of it is built.
//!
//! In: a reducible [`Graph`].  Out: a [`Plan`]. A block with at most one forward edge to it is placed inside the
//! ending of its predecessor. Any other is placed just after the code of its immediate dominator, behind a labelled
//! block, except that an exit of a loop is placed after the loop:
//!
//! ```text
//! loop { if c { …; continue }; rest }      becomes      loop { if c { …; continue } }; rest
//! ```
//!
//! Moving an exit out of a loop is right if whatever it jumps to is also outside, and if it uses no non-null
//! reference that is set in the loop: Wasm forgets at the end of a loop that a local is set. Both conditions are depths
//! in the dominator tree, so one heap of depths per block, merged upward, decides every block in O(n log² n).

use super::graph::Graph;
use crate::{Block, Cfg, Dominators, Func, LoopId, Loops, Type, Value};
use base::{Id, IndexVec};
use std::collections::BinaryHeap;

/// An exit that does not jump on to other code may stay in its loop if it has at most this many instructions.
const SMALL_EXIT: usize = 10;

pub(super) struct Plan {
    pub cfg: Cfg,
    /// Whether a block is placed behind a label, rather than inside its predecessor's ending.
    pub labelled: IndexVec<Block, bool>,
    /// What is placed after the code of a block, last one first.
    pub pending: IndexVec<Block, Vec<Block>>,
    /// What is placed after the loop that a block heads, last one first.
    pub after: IndexVec<Block, Vec<Block>>,
    /// Whether a block heads a loop.
    pub heads_loop: IndexVec<Block, bool>,
    /// How many blocks a block dominates.
    pub size: IndexVec<Block, usize>,
}

impl Plan {
    pub fn of(func: &Func, graph: &Graph) -> Plan {
        let cfg = graph.cfg();
        let dominators = Dominators::of(&cfg);
        let loops = Loops::of(&cfg, &dominators);
        debug_assert!(loops.reducible, "irreducible regions have been replaced");
        let mut planner = Planner {
            func,
            graph,
            heaps: uses_of_references(func, &cfg, &dominators),
            insts: IndexVec::filled(0, cfg.succs.len()),
            has_loop: IndexVec::filled(false, cfg.succs.len()),
            floors: IndexVec::filled(0, cfg.succs.len()),
            plan: Plan::empty(&cfg, &loops),
            cfg: &cfg,
            dominators: &dominators,
            loops: &loops,
        };
        for &block in cfg.order.iter().rev() {
            planner.place(block);
        }
        planner.plan
    }
    fn empty(cfg: &Cfg, loops: &Loops) -> Plan {
        let nodes = cfg.succs.len();
        let mut heads_loop = IndexVec::filled(false, nodes);
        loops.loops.iter().for_each(|data| heads_loop[data.header] = true);
        Plan {
            cfg: cfg.clone(),
            labelled: IndexVec::filled(false, nodes),
            pending: IndexVec::filled(Vec::new(), nodes),
            after: IndexVec::filled(Vec::new(), nodes),
            heads_loop,
            size: IndexVec::filled(1, nodes),
        }
    }
}

struct Planner<'a> {
    func: &'a Func,
    graph: &'a Graph,
    cfg: &'a Cfg,
    dominators: &'a Dominators,
    loops: &'a Loops,
    /// What holds a block or a block below it inside loops, as [`twice_depth`].
    heaps: IndexVec<Block, BinaryHeap<u32>>,
    /// How many instructions a block and those below it have.
    insts: IndexVec<Block, usize>,
    /// Whether a block or one below it heads a loop.
    has_loop: IndexVec<Block, bool>,
    /// A loop with a header of at least this [`twice_depth`] does not contain the place of the block.
    floors: IndexVec<Block, u32>,
    plan: Plan,
}

/// The depth of a parameter of a block in the dominator tree; the block's instructions are one deeper.
fn twice_depth(dominators: &Dominators, block: Block) -> u32 {
    2 * dominators.depth[block]
}

/// For each block the depths of the definitions of the non-null references that it uses.
fn uses_of_references(func: &Func, cfg: &Cfg, dominators: &Dominators) -> IndexVec<Block, BinaryHeap<u32>> {
    let mut depths: IndexVec<Value, Option<u32>> = IndexVec::filled(None, func.values.len());
    let is_reference = |ty: Type| !ty.nullable && !ty.is_scalar();
    let blocks = || cfg.order.iter().copied().filter(|block| block.index() < func.blocks.len());
    for block in blocks() {
        let data = &func.blocks[block];
        let params = data.params.iter().map(|&value| (value, 0));
        let results = data.insts.iter().flat_map(|&inst| func.insts[inst].results.iter().map(|&value| (value, 1)));
        for (value, inst) in params.chain(results).filter(|&(value, _)| is_reference(func.ty(value))) {
            depths[value] = Some(twice_depth(dominators, block) + inst);
        }
    }
    let mut heaps = IndexVec::filled(BinaryHeap::new(), cfg.succs.len());
    for block in blocks() {
        let own = twice_depth(dominators, block);
        let mut note = |value: Value| heaps[block].extend(depths[value].filter(|&depth| depth < own));
        let data = &func.blocks[block];
        data.insts.iter().for_each(|&inst| func.insts[inst].args.iter().copied().for_each(&mut note));
        data.term.for_each_use(note);
    }
    heaps
}

impl Planner<'_> {
    /// Decides where `block` goes; everything it jumps forward to and everything it dominates has been decided.
    fn place(&mut self, block: Block) {
        let mut held = self.gather(block);
        let own = twice_depth(self.dominators, block);
        while held.peek().is_some_and(|&depth| depth >= own) {
            held.pop();
        }
        let deepest = held.peek().copied();
        self.heaps[block] = held;
        let Some(idom) = self.dominators.idom(block) else { return };
        let forward = self.cfg.preds[block].iter().filter(|&&pred| !self.cfg.is_backward(pred, block)).count();
        let left = self.leaves(block, idom, deepest).filter(|&id| forward > 1 || self.is_worth_moving(block, idom, id));
        self.plan.labelled[block] = forward > 1 || left.is_some();
        let around = match left {
            Some(id) => {
                self.plan.after[self.loops.loops[id].header].push(block);
                self.loops.loops[id].parent
            }
            None => {
                if forward > 1 {
                    self.plan.pending[idom].push(block);
                }
                self.loops.innermost[idom]
            }
        };
        self.floors[block] = around.map_or(0, |id| twice_depth(self.dominators, self.loops.loops[id].header) + 1);
    }
    /// Collects what holds `block` and everything below it; counts what is below it.
    fn gather(&mut self, block: Block) -> BinaryHeap<u32> {
        let mut held = std::mem::take(&mut self.heaps[block]);
        let mut insts = if self.graph.is_block(block) { self.func.blocks[block].insts.len() } else { 0 };
        let mut has_loop = self.plan.heads_loop[block];
        for &child in &self.dominators.children[block] {
            held.append(&mut self.heaps[child]);
            insts += self.insts[child];
            has_loop |= self.has_loop[child];
            self.plan.size[block] += self.plan.size[child];
        }
        let forward = self.cfg.succs[block].iter().filter(|&&succ| !self.cfg.is_backward(block, succ));
        held.extend(forward.map(|&succ| self.floors[succ]));
        self.insts[block] = insts;
        self.has_loop[block] = has_loop;
        held
    }
    /// The outermost loop that `block`, reached from `idom`, can be placed after.
    fn leaves(&self, block: Block, idom: Block, deepest: Option<u32>) -> Option<LoopId> {
        let mut left = None;
        let mut at = self.loops.innermost[idom];
        while let Some(id) = at.filter(|&id| !self.loops.contains(id, block)) {
            let inside = twice_depth(self.dominators, self.loops.loops[id].header) + 1;
            if deepest.is_some_and(|depth| depth >= inside) {
                break;
            }
            left = Some(id);
            at = self.loops.loops[id].parent;
        }
        left
    }
    /// Whether `block`, which could be inside the ending of `idom`, reads better after the loop: it is where the
    /// loop's own condition leads, or it is not small.
    fn is_worth_moving(&self, block: Block, idom: Block, id: LoopId) -> bool {
        let header = self.loops.loops[id].header;
        let is_condition = idom == header || self.cfg.succs[idom].contains(&header);
        is_condition || self.insts[block] > SMALL_EXIT || self.has_loop[block]
    }
}
