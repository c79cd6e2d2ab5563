//! Warnings: the program has a meaning, but probably not the intended one.

use base::{Diagnostic, Span, Symbol};

use super::errors;

errors! {
    /// A variable is never read. Names that start with `_` are not warned about.
    ///
    /// ```seam wrong
    /// fn main() { let x = 1 }
    /// ```
    /// ```seam right
    /// fn main() { let _x = 1 }
    /// ```
    "W0100" fn unused_variable(name: Symbol, span: Span, assigned: bool) {
        let what = if assigned { "is assigned, but never read" } else { "is never used" };
        Diagnostic::warning(CODE, format!("`{name}` {what}"), span, "").hint(format!("remove it, or call it `_{name}`"))
    }
    /// An import is not used.
    ///
    /// ```seam wrong
    /// import { sqrt } from "std/math"
    /// fn main() { }
    /// ```
    /// ```seam right
    /// import { sqrt } from "std/math"
    /// fn main() { print(sqrt(2.0)) }
    /// ```
    "W0101" fn unused_import(name: Symbol, span: Span) {
        Diagnostic::warning(CODE, format!("the import `{name}` is not used"), span, "").hint("remove it")
    }
    /// Code after something that always leaves never runs.
    ///
    /// ```seam wrong
    /// fn f() -> i32 {
    ///   return 1
    ///   print("done")
    ///   2
    /// }
    /// ```
    /// ```seam right
    /// fn f() -> i32 {
    ///   print("done")
    ///   1
    /// }
    /// ```
    "W0102" fn unreachable(span: Span, by: Span) {
        Diagnostic::warning(CODE, "this never runs", span, "").also(by, "this always leaves before")
    }
    /// A value is computed and thrown away.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let x = 1
    ///   x + 1
    ///   print(x)
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let x = 1
    ///   print(x + 1)
    /// }
    /// ```
    "W0103" fn unused_value(span: Span) {
        Diagnostic::warning(CODE, "unused value", span, "computing this has no effect").hint("use it, or remove it")
    }
    /// A `Result` is not looked at, so an error would go unnoticed.
    ///
    /// ```seam wrong
    /// fn save() -> Result<i32, string> { Err("full") }
    /// fn main() { save() }
    /// ```
    /// ```seam right
    /// fn save() -> Result<i32, string> { Err("full") }
    /// fn main() { catch save() { e => panic(e) } }
    /// ```
    "W0104" fn unused_result(span: Span) {
        Diagnostic::warning(CODE, "unused `Result`", span, "an error would go unnoticed")
            .hint("use `try` or `catch`, or write `let _ = …`")
    }
    /// An arm takes only values that arms before it take.
    ///
    /// ```seam wrong
    /// fn f(x: bool) -> i32 { match x { true => 1, false => 0, _ => 2 } }
    /// ```
    /// ```seam right
    /// fn f(x: bool) -> i32 { match x { true => 1, false => 0 } }
    /// ```
    "W0105" fn unreachable_arm(span: Span) {
        Diagnostic::warning(CODE, "this arm is never reached", span, "the arms before it take all of these values")
    }
    /// The pattern of an `if let` takes every value.
    ///
    /// ```seam wrong
    /// fn f(x: i32) { if let n = x { print(n) } }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) { if let n = x { print(n) } }
    /// ```
    "W0106" fn test_always_holds(span: Span) {
        Diagnostic::warning(CODE, "this pattern takes every value", span, "").hint("use `let`")
    }
    /// A name is given to `()`, which is nothing.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let done = print("a")
    ///   print(done == ())
    /// }
    /// ```
    /// ```seam right
    /// fn main() { print("a") }
    /// ```
    "W0107" fn unit_binding(span: Span, value: Span) {
        let diagnostic = Diagnostic::warning(CODE, "this is `()`, which is no value", span, "");
        if value == span { diagnostic } else { diagnostic.also(value, "this gives nothing") }
    }
    /// `!`, `?.` and `??` do nothing on a value that is never `null`.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { x ?? 0 }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) -> i32 { x ?? 0 }
    /// ```
    "W0108" fn never_null(op: &str, ty: &str, value: Span, span: Span) {
        let diagnostic = Diagnostic::warning(CODE, format!("`{op}` on a value that is never `null`"), span, "");
        if value == span { diagnostic } else { diagnostic.also(value, format!("this is a `{ty}`")) }
    }
    /// A value that is never `null` is compared with `null`.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> bool { x == null }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) -> bool { x == null }
    /// ```
    "W0109" fn constant_comparison(ty: &str, value: Span, span: Span, is_equal: bool) {
        let always = if is_equal { "false" } else { "true" };
        Diagnostic::warning(CODE, format!("this is always `{always}`"), span, "")
            .also(value, format!("a `{ty}` is never `null`"))
    }
}
