//! The arguments of `seam bench`, and what runs for each: one definition, for the `seam` command and the tests' own tool.
//!
//! In: parsed arguments.  Out: a table or JSON on standard output, progress on standard error.

use crate::compile::Target;
use crate::{bench, bench_boundary, bench_compile, bench_dispatch};
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

/// What to measure.
#[derive(Subcommand)]
pub enum Bench {
    /// What crossing between JavaScript and Wasm costs, in each engine, beside the constants of the cost model.
    Boundary {
        /// Only engines whose names contain this: `node 26`, `node 24`, `chromium`, `jsc`, `firefox`.
        #[arg(long, value_name = "NAME")]
        engine: Vec<String>,
        /// Turns of each loop.
        #[arg(long, default_value_t = 2_000_000)]
        iterations: u64,
        /// Interleaved rounds; the best counts.
        #[arg(long, default_value_t = 16)]
        rounds: u64,
        /// Corrects the constants that are off, in the cost model and in the manual.
        #[arg(long)]
        write: bool,
        /// Prints JSON instead of tables.
        #[arg(long)]
        json: bool,
    },
    /// How long checking and building take, by the length of the program.
    Compile {
        /// Lines of the programs.
        #[arg(default_values_t = [1_000, 10_000, 100_000])]
        lines: Vec<usize>,
        /// The best of so many runs counts.
        #[arg(long, default_value_t = 5)]
        repetitions: usize,
    },
    /// What a hop through a pipeline costs, as events, a flat loop, closures, EventEmitter and signals.
    Dispatch {
        #[expect(missing_docs, reason = "a comment here would be taken for help")]
        #[command(flatten)]
        settings: bench_dispatch::Settings,
        /// Prints JSON instead of a table.
        #[arg(long)]
        json: bool,
        /// Writes a chart too.
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// The compute kernels, against hand-written JavaScript, interleaved in one Node process each.
    Kernels {
        /// Only kernels whose names contain one of these.
        names: Vec<String>,
        /// Interleaved rounds.
        #[arg(long, default_value_t = 15)]
        repetitions: usize,
        /// Which builds to measure beside JavaScript.
        #[arg(long, value_enum, default_values_t = [Build::Wasm])]
        target: Vec<Build>,
        /// Measures each build after `wasm-opt -O3` too.
        #[arg(long)]
        wasm_opt: bool,
        /// Uses Node 24 instead of 26.
        #[arg(long)]
        old_node: bool,
        /// Measures the same algorithm in Rust too, for the kernels that have it.
        #[arg(long)]
        rust: bool,
        /// Prints JSON instead of a table.
        #[arg(long)]
        json: bool,
    },
}

/// Which sides a measured build may live on.
#[derive(Clone, Copy, ValueEnum)]
pub enum Build {
    /// The compiler decides.
    Mixed,
    /// All JavaScript.
    Js,
    /// All Wasm; JavaScript is imported.
    Wasm,
}

impl Build {
    fn target(self) -> Target {
        match self {
            Build::Mixed => Target::Mixed,
            Build::Js => Target::Js,
            Build::Wasm => Target::Wasm,
        }
    }
}

/// Measures, and prints what was found.
///
/// # Errors
/// If something cannot be built or started, or computes something else than it should.
pub fn run(what: Bench) -> Result<(), String> {
    match what {
        Bench::Boundary { engine, iterations, rounds, write, json } => {
            boundary(&bench_boundary::Settings { iterations, rounds, engines: engine }, write, json)
        }
        Bench::Kernels { names, repetitions, target, wasm_opt, old_node, rust, json } => {
            let targets = target.into_iter().map(Build::target).collect();
            kernels(&bench::Settings { names, repetitions, targets, wasm_opt, old_node, rust }, json)
        }
        Bench::Compile { lines, repetitions } => {
            print!("{}", bench_compile::table(&bench_compile::run(&lines, repetitions)));
            Ok(())
        }
        Bench::Dispatch { settings, json, svg } => dispatch(&settings, json, svg),
    }
}

fn kernels(settings: &bench::Settings, json: bool) -> Result<(), String> {
    let measured = bench::kernels(settings)?;
    if json {
        println!("{:#}", bench::to_json(&measured));
    } else {
        print!("{}", bench::table(&measured));
    }
    Ok(())
}

fn dispatch(settings: &bench_dispatch::Settings, json: bool, svg: Option<PathBuf>) -> Result<(), String> {
    let measured = bench_dispatch::run(settings)?;
    if let Some(file) = svg {
        std::fs::write(&file, bench_dispatch::svg(&measured))
            .map_err(|error| format!("{}: {error}", file.display()))?;
    }
    if json {
        println!("{:#}", bench_dispatch::to_json(&measured));
    } else {
        print!("{}", bench_dispatch::table(&measured));
    }
    Ok(())
}

fn boundary(settings: &bench_boundary::Settings, write: bool, json: bool) -> Result<(), String> {
    let measured = bench_boundary::run(settings)?;
    if json {
        println!("{:#}", bench_boundary::to_json(&measured));
    } else {
        print!("{}", bench_boundary::table(&measured));
    }
    if write {
        let verdicts = bench_boundary::constants::compare(&measured);
        let machine = bench_boundary::constants::machine(&measured);
        let changed = bench_boundary::constants::write(&verdicts, &machine)?;
        let names = if changed.is_empty() { "none".to_owned() } else { changed.join(", ") };
        eprintln!("corrected: {names}");
    }
    Ok(())
}
