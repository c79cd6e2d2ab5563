//! IR in, IR out: each `tests/<pass>/<name>.ir` is a program, a line `--- after`, and the program after that pass.
//! `BLESS=1` rewrites the second part. A program with a `main` also prints the same before and after.

use ir::host::Captured;
use ir::{Phase, Program, interp};
use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};

type Pass = fn(&mut Program);

const SEPARATOR: &str = "--- after\n";

fn main() {
    let passes: [(&str, Pass); 12] = [
        ("simplify", lower::simplify::run),
        ("gvn", lower::gvn::run),
        ("thread", lower::thread::run),
        ("scalar-replace", lower::scalar_replace::run),
        ("split-joins", lower::split_joins::run),
        ("split-variables", lower::split_variables::run),
        ("inline", |program| lower::inline::run(program, lower::tidy::run_func)),
        ("range-facts", lower::range_facts::run),
        ("licm", lower::licm::run),
        ("outline", |program| {
            lower::place::run(program, lower::Target::Wasm, None);
            lower::outline::run(program);
        }),
        ("tail-calls", lower::tail_calls::run),
        ("dce", |program| {
            lower::dce::run(program);
            lower::dce::drop_unused_funcs(program);
        }),
    ];
    let mut trials = Vec::new();
    for (name, pass) in passes {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "there are cases of {name}");
        for file in files {
            let case = format!("{name}/{}", file.file_stem().expect("a file has a name").to_string_lossy());
            trials.push(Trial::test(case, move || run(&file, pass)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn run(file: &Path, pass: Pass) -> Result<(), Failed> {
    let text = std::fs::read_to_string(file)?;
    let (source, expected) = text.split_once(SEPARATOR).unwrap_or((&text, ""));
    let mut program = ir::parse(source).map_err(|error| format!("{error:?}"))?;
    ir::verify(&program, Phase::Built).map_err(|errors| errors.join("\n"))?;
    let before = printed(&program);
    pass(&mut program);
    ir::verify(&program, Phase::Built).map_err(|errors| errors.join("\n") + "\n" + &ir::print(&program))?;
    let after = printed(&program);
    if before != after {
        return Err(format!("prints {after:?} instead of {before:?}").into());
    }
    let found = ir::print(&program);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, format!("{source}{SEPARATOR}{found}"))?;
        return Ok(());
    }
    if expected == found {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected, found.as_str());
    Err(diff.unified_diff().context_radius(4).to_string().into())
}

/// What `main` prints, and whether it ended well.
fn printed(program: &Program) -> Option<(String, bool)> {
    let mut system = Captured::default();
    let ended = interp::run(program, program.main?, &[], &mut system);
    Some((String::from_utf8_lossy(&system.stdout).into_owned(), ended.is_ok()))
}
