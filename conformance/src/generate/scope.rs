//! What a place in a program may use.

use super::program::Ty;

/// A bound of a type parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// None.
    Any,
    /// `==`
    Eq,
    /// `<`
    Ord,
    /// `==`, and a key.
    Hash,
}

impl Bound {
    /// All bounds.
    pub const ALL: [Bound; 4] = [Bound::Any, Bound::Eq, Bound::Ord, Bound::Hash];

    /// `T0` with the bound.
    pub fn text(self, index: usize) -> String {
        match self {
            Bound::Any => format!("T{index}"),
            Bound::Eq => format!("T{index}: Eq"),
            Bound::Ord => format!("T{index}: Ord"),
            Bound::Hash => format!("T{index}: Hash"),
        }
    }
}

/// A variable in scope.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name.
    pub name: String,
    /// Its type there, which may be narrower than the declared one.
    pub ty: Ty,
    /// Whether it may be assigned.
    pub mutable: bool,
    /// Whether a closure sees another type: a `var` that was narrowed.
    pub narrowed: bool,
    /// Whether a test for `null` narrows it.
    pub narrowable: bool,
}

impl Var {
    /// A variable that cannot be assigned.
    pub fn fixed(name: impl Into<String>, ty: Ty) -> Var {
        Var { name: name.into(), ty, mutable: false, narrowed: false, narrowable: true }
    }
}

/// What is in scope.
#[derive(Clone, Default, Debug)]
pub struct Scope {
    /// The variables.
    pub vars: Vec<Var>,
    /// The bounds of the type parameters.
    pub params: Vec<Bound>,
    /// How many loops are around, up to the function or lambda.
    pub loops: usize,
    /// The labels of loops around.
    pub labels: Vec<String>,
    /// The result type, where `return` may stand.
    pub result: Option<Ty>,
    /// Whether this is in a lambda.
    pub in_closure: bool,
    /// Lists that are being walked: growing them would not end.
    pub frozen: Vec<String>,
    /// Whether nothing may be printed, called or changed: the body of a loop by tail calls.
    pub quiet: bool,
}

impl Scope {
    /// The scope with another variable.
    pub fn and(&self, var: Var) -> Scope {
        let mut inner = self.clone();
        inner.vars.push(var);
        inner
    }

    /// What can be read, two fields deep: text, type and whether it can be assigned.
    pub fn paths(&self, fields: impl Fn(&Ty) -> Vec<(String, Ty, bool)>) -> Vec<Var> {
        let mut found: Vec<Var> = self.vars.clone();
        let mut level = self.vars.clone();
        for _ in 0..2 {
            let next = level.iter().flat_map(|var| {
                let of = fields(&var.ty).into_iter();
                of.map(move |(field, ty, mutable)| Var {
                    name: format!("{}.{field}", var.name),
                    ty,
                    mutable,
                    narrowed: false,
                    narrowable: false,
                })
            });
            level = next.collect();
            found.extend(level.iter().cloned());
        }
        // A closure that calls what somebody may still replace by that closure would not end.
        let replaceable = |var: &Var| var.mutable && matches!(var.ty, Ty::Func(..));
        found.retain(|var| !(self.in_closure && replaceable(var)));
        found
    }
}
