//! `seam test`: the `test` blocks of a program, on one engine or all.

use super::run::Engine;
use super::{FAILURE, SUCCESS, checked};
use crate::terminal;
use clap::ValueEnum;
use conformance::compile::{self, Build, Checked, Options, Target};
use conformance::engine::Entry;
use conformance::wasmtime_engine::{Compiled, Unrunnable};
use ir::host::Captured;
use ir::interp::{Machine, Stop};
use std::path::PathBuf;
use std::process::Stdio;

/// Run the test blocks of a program.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Where to run them.
    #[arg(long, value_enum, default_value_t = Where::Wasmtime)]
    engine: Where,
    /// Run only the tests whose name contains this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
}

/// Where tests run.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Where {
    /// As Wasm, in the built-in wasmtime.
    Wasmtime,
    /// In the interpreter, the reference.
    Interp,
    /// As JavaScript, in Node.
    Node,
    /// As JavaScript and Wasm, in Node.
    NodeMixed,
    /// As Wasm, in Node.
    NodeWasm,
    /// On each of them.
    All,
}

impl Where {
    fn engines(self) -> Vec<Engine> {
        match self {
            Where::Wasmtime => vec![Engine::Wasmtime],
            Where::Interp => vec![Engine::Interp],
            Where::Node => vec![Engine::Node],
            Where::NodeMixed => vec![Engine::NodeMixed],
            Where::NodeWasm => vec![Engine::NodeWasm],
            Where::All => Engine::value_variants().to_vec(),
        }
    }
}

/// What a test did: nothing wrong, or what it printed as its reason to fail.
type Verdict = Result<(), String>;

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, false) else { return FAILURE };
    let mut failed = 0;
    let mut passed = 0;
    for engine in args.engine.engines() {
        let name = engine.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned());
        let verdicts = match verdicts(&checked, engine, &args.filter) {
            Ok(verdicts) => verdicts,
            Err(reason) => {
                terminal::error(&reason);
                return FAILURE;
            }
        };
        for (test, verdict) in verdicts {
            match verdict {
                Ok(()) => {
                    passed += 1;
                    println!("ok      {name}  {test}");
                }
                Err(reason) => {
                    failed += 1;
                    println!("FAILED  {name}  {test}");
                    reason.lines().for_each(|line| println!("        {line}"));
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { SUCCESS } else { FAILURE }
}

fn verdicts(checked: &Checked, engine: Engine, filter: &str) -> Result<Vec<(String, Verdict)>, String> {
    let target = match engine {
        Engine::Node => Target::Js,
        Engine::NodeMixed => Target::Mixed,
        Engine::Wasmtime | Engine::Interp | Engine::NodeWasm => Target::Wasm,
    };
    let build = compile::build(checked, &Options { target, optimise: true, tests: true });
    let names = build.ir.tests.iter().map(|test| test.name.as_str().to_owned()).enumerate();
    let chosen: Vec<_> = names.filter(|(_, name)| name.contains(filter)).collect();
    match engine {
        Engine::Interp => {
            Ok(chosen.into_iter().map(|(index, name)| (name, interpreted(&build, checked, index))).collect())
        }
        Engine::Wasmtime => in_wasmtime(&build, chosen),
        Engine::Node | Engine::NodeMixed | Engine::NodeWasm => in_node(&build, chosen),
    }
}

fn interpreted(build: &Build, checked: &Checked, index: usize) -> Verdict {
    let mut system = Captured::default();
    let mut machine = Machine::new(&build.ir);
    let ended =
        machine.initialise(&mut system).and_then(|()| machine.call(build.ir.tests[index].func, &[], &mut system));
    match ended {
        Ok(_) | Err(Stop::Exit(0)) => Ok(()),
        Err(Stop::Exit(code)) => Err(format!("ended with exit code {code}")),
        Err(Stop::Panic(panic)) => Err(panic.report(&checked.sources)),
        Err(Stop::NeedsJavaScript(name)) => Err(format!("uses JavaScript ({name})")),
        Err(Stop::OutOfSteps) => unreachable!("no limit was set"),
    }
}

fn in_wasmtime(build: &Build, chosen: Vec<(usize, String)>) -> Result<Vec<(String, Verdict)>, String> {
    let Some(wasm) = &build.wasm else { return Ok(chosen.into_iter().map(|(_, name)| (name, Ok(()))).collect()) };
    let compiled = match Compiled::new(wasm) {
        Ok(compiled) => compiled,
        Err(reason @ Unrunnable::NeedsJavaScript(_)) => return Err(format!("{reason}: choose --engine node-mixed")),
        Err(reason @ Unrunnable::Invalid(_)) => return Err(reason.to_string()),
    };
    let run = |(index, name): (usize, String)| {
        let (system, code) =
            compiled.run(Entry::Test(index), Captured::default()).map_err(|reason| reason.to_string())?;
        let verdict = if code == 0 { Ok(()) } else { Err(String::from_utf8_lossy(&system.stderr).into_owned()) };
        Ok((name, verdict))
    };
    chosen.into_iter().map(run).collect()
}

/// Runs one exported test of the build beside it and lets Node report how it ended.
const RUN_ONE: &str = "const app = await import('./app/app.js');
await app.ready;
app.tests[Number(process.argv[2])].run();
";

fn in_node(build: &Build, chosen: Vec<(usize, String)>) -> Result<Vec<(String, Verdict)>, String> {
    let io = |error: std::io::Error| error.to_string();
    let folder = tempfile::tempdir().map_err(io)?;
    compile::write(build, &folder.path().join("app")).map_err(|error| error.to_string())?;
    std::fs::write(folder.path().join("app.js"), RUN_ONE).map_err(io)?;
    std::fs::write(folder.path().join("package.json"), "{\"type\": \"module\"}").map_err(io)?;
    let run = |(index, name): (usize, String)| {
        let mut command = conformance::node_engine::command(folder.path(), &[index.to_string()])
            .map_err(|error| error.to_string())?;
        let output = command.stdin(Stdio::null()).output().map_err(io)?;
        let verdict =
            if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) };
        Ok((name, verdict))
    };
    chosen.into_iter().map(run).collect()
}
