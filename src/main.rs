//! The `seam` command: flags, files, processes. No compiler logic.
//!
//! Exit codes: 0 if all went well, 1 if the program has errors, panicked or failed a test, 2 if the command itself was
//! wrong.

mod command;
mod fix;
mod render;
mod terminal;
mod write;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A language and compiler for web apps whose heavy parts compute.
#[derive(Parser)]
#[command(name = "seam", version, about, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  seam run hello.seam                    run a program
  seam run nbody.seam -- 1000            with arguments
  seam run nbody.seam --engine node      as JavaScript, in Node
  seam build app -o dist -O              build the page app/main.seam
  seam check app                         report errors and warnings
  seam test app --engine all             run test blocks on every engine
  seam fmt app                           format source files
  seam explain E0203                     explain an error
  seam place app                         what runs in Wasm, what in JavaScript, and why
  seam effects app                       what each function reads, writes and does
  seam size app                          what its bytes are for
  seam events app                        who fires which event, who answers, who observes

Exit codes: 0 success; 1 errors in the program, a panic or a failed test; 2 wrong usage.";

#[derive(Subcommand)]
enum Command {
    Run(command::run::Args),
    Build(command::build::Args),
    Check(command::check::Args),
    Test(command::test::Args),
    Fmt(command::fmt::Args),
    Explain(command::explain::Args),
    Ir(command::ir::Args),
    Place(command::place::Args),
    Effects(command::effects::Args),
    Events(command::events::Args),
    Size(command::size::Args),
    Bench(command::bench::Args),
}

fn main() -> ExitCode {
    let code = match Cli::parse().command {
        Command::Run(args) => command::run::run(&args),
        Command::Build(args) => command::build::run(&args),
        Command::Check(args) => command::check::run(&args),
        Command::Test(args) => command::test::run(&args),
        Command::Fmt(args) => command::fmt::run(&args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Ir(args) => command::ir::run(&args),
        Command::Place(args) => command::place::run(&args),
        Command::Effects(args) => command::effects::run(&args),
        Command::Events(args) => command::events::run(&args),
        Command::Size(args) => command::size::run(&args),
        Command::Bench(args) => command::bench::run(args),
    };
    ExitCode::from(u8::try_from(code & 0xff).expect("masked to a byte"))
}
