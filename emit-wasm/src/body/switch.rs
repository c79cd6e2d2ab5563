//! Many-way branches: a tower of blocks, one per case, and in the innermost the choice of the block to leave.
//!
//! ```text
//! block $default  block $b  block $a
//!   (get v) br_table $a $b $default
//! end  …a… br $end
//! end  …b… br $end
//! end  …default…
//! ```
//! Up to four values are compared one by one, which every engine does faster; sparse values are searched.

use super::Body;
use super::control::emitted;
use crate::code::{Instr, Label, Local, op};
use crate::effects::Effects;
use base::Id;
use ir::Terminator;
use ir::structure::{Node, Scrutinee};
use wasm_encoder::{BlockType, ValType};

/// Up to this many values are compared one by one.
const MAX_CHAIN: usize = 4;

impl Body<'_, '_, '_> {
    pub(super) fn switch(
        &mut self,
        label: Option<ir::structure::Label>,
        on: Scrutinee,
        cases: &[(Vec<u32>, Vec<Node>)],
        default: &[Node],
    ) {
        let end = match label {
            Some(label) => emitted(label),
            None => self.label(),
        };
        let scrutinee = self.scrutinee(on);
        let labels: Vec<Label> = cases.iter().map(|_| self.label()).collect();
        let default_label = self.label();
        let mut values: Vec<(u32, Label)> = cases
            .iter()
            .zip(&labels)
            .flat_map(|((values, _), &label)| values.iter().map(move |&value| (value, label)))
            .collect();
        values.sort_by_key(|&(value, _)| value);
        let is_exhaustive = self.is_unreachable(default) && !cases.is_empty();

        self.push(Instr::Block(end));
        self.push(Instr::Block(default_label));
        labels.iter().rev().for_each(|&label| self.code.push(Instr::Block(label)));
        let fallback = if is_exhaustive { labels[labels.len() - 1] } else { default_label };
        if is_exhaustive {
            values.retain(|&(_, label)| label != fallback);
        }
        self.dispatch(scrutinee, &values, fallback);
        for (_, body) in cases {
            self.push(Instr::End);
            self.nodes(body);
            self.push(Instr::Br(end));
        }
        self.push(Instr::End);
        if !is_exhaustive {
            self.nodes(default);
        }
        self.push(Instr::End);
    }

    /// The scrutinee, in a local.
    fn scrutinee(&mut self, on: Scrutinee) -> Local {
        let value = match on {
            Scrutinee::Dispatch(dispatch) => return self.dispatches[dispatch.index()],
            Scrutinee::Value(_, value) => value,
        };
        self.settle_all(&[value]);
        let code = self.take(&[value], &Effects::NONE).remove(0).code;
        if let [Instr::Get(local)] = code[..] {
            return local;
        }
        let local = self.local(ValType::I32, None);
        self.code.extend(code);
        self.push(Instr::Set(local));
        local
    }

    /// Whether the default is only there because a switch has one.
    fn is_unreachable(&self, default: &[Node]) -> bool {
        match default {
            [Node::Code(block), Node::Exit(exit)] if block == exit => {
                let data = &self.func.blocks[*block];
                data.insts.is_empty() && data.term == Terminator::Unreachable
            }
            _ => false,
        }
    }

    /// Branches to the label of the value that `local` holds.
    fn dispatch(&mut self, local: Local, values: &[(u32, Label)], default: Label) {
        if values.len() <= MAX_CHAIN {
            for &(value, label) in values {
                self.push(Instr::Get(local));
                match value {
                    0 => self.push(Instr::Op(op::I32_EQZ)),
                    _ => self.code.extend([Instr::i32(value as i32), Instr::Op(op::I32_EQ)]),
                }
                self.push(Instr::BrIf(label));
            }
            return self.push(Instr::Br(default));
        }
        let (first, last) = (values[0].0, values[values.len() - 1].0);
        let range = (last - first) as usize;
        if range < 4 * values.len() {
            return self.table(local, values, default, first, range);
        }
        let middle = values.len() / 2;
        let label = self.label();
        self.code.extend([Instr::Get(local), Instr::i32(values[middle].0 as i32), Instr::Op(op::I32_LT_U)]);
        self.push(Instr::If(label, BlockType::Empty));
        self.dispatch(local, &values[..middle], default);
        self.push(Instr::End);
        self.dispatch(local, &values[middle..], default);
    }

    fn table(&mut self, local: Local, values: &[(u32, Label)], default: Label, first: u32, range: usize) {
        let mut labels = vec![default; range + 1];
        for &(value, label) in values {
            labels[(value - first) as usize] = label;
        }
        self.push(Instr::Get(local));
        if first > 0 && first < 8 {
            labels.splice(0..0, std::iter::repeat_n(default, first as usize));
        } else if first > 0 {
            self.code.extend([Instr::i32(first as i32), Instr::Op(op::I32_SUB)]);
        }
        self.push(Instr::BrTable(labels.into_boxed_slice(), default));
    }
}
