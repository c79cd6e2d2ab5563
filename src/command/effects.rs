//! `seam effects`: what each function may do beside computing its result.

use super::{FAILURE, SUCCESS, checked};
use base::Sources;
use lower::effects::report::{self, Row};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Show what each function reads and writes, and what else it does.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// The functions of the standard library too.
    #[arg(long)]
    all: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, args.json) else { return FAILURE };
    let mut rows = report::of(&checked.program, &checked.sources);
    if !args.all {
        rows.retain(|row| !path(&checked.sources, row).starts_with("std/"));
    }
    if args.json {
        println!("{}", as_json(&rows, &checked.sources));
    } else {
        print!("{}", as_text(&rows, &checked.sources));
    }
    SUCCESS
}

fn path<'s>(sources: &'s Sources, row: &Row) -> &'s str {
    &sources.get(row.span.source).path
}

/// Names are set in a column as wide as this at most.
const WIDEST: usize = 32;

fn as_text(rows: &[Row], sources: &Sources) -> String {
    let mut text = String::new();
    for module in rows.chunk_by(|a, b| a.span.source == b.span.source) {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", path(sources, &module[0]));
        let width = module.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).min(WIDEST);
        for row in module {
            let _ = writeln!(text, "  {:width$}  {}", row.name, row.text());
        }
    }
    text
}

fn as_json(rows: &[Row], sources: &Sources) -> Value {
    let row = |row: &Row| {
        let at = sources.position(row.span);
        json!({
            "name": row.name,
            "place": { "file": path(sources, row), "line": at.line, "column": at.column },
            "instances": row.instances,
            "pure": row.pure,
            "writes": row.writes,
            "reads": row.reads,
            "javaScript": row.javascript,
            "does": row.does,
            "calls": row.calls,
            "allocates": row.allocates,
            "mayPanic": row.may_panic,
            "mayDiverge": row.may_diverge,
            "suspends": false,
        })
    };
    json!({ "functions": rows.iter().map(row).collect::<Vec<_>>() })
}
