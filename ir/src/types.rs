//! Types of IR values and of heap objects.
//!
//! The IR is monomorphic: a generic type of the source is one row of [`Types`] per instance. Signedness and widths
//! below 32 bits are not types but operators; they exist only as [`Storage`] of fields and elements.

use base::{Id, IndexVec, Symbol, define_id};

define_id! {
    /// A heap type.
    pub struct TypeId = "t";
    /// The signature of a function value.
    pub struct SigId = "s";
}

/// What a non-null value is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// 32 bits, signed or unsigned as the operator says. Also carries `i8 u8 i16 u16`, kept in their range, and
    /// all-unit enums.
    I32,
    /// 64 bits, signed or unsigned as the operator says.
    I64,
    /// IEEE 754 single.
    F32,
    /// IEEE 754 double.
    F64,
    /// An immutable string of UTF-16 code units.
    Str,
    /// A whole number of any size.
    Big,
    /// A JavaScript value: extern types.
    Js,
    /// A heap object.
    Ref(TypeId),
    /// A function value.
    Func(SigId),
}

/// The type of an IR value: a kind, or that kind or `null`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Type {
    /// What the value is when it is not null.
    pub kind: Kind,
    /// Whether it may be null. Scalars may be nullable too: in JS they are `null | number`, in Wasm a pair of a flag
    /// and the value.
    pub nullable: bool,
}

impl Type {
    /// `bool`.
    pub const BOOL: Type = Type::of(Kind::Bool);
    /// `i32`.
    pub const I32: Type = Type::of(Kind::I32);
    /// `i64`.
    pub const I64: Type = Type::of(Kind::I64);
    /// `f32`.
    pub const F32: Type = Type::of(Kind::F32);
    /// `f64`.
    pub const F64: Type = Type::of(Kind::F64);
    /// `str`.
    pub const STR: Type = Type::of(Kind::Str);
    /// `big`.
    pub const BIG: Type = Type::of(Kind::Big);
    /// `js`.
    pub const JS: Type = Type::of(Kind::Js);

    /// The non-null type of `kind`.
    pub const fn of(kind: Kind) -> Type {
        Type { kind, nullable: false }
    }
    /// A reference to an object of type `id`.
    pub const fn reference(id: TypeId) -> Type {
        Type::of(Kind::Ref(id))
    }
    /// This type or null.
    pub const fn or_null(self) -> Type {
        Type { nullable: true, ..self }
    }
    /// This type without null.
    pub const fn non_null(self) -> Type {
        Type { nullable: false, ..self }
    }
    /// Whether the value is `bool`, a number, or one of these or null: what Wasm holds outside the reference types.
    pub const fn is_scalar(self) -> bool {
        matches!(self.kind, Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64)
    }
}

/// How a field or element is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Storage {
    /// A sign-extended byte, read as `i32`.
    I8,
    /// A zero-extended byte, read as `i32`.
    U8,
    /// Sign-extended 16 bits, read as `i32`.
    I16,
    /// Zero-extended 16 bits, read as `i32`.
    U16,
    /// An `i32` that JavaScript is shown as unsigned (`Uint32Array`).
    U32,
    /// An `i64` that JavaScript is shown as unsigned (`BigUint64Array`).
    U64,
    /// A value of a type, as it is.
    Val(Type),
}

impl Storage {
    /// The type of the value that a read gives and a write takes.
    pub const fn value_type(self) -> Type {
        match self {
            Storage::I8 | Storage::U8 | Storage::I16 | Storage::U16 | Storage::U32 => Type::I32,
            Storage::U64 => Type::I64,
            Storage::Val(ty) => ty,
        }
    }
}

/// A field of a struct or of a variant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Its source name; payloads without one are named `0`, `1`, ….
    pub name: Symbol,
    /// How it is stored.
    pub storage: Storage,
    /// Whether it is ever assigned after construction.
    pub mutable: bool,
}

/// A variant of an enum.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Variant {
    /// Its source name.
    pub name: Symbol,
    /// Its payload. Without one the variant is a single shared object.
    pub fields: Vec<Field>,
}

/// What a heap object consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TypeDef {
    /// A record: source structs, boxed tuples and scalars, cells of captured variables.
    Struct {
        /// In order of declaration.
        fields: Vec<Field>,
    },
    /// A tagged union with at least one payload; the tag is the variant's index. All-unit enums are `i32`.
    Enum {
        /// In order of declaration.
        variants: Vec<Variant>,
    },
    /// A mutable array of fixed length. An element of a non-null reference kind may be absent (never read before it
    /// is written) in arrays made by `array.new_default`.
    Array {
        /// Its elements.
        elem: Storage,
    },
    /// Numbers in linear memory that JavaScript sees as a typed array.
    Buffer {
        /// Its elements; a scalar storage.
        elem: Storage,
    },
}

/// A heap type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeData {
    /// For people: `Body`, `List<i32>`, `Array<f64>`, `(i32, f64)`. Unique.
    pub name: Symbol,
    /// What an object holds.
    pub def: TypeDef,
    /// `@js` or `@wasm` on the declaration.
    pub pin: Option<crate::Side>,
}

impl TypeData {
    /// The fields of a struct.
    ///
    /// # Panics
    /// If this is not a struct: the verifier admits no such use.
    pub fn struct_fields(&self) -> &[Field] {
        match &self.def {
            TypeDef::Struct { fields } => fields,
            TypeDef::Enum { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => {
                panic!("{} is not a struct", self.name)
            }
        }
    }
    /// The variants of an enum.
    ///
    /// # Panics
    /// If this is not an enum: the verifier admits no such use.
    pub fn variants(&self) -> &[Variant] {
        match &self.def {
            TypeDef::Enum { variants } => variants,
            TypeDef::Struct { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => {
                panic!("{} is not an enum", self.name)
            }
        }
    }
    /// The storage of an element of an array or buffer.
    ///
    /// # Panics
    /// If this is neither: the verifier admits no such use.
    pub fn elem(&self) -> Storage {
        match self.def {
            TypeDef::Array { elem } | TypeDef::Buffer { elem } => elem,
            TypeDef::Struct { .. } | TypeDef::Enum { .. } => panic!("{} has no elements", self.name),
        }
    }
}

/// The signature of a function value: several results are a flattened tuple.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// Parameter types.
    pub params: Vec<Type>,
    /// Result types.
    pub results: Vec<Type>,
}

/// The heap types and signatures of a program.
#[derive(Clone, Default, Debug)]
pub struct Types {
    /// Heap types.
    pub heap: IndexVec<TypeId, TypeData>,
    /// Signatures of function values, each once.
    pub sigs: IndexVec<SigId, Signature>,
}

impl Types {
    /// The id of `sig`, added if it is new.
    pub fn sig(&mut self, sig: Signature) -> SigId {
        match self.sigs.iter().position(|known| *known == sig) {
            Some(index) => SigId::from_index(index),
            None => self.sigs.push(sig),
        }
    }
}

impl std::ops::Index<TypeId> for Types {
    type Output = TypeData;
    fn index(&self, id: TypeId) -> &TypeData {
        &self.heap[id]
    }
}
