//! What a structured tree promises beside running the same.
//!
//! 1. Each reachable block's code stands exactly once.
//! 2. A non-null reference that a block uses was set in a list that is still open: Wasm's rule for locals. Parameters
//!    of blocks are not meant: they are set on edges, which may be deeper.
//! 3. Labels are dense, and every label on a branch or switch is used.
//! 4. Nothing stands after a node that never falls through.

use base::{Id, IndexVec};
use ir::structure::{Node, Structured};
use ir::{Block, Cfg, Func, Value, ValueDef};

struct Checker<'a> {
    func: &'a Func,
    /// The results of instructions that are set here.
    set: IndexVec<Value, bool>,
    /// In the order in which they were set, to be forgotten at the end of a list.
    order: Vec<Value>,
    codes: IndexVec<Block, u32>,
    defined: Vec<bool>,
    used: Vec<bool>,
}

/// Checks the promises.
///
/// # Panics
/// If one is broken.
pub fn check(func: &Func, tree: &Structured) {
    let mut checker = Checker {
        func,
        set: IndexVec::filled(false, func.values.len()),
        order: Vec::new(),
        codes: IndexVec::filled(0, func.blocks.len()),
        defined: vec![false; tree.labels],
        used: vec![false; tree.labels],
    };
    checker.list(&tree.body);
    let cfg = Cfg::of(func);
    for (block, count) in checker.codes.iter_enumerated() {
        assert_eq!(*count, u32::from(cfg.is_reachable(block)), "code of {block} in {tree:#?}");
    }
    assert!(checker.defined.iter().all(|&defined| defined), "labels are dense: {tree:#?}");
    assert!(checker.used.iter().all(|&used| used), "labels are used: {tree:#?}");
}

impl Checker<'_> {
    fn list(&mut self, nodes: &[Node]) {
        let outside = self.order.len();
        for (position, node) in nodes.iter().enumerate() {
            let ends = matches!(node, Node::Break(_) | Node::Continue(_) | Node::Exit(_));
            assert!(!ends || position + 1 == nodes.len(), "nothing follows {node:?}");
            self.node(node);
        }
        for value in self.order.split_off(outside) {
            self.set[value] = false;
        }
    }
    fn node(&mut self, node: &Node) {
        match node {
            Node::Code(block) => self.code(*block),
            Node::Assign { target, .. } => target.args.iter().for_each(|&arg| self.use_value(arg)),
            Node::Block { label, body } | Node::Loop { label, body } => {
                self.define(*label);
                self.list(body);
            }
            Node::If { label, cond, then, otherwise, .. } => {
                self.use_value(*cond);
                label.iter().for_each(|label| self.define(*label));
                self.list(then);
                self.list(otherwise);
            }
            Node::Switch { label, cases, default, .. } => {
                label.iter().for_each(|label| self.define(*label));
                cases.iter().for_each(|(_, body)| self.list(body));
                self.list(default);
            }
            Node::Break(label) | Node::Continue(label) => self.used[label.index()] = true,
            Node::SetDispatch(..) => {}
            Node::Exit(block) => self.func.blocks[*block].term.for_each_use(|value| self.use_value(value)),
        }
    }
    fn define(&mut self, label: ir::structure::Label) {
        assert!(!std::mem::replace(&mut self.defined[label.index()], true), "{label} is defined once");
    }
    fn code(&mut self, block: Block) {
        self.codes[block] += 1;
        for &inst in &self.func.blocks[block].insts {
            let inst = &self.func.insts[inst];
            inst.args.iter().for_each(|&arg| self.use_value(arg));
            for &result in &inst.results {
                self.set[result] = true;
                self.order.push(result);
            }
        }
    }
    fn use_value(&self, value: Value) {
        let data = &self.func.values[value];
        let is_local = matches!(data.def, ValueDef::Inst(..)) && !data.ty.nullable && !data.ty.is_scalar();
        assert!(!is_local || self.set[value], "{value} is not set by structure");
    }
}
