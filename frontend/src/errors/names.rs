//! Mistakes in names: unknown, private, of the wrong sort.

use base::{Diagnostic, Span, Symbol};

use super::errors;
use crate::ast::Ident;
use crate::display::list_names;
use crate::habits;

fn did_you_mean(diagnostic: Diagnostic, span: Span, near: Option<Symbol>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), span, near.as_str()),
        None => diagnostic.note("nothing that is visible here has a similar name"),
    }
}

errors! {
    /// A name is used that is declared nowhere.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let count = 1
    ///   print(cuont)
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let count = 1
    ///   print(count)
    /// }
    /// ```
    "E0110" fn unknown_name(name: Ident, near: Option<Symbol>) {
        let diagnostic = Diagnostic::error(CODE, format!("unknown name `{}`", name.name), name.span, "not declared");
        match habits::value(name.as_str()) {
            Some(advice) => diagnostic.hint(advice),
            None => did_you_mean(diagnostic, name.span, near),
        }
    }
    /// A type is used that is declared nowhere.
    ///
    /// ```seam wrong
    /// fn half(x: float) -> f64 { 0.5 }
    /// ```
    /// ```seam right
    /// fn half(x: f64) -> f64 { x / 2 }
    /// ```
    "E0111" fn unknown_type(name: Ident, near: Option<Symbol>) {
        let diagnostic = Diagnostic::error(CODE, format!("unknown type `{}`", name.name), name.span, "not declared");
        let known = match name.as_str() {
            "int" | "integer" => Some("i32"),
            "float" | "double" | "number" => Some("f64"),
            "str" | "String" => Some("string"),
            "boolean" | "Bool" => Some("bool"),
            "void" => Some("()"),
            _ => None,
        };
        match known {
            Some(known) => diagnostic.suggest(format!("did you mean `{known}`?"), name.span, known),
            None => match habits::ty(name.as_str()) {
                Some(advice) => diagnostic.hint(advice),
                None => did_you_mean(diagnostic, name.span, near),
            },
        }
    }
    /// A name before a point in a type must be that of a module imported with `* as`.
    ///
    /// ```seam wrong
    /// struct Shape { r: f64 }
    /// fn area(s: Shape.Circle) -> f64 { 1.0 }
    /// ```
    /// ```seam right
    /// struct Circle { r: f64 }
    /// fn area(s: Circle) -> f64 { s.r }
    /// ```
    "E0112" fn not_a_module(name: Ident) {
        Diagnostic::error(CODE, format!("`{}` is not a module", name.name), name.span, "")
            .note("variants are not types of their own: use the enum")
    }
    /// A function or variable stands where a type is wanted.
    ///
    /// ```seam wrong
    /// fn f() { }
    /// fn g(x: f) { }
    /// ```
    /// ```seam right
    /// fn g(x: () -> ()) { x() }
    /// ```
    "E0113" fn not_a_type(span: Span) {
        Diagnostic::error(CODE, "this is not a type", span, "a type is wanted here")
            .note("types start with an upper-case letter, but for the scalars, `string` and `bigint`")
    }
    /// `Self` is the type of an `impl` or trait, and means nothing elsewhere.
    ///
    /// ```seam wrong
    /// fn make() -> Self { 1 }
    /// ```
    /// ```seam right
    /// struct Body { x: f64 }
    /// impl Body { fn make() -> Self { Body(0.0) } }
    /// ```
    "E0114" fn self_type_outside(span: Span) {
        Diagnostic::error(CODE, "`Self` stands outside of an `impl`", span, "")
            .note("it stands for the type that an `impl` or a trait is about")
            .hint("write the name of the type")
    }
    /// `self` is the receiver of a method: a function in an `impl` whose first parameter is `self`.
    ///
    /// ```seam wrong
    /// struct Body { x: f64 }
    /// impl Body { fn twice() -> f64 { self.x * 2 } }
    /// ```
    /// ```seam right
    /// struct Body { x: f64 }
    /// impl Body { fn twice(self) -> f64 { self.x * 2 } }
    /// ```
    "E0115" fn self_outside_method(span: Span) {
        Diagnostic::error(CODE, "there is no `self` here", span, "")
            .note("only functions of an `impl` with `self` as first parameter have one")
    }
    /// A type stands where a value is wanted.
    ///
    /// ```seam wrong
    /// fn main() { print(i32) }
    /// ```
    /// ```seam right
    /// fn main() { print(1) }
    /// ```
    "E0116" fn type_as_value(name: Ident) {
        let title = format!("`{}` is a type, not a value", name.name);
        Diagnostic::error(CODE, title, name.span, "a value is wanted here")
            .hint("build a value by calling it: `Name(…)`")
    }
    /// An enum is not a value; its variants are.
    ///
    /// ```seam wrong
    /// enum Colour { Red, Green }
    /// fn main() { print(Colour) }
    /// ```
    /// ```seam right
    /// enum Colour { Red, Green }
    /// fn main() { print(Colour.Red) }
    /// ```
    "E0117" fn enum_as_value(name: Ident, variants: Vec<Symbol>) {
        Diagnostic::error(CODE, format!("`{}` is an enum, not a value", name.name), name.span, "")
            .hint(format!("use one of its variants: {}", list_names(variants)))
    }
    /// A module is not a value; what it declares is.
    ///
    /// ```seam wrong
    /// import * as math from "std/math"
    /// fn main() { print(math) }
    /// ```
    /// ```seam right
    /// import * as math from "std/math"
    /// fn main() { print(math.pi) }
    /// ```
    "E0118" fn module_as_value(name: Ident) {
        Diagnostic::error(CODE, format!("`{}` is a module, not a value", name.name), name.span, "")
            .hint(format!("use something that it declares: `{}.name`", name.name))
    }
    /// Several enums in sight have a variant of this name, and nothing says which is meant.
    ///
    /// ```seam wrong
    /// enum A { None, Some }
    /// enum B { None, Many }
    /// fn main() { print(None) }
    /// ```
    /// ```seam right
    /// enum A { None, Some }
    /// enum B { None, Many }
    /// fn main() { print(A.None) }
    /// ```
    "E0119" fn ambiguous_variant(name: Ident, enums: Vec<Symbol>) {
        let first = enums.first().map_or("", |name| name.as_str());
        let hint = format!("write the enum before it: `{first}.{}`", name.name);
        Diagnostic::error(CODE, format!("`{}` may be a variant of several enums", name.name), name.span, "")
            .note(format!("{} have a variant of this name", list_names(enums)))
            .hint(hint)
    }
    /// An enum has no variant of this name.
    ///
    /// ```seam wrong
    /// enum Colour { Red, Green }
    /// fn main() { print(Colour.Rad) }
    /// ```
    /// ```seam right
    /// enum Colour { Red, Green }
    /// fn main() { print(Colour.Red) }
    /// ```
    "E0120" fn unknown_variant(name: Ident, of: Symbol, variants: Vec<Symbol>, declared: Span) {
        let near = crate::spelling::nearest(name.as_str(), variants.iter().copied());
        let title = format!("`{of}` has no variant `{}`", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "")
            .also(declared, "declared here")
            .note(format!("its variants are {}", list_names(variants)));
        did_you_mean(diagnostic, name.span, near)
    }
    /// A pattern names neither a variant nor a struct.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { match x { Nothing => 0, n => n } }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) -> i32 { match x { null => 0, n => n } }
    /// ```
    "E0121" fn unknown_constructor(name: Ident) {
        let title = format!("`{}` is neither a variant nor a struct", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "not known here");
        match name.as_str() {
            "Some" | "Just" => diagnostic.hint("write a name alone: after an arm for `null`, or in `if let`, it is a `T`"),
            "None" | "Nothing" | "Nil" => diagnostic.hint("write `null`"),
            _ => diagnostic.note(
                "upper-case names in patterns are variants and structs; what is to be bound starts with a lower-case letter",
            ),
        }
    }
    /// A type has no field or method of this name.
    ///
    /// ```seam wrong
    /// fn main() { print("abc".lenght) }
    /// ```
    /// ```seam right
    /// fn main() { print("abc".length) }
    /// ```
    "E0122" fn unknown_member(name: Ident, of: &str, near: Option<Symbol>, available: Vec<Symbol>, is_call: bool) {
        let what = if is_call { "method" } else { "field" };
        let diagnostic = Diagnostic::error(CODE, format!("`{of}` has no {what} `{}`", name.name), name.span, "");
        let diagnostic = match available.is_empty() {
            true => diagnostic,
            false => diagnostic.note(format!("it has {}", list_names(available))),
        };
        match habits::member(name.as_str()).filter(|_| near.is_none()) {
            Some(advice) => diagnostic.hint(advice),
            None => did_you_mean(diagnostic, name.span, near),
        }
    }
    /// A function without `self` is called on the type, not on a value.
    ///
    /// ```seam wrong
    /// trait Unit { fn unit() -> i32 }
    /// impl Unit for i32 { fn unit() -> i32 { 1 } }
    /// fn main() { print(5.unit()) }
    /// ```
    /// ```seam right
    /// trait Unit { fn unit() -> i32 }
    /// impl Unit for i32 { fn unit() -> i32 { 1 } }
    /// fn main() { print(i32.unit()) }
    /// ```
    "E0433" fn function_of_type(name: Ident, of: &str) {
        Diagnostic::error(CODE, format!("`{}` takes no `self`: it belongs to the type", name.name), name.span, "")
            .hint(format!("call it on the type: `{of}.{}(…)`", name.name))
    }
    /// A field or method of something that may be `null`.
    ///
    /// ```seam wrong
    /// fn size(s: string?) -> i32 { s.length }
    /// ```
    /// ```seam right
    /// fn size(s: string?) -> i32 { s?.length ?? 0 }
    /// ```
    "E0123" fn member_of_optional(name: Ident, ty: &str, inner: &str, receiver: Span) {
        let title = format!("`.{}` of a value that may be `null`", name.name);
        let diagnostic = Diagnostic::error(CODE, title, receiver, format!("this is a `{ty}`, not a `{inner}`"));
        match habits::member_of_optional(name.as_str()) {
            Some(advice) => diagnostic.hint(advice),
            None => diagnostic
                .hint(format!("write `?.{0}` to give `null` then, or `!.{0}` if it is never null here", name.name)),
        }
    }
    /// A type parameter has only what its bounds promise.
    ///
    /// ```seam wrong
    /// fn size<T>(x: T) -> i32 { x.length }
    /// ```
    /// ```seam right
    /// fn size<T>(x: List<T>) -> i32 { x.length }
    /// ```
    "E0124" fn member_of_type_parameter(name: Ident, of: &str, traits: &[Symbol]) {
        let title = format!("`{of}` may be any type: nothing says that it has `{}`", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "").note(format!("`{of}` is a type parameter"));
        match traits {
            [] => diagnostic,
            [only] if of == "Self" => diagnostic.hint(format!("include the trait that has it: `trait … : {only}`")),
            [only] => diagnostic.hint(format!("ask for the trait that has it: `<{of}: {only}>`")),
            several => diagnostic.hint(format!(
                "ask for a trait that has it: {}",
                list_names(several.iter().map(|name| Symbol::new(&format!("{of}: {name}"))))
            )),
        }
    }
    /// The payload of a variant is taken out by a `match`.
    ///
    /// ```seam wrong
    /// enum Shape { Circle(r: f64), Empty }
    /// fn radius(s: Shape) -> f64 { s.r }
    /// ```
    /// ```seam right
    /// enum Shape { Circle(r: f64), Empty }
    /// fn radius(s: Shape) -> f64 { match s { Circle(r) => r, Empty => 0.0 } }
    /// ```
    "E0125" fn field_of_enum(name: Ident, of: &str) {
        Diagnostic::error(CODE, format!("not every `{of}` has a `{}`", name.name), name.span, "")
            .hint("use `match` or `if let` to look at the variant that has it")
    }
    /// A field marked `private` is visible only in the module of its struct.
    ///
    /// ```seam wrong
    /// fn main() { print(List<i32>().count) }
    /// ```
    /// ```seam right
    /// fn main() { print(List<i32>().length) }
    /// ```
    "E0126" fn private_field(field: Symbol, of: Symbol, span: Span, declared: Span) {
        Diagnostic::error(CODE, format!("the field `{field}` of `{of}` is private"), span, "used here")
            .also(declared, "declared `private` here")
            .note("a private field is visible in the module of its struct only")
            .hint("use a method of the struct, or remove `private`")
    }
    /// A method without `pub` is visible only in its module.
    ///
    /// ```seam
    /// // counter.seam
    /// pub struct Counter { var count: i32 = 0 }
    /// impl Counter { pub fn reset(self) { self.count = 0 } }
    /// ```
    /// ```seam
    /// // main.seam: without `pub` before `fn`, this is an error
    /// import { Counter } from "./counter"
    /// fn main() { Counter().reset() }
    /// ```
    "E0127" fn private_method(name: Ident, path: Symbol, declared: Span) {
        let title = format!("the method `{}` is private to `{path}`", name.name);
        Diagnostic::error(CODE, title, name.span, "used here")
            .also(declared, "declared here without `pub`")
            .hint("write `pub fn` there if other modules may use it")
    }
    /// A method is called, not read.
    ///
    /// ```seam wrong
    /// fn main() { print("abc".trim) }
    /// ```
    /// ```seam right
    /// fn main() { print("abc".trim()) }
    /// ```
    "E0128" fn method_without_call(name: Ident) {
        Diagnostic::error(CODE, format!("the method `{}` is not called", name.name), name.span, "")
            .hint(format!("call it: `{0}(…)`; as a function value write `x => x.{0}(…)`", name.name))
    }
    /// A getter is read without parentheses.
    ///
    /// ```seam wrong
    /// fn main() { print("abc".length()) }
    /// ```
    /// ```seam right
    /// fn main() { print("abc".length) }
    /// ```
    "E0129" fn getter_called(name: Ident) {
        Diagnostic::error(CODE, format!("`{}` is read without parentheses", name.name), name.span, "")
            .hint(format!("write `.{}` without `()`", name.name))
    }
    /// A method needs a value before the point, not a type.
    ///
    /// ```seam wrong
    /// fn main() { print(string.trim()) }
    /// ```
    /// ```seam right
    /// fn main() { print(" a ".trim()) }
    /// ```
    "E0130" fn method_of_type(name: Ident, of: &str) {
        let title = format!("`{}` is a method: it needs a value of type `{of}`", name.name);
        Diagnostic::error(CODE, title, name.span, "").hint("call it on a value")
    }
    /// A type has no variant or associated function of this name.
    ///
    /// ```seam wrong
    /// fn main() { print(Array<i32>.make(3, 0)) }
    /// ```
    /// ```seam right
    /// fn main() { print(Array<i32>.new(3, 0)) }
    /// ```
    "E0131" fn unknown_static(name: Ident, of: &str, near: Option<Symbol>, available: Vec<Symbol>) {
        let diagnostic = Diagnostic::error(CODE, format!("the type `{of}` has no `{}`", name.name), name.span, "");
        let diagnostic = match available.is_empty() {
            true => diagnostic,
            false => diagnostic.note(format!("it has {}", list_names(available))),
        };
        did_you_mean(diagnostic, name.span, near)
    }
    /// An external type without `new` cannot be built here: only JavaScript makes such objects.
    ///
    /// ```seam wrong
    /// extern js { type Handle }
    /// fn main() { let h = Handle() }
    /// ```
    /// ```seam right
    /// extern interface URL { new(href: string) }
    /// fn main() { let u = URL("https://seam.dev") }
    /// ```
    "E0132" fn extern_type_without_constructor(name: Ident) {
        let title = format!("`{}` has no constructor", name.name);
        Diagnostic::error(CODE, title, name.span, "").hint("declare `new(…)` in its `interface` if JavaScript has one")
    }
}

/// The traits that have a member which a type lacks.
pub(crate) fn with_traits_that_have(diagnostic: Diagnostic, name: Ident, of: &str, traits: &[Symbol]) -> Diagnostic {
    match traits {
        [] => diagnostic,
        [only] => diagnostic
            .note(format!("the trait `{only}` has `{}`, but `{of}` has no `{only}`", name.name))
            .hint(format!("implement it: `impl {only} for {of} {{ … }}`")),
        several => diagnostic.note(format!(
            "the traits {} have `{}`, but `{of}` has none of them",
            list_names(several.iter().copied()),
            name.name
        )),
    }
}
