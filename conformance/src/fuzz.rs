//! Generated programs on all engines: `fuzz --minutes N`, and some seeds in every test run.
//!
//! In: seeds.  Out: the first disagreement, shrunk to a program that still shows it. A program that does not check is a
//! bug of the generator or of the checker and is reported too. One that takes too many steps, or overflows its stack,
//! shows nothing and is passed over.

use crate::cases::same_behaviour;
use crate::compile::{self, Options, Target};
use crate::differential::{Builds, Input};
use crate::engine::{Engine, Entry};
use crate::generate::{self, Program, shrink};
use crate::interp_engine;
use ir::host::Captured;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// No generated program may take longer on an engine.
const LIMIT: Duration = Duration::from_secs(20);
/// Shrinking stops then, with the smallest program found.
const SHRINKING: Duration = Duration::from_secs(240);

/// A generated program that takes more steps than that in the interpreter is passed over.
const STEPS: u64 = 1 << 21;

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
    // The oracle and the one that differs are enough to shrink.
    let shown = |engine: &&Engine| **engine == engines[0] || first.is_about(**engine);
    let few: Vec<Engine> = engines.iter().filter(shown).copied().collect();
    let smallest = shrink::shrink(program, |candidate| {
        start.elapsed() < SHRINKING && difference(candidate, &few).is_some_and(|found| found.kind() == kind)
    });
    let difference = difference(&smallest, &few).map_or_else(|| first.text().to_owned(), |last| last.text().to_owned());
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
    /// What differs, and the run that differs from the oracle's.
    Engines(String, String),
}

impl Difference {
    /// Shrinking keeps the kind: a program that is rejected shows nothing about engines.
    fn kind(&self) -> u8 {
        match self {
            Difference::Rejected(_) => 0,
            Difference::Crash(_) => 1,
            Difference::Engines(..) => 2,
        }
    }
    fn is_about(&self, engine: Engine) -> bool {
        match self {
            Difference::Engines(_, label) => label.split(' ').next() == Some(engine.name()),
            Difference::Rejected(_) | Difference::Crash(_) => true,
        }
    }
    fn text(&self) -> &str {
        match self {
            Difference::Rejected(text) | Difference::Crash(text) | Difference::Engines(text, _) => text,
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
    match catch_unwind(AssertUnwindSafe(|| ends(&checked))) {
        Ok(true) => {}
        Ok(false) => return None,
        Err(_) => return Some(Difference::Crash("the compiler or the interpreter panics".into())),
    }
    let build = || Builds::of(&checked, engines).run(engines, &checked.sources, &Input::default(), LIMIT);
    let Ok(runs) = catch_unwind(AssertUnwindSafe(build)) else {
        return Some(Difference::Crash("the compiler panics".into()));
    };
    let (oracle, others) = runs.split_first()?;
    let expected = match &oracle.outcome {
        Ok(outcome) => outcome,
        Err(reason) => return Some(Difference::Engines(format!("{}: {reason}", oracle.label), oracle.label.clone())),
    };
    others.iter().find_map(|run| {
        let outcome = run.outcome.as_ref().map_err(Clone::clone);
        let compared = outcome.and_then(|outcome| same_behaviour(expected, outcome));
        let text = compared.err().map(|reason| format!("{} and {}: {reason}", oracle.label, run.label));
        text.map(|text| Difference::Engines(text, run.label.clone()))
    })
}

/// Whether the program ends soon and without overflowing its stack, so that engines can be compared.
fn ends(checked: &compile::Checked) -> bool {
    let options = Options { target: Target::Wasm, optimise: false, tests: false };
    let build = compile::build(checked, &options);
    let mut system = Captured::default();
    let ended = interp_engine::run(&build.ir, &checked.sources, Entry::Main, STEPS, &mut system);
    let overflow = format!("panic: {}", ir::PanicKind::StackOverflow.message());
    ended.is_ok() && !String::from_utf8_lossy(&system.stderr).contains(&overflow)
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
