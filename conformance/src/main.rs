//! The command line of the tests' own tools: benchmarks and the fuzzer. Users have the `seam` command.

use clap::{Parser, Subcommand};
use conformance::bench_command::{self, Bench};
use conformance::{fuzz, generate};
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

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bench { what } => bench_command::run(what),
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
