//! `bench boundary`: what a crossing between JavaScript and Wasm costs in each engine, beside the cost model.
//!
//! In: `crossings.wat`, which has each crossing as the compiler emits it; programs whose objects the compiler puts on
//! either side; `engines/time-boundary.mjs`, which times loops over them.
//! Out: nanoseconds of each crossing in Node 26, Node 24, Chromium, and in `jsc` and Firefox if the `PATH` has them; for
//! each constant of the cost model what it should be, by [`constants`].
//!
//! The best of several interleaved rounds counts: what else the machine does only ever adds. From most rows a loop is
//! subtracted that does the same without crossing.

use crate::chromium::{self, Step};
use crate::compile::{self, Options, Target};
use crate::setup::{Engines, workspace_root};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub mod constants;
mod firefox;
mod report;

pub use report::{table, to_json};

const CROSSINGS: &str = include_str!("bench_boundary/crossings.wat");
const SCRIPT: &str = include_str!("../../engines/time-boundary.mjs");

/// A list through which a loop in JavaScript goes: its nodes are objects of Wasm, or, without the attributes, of
/// JavaScript.
const NODES: &str = include_str!("bench_boundary/nodes.seam");
/// A function of Wasm to which a loop in JavaScript passes a new function value each time.
const CLOSURES: &str = include_str!("bench_boundary/closures.seam");
/// The same without a function value.
const PLAIN: &str = include_str!("bench_boundary/plain.seam");

/// What to measure, and how long.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Turns of a loop.
    pub iterations: u64,
    /// Interleaved rounds.
    pub rounds: u64,
    /// Only engines whose names contain one of these; all if there are none.
    pub engines: Vec<String>,
}

/// A line of the table: one crossing, or the same in JavaScript to compare with.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What crosses.
    pub label: &'static str,
    /// The loop that is timed.
    pub loop_name: &'static str,
    /// The loop that is subtracted.
    pub minus: Option<&'static str>,
    /// Into how many parts of interest a turn of the loop falls.
    pub parts: f64,
    /// How it is to be read.
    pub note: &'static str,
}

/// All lines, in the order of the table.
pub const ROWS: [Row; 25] = [
    row("JavaScript calls Wasm, i32", "callI32", Some("emptyI32"), ""),
    row("the same where the engine cannot inline it", "callCalled", Some("emptyI32"), ""),
    row("JavaScript calls Wasm, f64", "callF64", Some("emptyF64"), ""),
    row("JavaScript calls Wasm, externref in and out", "callExtern", Some("emptyObjects"), ""),
    row("JavaScript calls Wasm, i64", "callI64", Some("emptyI32"), "a BigInt in and out"),
    row("a typed reference as parameter, reads a field", "readTyped", Some("emptyBoxes"), "never emitted"),
    row("the same as externref, converted and cast inside", "readBox", Some("emptyBoxes"), "how references cross"),
    row("  in JavaScript: reads a field", "readNear", Some("emptyBoxes"), ""),
    row("JavaScript reads an f64 element", "readCell", Some("emptyCells"), ""),
    row("  in JavaScript: of a Float64Array", "readOwnCell", Some("emptyCells"), ""),
    row("JavaScript writes an f64 element", "writeCell", Some("emptyCells"), ""),
    row("  in JavaScript: of a Float64Array", "writeOwnCell", Some("emptyCells"), ""),
    row("struct.new, returned as externref", "makeBox", None, ""),
    row("  in JavaScript: new", "makeOwn", None, ""),
    row("Wasm calls JavaScript, i32", "wasmCallsJs", Some("loopNothing"), "the dear direction"),
    row("Wasm sets a property of an object", "wasmSetsProperty", Some("loopNothing"), ""),
    row("  in JavaScript: sets it", "setProperty", Some("emptyI32"), ""),
    row("JavaScript calls a closure of Wasm", "jsCallsWasmClosure", Some("emptyI32"), ""),
    row("  in JavaScript: calls a closure", "callClosure", Some("emptyI32"), ""),
    row("Wasm calls a closure of JavaScript", "wasmCallsJsClosure", Some("loopNothing"), ""),
    row("a new closure of JavaScript crosses, and is called", "seamPassesClosure", Some("seamCallsWasm"), "compiled"),
    row("an exception of JavaScript passes through Wasm", "throwThrough", None, ""),
    row("JavaScript catches a trap", "trap", None, ""),
    row("  in JavaScript: throws and catches", "throwOwn", None, ""),
    // A turn reads the value and the next node.
    Row { parts: 2.0, ..row("JavaScript reads a field of a Wasm struct", "seamReadsFar", None, "compiled") },
];

/// The same reads of an object of JavaScript: what [`Measured::field_ratio`] compares with.
const NEAR_READS: Row = Row { parts: 2.0, ..row("  in JavaScript: of an object", "seamReadsNear", None, "compiled") };

const fn row(label: &'static str, loop_name: &'static str, minus: Option<&'static str>, note: &'static str) -> Row {
    Row { label, loop_name, minus, parts: 1.0, note }
}

/// All lines that are shown.
pub fn rows() -> impl Iterator<Item = Row> {
    ROWS.into_iter().chain([NEAR_READS])
}

/// The measurements of one engine.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name.
    pub name: &'static str,
    /// What it calls itself, with its version.
    pub version: String,
    /// Whether it runs V8: the cost model is about that engine.
    pub is_v8: bool,
    /// Nanoseconds of a turn of each loop, one number for each round.
    pub loops: BTreeMap<String, Vec<f64>>,
}

impl Measured {
    /// The best time of a loop.
    fn best(&self, loop_name: &str) -> Option<f64> {
        self.loops.get(loop_name).map(|times| times.iter().copied().fold(f64::INFINITY, f64::min))
    }
    /// Nanoseconds of what a row is about; `None` if the engine cannot run its loop.
    pub fn nanoseconds(&self, row: &Row) -> Option<f64> {
        let minus = match row.minus {
            Some(name) => self.best(name)?,
            None => 0.0,
        };
        Some((self.best(row.loop_name)? - minus).max(0.0) / row.parts)
    }
    /// The nanoseconds of the row of that loop.
    fn of_loop(&self, loop_name: &str) -> Option<f64> {
        rows().find(|row| row.loop_name == loop_name).and_then(|row| self.nanoseconds(&row))
    }
    /// How many times longer JavaScript takes to read a field of a struct of Wasm than one of its own objects.
    pub fn field_ratio(&self) -> Option<f64> {
        Some(self.best("seamReadsFar")? / self.best("seamReadsNear")?)
    }
    /// The version in few words.
    pub fn short_version(&self) -> String {
        let chrome = self.version.split_whitespace().find_map(|word| word.split_once("Chrome/"));
        match chrome {
            Some((_, number)) => format!("Chromium {}", number.split('.').next().unwrap_or(number)),
            None => self.version.clone(),
        }
    }
}

/// Measures in every engine that is there, saying on stderr which one is running.
///
/// # Errors
/// If an engine cannot be started, or computes something else.
pub fn run(settings: &Settings) -> Result<Vec<Measured>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let module = wat::parse_str(CROSSINGS).map_err(|error| error.to_string())?;
    write_programs(folder.path())?;
    let mut measured = Vec::new();
    for engine in Engine::ALL {
        let wanted = settings.engines.is_empty()
            || settings.engines.iter().any(|name| engine.name().to_lowercase().contains(&name.to_lowercase()));
        if !wanted || !engine.is_there() {
            continue;
        }
        eprintln!("{} …", engine.name());
        let seam = engine.imports_builds().then(|| {
            let path = |name: &str| (name.to_owned(), json!(format!("./{name}/app.js")));
            Value::Object(["far", "near", "closures", "plain"].map(path).into_iter().collect())
        });
        let (iterations, rounds) = (settings.iterations, settings.rounds);
        let request = json!({ "module": module, "seam": seam, "iterations": iterations, "rounds": rounds });
        let script = format!("const request = {request};\n{SCRIPT}");
        let answer = engine.measure(folder.path(), &script).map_err(|error| format!("{}: {error}", engine.name()))?;
        let found = parse(engine, &answer).ok_or_else(|| format!("{} answered {answer}", engine.name()))?;
        measured.push(found);
    }
    if measured.is_empty() { Err("none of these engines is there".to_owned()) } else { Ok(measured) }
}

/// Builds the programs of which the compiler's own crossings are measured.
fn write_programs(folder: &Path) -> Result<(), String> {
    let programs = [
        ("far", NODES.to_owned()),
        ("near", NODES.replace("@wasm", "@js")),
        ("closures", CLOSURES.to_owned()),
        ("plain", PLAIN.to_owned()),
    ];
    for (name, source) in programs {
        let path = folder.join(name).with_extension("seam");
        std::fs::write(&path, source).map_err(|error| error.to_string())?;
        let options = Options { target: Target::Mixed, optimise: true, ..Options::default() };
        let build = compile::compile(&path, &options).map_err(|rejected| rejected.to_string())?;
        compile::write(&build, &folder.join(name)).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn parse(engine: Engine, answer: &Value) -> Option<Measured> {
    let numbers = |value: &Value| value.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let loops = answer["rows"].as_object()?.iter();
    let loops = loops.map(|(name, times)| Some((name.clone(), numbers(times)?))).collect::<Option<_>>()?;
    Some(Measured {
        name: engine.name(),
        version: answer["engine"].as_str()?.to_owned(),
        is_v8: matches!(engine, Engine::Node | Engine::OldNode | Engine::Chromium),
        loops,
    })
}

/// Where loops are timed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Engine {
    Node,
    OldNode,
    Chromium,
    Jsc,
    Firefox,
}

impl Engine {
    const ALL: [Engine; 5] = [Engine::Node, Engine::OldNode, Engine::Chromium, Engine::Jsc, Engine::Firefox];

    fn name(self) -> &'static str {
        match self {
            Engine::Node => "Node 26",
            Engine::OldNode => "Node 24",
            Engine::Chromium => "Chromium",
            Engine::Jsc => "jsc",
            Engine::Firefox => "Firefox",
        }
    }
    /// The pinned engines are fetched; others are found or not.
    fn is_there(self) -> bool {
        match self {
            Engine::Node | Engine::OldNode => true,
            Engine::Chromium => cfg!(all(target_os = "linux", target_arch = "x86_64")),
            Engine::Jsc => found("jsc").is_some(),
            Engine::Firefox => found("firefox").is_some(),
        }
    }
    /// Whether it can load what the compiler makes: shells have no `URL` and no `fetch`.
    fn imports_builds(self) -> bool {
        self != Engine::Jsc
    }
    fn measure(self, folder: &Path, script: &str) -> Result<Value, String> {
        // Node goes by the ending; the server of Chromium's page knows `.js` only.
        let file = folder.join(if self == Engine::Chromium { "bench.js" } else { "bench.mjs" });
        std::fs::write(&file, script).map_err(|error| error.to_string())?;
        let engines = Engines::get().map_err(|error| error.to_string());
        match self {
            Engine::Node => in_process(Command::new(engines?.node()).arg(file)),
            Engine::OldNode => {
                let tools = engines?.bench().map_err(|error| error.to_string())?;
                in_process(Command::new(tools.old_node()).arg(file))
            }
            Engine::Jsc => in_process(Command::new("jsc").arg("-m").arg(file)),
            Engine::Chromium => {
                write_page(folder, "<script type=\"module\" src=\"bench.js\"></script>")?;
                in_chromium(folder)
            }
            Engine::Firefox => {
                write_page(folder, firefox::PAGE)?;
                firefox::measure(engines?, folder)
            }
        }
    }
}

/// The program of that name on the `PATH`.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn write_page(folder: &Path, body: &str) -> Result<(), String> {
    let page = format!("<!doctype html>\n<meta charset=\"utf-8\">\n<title>boundary</title>\n{body}\n");
    std::fs::write(folder.join("index.html"), page).map_err(|error| error.to_string())
}

fn in_process(command: &mut Command) -> Result<Value, String> {
    let output = command.current_dir(workspace_root()).stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

fn in_chromium(folder: &Path) -> Result<Value, String> {
    let report =
        chromium::open(folder, &[Step::WaitUntil("globalThis.startMeasuring"), Step::Evaluate("startMeasuring()")])?;
    match (report.failure, report.values.into_iter().nth(1)) {
        (None, Some(value)) => Ok(value),
        (failure, _) => Err(format!("{} {}", failure.unwrap_or_default(), report.errors.join("\n"))),
    }
}
