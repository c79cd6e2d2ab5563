//! Unification of types with variables.
//!
//! In: types that contain [`TyKind::Infer`].  Out: what the variables stand for. Variables are numbered per body; a
//! variable made for a number literal stands for numbers only, and for `i32` or `f64` if nothing decides.
//!
//! A variable is never bound to a type that contains it, so types stay finite. Every binding is logged, so that an
//! attempt can be taken back.

use base::Span;

use crate::typed::{Ty, TyKind, Tys};

/// What a variable may stand for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum VarKind {
    /// Any type.
    Any,
    /// Any number type, and `bigint`: the type of `1`.
    Int,
    /// `f32` or `f64`: the type of `1.5`.
    Float,
}

#[derive(Clone, Copy, Debug)]
struct Var {
    value: Option<Ty>,
    kind: VarKind,
    span: Span,
}

/// The variables of one body.
#[derive(Default)]
pub(crate) struct Infer {
    vars: Vec<Var>,
    log: Vec<(u32, Var)>,
    /// Per type, whether it is known to contain no variable.
    ground: Vec<bool>,
}

impl Infer {
    /// A new variable, for something at `span`.
    pub fn fresh(&mut self, tys: &mut Tys, kind: VarKind, span: Span) -> Ty {
        let index = u32::try_from(self.vars.len()).expect("fewer than 2^32 variables");
        self.vars.push(Var { value: None, kind, span });
        tys.intern(TyKind::Infer(index))
    }

    /// A point to return to.
    pub fn snapshot(&self) -> usize {
        self.log.len()
    }

    /// Takes back everything that was learned since `snapshot`.
    pub fn rollback(&mut self, snapshot: usize) {
        while self.log.len() > snapshot {
            let (index, var) = self.log.pop().expect("the log is longer than the snapshot");
            self.vars[index as usize] = var;
        }
    }

    fn set(&mut self, index: u32, var: Var) {
        self.log.push((index, self.vars[index as usize]));
        self.vars[index as usize] = var;
    }

    /// What `ty` is, as far as its outermost form is known.
    pub fn shallow(&self, tys: &Tys, mut ty: Ty) -> Ty {
        while let TyKind::Infer(index) = *tys.kind(ty) {
            match self.vars[index as usize].value {
                Some(value) => ty = value,
                None => break,
            }
        }
        // `T?` is `T` where `T` turned out to be an optional.
        if let TyKind::Optional(inner) = *tys.kind(ty) {
            let inner = self.shallow(tys, inner);
            if let TyKind::Optional(_) = tys.kind(inner) {
                return inner;
            }
        }
        ty
    }

    /// What an unbound variable may stand for; `None` for other types.
    pub fn kind_of(&self, tys: &Tys, ty: Ty) -> Option<VarKind> {
        match *tys.kind(self.shallow(tys, ty)) {
            TyKind::Infer(index) => Some(self.vars[index as usize].kind),
            _ => None,
        }
    }

    /// What the variable `ty` was made for.
    pub fn origin(&self, tys: &Tys, ty: Ty) -> Option<Span> {
        match *tys.kind(ty) {
            TyKind::Infer(index) => Some(self.vars[index as usize].span),
            _ => None,
        }
    }

    /// `ty` with everything replaced that is known.
    pub fn deep(&mut self, tys: &mut Tys, ty: Ty) -> Ty {
        let index = base::Id::index(ty);
        if self.ground.get(index).copied().unwrap_or(false) {
            return ty;
        }
        let ty = self.shallow(tys, ty);
        let (result, is_ground) = match tys.kind(ty).clone() {
            TyKind::Infer(_) => (ty, false),
            kind => {
                let parts = parts_of(&kind);
                if parts.is_empty() {
                    (ty, true)
                } else {
                    let parts: Vec<Ty> = parts.into_iter().map(|part| self.deep(tys, part)).collect();
                    let is_ground = parts.iter().all(|&part| self.is_ground(part));
                    (tys.intern(with_parts(&kind, &parts)), is_ground)
                }
            }
        };
        if is_ground {
            let index = base::Id::index(result);
            if self.ground.len() <= index {
                self.ground.resize(index + 1, false);
            }
            self.ground[index] = true;
        }
        result
    }

    /// Whether a type is known to contain no variable.
    pub fn is_ground(&self, ty: Ty) -> bool {
        self.ground.get(base::Id::index(ty)).copied().unwrap_or(false)
    }

    /// Gives the open variables of number literals their own type.
    pub fn settle_numbers(&mut self, tys: &mut Tys) {
        for index in 0..self.vars.len() {
            let var = self.vars[index];
            let own = match (var.value, var.kind) {
                (None, VarKind::Int) => TyKind::Int(crate::typed::IntTy::I32),
                (None, VarKind::Float) => TyKind::F64,
                (None, VarKind::Any) | (Some(_), _) => continue,
            };
            let value = Some(tys.intern(own));
            self.vars[index] = Var { value, ..var };
        }
    }

    /// Makes two types equal, if that is possible.
    pub fn unify(&mut self, tys: &mut Tys, a: Ty, b: Ty) -> bool {
        let a = self.shallow(tys, a);
        let b = self.shallow(tys, b);
        if a == b {
            return true;
        }
        match (tys.kind(a).clone(), tys.kind(b).clone()) {
            (TyKind::Infer(left), TyKind::Infer(right)) => {
                let (left_var, right_var) = (self.vars[left as usize], self.vars[right as usize]);
                // The older one stays, so that the elements of a long list all lead to the first directly.
                let kind = left_var.kind.max(right_var.kind);
                let (older, newer, root) = if left < right { (left, right, a) } else { (right, left, b) };
                self.set(older, Var { kind, ..self.vars[older as usize] });
                self.set(newer, Var { value: Some(root), ..self.vars[newer as usize] });
                true
            }
            (TyKind::Infer(index), _) => self.bind(tys, index, b),
            (_, TyKind::Infer(index)) => self.bind(tys, index, a),
            (TyKind::Error, _) | (_, TyKind::Error) => true,
            (left, right) => {
                let same = std::mem::discriminant(&left) == std::mem::discriminant(&right) && same_head(&left, &right);
                let (left, right) = (parts_of(&left), parts_of(&right));
                same && left.len() == right.len() && left.iter().zip(&right).all(|(&l, &r)| self.unify(tys, l, r))
            }
        }
    }

    fn bind(&mut self, tys: &mut Tys, index: u32, ty: Ty) -> bool {
        let var = self.vars[index as usize];
        let fits = match var.kind {
            _ if *tys.kind(ty) == TyKind::Error => true,
            VarKind::Any => true,
            VarKind::Int => {
                matches!(tys.kind(ty), TyKind::Int(_) | TyKind::F32 | TyKind::F64 | TyKind::BigInt)
            }
            VarKind::Float => matches!(tys.kind(ty), TyKind::F32 | TyKind::F64),
        };
        if !fits {
            return false;
        }
        let ty = self.deep(tys, ty);
        if self.mentions(tys, ty, index) {
            return false;
        }
        self.set(index, Var { value: Some(ty), ..var });
        true
    }

    fn mentions(&self, tys: &Tys, ty: Ty, index: u32) -> bool {
        if self.is_ground(ty) {
            return false;
        }
        let ty = self.shallow(tys, ty);
        match tys.kind(ty) {
            TyKind::Infer(other) => *other == index,
            kind => parts_of(kind).into_iter().any(|part| self.mentions(tys, part, index)),
        }
    }
}

/// The types that a type is made of, in order.
pub(crate) fn parts_of(kind: &TyKind) -> Vec<Ty> {
    match kind {
        TyKind::Tuple(parts)
        | TyKind::Struct(_, parts)
        | TyKind::Enum(_, parts)
        | TyKind::Extern(_, parts)
        | TyKind::Dyn(_, parts) => parts.to_vec(),
        TyKind::Optional(inner) | TyKind::Array(inner) | TyKind::Buffer(inner) => vec![*inner],
        TyKind::Func(params, result) => params.iter().copied().chain([*result]).collect(),
        TyKind::Error
        | TyKind::Infer(_)
        | TyKind::Never
        | TyKind::Unit
        | TyKind::Bool
        | TyKind::Int(_)
        | TyKind::F32
        | TyKind::F64
        | TyKind::String
        | TyKind::BigInt
        | TyKind::Param(_) => Vec::new(),
    }
}

/// A type of the same form with other parts.
pub(crate) fn with_parts(kind: &TyKind, parts: &[Ty]) -> TyKind {
    match kind {
        TyKind::Tuple(_) => TyKind::Tuple(parts.into()),
        TyKind::Struct(id, _) => TyKind::Struct(*id, parts.into()),
        TyKind::Enum(id, _) => TyKind::Enum(*id, parts.into()),
        TyKind::Extern(id, _) => TyKind::Extern(*id, parts.into()),
        TyKind::Dyn(id, _) => TyKind::Dyn(*id, parts.into()),
        TyKind::Optional(_) => TyKind::Optional(parts[0]),
        TyKind::Array(_) => TyKind::Array(parts[0]),
        TyKind::Buffer(_) => TyKind::Buffer(parts[0]),
        TyKind::Func(..) => {
            let (result, params) = parts.split_last().expect("a function type has a result");
            TyKind::Func(params.into(), *result)
        }
        TyKind::Error
        | TyKind::Infer(_)
        | TyKind::Never
        | TyKind::Unit
        | TyKind::Bool
        | TyKind::Int(_)
        | TyKind::F32
        | TyKind::F64
        | TyKind::String
        | TyKind::BigInt
        | TyKind::Param(_) => kind.clone(),
    }
}

/// Whether two types of one form name the same declaration; scalars without parts were compared by id before.
fn same_head(a: &TyKind, b: &TyKind) -> bool {
    match (a, b) {
        (TyKind::Struct(a, _), TyKind::Struct(b, _)) => a == b,
        (TyKind::Enum(a, _), TyKind::Enum(b, _)) => a == b,
        (TyKind::Extern(a, _), TyKind::Extern(b, _)) => a == b,
        (TyKind::Dyn(a, _), TyKind::Dyn(b, _)) => a == b,
        (TyKind::Int(_), TyKind::Int(_)) | (TyKind::Param(_), TyKind::Param(_)) => false,
        _ => true,
    }
}
