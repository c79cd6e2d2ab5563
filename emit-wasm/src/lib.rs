//! From a placed program to a WebAssembly module with garbage-collected objects.
//!
//! In: a verified, placed [`Program`], its [`Sources`].  Out: the bytes of a module, as `README.md` lays down.
//!
//! [`used`] finds what the Wasm half consists of, [`types`] and [`module`] give everything its index, [`body`] makes
//! the code of each function, [`locals`] merges its locals, [`encode`] turns it into bytes, [`sections`] puts the
//! module together. The same program gives the same bytes.

mod body;
mod code;
mod effects;
mod encode;
mod extra;
mod facts;
mod js_string;
mod locals;
mod module;
mod positions;
mod sections;
mod signature;
mod types;
mod used;

use base::Sources;
use ir::Program;

/// What to emit, and how; all but the first two only for comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// A name section: functions, locals, types, fields, globals.
    pub names: bool,
    /// The table of positions, `seam.pos`.
    pub positions: bool,
    /// Tail calls as such; otherwise as calls.
    pub tail_calls: bool,
    /// Only nullable locals.
    pub nullable_locals: bool,
    /// Control flow as a loop around a switch.
    pub dispatch: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { names: false, positions: true, tail_calls: true, nullable_locals: false, dispatch: false }
    }
}

/// The stack that making code may need: nested control flow is nested calls of the emitter.
const STACK: usize = 1 << 29;

/// The module of the Wasm half of `program`.
///
/// # Panics
/// If the program violates what the verifier checks.
pub fn emit(program: &Program, sources: &Sources, options: &Options) -> Vec<u8> {
    std::thread::scope(|scope| {
        let work = || sections::module(program, sources, options);
        let thread = std::thread::Builder::new().name("emit-wasm".into()).stack_size(STACK);
        let running = thread.spawn_scoped(scope, work).expect("a thread can be started");
        running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
