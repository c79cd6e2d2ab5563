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
    /// Everything on a side by chance: a test of the seam.
    Scattered,
}

impl Target {
    /// All targets.
    pub const ALL: [Target; 4] = [Target::Mixed, Target::Js, Target::Wasm, Target::Scattered];
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Target::Mixed => "mixed",
            Target::Js => "js",
            Target::Wasm => "wasm",
            Target::Scattered => "scattered",
        }
    }
}
