//! Mistakes about modules and imports.

use base::{Diagnostic, Span, Symbol};

use super::errors;
use crate::ast::Ident;
use crate::modules::LoadError;

fn reason(error: &LoadError) -> String {
    match error {
        LoadError::Missing => "there is no such file".to_owned(),
        LoadError::NotUtf8(at) => format!("it is not UTF-8: byte {at} begins no character"),
        LoadError::Unreadable(why) => why.clone(),
    }
}

errors! {
    /// The file that was to be compiled cannot be read.
    ///
    /// Seam files are UTF-8 text, and their names end in `.seam`.
    "E0100" fn root_not_read(path: &str, error: &LoadError, span: Span) {
        Diagnostic::error(CODE, format!("cannot read `{path}`"), span, "").note(reason(error))
    }
    /// An imported module cannot be read. Paths that start with `./` or `../` are relative to the importing file.
    ///
    /// ```seam wrong
    /// import { area } from "./geomtry"
    /// ```
    /// ```seam right
    /// import { area } from "./geometry"
    /// ```
    "E0101" fn module_not_read(path: &str, error: &LoadError, span: Span) {
        Diagnostic::error(CODE, format!("cannot read the module `{path}`"), span, "imported here").note(reason(error))
    }
    /// A path that is neither relative nor in the standard library names no Seam module. JavaScript packages are
    /// declared with `extern js`.
    ///
    /// ```seam wrong
    /// import { area } from "geometry"
    /// ```
    /// ```seam right
    /// import { area } from "./geometry"
    /// ```
    "E0102" fn not_a_module_path(path: &str, span: Span) {
        Diagnostic::error(CODE, format!("`{path}` is not the path of a module"), span, "")
            .note("paths of modules start with `./`, `../` or `std/`")
            .hint(format!("write `\"./{path}\"`, or `extern js \"{path}\" {{ … }}` for a JavaScript package"))
    }
    /// The standard library has no such module.
    ///
    /// ```seam wrong
    /// import { sqrt } from "std/maths"
    /// ```
    /// ```seam right
    /// import { sqrt } from "std/math"
    /// ```
    "E0103" fn unknown_std_module(path: &str, span: Span) {
        let modules = crate::std::MODULES.iter().map(|(name, _)| Symbol::new(name));
        let diagnostic = Diagnostic::error(CODE, format!("there is no module `{path}`"), span, "");
        match crate::spelling::nearest(path, modules) {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), span, format!("\"{near}\"")),
            None => diagnostic.note("the modules of the library are listed in its reference"),
        }
    }
    /// A module does not declare the name that is imported from it.
    ///
    /// ```seam wrong
    /// import { sqrtt } from "std/math"
    /// ```
    /// ```seam right
    /// import { sqrt } from "std/math"
    /// ```
    "E0104" fn not_in_module(name: Ident, path: Symbol, near: Option<Symbol>) {
        let title = format!("`{path}` has no `{}`", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "not declared there");
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), name.span, near.as_str()),
            None => diagnostic.note("only what is declared `pub` there can be imported"),
        }
    }
    /// Only what is declared `pub` can be used in other modules.
    ///
    /// ```seam wrong
    /// import { length } from "std/prelude"
    /// ```
    /// ```seam right
    /// pub fn area(r: f64) -> f64 { r * r }
    /// ```
    "E0105" fn not_public(name: Ident, path: Symbol, declared: Span) {
        let title = format!("`{}` is private to `{path}`", name.name);
        Diagnostic::error(CODE, title, name.span, "used here")
            .also(declared, "declared here without `pub`")
            .hint(format!("write `pub` before the declaration of `{}`", name.name))
    }
    /// The operating system gave the compiler no thread to check the program on.
    "E0106" fn no_thread(error: &str, span: Span) {
        Diagnostic::error(CODE, "the checker could not be started", span, "").note(error.to_owned())
    }
}
