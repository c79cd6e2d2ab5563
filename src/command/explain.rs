//! `seam explain`: the page of an error or warning.

use super::{SUCCESS, USAGE};
use crate::terminal;

/// Explain an error or warning by its code.
#[derive(clap::Args)]
pub struct Args {
    /// Such as E0203.
    code: String,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let code = args.code.to_uppercase();
    match frontend::explain(&code).map(str::to_owned).or_else(|| lower::explain(&code)) {
        Some(page) => {
            println!("{}", page.trim());
            SUCCESS
        }
        None => {
            terminal::error(&format!("there is no error or warning {}: codes look like E0203 or W0101", args.code));
            USAGE
        }
    }
}
