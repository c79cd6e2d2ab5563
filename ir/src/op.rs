//! The operators of the IR.
//!
//! An instruction is an operator with immediates, operands and results. Operators on scalars and strings are rows of
//! the table in [`prim`], host functions rows of the table in [`host`]; the rest carry ids. Everything a stage must
//! know about an operator is here: name, effect, signature, form in both targets.

pub mod host;
pub mod prim;
pub mod signature;

pub use host::Host;
pub use prim::{JsForm, Prim, PrimInfo, WasmForm, Wrap};
pub use signature::signature;

use crate::{ExternId, FuncId, GlobalId, SigId, TypeId};

/// An operator with its immediates. Operands are written in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Op {
    /// A row of the primitive table.
    Prim(Prim),
    /// `[T] -> T?`. No code for references.
    Some,
    /// `[T?] -> bool`
    IsNull,
    /// `[T?] -> T`; panics on null.
    Unwrap,
    /// `[T?] -> T`, where it is known not to be null.
    AssumeSome,
    /// `[ref, ref] -> bool`: identity; both of one type, nullable or not. Also for `js`.
    RefEq,
    /// `[fields…] -> T`
    StructNew(TypeId),
    /// `[T] -> field`
    StructGet(TypeId, u32),
    /// `[T, value]`
    StructSet(TypeId, u32),
    /// `[fields…] -> T`; of a variant without fields the one shared object.
    VariantNew(TypeId, u32),
    /// `[T] -> i32`: the index of the variant.
    VariantTag(TypeId),
    /// `[T] -> field` of a variant (enum, variant, field) that the object is known to be.
    VariantGet(TypeId, u32, u32),
    /// `[length: i32, fill] -> T`; panics on a negative length.
    ArrayNew(TypeId),
    /// `[length: i32] -> T` of zeros, or of absent references; panics on a negative length.
    ArrayNewDefault(TypeId),
    /// `[elements…] -> T`
    ArrayLit(TypeId),
    /// `[T] -> i32`
    ArrayLen(TypeId),
    /// `[T, index: i32] -> element`; panics out of range.
    ArrayGet(TypeId),
    /// `[T, index: i32, value]`; panics out of range.
    ArraySet(TypeId),
    /// `[to: T, at: i32, from: T, at: i32, count: i32]`, as if through a copy; panics out of range.
    ArrayCopy(TypeId),
    /// `[T, at: i32, value, count: i32]`; panics out of range.
    ArrayFill(TypeId),
    /// `[length: i32] -> T` of zeros; panics on a negative length.
    BufferNew(TypeId),
    /// `[T] -> i32`, in elements.
    BufferLen(TypeId),
    /// `[T, index: i32] -> element`; panics out of range.
    BufferGet(TypeId),
    /// `[T, index: i32, value]`; panics out of range.
    BufferSet(TypeId),
    /// `[T] -> i32`: the address in linear memory. Only made by the seam, for `BufferView`.
    BufferPtr(TypeId),
    /// `[T] -> js`: the typed array over it, valid until memory grows.
    BufferView(TypeId),
    /// `[T, from: i32, to: i32] -> str` of an `Array<u16>`; panics out of range.
    StrFromArray(TypeId),
    /// `[str, T, at: i32] -> i32`: copies all code units into an `Array<u16>`, gives their number; panics if there is
    /// no room.
    StrIntoArray(TypeId),
    /// `[] -> value`
    GlobalGet(GlobalId),
    /// `[value]`
    GlobalSet(GlobalId),
    /// `[args…] -> results…`
    Call(FuncId),
    /// `[captures…] -> func`: a function value whose body is the function with its leading parameters bound.
    ClosureNew(FuncId),
    /// `[func, args…] -> results…`
    CallClosure(SigId),
    /// `[operands…] -> result?`: JavaScript.
    Extern(ExternId),
    /// A row of the host table.
    Host(Host),
}

/// What a panic is about. The text of each is fixed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u32)]
pub enum PanicKind {
    /// An index is negative or not below the length.
    Index,
    /// `x!` on null.
    Null,
    /// `/` or `%` by integer zero.
    DivisionByZero,
    /// `MIN / -1`.
    Overflow,
    /// A downcast that does not hold.
    Cast,
    /// An integer raised to a negative power.
    NegativeExponent,
    /// An array of negative length.
    NegativeLength,
    /// Too many nested calls.
    StackOverflow,
    /// The heap is full.
    OutOfMemory,
    /// Code that cannot be reached was reached: a compiler bug.
    Unreachable,
    /// `panic("…")`: the text is the program's.
    Explicit,
}

impl PanicKind {
    /// All kinds, in order of their numbers.
    pub const ALL: [PanicKind; 11] = [
        PanicKind::Index,
        PanicKind::Null,
        PanicKind::DivisionByZero,
        PanicKind::Overflow,
        PanicKind::Cast,
        PanicKind::NegativeExponent,
        PanicKind::NegativeLength,
        PanicKind::StackOverflow,
        PanicKind::OutOfMemory,
        PanicKind::Unreachable,
        PanicKind::Explicit,
    ];
    /// The name in the IR's text.
    pub fn name(self) -> &'static str {
        match self {
            PanicKind::Index => "index",
            PanicKind::Null => "null",
            PanicKind::DivisionByZero => "division_by_zero",
            PanicKind::Overflow => "overflow",
            PanicKind::Cast => "cast",
            PanicKind::NegativeExponent => "negative_exponent",
            PanicKind::NegativeLength => "negative_length",
            PanicKind::StackOverflow => "stack_overflow",
            PanicKind::OutOfMemory => "out_of_memory",
            PanicKind::Unreachable => "unreachable",
            PanicKind::Explicit => "explicit",
        }
    }
    /// The text, the same on every engine.
    pub fn message(self) -> &'static str {
        match self {
            PanicKind::Index => "index out of range",
            PanicKind::Null => "value is null",
            PanicKind::DivisionByZero => "division by zero",
            PanicKind::Overflow => "integer overflow in division",
            PanicKind::Cast => "failed cast",
            PanicKind::NegativeExponent => "negative exponent",
            PanicKind::NegativeLength => "negative array length",
            PanicKind::StackOverflow => "stack overflow",
            PanicKind::OutOfMemory => "out of memory",
            PanicKind::Unreachable => "unreachable code reached",
            PanicKind::Explicit => "panic",
        }
    }
}

/// A place in memory that operators read and write; two different ones never alias.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Memory {
    /// A field of a struct type.
    Field(TypeId, u32),
    /// The elements of an array or buffer type.
    Elements(TypeId),
    /// A module-level variable.
    Global(GlobalId),
}

/// What executing an operator may do beside computing its results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: equal operands give equal results; it may be removed, repeated, moved.
    Pure,
    /// Gives a fresh object: may be removed, not repeated.
    Alloc,
    /// Reads memory that something may write.
    Read(Memory),
    /// Writes memory.
    Write(Memory),
    /// Anything: a call whose effects are those of its callee, or the world outside.
    Call,
}

impl Op {
    /// The effect, apart from [`Op::may_panic`].
    pub fn effect(&self) -> Effect {
        match *self {
            Op::Prim(_) | Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome | Op::RefEq => Effect::Pure,
            Op::VariantTag(_) | Op::VariantGet(..) | Op::ArrayLen(_) | Op::BufferLen(_) | Op::BufferPtr(_) => {
                Effect::Pure
            }
            Op::StructNew(_) | Op::VariantNew(..) | Op::ClosureNew(_) => Effect::Alloc,
            Op::ArrayNew(_) | Op::ArrayNewDefault(_) | Op::ArrayLit(_) | Op::BufferNew(_) | Op::BufferView(_) => {
                Effect::Alloc
            }
            Op::StructGet(ty, field) => Effect::Read(Memory::Field(ty, field)),
            Op::StructSet(ty, field) => Effect::Write(Memory::Field(ty, field)),
            Op::ArrayGet(ty) | Op::BufferGet(ty) | Op::StrFromArray(ty) => Effect::Read(Memory::Elements(ty)),
            Op::ArraySet(ty) | Op::ArrayFill(ty) | Op::BufferSet(ty) | Op::StrIntoArray(ty) | Op::ArrayCopy(ty) => {
                Effect::Write(Memory::Elements(ty))
            }
            Op::GlobalGet(global) => Effect::Read(Memory::Global(global)),
            Op::GlobalSet(global) => Effect::Write(Memory::Global(global)),
            Op::Call(_) | Op::CallClosure(_) | Op::Extern(_) => Effect::Call,
            Op::Host(host) => host.effect(),
        }
    }
    /// The heap type that it makes or opens, if it does.
    pub fn heap_type(&self) -> Option<TypeId> {
        match *self {
            Op::StructNew(ty)
            | Op::StructGet(ty, _)
            | Op::StructSet(ty, _)
            | Op::VariantNew(ty, _)
            | Op::VariantTag(ty)
            | Op::VariantGet(ty, ..)
            | Op::ArrayNew(ty)
            | Op::ArrayNewDefault(ty)
            | Op::ArrayLit(ty)
            | Op::ArrayLen(ty)
            | Op::ArrayGet(ty)
            | Op::ArraySet(ty)
            | Op::ArrayCopy(ty)
            | Op::ArrayFill(ty)
            | Op::BufferNew(ty)
            | Op::BufferLen(ty)
            | Op::BufferGet(ty)
            | Op::BufferSet(ty)
            | Op::BufferPtr(ty)
            | Op::BufferView(ty)
            | Op::StrFromArray(ty)
            | Op::StrIntoArray(ty) => Some(ty),
            Op::Prim(_)
            | Op::Some
            | Op::IsNull
            | Op::Unwrap
            | Op::AssumeSome
            | Op::RefEq
            | Op::GlobalGet(_)
            | Op::GlobalSet(_)
            | Op::Call(_)
            | Op::ClosureNew(_)
            | Op::CallClosure(_)
            | Op::Extern(_)
            | Op::Host(_) => None,
        }
    }
    /// The name in the IR's text; immediates follow it.
    pub fn name(&self) -> &'static str {
        match *self {
            Op::Prim(prim) => prim.info().name,
            Op::Some => "some",
            Op::IsNull => "is_null",
            Op::Unwrap => "unwrap",
            Op::AssumeSome => "assume_some",
            Op::RefEq => "ref_eq",
            Op::StructNew(_) => "struct.new",
            Op::StructGet(..) => "struct.get",
            Op::StructSet(..) => "struct.set",
            Op::VariantNew(..) => "variant.new",
            Op::VariantTag(_) => "variant.tag",
            Op::VariantGet(..) => "variant.get",
            Op::ArrayNew(_) => "array.new",
            Op::ArrayNewDefault(_) => "array.new_default",
            Op::ArrayLit(_) => "array.lit",
            Op::ArrayLen(_) => "array.len",
            Op::ArrayGet(_) => "array.get",
            Op::ArraySet(_) => "array.set",
            Op::ArrayCopy(_) => "array.copy",
            Op::ArrayFill(_) => "array.fill",
            Op::BufferNew(_) => "buffer.new",
            Op::BufferLen(_) => "buffer.len",
            Op::BufferGet(_) => "buffer.get",
            Op::BufferSet(_) => "buffer.set",
            Op::BufferPtr(_) => "buffer.ptr",
            Op::BufferView(_) => "buffer.view",
            Op::StrFromArray(_) => "str.from_array",
            Op::StrIntoArray(_) => "str.into_array",
            Op::GlobalGet(_) => "global.get",
            Op::GlobalSet(_) => "global.set",
            Op::Call(_) => "call",
            Op::ClosureNew(_) => "closure",
            Op::CallClosure(_) => "call_closure",
            Op::Extern(_) => "extern",
            Op::Host(_) => "host",
        }
    }
    /// Whether it can panic by itself; such an operator may not be removed or moved over another effect.
    pub fn may_panic(&self) -> bool {
        match *self {
            Op::Prim(prim) => prim.info().panics,
            Op::Unwrap
            | Op::ArrayNew(_)
            | Op::ArrayNewDefault(_)
            | Op::ArrayGet(_)
            | Op::ArraySet(_)
            | Op::ArrayCopy(_)
            | Op::ArrayFill(_)
            | Op::BufferNew(_)
            | Op::BufferGet(_)
            | Op::BufferSet(_)
            | Op::StrFromArray(_)
            | Op::StrIntoArray(_)
            | Op::Call(_)
            | Op::CallClosure(_)
            | Op::Extern(_) => true,
            Op::Host(host) => host == Host::Panic,
            Op::Some
            | Op::IsNull
            | Op::AssumeSome
            | Op::RefEq
            | Op::StructNew(_)
            | Op::StructGet(..)
            | Op::StructSet(..)
            | Op::VariantNew(..)
            | Op::VariantTag(_)
            | Op::VariantGet(..)
            | Op::ArrayLit(_)
            | Op::ArrayLen(_)
            | Op::BufferLen(_)
            | Op::BufferPtr(_)
            | Op::BufferView(_)
            | Op::GlobalGet(_)
            | Op::GlobalSet(_)
            | Op::ClosureNew(_) => false,
        }
    }
    /// Whether an instruction with this operator and unused results may be dropped.
    pub fn is_removable(&self) -> bool {
        !self.may_panic() && matches!(self.effect(), Effect::Pure | Effect::Alloc | Effect::Read(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_kinds_are_numbered_in_order() {
        for (number, kind) in PanicKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, number);
        }
    }
}
