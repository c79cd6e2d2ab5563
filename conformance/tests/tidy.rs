//! The rules of STYLE.md and ARCHITECTURE.md that a machine can check.
//!
//! In: the files of the workspace.  Out: every violation, each with its place. Exceptions stand in [`exceptions`], by
//! name and with a reason; one that is no longer needed is a violation too.

mod tidy {
    pub mod exceptions;
    pub mod imports;
    pub mod rust_files;
}

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tidy::exceptions::{LONG_FILES, LONG_FUNCTIONS, MUTUAL_MODULES};
use tidy::imports;
use tidy::rust_files::{RustFile, functions, root, rust_files};

const MAX_FILE_LINES: usize = 600;
const MAX_FUNCTION_LINES: usize = 60;
const FORBIDDEN_NAMES: [&str; 10] =
    ["mod", "util", "utils", "helper", "helpers", "common", "misc", "manager", "shared", "stuff"];

/// Which crate may use which: the only arrows of ARCHITECTURE.md.
const ARROWS: [(&str, &[&str]); 8] = [
    ("base", &[]),
    ("ir", &["base"]),
    ("frontend", &["base"]),
    ("lower", &["base", "ir", "frontend"]),
    ("emit-js", &["base", "ir"]),
    ("emit-wasm", &["base", "ir"]),
    ("conformance", &["base", "ir", "frontend", "lower", "emit-js", "emit-wasm"]),
    ("", &["base", "ir", "frontend", "lower", "emit-js", "emit-wasm", "conformance"]),
];

fn expect_none(violations: &[String]) {
    assert!(violations.is_empty(), "{} violations:\n{}\n", violations.len(), violations.join("\n"));
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names in the dependency sections of a manifest.
fn dependencies(manifest: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = matches!(line, "[dependencies]" | "[dev-dependencies]" | "[build-dependencies]");
        } else if inside && let Some((name, _)) = line.split_once(['=', '.']) {
            names.push(name.trim());
        }
    }
    names
}

#[test]
fn crates_depend_only_downward() {
    let mut violations = Vec::new();
    let workspace = read(&root().join("Cargo.toml"));
    for (folder, allowed) in ARROWS {
        let manifest = read(&root().join(folder).join("Cargo.toml"));
        for name in dependencies(&manifest) {
            let ours = ARROWS.iter().any(|(known, _)| *known == name);
            if ours && !allowed.contains(&name) {
                violations.push(format!("{folder}/Cargo.toml: {folder} may not use {name}"));
            }
        }
    }
    for member in workspace.lines().filter_map(|line| line.strip_prefix("members = [")).flat_map(|line| line.split('"'))
    {
        if member.starts_with(|first: char| first.is_ascii_lowercase())
            && !ARROWS.iter().any(|(name, _)| *name == member)
        {
            violations.push(format!("Cargo.toml: the crate {member} has no row in the table of arrows"));
        }
    }
    expect_none(&violations);
}

#[test]
fn every_file_opens_with_what_it_does() {
    let files = rust_files();
    let without = files.iter().filter(|file| !file.text.starts_with("//! "));
    expect_none(&without.map(|file| format!("{}: does not open with `//!`", file.path)).collect::<Vec<_>>());
}

#[test]
fn files_are_short() {
    let mut allowed: BTreeMap<&str, &str> = LONG_FILES.iter().copied().collect();
    let mut violations = Vec::new();
    let files = rust_files();
    for file in &files {
        let lines = file.text.lines().count();
        if lines > MAX_FILE_LINES && allowed.remove(file.path.as_str()).is_none() {
            violations.push(format!("{}: {lines} lines", file.path));
        }
    }
    violations.extend(allowed.keys().map(|path| format!("{path}: is no longer an exception")));
    expect_none(&violations);
}

#[test]
fn functions_are_short() {
    let mut allowed: BTreeMap<(&str, &str), &str> =
        LONG_FUNCTIONS.iter().map(|&(path, name, reason)| ((path, name), reason)).collect();
    let mut violations = Vec::new();
    let files = rust_files();
    for file in &files {
        for function in functions(&file.text) {
            if function.lines > MAX_FUNCTION_LINES && allowed.remove(&(file.path.as_str(), function.name)).is_none() {
                violations
                    .push(format!("{}:{}: {} has {} lines", file.path, function.line, function.name, function.lines));
            }
        }
    }
    violations.extend(allowed.keys().map(|(path, name)| format!("{path}: {name} is no longer an exception")));
    expect_none(&violations);
}

#[test]
fn names_say_what_is_inside() {
    let mut violations = Vec::new();
    for file in rust_files() {
        for part in file.path.split('/') {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            if FORBIDDEN_NAMES.contains(&stem) {
                violations.push(format!("{}: `{stem}` says nothing", file.path));
            }
        }
        let folder = root().join(file.path.strip_suffix("build.rs").unwrap_or("none"));
        if folder.join("Cargo.toml").exists() {
            violations.push(format!("{}: there are no build scripts", file.path));
        }
    }
    expect_none(&violations);
}

#[test]
fn nothing_is_left_unfinished() {
    let forbidden = ["todo!(", "unimplemented!(", ".unwrap()", "dbg!(", "#[allow(", "TODO", "FIXME", "XXX"];
    let mut violations = Vec::new();
    for file in rust_files().iter().filter(|file| !file.is_test()) {
        for (number, line) in file.shipped_lines() {
            for word in forbidden.iter().filter(|word| line.contains(**word)) {
                violations.push(format!("{}:{number}: {word}", file.path));
            }
        }
    }
    expect_none(&violations);
}

#[test]
fn modules_do_not_import_each_other_in_a_circle() {
    let files = rust_files();
    let mut violations = Vec::new();
    let mut unused: Vec<_> = MUTUAL_MODULES.iter().collect();
    for (folder, _) in ARROWS {
        let prefix = if folder.is_empty() { "src/".to_owned() } else { format!("{folder}/src/") };
        let of_crate: Vec<&RustFile> = files.iter().filter(|file| file.path.starts_with(&prefix)).collect();
        for circle in imports::circles(&of_crate, &prefix) {
            let covers =
                |row: &(&str, &[&str], &str)| row.0 == folder && circle.iter().all(|name| row.1.contains(name));
            match MUTUAL_MODULES.iter().find(|row| covers(row)) {
                Some(known) => unused.retain(|row| *row != known),
                None => violations.push(format!("{prefix}: {} import each other", circle.join(", "))),
            }
        }
    }
    violations.extend(unused.iter().map(|(folder, ..)| format!("{folder}: a circle is no longer an exception")));
    expect_none(&violations);
}

/// The paths that a document names: in backticks, or first on a line of a code block.
fn named_paths(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            paths.extend(line.split_whitespace().next().filter(|_| !line.starts_with(' ')).map(str::to_owned));
        } else {
            paths.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    let is_path = |path: &String| {
        let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        let named = path.ends_with('/') || path.ends_with(".rs") || path.ends_with(".md") || path.ends_with(".seam");
        plain && named && !path.starts_with('.') && !path.starts_with('/')
    };
    paths.retain(is_path);
    paths
}

#[test]
fn every_path_of_the_architecture_exists() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let paths = named_paths(&text);
    assert!(paths.len() > 10, "ARCHITECTURE.md names the code it is about");
    let missing = paths.iter().filter(|path| !root().join(path).exists());
    expect_none(&missing.map(|path| format!("ARCHITECTURE.md: {path} does not exist")).collect::<Vec<_>>());
}

#[test]
fn committed_files_name_no_registry() {
    let mut violations = Vec::new();
    for lock in ["engines/package-lock.json", "engines/bench/package-lock.json"] {
        let text = read(&root().join(lock));
        let resolved = text.lines().filter(|line| line.contains("\"resolved\""));
        violations.extend(resolved.map(|line| format!("{lock}: {}", line.trim())));
    }
    expect_none(&violations);
}

#[test]
fn the_checks_see_what_they_are_about() {
    assert_eq!(dependencies("[dependencies]\nir.workspace = true\nwat = \"1\"\n[lints]\nx = 1"), ["ir", "wat"]);
    let found = functions("fn a() {}\nimpl X {\n    pub fn b(\n        x: i32,\n    ) {\n        x\n    }\n}\n");
    assert_eq!(found.iter().map(|f| (f.name, f.line, f.lines)).collect::<Vec<_>>(), [("a", 1, 1), ("b", 3, 5)]);
    assert_eq!(
        named_paths("see `ir/src/op.rs`, `i32` and `a b/`\n```\nbase/  x\n  y/\n```\n"),
        ["ir/src/op.rs", "base/"]
    );
    let file = |path: &str, text: &str| RustFile { path: path.into(), text: text.into() };
    let files = [
        file("x/src/lib.rs", "pub use b::Name;"),
        file("x/src/a.rs", "use crate::Name;"),
        file("x/src/b.rs", "use crate::{\n    c,\n};"),
        file("x/src/b/d.rs", "use crate::a::X;"),
        file("x/src/c.rs", "use super::b; fn f() { crate::e::g() }"),
        file("x/src/e.rs", "fn g() {}"),
    ];
    assert_eq!(imports::circles(&files.iter().collect::<Vec<_>>(), "x/src/"), [["a", "b", "c"]]);
}
