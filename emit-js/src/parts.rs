//! What the bytes of the module are for: one part for each item, in the order of the text.
//!
//! In: the items of a module, and what their names stand for.  Out: [`Part`]s whose sizes add up to the module's.
//!
//! Function values that are printed where they are made belong to the function around them.

use crate::js::Item;
use crate::module::Module;
use base::Symbol;
use ir::{Side, TypeDef};
use rustc_hash::FxHashMap;

/// What a part of the module is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartKind {
    /// A function of the program.
    Function,
    /// A class or constant of a type of the program.
    Type,
    /// A variable of the program.
    Variable,
    /// What the compiler adds: helpers, imports and exports, what loads the other half.
    Glue,
}

/// A part of the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// The name in the program, or what the glue does.
    pub name: String,
    /// How many bytes of text it is.
    pub bytes: usize,
    /// How many of them are in string literals.
    pub text: usize,
}

/// What the names of a module stand for in the program.
pub type Names = FxHashMap<Symbol, (PartKind, Symbol)>;

/// The names of what is on this side.
pub fn names(module: &Module) -> Names {
    let program = module.program;
    let mut names = Names::default();
    for (id, &name) in module.funcs.iter_enumerated().filter(|&(id, _)| module.side(id) == Side::Js) {
        names.insert(name, (PartKind::Function, program.funcs[id].name));
    }
    for (id, &name) in module.globals.iter_enumerated() {
        names.insert(name, (PartKind::Variable, program.globals[id].name));
    }
    for (id, ty) in program.types.heap.iter_enumerated() {
        match &ty.def {
            TypeDef::Struct { .. } => {
                names.insert(module.classes[&id], (PartKind::Type, ty.name));
            }
            TypeDef::Enum { variants } => {
                for (number, variant) in variants.iter().enumerate() {
                    let own = Symbol::new(&format!("{}.{}", ty.name, variant.name));
                    names.insert(module.variants[&(id, number as u32)], (PartKind::Type, own));
                }
            }
            TypeDef::Array { .. } | TypeDef::Buffer { .. } => {}
        }
    }
    names
}

/// What an item is, with its name.
pub fn describe(item: &Item, names: &Names) -> (PartKind, String) {
    let known = |name: &Symbol| names.get(name).map(|&(kind, name)| (kind, name.to_string()));
    let glue = |what: &str| (PartKind::Glue, what.to_owned());
    match item {
        Item::Import(..) | Item::Export(_) => glue("imports and exports"),
        Item::Function { name, .. } | Item::Class { name, .. } => known(name).unwrap_or_else(|| glue(name.as_str())),
        Item::Variable { name, .. } if name.as_str() == "ready" => glue("loading of the Wasm half"),
        Item::Variable { name, .. } => known(name).unwrap_or_else(|| glue("exports of the Wasm half")),
        Item::Source(text) => glue(&format!("helper {}", crate::shipped::names(text).join(", "))),
        Item::Stmt(_) => glue("start"),
    }
}
