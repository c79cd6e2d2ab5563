//! `seam fmt`: source files in the one style.
//!
//! In: files, folders, or standard input.  Out: the files rewritten, or with `--check` what would change. A file with
//! syntax errors is reported and stays as it is; so does one that has the style already, with its time of change.

use super::{FAILURE, SUCCESS};
use crate::render::{self, Style};
use crate::{terminal, write};
use base::Sources;
use frontend::format::{self, Unformatted};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Format source files in the one style.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders (all .seam files in them), or - for standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Change nothing; list the files that would change, with the difference, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
}

const EXAMPLES: &str = "Examples:
  seam fmt app                           format all .seam files in app
  seam fmt --check .                     fail if a file is not formatted
  seam fmt - < a.seam                    print a file formatted, for editors";

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let mut files = Vec::new();
    let mut ok = true;
    for path in &args.paths {
        if path == Path::new("-") {
            ok &= standard_input(args.check);
        } else if let Err(reason) = collect(path, &mut files) {
            terminal::error(&reason);
            ok = false;
        }
    }
    files.sort();
    files.dedup();
    let mut changed = 0;
    for path in &files {
        match file(path, args.check) {
            Ok(true) => changed += 1,
            Ok(false) => {}
            Err(message) => {
                message.print();
                ok = false;
            }
        }
    }
    if changed > 0 {
        let plural = if changed == 1 { "file" } else { "files" };
        eprintln!("{changed} {plural} {}", if args.check { "would be formatted" } else { "formatted" });
    }
    if ok && !(args.check && changed > 0) { SUCCESS } else { FAILURE }
}

/// What is wrong with a file: a rendered diagnostic, or a reason.
enum Message {
    Diagnostics(String),
    Reason(String),
}

impl Message {
    fn print(&self) {
        match self {
            Self::Diagnostics(text) => eprintln!("{text}"),
            Self::Reason(reason) => terminal::error(reason),
        }
    }
}

/// The .seam files at `path`. Folders that start with a dot, and what packages and builds put there, are left out.
fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<(), String> {
    if !path.is_dir() {
        into.push(path.to_path_buf());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    for entry in entries {
        let entry = entry.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        // A link to a folder could lead back to where it is.
        let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if folder && !name.starts_with('.') && name != "node_modules" && name != "target" {
            collect(&path, into)?;
        } else if !folder && path.extension().is_some_and(|extension| extension == "seam") {
            into.push(path);
        }
    }
    Ok(())
}

/// Whether the file changes; it is written unless `check`.
fn file(path: &Path, check: bool) -> Result<bool, Message> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Message::Reason(format!("cannot read {shown}: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|_| Message::Reason(format!("{shown} is not UTF-8 text")))?;
    let formatted = formatted(&shown, &text)?;
    if formatted == text {
        return Ok(false);
    }
    if check {
        println!("{}", difference(&shown, &text, &formatted));
    } else {
        write::atomically(path, &formatted)
            .map_err(|error| Message::Reason(format!("cannot write {shown}: {error}")))?;
    }
    Ok(true)
}

fn formatted(name: &str, text: &str) -> Result<String, Message> {
    let mut sources = Sources::new();
    let source = sources.add(name.into(), text.into());
    format::format(source, text).map_err(|error| match error {
        Unformatted::Syntax(diagnostics) => {
            let style = Style { colour: terminal::has_colour(), json: false };
            let shown: Vec<String> =
                diagnostics.iter().map(|diagnostic| render::diagnostic(diagnostic, &sources, style) + "\n").collect();
            Message::Diagnostics(shown.join("\n") + &format!("{name} is left as it is\n"))
        }
        Unformatted::Changed => Message::Reason(format!(
            "{name} is left as it is: formatting would have changed what it means. This is a bug of seam fmt; please report it with the file"
        )),
    })
}

/// Formats standard input to standard output; whether that went well.
fn standard_input(check: bool) -> bool {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().read_to_end(&mut bytes) {
        terminal::error(&format!("cannot read standard input: {error}"));
        return false;
    }
    let Ok(text) = String::from_utf8(bytes) else {
        terminal::error("standard input is not UTF-8 text");
        return false;
    };
    match formatted("<stdin>", &text) {
        Ok(formatted) if check => {
            if formatted != text {
                println!("{}", difference("<stdin>", &text, &formatted));
            }
            formatted == text
        }
        Ok(formatted) => {
            // A closed pipe is the reader's decision.
            let _ = std::io::stdout().write_all(formatted.as_bytes());
            true
        }
        Err(message) => {
            message.print();
            false
        }
    }
}

/// The difference in unified format.
fn difference(name: &str, before: &str, after: &str) -> String {
    let difference = similar::TextDiff::from_lines(before, after);
    difference.unified_diff().context_radius(2).header(name, &format!("{name} (formatted)")).to_string()
}
