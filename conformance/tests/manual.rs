//! Every code block of the manual: what it says it prints, it prints, on every engine.
//!
//! A ```` ```seam ```` block is a program; the ```` ```output ```` block after it is its standard output. `seam js` needs a
//! JavaScript engine, `seam error` must not compile, `seam file=NAME` is a module beside the blocks that follow it.

use conformance::compile;
use conformance::differential::{Builds, Input};
use conformance::engine::Engine;
use conformance::setup::workspace_root;
use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(30);

/// A program of the manual.
struct Program {
    name: String,
    kind: Kind,
    text: String,
    /// Modules beside it.
    files: Vec<(String, String)>,
    output: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Runs,
    NeedsJavaScript,
    IsWrong,
}

fn main() {
    let mut pages = vec![workspace_root().join("README.md")];
    let folder = std::fs::read_dir(workspace_root().join("docs/reference")).expect("the manual is there");
    pages.extend(folder.map(|entry| entry.expect("it can be read").path()));
    pages.sort();
    let programs = pages
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .flat_map(|path| programs(path));
    let trials = programs.map(|program| Trial::test(program.name.clone(), move || run(&program)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

fn programs(path: &Path) -> Vec<Program> {
    let text = std::fs::read_to_string(path).expect("it can be read");
    let page = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
    let mut programs: Vec<Program> = Vec::new();
    let mut files = Vec::new();
    for (line, info, body) in blocks(&text) {
        let words: Vec<&str> = info.split_whitespace().collect();
        let kind = match words[..] {
            ["seam"] => Kind::Runs,
            ["seam", "js"] => Kind::NeedsJavaScript,
            ["seam", "error"] => Kind::IsWrong,
            ["seam", file] => {
                let name = file.strip_prefix("file=").unwrap_or_else(|| panic!("{page}:{line}: what is `{info}`?"));
                files.push((name.to_owned(), body));
                continue;
            }
            ["output"] => {
                programs.last_mut().expect("an output follows a program").output = Some(body);
                continue;
            }
            _ => continue,
        };
        programs.push(Program { name: format!("{page}:{line}"), kind, text: body, files: files.clone(), output: None });
    }
    programs
}

/// The fenced blocks: line, what stands after the opening fence, content.
fn blocks(text: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => open = Some((number + 1, info.to_owned(), String::new())),
            (Some(_), Some(_)) => found.extend(open.take()),
            (None, Some((.., body))) => *body += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    found
}

fn run(program: &Program) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let root = folder.path().join("main.seam");
    std::fs::write(&root, &program.text)?;
    for (name, text) in &program.files {
        std::fs::write(folder.path().join(name), text)?;
    }
    let checked = match (compile::check(&root), program.kind) {
        (Err(_), Kind::IsWrong) => return Ok(()),
        (Ok(_), Kind::IsWrong) => return Err("compiles, although the page says that it does not".into()),
        (Err(rejected), Kind::Runs | Kind::NeedsJavaScript) => return Err(rejected.to_string().into()),
        (Ok(checked), Kind::Runs | Kind::NeedsJavaScript) => checked,
    };
    let engines: Vec<Engine> =
        Engine::ALL.into_iter().filter(|engine| program.kind == Kind::Runs || engine.has_javascript()).collect();
    for run in Builds::of(&checked, &engines).run(&engines, &checked.sources, &Input::default(), LIMIT) {
        let outcome = run.outcome.map_err(|reason| format!("{}: {reason}", run.label))?;
        let printed = String::from_utf8_lossy(&outcome.stdout).into_owned() + &without_places(&outcome.stderr);
        if let Some(expected) = &program.output
            && printed.trim_end() != expected.trim_end()
        {
            return Err(format!("{} printed\n{printed}\ninstead of\n{expected}", run.label).into());
        }
    }
    Ok(())
}

/// A page shows the text of a panic, not the temporary folder where it happened.
fn without_places(stderr: &str) -> String {
    stderr.lines().filter(|line| !line.starts_with("  at ")).map(|line| format!("{line}\n")).collect()
}
