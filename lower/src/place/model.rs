//! The network of a program: what costs what, and its minimum cut.
//!
//! In: a program.  Out: a [`Model`]; [`Model::solve`] gives the cheapest division of its nodes.

use super::cost;
use super::cut::{Cut, INFINITE, Network};
use super::frequency::Frequencies;
use super::function_values::FunctionValues;
use super::twins::{self, Twins};
use crate::Measured;
use crate::call_graph::components;
use crate::split_classes::Origins;
use base::{Id, IndexVec};
use indexmap::IndexMap;
use ir::{Func, FuncId, GlobalId, InstData, Kind, Op, Placement, Program, Side, Terminator, Type, TypeId, Value};

/// Something that has a side.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Item {
    /// A function.
    Func(FuncId),
    /// A heap type.
    Type(TypeId),
    /// A module-level variable.
    Global(GlobalId),
    /// Function values that may be the same, by their number in [`FunctionValues`].
    Values(usize),
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

/// A placement and what it costs, with having a Wasm half if there is one.
pub struct Outcome {
    /// The sides of everything but twins.
    pub placement: Placement,
    /// Which functions are twins.
    pub twins: Twins,
    /// In units of an integer addition.
    pub cost: u64,
}

impl Outcome {
    /// The same for a program of copies: each is where what it is a copy of was to be.
    pub fn of_copies(self, origins: &Origins) -> Outcome {
        Outcome {
            placement: Placement {
                funcs: origins.funcs.iter().map(|&origin| self.placement.funcs[origin]).collect(),
                types: origins.types.iter().map(|&origin| self.placement.types[origin]).collect(),
                globals: self.placement.globals,
            },
            twins: origins.funcs.iter().map(|&origin| self.twins[origin]).collect(),
            cost: self.cost,
        }
    }
}

/// A program as a problem of cutting.
pub struct Model<'a> {
    program: &'a Program,
    values: FunctionValues<'a>,
    /// How often everything runs.
    pub frequencies: Frequencies,
    /// For each node what it costs in JavaScript and in Wasm.
    pub costs: Vec<(u64, u64)>,
    /// For each node the side it is bound to.
    pub bonds: Vec<Option<(Side, Bond)>>,
    /// What a call of each function costs that is on both sides: its callers bear it.
    pub twins: Twins,
    /// What two nodes cost if the first is JavaScript and the second Wasm, and the other way round.
    pub pairs: IndexMap<(usize, usize), (u64, u64)>,
}

impl<'a> Model<'a> {
    /// The model of a program of which no classes are known, by what was measured of it if something was.
    pub fn of(program: &'a Program, measured: Option<&Measured>) -> Model<'a> {
        Model::with(program, FunctionValues::by_signature(program), measured)
    }

    /// The model of a program, and which function values of it may be the same.
    pub fn with(program: &'a Program, values: FunctionValues<'a>, measured: Option<&Measured>) -> Model<'a> {
        let js: IndexVec<FuncId, bool> = program.funcs.iter().map(touches_js).collect();
        let frequencies = Frequencies::of(program, &js, &values, measured);
        let nodes = program.funcs.len() + program.types.heap.len() + program.globals.len() + values.count;
        let mut model = Model {
            program,
            frequencies,
            values,
            costs: vec![(0, 0); nodes],
            bonds: vec![None; nodes],
            twins: twins::of(program, measured),
            pairs: IndexMap::new(),
        };
        model.bind(&js);
        for id in program.funcs.ids().filter(|&id| model.twins[id].is_none()).collect::<Vec<_>>() {
            model.func(id);
        }
        for cycle in tail_cycles(program, &model.values) {
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
            Item::Values(number) => globals + number,
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
            match &data.term {
                Terminator::TailCall(callee, _) => self.calls(id, *callee, (&[], &[]), times),
                Terminator::TailCallClosure(sig, args) => {
                    if let Some(number) = self.values.of(id, func, args[0]) {
                        self.asks(id, Item::Values(number), &Op::CallClosure(*sig), (&[], &[]), times);
                    }
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
        let of = |values: &[Value]| values.iter().map(|&value| func.ty(value)).collect::<Vec<Type>>();
        let (operands, results) = (of(&inst.args), of(&inst.results));
        let types = (operands.as_slice(), results.as_slice());
        if let Some(ty) = inst.op.heap_type() {
            return self.asks(id, Item::Type(ty), &inst.op, types, times);
        }
        match inst.op {
            Op::Call(callee) => self.calls(id, callee, types, times),
            Op::GlobalGet(global) | Op::GlobalSet(global) => {
                self.asks(id, Item::Global(global), &inst.op, types, times);
            }
            Op::CallClosure(_) => {
                if let Some(number) = self.values.of(id, func, inst.args[0]) {
                    self.asks(id, Item::Values(number), &inst.op, (&operands[1..], &results), times);
                }
            }
            Op::ClosureNew(body) => {
                // The side that made the function value calls its body.
                let calls = self.frequencies.funcs[body];
                self.asks(id, Item::Func(body), &inst.op, (&[], &[]), calls);
                if let Some(number) = self.values.of(id, func, inst.results[0]) {
                    self.asks(id, Item::Values(number), &inst.op, (&[], &results), times);
                }
            }
            // Wasm knows objects of JavaScript from outside only.
            Op::RefEq => {
                if let Kind::Ref(ty) = operands[0].kind {
                    let (a, b) = (id.index(), self.node(Item::Type(ty)));
                    self.pair(a, b, 0, weigh(cost::WASM_OPENS_JS, times));
                }
            }
            _ => {}
        }
    }

    fn calls(&mut self, id: FuncId, callee: FuncId, types: (&[Type], &[Type]), times: f64) {
        match self.twins[callee] {
            Some((js, wasm)) => {
                let costs = &mut self.costs[id.index()];
                *costs = (costs.0 + weigh(js, times), costs.1 + weigh(wasm, times));
            }
            None => self.asks(id, Item::Func(callee), &Op::Call(callee), types, times),
        }
    }

    /// A function asks something of an item `times` often.
    fn asks(&mut self, func: FuncId, item: Item, op: &Op, types: (&[Type], &[Type]), times: f64) {
        let from = |side| weigh(cost::crossing(op, side, types.0, types.1), times);
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

    /// Whether there could be a Wasm half: if it cost nothing to cross, it would be worth having.
    pub fn may_ship_wasm(&self) -> bool {
        let asked = self.bonds.contains(&Some((Side::Wasm, Bond::Attribute)));
        asked || self.least().saturating_add(cost::WASM_HALF) < self.all_js()
    }

    /// What everything would cost if crossing cost nothing: no division costs less.
    pub fn least(&self) -> u64 {
        let node = |(&(js, wasm), bond): (&(u64, u64), &Option<(Side, Bond)>)| match bond {
            Some((Side::Js, _)) => js,
            Some((Side::Wasm, _)) => wasm,
            None => js.min(wasm),
        };
        self.costs.iter().zip(&self.bonds).map(node).sum()
    }

    /// What a placement costs, with having a Wasm half if it has one. Function values are where they cost least.
    pub fn price(&self, placement: &Placement) -> u64 {
        let sides = placement.funcs.iter().chain(&placement.types).chain(&placement.globals);
        let sides: Vec<Side> = sides.copied().collect();
        let own = self.costs.iter().zip(&sides).map(|(&(js, wasm), side)| if *side == Side::Js { js } else { wasm });
        let mut cost = own.fold(0u64, u64::saturating_add);
        let mut of_values = vec![(0u64, 0u64); self.values.count];
        for (&(a, b), &(there, back)) in &self.pairs {
            match (sides[a], sides.get(b)) {
                (Side::Js, Some(Side::Wasm)) => cost = cost.saturating_add(there),
                (Side::Wasm, Some(Side::Js)) => cost = cost.saturating_add(back),
                (Side::Js, None) => of_values[b - sides.len()].1 += there,
                (Side::Wasm, None) => of_values[b - sides.len()].0 += back,
                (Side::Js, Some(Side::Js)) | (Side::Wasm, Some(Side::Wasm)) => {}
            }
        }
        cost = of_values.into_iter().map(|(js, wasm)| js.min(wasm)).fold(cost, u64::saturating_add);
        let half = placement.funcs.iter().any(|&side| side == Side::Wasm);
        if half { cost.saturating_add(cost::WASM_HALF) } else { cost }
    }

    /// What a solution comes to: there may be no Wasm half.
    pub fn outcome(&self, solution: &Cut) -> Outcome {
        let (placement, cost) = match self.ships_wasm(solution) {
            true => (self.placement(solution), solution.cost.saturating_add(cost::WASM_HALF)),
            false => (super::everywhere(self.program, Side::Js), self.all_js()),
        };
        Outcome { placement, twins: self.twins.clone(), cost }
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
/// values that are called in tail position it is not known which is meant, so that whoever calls or makes one that may be
/// the same, and what it does, are a cycle.
pub fn tail_cycles(program: &Program, values: &FunctionValues<'_>) -> Vec<Vec<FuncId>> {
    let mut edges: IndexVec<FuncId, Vec<FuncId>> = IndexVec::filled(Vec::new(), program.funcs.len());
    let mut called: IndexMap<usize, Vec<FuncId>> = IndexMap::new();
    for (id, func) in program.funcs.iter_enumerated() {
        for block in &func.blocks {
            match &block.term {
                Terminator::TailCall(callee, _) => edges[id].push(*callee),
                Terminator::TailCallClosure(_, args) => {
                    if let Some(number) = values.of(id, func, args[0]) {
                        called.entry(number).or_default().push(id);
                    }
                }
                _ => {}
            }
        }
    }
    for (id, func) in program.funcs.iter_enumerated() {
        for inst in func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]) {
            if let Op::ClosureNew(body) = inst.op
                && let Some(number) = values.of(id, func, inst.results[0])
                && let Some(together) = called.get_mut(&number)
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
