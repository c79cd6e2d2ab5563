//! Rounds of a measurement: runs the kernel once for each line of standard input.
//!
//! In: lines.  Out: for each, the milliseconds that the run took and its result, on a line. The process lives through all
//! rounds, so that it can be interleaved with other versions.

use std::fmt::Display;
use std::io::{BufRead, Write};
use std::time::Instant;

/// Answers every line of standard input with a run.
pub fn rounds<T: Display>(run: impl Fn() -> T) {
    for _ in std::io::stdin().lock().lines() {
        let start = Instant::now();
        let result = run();
        let time = start.elapsed().as_secs_f64() * 1000.0;
        println!("{time} {result}");
        std::io::stdout().flush().expect("who asks reads the answer");
    }
}
