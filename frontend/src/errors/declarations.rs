//! Mistakes in declarations, and in the program as a whole.

use base::{Diagnostic, Span, Symbol};

use super::errors;
use crate::ast::{Attribute, Ident};
use crate::display::list_names;

/// A way around, its middle left out if it is long.
fn arrows(way: &[Symbol]) -> String {
    let names: Vec<&str> = way.iter().map(|name| name.as_str()).collect();
    match names.len() {
        0..=10 => names.join(" → "),
        count => format!("{} → … → {}", names[..8].join(" → "), names[count - 1]),
    }
}

errors! {
    /// Part of the language that this version of the compiler does not have yet.
    "E0150" fn not_supported_yet(what: &str, span: Span) {
        Diagnostic::error(CODE, format!("not supported yet: {what}"), span, "")
            .note("the compiler reads it, but cannot build it yet")
    }
    /// A module declares a name twice.
    ///
    /// ```seam wrong
    /// fn area() { }
    /// const area = 1
    /// ```
    /// ```seam right
    /// fn area() { }
    /// const size = 1
    /// ```
    "E0151" fn duplicate_definition(name: Ident, first: Span) {
        Diagnostic::error(CODE, format!("`{}` is declared twice", name.name), name.span, "declared again here")
            .also(first, "first declared here")
            .note("a module has one namespace for functions, types, constants and imports")
            .hint("give one of them another name, or import with `as`")
    }
    /// An import brings in a name that the module has already.
    ///
    /// ```seam wrong
    /// import { sqrt } from "std/math"
    /// fn sqrt(x: f64) -> f64 { x }
    /// ```
    /// ```seam right
    /// import { sqrt as root } from "std/math"
    /// fn sqrt(x: f64) -> f64 { root(x) }
    /// ```
    "E0152" fn import_clashes(name: Ident, first: Span) {
        let title = format!("the import of `{}` clashes with another declaration", name.name);
        Diagnostic::error(CODE, title, name.span, "imported here")
            .also(first, "there is one already")
            .hint(format!("import it under another name: `{} as other`", name.name))
    }
    /// Two fields, parameters, variants or methods have one name.
    ///
    /// ```seam wrong
    /// struct Body { x: f64, x: f64 }
    /// ```
    /// ```seam right
    /// struct Body { x: f64, y: f64 }
    /// ```
    "E0153" fn duplicate_member(what: &str, name: Ident, first: Span) {
        let title = format!("the {what} `{}` is declared twice", name.name);
        Diagnostic::error(CODE, title, name.span, "declared again here").also(first, "first declared here")
            .hint("remove one of the two, or give it another name")
    }
    /// Two members of an interface have one name, and are not both methods.
    ///
    /// ```seam wrong
    /// extern interface A {
    ///   size: i32
    ///   fn size()
    /// }
    /// ```
    /// ```seam right
    /// extern interface A {
    ///   size: i32
    ///   fn resize()
    /// }
    /// ```
    "E0154" fn duplicate_member_of(name: Ident, of: Symbol) {
        Diagnostic::error(CODE, format!("`{of}` has two members `{}`", name.name), name.span, "")
            .note("only methods may have the same name: they are overloads")
    }
    /// A method cannot have the name of a field of its struct.
    ///
    /// ```seam wrong
    /// struct Body { x: f64 }
    /// impl Body { fn x(self) -> f64 { 1.0 } }
    /// ```
    /// ```seam right
    /// struct Body { x: f64 }
    /// impl Body { fn twice(self) -> f64 { self.x * 2 } }
    /// ```
    "E0155" fn method_named_as_field(name: Ident, field: Span) {
        let title = format!("the method `{}` has the name of a field", name.name);
        Diagnostic::error(CODE, title, name.span, "").also(field, "the field is declared here")
            .note("`x.name` would have two meanings")
            .hint("give the method another name")
    }
    /// There is no such attribute.
    ///
    /// ```seam wrong
    /// @inlined fn f() { }
    /// ```
    /// ```seam right
    /// @inline fn f() { }
    /// ```
    "E0156" fn unknown_attribute(attribute: &Attribute, is_method: bool) {
        let known = ["js", "wasm", "inline", "noinline", "pure"];
        let get = if is_method { Some("get") } else { None };
        let candidates = known.into_iter().chain(get).map(Symbol::new);
        let near = crate::spelling::nearest(attribute.name.as_str(), candidates);
        let name = attribute.name;
        let diagnostic = Diagnostic::error(CODE, format!("unknown attribute `@{}`", name.name), name.span, "");
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `@{near}`?"), name.span, near.as_str()),
            None if name.as_str() == "get" => diagnostic.note("`@get` is for methods"),
            None => diagnostic.note("there are `@js`, `@wasm`, `@inline`, `@noinline` and `@pure`"),
        }
    }
    /// An attribute stands where it has no meaning.
    ///
    /// ```seam wrong
    /// @inline struct Body { x: f64 }
    /// ```
    /// ```seam right
    /// @wasm struct Body { x: f64 }
    /// ```
    "E0157" fn attribute_not_here(attribute: &Attribute) {
        let title = format!("`@{}` has no meaning here", attribute.name.name);
        Diagnostic::error(CODE, title, attribute.span, "").fix("remove it", attribute.span, "")
    }
    /// Attributes take no arguments.
    ///
    /// ```seam wrong
    /// @inline(1) fn f() { }
    /// ```
    /// ```seam right
    /// @inline fn f() { }
    /// ```
    "E0158" fn attribute_without_arguments(attribute: &Attribute, span: Span) {
        Diagnostic::error(CODE, format!("`@{}` takes no arguments", attribute.name.name), span, "")
            .hint("remove the parentheses and what is in them")
    }
    /// A declaration cannot be on both sides.
    ///
    /// ```seam wrong
    /// @js @wasm fn f() { }
    /// ```
    /// ```seam right
    /// @wasm fn f() { }
    /// ```
    "E0159" fn contradicting_pins(attribute: &Attribute) {
        Diagnostic::error(CODE, "`@js` and `@wasm` on one declaration", attribute.span, "this contradicts the other")
            .hint("keep one of them, or none: the compiler chooses by measured costs")
    }
    /// An enum needs at least one variant: without one it has no values.
    ///
    /// ```seam wrong
    /// enum Empty { }
    /// ```
    /// ```seam right
    /// enum Unit { Only }
    /// ```
    "E0160" fn enum_without_variants(name: Ident) {
        Diagnostic::error(CODE, format!("the enum `{}` has no variants", name.name), name.span, "")
            .hint("use `never` for a type without values")
    }
    /// `main` is called by the system, with nothing.
    ///
    /// ```seam wrong
    /// fn main(args: List<string>) -> i32 { 0 }
    /// ```
    /// ```seam right
    /// import { args } from "std/io"
    /// fn main() { print(args()) }
    /// ```
    "E0163" fn main_signature(name: Ident) {
        Diagnostic::error(CODE, "`main` has neither parameters nor a result", name.span, "")
            .hint("write `fn main() { … }`; arguments and the exit code are in `std/io`")
    }
    /// Parameters of external functions have no defaults: what is left out is left out of the JavaScript call.
    ///
    /// ```seam wrong
    /// extern js { fn alert(message: string = "hello") }
    /// ```
    /// ```seam right
    /// extern js { fn alert(message?: string) }
    /// ```
    "E0165" fn default_in_extern(span: Span) {
        Diagnostic::error(CODE, "a parameter of an extern function has no default", span, "")
            .hint("write `name?: T` if JavaScript may be called without it")
    }
    /// `extern seam` declares operations of the compiler itself.
    "E0166" fn extern_seam_outside_std(span: Span) {
        Diagnostic::error(CODE, "`extern seam` is for the standard library only", span, "")
            .hint("use the modules of `std`, or `extern js` for JavaScript")
    }
    /// An interface can extend only external types.
    ///
    /// ```seam wrong
    /// struct A { x: i32 }
    /// extern interface B : A { }
    /// ```
    /// ```seam right
    /// extern interface A { }
    /// extern interface B : A { }
    /// ```
    "E0167" fn supertype_not_extern(span: Span) {
        Diagnostic::error(CODE, "an interface can extend only another external type", span, "")
            .note("JavaScript objects of an interface are objects of what it extends, too")
            .hint("extend an `extern interface`")
    }
    /// Methods belong to a type with a name.
    ///
    /// ```seam wrong
    /// impl i32? { fn orZero(self) -> i32 { self ?? 0 } }
    /// ```
    /// ```seam right
    /// fn orZero(x: i32?) -> i32 { x ?? 0 }
    /// ```
    "E0168" fn impl_of_such_a_type(span: Span) {
        Diagnostic::error(CODE, "this type cannot have methods of its own", span, "").hint("write functions")
    }
    /// The methods of a type are written in the module that declares it.
    ///
    /// ```seam wrong
    /// impl string { fn shout(self) -> string { self.toUpper() } }
    /// ```
    /// ```seam right
    /// fn shout(s: string) -> string { s.toUpper() }
    /// ```
    "E0169" fn impl_outside_module(name: &str, span: Span) {
        Diagnostic::error(CODE, format!("`{name}` is declared in another module"), span, "")
            .note("so that a method never depends on what is imported")
            .hint("write a function; `x |> f()` calls it like a method")
    }
    /// A getter is a method without further parameters.
    ///
    /// ```seam wrong
    /// struct Body { x: f64 }
    /// impl Body { @get fn scaled(self, by: f64) -> f64 { self.x * by } }
    /// ```
    /// ```seam right
    /// struct Body { x: f64 }
    /// impl Body { @get fn twice(self) -> f64 { self.x * 2 } }
    /// ```
    "E0170" fn getter_with_parameters(name: Ident) {
        Diagnostic::error(CODE, format!("the getter `{}` must have just `self`", name.name), name.span, "")
            .note("it is read like a field, without parentheses")
    }
    /// Only number types are `Number`.
    "E0171" fn impl_of_number(span: Span) {
        Diagnostic::error(CODE, "`Number` cannot be implemented", span, "")
            .note("it stands for exactly the built-in number types, whose operators are instructions of the machine")
    }
    /// An `impl` of a built-in trait has exactly its one function.
    ///
    /// ```seam wrong
    /// struct Id { n: i32 }
    /// impl Show for Id { fn text(self) -> string { "#" } }
    /// ```
    /// ```seam right
    /// struct Id { n: i32 }
    /// impl Show for Id { fn show(self) -> string { "#{self.n}" } }
    /// ```
    "E0172" fn impl_needs_method(bound: &str, wanted: &str, span: Span) {
        Diagnostic::error(CODE, format!("an `impl` of `{bound}` has the function `{wanted}`, and nothing else"), span, "")
            .note("operators, maps and `print` call this function")
    }
    /// JavaScript has no lists, arrays, tuples, structs and enums of Seam. `std/js` converts between them and objects.
    ///
    /// ```seam wrong
    /// extern js { fn send(items: List<string>) }
    /// ```
    /// ```seam right
    /// extern js { fn send(item: string) }
    /// ```
    "E0173" fn not_for_javascript(ty: &str, span: Span) {
        Diagnostic::error(CODE, format!("a `{ty}` cannot stand in an extern signature"), span, "")
            .note("scalars, strings, external types, `Buffer`s, functions and `extern struct`s can")
    }
    /// The type of a constant depends on the constant itself.
    ///
    /// ```seam wrong
    /// const a = b + 1
    /// const b = a + 1
    /// ```
    /// ```seam right
    /// const a = 1
    /// const b = a + 1
    /// ```
    "E0450" fn type_depends_on_itself(name: Symbol, declared: Span, used: Span, way: &[Symbol]) {
        let diagnostic = Diagnostic::error(CODE, format!("the value of `{name}` depends on itself"), declared, "");
        let diagnostic = diagnostic.note(format!("{}: each needs the next one first", arrows(way)));
        if used == declared { diagnostic } else { diagnostic.also(used, "it is used here to compute its own value") }
    }
    /// A chain of constants without written types is too long.
    ///
    /// ```seam right
    /// const a: i32 = 1
    /// const b = a + 1
    /// ```
    "E0451" fn type_must_be_written(name: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("the type of `{name}` must be written"), span, "")
            .note("too many constants without a type depend on each other in a chain")
            .hint(format!("write it: `const {name}: T = …`"))
    }
    /// An initialiser needs its own value, perhaps through functions that it calls.
    ///
    /// ```seam wrong
    /// const limit: i32 = half()
    /// fn half() -> i32 { limit / 2 }
    /// ```
    /// ```seam right
    /// const limit: i32 = 100
    /// fn half() -> i32 { limit / 2 }
    /// ```
    "E0452" fn initialiser_cycle(name: Symbol, span: Span, way: &[Symbol], others: &[(Symbol, Span)]) {
        let diagnostic = Diagnostic::error(CODE, format!("the initialiser of `{name}` needs `{name}`"), span, "")
            .note(format!("{}: each needs the next one first", arrows(way)));
        others.iter().take(8).fold(diagnostic, |diagnostic, (name, span)| diagnostic.also(*span, format!("through `{name}`")))
    }
    /// A generic function calls itself with ever larger types, so there would be instances without end.
    ///
    /// ```seam wrong
    /// fn f<T>(x: T, n: i32) { if n > 0 { f([x], n - 1) } }
    /// ```
    /// ```seam right
    /// fn f<T>(x: T, n: i32) { if n > 0 { f(x, n - 1) } }
    /// ```
    "E0453" fn instances_without_end(name: Symbol, span: Span, is_call: bool) {
        let what = if is_call { "call" } else { "field" };
        Diagnostic::error(CODE, format!("`{name}` would need instances without end"), span, "")
            .note(format!("each time around, the type in this {what} grows"))
    }
    /// A value of this type would need another one of it first.
    ///
    /// ```seam wrong
    /// struct Node { next: Node }
    /// ```
    /// ```seam right
    /// struct Node { next: Node? }
    /// ```
    "E0454" fn never_buildable(what: &str, name: Symbol, span: Span, others: &[(Symbol, Span)]) {
        let diagnostic =
            Diagnostic::error(CODE, format!("no value of the {what} `{name}` can ever be built"), span, "");
        let diagnostic = if others.is_empty() {
            diagnostic.note("it would need another one of itself first")
        } else {
            let names = list_names(others.iter().map(|(name, _)| *name));
            diagnostic.note(format!("it would need another one of itself first, through {names}"))
        };
        others.iter().fold(diagnostic, |diagnostic, (name, span)| diagnostic.also(*span, format!("`{name}` is declared here")))
            .hint("make a field optional: `T?`, or use a `List`")
    }
}
