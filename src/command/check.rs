//! `seam check`: errors and warnings, nothing else.

use super::{FAILURE, SUCCESS, checked};
use std::path::PathBuf;

/// Report errors and warnings of a program.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    if checked(&args.path, args.json).is_some() { SUCCESS } else { FAILURE }
}
