//! Branches that only choose a value become conditional expressions; temporaries are folded into their only use.

use super::{Hints, Stmt, has_effect};
use crate::js::{BinOp, Expr};
use base::Symbol;
use rustc_hash::FxHashMap;

/// A condition in its plainest form, where only its truth matters.
pub fn condition(cond: Expr) -> Expr {
    match cond {
        Expr::Unary("!", inner) => condition(*inner).not(),
        Expr::Binary(op @ BinOp { text: "&&" | "||", .. }, left, right) => {
            Expr::Binary(op, Box::new(condition(*left)), Box::new(condition(*right)))
        }
        other => logical(other),
    }
}

/// `c ? true : b` is `c || b`, and so on.
pub fn logical(expr: Expr) -> Expr {
    let Expr::Cond(parts) = expr else { return expr };
    let [cond, then, otherwise] = *parts;
    match (&then, &otherwise) {
        (Expr::Bool(true), Expr::Bool(false)) => cond,
        (Expr::Bool(false), Expr::Bool(true)) => cond.not(),
        (Expr::Bool(true), _) => cond.bin("||", otherwise),
        (Expr::Bool(false), _) => cond.not().bin("&&", otherwise),
        (_, Expr::Bool(false)) => cond.bin("&&", then),
        (_, Expr::Bool(true)) => cond.not().bin("||", then),
        _ => cond.cond(then, otherwise),
    }
}

/// The statement that does what an `if` does which only chooses a value.
pub fn choice(cond: &Expr, then: &[Stmt], otherwise: &[Stmt], hints: &Hints) -> Option<Stmt> {
    let small = |expr: &Expr| hints.minify || (expr.size(16) < 16 && !matches!(expr, Expr::Cond(_) | Expr::Arrow(_)));
    let chosen = |a: &Expr, b: &Expr| -> Option<Expr> {
        let boolean = matches!(a, Expr::Bool(_)) || matches!(b, Expr::Bool(_));
        (small(a) && small(b) && (boolean || cond.size(16) < 16)).then(|| {
            let value = match cond {
                Expr::Unary("!", inner) => (**inner).clone().cond(b.clone(), a.clone()),
                other => other.clone().cond(a.clone(), b.clone()),
            };
            logical(value)
        })
    };
    match (then, otherwise) {
        ([Stmt::Set(name, a)], [Stmt::Set(other, b)]) if name == other => Some(Stmt::Set(*name, chosen(a, b)?)),
        ([Stmt::Return(Some(a))], [Stmt::Return(Some(b))]) => {
            let short = hints.minify || (a.size(8) < 8 && b.size(8) < 8 && !has_effect(a) && !has_effect(b));
            let boolean = matches!(a, Expr::Bool(_)) || matches!(b, Expr::Bool(_));
            if short || boolean { Some(Stmt::Return(Some(chosen(a, b)?))) } else { None }
        }
        _ => None,
    }
}

/// Folds `t = e; use(t)` into `use(e)` where `t` is a temporary that is used once, first of all.
pub fn fold_temporaries(stmts: &mut Vec<Stmt>, hints: &Hints) {
    let mut counts: FxHashMap<Symbol, (usize, usize)> = FxHashMap::default();
    count(stmts, &mut counts);
    let foldable = |name: &Symbol| hints.temporaries.contains(name) && counts.get(name) == Some(&(1, 1));
    fold_list(stmts, &Folding { foldable: &foldable, hints });
}

/// Which locals may be folded, and what is known of the module.
struct Folding<'a> {
    foldable: &'a dyn Fn(&Symbol) -> bool,
    hints: &'a Hints<'a>,
}

fn count(stmts: &[Stmt], counts: &mut FxHashMap<Symbol, (usize, usize)>) {
    for stmt in stmts {
        stmt.all(&mut |stmt| stmt.assigned().into_iter().for_each(|name| counts.entry(name).or_default().0 += 1));
        stmt.deep(&mut |expr| match expr {
            Expr::Local(name) => counts.entry(*name).or_default().1 += 1,
            Expr::Arrow(arrow) => {
                // Reads in it are seen by `deep`; its own assignments are not.
                arrow.body.iter().for_each(|stmt| {
                    stmt.all(&mut |stmt| {
                        stmt.assigned().into_iter().for_each(|name| counts.entry(name).or_default().0 += 1);
                    });
                });
            }
            _ => {}
        });
    }
}

fn fold_list(stmts: &mut Vec<Stmt>, folding: &Folding) {
    for stmt in stmts.iter_mut() {
        stmt.each_mut(&mut |expr| fold_arrows(expr, folding));
        stmt.bodies_mut().into_iter().for_each(|body| fold_list(body, folding));
    }
    let mut at = 0;
    while at + 1 < stmts.len() {
        let (head, tail) = stmts.split_at_mut(at + 1);
        if let Stmt::Set(name, value) = &head[at]
            && (folding.foldable)(name)
            && !matches!(value, Expr::Arrow(_))
            && let Some(place) = folding.first_use(&mut tail[0], *name)
        {
            *place = value.clone();
            stmts.remove(at);
            at = at.saturating_sub(1);
        } else {
            at += 1;
        }
    }
}

fn fold_arrows(expr: &mut Expr, folding: &Folding) {
    match expr {
        Expr::Arrow(arrow) => fold_list(&mut arrow.body, folding),
        other => other.each_mut(&mut |part| fold_arrows(part, folding)),
    }
}

impl Folding<'_> {
    /// Where the statement reads the local before it does or reads anything else.
    fn first_use<'s>(&self, stmt: &'s mut Stmt, name: Symbol) -> Option<&'s mut Expr> {
        match stmt {
            Stmt::Set(_, expr) | Stmt::SetMany(_, expr) | Stmt::Expr(expr) | Stmt::Return(Some(expr)) => {
                self.first(expr, name)
            }
            Stmt::If(expr, ..) | Stmt::Switch(_, expr, _) | Stmt::Throw(expr) => self.first(expr, name),
            _ => None,
        }
    }

    fn first<'s>(&self, expr: &'s mut Expr, name: Symbol) -> Option<&'s mut Expr> {
        let inert = |expr: &Expr| self.is_inert(expr);
        if *expr == Expr::Local(name) {
            return Some(expr);
        }
        let among = |parts: &'_ mut [Expr]| -> Option<usize> { parts.iter().position(|part| !inert(part)) };
        match expr {
            Expr::Unary(_, operand) | Expr::Spread(operand) | Expr::Member(operand, ..) => self.first(operand, name),
            Expr::Binary(op, left, right) => {
                let whole = !matches!(op.text, "&&" | "||" | "??");
                if inert(left) && whole { self.first(right, name) } else { self.first(left, name) }
            }
            Expr::Cond(parts) => self.first(&mut parts[0], name),
            Expr::Call(callee, args) | Expr::New(callee, args)
                if inert(callee) || matches!(**callee, Expr::Host(_)) =>
            {
                let at = among(args)?;
                self.first(&mut args[at], name)
            }
            Expr::Call(callee, _) => self.first(callee, name),
            Expr::Index(object, index) => {
                if inert(object) {
                    self.first(index, name)
                } else {
                    self.first(object, name)
                }
            }
            Expr::Array(parts) | Expr::Template(parts) => {
                let at = among(parts)?;
                self.first(&mut parts[at], name)
            }
            Expr::Assign(target, "=", value) => match &mut **target {
                Expr::Member(object, ..) => {
                    if inert(object) {
                        self.first(value, name)
                    } else {
                        self.first(object, name)
                    }
                }
                Expr::Local(_) | Expr::Global(_) => self.first(value, name),
                _ => None,
            },
            _ => None,
        }
    }
    /// Whether the expression may be evaluated before anything else.
    fn is_inert(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Int(_) | Expr::Float(_) | Expr::Big(_) | Expr::Str(_) | Expr::Bool(_) | Expr::Null => true,
            Expr::Global(name) => !self.hints.variables.contains(name),
            _ => false,
        }
    }
}
