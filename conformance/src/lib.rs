//! Runs what the compiler makes: on every engine, against each other, and against what is expected.
//!
//! [`compile`] drives all stages; the `*_engine` modules run a build; [`cases`] runs the files of `tests/` on all of
//! them. The `seam` command uses the same drivers, so what users run is what the tests run.

pub mod chromium;
pub mod node_engine;
pub mod positions;
pub mod report;
pub mod setup;
pub mod wasmtime_engine;
