//! `bench dispatch`: what a hop through a pipeline costs, as Seam events and as what people use instead.
//!
//! In: depths.  Out: for each depth, with stages that do nothing and with stages that hash, nanoseconds per hop of Seam
//! as JavaScript and as Wasm, of a flat loop in both, of closures, Node's `EventEmitter` and signals; collections, peak
//! memory; whether Seam is as fast as the flat loop.
//!
//! All versions of a pipeline take turns in one Node process (`engines/time-dispatch.mjs`), and in several processes one
//! after the other, because V8 may compile the same function in another way there. The claim is the ratio to the flat
//! loop, the median of the ratios of neighbouring runs, never a time; and it is held against the noise of the run, which
//! is how much the flat loops differ from copies of themselves. Collections and memory are those of one version alone in
//! a process.

mod chart;

use crate::compile::{self, Options, Target};
use crate::setup::Engines;
pub use chart::svg;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// What to measure.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// How many stages.
    #[arg(default_values_t = [1, 2, 4, 8, 16])]
    pub depths: Vec<usize>,
    /// Node processes, one after the other.
    #[arg(long, default_value_t = 5)]
    pub processes: usize,
    /// Interleaved rounds in each process.
    #[arg(long, default_value_t = 100)]
    pub rounds: usize,
    /// Events that go through a pipeline in each process, all rounds together.
    #[arg(long, default_value_t = 5_000_000)]
    pub events: usize,
}

/// One pipeline.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What a stage does: `empty` or `hash`.
    pub kind: &'static str,
    /// How many stages.
    pub depth: usize,
    /// Each version.
    pub versions: Vec<Version>,
}

/// One version of a pipeline.
#[derive(Clone, Debug)]
pub struct Version {
    /// Which.
    pub name: String,
    /// Nanoseconds per hop in each round, process by process.
    pub times: Vec<Vec<f64>>,
    /// Collections while 5 million events go through it.
    pub collections: u64,
    /// Resident memory at its highest, in bytes.
    pub memory: u64,
}

/// How much faster or slower one version is than another.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The median of the processes.
    pub median: f64,
    /// The least of a process.
    pub low: f64,
    /// The greatest of a process.
    pub high: f64,
}

impl Version {
    /// The median time.
    pub fn median(&self) -> f64 {
        median(self.times.concat())
    }
    /// The ratio to another version: in each process the median, round by round. Below 1 is faster.
    pub fn ratio(&self, rival: &Version) -> Ratio {
        let processes = self.times.iter().zip(&rival.times);
        let of_process = |(own, other): (&Vec<f64>, &Vec<f64>)| {
            median(own.iter().zip(other).map(|(own, other)| own / other).collect())
        };
        let ratios: Vec<f64> = processes.map(of_process).collect();
        Ratio {
            low: ratios.iter().copied().fold(f64::INFINITY, f64::min),
            high: ratios.iter().copied().fold(0.0, f64::max),
            median: median(ratios),
        }
    }
}

impl Measured {
    /// A version by its name.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.name == name)
    }
    /// The flat loop that a version is compared with: in Wasm for what is Wasm.
    pub fn rival(&self, version: &Version) -> Option<&Version> {
        self.version(if version.name.contains("Wasm") { "flat Wasm" } else { "flat loop" })
    }
    /// What is promised of events, and does not hold here by more than the noise of the run.
    pub fn broken(&self, noise: f64) -> Vec<String> {
        let mut broken = Vec::new();
        let here = format!("{} stages, depth {}", self.kind, self.depth);
        for (name, flat, _) in PAIRS {
            let (Some(seam), Some(flat)) = (self.version(name), self.version(flat)) else { continue };
            let ratio = seam.ratio(flat).median;
            if ratio > noise {
                broken.push(format!("{here}: {name} takes {ratio:.3} of the flat loop, the noise is {noise:.3}"));
            }
            if seam.collections > flat.collections {
                let (own, other) = (seam.collections, flat.collections);
                broken.push(format!("{here}: {name} is collected {own} times, the flat loop {other} times"));
            }
            if let (true, Some(emitter)) = (self.kind == "empty", self.version("EventEmitter")) {
                let ratio = emitter.ratio(seam).median;
                if ratio < 8.0 {
                    broken.push(format!("{here}: {name} is {ratio:.1} times as fast as EventEmitter, not 8"));
                }
            }
        }
        broken
    }
}

/// A version of Seam, the flat loop that it is compared with, and the copy of that.
const PAIRS: [(&str, &str, &str); 2] =
    [("Seam, JavaScript", "flat loop", "flat loop, copy"), ("Seam, Wasm", "flat Wasm", "flat Wasm, copy")];

/// The noise of a run: the greatest ratio of a flat loop to its copy, or of the copy to it, among all pipelines.
pub fn noise(measured: &[Measured]) -> f64 {
    let mut noise = 1.0f64;
    for pipeline in measured {
        for (_, flat, copy) in PAIRS {
            if let (Some(flat), Some(copy)) = (pipeline.version(flat), pipeline.version(copy)) {
                let ratio = copy.ratio(flat).median;
                noise = noise.max(ratio).max(1.0 / ratio);
            }
        }
    }
    noise
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A pipeline of events that each hand on what the one before gives.
pub fn pipeline(kind: &str, depth: usize) -> String {
    let stage = |index: usize| match kind {
        "empty" => "x + 1".to_owned(),
        _ => format!("(x ^ {}) * -1640531527 + (x >>> 15)", index * 7919 + 1),
    };
    let mut text = format!("event s0(x: i32) | out(y: i32) {{ out({}) }}\n", stage(0));
    for index in 1..depth {
        let (before, work) = (index - 1, stage(index));
        let _ = writeln!(
            text,
            "event s{index}(x: i32) | out(y: i32) {{ s{before}(x) {{ | out(y) => out(step{index}(y)) }} }}\n\
             event step{index}(x: i32) | out(y: i32) {{ out({work}) }}"
        );
    }
    let last = depth - 1;
    let _ = writeln!(
        text,
        "pub fn run(n: i32) -> i32 {{\n  var x = 1\n  for i in 0..n {{ s{last}(x ^ i) {{ | out(y) => x = y }} }}\n  x\n}}"
    );
    text
}

/// Measures every pipeline.
///
/// # Errors
/// If the engines cannot be installed, a file cannot be written, or Node fails.
pub fn run(settings: &Settings) -> Result<Vec<Measured>, String> {
    let engines = Engines::get().map_err(|error| error.to_string())?;
    let mut measured = Vec::new();
    for kind in ["empty", "hash"] {
        for &depth in &settings.depths {
            eprintln!("{kind} stages, depth {depth}");
            measured.push(measure(engines, settings, kind, depth.max(1))?);
        }
    }
    Ok(measured)
}

fn measure(engines: &Engines, settings: &Settings, kind: &'static str, depth: usize) -> Result<Measured, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let source = folder.path().join("main.seam");
    std::fs::write(&source, pipeline(kind, depth)).map_err(|error| error.to_string())?;
    let checked = compile::check(&source).map_err(|rejected| rejected.to_string())?;
    let build = |target, name: &str| -> Result<String, String> {
        let to = folder.path().join(name);
        let build = compile::build(&checked, &Options { target, optimise: true, ..Options::default() });
        compile::write(&build, &to).map_err(|error| error.to_string())?;
        Ok(to.join("app.js").to_string_lossy().into_owned())
    };
    let signals = engines.bench().map_err(|error| error.to_string())?.package("@preact/signals-core");
    let mut request = json!({
        "rounds": settings.rounds.max(1), "events": settings.events, "depth": depth, "kind": kind,
        "js": build(Target::Js, "js")?, "wasm": build(Target::Wasm, "wasm")?, "signals": signals,
    });
    let file = folder.path().join("settings.json");
    let mut versions: Vec<Version> = Vec::new();
    for _ in 0..settings.processes.max(1) {
        let answer = node(engines, &file, &request)?;
        for (index, row) in answer.as_array().into_iter().flatten().enumerate() {
            let name = row["name"].as_str().unwrap_or_default().to_owned();
            let times = row["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
            if versions.len() == index {
                versions.push(Version { name, times: Vec::new(), collections: 0, memory: 0 });
            }
            versions[index].times.push(times);
        }
    }
    for version in &mut versions {
        request["only"] = json!(version.name);
        let answer = node(engines, &file, &request)?;
        version.collections = answer["collections"].as_u64().unwrap_or(0);
        version.memory = answer["memory"].as_u64().unwrap_or(0);
    }
    Ok(Measured { kind, depth, versions })
}

fn node(engines: &Engines, file: &Path, request: &Value) -> Result<Value, String> {
    std::fs::write(file, request.to_string()).map_err(|error| error.to_string())?;
    let mut command = Command::new(engines.node());
    let output = command.arg(engines.launcher("time-dispatch.mjs")).arg(file).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// The results for people.
pub fn table(measured: &[Measured]) -> String {
    let mut text =
        String::from("stage  depth  version           ns/hop  ÷ flat loop (of processes)  collections   MB\n");
    for pipeline in measured {
        for version in &pipeline.versions {
            let Some(ratio) = pipeline.rival(version).map(|flat| version.ratio(flat)) else { continue };
            let _ = writeln!(
                text,
                "{:<6} {:>5}  {:<16} {:>7.3}  {:>8.2} ({:>6.2} – {:>6.2})   {:>11}  {:>3}",
                pipeline.kind,
                pipeline.depth,
                version.name,
                version.median(),
                ratio.median,
                ratio.low,
                ratio.high,
                version.collections,
                version.memory >> 20
            );
        }
    }
    let noise = noise(measured);
    let broken: Vec<String> = measured.iter().flat_map(|pipeline| pipeline.broken(noise)).collect();
    let _ =
        writeln!(text, "\nnoise of the run: a flat loop and its copy differ by up to {:.1} %", (noise - 1.0) * 100.0);
    if broken.is_empty() {
        text.push_str(
            "Seam is nowhere slower than the flat loop by more than that, nowhere collected more often, and everywhere at \
             least 8 times as fast as EventEmitter with empty stages.\n",
        );
    }
    for line in broken {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// The results for tools.
pub fn to_json(measured: &[Measured]) -> Value {
    let noise = noise(measured);
    let version = |pipeline: &Measured, version: &Version| {
        let ratio = pipeline.rival(version).map(|flat| version.ratio(flat));
        let ratio = ratio.map(|ratio| json!({ "median": ratio.median, "low": ratio.low, "high": ratio.high }));
        json!({
            "name": version.name, "ns": version.median(), "times": version.times, "ratio": ratio,
            "collections": version.collections, "memory": version.memory,
        })
    };
    let pipeline = |pipeline: &Measured| {
        let versions: Vec<Value> = pipeline.versions.iter().map(|it| version(pipeline, it)).collect();
        json!({ "stage": pipeline.kind, "depth": pipeline.depth, "versions": versions, "broken": pipeline.broken(noise) })
    };
    json!({ "noise": noise, "pipelines": measured.iter().map(pipeline).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::{Measured, Version};

    fn version(name: &str, times: [[f64; 3]; 2], collections: u64) -> Version {
        let times = times.iter().map(|times| times.to_vec()).collect();
        Version { name: name.to_owned(), times, collections, memory: 1 << 20 }
    }

    #[test]
    fn slower_than_the_copy_is_slower() {
        let mut versions = vec![
            version("Seam, JavaScript", [[1.0, 2.1, 4.0], [1.0, 2.2, 4.4]], 0),
            version("flat loop", [[1.0, 2.0, 4.0], [1.0, 2.0, 4.0]], 0),
            version("flat loop, copy", [[1.0, 2.0, 4.0], [1.1, 2.2, 4.4]], 0),
            version("EventEmitter", [[20.0, 20.0, 20.0], [20.0, 20.0, 20.0]], 3),
        ];
        let measured = |versions: &[Version]| vec![Measured { kind: "empty", depth: 1, versions: versions.to_vec() }];
        let broken = |measured: &[Measured]| measured[0].broken(super::noise(measured));
        assert_eq!(broken(&measured(&versions)), Vec::<String>::new());
        versions[0] = version("Seam, JavaScript", [[1.3, 2.6, 5.2], [1.3, 2.6, 5.2]], 1);
        let broken = broken(&measured(&versions));
        assert_eq!(broken.len(), 3, "{broken:?}");
        assert!(broken[0].contains("takes 1.300 of the flat loop, the noise is 1.100"), "{broken:?}");
        assert!(broken[1].contains("collected 1 times"), "{broken:?}");
        assert!(broken[2].contains("7.7 times"), "{broken:?}");
    }

    #[test]
    fn the_chart_has_a_line_for_each_version() {
        let versions = vec![version("Seam, Wasm", [[1.0; 3]; 2], 0), version("EventEmitter", [[20.0; 3]; 2], 0)];
        let at = |depth| Measured { kind: "hash", depth, versions: versions.clone() };
        let svg = super::svg(&[at(1), at(16)]);
        assert_eq!(svg.matches("<polyline").count(), 2, "{svg}");
        assert_eq!(svg.matches("EventEmitter").count(), 1, "{svg}");
    }

    #[test]
    fn pipelines_have_their_depth() {
        let text = super::pipeline("hash", 3);
        assert_eq!(text.matches("event ").count(), 5, "{text}");
        assert!(text.contains("s2(x ^ i)"), "{text}");
        assert!(text.contains("| out(y) => out(step2(y))"), "{text}");
    }
}
