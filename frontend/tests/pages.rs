//! The pages of `seam explain`: the wrong example gives exactly the message that the page is about, the right one none.

use base::{Diagnostic, Sources};
use frontend::{LoadError, Loader, check_program, codes, explain};

struct One<'t>(&'t str);

impl Loader for One<'_> {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        if path == "page.seam" { Ok(self.0.to_owned()) } else { Err(LoadError::Missing) }
    }
}

fn check(text: &str) -> Vec<Diagnostic> {
    check_program("page.seam", &mut One(text), &mut Sources::new()).1
}

/// The texts of the blocks that start with this line.
fn blocks<'p>(page: &'p str, fence: &str) -> Vec<&'p str> {
    let starts = page.match_indices(fence).map(|(at, fence)| &page[at + fence.len()..]);
    starts.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// Codes of the checker: the parser tests its own.
fn checker_codes() -> impl Iterator<Item = &'static str> {
    codes().into_iter().filter(|code| *code >= "E0100")
}

#[test]
fn every_wrong_example_gives_its_code() {
    let mut wrong = Vec::new();
    for code in checker_codes() {
        let page = explain(code).expect("codes come from the pages");
        for text in blocks(page, "```seam wrong\n") {
            let found: Vec<&str> = check(text).iter().map(|diagnostic| diagnostic.code).collect();
            let severe = code.starts_with('W');
            let others = found.iter().filter(|other| **other != code && (severe || other.starts_with('E')));
            if !found.contains(&code) || others.count() > 0 {
                wrong.push(format!("{code}: {found:?}\n{text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_right_example_is_right() {
    let mut wrong = Vec::new();
    for code in checker_codes() {
        let page = explain(code).expect("codes come from the pages");
        for text in blocks(page, "```seam right\n") {
            let found: Vec<String> = check(text)
                .iter()
                .filter(|diagnostic| diagnostic.is_error() || diagnostic.code == code)
                .map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.title))
                .collect();
            if !found.is_empty() && !text.contains("import { area }") {
                wrong.push(format!("{code}: {found:?}\n{text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_one_page() {
    let all = codes();
    let mut unique = all.clone();
    unique.dedup();
    assert_eq!(all, unique);
    assert!(all.len() > 100);
    assert_eq!(explain("E9999"), None);
}
