//! Runs a program in the interpreter of the IR: the engine that needs nothing, and whose word counts.

use crate::engine::Entry;
use base::Sources;
use ir::host::System;
use ir::interp::{Machine, Stop};

/// Runs `init` and then `entry`; gives the exit code. A panic is reported on the system's standard error. A program
/// without that entry only runs `init`.
///
/// # Errors
/// If it needs JavaScript, or takes more than `steps`.
pub fn run(
    program: &ir::Program,
    sources: &Sources,
    entry: Entry,
    steps: u64,
    system: &mut dyn System,
) -> Result<i32, String> {
    let mut machine = Machine::new(program);
    machine.limit_steps(steps);
    let entry = match entry {
        Entry::Main => program.main,
        Entry::Test(number) => program.tests.get(number).map(|test| test.func),
    };
    let ended = machine.initialise(system).and_then(|()| match entry {
        Some(entry) => machine.call(entry, &[], system).map(drop),
        None => Ok(()),
    });
    match ended {
        Ok(()) => Ok(0),
        Err(Stop::Exit(code)) => Ok(code),
        Err(Stop::Panic(panic)) => {
            system.write_stderr(panic.report(sources).as_bytes());
            Ok(1)
        }
        Err(Stop::NeedsJavaScript(name)) => Err(format!("the program uses JavaScript ({name})")),
        Err(Stop::OutOfSteps) => Err(format!("did not end within {steps} steps")),
    }
}
