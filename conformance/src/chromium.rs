//! Opens a built page in headless Chromium and follows a script.
//!
//! In: a folder with `index.html` and a list of [`Step`]s.  Out: a [`Report`]: what each step gave, what the page
//! logged, which errors nobody caught, which files it asked for. The page is served on the loopback interface by
//! `engines/open-page.mjs`, which drives Chromium through playwright-core.

use crate::setup::{Engines, workspace_root};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A step of a script. The first one that fails ends the script.
#[derive(Clone, Debug)]
pub enum Step<'a> {
    /// Clicks the element.
    Click(&'a str),
    /// Waits until the element is visible.
    WaitFor(&'a str),
    /// Waits until the JavaScript expression is true.
    WaitUntil(&'a str),
    /// Evaluates a JavaScript expression.
    Evaluate(&'a str),
    /// Reads pixels of a canvas at these places; gives `[[r, g, b, a], …]`.
    Pixels(&'a str, &'a [(u32, u32)]),
    /// Types a text into the field.
    Fill(&'a str, &'a str),
    /// Presses a key.
    Press(&'a str),
    /// Lets so many milliseconds pass.
    Sleep(u32),
    /// Saves what the page looks like as `target/screenshots/NAME.png`.
    Screenshot(&'a str),
}

impl Step<'_> {
    fn to_json(&self) -> Value {
        match *self {
            Step::Click(selector) => json!({ "click": selector }),
            Step::WaitFor(selector) => json!({ "waitFor": selector }),
            Step::WaitUntil(expression) => json!({ "waitUntil": expression }),
            Step::Evaluate(expression) => json!({ "evaluate": expression }),
            Step::Pixels(selector, at) => json!({ "pixels": selector, "at": at }),
            Step::Fill(selector, text) => json!({ "fill": selector, "text": text }),
            Step::Press(key) => json!({ "press": key }),
            Step::Sleep(milliseconds) => json!({ "sleep": milliseconds }),
            Step::Screenshot(name) => json!({ "screenshot": name }),
        }
    }
}

/// How a page went.
#[derive(Clone, Debug)]
pub struct Report {
    /// What each step gave; null where it gives nothing.
    pub values: Vec<Value>,
    /// Which step failed, and why.
    pub failure: Option<String>,
    /// Lines of the console.
    pub console: Vec<String>,
    /// Errors that nobody caught.
    pub errors: Vec<String>,
    /// The paths that the page asked the server for.
    pub requests: Vec<String>,
}

/// What a page is opened with.
#[derive(Clone, Copy, Default, Debug)]
pub struct Setting<'a> {
    /// The `Content-Security-Policy` that the server sends.
    pub policy: Option<&'a str>,
    /// A script that runs before those of the page.
    pub before: Option<&'a str>,
    /// Whether `index.html` is opened as a file, without a server.
    pub from_file: bool,
}

/// Opens the page in `folder` and follows `steps`.
///
/// # Errors
/// If Chromium cannot be set up or started; what happens in the page is in the report.
pub fn open(folder: &Path, steps: &[Step]) -> Result<Report, String> {
    open_with(folder, steps, &Setting::default())
}

/// Opens the page in `folder` in a certain setting, and follows `steps`.
///
/// # Errors
/// As [`open`].
pub fn open_with(folder: &Path, steps: &[Step], setting: &Setting) -> Result<Report, String> {
    let engines = Engines::get().map_err(|error| error.to_string())?;
    let chromium = engines.chromium().map_err(|error| error.to_string())?;
    let screenshots = workspace_root().join("target/screenshots");
    std::fs::create_dir_all(&screenshots).map_err(|error| format!("{}: {error}", screenshots.display()))?;
    let request = json!({
        "libraries": chromium.with_file_name("al2023").join("lib"),
        "chromium": chromium,
        "folder": folder,
        "policy": setting.policy,
        "before": setting.before,
        "fromFile": setting.from_file,
        "screenshots": screenshots,
        "width": 1000,
        "height": 750,
        "steps": steps.iter().map(Step::to_json).collect::<Vec<_>>(),
    });
    let answer = drive(engines, &request)?;
    report(&answer).ok_or_else(|| format!("the driver of Chromium answered {answer}"))
}

fn drive(engines: &Engines, request: &Value) -> Result<Value, String> {
    let mut driver = Command::new(engines.node())
        .arg(engines.launcher("open-page.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start Node: {error}"))?;
    let mut stdin = driver.stdin.take().expect("it was asked for");
    stdin.write_all(request.to_string().as_bytes()).map_err(|error| error.to_string())?;
    drop(stdin);
    let output = driver.wait_with_output().map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let log = String::from_utf8_lossy(&output.stderr);
        format!("Chromium could not be driven ({}):\n{log}", output.status)
    })
}

fn report(answer: &Value) -> Option<Report> {
    let steps = answer["steps"].as_array()?;
    let lines = |name: &str| -> Option<Vec<String>> {
        answer[name].as_array()?.iter().map(|line| line.as_str().map(str::to_owned)).collect()
    };
    let failure = steps.iter().enumerate().find(|(_, step)| step["ok"] != true);
    Some(Report {
        values: steps.iter().map(|step| step["value"].clone()).collect(),
        failure: failure
            .map(|(number, step)| format!("step {}: {}", number + 1, step["error"].as_str().unwrap_or("failed"))),
        console: lines("console")?,
        errors: lines("errors")?,
        requests: lines("requests")?,
    })
}
