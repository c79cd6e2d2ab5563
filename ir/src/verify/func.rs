//! The checks of one function: 6 to 11, 13 and 14.

use super::{Phase, Verifier};
use crate::op::signature;
use crate::{
    Block, Cfg, Const, Dominators, Func, FuncId, Inst, Op, Signature, Target, Terminator, Type, Value, ValueDef,
};
use base::{Id, IndexVec};

/// Checks `func`.
pub(super) fn verify(verifier: &mut Verifier, id: FuncId, func: &Func) {
    let mut checker = Checker { verifier, id, func, owners: IndexVec::filled(None, func.insts.len()) };
    // Each step relies on the ids that the one before has checked.
    let passes = [Checker::ids, Checker::definitions, Checker::blocks, Checker::dominance];
    for pass in passes {
        let before = checker.verifier.errors.len();
        pass(&mut checker);
        if checker.verifier.errors.len() > before {
            return;
        }
    }
}

struct Checker<'a, 'v> {
    verifier: &'a mut Verifier<'v>,
    id: FuncId,
    func: &'a Func,
    /// The block that an instruction is in, and its place there.
    owners: IndexVec<Inst, Option<(Block, usize)>>,
}

impl Checker<'_, '_> {
    fn require(&mut self, holds: bool, why: impl FnOnce() -> String) -> bool {
        let name = self.func.name;
        self.verifier.require(holds, || format!("@{name}: {}", why()))
    }

    /// Checks 6 and 7.
    fn ids(&mut self) {
        let func = self.func;
        for (value, data) in func.values.iter_enumerated() {
            let exists = self.verifier.has_type(data.ty);
            self.require(exists, || format!("the type of {value} does not exist"));
        }
        for (block, data) in func.blocks.iter_enumerated() {
            let insts = data.insts.iter().all(|inst| inst.index() < func.insts.len());
            if !self.require(insts, || format!("{block} has an instruction that does not exist")) {
                continue;
            }
            let mut values: Vec<Value> = data.params.clone();
            for &inst in &data.insts {
                values.extend(func.insts[inst].args.iter().chain(&func.insts[inst].results));
            }
            data.term.for_each_use(|value| values.push(value));
            let exist = values.iter().all(|value| value.index() < func.values.len());
            self.require(exist, || format!("{block} uses a value that does not exist"));
            let mut targets = Vec::new();
            data.term.for_each_target(|target| targets.push(target.block));
            let exist = targets.iter().all(|target| target.index() < func.blocks.len());
            self.require(exist, || format!("{block} jumps to a block that does not exist"));
            self.require(!targets.contains(&func.entry), || format!("{block} jumps to the entry"));
        }
    }

    /// Check 8.
    fn definitions(&mut self) {
        let func = self.func;
        let mut defined: IndexVec<Value, Option<ValueDef>> = IndexVec::filled(None, func.values.len());
        for (block, data) in func.blocks.iter_enumerated() {
            for (position, &param) in data.params.iter().enumerate() {
                self.define(&mut defined, param, ValueDef::Param(block, position as u32));
            }
            for (place, &inst) in data.insts.iter().enumerate() {
                let before = self.owners[inst].replace((block, place));
                self.require(before.is_none(), || format!("{inst} stands twice"));
                for (position, &result) in func.insts[inst].results.iter().enumerate() {
                    self.define(&mut defined, result, ValueDef::Inst(inst, position as u32));
                }
            }
        }
        for (value, data) in func.values.iter_enumerated() {
            let ValueDef::Const(constant) = data.def else { continue };
            self.require(constant.ty() == data.ty, || format!("the constant {value} has not the type of its value"));
            let is_null = matches!(constant, Const::Null(_));
            self.require(!is_null || data.ty.nullable, || format!("{value} is null of a type without null"));
        }
    }
    fn define(&mut self, defined: &mut IndexVec<Value, Option<ValueDef>>, value: Value, def: ValueDef) {
        let before = defined[value].replace(def);
        let is_right = before.is_none() && self.func.values[value].def == def;
        self.require(is_right, || format!("{value} is defined in another place than it says"));
    }

    /// Checks 9, 10, 13 and 14.
    fn blocks(&mut self) {
        let reachable = Cfg::of(self.func);
        for (block, data) in self.func.blocks.iter_enumerated() {
            for &inst in &data.insts {
                self.inst(inst, reachable.is_reachable(block));
            }
            self.terminator(block, &data.term);
            if let Terminator::TailCall(callee, _) = data.term {
                self.crossing(&Op::Call(callee), reachable.is_reachable(block));
            }
        }
    }
    fn types(&self, values: &[Value]) -> Vec<Type> {
        values.iter().map(|&value| self.func.ty(value)).collect()
    }
    fn inst(&mut self, inst: Inst, reachable: bool) {
        let data = &self.func.insts[inst];
        let found = Signature { params: self.types(&data.args), results: self.types(&data.results) };
        let name = data.op.name();
        match signature(&data.op, &found.params, self.verifier.program) {
            Ok(expected) => {
                self.require(found == expected, || format!("{inst}: {name} is {expected:?}, not {found:?}"));
            }
            Err(why) => {
                self.require(false, || format!("{inst}: {name}: {why}"));
                return;
            }
        }
        let is_early = self.verifier.phase < Phase::Placed;
        self.require(!is_early || !matches!(data.op, Op::BufferPtr(_)), || format!("{inst}: {name} comes too early"));
        self.crossing(&data.op, reachable);
    }
    fn crossing(&mut self, op: &Op, reachable: bool) {
        let is_placed = self.verifier.phase == Phase::Placed && self.is_all_placed();
        let side = self.verifier.program.placement.funcs.get(self.id).copied();
        let Some(side) = side.filter(|_| is_placed && reachable) else { return };
        let crosses = self.verifier.crosses_by_name(side, op);
        self.require(crosses, || format!("{op:?} has no name in the seam"));
    }
    fn is_all_placed(&self) -> bool {
        let program = self.verifier.program;
        program.placement.types.len() == program.types.heap.len()
            && program.placement.globals.len() == program.globals.len()
            && program.placement.funcs.len() == program.funcs.len()
    }

    fn terminator(&mut self, block: Block, term: &Terminator) {
        let func = self.func;
        match term {
            Terminator::Branch(cond, ..) => {
                self.require(func.ty(*cond) == Type::BOOL, || format!("{block} branches on {:?}", func.ty(*cond)));
            }
            Terminator::Switch(value, ..) => {
                self.require(func.ty(*value) == Type::I32, || format!("{block} switches on {:?}", func.ty(*value)));
            }
            Terminator::Return(values) => {
                let found = self.types(values);
                let expected = &func.results;
                self.require(found == *expected, || format!("{block} returns {found:?}, not {expected:?}"));
            }
            Terminator::TailCall(callee, args) => self.tail_call(block, Op::Call(*callee), args),
            Terminator::TailCallClosure(sig, args) => self.tail_call(block, Op::CallClosure(*sig), args),
            Terminator::Jump(_) | Terminator::Panic(_) | Terminator::Unreachable => {}
        }
        let mut targets: Vec<Target> = Vec::new();
        term.for_each_target(|target| targets.push(target.clone()));
        for target in targets {
            let found = self.types(&target.args);
            let expected = self.types(&func.blocks[target.block].params);
            let to = target.block;
            self.require(found == expected, || format!("{block} gives {to} {found:?}, not {expected:?}"));
        }
    }
    fn tail_call(&mut self, block: Block, op: Op, args: &[Value]) {
        let found = Signature { params: self.types(args), results: self.func.results.clone() };
        match signature(&op, &found.params, self.verifier.program) {
            Ok(expected) => {
                self.require(found == expected, || format!("{block}: the callee is {expected:?}, not {found:?}"));
            }
            Err(why) => {
                self.require(false, || format!("{block}: {why}"));
            }
        }
    }

    /// Check 11.
    fn dominance(&mut self) {
        let cfg = Cfg::of(self.func);
        let dominators = Dominators::of(&cfg);
        let func = self.func;
        for &block in &cfg.order {
            let data = &func.blocks[block];
            for (place, &inst) in data.insts.iter().enumerate() {
                for &arg in &func.insts[inst].args {
                    self.dominated(&dominators, arg, block, place);
                }
            }
            let mut uses = Vec::new();
            data.term.for_each_use(|value| uses.push(value));
            for value in uses {
                self.dominated(&dominators, value, block, data.insts.len());
            }
        }
    }
    /// Whether `value` is defined wherever the instruction at `place` of `block` is reached.
    fn dominated(&mut self, dominators: &Dominators, value: Value, block: Block, place: usize) {
        let holds = match self.func.values[value].def {
            ValueDef::Const(_) => true,
            ValueDef::Param(owner, position) => {
                let params = self.func.blocks.get(owner).map_or(&[][..], |data| &data.params);
                params.get(position as usize) == Some(&value) && dominators.dominates(owner, block)
            }
            ValueDef::Inst(inst, _) => match self.owners.get(inst).copied().flatten() {
                Some((owner, at)) if owner == block => at < place,
                Some((owner, _)) => dominators.dominates(owner, block),
                None => false,
            },
        };
        self.require(holds, || format!("{value} is used in {block}, which its definition does not dominate"));
    }
}
