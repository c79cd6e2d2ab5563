//! Values and heap objects of the interpreter.
//!
//! An object is a row of a table and a reference its number, so that nothing is dropped recursively, however long a
//! list the program builds. Objects are not freed before the machine is: programs that tests interpret are short.

use crate::{FuncId, PanicKind, Storage, Type};
use base::{IndexVec, define_id};

define_id! {
    /// A string of a machine.
    pub struct StrId = "str";
    /// A `bigint` of a machine.
    pub struct BigId = "big";
    /// A heap object or function value of a machine.
    pub struct ObjectId = "o";
}

/// A value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Val {
    /// `null`, or an element that is absent.
    Null,
    /// `bool`
    Bool(bool),
    /// `i32`
    I32(i32),
    /// `i64`
    I64(i64),
    /// `f32`
    F32(f32),
    /// `f64`
    F64(f64),
    /// `str`
    Str(StrId),
    /// `big`
    Big(BigId),
    /// A heap object or a function value.
    Ref(ObjectId),
}

impl Val {
    /// Zero, or `null` where there is no zero.
    pub(super) fn zero(ty: Type) -> Val {
        use crate::Kind;
        match ty.kind {
            _ if ty.nullable => Val::Null,
            Kind::Bool => Val::Bool(false),
            Kind::I32 => Val::I32(0),
            Kind::I64 => Val::I64(0),
            Kind::F32 => Val::F32(0.0),
            Kind::F64 => Val::F64(0.0),
            Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => Val::Null,
        }
    }
    pub(super) fn bool(self) -> bool {
        match self {
            Val::Bool(value) => value,
            other => panic!("{other:?} is not a bool"),
        }
    }
    pub(super) fn i32(self) -> i32 {
        match self {
            Val::I32(value) => value,
            other => panic!("{other:?} is not an i32"),
        }
    }
    pub(super) fn str(self) -> StrId {
        match self {
            Val::Str(id) => id,
            other => panic!("{other:?} is not a string"),
        }
    }
    pub(super) fn object(self) -> ObjectId {
        match self {
            Val::Ref(id) => id,
            other => panic!("{other:?} is not an object"),
        }
    }
}

/// The value that a place with this storage holds after `value` was written to it.
pub(super) fn narrow(storage: Storage, value: Val) -> Val {
    match storage {
        Storage::I8 => Val::I32(i32::from(value.i32() as i8)),
        Storage::U8 => Val::I32(i32::from(value.i32() as u8)),
        Storage::I16 => Val::I32(i32::from(value.i32() as i16)),
        Storage::U16 => Val::I32(i32::from(value.i32() as u16)),
        Storage::U32 | Storage::U64 | Storage::Val(_) => value,
    }
}

/// A heap object.
#[derive(Debug)]
pub(super) enum Object {
    /// A struct, or a variant of an enum.
    Record { variant: u32, fields: Box<[Val]> },
    /// An array or buffer.
    Elements(Elements),
    /// A function value.
    Closure { func: FuncId, captures: Box<[Val]> },
}

/// The heap.
#[derive(Default)]
pub(super) struct Heap {
    objects: IndexVec<ObjectId, Object>,
    bytes: usize,
}

/// How many bytes of objects a program may make.
const HEAP_BYTES: usize = 4 << 30;

impl Heap {
    /// Adds an object of about `bytes` bytes.
    pub fn add(&mut self, bytes: usize, object: impl FnOnce() -> Object) -> Result<Val, PanicKind> {
        self.bytes = self.bytes.saturating_add(bytes + 48);
        if self.bytes > HEAP_BYTES {
            return Err(PanicKind::OutOfMemory);
        }
        Ok(Val::Ref(self.objects.push(object())))
    }
    pub fn record(&mut self, variant: u32, fields: Vec<Val>) -> Result<Val, PanicKind> {
        self.add(16 * fields.len(), || Object::Record { variant, fields: fields.into_boxed_slice() })
    }
    pub fn closure(&mut self, func: FuncId, captures: Vec<Val>) -> Result<Val, PanicKind> {
        self.add(16 * captures.len(), || Object::Closure { func, captures: captures.into_boxed_slice() })
    }
    /// An array of zeros.
    pub fn elements(&mut self, storage: Storage, length: i32) -> Result<Val, PanicKind> {
        let length = usize::try_from(length).map_err(|_| PanicKind::NegativeLength)?;
        self.add(Elements::size(storage) * length, || Object::Elements(Elements::new(storage, length)))
    }
    /// The variant and fields of a struct or variant.
    pub fn fields(&mut self, object: Val) -> (u32, &mut [Val]) {
        match &mut self.objects[object.object()] {
            Object::Record { variant, fields } => (*variant, fields),
            other => panic!("{other:?} has no fields"),
        }
    }
    pub fn array(&mut self, object: Val) -> &mut Elements {
        match &mut self.objects[object.object()] {
            Object::Elements(elements) => elements,
            other => panic!("{other:?} has no elements"),
        }
    }
    pub fn function(&self, object: Val) -> (FuncId, &[Val]) {
        match &self.objects[object.object()] {
            Object::Closure { func, captures } => (*func, captures),
            other => panic!("{other:?} is not a function"),
        }
    }
    /// Copies elements as if through a copy; the ranges have been checked.
    pub fn copy(&mut self, to: (Val, usize), from: (Val, usize), count: usize) {
        if to.0 == from.0 {
            self.array(to.0).copy_within(to.1, from.1, count);
            return;
        }
        let source = std::mem::replace(self.array(from.0), Elements::Bool(Vec::new()));
        self.array(to.0).copy_from(to.1, &source, from.1, count);
        *self.array(from.0) = source;
    }
}

macro_rules! elements {
    ($($variant:ident($ty:ty): $read:expr, $write:expr;)*) => {
        /// The elements of an array, as they are stored.
        #[derive(Debug)]
        pub(super) enum Elements { $($variant(Vec<$ty>),)* }

        impl Elements {
            pub fn len(&self) -> usize {
                match self { $(Elements::$variant(list) => list.len(),)* }
            }
            pub fn get(&self, index: usize) -> Val {
                match self { $(Elements::$variant(list) => $read(list[index]),)* }
            }
            pub fn set(&mut self, index: usize, value: Val) {
                match self { $(Elements::$variant(list) => list[index] = $write(value),)* }
            }
            pub fn fill(&mut self, at: usize, count: usize, value: Val) {
                match self { $(Elements::$variant(list) => list[at..at + count].fill($write(value)),)* }
            }
            fn copy_within(&mut self, to: usize, from: usize, count: usize) {
                match self { $(Elements::$variant(list) => list.copy_within(from..from + count, to),)* }
            }
            fn copy_from(&mut self, to: usize, source: &Elements, from: usize, count: usize) {
                match (self, source) {
                    $((Elements::$variant(list), Elements::$variant(source)) => {
                        list[to..to + count].copy_from_slice(&source[from..from + count]);
                    })*
                    (this, source) => panic!("{this:?} and {source:?} have different elements"),
                }
            }
        }
    };
}

elements! {
    Bool(bool): Val::Bool, Val::bool;
    I8(i8): |element| Val::I32(i32::from(element)), |value: Val| value.i32() as i8;
    U8(u8): |element| Val::I32(i32::from(element)), |value: Val| value.i32() as u8;
    I16(i16): |element| Val::I32(i32::from(element)), |value: Val| value.i32() as i16;
    U16(u16): |element| Val::I32(i32::from(element)), |value: Val| value.i32() as u16;
    I32(i32): Val::I32, Val::i32;
    Wide(Val): |element| element, |value| value;
}

impl Elements {
    fn new(storage: Storage, length: usize) -> Elements {
        match storage {
            Storage::I8 => Elements::I8(vec![0; length]),
            Storage::U8 => Elements::U8(vec![0; length]),
            Storage::I16 => Elements::I16(vec![0; length]),
            Storage::U16 => Elements::U16(vec![0; length]),
            Storage::Val(Type::BOOL) => Elements::Bool(vec![false; length]),
            Storage::U32 | Storage::Val(Type::I32) => Elements::I32(vec![0; length]),
            Storage::U64 | Storage::Val(_) => Elements::Wide(vec![Val::zero(storage.value_type()); length]),
        }
    }
    /// The bytes of one element.
    fn size(storage: Storage) -> usize {
        match storage {
            Storage::I8 | Storage::U8 | Storage::Val(Type::BOOL) => 1,
            Storage::I16 | Storage::U16 => 2,
            Storage::U32 | Storage::Val(Type::I32) => 4,
            Storage::U64 | Storage::Val(_) => 16,
        }
    }
    /// The code units of an `Array<u16>`.
    pub fn units(&mut self) -> &mut [u16] {
        match self {
            Elements::U16(units) => units,
            other => panic!("{other:?} does not hold code units"),
        }
    }
}
