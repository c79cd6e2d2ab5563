//! The form in which the interpreter runs a function.
//!
//! In: a function.  Out: its [`Code`]: one list of instructions with the terminators in it, operands as positions in
//! the frame, and the frame as it is when the function is entered, constants already in place.

use super::strings::Strings;
use super::value::{BigId, Val};
use crate::{Cfg, Const, Func, FuncId, Loc, Op, PanicKind, Prim, Target, Terminator, Value, ValueDef};
use base::IndexVec;
use num_bigint::BigInt;

/// A position in a frame.
pub(super) type Slot = u32;

/// An edge with what it assigns: from, to.
#[derive(Debug)]
pub(super) struct Edge {
    pub to: u32,
    pub moves: Box<[(Slot, Slot)]>,
}

#[derive(Debug)]
pub(super) enum Instr {
    /// An operator on one or two scalars; of one, the second operand repeats the first.
    Scalar(Prim, Slot, Slot, Slot),
    Call(FuncId, Box<[Slot]>),
    CallClosure(Box<[Slot]>),
    /// Any other operator, with its operands and its result if it has one.
    Op(Op, Box<[Slot]>, Option<Slot>),
    Jump(Edge),
    Branch(Slot, Edge, Edge),
    Switch(Slot, Box<[Edge]>, Edge),
    Return(Box<[Slot]>),
    TailCall(FuncId, Box<[Slot]>),
    TailCallClosure(Box<[Slot]>),
    Panic(PanicKind),
}

/// A function, ready to run.
pub(super) struct Code {
    pub instrs: Vec<Instr>,
    /// Where each instruction comes from.
    pub locs: Vec<Loc>,
    /// Where the results of a call go, for instructions that call.
    pub results: Vec<Box<[Slot]>>,
    /// The frame at the start.
    pub frame: Vec<Val>,
    pub params: Box<[Slot]>,
}

struct Coder<'a> {
    func: &'a Func,
    strings: &'a mut Strings,
    bigs: &'a mut IndexVec<BigId, BigInt>,
    slots: IndexVec<Value, Option<Slot>>,
    starts: IndexVec<crate::Block, u32>,
    code: Code,
}

impl Code {
    pub fn of(func: &Func, strings: &mut Strings, bigs: &mut IndexVec<BigId, BigInt>) -> Code {
        let code = Code {
            instrs: Vec::new(),
            locs: Vec::new(),
            results: Vec::new(),
            frame: Vec::new(),
            params: Box::default(),
        };
        let slots = IndexVec::filled(None, func.values.len());
        let starts = IndexVec::filled(0, func.blocks.len());
        let mut coder = Coder { func, strings, bigs, slots, starts, code };
        coder.code.params = coder.slots(func.params());
        let order = Cfg::of(func).order;
        let mut start = 0;
        for &block in &order {
            coder.starts[block] = start;
            start += func.blocks[block].insts.len() as u32 + 1;
        }
        for &block in &order {
            coder.block(block);
        }
        coder.code
    }
}

impl Coder<'_> {
    fn slot(&mut self, value: Value) -> Slot {
        if let Some(slot) = self.slots[value] {
            return slot;
        }
        let data = &self.func.values[value];
        let initial = match data.def {
            ValueDef::Const(constant) => load(constant, self.strings, self.bigs),
            ValueDef::Param(..) | ValueDef::Inst(..) => Val::zero(data.ty),
        };
        let slot = self.code.frame.len() as Slot;
        self.code.frame.push(initial);
        self.slots[value] = Some(slot);
        slot
    }
    fn slots(&mut self, values: &[Value]) -> Box<[Slot]> {
        values.iter().map(|&value| self.slot(value)).collect()
    }
    fn edge(&mut self, target: &Target) -> Edge {
        let params = &self.func.blocks[target.block].params;
        let moves = target.args.iter().zip(params).map(|(&arg, &param)| (self.slot(arg), self.slot(param)));
        Edge { moves: moves.collect(), to: self.starts[target.block] }
    }
    fn push(&mut self, instr: Instr, loc: Loc, results: Box<[Slot]>) {
        self.code.instrs.push(instr);
        self.code.locs.push(loc);
        self.code.results.push(results);
    }
    fn block(&mut self, block: crate::Block) {
        let func = self.func;
        let data = &func.blocks[block];
        for &inst in &data.insts {
            let inst = &func.insts[inst];
            let args = self.slots(&inst.args);
            let results = self.slots(&inst.results);
            let instr = match inst.op {
                Op::Prim(prim) if is_scalar(prim) => {
                    Instr::Scalar(prim, args[0], *args.get(1).unwrap_or(&args[0]), results[0])
                }
                Op::Call(func) => Instr::Call(func, args),
                Op::CallClosure(_) => Instr::CallClosure(args),
                op => Instr::Op(op, args, results.first().copied()),
            };
            self.push(instr, inst.loc, results);
        }
        let instr = self.terminator(&data.term);
        self.push(instr, data.loc, Box::default());
    }
    fn terminator(&mut self, term: &Terminator) -> Instr {
        match term {
            Terminator::Jump(target) => Instr::Jump(self.edge(target)),
            Terminator::Branch(cond, yes, no) => Instr::Branch(self.slot(*cond), self.edge(yes), self.edge(no)),
            Terminator::Switch(value, targets, default) => {
                let edges = targets.iter().map(|target| self.edge(target)).collect();
                Instr::Switch(self.slot(*value), edges, self.edge(default))
            }
            Terminator::Return(values) => Instr::Return(self.slots(values)),
            Terminator::TailCall(func, args) => Instr::TailCall(*func, self.slots(args)),
            Terminator::TailCallClosure(_, args) => Instr::TailCallClosure(self.slots(args)),
            Terminator::Panic(kind) => Instr::Panic(*kind),
            Terminator::Unreachable => Instr::Panic(PanicKind::Unreachable),
        }
    }
}

/// Whether [`crate::fold::evaluate`] computes it.
fn is_scalar(prim: Prim) -> bool {
    let text = crate::Type::STR;
    !crate::bigint::is_of_bigint(prim) && prim.info().params.iter().all(|&ty| ty != text) && prim.info().result != text
}

/// A constant as a value.
pub(super) fn load(constant: Const, strings: &mut Strings, bigs: &mut IndexVec<BigId, BigInt>) -> Val {
    match constant {
        Const::Bool(value) => Val::Bool(value),
        Const::I32(value) => Val::I32(value),
        Const::I64(value) => Val::I64(value),
        Const::F32(bits) => Val::F32(f32::from_bits(bits)),
        Const::F64(bits) => Val::F64(f64::from_bits(bits)),
        Const::Str(text) => strings.add(text.as_str().encode_utf16().collect::<Vec<u16>>()),
        Const::Big(text) => Val::Big(bigs.push(crate::bigint::of_text(text))),
        Const::Null(_) => Val::Null,
    }
}
