//! Makes small irreducible cycles reducible by copying blocks.
//!
//! In: a function.  Out: the same function with fewer cycles that have several entries. Of such a cycle one entry is
//! chosen to be the header; the blocks that another entry reaches without the header are copied, and edges from
//! outside go to the copy:
//!
//! ```text
//! a -> x, a -> y, x -> y, y -> x    becomes    a -> x, a -> y', y' -> x, x -> y, y -> x
//! ```
//!
//! A copy costs no time, so it is made while few instructions are copied in all; what remains gets a dispatch variable
//! from [`super::structure`]. Values that are used after the cycle have two definitions then, which
//! [`super::ssa_repair`] joins.

use super::irreducible::{cycles, entries};
use super::ssa_repair::{Twin, join};
use crate::{Block, Cfg, Dominators, Func, Loops, Value, ValueDef};
use base::IndexVec;

/// How many instructions may be copied in one function, terminators included.
const MOST_COPIED: usize = 40;

/// Removes irreducible cycles while that copies few instructions.
pub(super) fn make_reducible(func: &mut Func) {
    let mut left = MOST_COPIED;
    loop {
        let cfg = Cfg::of(func);
        if Loops::of(&cfg, &Dominators::of(&cfg)).reducible {
            return;
        }
        let cost = |region: &Vec<Block>| region.iter().map(|&block| func.blocks[block].insts.len() + 1).sum::<usize>();
        let cheapest = splits(&cfg).into_iter().min_by_key(|split| cost(&split.region));
        let Some(split) = cheapest.filter(|split| cost(&split.region) <= left) else { return };
        left -= cost(&split.region);
        copy(func, &cfg, &split);
    }
}

/// A region to be copied.
struct Split {
    /// The entry whose edges from outside go to its copy.
    entry: Block,
    /// The blocks of the cycle, in order.
    cycle: Vec<Block>,
    /// What the entry reaches in the cycle without the header.
    region: Vec<Block>,
}

/// The ways to take an entry from an irreducible cycle, for every such cycle that is in no other.
fn splits(cfg: &Cfg) -> Vec<Split> {
    let mut found = Vec::new();
    let mut regions = vec![(cfg.order.clone(), cfg.entry)];
    while let Some((nodes, header)) = regions.pop() {
        let inner: Vec<Block> = nodes.into_iter().filter(|&node| node != header).collect();
        for cycle in cycles(cfg, &inner) {
            let entries = entries(cfg, &cycle);
            if let [header] = entries[..] {
                regions.push((cycle, header));
                continue;
            }
            for &header in &entries {
                for &entry in entries.iter().filter(|&&entry| entry != header) {
                    let region = reached(cfg, &cycle, entry, header);
                    found.push(Split { entry, cycle: cycle.clone(), region });
                }
            }
        }
    }
    found
}

/// The blocks of `cycle` that `from` reaches without `header`, in order.
fn reached(cfg: &Cfg, cycle: &[Block], from: Block, header: Block) -> Vec<Block> {
    let mut open: IndexVec<Block, bool> = IndexVec::filled(false, cfg.succs.len());
    cycle.iter().filter(|&&block| block != header).for_each(|&block| open[block] = true);
    let mut region = Vec::new();
    let mut todo = vec![from];
    while let Some(block) = todo.pop() {
        if std::mem::take(&mut open[block]) {
            region.push(block);
            todo.extend(&cfg.succs[block]);
        }
    }
    region.sort_by_key(|&block| cfg.position(block));
    region
}

fn copy(func: &mut Func, cfg: &Cfg, split: &Split) {
    let mut copies: IndexVec<Block, Option<Block>> = IndexVec::filled(None, func.blocks.len());
    for &block in &split.region {
        copies[block] = Some(func.add_block(func.blocks[block].loc));
    }
    let mut values: IndexVec<Value, Value> = func.values.ids().collect();
    let mut twins = Vec::new();
    for &block in &split.region {
        let copy = copies[block].expect("each block of the region has a copy");
        for value in definitions(func, block, copy) {
            values[value.original] = value.copy;
            twins.push(value);
        }
    }
    for &block in &split.region {
        let copy = copies[block].expect("each block of the region has a copy");
        let mut term = func.blocks[block].term.clone();
        term.map_uses(|value| values[value]);
        term.map_targets(|target| target.block = copies[target.block].unwrap_or(target.block));
        func.blocks[copy].term = term;
        for inst in func.blocks[copy].insts.clone() {
            func.insts[inst].args.iter_mut().for_each(|arg| *arg = values[*arg]);
        }
    }
    let copy = copies[split.entry].expect("the entry is in its region");
    let outside = cfg.order.iter().filter(|block| !split.cycle.contains(block));
    for &block in outside {
        func.blocks[block].term.map_targets(|target| {
            if target.block == split.entry {
                target.block = copy;
            }
        });
    }
    join(func, &twins);
}

/// Gives `copy` its own parameters and instructions, the operands as they are in `block`.
fn definitions(func: &mut Func, block: Block, copy: Block) -> Vec<Twin> {
    let mut twins = Vec::new();
    let mut twin = |original, copied| twins.push(Twin { original, copy: copied, blocks: [block, copy] });
    for param in func.blocks[block].params.clone() {
        let data = &func.values[param];
        let (ty, name) = (data.ty, data.name);
        twin(param, func.add_param(copy, ty, name));
    }
    for inst in func.blocks[block].insts.clone() {
        let mut data = func.insts[inst].clone();
        let id = func.insts.next_id();
        for (position, result) in data.results.iter_mut().enumerate() {
            let mut value = func.values[*result].clone();
            value.def = ValueDef::Inst(id, position as u32);
            let copied = func.values.push(value);
            twin(*result, copied);
            *result = copied;
        }
        func.insts.push(data);
        func.blocks[copy].insts.push(id);
    }
    twins
}
