//! `seam run`: a program on one of the engines.

use super::{FAILURE, SUCCESS, USAGE, checked, profile};
use crate::terminal;
use clap::ValueEnum;
use conformance::compile::{self, Build, Checked, Options, Target};
use conformance::engine::Entry;
use conformance::wasmtime_engine::{Compiled, Unrunnable};
use ir::host::{Process, System as _};
use ir::interp::{Machine, Stop};
use lower::Profiling;
use std::path::PathBuf;

/// Run a program: in wasmtime, or in Node if it needs JavaScript.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Where to run it.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Build without optimisation.
    #[arg(long)]
    dev: bool,
    /// Run as JavaScript in Node, count what runs how often, and write the counts to a file for `--profile-use`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["engine", "profile_use"])]
    profile_gen: Option<PathBuf>,
    #[command(flatten)]
    profile: profile::ProfileUse,
    /// Arguments of the program.
    #[arg(last = true)]
    args: Vec<String>,
}

/// Where a program runs.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
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
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, false) else { return FAILURE };
    if checked.program.main.is_none() {
        terminal::error(&format!("{} has no `fn main()` to run", checked.root.display()));
        return FAILURE;
    }
    let Ok(measured) = args.profile.measured(&checked) else { return FAILURE };
    let profiling = match args.profile_gen {
        Some(_) => Profiling::Count,
        None => profile::profiling(measured.as_ref()),
    };
    let target = match args.engine {
        _ if args.profile_gen.is_some() => Target::Js,
        Some(Engine::Node) => Target::Js,
        Some(Engine::NodeMixed) => Target::Mixed,
        Some(Engine::Wasmtime | Engine::Interp | Engine::NodeWasm) | None => Target::Wasm,
    };
    let build = build(&checked, target, args, profiling);
    if build.html.is_some() {
        let path = args.path.display();
        let flag = if args.profile_gen.is_some() { " --profile-gen" } else { "" };
        terminal::error(&format!(
            "{path} needs a page: build it with `seam build {path} -o DIR{flag}` and open DIR/index.html from a server"
        ));
        return FAILURE;
    }
    match args.engine {
        _ if args.profile_gen.is_some() => in_node(&build, args),
        Some(Engine::Interp) => interpret(&build, &checked, args),
        Some(Engine::Wasmtime) => in_wasmtime(&build, args).unwrap_or_else(|reason| {
            terminal::error(&format!("{reason}: choose --engine node-mixed"));
            FAILURE
        }),
        Some(Engine::Node | Engine::NodeMixed | Engine::NodeWasm) => in_node(&build, args),
        None => match in_wasmtime(&build, args) {
            Ok(code) => code,
            Err(Unrunnable::NeedsJavaScript(_)) => {
                in_node(&self::build(&checked, Target::Mixed, args, profiling), args)
            }
            Err(reason @ Unrunnable::Invalid(_)) => {
                terminal::error(&reason.to_string());
                FAILURE
            }
        },
    }
}

fn build(checked: &Checked, target: Target, args: &Args, profiling: Profiling<'_>) -> Build {
    compile::build_with(checked, &Options { target, optimise: !args.dev, tests: false }, profiling)
}

fn in_wasmtime(build: &Build, args: &Args) -> Result<i32, Unrunnable> {
    let Some(wasm) = &build.wasm else { return Ok(SUCCESS) };
    let compiled = Compiled::new(wasm)?;
    let (_, code) = compiled.run(Entry::Main, Process::new(args.args.clone()))?;
    Ok(code)
}

fn in_node(build: &Build, args: &Args) -> i32 {
    let run = || -> Result<i32, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let dist = folder.path().join("app");
        compile::write(build, &dist).map_err(|error| error.to_string())?;
        let mut command = conformance::node_engine::command(&dist, &args.args).map_err(|error| error.to_string())?;
        if let Some(file) = &args.profile_gen {
            command.env("SEAM_PROFILE", std::path::absolute(file).map_err(|error| error.to_string())?);
        }
        let status = command.status().map_err(|error| format!("cannot start Node: {error}"))?;
        Ok(status.code().unwrap_or(FAILURE))
    };
    run().unwrap_or_else(|reason| {
        terminal::error(&reason);
        USAGE
    })
}

fn interpret(build: &Build, checked: &Checked, args: &Args) -> i32 {
    let mut system = Process::new(args.args.clone());
    let mut machine = Machine::new(&build.ir);
    let main = build.ir.main.expect("looked for before");
    let ended = machine.initialise(&mut system).and_then(|()| machine.call(main, &[], &mut system));
    system.flush();
    match ended {
        Ok(_) => SUCCESS,
        Err(Stop::Exit(code)) => code,
        Err(Stop::Panic(panic)) => {
            system.write_stderr(panic.report(&checked.sources).as_bytes());
            FAILURE
        }
        Err(Stop::NeedsJavaScript(name)) => {
            terminal::error(&format!("the program uses JavaScript ({name}): choose --engine node-mixed"));
            FAILURE
        }
        Err(Stop::OutOfSteps) => unreachable!("no limit was set"),
    }
}
