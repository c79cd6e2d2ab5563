//! Mistakes in expressions and statements.

use base::{Diagnostic, Span, Symbol};

use super::{because, errors};
use crate::ast::Ident;
use crate::display::list_names;

pub(crate) use super::operators::*;

errors! {
    /// A range stands where a value is wanted.
    ///
    /// ```seam wrong
    /// fn main() { let r = 0..10 }
    /// ```
    /// ```seam right
    /// fn main() { for i in 0..10 { print(i) } }
    /// ```
    "E0300" fn range_outside_for(span: Span) {
        Diagnostic::error(CODE, "a range is not a value", span, "").note("ranges stand in `for` and in patterns")
    }
    /// Nothing said before this place which type this has.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let f = x => x.length
    ///   print(f("a"))
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let f = (x: string) => x.length
    ///   print(f("a"))
    /// }
    /// ```
    "E0301" fn type_not_known(span: Span) {
        Diagnostic::error(CODE, "the type of this is not known here", span, "it must be known before it is used")
            .hint("write the type where it is declared")
    }
    /// A tuple has fewer members.
    ///
    /// ```seam wrong
    /// fn main() { print((1, 2).2) }
    /// ```
    /// ```seam right
    /// fn main() { print((1, 2).1) }
    /// ```
    "E0302" fn no_such_tuple_member(index: u32, count: usize, ty: &str, span: Span) {
        Diagnostic::error(CODE, format!("`{ty}` has no member {index}"), span, "")
            .note(format!("its members are 0 to {}", count.saturating_sub(1)))
    }
    /// Only tuples have members with numbers.
    ///
    /// ```seam wrong
    /// fn main() { print([1, 2].0) }
    /// ```
    /// ```seam right
    /// fn main() { print([1, 2][0]) }
    /// ```
    "E0303" fn not_a_tuple(ty: &str, receiver: Span, span: Span) {
        Diagnostic::error(CODE, format!("`{ty}` is not a tuple"), span, "").also(receiver, format!("this is a `{ty}`"))
            .hint("fields are read by name: `x.field`; elements of a list with `x[0]`")
    }
    /// Type arguments stand where nothing takes them.
    ///
    /// ```seam wrong
    /// fn main() {
    ///   let f = (x: i32) => x
    ///   print(f<i32>(1))
    /// }
    /// ```
    /// ```seam right
    /// fn main() {
    ///   let f = (x: i32) => x
    ///   print(f(1))
    /// }
    /// ```
    "E0304" fn type_arguments_here(span: Span) {
        Diagnostic::error(CODE, "nothing here takes type arguments", span, "")
            .note("only generic functions, structs and enums take them")
            .hint("remove them; for a comparison put a space before `<`")
    }
    /// `()` is no value, so it has no text.
    ///
    /// ```seam wrong
    /// fn main() { print("{print(1)}") }
    /// ```
    /// ```seam right
    /// fn main() { print("{1}") }
    /// ```
    "E0305" fn unit_in_string(span: Span) {
        Diagnostic::error(CODE, "this is `()`, which is no value", span, "")
            .note("this gives nothing that could be shown")
            .hint("do it before, outside of the string")
    }
    /// A block must end with a value, but ends without one.
    ///
    /// ```seam wrong
    /// fn half(x: f64) -> f64 { let y = x / 2 }
    /// ```
    /// ```seam right
    /// fn half(x: f64) -> f64 { x / 2 }
    /// ```
    "E0306" fn missing_value(ty: &str, end: Span, why: Option<(Span, &str)>, last: Option<Span>) {
        let diagnostic = Diagnostic::error(CODE, format!("missing value of type `{ty}`"), end, "the block ends here");
        let diagnostic = match last {
            Some(last) => diagnostic.also(last, "this gives no value"),
            None => diagnostic,
        };
        because(diagnostic, why).hint("end the block with the value")
    }
    /// An `if` that gives a value needs an `else`.
    ///
    /// ```seam wrong
    /// fn sign(x: i32) -> i32 { if x < 0 { -1 } }
    /// ```
    /// ```seam right
    /// fn sign(x: i32) -> i32 { if x < 0 { -1 } else { 1 } }
    /// ```
    "E0307" fn missing_else(ty: &str, end: Span, why: Option<(Span, &str)>) {
        let title = format!("missing `else`: this `if` must give a `{ty}`");
        let diagnostic = Diagnostic::error(CODE, title, end, "what is the value otherwise?");
        because(diagnostic, why).hint("add `else { … }`")
    }
    /// `return` without a value in a function that has a result.
    ///
    /// ```seam wrong
    /// fn half(x: f64) -> f64 { return }
    /// ```
    /// ```seam right
    /// fn half(x: f64) -> f64 { return x / 2 }
    /// ```
    "E0308" fn return_without_value(ty: &str, span: Span, declared: Option<Span>) {
        let diagnostic = Diagnostic::error(CODE, format!("`return` without a value of type `{ty}`"), span, "");
        because(diagnostic, declared.map(|at| (at, "the result is declared here")))
            .hint("write the value after `return`")
    }
    /// `return` with a value in a function without a result.
    ///
    /// ```seam wrong
    /// fn f() { return 1 }
    /// ```
    /// ```seam right
    /// fn f() -> i32 { return 1 }
    /// ```
    "E0309" fn return_value_in_unit_function(ty: &str, span: Span) {
        Diagnostic::error(CODE, "this function has no result", span, format!("but a `{ty}` is returned"))
            .hint(format!("write `-> {ty}` after its parameters"))
    }
    /// `return tail` promises a call that does not grow the stack, so a call must follow.
    ///
    /// ```seam wrong
    /// fn f(g: () -> i32) -> i32? { return tail g() }
    /// ```
    /// ```seam right
    /// fn f(g: () -> i32) -> i32 { return tail g() }
    /// ```
    "E0310" fn tail_needs_call(span: Span) {
        Diagnostic::error(CODE, "`return tail` needs a call", span, "this is more than a call")
            .note("a conversion of its result, such as from `T` to `T?`, also comes after the call")
    }
    /// No loop around has this label.
    ///
    /// ```seam wrong
    /// fn main() { outer: loop { continue outr } }
    /// ```
    /// ```seam right
    /// fn main() { outer: loop { continue outer } }
    /// ```
    "E0311" fn unknown_label(label: Ident, labels: Vec<Symbol>) {
        let near = crate::spelling::nearest(label.as_str(), labels.iter().copied());
        let diagnostic =
            Diagnostic::error(CODE, format!("no loop around here is called `{}`", label.name), label.span, "");
        match near {
            Some(near) => diagnostic.suggest(format!("did you mean `{near}`?"), label.span, near.as_str()),
            None if labels.is_empty() => diagnostic.note("no loop around here has a label"),
            None => diagnostic.note(format!("there is {}", list_names(labels))),
        }
    }
    /// `break` and `continue` stand in loops.
    ///
    /// ```seam wrong
    /// fn main() { break }
    /// ```
    /// ```seam right
    /// fn main() { loop { break } }
    /// ```
    "E0312" fn outside_loop(word: &str, span: Span, in_lambda: bool) {
        let diagnostic = Diagnostic::error(CODE, format!("`{word}` outside of a loop"), span, "");
        if in_lambda { diagnostic.note("a lambda cannot leave a loop around it") } else { diagnostic.hint("to leave the function, write `return`") }
    }
    /// Only `loop` has a value: the other loops may end without a `break`.
    ///
    /// ```seam wrong
    /// fn main() { while true { break 1 } }
    /// ```
    /// ```seam right
    /// fn main() { print(loop { break 1 }) }
    /// ```
    "E0313" fn break_value_outside_loop(span: Span) {
        Diagnostic::error(CODE, "`break` with a value is for `loop` only", span, "")
            .note("`while` and `for` may also end without a `break`, and then have no value")
    }
    /// A `break` without a value, where the value of the loop is used.
    ///
    /// ```seam wrong
    /// fn f() -> i32 { loop { break } }
    /// ```
    /// ```seam right
    /// fn f() -> i32 { loop { break 1 } }
    /// ```
    "E0314" fn break_without_value(ty: &str, span: Span, why: Option<Span>) {
        let diagnostic = Diagnostic::error(CODE, format!("`break` without a value of type `{ty}`"), span, "");
        because(diagnostic, why.map(|at| (at, "because of this")))
            .hint("write the value after `break`")
    }
    /// A range goes through integers.
    ///
    /// ```seam wrong
    /// fn main() { for x in 0.0..1.0 { print(x) } }
    /// ```
    /// ```seam right
    /// fn main() { for i in 0..10 { print(i as f64 / 10) } }
    /// ```
    "E0315" fn range_of(ty: &str, span: Span) {
        Diagnostic::error(CODE, format!("a range of `{ty}`"), span, "ranges go through integers")
            .hint("count with integers and convert: `(i as f64) * 0.1`")
    }
    /// A step of zero would never end.
    ///
    /// ```seam wrong
    /// fn main() { for i in 0..10 step 0 { print(i) } }
    /// ```
    /// ```seam right
    /// fn main() { for i in 0..10 step 2 { print(i) } }
    /// ```
    "E0316" fn step_of_zero(span: Span) {
        Diagnostic::error(CODE, "a step of zero", span, "the loop would never end")
            .hint("write the distance between two rounds, such as `step 2` or `step -1`")
    }
    /// `for` goes through ranges, arrays, lists, strings and whatever has `iter()`.
    ///
    /// ```seam wrong
    /// fn main() { for i in 10 { print(i) } }
    /// ```
    /// ```seam right
    /// fn main() { for i in 0..10 { print(i) } }
    /// ```
    "E0317" fn not_iterable(ty: &str, span: Span, known: bool, is_optional: bool, is_integer: bool) {
        let title = if known { format!("`for` cannot go through a `{ty}`") } else { "the type of this is not known here".to_owned() };
        let diagnostic = Diagnostic::error(CODE, title, span, "");
        if is_integer {
            diagnostic.fix("count up to it", span.before(), "0..")
        } else if is_optional {
            diagnostic.hint("it may be `null`: test it first")
        } else {
            diagnostic.note("it needs `length` and `get`, `iter()`, or the trait `Iter`")
        }
    }
    /// `x[i]` is for arrays, lists, maps, strings, and whatever has `get` and `set`.
    ///
    /// ```seam wrong
    /// fn main() { print(10[0]) }
    /// ```
    /// ```seam right
    /// fn main() { print([10][0]) }
    /// ```
    "E0318" fn not_indexable(ty: &str, container: Span, span: Span, is_set: bool, is_optional: bool, is_tuple: bool) {
        let title = if is_set { format!("elements of `{ty}` cannot be set") } else { format!("`{ty}` has no elements") };
        let diagnostic = Diagnostic::error(CODE, title, span, "").also(container, format!("this is a `{ty}`"));
        if is_optional {
            diagnostic.hint("it may be `null`: test it first, or write `!`")
        } else if is_tuple {
            diagnostic.hint("members of a tuple are written `t.0`")
        } else {
            let method = if is_set { "set" } else { "get" };
            diagnostic.note(format!("it has no method `{method}`"))
        }
    }
    /// A lambda has another number of parameters than it is called with.
    ///
    /// ```seam wrong
    /// fn main() { print([1].map((x, y) => x + y)) }
    /// ```
    /// ```seam right
    /// fn main() { print([1].map(x => x + 1)) }
    /// ```
    "E0319" fn lambda_parameters(ty: &str, expected: usize, found: usize, span: Span) {
        let plural = if expected == 1 { "" } else { "s" };
        let title = format!("expected a function with {expected} parameter{plural}, found one with {found}");
        Diagnostic::error(CODE, title, span, format!("expected a `{ty}`"))
            .note("a function is called with exactly the arguments that it declares")
            .hint("name an argument that is not used `_`")
    }
    /// `try` takes a `Result` apart.
    ///
    /// ```seam wrong
    /// fn f() -> Result<i32, string> { Ok(try 1) }
    /// ```
    /// ```seam right
    /// fn g() -> Result<i32, string> { Ok(1) }
    /// fn f() -> Result<i32, string> { Ok(try g()) }
    /// ```
    "E0320" fn try_of_other(ty: &str, span: Span, is_optional: bool) {
        let diagnostic = Diagnostic::error(CODE, format!("`try` needs a `Result`, found `{ty}`"), span, "");
        if is_optional { diagnostic.hint("for `null` use `??`: `x ?? return null`") } else { diagnostic.hint("remove `try`: there is no error to return") }
    }
    /// `try` returns the error, so the function must have a `Result` with that error.
    ///
    /// ```seam wrong
    /// fn g() -> Result<i32, string> { Ok(1) }
    /// fn f() -> i32 { try g() }
    /// ```
    /// ```seam right
    /// fn g() -> Result<i32, string> { Ok(1) }
    /// fn f() -> i32 { catch g() { _ => 0 } }
    /// ```
    "E0321" fn try_result_differs(error: &str, result: &str, span: Span, declared: Option<Span>) {
        let title = format!("`try` would return an error of type `{error}`, but the result is `{result}`");
        let diagnostic = Diagnostic::error(CODE, title, span, "");
        because(diagnostic, declared.map(|at| (at, "the result is declared here")))
            .hint(if result.starts_with("Result<") {
                "handle the error with `catch`, or convert it with `.mapErr(…)`".to_owned()
            } else {
                format!("handle the error with `catch`, or let the function return a `Result<{result}, {error}>`")
            })
    }
    /// `catch` handles the error of a `Result`.
    ///
    /// ```seam wrong
    /// fn f() -> i32 { catch 1 { _ => 0 } }
    /// ```
    /// ```seam right
    /// fn g() -> Result<i32, string> { Ok(1) }
    /// fn f() -> i32 { catch g() { _ => 0 } }
    /// ```
    "E0322" fn catch_of_other(ty: &str, span: Span, is_optional: bool) {
        let diagnostic = Diagnostic::error(CODE, format!("`catch` needs a `Result`, found `{ty}`"), span, "");
        if is_optional { diagnostic.hint("for `null` use `??`") } else { diagnostic.hint("remove `catch`: there is no error to handle") }
    }
}
