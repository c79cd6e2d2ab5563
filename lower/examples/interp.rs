//! Checks, lowers and interprets a file: `cargo run -p lower --example interp -- FILE [-O] [--after PASS] [ARGS]`.

use base::Sources;
use frontend::{LoadError, Loader};
use ir::host::Captured;
use ir::interp::{Machine, Stop};
use std::process::ExitCode;

struct Files;

impl Loader for Files {
    fn load(&mut self, path: &str) -> Result<String, LoadError> {
        std::fs::read_to_string(path).map_err(|_| LoadError::Missing)
    }
}

fn main() -> ExitCode {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.remove(0);
    let optimise = args.first().is_some_and(|arg| arg == "-O");
    if optimise {
        args.remove(0);
    }
    let pass = (args.first().is_some_and(|arg| arg == "--after")).then(|| args.drain(..2).nth(1)).flatten();
    std::thread::Builder::new()
        .stack_size(1 << 30)
        .spawn(move || run(&path, optimise, pass, args))
        .expect("a thread can be made")
        .join()
        .expect("the program ends")
}

fn run(path: &str, optimise: bool, pass: Option<String>, args: Vec<String>) -> ExitCode {
    let mut sources = Sources::new();
    let (program, diagnostics) = frontend::check_program(path, &mut Files, &mut sources);
    for diagnostic in &diagnostics {
        let at = sources.position(diagnostic.primary.span);
        let path = &sources.get(diagnostic.primary.span.source).path;
        eprintln!("{path}:{}:{}: {} {}", at.line, at.column, diagnostic.code, diagnostic.title);
    }
    let Some(program) = program.filter(|_| !diagnostics.iter().any(|diagnostic| diagnostic.is_error())) else {
        return ExitCode::FAILURE;
    };
    let options = lower::Options { optimise, ..lower::Options::default() };
    if let Some(pass) = pass {
        print!("{}", ir::print(&lower::lower_until(&program, &sources, &options, &pass)));
        return ExitCode::SUCCESS;
    }
    let program = lower::lower(&program, &sources, &options);
    let mut system = Captured { args, ..Captured::default() };
    let mut machine = Machine::new(&program);
    let main = program.main.expect("the file has a main");
    let ended = machine.initialise(&mut system).and_then(|()| machine.call(main, &[], &mut system).map(drop));
    print!("{}", String::from_utf8_lossy(&system.stdout));
    eprint!("{}", String::from_utf8_lossy(&system.stderr));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Exit(code)) => ExitCode::from(code as u8),
        Err(Stop::Panic(panic)) => {
            eprint!("{}", panic.report(&sources));
            ExitCode::FAILURE
        }
        Err(other) => {
            eprintln!("{other:?}");
            ExitCode::FAILURE
        }
    }
}
