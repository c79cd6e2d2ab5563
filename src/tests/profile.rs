//! Profiles as a user meets them: counted in Node, used by the commands that place.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `seam` in `folder`.
fn seam(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seam")).current_dir(folder).args(args).output().expect("the command starts")
}

/// What a command that succeeds prints, with one space between words.
#[track_caller]
fn prints(folder: &Path, args: &[&str]) -> String {
    let output = seam(folder, args);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Both loops look alike: the text does not tell that `often` is called with a large number, `never` not at all.
const PROGRAM: &str = "
extern js { fn parseInt(text: string) -> f64 }

fn often(n: i32) -> f64 {
  var sum = 0.0
  for i in 0..n { for j in 0..n { sum += (i * j % 7) as f64 } }
  sum
}

fn never(n: i32) -> f64 {
  var sum = 0.0
  for i in 0..20_000 { for j in 0..20_000 { sum += (i * j % n) as f64 } }
  sum
}

fn main() {
  let n = parseInt(\"3000\") as i32
  print(if n > 0 { often(n) } else { never(n) })
}
";

fn project(source: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("app")).expect("it can be made");
    fs::write(folder.path().join("app/main.seam"), source).expect("it can be written");
    folder
}

#[test]
fn a_profile_puts_into_wasm_what_runs_often_and_not_what_looks_so() {
    let at = project(PROGRAM);
    let by_text = prints(at.path(), &["place", "app"]);
    let (wasm, js) = by_text.split_once("JavaScript main").expect("main is JavaScript");
    assert!(wasm.contains(" never ") && js.contains(" often "), "{by_text}");

    let counted = prints(at.path(), &["run", "app", "--profile-gen", "counts.json"]);
    assert_eq!(counted, prints(at.path(), &["run", "app", "--engine", "node"]));

    let measured = prints(at.path(), &["place", "app", "--profile-use", "counts.json"]);
    assert!(measured.contains("By measured counts:"), "{measured}");
    let (wasm, js) = measured.split_once("JavaScript main").expect("main is JavaScript");
    assert!(wasm.contains(" often ") && wasm.contains("measured, ran once"), "{measured}");
    assert!(js.contains(" never ") && js.contains("measured, never ran"), "{measured}");

    let build = ["build", "app", "-O", "-o", "out", "--profile-use", "counts.json"];
    prints(at.path(), &build);
    let js = fs::read_to_string(at.path().join("out/app.js")).expect("it is there");
    assert!(at.path().join("out/app.wasm").exists() && js.contains("20000"), "never is JavaScript: {js}");
    assert_eq!(prints(at.path(), &["run", "app", "--engine", "node-mixed", "--profile-use", "counts.json"]), counted);
}

#[test]
fn a_profile_survives_edits_elsewhere_and_says_what_has_changed() {
    let at = project(PROGRAM);
    prints(at.path(), &["run", "app", "--profile-gen", "counts.json"]);
    let edited = format!("fn first() -> i32 {{ 1 }}\n{}", PROGRAM.replace("20_000", "10_000"));
    fs::write(at.path().join("app/main.seam"), edited.replace(") as i32", ") as i32 + first()")).expect("written");
    let output = seam(&at.path().join("app"), &["place", "main.seam", "--json", "--profile-use", "../counts.json"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("`main`, `never` have changed since the profile was made: estimated"), "{stderr}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let row = |name: &str| {
        let rows = report["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name} has a row: {report}"))
    };
    assert_eq!((&row("often")["measured"], &row("often")["runs"]), (&true.into(), &1.0.into()));
    assert_eq!(row("never")["measured"], false);
}

#[test]
fn what_is_no_profile_of_the_program_is_refused() {
    let at = project(PROGRAM);
    prints(at.path(), &["run", "app", "--profile-gen", "counts.json"]);
    fs::write(at.path().join("other.seam"), "fn main() { print(1) }\n").expect("written");
    fs::write(at.path().join("no.json"), "{\"seamProfile\": 1, \"functions\": [{\"module\": 1}]}\n").expect("written");
    for (args, reason) in [
        (["build", "other.seam", "-o", "out", "--profile-use", "counts.json"], "a profile of another program"),
        (["build", "app", "-o", "out", "--profile-use", "no.json"], "no.json is no profile: a function lacks"),
        (["build", "app", "-o", "out", "--profile-use", "gone.json"], "cannot read the profile gone.json"),
    ] {
        let output = seam(at.path(), &args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(reason), "{stderr}");
        assert!(!at.path().join("out").exists(), "nothing is written");
    }
}

#[test]
fn a_counting_build_exports_its_counts_also_where_that_name_is_taken() {
    let at = project(
        "pub fn profile() -> i32 { 7 }\npub fn twice(n: i32) -> i32 { n * 2 }\nfn main() { print(twice(4)) }\n",
    );
    prints(at.path(), &["build", "app", "-O", "-o", "out", "--profile-gen"]);
    let js = fs::read_to_string(at.path().join("out/app.js")).expect("it is there");
    assert!(js.contains(" as seamProfile") && js.contains("export function profile"), "{js}");
    assert!(!at.path().join("out/app.wasm").exists());
}
