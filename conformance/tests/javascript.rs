//! The JavaScript engines on hand-written builds: what a program can reach of its process, and pages.

use conformance::chromium::{self, Step};
use conformance::node_engine;
use conformance::report::Outcome;
use std::time::Duration;

fn run(app: &str, args: &[&str], stdin: &str) -> Result<Outcome, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("app.js"), app).expect("it can be written");
    let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
    node_engine::run(folder.path(), &args, stdin.as_bytes(), Duration::from_secs(5))
}

fn outcome(stdout: &str, stderr: &str, exit_code: i32) -> Result<Outcome, String> {
    Ok(Outcome { stdout: stdout.into(), stderr: stderr.into(), exit_code })
}

#[test]
fn streams_arguments_and_exit_code_are_the_programs() {
    let app = r#"
        import { readFileSync, writeSync } from "node:fs";
        console.log("args", ...process.argv.slice(2));
        process.stdout.write(readFileSync(0, "utf8"));
        writeSync(1, new Uint8Array([0x21, 0x0a]));
        console.error("oops");
        process.exitCode = 3;"#;
    for _ in 0..2 {
        assert_eq!(run(app, &["a b", "c"], "in\n"), outcome("args a b c\nin\n!\n", "oops\n", 3));
    }
    assert_eq!(run("", &[], ""), outcome("", "", 0));
}

#[test]
fn nothing_happens_after_exit() {
    let app = r#"try { console.log("a"); process.exit(4); } catch { console.log("b"); process.exitCode = 1; }"#;
    assert_eq!(run(app, &[], ""), outcome("a\n", "", 4));
}

#[test]
fn main_may_run_after_ready() {
    let app = r#"
        export const ready = new Promise((resolve) => setTimeout(resolve, 5));
        ready.then(() => console.log("main"));"#;
    assert_eq!(run(app, &[], ""), outcome("main\n", "", 0));
}

#[test]
fn an_error_that_nobody_catches_ends_the_program() {
    let outcome = run("console.log(1); throw new Error('no');", &[], "").expect("it ends");
    assert_eq!((outcome.stdout.as_slice(), outcome.exit_code), (b"1\n".as_slice(), 1));
    assert!(outcome.stderr.starts_with("Error: no"), "{}", outcome.stderr);
}

#[test]
fn an_endless_loop_is_ended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("app.js"), "for (;;) {}").expect("it can be written");
    let result = node_engine::run(folder.path(), &[], b"", Duration::from_millis(500));
    assert!(result.is_err_and(|error| error.contains("did not end")));
    assert_eq!(run("console.log(2)", &[], ""), outcome("2\n", "", 0));
}

#[test]
fn a_page_is_opened_clicked_and_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let html = r##"<!doctype html><title>t</title><canvas id="c" width="20" height="20"></canvas>
        <button id="b">0</button><script type="module" src="app.js"></script>"##;
    let app = r##"
        const context = document.querySelector("#c").getContext("2d");
        const button = document.querySelector("#b");
        button.onclick = () => {
            button.textContent++;
            context.fillStyle = "#ff8000";
            context.fillRect(5, 5, 10, 10);
        };
        console.log("hello");"##;
    std::fs::write(folder.path().join("index.html"), html).expect("it can be written");
    std::fs::write(folder.path().join("app.js"), app).expect("it can be written");
    let steps = [
        Step::Click("#b"),
        Step::Click("#b"),
        Step::WaitUntil("document.querySelector('#b').textContent === '2'"),
        Step::Pixels("#c", &[(10, 10), (1, 1)]),
        Step::Evaluate("6 * 7"),
        Step::Screenshot("harness"),
    ];
    let report = chromium::open(folder.path(), &steps).expect("Chromium runs");
    assert_eq!(report.failure, None);
    assert_eq!(report.values[3], serde_json::json!([[255, 128, 0, 255], [0, 0, 0, 0]]));
    assert_eq!(report.values[4], 42);
    assert_eq!((report.console, report.errors), (vec!["hello".to_owned()], vec![]));
    assert!(report.requests.contains(&"/app.js".to_owned()));

    let report =
        chromium::open(folder.path(), &[Step::Evaluate("nothing.here"), Step::Sleep(1)]).expect("Chromium runs");
    assert!(report.failure.is_some_and(|failure| failure.contains("step 1") && failure.contains("nothing")));
}
