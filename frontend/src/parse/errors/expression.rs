//! Mistakes in statements and expressions.

use base::{Diagnostic, Edit, Hint, Span};

use super::errors;

errors! {
    /// An expression is missing.
    ///
    /// ```seam wrong
    /// fn f() { let x = }
    /// ```
    /// ```seam right
    /// fn f() { let x = 1 }
    /// ```
    "E0061" fn expected_expression(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected an expression, found {found}"), span, "")
            .hint("write a value here: a name, a literal, a call, or `()` for nothing")
    }
    /// A reserved word stands where an expression is expected.
    ///
    /// ```seam wrong
    /// fn f() { let x = in }
    /// ```
    /// ```seam right
    /// fn f() { let x = 1 }
    /// ```
    "E0062" fn keyword_as_value(span: Span, word: &str) {
        let error = Diagnostic::error(CODE, format!("expected an expression, found the reserved word `{word}`"), span, "");
        if word == "else" { error.hint("an `if` with a value stands before its `else`") } else { error.note("reserved words are no names") }
    }
    /// `_` takes a value that is not needed; it has none.
    ///
    /// ```seam wrong
    /// fn f() -> i32 { _ }
    /// ```
    /// ```seam right
    /// fn f() -> i32 { 0 }
    /// ```
    "E0063" fn underscore_as_value(span: Span) {
        Diagnostic::error(CODE, "`_` has no value", span, "").note("it stands in patterns only")
    }
    /// The body of `if`, a loop, a function and the like stands in braces.
    ///
    /// ```seam wrong
    /// fn f(x: i32) { if x > 0 print(x) }
    /// ```
    /// ```seam right
    /// fn f(x: i32) { if x > 0 { print(x) } }
    /// ```
    "E0064" fn missing_brace(span: Span, after: &str, found: &str) {
        Diagnostic::error(CODE, format!("expected `{{` {after}, found {found}"), span, "")
            .note("bodies stand in braces, also if they are one statement")
    }
    /// Two statements stand on one line without `;`. A line that should go on ends in an operator, or the next one starts
    /// with one other than `|`, `-`, `!` and `<`.
    ///
    /// ```seam wrong
    /// fn f() { let a = 1 let b = 2 }
    /// ```
    /// ```seam right
    /// fn f() { let a = 1; let b = 2 }
    /// ```
    "E0065" fn statement_on_same_line(end: Span, next: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected a new line or `;` after the statement, found {found}"), next, "")
            .hint("start a new line, or write `;`")
            .also(end, "the statement ends here")
    }
    /// Each arm starts on a line of its own, or after `,`.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { match x { 1 => 2 _ => 3 } }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> i32 { match x { 1 => 2, _ => 3 } }
    /// ```
    "E0066" fn arm_on_same_line(end: Span, next: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `,` or a new line after the arm, found {found}"), next, "")
            .fix("insert `,`", end, ",")
    }
    /// Functions, types and the like are declared in modules, not in blocks.
    ///
    /// ```seam wrong
    /// fn f() -> i32 {
    ///   fn double(x: i32) -> i32 { x * 2 }
    ///   double(1)
    /// }
    /// ```
    /// ```seam right
    /// fn f() -> i32 {
    ///   let double = (x: i32) => x * 2
    ///   double(1)
    /// }
    /// ```
    "E0067" fn declaration_in_block(span: Span, word: &str) {
        let error = Diagnostic::error(CODE, format!("`{word}` declares something, which blocks do not"), span, "");
        if word == "fn" {
            error.hint("move the function out, or write a lambda: `let f = x => …`")
        } else {
            error.hint("move the declaration out of the function")
        }
    }
    /// Only variables, fields and elements can be assigned to.
    ///
    /// ```seam wrong
    /// fn f(a: i32, b: i32) { a + b = 1 }
    /// ```
    /// ```seam right
    /// fn f() {
    ///   var a = 0
    ///   a = 1
    /// }
    /// ```
    "E0068" fn not_assignable(target: Span, op: Span) {
        Diagnostic::error(CODE, "this cannot be assigned to", target, "")
            .also(op, "assigned here")
            .note("variables, fields and elements can; to compare, write `==`")
    }
    /// An assignment is a statement: it has no value that could be assigned again.
    ///
    /// ```seam wrong
    /// fn f() {
    ///   var a = 0
    ///   var b = 0
    ///   a = b = 1
    /// }
    /// ```
    /// ```seam right
    /// fn f() {
    ///   var a = 0
    ///   var b = 0
    ///   b = 1
    ///   a = b
    /// }
    /// ```
    "E0069" fn chained_assignment(span: Span) {
        Diagnostic::error(CODE, "an assignment has no value", span, "").hint("write two assignments")
    }
    /// An assignment is a statement and does not stand in parentheses; to compare, write `==`.
    ///
    /// ```seam wrong
    /// fn f(a: i32, b: i32) -> bool { (a = b) }
    /// ```
    /// ```seam right
    /// fn f(a: i32, b: i32) -> bool { (a == b) }
    /// ```
    "E0070" fn assignment_as_value(span: Span) {
        Diagnostic::error(CODE, "an assignment has no value", span, "").hint("to compare, write `==`")
    }
    /// `=` assigns, `==` compares.
    ///
    /// ```seam wrong
    /// fn f(a: i32) { if a = 1 { } }
    /// ```
    /// ```seam right
    /// fn f(a: i32) { if a == 1 { } }
    /// ```
    "E0071" fn assignment_in_condition(span: Span) {
        Diagnostic::error(CODE, "`=` assigns and has no value", span, "").fix("write `==` to compare", span, "==")
    }
    /// `==` compares, `=` gives a variable its value.
    ///
    /// ```seam wrong
    /// fn f() { let a == 1 }
    /// ```
    /// ```seam right
    /// fn f() { let a = 1 }
    /// ```
    "E0072" fn double_equals_in_let(span: Span) {
        Diagnostic::error(CODE, "`==` compares", span, "").fix("write `=`", span, "=")
    }
    /// Comparisons are not chained.
    ///
    /// ```seam wrong
    /// fn f(a: i32) -> bool { 0 < a < 10 }
    /// ```
    /// ```seam right
    /// fn f(a: i32) -> bool { 0 < a && a < 10 }
    /// ```
    "E0073" fn chained_comparison(span: Span, first: Span) {
        Diagnostic::error(CODE, "comparisons are not chained", span, "")
            .also(first, "the first comparison")
            .hint("join two comparisons with `&&`, or write parentheses")
    }
    /// It would not be plain whether `-a ** b` is `(-a) ** b` or `-(a ** b)`.
    ///
    /// ```seam wrong
    /// fn f(a: i32) -> i32 { -a ** 2 }
    /// ```
    /// ```seam right
    /// fn f(a: i32) -> i32 { -(a ** 2) }
    /// ```
    "E0074" fn unary_before_power(operand: Span, op: Span) {
        Diagnostic::error(CODE, "a unary operator before `**` needs parentheses", operand, "")
            .also(op, "the power")
            .hint("write `(-a) ** b` or `-(a ** b)`")
    }
    /// There is no `++` and no `--`.
    ///
    /// ```seam wrong
    /// fn f() {
    ///   var i = 0
    ///   i++
    /// }
    /// ```
    /// ```seam right
    /// fn f() {
    ///   var i = 0
    ///   i += 1
    /// }
    /// ```
    "E0075" fn increment(span: Span, name: &str, sign: &str) {
        Diagnostic::error(CODE, format!("there is no `{sign}{sign}`"), span, "")
            .fix(format!("write `{name} {sign}= 1`"), span, format!(" {sign}= 1"))
    }
    /// Numbers have no sign `+`.
    ///
    /// ```seam wrong
    /// const a = +1
    /// ```
    /// ```seam right
    /// const a = 1
    /// ```
    "E0076" fn unary_plus(span: Span) {
        Diagnostic::error(CODE, "`+` needs an expression before it", span, "")
            .note("a string is made a number with `parseI32` or `parseF64`")
    }
    /// A number starts with a digit.
    ///
    /// ```seam wrong
    /// const half = .5
    /// ```
    /// ```seam right
    /// const half = 0.5
    /// ```
    "E0077" fn leading_point(span: Span) {
        Diagnostic::error(CODE, "a number starts with a digit", span, "").fix("write `0.`", span, "0.")
    }
    /// What follows `|>` is a call, which gets the value as its first argument.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { x |> abs }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> i32 { x |> abs() }
    /// ```
    "E0078" fn pipe_into_value(span: Span) {
        Diagnostic::error(CODE, "`|>` needs a call after it", span, "").hint("write `x |> f()` for `f(x)`")
    }
    /// A named argument is written with `:`.
    ///
    /// ```seam wrong
    /// fn clamp(x: i32, lo: i32 = 0) -> i32 { max(x, lo) }
    /// const a = clamp(1, lo = 5)
    /// ```
    /// ```seam right
    /// fn clamp(x: i32, lo: i32 = 0) -> i32 { max(x, lo) }
    /// fn f() -> i32 { clamp(1, lo: 5) }
    /// ```
    "E0079" fn equals_in_argument(span: Span, name: &str) {
        Diagnostic::error(CODE, "a named argument is written with `:`", span, "")
            .note("an assignment has no value that could be an argument")
            .fix(format!("write `{name}:`"), span, ":")
    }
    /// A position of a tuple is a plain number.
    ///
    /// ```seam wrong
    /// fn f(t: (i32, i32)) -> i32 { t.0x1 }
    /// ```
    /// ```seam right
    /// fn f(t: (i32, i32)) -> i32 { t.1 }
    /// ```
    "E0080" fn bad_tuple_index(span: Span) {
        Diagnostic::error(CODE, "this is not a position of a tuple", span, "")
            .note("the members of a tuple are `t.0`, `t.1`, and so on")
    }
    /// `return tail` makes a call in tail position; there is no call after it.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> i32 { return tail x + 1 }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> i32 { return x + 1 }
    /// ```
    "E0081" fn tail_without_call(span: Span) {
        Diagnostic::error(CODE, "`return tail` needs a call", span, "")
            .note("`tail` promises that the call does not grow the stack")
            .hint("remove `tail`, or call a function")
    }
    /// A `:` or `=>` does not fit behind a complete expression.
    ///
    /// ```seam wrong
    /// fn f() { x: i32 = 1 }
    /// ```
    /// ```seam right
    /// fn f() { let x: i32 = 1 }
    /// ```
    "E0082" fn colon_after_expression(span: Span) {
        Diagnostic::error(CODE, "`:` does not belong here", span, "")
            .hint("a variable is declared with `let x: T = …`; the keys of a map stand in braces of their own")
    }
    /// `=>` follows the parameters of a lambda or the pattern of an arm, and in guards a lambda stands in parentheses.
    ///
    /// ```seam wrong
    /// fn f() { x + 1 => 2 }
    /// ```
    /// ```seam right
    /// fn f() { let g = (x: i32) => x + 2 }
    /// ```
    "E0083" fn arrow_after_expression(span: Span) {
        Diagnostic::error(CODE, "`=>` does not belong here", span, "")
            .note("it follows the parameters of a lambda, or the pattern of an arm")
    }
    /// Expressions have no types written; `as` converts.
    ///
    /// ```seam wrong
    /// fn f(x: i32) -> f64 { (x: f64) }
    /// ```
    /// ```seam right
    /// fn f(x: i32) -> f64 { (x as f64) }
    /// ```
    "E0084" fn type_in_expression(span: Span) {
        Diagnostic::error(CODE, "an expression has no type written", span, "")
            .hint("to convert, write `x as T`; for a lambda, `=>` is missing")
    }
    /// There is no `c ? a : b`: `if` has a value.
    ///
    /// ```seam wrong
    /// fn f(c: bool) -> i32 { c ? 1 : 2 }
    /// ```
    /// ```seam right
    /// fn f(c: bool) -> i32 { if c { 1 } else { 2 } }
    /// ```
    "E0085" fn conditional_operator(span: Span) {
        Diagnostic::error(CODE, "there is no `c ? a : b`", span, "").hint("write `if c { a } else { b }`")
    }
}

/// [`conditional_operator`], completely read: `texts` are those of the condition and the two values.
pub fn conditional_operator_fixed(question: Span, whole: Span, texts: [&str; 3]) -> Diagnostic {
    let [condition, then, otherwise] = texts;
    let mut error = conditional_operator(question);
    error.hints.clear();
    error.fix("write an `if`, which has a value", whole, format!("if {condition} {{ {then} }} else {{ {otherwise} }}"))
}

/// A hint with several edits that a tool may apply.
pub(super) fn fix_all(mut error: Diagnostic, text: &str, edits: Vec<(Span, &str)>) -> Diagnostic {
    let edits = edits.into_iter().map(|(span, text)| Edit { span, replacement: text.to_string() }).collect();
    error.hints.push(Hint { text: text.to_string(), edits, applicability: base::Applicability::MachineApplicable });
    error
}
