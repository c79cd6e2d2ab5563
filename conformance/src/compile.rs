//! Drives all stages: what the `seam` command, the tests and the benchmarks use.
//!
//! In: the path of a root module.  Out: a [`Build`], or the [`Rejected`] program's diagnostics.
//! Checking is separate from building, since tests build one checked program in six ways. Every module is validated
//! before it leaves here: a module that engines reject is a bug of the compiler and ends it with the reason.

use base::{Diagnostic, Sources};
use frontend::{LoadError, Loader};
use std::fmt;
use std::path::{Path, PathBuf};

mod output;
mod packaging;
pub mod profile;

pub use crate::target::Target;
pub use output::{WriteError, write};
pub use packaging::{Packaging, PackagingError, package};

/// How a program is built.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Which sides.
    pub target: Target,
    /// `-O`: optimised and short, not readable.
    pub optimise: bool,
    /// Whether `test` blocks are part of it.
    pub tests: bool,
}

/// A program without errors.
#[derive(Debug)]
pub struct Checked {
    /// The path of its root module.
    pub root: PathBuf,
    /// The program.
    pub program: frontend::typed::Program,
    /// Its files.
    pub sources: Sources,
    /// What the compiler warns of.
    pub warnings: Vec<Diagnostic>,
}

/// A program with errors.
#[derive(Debug)]
pub struct Rejected {
    /// Its files.
    pub sources: Sources,
    /// Errors and warnings, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            let path = &self.sources.get(diagnostic.primary.span.source).path;
            let at = self.sources.position(diagnostic.primary.span);
            writeln!(f, "{path}:{}:{}: {} {}", at.line, at.column, diagnostic.code, diagnostic.title)?;
        }
        Ok(())
    }
}

/// A built program.
#[derive(Debug)]
pub struct Build {
    /// `app.js`.
    pub js: String,
    /// `app.wasm`, if it has a Wasm half.
    pub wasm: Option<Vec<u8>>,
    /// `index.html`, if it is a page.
    pub html: Option<String>,
    /// Whether `index.html` holds the whole program.
    pub inlined: bool,
    /// The other JavaScript modules that belong to it: path from the output folder, content.
    pub modules: Vec<(String, Vec<u8>)>,
    /// What the bytes of `app.js` are for, in order.
    pub js_parts: Vec<emit_js::Part>,
    /// What it was made from.
    pub ir: ir::Program,
}

/// The root module of `path`: a file, or `main.seam` of a folder.
pub fn root_module(path: &Path) -> PathBuf {
    if path.is_dir() { path.join("main.seam") } else { path.to_path_buf() }
}

/// Reads and checks the program whose root module is at `path`.
///
/// # Errors
/// With its diagnostics if it has an error.
pub fn check(path: &Path) -> Result<Checked, Rejected> {
    let root = root_module(path);
    let mut sources = Sources::new();
    let name = root.to_string_lossy().replace('\\', "/");
    let (program, diagnostics) = frontend::check_program(&name, &mut Files, &mut sources);
    match program {
        Some(program) if !diagnostics.iter().any(Diagnostic::is_error) => {
            let mut warnings = diagnostics;
            warnings.extend(lower::check(&program, &sources));
            if warnings.iter().any(Diagnostic::is_error) {
                return Err(Rejected { sources, diagnostics: warnings });
            }
            Ok(Checked { root, program, sources, warnings })
        }
        Some(_) | None => Err(Rejected { sources, diagnostics }),
    }
}

/// Builds a checked program.
///
/// # Panics
/// If the module is invalid: a bug of the compiler.
pub fn build(checked: &Checked, options: &Options) -> Build {
    build_with(checked, options, lower::Profiling::Off)
}

/// Builds a checked program that makes or uses a profile.
///
/// # Panics
/// If the module is invalid: a bug of the compiler.
pub fn build_with(checked: &Checked, options: &Options, profiling: lower::Profiling<'_>) -> Build {
    let lowering = lower::Options {
        target: lowered(options.target, &checked.root),
        optimise: options.optimise,
        tests: options.tests,
    };
    let ir = lower::lower_with(&checked.program, &checked.sources, &lowering, profiling);
    let emission = emit_wasm::Options { names: !options.optimise, ..emit_wasm::Options::default() };
    let wasm = ir.has_side(ir::Side::Wasm).then(|| {
        let wasm = emit_wasm::emit(&ir, &checked.sources, &emission);
        validate(&wasm).unwrap_or_else(|error| panic!("invalid module: {error}"));
        wasm
    });
    let emit_js::Output { code: js, parts: js_parts, .. } = emit_js::emit(&ir, &checked.sources, &js_emission(options));
    let folder = checked.root.parent().unwrap_or(Path::new(""));
    let html = output::is_page(&ir).then(|| output::page(folder, &checked.root));
    Build { js, wasm, html, inlined: false, modules: output::local_modules(folder, &ir), js_parts, ir }
}

/// How the JavaScript half is written.
fn js_emission(options: &Options) -> emit_js::Options {
    emit_js::Options { minify: options.optimise, dev: !options.optimise, ..emit_js::Options::default() }
}

fn lowered(target: Target, root: &Path) -> lower::Target {
    match target {
        // Each program is scattered in its own way, always the same.
        Target::Scattered => {
            let text = root.to_string_lossy();
            lower::Target::Scattered(text.bytes().fold(0, |sum, byte| sum * 31 % 1_000_003 + u64::from(byte)))
        }
        Target::Mixed => lower::Target::Mixed,
        Target::Js => lower::Target::Js,
        Target::Wasm => lower::Target::Wasm,
    }
}

/// Reads, checks and builds the program whose root module is at `path`.
///
/// # Errors
/// With its diagnostics if it has an error.
pub fn compile(path: &Path, options: &Options) -> Result<Build, Rejected> {
    Ok(build(&check(path)?, options))
}

/// Checks a module against exactly the features that the compiler may use.
///
/// # Errors
/// With what is wrong and where.
pub fn validate(wasm: &[u8]) -> Result<(), String> {
    use wasmparser::WasmFeatures as Features;
    let features = Features::WASM2
        | Features::TAIL_CALL
        | Features::FUNCTION_REFERENCES
        | Features::GC
        | Features::EXCEPTIONS
        | Features::EXTENDED_CONST;
    wasmparser::Validator::new_with_features(features).validate_all(wasm).map(drop).map_err(|error| error.to_string())
}

/// Modules from the file system.
struct Files;

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        let bytes = std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => LoadError::Missing,
            _ => LoadError::Unreadable(error.to_string()),
        })?;
        String::from_utf8(bytes).map_err(|error| LoadError::NotUtf8(error.utf8_error().valid_up_to()))
    }
}
