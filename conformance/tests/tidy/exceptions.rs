//! Where the rules do not hold, and why.

/// Files with more than 600 lines: path, reason.
pub const LONG_FILES: &[(&str, &str)] = &[];

/// Functions with more than 60 lines: path, name, reason.
pub const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[
    ("emit-js/src/js/print/expr.rs", "bare", "one match, an arm for each kind of expression"),
    ("emit-js/src/ops.rs", "op", "one match, an arm for each operator"),
    ("frontend/src/check/assigned.rs", "for_each_child", "one match, an arm for each kind of expression"),
    ("frontend/src/typed/walk.rs", "for_each_child", "one match, an arm for each kind of expression"),
    ("frontend/src/check/walk_typed.rs", "for_each_child", "one match, an arm for each kind of expression"),
    ("frontend/tests/parse/dump.rs", "expr", "one match, an arm for each kind of expression"),
    (
        "frontend/tests/parse.rs",
        "tokens_cover_every_byte_and_no_text_stops_the_parser",
        "a list of texts, and what holds for each",
    ),
    ("ir/src/fold.rs", "evaluate", "one match, an arm for each primitive operator"),
    ("lower/src/build/expr.rs", "expr_kind", "one match, an arm for each kind of expression"),
];

/// Modules that import each other: folder of the crate, modules, reason.
pub const MUTUAL_MODULES: &[(&str, &[&str], &str)] = &[
    (
        "ir",
        &["func", "op", "placement", "program", "types"],
        "the data model: functions hold operators, operators name types, and types say on which side they live",
    ),
    ("frontend", &["lex", "parse"], "what is wrong about characters is reported by the error functions of the parser"),
    (
        "frontend",
        &["bounds", "display", "errors", "modules", "world"],
        "the world of declarations keeps what `bounds` found out, and errors show types, which the world names",
    ),
    (
        "emit-js",
        &["func", "module", "places"],
        "functions are emitted with the state of the module, which collects what they turn out to need",
    ),
    ("emit-js", &["shipped", "js"], "helpers are printed like the rest, and minified names must not be theirs"),
    ("emit-wasm", &["body", "extra"], "bodies call functions that `extra` makes, whose bodies are made the same way"),
];
