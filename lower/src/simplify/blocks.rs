//! Simplification of control flow: known branches, empty blocks, chains of blocks, loops that begin with a loop,
//! parameters that are always equal.

use crate::substitution::Substitution;
use base::IndexVec;
use ir::{Block, Const, Func, Op, Prim, Target, Terminator, Value, ValueDef, cfg::Cfg, dominators::Dominators};

/// Simplifies the blocks of `func`; tells whether anything changed.
pub fn run(func: &mut Func) -> bool {
    let mut changed = false;
    for block in func.blocks.ids() {
        changed |= simplify_terminator(func, block);
    }
    changed |= skip_empty_blocks(func);
    changed |= remove_equal_params(func);
    changed |= merge_chains(func);
    changed |= merge_headers(func);
    changed
}

fn simplify_terminator(func: &mut Func, block: Block) -> bool {
    let term = match &func.blocks[block].term {
        Terminator::Branch(_, yes, no) if yes == no => Terminator::Jump(yes.clone()),
        Terminator::Branch(cond, yes, no) => match (func.as_const(*cond), negation(func, *cond)) {
            (Some(Const::Bool(true)), _) => Terminator::Jump(yes.clone()),
            (Some(Const::Bool(false)), _) => Terminator::Jump(no.clone()),
            (_, Some(inner)) => Terminator::Branch(inner, no.clone(), yes.clone()),
            _ => return false,
        },
        Terminator::Switch(value, targets, default) => match func.as_const(*value) {
            Some(Const::I32(index)) => {
                let target = usize::try_from(index).ok().and_then(|index| targets.get(index)).unwrap_or(default);
                Terminator::Jump(target.clone())
            }
            _ if targets.iter().all(|target| target == default) => Terminator::Jump(default.clone()),
            _ => return false,
        },
        Terminator::Jump(_)
        | Terminator::Return(_)
        | Terminator::TailCall(..)
        | Terminator::TailCallClosure(..)
        | Terminator::Panic(_)
        | Terminator::Unreachable => return false,
    };
    func.blocks[block].term = term;
    true
}

/// The value that `value` is the negation of.
fn negation(func: &Func, value: Value) -> Option<Value> {
    match func.values[value].def {
        ValueDef::Inst(inst, _) if func.insts[inst].op == Op::Prim(Prim::NotBool) => Some(func.insts[inst].args[0]),
        ValueDef::Inst(..) | ValueDef::Param(..) | ValueDef::Const(_) => None,
    }
}

/// Lets jumps to a block that only jumps on, or only branches on its own parameter, go where it goes.
fn skip_empty_blocks(func: &mut Func) -> bool {
    let inside = blocks_with_inside_params(func);
    let mut changed = false;
    for block in func.blocks.ids() {
        let mut term = func.blocks[block].term.clone();
        let mut here = false;
        term.map_targets(|target| {
            if let Some(next) = behind(func, target, &inside)
                && next.block != block
            {
                *target = next;
                here = true;
            }
        });
        if here {
            func.blocks[block].term = term;
            changed = true;
        }
    }
    changed
}

/// Where a jump to an empty block ends up, with its parameters replaced by the arguments.
fn behind(func: &Func, target: &Target, inside: &IndexVec<Block, bool>) -> Option<Target> {
    let data = &func.blocks[target.block];
    if !data.insts.is_empty() || target.block == func.entry {
        return None;
    }
    let substitute = |value: Value| match data.params.iter().position(|&param| param == value) {
        Some(position) => target.args[position],
        None => value,
    };
    let next = match &data.term {
        Terminator::Jump(next) => next,
        Terminator::Branch(cond, yes, no) => match func.as_const(substitute(*cond)) {
            Some(Const::Bool(known)) => {
                if known {
                    yes
                } else {
                    no
                }
            }
            _ => return None,
        },
        Terminator::Switch(value, targets, default) => match func.as_const(substitute(*value)) {
            Some(Const::I32(index)) => {
                usize::try_from(index).ok().and_then(|index| targets.get(index)).unwrap_or(default)
            }
            _ => return None,
        },
        Terminator::Return(_)
        | Terminator::TailCall(..)
        | Terminator::TailCallClosure(..)
        | Terminator::Panic(_)
        | Terminator::Unreachable => return None,
    };
    // A parameter that others use below must keep being defined on this path too.
    let escapes = next.block == target.block || !inside[target.block];
    (!escapes).then(|| Target { block: next.block, args: next.args.iter().map(|&arg| substitute(arg)).collect() })
}

/// Whether the parameters of each block are used by its own terminator only.
fn blocks_with_inside_params(func: &Func) -> IndexVec<Block, bool> {
    let mut inside = IndexVec::filled(true, func.blocks.len());
    for (block, data) in func.blocks.iter_enumerated() {
        let mut look = |value: Value, from: Option<Block>| {
            if let ValueDef::Param(home, _) = func.values[value].def
                && Some(home) != from
            {
                inside[home] = false;
            }
        };
        data.insts.iter().for_each(|&inst| func.insts[inst].args.iter().for_each(|&arg| look(arg, None)));
        data.term.for_each_use(|value| look(value, Some(block)));
    }
    inside
}

/// Replaces parameters to which every jump passes the same value, or the parameter itself, by that value.
fn remove_equal_params(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let mut values = Substitution::new(func);
    let mut incoming: IndexVec<Block, Vec<Option<Incoming>>> =
        func.blocks.iter().map(|data| vec![None; data.params.len()]).collect();
    for &block in &cfg.order {
        func.blocks[block].term.for_each_target(|target| {
            for (position, &arg) in target.args.iter().enumerate() {
                let param = func.blocks[target.block].params[position];
                let slot = &mut incoming[target.block][position];
                *slot = match (*slot, arg) {
                    (known, arg) if arg == param => known,
                    (None, arg) => Some(Incoming::One(arg)),
                    (Some(Incoming::One(known)), arg) if same(func, known, arg) => Some(Incoming::One(known)),
                    (Some(_), _) => Some(Incoming::Many),
                };
            }
        });
    }
    for &block in &cfg.order {
        if block == func.entry {
            continue;
        }
        for (position, &param) in func.blocks[block].params.iter().enumerate() {
            if let Some(Incoming::One(value)) = incoming[block][position]
                && values.get(value) != param
            {
                values.replace(param, values.get(value));
            }
        }
    }
    // The parameters themselves go with dead code, which runs next.
    values.apply(func);
    !values.is_empty() && uses_changed(func, &values)
}

/// Whether a replaced value was anywhere used: applying has left none, so the parameters are dead now.
fn uses_changed(func: &Func, values: &Substitution) -> bool {
    func.blocks.iter().any(|data| data.params.iter().any(|&param| values.get(param) != param))
}

#[derive(Clone, Copy)]
enum Incoming {
    One(Value),
    Many,
}

fn same(func: &Func, a: Value, b: Value) -> bool {
    a == b || (func.as_const(a).is_some() && func.as_const(a) == func.as_const(b))
}

/// Appends a block to the only block that jumps to it.
pub fn merge_chains(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let mut values = Substitution::new(func);
    let mut changed = false;
    for &block in &cfg.order {
        // A chain is merged from its first block on; later members were emptied and have no jump left.
        while let Terminator::Jump(target) = func.blocks[block].term.clone()
            && target.block != block
            && target.block != func.entry
            && cfg.preds[target.block].len() == 1
            && cfg.is_reachable(block)
        {
            let params = std::mem::take(&mut func.blocks[target.block].params);
            for (&param, &arg) in params.iter().zip(&target.args) {
                values.replace(param, values.get(arg));
            }
            let insts = std::mem::take(&mut func.blocks[target.block].insts);
            func.blocks[block].insts.extend(insts);
            func.blocks[block].term = std::mem::replace(&mut func.blocks[target.block].term, Terminator::Unreachable);
            func.blocks[block].loc = func.blocks[target.block].loc;
            changed = true;
        }
    }
    values.apply(func);
    changed
}

/// Makes one loop of a loop that does nothing before an inner one which goes on with its variables: the search for the
/// next item that a filter keeps is a part of the loop over the items.
///
/// Before: `b1(v1, v2): jump b2(v1)`, `b2(v3): … jump b2(v4)`, `… jump b1(v5, v6)`
/// After:  `b2(v3, v2): … jump b2(v4, v2)`, `… jump b2(v5, v6)`
fn merge_headers(func: &mut Func) -> bool {
    let cfg = Cfg::of(func);
    let heads = |block: Block| cfg.preds[block].iter().any(|&pred| cfg.is_backward(pred, block));
    let outer = cfg.order.iter().copied().find_map(|block| {
        let data = &func.blocks[block];
        let Terminator::Jump(target) = &data.term else { return None };
        let goes_on = !target.args.is_empty() && target.args.iter().all(|arg| data.params.contains(arg));
        let empty = data.insts.is_empty() && block != func.entry && target.block != block;
        (empty && goes_on && heads(block) && heads(target.block)).then(|| (block, target.clone()))
    });
    let Some((outer, Target { block: inner, args })) = outer else { return false };
    let dominators = Dominators::of(&cfg);
    if !cfg.preds[inner].iter().all(|&pred| pred == outer || dominators.dominates(inner, pred)) {
        return false;
    }
    let mut values = Substitution::new(func);
    let mut carried = Vec::new();
    let params = func.blocks[outer].params.clone();
    for &param in &params {
        let row = func.values[param].clone();
        carried.push(func.add_param(inner, row.ty, row.name));
        values.replace(param, carried[carried.len() - 1]);
    }
    for &block in cfg.order.iter().filter(|&&block| block != outer) {
        func.blocks[block].term.map_targets(|target| {
            if target.block == inner {
                target.args.extend(&carried);
            } else if target.block == outer {
                let given = |arg: &Value| target.args[params.iter().position(|param| param == arg).expect("checked")];
                let first: Vec<Value> = args.iter().map(given).collect();
                target.args = first.into_iter().chain(target.args.iter().copied()).collect();
                target.block = inner;
            }
        });
    }
    func.blocks[outer].term = Terminator::Unreachable;
    values.apply(func);
    true
}
