//! The mistakes that only the whole program shows: one function each; its doc comment is the page of `seam explain`.

use base::{Diagnostic, Span};

/// A place on the way to an effect, and what is said of it.
pub(crate) type Reasons = Vec<(Span, String)>;

/// Makes, of functions with doc comments and codes, the functions and a table of codes and pages.
macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $code:literal fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $body:block)+) => {
        $(
            $(#[doc = $doc])+
            pub(crate) fn $name($($arg: $ty),*) -> base::Diagnostic {
                const CODE: &str = $code;
                $body
            }
        )+
        const PAGES: &[(&str, &str)] = &[$(($code, concat!($($doc, "\n"),+))),+];
    };
}

/// The page of a code, in Markdown: what is wrong, an example of it, and the example mended.
pub fn explain(code: &str) -> Option<String> {
    let (_, page) = PAGES.iter().find(|(known, _)| *known == code)?;
    let lines: Vec<&str> = page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    Some(lines.join("\n").trim().to_owned() + "\n")
}

/// Every code that has a page, in order.
pub fn codes() -> Vec<&'static str> {
    PAGES.iter().map(|(code, _)| *code).collect()
}

fn with_reasons(diagnostic: Diagnostic, reasons: Reasons) -> Diagnostic {
    reasons.into_iter().fold(diagnostic, |diagnostic, (span, text)| diagnostic.also(span, text))
}

fn with_chain(diagnostic: Diagnostic, chain: &[String]) -> Diagnostic {
    if chain.len() < 2 { diagnostic } else { diagnostic.note(chain.join(" → ")) }
}

/// A function with an attribute.
pub(crate) struct Marked<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where the attribute stands.
    pub attribute: Span,
}

/// What a pure function does that it must not do.
pub(crate) struct Impurity {
    /// Where it happens, or the call in the function that leads there.
    pub span: Span,
    /// What is done there: `writes score`.
    pub what: String,
    /// The places on the way.
    pub reasons: Reasons,
    /// The functions on the way, the effect last.
    pub chain: Vec<String>,
}

fn impure(code: &'static str, func: &Marked<'_>, found: Impurity) -> Diagnostic {
    let title = format!("`{}` is `@pure`, but {}", func.name, found.what);
    let label = found.chain.get(1).filter(|_| found.chain.len() > 2).map(|callee| format!("by calling `{callee}`"));
    let diagnostic = Diagnostic::error(code, title, found.span, label.unwrap_or_default());
    let diagnostic = diagnostic.also(func.attribute, "declared pure here");
    with_chain(with_reasons(diagnostic, found.reasons), &found.chain)
}

errors! {
    /// A function that is declared `@pure` writes something that others can see: a module variable, or an object that it
    /// has not made itself. It may write what it makes.
    ///
    /// ```seam wrong
    /// @pure fn sorted(xs: List<i32>) -> List<i32> {
    ///   xs.sort((a, b) => a - b)
    ///   xs
    /// }
    /// fn main() { print(sorted([2, 1])) }
    /// ```
    /// ```seam right
    /// @pure fn sorted(xs: List<i32>) -> List<i32> {
    ///   let copy = xs.slice(0, xs.length)
    ///   copy.sort((a, b) => a - b)
    ///   copy
    /// }
    /// fn main() { print(sorted([2, 1])) }
    /// ```
    "E0600" fn pure_writes(func: &Marked<'_>, found: Impurity) {
        impure(CODE, func, found)
            .note("after a pure function nothing is different, except what it gives back")
            .suggest("change a copy and return it, or remove `@pure`", func.attribute, "")
    }
    /// A function that is declared `@pure` reads something that may be different at its next call: a `state`, or what a
    /// constant refers to and the program changes. What its arguments lead to it may read.
    ///
    /// ```seam wrong
    /// state rate: f64 = 1.0
    /// @pure fn price(net: f64) -> f64 { net * rate }
    /// fn main() {
    ///   rate = 1.2
    ///   print(price(10.0))
    /// }
    /// ```
    /// ```seam right
    /// state rate: f64 = 1.0
    /// @pure fn price(net: f64, rate: f64) -> f64 { net * rate }
    /// fn main() {
    ///   rate = 1.2
    ///   print(price(10.0, rate))
    /// }
    /// ```
    "E0601" fn pure_reads(func: &Marked<'_>, found: Impurity) {
        impure(CODE, func, found)
            .note("a pure function gives the same for the same arguments")
            .suggest("make what it reads a parameter, or remove `@pure`", func.attribute, "")
    }
    /// A function that is declared `@pure` leaves the program: it prints, reads a file or the clock, or uses JavaScript.
    ///
    /// ```seam wrong
    /// @pure fn twice(x: i32) -> i32 {
    ///   print(x)
    ///   x * 2
    /// }
    /// fn main() { print(twice(1)) }
    /// ```
    /// ```seam right
    /// @pure fn twice(x: i32) -> i32 { x * 2 }
    /// fn main() {
    ///   print(1)
    ///   print(twice(1))
    /// }
    /// ```
    "E0602" fn pure_leaves(func: &Marked<'_>, found: Impurity) {
        impure(CODE, func, found)
            .note("the compiler may call a pure function less often than it is written, so nobody outside may notice")
            .suggest("let its caller do that, or remove `@pure`", func.attribute, "")
    }
    /// Functions that call each other in tail position are forced to different sides. A call from one half to the other
    /// cannot be a tail call, so the stack would grow with each round.
    ///
    /// ```seam wrong
    /// @wasm fn even(n: i32) -> bool { if n == 0 { true } else { odd(n - 1) } }
    /// @js fn odd(n: i32) -> bool { if n == 0 { false } else { even(n - 1) } }
    /// fn main() { print(even(10)) }
    /// ```
    /// ```seam right
    /// @wasm fn even(n: i32) -> bool { if n == 0 { true } else { odd(n - 1) } }
    /// fn odd(n: i32) -> bool { if n == 0 { false } else { even(n - 1) } }
    /// fn main() { print(even(10)) }
    /// ```
    "E0610" fn tail_calls_across(first: &Marked<'_>, last: (&str, Span), reasons: Reasons, chain: &[String], edit: Span) {
        let title = format!("`{}` and `{}` must be on one side, but cannot", first.name, last.0);
        let diagnostic = Diagnostic::error(CODE, title, first.attribute, "this asks for Wasm");
        let diagnostic = with_reasons(diagnostic, reasons).also(last.1, "this is JavaScript");
        with_chain(diagnostic, chain)
            .note("they call each other in tail position, and a call from one half to the other cannot be a tail call")
            .suggest("remove an attribute, or end one of the functions in something other than the call", edit, "")
    }
    /// A function is put into Wasm by `@wasm` and uses JavaScript. That works, through imports; but each use is a call out
    /// of Wasm, which costs more than the same in JavaScript.
    ///
    /// ```seam wrong
    /// extern js { fn alert(message: string) }
    /// @wasm fn warn(n: i32) { alert("{n}") }
    /// fn main() { warn(1) }
    /// ```
    /// ```seam right
    /// extern js { fn alert(message: string) }
    /// fn warn(n: i32) { alert("{n}") }
    /// fn main() { warn(1) }
    /// ```
    "W0150" fn wasm_uses_javascript(func: &Marked<'_>, what: &str, at: Span) {
        let title = format!("`{}` is `@wasm`, but uses JavaScript", func.name);
        Diagnostic::warning(CODE, title, func.attribute, "asked for here")
            .also(at, format!("`{what}` is JavaScript"))
            .note("each use is a call out of Wasm, 4 to 5.5 ns more than in JavaScript")
            .suggest("keep in it what computes, and let its caller use JavaScript; or remove `@wasm`", func.attribute, "")
    }
    /// A function is put into Wasm by `@wasm` and opens objects of a type that is put into JavaScript by `@js`. That works;
    /// but each access of a field is a call out of Wasm.
    ///
    /// ```seam wrong
    /// @js struct Body { var x: f64 }
    /// @wasm fn move(b: Body) { b.x += 1.0 }
    /// fn main() { move(Body(1.0)) }
    /// ```
    /// ```seam right
    /// struct Body { var x: f64 }
    /// @wasm fn move(b: Body) { b.x += 1.0 }
    /// fn main() { move(Body(1.0)) }
    /// ```
    "W0151" fn wasm_opens_js_type(func: &Marked<'_>, ty: &str, at: Span) {
        let title = format!("`{}` is `@wasm`, but opens objects of `{ty}`, which is `@js`", func.name);
        Diagnostic::warning(CODE, title, func.attribute, "asked for here")
            .also(at, format!("opens a `{ty}`"))
            .note("each access is a call out of Wasm, 4 to 5.5 ns; JavaScript opens objects of Wasm nearly for free")
            .suggest("remove one of the attributes: objects live well in Wasm", func.attribute, "")
    }
}
