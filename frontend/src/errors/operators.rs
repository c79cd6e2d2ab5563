//! Mistakes in operators, comparisons and conversions.

use base::{Diagnostic, Span};

use super::errors;

fn null_advice(diagnostic: Diagnostic, is_optional: bool) -> Diagnostic {
    if is_optional { with_operand_null_advice(diagnostic) } else { diagnostic }
}

errors! {
    /// An operator does not work on values of this type.
    ///
    /// ```seam wrong
    /// fn main() { print(true + false) }
    /// ```
    /// ```seam right
    /// fn main() { print(1 + 0) }
    /// ```
    "E0340" fn operator_does_not_fit(op: &str, ty: &str, why: Option<String>, span: Span, is_optional: bool) {
        let diagnostic = Diagnostic::error(CODE, format!("`{op}` does not work on `{ty}`"), span, "");
        let diagnostic = if ty == "bool" && matches!(op, "&" | "|" | "~") {
            let better = match op {
                "&" => "&&",
                "|" => "||",
                _ => "!",
            };
            diagnostic.hint(format!("for `bool` write `{better}`"))
        } else {
            diagnostic
        };
        let diagnostic = null_advice(diagnostic, is_optional);
        match why {
            Some(why) => diagnostic.note(why),
            None => diagnostic.note("numbers have operators of their own; `+` joins strings, too, and `==` compares most values"),
        }
    }
    /// The operands of an operator have different types. Nothing is converted silently.
    ///
    /// ```seam wrong
    /// fn f(x: f64, n: i32) -> f64 { x * n }
    /// ```
    /// ```seam right
    /// fn f(x: f64, n: i32) -> f64 { x * (n as f64) }
    /// ```
    "E0341" fn operands_differ(op: &str, sides: [(&str, Span); 2], op_span: Span) {
        let [(left, left_span), (right, right_span)] = sides;
        Diagnostic::error(CODE, format!("`{op}` between `{left}` and `{right}`"), op_span, "the types differ")
            .also(left_span, format!("this is a `{left}`"))
            .also(right_span, format!("this is a `{right}`"))
    }
    /// An operand may be `null`.
    ///
    /// ```seam wrong
    /// fn next(x: i32?) -> i32 { x + 1 }
    /// ```
    /// ```seam right
    /// fn next(x: i32?) -> i32 { (x ?? 0) + 1 }
    /// ```
    "E0350" fn operand_may_be_null(op: &str, ty: &str, span: Span) {
        let title = format!("an operand of `{op}` may be `null`");
        with_operand_null_advice(Diagnostic::error(CODE, title, span, format!("this is a `{ty}`")))
    }
    /// Values of this type cannot be compared.
    ///
    /// ```seam wrong
    /// fn less<T>(a: T, b: T) -> bool { a < b }
    /// ```
    /// ```seam right
    /// fn less<T: Ord>(a: T, b: T) -> bool { a < b }
    /// ```
    "E0342" fn not_comparable(
        op: &str, ty: &str, span: Span, why: Option<String>, is_optional: bool, bound: Option<String>,
    ) {
        let diagnostic = Diagnostic::error(CODE, format!("`{op}` does not work on `{ty}`"), span, "");
        let diagnostic = match bound {
            Some(bound) => diagnostic.hint(format!("ask for it where the type parameter is declared: `{ty}: {bound}`")),
            None => null_advice(diagnostic, is_optional),
        };
        match why {
            Some(why) => diagnostic.note(why),
            None => diagnostic,
        }
    }
    /// Only structs, arrays and JavaScript objects have an identity.
    ///
    /// ```seam wrong
    /// fn main() { print("a" === "a") }
    /// ```
    /// ```seam right
    /// fn main() { print("a" == "a") }
    /// ```
    "E0343" fn no_identity(op: &str, ty: &str, span: Span) {
        let diagnostic = Diagnostic::error(CODE, format!("a `{ty}` has no identity"), span, "");
        diagnostic.hint(format!("compare values with `{}`", &op[..2]))
    }
    /// A value of a type parameter is compared with `null`. Whether it can be `null` depends on what it stands for.
    ///
    /// ```seam wrong
    /// fn isNothing<T>(x: T) -> bool { x == null }
    /// ```
    /// ```seam right
    /// fn isNothing<T>(x: T?) -> bool { x == null }
    /// ```
    "E0344" fn comparison_with_null(ty: &str, value: Span) {
        Diagnostic::error(CODE, "a value of a type parameter is compared with `null`", value, format!("this is a `{ty}`"))
            .hint(format!("declare it as `{ty}?`"))
    }
    /// `??=` is for places that may be `null`.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   var x = 1
    ///   x ??= 2
    ///   print(x)
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   var x: i32? = null
    ///   x ??= 2
    ///   print(x)
    /// }
    /// ```
    "E0345" fn never_null(op: &str, ty: &str, value: Span, span: Span) {
        Diagnostic::error(CODE, format!("`{op}` on a value that is never `null`"), span, "")
            .also(value, format!("this is a `{ty}`"))
            .hint("remove it, or declare the value as optional with `?`")
    }
    /// There is no conversion between these types.
    ///
    /// ```seam wrong
    /// fn main() { print("1" as i32) }
    /// ```
    /// ```seam right
    /// fn main() { print(parseI32("1")) }
    /// ```
    "E0346" fn cannot_convert(from: &str, to: &str, value: Span, ty: Span) {
        let diagnostic = Diagnostic::error(CODE, format!("a `{from}` cannot be converted to `{to}`"), ty, "")
            .also(value, format!("this is a `{from}`"));
        match (from, to) {
            (_, "string") => diagnostic.hint("make a string of it: `\"{…}\"`"),
            ("string", "i32") => diagnostic.hint("use `parseI32`"),
            ("string", "f64") => diagnostic.hint("use `parseF64`"),
            (_, "bool") => diagnostic.hint("compare it: `… != 0`"),
            _ => diagnostic.note("`as` converts between number types, and from `bool` and enums without payloads to integers"),
        }
    }
    /// `as?` asks whether a JavaScript object is of a more special type.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> u8? { x as? u8 }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> u8 { x as u8 }
    /// ```
    "E0347" fn cannot_downcast(from: &str, to: &str, span: Span) {
        Diagnostic::error(CODE, format!("`as?` from `{from}` to `{to}`"), span, "")
            .note("`as?` is for JavaScript objects only")
    }
    /// An integer is divided by zero, which always panics.
    ///
    /// ```seam wrong
    /// fn main() { print(1 / 0) }
    /// ```
    /// ```seam right
    /// fn main() { print(1.0 / 0.0) }
    /// ```
    "E0348" fn division_by_zero(divisor: Span, span: Span, is_literal: bool) {
        let text = if is_literal { "this is zero" } else { "this constant is zero" };
        let diagnostic = Diagnostic::error(CODE, "division by zero", divisor, text);
        let diagnostic = diagnostic.note("it would always panic").hint("divide by something else");
        if span == divisor { diagnostic } else { diagnostic.also(span, "divided here") }
    }
    /// A number does not fit its type.
    ///
    /// ```seam wrong
    /// fn main() { let x: u8 = 256 }
    /// ```
    /// ```seam right
    /// fn main() { let x: u8 = 255 }
    /// ```
    "E0349" fn literal_out_of_range(text: &str, ty: &str, range: Option<(i128, i128)>, span: Span) {
        let diagnostic = Diagnostic::error(CODE, format!("{text} is out of range for `{ty}`"), span, "");
        match range {
            Some((min, max)) => diagnostic.note(format!("a `{ty}` is in {min}..={max}")),
            None => diagnostic,
        }
    }
}

/// The operand of the narrower type can be converted to the wider one.
pub(crate) fn with_operand_cast(diagnostic: Diagnostic, wider: &str) -> Diagnostic {
    diagnostic
        .note("numbers of different types are never mixed silently")
        .hint(format!("convert the other one: `… as {wider}`"))
}

/// An operand may be null.
pub(crate) fn with_operand_null_advice(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.hint("give a value for `null` with `??`, or test for it first")
}

/// A string and something else.
pub(crate) fn with_operand_interpolation(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.hint("put the value into the string: `\"text {value}\"`")
}
