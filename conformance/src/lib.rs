//! Runs what the compiler makes: on every engine, against each other, and against what is expected.
//!
//! [`compile`] drives all stages; the `*_engine` modules run a build; [`differential`] runs one program on all of them;
//! [`cases`] does so with the files of `tests/`. The `seam` command uses the same drivers, so what users run is what
//! the tests run.

mod base64;
pub mod bench;
pub mod bench_boundary;
pub mod bench_command;
pub mod bench_compile;
pub mod bench_dispatch;
pub mod cases;
pub mod chromium;
pub mod compile;
pub mod differential;
pub mod engine;
pub mod fuzz;
pub mod generate;
pub mod interp_engine;
pub mod node_engine;
pub mod positions;
pub mod report;
pub mod setup;
pub mod size;
pub mod target;
pub mod wasmtime_engine;
