//! Mistakes in types.

use base::{Diagnostic, Span, Symbol};

use super::{because, errors};
use crate::ast::Ident;

errors! {
    /// A value has another type than the one that is wanted.
    ///
    /// ```seam wrong
    /// fn main() { let name: string = 1 }
    /// ```
    /// ```seam right
    /// fn main() { let name: string = "{1}" }
    /// ```
    "E0200" fn mismatch(found: &str, wanted: &str, span: Span, why: Option<(Span, &str)>) {
        let title = format!("expected `{wanted}`, found `{found}`");
        because(Diagnostic::error(CODE, title, span, format!("this is a `{found}`")), why)
    }
    /// The type of something cannot be found from its uses.
    ///
    /// ```seam wrong
    /// fn main() { let xs = [] }
    /// ```
    /// ```seam right
    /// fn main() { let xs: List<i32> = [] }
    /// ```
    "E0201" fn cannot_infer(span: Span) {
        Diagnostic::error(CODE, "the type of this cannot be inferred", span, "nothing says which type is meant")
            .hint("write the type: `let x: T = …`, or type arguments: `List<i32>()`")
    }
    /// A generic type or function has another number of type parameters.
    ///
    /// ```seam wrong
    /// fn f(m: Map<string>) { }
    /// ```
    /// ```seam right
    /// fn f(m: Map<string, i32>) { }
    /// ```
    "E0202" fn wrong_number_of_type_arguments(
        name: &str, expected: usize, found: usize, span: Span, declared: Option<Span>,
    ) {
        let title = match expected {
            0 => format!("`{name}` takes no type arguments"),
            1 => format!("`{name}` takes one type argument, found {found}"),
            _ => format!("`{name}` takes {expected} type arguments, found {found}"),
        };
        because(Diagnostic::error(CODE, title, span, ""), declared.map(|at| (at, "declared here")))
            .note("either all type arguments are written, in the order of the declaration, or none where they are inferred")
    }
    /// A type argument lacks what the type parameter asks for.
    ///
    /// ```seam wrong
    /// fn f(m: Map<() -> (), i32>) { }
    /// ```
    /// ```seam right
    /// fn f(m: Map<string, i32>) { }
    /// ```
    "E0203" fn bound_not_met(
        ty: &str, bound: &str, span: Span, declared: Option<(Symbol, Span)>, why: Option<String>,
    ) {
        let what = match bound {
            "Eq" => "`==`".to_owned(),
            "Ord" => "order".to_owned(),
            "Hash" => "hash".to_owned(),
            "Number" => "arithmetic: it is not a number type".to_owned(),
            _ => format!("`{bound}`"),
        };
        let mut diagnostic = Diagnostic::error(CODE, format!("`{ty}` has no {what}"), span, "wanted here");
        if let Some((param, at)) = declared {
            let text = match param.as_str() {
                "Self" => format!("this is there for what has `{bound}`"),
                _ => format!("`{param}` must have `{bound}`"),
            };
            diagnostic = diagnostic.also(at, text);
        }
        match why {
            Some(why) => diagnostic.note(why),
            None => diagnostic,
        }
    }
    /// An optional of an optional would have two kinds of `null` that cannot be told apart.
    ///
    /// ```seam wrong
    /// type Maybe = i32?
    /// fn f(x: Maybe?) { }
    /// ```
    /// ```seam right
    /// type Maybe = i32?
    /// fn f(x: Maybe) { }
    /// ```
    "E0204" fn optional_of_optional(span: Span, inner: Span) {
        Diagnostic::error(CODE, "an optional of an optional", span, "")
            .also(inner, "this may be `null` already")
            .fix("remove one `?`", inner.after().to(span.after()), "")
    }
    /// A trait is not a type of its own.
    ///
    /// ```seam wrong
    /// fn less(x: Ord, y: Ord) -> bool { x < y }
    /// ```
    /// ```seam right
    /// fn less<T: Ord>(x: T, y: T) -> bool { x < y }
    /// ```
    "E0205" fn trait_as_type(name: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("`{name}` is a trait, not a type"), span, "")
            .hint(format!("use a type parameter with this bound, `<T: {name}>`, or `dyn {name}` for values of several types"))
    }
    /// A bound of a type parameter must be a trait.
    ///
    /// ```seam wrong
    /// fn f<T: i32>(x: T) { }
    /// ```
    /// ```seam right
    /// fn f<T: Ord>(x: T) { }
    /// ```
    "E0206" fn not_a_trait(name: Ident) {
        Diagnostic::error(CODE, format!("`{}` is not a trait", name.name), name.span, "")
            .note("the built-in ones are `Eq`, `Ord`, `Hash` and `Show`")
    }
    /// A trait is used that is declared nowhere.
    ///
    /// ```seam wrong
    /// fn largest<T: Ordered>(a: T, b: T) -> T { a }
    /// ```
    /// ```seam right
    /// fn largest<T: Ord>(a: T, b: T) -> T { if a < b { b } else { a } }
    /// ```
    "E0208" fn unknown_trait(name: Ident, near: Option<Symbol>) {
        let diagnostic = Diagnostic::error(CODE, format!("unknown trait `{}`", name.name), name.span, "not declared");
        match near {
            Some(near) => diagnostic.fix(format!("did you mean `{near}`?"), name.span, near.as_str()),
            None => diagnostic.note("the built-in ones are `Eq`, `Ord`, `Hash` and `Show`"),
        }
    }
    /// A type alias that stands for itself stands for nothing.
    ///
    /// ```seam wrong
    /// type A = List<A>
    /// ```
    /// ```seam right
    /// struct A { parts: List<A> }
    /// ```
    "E0207" fn alias_of_itself(name: Ident) {
        Diagnostic::error(CODE, format!("the type alias `{}` stands for itself", name.name), name.span, "")
            .hint("use a struct or an enum for a recursive type")
    }
}

/// A number of another type can be converted.
pub(crate) fn with_cast(diagnostic: Diagnostic, wanted: &str) -> Diagnostic {
    diagnostic.hint(format!("convert it: `… as {wanted}`"))
}

/// An optional can be unwrapped.
pub(crate) fn with_null_advice(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic
        .note("it may be `null`")
        .hint("give a value for `null` with `??`, test it with `if x != null`, or write `!` if it is never null here")
}

/// A more special JavaScript object can be asked for.
pub(crate) fn with_downcast(diagnostic: Diagnostic, wanted: &str) -> Diagnostic {
    diagnostic.hint(format!("ask whether it is one: `… as? {wanted}`"))
}

/// What to do with a string where a number is wanted.
pub(crate) fn with_parse_advice(diagnostic: Diagnostic, wanted: &str) -> Diagnostic {
    let parse = if wanted.starts_with('f') { "parseF64" } else { "parseI32" };
    diagnostic.note("text is not made a number silently").hint(format!(
        "remove the quotes of a literal; read other text with `{parse}(…)`, which gives `null` if it is none"
    ))
}

/// Anything can be shown as a string.
pub(crate) fn with_interpolation_advice(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.hint("make a string of it: `\"{…}\"`")
}

/// Numbers are not conditions.
pub(crate) fn with_comparison_advice(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.hint("compare it: `… != 0`")
}

/// A type parameter has what its bounds say.
pub(crate) fn with_bound_advice(diagnostic: Diagnostic, bound: &str, param: &str) -> Diagnostic {
    diagnostic.hint(format!("ask for it: `<{param}: {bound}>`"))
}

/// A collection of one type is none of another that its elements could become.
pub(crate) fn with_elements_advice(diagnostic: Diagnostic, wanted: &str) -> Diagnostic {
    diagnostic
        .note(format!("each element could be a `{wanted}`, but who gets the whole could put others in"))
        .hint(format!("make a new one: `….map(x => x as {wanted})`, or write the type where it is declared"))
}

/// Neither are strings, and values that may be `null`.
pub(crate) fn with_condition_advice(diagnostic: Diagnostic, than: &str) -> Diagnostic {
    diagnostic.hint(format!("compare it: `… != {than}`"))
}
