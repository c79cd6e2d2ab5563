//! The command line of the tests' own tools: benchmarks and the fuzzer. Users have the `seam` command.

use clap::{Parser, Subcommand, ValueEnum};
use conformance::compile::Target;
use conformance::{bench, bench_compile, bench_dispatch, fuzz, generate};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Measures and tests what the Seam compiler makes.
#[derive(Parser)]
#[command(name = "conformance")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures.
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Runs generated programs on all engines until the time is over or two engines disagree.
    Fuzz {
        /// For how long.
        #[arg(long, default_value_t = 5.0)]
        minutes: f64,
        /// Where to start; the seed of each program is the one of the program before plus one.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Prints the program of the seed instead of running it.
        #[arg(long)]
        print: bool,
    },
}

#[derive(Subcommand)]
enum Bench {
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

#[derive(Clone, Copy, ValueEnum)]
enum Build {
    Mixed,
    Js,
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

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bench { what: Bench::Kernels { names, repetitions, target, wasm_opt, old_node, rust, json } } => {
            let targets = target.into_iter().map(Build::target).collect();
            kernels(&bench::Settings { names, repetitions, targets, wasm_opt, old_node, rust }, json)
        }
        Command::Bench { what: Bench::Compile { lines, repetitions } } => {
            print!("{}", bench_compile::table(&bench_compile::run(&lines, repetitions)));
            Ok(())
        }
        Command::Bench { what: Bench::Dispatch { settings, json, svg } } => dispatch(&settings, json, svg),
        Command::Fuzz { seed, print: true, .. } => {
            print!("{}", generate::program(seed));
            Ok(())
        }
        Command::Fuzz { minutes, seed, print: false } => fuzz(minutes, seed),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("conformance: {error}");
            ExitCode::FAILURE
        }
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

fn fuzz(minutes: f64, seed: u64) -> Result<(), String> {
    let time = Duration::try_from_secs_f64(minutes * 60.0).map_err(|error| format!("--minutes: {error}"))?;
    let started = Instant::now();
    let mut told = Duration::ZERO;
    let count = fuzz::run_for(time, seed, |count| {
        if started.elapsed() - told > Duration::from_secs(10) {
            told = started.elapsed();
            eprintln!("{count} programs agree, {} s", told.as_secs());
        }
    })
    .map_err(|disagreement| disagreement.to_string())?;
    println!("{count} programs agree on all engines (seeds {seed} to {})", seed + count.saturating_sub(1));
    Ok(())
}
