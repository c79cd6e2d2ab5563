//! What the checker says of small programs: `tests/check/*.seam`, each with the messages expected at its end.
//!
//! A file may hold several modules, each after a line `// --- file: name.seam`; the first is the root. `BLESS=1`
//! rewrites the expectations.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base::{Diagnostic, Sources, Span};
use frontend::{LoadError, Loader, check_program};

const EXPECTED: &str = "// --- diagnostics\n";
const FILE: &str = "// --- file: ";

struct Files(BTreeMap<String, String>);

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        self.0.get(path).cloned().ok_or(LoadError::Missing)
    }
}

/// The modules of a case; without a `file` line there is one.
fn modules(text: &str) -> (String, Files) {
    let mut files = BTreeMap::new();
    let mut root = None;
    let mut name = "main.seam".to_owned();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(FILE) {
            Some(rest) => name = rest.trim().to_owned(),
            None => files.entry(name.clone()).or_insert_with(String::new).push_str(line),
        }
        root.get_or_insert_with(|| name.clone());
    }
    (root.unwrap_or(name), Files(files))
}

fn place(sources: &Sources, root: &str, span: Span) -> String {
    let path = &sources.get(span.source).path;
    let at = sources.position(span);
    if path == root { format!("{}:{}", at.line, at.column) } else { format!("{path}:{}:{}", at.line, at.column) }
}

fn shown(diagnostic: &Diagnostic, sources: &Sources, root: &str) -> String {
    let mut out =
        format!("// {} {} {}", diagnostic.code, place(sources, root, diagnostic.primary.span), diagnostic.title);
    if !diagnostic.primary.text.is_empty() {
        write!(out, " — {}", diagnostic.primary.text).expect("writing to a string cannot fail");
    }
    out.push('\n');
    for label in &diagnostic.secondary {
        writeln!(out, "//   {} {}", place(sources, root, label.span), label.text)
            .expect("writing to a string cannot fail");
    }
    for note in &diagnostic.notes {
        writeln!(out, "//   note: {note}").expect("writing to a string cannot fail");
    }
    for hint in &diagnostic.hints {
        writeln!(out, "//   hint: {}", hint.text).expect("writing to a string cannot fail");
    }
    out
}

fn run(text: &str) -> String {
    let (root, mut files) = modules(text);
    let mut sources = Sources::new();
    let (program, diagnostics) = check_program(&root, &mut files, &mut sources);
    assert_eq!(program.is_none(), diagnostics.iter().any(Diagnostic::is_error), "a program exactly if no error");
    let lines: String = diagnostics.iter().map(|diagnostic| shown(diagnostic, &sources, &root)).collect();
    if lines.is_empty() { "// none\n".to_owned() } else { lines }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let entries = std::fs::read_dir(folder).expect("the folder of cases exists");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.sort();
    paths
}

#[test]
fn messages_are_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = Vec::new();
    for path in cases() {
        let text = std::fs::read_to_string(&path).expect("a case can be read");
        let (source, expected) = text.split_once(EXPECTED).unwrap_or((&text, ""));
        let found = run(source);
        if found == expected {
            continue;
        }
        if bless {
            std::fs::write(&path, format!("{source}{EXPECTED}{found}")).expect("a case can be written");
        } else {
            failures.push(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Whatever is missing from a program, the checker says what, and does not crash.
#[test]
fn programs_with_holes_do_not_crash() {
    for path in cases() {
        let text = std::fs::read_to_string(&path).expect("a case can be read");
        let source = text.split_once(EXPECTED).map_or(text.as_str(), |(source, _)| source);
        let words: Vec<(usize, &str)> = source
            .split_inclusive([' ', '\n', '(', ')', ','])
            .scan(0, |at, word| {
                let start = *at;
                *at += word.len();
                Some((start, word))
            })
            .collect();
        let step = words.len() / 12 + 1;
        for (start, word) in words.iter().step_by(step) {
            let broken = format!("{}{}", &source[..*start], &source[start + word.len()..]);
            run(&broken);
        }
    }
}

/// Time grows with the length of the program, also for what looks at everything before it: the elements of a list,
/// the spelling of unknown names. Both once took half a minute.
#[test]
fn long_lists_and_many_mistakes_take_linear_time() {
    let start = std::time::Instant::now();
    let items: Vec<String> = (0..50_000).map(|item| item.to_string()).collect();
    assert_eq!(run(&format!("fn main() {{ print([{}]) }}", items.join(", "))), "// none\n");
    let functions: String = (0..10_000).map(|index| format!("fn function{index}() {{ missing{index}() }}\n")).collect();
    assert_eq!(run(&functions).matches("E0110").count(), 10_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
