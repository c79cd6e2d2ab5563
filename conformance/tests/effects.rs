//! What functions are said to do, and the pages of the mistakes that this finds.
//!
//! Each `tests/effects/<name>.seam` has a `.txt` beside it with a line for each of its functions; `BLESS=1` rewrites them.
//! Each page of `seam explain` has a wrong example that gives its code, and a right one that gives nothing.

use base::Sources;
use frontend::{LoadError, Loader};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

struct One<'t>(&'t str);

impl Loader for One<'_> {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        if path == "page.seam" { Ok(self.0.to_owned()) } else { Err(LoadError::Missing) }
    }
}

fn typed(text: &str, sources: &mut Sources) -> frontend::typed::Program {
    let (typed, diagnostics) = frontend::check_program("page.seam", &mut One(text), sources);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    typed.expect("a program without errors")
}

fn report(text: &str) -> String {
    let mut sources = Sources::new();
    let typed = typed(text, &mut sources);
    let mut out = String::new();
    for row in lower::effects::report::of(&typed, &sources) {
        if sources.get(row.span.source).path == "page.seam" {
            let _ = writeln!(out, "{}: {}", row.name, row.text());
        }
    }
    out
}

#[test]
fn functions_do_what_is_said_of_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/effects");
    let files = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it is read").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "seam")).collect();
    files.sort();
    assert!(files.len() > 5, "there are cases");
    let mut wrong = String::new();
    for file in files {
        let found = report(&std::fs::read_to_string(&file).expect("it can be read"));
        let expected = file.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected, &found).expect("it can be written");
        }
        let known = std::fs::read_to_string(&expected).unwrap_or_default();
        if known != found {
            let difference = similar::TextDiff::from_lines(&known, &found).unified_diff().to_string();
            let _ = writeln!(wrong, "{}\n{difference}", file.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The texts of the blocks that start with this line.
fn blocks<'p>(page: &'p str, fence: &str) -> Vec<&'p str> {
    let starts = page.match_indices(fence).map(|(at, fence)| &page[at + fence.len()..]);
    starts.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

fn check(text: &str) -> Vec<base::Diagnostic> {
    let mut sources = Sources::new();
    let typed = typed(text, &mut sources);
    lower::check(&typed, &sources)
}

#[test]
fn wrong_examples_give_their_code_with_a_reason_and_an_edit() {
    for code in lower::codes() {
        let page = lower::explain(code).expect("codes come from the pages");
        let examples = blocks(&page, "```seam wrong\n");
        assert!(!examples.is_empty(), "{code} has no example");
        for text in examples {
            let found = check(text);
            let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code).collect();
            assert_eq!(codes, [code], "{text}");
            assert!(!found[0].notes.is_empty(), "{code} gives no reason");
            assert!(found[0].hints.iter().any(|hint| !hint.edits.is_empty()), "{code} gives no edit");
        }
    }
}

#[test]
fn right_examples_are_right() {
    for code in lower::codes() {
        let page = lower::explain(code).expect("codes come from the pages");
        for text in blocks(&page, "```seam right\n") {
            assert_eq!(check(text), [], "{text}");
        }
    }
}

#[test]
fn no_page_stands_twice() {
    let mut codes = lower::codes();
    codes.extend(frontend::codes());
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    assert_eq!(lower::explain("E9999"), None);
}
