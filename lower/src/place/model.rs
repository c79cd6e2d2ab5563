//! The network of a program: what costs what, and its minimum cut.
//!
//! In: a program.  Out: a [`Model`]; [`Model::solve`] gives the cheapest division of its nodes.

use super::cost;
use super::cut::{Cut, INFINITE, Network};
use super::frequency::Frequencies;
use crate::Measured;
use crate::call_graph::components;
use base::{Id, IndexVec};
use indexmap::IndexMap;
use ir::{Func, FuncId, GlobalId, InstData, Kind, Op, Placement, Program, Side, SigId, Terminator, Type, TypeId};

/// Something that has a side.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Item {
    /// A function.
    Func(FuncId),
    /// A heap type.
    Type(TypeId),
    /// A module-level variable.
    Global(GlobalId),
    /// The function values of a signature.
    Sig(SigId),
}

/// Why something is bound to a side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bond {
    /// `@js` or `@wasm`.
    Attribute,
    /// It has or makes a JavaScript value.
    TouchesJs,
    /// A buffer is in Wasm's memory.
    Buffer,
}

/// A program as a problem of cutting.
pub struct Model<'a> {
    program: &'a Program,
    /// How often everything runs.
    pub frequencies: Frequencies,
    /// For each node what it costs in JavaScript and in Wasm.
    pub costs: Vec<(u64, u64)>,
    /// For each node the side it is bound to.
    pub bonds: Vec<Option<(Side, Bond)>>,
    /// What two nodes cost if the first is JavaScript and the second Wasm, and the other way round.
    pub pairs: IndexMap<(usize, usize), (u64, u64)>,
}

impl<'a> Model<'a> {
    /// The model of a program, by what was measured of it if something was.
    pub fn of(program: &'a Program, measured: Option<&Measured>) -> Model<'a> {
        let js: IndexVec<FuncId, bool> = program.funcs.iter().map(touches_js).collect();
        let frequencies = Frequencies::of(program, &js, measured);
        let nodes = program.funcs.len() + program.types.heap.len() + program.globals.len() + program.types.sigs.len();
        let mut model = Model {
            program,
            frequencies,
            costs: vec![(0, 0); nodes],
            bonds: vec![None; nodes],
            pairs: IndexMap::new(),
        };
        model.bind(&js);
        for id in program.funcs.ids() {
            model.func(id);
        }
        for cycle in tail_cycles(program) {
            for pair in cycle.windows(2) {
                model.pairs.insert((pair[0].index(), pair[1].index()), (INFINITE, INFINITE));
            }
        }
        model
    }

    /// The number of an item.
    pub fn node(&self, item: Item) -> usize {
        let funcs = self.program.funcs.len();
        let types = funcs + self.program.types.heap.len();
        let globals = types + self.program.globals.len();
        match item {
            Item::Func(id) => id.index(),
            Item::Type(id) => funcs + id.index(),
            Item::Global(id) => types + id.index(),
            Item::Sig(id) => globals + id.index(),
        }
    }

    // ---- what is bound

    fn bind(&mut self, js: &IndexVec<FuncId, bool>) {
        for (id, func) in self.program.funcs.iter_enumerated() {
            self.bonds[id.index()] = match (func.pin, js[id]) {
                (Some(side), _) => Some((side, Bond::Attribute)),
                (None, true) => Some((Side::Js, Bond::TouchesJs)),
                (None, false) => None,
            };
        }
        for (id, ty) in self.program.types.heap.iter_enumerated() {
            let node = self.node(Item::Type(id));
            self.bonds[node] = match ty.pin {
                _ if cost::is_buffer(&self.program.types, id) => Some((Side::Wasm, Bond::Buffer)),
                Some(side) => Some((side, Bond::Attribute)),
                None => None,
            };
        }
    }

    // ---- what it costs

    fn func(&mut self, id: FuncId) {
        let func = &self.program.funcs[id];
        for (block, data) in func.blocks.iter_enumerated() {
            let times = self.frequencies.of_block(id, block);
            if times == 0.0 {
                continue;
            }
            for &inst in &data.insts {
                self.inst(id, func, &func.insts[inst], times);
            }
            match data.term {
                Terminator::TailCall(callee, _) => self.asks(id, Item::Func(callee), &Op::Call(callee), &[], times),
                Terminator::TailCallClosure(sig, _) => {
                    self.asks(id, Item::Sig(sig), &Op::CallClosure(sig), &[], times);
                }
                _ => {}
            }
        }
    }

    fn inst(&mut self, id: FuncId, func: &Func, inst: &InstData, times: f64) {
        let own = |side| weigh(cost::of(&inst.op, side, &self.program.types), times);
        let (js, wasm) = (own(Side::Js), own(Side::Wasm));
        let costs = &mut self.costs[id.index()];
        *costs = (costs.0 + js, costs.1 + wasm);
        let types: Vec<Type> = inst.args.iter().chain(&inst.results).map(|&value| func.ty(value)).collect();
        if let Some(ty) = inst.op.heap_type() {
            return self.asks(id, Item::Type(ty), &inst.op, &types, times);
        }
        match inst.op {
            Op::Call(callee) => self.asks(id, Item::Func(callee), &inst.op, &types, times),
            Op::GlobalGet(global) | Op::GlobalSet(global) => {
                self.asks(id, Item::Global(global), &inst.op, &types, times);
            }
            Op::CallClosure(sig) => self.asks(id, Item::Sig(sig), &inst.op, &types[1..], times),
            Op::ClosureNew(body) => {
                // The side that made the function value calls its body.
                let calls = self.frequencies.funcs[body];
                self.asks(id, Item::Func(body), &inst.op, &[], calls);
                if let Some(Type { kind: Kind::Func(sig), .. }) = types.last() {
                    self.asks(id, Item::Sig(*sig), &inst.op, &types[types.len() - 1..], times);
                }
            }
            // Wasm knows objects of JavaScript from outside only.
            Op::RefEq => {
                if let Kind::Ref(ty) = types[0].kind {
                    let (a, b) = (id.index(), self.node(Item::Type(ty)));
                    self.pair(a, b, 0, weigh(cost::WASM_OPENS_JS, times));
                }
            }
            _ => {}
        }
    }

    /// A function asks something of an item `times` often.
    fn asks(&mut self, func: FuncId, item: Item, op: &Op, values: &[Type], times: f64) {
        let from = |side| weigh(cost::crossing(op, side, values.iter().copied()), times);
        let (a, b) = (func.index(), self.node(item));
        self.pair(a, b, from(Side::Js), from(Side::Wasm));
    }

    fn pair(&mut self, a: usize, b: usize, there: u64, back: u64) {
        if a != b {
            let sum = self.pairs.entry((a, b)).or_default();
            *sum = (sum.0 + there, sum.1 + back);
        }
    }

    // ---- the cut

    /// The cheapest division, with one node forced to a side if asked for.
    pub fn solve(&self, forced: Option<(usize, Side)>) -> Cut {
        let mut network = Network::new(self.costs.len());
        for (node, &(js, wasm)) in self.costs.iter().enumerate() {
            let bond = self.bonds[node].map(|(side, _)| side);
            let side = forced.filter(|&(which, _)| which == node).map(|(_, side)| side).or(bond);
            match side {
                Some(Side::Js) => network.node(node, js, INFINITE),
                Some(Side::Wasm) => network.node(node, INFINITE, wasm),
                None => network.node(node, js, wasm),
            }
        }
        for (&(a, b), &(there, back)) in &self.pairs {
            network.pair(a, b, there, back);
        }
        network.cut()
    }

    /// What everything costs in JavaScript.
    pub fn all_js(&self) -> u64 {
        self.costs.iter().map(|&(js, _)| js).sum()
    }

    /// Whether a Wasm half is worth having: it saves more than it costs, or the program asks for it.
    pub fn ships_wasm(&self, solution: &Cut) -> bool {
        let asked = self.bonds.contains(&Some((Side::Wasm, Bond::Attribute)));
        asked || solution.cost.saturating_add(cost::WASM_HALF) < self.all_js()
    }

    /// The sides of everything in a solution.
    pub fn placement(&self, solution: &Cut) -> Placement {
        let side = |item| match solution.on_source_side[self.node(item)] {
            true => Side::Js,
            false => Side::Wasm,
        };
        Placement {
            funcs: self.program.funcs.ids().map(|id| side(Item::Func(id))).collect(),
            types: self.program.types.heap.ids().map(|id| side(Item::Type(id))).collect(),
            globals: self.program.globals.ids().map(|id| side(Item::Global(id))).collect(),
        }
    }
}

/// The functions of each cycle of tail calls: on one side, because a call across cannot be a tail call. Of function
/// values that are called in tail position it is not known which is meant, so that whoever calls or makes one of that
/// signature, and what it does, are a cycle.
pub fn tail_cycles(program: &Program) -> Vec<Vec<FuncId>> {
    let mut edges: IndexVec<FuncId, Vec<FuncId>> = IndexVec::filled(Vec::new(), program.funcs.len());
    let mut called: IndexMap<SigId, Vec<FuncId>> = IndexMap::new();
    for (id, func) in program.funcs.iter_enumerated() {
        for block in &func.blocks {
            match block.term {
                Terminator::TailCall(callee, _) => edges[id].push(callee),
                Terminator::TailCallClosure(sig, _) => called.entry(sig).or_default().push(id),
                _ => {}
            }
        }
    }
    for (id, func) in program.funcs.iter_enumerated() {
        for inst in func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]) {
            if let Op::ClosureNew(body) = inst.op
                && let Kind::Func(sig) = func.ty(inst.results[0]).kind
                && let Some(together) = called.get_mut(&sig)
            {
                together.extend([id, body]);
            }
        }
    }
    for together in called.values() {
        for pair in together.windows(2) {
            edges[pair[0]].push(pair[1]);
            edges[pair[1]].push(pair[0]);
        }
    }
    let (order, component) = components(&edges);
    let cycles = order.chunk_by(|&a, &b| component[a] == component[b]).filter(|members| members.len() > 1);
    cycles.map(<[FuncId]>::to_vec).collect()
}

fn weigh(units: u64, times: f64) -> u64 {
    // Below 2^50, so that no sum of them is taken for infinite.
    (units as f64 * times).min((1u64 << 50) as f64) as u64
}

/// Whether a function has or makes a value that only JavaScript has.
pub(super) fn touches_js(func: &Func) -> bool {
    let is_js = |ty: Type| ty.kind == Kind::Js;
    let params = func.blocks.iter().flat_map(|block| &block.params).any(|&param| is_js(func.ty(param)));
    let insts = || func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]);
    params
        || func.results.iter().copied().any(is_js)
        || insts().any(|inst| {
            matches!(inst.op, Op::Extern(_) | Op::BufferView(_))
                || inst.args.iter().chain(&inst.results).any(|&value| is_js(func.ty(value)))
        })
}
