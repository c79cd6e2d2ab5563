//! Mistakes in declarations, types and patterns.

use base::{Diagnostic, Span};

use super::errors;

errors! {
    /// Something that must have a name has none.
    ///
    /// ```seam wrong
    /// fn (x: i32) { }
    /// ```
    /// ```seam right
    /// fn f(x: i32) { }
    /// ```
    "E0017" fn expected_name(span: Span, what: &str, found: &str) {
        Diagnostic::error(CODE, format!("expected the name of {what}, found {found}"), span, "")
            .note("a name starts with a letter or `_`, and has letters, digits and `_`")
    }
    /// A reserved word cannot be a name.
    ///
    /// ```seam wrong
    /// fn f(in: i32) { }
    /// ```
    /// ```seam right
    /// fn f(input: i32) { }
    /// ```
    "E0018" fn keyword_as_name(span: Span, word: &str, what: &str) {
        Diagnostic::error(CODE, format!("`{word}` is a reserved word and cannot be the name of {what}"), span, "")
            .hint(format!("choose another name, such as `{word}_`"))
    }
    /// Values, functions, events, fields and modules have names that start with a lower-case letter: the parser relies
    /// on it.
    ///
    /// ```seam wrong
    /// const MAX = 10
    /// ```
    /// ```seam right
    /// const max = 10
    /// ```
    "E0019" fn upper_value(span: Span, name: &str, what: &str) {
        Diagnostic::error(CODE, format!("the name of {what} starts with a lower-case letter"), span, "")
            .note("the case of the first letter tells values from types")
            .hint(format!("call it `{}`", camel(name, false)))
    }
    /// Types, traits, variants and views have names that start with an upper-case letter: the parser relies on it.
    ///
    /// ```seam wrong
    /// struct body { x: f64 }
    /// ```
    /// ```seam right
    /// struct Body { x: f64 }
    /// ```
    "E0020" fn lower_type(span: Span, name: &str, what: &str) {
        Diagnostic::error(CODE, format!("the name of {what} starts with an upper-case letter"), span, "")
            .note("the case of the first letter tells types from values")
            .hint(format!("call it `{}`", camel(name, true)))
    }
    /// Only declarations stand in a module; statements stand in functions. A program starts at `fn main()`.
    ///
    /// ```seam wrong
    /// print("hello")
    /// ```
    /// ```seam right
    /// fn main() { print("hello") }
    /// ```
    "E0021" fn statement_in_module(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected a declaration, found {found}"), span, "")
            .note("only declarations stand in a module; a program starts at `fn main()`")
            .hint("move statements into `fn main() { … }`")
    }
    /// A module has constants and states, not variables.
    ///
    /// ```seam wrong
    /// let limit = 10
    /// ```
    /// ```seam right
    /// const limit = 10
    /// ```
    "E0022" fn module_variable(span: Span, word: &str) {
        let error = Diagnostic::error(CODE, format!("`{word}` stands in functions only"), span, "")
            .note("`const` is a compile-time constant of a module, `state` a value that may change");
        if word == "let" { error.fix("write `const`", span, "const") } else { error.fix("write `state`", span, "state") }
    }
    /// There is a `}` too many.
    ///
    /// ```seam wrong
    /// fn f() { } }
    /// ```
    /// ```seam right
    /// fn f() { }
    /// ```
    "E0023" fn stray_brace(span: Span) {
        Diagnostic::error(CODE, "this `}` closes nothing", span, "").fix("remove it", span, "")
    }
    /// Each declaration starts on a line of its own, or after `;`.
    ///
    /// ```seam wrong
    /// const a = 1 const b = 2
    /// ```
    /// ```seam right
    /// const a = 1
    /// const b = 2
    /// ```
    "E0024" fn item_on_same_line(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected a new line after the declaration, found {found}"), span, "")
            .hint("put the next declaration on a line of its own")
    }
    /// Each member of a declaration starts on a line of its own, or after `,`.
    ///
    /// ```seam wrong
    /// struct P { x: i32 y: i32 }
    /// ```
    /// ```seam right
    /// struct P { x: i32, y: i32 }
    /// ```
    "E0025" fn member_on_same_line(end: Span, next: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `,` or a new line, found {found}"), next, "").fix("insert `,`", end, ",")
    }
    /// Imports, impls, observers and tests have no name that another module could use.
    ///
    /// ```seam wrong
    /// pub test "addition" { }
    /// ```
    /// ```seam right
    /// test "addition" { }
    /// ```
    "E0026" fn misplaced_pub(span: Span, what: &str) {
        Diagnostic::error(CODE, format!("{what} cannot be `pub`"), span, "").fix("remove `pub`", span, "")
    }
    /// An import names what it takes, or takes the module under a name.
    ///
    /// ```seam wrong
    /// import geo from "./geo"
    /// ```
    /// ```seam right
    /// import * as geo from "./geo"
    /// ```
    "E0027" fn bare_import(span: Span, _import: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `{{` or `*` after `import`, found {found}"), span, "")
            .note("modules have no default export")
            .hint("write `import { name } from \"./module\"` or `import * as module from \"./module\"`")
    }
    /// A constant, state or variable has no value.
    ///
    /// ```seam wrong
    /// fn f() { var x: i32 }
    /// ```
    /// ```seam right
    /// fn f() { var x: i32 = 0 }
    /// ```
    "E0028" fn missing_value(span: Span, what: &str) {
        Diagnostic::error(CODE, format!("{what} needs a value"), span, "`= …` is missing here")
            .note("nothing is ever without a value; `T?` has `null`")
    }
    /// Parameters and fields have their types written out.
    ///
    /// ```seam wrong
    /// fn double(x) -> i32 { x * 2 }
    /// ```
    /// ```seam right
    /// fn double(x: i32) -> i32 { x * 2 }
    /// ```
    "E0029" fn missing_type(span: Span, what: &str, found: &str) {
        Diagnostic::error(CODE, format!("expected `:` and the type of {what}, found {found}"), span, "")
            .note("signatures are written out; only locals are inferred")
    }
    /// A field without `var` cannot be assigned: `let` is not written.
    ///
    /// ```seam wrong
    /// struct P { let x: i32 }
    /// ```
    /// ```seam right
    /// struct P { x: i32 }
    /// ```
    "E0030" fn let_field(span: Span) {
        Diagnostic::error(CODE, "`let` is not written before fields", span, "")
            .note("a field without `var` cannot be assigned")
            .fix("remove it", span, "")
    }
    /// Fields are visible where their struct is, unless they are `private`.
    ///
    /// ```seam wrong
    /// pub struct P { pub x: i32 }
    /// ```
    /// ```seam right
    /// pub struct P { x: i32 }
    /// ```
    "E0031" fn pub_field(span: Span) {
        Diagnostic::error(CODE, "`pub` is not written before fields", span, "")
            .note("fields are visible where their struct is, unless they are `private`")
            .fix("remove it", span, "")
    }
    /// Methods stand in an impl, not in the struct.
    ///
    /// ```seam wrong
    /// struct P {
    ///   x: i32
    ///   fn double(self) -> i32 { self.x * 2 }
    /// }
    /// ```
    /// ```seam right
    /// struct P { x: i32 }
    /// impl P { fn double(self) -> i32 { self.x * 2 } }
    /// ```
    "E0032" fn function_in_struct(span: Span) {
        Diagnostic::error(CODE, "a struct has fields only", span, "").hint("write methods in `impl Name { … }`")
    }
    /// The `|` of TypeScript's and F#'s sums is not written before variants.
    ///
    /// ```seam wrong
    /// enum Shape { | Circle(r: f64) }
    /// ```
    /// ```seam right
    /// enum Shape { Circle(r: f64) }
    /// ```
    "E0033" fn pipe_before_variant(span: Span) {
        Diagnostic::error(CODE, "`|` is not written before variants", span, "").fix("remove it", span, "")
    }
    /// A function has no body. Only those of traits and extern blocks may have none.
    ///
    /// ```seam wrong
    /// fn f() -> i32
    /// ```
    /// ```seam right
    /// fn f() -> i32 { 1 }
    /// ```
    "E0034" fn function_without_body(span: Span, name: &str) {
        Diagnostic::error(CODE, format!("the function `{name}` has no body"), span, "")
            .note("only functions of traits and extern blocks may have none")
    }
    /// Only methods have `self`, and they stand in a trait or impl.
    ///
    /// ```seam wrong
    /// fn area(self) -> f64 { 1.0 }
    /// ```
    /// ```seam right
    /// struct Square { side: f64 }
    /// impl Square { fn area(self) -> f64 { self.side * self.side } }
    /// ```
    "E0035" fn self_outside_impl(span: Span) {
        Diagnostic::error(CODE, "`self` is a parameter of methods only", span, "").hint("write the function in an `impl`")
    }
    /// Seam functions do not throw: they return a `Result`. Only extern functions are declared `throws`.
    ///
    /// ```seam wrong
    /// fn f() -> i32 throws { 1 }
    /// ```
    /// ```seam right
    /// fn f() -> Result<i32, string> { Ok(1) }
    /// ```
    "E0036" fn throws_outside_extern(span: Span) {
        Diagnostic::error(CODE, "only extern functions are declared `throws`", span, "").hint("return a `Result`")
    }
    /// The body of a function stands in braces.
    ///
    /// ```seam wrong
    /// fn double(x: i32) -> i32 = x * 2
    /// ```
    /// ```seam right
    /// fn double(x: i32) -> i32 { x * 2 }
    /// ```
    "E0037" fn expression_body(span: Span) {
        Diagnostic::error(CODE, "the body of a function stands in braces", span, "").hint("write `{ … }`")
    }
    /// Parameters cannot be assigned.
    ///
    /// ```seam wrong
    /// fn f(var x: i32) { x += 1 }
    /// ```
    /// ```seam right
    /// fn f(start: i32) {
    ///   var x = start
    ///   x += 1
    /// }
    /// ```
    "E0038" fn mutable_parameter(span: Span) {
        Diagnostic::error(CODE, "parameters are not declared with `let`, `var` or `mut`", span, "")
            .note("parameters cannot be assigned")
            .fix("remove it", span, "")
    }
    /// `name?: T` is for extern functions, whose arguments may be left out in JavaScript. Elsewhere a parameter has a
    /// default value.
    ///
    /// ```seam wrong
    /// fn f(x?: i32) { }
    /// ```
    /// ```seam right
    /// fn f(x: i32? = null) { }
    /// ```
    "E0039" fn optional_outside_extern(span: Span) {
        Diagnostic::error(CODE, "only parameters of extern functions are marked `?`", span, "")
            .hint("give it a default value: `x: i32? = null`")
    }
    /// `...name: T` is for extern functions. Elsewhere a parameter is a list.
    ///
    /// ```seam wrong
    /// fn sum(...xs: i32) { }
    /// ```
    /// ```seam right
    /// fn sum(xs: List<i32>) { }
    /// ```
    "E0040" fn rest_outside_extern(span: Span) {
        Diagnostic::error(CODE, "only parameters of extern functions are marked `...`", span, "")
            .hint("take a `List`")
    }
    /// The type of the result follows `->`.
    ///
    /// ```seam wrong
    /// fn f(): i32 { 1 }
    /// ```
    /// ```seam right
    /// fn f() -> i32 { 1 }
    /// ```
    "E0041" fn colon_result(span: Span) {
        Diagnostic::error(CODE, "the type of the result follows `->`", span, "").fix("write `->`", span, " ->")
    }
    /// Types of functions and results are written with `->`; `=>` is for lambdas and arms.
    ///
    /// ```seam wrong
    /// fn apply(f: (i32) => i32) -> i32 { f(1) }
    /// ```
    /// ```seam right
    /// fn apply(f: (i32) -> i32) -> i32 { f(1) }
    /// ```
    "E0042" fn fat_arrow_result(span: Span) {
        Diagnostic::error(CODE, "the type of the result follows `->`", span, "").fix("write `->`", span, "->")
    }
    /// A type is missing.
    ///
    /// ```seam wrong
    /// fn f(x: ) { }
    /// ```
    /// ```seam right
    /// fn f(x: i32) { }
    /// ```
    "E0043" fn expected_type(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected a type, found {found}"), span, "")
            .hint("a type is a name such as `i32` or `List<string>`, a tuple `(A, B)`, a function `(A) -> B`, or one of these with `?`")
    }
    /// Optionals do not nest: `T??` would be `T?`.
    ///
    /// ```seam wrong
    /// fn f(x: i32??) { }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) { }
    /// ```
    "E0044" fn double_optional(span: Span) {
        let error = Diagnostic::error(CODE, "optionals do not nest", span, "").note("`T??` would have the values of `T?`");
        error.fix("write one `?`", span, if span.end - span.start == 2 { "?" } else { "" })
    }
    /// Arrays and lists are written `Array<T>` and `List<T>`, optional types `T?`, and there are no references: a struct
    /// is one by itself.
    ///
    /// ```seam wrong
    /// fn sum(xs: i32[]) { }
    /// ```
    /// ```seam right
    /// fn sum(xs: List<i32>) { }
    /// ```
    "E0045" fn array_suffix(span: Span, element: &str) {
        Diagnostic::error(CODE, "a list type is written `List<T>`, a fixed-length one `Array<T>`", span, "")
            .fix("write a list", span, format!("List<{element}>"))
    }
    /// A list type is written `List<T>`, one of fixed length `Array<T>`.
    ///
    /// ```seam wrong
    /// fn sum(xs: [i32]) { }
    /// ```
    /// ```seam right
    /// fn sum(xs: Array<i32>) { }
    /// ```
    "E0046" fn bracket_type(span: Span) {
        Diagnostic::error(CODE, "types do not start with `[`", span, "")
            .hint("a list type is written `List<T>`, a fixed-length one `Array<T>`")
    }
    /// A type with null is written `T?`.
    ///
    /// ```seam wrong
    /// fn f(x: i32 | null) { }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) { }
    /// ```
    "E0047" fn null_union(span: Span, ty: &str) {
        Diagnostic::error(CODE, "a type with null is written `T?`", span, "").fix("write `?`", span, format!("{ty}?"))
    }
    /// The `?` follows the type.
    ///
    /// ```seam wrong
    /// fn f(x: ?i32) { }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) { }
    /// ```
    "E0048" fn question_before_type(span: Span) {
        Diagnostic::error(CODE, "the `?` follows the type", span, "").hint("write `T?`")
    }
    /// There are no reference types: structs, arrays and lists are references by themselves.
    ///
    /// ```seam wrong
    /// fn f(xs: &List<i32>) { }
    /// ```
    /// ```seam right
    /// fn f(xs: List<i32>) { }
    /// ```
    "E0049" fn reference_type(span: Span, sign: &str) {
        Diagnostic::error(CODE, format!("there is no type `{sign}T`"), span, "")
            .note("structs, arrays and lists are references by themselves")
            .fix("remove it", span, "")
    }
    /// A pattern is missing.
    ///
    /// ```seam wrong
    /// fn f() { let = 1 }
    /// ```
    /// ```seam right
    /// fn f() { let x = 1 }
    /// ```
    "E0050" fn expected_pattern(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected a pattern, found {found}"), span, "")
            .hint("a pattern is a name, `_`, a literal, a range, `Variant(…)`, or a tuple")
    }
    /// Variants and structs in patterns have upper-case names.
    ///
    /// ```seam wrong
    /// fn f(x: i32?) -> i32 { match x { some(y) => y, null => 0 } }
    /// ```
    /// ```seam right
    /// fn f(x: i32?) -> i32 { match x { null => 0, y => y } }
    /// ```
    "E0051" fn lower_constructor(span: Span, name: &str) {
        Diagnostic::error(CODE, format!("`{name}(…)` in a pattern is neither a variant nor a struct"), span, "")
            .note("variants and structs start with an upper-case letter")
    }
    /// A range has two ends.
    ///
    /// ```seam wrong
    /// fn f() { for i in 0.. { print(i) } }
    /// ```
    /// ```seam right
    /// fn f() { for i in 0..10 { print(i) } }
    /// ```
    "E0052" fn open_range(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected the end of the range, found {found}"), span, "")
            .note("ranges have two ends; `xs.slice(a)` gives the rest of a list")
    }
    /// What stands before `=>` is not a parameter.
    ///
    /// ```seam wrong
    /// const f = (a + b) => a
    /// ```
    /// ```seam right
    /// const f = (a: i32, b: i32) => a
    /// ```
    "E0053" fn not_a_parameter(span: Span) {
        Diagnostic::error(CODE, "this cannot be a parameter of a lambda", span, "")
            .hint("write names or patterns: `(a, b) => …`")
    }
    /// An event answers through its outcomes, not through a result. Only effects have results.
    ///
    /// ```seam wrong
    /// event load(id: i32) -> string { }
    /// ```
    /// ```seam right
    /// event load(id: i32)
    ///   | loaded(text: string)
    /// { loaded("text") }
    /// ```
    "E0054" fn event_result(span: Span) {
        Diagnostic::error(CODE, "an event has no result", span, "").hint("declare an outcome: `| done(value: T)`")
    }
    /// An outcome ends the call: nothing comes back from it. What it tells is its payload; what resumes with a value is
    /// an effect.
    ///
    /// ```seam wrong
    /// event ask(q: string)
    ///   | confirm(q: string) -> bool
    /// ```
    /// ```seam right
    /// event ask(q: string)
    ///   ! confirm(q: string) -> bool
    ///   | done
    /// ```
    "E0055" fn outcome_result(span: Span) {
        Diagnostic::error(CODE, "an outcome has no result", span, "").hint("an effect, `!`, is resumed with a value")
    }
    /// An effect with branches is resumed in one of them, so there is at least one. Each starts with `|`, or `|?` if the
    /// event may leave it out where it fires the effect.
    ///
    /// ```seam wrong
    /// event ask(q: string)
    ///   ! confirm(q: string) -> { }
    /// { }
    /// ```
    /// ```seam right
    /// event ask(q: string)
    ///   ! confirm(q: string) -> { | yes | no(reason: string) }
    /// { confirm(q) { | yes => print("yes"), | no(reason) => print(reason) } }
    /// ```
    "E0521" fn effect_without_branches(span: Span) {
        Diagnostic::error(CODE, "this effect is resumed in no way", span, "")
            .hint("name its branches, `-> { | yes | no(reason: string) }`, or write a type")
    }
    /// The impl of an event repeats the names of its inputs only.
    ///
    /// ```seam wrong
    /// event tick(dt: f64)
    ///   | done
    /// impl tick(dt: f64) { done }
    /// ```
    /// ```seam right
    /// event tick(dt: f64)
    ///   | done
    /// impl tick(dt) { done }
    /// ```
    "E0056" fn typed_impl_parameter(span: Span) {
        Diagnostic::error(CODE, "the inputs of an event have their types in its declaration", span, "")
            .hint("remove the type")
    }
    /// An arm for an optional outcome is written like any other; `|? _` is the arm for all that are left.
    ///
    /// ```seam wrong
    /// fn f() { load(1) { | found => 1, |? stale => 2 } }
    /// ```
    /// ```seam right
    /// fn f() { load(1) { | found => 1, | stale => 2 } }
    /// ```
    "E0057" fn optional_arm(sign: &str, span: Span) {
        let what = if sign == "|" { "outcome" } else { "effect" };
        let title = format!("the arm of an optional {what} starts with `{sign}`");
        Diagnostic::error(CODE, title, span, "").fix(format!("write `{sign}`"), span, sign)
    }
    /// After `extern` it is said where the things are: in JavaScript.
    ///
    /// ```seam wrong
    /// extern { fn alert(message: string) }
    /// ```
    /// ```seam right
    /// extern js { fn alert(message: string) }
    /// ```
    "E0058" fn extern_host(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `js`, `interface` or `struct` after `extern`, found {found}"), span, "")
            .hint("write `extern js { … }` for globals, or `extern js \"package\" { … }`")
    }
    /// A function that is elsewhere has no body here.
    ///
    /// ```seam wrong
    /// extern js { fn alert(message: string) { } }
    /// ```
    /// ```seam right
    /// extern js { fn alert(message: string) }
    /// ```
    "E0059" fn extern_body(span: Span) {
        Diagnostic::error(CODE, "an extern function has no body", span, "")
            .note("JavaScript has its body")
            .hint("remove the braces, or move the function out of the `extern` block")
    }
    /// A thing whose name outside is a reserved word or starts with an upper-case letter gets another name here.
    ///
    /// ```seam wrong
    /// extern js { fn Number(text: string) -> f64 }
    /// ```
    /// ```seam right
    /// extern js { fn Number(text: string) -> f64 as toNumber }
    /// ```
    "E0060" fn extern_needs_name(span: Span, name: &str) {
        Diagnostic::error(CODE, format!("`{name}` needs another name here"), span, "")
            .hint("write `as` and a lower-case name at the end of its line")
    }
}

/// `name` as a name of the right case: `MAX_SIZE` as `maxSize`.
fn camel(name: &str, upper: bool) -> String {
    let shouting = !name.chars().any(char::is_lowercase);
    let mut result = String::new();
    for (index, word) in name.split('_').filter(|word| !word.is_empty()).enumerate() {
        let mut chars = word.chars();
        let first = chars.next().expect("empty words are left out");
        let rest: String = if shouting { chars.flat_map(char::to_lowercase).collect() } else { chars.collect() };
        if index > 0 || upper {
            result.extend(first.to_uppercase());
        } else {
            result.extend(first.to_lowercase());
        }
        result.push_str(&rest);
    }
    result
}
