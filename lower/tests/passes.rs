//! Source in, IR out: each `tests/<pass>/<name>.seam` has a `.ir` beside it with the program's own functions after that
//! pass, where they live and what crosses after `seam`, and what the interpreter prints. `BLESS=1` rewrites them.
//! Every program also prints the same when it is optimised, and as everything-in-JavaScript.

use base::Sources;
use frontend::{LoadError, Loader};
use ir::host::Captured;
use ir::interp::{Machine, Stop};
use ir::{Program, Side};
use libtest_mimic::{Arguments, Failed, Trial};
use lower::{Options, Target};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

struct Files;

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        std::fs::read_to_string(path).map_err(|_| LoadError::Missing)
    }
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut trials = Vec::new();
    for pass in ["build", "seam"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(root.join(pass))
            .expect("each pass has a folder")
            .map(|entry| entry.expect("the folder can be read").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "seam"))
            .collect();
        files.sort();
        assert!(!files.is_empty(), "there are cases of {pass}");
        for file in files {
            let name = format!("{pass}/{}", file.file_stem().expect("a file has a name").to_string_lossy());
            trials.push(Trial::test(name, move || case(pass, &file)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn case(pass: &str, file: &Path) -> Result<(), Failed> {
    let mut sources = Sources::new();
    let (typed, diagnostics) = frontend::check_program(&file.to_string_lossy(), &mut Files, &mut sources);
    if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Err(format!("{} {}", error.code, error.title).into());
    }
    let typed = typed.ok_or("the program is not checked")?;
    let lower = |target, optimise| lower::lower(&typed, &sources, &Options { target, optimise, ..Options::default() });
    let mut found = String::new();
    if pass == "seam" {
        let program = lower(Target::Mixed, false);
        if ir::print(&program) != ir::print(&lower(Target::Mixed, false)) {
            return Err("the same program is placed in two ways".into());
        }
        write_seam(&mut found, &program, &sources);
    } else {
        let program = lower::lower_until(&typed, &sources, &Options::default(), pass);
        write_funcs(&mut found, &program, &sources);
    }
    let printed = interpret(&lower(Target::Mixed, false), &sources);
    for (target, optimise) in [(Target::Mixed, true), (Target::Js, false), (Target::Js, true), (Target::Wasm, true)] {
        let again = interpret(&lower(target, optimise), &sources);
        if again != printed {
            return Err(format!("{target:?}, optimise {optimise}: prints\n{again}\ninstead of\n{printed}").into());
        }
    }
    write!(found, "--- prints\n{printed}").expect("strings take everything");
    compare(&file.with_extension("ir"), &found)
}

fn compare(path: &Path, found: &str) -> Result<(), Failed> {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, found)?;
        return Ok(());
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(expected.as_str(), found);
    Err(format!("{}\n{}", path.display(), diff.unified_diff().context_radius(4)).into())
}

/// Whether a function is of the program and not of `std`.
fn is_own(func: &ir::Func, sources: &Sources) -> bool {
    !sources.get(func.span.source).path.starts_with("std/")
}

fn write_funcs(text: &mut String, program: &Program, sources: &Sources) {
    for func in program.funcs.iter().filter(|func| is_own(func, sources)) {
        writeln!(text, "{}", ir::print_func(func, program)).expect("strings take everything");
    }
}

fn write_seam(text: &mut String, program: &Program, sources: &Sources) {
    let side = |side: Side| if side == Side::Js { "js" } else { "wasm" };
    for (id, func) in program.funcs.iter_enumerated().filter(|(_, func)| is_own(func, sources)) {
        writeln!(text, "{:4} @{}", side(program.placement.funcs[id]), func.name).expect("strings take everything");
    }
    for (id, ty) in program.types.heap.iter_enumerated() {
        writeln!(text, "{:4} {}", side(program.placement.types[id]), ty.name).expect("strings take everything");
    }
    for (what, rows) in [("export", &program.seam.exports), ("import", &program.seam.imports)] {
        for row in rows {
            writeln!(text, "{what} {} = {:?}", row.name, row.crossing).expect("strings take everything");
        }
    }
}

/// What a program prints; a program that needs JavaScript says so.
fn interpret(program: &Program, sources: &Sources) -> String {
    let mut system = Captured::default();
    let mut machine = Machine::new(program);
    let ended = machine.initialise(&mut system).and_then(|()| match program.main {
        Some(main) => machine.call(main, &[], &mut system).map(drop),
        None => Ok(()),
    });
    let mut text = String::from_utf8_lossy(&system.stdout).into_owned();
    match ended {
        Ok(()) => {}
        Err(Stop::Panic(panic)) => {
            let report = panic.report(sources);
            // The path of the file depends on where the project is.
            let place = report.lines().nth(1).and_then(|line| line.rsplit('/').next()).unwrap_or_default();
            writeln!(text, "{} at {place}", report.lines().next().unwrap_or_default())
                .expect("strings take everything");
        }
        Err(other) => writeln!(text, "{other:?}").expect("strings take everything"),
    }
    text
}
