//! The engines that programs run on, by name.

use crate::target::Target;

/// Where a program runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// The interpreter of the IR: the meaning of the language.
    Interp,
    /// All JavaScript, in Node.
    Js,
    /// JavaScript and Wasm, in Node.
    Mixed,
    /// All Wasm, in Node.
    Wasm,
    /// Everything on a side by chance, in Node.
    Scattered,
    /// All Wasm, in wasmtime.
    Wasmtime,
}

impl Engine {
    /// All engines, the one whose word counts first.
    pub const ALL: [Engine; 6] =
        [Engine::Interp, Engine::Js, Engine::Mixed, Engine::Wasm, Engine::Scattered, Engine::Wasmtime];

    /// The name in headers, messages and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Interp => "interp",
            Engine::Js => "node",
            Engine::Mixed => "node-mixed",
            Engine::Wasm => "node-wasm",
            Engine::Scattered => "node-scattered",
            Engine::Wasmtime => "wasmtime",
        }
    }
    /// Whether programs can use JavaScript there.
    pub fn has_javascript(self) -> bool {
        match self {
            Engine::Js | Engine::Mixed | Engine::Wasm | Engine::Scattered => true,
            Engine::Interp | Engine::Wasmtime => false,
        }
    }
    /// Which build runs there.
    pub fn target(self) -> Target {
        match self {
            Engine::Js => Target::Js,
            Engine::Mixed => Target::Mixed,
            Engine::Scattered => Target::Scattered,
            Engine::Interp | Engine::Wasm | Engine::Wasmtime => Target::Wasm,
        }
    }
    /// Whether optimised builds run there too: the interpreter is the oracle, of the program as it was written.
    pub fn runs_optimised(self) -> bool {
        match self {
            Engine::Js | Engine::Mixed | Engine::Wasm | Engine::Scattered | Engine::Wasmtime => true,
            Engine::Interp => false,
        }
    }
}

/// Where a run begins, after the initialisers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// `main`.
    Main,
    /// The test block of that number.
    Test(usize),
}

impl Entry {
    /// What a module exports it as.
    pub fn export(self) -> String {
        match self {
            Entry::Main => "main".to_owned(),
            Entry::Test(number) => format!("test{number}"),
        }
    }
}
