//! Types of the source as types of the IR.
//!
//! In: a concrete source type.  Out: the IR types of the values that hold it, and rows for heap objects.
//!
//! A tuple is *flattened*: it is held by the values of its members, unit by none. Where exactly one value must hold it
//! (an element of an array, an optional, a cell) it is boxed in an immutable struct named as the tuple. Narrow integers
//! are `i32` values kept in their range and are packed only where they are stored.

use super::Builder;
use base::Symbol;
use frontend::typed::{self, IntTy, Ty, TyKind};
use ir::{Field, Kind, Side, Signature, Storage, Type, TypeData, TypeDef, TypeId, Variant};
use std::rc::Rc;

/// Where a source field is among the flattened ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// The concrete type of the field.
    pub ty: Ty,
    /// The first IR field.
    pub first: u32,
    /// How many there are.
    pub len: u32,
}

impl Slot {
    /// The positions of the IR fields.
    pub fn range(self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.len) as usize
    }
}

/// What a heap row was made for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum HeapKey {
    /// The object that a value of this type refers to; of tuples the box.
    Object(Ty),
    /// The cell of a captured variable of this type.
    Cell(Ty),
}

/// Consecutive slots for `parts`, given how many values each takes.
fn slots(parts: impl IntoIterator<Item = (Ty, usize)>) -> Rc<[Slot]> {
    let mut first = 0;
    let slot = |(ty, len): (Ty, usize)| {
        let slot = Slot { ty, first, len: len as u32 };
        first += slot.len;
        slot
    };
    parts.into_iter().map(slot).collect()
}

impl Builder<'_> {
    /// The IR types of the values that hold a `ty`.
    pub(super) fn flat(&mut self, ty: Ty) -> Rc<[Type]> {
        if let Some(known) = self.flats.get(&ty) {
            return known.clone();
        }
        let flat: Rc<[Type]> = match self.tys.kind(ty).clone() {
            TyKind::Never | TyKind::Unit => Rc::from([]),
            TyKind::Tuple(parts) => parts.iter().flat_map(|&part| self.flat(part).to_vec()).collect(),
            TyKind::Optional(inner) => Rc::from([self.boxed(inner).or_null()]),
            TyKind::Bool => Rc::from([Type::BOOL]),
            TyKind::Int(int) => Rc::from([int_type(int)]),
            TyKind::F32 => Rc::from([Type::F32]),
            TyKind::F64 => Rc::from([Type::F64]),
            TyKind::String => Rc::from([Type::STR]),
            TyKind::BigInt => Rc::from([Type::BIG]),
            TyKind::Extern(..) => Rc::from([Type::JS]),
            TyKind::Enum(id, _) if self.is_unit_enum(id) => Rc::from([Type::I32]),
            TyKind::Struct(..) | TyKind::Enum(..) | TyKind::Array(_) | TyKind::Buffer(_) | TyKind::Dyn(..) => {
                Rc::from([Type::reference(self.heap(HeapKey::Object(ty)))])
            }
            TyKind::Func(params, result) => {
                let params = params.iter().flat_map(|&param| self.flat(param).to_vec()).collect();
                let results = self.flat(result).to_vec();
                Rc::from([Type::of(Kind::Func(self.out.types.sig(Signature { params, results })))])
            }
            kind @ (TyKind::Error | TyKind::Infer(_) | TyKind::Param(_)) => {
                panic!("{kind:?} has no values in a checked program")
            }
        };
        self.flats.insert(ty, flat.clone());
        flat
    }

    /// The type of the single value that holds a `ty`: a box where the type is held by none or several.
    pub(super) fn boxed(&mut self, ty: Ty) -> Type {
        match self.needs_box(ty) {
            true => Type::reference(self.heap(HeapKey::Object(ty))),
            false => self.flat(ty)[0],
        }
    }

    /// Whether a `ty` is boxed where one value must hold it.
    pub(super) fn needs_box(&self, ty: Ty) -> bool {
        matches!(self.tys.kind(ty), TyKind::Tuple(_) | TyKind::Unit | TyKind::Never)
    }

    /// How a `ty` that is held by one value is stored.
    pub(super) fn storage(&mut self, ty: Ty) -> Storage {
        match self.tys.kind(ty) {
            TyKind::Int(IntTy::I8) => Storage::I8,
            TyKind::Int(IntTy::U8) => Storage::U8,
            TyKind::Int(IntTy::I16) => Storage::I16,
            TyKind::Int(IntTy::U16) => Storage::U16,
            TyKind::Int(IntTy::U32) => Storage::U32,
            TyKind::Int(IntTy::U64) => Storage::U64,
            _ => Storage::Val(self.boxed(ty)),
        }
    }

    /// The row of a heap type, made when it is first wanted.
    pub(super) fn heap(&mut self, key: HeapKey) -> TypeId {
        if let Some(&id) = self.heap_rows.get(&key) {
            return id;
        }
        let name = match key {
            HeapKey::Object(ty) => self.type_name(ty),
            HeapKey::Cell(ty) => format!("cell<{}>", self.type_name(ty)),
        };
        let name = super::unique(&mut self.type_names, name);
        // The row is there before its fields are looked at, because types are recursive.
        let row = TypeData { name, def: TypeDef::Struct { fields: Vec::new() }, pin: self.type_pin(key) };
        let id = self.out.types.heap.push(row);
        self.heap_rows.insert(key, id);
        let def = self.heap_def(key);
        self.out.types.heap[id].def = def;
        id
    }

    fn heap_def(&mut self, key: HeapKey) -> TypeDef {
        let ty = match key {
            HeapKey::Cell(ty) => {
                let field = Field { name: "value".into(), storage: self.storage(ty), mutable: true };
                return TypeDef::Struct { fields: vec![field] };
            }
            HeapKey::Object(ty) => ty,
        };
        match self.tys.kind(ty).clone() {
            // Variants are added when values are converted.
            TyKind::Dyn(..) => TypeDef::Enum { variants: Vec::new() },
            TyKind::Array(elem) => TypeDef::Array { elem: self.storage(elem) },
            TyKind::Buffer(elem) => TypeDef::Buffer { elem: self.storage(elem) },
            TyKind::Struct(id, args) => {
                let typed = self.typed;
                TypeDef::Struct { fields: self.heap_fields(&typed.structs[id].fields, &args) }
            }
            TyKind::Enum(id, args) => {
                let typed = self.typed;
                let variant = |variant: &typed::Variant| Variant {
                    name: variant.name,
                    fields: self.heap_fields(&variant.fields, &args),
                };
                TypeDef::Enum { variants: typed.enums[id].variants.iter().map(variant).collect() }
            }
            TyKind::Tuple(_) | TyKind::Unit | TyKind::Never => {
                let mut fields = Vec::new();
                self.push_fields(&mut fields, "", ty, false);
                TypeDef::Struct { fields }
            }
            kind => panic!("{kind:?} is not a heap object"),
        }
    }

    fn heap_fields(&mut self, fields: &[typed::Field], args: &[Ty]) -> Vec<Field> {
        let mut out = Vec::new();
        for field in fields {
            let ty = self.tys.subst(field.ty, args);
            self.push_fields(&mut out, field.name.as_str(), ty, field.mutable);
        }
        out
    }

    /// The IR fields of a source field: `p.0` and `p.1` for a pair called `p`.
    pub(super) fn push_fields(&mut self, out: &mut Vec<Field>, name: &str, ty: Ty, mutable: bool) {
        match self.tys.kind(ty).clone() {
            TyKind::Unit | TyKind::Never => {}
            TyKind::Tuple(parts) => {
                for (position, &part) in parts.iter().enumerate() {
                    let dot = if name.is_empty() { "" } else { "." };
                    self.push_fields(out, &format!("{name}{dot}{position}"), part, mutable);
                }
            }
            _ => out.push(Field { name: Symbol::new(name), storage: self.storage(ty), mutable }),
        }
    }

    fn type_pin(&self, key: HeapKey) -> Option<Side> {
        let HeapKey::Object(ty) = key else { return None };
        let pin = match self.tys.kind(ty) {
            TyKind::Struct(id, _) => self.typed.structs[*id].pin,
            TyKind::Enum(id, _) => self.typed.enums[*id].pin,
            _ => None,
        };
        pin.map(side)
    }

    /// Where the fields of a struct are.
    pub(super) fn struct_slots(&mut self, ty: Ty) -> Rc<[Slot]> {
        self.variant_slots(ty, 0)
    }

    /// Where the fields of a variant are; of structs and tuples, with variant 0, those of the object.
    pub(super) fn variant_slots(&mut self, ty: Ty, variant: u32) -> Rc<[Slot]> {
        if let Some(known) = self.layouts.get(&(ty, variant)) {
            return known.clone();
        }
        let typed = self.typed;
        let parts = match self.tys.kind(ty).clone() {
            TyKind::Struct(id, args) => self.field_types(&typed.structs[id].fields, &args),
            TyKind::Enum(id, args) => self.field_types(&typed.enums[id].variants[variant as usize].fields, &args),
            TyKind::Tuple(parts) => parts.to_vec(),
            TyKind::Dyn(..) => vec![self.dyn_payload(ty, variant)],
            TyKind::Unit | TyKind::Never => Vec::new(),
            kind => panic!("{kind:?} has no fields"),
        };
        let layout = slots(parts.into_iter().map(|part| (part, self.flat(part).len())));
        self.layouts.insert((ty, variant), layout.clone());
        layout
    }

    fn field_types(&mut self, fields: &[typed::Field], args: &[Ty]) -> Vec<Ty> {
        fields.iter().map(|field| self.tys.subst(field.ty, args)).collect()
    }

    /// Whether no variant of an enum has a payload: then a value is the number of its variant.
    pub(super) fn is_unit_enum(&self, id: typed::EnumId) -> bool {
        self.typed.enums[id].variants.iter().all(|variant| variant.fields.is_empty())
    }

    /// A concrete type as people write it.
    pub(super) fn type_name(&self, ty: Ty) -> String {
        let typed = self.typed;
        match self.tys.kind(ty) {
            TyKind::Error | TyKind::Infer(_) => "_".into(),
            TyKind::Never => "never".into(),
            TyKind::Unit => "()".into(),
            TyKind::Bool => "bool".into(),
            TyKind::Int(int) => int.name().into(),
            TyKind::F32 => "f32".into(),
            TyKind::F64 => "f64".into(),
            TyKind::String => "string".into(),
            TyKind::BigInt => "bigint".into(),
            TyKind::Tuple(parts) => format!("({})", self.type_names_of(parts)),
            TyKind::Optional(inner) => match self.tys.kind(*inner) {
                TyKind::Func(..) => format!("({})?", self.type_name(*inner)),
                _ => format!("{}?", self.type_name(*inner)),
            },
            TyKind::Func(params, result) => format!("({}) -> {}", self.type_names_of(params), self.type_name(*result)),
            TyKind::Struct(id, args) => self.applied(typed.structs[*id].name, args),
            TyKind::Enum(id, args) => self.applied(typed.enums[*id].name, args),
            TyKind::Extern(id, args) => self.applied(typed.extern_types[*id].name, args),
            TyKind::Dyn(id, args) => format!("dyn {}", self.applied(typed.traits[*id].name, args)),
            TyKind::Array(elem) => format!("Array<{}>", self.type_name(*elem)),
            TyKind::Buffer(elem) => format!("Buffer<{}>", self.type_name(*elem)),
            TyKind::Param(position) => format!("T{position}"),
        }
    }

    /// `name<args>`, or the name alone without arguments.
    pub(super) fn applied(&self, name: Symbol, args: &[Ty]) -> String {
        match args {
            [] => name.to_string(),
            _ => format!("{name}<{}>", self.type_names_of(args)),
        }
    }

    fn type_names_of(&self, tys: &[Ty]) -> String {
        tys.iter().map(|&ty| self.type_name(ty)).collect::<Vec<_>>().join(", ")
    }
}

/// The IR type of an integer type.
pub(super) fn int_type(int: IntTy) -> Type {
    if int.bits() == 64 { Type::I64 } else { Type::I32 }
}

/// The side that an attribute asks for.
pub(super) fn side(pin: typed::Pin) -> Side {
    match pin {
        typed::Pin::Js => Side::Js,
        typed::Pin::Wasm => Side::Wasm,
    }
}
