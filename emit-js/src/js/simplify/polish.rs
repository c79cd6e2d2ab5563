//! The last touches, after declarations are placed: `x = x + y` becomes `x += y`, comparisons read from left to right.

use crate::js::{BinOp, Expr, Stmt};

/// Polishes a function body.
pub fn polish(stmts: &mut [Stmt]) {
    for stmt in stmts {
        if let Stmt::Set(name, value) = stmt
            && let Some(shorter) = compound(&Expr::Local(*name), value)
        {
            *stmt = Stmt::Expr(shorter);
        }
        stmt.each_mut(&mut |expr| expr.deep_mut(&mut polish_expr));
        stmt.bodies_mut().into_iter().for_each(|body| polish(body));
    }
}

fn polish_expr(expr: &mut Expr) {
    match expr {
        Expr::Assign(target, "=", value) if is_place(target) => {
            if let Some(shorter) = compound(target, value) {
                *expr = shorter;
            }
        }
        Expr::Arrow(arrow) => polish(&mut arrow.body),
        _ => {}
    }
}

/// Whether evaluating the place once or twice is the same.
fn is_place(target: &Expr) -> bool {
    match target {
        Expr::Local(_) | Expr::Global(_) => true,
        Expr::Member(object, ..) => matches!(**object, Expr::Local(_) | Expr::Global(_)),
        _ => false,
    }
}

/// `place op= value`, if `value` is `place op …`.
fn compound(place: &Expr, value: &Expr) -> Option<Expr> {
    let Expr::Binary(BinOp { text, .. }, left, right) = value else { return None };
    if **left != *place {
        return None;
    }
    let text = match *text {
        "+" => "+=",
        "-" => "-=",
        "*" => "*=",
        "/" => "/=",
        "&" => "&=",
        "|" => "|=",
        "^" => "^=",
        "<<" => "<<=",
        ">>" => ">>=",
        _ => return None,
    };
    Some(Expr::Assign(Box::new(place.clone()), text, right.clone()))
}
