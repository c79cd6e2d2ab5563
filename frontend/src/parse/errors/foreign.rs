//! Habits of other languages.

use base::{Diagnostic, Span};

use super::errors;
use super::expression::fix_all;

errors! {
    /// A word of another language. The message tells what is written here.
    ///
    /// ```seam wrong
    /// function double(x: i32) -> i32 { x * 2 }
    /// ```
    /// ```seam right
    /// fn double(x: i32) -> i32 { x * 2 }
    /// ```
    "E0086" fn foreign_word(span: Span, word: &str, right: &str) {
        Diagnostic::error(CODE, format!("`{word}` is not a word of Seam"), span, "")
            .fix(format!("write `{right}`"), span, right)
    }
    /// Words of other languages that have no counterpart: `new` (a struct is built by calling its name), `throw` (return
    /// `Err(…)`, or `panic`), `typeof`, `delete`, `void`, `try { }` and `...`.
    ///
    /// ```seam wrong
    /// struct P { x: i32 }
    /// fn f() -> P { new P(1) }
    /// ```
    /// ```seam right
    /// struct P { x: i32 }
    /// fn f() -> P { P(1) }
    /// ```
    "E0087" fn new_expression(span: Span) {
        Diagnostic::error(CODE, "there is no `new`", span, "")
            .note("a struct is built by calling its name")
            .fix("remove it", Span { end: span.end + 1, ..span }, "")
    }
    /// A variable is declared with `let`, or with `var` if it is assigned again; `const` is for modules, `let mut` is `var`.
    ///
    /// ```seam wrong
    /// fn f() { const x = 1 }
    /// ```
    /// ```seam right
    /// fn f() { let x = 1 }
    /// ```
    "E0088" fn const_in_function(span: Span) {
        Diagnostic::error(CODE, "`const` declares constants of modules", span, "")
            .fix("write `let`, which cannot be assigned either", span, "let")
    }
    /// A variable that is assigned again is declared with `var`.
    ///
    /// ```seam wrong
    /// fn f() { let mut x = 1 }
    /// ```
    /// ```seam right
    /// fn f() { var x = 1 }
    /// ```
    "E0089" fn let_mut(span: Span) {
        Diagnostic::error(CODE, "a variable that is assigned again is declared with `var`", span, "")
            .fix("write `var`", span, "var")
    }
    /// Loops are written `for x in xs { }`, over numbers `for i in 0..n { }`.
    ///
    /// ```seam wrong
    /// fn f(n: i32) { for (let i = 0; i < n; i++) { print(i) } }
    /// ```
    /// ```seam right
    /// fn f(n: i32) { for i in 0..n { print(i) } }
    /// ```
    "E0090" fn c_style_for(span: Span) {
        Diagnostic::error(CODE, "a `for` goes through a range or a list", span, "").hint("write `for i in 0..n { … }`")
    }
    /// Lambdas are written `x => …` and `(a, b) => …`; functions are declared in modules.
    ///
    /// ```seam wrong
    /// const f = |x| x + 1
    /// ```
    /// ```seam right
    /// fn f(xs: List<i32>) -> List<i32> { xs.map(x => x + 1) }
    /// ```
    "E0091" fn bar_lambda(span: Span) {
        Diagnostic::error(CODE, "lambdas are written `x => …`", span, "").hint("write `(a, b) => …`")
    }
    /// There are no references, and no operators that make or follow them.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { *x }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> i32 { x }
    /// ```
    "E0092" fn reference_operator(span: Span, sign: &str) {
        Diagnostic::error(CODE, format!("`{sign}` needs an expression before it"), span, "")
            .note("there are no references to make or follow")
    }
    /// Arms and lambdas are written with `=>`, members of modules and types with `.`.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { match x { 1 => 2, _ -> 3 } }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> i32 { match x { 1 => 2, _ => 3 } }
    /// ```
    "E0093" fn arrow_of_arm(span: Span, sign: &str) {
        let right = if sign == ":" { " =>" } else { "=>" };
        Diagnostic::error(CODE, format!("expected `=>` after the pattern, found `{sign}`"), span, "")
            .fix("write `=>`", span, right)
    }
    /// There is no operator `?` that returns errors, and no `.await`: `try` and `await` stand before the expression.
    ///
    /// ```seam wrong
    /// fn f() -> Result<i32, string> { Ok(g()? + 1) }
    /// ```
    /// ```seam right
    /// fn f() -> Result<i32, string> { Ok(try g() + 1) }
    /// ```
    "E0094" fn question_mark_operator(span: Span, operand: Span) {
        let error = Diagnostic::error(CODE, "`?` does not follow a value", span, "")
            .note("`try` before an expression returns its error");
        fix_all(error, "write `try` before it", vec![(operand.before(), "try "), (span, "")])
    }
    /// A struct is built by calling its name.
    ///
    /// ```seam wrong
    /// struct P { x: i32 }
    /// fn f() -> P { P { x: 1 } }
    /// ```
    /// ```seam right
    /// struct P { x: i32 }
    /// fn f() -> P { P(x: 1) }
    /// ```
    "E0095" fn struct_braces(span: Span, name: &str) {
        Diagnostic::error(CODE, "a struct is built by calling its name", span, "")
            .hint(format!("write `{name}(field: value)`"))
    }
}

/// E0087: `throw`.
pub fn throw(span: Span) -> Diagnostic {
    Diagnostic::error("E0087", "there is no `throw`", span, "")
        .hint("return an error with `return Err(…)`, or end the turn with `panic(\"…\")`")
}

/// E0087: `typeof`, `delete`, `void`.
pub fn foreign_operator(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("E0087", format!("there is no `{word}`"), span, "")
}

/// E0087: `try { … }`.
pub fn try_block(span: Span) -> Diagnostic {
    Diagnostic::error("E0087", "`try` stands before one expression", span, "")
        .note("`try e` returns the error of `e`; `catch e { err => … }` handles it in place")
}

/// E0087: `...xs`.
pub fn spread(span: Span) -> Diagnostic {
    Diagnostic::error("E0087", "nothing is spread with `...`", span, "")
        .hint("a changed copy of a struct is `s.with(field: value)`; lists are joined with their methods")
}

/// E0087: `x in xs`.
pub fn in_operator(span: Span) -> Diagnostic {
    Diagnostic::error("E0087", "`in` stands in a `for` only", span, "").hint("ask `xs.includes(x)`, or `m.has(key)`")
}

/// E0091: `fn (x) { … }` and `function (x) { … }` as expressions.
pub fn function_expression(span: Span) -> Diagnostic {
    Diagnostic::error("E0091", "functions are declared in modules", span, "").hint("write a lambda: `(a, b) => { … }`")
}

/// E0091: `x -> e`.
pub fn thin_arrow(span: Span) -> Diagnostic {
    Diagnostic::error("E0091", "lambdas are written with `=>`", span, "").fix("write `=>`", span, "=>")
}

/// E0090: `for x of xs`.
pub fn for_of(span: Span) -> Diagnostic {
    Diagnostic::error("E0090", "a `for` is written with `in`", span, "").fix("write `in`", span, "in")
}

/// E0090: `for let x in xs`.
pub fn let_in_for(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("E0090", format!("`{word}` is not written in a `for`"), span, "").fix("remove it", span, "")
}

/// E0090: `for (x in xs)`.
pub fn parenthesised_for(span: Span) -> Diagnostic {
    Diagnostic::error("E0090", "the head of a `for` has no parentheses", span, "").hint("write `for x in xs { … }`")
}

/// E0086: `elif`.
pub fn else_if_word(span: Span, word: &str) -> Diagnostic {
    foreign_word(span, word, "else if")
}

/// E0093: `a::b`.
pub fn double_colon(span: Span) -> Diagnostic {
    Diagnostic::error("E0093", "members of modules and types follow `.`", span, "").fix("write `.`", span, ".")
}

/// E0093: `f::<T>(…)`.
pub fn turbofish(span: Span) -> Diagnostic {
    Diagnostic::error("E0093", "type arguments follow the name", span, "").fix("remove `::`", span, "")
}

/// E0094: `e.await`; `span` is `.await`, `operand` what precedes it.
pub fn postfix_await(span: Span, operand: Span) -> Diagnostic {
    let error = Diagnostic::error("E0094", "`await` stands before the expression", span, "");
    fix_all(error, "write it before", vec![(operand.before(), "await "), (span, "")])
}

/// E0095: `let { a } = s`, `let [a] = xs`.
pub fn foreign_destructuring(span: Span) -> Diagnostic {
    Diagnostic::error("E0095", "expected a pattern", span, "")
        .note("patterns are written like calls")
        .hint("write `let Body(x, vx) = b` for a struct, `let (a, b) = t` for a tuple")
}
