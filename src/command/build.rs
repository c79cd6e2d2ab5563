//! `seam build`: the files of an app.

use super::{FAILURE, SUCCESS, checked, profile};
use crate::terminal;
use clap::ValueEnum;
use conformance::compile::{self, Build, Options, Packaging, Target};
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
    /// Write one file: app.js with the Wasm half in it, or for a page an index.html that works when it is opened from disk.
    #[arg(long, conflicts_with = "fallback")]
    single_file: bool,
    /// Also write an all-JavaScript build, for browsers and pages that do not allow the Wasm half.
    #[arg(long, conflicts_with_all = ["target", "profile_gen"])]
    fallback: bool,
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
    /// The target of the build.
    pub fn target(self) -> Target {
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
    let options = Options { target, optimise: args.optimise, tests: false };
    let build = match compile::package(&checked, &options, args.packaging(), profiling) {
        Ok(build) => build,
        Err(reason) => {
            terminal::error(&reason.to_string());
            return FAILURE;
        }
    };
    if let Err(reason) = compile::write(&build, &args.output) {
        terminal::error(&reason.to_string());
        return FAILURE;
    }
    if args.fallback && build.wasm.is_none() {
        terminal::note("the program has no Wasm half, so there is nothing to fall back from");
    }
    terminal::done(&format!("{}: {}", args.output.display(), parts(&build).join(", ")), start);
    SUCCESS
}

impl Args {
    fn packaging(&self) -> Packaging {
        match (self.single_file, self.fallback) {
            (true, _) => Packaging::SingleFile,
            (false, true) => Packaging::Fallback,
            (false, false) => Packaging::Folder,
        }
    }
}

/// The files that hold the program, with their sizes.
fn parts(build: &Build) -> Vec<String> {
    if let Some(html) = build.html.as_ref().filter(|_| build.inlined) {
        return vec![format!("index.html {} bytes", html.len())];
    }
    let builds = build.modules.iter().filter(|(name, _)| name.starts_with("app."));
    let builds = builds.map(|(name, code)| (name.as_str(), code.len()));
    let wasm = build.wasm.as_ref().map(|wasm| ("app.wasm", wasm.len()));
    let all = std::iter::once(("app.js", build.js.len())).chain(builds).chain(wasm);
    all.map(|(name, size)| format!("{name} {size} bytes")).collect()
}
