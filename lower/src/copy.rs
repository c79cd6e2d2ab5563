//! Copies the blocks of one function into another, with fresh ids: what inlining and the merging of tail calls share.
//!
//! In: a source function and where its instructions are to be placed.  Out: new blocks and values in the target
//! function, and the map from old to new ones. Terminators are copied as they are; the caller replaces those that
//! mean something else in the new function.

use base::{Id, IndexVec, Symbol};
use ir::{Block, Func, Loc, Site, SiteId, Target, Terminator, Value, ValueDef};

/// Where the copied instructions are placed.
#[derive(Clone, Copy)]
pub enum Placed {
    /// Where they are.
    AsIs,
    /// Within an inlined call of the source function, at this location.
    Inlined(Loc),
}

/// A copy of the blocks of a function.
pub struct Copied {
    /// The copy of the entry block.
    pub entry: Block,
    /// The copies of all blocks, in order.
    pub blocks: Vec<Block>,
}

/// Copies all blocks of `source` into `target`. With `args` they stand for the parameters of `source`, and the copy of
/// its entry has none.
pub fn copy_blocks(target: &mut Func, source: &Func, placed: Placed, args: Option<&[Value]>) -> Copied {
    let mut copier = Copier::new(target, source, placed);
    for (&param, &arg) in source.params().iter().zip(args.unwrap_or_default()) {
        copier.values[param] = Some(arg);
    }
    for block in source.blocks.ids() {
        copier.make_block(block);
    }
    for block in source.blocks.ids() {
        copier.copy_insts(block);
    }
    for block in source.blocks.ids() {
        copier.copy_terminator(block);
    }
    Copied { entry: copier.blocks[source.entry], blocks: copier.blocks.as_slice().to_vec() }
}

struct Copier<'a> {
    target: &'a mut Func,
    source: &'a Func,
    blocks: IndexVec<Block, Block>,
    values: IndexVec<Value, Option<Value>>,
    sites: IndexVec<SiteId, SiteId>,
    root_site: Option<SiteId>,
}

impl<'a> Copier<'a> {
    fn new(target: &'a mut Func, source: &'a Func, placed: Placed) -> Self {
        let root_site = match placed {
            Placed::Inlined(call) => Some(site(target, ir::source_name(source.name), call)),
            Placed::AsIs => None,
        };
        let mut copier = Self {
            values: IndexVec::filled(None, source.values.len()),
            blocks: IndexVec::new(),
            sites: IndexVec::new(),
            target,
            source,
            root_site,
        };
        for old in &source.sites {
            let call = copier.loc(old.call);
            let new = site(copier.target, old.callee, call);
            copier.sites.push(new);
        }
        copier
    }

    fn loc(&self, old: Loc) -> Loc {
        Loc { span: old.span, site: old.site.map_or(self.root_site, |id| Some(self.sites[id])) }
    }

    fn make_block(&mut self, old: Block) {
        let data = &self.source.blocks[old];
        let new = self.target.add_block(self.loc(data.loc));
        self.blocks.push(new);
        for &param in &data.params {
            if self.values[param].is_some() {
                continue;
            }
            let row = &self.source.values[param];
            let copy = self.target.add_param(new, row.ty, row.name);
            self.values[param] = Some(copy);
        }
    }

    fn copy_insts(&mut self, old: Block) {
        let block = self.blocks[old];
        for &id in &self.source.blocks[old].insts {
            let inst = &self.source.insts[id];
            let results: Vec<_> = inst.results.iter().map(|&result| self.source.ty(result)).collect();
            // Operands may be defined in blocks that come later in the table, so they are mapped in a second step.
            let copy = self.target.append(block, inst.op, inst.args.clone(), &results, self.loc(inst.loc));
            for (position, &result) in inst.results.iter().enumerate() {
                let value = self.target.insts[copy].results[position];
                self.target.values[value].name = self.source.values[result].name;
                self.values[result] = Some(value);
            }
        }
    }

    fn copy_terminator(&mut self, old: Block) {
        let block = self.blocks[old];
        for index in 0..self.target.blocks[block].insts.len() {
            let inst = self.target.blocks[block].insts[index];
            let args: Vec<_> = self.target.insts[inst].args.clone().into_iter().map(|arg| self.value(arg)).collect();
            self.target.insts[inst].args = args;
        }
        let mut term = self.source.blocks[old].term.clone();
        term.map_uses(|value| self.value(value));
        term.map_targets(|target| target.block = self.blocks[target.block]);
        self.target.blocks[block].term = term;
        self.target.blocks[block].loc = self.loc(self.source.blocks[old].loc);
    }

    fn value(&mut self, old: Value) -> Value {
        if let Some(new) = self.values[old] {
            return new;
        }
        let new = match self.source.values[old].def {
            ValueDef::Const(constant) => self.target.constant(constant),
            // Only an instruction in no block's list is not copied yet, and nothing that runs uses it.
            ValueDef::Param(..) | ValueDef::Inst(..) => {
                let row = self.source.values[old].clone();
                self.target
                    .values
                    .push(ir::ValueData { def: ValueDef::Const(ir::Const::Null(row.ty.or_null())), ..row })
            }
        };
        self.values[old] = Some(new);
        new
    }
}

fn site(func: &mut Func, callee: Symbol, call: Loc) -> SiteId {
    let site = Site { callee, call };
    match func.sites.iter().position(|known| *known == site) {
        Some(index) => SiteId::from_index(index),
        None => func.sites.push(site),
    }
}

/// A jump to `block` with `args`.
pub fn jump(block: Block, args: Vec<Value>) -> Terminator {
    Terminator::Jump(Target { block, args })
}
