//! Generated programs on all engines: `fuzz --minutes N`, and some seeds in every test run.
//!
//! In: seeds.  Out: the first disagreement, shrunk to a program that still shows it. A program that does not check is a
//! bug of the generator or of the checker and is reported too.

use crate::cases::same_behaviour;
use crate::compile;
use crate::differential::{Builds, Input};
use crate::engine::Engine;
use crate::generate::{self, Program, shrink};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// No generated program may take longer on an engine.
const LIMIT: Duration = Duration::from_secs(20);
/// Shrinking stops then, with the smallest program found.
const SHRINKING: Duration = Duration::from_secs(240);

/// The code of the error that a constant divisor is zero.
const DIVISION_BY_ZERO: &str = "E0348";

/// A program on which engines disagree.
#[derive(Debug)]
pub struct Disagreement {
    /// The seed that it grew from.
    pub seed: u64,
    /// The smallest program found that shows it.
    pub program: String,
    /// What differs.
    pub difference: String,
}

impl std::fmt::Display for Disagreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "seed {} shows a disagreement:\n\n{}\n{}", self.seed, self.program, self.difference)
    }
}

/// Runs the program of a seed on `engines`.
///
/// # Errors
/// With the shrunk program if they disagree.
pub fn run_seed(seed: u64, engines: &[Engine]) -> Result<(), Box<Disagreement>> {
    let program = generate::program(seed);
    let Some(first) = difference(&program, engines) else { return Ok(()) };
    if let Difference::Rejected(reason) = first {
        // The generator or the checker is wrong: the whole program shows which.
        return Err(Box::new(Disagreement { seed, program: program.to_string(), difference: reason }));
    }
    let kind = first.kind();
    let start = Instant::now();
    let smallest = shrink::shrink(program, |candidate| {
        start.elapsed() < SHRINKING && difference(candidate, engines).is_some_and(|found| found.kind() == kind)
    });
    let difference =
        difference(&smallest, engines).map_or_else(|| first.text().to_owned(), |last| last.text().to_owned());
    Err(Box::new(Disagreement { seed, program: smallest.to_string(), difference }))
}

/// Runs seeds from `seed` on until the time is over; returns how many programs agreed.
///
/// # Errors
/// With the first disagreement.
pub fn run_for(time: Duration, seed: u64, mut progress: impl FnMut(u64)) -> Result<u64, Box<Disagreement>> {
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < time {
        run_seed(seed + count, &Engine::ALL)?;
        count += 1;
        progress(count);
    }
    Ok(count)
}

/// What is wrong with a program.
enum Difference {
    Rejected(String),
    Crash(String),
    Engines(String),
}

impl Difference {
    /// Shrinking keeps the kind: a program that is rejected shows nothing about engines.
    fn kind(&self) -> u8 {
        match self {
            Difference::Rejected(_) => 0,
            Difference::Crash(_) => 1,
            Difference::Engines(_) => 2,
        }
    }
    fn text(&self) -> &str {
        match self {
            Difference::Rejected(text) | Difference::Crash(text) | Difference::Engines(text) => text,
        }
    }
}

fn difference(program: &Program, engines: &[Engine]) -> Option<Difference> {
    let folder = tempfile::tempdir().expect("there is room for a small file");
    let file = folder.path().join("main.seam");
    std::fs::write(&file, program.to_string()).expect("there is room for a small file");
    let checked = match catch_unwind(|| compile::check(&file)) {
        Ok(Ok(checked)) => checked,
        Ok(Err(rejected)) => return rejection(&rejected),
        Err(_) => return Some(Difference::Crash("the checker panics".into())),
    };
    let build = || Builds::of(&checked, engines).run(engines, &checked.sources, &Input::default(), LIMIT);
    let Ok(runs) = catch_unwind(AssertUnwindSafe(build)) else {
        return Some(Difference::Crash("the compiler panics".into()));
    };
    let (oracle, others) = runs.split_first()?;
    let expected = match &oracle.outcome {
        Ok(outcome) => outcome,
        Err(reason) => return Some(Difference::Engines(format!("{}: {reason}", oracle.label))),
    };
    others.iter().find_map(|run| {
        let outcome = run.outcome.as_ref().map_err(Clone::clone);
        let compared = outcome.and_then(|outcome| same_behaviour(expected, outcome));
        compared.err().map(|reason| Difference::Engines(format!("{} and {}: {reason}", oracle.label, run.label)))
    })
}

/// What the checker says against a program. A generated divisor may be a constant zero, which it is right to refuse.
fn rejection(rejected: &compile::Rejected) -> Option<Difference> {
    let errors = rejected.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    let unexpected = errors.filter(|error| error.code != DIVISION_BY_ZERO).map(|error| {
        let at = rejected.sources.position(error.primary.span);
        format!("{}:{}: {} {}", at.line, at.column, error.code, error.title)
    });
    let lines: Vec<_> = unexpected.collect();
    (!lines.is_empty()).then(|| Difference::Rejected(lines.join("\n")))
}
