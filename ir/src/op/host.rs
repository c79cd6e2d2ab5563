//! Functions that the host provides: JavaScript in the page and in Node, Rust in wasmtime and the interpreter.
//!
//! Adding one is adding a row here, its JavaScript in `emit-js`, and its Rust in [`crate::host`].

use super::Effect;
use crate::Type;

macro_rules! hosts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal ($($param:ident),*) -> [$($result:ident)?] $effect:ident;)*) => {
        /// A host function.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Host { $($(#[$doc])* $variant,)* }

        impl Host {
            /// All host functions.
            pub const ALL: &[Host] = &[$(Host::$variant,)*];
            /// The name, in the IR's text, in std (`extern seam`) and as a Wasm import.
            pub fn name(self) -> &'static str {
                match self { $(Host::$variant => $name,)* }
            }
            /// Parameter types.
            pub fn params(self) -> &'static [Type] {
                match self { $(Host::$variant => &[$(Type::$param),*],)* }
            }
            /// Result type, if there is one.
            pub fn result(self) -> Option<Type> {
                match self { $(Host::$variant => { let results: &[Type] = &[$(Type::$result)?]; results.first().copied() })* }
            }
            /// Whether it only computes.
            pub fn effect(self) -> Effect {
                match self { $(Host::$variant => Effect::$effect,)* }
            }
        }
    };
}

hosts! {
    /// Writes a line to standard output.
    Print = "print" (STR) -> [] Call;
    /// Writes a line to standard error.
    Eprint = "eprint" (STR) -> [] Call;
    /// Panics with a text of the program; never returns.
    Panic = "panic" (STR) -> [] Call;
    /// As `String(x)`.
    F64ToString = "f64_to_string" (F64) -> [STR] Pure;
    /// Decimal, signed.
    I32ToString = "i32_to_string" (I32) -> [STR] Pure;
    /// Decimal, unsigned.
    U32ToString = "u32_to_string" (I32) -> [STR] Pure;
    /// Decimal, signed.
    I64ToString = "i64_to_string" (I64) -> [STR] Pure;
    /// Decimal, unsigned.
    U64ToString = "u64_to_string" (I64) -> [STR] Pure;
    /// As `x.toFixed(digits)`, with digits clamped to 0 … 100.
    F64ToFixed = "f64_to_fixed" (F64, I32) -> [STR] Pure;
    /// As `x.toExponential(digits)`, with digits up to 100; as many as it needs if they are negative.
    F64ToExponential = "f64_to_exponential" (F64, I32) -> [STR] Pure;
    /// As `x.toPrecision(digits)`, with digits clamped to 1 … 100.
    F64ToPrecision = "f64_to_precision" (F64, I32) -> [STR] Pure;
    /// Signed, to a base of 2 to 36.
    I32ToRadix = "i32_to_radix" (I32, I32) -> [STR] Pure;
    /// Unsigned, to a base of 2 to 36.
    U32ToRadix = "u32_to_radix" (I32, I32) -> [STR] Pure;
    /// Signed, to a base of 2 to 36.
    I64ToRadix = "i64_to_radix" (I64, I32) -> [STR] Pure;
    /// Unsigned, to a base of 2 to 36.
    U64ToRadix = "u64_to_radix" (I64, I32) -> [STR] Pure;
    /// A decimal number with optional sign, fraction and exponent, or `Infinity`, spaces around it allowed;
    /// NaN for anything else, the empty string too.
    ParseF64 = "parse_f64" (STR) -> [F64] Pure;
    /// The index of the first occurrence at or after a position, or -1; as `String.prototype.indexOf`.
    StrIndexOf = "str_index_of" (STR, STR, I32) -> [I32] Pure;
    /// The index of the last occurrence at or before a position, or -1; as `String.prototype.lastIndexOf`.
    StrLastIndexOf = "str_last_index_of" (STR, STR, I32) -> [I32] Pure;
    /// Upper case, without locale.
    StrToUpper = "str_to_upper" (STR) -> [STR] Pure;
    /// Lower case, without locale.
    StrToLower = "str_to_lower" (STR) -> [STR] Pure;
    /// How many command-line arguments there are.
    ArgCount = "arg_count" () -> [I32] Pure;
    /// An argument; the empty string out of range.
    Arg = "arg" (I32) -> [STR] Pure;
    /// All of standard input, as UTF-8, malformed parts replaced.
    ReadStdin = "read_stdin" () -> [STR] Call;
    /// All of standard input, one code unit per byte.
    ReadStdinBytes = "read_stdin_bytes" () -> [STR] Call;
    /// Writes to standard output without a line end.
    WriteStdout = "write_stdout" (STR) -> [] Call;
    /// Writes bytes to standard output, the low eight bits of each code unit.
    WriteStdoutBytes = "write_stdout_bytes" (STR) -> [] Call;
    /// What a file holds: `0` and its text, as UTF-8 with malformed parts replaced, or with the second operand 1 a code unit
    /// for each byte. If it cannot be read, a digit: 1 not found, 2 denied, 3 a folder, 4 anything else.
    FileRead = "file_read" (STR, I32) -> [STR] Call;
    /// Writes a file: with 0 of text as UTF-8, with 1 at its end, with 2 of the low eight bits of each code unit. 0, or the
    /// number of what is wrong.
    FileWrite = "file_write" (STR, STR, I32) -> [I32] Call;
    /// Removes a file; 0, or the number of what is wrong.
    FileRemove = "file_remove" (STR) -> [I32] Call;
    /// Ends the process with a code; never returns. In a page it ends the turn.
    Exit = "exit" (I32) -> [] Call;
    /// Tells the host of a buffer that was made in linear memory: the object, its address, its bytes. Only `emit-wasm` calls
    /// it, wherever it makes one; who has finalisers gives the memory back when the object is gone.
    BufferMade = "buffer_made" (JS, I32, I32) -> [] Call;
    /// Adds one to a counter of a profile. Only `lower::profile` makes it, in builds that are all JavaScript.
    Count = "count" (I32) -> [] Call;
    /// Milliseconds from an arbitrary start, never going back.
    Now = "now" () -> [F64] Call;
    /// Milliseconds since the start of 1970, UTC.
    UnixTime = "unix_time" () -> [F64] Call;
}

impl Host {
    /// Whether it never returns.
    pub fn diverges(self) -> bool {
        matches!(self, Host::Panic | Host::Exit)
    }
    /// The host function called `name`.
    pub fn by_name(name: &str) -> Option<Host> {
        Host::ALL.iter().copied().find(|host| host.name() == name)
    }
}
