//! From code with labels to bytes, and from bytes to the module.
//!
//! The code section is laid out by hand, because the table of positions needs the offset of every marked instruction
//! in the finished module: those of the bodies are known only when all lengths are.

use crate::body::Code;
use crate::code::{Instr, Label, Mark};
use base::Id;
use wasm_encoder::{BlockType, Encode, Instruction, ValType};

/// The bytes of a function body, and the marks of its instructions by their offset in it.
pub struct EncodedBody {
    /// Locals and instructions.
    pub bytes: Vec<u8>,
    /// Ascending.
    pub marks: Vec<(u32, Mark)>,
}

/// The bytes of `code`.
pub fn body(code: &Code) -> EncodedBody {
    let mut bytes = Vec::new();
    encode_locals(code, &mut bytes);
    let mut marks = Vec::new();
    let mut open: Vec<Option<Label>> = Vec::new();
    let mut pending = None;
    let last = code.instrs.len().saturating_sub(1);
    for (at, instr) in code.instrs.iter().enumerate() {
        if let Instr::At(mark) = instr {
            pending = Some(*mark);
            continue;
        }
        if let Some(mark) = pending.take() {
            marks.push((bytes.len() as u32, mark));
        }
        if at == last && open.is_empty() && instr.is_op(crate::code::op::RETURN) {
            break;
        }
        encode(instr, &mut open, &mut bytes);
    }
    Instruction::End.encode(&mut bytes);
    EncodedBody { bytes, marks }
}

/// The declarations of locals: runs of one type.
fn encode_locals(code: &Code, bytes: &mut Vec<u8>) {
    let mut runs: Vec<(u32, ValType)> = Vec::new();
    for data in code.locals.iter().skip(code.params) {
        match runs.last_mut() {
            Some((count, ty)) if *ty == data.ty => *count += 1,
            _ => runs.push((1, data.ty)),
        }
    }
    (runs.len() as u32).encode(bytes);
    for (count, ty) in runs {
        count.encode(bytes);
        ty.encode(bytes);
    }
}

fn encode(instr: &Instr, open: &mut Vec<Option<Label>>, bytes: &mut Vec<u8>) {
    let depth = |label: &Label| {
        let outward = open.iter().rev().position(|each| *each == Some(*label));
        outward.expect("a branch stands inside what it leaves") as u32
    };
    let number = |local: &crate::code::Local| local.index() as u32;
    match instr {
        Instr::Op(code) => bytes.extend_from_slice(code),
        Instr::Wasm(instr) => instr.encode(bytes),
        Instr::Get(local) => Instruction::LocalGet(number(local)).encode(bytes),
        Instr::Set(local) => Instruction::LocalSet(number(local)).encode(bytes),
        Instr::Tee(local) => Instruction::LocalTee(number(local)).encode(bytes),
        Instr::Br(label) => Instruction::Br(depth(label)).encode(bytes),
        Instr::BrIf(label) => Instruction::BrIf(depth(label)).encode(bytes),
        Instr::BrTable(labels, default) => {
            let depths: Vec<u32> = labels.iter().map(depth).collect();
            Instruction::BrTable(depths.into(), depth(default)).encode(bytes);
        }
        Instr::Else => Instruction::Else.encode(bytes),
        Instr::End => {
            open.pop();
            Instruction::End.encode(bytes);
        }
        Instr::Block(label) => {
            open.push(Some(*label));
            Instruction::Block(BlockType::Empty).encode(bytes);
        }
        Instr::Loop(label) => {
            open.push(Some(*label));
            Instruction::Loop(BlockType::Empty).encode(bytes);
        }
        Instr::If(label, ty) => {
            open.push(Some(*label));
            Instruction::If(*ty).encode(bytes);
        }
        Instr::NonNull { .. } | Instr::At(_) => unreachable!("these are resolved before"),
    }
}

/// A code section that starts at `start` in the module: its contents, and every mark by its offset in the module.
pub fn code_section(bodies: &[EncodedBody], start: u32) -> (Vec<u8>, Vec<(u32, Mark)>) {
    let mut contents = Vec::new();
    (bodies.len() as u32).encode(&mut contents);
    let mut marks = Vec::new();
    for body in bodies {
        (body.bytes.len() as u32).encode(&mut contents);
        let base = contents.len() as u32;
        marks.extend(body.marks.iter().map(|&(offset, mark)| (base + offset, mark)));
        contents.extend_from_slice(&body.bytes);
    }
    let mut size = Vec::new();
    (contents.len() as u32).encode(&mut size);
    let base = start + 1 + size.len() as u32;
    marks.iter_mut().for_each(|(offset, _)| *offset += base);
    (contents, marks)
}
