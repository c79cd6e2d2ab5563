//! `bench kernels`: the programs of `examples/`, compiled, against the same algorithm in hand-written JavaScript.
//!
//! In: `bench/kernels.json` (which function of which example, its size and its result) and `bench/js/*.js`.
//! Out: per kernel the first call, best and median of each version, and the ratio to JavaScript; geometric means.
//!
//! All versions of a kernel run in one Node process, interleaved, so that whatever the machine does besides hits all
//! of them: the ratio is the claim, never a time. A ratio is the median of the ratios of neighbouring runs. Every run's
//! result is checked.

use crate::compile::{self, Options, Target};
use crate::setup::{BenchTools, Engines, workspace_root};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

struct Kernel {
    name: String,
    size: String,
    example: String,
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
            example: text("example")?,
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
    let rival = workspace_root().join("bench/js").join(&kernel.name).with_extension("js");
    let mut versions: Vec<(String, PathBuf)> = vec![("js by hand".into(), rival)];
    let source = folder.path().join("kernel.seam");
    std::fs::write(&source, kernel_source(kernel)?).map_err(|error| error.to_string())?;
    for &target in &settings.targets {
        let output = folder.path().join(target.name());
        let options = Options { target, optimise: true, ..Options::default() };
        let build = compile::compile(&source, &options).map_err(|rejected| rejected.to_string())?;
        compile::write(&build, &output).map_err(|error| error.to_string())?;
        versions.push((format!("seam {}", target.name()), output.join("app.js")));
        if let Some(module) = build.wasm.as_ref().and(tools.wasm_opt.as_ref()) {
            let optimised = folder.path().join(format!("{}-wasm-opt", target.name()));
            compile::write(&build, &optimised).map_err(|error| error.to_string())?;
            run_wasm_opt(&tools.node, module, &optimised.join("app.wasm"))?;
            versions.push((format!("{} wasm-opt", target.name()), optimised.join("app.js")));
        }
    }
    let request = json!({
        "versions": versions.iter().map(|(label, module)| json!({ "label": label, "module": module })).collect::<Vec<_>>(),
        "repetitions": settings.repetitions,
        "expected": kernel.expected,
        "digits": kernel.digits,
    });
    let answer = time(tools, &request)?;
    let timings = answer.iter().zip(&versions).map(|(row, (label, module))| timing(row, label, module));
    let timings = timings.collect::<Option<Vec<_>>>().ok_or("the timer answered something else")?;
    Ok(Measured { name: kernel.name.clone(), size: kernel.size.clone(), timings })
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

/// The example with `main` replaced by the function that is measured.
fn kernel_source(kernel: &Kernel) -> Result<String, String> {
    let path = workspace_root().join("examples").join(&kernel.example);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let start = text.find("\nfn main() {\n").ok_or("the example has no main")? + 1;
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

fn timing(row: &Value, label: &str, module: &Path) -> Option<Timing> {
    let times = row["times"].as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<_>>>()?;
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |data| data.len());
    let bytes = size(module) + size(&module.with_extension("wasm"));
    Some(Timing { label: label.to_owned(), first: row["first"].as_f64()?, times, bytes })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => values[len / 2],
        len => f64::midpoint(values[len / 2 - 1], values[len / 2]),
    }
}

/// The geometric mean of each version's ratio to the first, over all kernels.
fn geometric_means(measured: &[Measured]) -> Vec<(String, f64)> {
    let Some(first) = measured.first() else { return Vec::new() };
    let mean = |version: usize| {
        let logs: f64 = measured.iter().map(|row| row.timings[version].ratio(&row.timings[0]).ln()).sum();
        (logs / measured.len() as f64).exp()
    };
    first.timings.iter().enumerate().skip(1).map(|(version, timing)| (timing.label.clone(), mean(version))).collect()
}

/// The measurements as a table.
pub fn table(measured: &[Measured]) -> String {
    let mut text = format!(
        "{:<14} {:<12} {:<15} {:>9} {:>9} {:>9} {:>8} {:>8}\n",
        "kernel", "size", "version", "first ms", "best ms", "median ms", "ratio", "bytes"
    );
    for row in measured {
        for (index, timing) in row.timings.iter().enumerate() {
            let (name, size) = if index == 0 { (row.name.as_str(), row.size.as_str()) } else { ("", "") };
            let _ = writeln!(
                text,
                "{name:<14} {size:<12} {:<15} {:>9.1} {:>9.1} {:>9.1} {:>8.2} {:>8}",
                timing.label,
                timing.first,
                timing.best(),
                timing.median(),
                timing.ratio(&row.timings[0]),
                timing.bytes
            );
        }
    }
    for (label, mean) in geometric_means(measured) {
        let _ = writeln!(text, "geometric mean of the ratio of {label} to js by hand: {mean:.2} (below 1 is faster)");
    }
    text
}

/// The measurements as JSON.
pub fn to_json(measured: &[Measured]) -> Value {
    let version = |timing: &Timing, rival: &Timing| {
        json!({
            "version": timing.label, "first": timing.first, "best": timing.best(), "median": timing.median(),
            "ratio": timing.ratio(rival), "bytes": timing.bytes, "times": timing.times,
        })
    };
    let kernel = |row: &Measured| {
        let versions: Vec<Value> = row.timings.iter().map(|timing| version(timing, &row.timings[0])).collect();
        json!({ "kernel": row.name, "size": row.size, "versions": versions })
    };
    let means: serde_json::Map<String, Value> =
        geometric_means(measured).into_iter().map(|(label, mean)| (label, json!(mean))).collect();
    json!({ "kernels": measured.iter().map(kernel).collect::<Vec<_>>(), "geometricMeans": means })
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
    fn every_kernel_has_its_example_and_its_rival() {
        let root = workspace_root();
        let kernels = read_kernels(&root.join("bench/kernels.json")).expect("well-formed");
        assert!(kernels.len() >= 11);
        for kernel in kernels {
            assert!(kernel_source(&kernel).expect("the example").contains("pub fn run()"), "{}", kernel.name);
            assert!(root.join("bench/js").join(&kernel.name).with_extension("js").exists(), "{}", kernel.name);
        }
    }
}
