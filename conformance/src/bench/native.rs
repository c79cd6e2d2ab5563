//! The kernels in Rust, which show what the hardware can do.
//!
//! In: a file of `bench/rust/`.  Out: the path of a program that runs the kernel once for each line of its input, and
//! answers with the milliseconds and the result.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles `source` into `folder`, as fast as `rustc` can make it for any processor of this kind.
pub fn compile(source: &Path, folder: &Path) -> Result<PathBuf, String> {
    let program = folder.join("native");
    let output = Command::new("rustc")
        .args(["--edition", "2024", "-C", "opt-level=3", "-C", "panic=abort", "-C", "codegen-units=1", "-o"])
        .args([&program, source])
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    if output.status.success() {
        Ok(program)
    } else {
        Err(format!("rustc: {}", String::from_utf8_lossy(&output.stderr)))
    }
}
