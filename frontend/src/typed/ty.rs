//! Types after checking: interned, so that equal types have equal ids.

use super::{Bound, EnumId, ExternTypeId, StructId, TraitId};
use base::{IndexVec, define_id};
use rustc_hash::FxHashMap;

define_id! {
    /// A type.
    pub struct Ty = "ty";
}

/// An integer type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is the type of that name")]
pub enum IntTy {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
}

impl IntTy {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            IntTy::I8 => "i8",
            IntTy::U8 => "u8",
            IntTy::I16 => "i16",
            IntTy::U16 => "u16",
            IntTy::I32 => "i32",
            IntTy::U32 => "u32",
            IntTy::I64 => "i64",
            IntTy::U64 => "u64",
        }
    }
    /// Its width.
    pub fn bits(self) -> u32 {
        match self {
            IntTy::I8 | IntTy::U8 => 8,
            IntTy::I16 | IntTy::U16 => 16,
            IntTy::I32 | IntTy::U32 => 32,
            IntTy::I64 | IntTy::U64 => 64,
        }
    }
    /// Whether it has negative values.
    pub fn is_signed(self) -> bool {
        matches!(self, IntTy::I8 | IntTy::I16 | IntTy::I32 | IntTy::I64)
    }
    /// Its least value.
    pub fn min(self) -> i128 {
        if self.is_signed() { -(1 << (self.bits() - 1)) } else { 0 }
    }
    /// Its greatest value.
    pub fn max(self) -> i128 {
        if self.is_signed() { (1 << (self.bits() - 1)) - 1 } else { (1 << self.bits()) - 1 }
    }
}

/// What a type is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TyKind {
    /// What is left of a mistake: fits everything. Not in a program without errors.
    Error,
    /// A type that inference has yet to find. Not in a checked program.
    Infer(u32),
    /// `never`
    Never,
    /// `()`
    Unit,
    /// `bool`
    Bool,
    /// `i8` … `u64`
    Int(IntTy),
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `string`
    String,
    /// `bigint`
    BigInt,
    /// `(A, B)`
    Tuple(Box<[Ty]>),
    /// `T?`; never of an optional.
    Optional(Ty),
    /// `(A, B) -> C`
    Func(Box<[Ty]>, Ty),
    /// A struct with its arguments.
    Struct(StructId, Box<[Ty]>),
    /// An enum with its arguments.
    Enum(EnumId, Box<[Ty]>),
    /// `Array<T>`
    Array(Ty),
    /// `Buffer<T>`
    Buffer(Ty),
    /// A JavaScript object, with arguments that only the checker looks at.
    Extern(ExternTypeId, Box<[Ty]>),
    /// `dyn Trait`
    Dyn(TraitId, Box<[Ty]>),
    /// A type parameter, by position among those of the declaration (those of the impl first).
    Param(u32),
}

/// The types of a program.
#[derive(Clone, Default, Debug)]
pub struct Tys {
    kinds: IndexVec<Ty, TyKind>,
    ids: FxHashMap<TyKind, Ty>,
}

impl Tys {
    /// The id of a type. `Optional` of an optional is that optional.
    pub fn intern(&mut self, kind: TyKind) -> Ty {
        if let TyKind::Optional(inner) = kind
            && let TyKind::Optional(_) = self.kinds[inner]
        {
            return inner;
        }
        if let Some(&ty) = self.ids.get(&kind) {
            return ty;
        }
        let ty = self.kinds.push(kind.clone());
        self.ids.insert(kind, ty);
        ty
    }
    /// What `ty` is.
    pub fn kind(&self, ty: Ty) -> &TyKind {
        &self.kinds[ty]
    }
    /// `ty` with its type parameters replaced by `args`.
    pub fn subst(&mut self, ty: Ty, args: &[Ty]) -> Ty {
        if args.is_empty() {
            return ty;
        }
        let kind = self.kinds[ty].clone();
        let kind = match kind {
            TyKind::Param(index) => return args.get(index as usize).copied().unwrap_or(ty),
            TyKind::Error
            | TyKind::Infer(_)
            | TyKind::Never
            | TyKind::Unit
            | TyKind::Bool
            | TyKind::Int(_)
            | TyKind::F32
            | TyKind::F64
            | TyKind::String
            | TyKind::BigInt => return ty,
            TyKind::Optional(inner) => TyKind::Optional(self.subst(inner, args)),
            TyKind::Array(inner) => TyKind::Array(self.subst(inner, args)),
            TyKind::Buffer(inner) => TyKind::Buffer(self.subst(inner, args)),
            TyKind::Tuple(parts) => TyKind::Tuple(self.subst_all(&parts, args)),
            TyKind::Func(params, result) => TyKind::Func(self.subst_all(&params, args), self.subst(result, args)),
            TyKind::Struct(id, parts) => TyKind::Struct(id, self.subst_all(&parts, args)),
            TyKind::Enum(id, parts) => TyKind::Enum(id, self.subst_all(&parts, args)),
            TyKind::Extern(id, parts) => TyKind::Extern(id, self.subst_all(&parts, args)),
            TyKind::Dyn(id, parts) => TyKind::Dyn(id, self.subst_all(&parts, args)),
        };
        self.intern(kind)
    }
    /// Whether a type over type parameters can be `ty`, given what some of them stand for; notes what the others do. What
    /// is not known of `ty` fits everything.
    pub fn matches(&self, pattern: Ty, ty: Ty, bound: &mut [Option<Ty>]) -> bool {
        match (self.kind(pattern), self.kind(ty)) {
            (_, TyKind::Error | TyKind::Infer(_)) => true,
            (TyKind::Param(position), _) => match bound.get_mut(*position as usize) {
                Some(known @ None) => {
                    *known = Some(ty);
                    true
                }
                Some(Some(known)) => *known == ty,
                None => false,
            },
            (TyKind::Optional(a), TyKind::Optional(b))
            | (TyKind::Array(a), TyKind::Array(b))
            | (TyKind::Buffer(a), TyKind::Buffer(b)) => self.matches(*a, *b, bound),
            (TyKind::Tuple(a), TyKind::Tuple(b)) => self.all_match(a, b, bound),
            (TyKind::Func(a, c), TyKind::Func(b, d)) => self.all_match(a, b, bound) && self.matches(*c, *d, bound),
            (TyKind::Struct(a, xs), TyKind::Struct(b, ys)) => a == b && self.all_match(xs, ys, bound),
            (TyKind::Enum(a, xs), TyKind::Enum(b, ys)) => a == b && self.all_match(xs, ys, bound),
            (TyKind::Extern(a, xs), TyKind::Extern(b, ys)) => a == b && self.all_match(xs, ys, bound),
            (TyKind::Dyn(a, xs), TyKind::Dyn(b, ys)) => a == b && self.all_match(xs, ys, bound),
            _ => pattern == ty,
        }
    }
    /// Whether each pattern can be the type at its place.
    pub fn all_match(&self, patterns: &[Ty], tys: &[Ty], bound: &mut [Option<Ty>]) -> bool {
        patterns.len() == tys.len() && patterns.iter().zip(tys).all(|(&pattern, &ty)| self.matches(pattern, ty, bound))
    }
    /// A bound with its type parameters replaced by `args`.
    pub fn subst_bound(&mut self, bound: &Bound, args: &[Ty]) -> Bound {
        match bound {
            Bound::Trait(id, of) => Bound::Trait(*id, self.subst_all(of, args).into()),
            Bound::Eq | Bound::Ord | Bound::Hash | Bound::Number | Bound::Show => bound.clone(),
        }
    }
    /// Each of `tys` with its type parameters replaced by `args`.
    pub fn subst_all(&mut self, tys: &[Ty], args: &[Ty]) -> Box<[Ty]> {
        tys.iter().map(|&ty| self.subst(ty, args)).collect()
    }
}
