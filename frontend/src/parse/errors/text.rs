//! Mistakes in the text itself: characters, strings, numbers, brackets.

use base::{Diagnostic, Span};

use super::errors;
use crate::ast::NumberSuffix;
use crate::lex::number::Mistake;

errors! {
    /// A source file is not UTF-8. Seam files are text in UTF-8; save the file in that encoding.
    "E0001" fn not_utf8(at: Span) {
        Diagnostic::error(CODE, "the file is not UTF-8", at, "the first byte that is not text")
            .note("Seam files are UTF-8")
            .hint("save the file as UTF-8 in your editor")
    }
    /// A character that nothing in the language starts with.
    ///
    /// ```seam wrong
    /// const a = 1 # 2
    /// ```
    /// ```seam right
    /// const a = 1 + 2
    /// ```
    "E0002" fn unknown_character(span: Span, text: &str) {
        let error = Diagnostic::error(CODE, format!("`{text}` means nothing here"), span, "");
        match text {
            "“" | "”" | "„" | "“”" => error.fix("write a straight quote", span, "\""),
            "\u{a0}" => error.note("it is a no-break space").fix("write a plain space", span, " "),
            "'" => error.note("this quote is not closed on its line").hint("strings are written with double quotes"),
            "#" => error.hint("comments start with `//`, attributes with `@`"),
            _ => error.hint("remove it; in text it stands in a string"),
        }
    }
    /// A `/*` comment has no `*/`. Comments nest: each `/*` needs its own.
    ///
    /// ```seam wrong
    /// /* a comment /* in a comment */
    /// const a = 1
    /// ```
    /// ```seam right
    /// /* a comment /* in a comment */ */
    /// const a = 1
    /// ```
    "E0003" fn unterminated_comment(span: Span) {
        Diagnostic::error(CODE, "the comment is not closed", span, "opened here")
            .note("comments nest: each `/*` needs its own `*/`")
            .hint("write `*/` at its end")
    }
    /// A string has no closing quote on its line. A string over several lines is written with `"""`.
    ///
    /// ```seam wrong
    /// const greeting = "hello
    /// ```
    /// ```seam right
    /// const greeting = "hello"
    /// ```
    "E0004" fn unterminated_string(quote: Span, end: Span, multiline: bool) {
        let error = Diagnostic::error(CODE, "the string is not closed", quote, "opened here");
        if multiline {
            return error.hint("write `\"\"\"` at its end");
        }
        error.note("a `\"` string ends with its line; one over several lines is written with `\"\"\"`")
            .fix("close it", end, "\"")
    }
    /// A backslash in a string is followed by something that is no escape. The escapes are `\n \t \r \\ \" \{ \}` and
    /// `\u{…}` with the number of a Unicode character.
    ///
    /// ```seam wrong
    /// const path = "C:\dir"
    /// ```
    /// ```seam right
    /// const path = "C:\\dir"
    /// ```
    "E0005" fn bad_escape(span: Span, text: &str) {
        let error = Diagnostic::error(CODE, format!("`{text}` is not an escape"), span, "")
            .note("the escapes are `\\n \\t \\r \\\\ \\\" \\{ \\}` and `\\u{1F600}`");
        let doubled = format!("\\{text}");
        error.fix("write two backslashes for one", span, doubled)
    }
    /// A hole of a string or template has nothing in it. For a brace itself write `\{` in a string and `{"{"}` in a
    /// template.
    ///
    /// ```seam wrong
    /// fn f() -> string { "a {} b" }
    /// ```
    /// ```seam right
    /// fn f() -> string { "a \{\} b" }
    /// ```
    "E0006" fn empty_hole(span: Span) {
        Diagnostic::error(CODE, "the hole is empty", span, "")
            .hint("write an expression in it; for braces themselves write `\\{\\}` in a string, `{\"{\"}` in a template")
    }
    /// A hole has more in it than one expression, or lacks its `}`.
    ///
    /// ```seam wrong
    /// fn f(a: i32) -> string { "a {a" }
    /// ```
    /// ```seam right
    /// fn f(a: i32) -> string { "a {a}" }
    /// ```
    "E0007" fn unclosed_hole(brace: Span, at: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `}}` at the end of the hole, found {found}"), at, "")
            .also(brace, "the hole starts here")
            .hint("for a brace itself write `\\{`")
    }
    /// A number is malformed: letters that are no suffix, no digits after `0x`, or an integer's suffix on a number with a
    /// point. The suffixes are `i8 u8 i16 u16 i32 u32 i64 u64 f32 f64`.
    ///
    /// ```seam wrong
    /// const big: bigint = 10n
    /// ```
    /// ```seam right
    /// const big: bigint = 10
    /// ```
    "E0008" fn malformed_number(span: Span, text: &str, mistake: Mistake) {
        let note = "the suffixes are `i8 u8 i16 u16 i32 u32 i64 u64 f32 f64`";
        let error = |title: String| Diagnostic::error(CODE, title, span, "");
        match mistake {
            Mistake::UnknownSuffix(at) => {
                let (number, suffix) = text.split_at(at);
                let error = error(format!("`{suffix}` is not a suffix of numbers")).note(note);
                let bigint = suffix == "n";
                if bigint { error.fix("a literal is a `bigint` where one is wanted", span, number) } else { error }
            }
            Mistake::BadDigits => error(format!("`{text}` has digits that its base does not have, or none"))
                .note("`0b` takes 0 and 1, `0x` takes 0 to 9 and a to f"),
            Mistake::IntSuffixOnFloat(suffix) => {
                error(format!("a number with a point or exponent cannot be an `{}`", suffix_text(suffix))).note(note)
            }
        }
    }
    /// A bracket is not closed.
    ///
    /// ```seam wrong
    /// fn f() -> i32 { max(1, 2 }
    /// ```
    /// ```seam right
    /// fn f() -> i32 { max(1, 2) }
    /// ```
    "E0009" fn unclosed(open: Span, end: Span, close: &str) {
        let bracket = close.trim_matches('`');
        let error = Diagnostic::error(CODE, format!("this bracket is never closed by {close}"), open, "opened here")
            .also(end, format!("{close} is missing here, or before"));
        // Where a block ends is for a person to say.
        if bracket == "}" { error.hint("insert `}`") } else { error.fix(format!("insert {close}"), end, bracket) }
    }
    /// Something else stands where the grammar wants a certain word or sign.
    ///
    /// ```seam wrong
    /// type Point (f64, f64)
    /// ```
    /// ```seam right
    /// type Point = (f64, f64)
    /// ```
    "E0010" fn expected(span: Span, what: &str, after: &str, found: &str) {
        Diagnostic::error(CODE, format!("expected {what} {after}, found {found}"), span, "")
            .hint(format!("write {what} here"))
    }
    /// Two elements of a list have no `,` between them.
    ///
    /// ```seam wrong
    /// const xs = [1 2]
    /// ```
    /// ```seam right
    /// const xs = [1, 2]
    /// ```
    "E0011" fn missing_comma(end: Span, next: Span) {
        Diagnostic::error(CODE, "a `,` is missing between the elements of the list", next, "")
            .fix("insert `,`", end, ",")
    }
    /// Brackets, blocks, operators or elements nest deeper than the compiler follows: 256 levels, or 512 links of one
    /// chain such as `a + b + c`. Name parts of the expression.
    "E0012" fn nested_too_deeply(span: Span, depth: u32, links: u32) {
        Diagnostic::error(CODE, "this is nested too deeply", span, "")
            .note(format!("at most {depth} levels nest, and a chain such as `a + b + c` has at most {links} links"))
            .hint("give parts of it names with `let`, or move them to functions")
    }
    /// Strings are written with double quotes.
    ///
    /// ```seam wrong
    /// const name = 'Ada'
    /// ```
    /// ```seam right
    /// const name = "Ada"
    /// ```
    "E0013" fn single_quotes(span: Span, raw: &str) {
        let text = raw.replace("\\'", "'").replace('"', "\\\"").replace('{', "\\{").replace('}', "\\}");
        Diagnostic::error(CODE, "strings are written with double quotes", span, "")
            .fix("write double quotes", span, format!("\"{text}\""))
    }
    /// Strings with holes are written with double quotes, and holes without `$`.
    ///
    /// ```seam wrong
    /// fn greet(name: string) -> string { `hello ${name}` }
    /// ```
    /// ```seam right
    /// fn greet(name: string) -> string { "hello {name}" }
    /// ```
    "E0014" fn backtick_string(span: Span, raw: &str) {
        let quote = if raw.contains('\n') { "\"\"\"" } else { "\"" };
        let text = raw.replace("${", "{").replace("\\`", "`");
        let error = Diagnostic::error(CODE, "strings are written with double quotes", span, "")
            .note("each `\"…\"` string may have holes: `\"hello {name}\"`");
        // Quotes and bare braces in it need an eye.
        let certain = !raw.contains('"') && raw.matches('{').count() == raw.matches("${").count();
        if certain { error.fix("write double quotes", span, format!("{quote}{text}{quote}")) } else { error }
    }
    /// This string must be known as it stands: names of tests, paths of modules and patterns have no holes.
    ///
    /// ```seam wrong
    /// test "case {1}" { }
    /// ```
    /// ```seam right
    /// test "case 1" { }
    /// ```
    "E0015" fn hole_in_plain_string(span: Span, what: &str) {
        Diagnostic::error(CODE, format!("{what} cannot have holes"), span, "")
            .hint("write `\\{` for a brace itself")
    }
    /// The `<` of type arguments or parameters has no `>`.
    ///
    /// ```seam wrong
    /// fn f(xs: List<i32) { }
    /// ```
    /// ```seam right
    /// fn f(xs: List<i32>) { }
    /// ```
    "E0016" fn unclosed_angle(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `,` or `>` after a type, found {found}"), span, "")
            .note("`<` right after a name opens type arguments")
            .hint("to compare, put a space before `<`")
    }
}

fn suffix_text(suffix: NumberSuffix) -> String {
    format!("{suffix:?}").to_lowercase()
}
