//! Mistakes in assignments.

use base::{Diagnostic, Span};

use super::errors;
use crate::ast::Ident;

errors! {
    /// A `let` is set once; what changes is declared with `var`.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let count = 0
    ///   count += 1
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   var count = 0
    ///   count += 1
    ///   print(count)
    /// }
    /// ```
    "E0370" fn assignment_to_let(name: Ident, declared: Span, keyword: Option<Span>) {
        let title = format!("`{}` is assigned, but is not a `var`", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "assigned here");
        match keyword {
            Some(keyword) => diagnostic
                .also(declared, "declared here with `let`")
                .fix("declare it with `var`", keyword, "var"),
            None => diagnostic
                .also(declared, "declared here by a pattern")
                .hint(format!("assign to a variable of its own: `var {} = …`", name.name)),
        }
    }
    /// Parameters cannot be assigned.
    ///
    /// ```seam wrong
    /// fn next(n: i32) -> i32 {
    ///   n += 1
    ///   n
    /// }
    /// ```
    /// ```seam right
    /// fn next(n: i32) -> i32 { n + 1 }
    /// ```
    "E0371" fn assignment_to_parameter(name: Ident, declared: Span) {
        Diagnostic::error(CODE, format!("the parameter `{}` is assigned", name.name), name.span, "assigned here")
            .also(declared, "declared here")
            .hint(format!("use a variable: `var other = {}`", name.name))
    }
    /// A `const` never changes; a module's variable is declared with `state`.
    ///
    /// ```seam wrong
    /// const score = 0
    /// fn main() { score = 1 }
    /// ```
    /// ```seam right
    /// state score = 0
    /// fn main() { score = 1 }
    /// ```
    "E0372" fn assignment_to_const(name: Ident, declared: Span) {
        Diagnostic::error(CODE, format!("the constant `{}` is assigned", name.name), name.span, "assigned here")
            .also(declared, "declared here")
            .hint("declare it with `state` if it changes")
    }
    /// Only `var` fields can be assigned.
    ///
    /// ```seam wrong
    /// struct Body { x: f64 }
    /// fn move(b: Body) { b.x = 1.0 }
    /// ```
    /// ```seam right
    /// struct Body { var x: f64 }
    /// fn move(b: Body) { b.x = 1.0 }
    /// ```
    "E0373" fn assignment_to_field(name: Ident, of: &str, declared: Span) {
        let title = format!("the field `{}` of `{of}` is not a `var`", name.name);
        Diagnostic::error(CODE, title, name.span, "assigned here")
            .also(declared, "declared here")
            .fix("declare it with `var`", declared.before(), "var ")
    }
    /// A property that is not declared `var` can only be read.
    ///
    /// ```seam wrong
    /// extern interface URL {
    ///   new(href: string)
    ///   hostname: string
    /// }
    /// fn f(u: URL) { u.hostname = "a" }
    /// ```
    /// ```seam right
    /// extern interface URL {
    ///   new(href: string)
    ///   var hash: string
    /// }
    /// fn f(u: URL) { u.hash = "a" }
    /// ```
    "E0374" fn assignment_to_readonly(name: Ident, declared: Span) {
        Diagnostic::error(CODE, format!("`{}` can only be read", name.name), name.span, "assigned here")
            .also(declared, "declared here without `var`")
            .note("JavaScript sets it; the declaration says so by leaving `var` away")
    }
    /// Only variables, fields and elements can be assigned.
    ///
    /// ```seam wrong
    /// fn f() -> i32 { 1 }
    /// fn main() { f = 2 }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   var x = 1
    ///   x = 2
    ///   print(x)
    /// }
    /// ```
    "E0375" fn not_assignable(span: Span) {
        Diagnostic::error(CODE, "this cannot be assigned", span, "")
            .note("only variables, `var` fields and elements such as `xs[i]` can")
    }
}
