//! docs/diagnostics.md: what the compiler says of common mistakes, as a terminal shows it.
//!
//! Each file of `mistakes/` starts with a title, and a sentence on what other compilers say. `BLESS=1 cargo test --test
//! diagnostics` writes the page anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const INTRODUCTION: &str = "# What the compiler says

Common mistakes, each with the message as a terminal shows it, and what Elm, Gleam and rustc say of the same mistake.
The page is made by a test (`src/tests/diagnostics.rs`), so it is what the compiler says now.

A message has a title, which states the fact; the place, and others that explain it; a reason, after `note`; and an
edit, after `help`. `seam explain CODE` tells more, and `seam check --fix` carries out the edits that are certain.
";

fn mistakes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/mistakes");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path()).collect();
    files.sort();
    files
}

/// What `seam check` says of a program.
fn said(program: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("main.seam"), program).expect("it can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_seam"));
    let output = command.current_dir(folder.path()).args(["check", "main.seam"]).output().expect("the command runs");
    let text = String::from_utf8(output.stderr).expect("messages are text");
    // The last line counts the errors.
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("`seam explain ")).collect();
    lines.join("\n").trim_end().to_owned()
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for path in mistakes() {
        let text = fs::read_to_string(&path).expect("it can be read");
        let (head, program) = text.split_once("\n\n").expect("a head and a program");
        let mut head = head.lines().map(|line| line.trim_start_matches("//").trim());
        let title = head.next().expect("a title");
        let others: Vec<&str> = head.collect();
        let said = said(program);
        assert!(said.contains("main.seam:"), "{}: nothing is said", path.display());
        assert!(said.contains("note:") || said.contains("help:"), "{}: no reason and no edit", path.display());
        page += &format!("\n## {title}\n\n```text\n{said}\n```\n\n{}\n", others.join("\n"));
    }
    page
}

#[test]
fn the_page_shows_what_the_compiler_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md");
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, page).expect("it can be written");
        return;
    }
    let written = fs::read_to_string(&path).expect("the page is there");
    assert!(mistakes().len() >= 30);
    for (said, written) in page.lines().zip(written.lines()) {
        assert_eq!(said, written, "docs/diagnostics.md is out of date: BLESS=1 cargo test --test diagnostics");
    }
    assert_eq!(page.len(), written.len(), "docs/diagnostics.md is out of date: BLESS=1 cargo test --test diagnostics");
}
