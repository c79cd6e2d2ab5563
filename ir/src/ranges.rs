//! What is known of the sizes of integers: which accesses to elements are in range, which comparisons are decided.
//!
//! ```text
//! v2 = array.len v0
//! b1(v3): v4 = lt_s v3, v2          of `array.get v0, v3` in b2: in range, since v3 < v2 where b2 is reached, and
//!         branch v4, b2, b3         v3 >= 0: it begins with 0 and grows, never past v2
//! ```
//!
//! In: a function.  Out: answers to questions, each proved on demand: a bound of a value follows from what computes it
//! and from the tests that dominate the place. A block parameter has a bound if all its arguments have; where a proof
//! comes back to a parameter that it is about, with a bound no stronger, that is induction over the rounds of the
//! loop, and for it the limit must not change in the loop. Only parameters are assumed so, never facts, so that no
//! proof rests on itself. Each question takes a bounded number of steps; without a proof the answer is no.
//!
//! Source: Rastislav Bodik, Rajiv Gupta, Vivek Sarkar, "ABCD: Eliminating Array Bounds Checks on Demand", PLDI 2000.

use crate::op::prim::Prim;
use crate::{Block, Cfg, Const, Dominators, Func, Inst, Op, Storage, Terminator, TypeDef, Types, Value, ValueDef};
use base::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many steps the proof for one question may take.
const FUEL: u32 = 120;
/// How deep a proof may nest.
const DEPTH: u32 = 24;
/// How many facts about one value are looked at.
const MOST_FACTS: usize = 24;
/// No array has more elements.
const MOST_ELEMENTS: i64 = 1 << 30;
const MAX: i64 = i32::MAX as i64;
const MIN: i64 = i32::MIN as i64;

/// What holds in a block because of how it is reached, or after an access in it.
#[derive(Clone, Copy, Debug)]
enum Fact {
    /// `a <= b + d`
    AtMost {
        a: Value,
        b: Value,
        d: i64,
    },
    NotNegative(Value),
    /// `h - v`, unsigned, is at least `k`.
    Apart {
        v: Value,
        h: Value,
        k: i64,
    },
    /// After the instruction at the position: the value is the length of an array.
    Made {
        length: Value,
        position: usize,
    },
    /// After the instruction at the position: the index is in the range of the array.
    Accessed {
        array: Value,
        index: Value,
        position: usize,
    },
}

/// What a fact is about: equal constants are not always one value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Key {
    Value(Value),
    Int(i32),
}

impl Key {
    fn of(func: &Func, value: Value) -> Key {
        match func.as_const(value) {
            Some(Const::I32(int)) => Key::Int(int),
            _ => Key::Value(value),
        }
    }
}

/// What a value is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Limit {
    /// The length of an array.
    Length(Value),
    Value(Value),
    Zero,
}

/// A place in a function: before the instruction at the position of a block.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The block.
    pub block: Block,
    /// How many of its instructions are before.
    pub position: usize,
}

/// What can be asked of a function.
pub struct Ranges<'a> {
    func: &'a Func,
    types: &'a Types,
    cfg: Cfg,
    dominators: Dominators,
    /// By the value that they are about, with the blocks from which on they hold.
    facts: FxHashMap<Key, Vec<(Block, Fact)>>,
    /// Where parameters and results are defined.
    homes: IndexVec<Value, Option<Block>>,
}

/// The accesses to elements that are in range.
pub fn in_range(types: &Types, func: &Func) -> FxHashSet<Inst> {
    let ranges = Ranges::of(types, func);
    let mut found = FxHashSet::default();
    for &block in &ranges.cfg.order {
        for (position, &inst) in func.blocks[block].insts.iter().enumerate() {
            if is_access(func.insts[inst].op) && ranges.in_range(inst, Place { block, position }) {
                found.insert(inst);
            }
        }
    }
    found
}

impl<'a> Ranges<'a> {
    /// The ranges of `func`.
    pub fn of(types: &'a Types, func: &'a Func) -> Ranges<'a> {
        let cfg = Cfg::of(func);
        let dominators = Dominators::of(&cfg);
        let homes = IndexVec::filled(None, func.values.len());
        let mut ranges = Ranges { func, types, cfg, dominators, facts: FxHashMap::default(), homes };
        for block in ranges.cfg.order.clone() {
            let data = &func.blocks[block];
            if let [pred] = ranges.cfg.preds[block][..] {
                branch_facts(func, pred, block).into_iter().for_each(|fact| ranges.add(block, fact));
            }
            data.params.iter().for_each(|&param| ranges.homes[param] = Some(block));
            for (position, &inst) in data.insts.iter().enumerate() {
                let inst = &func.insts[inst];
                inst.results.iter().for_each(|&result| ranges.homes[result] = Some(block));
                if is_access(inst.op) {
                    ranges.add(block, Fact::Accessed { array: inst.args[0], index: inst.args[1], position });
                } else if makes_array(inst.op) {
                    ranges.add(block, Fact::Made { length: inst.args[0], position });
                }
            }
        }
        ranges
    }
    fn add(&mut self, block: Block, fact: Fact) {
        let about = match fact {
            Fact::AtMost { a, b, .. } => [Some(a), Some(b)],
            Fact::NotNegative(value) | Fact::Apart { v: value, .. } => [Some(value), None],
            Fact::Accessed { index: value, .. } | Fact::Made { length: value, .. } => [Some(value), None],
        };
        for value in about.into_iter().flatten() {
            self.facts.entry(Key::of(self.func, value)).or_default().push((block, fact));
        }
    }
    /// Whether the access to an element at `place` is in range.
    fn in_range(&self, inst: Inst, place: Place) -> bool {
        let (array, index) = (self.func.insts[inst].args[0], self.func.insts[inst].args[1]);
        let mut proof = Proof::new(self);
        proof.accessed(array, index, place)
            || proof.lower(index, 0, place) && proof.upper(index, Limit::Length(array), -1, place)
    }
    /// Whether a signed value is at least `bound` at `place`.
    pub fn at_least(&self, value: Value, bound: i32, place: Place) -> bool {
        Proof::new(self).lower(value, i64::from(bound), place)
    }
    /// Whether the signed value `a` is at most `b` plus `distance` at `place`.
    pub fn at_most(&self, a: Value, b: Value, distance: i32, place: Place) -> bool {
        Proof::new(self).upper(a, Limit::Value(b), i64::from(distance), place)
    }
    /// The end of a block.
    fn end(&self, block: Block) -> Place {
        Place { block, position: usize::MAX }
    }
    fn int(&self, value: Value) -> Option<i64> {
        match self.func.as_const(value) {
            Some(Const::I32(int)) => Some(i64::from(int)),
            _ => None,
        }
    }
    fn defining(&self, value: Value) -> Option<(Op, &'a [Value])> {
        match self.func.values[value].def {
            ValueDef::Inst(inst, _) => Some((self.func.insts[inst].op, &self.func.insts[inst].args)),
            ValueDef::Param(..) | ValueDef::Const(_) => None,
        }
    }
    /// A sum of a value and a constant.
    fn offset(&self, value: Value) -> Option<(Value, i64)> {
        match self.defining(value)? {
            (Op::Prim(Prim::AddI32), &[a, b]) => match (self.int(a), self.int(b)) {
                (_, Some(k)) => Some((a, k)),
                (Some(k), None) => Some((b, k)),
                (None, None) => None,
            },
            (Op::Prim(Prim::SubI32), &[a, b]) => self.int(b).map(|k| (a, -k)),
            _ => None,
        }
    }
    /// Whether a value is the length of the array.
    fn is_length(&self, value: Value, array: Value) -> bool {
        match self.defining(value) {
            Some((Op::ArrayLen(_) | Op::BufferLen(_), args)) if args[0] == array => true,
            _ => match self.defining(array) {
                Some((op, args)) if makes_array(op) => args[0] == value,
                _ => false,
            },
        }
    }
    /// The length of an array that was made with a known one; else 0, which no length is below.
    fn least_length(&self, array: Value) -> i64 {
        match self.defining(array) {
            Some((Op::ArrayLit(_), args)) => args.len() as i64,
            Some((op, args)) if makes_array(op) => self.int(args[0]).unwrap_or(0),
            _ => 0,
        }
    }
    /// Whether a value does not change while the loop that `header` heads runs: it is defined before.
    fn is_fixed(&self, value: Value, header: Block) -> bool {
        match self.homes[value] {
            Some(home) => home != header && self.dominators.dominates(home, header),
            None => true,
        }
    }
}

fn makes_array(op: Op) -> bool {
    matches!(op, Op::ArrayNew(_) | Op::ArrayNewDefault(_) | Op::BufferNew(_))
}

fn is_access(op: Op) -> bool {
    matches!(op, Op::ArrayGet(_) | Op::ArraySet(_) | Op::BufferGet(_) | Op::BufferSet(_))
}

/// What holds in `block` because its only predecessor went there.
fn branch_facts(func: &Func, pred: Block, block: Block) -> Vec<Fact> {
    let Terminator::Branch(cond, yes, no) = &func.blocks[pred].term else { return Vec::new() };
    let ValueDef::Inst(inst, _) = func.values[*cond].def else { return Vec::new() };
    let (Op::Prim(prim), &[a, b]) = (func.insts[inst].op, func.insts[inst].args.as_slice()) else { return Vec::new() };
    if yes.block == no.block {
        return Vec::new();
    }
    let at_most = |a, b, d| vec![Fact::AtMost { a, b, d }];
    match (prim, yes.block == block) {
        (Prim::LtSI32, true) | (Prim::GeSI32, false) => at_most(a, b, -1),
        (Prim::LtSI32, false) | (Prim::GeSI32, true) => at_most(b, a, 0),
        (Prim::GtSI32, true) | (Prim::LeSI32, false) => at_most(b, a, -1),
        (Prim::GtSI32, false) | (Prim::LeSI32, true) => at_most(a, b, 0),
        (Prim::EqI32, true) | (Prim::NeI32, false) => {
            vec![Fact::AtMost { a, b, d: 0 }, Fact::AtMost { a: b, b: a, d: 0 }]
        }
        (Prim::EqI32, false) | (Prim::NeI32, true) => {
            vec![Fact::Apart { v: a, h: b, k: 1 }, Fact::Apart { v: b, h: a, k: 1 }]
        }
        (Prim::LtUI32, false) | (Prim::GeUI32, true) => apart(func, a, b),
        (Prim::LtUI32, true) | (Prim::GeUI32, false) if is_size(func, b) => {
            vec![Fact::AtMost { a, b, d: -1 }, Fact::NotNegative(a)]
        }
        _ => Vec::new(),
    }
}

/// Whether a value is a length.
fn is_size(func: &Func, value: Value) -> bool {
    match func.values[value].def {
        ValueDef::Const(constant) => matches!(constant, Const::I32(0..)),
        ValueDef::Inst(inst, _) => {
            matches!(func.insts[inst].op, Op::ArrayLen(_) | Op::BufferLen(_) | Op::Prim(Prim::LenStr))
        }
        ValueDef::Param(..) => false,
    }
}

/// `h - v >= k`, unsigned, where `difference` is `h - v` and `k` a constant that is positive.
fn apart(func: &Func, difference: Value, k: Value) -> Vec<Fact> {
    match (func.values[difference].def, func.as_const(k)) {
        (ValueDef::Inst(inst, _), Some(Const::I32(k))) if k > 0 && func.insts[inst].op == Op::Prim(Prim::SubI32) => {
            let args = &func.insts[inst].args;
            vec![Fact::Apart { v: args[1], h: args[0], k: i64::from(k) }]
        }
        _ => Vec::new(),
    }
}

/// A proof that is being made.
struct Proof<'a> {
    ranges: &'a Ranges<'a>,
    fuel: u32,
    depth: u32,
    /// Parameters with the bounds that hold for them if they held in the round before.
    above: Vec<(Value, Limit, i64)>,
    below: Vec<(Value, i64)>,
}

/// A parameter of the header of a loop that goes from `start` towards `end` in steps and stops there.
struct Counter {
    start: Value,
    end: Value,
    /// Where the loop is entered.
    entry: Place,
}

impl<'a> Proof<'a> {
    fn new(ranges: &'a Ranges<'a>) -> Self {
        Self { ranges, fuel: FUEL, depth: 0, above: Vec::new(), below: Vec::new() }
    }

    /// Takes a step, if there are any left.
    fn step(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0 && self.depth < DEPTH
    }

    /// What is known of a value at a place, the latest first.
    fn facts(&self, value: Value, place: Place) -> Vec<Fact> {
        let ranges = self.ranges;
        let known = ranges.facts.get(&Key::of(ranges.func, value)).map_or(&[][..], Vec::as_slice);
        let holds = |&&(block, fact): &&(Block, Fact)| match fact {
            Fact::Accessed { position, .. } | Fact::Made { position, .. } if block == place.block => {
                position < place.position
            }
            _ => ranges.dominators.dominates(block, place.block),
        };
        known.iter().rev().take(MOST_FACTS).filter(holds).map(|&(_, fact)| fact).collect()
    }

    /// Whether an access to the same element is behind.
    fn accessed(&self, array: Value, index: Value, place: Place) -> bool {
        self.facts(index, place)
            .iter()
            .any(|fact| matches!(fact, Fact::Accessed { array: other, .. } if *other == array))
    }

    /// `value <= limit + c`
    fn upper(&mut self, value: Value, limit: Limit, c: i64, place: Place) -> bool {
        if !self.step() {
            return false;
        }
        self.depth += 1;
        let proved = self.is_within(value, limit, c, place)
            || self.upper_by_definition(value, limit, c, place)
            || self.upper_by_fact(value, limit, c, place);
        self.depth -= 1;
        proved
    }

    /// Whether `value <= limit + c` without looking at how it is computed.
    fn is_within(&mut self, value: Value, limit: Limit, c: i64, place: Place) -> bool {
        let constant = self.ranges.int(value);
        match limit {
            Limit::Zero => {
                let length = matches!(self.ranges.defining(value), Some((Op::ArrayLen(_) | Op::BufferLen(_), _)));
                c >= MAX || length && c >= MOST_ELEMENTS || constant.is_some_and(|k| k <= c)
            }
            Limit::Length(array) => {
                c >= 0 && self.ranges.is_length(value, array)
                    || constant.is_some_and(|k| k <= c + self.ranges.least_length(array))
            }
            Limit::Value(other) => match (self.ranges.int(other), constant) {
                (Some(end), Some(k)) => k <= end + c,
                (Some(end), None) => self.upper(value, Limit::Zero, end + c, place),
                (None, Some(k)) => self.lower(other, k - c, place),
                (None, None) => c >= 0 && value == other,
            },
        }
    }

    fn upper_by_fact(&mut self, value: Value, limit: Limit, c: i64, place: Place) -> bool {
        self.facts(value, place).into_iter().any(|fact| match fact {
            Fact::AtMost { a, b, d } => a == value && self.upper(b, limit, c - d, place),
            Fact::Accessed { array, index, .. } => {
                let short = limit == Limit::Zero && c >= MOST_ELEMENTS - 1;
                index == value && (short || limit == Limit::Length(array) && c >= -1)
            }
            Fact::Made { length, .. } => length == value && limit == Limit::Zero && c >= MOST_ELEMENTS,
            Fact::NotNegative(_) | Fact::Apart { .. } => false,
        })
    }

    fn upper_by_definition(&mut self, value: Value, limit: Limit, c: i64, place: Place) -> bool {
        if let ValueDef::Param(block, position) = self.ranges.func.values[value].def {
            return self.upper_of_param(value, block, position, limit, c);
        }
        // A sum that wraps is less than any limit that the sum could pass; a difference must not wrap.
        if let Some((base, k)) = self.ranges.offset(value) {
            return self.upper(base, limit, c - k, place) && (k >= 0 || self.lower(base, MIN - k, place));
        }
        match self.ranges.defining(value) {
            Some((Op::Prim(Prim::SubI32), &[a, b])) => {
                self.lower(b, 0, place) && self.lower(a, -1, place) && self.upper(a, limit, c, place)
            }
            Some((Op::Prim(Prim::ShrSI32 | Prim::DivSI32), &[a, b])) => {
                self.lower(b, 1, place) && self.lower(a, 0, place) && self.upper(a, limit, c, place)
            }
            Some((Op::Prim(Prim::RemSI32), &[a, b])) => {
                // Where there is a remainder, the divisor is not zero.
                self.lower(b, 0, place) && self.upper(b, limit, c + 1, place)
                    || self.lower(a, 0, place) && self.upper(a, limit, c, place)
            }
            Some((Op::Prim(Prim::AndI32), &[a, b])) => {
                [a, b].into_iter().any(|part| self.lower(part, 0, place) && self.upper(part, limit, c, place))
            }
            _ => false,
        }
    }

    fn upper_of_param(&mut self, value: Value, block: Block, position: u32, limit: Limit, c: i64) -> bool {
        let fixed = match limit {
            Limit::Length(other) | Limit::Value(other) => self.ranges.is_fixed(other, block),
            Limit::Zero => true,
        };
        if !fixed || block == self.ranges.func.entry {
            return false;
        }
        if let Some(&(_, _, assumed)) = self.above.iter().find(|row| (row.0, row.1) == (value, limit)) {
            return c >= assumed;
        }
        if let Some(Counter { end, entry, .. }) = self.counter(value, block, position)
            && self.upper(end, limit, c, entry)
        {
            return true;
        }
        self.above.push((value, limit, c));
        let proved = self.incoming(block, position).into_iter().all(|(arg, at)| self.upper(arg, limit, c, at));
        self.above.pop();
        proved
    }

    /// `value >= k`
    fn lower(&mut self, value: Value, k: i64, place: Place) -> bool {
        if k <= MIN || self.ranges.int(value).is_some_and(|known| known >= k) {
            return true;
        }
        if !self.step() {
            return false;
        }
        self.depth += 1;
        let proved = self.lower_by_definition(value, k, place) || self.lower_by_fact(value, k, place);
        self.depth -= 1;
        proved
    }

    fn lower_by_fact(&mut self, value: Value, k: i64, place: Place) -> bool {
        self.facts(value, place).into_iter().any(|fact| match fact {
            Fact::AtMost { a, b, d } => b == value && self.lower(a, k + d, place),
            Fact::Accessed { index: known, .. } | Fact::Made { length: known, .. } | Fact::NotNegative(known) => {
                known == value && k <= 0
            }
            Fact::Apart { .. } => false,
        })
    }

    fn lower_by_definition(&mut self, value: Value, k: i64, place: Place) -> bool {
        if let ValueDef::Param(block, position) = self.ranges.func.values[value].def {
            return self.lower_of_param(value, block, position, k);
        }
        if let Some((base, add)) = self.ranges.offset(value) {
            return self.lower(base, k - add, place) && (add <= 0 || self.upper(base, Limit::Zero, MAX - add, place));
        }
        match self.ranges.defining(value) {
            Some((Op::ArrayLen(_) | Op::BufferLen(_) | Op::Prim(Prim::LenStr | Prim::CharCodeAt), _)) => k <= 0,
            Some((Op::Prim(Prim::AddI32), &[a, b])) if k <= 0 => [a, b]
                .into_iter()
                .all(|part| self.lower(part, 0, place) && self.upper(part, Limit::Zero, MAX / 2, place)),
            Some((Op::Prim(Prim::AndI32), &[a, b])) => k <= 0 && (self.lower(a, 0, place) || self.lower(b, 0, place)),
            Some((Op::Prim(Prim::ShrUI32), &[_, b])) => {
                k <= 0 && self.ranges.int(b).is_some_and(|count| count & 31 != 0)
            }
            Some((Op::Prim(Prim::RemSI32 | Prim::ShrSI32), &[a, _])) => k <= 0 && self.lower(a, 0, place),
            Some((Op::Prim(Prim::DivSI32), &[a, b])) => k <= 0 && self.lower(a, 0, place) && self.lower(b, 0, place),
            Some((Op::Prim(Prim::SubI32), &[a, b])) if k <= 0 => {
                self.lower(b, 0, place) && self.upper(b, Limit::Value(a), -k, place)
            }
            Some((Op::ArrayGet(ty) | Op::BufferGet(ty), _)) => match self.ranges.types[ty].def {
                TypeDef::Array { elem } | TypeDef::Buffer { elem } => {
                    k <= 0 && matches!(elem, Storage::U8 | Storage::U16)
                }
                TypeDef::Struct { .. } | TypeDef::Enum { .. } => false,
            },
            _ => false,
        }
    }

    fn lower_of_param(&mut self, value: Value, block: Block, position: u32, k: i64) -> bool {
        if block == self.ranges.func.entry {
            return false;
        }
        if let Some(&(_, assumed)) = self.below.iter().find(|(known, _)| *known == value) {
            return k <= assumed;
        }
        if let Some(Counter { start, entry, .. }) = self.counter(value, block, position)
            && self.lower(start, k, entry)
        {
            return true;
        }
        self.below.push((value, k));
        let proved = self.incoming(block, position).into_iter().all(|(arg, at)| self.lower(arg, k, at));
        self.below.pop();
        proved
    }

    /// What is passed for a parameter, and where.
    fn incoming(&self, block: Block, position: u32) -> Vec<(Value, Place)> {
        let ranges = self.ranges;
        let mut preds = ranges.cfg.preds[block].clone();
        preds.sort();
        preds.dedup();
        let mut found = Vec::new();
        for pred in preds {
            ranges.func.blocks[pred].term.for_each_target(|target| {
                if target.block == block {
                    found.push((target.args[position as usize], ranges.end(pred)));
                }
            });
        }
        found
    }

    /// Whether a parameter counts up to a value that it does not pass, and is `start <= value <= end`: each round adds
    /// a step only while the end is a step away, or adds 1 while it is not reached, or the step whose multiple the end
    /// is. None of these can wrap.
    fn counter(&mut self, value: Value, header: Block, position: u32) -> Option<Counter> {
        let [(first, entry), (second, latch)] = self.incoming(header, position)[..] else { return None };
        let ranges = self.ranges;
        let goes_round = |place: Place| ranges.dominators.dominates(header, place.block);
        let (start, entry, next, latch) = match (goes_round(entry), goes_round(latch)) {
            (false, true) => (first, entry, second, latch),
            (true, false) => (second, latch, first, entry),
            _ => return None,
        };
        let (Op::Prim(Prim::AddI32), &[base, step]) = ranges.defining(next)? else { return None };
        if base != value || !self.step() {
            return None;
        }
        let ends: Vec<(Value, i64)> = self
            .facts(value, latch)
            .into_iter()
            .filter_map(|fact| match fact {
                Fact::Apart { v, h, k } => (v == value && ranges.is_fixed(h, header)).then_some((h, k)),
                Fact::AtMost { .. } | Fact::NotNegative(_) | Fact::Accessed { .. } | Fact::Made { .. } => None,
            })
            .collect();
        ends.into_iter().find_map(|(end, apart)| {
            let stops = match ranges.int(step) {
                Some(step) => step > 0 && step <= apart && self.upper(start, Limit::Value(end), 0, entry),
                None => ranges.is_fixed(step, header) && self.is_last(end, start, step, entry),
            };
            stops.then_some(Counter { start, end, entry })
        })
    }

    /// Whether `end` is `start + (limit - start - 1) / step * step` for a limit that is past the start and a positive
    /// step: then it is reached without wrapping.
    fn is_last(&mut self, end: Value, start: Value, step: Value, entry: Place) -> bool {
        let ranges = self.ranges;
        let prim = |value: Value, prim: Prim| match ranges.defining(value) {
            Some((Op::Prim(found), &[a, b])) if found == prim => Some((a, b)),
            _ => None,
        };
        let limit = || {
            let (from, span) = prim(end, Prim::AddI32)?;
            let (rounds, factor) = prim(span, Prim::MulI32)?;
            let (distance, divisor) = prim(rounds, Prim::DivUI32)?;
            let (distance, less) = ranges.offset(distance)?;
            let (limit, origin) = prim(distance, Prim::SubI32)?;
            (from == start && factor == step && divisor == step && less == -1 && origin == start).then_some(limit)
        };
        limit().is_some_and(|limit| self.lower(step, 1, entry) && self.upper(start, Limit::Value(limit), -1, entry))
    }
}
