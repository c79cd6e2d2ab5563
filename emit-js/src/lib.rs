//! Placed IR → an ES module that reads as if written by hand, or as short as it gets.
//!
//! In: a verified, placed program.  Out: the text of `app.js` and `app.d.ts`.
//!
//! [`module`] names and collects what is at top level, [`func`] emits functions over [`ops`], [`prims`], [`arrays`],
//! [`externs`] and [`crossing`], [`exports`] and [`loader`] what is shown and what starts; [`js`] is the syntax tree that all of them build.
//! `README.md` shows the compilation scheme.

mod arrays;
mod coalesce;
mod crossing;
mod dts;
mod exports;
mod externs;
mod fallback;
mod func;
mod js;
mod loader;
mod module;
mod names;
mod ops;
mod order;
mod parts;
mod places;
mod prims;
mod recursion;
mod shipped;
mod startup;

pub use parts::{Part, PartKind};

use base::Sources;
use ir::Program;

pub use fallback::loader as fallback_loader;

/// How the module is written.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// As short as possible: short names, no space.
    pub minify: bool,
    /// As close to the source as possible: every variable of the source is one, those of inlined functions too.
    pub dev: bool,
    /// Where the Wasm half is found.
    pub wasm: WasmHalf,
    /// What the modules that the program imports are loaded from, where it is not what the source names.
    pub modules: Vec<(String, String)>,
}

/// Where the module finds its Wasm half.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum WasmHalf {
    /// In `app.wasm` beside it.
    #[default]
    Beside,
    /// In itself, as this base64 text.
    Inline(String),
}

/// What is written.
#[derive(Clone, Default, Debug)]
pub struct Output {
    /// The ES module.
    pub code: String,
    /// Its declarations for TypeScript; empty if it exports nothing.
    pub dts: String,
    /// What the bytes of `code` are for, in order.
    pub parts: Vec<Part>,
}

/// Emits the JavaScript half of a program; all of it, if there is no other.
pub fn emit(program: &Program, sources: &Sources, options: &Options) -> Output {
    let module = module::Module::new(program, sources, options);
    let names = parts::names(&module);
    let mut items = module.items();
    let described: Vec<_> = items.iter().map(|item| parts::describe(item, &names)).collect();
    let renaming = if options.minify { js::minify::minify(&mut items) } else { js::print::Renaming::default() };
    let (code, sizes) = js::print::module(&items, options.minify, &renaming);
    let part = |((kind, name), size): (_, js::print::Size)| Part { kind, name, bytes: size.bytes, text: size.text };
    let parts = described.into_iter().zip(sizes).map(part).collect();
    Output { code, dts: dts::declarations(program), parts }
}
