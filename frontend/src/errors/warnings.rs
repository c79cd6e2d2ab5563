//! Warnings: the program has a meaning, but probably not the intended one.

use base::{Diagnostic, Span, Symbol};

use super::errors;

/// One step of a cycle: what the code of an event fires next.
pub(crate) struct Step {
    pub event: Symbol,
    pub fires: Symbol,
    pub span: Span,
}

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
        let diagnostic = Diagnostic::warning(CODE, format!("`{name}` {what}"), span, "declared here")
            .note("a variable without use is often a mistake in a name, or left over");
        let advice = format!("remove it, or call it `_{name}`");
        // Another name here would leave the assignments behind.
        if assigned { diagnostic.hint(advice) } else { diagnostic.fix(advice, span.before(), "_") }
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
    "W0101" fn unused_import(name: Symbol, span: Span, removed: Span) {
        Diagnostic::warning(CODE, format!("the import `{name}` is not used"), span, "imported here")
            .fix("remove it", removed, "")
    }
    /// Code after something that always leaves never runs.
    ///
    /// ```seam wrong
    /// pub fn f() -> i32 {
    ///   return 1
    ///   print("done")
    ///   2
    /// }
    /// ```
    /// ```seam right
    /// pub fn f() -> i32 {
    ///   print("done")
    ///   1
    /// }
    /// ```
    "W0102" fn unreachable(span: Span, by: Span) {
        Diagnostic::warning(CODE, "this never runs", span, "not reached")
            .also(by, "this always leaves before")
            .hint("remove it, or move it before what leaves")
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
        Diagnostic::warning(CODE, "unused value", span, "computing this has no effect")
            .hint("use it, or remove it")
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
    /// pub fn f(x: bool) -> i32 { match x { true => 1, false => 0, _ => 2 } }
    /// ```
    /// ```seam right
    /// pub fn f(x: bool) -> i32 { match x { true => 1, false => 0 } }
    /// ```
    "W0105" fn unreachable_arm(span: Span, arm: Span) {
        Diagnostic::warning(CODE, "this arm is never reached", span, "the arms before it take all of these values")
            .note("the first arm whose pattern fits is the one that is taken")
            .fix("remove the arm", arm, "")
    }
    /// The pattern of an `if let` takes every value.
    ///
    /// ```seam wrong
    /// pub fn f(x: i32) { if let n = x { print(n) } }
    /// ```
    /// ```seam right
    /// pub fn f(x: i32?) { if let n = x { print(n) } }
    /// ```
    "W0106" fn test_always_holds(span: Span) {
        Diagnostic::warning(CODE, "this pattern takes every value", span, "so the test always holds")
            .hint("write `let` before the block instead of the test")
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
        let title = "this is `()`, which is no value";
        let advice = "leave the name away and write only what is done";
        if value == span {
            return Diagnostic::warning(CODE, title, span, "this gives nothing").hint(advice);
        }
        Diagnostic::warning(CODE, title, span, "a name for nothing").also(value, "this gives nothing").hint(advice)
    }
    /// `!`, `?.` and `??` do nothing on a value that is never `null`.
    ///
    /// ```seam wrong
    /// pub fn f(x: i32) -> i32 { x ?? 0 }
    /// ```
    /// ```seam right
    /// pub fn f(x: i32?) -> i32 { x ?? 0 }
    /// ```
    "W0108" fn never_null(op: &str, ty: &str, value: Span, span: Span, edit: (Span, &str)) {
        let title = format!("`{op}` on a value that is never `null`");
        let advice = match op {
            "?." => "write `.`".to_owned(),
            "??" => "remove it with what follows it, which is never used".to_owned(),
            _ => format!("remove the `{op}`"),
        };
        Diagnostic::warning(CODE, title, span, "this does nothing")
            .also(value, format!("this is a `{ty}`, not a `{ty}?`"))
            .fix(advice, edit.0, edit.1)
    }
    /// A value that is never `null` is compared with `null`.
    ///
    /// ```seam wrong
    /// pub fn f(x: i32) -> bool { x == null }
    /// ```
    /// ```seam right
    /// pub fn f(x: i32?) -> bool { x == null }
    /// ```
    "W0109" fn constant_comparison(ty: &str, value: Span, span: Span, is_equal: bool) {
        let always = if is_equal { "false" } else { "true" };
        Diagnostic::warning(CODE, format!("this is always `{always}`"), span, "compared with `null`")
            .also(value, format!("a `{ty}` is never `null`"))
            .hint(format!("remove the test, or declare the value as `{ty}?`"))
    }
    /// A function is never called.
    ///
    /// It is reached neither from `main`, a test, nor anything that is `pub`. Names that start with `_` are not warned
    /// about.
    ///
    /// ```seam wrong
    /// fn half(x: f64) -> f64 { x / 2.0 }
    /// fn main() { print(1.0) }
    /// ```
    /// ```seam right
    /// fn half(x: f64) -> f64 { x / 2.0 }
    /// fn main() { print(half(1.0)) }
    /// ```
    "W0110" fn unused_function(name: Symbol, span: Span) {
        Diagnostic::warning(CODE, format!("the function `{name}` is never used"), span, "declared here")
            .note("nothing that runs calls it, and without `pub` no other module can")
            .hint(format!("remove it, call it, or name it `_{name}`"))
    }
    /// A `var` is never assigned after its declaration, so it could be a `let`.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   var name = "Ada"
    ///   print(name)
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let name = "Ada"
    ///   print(name)
    /// }
    /// ```
    "W0111" fn never_assigned(name: Symbol, span: Span, keyword: Span) {
        Diagnostic::warning(CODE, format!("`{name}` is declared with `var`, but never assigned"), span, "declared here")
            .note("`let` tells a reader that the value stays")
            .fix("use `let`", keyword, "let")
    }
    /// A loop has a label that no `break` or `continue` names.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   rows: for y in 0..3 { print(y) }
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   rows: for y in 0..3 {
    ///     for x in 0..3 { if x == y { continue rows } }
    ///     print(y)
    ///   }
    /// }
    /// ```
    "W0112" fn unused_label(name: Symbol, span: Span) {
        Diagnostic::warning(CODE, format!("the label `{name}` is never used"), span, "no `break` or `continue` names it")
            .fix(format!("remove it, or call it `_{name}`"), span.before(), "_")
    }
    /// A variable in a block has the name of one around the block, and its value has nothing to do with that one.
    ///
    /// Often an assignment was meant. Where the new variable comes from the old one (`let x = x!`), or in the same block,
    /// there is no warning.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   var found = 0
    ///   for i in 0..9 {
    ///     if i > 3 { found = i }
    ///     if i * i > 40 {
    ///       let found = i * i
    ///       print(found)
    ///     }
    ///   }
    ///   print(found)
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   var found = 0
    ///   for i in 0..9 {
    ///     if i > 3 { found = i }
    ///     if i * i > 40 { found = i * i }
    ///   }
    ///   print(found)
    /// }
    /// ```
    "W0113" fn hides_variable(name: Symbol, span: Span, declared: Span, may_assign: bool) {
        let diagnostic = Diagnostic::warning(CODE, format!("`{name}` hides another `{name}`"), span, "a new variable, until this block ends")
            .also(declared, "this one keeps its value");
        match may_assign {
            true => diagnostic.hint("to assign to the outer one, leave out `let` or `var`; else give this one another name"),
            false => diagnostic.hint("give one of them another name"),
        }
    }
    /// A variable has the name of a constant or state of the module, and its value has nothing to do with that.
    ///
    /// ```seam wrong
    /// const limit = 10
    /// fn main() {
    ///   let limit = 20
    ///   print(limit)
    /// }
    /// ```
    /// ```seam right
    /// const limit = 10
    /// fn main() {
    ///   let higher = limit * 2
    ///   print(higher)
    /// }
    /// ```
    "W0114" fn hides_value(name: Symbol, span: Span, declared: Option<Span>) {
        let diagnostic = Diagnostic::warning(CODE, format!("`{name}` hides a value of this module"), span, "a new variable, until this block ends");
        super::because(diagnostic, declared.map(|at| (at, "declared here")))
            .hint("give the variable another name")
    }
    /// A pattern that is a name takes every value: it does not compare with a constant of that name.
    ///
    /// ```seam wrong
    /// const most = 100
    /// pub fn f(x: i32) -> string {
    ///   match x {
    ///     0 => "none"
    ///     most => "all of {most}"
    ///   }
    /// }
    /// ```
    /// ```seam right
    /// const most = 100
    /// pub fn f(x: i32) -> string {
    ///   match x {
    ///     0 => "none"
    ///     n if n == most => "all"
    ///     n => "{n}"
    ///   }
    /// }
    /// ```
    "W0115" fn binds_constant(name: Symbol, span: Span, declared: Span) {
        Diagnostic::warning(CODE, format!("this pattern takes every value, not only that of `{name}`"), span, "a new name")
            .also(declared, "what it hides")
            .hint(format!("compare in a guard, `x if x == {name}`, or take another name"))
    }
    /// An observer fires an event whose observers, or whose body, fire the observed event again, and nothing on the way is
    /// under a condition: the first call never ends.
    ///
    /// ```seam wrong
    /// event saved(id: i32)
    /// event changed(id: i32)
    /// on saved(id) { changed(id) }
    /// on changed(id) { saved(id) }
    /// ```
    /// ```seam right
    /// event saved(id: i32)
    /// event changed(id: i32)
    /// on saved(id) if id > 0 { changed(id - 1) }
    /// on changed(id) { saved(id) }
    /// ```
    "W0116" fn endless_observers(steps: &[Step]) {
        let names: Vec<String> = steps.iter().map(|step| step.event.to_string()).collect();
        let cycle = format!("{} → {}", names.join(" → "), names[0]);
        let says = |step: &Step| format!("`{}` always fires `{}` here", step.event, step.fires);
        let first = &steps[0];
        let title = format!("a call of `{}` never ends", first.event);
        let diagnostic = Diagnostic::warning(CODE, title, first.span, says(first));
        let diagnostic = steps[1..].iter().fold(diagnostic, |diagnostic, step| diagnostic.also(step.span, says(step)));
        diagnostic.note(format!("the events fire each other, whatever happens: {cycle}"))
            .hint("put one of the observers under a condition: `on … if …`")
    }
}
