//! How builds are loaded: before and after the Wasm half is there, without one, from one file, and where the browser or
//! the page's policy allows no WebAssembly.
//!
//! The page is `loading/main.seam`; `check.js` beside it reports what becomes of `ready`.

use conformance::chromium::{self, Report, Setting, Step};
use conformance::compile::{self, Build, Options, Packaging};
use conformance::node_engine;
use conformance::setup::workspace_root;
use serde_json::json;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

const NO_WASM: &str = "default-src 'self'";
const WITH_WASM: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/// What an engine without garbage collection says.
const OLD_ENGINE: &str = "const fails = () => { throw new WebAssembly.CompileError('invalid type form 0x5f'); };
    WebAssembly.Module = function () { fails(); };
    WebAssembly.instantiateStreaming = WebAssembly.instantiate = async () => fails();";
const CHECK: &str = "import { ready, total } from './app.js';
    try { total(3); } catch (error) { console.log('too early: ' + error.message); }
    ready.then(() => console.log('ready: ' + total(10)), (error) => console.log('rejected: ' + error.message));";

fn built(packaging: Packaging, optimise: bool) -> (TempDir, PathBuf, Build) {
    let checked = compile::check(&workspace_root().join("conformance/tests/loading")).expect("it has no errors");
    let options = Options { optimise, ..Options::default() };
    let build = compile::package(&checked, &options, packaging, lower::Profiling::Off).expect("it can be packaged");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = folder.path().join("page");
    compile::write(&build, &page).expect("it can be written");
    (folder, page, build)
}

/// Opens the page, with `check.js` for its script, in a setting; clicks, and waits for the answer if one is expected.
fn opened(packaging: Packaging, setting: &Setting, answers: bool) -> Report {
    let (_folder, page, _) = built(packaging, true);
    let html = "<!doctype html><title>t</title><body><script type=\"module\" src=\"check.js\"></script>";
    fs::write(page.join("index.html"), html).expect("it can be written");
    fs::write(page.join("check.js"), CHECK).expect("it can be written");
    let mut steps = vec![Step::WaitFor("#painted"), Step::Click("#plain"), Step::Click("#compute")];
    steps.push(if answers { Step::WaitFor("#answer") } else { Step::Sleep(100) });
    let report = chromium::open_with(&page, &steps, setting).expect("Chromium can be started");
    assert_eq!(report.failure, None, "{report:#?}");
    assert!(report.errors.is_empty(), "{report:#?}");
    report
}

fn has(report: &Report, line: &str) {
    assert!(report.console.iter().any(|found| found.contains(line)), "`{line}` is not in {:#?}", report.console);
}

fn asked_for(report: &Report, file: &str) -> bool {
    report.requests.iter().any(|request| request == file)
}

#[test]
fn a_page_is_painted_before_its_wasm_half_is_there() {
    for optimise in [false, true] {
        let (_folder, page, build) = built(Packaging::Folder, optimise);
        assert!(build.wasm.is_some());
        let before = "const real = WebAssembly.instantiateStreaming;
            const gate = new Promise((open) => { window.open = open; });
            WebAssembly.instantiateStreaming = async (...args) => { await gate; return real(...args); };";
        let early = "import('./app.js').then((app) => { try { return app.total(3); } catch (error) { return error.message; } })";
        let steps = [
            Step::WaitFor("#painted"),
            Step::Click("#plain"),
            Step::Evaluate("document.querySelector('#plain').textContent"),
            Step::Click("#compute"),
            Step::Click("#plain"),
            Step::Evaluate("document.querySelector('#answer') === null"),
            Step::Evaluate(early),
            Step::Evaluate("open()"),
            Step::WaitFor("#answer"),
            Step::Evaluate("document.querySelector('#answer').textContent"),
            Step::Evaluate("document.querySelector('#plain').textContent"),
            Step::Evaluate("import('./app.js').then((app) => app.total(10))"),
        ];
        let setting = Setting { before: Some(before), ..Setting::default() };
        let report = chromium::open_with(&page, &steps, &setting).expect("Chromium can be started");
        assert_eq!((report.failure, report.errors), (None, vec![]));
        assert_eq!(report.values[2], "1 clicks", "a listener that needs no Wasm half runs at once");
        assert_eq!(report.values[5], true, "one that does waits");
        assert!(report.values[6].as_str().is_some_and(|text| text.contains("wait for the exported promise `ready`")));
        assert_eq!(report.values[9], "8299 after 1 clicks", "turns keep their order");
        assert_eq!(report.values[10], "2 clicks");
        assert_eq!(report.values[11], json!(87));
    }
}

#[test]
fn a_policy_without_webassembly_takes_the_fallback() {
    let strict = opened(Packaging::Fallback, &Setting { policy: Some(NO_WASM), ..Setting::default() }, true);
    has(&strict, "too early: the program is still loading: wait for the exported promise `ready`");
    has(&strict, "ready: 87");
    has(&strict, "click: 8299");
    assert!(asked_for(&strict, "/app.fallback.js") && !asked_for(&strict, "/app.wasm"), "{:?}", strict.requests);

    let open = opened(Packaging::Fallback, &Setting { policy: Some(WITH_WASM), ..Setting::default() }, true);
    has(&open, "ready: 87");
    has(&open, "click: 8299");
    assert!(asked_for(&open, "/app.wasm") && !asked_for(&open, "/app.fallback.js"), "{:?}", open.requests);
}

#[test]
fn an_engine_without_wasm_gc_takes_the_fallback() {
    for before in [OLD_ENGINE, "delete globalThis.WebAssembly"] {
        let report = opened(Packaging::Fallback, &Setting { before: Some(before), ..Setting::default() }, true);
        has(&report, "ready: 87");
        has(&report, "click: 8299");
        assert!(asked_for(&report, "/app.fallback.js"), "{:?}", report.requests);
    }
}

#[test]
fn without_a_fallback_the_console_says_why_and_ready_is_rejected() {
    let policy = Setting { policy: Some(NO_WASM), ..Setting::default() };
    let before = |before| Setting { before: Some(before), ..Setting::default() };
    let cases = [
        (policy, "this page's Content-Security-Policy forbids WebAssembly: its script-src lacks 'wasm-unsafe-eval'"),
        (before(OLD_ENGINE), "needs WebAssembly with garbage collection and string builtins, which this engine lacks"),
        (before("delete globalThis.WebAssembly"), "which this engine lacks (WebAssembly is not defined)"),
    ];
    for (setting, reason) in cases {
        let report = opened(Packaging::Folder, &setting, false);
        has(&report, reason);
        assert!(report.console.iter().any(|line| line.starts_with("cannot start: ") && line.contains(reason)));
        assert!(report.console.iter().any(|line| line.starts_with("rejected: ") && line.contains(reason)));
        assert!(!report.console.iter().any(|line| line.starts_with("click")), "{:?}", report.console);
    }
}

#[test]
fn a_missing_wasm_file_is_said() {
    let (_folder, page, _) = built(Packaging::Folder, false);
    fs::remove_file(page.join("app.wasm")).expect("it was written");
    let report =
        chromium::open(&page, &[Step::WaitFor("#painted"), Step::Sleep(100)]).expect("Chromium can be started");
    has(&report, "app.wasm cannot be loaded: 404");
}

#[test]
fn a_single_file_is_opened_from_disk() {
    for optimise in [false, true] {
        let (_folder, page, build) = built(Packaging::SingleFile, optimise);
        let names: Vec<_> =
            fs::read_dir(&page).expect("written").map(|file| file.expect("readable").file_name()).collect();
        assert_eq!(names, ["index.html"]);
        assert!(build.wasm.is_none() && build.inlined);
        let steps = [
            Step::WaitFor("#painted"),
            Step::Click("#compute"),
            Step::WaitFor("#answer"),
            Step::Evaluate("document.querySelector('#answer').textContent"),
        ];
        let setting = Setting { from_file: true, ..Setting::default() };
        let report = chromium::open_with(&page, &steps, &setting).expect("Chromium can be started");
        assert_eq!((report.failure, report.errors), (None, vec![]));
        assert_eq!(report.values[3], "8299 after 0 clicks");
    }
}

#[test]
fn a_single_file_and_a_fallback_run_in_node() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = "extern js \"./twice.js\" { fn twice(x: i32) -> i32 }\n@wasm\nfn cube(x: i32) -> i32 { x * x * x }\n\
                  pub fn run(x: i32) -> i32 { twice(cube(x)) }\nfn main() { print(run(3)) }\n";
    fs::write(folder.path().join("a.seam"), source).expect("it can be written");
    fs::write(folder.path().join("twice.js"), "export const twice = (x) => 2 * x;").expect("it can be written");
    let checked = compile::check(&folder.path().join("a.seam")).expect("it has no errors");
    let cases = [
        (Packaging::Folder, vec!["app.js", "app.wasm", "twice.js"]),
        (Packaging::SingleFile, vec!["app.js"]),
        (Packaging::Fallback, vec!["app.fallback.js", "app.js", "app.mixed.js", "app.wasm", "twice.js"]),
    ];
    for (packaging, files) in cases {
        for optimise in [false, true] {
            let options = Options { optimise, ..Options::default() };
            let build =
                compile::package(&checked, &options, packaging, lower::Profiling::Off).expect("it can be packaged");
            // Node keeps the modules that it has loaded, by their paths.
            let output = folder.path().join(format!("{packaging:?}{optimise}"));
            compile::write(&build, &output).expect("it can be written");
            let mut names: Vec<String> = fs::read_dir(&output)
                .expect("written")
                .map(|file| file.expect("readable").file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            assert_eq!(names, files);
            let outcome = node_engine::run(&output, &[], b"", Duration::from_secs(10)).expect("it ends");
            assert_eq!(String::from_utf8_lossy(&outcome.stdout), "54\n", "{packaging:?}: {outcome:?}");
        }
    }
}
