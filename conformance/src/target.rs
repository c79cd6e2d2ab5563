//! Which sides a program is built for.

/// Which sides a program may live on.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Target {
    /// The compiler decides, function by function.
    #[default]
    Mixed,
    /// All JavaScript.
    Js,
    /// All Wasm; JavaScript is imported.
    Wasm,
}

impl Target {
    /// All targets.
    pub const ALL: [Target; 3] = [Target::Mixed, Target::Js, Target::Wasm];
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Target::Mixed => "mixed",
            Target::Js => "js",
            Target::Wasm => "wasm",
        }
    }
}
