//! The formatter: it keeps what a text means and all of its comments, and formatting twice is formatting once.
//!
//! These hold for every Seam file of the repository, every block of the documentation, and both with their white space
//! and comments changed at random; what users read as examples has the style. `tests/format/*.seam` shows what the style is: source, `--- formatted`, result;
//! `BLESS=1 cargo test -p frontend --test format` rewrites the results.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "parse/dump.rs"]
mod dump;

use std::fs;
use std::path::{Path, PathBuf};

use base::{SourceId, Sources};
use frontend::format::{self, Unformatted};
use frontend::lex::TokenKind as T;
use frontend::parse;

fn source(text: &str) -> SourceId {
    Sources::new().add("case.seam".into(), text.into())
}

/// The tree as text, without what layout may change: white space of templates.
fn tree(text: &str) -> Option<String> {
    let (module, diagnostics) = parse::parse(source(text), text);
    let mut tree = dump::module(&module).replace("\\n", " ").replace("\\r", " ").replace("\\t", " ");
    while tree.contains("  ") {
        tree = tree.replace("  ", " ");
    }
    diagnostics.is_empty().then_some(tree)
}

fn comments(text: &str) -> Vec<&str> {
    let tokens = parse::tokens(source(text), text);
    let comments = tokens.iter().filter(|token| token.kind == T::Comment);
    let mut all: Vec<&str> = comments.map(|token| text[token.start as usize..token.end as usize].trim_end()).collect();
    all.sort_unstable();
    all
}

/// The text without as many tokens, comments and white space as can go while `fails` holds, for messages.
fn shrunk(text: &str, fails: impl Fn(&str) -> bool) -> String {
    let mut smallest = text.to_string();
    let mut step = 1024;
    while step > 0 {
        let tokens = parse::tokens(source(&smallest), &smallest);
        let mut from = 0;
        let mut removed = false;
        while from < tokens.len() && !removed {
            let end = (from + step).min(tokens.len());
            let cut = tokens[from].start as usize..tokens[end - 1].end as usize;
            let shorter = [&smallest[..cut.start], &smallest[cut.end..]].concat();
            if tree(&shorter).is_some() && fails(&shorter) {
                smallest = shorter;
                removed = true;
            }
            from += step.div_ceil(2);
        }
        if !removed {
            step /= 2;
        }
    }
    smallest
}

/// Whether what must hold does not hold for a text.
fn is_wrong(text: &str) -> bool {
    let Ok(formatted) = format::format(source(text), text) else { return true };
    let again = format::format(source(&formatted), &formatted);
    tree(text) != tree(&formatted) || comments(text) != comments(&formatted) || again.ok() != Some(formatted)
}

/// A text, and what formatting makes of it once and twice.
fn explained(text: &str) -> String {
    let once = format::format(source(text), text).unwrap_or_default();
    let twice = format::format(source(&once), &once).unwrap_or_default();
    format!("{text}\n--- formatted\n{once}\n--- twice\n{twice}")
}

/// Formats a text that has no syntax errors and checks what must hold. The place is for messages.
fn check(place: &str, text: &str) -> String {
    if is_wrong(text) {
        panic!("{place}: the smallest text that is formatted wrongly:\n{}", explained(&shrunk(text, is_wrong)));
    }
    format::format(source(text), text).unwrap()
}

fn walk(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
            walk(&path, ending, into);
        } else if name.ends_with(ending) {
            into.push(path);
        }
    }
}

/// All Seam texts of the repository that have no syntax errors, and where they are.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut files, mut pages, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    walk(root, ".seam", &mut files);
    walk(root, ".md", &mut pages);
    files.sort();
    pages.sort();
    for path in files {
        if let Ok(text) = fs::read_to_string(&path) {
            // What follows in a case of the tests is what is expected of it.
            let end = text.find("\n// --- ").or_else(|| text.find("\n--- ")).unwrap_or(text.len());
            texts.push((path.display().to_string(), text[..end].to_string() + "\n"));
        }
    }
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        for block in page.split("```seam").skip(1) {
            let code = block.split_once('\n').map_or("", |(_, rest)| rest).split("```").next().unwrap();
            texts.push((path.display().to_string(), code.to_string()));
        }
    }
    texts.retain(|(_, text)| tree(text).is_some());
    texts
}

#[test]
fn every_text_of_the_repository_keeps_its_meaning() {
    let texts = texts();
    assert!(texts.len() > 700, "only {} texts found", texts.len());
    for (place, text) in &texts {
        let formatted = check(place, text);
        for line in formatted.lines() {
            let verbatim = ["\"\"\"", "/*", "<pre", "<textarea"].iter().any(|mark| text.contains(mark));
            assert!(verbatim || line.trim_end() == line, "{place}: white space ends the line `{line}`");
        }
    }
}

#[test]
fn the_library_the_examples_and_the_benchmarks_have_the_style() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in ["std", "examples", "bench"] {
        walk(&root.join(folder), ".seam", &mut files);
    }
    assert!(files.len() > 50, "only {} files found", files.len());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let formatted = format::format(source(&text), &text);
        assert!(formatted.is_ok_and(|it| it == text), "{}: run `seam fmt std examples bench`", path.display());
    }
}

/// A small generator of numbers (xorshift64*, Vigna 2016), so that failures can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }
}

const TRIVIA: [&str; 14] = [
    "",
    " ",
    "   ",
    "\n",
    "\n\n\n",
    "\n\t ",
    " /* a */ ",
    "/* b */",
    "\n/* c */\n",
    " /* d\n e */ ",
    " // f\n",
    "\n// g\n",
    "\n\n  // h\n\n// i\n",
    "\n/// j\n",
];

/// The text with the white space between some of its tokens changed, and comments added, as often as the result has no
/// syntax errors.
fn shaken(text: &str, random: &mut Random) -> String {
    let mut current = text.to_string();
    for _ in 0..12 {
        let tokens = parse::tokens(source(&current), &current);
        let mut changed = String::with_capacity(current.len());
        let every = 1 + random.below(tokens.len().min(200) + 1);
        for (index, token) in tokens.iter().enumerate() {
            let slice = &current[token.start as usize..token.end as usize];
            // Documentation of a comma would become that of what follows when the comma goes.
            let next = tokens[index..].iter().find(|token| !matches!(token.kind, T::Whitespace | T::Comment));
            let separates = next.is_some_and(|next| matches!(next.kind, T::Comma | T::Semicolon));
            let choices = TRIVIA.len() - usize::from(separates);
            // A `///` that comes to stand behind something documents nothing; on a line of its own it would.
            let text_after = tokens.get(index + 1).map_or("", |next| &current[next.start as usize..next.end as usize]);
            let hit = random.below(every) == 0 && !text_after.starts_with("///");
            match token.kind {
                T::Whitespace if hit => changed.push_str(TRIVIA[1 + random.below(choices - 1)]),
                T::Whitespace => changed.push_str(slice),
                T::StringText | T::TemplateText => changed.push_str(slice),
                _ => {
                    if hit && random.below(3) == 0 {
                        changed.push_str(TRIVIA[random.below(choices)]);
                    }
                    changed.push_str(slice);
                }
            }
        }
        if tree(&changed).is_some() {
            current = changed;
        }
    }
    current
}

#[test]
fn texts_with_other_white_space_and_comments_keep_their_meaning() {
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(1);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let texts = texts();
    for round in 0..rounds {
        for (place, text) in texts.iter().filter(|(_, text)| text.len() < 6000) {
            let seed = random.0;
            check(&format!("{place}, round {round}, seed {seed:#x}"), &shaken(text, &mut random));
        }
    }
}

#[test]
fn the_style_is_as_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let mut files = Vec::new();
    walk(&folder, ".seam", &mut files);
    assert!(!files.is_empty());
    for path in files {
        let whole = fs::read_to_string(&path).unwrap();
        let (text, expected) = whole.split_once("--- formatted\n").unwrap_or((&whole, ""));
        let formatted = check(&path.display().to_string(), text);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, format!("{text}--- formatted\n{formatted}")).unwrap();
        } else {
            assert!(formatted == expected, "{}: expected\n{expected}\n--- but got\n{formatted}", path.display());
        }
    }
}

#[test]
fn syntax_errors_are_reported() {
    assert!(
        matches!(format::format(source("fn f( {"), "fn f( {"), Err(Unformatted::Syntax(errors)) if !errors.is_empty())
    );
}

#[test]
fn nothing_stays_nothing() {
    assert_eq!(check("empty", ""), "");
    assert_eq!(check("blank", " \n\n"), "");
    assert_eq!(check("comment", "\n\n// a\n\n\n// b"), "// a\n\n// b\n");
}
