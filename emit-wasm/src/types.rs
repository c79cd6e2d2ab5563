//! The type section: where each heap type, signature and environment has its index, and what it consists of.
//!
//! In: [`Used`].  Out: [`TypeTable`]. The array of code units comes first and alone, because `wasm:js-string` accepts
//! only that type; then all heap types, closures and boxes in one recursion group, so that types of equal shape stay
//! different; then function types, each once, as they are asked for.

use crate::signature::is_internal;
use crate::used::Used;
use base::IndexVec;
use ir::{Field, FuncId, Kind, Program, SigId, Storage, Type, TypeDef, TypeId};
use rustc_hash::FxHashMap;
use wasm_encoder::{
    ArrayType, CompositeInnerType, CompositeType, FieldType, FuncType, HeapType, IndirectNameMap, NameMap, RefType,
    StorageType, StructType, SubType, TypeSection, ValType,
};

/// The indices of the types of an enum, or of another heap type without variants.
#[derive(Clone, Default)]
struct Layout {
    base: u32,
    /// For a variant with a payload its own type, else the base.
    variants: Vec<u32>,
}

/// The type section.
pub struct TypeTable<'p> {
    program: &'p Program,
    defs: Vec<SubType>,
    alone: usize,
    grouped: usize,
    heap: IndexVec<TypeId, Option<Layout>>,
    /// Index of the function type; that of the closure's struct is the next.
    sigs: FxHashMap<SigId, u32>,
    envs: FxHashMap<FuncId, u32>,
    wraps: FxHashMap<SigId, u32>,
    boxes: FxHashMap<Kind, u32>,
    buffer: u32,
    func_types: FxHashMap<FuncType, u32>,
    names: Vec<TypeNames>,
}

/// The names of a type and of its fields, as far as it has any.
#[derive(Default)]
struct TypeNames {
    own: String,
    fields: Vec<String>,
}

impl<'p> TypeTable<'p> {
    /// The table of what is used.
    pub fn new(program: &'p Program, used: &Used) -> TypeTable<'p> {
        let mut table = TypeTable {
            program,
            defs: Vec::new(),
            alone: usize::from(used.code_units),
            grouped: 0,
            heap: IndexVec::filled(None, program.types.heap.len()),
            sigs: FxHashMap::default(),
            envs: FxHashMap::default(),
            wraps: FxHashMap::default(),
            boxes: FxHashMap::default(),
            buffer: 0,
            func_types: FxHashMap::default(),
            names: Vec::new(),
        };
        table.number(used);
        table.define(used);
        table.grouped = table.defs.len() - table.alone;
        table
    }

    /// Gives every type its index.
    fn number(&mut self, used: &Used) {
        let program = self.program;
        let mut next = self.alone as u32;
        let mut take = |count: u32| {
            next += count;
            next - count
        };
        self.buffer = if used.buffers { take(1) } else { 0 };
        for &id in &used.types {
            self.heap[id] = Some(match &program.types[id].def {
                TypeDef::Struct { .. } => Layout { base: take(1), variants: Vec::new() },
                TypeDef::Enum { variants } => {
                    let base = take(1);
                    let index = |fields: &[Field]| if fields.is_empty() { base } else { take(1) };
                    Layout { base, variants: variants.iter().map(|variant| &variant.fields[..]).map(index).collect() }
                }
                TypeDef::Array { elem: Storage::I16 | Storage::U16 } => Layout::default(),
                TypeDef::Array { .. } => Layout { base: take(1), variants: Vec::new() },
                TypeDef::Buffer { .. } => Layout { base: self.buffer, variants: Vec::new() },
            });
        }
        self.sigs = used.sigs.iter().map(|&sig| (sig, take(2))).collect();
        let with_captures = used.closures.keys().filter(|&&func| program.funcs[func].captures > 0);
        self.envs = with_captures.map(|&func| (func, take(1))).collect();
        self.wraps = used.wraps.iter().map(|&sig| (sig, take(1))).collect();
        self.boxes = used.boxes.iter().map(|&kind| (kind, take(1))).collect();
    }

    /// Defines every type, in the order of the indices.
    fn define(&mut self, used: &Used) {
        let program = self.program;
        if used.code_units {
            self.add(array(StorageType::I16), "code units".into());
        }
        if used.buffers {
            let fields = [constant(ValType::I32), constant(ValType::I32)];
            self.add(structure(fields), "Buffer".into());
        }
        for &id in &used.types {
            self.define_heap(id);
        }
        for &sig in &used.sigs {
            self.define_sig(sig);
        }
        for (&func, &sig) in used.closures.iter().filter(|&(func, _)| program.funcs[*func].captures > 0) {
            let types = program.funcs[func].param_types();
            let captures = types[..program.funcs[func].captures as usize].iter();
            let fields = captures.flat_map(|&ty| self.storage_types(Storage::Val(ty), false));
            let fields = std::iter::once(constant(self.code_type(sig))).chain(fields).collect::<Vec<_>>();
            self.add(subtype(structure(fields), self.closure_type(sig)), format!("env {}", program.funcs[func].name));
        }
        for &sig in &used.wraps {
            let fields = [constant(self.code_type(sig)), constant(ValType::Ref(RefType::EXTERNREF))];
            self.add(subtype(structure(fields), self.closure_type(sig)), format!("js {sig}"));
        }
        for &kind in &used.boxes {
            let value = constant(self.scalar(kind));
            self.add(structure([value]), format!("box {kind:?}"));
        }
    }

    fn define_heap(&mut self, id: TypeId) {
        let program = self.program;
        let name = program.types[id].name;
        match &program.types[id].def {
            TypeDef::Struct { fields } => {
                let names = fields.iter().flat_map(slot_names).collect();
                let fields = fields.iter().flat_map(|field| self.storage_types(field.storage, field.mutable));
                let fields = fields.collect::<Vec<_>>();
                self.add_with_fields(structure(fields), name.to_string(), names);
            }
            TypeDef::Enum { variants } => {
                self.add_with_fields(open(structure([constant(ValType::I32)])), name.to_string(), vec!["tag".into()]);
                for variant in variants.iter().filter(|variant| !variant.fields.is_empty()) {
                    let payload = variant.fields.iter();
                    let payload = payload.flat_map(|field| self.storage_types(field.storage, field.mutable));
                    let fields = std::iter::once(constant(ValType::I32)).chain(payload).collect::<Vec<_>>();
                    let names = variant.fields.iter().flat_map(slot_names);
                    let names = std::iter::once("tag".into()).chain(names).collect();
                    let def = subtype(structure(fields), self.base(id));
                    self.add_with_fields(def, format!("{name}.{}", variant.name), names);
                }
            }
            TypeDef::Array { elem: Storage::I16 | Storage::U16 } | TypeDef::Buffer { .. } => {}
            TypeDef::Array { elem } => self.add(array(self.element_type(*elem)), name.to_string()),
        }
    }

    fn define_sig(&mut self, sig: SigId) {
        let data = &self.program.types.sigs[sig];
        let this = RefType { nullable: false, heap_type: HeapType::Concrete(self.closure_type(sig)) };
        let params = std::iter::once(ValType::Ref(this)).chain(self.slot_types(&data.params)).collect::<Vec<_>>();
        let code = FuncType::new(params, self.slot_types(&data.results));
        self.add(sub(CompositeInnerType::Func(code)), format!("code {sig}"));
        self.add(open(structure([constant(self.code_type(sig))])), format!("func {sig}"));
    }

    fn add(&mut self, def: SubType, own: String) {
        self.add_with_fields(def, own, Vec::new());
    }
    fn add_with_fields(&mut self, def: SubType, own: String, fields: Vec<String>) {
        self.defs.push(def);
        self.names.push(TypeNames { own, fields });
    }

    /// The type of an object of `id`.
    pub fn base(&self, id: TypeId) -> u32 {
        self.layout(id).base
    }
    /// The type of an object that is a variant of `id`.
    pub fn variant(&self, id: TypeId, variant: u32) -> u32 {
        self.layout(id).variants[variant as usize]
    }
    fn layout(&self, id: TypeId) -> &Layout {
        self.heap[id].as_ref().unwrap_or_else(|| panic!("{} has no Wasm layout", self.program.types[id].name))
    }
    /// The type of the code of function values of `sig`.
    pub fn code(&self, sig: SigId) -> u32 {
        *self.sigs.get(&sig).unwrap_or_else(|| panic!("signature {sig} has no Wasm layout"))
    }
    /// The type of function values of `sig`.
    pub fn closure_type(&self, sig: SigId) -> u32 {
        self.code(sig) + 1
    }
    fn code_type(&self, sig: SigId) -> ValType {
        ValType::Ref(RefType { nullable: false, heap_type: HeapType::Concrete(self.code(sig)) })
    }
    /// The type of closures of `func`, if it captures anything.
    pub fn env(&self, func: FuncId) -> Option<u32> {
        self.envs.get(&func).copied()
    }
    /// The type of Wasm function values around JavaScript functions.
    pub fn wrap(&self, sig: SigId) -> u32 {
        self.wraps[&sig]
    }
    /// The type of a box of a scalar.
    pub fn boxed(&self, kind: Kind) -> u32 {
        self.boxes[&kind]
    }
    /// The index of the function type.
    pub fn func_type(&mut self, params: Vec<ValType>, results: Vec<ValType>) -> u32 {
        let ty = FuncType::new(params, results);
        if let Some(&index) = self.func_types.get(&ty) {
            return index;
        }
        let index = self.defs.len() as u32;
        self.func_types.insert(ty.clone(), index);
        self.add(sub(CompositeInnerType::Func(ty)), String::new());
        index
    }

    /// The heap type of references of `kind`; `extern` for what Wasm cannot look into.
    pub fn heap_type(&self, kind: Kind) -> HeapType {
        match kind {
            Kind::Ref(id) if is_internal(self.program, kind) => HeapType::Concrete(self.base(id)),
            Kind::Func(sig) => HeapType::Concrete(self.closure_type(sig)),
            Kind::Ref(_) | Kind::Str | Kind::Big | Kind::Js => HeapType::EXTERN,
            Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 => panic!("{kind:?} is no reference"),
        }
    }
    fn scalar(&self, kind: Kind) -> ValType {
        match kind {
            Kind::Bool | Kind::I32 => ValType::I32,
            Kind::I64 => ValType::I64,
            Kind::F32 => ValType::F32,
            Kind::F64 => ValType::F64,
            Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => panic!("{kind:?} is no scalar"),
        }
    }
    /// What a value of `ty` is in locals, parameters and results. Opaque references are always nullable.
    pub fn slots(&self, ty: Type) -> Vec<ValType> {
        if !ty.is_scalar() {
            let heap_type = self.heap_type(ty.kind);
            let nullable = ty.nullable || heap_type == HeapType::EXTERN;
            return vec![ValType::Ref(RefType { nullable, heap_type })];
        }
        let value = self.scalar(ty.kind);
        if ty.nullable { vec![ValType::I32, value] } else { vec![value] }
    }
    /// What values of `types` are, one after the other.
    pub fn slot_types(&self, types: &[Type]) -> Vec<ValType> {
        types.iter().flat_map(|&ty| self.slots(ty)).collect()
    }

    fn storage_types(&self, storage: Storage, mutable: bool) -> Vec<FieldType> {
        let slots = self.slots(storage.value_type());
        let field = |element_type| FieldType { element_type, mutable };
        match slots[..] {
            [flag, value] => {
                debug_assert_eq!(flag, ValType::I32, "the first slot is the flag");
                vec![field(StorageType::I8), field(StorageType::Val(value))]
            }
            _ => vec![field(packed(storage).unwrap_or(StorageType::Val(slots[0])))],
        }
    }
    /// The storage of an element: references are nullable, nullable scalars boxed.
    fn element_type(&self, storage: Storage) -> StorageType {
        let ty = storage.value_type();
        let reference = |heap_type| StorageType::Val(ValType::Ref(RefType { nullable: true, heap_type }));
        match packed(storage) {
            Some(packed) => packed,
            None if !ty.is_scalar() => reference(self.heap_type(ty.kind)),
            None if ty.nullable => reference(HeapType::Concrete(self.boxed(ty.kind))),
            None => StorageType::Val(self.scalar(ty.kind)),
        }
    }

    /// The section itself.
    pub fn section(&self) -> TypeSection {
        let mut section = TypeSection::new();
        let (alone, rest) = self.defs.split_at(self.alone);
        let (grouped, functions) = rest.split_at(self.grouped);
        alone.iter().for_each(|def| section.ty().subtype(def));
        if !grouped.is_empty() {
            section.ty().rec(grouped.iter().cloned());
        }
        functions.iter().for_each(|def| section.ty().subtype(def));
        section
    }
    /// The names of the types.
    pub fn names(&self) -> NameMap {
        let mut names = NameMap::new();
        for (index, row) in self.names.iter().enumerate().filter(|(_, row)| !row.own.is_empty()) {
            names.append(index as u32, &row.own);
        }
        names
    }
    /// The names of their fields.
    pub fn field_names(&self) -> IndirectNameMap {
        let mut all = IndirectNameMap::new();
        for (index, row) in self.names.iter().enumerate().filter(|(_, row)| !row.fields.is_empty()) {
            let mut names = NameMap::new();
            (0..).zip(&row.fields).for_each(|(field, name)| names.append(field, name));
            all.append(index as u32, &names);
        }
        all
    }
}

/// The names of the slots of a field.
fn slot_names(field: &Field) -> Vec<String> {
    let name = field.name.to_string();
    let ty = field.storage.value_type();
    if ty.is_scalar() && ty.nullable { vec![format!("{name} present"), name] } else { vec![name] }
}

/// The position in the Wasm struct of the first slot of field `index`, where `fields` starts at `start`.
pub fn field_index(fields: &[Field], index: u32, start: u32) -> u32 {
    let slots = |field: &Field| {
        let ty = field.storage.value_type();
        if ty.is_scalar() && ty.nullable { 2 } else { 1 }
    };
    start + fields[..index as usize].iter().map(slots).sum::<u32>()
}

/// The packed storage of small scalars.
pub fn packed(storage: Storage) -> Option<StorageType> {
    match storage {
        Storage::I8 | Storage::U8 | Storage::Val(Type::BOOL) => Some(StorageType::I8),
        Storage::I16 | Storage::U16 => Some(StorageType::I16),
        Storage::U32 | Storage::U64 | Storage::Val(_) => None,
    }
}

fn constant(ty: ValType) -> FieldType {
    FieldType { element_type: StorageType::Val(ty), mutable: false }
}

fn sub(inner: CompositeInnerType) -> SubType {
    let composite_type = CompositeType { inner, shared: false, descriptor: None, describes: None };
    SubType { is_final: true, supertype_idx: None, composite_type }
}

fn open(def: SubType) -> SubType {
    SubType { is_final: false, ..def }
}

fn subtype(def: SubType, supertype: u32) -> SubType {
    SubType { supertype_idx: Some(supertype), ..def }
}

fn structure(fields: impl Into<Box<[FieldType]>>) -> SubType {
    sub(CompositeInnerType::Struct(StructType { fields: fields.into() }))
}

fn array(element_type: StorageType) -> SubType {
    sub(CompositeInnerType::Array(ArrayType(FieldType { element_type, mutable: true })))
}
