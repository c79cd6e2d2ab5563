//! Places the declarations of locals.
//!
//! Before: `x = 1; if (c) { y = 2; f(y) } x = 3`
//! After:  `let x = 1; if (c) { const y = 2; f(y) } x = 3`
//!
//! In: a body in which locals are only assigned.  Out: each is declared in the innermost list of statements that
//! contains all its uses, at its first assignment if that is in this very list; `const` if nothing else assigns it.
//!
//! Right because an assignment dominates every use: a list that contains all of them, entered anew, starts with one.
//! Only a dispatch loop sets a variable in one round for the next: a function with one declares such variables first.

use super::walk::step_target;
use super::{Expr, Stmt};
use base::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

/// Declares all locals of a function body but its parameters.
///
/// `dispatch`: the variables by which dispatch loops choose.
pub fn body(stmts: &mut Vec<Stmt>, params: &[Symbol], dispatch: &FxHashSet<Symbol>) {
    let mut known: FxHashSet<Symbol> = params.iter().copied().collect();
    arrows_in(stmts, &mut known, dispatch);
    let mut uses = Uses::default();
    uses.list(stmts, 0);
    let mut places: FxHashMap<(usize, usize), Vec<Symbol>> = FxHashMap::default();
    let carries = uses.found.iter().any(|(name, found)| found.assigned > 0 && dispatch.contains(name));
    let mut order: Vec<_> = uses.found.iter().filter(|(name, _)| !known.contains(name)).collect();
    order.sort_by_key(|(_, found)| found.number);
    for (&name, found) in order {
        if found.assigned > 0 {
            places.entry((found.list, found.first)).or_default().push(name);
        }
    }
    let mut insertion = Insertion { next_list: 0, places, found: &uses.found, carried: Vec::new(), carries };
    insertion.list(stmts);
    let first = insertion.carried.into_iter().map(|name| Stmt::Declare { constant: false, name, init: None });
    stmts.splice(0..0, first);
}

/// Arrow functions declare their own locals first; what they only read is the outer function's.
fn arrows_in(stmts: &mut [Stmt], known: &mut FxHashSet<Symbol>, dispatch: &FxHashSet<Symbol>) {
    for stmt in stmts {
        stmt.each_mut(&mut |expr| arrow_in(expr, known, dispatch));
        stmt.bodies_mut().into_iter().for_each(|body| arrows_in(body, known, dispatch));
    }
}

fn arrow_in(expr: &mut Expr, known: &mut FxHashSet<Symbol>, dispatch: &FxHashSet<Symbol>) {
    match expr {
        Expr::Arrow(arrow) => {
            body(&mut arrow.body, &arrow.params, dispatch);
            known.extend(arrow.params.iter().copied());
            let mut inner = Vec::new();
            arrow.body.iter().for_each(|stmt| stmt.all(&mut |stmt| inner.extend(stmt.assigned())));
            known.extend(inner);
        }
        other => other.each_mut(&mut |part| arrow_in(part, known, dispatch)),
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

/// Puts the declarations into the lists.
struct Insertion<'a> {
    next_list: usize,
    /// What to declare before which statement of which list.
    places: FxHashMap<(usize, usize), Vec<Symbol>>,
    found: &'a FxHashMap<Symbol, Found>,
    /// What a dispatch loop may carry from one round to the next.
    carried: Vec<Symbol>,
    carries: bool,
}

impl Insertion<'_> {
    fn list(&mut self, stmts: &mut Vec<Stmt>) {
        let number = self.next_list;
        self.next_list += 1;
        let mut out = Vec::with_capacity(stmts.len());
        for (at, mut stmt) in std::mem::take(stmts).into_iter().enumerate() {
            for name in self.places.remove(&(number, at)).unwrap_or_default() {
                let constant = self.found[&name].assigned == 1;
                if declare_at(&mut stmt, name, constant, self.found) {
                    continue;
                }
                if self.carries {
                    self.carried.push(name);
                } else {
                    out.push(Stmt::Declare { constant: false, name, init: None });
                }
            }
            stmt.bodies_mut().into_iter().for_each(|body| self.list(body));
            out.push(stmt);
        }
        *stmts = out;
    }
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
