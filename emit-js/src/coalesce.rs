//! Which SSA values share one JavaScript variable.
//!
//! Before: `b1(v1 "i"): … v5 "i" = add v1, 1; jump b1(v5)`
//! After:  `v1` and `v5` are the one variable `i`.
//!
//! In: a function and its reachable blocks.  Out: [`Variables`]: a representative for each value.
//! A block parameter and the value that a jump passes for it are joined when neither is live where the other is
//! defined, as in Chaitin's coalescing, with liveness by the usual backward iteration. Values named after different
//! source variables stay apart where names matter.

use base::{Id, IndexVec};
use ir::{Block, Func, Terminator, Value, ValueDef};
use rustc_hash::{FxHashMap, FxHashSet};

/// The variables of a function.
#[derive(Debug)]
pub struct Variables {
    parent: IndexVec<Value, Value>,
    assigned: FxHashSet<Value>,
}

impl Variables {
    /// The value whose variable holds `value`.
    pub fn root(&self, value: Value) -> Value {
        let mut value = value;
        while self.parent[value] != value {
            value = self.parent[value];
        }
        value
    }
    /// Whether the variable of `value` is assigned more than once.
    pub fn is_mutable(&self, value: Value) -> bool {
        self.assigned.contains(&self.root(value))
    }
}

/// Joins values of `func`; `by_name`: only those of one source variable.
pub fn of(func: &Func, blocks: &[Block], uses: &IndexVec<Value, u32>, fixed: &[Value], by_name: bool) -> Variables {
    let pairs = phi_pairs(func, blocks, uses, fixed);
    let mut parent: IndexVec<Value, Value> = func.values.ids().collect();
    let mut assigned = FxHashSet::default();
    if !pairs.is_empty() {
        let conflicts = interference(func, blocks, &pairs);
        let mut members: FxHashMap<Value, Vec<Value>> = FxHashMap::default();
        for &(param, arg) in &pairs {
            let find = |mut value: Value| {
                while parent[value] != value {
                    value = parent[value];
                }
                value
            };
            let (to, from) = (find(param), find(arg));
            let named = |value: Value| func.values[value].name;
            let all = |root: Value| members.get(&root).cloned().unwrap_or_else(|| vec![root]);
            let (ours, theirs) = (all(to), all(from));
            let name_of = |values: &[Value]| values.iter().find_map(|&value| named(value));
            let same_name = !by_name || name_of(&ours).is_none() || name_of(&theirs).is_none();
            if to == from || !(same_name || name_of(&ours) == name_of(&theirs)) {
                continue;
            }
            let clash = |&a: &Value| theirs.iter().any(|&b| conflicts.contains(&(a.min(b), a.max(b))));
            if !ours.iter().any(clash) {
                parent[from] = to;
                members.insert(to, ours.into_iter().chain(theirs).collect());
            }
        }
        for (param, _) in pairs {
            let mut root = param;
            while parent[root] != root {
                root = parent[root];
            }
            assigned.insert(root);
        }
    }
    let mut variables = Variables { parent, assigned };
    // Parameters that only constants are passed for are assigned too.
    for_each_jump(func, blocks, |param, _| {
        let root = variables.root(param);
        variables.assigned.insert(root);
    });
    variables
}

fn for_each_jump(func: &Func, blocks: &[Block], mut f: impl FnMut(Value, Value)) {
    for &block in blocks {
        func.blocks[block].term.for_each_target(|target| {
            for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                f(param, arg);
            }
        });
    }
}

/// Each used parameter with each value that a jump passes for it.
fn phi_pairs(func: &Func, blocks: &[Block], uses: &IndexVec<Value, u32>, fixed: &[Value]) -> Vec<(Value, Value)> {
    let mut pairs = Vec::new();
    for_each_jump(func, blocks, |param, arg| {
        let constant = matches!(func.values[arg].def, ValueDef::Const(_));
        if !constant && param != arg && uses[param] > 0 && !fixed.contains(&arg) && !fixed.contains(&param) {
            pairs.push((param, arg));
        }
    });
    // Names first: `i` and `i + 1` meet before a temporary takes the place of one of them.
    pairs.sort_by_key(|&(param, arg)| {
        func.values[param].name.is_none() || func.values[param].name != func.values[arg].name
    });
    pairs.dedup();
    pairs
}

type Bits = Vec<u64>;

struct Liveness<'a> {
    func: &'a Func,
    number: FxHashMap<Value, usize>,
    live_in: FxHashMap<Block, Bits>,
    words: usize,
}

/// The pairs of candidate values of which one is live where the other is defined, each in order.
fn interference(func: &Func, blocks: &[Block], pairs: &[(Value, Value)]) -> FxHashSet<(Value, Value)> {
    let mut candidates: Vec<Value> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let number = candidates.iter().enumerate().map(|(number, &value)| (value, number)).collect();
    let words = candidates.len().div_ceil(64);
    let mut liveness = Liveness { func, number, live_in: FxHashMap::default(), words };
    loop {
        let mut changed = false;
        for &block in blocks.iter().rev() {
            let live = liveness.block(block, &mut |_, _| {});
            if liveness.live_in.get(&block) != Some(&live) {
                liveness.live_in.insert(block, live);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut conflicts = FxHashSet::default();
    for &block in blocks {
        liveness.block(block, &mut |defined, live| {
            for (word, &bits) in live.iter().enumerate() {
                let mut bits = bits;
                while bits != 0 {
                    let other = candidates[word * 64 + bits.trailing_zeros() as usize];
                    bits &= bits - 1;
                    if other != defined {
                        conflicts.insert((defined.min(other), defined.max(other)));
                    }
                }
            }
        });
    }
    conflicts
}

impl Liveness<'_> {
    /// The live values at the start of a block; `define` sees each definition with what is live after it.
    fn block(&self, block: Block, define: &mut dyn FnMut(Value, &Bits)) -> Bits {
        let data = &self.func.blocks[block];
        let mut live = vec![0u64; self.words];
        data.term.for_each_target(|target| {
            if let Some(bits) = self.live_in.get(&target.block) {
                live.iter_mut().zip(bits).for_each(|(word, bits)| *word |= bits);
            }
        });
        data.term.for_each_use(|value| self.set(&mut live, value, true));
        for &inst in data.insts.iter().rev() {
            let inst = &self.func.insts[inst];
            // Several results are assigned at once: each is live where the others are defined.
            if inst.results.len() > 1 {
                inst.results.iter().for_each(|&result| self.set(&mut live, result, true));
            }
            for &result in &inst.results {
                if self.number.contains_key(&result) {
                    define(result, &live);
                }
            }
            inst.results.iter().for_each(|&result| self.set(&mut live, result, false));
            inst.args.iter().for_each(|&arg| self.set(&mut live, arg, true));
        }
        for &param in &data.params {
            self.set(&mut live, param, true);
        }
        for &param in &data.params {
            if self.number.contains_key(&param) {
                define(param, &live);
            }
        }
        data.params.iter().for_each(|&param| self.set(&mut live, param, false));
        live
    }
    fn set(&self, live: &mut Bits, value: Value, on: bool) {
        if let Some(&number) = self.number.get(&value) {
            let bit = 1u64 << (number % 64);
            if on {
                live[number / 64] |= bit;
            } else {
                live[number / 64] &= !bit;
            }
        }
    }
}

/// How often each value is used in the given blocks.
pub fn count_uses(func: &Func, blocks: &[Block]) -> IndexVec<Value, u32> {
    let mut uses = IndexVec::filled(0, func.values.len());
    for &block in blocks {
        for &inst in &func.blocks[block].insts {
            func.insts[inst].args.iter().for_each(|&arg| uses[arg] += 1);
        }
        match &func.blocks[block].term {
            Terminator::Branch(cond, ..) => uses[*cond] += 1,
            Terminator::Switch(on, ..) => uses[*on] += 1,
            Terminator::Return(args) | Terminator::TailCall(_, args) | Terminator::TailCallClosure(_, args) => {
                args.iter().for_each(|&arg| uses[arg] += 1);
            }
            Terminator::Jump(_) | Terminator::Panic(_) | Terminator::Unreachable => {}
        }
    }
    count_jump_args(func, blocks, &mut uses);
    uses
}

/// Counts the arguments of jumps, of those parameters only that are used themselves, as the others are not assigned.
fn count_jump_args(func: &Func, blocks: &[Block], uses: &mut IndexVec<Value, u32>) {
    let mut queue: Vec<Value> = Vec::new();
    let mut incoming: FxHashMap<Value, Vec<Value>> = FxHashMap::default();
    for_each_jump(func, blocks, |param, arg| incoming.entry(param).or_default().push(arg));
    let mut seen = FxHashSet::default();
    let mut params: Vec<Value> = incoming.keys().copied().collect();
    params.sort_unstable_by_key(|value| value.index());
    for param in params {
        if uses[param] > 0 && seen.insert(param) {
            queue.push(param);
        }
    }
    while let Some(param) = queue.pop() {
        for &arg in &incoming[&param] {
            uses[arg] += 1;
            if incoming.contains_key(&arg) && seen.insert(arg) {
                queue.push(arg);
            }
        }
    }
}
