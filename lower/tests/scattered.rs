//! A program means the same wherever its parts are: the cases of the language, with every type split into classes and every
//! class and function on a side by chance, against everything in JavaScript, in the interpreter. `SEEDS=n` tries more.

use base::Sources;
use frontend::{LoadError, Loader};
use ir::Program;
use ir::host::Captured;
use ir::interp::{Machine, Stop};
use libtest_mimic::{Arguments, Failed, Trial};
use lower::{Options, Target};
use std::path::{Path, PathBuf};

/// The features whose cases have values that could be split.
const FEATURES: [&str; 14] = [
    "arrays",
    "closures",
    "deques",
    "enums",
    "events",
    "iterators",
    "json",
    "lists",
    "maps",
    "match",
    "optionals",
    "structs",
    "tail-calls",
    "traits",
];

struct Files;

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        std::fs::read_to_string(path).map_err(|_| LoadError::Missing)
    }
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let mut trials = Vec::new();
    for feature in FEATURES {
        let mut files: Vec<PathBuf> = std::fs::read_dir(root.join(feature))
            .expect("each feature has a folder")
            .map(|entry| entry.expect("the folder can be read").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "seam"))
            .collect();
        files.sort();
        assert!(!files.is_empty(), "there are cases of {feature}");
        for file in files {
            let name = format!("{feature}/{}", file.file_stem().expect("a file has a name").to_string_lossy());
            trials.push(Trial::test(name, move || case(&file)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn case(file: &Path) -> Result<(), Failed> {
    let mut sources = Sources::new();
    let (typed, diagnostics) = frontend::check_program(&file.to_string_lossy(), &mut Files, &mut sources);
    if diagnostics.iter().any(|diagnostic| diagnostic.is_error()) {
        return Ok(());
    }
    let typed = typed.ok_or("the program is not checked")?;
    let lower = |target, optimise| lower::lower(&typed, &sources, &Options { target, optimise, ..Options::default() });
    let expected = outcome(&lower(Target::Js, false), &sources);
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(1);
    for seed in 0..seeds {
        for optimise in [false, true] {
            let found = outcome(&lower(Target::Scattered(seed), optimise), &sources);
            if found != expected {
                return Err(format!("seed {seed}, optimise {optimise}: prints\n{found}\ninstead of\n{expected}").into());
            }
        }
    }
    let again = outcome(&lower(Target::Mixed, true), &sources);
    if again != expected { Err(format!("mixed: prints\n{again}\ninstead of\n{expected}").into()) } else { Ok(()) }
}

/// What a program prints, and how it ends.
fn outcome(program: &Program, sources: &Sources) -> String {
    let mut system = Captured::default();
    let mut machine = Machine::new(program);
    let ended = machine.initialise(&mut system).and_then(|()| match program.main {
        Some(main) => machine.call(main, &[], &mut system).map(drop),
        None => Ok(()),
    });
    let text = String::from_utf8_lossy(&system.stdout).into_owned();
    match ended {
        Ok(()) => text,
        Err(Stop::Panic(panic)) => text + &panic.report(sources).lines().take(2).collect::<Vec<_>>().join("\n"),
        Err(other) => format!("{text}{other:?}"),
    }
}
