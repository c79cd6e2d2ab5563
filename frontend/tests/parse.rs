//! The parser, by data files, and what holds for every text.
//!
//! `tests/parse/*.seam`: source, a line `--- ast` or `--- errors`, and what is expected. `BLESS=1 cargo test -p
//! frontend --test parse` rewrites the expectations.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "parse/dump.rs"]
mod dump;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base::{Diagnostic, SourceId, Sources};
use frontend::ast::Module;
use frontend::lex::TokenKind;
use frontend::parse::{self, errors};

fn parse(text: &str) -> (SourceId, Sources, Module, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let source = sources.add("case.seam".into(), text.into());
    let (module, diagnostics) = parse::parse(source, text);
    (source, sources, module, diagnostics)
}

fn codes(text: &str) -> Vec<&'static str> {
    parse(text).3.iter().map(|diagnostic| diagnostic.code).collect()
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parse");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "seam"));
    files.sort();
    files
}

/// The messages about a text, one a line, with their hints and what remains after all certain fixes.
fn errors_of(text: &str) -> String {
    let (_, sources, _, diagnostics) = parse(text);
    let mut out = String::new();
    for diagnostic in &diagnostics {
        let at = sources.position(diagnostic.primary.span);
        writeln!(out, "{}:{} {} {}", at.line, at.column, diagnostic.code, diagnostic.title).unwrap();
        for label in &diagnostic.secondary {
            let at = sources.position(label.span);
            writeln!(out, "  at {}:{} {}", at.line, at.column, label.text).unwrap();
        }
        for note in &diagnostic.notes {
            writeln!(out, "  note: {note}").unwrap();
        }
        for hint in &diagnostic.hints {
            write!(out, "  hint: {}", hint.text).unwrap();
            if hint.is_machine_applicable() {
                let fixed = apply(text, hint);
                let line = fixed.lines().nth(at.line as usize - 1).unwrap_or_default();
                write!(out, " → {}", line.trim()).unwrap();
            }
            out.push('\n');
        }
    }
    out
}

fn apply(text: &str, hint: &base::Hint) -> String {
    let mut edits: Vec<_> = hint.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_string();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.replacement);
    }
    text
}

#[test]
fn data_files() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for path in files() {
        let content = fs::read_to_string(&path).unwrap();
        let marker = content.find("\n--- ").unwrap_or_else(|| panic!("{} has no `---` line", path.display())) + 1;
        let (text, rest) = content.split_at(marker);
        let (kind, expected) = rest.split_once('\n').unwrap();
        let found = match kind {
            "--- ast" => {
                let (_, _, module, diagnostics) = parse(text);
                assert!(diagnostics.is_empty(), "{}:\n{}", path.display(), errors_of(text));
                dump::module(&module)
            }
            "--- errors" => errors_of(text),
            other => panic!("{}: {other}", path.display()),
        };
        if found != expected {
            if bless {
                fs::write(&path, format!("{text}{kind}\n{found}")).unwrap();
            } else {
                wrong.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_library_and_the_examples_parse() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root.join("std"), root.join("examples")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "seam") {
                let text = fs::read_to_string(&path).unwrap();
                assert!(codes(&text).is_empty(), "{}:\n{}", path.display(), errors_of(&text));
                assert_lossless(&text);
                count += 1;
            }
        }
    }
    assert!(count > 0, "the library is not where it was");
}

#[test]
fn pages_are_true() {
    let mut seen = std::collections::BTreeSet::new();
    for (code, page) in errors::PAGES {
        assert!(seen.insert(code), "{code} has two pages");
        let page = page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
        for (index, block) in page.split("```").enumerate().filter(|(index, _)| index % 2 == 1) {
            let (kind, text) = block.split_once('\n').unwrap();
            let codes = codes(text);
            match kind {
                "seam wrong" => assert_eq!(codes, [*code], "{code}, block {index}:\n{text}{}", errors_of(text)),
                "seam right" => assert!(codes.is_empty(), "{code}, block {index}:\n{text}{}", errors_of(text)),
                other => panic!("{code}: a block is `{other}`"),
            }
        }
    }
}

/// The texts of all tokens in order are the text.
fn assert_lossless(text: &str) {
    let mut sources = Sources::new();
    let source = sources.add("case.seam".into(), text.into());
    let tokens = parse::tokens(source, text);
    let mut at = 0;
    for token in &tokens {
        assert_eq!(token.start, at, "{token:?} does not follow in {text:?}: {tokens:?}");
        let piece = &text[token.start as usize..token.end as usize];
        if token.kind == TokenKind::Whitespace {
            assert!(
                piece.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']).is_empty(),
                "{piece:?} is no white space in {text:?}"
            );
        }
        at = token.end;
    }
    assert_eq!(at as usize, text.len(), "{text:?}");
}

/// A small generator of random numbers (Steele and Vigna's SplitMix64), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}

#[test]
fn tokens_cover_every_byte_and_no_text_stops_the_parser() {
    let texts: Vec<String> = files().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for text in &texts {
        assert_lossless(text);
    }
    let pieces = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "\"\"\"",
        "<p>",
        "</p>",
        "<",
        ">",
        "{if x {",
        "=>",
        "| a",
        "! b",
        "\n",
        "\\",
        "'",
        "fn ",
        "match x ",
        "é",
        "“",
        "/*",
        "*/",
        "//",
        ".",
        "..",
        "?",
        "?.",
        "|>",
        "0x",
        "1e",
        "t.0.1",
        "async ",
        "struct S {",
        "on:click={",
        "let ",
        "x: ",
        ",",
        "event e() ",
        "view V() {",
        "extern js {",
        "in ",
        "for ",
        ";",
    ];
    let mut random = Random(1);
    for round in 0..4000 {
        let text = &texts[round % texts.len()];
        let mut boundaries: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
        boundaries.dedup();
        let from = boundaries[random.below(boundaries.len())];
        let to = boundaries[random.below(boundaries.len())];
        let (from, to) = (from.min(to), from.max(to));
        let mut mutated = match random.below(3) {
            0 => format!("{}{}", &text[..from], &text[to..]),
            1 => text[from..to].to_string(),
            _ => text.clone(),
        };
        for _ in 0..random.below(4) {
            let mut at = random.below(mutated.len() + 1);
            while !mutated.is_char_boundary(at) {
                at -= 1;
            }
            mutated.insert_str(at, pieces[random.below(pieces.len())]);
        }
        assert_lossless(&mutated);
    }
}

/// What a function whose body is `body` dumps as, without the braces; a mistake is its code.
fn body(body: &str) -> String {
    let (_, _, module, diagnostics) = parse(&format!("fn f() {{\n{body}\n}}"));
    if let Some(diagnostic) = diagnostics.first() {
        return diagnostic.code.into();
    }
    let dump = dump::module(&module);
    dump.strip_prefix("(fn f () {").and_then(|dump| dump.strip_suffix("})\n")).unwrap().into()
}

#[test]
fn a_line_continues_after_an_operator_comma_or_bracket() {
    assert_eq!(body("let x = a +\n  b"), "(let x (+ a b))");
    assert_eq!(body("let x = a |\n  b"), "(let x (| a b))");
    assert_eq!(body("let x =\n  a"), "(let x a)");
    assert_eq!(body("let x = !\n  a"), "(let x (! a))");
    assert_eq!(body("f(\n  a,\n  b\n)"), "=> (call f a b)");
    assert_eq!(body("let g = x =>\n  x"), "(let g (lambda (x) x))");
}

#[test]
fn a_line_continues_before_a_point_pipe_or_operator() {
    assert_eq!(body("a\n  .b()\n  ?.c\n  |> d()"), "=> (piped d (chain (call a.b)?.c))");
    assert_eq!(body("a\n  + b\n  && c"), "=> (&& (+ a b) c)");
    assert_eq!(body("a\n  as f64"), "=> (as a f64)");
}

#[test]
fn a_line_does_not_continue_before_what_may_begin_one() {
    assert_eq!(body("a\n-b"), "a; => (- b)");
    assert_eq!(body("a\n!b"), "a; => (! b)");
    assert_eq!(body("a\n(b)"), "a; => b");
    assert_eq!(body("a\n[b]"), "a; => (list b)");
    assert_eq!(body("a\n<b></b>"), "a; => (<b> )");
    assert_eq!(body("a()\n{ b }"), "(call a); => {=> b}");
    assert_eq!(body("a\n| b"), "E0061");
}

#[test]
fn a_postfix_sign_does_not_continue_a_line() {
    assert_eq!(body("let x = a!\nb"), "(let x (unwrap a)); => b");
    assert_eq!(body("let x = y as T?\nb"), "(let x (as y T?)); => b");
    assert_eq!(body("let x = y as List<T>\nb"), "(let x (as y List<T>)); => b");
    assert_eq!(body("return\na"), "(return); => a");
    assert_eq!(body("break\na"), "(break); => a");
}

#[test]
fn ten_thousand_brackets_are_one_mistake() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("a(", ")"), ("x => ", ""), ("if a { ", "}"), ("\"{", "}\"")]
    {
        for close in [close, ""] {
            let text = format!("fn f() {{\n{}1{}\n}}", open.repeat(10_000), close.repeat(10_000));
            assert_eq!(codes(&text)[0], "E0012", "{open}");
            let most = if close.is_empty() { 2 } else { 1 };
            assert!(codes(&text).len() <= most, "{open} gives {:?}", &codes(&text)[..5]);
        }
    }
    assert_eq!(codes(&format!("fn f() {{ let {}a = 1 }}", "(".repeat(10_000))), ["E0012"]);
    assert_eq!(codes(&format!("type T = {}i32", "(".repeat(10_000)))[0], "E0012");
    assert_eq!(codes(&format!("view V() {{ {} }}", "<p>".repeat(10_000))), ["E0012"]);
    for chain in ["+1", ".a", "()", "!", "|>f()", " ** 1", " as i32", "[0]"] {
        assert_eq!(codes(&format!("fn f() {{ 1{} }}", chain.repeat(10_000))), ["E0012"], "{chain}");
    }
}

#[test]
#[ignore = "a measurement"]
fn stack() {
    for open in
        ["(", "[", "{", "-", "a(", "x => ", "if a { ", "\"{", "x: while a {", "match a { _ => ", "e() { | a => "]
    {
        let text = format!("fn f() {{\n{}", open.repeat(10_000));
        let mut kib = 256;
        loop {
            let text = text.clone();
            let path = std::env::var("STACK_OF");
            if let Ok(path) = &path {
                if path == open {
                    let run = move || println!("{:?}", codes(&text));
                    let kib: usize = std::env::var("KIB").unwrap().parse().unwrap();
                    std::thread::Builder::new().stack_size(kib * 1024).spawn(run).unwrap().join().unwrap();
                }
                break;
            }
            let exe = std::env::current_exe().unwrap();
            let out = std::process::Command::new(exe)
                .args(["stack", "--ignored", "--exact", "--nocapture"])
                .env("STACK_OF", open)
                .env("KIB", kib.to_string())
                .output()
                .unwrap();
            if out.status.success() {
                println!("{open:20} {kib} KiB");
                break;
            }
            kib += 128;
        }
    }
}

#[test]
fn a_megabyte_on_one_line_takes_linear_time() {
    let lines = [
        format!("const a = [{}]", "1, ".repeat(350_000)),
        format!("const a = {}1", "1+".repeat(500_000)),
        format!("const a = {}1", "a<".repeat(500_000)),
        format!("const a = \"{}\"", "{a}".repeat(350_000)),
        format!("const a = {}", "(".repeat(1_000_000)),
        format!("const a = {}", "\"{".repeat(500_000)),
        format!("view V() {{ {}", "<a>{".repeat(250_000)),
        "#".repeat(1_000_000),
        "}".repeat(1_000_000),
        "a ".repeat(500_000),
        format!("fn f() {{ {}", "a ".repeat(500_000)),
        format!("fn f() {{ {}", "] ".repeat(500_000)),
        format!("fn f() {{ {}", "{a".repeat(500_000)),
        "/*".repeat(500_000),
    ];
    for line in &lines {
        let start = Instant::now();
        codes(line);
        assert!(start.elapsed() < Duration::from_secs(60), "{:?} for {}", start.elapsed(), &line[..30]);
    }
}

/// Time for 100,000 lines; `cargo test --release -p frontend --test parse -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn speed() {
    let unit = "fn step(bodies: List<Body>, dt: f64) -> f64 {\n  var total = 0.0\n  for i in 0..bodies.length {\n    \
                let b = bodies[i]\n    b.vx += dt * (b.x - 1.5) / sqrt(total + 2.0)\n    if b.vx > 10.0 && i != 3 {\n      \
                print(\"body {i} at {b.x}\")\n    }\n    total += b.vx ** 2.0\n  }\n  total\n}\n";
    let text = unit.repeat(100_000 / unit.lines().count());
    let lines = text.lines().count();
    for _ in 0..5 {
        let start = Instant::now();
        let count = parse(&text).3.len();
        let time = start.elapsed();
        println!(
            "{lines} lines in {time:?}, {:.2} M lines/s, {count} messages",
            lines as f64 / time.as_secs_f64() / 1e6
        );
    }
}
/// Parsers pass nodes by value: their size is stack per level of nesting, and time.
#[test]
fn nodes_are_small() {
    use frontend::ast::{Expr, Pattern, Stmt, Type};
    assert!(size_of::<Expr>() <= 128 && size_of::<Stmt>() <= 160);
    assert!(size_of::<Pattern>() <= 96 && size_of::<Type>() <= 96);
}
