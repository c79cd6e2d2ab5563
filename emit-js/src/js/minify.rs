//! Short names: the most frequent first.
//!
//! In: the items of a module.  Out: a [`Renaming`] of its names, of each function's locals, and of the properties of
//! the program's own objects.
//!
//! Right because names are told apart by kind in the tree: a local avoids only the short names of the module that
//! its own function mentions; names of the world, of exports and of JavaScript's properties stay as they are.

use super::print::{Renaming, source};
use super::{Expr, Item, Owner, Stmt};
use crate::names::is_reserved;
use base::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

/// Letters that a name may start with, the most frequent of JavaScript first.
const FIRST: &[u8] = b"etnrisouaflchpdvmgybwESxTNCkLAOMDIPHBjFURqzVWGKXYJQZ_$";

/// Short names in order: `e`, `t`, …, `ee`, ….
pub fn short_name(number: usize) -> String {
    let mut name = String::new();
    let mut rest = number;
    loop {
        name.insert(0, char::from(FIRST[rest % FIRST.len()]));
        rest /= FIRST.len();
        if rest == 0 {
            return name;
        }
        rest -= 1;
    }
}

/// Finds short names for everything in the items.
pub fn minify(items: &mut [Item]) -> Renaming {
    let world = world_names(items);
    let globals = short(global_uses(items), &world);
    // Other words of a helper are its own, even if the program has the same: `of`, `text`.
    let helpers = helper_names(items);
    let helpers =
        globals.iter().filter(|(name, _)| helpers.contains(name)).map(|(&name, &short)| (name, short)).collect();
    let mut locals = Vec::new();
    for item in items.iter() {
        let mut taken = world.clone();
        item.deep(&mut |expr| {
            if let Expr::Global(name) = expr {
                taken.insert(*globals.get(name).unwrap_or(name));
            }
        });
        locals.push(short(local_uses(item), &taken));
    }
    let properties = short(property_uses(items), &FxHashSet::from_iter([Symbol::new("constructor")]));
    Renaming { globals, helpers, locals, properties }
}

/// Names that mean something outside of the module, or in a helper.
fn world_names(items: &[Item]) -> FxHashSet<Symbol> {
    let mut names = FxHashSet::default();
    for item in items {
        item.deep(&mut |expr| {
            if let Expr::Host(text) = expr {
                names.extend(text.as_str().split('.').map(Symbol::new));
            }
        });
        if let Item::Source(text) = item {
            names.extend(source::identifiers(text).into_iter().map(Symbol::new));
        }
    }
    names
}

/// How often each name occurs, the names in order of first occurrence.
type Counts = Vec<(Symbol, usize)>;

#[derive(Default)]
struct Counter {
    order: FxHashMap<Symbol, usize>,
    counts: Counts,
}

impl Counter {
    fn add(&mut self, name: Symbol) {
        let at = *self.order.entry(name).or_insert_with(|| {
            self.counts.push((name, 0));
            self.counts.len() - 1
        });
        self.counts[at].1 += 1;
    }
}

fn short(mut counts: Counts, taken: &FxHashSet<Symbol>) -> FxHashMap<Symbol, Symbol> {
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let mut names = (0..).map(short_name).filter(|name| !is_reserved(name) && !taken.contains(&Symbol::new(name)));
    counts
        .into_iter()
        .map(|(name, _)| (name, Symbol::new(&names.next().expect("there are endlessly many names"))))
        .collect()
}

/// What the helpers of a module declare.
fn helper_names(items: &[Item]) -> FxHashSet<Symbol> {
    let declared = items.iter().filter_map(|item| match item {
        Item::Source(text) => Some(crate::shipped::names(text)),
        _ => None,
    });
    declared.flatten().map(Symbol::new).collect()
}

fn global_uses(items: &[Item]) -> Counts {
    let mut counter = Counter::default();
    let mut exported = FxHashSet::default();
    let helpers = helper_names(items);
    for item in items {
        match item {
            Item::Function { name, export, .. } | Item::Variable { name, export, .. } => {
                counter.add(*name);
                if *export {
                    exported.insert(*name);
                }
            }
            Item::Class { name, .. } => counter.add(*name),
            Item::Import(_, names) => names.iter().for_each(|&(_, local)| counter.add(local)),
            Item::Export(names) => names.iter().for_each(|&(local, _)| counter.add(local)),
            Item::Source(text) => source::identifiers(text)
                .into_iter()
                .map(Symbol::new)
                .filter(|name| helpers.contains(name))
                .for_each(|name| counter.add(name)),
            Item::Stmt(_) => {}
        }
        item.deep(&mut |expr| {
            if let Expr::Global(name) = expr {
                counter.add(*name);
            }
        });
    }
    counter.counts.retain(|(name, _)| !exported.contains(name));
    counter.counts
}

fn local_uses(item: &Item) -> Counts {
    let mut counter = Counter::default();
    let statement = |stmt: &Stmt, counter: &mut Counter| {
        stmt.all(&mut |stmt| stmt.assigned().into_iter().for_each(|name| counter.add(name)));
    };
    match item {
        Item::Function { params, body, .. } => {
            params.iter().for_each(|&name| counter.add(name));
            body.iter().for_each(|stmt| statement(stmt, &mut counter));
        }
        Item::Class { fields, .. } => fields.iter().for_each(|&(_, param)| counter.add(param)),
        Item::Stmt(stmt) => statement(stmt, &mut counter),
        Item::Import(..) | Item::Variable { .. } | Item::Source(_) | Item::Export(_) => {}
    }
    item.deep(&mut |expr| match expr {
        Expr::Local(name) => counter.add(*name),
        Expr::Arrow(arrow) => {
            arrow.params.iter().for_each(|&name| counter.add(name));
            arrow.body.iter().for_each(|stmt| statement(stmt, &mut counter));
        }
        _ => {}
    });
    counter.counts
}

fn property_uses(items: &[Item]) -> Counts {
    let mut counter = Counter::default();
    for item in items {
        if let Item::Class { fixed, fields, .. } = item {
            fixed.iter().for_each(|&(name, _)| counter.add(name));
            fields.iter().for_each(|&(name, _)| counter.add(name));
        }
        item.deep(&mut |expr| match expr {
            Expr::Member(_, name, Owner::Program) => counter.add(*name),
            Expr::Object(fields, Owner::Program) => fields.iter().for_each(|&(name, _)| counter.add(name)),
            _ => {}
        });
    }
    counter.counts
}
