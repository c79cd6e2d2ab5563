//! The programs of `examples/` and `bench/seam/` with the outputs of their tables, on every engine, as development and
//! as optimised builds.
//!
//! In: `expected.txt` of each folder.  Out: one trial a line. A line that begins with `fast:` is for sizes beyond the
//! interpreter, one with `wasm:` for recursion deeper than every engine guarantees, which is measured on wasmtime.

use conformance::compile;
use conformance::differential::{Builds, Input};
use conformance::engine::Engine;
use conformance::setup::workspace_root;
use libtest_mimic::{Arguments, Failed, Trial};
use std::time::Duration;

/// The interpreter is some hundred times slower than the others.
const LIMIT: Duration = Duration::from_secs(120);

/// Where the programs are.
const FOLDERS: [&str; 2] = ["examples", "bench/seam"];

/// A line of a table.
struct Row {
    engines: &'static [Engine],
    folder: &'static str,
    program: String,
    args: Vec<String>,
    expected: String,
}

fn main() {
    let trials = FOLDERS.iter().flat_map(|folder| rows(folder)).map(|row| {
        let name = format!("{} {}", row.program, row.args.join(" "));
        Trial::test(name.trim().to_owned(), move || run(&row))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

fn rows(folder: &'static str) -> Vec<Row> {
    let table =
        std::fs::read_to_string(workspace_root().join(folder).join("expected.txt")).expect("the table is there");
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| row(folder, line)).collect()
}

fn row(folder: &'static str, line: &str) -> Row {
    let (engines, line): (&[Engine], _) = if let Some(rest) = line.strip_prefix("fast:") {
        (&[Engine::Js, Engine::Mixed, Engine::Wasm, Engine::Wasmtime], rest)
    } else if let Some(rest) = line.strip_prefix("wasm:") {
        (&[Engine::Wasmtime], rest)
    } else {
        (&Engine::ALL, line)
    };
    let mut cells = line.splitn(3, '|').map(str::trim);
    let mut cell = || cells.next().expect("program | arguments | output").to_owned();
    let (program, args, expected) = (cell(), cell(), cell());
    Row { engines, folder, program, args: args.split_whitespace().map(str::to_owned).collect(), expected }
}

fn run(row: &Row) -> Result<(), Failed> {
    let path = workspace_root().join(row.folder).join(&row.program);
    let checked = compile::check(&path).map_err(|it| it.to_string())?;
    let input = Input { args: row.args.clone(), stdin: Vec::new() };
    for run in Builds::of(&checked, row.engines).run(row.engines, &checked.sources, &input, LIMIT) {
        let outcome = run.outcome.map_err(|reason| format!("{}: {reason}", run.label))?;
        let printed = match row.expected.strip_prefix("md5:") {
            Some(_) => format!("md5:{:x}", md5::compute(&outcome.stdout)),
            None => String::from_utf8_lossy(&outcome.stdout)
                .trim_end_matches('\n')
                .replace('\t', "\\t")
                .replace('\n', "\\n"),
        };
        if printed != row.expected || outcome.exit_code != 0 {
            return Err(format!("{} printed\n{printed}\n{}", run.label, outcome.stderr).into());
        }
    }
    Ok(())
}
