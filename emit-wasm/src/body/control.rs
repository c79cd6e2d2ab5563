//! Control flow: the nodes of the structured tree, as blocks, loops, ifs and branches.

use super::Body;
use crate::code::{Instr, Label, negate, op};
use base::Id;
use ir::structure::{Node, structure, structure_dispatch};
use ir::{Block, PanicKind, Target, Terminator, Value};
use wasm_encoder::{BlockType, Instruction, ValType};

impl Body<'_, '_, '_> {
    /// The code of the whole body.
    pub(super) fn run(&mut self) {
        let structured = match self.module.options.dispatch {
            true => structure_dispatch(self.func),
            false => structure(self.func),
        };
        self.loops = structured.labels;
        self.labels = 2 * structured.labels;
        self.dispatches = (0..structured.dispatches).map(|_| self.local(ValType::I32, None)).collect();
        self.nodes(&structured.body);
        if !self.code.last().is_some_and(Instr::diverges) {
            self.push(Instr::Op(op::UNREACHABLE));
        }
    }

    /// The code of nodes that follow each other.
    pub(super) fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Code(block) => self.straight(*block),
            Node::Assign { from: _, target } => self.assign(target),
            Node::Block { label, body } => {
                self.push(Instr::Block(emitted(*label)));
                self.nodes(body);
                self.push(Instr::End);
            }
            Node::Loop { label, body } => self.repeat(*label, body),
            Node::If { label, from: _, cond, then, otherwise } => self.choice(*label, *cond, then, otherwise),
            Node::Switch { label, on, cases, default } => self.switch(*label, *on, cases, default),
            Node::Break(label) => self.push(Instr::Br(emitted(*label))),
            Node::Continue(label) => self.push(Instr::Br(self.continued(*label))),
            Node::SetDispatch(dispatch, value) => {
                let local = self.dispatches[dispatch.index()];
                self.code.extend([Instr::i32(*value as i32), Instr::Set(local)]);
            }
            Node::Exit(block) => self.exit(*block),
        }
    }

    /// The label of the start of a loop; [`emitted`] is that of its end.
    fn continued(&self, label: ir::structure::Label) -> Label {
        Label::from_index(self.loops + label.index())
    }

    fn repeat(&mut self, label: ir::structure::Label, body: &[Node]) {
        self.push(Instr::Block(emitted(label)));
        self.push(Instr::Loop(self.continued(label)));
        self.nodes(body);
        self.code.extend([Instr::End, Instr::End]);
    }

    /// The label that `nodes` branch to, if they do nothing else.
    fn branch(&self, nodes: &[Node]) -> Option<Label> {
        match nodes {
            [Node::Break(label)] => Some(emitted(*label)),
            [Node::Continue(label)] => Some(self.continued(*label)),
            _ => None,
        }
    }

    fn choice(&mut self, label: Option<ir::structure::Label>, cond: Value, then: &[Node], otherwise: &[Node]) {
        let mut cond = self.condition(cond);
        if self.select(&cond, then, otherwise) {
            return;
        }
        let label = match label {
            Some(label) => emitted(label),
            None => self.label(),
        };
        let (near, far) = match (self.branch(then), self.branch(otherwise)) {
            (Some(far), _) => (otherwise, far),
            (None, Some(far)) => {
                negate(&mut cond);
                (then, far)
            }
            (None, None) => return self.two_arms(label, cond, then, otherwise),
        };
        self.push(Instr::Block(label));
        self.code.extend(cond);
        self.push(Instr::BrIf(far));
        self.nodes(near);
        self.push(Instr::End);
    }

    fn two_arms(&mut self, label: Label, mut cond: Vec<Instr>, then: &[Node], otherwise: &[Node]) {
        let (mut first, mut second) = (then, otherwise);
        if first.is_empty() || (cond.last().is_some_and(|last| last.is_op(op::I32_EQZ)) && !second.is_empty()) {
            negate(&mut cond);
            (first, second) = (otherwise, then);
        }
        self.code.extend(cond);
        self.push(Instr::If(label, BlockType::Empty));
        self.nodes(first);
        if !second.is_empty() {
            self.push(Instr::Else);
            self.nodes(second);
        }
        self.push(Instr::End);
    }

    /// The code of a condition, after which control leaves the block.
    fn condition(&mut self, cond: Value) -> Vec<Instr> {
        self.settle_all(&[cond]);
        let mut code = self.take(&[cond], &crate::effects::Effects::NONE).remove(0).code;
        // Anything but zero is true.
        if let [.., Instr::Wasm(Instruction::I32Const(0)), Instr::Op(last)] = code[..]
            && last == op::I32_NE
        {
            code.truncate(code.len() - 2);
        }
        code
    }

    /// Emits both arms as one `select` if they only give one parameter one of two cheap values.
    fn select(&mut self, cond: &[Instr], then: &[Node], otherwise: &[Node]) -> bool {
        let ([Node::Assign { target: yes, .. }], [Node::Assign { target: no, .. }]) = (then, otherwise) else {
            return false;
        };
        let Some((param, yes, no)) = self.only_difference(yes, no) else { return false };
        let ty = self.func.ty(param);
        if !ty.is_scalar() || ty.nullable || self.is_waiting(yes) || self.is_waiting(no) {
            return false;
        }
        let (yes, no) = (self.leaf(yes).code, self.leaf(no).code);
        self.code.extend(yes);
        self.code.extend(no);
        self.code.extend_from_slice(cond);
        self.push(Instr::Op(op::SELECT));
        self.pop(param);
        true
    }

    /// The parameter in which two jumps to the same block differ, if it is one and the others stay as they are.
    fn only_difference(&self, yes: &Target, no: &Target) -> Option<(Value, Value, Value)> {
        if yes.block != no.block {
            return None;
        }
        let params = &self.func.blocks[yes.block].params;
        let rows = params.iter().zip(yes.args.iter().zip(&no.args));
        let mut changed =
            rows.filter(|&(param, (yes, no))| (param != yes || param != no) && self.facts.uses[*param] > 0);
        let (&param, (&yes, &no)) = changed.next()?;
        changed.next().is_none().then_some((param, yes, no))
    }

    fn straight(&mut self, block: Block) {
        self.block = block;
        self.casts.clear();
        let func = self.func;
        for &inst in &func.blocks[block].insts {
            self.inst(inst);
        }
    }

    fn exit(&mut self, block: Block) {
        let func = self.func;
        let data = &func.blocks[block];
        match &data.term {
            Terminator::Return(args) => self.give(args),
            Terminator::TailCall(callee, args) => self.tail_call(*callee, args, data.loc),
            Terminator::TailCallClosure(sig, args) => self.tail_call_closure(*sig, args, data.loc),
            Terminator::Panic(kind) => self.trap(*kind, data.loc),
            Terminator::Unreachable => self.trap(PanicKind::Unreachable, data.loc),
            Terminator::Jump(_) | Terminator::Branch(..) | Terminator::Switch(..) => {
                panic!("the end of {block} does not end the function")
            }
        }
    }

    fn trap(&mut self, kind: PanicKind, loc: ir::Loc) {
        self.settle_all(&[]);
        let mark = self.mark(loc, Some(kind));
        self.push(Instr::At(mark));
        self.push(Instr::Op(op::UNREACHABLE));
    }
}

/// The emitter's label of a label of the structured tree.
pub(super) fn emitted(label: ir::structure::Label) -> Label {
    Label::from_index(label.index())
}
