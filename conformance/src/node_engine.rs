//! Runs builds under the pinned Node.
//!
//! [`run`] gives one build to one of a few long-lived processes (`engines/run-builds.mjs`), which run one after the
//! other: starting Node costs more than most tests. A build that does not end in time costs its process, which is
//! replaced. [`command`] is the plain way, for users: a process of its own that inherits the terminal.

use crate::base64;
use crate::report::Outcome;
use crate::setup::{Engines, SetupError};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// A process is replaced after so many builds: modules are never unloaded, and each memory of a module reserves
/// gigabytes of addresses.
const BUILDS_PER_PROCESS: u32 = 250;

/// Runs `app.js` of the build in `folder` and returns what it did.
///
/// # Errors
/// If Node cannot be set up, or the program does not end within `limit`.
pub fn run(folder: &Path, args: &[String], stdin: &[u8], limit: Duration) -> Result<Outcome, String> {
    let engines = Engines::get().map_err(|error| error.to_string())?;
    let idle = IDLE.lock().expect("no thread panics while it holds the list").pop();
    let mut worker = match idle {
        Some(worker) => worker,
        None => Worker::start(engines).map_err(|error| format!("cannot start Node: {error}"))?,
    };
    let app = std::path::absolute(folder.join("app.js")).map_err(|error| error.to_string())?;
    let request = json!({ "app": app, "args": args, "stdin": base64::encode(stdin) });
    let outcome = worker.run(&request, limit)?;
    if worker.builds < BUILDS_PER_PROCESS {
        IDLE.lock().expect("no thread panics while it holds the list").push(worker);
    }
    Ok(outcome)
}

/// The command that runs the build in `folder` under Node.
///
/// # Errors
/// If Node cannot be set up.
pub fn command(folder: &Path, args: &[String]) -> Result<Command, SetupError> {
    let mut node = Command::new(Engines::get()?.node());
    node.arg(folder.join("app.js")).args(args);
    Ok(node)
}

/// Processes that wait for a build.
static IDLE: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

struct Worker {
    process: Child,
    requests: Option<ChildStdin>,
    results: Receiver<String>,
    builds: u32,
}

impl Worker {
    fn start(engines: &Engines) -> std::io::Result<Worker> {
        let mut process = Command::new(engines.node())
            .arg("--no-warnings")
            .arg(engines.launcher("run-builds.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = process.stdin.take();
        let output = process.stdout.take().expect("it was asked for");
        let (sender, results) = channel();
        std::thread::spawn(move || {
            // Ends with the process, or when nobody waits any more.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Worker { process, requests, results, builds: 0 })
    }

    fn run(&mut self, request: &Value, limit: Duration) -> Result<Outcome, String> {
        self.builds += 1;
        let requests = self.requests.as_mut().expect("taken only when the worker is dropped");
        writeln!(requests, "{request}").map_err(|error| format!("Node does not listen: {error}"))?;
        let line = self.results.recv_timeout(limit).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("did not end within {} s", limit.as_secs()),
            RecvTimeoutError::Disconnected => "ended the Node process that ran it".to_owned(),
        })?;
        outcome(&line).ok_or_else(|| format!("Node answered {line}"))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        // It may be in an endless loop, and no result is awaited any more.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn outcome(line: &str) -> Option<Outcome> {
    let result: Value = serde_json::from_str(line).ok()?;
    Some(Outcome {
        stdout: base64::decode(result["stdout"].as_str()?)?,
        stderr: result["stderr"].as_str()?.to_owned(),
        exit_code: i32::try_from(result["exitCode"].as_i64()?).ok()?,
    })
}
