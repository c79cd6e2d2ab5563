//! What crossing costs, in units of an integer addition, a quarter of a nanosecond.
//!
//! Written by `seam bench boundary --write`, not by hand; the machine is the last constant.

/// JavaScript calls a function of Wasm: 2.25 ns.
pub const JS_CALLS_WASM: u64 = 9;

/// JavaScript reads or writes an object of Wasm, beyond its own: 0.75 ns.
pub const JS_OPENS_WASM: u64 = 3;

/// Wasm calls a function of JavaScript: 5 ns.
pub const WASM_CALLS_JS: u64 = 20;

/// Wasm reads or writes an object of JavaScript: 5 ns.
pub const WASM_OPENS_JS: u64 = 20;

/// A 64-bit integer crosses, beyond that: 6 ns.
pub const I64_CROSSES: u64 = 24;

/// A function value that is new crosses, beyond that: 15 ns.
pub const FUNCTION_CROSSES: u64 = 60;

/// A Wasm half is loaded: 3 000 000 ns.
pub const WASM_HALF: u64 = 12_000_000;

/// Where this was measured.
#[rustfmt::skip]
pub const MEASURED_ON: &str = "V8 14.6";
