//! The text form both ways: every file of `tests/ir` is printed as it was read, with the same meaning for ids.
//!
//! `BLESS=1` rewrites the files as they are printed.

use std::path::PathBuf;

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ir");
    let entries = std::fs::read_dir(folder).expect("the folder exists");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    files
}

#[test]
fn files_print_as_they_were_read() {
    for file in files() {
        let text = std::fs::read_to_string(&file).expect("the file can be read");
        let program = ir::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let printed = ir::print(&program);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, printed).expect("the file can be written");
        } else if printed != text {
            panic!("{}\n{}", file.display(), similar::TextDiff::from_lines(&text, &printed).unified_diff());
        }
    }
}

fn error(text: &str) -> String {
    ir::parse(text).expect_err("the text is wrong")
}

#[test]
fn mistakes_are_told_with_their_line() {
    assert_eq!(error("type A = struct { x: B }"), "line 1: there is no type B, before `}`");
    assert_eq!(error("\nwhat"), "line 2: there is no item `what`, before ``");
    assert_eq!(error("func @f() {\nb0:\n  return"), "line 1: the function does not end, before ``");
    assert_eq!(error("func @f() {\n}"), "line 2: the function has no block, before `}`");
    assert_eq!(error("func @f() {\nb0:\n  jump b1\n}"), "line 4: there is no b1, before `}`");
    assert_eq!(error("func @f() {\nb0:\n}"), "line 3: b0 does not end, before `}`");
    assert_eq!(error("func @f() {\nb0:\n  return v1\n}"), "line 4: v1 is not defined, before `}`");
    assert_eq!(error("main @f"), "line 1: there is no function @f, before ``");
    let line = "v0 = nothing 1, 2";
    let text = format!("func @f() {{\nb0:\n  {line}\n  return\n}}");
    assert_eq!(error(&text), format!("line 3: there is no operator `nothing` for these operands, before `{line}`"));
}

#[test]
fn text_with_mistakes_is_refused_or_means_something_without_a_panic() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ir/everything.ir");
    let right = std::fs::read_to_string(file).expect("the file can be read");
    let chars: Vec<char> = right.chars().collect();
    let other = ['0', '1', '9', 'v', 'b', 's', 'x', '.', ',', '(', ')', '"', '@', '?', '#', ' ', '\n', '-', 'é', '\\'];
    arbtest::arbtest(|u| {
        let mut text = chars.clone();
        for _ in 0..u.int_in_range(1..=3)? {
            let at = u.choose_index(text.len())?;
            match u.int_in_range(0..=2)? {
                0 => drop(text.remove(at)),
                1 => text.insert(at, *u.choose(&other)?),
                _ => text[at] = *u.choose(&other)?,
            }
        }
        let text: String = text.into_iter().collect();
        if let Ok(program) = ir::parse(&text) {
            let printed = ir::print(&program);
            let again = ir::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{text}\n{printed}"));
            assert_eq!(printed, ir::print(&again));
            for phase in [ir::Phase::Built, ir::Phase::Optimised, ir::Phase::Placed] {
                assert_eq!(ir::verify(&program, phase), ir::verify(&again, phase), "{text}");
            }
        }
        Ok(())
    })
    .budget_ms(500);
}
