//! Mistakes in traits and their implementations.

use base::{Diagnostic, Span, Symbol};

use super::{because, errors};
use crate::ast::Ident;
use crate::display::list_names;

errors! {
    /// An `impl` of a trait has a function that the trait does not have.
    ///
    /// ```seam wrong
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: f64 }
    /// impl Area for Square {
    ///   fn area(self) -> f64 { self.side * self.side }
    ///   fn perimeter(self) -> f64 { self.side * 4 }
    /// }
    /// ```
    /// ```seam right
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: f64 }
    /// impl Area for Square {
    ///   fn area(self) -> f64 { self.side * self.side }
    /// }
    /// impl Square {
    ///   fn perimeter(self) -> f64 { self.side * 4 }
    /// }
    /// ```
    "E0420" fn not_a_method_of_trait(name: Ident, of: Symbol, near: Option<Symbol>, declared: Span) {
        let title = format!("the trait `{of}` has no method `{}`", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "").also(declared, format!("`{of}` is declared here"));
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), name.span, near.as_str()),
            None => diagnostic.hint("move it to an `impl` of the type itself, or add it to the trait"),
        }
    }
    /// An `impl` lacks methods that the trait has no default for.
    ///
    /// ```seam wrong
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: f64 }
    /// impl Area for Square { }
    /// ```
    /// ```seam right
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: f64 }
    /// impl Area for Square { fn area(self) -> f64 { self.side * self.side } }
    /// ```
    "E0421" fn missing_methods(of: Symbol, missing: &[(Symbol, String)], span: Span, declared: Option<Span>) {
        let names = list_names(missing.iter().map(|(name, _)| *name));
        let signatures: Vec<String> = missing.iter().map(|(_, sig)| format!("{sig} {{ … }}")).collect();
        let title = format!("this `impl` of `{of}` lacks {names}");
        because(Diagnostic::error(CODE, title, span, ""), declared.map(|at| (at, "the trait is declared here")))
            .hint(format!("add `{}`", signatures.join("` and `")))
    }
    /// A function of an `impl` has another signature than the method of the trait.
    ///
    /// ```seam wrong
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: i32 }
    /// impl Area for Square { fn area(self) -> i32 { self.side * self.side } }
    /// ```
    /// ```seam right
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: i32 }
    /// impl Area for Square { fn area(self) -> f64 { (self.side * self.side) as f64 } }
    /// ```
    "E0422" fn wrong_signature(name: Symbol, expected: &str, span: Span, declared: Option<Span>) {
        let title = format!("`{name}` has another signature than in the trait");
        because(Diagnostic::error(CODE, title, span, ""), declared.map(|at| (at, "the trait declares it here")))
            .hint(format!("write `{expected}`"))
    }
    /// A method of an `impl` may not ask more of its type parameters than the trait does: who calls it through the trait
    /// does not know.
    ///
    /// ```seam wrong
    /// trait Sink { fn put<T>(self, x: T) }
    /// struct Out { n: i32 }
    /// impl Sink for Out { fn put<T: Ord>(self, x: T) { print(x < x) } }
    /// ```
    /// ```seam right
    /// trait Sink { fn put<T: Ord>(self, x: T) }
    /// struct Out { n: i32 }
    /// impl Sink for Out { fn put<T: Ord>(self, x: T) { print(x < x) } }
    /// ```
    "E0423" fn asks_more_than_trait(name: Symbol, param: Symbol, bound: &str, span: Span) {
        let title = format!("`{name}` asks for `{param}: {bound}`, which the trait does not");
        Diagnostic::error(CODE, title, span, "").hint("remove the bound, or write it in the trait too")
    }
    /// A type has a trait at most once: two implementations could both be meant.
    ///
    /// ```seam wrong
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: f64 }
    /// impl Area for Square { fn area(self) -> f64 { self.side * self.side } }
    /// impl Area for Square { fn area(self) -> f64 { 0.0 } }
    /// ```
    /// ```seam right
    /// trait Area { fn area(self) -> f64 }
    /// struct Square { side: f64 }
    /// impl Area for Square { fn area(self) -> f64 { self.side * self.side } }
    /// ```
    "E0424" fn overlapping_impls(of: &str, ty: &str, span: Span, first: Span) {
        Diagnostic::error(CODE, format!("`{ty}` has `{of}` already"), span, "implemented again here")
            .also(first, "first implemented here")
            .note("a type has a trait at most once, so that a call means one function")
    }
    /// An `impl` for every type that has other traits, beside one for a type that has them.
    ///
    /// A type has a trait at most once, so that a call means one function. What an `impl<T: B> A for T` is for has `A`
    /// already; a type without `B` may have an `impl` of its own.
    ///
    /// ```seam wrong
    /// trait Named { fn name(self) -> string }
    /// trait Greet { fn greet(self) -> string }
    /// struct Cat { called: string }
    /// impl Named for Cat { fn name(self) -> string { self.called } }
    /// impl<T: Named> Greet for T { fn greet(self) -> string { "hello {self.name()}" } }
    /// impl Greet for Cat { fn greet(self) -> string { "hiss" } }
    /// ```
    /// ```seam right
    /// trait Named { fn name(self) -> string }
    /// trait Greet { fn greet(self) -> string }
    /// struct Cat { called: string }
    /// struct Snake { length: f64 }
    /// impl Named for Cat { fn name(self) -> string { self.called } }
    /// impl<T: Named> Greet for T { fn greet(self) -> string { "hello {self.name()}" } }
    /// impl Greet for Snake { fn greet(self) -> string { "hiss" } }
    /// ```
    "E0436" fn overlaps_blanket_impl(of: &str, ty: &str, span: Span, blanket: Span) {
        Diagnostic::error(CODE, format!("`{ty}` has `{of}` already, by the `impl` for every type"), blanket, format!("this one: `{ty}` has what it asks for"))
            .also(span, format!("implemented for `{ty}` here"))
            .note("a type has a trait at most once, so that a call means one function")
            .hint(format!("remove one of them, or ask more of the type parameter: something that `{ty}` has not"))
    }
    /// Two implementations of a trait for every type: some type could have both.
    ///
    /// ```seam wrong
    /// trait Named { fn name(self) -> string }
    /// trait Aged { fn age(self) -> i32 }
    /// trait Greet { fn greet(self) -> string }
    /// impl<T: Named> Greet for T { fn greet(self) -> string { "hello {self.name()}" } }
    /// impl<T: Aged> Greet for T { fn greet(self) -> string { "hello {self.age()}" } }
    /// ```
    /// ```seam right
    /// trait Named { fn name(self) -> string }
    /// trait Aged { fn age(self) -> i32 }
    /// trait Greet { fn greet(self) -> string }
    /// impl<T: Named + Aged> Greet for T { fn greet(self) -> string { "hello {self.name()}, {self.age()}" } }
    /// ```
    "E0437" fn overlapping_blanket_impls(of: &str, span: Span, first: Span) {
        Diagnostic::error(CODE, format!("`{of}` is implemented for every type already"), span, "implemented again here")
            .also(first, "first implemented here")
            .note("a type could have the bounds of both, and would have the trait twice")
            .hint("make one `impl` of them, or implement the trait for the types themselves")
    }
    /// An `impl` for every type stands in the module of its trait.
    ///
    /// ```seam wrong
    /// impl<T> Show for T { fn show(self) -> string { "something" } }
    /// ```
    /// ```seam right
    /// trait Described { fn describe(self) -> string }
    /// impl<T> Described for T { fn describe(self) -> string { "it is {self}" } }
    /// ```
    "E0438" fn orphan_blanket_impl(of: &str, span: Span) {
        Diagnostic::error(CODE, format!("`{of}` is not declared in this module"), span, "so it cannot be implemented for every type here")
            .note("other modules could implement it for their types, which would have it twice")
            .hint("write the `impl` next to the trait, or implement the trait for your types")
    }
    /// An `impl` of a trait stands in the module of the trait or in that of the type.
    ///
    /// ```seam wrong
    /// impl Show for i32 { fn show(self) -> string { "#" } }
    /// ```
    /// ```seam right
    /// struct Id { n: i32 }
    /// impl Show for Id { fn show(self) -> string { "#{self.n}" } }
    /// ```
    "E0425" fn orphan_impl(of: &str, ty: &str, span: Span) {
        let title = format!("neither `{of}` nor `{ty}` is declared in this module");
        Diagnostic::error(CODE, title, span, "")
            .note("two modules could both implement it, and what a program means would depend on which are there")
            .hint("write the `impl` next to the trait or the type, or make a struct with the value as its field")
    }
    /// A type parameter of an `impl` must follow from the type that it is for.
    ///
    /// ```seam wrong
    /// struct Square { side: f64 }
    /// impl<T> Square { fn twice(self) -> f64 { self.side * 2 } }
    /// ```
    /// ```seam right
    /// struct Square { side: f64 }
    /// impl Square { fn twice(self) -> f64 { self.side * 2 } }
    /// ```
    "E0426" fn undetermined_parameter(name: Ident, ty: &str) {
        let title = format!("nothing says what `{}` is", name.name);
        Diagnostic::error(CODE, title, name.span, format!("`{ty}` does not mention it"))
            .hint("remove it, make it a type parameter of the methods, or use it in the type")
    }
    /// A type parameter of a method has the name of one around it.
    ///
    /// With a bound it would be that type parameter, of which the method asks more.
    ///
    /// ```seam wrong
    /// struct Box<T> { value: T }
    /// impl<T> Box<T> { fn swap<T>(self, other: T) -> T { other } }
    /// ```
    /// ```seam right
    /// struct Box<T> { value: T }
    /// impl<T> Box<T> {
    ///   fn swap<U>(self, other: U) -> U { other }
    ///   fn less<T: Ord>(self, other: T) -> bool { self.value < other }
    /// }
    /// ```
    "E0427" fn outer_type_parameter(name: Ident) {
        let title = format!("`{}` is a type parameter already", name.name);
        Diagnostic::error(CODE, title, name.span, "")
            .hint("give it another name; with a bound, it would be the outer one, of which this method asks more")
    }
    /// Several traits of a type have a method of this name.
    ///
    /// ```seam wrong
    /// trait Red { fn paint(self) -> string { "red" } }
    /// trait Blue { fn paint(self) -> string { "blue" } }
    /// struct Wall { n: i32 }
    /// impl Red for Wall { }
    /// impl Blue for Wall { }
    /// fn main() { print(Wall(1).paint()) }
    /// ```
    /// ```seam right
    /// trait Red { fn paint(self) -> string { "red" } }
    /// trait Blue { fn paint(self) -> string { "blue" } }
    /// struct Wall { n: i32 }
    /// impl Red for Wall { }
    /// impl Blue for Wall { }
    /// fn main() { print(Red.paint(Wall(1))) }
    /// ```
    "E0428" fn ambiguous_method(name: Ident, ty: &str, traits: &[(Symbol, Span)], has_self: bool) {
        let names = list_names(traits.iter().map(|(of, _)| *of));
        let title = format!("`{}` of `{ty}` could be that of {names}", name.name);
        let diagnostic = Diagnostic::error(CODE, title, name.span, "");
        let diagnostic = traits.iter().fold(diagnostic, |diagnostic, (of, span)| {
            diagnostic.also(*span, format!("`{of}` has it here"))
        });
        let first = traits.first().map_or("Trait", |(of, _)| of.as_str());
        let receiver = if has_self { "x, …" } else { "…" };
        diagnostic.hint(format!("say which trait is meant: `{first}.{}({receiver})`", name.name))
    }
    /// There is no `dyn` of a trait whose methods cannot be called without knowing the type.
    ///
    /// ```seam wrong
    /// trait Copy { fn copy(self) -> Self }
    /// fn twice(x: dyn Copy) { }
    /// ```
    /// ```seam right
    /// trait Copy { fn copy(self) -> Self }
    /// fn twice<T: Copy>(x: T) { }
    /// ```
    "E0429" fn no_dyn(of: Symbol, span: Span, why: &str, at: Span) {
        Diagnostic::error(CODE, format!("there is no `dyn {of}`"), span, "").also(at, "because of this").note(why.to_owned())
            .hint(format!("use a type parameter: `<T: {of}>`"))
    }
    /// There is no `dyn` of the built-in traits.
    ///
    /// ```seam wrong
    /// fn f(x: dyn Show) { print(x) }
    /// ```
    /// ```seam right
    /// fn f<T>(x: T) { print(x) }
    /// ```
    "E0432" fn no_dyn_of_built_in(of: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("there is no `dyn {of}`"), span, "")
            .hint(format!("use a type parameter, `<T: {of}>`, or a trait of your own"))
    }
    /// A method of a trait that takes no `self` is called on a type, and nothing says on which.
    ///
    /// ```seam wrong
    /// trait Named { fn name() -> string }
    /// struct Cat { n: i32 }
    /// impl Named for Cat { fn name() -> string { "cat" } }
    /// fn main() { print(Named.name()) }
    /// ```
    /// ```seam right
    /// trait Named { fn name() -> string }
    /// struct Cat { n: i32 }
    /// impl Named for Cat { fn name() -> string { "cat" } }
    /// fn main() { print(Cat.name()) }
    /// ```
    "E0430" fn no_self_type(of: Symbol, name: Ident) {
        let title = format!("nothing says whose `{}` is meant", name.name);
        Diagnostic::error(CODE, title, name.span, "")
            .note(format!("every type with `{of}` has one"))
            .hint(format!("call it on the type: `T.{}(…)`", name.name))
    }
    /// A trait includes itself.
    ///
    /// ```seam wrong
    /// trait A: B { }
    /// trait B: A { }
    /// ```
    /// ```seam right
    /// trait A: B { }
    /// trait B { }
    /// ```
    "E0431" fn includes_itself(of: Symbol, span: Span) {
        Diagnostic::error(CODE, format!("the trait `{of}` includes itself"), span, "")
            .note("a type that has a trait has those that it includes")
            .hint("remove one of the traits from the list after `:`")
    }
}

/// A type could have the trait if it implemented it.
pub(crate) fn with_impl_advice(diagnostic: Diagnostic, of: &str, ty: &str) -> Diagnostic {
    diagnostic.hint(format!("implement it: `impl {of} for {ty} {{ … }}`"))
}
