//! What a run of a program gives, the same for every engine.

use crate::positions::Frame;

/// How a program ended and what it wrote.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Outcome {
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
    /// The exit code.
    pub exit_code: i32,
}

/// The report of a panic: what every engine prints to standard error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Panic {
    /// The text.
    pub message: String,
    /// Where, innermost first.
    pub frames: Vec<Frame>,
}

impl std::fmt::Display for Panic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "panic: {}", self.message)?;
        self.frames.iter().try_for_each(|frame| writeln!(f, "  at {frame}"))
    }
}
