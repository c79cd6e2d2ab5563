//! Reads the body of a function.
//!
//! Lines are read in order first; then the types of results are found, in an order in which definitions come before
//! their uses; then the function is built with the ids that the text has.

use super::scanner::{Read, Scanner};
use super::{Parser, nowhere, read_op};
use crate::{
    Block, BlockData, Cfg, Const, Func, InstData, Op, PanicKind, Prim, Target, Terminator, Type, Value, ValueData,
    ValueDef, op::signature,
};
use base::{Id, IndexVec};

/// Constants have values from here on until all others are known.
const CONSTANTS: usize = 1 << 31;

/// An instruction before its operator is resolved.
struct RawInst<'a> {
    results: Vec<Value>,
    op: Result<Op, &'a str>,
    args: Vec<Value>,
    scan: Scanner<'a>,
}

struct RawBlock<'a> {
    block: Block,
    params: Vec<(Value, Type)>,
    insts: Vec<RawInst<'a>>,
    term: Option<Terminator>,
}

/// The operators of a block's instructions, with the types of their results.
type Resolved = Vec<(Op, Vec<Type>)>;

/// A body that is being read.
pub(super) struct Body<'a> {
    blocks: Vec<RawBlock<'a>>,
    constants: Vec<Const>,
}

impl<'a> Body<'a> {
    /// A body whose first block has the parameters of the function.
    pub fn new() -> Body<'a> {
        Body { blocks: Vec::new(), constants: Vec::new() }
    }
    /// Reads a line: a label, a statement, or both.
    pub fn line(&mut self, parser: &Parser, mut scan: Scanner<'a>, params: &[(Value, Type)]) -> Read<()> {
        if scan.is_id("b") {
            let block = Block::from_index(scan.id("b")?);
            let mut own = if scan.eat("(") { parser.params(&mut scan)? } else { Vec::new() };
            scan.expect(":")?;
            if self.blocks.is_empty() {
                own = params.to_vec();
            }
            self.blocks.push(RawBlock { block, params: own, insts: Vec::new(), term: None });
        }
        if scan.is_at_end() {
            return Ok(());
        }
        let Some(mut block) = self.blocks.pop() else { return scan.fail("expected a block") };
        if block.term.is_some() {
            return scan.fail("the block has ended");
        }
        block.term = self.terminator(parser, &mut scan)?;
        if block.term.is_none() {
            block.insts.push(self.inst(parser, &mut scan)?);
        }
        self.blocks.push(block);
        scan.end()
    }

    fn operand(&mut self, parser: &Parser, scan: &mut Scanner) -> Read<Value> {
        if scan.is_id("v") {
            return scan.id("v").map(Value::from_index);
        }
        self.constants.push(parser.constant(scan)?);
        Ok(Value::from_index(CONSTANTS + self.constants.len() - 1))
    }
    /// Operands up to the end of the line.
    fn operands(&mut self, parser: &Parser, scan: &mut Scanner) -> Read<Vec<Value>> {
        let mut values = Vec::new();
        while !scan.is_at_end() {
            if !values.is_empty() {
                scan.expect(",")?;
            }
            values.push(self.operand(parser, scan)?);
        }
        Ok(values)
    }
    fn bracketed(&mut self, parser: &Parser, scan: &mut Scanner) -> Read<Vec<Value>> {
        scan.expect("(")?;
        scan.list(")", |scan| self.operand(parser, scan))
    }
    fn target(&mut self, parser: &Parser, scan: &mut Scanner) -> Read<Target> {
        let block = Block::from_index(scan.id("b")?);
        let args = if scan.eat("(") { scan.list(")", |scan| self.operand(parser, scan))? } else { Vec::new() };
        Ok(Target { block, args })
    }
    fn terminator(&mut self, parser: &Parser, scan: &mut Scanner) -> Read<Option<Terminator>> {
        Ok(Some(if scan.eat_word("jump") {
            Terminator::Jump(self.target(parser, scan)?)
        } else if scan.eat_word("branch") {
            let cond = self.operand(parser, scan)?;
            scan.expect(",")?;
            let yes = self.target(parser, scan)?;
            scan.expect(",")?;
            Terminator::Branch(cond, yes, self.target(parser, scan)?)
        } else if scan.eat_word("switch") {
            let value = self.operand(parser, scan)?;
            scan.expect("[")?;
            let targets = scan.list("]", |scan| self.target(parser, scan))?;
            scan.expect(",")?;
            Terminator::Switch(value, targets, self.target(parser, scan)?)
        } else if scan.eat_word("return") {
            Terminator::Return(self.operands(parser, scan)?)
        } else if scan.eat_word("tail_call") {
            let func = parser.func_name(scan)?;
            Terminator::TailCall(func, self.bracketed(parser, scan)?)
        } else if scan.eat_word("tail_call_closure") {
            let sig = parser.sig(scan)?;
            Terminator::TailCallClosure(sig, self.operands(parser, scan)?)
        } else if scan.eat_word("panic") {
            let word = scan.word()?;
            match PanicKind::ALL.into_iter().find(|kind| kind.name() == word) {
                Some(kind) => Terminator::Panic(kind),
                None => return scan.fail(format_args!("there is no panic `{word}`")),
            }
        } else if scan.eat_word("unreachable") {
            Terminator::Unreachable
        } else {
            return Ok(None);
        }))
    }
    fn inst(&mut self, parser: &Parser, scan: &mut Scanner<'a>) -> Read<RawInst<'a>> {
        let at = *scan;
        let mut results = Vec::new();
        while scan.is_id("v") {
            results.push(Value::from_index(scan.id("v")?));
            if !scan.eat(",") {
                scan.expect("=")?;
                break;
            }
        }
        let op = read_op(parser, scan)?;
        let args = match op {
            Ok(Op::Call(_) | Op::ClosureNew(_)) => self.bracketed(parser, scan)?,
            _ => self.operands(parser, scan)?,
        };
        Ok(RawInst { results, op, args, scan: at })
    }

    /// The function that was read, added to what `func` says in its head.
    pub fn build(mut self, parser: &Parser, mut func: Func, scan: Scanner) -> Read<Func> {
        let Some(first) = self.blocks.first() else { return scan.fail("the function has no block") };
        func.entry = first.block;
        self.blocks.sort_by_key(|raw| raw.block);
        if let Some(missing) = (0..self.blocks.len()).find(|&index| self.blocks[index].block.index() != index) {
            return scan.fail(format_args!("b{missing} is missing or stands twice"));
        }
        let highest = self.blocks.iter().flat_map(RawBlock::values).map(|value| value.index() + 1).max();
        let filler = ValueData { ty: Type::BOOL, def: ValueDef::Const(Const::Bool(false)), name: None };
        func.values = IndexVec::filled(filler, highest.unwrap_or(0));
        let first_constant = func.values.len();
        self.check_uses(first_constant, scan)?;
        for &constant in &self.constants {
            func.constant(constant);
        }
        let place = |value: Value| match value.index().checked_sub(CONSTANTS) {
            Some(constant) => Value::from_index(first_constant + constant),
            None => value,
        };
        for raw in &mut self.blocks {
            raw.insts.iter_mut().for_each(|inst| inst.args.iter_mut().for_each(|arg| *arg = place(*arg)));
            raw.term.iter_mut().for_each(|term| term.map_uses(place));
        }
        let types = self.types(parser, &func)?;
        self.fill(&mut func, types, scan)?;
        Ok(func)
    }
    /// Every block that is named exists, and every value that is used or defined is defined once.
    fn check_uses(&self, values: usize, scan: Scanner) -> Read<()> {
        let mut defined = vec![false; values];
        for value in self.blocks.iter().flat_map(RawBlock::values) {
            if std::mem::replace(&mut defined[value.index()], true) {
                return scan.fail(format_args!("{value} is defined twice"));
            }
        }
        let is_defined = |value: Value| value.index() >= CONSTANTS || defined.get(value.index()) == Some(&true);
        let mut wrong = None;
        for raw in &self.blocks {
            let mut use_value = |value: Value| {
                if !is_defined(value) {
                    wrong.get_or_insert_with(|| format!("{value} is not defined"));
                }
            };
            raw.insts.iter().for_each(|inst| inst.args.iter().copied().for_each(&mut use_value));
            raw.term.iter().for_each(|term| term.for_each_use(&mut use_value));
            raw.term.iter().for_each(|term| {
                term.for_each_target(|target| {
                    if target.block.index() >= self.blocks.len() {
                        wrong.get_or_insert_with(|| format!("there is no {}", target.block));
                    }
                });
            });
        }
        wrong.map_or(Ok(()), |wrong| scan.fail(wrong))
    }
    /// The operator and result types of each instruction of each block.
    fn types(&self, parser: &Parser, func: &Func) -> Read<Vec<Resolved>> {
        let succs = self.blocks.iter().map(|raw| {
            let mut succs = Vec::new();
            raw.term.iter().for_each(|term| term.for_each_target(|target| succs.push(target.block)));
            succs
        });
        let cfg = Cfg::from_succs(func.entry, succs.collect());
        let mut known: IndexVec<Value, Option<Type>> = func.values.iter().map(|data| Some(data.ty)).collect();
        for raw in &self.blocks {
            raw.params.iter().for_each(|&(value, ty)| known[value] = Some(ty));
            raw.insts.iter().flat_map(|inst| &inst.results).for_each(|&value| known[value] = None);
        }
        let unreachable = self.blocks.iter().map(|raw| raw.block).filter(|&block| !cfg.is_reachable(block));
        let mut types: Vec<Resolved> = self.blocks.iter().map(|_| Vec::new()).collect();
        for block in cfg.order.iter().copied().chain(unreachable) {
            for inst in &self.blocks[block.index()].insts {
                let (op, results) = inst.types(parser, &known)?;
                if results.len() != inst.results.len() {
                    return inst.scan.fail(format_args!("the operator has {} results", results.len()));
                }
                inst.results.iter().zip(&results).for_each(|(&value, &ty)| known[value] = Some(ty));
                types[block.index()].push((op, results));
            }
        }
        Ok(types)
    }
    fn fill(self, func: &mut Func, types: Vec<Resolved>, scan: Scanner) -> Read<()> {
        func.blocks = IndexVec::new();
        for (raw, types) in self.blocks.into_iter().zip(types) {
            let Some(term) = raw.term else { return scan.fail(format_args!("{} does not end", raw.block)) };
            let loc = nowhere();
            let mut data = BlockData { params: Vec::new(), insts: Vec::new(), term, loc };
            for (position, (value, ty)) in raw.params.into_iter().enumerate() {
                let def = ValueDef::Param(raw.block, position as u32);
                func.values[value] = ValueData { ty, def, name: None };
                data.params.push(value);
            }
            for (inst, (op, results)) in raw.insts.into_iter().zip(types) {
                let id = func.insts.next_id();
                for (position, (&value, ty)) in inst.results.iter().zip(results).enumerate() {
                    func.values[value] = ValueData { ty, def: ValueDef::Inst(id, position as u32), name: None };
                }
                data.insts.push(func.insts.push(InstData { op, args: inst.args, results: inst.results, loc }));
            }
            func.blocks.push(data);
        }
        Ok(())
    }
}

impl RawBlock<'_> {
    /// The values that it defines.
    fn values(&self) -> impl Iterator<Item = Value> {
        let params = self.params.iter().map(|&(value, _)| value);
        params.chain(self.insts.iter().flat_map(|inst| inst.results.iter().copied()))
    }
}

impl RawInst<'_> {
    fn types(&self, parser: &Parser, known: &IndexVec<Value, Option<Type>>) -> Read<(Op, Vec<Type>)> {
        let mut operands = Vec::new();
        for &arg in &self.args {
            match known[arg] {
                Some(ty) => operands.push(ty),
                None => return self.scan.fail(format_args!("{arg} is used before it is defined")),
            }
        }
        let op = match self.op {
            Ok(op) => op,
            Err(name) => match operands.first().and_then(|&first| Prim::by_name(name, first)) {
                Some(prim) => Op::Prim(prim),
                None => return self.scan.fail(format_args!("there is no operator `{name}` for these operands")),
            },
        };
        match signature(&op, &operands, &parser.program) {
            Ok(sig) => Ok((op, sig.results)),
            Err(why) => self.scan.fail(why),
        }
    }
}
