//! The terminal programs of `examples/`, with the outputs of `examples/expected.txt`, on every engine, optimised.

use conformance::compile;
use conformance::differential::{Builds, Input};
use conformance::engine::Engine;
use conformance::setup::workspace_root;
use libtest_mimic::{Arguments, Failed, Trial};
use std::time::Duration;

/// The interpreter is some hundred times slower than the others.
const LIMIT: Duration = Duration::from_secs(120);

/// A line of the table.
struct Row {
    program: String,
    args: Vec<String>,
    expected: String,
}

fn main() {
    let table = std::fs::read_to_string(workspace_root().join("examples/expected.txt")).expect("the table is there");
    let rows = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(row);
    let trials = rows.map(|row| {
        let name = format!("{} {}", row.program, row.args.join(" "));
        Trial::test(name.trim().to_owned(), move || run(&row))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

fn row(line: &str) -> Row {
    let mut cells = line.splitn(3, '|').map(str::trim);
    let mut cell = || cells.next().expect("program | arguments | output").to_owned();
    let (program, args, expected) = (cell(), cell(), cell());
    Row { program, args: args.split_whitespace().map(str::to_owned).collect(), expected }
}

fn run(row: &Row) -> Result<(), Failed> {
    let checked = compile::check(&workspace_root().join("examples").join(&row.program)).map_err(|it| it.to_string())?;
    let input = Input { args: row.args.clone(), stdin: Vec::new() };
    for run in Builds::of(&checked, &Engine::ALL).run(&Engine::ALL, &checked.sources, &input, LIMIT) {
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
