//! Smaller programs that may still show the same.
//!
//! In: a program.  Out: programs that are one step smaller, the boldest steps first. A candidate need not check: whoever
//! asks throws those away with the ones that do not show what the original did.

use super::program::{Body, Expr, Item, Part, Program, Ty};

/// Programs, bodies, … one step smaller, made one by one: the first is often enough.
type Smaller<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

/// Takes steps that keep `shows` true until none does.
pub fn shrink(program: Program, mut shows: impl FnMut(&Program) -> bool) -> Program {
    let mut smallest = program;
    loop {
        let Some(smaller) = candidates(&smallest).find(&mut shows) else { return smallest };
        smallest = smaller;
    }
}

/// The programs one step smaller than `program`.
pub fn candidates(program: &Program) -> Smaller<'_, Program> {
    Box::new(smaller_items(&program.items).map(|items| Program { items }))
}

fn smaller_items(items: &[Item]) -> Smaller<'_, Vec<Item>> {
    let without = (0..items.len()).map(|index| replaced(items, index, []));
    let changed = items.iter().enumerate().flat_map(move |(index, item)| {
        let bodies: Smaller<Body> = match &item.body {
            Body::None => Box::new(std::iter::empty()),
            Body::Block(block) => Box::new(smaller_blocks(block).map(Body::Block)),
            Body::Members(members) => Box::new(smaller_items(members).map(Body::Members)),
        };
        let placed = item.attribute.map(|_| Item { attribute: None, ..item.clone() });
        let changed = bodies.map(|body| Item { body, ..item.clone() });
        placed.into_iter().chain(changed).map(move |item| replaced(items, index, [item]))
    });
    Box::new(without.chain(changed))
}

fn replaced<T: Clone>(all: &[T], index: usize, by: impl IntoIterator<Item = T>) -> Vec<T> {
    let rest = all[index + 1..].iter().cloned();
    all[..index].iter().cloned().chain(by).chain(rest).collect()
}

fn smaller_blocks(block: &[Expr]) -> Smaller<'_, Vec<Expr>> {
    let middle = block.len() / 2;
    // The value of a block is its last statement.
    let first = move || block[..middle].iter().chain(block.last()).cloned().collect();
    let halves = (0..if block.len() > 3 { 2 } else { 0 })
        .map(move |half| if half == 0 { block[middle..].to_vec() } else { first() });
    let less = block.iter().enumerate().flat_map(move |(index, statement)| {
        let inner = statement.parts.iter().filter_map(move |part| match part {
            Part::Block(inner) => Some(replaced(block, index, inner.clone())),
            Part::Expr(_) => None,
        });
        std::iter::once_with(move || replaced(block, index, [])).chain(inner)
    });
    let simpler = block.iter().enumerate().flat_map(move |(index, statement)| {
        smaller_exprs(statement).map(move |smaller| replaced(block, index, [smaller]))
    });
    Box::new(halves.chain(less).chain(simpler))
}

/// Replaces an expression by the simplest one of its type or by one within it, or makes a part smaller.
fn smaller_exprs(expr: &Expr) -> Smaller<'_, Expr> {
    let simplest = simplest(&expr.ty).filter(|text| !expr.parts.is_empty() || expr.text[0].len() > text.len());
    let simplest = simplest.map(|text| Expr::leaf(&expr.ty, text));
    let mut inner = Vec::new();
    if expr.ty != Ty::Unit {
        within(expr, &expr.ty, &mut inner);
    }
    let parts = expr.parts.iter().enumerate().flat_map(move |(index, part)| {
        let parts: Smaller<Part> = match part {
            Part::Expr(inner) => Box::new(smaller_exprs(inner).map(Part::Expr)),
            Part::Block(block) => Box::new(smaller_blocks(block).map(Part::Block)),
        };
        parts.map(move |part| Expr { parts: replaced(&expr.parts, index, [part]), ..expr.clone() })
    });
    Box::new(simplest.into_iter().chain(inner.into_iter().cloned()).chain(parts))
}

/// The outermost expressions of type `ty` among the parts.
fn within<'a>(expr: &'a Expr, ty: &Ty, found: &mut Vec<&'a Expr>) {
    for part in &expr.parts {
        match part {
            Part::Expr(inner) if inner.ty == *ty => found.push(inner),
            Part::Expr(inner) => within(inner, ty, found),
            Part::Block(block) => found.extend(block.last().filter(|value| value.ty == *ty)),
        }
    }
}

/// The least value of a type, where it needs no names.
fn simplest(ty: &Ty) -> Option<String> {
    Some(match ty {
        Ty::Number("i32") => "0".into(),
        Ty::Number("f64") => "0.0".into(),
        Ty::Number(name) => format!("0{name}"),
        Ty::Bool => "false".into(),
        Ty::Str => "\"\"".into(),
        Ty::List(_) | Ty::Map(..) | Ty::Set(_) => format!("{ty}()"),
        Ty::Tuple(members) => {
            let texts: Option<Vec<String>> = members.iter().map(simplest).collect();
            format!("({})", texts?.join(", "))
        }
        Ty::Unit
        | Ty::Optional(_)
        | Ty::Struct(..)
        | Ty::Enum(..)
        | Ty::Array(_)
        | Ty::Result(..)
        | Ty::Func(..)
        | Ty::Param(_) => return None,
    })
}
