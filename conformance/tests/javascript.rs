//! The JavaScript engines on hand-written builds: what a program can reach of its process, and pages.

use conformance::chromium::{self, Step};
use conformance::compile::{self, Options, Target};
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

/// `once` is called from JavaScript only, so it converts what it is passed itself; `half` is called here as well.
const EXPORTS: &str = "pub fn once(x: i32, y: i64?, text: string?) -> string { \"{x} {y} {text} {half(x)}\" }
pub fn half(x: i32) -> i32 { if x > 1 { half(x / 2) + 1 } else { x } }
pub fn later(x: i32) -> () -> i32 { () => x + 1 }
pub fn low(x: u32) -> u32 { x + 1 }
";

#[test]
fn exported_functions_bring_what_they_are_passed_into_range() {
    let app = r#"
        import { half, later, low, once } from "./program.js";
        console.log(once(4294967301.7, 1n), once("7", undefined, "t"), half(9.9), later(2 ** 32 + 1)(), low(-1), low(-2));"#;
    for target in [Target::Js, Target::Wasm] {
        for optimise in [false, true] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let sources = tempfile::tempdir().expect("a temporary folder");
            let source = sources.path().join("main.seam");
            std::fs::write(&source, EXPORTS).expect("it can be written");
            let checked = compile::check(&source).unwrap_or_else(|rejected| panic!("{rejected}"));
            let options = Options { target, optimise, ..Options::default() };
            compile::write(&compile::build(&checked, &options), folder.path()).expect("it can be written");
            let built = std::fs::read_to_string(folder.path().join("app.js")).expect("there is one");
            std::fs::write(folder.path().join("program.js"), built).expect("it can be written");
            let wait = if target == Target::Js { "" } else { "import { ready } from './program.js'; await ready;" };
            std::fs::write(folder.path().join("app.js"), format!("{wait}{app}")).expect("it can be written");
            let result = node_engine::run(folder.path(), &[], &[], Duration::from_secs(5));
            assert_eq!(result, outcome("5 1 null 3 7 null t 3 4 2 0 4294967295\n", "", 0), "{target:?} {optimise}");
        }
    }
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
