//! Which modules of a crate import each other in a circle.
//!
//! A module is a file of `src/` with the folder of its name; `lib.rs` is nobody, but the names that it re-exports lead
//! to their modules. Found by text: `crate::name`, `crate::{name, …}`, and `super::name` directly below `src/`.

use super::rust_files::RustFile;
use std::collections::{BTreeMap, BTreeSet};

type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Groups of modules that reach each other, each sorted.
pub fn circles<'a>(files: &[&'a RustFile], prefix: &str) -> Vec<Vec<&'a str>> {
    let mut graph: Graph<'a> = files.iter().filter_map(|file| Some((module(file, prefix)?, BTreeSet::new()))).collect();
    let library = files.iter().find(|file| file.path.strip_prefix(prefix) == Some("lib.rs"));
    let exported = library.map(|file| re_exports(&file.text)).unwrap_or_default();
    for file in files {
        let Some(from) = module(file, prefix) else { continue };
        let mut names = names_after(&file.text, "crate::");
        if file.path == format!("{prefix}{from}.rs") {
            names.extend(names_after(&file.text, "super::"));
        }
        for name in names {
            let to = graph.keys().copied().find(|known| *known == name).or_else(|| exported.get(name).copied());
            if let Some(to) =
                to.and_then(|to| graph.keys().copied().find(|known| *known == to)).filter(|to| *to != from)
            {
                graph.entry(from).or_default().insert(to);
            }
        }
    }
    groups(&graph)
}

fn module<'a>(file: &'a RustFile, prefix: &str) -> Option<&'a str> {
    let first = file.path.strip_prefix(prefix)?.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first)).filter(|name| !matches!(*name, "lib" | "main" | "bin"))
}

/// From name to module, for each `pub use module::{A, B};` or `pub use module::A;`.
fn re_exports(text: &str) -> BTreeMap<&str, &str> {
    let mut exported = BTreeMap::new();
    for statement in text.split(';').filter_map(|statement| statement.trim_start().strip_prefix("pub use ")) {
        let Some((module, names)) = statement.split_once("::") else { continue };
        for name in names.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|name| !name.is_empty()) {
            exported.insert(name, module);
        }
    }
    exported
}

/// The first names after each `start`: one, or those of a list in braces.
fn names_after<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let mut names = Vec::new();
    for (at, _) in code.match_indices(start) {
        let line = &code[code[..at].rfind('\n').map_or(0, |newline| newline + 1)..];
        if line.trim_start().starts_with("//") {
            continue;
        }
        let rest = &code[at + start.len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(top_level_names(list)),
            None => names.extend(rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()),
        }
    }
    names
}

/// `a, b::{c, d}, e` up to the closing brace: `a`, `b`, `e`.
fn top_level_names(list: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.extend(list[start..at].trim().split("::").next().filter(|name| !name.is_empty()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn groups<'a>(graph: &Graph<'a>) -> Vec<Vec<&'a str>> {
    let reached: Graph = graph.keys().map(|&module| (module, reach(graph, module))).collect();
    let mut found: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (&module, below) in &reached {
        if below.contains(module) {
            found.insert(below.iter().copied().filter(|other| reached[other].contains(module)).collect());
        }
    }
    found.into_iter().collect()
}

fn reach<'a>(graph: &Graph<'a>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut pending: Vec<&str> = graph[from].iter().copied().collect();
    while let Some(module) = pending.pop() {
        if reached.insert(module) {
            pending.extend(&graph[module]);
        }
    }
    reached
}
