//! The language's cases: every `.seam` file below `tests/`, on every engine, against what it expects.
//!
//! A case is a file, or a folder with `main.seam` and the modules that it imports. [`format`] is its form, [`run`]
//! runs it. `BLESS=1` rewrites what is expected to what happens, as the first engine of the case has it; the other
//! engines must still agree.

pub mod format;
pub mod run;

pub use run::same_behaviour;

use std::path::{Path, PathBuf};

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its path below the folder of cases, without `.seam`.
    pub name: String,
    /// The file with the expectations, the root module.
    pub file: PathBuf,
}

/// All cases below `folder`, by name.
///
/// # Errors
/// If a folder cannot be read.
pub fn discover(folder: &Path) -> std::io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    collect(folder, "", &mut cases)?;
    cases.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(cases)
}

fn collect(folder: &Path, prefix: &str, cases: &mut Vec<Case>) -> std::io::Result<()> {
    let root = folder.join("main.seam");
    if root.is_file() {
        cases.push(Case { name: prefix.trim_end_matches('/').to_owned(), file: root });
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), cases)?;
        } else if let Some(name) = name.strip_suffix(".seam") {
            cases.push(Case { name: format!("{prefix}{name}"), file: path });
        }
    }
    Ok(())
}
