//! `seam size`: what the bytes of a program are for.

use super::{FAILURE, SUCCESS, checked};
use conformance::size;
use std::path::PathBuf;

/// Show what the bytes of a program are for: functions, types, strings, glue, in both halves of the -O build.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Which sides the program may live on.
    #[arg(long, value_enum, default_value_t = super::build::Side::Mixed)]
    target: super::build::Side,
    /// Every part; otherwise the largest of each half.
    #[arg(long)]
    all: bool,
    /// Print one JSON object.
    #[arg(long, conflicts_with = "svg")]
    json: bool,
    /// Print a treemap as SVG.
    #[arg(long)]
    svg: bool,
}

/// How many parts of each half are shown without `--all`.
const MOST: usize = 25;

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, args.json) else { return FAILURE };
    let sizes = size::of(&checked, args.target.target());
    if args.json {
        println!("{}", size::to_json(&sizes));
    } else if args.svg {
        print!("{}", size::svg(&sizes, &checked.root.to_string_lossy()));
    } else {
        print!("{}", size::text(&sizes, if args.all { usize::MAX } else { MOST }));
    }
    SUCCESS
}
