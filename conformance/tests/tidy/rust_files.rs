//! The Rust files of the workspace, and the functions in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A file.
#[derive(Debug)]
pub struct RustFile {
    /// Its path from the workspace's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl RustFile {
    /// Whether it holds tests only.
    pub fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs"))
    }
    /// Its numbered lines without the tests at its end and without comments.
    pub fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"));
        lines
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    conformance::setup::workspace_root()
}

/// All files, sorted by path.
pub fn rust_files() -> Vec<RustFile> {
    let mut files = Vec::new();
    collect(&root(), &root(), &mut files);
    files.sort_by(|left, right| left.path.cmp(&right.path));
    assert!(files.len() > 50, "the workspace has been found");
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<RustFile>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace can be read").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() {
            if !name.starts_with('.') && !matches!(&*name, "target" | "node_modules") {
                collect(root, &path, files);
            }
        } else if name.ends_with(".rs") {
            let relative = path.strip_prefix(root).expect("it lies below").to_string_lossy().replace('\\', "/");
            files.push(RustFile { path: relative, text: fs::read_to_string(&path).expect("source is UTF-8") });
        }
    }
}

/// A function of a file.
#[derive(Debug)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// The line it starts on.
    pub line: usize,
    /// How many lines it has, signature and braces included.
    pub lines: usize,
}

/// The functions of a formatted file: from the line with `fn` to the closing brace at the same indentation.
pub fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indentation = &line[..line.len() - line.trim_start().len()];
        let ends_here = line.ends_with('}') || line.ends_with(';');
        let closing = |line: &&str| {
            line.strip_prefix(indentation)
                .is_some_and(|rest| rest == "}" || rest == ");" || rest.starts_with(") -> ") && rest.ends_with(';'))
        };
        let end = if ends_here { start } else { start + 1 + lines[start + 1..].iter().position(closing).unwrap_or(0) };
        found.push(Function { name, line: start + 1, lines: end - start + 1 });
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let first = words.find(|word| !matches!(*word, "pub" | "const" | "async" | "pub(crate)" | "pub(super)"))?;
    if first != "fn" {
        return None;
    }
    let name = words.next()?;
    Some(&name[..name.find(['(', '<']).unwrap_or(name.len())])
}
