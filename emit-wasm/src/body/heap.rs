//! Structs, variants and arrays.

use super::{Body, Expr, Null, Slots, nullable::is_pair};
use crate::code::{Instr, Local, op};
use crate::types::{field_index, packed};
use ir::{Const, Field, InstData, PanicKind, Storage, Type, TypeId, Value};
use wasm_encoder::{BlockType, HeapType, Instruction, RefType, StorageType, ValType};

/// From this many constant elements on an array literal is a data segment.
const MIN_DATA: usize = 8;
/// Engines take no more operands for `array.new_fixed`.
const MAX_FIXED: usize = 10_000;

impl Body<'_, '_, '_> {
    pub(super) fn struct_new(&mut self, data: &InstData, ty: TypeId) {
        let index = self.module.types.base(ty);
        self.object(data, Vec::new(), index);
    }

    fn object(&mut self, data: &InstData, mut code: Vec<Instr>, index: u32) {
        let (exprs, effects) = self.operands(data);
        for (expr, &arg) in exprs.into_iter().zip(&data.args) {
            code.extend(self.strict(expr, self.func.ty(arg)));
        }
        code.push(Instr::Wasm(Instruction::StructNew(index)));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn struct_get(&mut self, data: &InstData, ty: TypeId, field: u32) {
        let program = self.module.program;
        let fields = program.types[ty].struct_fields();
        let index = self.module.types.base(ty);
        self.field_get(data, Vec::new(), index, fields, field, 0);
    }

    /// Reads a field of operand 0, after `cast`.
    fn field_get(&mut self, data: &InstData, cast: Vec<Instr>, ty: u32, fields: &[Field], field: u32, start: u32) {
        let (mut exprs, effects) = self.operands(data);
        let storage = fields[field as usize].storage;
        let first = field_index(fields, field, start);
        if is_pair(storage.value_type()) {
            if !cast.is_empty() {
                let mut object = exprs.remove(0).code;
                object.extend(cast);
                let heap_type = HeapType::Concrete(ty);
                let local = self.local(ValType::Ref(RefType { nullable: false, heap_type }), None);
                self.code.extend(object);
                self.push(Instr::Set(local));
                exprs.push(Expr::pure(vec![Instr::Get(local)]));
            }
            self.make_leaf(&mut exprs, 0, &data.args);
            let object = &exprs[0].code;
            let flag = Instr::Wasm(Instruction::StructGetU { struct_type_index: ty, field_index: first });
            let code = [&object[..], &[flag], &object[..], &[Instr::field(ty, first + 1)]].concat();
            return self.finish(data, Expr { code, effects, null: Null::No });
        }
        let mut code = exprs.remove(0).code;
        code.extend(cast);
        code.push(get(ty, first, storage));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn struct_set(&mut self, data: &InstData, ty: TypeId, field: u32) {
        let (mut exprs, _) = self.operands(data);
        let program = self.module.program;
        let fields = program.types[ty].struct_fields();
        let index = self.module.types.base(ty);
        let first = field_index(fields, field, 0);
        let set = |field_index| Instr::Wasm(Instruction::StructSet { struct_type_index: index, field_index });
        let value_type = self.func.ty(data.args[1]);
        if is_pair(value_type) {
            self.make_leaf(&mut exprs, 0, &data.args);
            let (flag, value) = self.split(data.args[1]);
            let object = &exprs[0].code;
            let code = [&object[..], &flag, &[set(first)], &object[..], &value, &[set(first + 1)]].concat();
            return self.code.extend(code);
        }
        let value = exprs.pop().expect("it has two operands");
        let value = self.strict(value, value_type);
        let object = exprs.pop().expect("it has two operands").code;
        self.code.extend([object, value, vec![set(first)]].concat());
    }

    /// Code that pushes the flag, and code that pushes the value, of a nullable scalar.
    pub(super) fn split(&mut self, pair: Value) -> (Vec<Instr>, Vec<Instr>) {
        let mut code = self.leaf(pair).code;
        let value = code.split_off(1);
        (code, value)
    }

    pub(super) fn variant_new(&mut self, data: &InstData, ty: TypeId, variant: u32) {
        if self.module.program.types[ty].variants()[variant as usize].fields.is_empty() {
            let global = self.module.unit_constant(ty, variant);
            let code = vec![Instr::Wasm(Instruction::GlobalGet(global))];
            return self.finish(data, Expr::pure(code));
        }
        let index = self.module.types.variant(ty, variant);
        self.object(data, vec![Instr::i32(variant as i32)], index);
    }

    pub(super) fn variant_tag(&mut self, data: &InstData, ty: TypeId) {
        let index = self.module.types.base(ty);
        self.simple(data, Instr::field(index, 0), None);
    }

    pub(super) fn variant_get(&mut self, data: &InstData, ty: TypeId, variant: u32, field: u32) {
        let program = self.module.program;
        let fields = &program.types[ty].variants()[variant as usize].fields;
        let index = self.module.types.variant(ty, variant);
        let heap_type = HeapType::Concrete(index);
        let cast = Instr::Wasm(Instruction::RefCastNonNull(heap_type));
        let object = data.args[0];
        if self.facts.casts.get(&(self.block, object, variant)).is_none_or(|&count| count < 2) {
            return self.field_get(data, vec![cast], index, fields, field, 1);
        }
        let local = match self.casts.get(&(object, variant)) {
            Some(&local) => local,
            None => {
                let code = self.operands(data).0.remove(0).code;
                let local = self.local(ValType::Ref(RefType { nullable: false, heap_type }), None);
                self.code.extend(code);
                self.code.extend([cast, Instr::Set(local)]);
                self.casts.insert((object, variant), local);
                local
            }
        };
        self.read_cast(data, local, index, fields, field);
    }

    /// Reads a field of an object that is already cast.
    fn read_cast(&mut self, data: &InstData, local: Local, ty: u32, fields: &[Field], field: u32) {
        let storage = fields[field as usize].storage;
        let first = field_index(fields, field, 1);
        let mut code = vec![Instr::Get(local)];
        if is_pair(storage.value_type()) {
            code.push(Instr::Wasm(Instruction::StructGetU { struct_type_index: ty, field_index: first }));
            code.extend([Instr::Get(local), Instr::field(ty, first + 1)]);
        } else {
            code.push(get(ty, first, storage));
        }
        self.finish(data, Expr::pure(code));
    }

    /// Panics if operand `index`, a length, is negative.
    pub(super) fn check_length(&mut self, exprs: &mut [Expr], index: usize, data: &InstData) {
        if let Some(Const::I32(0..)) = self.func.as_const(data.args[index]) {
            return;
        }
        self.make_leaf(exprs, index, &data.args);
        let mut negative = exprs[index].code.clone();
        negative.extend([Instr::i32(0), Instr::Op(op::I32_LT_S)]);
        self.panic_if(negative, data.loc, PanicKind::NegativeLength);
    }

    pub(super) fn array_new(&mut self, data: &InstData, ty: TypeId) {
        let (mut exprs, effects) = self.operands(data);
        self.make_leaf(&mut exprs, 1, &data.args);
        self.check_length(&mut exprs, 0, data);
        let index = self.module.types.base(ty);
        let mut code = self.element(data.args[1], exprs.remove(1));
        code.extend(exprs.remove(0).code);
        code.push(Instr::At(self.mark(data.loc, Some(PanicKind::OutOfMemory))));
        code.push(Instr::Wasm(Instruction::ArrayNew(index)));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn array_new_default(&mut self, data: &InstData, ty: TypeId) {
        let (mut exprs, effects) = self.operands(data);
        self.check_length(&mut exprs, 0, data);
        let index = self.module.types.base(ty);
        let mut code = exprs.remove(0).code;
        code.push(Instr::At(self.mark(data.loc, Some(PanicKind::OutOfMemory))));
        code.push(Instr::Wasm(Instruction::ArrayNewDefault(index)));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn array_lit(&mut self, data: &InstData, ty: TypeId) {
        let index = self.module.types.base(ty);
        let length = data.args.len();
        if let Some(bytes) = self.constant_bytes(data, ty) {
            let segment = self.module.data.len() as u32;
            self.module.data.push(bytes);
            let new = Instruction::ArrayNewData { array_type_index: index, array_data_index: segment };
            let code = vec![Instr::i32(0), Instr::i32(length as i32), Instr::Wasm(new)];
            return self.finish(data, Expr::pure(code));
        }
        if length > MAX_FIXED {
            return self.long_array(data, index);
        }
        let (exprs, effects) = self.operands(data);
        let mut code = Vec::new();
        for (expr, &arg) in exprs.into_iter().zip(&data.args) {
            code.extend(self.element(arg, expr));
        }
        let array_size = length as u32;
        code.push(Instr::Wasm(Instruction::ArrayNewFixed { array_type_index: index, array_size }));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    /// An array literal that is filled element by element.
    fn long_array(&mut self, data: &InstData, index: u32) {
        let heap_type = HeapType::Concrete(index);
        let local = self.local(ValType::Ref(RefType { nullable: false, heap_type }), None);
        let length = data.args.len() as i32;
        self.code.extend([Instr::i32(length), Instr::Wasm(Instruction::ArrayNewDefault(index)), Instr::Set(local)]);
        for (position, &arg) in data.args.iter().enumerate() {
            let expr = self.take(&[arg], &crate::effects::Effects::NONE).remove(0);
            self.code.extend([Instr::Get(local), Instr::i32(position as i32)]);
            let value = self.element(arg, expr);
            self.code.extend(value);
            self.push(Instr::Wasm(Instruction::ArraySet(index)));
        }
        self.finish(data, Expr::pure(vec![Instr::Get(local)]));
    }

    /// The elements of an array literal in memory order, if they are all constant numbers and many.
    fn constant_bytes(&self, data: &InstData, ty: TypeId) -> Option<Vec<u8>> {
        if data.args.len() < MIN_DATA {
            return None;
        }
        let storage = self.module.program.types[ty].elem();
        let mut bytes = Vec::new();
        for &arg in &data.args {
            let width = match packed(storage) {
                Some(StorageType::I8) => 1,
                Some(StorageType::I16) => 2,
                Some(StorageType::Val(_)) | None => 8,
            };
            match self.func.as_const(arg)? {
                Const::Bool(value) => bytes.push(u8::from(value)),
                Const::I32(value) => bytes.extend(value.to_le_bytes().iter().take(width)),
                Const::I64(value) => bytes.extend(value.to_le_bytes()),
                Const::F32(bits) => bytes.extend(bits.to_le_bytes()),
                Const::F64(bits) => bytes.extend(bits.to_le_bytes()),
                Const::Str(_) | Const::Big(_) | Const::Null(_) => return None,
            }
        }
        Some(bytes)
    }

    pub(super) fn array_get(&mut self, data: &InstData, ty: TypeId) {
        let (exprs, effects) = self.operands(data);
        let storage = self.module.program.types[ty].elem();
        let value_type = storage.value_type();
        let index = self.module.types.base(ty);
        let mut code: Vec<Instr> = exprs.into_iter().flat_map(|expr| expr.code).collect();
        code.push(Instr::At(self.mark(data.loc, Some(PanicKind::Index))));
        code.push(Instr::Wasm(match storage {
            Storage::I8 | Storage::I16 => Instruction::ArrayGetS(index),
            Storage::U8 | Storage::U16 | Storage::Val(Type::BOOL) => Instruction::ArrayGetU(index),
            Storage::U32 | Storage::U64 | Storage::Val(_) => Instruction::ArrayGet(index),
        }));
        if is_pair(value_type) {
            return self.open_box(data, value_type, code);
        }
        let null = if self.needs_non_null(value_type) { Null::Yes } else { Null::No };
        self.finish(data, Expr { code, effects, null });
    }

    /// Stores the contents of the box that `code` pushes in the locals of the result.
    fn open_box(&mut self, data: &InstData, ty: Type, code: Vec<Instr>) {
        let boxed = self.module.types.boxed(ty.kind);
        let heap_type = HeapType::Concrete(boxed);
        let local = self.local(ValType::Ref(RefType { nullable: true, heap_type }), None);
        let value_type = self.module.types.slots(ty)[1];
        let label = self.label();
        self.code.extend(code);
        self.push(Instr::Set(local));
        let Slots::Two(flag, value) = self.slots(data.results[0]) else { unreachable!("it is a nullable scalar") };
        let is_some = [Instr::Get(local), Instr::Op(op::REF_IS_NULL), Instr::Op(op::I32_EQZ)];
        self.code.extend(is_some.iter().cloned());
        self.push(Instr::Set(flag));
        self.code.extend([Instr::Get(flag), Instr::If(label, BlockType::Result(value_type)), Instr::Get(local)]);
        self.code.extend([Instr::field(boxed, 0), Instr::Else, Instr::Wasm(crate::module::zero(value_type))]);
        self.code.extend([Instr::End, Instr::Set(value)]);
    }

    /// The code of `expr`, the value of `arg`, as it is stored in an array.
    fn element(&mut self, arg: Value, expr: Expr) -> Vec<Instr> {
        let ty = self.func.ty(arg);
        if !is_pair(ty) {
            return expr.code;
        }
        let boxed = self.module.types.boxed(ty.kind);
        let heap_type = HeapType::Concrete(boxed);
        let result = ValType::Ref(RefType { nullable: true, heap_type });
        let (mut code, value) = self.split(arg);
        code.push(Instr::If(self.label(), BlockType::Result(result)));
        code.extend(value);
        code.extend([Instr::Wasm(Instruction::StructNew(boxed)), Instr::Else, Instr::null(heap_type), Instr::End]);
        code
    }

    pub(super) fn array_set(&mut self, data: &InstData, ty: TypeId) {
        self.array_write(data, Instruction::ArraySet(self.module.types.base(ty)));
    }
    pub(super) fn array_fill(&mut self, data: &InstData, ty: TypeId) {
        self.array_write(data, Instruction::ArrayFill(self.module.types.base(ty)));
    }
    /// An instruction whose operand 2 is stored in an array.
    fn array_write(&mut self, data: &InstData, instr: Instruction<'static>) {
        let (exprs, _) = self.operands(data);
        for (position, expr) in exprs.into_iter().enumerate() {
            let code = if position == 2 { self.element(data.args[2], expr) } else { expr.code };
            self.code.extend(code);
        }
        let mark = self.mark(data.loc, Some(PanicKind::Index));
        self.push(Instr::At(mark));
        self.push(Instr::Wasm(instr));
    }
}

/// The instruction that reads a field that is one slot.
fn get(struct_type_index: u32, field_index: u32, storage: Storage) -> Instr {
    Instr::Wasm(match storage {
        Storage::I8 | Storage::I16 => Instruction::StructGetS { struct_type_index, field_index },
        Storage::U8 | Storage::U16 | Storage::Val(Type::BOOL) => {
            Instruction::StructGetU { struct_type_index, field_index }
        }
        Storage::U32 | Storage::U64 | Storage::Val(_) => Instruction::StructGet { struct_type_index, field_index },
    })
}
