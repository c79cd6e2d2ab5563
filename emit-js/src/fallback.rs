//! The module that chooses between a build with a Wasm half and one without.
//!
//! In: the program.  Out: the text of `app.js`, which loads `app.mixed.js` or `app.fallback.js`, whichever this engine
//! and the policy of the page allow, and exports what both export.
//!
//! What is possible is found by compiling a module of a few bytes that has everything Wasm halves need: a page that may
//! not compile it may not compile the program's either.

use crate::js::print::{self, Renaming};
use crate::js::{Expr, Item, minify};
use crate::names::Scope;
use crate::shipped;
use base::Symbol;
use ir::Program;
use std::collections::BTreeSet;

/// The loader.
pub fn loader(program: &Program, short: bool) -> String {
    let mut scope = Scope::module();
    shipped::all_names().into_iter().for_each(|name| {
        scope.take(name);
    });
    let imported = |file: &str| Expr::host("import").call(vec![Expr::str(file)]);
    let works = Expr::global("wasmWorks").call(Vec::new());
    let choice = works.cond(imported("./app.mixed.js"), imported("./app.fallback.js"));
    let ready = Some(Expr::global("loadBuild").call(vec![choice]));
    let helpers = BTreeSet::from(["forward", "loadBuild", "wasmWorks"]);
    let mut items: Vec<Item> = shipped::sources(&helpers, true).into_iter().map(Item::Source).collect();
    let mut exported = Vec::new();
    for export in &program.exports {
        let name = scope.fresh(export.name.as_str());
        let init = Some(Expr::global("forward").call(vec![Expr::Str(export.name)]));
        items.push(Item::Variable { name, constant: true, init, export: false });
        exported.push((name, export.name));
    }
    if !exported.is_empty() {
        items.push(Item::Export(exported));
    }
    items.push(Item::Variable { name: Symbol::new("ready"), constant: true, init: ready, export: true });
    let renaming = if short { minify::minify(&mut items) } else { Renaming::default() };
    print::module(&items, short, &renaming).0
}
