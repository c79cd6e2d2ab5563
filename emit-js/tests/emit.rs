//! The module that is emitted for each `cases/*.ir`, readable, is `cases/*.js`; it and the short one do what the
//! interpreter does.
//!
//! `BLESS=1` rewrites the expectations.

use base::Sources;
use ir::host::Captured;
use ir::interp::{Machine, Stop};
use std::path::{Path, PathBuf};
use std::process::Command;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ir"))
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn program(path: &Path) -> ir::Program {
    ir::parse(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn emit(program: &ir::Program, minify: bool) -> String {
    let mut sources = Sources::new();
    sources.add("case.seam".to_owned(), String::new());
    emit_js::emit(program, &sources, &emit_js::Options { minify, ..Default::default() }).code
}

#[test]
fn the_readable_module_is_the_expected_one() {
    let mut wrong = Vec::new();
    for path in cases() {
        let code = emit(&program(&path), false);
        let expected = path.with_extension("js");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expected, &code).expect("the expectation can be written");
        } else if read(&expected) != code {
            wrong.push(format!("{}:\n{code}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the interpreter prints, and the first line of what it says when it stops.
fn interpreted(program: &ir::Program) -> (String, String, i32) {
    let mut system = Captured::default();
    let mut machine = Machine::new(program);
    let main = program.main.expect("a case has a main function");
    let end = machine.initialise(&mut system).and_then(|()| machine.call(main, &[], &mut system).map(|_| ()));
    let (error, code) = match end {
        Ok(()) => (String::new(), 0),
        Err(Stop::Panic(panic)) => {
            let mut sources = Sources::new();
            sources.add("case.seam".to_owned(), String::new());
            (panic.report(&sources).lines().next().unwrap_or("").to_owned(), 1)
        }
        Err(Stop::Exit(code)) => (String::new(), code),
        Err(other) => panic!("{other:?}"),
    };
    (String::from_utf8(system.stdout).expect("cases print text"), error, code)
}

fn run_in_node(code: &str, file: &Path) -> (String, String, i32) {
    std::fs::write(file, code).expect("the module can be written");
    let output = Command::new("node").arg(file).output().expect("node is installed");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    (stdout, stderr.lines().next().unwrap_or("").to_owned(), output.status.code().unwrap_or(-1))
}

#[test]
fn both_modules_do_what_the_interpreter_does() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for path in cases() {
        let program = program(&path);
        let expected = interpreted(&program);
        for minify in [false, true] {
            let code = emit(&program, minify);
            let got = run_in_node(&code, &folder.path().join("app.mjs"));
            assert_eq!(got, expected, "{}, minify: {minify}\n{code}", path.display());
        }
    }
}
