//! `seam build`: the files of an app.

use super::{FAILURE, SUCCESS, checked, profile};
use crate::terminal;
use clap::ValueEnum;
use conformance::compile::{self, Options, Target};
use lower::Profiling;
use std::path::PathBuf;
use std::time::Instant;

/// Build an app: app.js, app.wasm if there is a Wasm half, index.html for a page.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// The folder to write; a former build in it is replaced.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Which sides the program may live on.
    #[arg(long, value_enum, default_value_t = Side::Mixed)]
    target: Side,
    /// Optimise, and write short names.
    #[arg(short = 'O')]
    optimise: bool,
    /// Write JavaScript that reads like the source (the default without -O).
    #[arg(long, conflicts_with = "optimise")]
    dev: bool,
    /// Build all in JavaScript, with counters: the exported `profile()`, and in Node the file that the variable
    /// SEAM_PROFILE names, give what `--profile-use` takes.
    #[arg(long, conflicts_with_all = ["target", "profile_use"])]
    profile_gen: bool,
    #[command(flatten)]
    profile: profile::ProfileUse,
    /// Print diagnostics as one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Which sides a program may live on.
#[derive(Clone, Copy, ValueEnum)]
pub enum Side {
    /// The compiler decides.
    Mixed,
    /// All JavaScript.
    Js,
    /// All Wasm; what touches the page is imported.
    Wasm,
}

impl Side {
    fn target(self) -> Target {
        match self {
            Side::Mixed => Target::Mixed,
            Side::Js => Target::Js,
            Side::Wasm => Target::Wasm,
        }
    }
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let start = Instant::now();
    let Some(checked) = checked(&args.path, args.json) else { return FAILURE };
    let Ok(measured) = args.profile.measured(&checked) else { return FAILURE };
    let (target, profiling) = match args.profile_gen {
        true => (Target::Js, Profiling::Count),
        false => (args.target.target(), profile::profiling(measured.as_ref())),
    };
    let build = compile::build_with(&checked, &Options { target, optimise: args.optimise, tests: false }, profiling);
    if let Err(reason) = compile::write(&build, &args.output) {
        terminal::error(&reason.to_string());
        return FAILURE;
    }
    let wasm = build.wasm.as_ref().map_or(String::new(), |wasm| format!(", app.wasm {} bytes", wasm.len()));
    terminal::done(&format!("{}: app.js {} bytes{wasm}", args.output.display(), build.js.len()), start);
    SUCCESS
}
