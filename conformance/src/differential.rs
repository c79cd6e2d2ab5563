//! One program on many engines: the same meaning everywhere, or a bug.
//!
//! In: a checked program, arguments and standard input.  Out: what each engine did with the development build (`dev`)
//! and the optimised one (`-O`). Whoever calls compares: with an expectation, or with the first engine, the interpreter.

use crate::compile::{self, Build, Checked, Options, Target};
use crate::engine::{Engine, Entry};
use crate::report::Outcome;
use crate::{interp_engine, node_engine, wasmtime_engine};
use base::Sources;
use ir::host::Captured;
use std::sync::mpsc::channel;
use std::time::Duration;

/// How many steps the interpreter may take: some seconds.
const STEPS: u64 = 1 << 28;

/// What a program is given.
#[derive(Clone, Default, Debug)]
pub struct Input {
    /// Command-line arguments.
    pub args: Vec<String>,
    /// Standard input.
    pub stdin: Vec<u8>,
}

/// One run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Engine and kind of build, such as `wasmtime -O`.
    pub label: String,
    /// What it did, or why it did not end.
    pub outcome: Result<Outcome, String>,
}

/// The builds of a program: development and optimised, for each target that was wanted.
#[derive(Debug)]
pub struct Builds(Vec<(Target, bool, Build)>);

impl Builds {
    /// Builds what `engines` need.
    pub fn of(checked: &Checked, engines: &[Engine]) -> Builds {
        let mut builds = Vec::new();
        for target in Target::ALL {
            for optimise in [false, true] {
                let wanted = |engine: &Engine| engine.target() == target && (!optimise || engine.runs_optimised());
                if engines.iter().any(wanted) {
                    builds.push((
                        target,
                        optimise,
                        compile::build(checked, &Options { target, optimise, tests: false }),
                    ));
                }
            }
        }
        Builds(builds)
    }

    /// The build for a target, if an engine needed it.
    pub fn get(&self, target: Target, optimised: bool) -> Option<&Build> {
        self.0.iter().find(|(of, kind, _)| *of == target && *kind == optimised).map(|(.., build)| build)
    }

    /// Runs every build on every engine that it is for.
    pub fn run(&self, engines: &[Engine], sources: &Sources, input: &Input, limit: Duration) -> Vec<Run> {
        let mut runs = Vec::new();
        for &engine in engines {
            for (kind, optimised) in [("dev", false), ("-O", true)] {
                if let Some(build) =
                    self.get(engine.target(), optimised).filter(|_| !optimised || engine.runs_optimised())
                {
                    let outcome = execute(engine, build, sources, input, limit);
                    runs.push(Run { label: format!("{} {kind}", engine.name()), outcome });
                }
            }
        }
        runs
    }
}

fn execute(
    engine: Engine,
    build: &Build,
    sources: &Sources,
    input: &Input,
    limit: Duration,
) -> Result<Outcome, String> {
    let system = Captured { args: input.args.clone(), stdin: input.stdin.clone(), ..Captured::default() };
    match engine {
        Engine::Interp => {
            let mut system = system;
            let exit_code = interp_engine::run(&build.ir, sources, Entry::Main, STEPS, &mut system)?;
            Ok(outcome((system, exit_code)))
        }
        Engine::Js | Engine::Mixed | Engine::Wasm | Engine::Scattered => {
            let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
            compile::write(build, folder.path()).map_err(|error| error.to_string())?;
            node_engine::run(folder.path(), &input.args, &input.stdin, limit)
        }
        Engine::Wasmtime => {
            let Some(wasm) = build.wasm.clone() else { return Ok(Outcome::default()) };
            within(limit, move || {
                let module = wasmtime_engine::Compiled::new(&wasm).map_err(|error| error.to_string())?;
                module.run(Entry::Main, system).map(outcome).map_err(|error| error.to_string())
            })
        }
    }
}

fn outcome((system, exit_code): (Captured, i32)) -> Outcome {
    Outcome { stdout: system.stdout, stderr: String::from_utf8_lossy(&system.stderr).into_owned(), exit_code }
}

/// Runs `work` on another thread, which is abandoned if it does not end in time.
fn within(limit: Duration, work: impl FnOnce() -> Result<Outcome, String> + Send + 'static) -> Result<Outcome, String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || sender.send(work()));
    receiver
        .recv_timeout(limit)
        .map_err(|_| format!("did not end within {} s, or the engine failed", limit.as_secs()))?
}
