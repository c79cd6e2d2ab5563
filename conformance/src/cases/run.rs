//! Runs a case: checks it, builds it in every way, runs every build on every engine, compares.

use super::Case;
use super::format::{CaseFile, Expected};
use crate::compile::{self, Checked, Target};
use crate::differential::{Builds, Input, Run};
use crate::engine::Engine;
use crate::report::Outcome;
use base::{Diagnostic, Sources};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// No case may take longer on an engine.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs a case; with `bless` its expectations become what happens.
///
/// # Errors
/// With all differences between what is expected and what happens.
pub fn run(case: &Case, bless: bool) -> Result<(), String> {
    let text = std::fs::read_to_string(&case.file).map_err(|error| error.to_string())?;
    let file = CaseFile::parse(&text)?;
    let outcome = run_file(case, &file, &text, bless);
    match (&file.header.known_failure, outcome) {
        (None, outcome) => outcome,
        (Some(_), Err(_)) => Ok(()),
        (Some(reason), Ok(())) => Err(format!("passes, although it is known to fail ({reason}): remove that header")),
    }
}

fn run_file(case: &Case, file: &CaseFile, text: &str, bless: bool) -> Result<(), String> {
    let (diagnostics, sources, checked) = match compile::check(&case.file) {
        Ok(mut checked) => (std::mem::take(&mut checked.warnings), None, Some(checked)),
        Err(rejected) => (rejected.diagnostics, Some(rejected.sources), None),
    };
    let sources = sources.as_ref().or(checked.as_ref().map(|checked| &checked.sources));
    let lines = rendered(&diagnostics, sources.expect("either has its sources"), &case.file);
    let mut expected = file.expected.clone();
    if bless && (expected.errors.is_some() || checked.is_none()) {
        expected.errors = Some(lines.clone());
    }
    match &expected.errors {
        Some(errors) => compare("diagnostics", &errors.join("\n"), &lines.join("\n"))?,
        None if checked.is_none() => return Err(format!("does not compile:\n{}", lines.join("\n"))),
        None => {}
    }
    if let Some(checked) = checked {
        let runs = Runs::of(file, &checked)?;
        if bless {
            runs.bless(&mut expected);
        }
        runs.compare(&expected)?;
    }
    if bless {
        let blessed = file.with(&expected);
        if blessed != text {
            std::fs::write(&case.file, blessed).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// `E0203 3:7 title`; the file stands before the line unless it is the root module.
fn rendered(diagnostics: &[Diagnostic], sources: &Sources, root: &Path) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| {
        let span = diagnostic.primary.span;
        let (path, at) = (&sources.get(span.source).path, sources.position(span));
        let file = if Path::new(path) == root { String::new() } else { format!("{path}:") };
        format!("{} {file}{}:{} {}", diagnostic.code, at.line, at.column, diagnostic.title)
    };
    diagnostics.iter().map(line).collect()
}

/// What all engines did.
struct Runs {
    runs: Vec<Run>,
    js: Option<String>,
    wat: Option<String>,
}

impl Runs {
    fn of(file: &CaseFile, checked: &Checked) -> Result<Runs, String> {
        let engines = file.header.engines.as_deref().unwrap_or(&Engine::ALL);
        let builds = Builds::of(checked, engines);
        let input = Input { args: file.header.args.clone(), stdin: file.header.stdin.clone().into_bytes() };
        let runs = builds.run(engines, &checked.sources, &input, LIMIT);
        let module = builds.get(Target::Wasm, true).and_then(|build| build.wasm.as_ref());
        let module = module.filter(|_| file.expected.wat.is_some());
        let wat = module.map(wasmprinter::print_bytes).transpose().map_err(|error| error.to_string())?;
        let js = builds.get(Target::Js, false).map(|build| build.js.clone());
        Ok(Runs { runs, js, wat })
    }

    /// Makes what the first engine did the expectation.
    fn bless(&self, expected: &mut Expected) {
        let Some(Run { outcome: Ok(outcome), .. }) = self.runs.first() else { return };
        let (stderr, panic) = split_panic(&outcome.stderr);
        expected.stdout = String::from_utf8_lossy(&outcome.stdout).into_owned();
        expected.stderr = stderr;
        expected.panic = panic;
        let usual = i32::from(!expected.panic.is_empty());
        expected.exit = Some(outcome.exit_code).filter(|&code| code != usual);
        expected.js = expected.js.as_ref().and(self.js.clone());
        expected.wat = expected.wat.as_ref().and(self.wat.clone());
    }

    fn compare(&self, expected: &Expected) -> Result<(), String> {
        let mut differences = String::new();
        let mut note = |label: &str, result: Result<(), String>| {
            if let Err(difference) = result {
                let _ = writeln!(differences, "{label}: {difference}");
            }
        };
        for run in &self.runs {
            let outcome = run.outcome.as_ref().map_err(Clone::clone);
            note(&run.label, outcome.and_then(|outcome| compare_outcome(expected, outcome)));
        }
        for (what, snapshot, actual) in [("js", &expected.js, &self.js), ("wat", &expected.wat, &self.wat)] {
            if let Some(snapshot) = snapshot {
                note("snapshot", compare(what, snapshot, actual.as_deref().unwrap_or_default()));
            }
        }
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }
}

fn compare_outcome(expected: &Expected, outcome: &Outcome) -> Result<(), String> {
    let (stderr, panic) = split_panic(&outcome.stderr);
    let differences = [
        compare("stdout", &expected.stdout, &String::from_utf8_lossy(&outcome.stdout)),
        compare("stderr", &expected.stderr, &stderr),
        compare("panic", &agreed(&expected.panic).join("\n"), &agreed(&panic).join("\n")),
        compare("exit code", &expected.exit_code().to_string(), &outcome.exit_code.to_string()),
    ];
    let differences: Vec<String> = differences.into_iter().filter_map(Result::err).collect();
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

/// Whether two engines did the same, as far as engines agree.
///
/// # Errors
/// With the first difference.
pub fn same_behaviour(expected: &Outcome, actual: &Outcome) -> Result<(), String> {
    let (stderr, panic) = split_panic(&expected.stderr);
    let stdout = String::from_utf8_lossy(&expected.stdout).into_owned();
    let expected = Expected { stdout, stderr, panic, exit: Some(expected.exit_code), ..Expected::default() };
    compare_outcome(&expected, actual)
}

/// What was written before the report of a panic, and the first two lines of the report.
fn split_panic(stderr: &str) -> (String, Vec<String>) {
    let lines: Vec<&str> = stderr.split_inclusive('\n').collect();
    let start = lines.iter().position(|line| line.starts_with("panic: ")).unwrap_or(lines.len());
    let report = lines[start..].iter().map(|line| line.trim_end().to_owned());
    let report: Vec<String> = report
        .enumerate()
        .take_while(|(number, line)| *number == 0 || line.starts_with("  at "))
        .map(|(_, line)| line)
        .take(2)
        .collect();
    // Engines overflow their stacks wherever they do.
    let report = if is_overflow(&report) { report[..1].to_vec() } else { report };
    (lines[..start].concat(), report)
}

fn is_overflow(report: &[String]) -> bool {
    report.first().is_some_and(|line| *line == format!("panic: {}", ir::PanicKind::StackOverflow.message()))
}

/// The part of a report on which engines agree: not the name of the function, which inlining may change.
fn agreed(report: &[String]) -> Vec<&str> {
    report
        .iter()
        .enumerate()
        .map(|(number, line)| match line.rfind(" in ") {
            Some(end) if number == 1 => &line[..end],
            Some(_) | None => line.as_str(),
        })
        .collect()
}

fn compare(what: &str, expected: &str, actual: &str) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected, actual)
        .unified_diff()
        .context_radius(2)
        .header("expected", "actual")
        .to_string();
    Err(format!("{what} differs\n{difference}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_are_compared_up_to_the_function() {
        let (before, report) =
            split_panic("log\npanic: value is null\n  at a.seam:1:2 in f\n  at a.seam:9:9 in main\n");
        assert_eq!(before, "log\n");
        assert_eq!(agreed(&report), ["panic: value is null", "  at a.seam:1:2"]);
        let (_, report) = split_panic("panic: stack overflow\n  at a.seam:1:2 in f\n");
        assert_eq!(report, ["panic: stack overflow"]);
        assert_eq!(split_panic("plain\n"), ("plain\n".to_owned(), vec![]));
    }
}
