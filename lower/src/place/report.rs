//! Why everything is where it is: what `seam place` prints.
//!
//! In: a placed program, before the seam is made.  Out: a row for each function, heap type and module variable, with its
//! side, the reason and what the other side would have cost; what crosses, and how often in a turn. What the compiler
//! has copied for both sides has a row for each, with one name.

use super::cost;
use super::cut::{Cut, INFINITE};
use super::frequency::Frequencies;
use super::model::{Bond, Item, Model};
use crate::Measured;
use base::{Id, Span, Symbol};
use ir::{FuncId, Op, Placement, Program, Side, Terminator};

/// How many rows may get the cost of the other side: each is a cut of its own.
const MOST_COMPARED: usize = 200;

/// The placement of a program, explained.
#[derive(Clone, Debug)]
pub struct Report {
    /// Functions, then heap types, then module variables, in order of declaration.
    pub rows: Vec<Row>,
    /// What crosses, the most frequent first.
    pub crossings: Vec<CrossingRow>,
    /// For each thing that the world outside calls, how often one call crosses.
    pub turns: Vec<(Symbol, f64)>,
    /// Whether there is a Wasm half.
    pub ships_wasm: bool,
    /// What the best division costs, without having a Wasm half.
    pub cut: u64,
    /// What everything in JavaScript costs.
    pub all_js: u64,
    /// What having a Wasm half costs.
    pub wasm_half: u64,
    /// Whether that is by a profile.
    pub measured: bool,
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the thing of that name")]
pub enum RowKind {
    Function,
    Type,
    Variable,
}

/// Something that has a side.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// Its name.
    pub name: Symbol,
    /// Where it is declared, for functions and variables.
    pub span: Option<Span>,
    /// Its side.
    pub side: Side,
    /// Why.
    pub reason: Reason,
    /// How often it runs in a session, for functions.
    pub runs: f64,
    /// Whether that was measured.
    pub measured: bool,
    /// Its own cost in JavaScript and in Wasm, in units of an integer addition.
    pub costs: (u64, u64),
    /// How much more the best division with this on the other side costs; `None` if it cannot be there, or was not
    /// computed.
    pub other_side: Option<u64>,
}

/// Why something has its side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// `@js` or `@wasm`.
    Attribute,
    /// It has or makes a JavaScript value.
    TouchesJs,
    /// A buffer is in Wasm's memory.
    Buffer,
    /// A Wasm half would not pay for itself.
    NoWasmHalf,
    /// It is cheaper there by itself.
    Cheaper,
    /// It stays with what it works with most.
    With(Symbol),
    /// It is small and pure, and on every side that calls it.
    Twin,
    /// It makes no difference.
    Indifferent,
}

/// Something that crosses.
#[derive(Clone, Debug)]
pub struct CrossingRow {
    /// The function that asks.
    pub from: Symbol,
    /// Its side.
    pub side: Side,
    /// What it asks for: a function, or a type or variable that it opens.
    pub to: Symbol,
    /// How often in a session.
    pub times: f64,
}

/// Explains the placement of a program, by what was measured of it if something was. Only rows that are `printed`, by where
/// they are declared, get the cost of the other side.
pub fn of(program: &Program, measured: Option<&Measured>, printed: &dyn Fn(Option<Span>) -> bool) -> Report {
    let model = Model::of(program, measured);
    let solution = model.solve(None);
    let ships_wasm = program.has_side(Side::Wasm);
    let placement = &program.placement;
    let explained = Explained { program, model: &model, solution: &solution, placement, ships_wasm, printed, measured };
    let crossings = explained.crossings();
    Report {
        rows: explained.rows(),
        turns: explained.turns(),
        crossings,
        ships_wasm,
        cut: solution.cost,
        all_js: model.all_js(),
        wasm_half: cost::WASM_HALF,
        measured: measured.is_some(),
    }
}

struct Explained<'a> {
    program: &'a Program,
    model: &'a Model<'a>,
    solution: &'a Cut,
    placement: &'a Placement,
    ships_wasm: bool,
    printed: &'a dyn Fn(Option<Span>) -> bool,
    measured: Option<&'a Measured>,
}

impl Explained<'_> {
    fn rows(&self) -> Vec<Row> {
        let program = self.program;
        let funcs = program.funcs.ids().map(|id| (RowKind::Function, Item::Func(id)));
        let types = program.types.heap.ids().map(|id| (RowKind::Type, Item::Type(id)));
        let globals = program.globals.ids().map(|id| (RowKind::Variable, Item::Global(id)));
        let items: Vec<_> = funcs.chain(types).chain(globals).collect();
        let printed = items.iter().filter(|(_, item)| (self.printed)(self.span(*item))).count();
        let compare = self.ships_wasm && printed <= MOST_COMPARED;
        items.into_iter().map(|(kind, item)| self.row(kind, item, compare)).collect()
    }

    fn row(&self, kind: RowKind, item: Item, compare: bool) -> Row {
        let node = self.model.node(item);
        let side = self.side(item);
        let span = self.span(item);
        let runs = if let Item::Func(id) = item { self.model.frequencies.funcs[id] } else { 0.0 };
        let bound = self.model.bonds[node].is_some() || self.is_twin(item);
        let other_side = (compare && !bound && (self.printed)(span)).then(|| {
            let other = self.model.solve(Some((node, other(side))));
            other.cost.saturating_sub(self.solution.cost)
        });
        Row {
            kind,
            name: self.name(item),
            span,
            side,
            reason: self.reason(item),
            runs,
            measured: kind == RowKind::Function && self.is_measured(item),
            costs: self.model.costs[node],
            other_side: other_side.filter(|&more| more < INFINITE),
        }
    }

    fn is_measured(&self, item: Item) -> bool {
        self.measured.is_some_and(|measured| measured.calls(self.name(item)).is_some())
    }

    fn reason(&self, item: Item) -> Reason {
        let node = self.model.node(item);
        match self.model.bonds[node] {
            Some((_, Bond::Attribute)) => return Reason::Attribute,
            Some((_, Bond::TouchesJs)) => return Reason::TouchesJs,
            Some((_, Bond::Buffer)) if self.ships_wasm => return Reason::Buffer,
            _ if !self.ships_wasm => return Reason::NoWasmHalf,
            _ if self.is_twin(item) => return Reason::Twin,
            _ => {}
        }
        let (js, wasm) = self.model.costs[node];
        let gain = match self.side(item) {
            Side::Js => i128::from(wasm) - i128::from(js),
            Side::Wasm => i128::from(js) - i128::from(wasm),
        };
        // What it would cost to be cut from each neighbour on its side.
        let neighbour = |(&(a, b), &(there, back)): (&(usize, usize), &(u64, u64))| {
            let (own, other, price) = match (a == node, b == node, self.side(item)) {
                (true, _, Side::Js) => (a, b, back),
                (true, _, Side::Wasm) => (a, b, there),
                (_, true, Side::Js) => (b, a, there),
                (_, true, Side::Wasm) => (b, a, back),
                (false, false, _) => return None,
            };
            (self.on_js(own) == self.on_js(other)).then_some((price, other))
        };
        let strongest = self.model.pairs.iter().filter_map(neighbour).max_by_key(|&(price, node)| (price, node));
        match strongest {
            Some((price, other)) if i128::from(price) > gain && price > 0 => match self.item(other) {
                Some(other) => Reason::With(self.name(other)),
                None => Reason::Cheaper,
            },
            _ if gain > 0 => Reason::Cheaper,
            _ => Reason::Indifferent,
        }
    }

    fn crossings(&self) -> Vec<CrossingRow> {
        let mut rows: Vec<CrossingRow> = Vec::new();
        for id in self.program.funcs.ids() {
            for (to, times) in self.asked(id, &self.model.frequencies) {
                let (from, side) = (ir::source_name(self.program.funcs[id].name), self.placement.funcs[id]);
                match rows.iter_mut().find(|row| (row.from, row.to) == (from, to)) {
                    Some(row) => row.times += times,
                    None => rows.push(CrossingRow { from, side, to, times }),
                }
            }
        }
        rows.sort_by(|a, b| b.times.total_cmp(&a.times));
        rows
    }

    /// How often a call of each root crosses, by the frequencies of that root alone.
    fn turns(&self) -> Vec<(Symbol, f64)> {
        let roots = super::frequency::roots_of(self.program);
        let crossings = |root: FuncId| {
            let frequencies = Frequencies::of_root(self.program, root, self.measured);
            let asked = self.program.funcs.ids().flat_map(|id| self.asked(id, &frequencies));
            asked.fold(0.0, |sum, (_, times)| sum + times)
        };
        roots.into_iter().map(|root| (self.name(Item::Func(root)), crossings(root))).collect()
    }

    /// What a function asks of the other side, and how often.
    fn asked(&self, id: FuncId, frequencies: &Frequencies) -> Vec<(Symbol, f64)> {
        let func = &self.program.funcs[id];
        let side = self.placement.funcs[id];
        let mut found = Vec::new();
        for (block, data) in func.blocks.iter_enumerated() {
            let times = frequencies.of_block(id, block);
            let tail = match data.term {
                Terminator::TailCall(callee, _) => Some(Op::Call(callee)),
                _ => None,
            };
            let ops = data.insts.iter().map(|&inst| func.insts[inst].op).chain(tail);
            for op in ops.filter(|_| times > 0.0) {
                let crosses = match op {
                    Op::Host(_) => side == Side::Wasm,
                    _ => self.placement.home(&op).is_some_and(|home| home != side),
                };
                if crosses {
                    found.push((self.asked_name(&op), times));
                }
            }
        }
        found
    }

    fn asked_name(&self, op: &Op) -> Symbol {
        let name = match *op {
            Op::Call(callee) => self.program.funcs[callee].name,
            Op::GlobalGet(global) | Op::GlobalSet(global) => self.program.globals[global].name,
            Op::Extern(id) => self.program.externs[id].name,
            Op::Host(host) => Symbol::new(host.name()),
            _ => op.heap_type().map_or_else(|| Symbol::new(op.name()), |ty| self.program.types[ty].name),
        };
        ir::source_name(name)
    }

    // ---- names and sides

    fn span(&self, item: Item) -> Option<Span> {
        match item {
            Item::Func(id) => Some(self.program.funcs[id].span),
            Item::Global(id) => Some(self.program.globals[id].span),
            Item::Type(_) | Item::Values(_) => None,
        }
    }

    fn is_twin(&self, item: Item) -> bool {
        matches!(item, Item::Func(id) if self.model.twins[id].is_some())
    }

    fn side(&self, item: Item) -> Side {
        match item {
            Item::Func(id) => self.placement.funcs[id],
            Item::Type(id) => self.placement.types[id],
            Item::Global(id) => self.placement.globals[id],
            Item::Values(_) if self.on_js(self.model.node(item)) => Side::Js,
            Item::Values(_) => Side::Wasm,
        }
    }

    fn on_js(&self, node: usize) -> bool {
        self.solution.on_source_side[node]
    }

    fn item(&self, node: usize) -> Option<Item> {
        let funcs = self.program.funcs.len();
        let types = funcs + self.program.types.heap.len();
        let globals = types + self.program.globals.len();
        match node {
            _ if node < funcs => Some(Item::Func(Id::from_index(node))),
            _ if node < types => Some(Item::Type(Id::from_index(node - funcs))),
            _ if node < globals => Some(Item::Global(Id::from_index(node - types))),
            _ => None,
        }
    }

    fn name(&self, item: Item) -> Symbol {
        ir::source_name(match item {
            Item::Func(id) => self.program.funcs[id].name,
            Item::Type(id) => self.program.types[id].name,
            Item::Global(id) => self.program.globals[id].name,
            Item::Values(_) => Symbol::new("a function value"),
        })
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Js => Side::Wasm,
        Side::Wasm => Side::Js,
    }
}
