//! Dead code: blocks that cannot be reached, instructions and block parameters whose values nobody needs, functions
//! that nobody calls.
//!
//! What has an effect or can panic is needed; what needed code uses is needed. A block parameter is needed if its
//! value is, and then so are the arguments of the jumps to it, so a loop-carried value that only feeds itself goes.

use base::IndexVec;
use ir::{Block, Crossing, Func, FuncId, Op, Program, Terminator, Value, ValueDef, cfg::Cfg};

/// Removes the dead code of every function.
pub fn run(program: &mut Program) {
    for func in program.funcs.iter_mut() {
        run_func(func);
    }
}

/// Removes the dead code of one function.
pub fn run_func(func: &mut Func) {
    let cfg = Cfg::of(func);
    for block in func.blocks.ids() {
        if !cfg.is_reachable(block) {
            func.blocks[block].insts.clear();
            func.blocks[block].term = Terminator::Unreachable;
        }
    }
    let needed = Liveness::of(func, &cfg).needed;
    for &block in &cfg.order {
        let mut insts = std::mem::take(&mut func.blocks[block].insts);
        insts.retain(|&inst| {
            let data = &func.insts[inst];
            !data.op.is_removable() || data.results.iter().any(|&result| needed[result])
        });
        func.blocks[block].insts = insts;
    }
    remove_params(func, &cfg, &needed);
}

struct Liveness<'a> {
    func: &'a Func,
    cfg: &'a Cfg,
    needed: IndexVec<Value, bool>,
    pending: Vec<Value>,
}

impl<'a> Liveness<'a> {
    fn of(func: &'a Func, cfg: &'a Cfg) -> Self {
        let mut this = Self { func, cfg, needed: IndexVec::filled(false, func.values.len()), pending: Vec::new() };
        this.roots();
        while let Some(value) = this.pending.pop() {
            this.follow(value);
        }
        this
    }

    fn need(&mut self, value: Value) {
        if !self.needed[value] {
            self.needed[value] = true;
            self.pending.push(value);
        }
    }

    fn roots(&mut self) {
        for &block in &self.cfg.order {
            for &inst in &self.func.blocks[block].insts {
                let data = &self.func.insts[inst];
                if !data.op.is_removable() {
                    data.args.iter().for_each(|&arg| self.need(arg));
                }
            }
            match &self.func.blocks[block].term {
                Terminator::Branch(value, ..) | Terminator::Switch(value, ..) => self.need(*value),
                Terminator::Return(args) | Terminator::TailCall(_, args) | Terminator::TailCallClosure(_, args) => {
                    args.iter().for_each(|&arg| self.need(arg));
                }
                Terminator::Jump(_) | Terminator::Panic(_) | Terminator::Unreachable => {}
            }
        }
    }

    fn follow(&mut self, value: Value) {
        match self.func.values[value].def {
            ValueDef::Const(_) => {}
            ValueDef::Inst(inst, _) => {
                let func = self.func;
                func.insts[inst].args.iter().for_each(|&arg| self.need(arg));
            }
            ValueDef::Param(block, position) => {
                let (func, cfg) = (self.func, self.cfg);
                for &pred in &cfg.preds[block] {
                    func.blocks[pred].term.for_each_target(|target| {
                        if target.block == block {
                            self.need(target.args[position as usize]);
                        }
                    });
                }
            }
        }
    }
}

fn remove_params(func: &mut Func, cfg: &Cfg, needed: &IndexVec<Value, bool>) {
    let keeps: IndexVec<Block, Vec<bool>> = func
        .blocks
        .iter_enumerated()
        .map(|(block, data)| data.params.iter().map(|&param| block == func.entry || needed[param]).collect())
        .collect();
    for &block in &cfg.order {
        func.blocks[block].term.map_targets(|target| {
            let mut keep = keeps[target.block].iter();
            target.args.retain(|_| *keep.next().expect("an argument for each parameter"));
        });
    }
    for block in func.blocks.ids() {
        if keeps[block].iter().all(|&keep| keep) {
            continue;
        }
        let mut keep = keeps[block].iter();
        func.blocks[block].params.retain(|_| *keep.next().expect("a flag for each parameter"));
        for (position, &param) in func.blocks[block].params.iter().enumerate() {
            func.values[param].def = ValueDef::Param(block, position as u32);
        }
    }
}

/// Removes the functions that are never called, and gives the others new ids.
pub fn drop_unused_funcs(program: &mut Program) {
    let mut new_ids: IndexVec<FuncId, Option<FuncId>> = IndexVec::filled(None, program.funcs.len());
    let mut pending: Vec<FuncId> = program.init.into_iter().chain(program.main).collect();
    pending.extend(program.tests.iter().map(|test| test.func));
    pending.extend(program.exports.iter().map(|export| export.func));
    pending.extend(crossing_calls(program));
    while let Some(func) = pending.pop() {
        if new_ids[func].is_none() {
            new_ids[func] = Some(func);
            pending.extend(crate::call_graph::callees_of(program, func));
        }
    }
    for (next, id) in new_ids.iter_mut().flatten().enumerate() {
        *id = base::Id::from_index(next);
    }
    if new_ids.iter().all(Option::is_some) {
        return;
    }
    let funcs = std::mem::take(&mut program.funcs);
    program.funcs = funcs.into_iter().zip(&new_ids).filter(|(_, id)| id.is_some()).map(|(func, _)| func).collect();
    let sides = std::mem::take(&mut program.placement.funcs);
    program.placement.funcs =
        sides.iter_enumerated().filter(|(id, _)| new_ids[*id].is_some()).map(|(_, side)| *side).collect();
    renumber(program, |old| new_ids[old].expect("a function that is used is kept"));
}

/// The functions that the other side calls.
fn crossing_calls(program: &Program) -> Vec<FuncId> {
    let rows = program.seam.exports.iter().chain(&program.seam.imports);
    let call = |crossing: &Crossing| match crossing {
        Crossing::Op(Op::Call(func)) => Some(*func),
        Crossing::Op(_) | Crossing::ApplyClosure(_) | Crossing::WrapFunction(_) | Crossing::ApplyFunction(_) => None,
    };
    rows.filter_map(|row| call(&row.crossing)).collect()
}

fn renumber(program: &mut Program, new_id: impl Fn(FuncId) -> FuncId) {
    let renumber_op = |op: &mut Op| {
        if let Op::Call(func) | Op::ClosureNew(func) = op {
            *func = new_id(*func);
        }
    };
    for func in program.funcs.iter_mut() {
        for block in func.blocks.iter_mut() {
            block.insts.iter().for_each(|&inst| renumber_op(&mut func.insts[inst].op));
            if let Terminator::TailCall(callee, _) = &mut block.term {
                *callee = new_id(*callee);
            }
        }
    }
    for row in program.seam.exports.iter_mut().chain(&mut program.seam.imports) {
        if let Crossing::Op(op) = &mut row.crossing {
            renumber_op(op);
        }
    }
    for root in program.init.iter_mut().chain(&mut program.main) {
        *root = new_id(*root);
    }
    program.tests.iter_mut().for_each(|test| test.func = new_id(test.func));
    program.exports.iter_mut().for_each(|export| export.func = new_id(export.func));
}
