//! Buffers: an address and a length in a struct, the numbers in linear memory.

use super::{Body, Expr, Null};
use crate::code::{Instr, op};
use crate::module::Extra;
use crate::used::Import;
use ir::{Host, InstData, PanicKind, Storage, Type, TypeId};
use wasm_encoder::{HeapType, Instruction, MemArg, RefType, ValType};

impl Body<'_, '_, '_> {
    pub(super) fn buffer_new(&mut self, data: &InstData, ty: TypeId) {
        let (mut exprs, effects) = self.operands(data);
        self.check_length(&mut exprs, 0, data);
        self.make_leaf(&mut exprs, 0, &data.args);
        let length = exprs.remove(0).code;
        let shift = shift(self.module.program.types[ty].elem());
        let max = i32::MAX >> shift;
        let too_long = [&length[..], &[Instr::i32(max), Instr::Op(op::I32_GT_U)]].concat();
        if shift > 0 {
            self.panic_if(too_long, data.loc, PanicKind::OutOfMemory);
        }
        let alloc = self.module.extra(Extra::Alloc);
        let address = self.local(ValType::I32, None);
        self.code.extend(scaled(length.clone(), shift));
        let mark = self.mark(data.loc, None);
        self.code.extend([Instr::At(mark), Instr::Wasm(Instruction::Call(alloc)), Instr::Set(address)]);
        self.panic_if(vec![Instr::Get(address), Instr::Op(op::I32_EQZ)], data.loc, PanicKind::OutOfMemory);
        let index = self.module.types.base(ty);
        let heap_type = HeapType::Concrete(index);
        let object = self.local(ValType::Ref(RefType { nullable: false, heap_type }), None);
        self.code.push(Instr::Get(address));
        self.code.extend(length.clone());
        self.code.extend([Instr::Wasm(Instruction::StructNew(index)), Instr::Set(object)]);
        let made = self.module.import(&Import::Host(Host::BufferMade));
        self.code.extend([Instr::Get(object), Instr::Op(op::EXTERN_CONVERT_ANY), Instr::Get(address)]);
        self.code.extend(scaled(length, shift));
        self.code.push(Instr::Wasm(Instruction::Call(made)));
        self.finish(data, Expr { code: vec![Instr::Get(object)], effects, null: Null::No });
    }

    /// Checks the index, operand 1, and gives the code of the element's address.
    fn address(&mut self, exprs: &mut [Expr], data: &InstData, ty: TypeId) -> Vec<Instr> {
        self.make_leaf(exprs, 1, &data.args);
        self.make_leaf(exprs, 0, &data.args);
        let buffer = self.module.types.base(ty);
        let (object, index) = (&exprs[0].code, &exprs[1].code);
        let outside = [&index[..], object, &[Instr::field(buffer, 1), Instr::Op(op::I32_GE_U)]].concat();
        let start = [&object[..], &[Instr::field(buffer, 0)]].concat();
        let offset = scaled(index.clone(), shift(self.module.program.types[ty].elem()));
        self.panic_if(outside, data.loc, PanicKind::Index);
        [start, offset, vec![Instr::Op(op::I32_ADD)]].concat()
    }

    pub(super) fn buffer_get(&mut self, data: &InstData, ty: TypeId) {
        let (mut exprs, effects) = self.operands(data);
        let mut code = self.address(&mut exprs, data, ty);
        let elem = self.module.program.types[ty].elem();
        let memarg = MemArg { offset: 0, align: shift(elem), memory_index: 0 };
        code.push(Instr::Wasm(match elem {
            Storage::I8 => Instruction::I32Load8S(memarg),
            Storage::U8 | Storage::Val(Type::BOOL) => Instruction::I32Load8U(memarg),
            Storage::I16 => Instruction::I32Load16S(memarg),
            Storage::U16 => Instruction::I32Load16U(memarg),
            Storage::U32 | Storage::Val(Type::I32) => Instruction::I32Load(memarg),
            Storage::U64 | Storage::Val(Type::I64) => Instruction::I64Load(memarg),
            Storage::Val(Type::F32) => Instruction::F32Load(memarg),
            Storage::Val(Type::F64) => Instruction::F64Load(memarg),
            Storage::Val(other) => panic!("a buffer holds scalars, not {other:?}"),
        }));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn buffer_set(&mut self, data: &InstData, ty: TypeId) {
        let (mut exprs, _) = self.operands(data);
        self.make_leaf(&mut exprs, 2, &data.args);
        let code = self.address(&mut exprs, data, ty);
        self.code.extend(code);
        let value = exprs.remove(2).code;
        self.code.extend(value);
        let elem = self.module.program.types[ty].elem();
        let memarg = MemArg { offset: 0, align: shift(elem), memory_index: 0 };
        self.push(Instr::Wasm(match elem {
            Storage::I8 | Storage::U8 | Storage::Val(Type::BOOL) => Instruction::I32Store8(memarg),
            Storage::I16 | Storage::U16 => Instruction::I32Store16(memarg),
            Storage::U32 | Storage::Val(Type::I32) => Instruction::I32Store(memarg),
            Storage::U64 | Storage::Val(Type::I64) => Instruction::I64Store(memarg),
            Storage::Val(Type::F32) => Instruction::F32Store(memarg),
            Storage::Val(Type::F64) => Instruction::F64Store(memarg),
            Storage::Val(other) => panic!("a buffer holds scalars, not {other:?}"),
        }));
    }
}

/// The binary logarithm of an element's size.
fn shift(elem: Storage) -> u32 {
    match elem {
        Storage::I8 | Storage::U8 | Storage::Val(Type::BOOL) => 0,
        Storage::I16 | Storage::U16 => 1,
        Storage::U32 | Storage::Val(Type::I32 | Type::F32) => 2,
        Storage::U64 | Storage::Val(_) => 3,
    }
}

fn scaled(mut code: Vec<Instr>, shift: u32) -> Vec<Instr> {
    if shift > 0 {
        code.extend([Instr::i32(shift as i32), Instr::Op(op::I32_SHL)]);
    }
    code
}
