//! One function: structured control flow with SSA values becomes statements with expressions.
//!
//! In: a function placed on the JS side.  Out: its parameters and body, simplified and declared.
//!
//! A value used once waits in [`Emitter::pending`] until its user takes it into its own expression; it is written to
//! a variable before that if something in between must not change places with it (see [`crate::order`]). All other
//! values are variables, shared as [`crate::coalesce`] says.

mod captures;
mod moves;

use crate::coalesce::{self, Variables};
use crate::js::{Arrow, Case, Expr, Label, Stmt, declare, simplify, walk};
use crate::module::Module;
use crate::names;
use crate::order::Touches;
use crate::places::At;
use base::{Id, IndexVec, Symbol};
use ir::ranges;
use ir::structure::{self, Node, Scrutinee};
use ir::{Block, Const, Func, FuncId, Host, Inst, Kind, Loc, Op, PanicKind, Terminator, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deeply expressions are nested at most: engines and this compiler walk them by recursion.
const MAX_DEPTH: u32 = 40;

/// A value that is computed but not written down yet.
struct Pending {
    value: Value,
    expr: Expr,
    touches: Touches,
    depth: u32,
}

struct Emitter<'m, 'p> {
    module: &'m mut Module<'p>,
    func: &'p Func,
    uses: IndexVec<Value, u32>,
    vars: Variables,
    names: FxHashMap<Value, Symbol>,
    /// Arrays and indices that an operation of the current block has checked: lengths never change.
    checked: FxHashSet<(Value, Value)>,
    /// Accesses to elements that are known to be in range.
    in_range: FxHashSet<Inst>,
    /// The variables that are assigned more than once.
    mutable_names: FxHashSet<Symbol>,
    /// What the source calls one of the values that share a variable, by representative.
    source_names: FxHashMap<Value, Symbol>,
    /// Values that are expressions of their own: captured ones.
    bound: FxHashMap<Value, Expr>,
    pending: Vec<Pending>,
    /// Values whose only use is a jump that passes them for a parameter in the same variable.
    carried: Vec<bool>,
    /// Whether a dispatch loop may set a variable again before a closure that uses it has run.
    dispatches: bool,
}

/// Emits a top-level function.
pub fn function(module: &mut Module, id: FuncId) -> (Vec<Symbol>, Vec<Stmt>) {
    let func = &module.program.funcs[id];
    module.begin_function();
    let (params, mut body) = emit(module, func, Vec::new());
    module.finish_body(&mut body, &params);
    (params, body)
}

/// Emits the body of a closure as an arrow function inside the current function.
pub fn arrow(module: &mut Module, id: FuncId, captures: Vec<Expr>) -> Expr {
    let func = &module.program.funcs[id];
    let (params, body) = emit(module, func, captures);
    Expr::Arrow(Box::new(Arrow { params, body }))
}

impl Module<'_> {
    /// What is done to every function body once it is complete.
    pub fn finish_body(&mut self, body: &mut Vec<Stmt>, params: &[Symbol]) {
        let minify = self.options.minify;
        let hints = simplify::Hints { temporaries: &self.temporaries, variables: &self.variables, minify };
        simplify::body(body, &hints);
        declare::body(body, params, &self.dispatch_variables);
        simplify::polish(body);
    }
}

fn reachable(nodes: &[Node], out: &mut Vec<Block>) {
    for node in nodes {
        match node {
            Node::Code(block) => out.push(*block),
            Node::Block { body, .. } | Node::Loop { body, .. } => reachable(body, out),
            Node::If { then, otherwise, .. } => {
                reachable(then, out);
                reachable(otherwise, out);
            }
            Node::Switch { cases, default, .. } => {
                cases.iter().for_each(|(_, body)| reachable(body, out));
                reachable(default, out);
            }
            Node::Assign { .. } | Node::Break(_) | Node::Continue(_) | Node::SetDispatch(..) | Node::Exit(_) => {}
        }
    }
}

fn emit<'p>(module: &mut Module<'p>, func: &'p Func, captures: Vec<Expr>) -> (Vec<Symbol>, Vec<Stmt>) {
    let structured = structure::structure(func);
    let mut blocks = Vec::new();
    reachable(&structured.body, &mut blocks);
    blocks.sort_unstable();
    blocks.dedup();
    let bound: FxHashMap<Value, Expr> = func.params().iter().copied().zip(captures).collect();
    let fixed: Vec<Value> = func.params()[..bound.len()].to_vec();
    let uses = coalesce::count_uses(func, &blocks);
    let vars = coalesce::of(func, &blocks, &uses, &fixed, !module.options.minify);
    let in_range =
        if module.options.minify { ranges::in_range(&module.program.types, func) } else { FxHashSet::default() };
    let mut source_names = FxHashMap::default();
    for (value, data) in func.values.iter_enumerated() {
        if let Some(name) = data.name {
            source_names.entry(vars.root(value)).or_insert(name);
        }
    }
    let mut emitter = Emitter {
        module,
        func,
        uses,
        vars,
        names: FxHashMap::default(),
        source_names,
        checked: FxHashSet::default(),
        in_range,
        mutable_names: FxHashSet::default(),
        bound,
        pending: Vec::new(),
        carried: vec![false; func.values.len()],
        dispatches: structured.dispatches > 0,
    };
    emitter.find_carried(&blocks);
    let params = func.params()[fixed.len()..].iter().map(|&param| emitter.name(param)).collect();
    let mut body = Vec::new();
    emitter.nodes(&structured.body, &mut body);
    (params, body)
}

impl<'p> Emitter<'_, 'p> {
    fn find_carried(&mut self, blocks: &[Block]) {
        for &block in blocks {
            self.func.blocks[block].term.for_each_target(|target| {
                for (&param, &arg) in self.func.blocks[target.block].params.iter().zip(&target.args) {
                    if self.uses[arg] == 1 && self.vars.root(param) == self.vars.root(arg) {
                        self.carried[arg.index()] = true;
                    }
                }
            });
        }
    }

    /// The variable that holds a value.
    fn name(&mut self, value: Value) -> Symbol {
        let root = self.vars.root(value);
        if let Some(&name) = self.names.get(&root) {
            return name;
        }
        let named = [value, root].into_iter().find_map(|value| self.func.values[value].name);
        let named = named.or_else(|| self.source_names.get(&root).copied());
        let wish = named.map_or_else(|| self.hint(value), |name| names::identifier(name.as_str()));
        let name = self.module.fresh_local(&wish);
        if named.is_none() || self.module.options.minify {
            self.module.temporaries.insert(name);
        }
        self.names.insert(root, name);
        if self.vars.is_mutable(root) {
            self.mutable_names.insert(name);
        }
        name
    }
    /// What to call a value that the source does not name.
    fn hint(&self, value: Value) -> String {
        if let ir::ValueDef::Inst(inst, _) = self.func.values[value].def {
            match self.func.insts[inst].op {
                Op::StructGet(ty, field) => {
                    let field = self.module.program.types[ty].struct_fields()[field as usize].name;
                    if !field.as_str().starts_with(|c: char| c.is_ascii_digit()) {
                        return names::identifier(field.as_str());
                    }
                }
                Op::ArrayLen(_) | Op::BufferLen(_) => return "length".to_owned(),
                Op::VariantTag(_) => return "tag".to_owned(),
                _ => {}
            }
        }
        match self.func.ty(value).kind {
            Kind::Bool => "ok".to_owned(),
            Kind::I32 | Kind::I64 => "n".to_owned(),
            Kind::F32 | Kind::F64 => "x".to_owned(),
            Kind::Big => "n".to_owned(),
            Kind::Str => "text".to_owned(),
            Kind::Js => "value".to_owned(),
            Kind::Func(_) => "f".to_owned(),
            Kind::Ref(ty) => {
                let name = self.module.program.types[ty].name;
                let plain = name.as_str().split('<').next().unwrap_or("");
                if plain.starts_with('(') { "pair".to_owned() } else { names::lower_first(&names::identifier(plain)) }
            }
        }
    }

    // ---- Values -------------------------------------------------------------------------------------------------

    /// The value where it is not pending.
    fn settled(&mut self, value: Value, touches: &mut Touches) -> Expr {
        if let Some(constant) = self.func.as_const(value) {
            return literal(constant);
        }
        if let Some(expr) = self.bound.get(&value) {
            return expr.clone();
        }
        let name = self.name(value);
        if self.vars.is_mutable(value) {
            touches.vars.push(name);
        }
        Expr::Local(name)
    }
    fn position(&self, value: Value) -> Option<usize> {
        self.pending.iter().position(|pending| pending.value == value)
    }
    /// Takes operands in their order of evaluation, as expressions where that changes nothing.
    fn take(&mut self, args: &[Value], out: &mut Vec<Stmt>) -> (Vec<Expr>, Touches, u32) {
        while let Some(at) = self.misplaced(args) {
            self.settle(at, out);
        }
        let mut touches = Touches::default();
        let mut depth = 0;
        let exprs = args.iter().map(|&arg| match self.position(arg) {
            Some(at) => {
                let pending = self.pending.remove(at);
                touches.add(pending.touches);
                depth = depth.max(pending.depth);
                pending.expr
            }
            None => self.settled(arg, &mut touches),
        });
        let exprs = exprs.collect();
        (exprs, touches, depth + 1)
    }
    /// A pending operand that would be evaluated out of its turn.
    fn misplaced(&self, args: &[Value]) -> Option<usize> {
        let places: Vec<usize> = args.iter().filter_map(|&arg| self.position(arg)).collect();
        for (turn, &place) in places.iter().enumerate() {
            let touches = &self.pending[place].touches;
            let others = (place + 1..self.pending.len()).filter(|other| !places.contains(other));
            let overtaken = others.into_iter().any(|other| touches.conflicts(&self.pending[other].touches));
            let earlier =
                places[..turn].iter().any(|&before| before > place && touches.conflicts(&self.pending[before].touches));
            if overtaken || earlier {
                return Some(place);
            }
        }
        None
    }
    /// Writes a pending value to its variable.
    fn settle(&mut self, at: usize, out: &mut Vec<Stmt>) {
        let value = self.pending[at].value;
        let first = (0..at).find(|&other| self.pending[other].touches.conflicts(&self.pending[at].touches));
        if let Some(first) = first {
            self.settle(first, out);
            let at = self.position(value).expect("settling a value leaves the later ones that it conflicts with");
            return self.settle(at, out);
        }
        let pending = self.pending.remove(at);
        let name = self.name(value);
        self.before_write(name, out);
        out.push(Stmt::Set(name, pending.expr));
    }
    /// Settles everything that reads a variable which is about to change.
    fn before_write(&mut self, name: Symbol, out: &mut Vec<Stmt>) {
        while let Some(at) = self.pending.iter().position(|pending| pending.touches.vars.contains(&name)) {
            self.settle(at, out);
        }
    }
    /// Settles everything that must not come after something.
    fn before(&mut self, touches: &Touches, out: &mut Vec<Stmt>) {
        while let Some(at) = self.pending.iter().position(|pending| pending.touches.conflicts(touches)) {
            self.settle(at, out);
        }
    }
    fn settle_all(&mut self, out: &mut Vec<Stmt>) {
        while !self.pending.is_empty() {
            self.settle(0, out);
        }
    }
    /// Makes sure that an operand is a variable or a constant.
    fn make_simple(&mut self, value: Value, out: &mut Vec<Stmt>) {
        if let Some(at) = self.position(value)
            && !self.pending[at].expr.is_simple()
        {
            self.settle(at, out);
        }
    }

    // ---- Instructions -------------------------------------------------------------------------------------------

    fn code(&mut self, block: Block, out: &mut Vec<Stmt>) {
        self.checked.clear();
        for &inst in &self.func.blocks[block].insts {
            self.inst(inst, out);
        }
    }
    fn inst(&mut self, inst: Inst, out: &mut Vec<Stmt>) {
        let data = &self.func.insts[inst];
        let used = data.results.iter().any(|&result| self.uses[result] > 0);
        if !used && data.op.is_removable() {
            return;
        }
        for at in self.module.simple_operands(&data.op) {
            if let Some(&arg) = data.args.get(at) {
                self.make_simple(arg, out);
            }
        }
        let element = matches!(data.op, Op::ArraySet(_) | Op::BufferSet(_) | Op::ArrayGet(_) | Op::BufferGet(_));
        let checked = element && !self.checked.insert((data.args[0], data.args[1]));
        let in_range = checked || self.in_range.contains(&inst);
        if matches!(data.op, Op::ArraySet(_) | Op::BufferSet(_)) && !in_range {
            self.settle_before_check(data.args[2], out);
        }
        let (args, mut touches, depth) = self.take(&data.args, out);
        touches.add(Touches::of(&data.op));
        let args = match data.op {
            Op::ClosureNew(_) => self.captures(args, &data.args, &touches, out),
            _ => args,
        };
        if data.op == Op::Host(Host::Panic) {
            self.settle_all(out);
            let at = self.module.place(At::new(self.func, data.loc));
            let [text] = <[Expr; 1]>::try_from(args).expect("`panic` takes a text");
            out.push(Stmt::Throw(self.module.new_panic(text, at)));
            return;
        }
        let at = At::new(self.func, data.loc);
        let expr = if in_range { self.module.element(&data.op, args, at) } else { self.module.op(&data.op, args, at) };
        match data.results.as_slice() {
            [result] if used => self.define(*result, expr, touches, depth, out),
            [_, _, ..] if used => {
                self.before(&touches, out);
                let names: Vec<Option<Symbol>> =
                    data.results.iter().map(|&result| self.result_name(result, out)).collect();
                out.push(Stmt::SetMany(names, expr));
            }
            _ => {
                self.before(&touches, out);
                match expr {
                    Expr::Comma(parts) => out.extend(parts.into_iter().map(Stmt::Expr)),
                    expr => out.push(Stmt::Expr(expr)),
                }
            }
        }
    }
    /// The value of a store is printed behind the check of its index, but comes before it.
    fn settle_before_check(&mut self, value: Value, out: &mut Vec<Stmt>) {
        if let Some(at) = self.position(value)
            && self.pending[at].touches.conflicts(&Touches::panic())
        {
            self.settle(at, out);
        }
    }
    fn result_name(&mut self, result: Value, out: &mut Vec<Stmt>) -> Option<Symbol> {
        (self.uses[result] > 0).then(|| {
            let name = self.name(result);
            self.before_write(name, out);
            name
        })
    }
    fn define(&mut self, value: Value, expr: Expr, touches: Touches, depth: u32, out: &mut Vec<Stmt>) {
        if self.is_fixed(&expr) {
            self.bound.insert(value, expr);
            return;
        }
        let kept = self.keeps_variable(value) && !self.carried[value.index()];
        self.pending.push(Pending { value, expr, touches, depth });
        if self.uses[value] != 1 || kept || depth > MAX_DEPTH {
            self.settle(self.pending.len() - 1, out);
        }
    }
    /// Whether the expression is a constant or a variable that never changes: another name for it is not needed.
    fn is_fixed(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Local(name) => !self.mutable_names.contains(name),
            Expr::Global(_) => false,
            other => other.is_simple(),
        }
    }
    /// Whether the source has a variable for the value that a reader of the output should find.
    fn keeps_variable(&self, value: Value) -> bool {
        let inlined = match self.func.values[value].def {
            ir::ValueDef::Inst(inst, _) => self.func.insts[inst].loc.site.is_some(),
            ir::ValueDef::Param(..) | ir::ValueDef::Const(_) => false,
        };
        let options = self.module.options;
        self.func.values[value].name.is_some() && !options.minify && (options.dev || !inlined)
    }
    // ---- Control flow -------------------------------------------------------------------------------------------

    fn nodes(&mut self, nodes: &[Node], out: &mut Vec<Stmt>) {
        for node in nodes {
            self.node(node, out);
        }
    }
    fn body(&mut self, nodes: &[Node]) -> Vec<Stmt> {
        let mut out = Vec::new();
        self.nodes(nodes, &mut out);
        self.settle_all(&mut out);
        out
    }
    fn node(&mut self, node: &Node, out: &mut Vec<Stmt>) {
        match node {
            Node::Code(block) => self.code(*block, out),
            Node::Assign { target, .. } => self.assign(target, out),
            Node::Block { label, body } => {
                // What waits may still be taken by the branch that the block begins with.
                let mut inner = Vec::new();
                self.nodes(body, &mut inner);
                self.settle_all(&mut inner);
                out.push(Stmt::Block(js_label(*label), inner));
            }
            Node::Loop { label, body } => {
                self.settle_all(out);
                let mut body = self.body(body);
                if !walk::ends(&body) {
                    body.push(Stmt::Break(js_label(*label)));
                }
                out.push(Stmt::Loop(js_label(*label), body));
            }
            Node::If { label, cond, then, otherwise, .. } => {
                let (mut cond, ..) = self.take(&[*cond], out);
                self.settle_all(out);
                let stmt = Stmt::If(cond.remove(0), self.body(then), self.body(otherwise));
                out.push(match label {
                    Some(label) => Stmt::Block(js_label(*label), vec![stmt]),
                    None => stmt,
                });
            }
            Node::Switch { label, on, cases, default } => self.switch(*label, *on, cases, default, out),
            Node::Break(label) => {
                self.settle_all(out);
                out.push(Stmt::Break(js_label(*label)));
            }
            Node::Continue(label) => {
                self.settle_all(out);
                out.push(Stmt::Continue(js_label(*label)));
            }
            Node::SetDispatch(dispatch, value) => {
                self.settle_all(out);
                let name = self.dispatch(*dispatch);
                out.push(Stmt::Set(name, Expr::Int(i64::from(*value))));
            }
            Node::Exit(block) => self.exit(*block, out),
        }
    }
    fn switch(
        &mut self,
        label: Option<structure::Label>,
        on: Scrutinee,
        cases: &[(Vec<u32>, Vec<Node>)],
        default: &[Node],
        out: &mut Vec<Stmt>,
    ) {
        let on = match on {
            Scrutinee::Value(_, value) => self.take(&[value], out).0.remove(0),
            Scrutinee::Dispatch(dispatch) => Expr::Local(self.dispatch(dispatch)),
        };
        self.settle_all(out);
        let label = label.map_or_else(|| self.module.fresh_label(), js_label);
        let mut arms = Vec::new();
        for (values, body) in cases {
            let tests = values.iter().map(|&value| Expr::Int(i64::from(value))).collect();
            arms.push(Case { tests, body: self.body(body) });
        }
        arms.push(Case { tests: Vec::new(), body: self.body(default) });
        out.push(Stmt::Switch(label, on, arms));
    }
    fn dispatch(&mut self, dispatch: structure::Dispatch) -> Symbol {
        // A dispatch variable has no value of its own: the values' ids end where these begin.
        let key: Value = Id::from_index(self.func.values.len() + dispatch.index());
        if let Some(&name) = self.names.get(&key) {
            return name;
        }
        let name = self.module.fresh_local("next");
        self.module.dispatch_variables.insert(name);
        self.names.insert(key, name);
        name
    }
    fn exit(&mut self, block: Block, out: &mut Vec<Stmt>) {
        let data = &self.func.blocks[block];
        match &data.term {
            Terminator::Return(values) => {
                let (mut exprs, ..) = self.take(values, out);
                self.settle_all(out);
                out.push(Stmt::Return(match exprs.len() {
                    0 => None,
                    1 => exprs.pop(),
                    _ => Some(Expr::Array(exprs)),
                }));
            }
            Terminator::TailCall(callee, values) => {
                let (args, ..) = self.take(values, out);
                self.settle_all(out);
                let call = self.module.tail_call(*callee, args, At::new(self.func, data.loc));
                self.return_call(call, out);
            }
            Terminator::TailCallClosure(_, values) => {
                let (args, ..) = self.take(values, out);
                self.settle_all(out);
                out.push(Stmt::Return(Some(self.module.bounce(args))));
            }
            Terminator::Panic(kind) => {
                self.settle_all(out);
                out.push(self.panic(*kind, data.loc));
            }
            Terminator::Unreachable => {
                self.settle_all(out);
                if !walk::ends(out) {
                    out.push(Stmt::Unreachable);
                }
            }
            Terminator::Jump(_) | Terminator::Branch(..) | Terminator::Switch(..) => {
                panic!("{block} of {} does not end the function", self.func.name)
            }
        }
    }
    fn return_call(&mut self, call: Expr, out: &mut Vec<Stmt>) {
        if self.func.results.is_empty() && !self.module.is_bouncing(self.func) {
            out.push(Stmt::Expr(call));
            out.push(Stmt::Return(None));
        } else {
            out.push(Stmt::Return(Some(call)));
        }
    }
    fn panic(&mut self, kind: PanicKind, loc: Loc) -> Stmt {
        let at = self.module.place(At::new(self.func, loc));
        Stmt::Throw(self.module.new_panic(Expr::str(kind.message()), at))
    }
}

fn js_label(label: structure::Label) -> Label {
    Label(u32::try_from(label.index()).expect("labels are numbered with 32 bits"))
}

/// A constant of the IR.
pub fn literal(constant: Const) -> Expr {
    match constant {
        Const::Bool(value) => Expr::Bool(value),
        Const::I32(value) => Expr::Int(i64::from(value)),
        Const::I64(value) => Expr::Big(value),
        Const::F32(bits) => number(f64::from(f32::from_bits(bits))),
        Const::F64(bits) => number(f64::from_bits(bits)),
        Const::Str(text) => Expr::Str(text),
        Const::Big(digits) => match digits.as_str().parse() {
            Ok(value) => Expr::Big(value),
            Err(_) => Expr::host("BigInt").call(vec![Expr::Str(digits)]),
        },
        Const::Null(_) => Expr::Null,
    }
}

/// A float: one that is a small integer is written like one.
fn number(value: f64) -> Expr {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    if value.fract() == 0.0 && value.abs() < 1e9 && !(value == 0.0 && value.is_sign_negative()) {
        Expr::Int(value as i64)
    } else {
        Expr::Float(value)
    }
}
