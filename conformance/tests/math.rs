//! `std/math` on many arguments: the cases `tests/math/bits-…` with a million instead of a few thousand.
//!
//! Every engine must print the same hashes; the engines that are compared with V8's own functions must differ nowhere.

use conformance::compile;
use conformance::differential::{Builds, Input, Run};
use conformance::engine::Engine;
use conformance::setup::workspace_root;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(120);

/// A third of a million rounds, each with three arguments.
const ROUNDS: &str = "333334";

fn runs(case: &str, engines: &[Engine]) -> Vec<Run> {
    let path = workspace_root().join("tests/math").join(case).with_extension("seam");
    let checked = compile::check(&path).expect("the case compiles");
    let input = Input { args: vec![ROUNDS.to_owned()], stdin: Vec::new() };
    Builds::of(&checked, engines).run(engines, &checked.sources, &input, LIMIT)
}

fn stdout(run: &Run) -> String {
    let outcome = run.outcome.as_ref().unwrap_or_else(|reason| panic!("{}: {reason}", run.label));
    assert_eq!(outcome.exit_code, 0, "{}: {}", run.label, outcome.stderr);
    String::from_utf8_lossy(&outcome.stdout).into_owned()
}

#[test]
fn a_million_results_of_each_function_are_the_same_everywhere() {
    let cases = [
        "bits-of-exponential-functions",
        "bits-of-functions-of-two-numbers",
        "bits-of-hyperbolic-functions",
        "bits-of-inverse-trigonometric-functions",
        "bits-of-logarithms",
        "bits-of-trigonometric-functions",
    ];
    for case in cases {
        let runs = runs(case, &[Engine::Wasmtime, Engine::Wasm, Engine::Js]);
        let first = stdout(&runs[0]);
        assert!(!first.is_empty());
        for run in &runs[1..] {
            assert_eq!(stdout(run), first, "{case}: {} against {}", run.label, runs[0].label);
        }
    }
}

#[test]
fn a_million_results_of_each_function_are_those_of_v8() {
    for run in runs("bits-are-those-of-v8", &[Engine::Js]) {
        let text = stdout(&run);
        assert_eq!(text.lines().count(), 20, "{text}");
        assert!(text.lines().all(|line| line.ends_with(" 0")), "{}: {text}", run.label);
    }
}
