//! The standard library's sources, built into the compiler.
//!
//! In: the name of a module, such as `std/list`.  Out: its text.

/// The text of `std/…`, if there is such a module.
pub fn source(module: &str) -> Option<&'static str> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// The modules of the standard library, by name.
pub const MODULES: &[(&str, &str)] = &[];
