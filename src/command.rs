//! The subcommands, one file each, and the steps that several of them begin with.

pub mod bench;
pub mod build;
pub mod check;
pub mod effects;
pub mod events;
pub mod explain;
pub mod fmt;
pub mod ir;
pub mod place;
pub mod profile;
pub mod run;
pub mod size;
pub mod test;

use crate::render::{self, Style};
use crate::terminal;
use base::{Diagnostic, Sources};
use conformance::compile::{self, Checked};
use std::path::Path;

/// The exit code of a success.
pub const SUCCESS: i32 = 0;
/// The exit code when the program is wrong, panics or fails a test.
pub const FAILURE: i32 = 1;
/// The exit code when the command was used wrongly.
pub const USAGE: i32 = 2;

/// Checks the program at `path` and prints what there is to say; `None` if it has errors or cannot be read.
pub fn checked(path: &Path, json: bool) -> Option<Checked> {
    let style = Style { colour: terminal::has_colour(), json };
    let outcome = missing_root(path).map_or_else(|| Ok(compile::check(path)), Err);
    match outcome {
        Err(reason) => {
            terminal::error(&reason);
            None
        }
        Ok(Ok(checked)) => {
            print_all(&checked.warnings, &checked.sources, style);
            Some(checked)
        }
        Ok(Err(rejected)) => {
            print_all(&rejected.diagnostics, &rejected.sources, style);
            None
        }
    }
}

/// Why there is no program at `path`, if there is none.
fn missing_root(path: &Path) -> Option<String> {
    let shown = path.display();
    if !path.exists() {
        let with_ending = path.with_extension("seam");
        let advice = if path.extension().is_none() && with_ending.exists() {
            format!("; did you mean {}?", with_ending.display())
        } else {
            String::new()
        };
        return Some(format!("there is no file {shown}{advice}"));
    }
    if path.is_dir() && !path.join("main.seam").exists() {
        return Some(format!(
            "the folder {shown} has no root module: put `fn main()` into {shown}/main.seam, or name a file"
        ));
    }
    None
}

fn print_all(diagnostics: &[Diagnostic], sources: &Sources, style: Style) {
    for diagnostic in diagnostics {
        let text = render::diagnostic(diagnostic, sources, style);
        if style.json {
            println!("{text}");
        } else {
            eprintln!("{text}\n");
        }
    }
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    if errors > 0 && !style.json {
        let plural = if errors == 1 { "error" } else { "errors" };
        let code = diagnostics.iter().find(|diagnostic| diagnostic.is_error()).map_or("", |diagnostic| diagnostic.code);
        eprintln!("{errors} {plural}. `seam explain {code}` says more.");
    }
}
