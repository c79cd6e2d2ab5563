//! `seam bench`: what the compiler's output costs on this machine.

use super::{FAILURE, SUCCESS};
use crate::terminal;
use conformance::bench_command::{self, Bench};

/// Measure what compiled programs and crossings cost, on this machine.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Bench,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: Args) -> i32 {
    match bench_command::run(args.what) {
        Ok(()) => SUCCESS,
        Err(reason) => {
            terminal::error(&reason);
            FAILURE
        }
    }
}
