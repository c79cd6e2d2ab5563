//! Instructions: one small function per family of operators.

use super::{Body, Expr, Null, Slots};
use crate::code::{Instr, op};
use crate::effects::Effects;
use crate::used::Import;
use ir::op::WasmForm;
use ir::{Const, Crossing, Inst, InstData, Op, PanicKind, Prim, Side, Value};
use wasm_encoder::Instruction;

impl Body<'_, '_, '_> {
    /// The code of an instruction.
    pub(super) fn inst(&mut self, inst: Inst) {
        let func = self.func;
        let data = &func.insts[inst];
        if self.module.program.placement.home(&data.op) == Some(Side::Js) {
            return self.import_call(data, Import::Crossing(Crossing::Op(data.op)));
        }
        match data.op {
            Op::Prim(prim) => self.prim(data, prim),
            Op::Some => self.some(data),
            Op::IsNull => self.is_null(data),
            Op::Unwrap => self.unwrap(data),
            Op::AssumeSome => self.assume_some(data),
            Op::RefEq => self.ref_eq(data),
            Op::StructNew(ty) => self.struct_new(data, ty),
            Op::StructGet(ty, field) => self.struct_get(data, ty, field),
            Op::StructSet(ty, field) => self.struct_set(data, ty, field),
            Op::VariantNew(ty, variant) => self.variant_new(data, ty, variant),
            Op::VariantTag(ty) => self.variant_tag(data, ty),
            Op::VariantGet(ty, variant, field) => self.variant_get(data, ty, variant, field),
            Op::ArrayNew(ty) => self.array_new(data, ty),
            Op::ArrayNewDefault(ty) => self.array_new_default(data, ty),
            Op::ArrayLit(ty) => self.array_lit(data, ty),
            Op::ArrayLen(_) => self.simple(data, Instr::Op(op::ARRAY_LEN), None),
            Op::ArrayGet(ty) => self.array_get(data, ty),
            Op::ArraySet(ty) => self.array_set(data, ty),
            Op::ArrayCopy(ty) => {
                let array = self.module.types.base(ty);
                let copy = Instruction::ArrayCopy { array_type_index_dst: array, array_type_index_src: array };
                self.simple(data, Instr::Wasm(copy), Some(PanicKind::Index));
            }
            Op::ArrayFill(ty) => self.array_fill(data, ty),
            Op::BufferNew(ty) => self.buffer_new(data, ty),
            Op::BufferLen(ty) => {
                let buffer = self.module.types.base(ty);
                self.simple(data, Instr::field(buffer, 1), None);
            }
            Op::BufferGet(ty) => self.buffer_get(data, ty),
            Op::BufferSet(ty) => self.buffer_set(data, ty),
            Op::BufferPtr(ty) => {
                let buffer = self.module.types.base(ty);
                self.simple(data, Instr::field(buffer, 0), None);
            }
            Op::StrFromArray(_) => self.builtin(data, "fromCharCodeArray", Some(PanicKind::Index)),
            Op::StrIntoArray(_) => self.builtin(data, "intoCharCodeArray", Some(PanicKind::Index)),
            Op::GlobalGet(global) => self.global_get(data, global),
            Op::GlobalSet(global) => self.global_set(data, global),
            Op::Call(callee) => self.call(data, callee),
            Op::ClosureNew(callee) => self.closure_new(data, callee),
            Op::CallClosure(sig) => self.call_closure(data, sig),
            Op::Host(host) => self.import_call(data, Import::Host(host)),
            Op::Extern(_) | Op::BufferView(_) => panic!("{:?} is always JavaScript", data.op),
        }
    }

    /// The operands of `data`, to be evaluated now.
    pub(super) fn operands(&mut self, data: &InstData) -> (Vec<Expr>, Effects) {
        let mut effects = Effects::of(self.module, data);
        let exprs = self.take(&data.args, &effects);
        exprs.iter().for_each(|expr| effects.add(&expr.effects));
        (exprs, effects)
    }

    /// An operator that is one instruction on operands as they are.
    pub(super) fn simple(&mut self, data: &InstData, instr: Instr, panics: Option<PanicKind>) {
        let (exprs, effects) = self.operands(data);
        let mut code: Vec<Instr> = exprs.into_iter().flat_map(|expr| expr.code).collect();
        if panics.is_some() {
            code.push(Instr::At(self.mark(data.loc, panics)));
        }
        code.push(instr);
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    /// Gives the results of `data` their meaning.
    pub(super) fn finish(&mut self, data: &InstData, expr: Expr) {
        match data.results[..] {
            [] => self.code.extend(expr.code),
            [result] => self.define(result, expr),
            _ => {
                self.code.extend(expr.code);
                for &result in data.results.iter().rev() {
                    self.pop(result);
                }
            }
        }
    }

    /// Stores what is on the stack in the locals of `value`.
    pub(super) fn pop(&mut self, value: Value) {
        match self.slots(value) {
            Slots::One(local) => self.push(Instr::Set(local)),
            Slots::Two(flag, value) => {
                self.push(Instr::Set(value));
                self.push(Instr::Set(flag));
            }
            Slots::Unset => unreachable!("slots makes them"),
        }
    }

    fn prim(&mut self, data: &InstData, prim: Prim) {
        let panics = match prim {
            Prim::CharCodeAt => PanicKind::Index,
            _ => PanicKind::DivisionByZero,
        };
        let panics = prim.info().panics.then_some(panics);
        match prim.info().wasm {
            WasmForm::Code([]) => {
                let (mut exprs, _) = self.operands(data);
                let expr = exprs.pop().expect("it has one operand");
                self.finish(data, expr);
            }
            WasmForm::Code(code) => match self.zero_test(data, prim) {
                Some(test) => self.finish(data, test),
                None => self.simple(data, Instr::Op(code), panics),
            },
            WasmForm::Between([first, second]) => {
                let (exprs, effects) = self.operands(data);
                let mut code = Vec::new();
                for (expr, after) in exprs.into_iter().zip([first, second]) {
                    code.extend(expr.code);
                    code.push(Instr::Op(after));
                }
                self.finish(data, Expr { code, effects, null: Null::No });
            }
            WasmForm::JsString(name) => self.builtin(data, name, panics),
            WasmForm::Host(_) => self.import_call(data, Import::Prim(prim)),
        }
    }

    /// The code of a comparison with zero, which has an instruction of its own.
    fn zero_test(&mut self, data: &InstData, prim: Prim) -> Option<Expr> {
        let test = match prim {
            Prim::EqI32 => op::I32_EQZ,
            Prim::EqI64 => op::I64_EQZ,
            _ => return None,
        };
        let is_zero = |&value: &Value| matches!(self.func.as_const(value), Some(Const::I32(0) | Const::I64(0)));
        let other = match data.args[..] {
            [value, zero] if is_zero(&zero) => value,
            [zero, value] if is_zero(&zero) => value,
            _ => return None,
        };
        let mut expr = self.take(&[other], &Effects::NONE).remove(0);
        expr.code.push(Instr::Op(test));
        Some(Expr { null: Null::No, ..expr })
    }

    /// A call of a builtin of `wasm:js-string`.
    fn builtin(&mut self, data: &InstData, name: &'static str, panics: Option<PanicKind>) {
        let index = self.module.import(&Import::JsString(name));
        self.simple(data, Instr::Wasm(Instruction::Call(index)), panics);
    }

    fn ref_eq(&mut self, data: &InstData) {
        if self.module.is_internal(self.func.ty(data.args[0]).kind) {
            return self.simple(data, Instr::Op(op::REF_EQ), None);
        }
        self.import_call(data, Import::Crossing(Crossing::Op(Op::RefEq)));
    }

    fn global_get(&mut self, data: &InstData, global: ir::GlobalId) {
        let (_, effects) = self.operands(data);
        let row = &self.module.program.globals[global];
        let (first, ty) = (self.module.global(global), row.ty);
        let slots = self.module.types.slots(ty).len() as u32;
        let code = (first..first + slots).map(|index| Instr::Wasm(Instruction::GlobalGet(index))).collect();
        let is_lazy = row.value.is_none() && self.needs_non_null(ty);
        self.finish(data, Expr { code, effects, null: if is_lazy { Null::Yes } else { Null::No } });
    }

    fn global_set(&mut self, data: &InstData, global: ir::GlobalId) {
        let (mut exprs, _) = self.operands(data);
        let row = &self.module.program.globals[global];
        let (first, ty) = (self.module.global(global), row.ty);
        let slots = self.module.types.slots(ty).len() as u32;
        let expr = exprs.pop().expect("it has one operand");
        let code = if row.value.is_none() { expr.code } else { self.strict(expr, ty) };
        self.code.extend(code);
        for index in (first..first + slots).rev() {
            self.push(Instr::Wasm(Instruction::GlobalSet(index)));
        }
    }

    /// Panics unless `condition`, which is false in the good case, is false.
    pub(super) fn panic_if(&mut self, condition: Vec<Instr>, loc: ir::Loc, kind: PanicKind) {
        let label = self.label();
        let mark = self.mark(loc, Some(kind));
        self.code.extend(condition);
        self.push(Instr::If(label, wasm_encoder::BlockType::Empty));
        self.push(Instr::At(mark));
        self.push(Instr::Op(op::UNREACHABLE));
        self.push(Instr::End);
    }
}
