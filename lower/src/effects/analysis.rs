//! The effects of functions that call each other, found in one graph.
//!
//! In: the functions of a cycle of calls (mostly one), the summaries of all others they call.  Out: their summaries.
//!
//! A call of a function of the cycle binds arguments to its parameters; a call of another copies that one's summary, so
//! each call has its own objects. A function value knows its bodies: where one is called, each body is called with what
//! was captured. Where only a caller knows the value, the call is kept for the caller; where nobody knows it, what it is
//! given is lost to the world.

use super::graph::{Graph, Node, NodeData, Slot, add, world};
use super::places::Places;
use super::summary::{self, Facts, Interface, Summary, ValueCall};
use base::{Id, IndexVec};
use ir::op::Memory;
use ir::{Func, FuncId, GlobalId, Host, InstData, Kind, Op, Program, SigId, Terminator, Type, Value};
use rustc_hash::FxHashMap;

/// More calls of function values in one cycle than this, and they count as unknown.
const MANY_CALLS: usize = 500;

/// Analyses the functions of a cycle; callees outside of it have their summaries.
pub(super) fn run(
    program: &Program,
    places: &Places,
    summaries: &IndexVec<FuncId, Option<Summary>>,
    members: &[FuncId],
    recursive: bool,
) -> Vec<Summary> {
    let mut analysis = Analysis {
        program,
        places,
        summaries,
        graph: Graph::new(),
        funcs: FxHashMap::default(),
        scratch: FxHashMap::default(),
        scratch_lost: false,
        calls: Vec::new(),
        facts: Facts { may_diverge: recursive, ..Facts::default() },
    };
    for &id in members {
        let state = State::of(&program.funcs[id], &mut analysis.graph);
        analysis.funcs.insert(id, state);
    }
    for &id in members {
        analysis.func(id);
    }
    analysis.resolve();
    let of = |id: &FuncId| {
        let state = &analysis.funcs[id];
        let params: Vec<Option<Node>> = program.funcs[*id].params().iter().map(|&param| state.values[param]).collect();
        let interface = Interface { params: &params, results: &state.results, scratch: &analysis.scratch };
        summary::of(&analysis.graph, &interface, &analysis.calls, &analysis.facts)
    };
    members.iter().map(of).collect()
}

/// The nodes of a function's values.
struct State {
    values: IndexVec<Value, Option<Node>>,
    results: Vec<Option<Node>>,
}

impl State {
    fn of(func: &Func, graph: &mut Graph) -> State {
        State {
            values: func.values.iter().map(|value| node_for(graph, value.ty)).collect(),
            results: func.results.iter().map(|&ty| node_for(graph, ty)).collect(),
        }
    }
}

/// A node for what a type refers to; scalars, strings and JavaScript values have none.
fn node_for(graph: &mut Graph, ty: Type) -> Option<Node> {
    has_node(ty.kind).then(|| graph.fresh(ty.kind))
}

fn has_node(kind: Kind) -> bool {
    match kind {
        Kind::Ref(_) | Kind::Func(_) => true,
        Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Js => false,
    }
}

struct Analysis<'a> {
    program: &'a Program,
    places: &'a Places,
    summaries: &'a IndexVec<FuncId, Option<Summary>>,
    graph: Graph,
    funcs: FxHashMap<FuncId, State>,
    /// What the compiler's own variables hold while values are handed over.
    scratch: FxHashMap<GlobalId, Node>,
    scratch_lost: bool,
    calls: Vec<ValueCall>,
    facts: Facts,
}

impl Analysis<'_> {
    fn func(&mut self, id: FuncId) {
        let func = &self.program.funcs[id];
        self.facts.may_diverge |= has_loop(func);
        for block in &func.blocks {
            for &inst in &block.insts {
                self.inst(id, &func.insts[inst]);
            }
            block.term.for_each_target(|target| {
                for (&arg, &param) in target.args.iter().zip(&func.blocks[target.block].params) {
                    self.same(id, arg, param);
                }
            });
            match &block.term {
                Terminator::Return(values) => self.returns(id, &self.nodes(id, values)),
                Terminator::TailCall(callee, args) => {
                    let results = self.funcs[&id].results.clone();
                    self.call(*callee, &self.nodes(id, args), &results);
                }
                Terminator::TailCallClosure(sig, args) => {
                    let results = self.funcs[&id].results.clone();
                    self.value_call(*sig, &self.nodes(id, args), results);
                }
                Terminator::Panic(_) => self.facts.may_panic = true,
                Terminator::Jump(_) | Terminator::Branch(..) | Terminator::Switch(..) | Terminator::Unreachable => {}
            }
        }
    }

    fn node(&self, id: FuncId, value: Value) -> Option<Node> {
        self.funcs[&id].values[value]
    }

    fn nodes(&self, id: FuncId, values: &[Value]) -> Vec<Option<Node>> {
        values.iter().map(|&value| self.node(id, value)).collect()
    }

    fn unify(&mut self, a: Option<Node>, b: Option<Node>) {
        if let (Some(a), Some(b)) = (a, b) {
            self.graph.unify(a, b);
        }
    }

    fn same(&mut self, id: FuncId, a: Value, b: Value) {
        self.unify(self.node(id, a), self.node(id, b));
    }

    fn returns(&mut self, id: FuncId, values: &[Option<Node>]) {
        for (position, &value) in values.iter().enumerate() {
            self.unify(value, self.funcs[&id].results[position]);
        }
    }

    /// An object has this node in a slot.
    fn put(&mut self, object: Option<Node>, slot: Slot, value: Option<Node>) {
        if let (Some(object), Some(value)) = (object, value) {
            let kind = self.graph.nodes[self.graph.find(value)].kind;
            // What is the world's already has no kind.
            let Some(kind) = kind else { return self.graph.hold_world(object, slot) };
            let held = self.graph.field(object, slot, kind);
            self.graph.unify(held, value);
        }
    }

    /// A value comes from a slot of an object.
    fn take(&mut self, object: Option<Node>, slot: Slot, value: Option<Node>, ty: Type) {
        if let (Some(object), Some(value)) = (object, value) {
            let held = self.graph.field(object, slot, ty.kind);
            self.graph.unify(held, value);
        }
    }

    fn reads(&mut self, object: Option<Node>, memory: Memory) {
        let place = self.places.number(memory);
        if self.places.changes(place) {
            self.graph.read(object.unwrap_or_else(world), place);
        }
    }

    fn writes(&mut self, object: Option<Node>, memory: Memory) {
        self.graph.write(object.unwrap_or_else(world), self.places.number(memory));
    }

    fn lose_all(&mut self, nodes: &[Option<Node>]) {
        nodes.iter().flatten().for_each(|&node| self.graph.lose(node));
    }

    // ---- operators

    fn inst(&mut self, id: FuncId, inst: &InstData) {
        let func = &self.program.funcs[id];
        let args = self.nodes(id, &inst.args);
        let results = self.nodes(id, &inst.results);
        let first = args.first().copied().flatten();
        let result = results.first().copied().flatten();
        let ty = |value: Option<&Value>| value.map_or(Type::I32, |&value| func.ty(value));
        if !matches!(inst.op, Op::Call(_) | Op::CallClosure(_)) {
            self.facts.may_panic |= inst.op.may_panic();
        }
        self.facts.allocates |= inst.op.effect() == ir::op::Effect::Alloc;
        match inst.op {
            Op::Some | Op::Unwrap | Op::AssumeSome => self.unify(first, result),
            Op::Prim(_) | Op::IsNull | Op::RefEq => {}
            Op::StructNew(_) => {
                (0..).zip(&args).for_each(|(field, &arg)| self.put(result, Slot::Field(field), arg));
            }
            Op::VariantNew(_, variant) => {
                (0..).zip(&args).for_each(|(field, &arg)| self.put(result, Slot::Payload(variant, field), arg));
            }
            Op::StructGet(of, field) => {
                self.reads(first, Memory::Field(of, field));
                self.take(first, Slot::Field(field), result, ty(inst.results.first()));
            }
            Op::StructSet(of, field) => {
                self.writes(first, Memory::Field(of, field));
                self.put(first, Slot::Field(field), args[1]);
            }
            Op::VariantGet(_, variant, field) => {
                self.take(first, Slot::Payload(variant, field), result, ty(inst.results.first()));
            }
            Op::ArrayNew(_) | Op::ArrayLit(_) => args.iter().for_each(|&arg| self.put(result, Slot::Element, arg)),
            Op::ArrayNewDefault(_) | Op::BufferNew(_) => {}
            Op::VariantTag(_) | Op::ArrayLen(_) | Op::BufferLen(_) | Op::BufferPtr(_) => {}
            Op::ArrayGet(of) | Op::BufferGet(of) => {
                self.reads(first, Memory::Elements(of));
                self.take(first, Slot::Element, result, ty(inst.results.first()));
            }
            Op::ArraySet(of) | Op::BufferSet(of) | Op::ArrayFill(of) => {
                self.writes(first, Memory::Elements(of));
                self.put(first, Slot::Element, args[2]);
            }
            Op::ArrayCopy(of) => self.array_copy(of, first, args[2]),
            Op::StrFromArray(of) => self.reads(first, Memory::Elements(of)),
            Op::StrIntoArray(of) => self.writes(args[1], Memory::Elements(of)),
            Op::BufferView(_) => self.lose_all(&args),
            Op::GlobalGet(global) => self.global_get(global, result),
            Op::GlobalSet(global) => self.global_set(global, first),
            Op::Call(callee) => self.call(callee, &args, &results),
            Op::ClosureNew(body) => self.closure(body, &args, result),
            Op::CallClosure(sig) => self.value_call(sig, &args, results),
            Op::Extern(used) => self.external(used, &args, &results),
            Op::Host(host) => self.host(host),
        }
    }

    fn array_copy(&mut self, of: ir::TypeId, to: Option<Node>, from: Option<Node>) {
        self.reads(from, Memory::Elements(of));
        self.writes(to, Memory::Elements(of));
        let kind = self.program.types[of].elem().value_type().kind;
        if let (true, Some(to), Some(from)) = (has_node(kind), to, from) {
            let (a, b) = (self.graph.field(to, Slot::Element, kind), self.graph.field(from, Slot::Element, kind));
            self.graph.unify(a, b);
        }
    }

    fn global_get(&mut self, global: GlobalId, result: Option<Node>) {
        if self.places.scratch.contains(global) {
            if let Some(result) = result {
                self.hand_over(global, result);
            }
            return;
        }
        self.reads(None, Memory::Global(global));
        self.lose_all(&[result]);
    }

    fn global_set(&mut self, global: GlobalId, value: Option<Node>) {
        if self.places.scratch.contains(global) {
            if let Some(value) = value {
                self.hand_over(global, value);
            }
            return;
        }
        self.writes(None, Memory::Global(global));
        self.lose_all(&[value]);
    }

    /// A variable of the compiler holds this.
    fn hand_over(&mut self, global: GlobalId, value: Node) {
        if self.scratch_lost {
            return self.graph.lose(value);
        }
        match self.scratch.get(&global) {
            Some(&known) => self.graph.unify(known, value),
            None => drop(self.scratch.insert(global, value)),
        }
    }

    fn closure(&mut self, body: FuncId, args: &[Option<Node>], result: Option<Node>) {
        let Some(value) = result else { return };
        for (position, &arg) in (0..).zip(args) {
            self.put(result, Slot::Capture(body, position), arg);
        }
        let value = self.graph.find(value);
        if value != world() {
            add(&mut self.graph.nodes[value].code, body);
        }
    }

    fn external(&mut self, used: ir::ExternId, args: &[Option<Node>], results: &[Option<Node>]) {
        self.facts.externs.insert(used);
        for (&arg, param) in args.iter().zip(&self.program.externs[used].params) {
            match (arg, param.kind) {
                // JavaScript cannot look into a function; it may call it, at once or later.
                (Some(value), Kind::Func(sig)) => self.called_by_javascript(value, sig),
                _ => self.lose_all(&[arg]),
            }
        }
        self.lose_all(results);
    }

    fn called_by_javascript(&mut self, value: Node, sig: SigId) {
        let signature = &self.program.types.sigs[sig];
        let of_world = |types: &[Type]| types.iter().map(|ty| has_node(ty.kind).then(world)).collect();
        self.add_call(value, sig, of_world(&signature.params), of_world(&signature.results));
    }

    fn host(&mut self, host: Host) {
        if host.effect() != ir::op::Effect::Pure && host != Host::Panic {
            self.facts.host(host);
        }
    }

    // ---- calls

    fn call(&mut self, callee: FuncId, args: &[Option<Node>], results: &[Option<Node>]) {
        let Some(state) = self.funcs.get(&callee) else { return self.copy(callee, args, results) };
        let params: Vec<Option<Node>> =
            self.program.funcs[callee].params().iter().map(|&param| state.values[param]).collect();
        let pairs: Vec<_> = params.into_iter().chain(state.results.clone()).collect();
        for (&actual, formal) in args.iter().chain(results).zip(pairs) {
            self.unify(actual, formal);
        }
    }

    /// Calls a function whose summary is known.
    fn copy(&mut self, callee: FuncId, args: &[Option<Node>], results: &[Option<Node>]) {
        let summaries = self.summaries;
        let summary = summaries[callee].as_ref().expect("callees are analysed before callers");
        self.facts.union(&summary.facts);
        self.graph.of_world.union(&summary.of_world);
        let first = self.graph.nodes.len();
        let id = |node: Node| match node == world() {
            true => node,
            false => Node::from_index(first + node.index() - 1),
        };
        for data in summary.nodes.iter().skip(1) {
            let copied = NodeData {
                found_in: data.found_in.map(id),
                fields: data.fields.iter().map(|&(slot, to)| (slot, id(to))).collect(),
                ..data.clone()
            };
            self.graph.nodes.push(copied);
        }
        for (&actual, formal) in args.iter().chain(results).zip(summary.params.iter().chain(&summary.results)) {
            self.unify(actual, formal.map(id));
        }
        for &(global, node) in &summary.scratch {
            self.hand_over(global, id(node));
        }
        let list = |nodes: &[Option<Node>]| nodes.iter().map(|node| node.map(id)).collect();
        for call in &summary.calls {
            self.add_call(id(call.callee), call.sig, list(&call.args), list(&call.results));
        }
    }

    fn value_call(&mut self, sig: SigId, operands: &[Option<Node>], results: Vec<Option<Node>>) {
        let callee = operands[0].expect("a function value has a node");
        self.add_call(callee, sig, operands[1..].to_vec(), results);
    }

    fn add_call(&mut self, callee: Node, sig: SigId, args: Vec<Option<Node>>, results: Vec<Option<Node>>) {
        let settled = |nodes: &[Option<Node>]| -> Vec<Option<Node>> {
            nodes.iter().map(|node| node.map(|node| self.graph.find(node))).collect()
        };
        let key = (self.graph.find(callee), settled(&args));
        let known = self
            .calls
            .iter()
            .find(|call| call.sig == sig && self.graph.find(call.callee) == key.0 && settled(&call.args) == key.1);
        if let Some(known) = known {
            for (a, b) in known.results.clone().into_iter().zip(results) {
                self.unify(a, b);
            }
            return;
        }
        if self.calls.len() > MANY_CALLS {
            self.graph.lose(callee);
        }
        self.calls.push(ValueCall { callee, sig, args, results, applied: Vec::new(), lost: false });
    }

    /// Calls the bodies of function values until no new ones are found.
    fn resolve(&mut self) {
        loop {
            let before = (self.graph.merges, self.calls.len());
            let mut at = 0;
            let mut applied = false;
            while at < self.calls.len() {
                applied |= self.resolve_one(at);
                at += 1;
            }
            if !applied && before == (self.graph.merges, self.calls.len()) {
                return;
            }
        }
    }

    fn resolve_one(&mut self, at: usize) -> bool {
        let callee = self.graph.find(self.calls[at].callee);
        if callee == world() {
            return self.lose_call(at);
        }
        let bodies = self.graph.nodes[callee].code.clone();
        let mut applied = false;
        for body in bodies {
            if self.calls[at].applied.contains(&body) {
                continue;
            }
            applied = true;
            self.calls[at].applied.push(body);
            let func = &self.program.funcs[body];
            let mut args = Vec::new();
            for (position, &param) in (0..func.captures).zip(func.params()) {
                let kind = func.ty(param).kind;
                args.push(has_node(kind).then(|| self.graph.field(callee, Slot::Capture(body, position), kind)));
            }
            args.extend(self.calls[at].args.iter().copied());
            let results = self.calls[at].results.clone();
            self.call(body, &args, &results);
        }
        applied
    }

    /// Nobody knows what is called here.
    fn lose_call(&mut self, at: usize) -> bool {
        if std::mem::replace(&mut self.calls[at].lost, true) {
            return false;
        }
        let call = self.calls[at].clone();
        self.facts.unknown.insert(call.sig);
        self.lose_all(&call.args);
        self.lose_all(&call.results);
        self.scratch_lost = true;
        let handed: Vec<Node> = self.scratch.values().copied().collect();
        handed.into_iter().for_each(|node| self.graph.lose(node));
        true
    }
}

/// Whether some way through a function comes back to where it was.
fn has_loop(func: &Func) -> bool {
    let cfg = ir::Cfg::of(func);
    let mut position: IndexVec<ir::Block, usize> = IndexVec::filled(usize::MAX, func.blocks.len());
    cfg.order.iter().enumerate().for_each(|(index, &block)| position[block] = index);
    let mut found = false;
    for &block in &cfg.order {
        func.blocks[block].term.for_each_target(|target| found |= position[target.block] <= position[block]);
    }
    found
}
