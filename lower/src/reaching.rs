//! Which definition of a variable reaches a place, where a variable has several: one for each block that defines it.
//!
//! Before: `x` is `v1` at the end of `b1` and `v2` at the end of `b2`, and both jump to `b3`, which reads `x`
//! After:  `b3(v3)`, to which the one passes `v1` and the other `v2`; the read is `v3`
//!
//! Parameters are made on demand, walking from a read to the definitions before it, and get their arguments at the end
//! (Braun et al., "Simple and Efficient Construction of Static Single Assignment Form", CC 2013). The walks end because
//! on every path from the entry to a read there is a definition.

use base::Symbol;
use ir::{Block, Cfg, Func, Type, Value};
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// The definitions of the variables `V` in a function.
pub struct Reaching<'a, V> {
    cfg: &'a Cfg,
    at_exit: FxHashMap<(Block, V), Value>,
    at_entry: FxHashMap<(Block, V), Value>,
    /// New parameters whose arguments are still to be added, in the order of the parameters.
    unfilled: Vec<(Block, V)>,
}

impl<'a, V: Copy + Eq + Hash> Reaching<'a, V> {
    /// Nothing defined yet.
    pub fn new(cfg: &'a Cfg) -> Self {
        Self { cfg, at_exit: FxHashMap::default(), at_entry: FxHashMap::default(), unfilled: Vec::new() }
    }
    /// Lets the variable be `value` from here to the end of `block`, or to its next definition there.
    pub fn define(&mut self, block: Block, variable: V, value: Value) {
        self.at_exit.insert((block, variable), value);
    }
    /// Lets the variable be `value` at the start of `block`.
    pub fn begin(&mut self, block: Block, variable: V, value: Value) {
        self.at_entry.insert((block, variable), value);
    }
    /// The variable at the end of what is defined of `block` so far. Parameters get the given type and name.
    pub fn at_exit(&mut self, func: &mut Func, block: Block, variable: V, row: (Type, Option<Symbol>)) -> Value {
        match self.at_exit.get(&(block, variable)) {
            Some(&value) => value,
            None => self.at_entry(func, block, variable, row),
        }
    }
    /// The variable at the start of `block`.
    pub fn at_entry(&mut self, func: &mut Func, block: Block, variable: V, row: (Type, Option<Symbol>)) -> Value {
        // A chain of blocks with one way in each is walked without recursion.
        let (mut chain, mut at) = (Vec::new(), block);
        let value = loop {
            if let Some(&value) = self.at_entry.get(&(at, variable)) {
                break value;
            }
            let [pred] = self.cfg.preds[at][..] else { break self.new_param(func, at, variable, row) };
            chain.push(at);
            if let Some(&value) = self.at_exit.get(&(pred, variable)) {
                break value;
            }
            at = pred;
        };
        for passed in chain {
            self.at_entry.insert((passed, variable), value);
        }
        value
    }

    fn new_param(&mut self, func: &mut Func, block: Block, variable: V, (ty, name): (Type, Option<Symbol>)) -> Value {
        let param = func.add_param(block, ty, name);
        self.at_entry.insert((block, variable), param);
        self.unfilled.push((block, variable));
        param
    }

    /// Adds the arguments for all new parameters; last, when everything is defined.
    pub fn fill_params(&mut self, func: &mut Func) {
        let mut next = 0;
        while let Some(&(block, variable)) = self.unfilled.get(next) {
            next += 1;
            let param = &func.values[self.at_entry[&(block, variable)]];
            let row = (param.ty, param.name);
            let mut preds = self.cfg.preds[block].clone();
            preds.sort();
            preds.dedup();
            for pred in preds {
                let value = self.at_exit(func, pred, variable, row);
                func.blocks[pred].term.map_targets(|target| {
                    if target.block == block {
                        target.args.push(value);
                    }
                });
            }
        }
    }
}
