//! Runs every case of `tests/` on every engine. `BLESS=1` rewrites what is expected.
//!
//! `cargo test --test language -- arrays` runs the cases whose names contain `arrays`.

use conformance::cases::{self, run};
use conformance::setup::workspace_root;
use libtest_mimic::{Arguments, Trial};

fn main() {
    // Places in messages are relative to where the user is: the root of the workspace.
    std::env::set_current_dir(workspace_root()).expect("the workspace is there");
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let cases = cases::discover("tests".as_ref()).expect("the cases can be read");
    assert!(cases.len() >= 300, "only {} cases were found", cases.len());
    let trial = |case: cases::Case| Trial::test(case.name.clone(), move || run::run(&case, bless).map_err(Into::into));
    libtest_mimic::run(&Arguments::from_args(), cases.into_iter().map(trial).collect()).exit();
}
