//! Loop-invariant code motion: what gives the same in every round of a loop is computed before it.
//!
//! Before: `b1(v1): v2 = array.len v0 …`      After: `b0: v2 = array.len v0; jump b1(…)`
//!
//! Moved are pure operators that cannot panic, and reads of fields and globals that nothing in the loop writes; a loop
//! with a call writes everything. A read of a field cannot fail, so it may run even if the loop does not. A payload
//! read or a known-not-null is only true after its test and stays. Constants have no place and need no moving. Inner loops are
//! treated first, so what leaves them can leave the outer ones as well.

use ir::op::{Effect, Memory};
use ir::{Block, Func, Inst, Op, Program, Target, Terminator, TypeDef, Types, Value, ValueDef};
use ir::{cfg::Cfg, dominators::Dominators, loops::Loops};
use rustc_hash::FxHashSet;

/// Moves the invariant code of every loop of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(&program.types, func);
    }
}

fn run_func(types: &Types, func: &mut Func) {
    let cfg = Cfg::of(func);
    let loops = Loops::of(&cfg, &Dominators::of(&cfg));
    if !loops.reducible {
        return;
    }
    let mut by_depth: Vec<_> = loops.loops.ids().collect();
    by_depth.sort_by_key(|&id| std::cmp::Reverse(loops.loops[id].depth));
    let mut preheaders = Vec::new();
    for id in by_depth {
        let body: Vec<Block> = cfg.order.iter().copied().filter(|&block| loops.contains(id, block)).collect();
        let header = loops.loops[id].header;
        let moved = invariant(types, func, &body, &preheaders, header);
        if !moved.is_empty() {
            let preheader = make_preheader(func, &cfg, header, &body);
            func.blocks[preheader].insts = moved;
            preheaders.push((preheader, header));
        }
    }
}

/// Takes the invariant instructions out of a loop, in an order in which operands come first. A preheader made for an
/// inner loop is part of the loops around it.
fn invariant(
    types: &Types,
    func: &mut Func,
    body: &[Block],
    preheaders: &[(Block, Block)],
    header: Block,
) -> Vec<Inst> {
    let mut inside: Vec<Block> = body.to_vec();
    for &(preheader, inner) in preheaders {
        if inner != header
            && let Some(at) = inside.iter().position(|&block| block == inner)
        {
            inside.insert(at, preheader);
        }
    }
    let written = Written::of(func, &inside);
    let mut in_loop: FxHashSet<Value> = FxHashSet::default();
    for &block in &inside {
        in_loop.extend(&func.blocks[block].params);
        in_loop.extend(func.blocks[block].insts.iter().flat_map(|&inst| &func.insts[inst].results));
    }
    let mut moved = Vec::new();
    for &block in &inside {
        let insts = std::mem::take(&mut func.blocks[block].insts);
        let (out, kept): (Vec<_>, Vec<_>) = insts.into_iter().partition(|&inst| {
            let data = &func.insts[inst];
            let outside = data.args.iter().all(|arg| !in_loop.contains(arg)) && written.is_invariant(types, data.op);
            if outside {
                data.results.iter().for_each(|result| {
                    in_loop.remove(result);
                });
            }
            outside
        });
        func.blocks[block].insts = kept;
        moved.extend(out);
    }
    moved
}

/// What a loop writes.
#[derive(Default)]
struct Written {
    places: FxHashSet<Memory>,
    everything: bool,
}

impl Written {
    fn of(func: &Func, blocks: &[Block]) -> Written {
        let mut written = Written::default();
        for &inst in blocks.iter().flat_map(|&block| &func.blocks[block].insts) {
            match func.insts[inst].op.effect() {
                Effect::Write(place) => {
                    written.places.insert(place);
                }
                Effect::Call => written.everything = true,
                Effect::Pure | Effect::Alloc | Effect::Read(_) => {}
            }
        }
        written
    }

    fn is_invariant(&self, types: &Types, op: Op) -> bool {
        match op {
            Op::VariantGet(..) | Op::AssumeSome => false,
            Op::StructGet(ty, field) => match &types[ty].def {
                TypeDef::Struct { fields } => {
                    !fields[field as usize].mutable
                        || (!self.everything && !self.places.contains(&Memory::Field(ty, field)))
                }
                TypeDef::Enum { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => false,
            },
            Op::GlobalGet(global) => !self.everything && !self.places.contains(&Memory::Global(global)),
            // Formatting and searching are too dear to be done where they may not be needed.
            Op::Host(_) => false,
            _ => op.effect() == Effect::Pure && !op.may_panic(),
        }
    }
}

/// A block through which every way into the loop goes.
fn make_preheader(func: &mut Func, cfg: &Cfg, header: Block, body: &[Block]) -> Block {
    let preheader = func.add_block(func.blocks[header].loc);
    let params: Vec<Value> = func.blocks[header].params.clone();
    let args: Vec<Value> = params
        .iter()
        .map(|&param| {
            let row = func.values[param].clone();
            func.add_param(preheader, row.ty, row.name)
        })
        .collect();
    func.blocks[preheader].term = Terminator::Jump(Target { block: header, args });
    for &pred in &cfg.preds[header] {
        if !body.contains(&pred) {
            func.blocks[pred].term.map_targets(|target| {
                if target.block == header {
                    target.block = preheader;
                }
            });
        }
    }
    debug_assert!(func.entry != header, "the entry block has no predecessors");
    debug_assert!(params.iter().all(|&param| matches!(func.values[param].def, ValueDef::Param(..))));
    preheader
}
