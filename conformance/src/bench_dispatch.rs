//! `bench dispatch`: what a hop through a pipeline costs, as Seam events and as what people use instead.
//!
//! In: depths.  Out: for each depth, with stages that do nothing and with stages that hash, nanoseconds per hop of Seam
//! as JavaScript and as Wasm, of a flat loop, of closures, and of Node's `EventEmitter`; collections, peak memory.
//!
//! All versions of a pipeline take turns in one Node process (`engines/time-dispatch.mjs`). The claim is the ratio to the
//! flat loop, the median of the ratios of neighbouring runs, never a time.

use crate::compile::{self, Options, Target};
use crate::setup::Engines;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How many stages a pipeline has.
    pub depths: Vec<usize>,
    /// Interleaved rounds.
    pub rounds: usize,
    /// How many events go through a pipeline in each round.
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
    /// Nanoseconds per hop in each round.
    pub times: Vec<f64>,
    /// Collections during one more run.
    pub collections: u64,
    /// Resident memory after it, in bytes.
    pub memory: u64,
}

impl Version {
    /// The median time.
    pub fn median(&self) -> f64 {
        median(self.times.clone())
    }
    /// The median ratio to another version, round by round: below 1 is faster.
    pub fn ratio(&self, rival: &Version) -> f64 {
        median(self.times.iter().zip(&rival.times).map(|(own, other)| own / other).collect())
    }
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
            eprintln!("{kind} {depth}");
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
    let settings = json!({
        "rounds": settings.rounds, "events": settings.events, "depth": depth, "kind": kind,
        "js": build(Target::Js, "js")?, "wasm": build(Target::Wasm, "wasm")?,
    });
    let file = folder.path().join("settings.json");
    std::fs::write(&file, settings.to_string()).map_err(|error| error.to_string())?;
    Ok(Measured { kind, depth, versions: versions(&node(engines, &file)?)? })
}

fn node(engines: &Engines, settings: &Path) -> Result<String, String> {
    let mut command = Command::new(engines.node());
    let output = command.arg(engines.launcher("time-dispatch.mjs")).arg(settings).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn versions(text: &str) -> Result<Vec<Version>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let version = |row: &Value| Version {
        name: row["name"].as_str().unwrap_or_default().to_owned(),
        times: row["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect(),
        collections: row["collections"].as_u64().unwrap_or(0),
        memory: row["memory"].as_u64().unwrap_or(0),
    };
    Ok(value.as_array().into_iter().flatten().map(version).collect())
}

/// The results for people.
pub fn table(measured: &[Measured]) -> String {
    let mut text = String::from("stage  depth  version             ns/hop  ÷ flat loop  collections  MB\n");
    for pipeline in measured {
        let flat = pipeline.versions.iter().find(|version| version.name == "flat loop");
        for version in &pipeline.versions {
            let ratio = flat.map_or(f64::NAN, |flat| version.ratio(flat));
            let _ = writeln!(
                text,
                "{:<6} {:>5}  {:<18} {:>7.2}  {:>11.2}  {:>11}  {:>3}",
                pipeline.kind,
                pipeline.depth,
                version.name,
                version.median(),
                ratio,
                version.collections,
                version.memory >> 20
            );
        }
    }
    text
}

/// The results for tools.
pub fn to_json(measured: &[Measured]) -> Value {
    let version = |version: &Version| json!({ "name": version.name, "ns": version.median(), "times": version.times, "collections": version.collections, "memory": version.memory });
    let pipeline = |pipeline: &Measured| {
        json!({
            "stage": pipeline.kind, "depth": pipeline.depth,
            "versions": pipeline.versions.iter().map(version).collect::<Vec<_>>(),
        })
    };
    Value::Array(measured.iter().map(pipeline).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn pipelines_have_their_depth() {
        let text = super::pipeline("hash", 3);
        assert_eq!(text.matches("event ").count(), 5, "{text}");
        assert!(text.contains("s2(x ^ i)"), "{text}");
        assert!(text.contains("| out(y) => out(step2(y))"), "{text}");
    }
}
