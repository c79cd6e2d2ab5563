//! What people see beside diagnostics: complaints about the command itself, and progress.

use std::io::IsTerminal as _;
use std::time::Instant;

/// Whether messages are coloured: on a terminal, unless `NO_COLOR` is set.
pub fn has_colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Complains about something that is not a place in a program.
pub fn error(reason: &str) {
    if has_colour() {
        eprintln!("\x1b[1;31merror\x1b[0m: {reason}");
    } else {
        eprintln!("error: {reason}");
    }
}

/// Warns of something that is not a place in a program.
pub fn warning(reason: &str) {
    if has_colour() {
        eprintln!("\x1b[1;33mwarning\x1b[0m: {reason}");
    } else {
        eprintln!("warning: {reason}");
    }
}

/// Says something that is worth knowing.
pub fn note(text: &str) {
    eprintln!("note: {text}");
}

/// Says what was done, with the time if it took over a second.
pub fn done(what: &str, since: Instant) {
    let seconds = since.elapsed().as_secs_f64();
    if seconds > 1.0 {
        eprintln!("{what} in {seconds:.1} s");
    } else {
        eprintln!("{what}");
    }
}
