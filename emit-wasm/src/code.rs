//! The code of one function before it is encoded: a flat list of instructions with symbolic locals and labels.
//!
//! Flat, because everything after code generation (peepholes, liveness, encoding) is a scan, and a scan cannot overflow
//! the stack. Symbolic, because locals are merged and unused blocks dropped after the code exists. Indices of types,
//! functions and globals are final.

use base::define_id;
use wasm_encoder::{BlockType, HeapType, Instruction};

define_id! {
    /// A local before merging.
    pub struct Local = "l";
    /// The label of a block, loop or if.
    pub struct Label = "L";
    /// A row of the table of positions.
    pub struct Mark = "m";
}

/// An instruction.
#[derive(Clone, Debug)]
pub enum Instr {
    /// An instruction without immediates, by its bytes.
    Op(&'static [u8]),
    /// Any other instruction that needs no renumbering.
    Wasm(Instruction<'static>),
    /// `local.get`
    Get(Local),
    /// `local.set`
    Set(Local),
    /// `local.tee`
    Tee(Local),
    /// `ref.as_non_null` if local `from` turns out to be nullable, unless it only goes into the nullable local `to`.
    NonNull {
        /// Where the value on the stack was read from.
        from: Local,
        /// Where it goes, if to a local.
        to: Option<Local>,
    },
    /// The next instruction stands in the table of positions.
    At(Mark),
    /// `block`
    Block(Label),
    /// `loop`
    Loop(Label),
    /// `if`
    If(Label, BlockType),
    /// `else`
    Else,
    /// `end`
    End,
    /// `br`
    Br(Label),
    /// `br_if`
    BrIf(Label),
    /// `br_table`
    BrTable(Box<[Label]>, Label),
}

/// Opcodes without immediates that the emitter itself uses, by their names in the specification; those of primitive
/// operators come from their table.
pub mod op {
    pub const UNREACHABLE: &[u8] = &[0x00];
    pub const RETURN: &[u8] = &[0x0f];
    pub const DROP: &[u8] = &[0x1a];
    pub const SELECT: &[u8] = &[0x1b];
    pub const I32_EQZ: &[u8] = &[0x45];
    pub const I64_EQZ: &[u8] = &[0x50];
    pub const I32_EQ: &[u8] = &[0x46];
    pub const I32_NE: &[u8] = &[0x47];
    pub const I32_LT_S: &[u8] = &[0x48];
    pub const I32_LT_U: &[u8] = &[0x49];
    pub const I32_GT_U: &[u8] = &[0x4b];
    pub const I32_GE_U: &[u8] = &[0x4f];
    pub const I32_ADD: &[u8] = &[0x6a];
    pub const I32_SUB: &[u8] = &[0x6b];
    pub const I32_CLZ: &[u8] = &[0x67];
    pub const I32_LE_U: &[u8] = &[0x4d];
    pub const I32_SHL: &[u8] = &[0x74];
    pub const I32_SHR_U: &[u8] = &[0x76];
    pub const F32_DEMOTE_F64: &[u8] = &[0xb6];
    pub const F64_PROMOTE_F32: &[u8] = &[0xbb];
    pub const REF_IS_NULL: &[u8] = &[0xd1];
    pub const REF_EQ: &[u8] = &[0xd3];
    pub const REF_AS_NON_NULL: &[u8] = &[0xd4];
    pub const ARRAY_LEN: &[u8] = &[0xfb, 0x0f];
    pub const ANY_CONVERT_EXTERN: &[u8] = &[0xfb, 0x1a];
    pub const EXTERN_CONVERT_ANY: &[u8] = &[0xfb, 0x1b];
}

impl Instr {
    /// `i32.const`
    pub fn i32(value: i32) -> Instr {
        Instr::Wasm(Instruction::I32Const(value))
    }
    /// `ref.null` of a type of the module.
    pub fn null(heap: HeapType) -> Instr {
        Instr::Wasm(Instruction::RefNull(heap))
    }
    /// `struct.get`
    pub fn field(struct_type_index: u32, field_index: u32) -> Instr {
        Instr::Wasm(Instruction::StructGet { struct_type_index, field_index })
    }
    /// Whether control never goes on to the next instruction.
    pub fn diverges(&self) -> bool {
        match self {
            Instr::Op(code) => [op::UNREACHABLE, op::RETURN].contains(code),
            Instr::Wasm(instr) => matches!(instr, Instruction::ReturnCall(_) | Instruction::ReturnCallRef(_)),
            Instr::Br(_) | Instr::BrTable(..) => true,
            Instr::Get(_) | Instr::Set(_) | Instr::Tee(_) | Instr::NonNull { .. } | Instr::At(_) => false,
            Instr::Block(_) | Instr::Loop(_) | Instr::If(..) | Instr::Else | Instr::End | Instr::BrIf(_) => false,
        }
    }
    /// Whether it is the instruction without immediates `code`.
    pub fn is_op(&self, code: &[u8]) -> bool {
        matches!(self, Instr::Op(own) if *own == code)
    }
    /// Whether it is `else`.
    pub fn is_else(&self) -> bool {
        matches!(self, Instr::Else)
    }
    /// Whether it is `end`.
    pub fn is_end(&self) -> bool {
        matches!(self, Instr::End)
    }
    /// Whether it is `block`, `loop` or `if`.
    pub fn opens(&self) -> bool {
        matches!(self, Instr::Block(_) | Instr::Loop(_) | Instr::If(..))
    }
}

/// For each `block`, `loop`, `if` and `else` the index of its `end`; for others, and for `end`, 0.
pub fn matching_ends(code: &[Instr]) -> Vec<usize> {
    let mut ends = vec![0; code.len()];
    let mut open: Vec<Vec<usize>> = Vec::new();
    for (at, instr) in code.iter().enumerate() {
        if instr.opens() {
            open.push(vec![at]);
        } else if instr.is_else() {
            open.last_mut().expect("else stands in an if").push(at);
        } else if instr.is_end() {
            for start in open.pop().expect("every end closes something") {
                ends[start] = at;
            }
        }
    }
    ends
}

/// The opposite of the comparison that `code` is, if it is one of integers or references.
fn inverse_comparison(code: &[u8]) -> Option<&'static [u8]> {
    Some(match code {
        [0x46] => &[0x47],
        [0x47] => &[0x46],
        [0x48] => &[0x4e],
        [0x49] => &[0x4f],
        [0x4a] => &[0x4c],
        [0x4b] => &[0x4d],
        [0x4c] => &[0x4a],
        [0x4d] => &[0x4b],
        [0x4e] => &[0x48],
        [0x4f] => &[0x49],
        [0x50] => return None,
        [0x51] => &[0x52],
        [0x52] => &[0x51],
        [0x53] => &[0x59],
        [0x54] => &[0x5a],
        [0x55] => &[0x57],
        [0x56] => &[0x58],
        [0x57] => &[0x55],
        [0x58] => &[0x56],
        [0x59] => &[0x53],
        [0x5a] => &[0x54],
        [0x5b] => &[0x5c],
        [0x5c] => &[0x5b],
        [0x61] => &[0x62],
        [0x62] => &[0x61],
        _ => return None,
    })
}

/// Inverts the condition that `code` pushes.
pub fn negate(code: &mut Vec<Instr>) {
    let inverse = match code.last() {
        Some(Instr::Op(last)) if *last == op::I32_EQZ => {
            code.pop();
            return;
        }
        Some(Instr::Op(last)) => inverse_comparison(last),
        _ => None,
    };
    match inverse {
        Some(inverse) => *code.last_mut().expect("it has a last instruction") = Instr::Op(inverse),
        None => code.push(Instr::Op(op::I32_EQZ)),
    }
}
