//! Joins the two definitions that a value has after its block was copied.
//!
//! In: a function in which uses of a value may be reached by it or by its copy.  Out: SSA again: where both definitions
//! meet on the way to a use, the block gets a parameter.
//!
//! Parameters are placed where the value is live in the iterated dominance frontier of the two definitions, after Ron
//! Cytron et al., "Efficiently Computing Static Single Assignment Form and the Control Dependence Graph" (1991).

use crate::{Block, Cfg, Dominators, Func, Value};
use base::IndexVec;

/// A value that is defined twice.
#[derive(Clone, Copy)]
pub(super) struct Twin {
    pub original: Value,
    pub copy: Value,
    /// Where each of the two is defined.
    pub blocks: [Block; 2],
}

/// Gives every use of a value the definition that reaches it.
pub(super) fn join(func: &mut Func, twins: &[Twin]) {
    let cfg = Cfg::of(func);
    let dominators = Dominators::of(&cfg);
    let frontiers = frontiers(&cfg, &dominators);
    for twin in twins {
        let live = live_in(func, &cfg, twin);
        let mut joiner = Joiner { func, dominators: &dominators, twin, joins: IndexVec::filled(None, cfg.succs.len()) };
        joiner.place(&frontiers, &live);
        joiner.rewrite(&cfg);
    }
}

/// For each block, where its dominance ends.
fn frontiers(cfg: &Cfg, dominators: &Dominators) -> IndexVec<Block, Vec<Block>> {
    let mut frontiers: IndexVec<Block, Vec<Block>> = IndexVec::filled(Vec::new(), cfg.succs.len());
    for &block in cfg.order.iter().filter(|&&block| cfg.preds[block].len() > 1) {
        for &pred in &cfg.preds[block] {
            let mut above = Some(pred);
            while let Some(at) = above.filter(|&at| Some(at) != dominators.idom(block)) {
                if !frontiers[at].contains(&block) {
                    frontiers[at].push(block);
                }
                above = dominators.idom(at);
            }
        }
    }
    frontiers
}

fn uses(func: &Func, block: Block, value: Value) -> bool {
    let data = &func.blocks[block];
    let mut found = data.insts.iter().any(|&inst| func.insts[inst].args.contains(&value));
    data.term.for_each_use(|used| found |= used == value);
    found
}

/// The blocks at whose start a definition is still needed.
fn live_in(func: &Func, cfg: &Cfg, twin: &Twin) -> IndexVec<Block, bool> {
    let mut live = IndexVec::filled(false, cfg.succs.len());
    let mut todo: Vec<Block> = cfg.order.iter().copied().filter(|&at| uses(func, at, twin.original)).collect();
    while let Some(block) = todo.pop() {
        if !twin.blocks.contains(&block) && !std::mem::replace(&mut live[block], true) {
            todo.extend(&cfg.preds[block]);
        }
    }
    live
}

struct Joiner<'a> {
    func: &'a mut Func,
    dominators: &'a Dominators,
    twin: &'a Twin,
    /// The parameters that join the definitions.
    joins: IndexVec<Block, Option<Value>>,
}

impl Joiner<'_> {
    fn place(&mut self, frontiers: &IndexVec<Block, Vec<Block>>, live: &IndexVec<Block, bool>) {
        let data = self.func.values[self.twin.original].clone();
        let mut todo = self.twin.blocks.to_vec();
        while let Some(block) = todo.pop() {
            for &at in &frontiers[block] {
                if live[at] && self.joins[at].is_none() {
                    self.joins[at] = Some(self.func.add_param(at, data.ty, data.name));
                    todo.push(at);
                }
            }
        }
    }
    /// The definition that reaches the end of `block`; the original where none does.
    fn at_end(&self, block: Block) -> Value {
        let Twin { original, copy, blocks: [first, second] } = *self.twin;
        let mut at = Some(block);
        while let Some(block) = at {
            match self.joins[block] {
                _ if block == first => return original,
                _ if block == second => return copy,
                Some(join) => return join,
                None => at = self.dominators.idom(block),
            }
        }
        original
    }
    fn rewrite(&mut self, cfg: &Cfg) {
        let original = self.twin.original;
        for block in self.func.blocks.ids() {
            let reaching = if cfg.is_reachable(block) { self.at_end(block) } else { original };
            if reaching != original {
                let replace = |value: Value| if value == original { reaching } else { value };
                for &inst in &self.func.blocks[block].insts {
                    self.func.insts[inst].args.iter_mut().for_each(|arg| *arg = replace(*arg));
                }
                self.func.blocks[block].term.map_uses(replace);
            }
            let joins = &self.joins;
            self.func.blocks[block].term.map_targets(|target| {
                if joins[target.block].is_some() {
                    target.args.push(reaching);
                }
            });
        }
    }
}
