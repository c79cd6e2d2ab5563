//! `seam check`: errors and warnings, nothing else; with `--fix`, what can be mended without a second look.

use super::{FAILURE, SUCCESS, checked, missing_root};
use crate::{fix, terminal};
use std::path::PathBuf;

/// Report errors and warnings of a program.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
    /// Carry out the fixes that need no second look, then report what is left.
    #[arg(long)]
    fix: bool,
}

const EXAMPLES: &str = "Examples:
  seam check app                         report errors and warnings of app/main.seam and what it imports
  seam check app --fix                   mend what is certain, such as unused imports
  seam check app --json                  one JSON object a line, for tools";

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    // That there is no program is reported below.
    if args.fix && missing_root(&args.path).is_none() {
        match fix::program(&args.path) {
            Ok(fixed) => {
                for fix::Fixed { place, code, title } in fixed {
                    eprintln!("fixed {place}: {title} [{code}]");
                }
            }
            Err(reason) => {
                terminal::error(&reason);
                return FAILURE;
            }
        }
    }
    if checked(&args.path, args.json).is_some() { SUCCESS } else { FAILURE }
}
