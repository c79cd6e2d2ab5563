//! What crosses between the halves beside values: panics, exceptions and function values, in Node and in Chromium.
//!
//! The program is `boundary/main.seam`. A turn that ends with a panic names its place in the source, leaves the state as
//! it was, and later turns run.

use conformance::chromium::{self, Step};
use conformance::compile::{self, Options};
use conformance::node_engine;
use conformance::setup::workspace_root;
use std::fs;
use std::time::Duration;
use tempfile::TempDir;

/// A folder with the program in `page/` and a script beside it.
fn built(optimise: bool, script: &str) -> TempDir {
    let checked = compile::check(&workspace_root().join("conformance/tests/boundary")).expect("it has no errors");
    let build = compile::build(&checked, &Options { optimise, ..Options::default() });
    assert!(build.wasm.is_some());
    let folder = tempfile::tempdir().expect("a temporary folder");
    compile::write(&build, &folder.path().join("page")).expect("it can be written");
    fs::write(folder.path().join("app.js"), script).expect("it can be written");
    fs::write(folder.path().join("index.html"), "<script type=\"module\" src=\"app.js\"></script>").expect("written");
    folder
}

const TURNS: &str = "import { ready } from './page/app.js';
    import { listeners } from './page/host.js';
    await ready;
    for (const name of ['kernel', 'state', 'exception', 'state', 'closure', 'state']) listeners[name]();
    globalThis.document?.body.setAttribute('id', 'done');";

/// The lines that a run must print somewhere, in this order.
const EXPECTED: [&[&str]; 3] = [
    &["panic: index out of range", "main.seam:14:3 in pick", "1 turns"],
    &["Error: told to", "main.seam:20:5 in askHost", "2 turns"],
    &["panic: at 2", "main.seam:100:19 in main.λ3.λ1", "main.seam:27:19 in each", "3 turns"],
];

fn assert_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("`{part}` does not follow in:\n{text}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn panics_and_exceptions_name_their_places_and_leave_the_state() {
    for optimise in [false, true] {
        let folder = built(optimise, TURNS);
        let outcome = node_engine::run(folder.path(), &[], b"", Duration::from_secs(10)).expect("it ends");
        assert_eq!(String::from_utf8_lossy(&outcome.stdout), "1 turns\n2 turns\n3 turns\n", "{outcome:?}");
        assert_eq!(outcome.exit_code, 1);
        for parts in EXPECTED {
            let (turns, places) = parts.split_last().expect("it is not empty");
            assert!(turns.ends_with("turns"));
            assert_in_order(&outcome.stderr, places);
        }
        let report = chromium::open(folder.path(), &[Step::WaitFor("#done")]).expect("Chromium can be started");
        assert_eq!((report.failure, report.errors), (None, vec![]));
        let console = report.console.join("\n");
        for parts in EXPECTED {
            assert_in_order(&console, parts);
        }
    }
}

#[test]
fn function_values_keep_their_identity() {
    for optimise in [false, true] {
        let script = "import { ready, identities } from './page/app.js'; await ready; console.log(identities());";
        let folder = built(optimise, script);
        let outcome = node_engine::run(folder.path(), &[], b"", Duration::from_secs(10)).expect("it ends");
        assert_eq!(String::from_utf8_lossy(&outcome.stdout), "11\n", "{outcome:?}");
    }
}

#[test]
fn a_million_function_values_that_cross_leave_nothing() {
    let script = "import { ready, crossClosures, crossOne } from './page/app.js';
        import { setFlagsFromString } from 'node:v8';
        import { runInNewContext } from 'node:vm';
        await ready;
        setFlagsFromString('--expose-gc');
        const collect = runInNewContext('gc');
        const used = () => { collect(); collect(); return process.memoryUsage().heapUsed; };
        const batch = () => { for (let round = 0; round < 10; round++) crossClosures(10_000); };
        // The first batch makes the tables as large as they will be: they do not shrink.
        batch();
        crossOne(10_000);
        const before = used();
        batch();
        const sum = crossOne(1_000_000);
        const more = used() - before;
        console.log(sum, more < 1_000_000 ? 'flat' : `${more} bytes more`);";
    let folder = built(true, script);
    let outcome = node_engine::run(folder.path(), &[], b"", Duration::from_secs(100)).expect("it ends");
    assert_eq!(String::from_utf8_lossy(&outcome.stdout), "1000000 flat\n", "{outcome:?}");
}
