//! Mistakes in patterns and matches.

use base::{Diagnostic, Span, Symbol};

use super::errors;
use crate::ast::Ident;
use crate::display::list_names;

fn examples(missing: &[String]) -> String {
    missing.iter().take(3).map(|example| format!("`{example}`")).collect::<Vec<_>>().join(", ")
}

errors! {
    /// A `match` has no arm for some values.
    ///
    /// ```seam wrong
    /// enum Shape { Circle(r: f64), Rect(w: f64, h: f64) }
    /// fn area(s: Shape) -> f64 {
    ///   match s { Circle(r) => 3.14 * r * r }
    /// }
    /// ```
    /// ```seam right
    /// enum Shape { Circle(r: f64), Rect(w: f64, h: f64) }
    /// fn area(s: Shape) -> f64 {
    ///   match s {
    ///     Circle(r) => 3.14 * r * r
    ///     Rect(w, h) => w * h
    ///   }
    /// }
    /// ```
    "E0400" fn not_exhaustive(missing: &[String], ty: &str, scrutinee: Span, span: Span) {
        let more = if missing.len() > 3 { " and more" } else { "" };
        let at = if scrutinee.source == span.source { scrutinee } else { span };
        Diagnostic::error(CODE, format!("the match does not cover every value, missing: {}{more}", examples(missing)), at, format!("this is a `{ty}`"))
            .hint("add an arm for each, or `_ => …` for all others")
    }
    /// A pattern that must take every value does not.
    ///
    /// ```seam wrong
    /// fn first(x: i32?) -> i32 {
    ///   let (n, 0) = (x ?? 0, 0)
    ///   n
    /// }
    /// ```
    /// ```seam right
    /// fn first(x: i32?) -> i32 {
    ///   let (n, _) = (x ?? 0, 0)
    ///   n
    /// }
    /// ```
    "E0401" fn refutable(missing: &[String], word: &str, span: Span) {
        let title = format!("this pattern does not take {}", examples(missing));
        Diagnostic::error(CODE, title, span, "not every value fits")
            .note(format!("the pattern of a `{word}` must take every value"))
            .hint("use `if let` or `match`")
    }
    /// A pattern takes values of another type.
    ///
    /// ```seam wrong
    /// struct Body { x: f64 }
    /// struct Point { x: f64 }
    /// fn f(p: Point) -> f64 { match p { Body(x) => x } }
    /// ```
    /// ```seam right
    /// struct Point { x: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x) => x } }
    /// ```
    "E0402" fn pattern_of_other_type(found: &str, wanted: &str, span: Span) {
        let title = format!("expected a pattern for `{wanted}`, found one for `{found}`");
        Diagnostic::error(CODE, title, span, "")
            .note("a pattern and what it is compared with have one type")
    }
    /// A literal in a pattern has another type than the value.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> bool { match x { "one" => true, _ => false } }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> bool { match x { 1 => true, _ => false } }
    /// ```
    "E0403" fn literal_pattern_type(found: &str, wanted: &str, span: Span) {
        Diagnostic::error(CODE, format!("expected a pattern for `{wanted}`, found {found}"), span, "")
            .note("a literal fits values of its own type only")
    }
    /// The value is never `null`.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { match x { null => 0, n => n } }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) -> i32 { match x { null => 0, n => n } }
    /// ```
    "E0404" fn null_pattern(ty: &str, span: Span) {
        Diagnostic::error(CODE, format!("a `{ty}` is never `null`"), span, "")
            .hint("remove the arm, or declare the value as optional with `?`")
    }
    /// A tuple pattern has another number of members.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let (a, b) = (1, 2, 3)
    ///   print(a + b)
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let (a, b, _) = (1, 2, 3)
    ///   print(a + b)
    /// }
    /// ```
    "E0405" fn tuple_pattern(count: usize, ty: &str, span: Span) {
        Diagnostic::error(CODE, format!("expected a pattern for `{ty}`, found a tuple of {count}"), span, "")
            .note("a tuple pattern has one pattern for each member")
    }
    /// A range in a pattern takes nothing.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> bool { match x { 9..1 => true, _ => false } }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> bool { match x { 1..9 => true, _ => false } }
    /// ```
    "E0406" fn empty_range(span: Span) {
        Diagnostic::error(CODE, "this range is empty", span, "its end comes before its start")
            .hint("put the smaller number first")
    }
    /// A pattern binds a name twice.
    ///
    /// ```seam wrong
    /// fn f(p: (i32, i32)) -> i32 { match p { (a, a) => a } }
    /// ```
    /// ```seam right
    /// fn f(p: (i32, i32)) -> i32 { match p { (a, b) => a + b } }
    /// ```
    "E0407" fn bound_twice(name: Ident, first: Span) {
        Diagnostic::error(CODE, format!("`{}` is bound twice in one pattern", name.name), name.span, "bound again here")
            .also(first, "first bound here")
            .hint("give one of them another name, and compare them in a guard: `if a == b`")
    }
    /// The alternatives of a pattern bind different names, so that in the arm a name might have no value.
    ///
    /// ```seam wrong
    /// enum E { A(n: i32), B }
    /// fn f(e: E) -> i32 { match e { A(n) | B => n } }
    /// ```
    /// ```seam right
    /// enum E { A(n: i32), B }
    /// fn f(e: E) -> i32 { match e { A(n) => n, B => 0 } }
    /// ```
    "E0408" fn not_in_all_alternatives(name: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("`{name}` is not bound in all alternatives"), span, "")
            .note("whichever alternative fits, the arm needs a value for the name")
            .hint("bind it in all of them, or write an arm for each")
    }
    /// The alternatives of a pattern bind a name to values of different types.
    ///
    /// ```seam wrong
    /// enum E { A(n: i32), B(n: string) }
    /// fn f(e: E) { match e { A(n) | B(n) => print(n) } }
    /// ```
    /// ```seam right
    /// enum E { A(n: i32), B(n: string) }
    /// fn f(e: E) {
    ///   match e {
    ///     A(n) => print(n)
    ///     B(n) => print(n)
    ///   }
    /// }
    /// ```
    "E0409" fn alternatives_differ_in_type(name: Ident, found: &str, first: &str, at: Span) {
        let title = format!("`{}` is a `{found}` here and a `{first}` before", name.name);
        Diagnostic::error(CODE, title, name.span, "").also(at, format!("a `{first}` here"))
            .note("whichever alternative fits, the name has one type in the arm")
            .hint("write an arm for each")
    }
    /// A pattern names a field that is not there.
    ///
    /// ```seam wrong
    /// struct Point { x: f64, y: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x: a, z: b) => a + b } }
    /// ```
    /// ```seam right
    /// struct Point { x: f64, y: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x: a, y: b) => a + b } }
    /// ```
    "E0410" fn no_such_field(field: Ident, of: Symbol, fields: Vec<Symbol>) {
        let near = crate::spelling::nearest(field.as_str(), fields.iter().copied());
        let diagnostic = Diagnostic::error(CODE, format!("`{of}` has no field `{}`", field.name), field.span, "")
            .note(format!("it has {}", list_names(fields)));
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), field.span, near.as_str()),
            None => diagnostic,
        }
    }
    /// A pattern has more parts than there are fields.
    ///
    /// ```seam wrong
    /// enum Shape { Circle(r: f64), Empty }
    /// fn f(s: Shape) -> f64 { match s { Circle(r, _) => r, Empty => 0.0 } }
    /// ```
    /// ```seam right
    /// enum Shape { Circle(r: f64), Empty }
    /// fn f(s: Shape) -> f64 { match s { Circle(r) => r, Empty => 0.0 } }
    /// ```
    "E0411" fn too_many_patterns(name: Ident, expected: usize, found: usize, span: Span, declared: Span) {
        let plural = if expected == 1 { "" } else { "s" };
        let title = format!("`{}` has {expected} field{plural}, found {found} patterns", name.name);
        Diagnostic::error(CODE, title, span, "there is no field for this").also(declared, "declared here")
            .hint("remove what is too much; `_` takes a field without naming it")
    }
    /// A pattern leaves out fields. Say `_` for those that do not matter.
    ///
    /// ```seam wrong
    /// struct Point { x: f64, y: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x) => x } }
    /// ```
    /// ```seam right
    /// struct Point { x: f64, y: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x, _) => x } }
    /// ```
    "E0412" fn too_few_patterns(name: Ident, missing: Vec<Symbol>, declared: Span) {
        let title = format!("the pattern leaves out {} of `{}`", list_names(missing), name.name);
        Diagnostic::error(CODE, title, name.span, "").also(declared, "declared here").hint("write `_` for a field that does not matter")
    }
    /// A pattern looks at a field twice.
    ///
    /// ```seam wrong
    /// struct Point { x: f64, y: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x: a, x: b) => a + b } }
    /// ```
    /// ```seam right
    /// struct Point { x: f64, y: f64 }
    /// fn f(p: Point) -> f64 { match p { Point(x: a, y: b) => a + b } }
    /// ```
    "E0413" fn field_twice(name: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("the field `{name}` stands twice in one pattern"), span, "")
            .hint("remove one of the two")
    }
    /// A variant with a payload needs parentheses in a pattern too.
    ///
    /// ```seam wrong
    /// enum Shape { Circle(r: f64), Empty }
    /// fn round(s: Shape) -> bool { match s { Circle => true, Empty => false } }
    /// ```
    /// ```seam right
    /// enum Shape { Circle(r: f64), Empty }
    /// fn round(s: Shape) -> bool { match s { Circle(_) => true, Empty => false } }
    /// ```
    "E0414" fn variant_without_patterns(name: Ident, fields: Vec<Symbol>, declared: Span) {
        let holes = vec!["_"; fields.len()].join(", ");
        let title = format!("`{}` has a payload: {}", name.name, list_names(fields));
        Diagnostic::error(CODE, title, name.span, "")
            .also(declared, "declared here")
            .fix("add a pattern for each field", name.span.after(), format!("({holes})"))
    }
}
