//! Places the declarations of locals.
//!
//! Before: `x = 1; if (c) { y = 2; f(y) } x = 3`
//! After:  `let x = 1; if (c) { const y = 2; f(y) } x = 3`
//!
//! In: a body in which locals are only assigned.  Out: each is declared in the innermost list of statements that
//! contains all its uses, at its first assignment if that is in this very list; `const` if nothing else assigns it.
//!
//! Right because an assignment dominates every use: a list that contains all of them, entered anew, starts with one.

use super::walk::step_target;
use super::{Expr, Stmt};
use base::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

/// Declares all locals of a function body but its parameters.
pub fn body(stmts: &mut Vec<Stmt>, params: &[Symbol]) {
    let mut known: FxHashSet<Symbol> = params.iter().copied().collect();
    arrows_in(stmts, &mut known);
    let mut uses = Uses::default();
    uses.list(stmts, 0);
    let mut places: FxHashMap<(usize, usize), Vec<Symbol>> = FxHashMap::default();
    let mut order: Vec<_> = uses.found.iter().filter(|(name, _)| !known.contains(name)).collect();
    order.sort_by_key(|(_, found)| found.number);
    for (&name, found) in order {
        if found.assigned > 0 {
            places.entry((found.list, found.first)).or_default().push(name);
        }
    }
    insert(stmts, &mut 0, &mut places, &uses.found);
}

/// Arrow functions declare their own locals first; what they only read is the outer function's.
fn arrows_in(stmts: &mut [Stmt], known: &mut FxHashSet<Symbol>) {
    for stmt in stmts {
        stmt.each_mut(&mut |expr| arrow_in(expr, known));
        stmt.bodies_mut().into_iter().for_each(|body| arrows_in(body, known));
    }
}

fn arrow_in(expr: &mut Expr, known: &mut FxHashSet<Symbol>) {
    match expr {
        Expr::Arrow(arrow) => {
            body(&mut arrow.body, &arrow.params);
            known.extend(arrow.params.iter().copied());
            let mut inner = Vec::new();
            arrow.body.iter().for_each(|stmt| stmt.all(&mut |stmt| inner.extend(stmt.assigned())));
            known.extend(inner);
        }
        other => other.each_mut(&mut |part| arrow_in(part, known)),
    }
}

/// Where a local is used.
#[derive(Clone, Debug)]
struct Found {
    /// In order of first occurrence.
    number: usize,
    /// The innermost list that contains all uses.
    list: usize,
    /// The first statement of that list with a use.
    first: usize,
    /// How many assignments there are.
    assigned: usize,
    /// Whether other statements of that list use it too.
    wide: bool,
}

/// A path from the outermost list: list number and statement, each.
type Path = Vec<(usize, usize)>;

#[derive(Default)]
struct Uses {
    found: FxHashMap<Symbol, Found>,
    paths: FxHashMap<Symbol, Path>,
    path: Path,
    next_list: usize,
}

impl Uses {
    fn list(&mut self, stmts: &[Stmt], number: usize) {
        self.next_list = self.next_list.max(number + 1);
        for (at, stmt) in stmts.iter().enumerate() {
            self.path.push((number, at));
            self.stmt(stmt);
            self.path.pop();
        }
    }
    fn stmt(&mut self, stmt: &Stmt) {
        let mut names = Vec::new();
        stmt.each(&mut |expr| {
            expr.deep(&mut |expr| {
                if let Expr::Local(name) = expr {
                    names.push(*name);
                }
            });
        });
        let assigned = stmt.assigned();
        for name in names {
            self.note(name, false);
        }
        for name in assigned {
            self.note(name, true);
        }
        for body in stmt.bodies() {
            let number = self.next_list;
            self.list(body, number);
        }
    }
    fn note(&mut self, name: Symbol, assigned: bool) {
        let number = self.found.len();
        let path = self.paths.entry(name).or_insert_with(|| self.path.clone());
        let mut wide = false;
        let shared = path.iter().zip(&self.path).take_while(|(a, b)| a == b).count();
        // Two uses in different statements of one list share that list; two in one statement, the statement itself.
        let (list, first) = if shared < path.len() && shared < self.path.len() {
            wide = path[shared].0 == self.path[shared].0;
            path.truncate(if wide { shared + 1 } else { shared });
            path[path.len() - 1]
        } else {
            path.truncate(shared.max(1));
            path[path.len() - 1]
        };
        let found = self.found.entry(name).or_insert(Found { number, list, first, assigned: 0, wide: false });
        found.wide = wide || (found.wide && (found.list, found.first) == (list, first));
        (found.list, found.first) = (list, first);
        found.assigned += usize::from(assigned);
    }
}

fn insert(
    stmts: &mut Vec<Stmt>,
    next_list: &mut usize,
    places: &mut FxHashMap<(usize, usize), Vec<Symbol>>,
    found: &FxHashMap<Symbol, Found>,
) {
    let number = *next_list;
    *next_list += 1;
    let mut out = Vec::with_capacity(stmts.len());
    for (at, mut stmt) in std::mem::take(stmts).into_iter().enumerate() {
        for name in places.remove(&(number, at)).unwrap_or_default() {
            let constant = found[&name].assigned == 1;
            if !declare_at(&mut stmt, name, constant, found) {
                out.push(Stmt::Declare { constant: false, name, init: None });
            }
        }
        stmt.bodies_mut().into_iter().for_each(|body| insert(body, next_list, places, found));
        out.push(stmt);
    }
    *stmts = out;
}

/// Makes the statement the declaration of the local, if it is its first assignment.
fn declare_at(stmt: &mut Stmt, name: Symbol, constant: bool, found: &FxHashMap<Symbol, Found>) -> bool {
    match stmt {
        Stmt::Set(set, value) if *set == name && !value.mentions(name) => {
            *stmt = Stmt::Declare { constant, name, init: Some(value.clone()) };
            true
        }
        Stmt::SetMany(names, value) => {
            // All or nothing: a pattern declares every name in it, here, for the first time.
            let place = |name: &Symbol| found.get(name).map(|found| (found.list, found.first));
            let all = names.iter().flatten().all(|other| place(other) == place(&name));
            if all && names.iter().flatten().next() == Some(&name) {
                let constant = names.iter().flatten().all(|name| found[name].assigned == 1);
                *stmt = Stmt::DeclareMany { constant, names: names.clone(), init: value.clone() };
                return true;
            }
            false
        }
        Stmt::DeclareMany { names, .. } => names.contains(&Some(name)),
        Stmt::For { init, step, .. } => {
            let Stmt::Set(set, value) = &**init else { return false };
            if *set != name || value.mentions(name) || found[&name].wide {
                return false;
            }
            let constant = constant && step_target(step) != Some(name);
            **init = Stmt::Declare { constant, name, init: Some(value.clone()) };
            true
        }
        _ => false,
    }
}
