//! `seam ir`: the intermediate representation, after any pass.

use super::{SUCCESS, USAGE, checked};
use crate::terminal;
use std::path::PathBuf;

/// Print the intermediate representation of a program.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Stop after this pass; all passes without it.
    #[arg(long, value_name = "PASS")]
    after: Option<String>,
    /// Without the optimising passes.
    #[arg(long)]
    dev: bool,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, false) else { return super::FAILURE };
    let options = lower::Options { target: lower::Target::Mixed, optimise: !args.dev, tests: false };
    let mut passes = Vec::new();
    let mut found = args.after.is_none();
    let program = lower::pipeline::run(&checked.program, &checked.sources, &options, &mut |name, _| {
        passes.push(name.to_owned());
        let last = args.after.as_deref() == Some(name);
        found |= last;
        !last
    });
    if !found {
        let wanted = args.after.as_deref().unwrap_or_default();
        terminal::error(&format!("there is no pass `{wanted}`; the passes are {}", passes.join(", ")));
        return USAGE;
    }
    print!("{}", ir::print(&program));
    SUCCESS
}
