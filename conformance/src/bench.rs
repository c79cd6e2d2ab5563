//! `bench kernels`: the programs of `examples/` and `bench/seam/`, compiled, against the same algorithm in hand-written JavaScript.
//!
//! In: `bench/kernels.json` (which function of which program, its size and its result), `bench/js/*.js`, and, when asked
//! for, `bench/rust/*.rs`, which show what the hardware can do.
//! Out: per kernel the first call, best and median of each version, and the ratios to JavaScript and Rust.
//!
//! All versions of a kernel run in one Node process, interleaved, so that whatever the machine does besides hits all
//! of them: the ratio is the claim, never a time. A ratio is the median of the ratios of neighbouring runs. Every run's
//! result is checked. Native versions are processes that live through all rounds and time themselves.

use crate::compile::{self, Options, Target};
use crate::setup::{BenchTools, Engines, workspace_root};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod native;
mod report;

pub use report::{table, to_json};

/// What to measure.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Only kernels whose names contain one of these; all if there are none.
    pub names: Vec<String>,
    /// Interleaved rounds.
    pub repetitions: usize,
    /// Which builds are measured beside JavaScript.
    pub targets: Vec<Target>,
    /// Whether each build with a Wasm half is also measured after `wasm-opt -O3`: what it gains is what the compiler
    /// left to be done.
    pub wasm_opt: bool,
    /// Whether to use the older Node.
    pub old_node: bool,
    /// Whether to measure the same algorithm in Rust, for the kernels that have it.
    pub rust: bool,
}

/// The times of one version of a kernel.
#[derive(Clone, Debug)]
pub struct Timing {
    /// Which version.
    pub label: String,
    /// Milliseconds of the first call.
    pub first: f64,
    /// Milliseconds of the calls that count.
    pub times: Vec<f64>,
    /// Bytes of code.
    pub bytes: u64,
}

impl Timing {
    /// The shortest time.
    pub fn best(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }
    /// The median.
    pub fn median(&self) -> f64 {
        median(self.times.clone())
    }
    /// The median ratio to `rival`, run by run: below 1 is faster.
    pub fn ratio(&self, rival: &Timing) -> f64 {
        median(self.times.iter().zip(&rival.times).map(|(own, other)| own / other).collect())
    }
}

/// The label of hand-written JavaScript.
const BY_HAND: &str = "js by hand";

/// The label of native code.
const RUST: &str = "rust";

/// The measurements of one kernel; hand-written JavaScript first.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The kernel.
    pub name: String,
    /// Its size, for people.
    pub size: String,
    /// The versions.
    pub timings: Vec<Timing>,
}

impl Measured {
    /// The version of that label, if it was measured.
    fn version(&self, label: &str) -> Option<&Timing> {
        self.timings.iter().find(|timing| timing.label == label)
    }
}

struct Kernel {
    name: String,
    size: String,
    program: String,
    run: String,
    expected: String,
    digits: Option<u64>,
}

/// Measures, saying on stderr which kernel is running.
///
/// # Errors
/// If a kernel cannot be built or gives a wrong result.
pub fn kernels(settings: &Settings) -> Result<Vec<Measured>, String> {
    let tools = Tools::get(settings)?;
    let bench = workspace_root().join("bench");
    let mut measured = Vec::new();
    for kernel in read_kernels(&bench.join("kernels.json"))? {
        if settings.names.is_empty() || settings.names.iter().any(|name| kernel.name.contains(name)) {
            eprintln!("{} {} …", kernel.name, kernel.size);
            measured.push(measure(&tools, &kernel, settings).map_err(|error| format!("{}: {error}", kernel.name))?);
        }
    }
    Ok(measured)
}

fn read_kernels(path: &Path) -> Result<Vec<Kernel>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows: Vec<Value> = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let kernel = |row: &Value| {
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        Some(Kernel {
            name: text("name")?,
            size: text("size")?,
            program: text("program")?,
            run: text("run")?,
            expected: text("expected")?,
            digits: row["digits"].as_u64(),
        })
    };
    rows.iter().map(|row| kernel(row).ok_or_else(|| format!("{}: incomplete row {row}", path.display()))).collect()
}

/// The programs that the measurements use.
struct Tools {
    node: PathBuf,
    timer: PathBuf,
    wasm_opt: Option<PathBuf>,
}

impl Tools {
    fn get(settings: &Settings) -> Result<Tools, String> {
        let engines = Engines::get().map_err(|error| error.to_string())?;
        let extra = (settings.wasm_opt || settings.old_node).then(|| engines.bench()).transpose();
        let extra = extra.map_err(|error| error.to_string())?;
        Ok(Tools {
            node: extra.as_ref().filter(|_| settings.old_node).map_or_else(|| engines.node(), BenchTools::old_node),
            timer: engines.launcher("time-kernels.mjs"),
            wasm_opt: extra.filter(|_| settings.wasm_opt).map(|extra| extra.wasm_opt()),
        })
    }
}

fn measure(tools: &Tools, kernel: &Kernel, settings: &Settings) -> Result<Measured, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let bench = workspace_root().join("bench");
    let mut versions = vec![Version::module(BY_HAND, bench.join("js").join(&kernel.name).with_extension("js"))];
    let source = folder.path().join("kernel.seam");
    std::fs::write(&source, kernel_source(kernel)?).map_err(|error| error.to_string())?;
    for &target in &settings.targets {
        let output = folder.path().join(target.name());
        let options = Options { target, optimise: true, ..Options::default() };
        let build = compile::compile(&source, &options).map_err(|rejected| rejected.to_string())?;
        compile::write(&build, &output).map_err(|error| error.to_string())?;
        versions.push(Version::module(&format!("seam {}", target.name()), output.join("app.js")));
        if let Some(module) = build.wasm.as_ref().and(tools.wasm_opt.as_ref()) {
            let optimised = folder.path().join(format!("{}-wasm-opt", target.name()));
            compile::write(&build, &optimised).map_err(|error| error.to_string())?;
            run_wasm_opt(&tools.node, module, &optimised.join("app.wasm"))?;
            versions.push(Version::module(&format!("{} wasm-opt", target.name()), optimised.join("app.js")));
        }
    }
    let native = bench.join("rust").join(&kernel.name).with_extension("rs");
    if settings.rust && native.exists() {
        let file = native::compile(&native, folder.path())?;
        versions.push(Version { label: RUST.to_owned(), kind: "command", file });
    }
    let request = json!({
        "versions": versions.iter().map(Version::to_json).collect::<Vec<_>>(),
        "repetitions": settings.repetitions,
        "expected": kernel.expected,
        "digits": kernel.digits,
    });
    let answer = time(tools, &request)?;
    let timings = answer.iter().zip(&versions).map(|(row, version)| timing(row, version));
    let timings = timings.collect::<Option<Vec<_>>>().ok_or("the timer answered something else")?;
    Ok(Measured { name: kernel.name.clone(), size: kernel.size.clone(), timings })
}

/// What is timed: a `module` that exports `run`, or a `command` that runs once for each line of its input.
struct Version {
    label: String,
    kind: &'static str,
    file: PathBuf,
}

impl Version {
    fn module(label: &str, file: PathBuf) -> Version {
        Version { label: label.to_owned(), kind: "module", file }
    }
    fn to_json(&self) -> Value {
        json!({ "label": self.label, self.kind: self.file })
    }
}

fn run_wasm_opt(node: &Path, wasm_opt: &Path, module: &Path) -> Result<(), String> {
    let features = [
        "gc",
        "reference-types",
        "tail-call",
        "exception-handling",
        "bulk-memory",
        "sign-ext",
        "multivalue",
        "nontrapping-float-to-int",
        "mutable-globals",
        "extended-const",
    ];
    let output = Command::new(node)
        .arg(wasm_opt)
        .args(features.map(|feature| format!("--enable-{feature}")))
        .args(["--closed-world", "-O3", "-o"])
        .args([module, module])
        .output()
        .map_err(|error| format!("wasm-opt: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(format!("wasm-opt: {}", String::from_utf8_lossy(&output.stderr))) }
}

/// The program with `main` replaced by the function that is measured.
fn kernel_source(kernel: &Kernel) -> Result<String, String> {
    let path = workspace_root().join(&kernel.program);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let start = text.find("\nfn main() {\n").ok_or("the program has no main")? + 1;
    let end = start + text[start..].find("\n}\n").ok_or("main does not end")? + 3;
    Ok(format!("{}{}\n{}", &text[..start], kernel.run, &text[end..]))
}

fn time(tools: &Tools, request: &Value) -> Result<Vec<Value>, String> {
    let mut node = Command::new(&tools.node)
        .arg(&tools.timer)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start Node: {error}"))?;
    let mut stdin = node.stdin.take().expect("it was asked for");
    std::io::Write::write_all(&mut stdin, request.to_string().as_bytes()).map_err(|error| error.to_string())?;
    drop(stdin);
    let output = node.wait_with_output().map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
}

fn timing(row: &Value, version: &Version) -> Option<Timing> {
    let times = row["times"].as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<_>>>()?;
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |data| data.len());
    let bytes = size(&version.file) + size(&version.file.with_extension("wasm"));
    Some(Timing { label: version.label.clone(), first: row["first"].as_f64()?, times, bytes })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => values[len / 2],
        len => f64::midpoint(values[len / 2 - 1], values[len / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_neighbouring_runs() {
        let timing = |times: &[f64]| Timing { label: String::new(), first: 0.0, times: times.to_vec(), bytes: 0 };
        let (own, rival) = (timing(&[1.0, 10.0, 2.0]), timing(&[2.0, 20.0, 8.0]));
        assert_eq!(own.ratio(&rival), 0.5);
        assert_eq!((own.best(), own.median()), (1.0, 2.0));
        assert_eq!(median(vec![4.0, 1.0]), 2.5);
    }

    #[test]
    fn every_kernel_has_its_program_and_its_rival() {
        let root = workspace_root();
        let kernels = read_kernels(&root.join("bench/kernels.json")).expect("well-formed");
        assert!(kernels.len() >= 11);
        for kernel in kernels {
            assert!(kernel_source(&kernel).expect("the program").contains("pub fn run()"), "{}", kernel.name);
            assert!(root.join("bench/js").join(&kernel.name).with_extension("js").exists(), "{}", kernel.name);
        }
    }
}
