//! Traversal of the syntax tree by closures: the direct parts of an expression or statement, and what follows from
//! them.

use super::{Expr, Item, Label, Stmt};
use base::Symbol;

impl Expr {
    /// Calls `f` with each direct operand, in order of evaluation. The body of an arrow function is not one.
    pub fn each(&self, f: &mut dyn FnMut(&Expr)) {
        match self {
            Expr::Unary(_, a) | Expr::Member(a, ..) | Expr::Spread(a) => f(a),
            Expr::Binary(_, a, b) | Expr::Assign(a, _, b) | Expr::Index(a, b) => {
                f(a);
                f(b);
            }
            Expr::Cond(parts) => parts.iter().for_each(f),
            Expr::Comma(parts) => parts.iter().for_each(f),
            Expr::Call(callee, args) | Expr::New(callee, args) => {
                f(callee);
                args.iter().for_each(f);
            }
            Expr::Array(parts) | Expr::Template(parts) => parts.iter().for_each(f),
            Expr::Object(fields, _) => fields.iter().for_each(|(_, value)| f(value)),
            Expr::Int(_) | Expr::Float(_) | Expr::Big(_) | Expr::Str(_) | Expr::Bool(_) | Expr::Null => {}
            Expr::Local(_) | Expr::Global(_) | Expr::Host(_) | Expr::Arrow(_) => {}
        }
    }
    /// As [`Expr::each`], for writing.
    pub fn each_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        match self {
            Expr::Unary(_, a) | Expr::Member(a, ..) | Expr::Spread(a) => f(a),
            Expr::Binary(_, a, b) | Expr::Assign(a, _, b) | Expr::Index(a, b) => {
                f(a);
                f(b);
            }
            Expr::Cond(parts) => parts.iter_mut().for_each(f),
            Expr::Comma(parts) => parts.iter_mut().for_each(f),
            Expr::Call(callee, args) | Expr::New(callee, args) => {
                f(callee);
                args.iter_mut().for_each(f);
            }
            Expr::Array(parts) | Expr::Template(parts) => parts.iter_mut().for_each(f),
            Expr::Object(fields, _) => fields.iter_mut().for_each(|(_, value)| f(value)),
            Expr::Int(_) | Expr::Float(_) | Expr::Big(_) | Expr::Str(_) | Expr::Bool(_) | Expr::Null => {}
            Expr::Local(_) | Expr::Global(_) | Expr::Host(_) | Expr::Arrow(_) => {}
        }
    }
    /// Calls `f` with every expression in this one, itself first, those of arrow functions included.
    pub fn deep(&self, f: &mut dyn FnMut(&Expr)) {
        f(self);
        if let Expr::Arrow(arrow) = self {
            arrow.body.iter().for_each(|stmt| stmt.deep(f));
        }
        self.each(&mut |part| part.deep(f));
    }
    /// As [`Expr::deep`], for writing, operands first.
    pub fn deep_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        if let Expr::Arrow(arrow) = self {
            arrow.body.iter_mut().for_each(|stmt| stmt.deep_mut(f));
        }
        self.each_mut(&mut |part| part.deep_mut(f));
        f(self);
    }
    /// Whether the local is read anywhere in it.
    pub fn mentions(&self, name: Symbol) -> bool {
        let mut found = false;
        self.deep(&mut |expr| found |= *expr == Expr::Local(name));
        found
    }
    /// How many nodes it has, up to `limit`.
    pub fn size(&self, limit: usize) -> usize {
        let mut nodes = 0;
        self.deep(&mut |_| nodes += 1);
        nodes.min(limit)
    }
}

impl Stmt {
    /// Calls `f` with each expression that is directly in the statement, not in a nested statement.
    pub fn each(&self, f: &mut dyn FnMut(&Expr)) {
        match self {
            Stmt::Expr(expr)
            | Stmt::Set(_, expr)
            | Stmt::SetMany(_, expr)
            | Stmt::Return(Some(expr))
            | Stmt::Throw(expr) => {
                f(expr);
            }
            Stmt::Declare { init: Some(expr), .. } | Stmt::DeclareMany { init: expr, .. } => f(expr),
            Stmt::If(expr, ..) | Stmt::While(_, expr, _) | Stmt::DoWhile(_, _, expr) => f(expr),
            Stmt::Switch(_, expr, cases) => {
                f(expr);
                cases.iter().flat_map(|case| &case.tests).for_each(f);
            }
            Stmt::For { init, cond, step, .. } => {
                init.each(f);
                f(cond);
                f(step);
            }
            Stmt::Declare { init: None, .. } | Stmt::Return(None) | Stmt::Loop(..) | Stmt::Block(..) => {}
            Stmt::Break(_) | Stmt::Continue(_) | Stmt::Unreachable => {}
        }
    }
    /// As [`Stmt::each`], for writing.
    pub fn each_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        match self {
            Stmt::Expr(expr)
            | Stmt::Set(_, expr)
            | Stmt::SetMany(_, expr)
            | Stmt::Return(Some(expr))
            | Stmt::Throw(expr) => {
                f(expr);
            }
            Stmt::Declare { init: Some(expr), .. } | Stmt::DeclareMany { init: expr, .. } => f(expr),
            Stmt::If(expr, ..) | Stmt::While(_, expr, _) | Stmt::DoWhile(_, _, expr) => f(expr),
            Stmt::Switch(_, expr, cases) => {
                f(expr);
                cases.iter_mut().flat_map(|case| &mut case.tests).for_each(f);
            }
            Stmt::For { init, cond, step, .. } => {
                init.each_mut(f);
                f(cond);
                f(step);
            }
            Stmt::Declare { init: None, .. } | Stmt::Return(None) | Stmt::Loop(..) | Stmt::Block(..) => {}
            Stmt::Break(_) | Stmt::Continue(_) | Stmt::Unreachable => {}
        }
    }
    /// The statement lists directly in it.
    pub fn bodies(&self) -> Vec<&Vec<Stmt>> {
        match self {
            Stmt::If(_, then, otherwise) => vec![then, otherwise],
            Stmt::Loop(_, body) | Stmt::While(_, _, body) | Stmt::DoWhile(_, body, _) => vec![body],
            Stmt::For { body, .. } | Stmt::Block(_, body) => vec![body],
            Stmt::Switch(_, _, cases) => cases.iter().map(|case| &case.body).collect(),
            Stmt::Expr(_) | Stmt::Set(..) | Stmt::SetMany(..) | Stmt::Declare { .. } | Stmt::DeclareMany { .. } => {
                Vec::new()
            }
            Stmt::Break(_) | Stmt::Continue(_) | Stmt::Return(_) | Stmt::Throw(_) => Vec::new(),
            Stmt::Unreachable => Vec::new(),
        }
    }
    /// As [`Stmt::bodies`], for writing.
    pub fn bodies_mut(&mut self) -> Vec<&mut Vec<Stmt>> {
        match self {
            Stmt::If(_, then, otherwise) => vec![then, otherwise],
            Stmt::Loop(_, body) | Stmt::While(_, _, body) | Stmt::DoWhile(_, body, _) => vec![body],
            Stmt::For { body, .. } | Stmt::Block(_, body) => vec![body],
            Stmt::Switch(_, _, cases) => cases.iter_mut().map(|case| &mut case.body).collect(),
            Stmt::Expr(_) | Stmt::Set(..) | Stmt::SetMany(..) | Stmt::Declare { .. } | Stmt::DeclareMany { .. } => {
                Vec::new()
            }
            Stmt::Break(_) | Stmt::Continue(_) | Stmt::Return(_) | Stmt::Throw(_) => Vec::new(),
            Stmt::Unreachable => Vec::new(),
        }
    }
    /// Calls `f` with every expression of the statement, nested statements and arrow functions included.
    pub fn deep(&self, f: &mut dyn FnMut(&Expr)) {
        self.each(&mut |expr| expr.deep(f));
        self.bodies().into_iter().flatten().for_each(|stmt| stmt.deep(f));
    }
    /// As [`Stmt::deep`], for writing.
    pub fn deep_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        self.each_mut(&mut |expr| expr.deep_mut(f));
        self.bodies_mut().into_iter().flatten().for_each(|stmt| stmt.deep_mut(f));
    }
    /// Calls `f` with every statement in this one, itself first; those of arrow functions are not included.
    pub fn all(&self, f: &mut dyn FnMut(&Stmt)) {
        f(self);
        self.bodies().into_iter().flatten().for_each(|stmt| stmt.all(f));
    }
    /// The locals that the statement itself assigns or declares.
    pub fn assigned(&self) -> Vec<Symbol> {
        match self {
            Stmt::Set(name, _) | Stmt::Declare { name, .. } => vec![*name],
            Stmt::SetMany(names, _) | Stmt::DeclareMany { names, .. } => names.iter().flatten().copied().collect(),
            Stmt::For { init, step, .. } => {
                let mut names = init.assigned();
                names.extend(step_target(step));
                names
            }
            _ => Vec::new(),
        }
    }
    /// Whether the local occurs anywhere in it.
    pub fn mentions(&self, name: Symbol) -> bool {
        let mut found = false;
        self.all(&mut |stmt| found |= stmt.assigned().contains(&name));
        self.deep(&mut |expr| {
            found |= *expr == Expr::Local(name);
            if let Expr::Arrow(arrow) = expr {
                found |= arrow.body.iter().any(|stmt| {
                    let mut inside = false;
                    stmt.all(&mut |stmt| inside |= stmt.assigned().contains(&name));
                    inside
                });
            }
        });
        found
    }
    /// Whether control never goes on to the next statement.
    pub fn diverges(&self) -> bool {
        match self {
            Stmt::Break(_) | Stmt::Continue(_) | Stmt::Return(_) | Stmt::Throw(_) | Stmt::Unreachable => true,
            Stmt::If(_, then, otherwise) => ends(then) && ends(otherwise),
            Stmt::Loop(label, body) => !breaks_to(body, *label),
            Stmt::Block(label, body) => ends(body) && !breaks_to(body, *label),
            Stmt::Switch(label, _, cases) => {
                cases.iter().any(|case| case.tests.is_empty())
                    && cases.iter().all(|case| ends(&case.body) && !breaks_to(&case.body, *label))
            }
            _ => false,
        }
    }
}

/// The local that the step of a `for` assigns.
pub fn step_target(step: &Expr) -> Option<Symbol> {
    match step {
        Expr::Assign(target, ..) => match **target {
            Expr::Local(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether control never falls off the end of the list.
pub fn ends(body: &[Stmt]) -> bool {
    body.last().is_some_and(Stmt::diverges)
}

/// Whether anything in the list breaks to the label.
pub fn breaks_to(body: &[Stmt], label: Label) -> bool {
    has(body, &mut |stmt| *stmt == Stmt::Break(label))
}

/// Whether anything in the list repeats the loop with the label.
pub fn continues(body: &[Stmt], label: Label) -> bool {
    has(body, &mut |stmt| *stmt == Stmt::Continue(label))
}

/// Whether any statement of the list, nested ones included, satisfies `f`.
pub fn has(body: &[Stmt], f: &mut dyn FnMut(&Stmt) -> bool) -> bool {
    let mut found = false;
    body.iter().for_each(|stmt| stmt.all(&mut |stmt| found = found || f(stmt)));
    found
}

impl Item {
    /// Calls `f` with every expression of the item.
    pub fn deep(&self, f: &mut dyn FnMut(&Expr)) {
        match self {
            Item::Function { body, .. } => body.iter().for_each(|stmt| stmt.deep(f)),
            Item::Class { fixed, .. } => fixed.iter().for_each(|(_, value)| value.deep(f)),
            Item::Variable { init: Some(init), .. } => init.deep(f),
            Item::Stmt(stmt) => stmt.deep(f),
            Item::Variable { init: None, .. } | Item::Import(..) | Item::Source(_) | Item::Export(_) => {}
        }
    }
}
