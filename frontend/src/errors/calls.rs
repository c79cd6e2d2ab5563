//! Mistakes in calls.

use base::{Diagnostic, Span, Symbol};

use super::{because, errors};
use crate::ast::Ident;
use crate::display::list_names;

fn overload_list(diagnostic: Diagnostic, shown: &[String]) -> Diagnostic {
    shown.iter().take(6).fold(diagnostic, |diagnostic, sig| diagnostic.note(format!("there is `{sig}`")))
}

errors! {
    /// A call has more arguments than the function has parameters.
    ///
    /// ```seam wrong
    /// fn half(x: f64) -> f64 { x / 2 }
    /// fn main() { print(half(1.0, 2.0)) }
    /// ```
    /// ```seam right
    /// fn half(x: f64) -> f64 { x / 2 }
    /// fn main() { print(half(1.0)) }
    /// ```
    "E0230" fn too_many(sig: &str, expected: usize, found: usize, span: Span, declared: Option<Span>) {
        let plural = if expected == 1 { "" } else { "s" };
        let title = format!("expected {expected} argument{plural}, found {found}");
        let diagnostic = Diagnostic::error(CODE, title, span, "there is no parameter for this");
        because(diagnostic, declared.map(|at| (at, "declared here"))).note(format!("the signature is `{sig}`"))
    }
    /// A parameter without a default has no argument.
    ///
    /// ```seam wrong
    /// fn area(w: f64, h: f64) -> f64 { w * h }
    /// fn main() { print(area(1.0)) }
    /// ```
    /// ```seam right
    /// fn area(w: f64, h: f64) -> f64 { w * h }
    /// fn main() { print(area(1.0, 2.0)) }
    /// ```
    "E0231" fn missing_arguments(sig: &str, missing: Vec<Symbol>, span: Span, declared: Option<Span>) {
        let plural = if missing.len() == 1 { "" } else { "s" };
        let title = format!("missing argument{plural} {}", list_names(missing));
        let diagnostic = Diagnostic::error(CODE, title, span, "");
        because(diagnostic, declared.map(|at| (at, "declared here"))).note(format!("the signature is `{sig}`"))
    }
    /// No parameter has the name of a named argument.
    ///
    /// ```seam wrong
    /// fn clamp(x: i32, high: i32 = 100) -> i32 { min(x, high) }
    /// fn main() { print(clamp(1, hi: 2)) }
    /// ```
    /// ```seam right
    /// fn clamp(x: i32, high: i32 = 100) -> i32 { min(x, high) }
    /// fn main() { print(clamp(1, high: 2)) }
    /// ```
    "E0232" fn unknown_parameter(name: Ident, sig: &str, near: Option<Symbol>) {
        let diagnostic = Diagnostic::error(CODE, format!("there is no parameter `{}`", name.name), name.span, "")
            .note(format!("the signature is `{sig}`"));
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), name.span, near.as_str()),
            None => diagnostic,
        }
    }
    /// A parameter is given twice.
    ///
    /// ```seam wrong
    /// fn half(x: f64) -> f64 { x / 2 }
    /// fn main() { print(half(1.0, x: 2.0)) }
    /// ```
    /// ```seam right
    /// fn half(x: f64) -> f64 { x / 2 }
    /// fn main() { print(half(x: 2.0)) }
    /// ```
    "E0233" fn given_twice(name: Symbol, span: Span, first: Span) {
        Diagnostic::error(CODE, format!("`{name}` is given twice"), span, "given again here")
            .also(first, "first given here")
            .hint("remove one of the two")
    }
    /// After a named argument all others are named too: their places no longer tell which they are.
    ///
    /// ```seam wrong
    /// fn area(w: f64, h: f64) -> f64 { w * h }
    /// fn main() { print(area(h: 1.0, 2.0)) }
    /// ```
    /// ```seam right
    /// fn area(w: f64, h: f64) -> f64 { w * h }
    /// fn main() { print(area(h: 1.0, w: 2.0)) }
    /// ```
    "E0234" fn position_after_name(span: Span) {
        Diagnostic::error(CODE, "an argument without a name after one with a name", span, "")
            .hint("name this one too, or put it first")
    }
    /// What is called is not a function.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let x = 1
    ///   print(x(2))
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let x = (n: i32) => n + 1
    ///   print(x(2))
    /// }
    /// ```
    "E0235" fn not_a_function(ty: &str, span: Span) {
        Diagnostic::error(CODE, "this is called, but is not a function", span, format!("it is a `{ty}`"))
            .note("what is called is a function, a struct, a variant or an event; list elements are read with `[i]`")
    }
    /// A function that may be `null` is called.
    ///
    /// ```seam wrong
    /// fn run(f: (() -> ())?) { f() }
    /// ```
    /// ```seam right
    /// fn run(f: (() -> ())?) { if f != null { f() } }
    /// ```
    "E0236" fn call_of_optional(ty: &str, span: Span) {
        Diagnostic::error(CODE, "this is called, but may be `null`", span, format!("it is a `{ty}`"))
            .hint("test it with `if f != null` first, or write `f!(…)`")
    }
    /// The parameters of a function value have no names.
    ///
    /// ```seam wrong
    /// fn twice(f: (i32) -> i32) -> i32 { f(x: f(x: 1)) }
    /// ```
    /// ```seam right
    /// fn twice(f: (i32) -> i32) -> i32 { f(f(1)) }
    /// ```
    "E0237" fn named_argument_of_value(name: Ident) {
        Diagnostic::error(CODE, "a named argument in the call of a function value", name.span, "")
            .note("the parameters of a function value have no names")
    }
    /// A function value is called with another number of arguments.
    ///
    /// ```seam wrong
    /// fn twice(f: (i32) -> i32) -> i32 { f(1, 2) }
    /// ```
    /// ```seam right
    /// fn twice(f: (i32) -> i32) -> i32 { f(f(1)) }
    /// ```
    "E0238" fn wrong_number_for_value(ty: &str, expected: usize, found: usize, span: Span) {
        let plural = if expected == 1 { "" } else { "s" };
        Diagnostic::error(CODE, format!("expected {expected} argument{plural}, found {found}"), span, "")
            .note(format!("the function is a `{ty}`"))
    }
    /// No overload of an external function takes this many arguments.
    "E0239" fn no_overload_takes(shown: &[String], count: usize, span: Span) {
        let plural = if count == 1 { "" } else { "s" };
        overload_list(Diagnostic::error(CODE, format!("no overload takes {count} argument{plural}"), span, ""), shown)
    }
    /// No overload of an external function takes arguments of these types.
    "E0240" fn no_overload_fits(shown: &[String], found: &[String], span: Span) {
        let title = format!("no overload takes ({})", found.join(", "));
        overload_list(Diagnostic::error(CODE, title, span, ""), shown)
    }
    /// Arguments for overloads are told apart by their types, so they have no names.
    "E0241" fn named_argument_of_overload(name: Ident) {
        Diagnostic::error(CODE, "a named argument in the call of an overloaded function", name.span, "")
            .note("which overload is meant is found by the types and the order of the arguments")
            .hint("leave the name away")
    }
    /// An overloaded function is no value: nothing says which overload is meant.
    ///
    /// ```seam right
    /// extern js {
    ///   fn parseInt(text: string) -> f64
    ///   fn parseInt(text: string, radix: i32) -> f64
    /// }
    /// fn main() { print(["1"].map(s => parseInt(s))) }
    /// ```
    "E0242" fn overloads_as_value(span: Span) {
        Diagnostic::error(CODE, "an overloaded function is not a value", span, "").hint("write a lambda that calls it")
    }
    /// `with` names the fields that change.
    ///
    /// ```seam wrong
    /// struct Point { x: f64, y: f64 }
    /// fn right(p: Point) -> Point { p.with(1.0) }
    /// ```
    /// ```seam right
    /// struct Point { x: f64, y: f64 }
    /// fn right(p: Point) -> Point { p.with(x: 1.0) }
    /// ```
    "E0243" fn with_needs_names(span: Span) {
        Diagnostic::error(CODE, "an argument of `with` has no name", span, "").hint("write the field: `field: value`")
    }
    /// A variant with a payload, or a struct, is built by a call.
    ///
    /// ```seam wrong
    /// enum Shape { Circle(r: f64), Empty }
    /// fn main() { print(Circle) }
    /// ```
    /// ```seam right
    /// enum Shape { Circle(r: f64), Empty }
    /// fn main() { print(Circle(1.0)) }
    /// ```
    "E0244" fn constructor_without_call(sig: &str, span: Span, is_struct: bool) {
        let what = if is_struct { "a struct is built by a call" } else { "this variant has a payload" };
        Diagnostic::error(CODE, what, span, "").hint(format!("write `{sig}`"))
    }
    /// A regular expression that is written in the program is not one.
    ///
    /// ```seam wrong
    /// import { Regex } from "std/regex"
    /// fn main() { print(Regex.of("(a|b").test("a")) }
    /// ```
    /// ```seam right
    /// import { Regex } from "std/regex"
    /// fn main() { print(Regex.of("(a|b)").test("a")) }
    /// ```
    "E0245" fn wrong_pattern(reason: &str, span: Span) {
        Diagnostic::error(CODE, "this is not a regular expression", span, reason.to_owned())
            .note("patterns and flags are those of JavaScript")
            .hint("`\\\\` in a string is one backslash; a backslash before a character takes it literally")
    }
}
