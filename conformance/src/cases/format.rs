//! The form of a case: a Seam program with what is expected of it in comments.
//!
//! ```text
//! //! args: a b                  header lines, all optional
//! //! stdin: one line
//! //! engines: js because it uses Math.sin of the page
//! //! known-failure: reason
//! fn main() { print("hi") }
//!
//! // --- stdout                  sections, to the end of the file
//! // hi
//! ```
//! Sections: `stdout` (`stdout without final newline`), `stderr`, `panic` (the first two lines of the report),
//! `exit N`, `errors` (`CODE line:column title`, the file before the line if it is not the main one), `js`
//! (development build for JavaScript), `wat` (optimised module for Wasm). Without `exit` a case expects 1 after a
//! panic, else 0; without `stderr` nothing but the panic may be there.

use crate::engine::Engine;

/// What a case wants besides its program.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Header {
    /// Command-line arguments.
    pub args: Vec<String>,
    /// Standard input.
    pub stdin: String,
    /// The engines it runs on; all if it does not say.
    pub engines: Option<Vec<Engine>>,
    /// Why it is known to fail.
    pub known_failure: Option<String>,
}

/// What is expected.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Expected {
    /// Standard output.
    pub stdout: String,
    /// Standard error before a panic.
    pub stderr: String,
    /// The report of the panic, as far as engines agree.
    pub panic: Vec<String>,
    /// The exit code, where it is not the usual one.
    pub exit: Option<i32>,
    /// Diagnostics, one line each; `None` if they are not looked at, and there is to be no error.
    pub errors: Option<Vec<String>>,
    /// The development build for JavaScript.
    pub js: Option<String>,
    /// The optimised module for Wasm, as text.
    pub wat: Option<String>,
}

impl Expected {
    /// Whether the program is run at all.
    pub fn runs(&self) -> bool {
        !self.errors.iter().flatten().any(|line| line.starts_with('E'))
    }
    /// The exit code.
    pub fn exit_code(&self) -> i32 {
        self.exit.unwrap_or(i32::from(!self.panic.is_empty()))
    }
}

/// A case file, taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFile {
    /// Everything before the sections.
    pub program: String,
    /// The header lines.
    pub header: Header,
    /// The sections.
    pub expected: Expected,
}

const SECTION: &str = "// --- ";
const NO_NEWLINE: &str = "stdout without final newline";

impl CaseFile {
    /// Takes a file apart.
    ///
    /// # Errors
    /// With what is wrong about a header or section.
    pub fn parse(text: &str) -> Result<CaseFile, String> {
        let start = if text.starts_with(SECTION) { Some(0) } else { text.find("\n// --- ").map(|at| at + 1) };
        let (program, sections) = text.split_at(start.unwrap_or(text.len()));
        let header = parse_header(program)?;
        let expected = parse_sections(sections)?;
        Ok(CaseFile { program: program.to_owned(), header, expected })
    }

    /// The file with these expectations.
    pub fn with(&self, expected: &Expected) -> String {
        let mut text = self.program.trim_end().to_owned();
        text.push('\n');
        if *expected != Expected::default() {
            text.push('\n');
        }
        if let Some(errors) = &expected.errors {
            push_section(&mut text, "errors", errors.iter().map(String::as_str));
        }
        if !expected.stdout.is_empty() {
            let title = if expected.stdout.ends_with('\n') { "stdout" } else { NO_NEWLINE };
            push_section(&mut text, title, expected.stdout.strip_suffix('\n').unwrap_or(&expected.stdout).split('\n'));
        }
        if !expected.stderr.is_empty() {
            push_section(&mut text, "stderr", expected.stderr.lines());
        }
        if !expected.panic.is_empty() {
            push_section(&mut text, "panic", expected.panic.iter().map(String::as_str));
        }
        if let Some(code) = expected.exit {
            push_section(&mut text, &format!("exit {code}"), std::iter::empty());
        }
        for (title, snapshot) in [("js", &expected.js), ("wat", &expected.wat)] {
            if let Some(snapshot) = snapshot {
                push_section(&mut text, title, snapshot.lines());
            }
        }
        text
    }
}

fn push_section<'a>(text: &mut String, title: &str, lines: impl Iterator<Item = &'a str>) {
    text.push_str(SECTION);
    text.push_str(title);
    text.push('\n');
    for line in lines {
        text.push_str(if line.is_empty() { "//" } else { "// " });
        text.push_str(line);
        text.push('\n');
    }
}

fn parse_header(program: &str) -> Result<Header, String> {
    let mut header = Header::default();
    for line in program.lines().map_while(|line| line.strip_prefix("//!")) {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim() {
            "args" => header.args = value.split_whitespace().map(str::to_owned).collect(),
            "stdin" => {
                header.stdin.push_str(value);
                header.stdin.push('\n');
            }
            "engines" => header.engines = Some(parse_engines(value)?),
            "known-failure" => header.known_failure = Some(value.to_owned()),
            // Any other comment with a colon in it.
            _ => {}
        }
    }
    Ok(header)
}

fn parse_engines(value: &str) -> Result<Vec<Engine>, String> {
    let Some((names, _reason)) = value.split_once(" because ") else {
        return Err("`//! engines: NAMES because REASON` is missing its reason".into());
    };
    let mut engines = Vec::new();
    for name in names.split([',', ' ']).filter(|name| !name.is_empty()) {
        match name {
            "js" => engines.extend(Engine::ALL.into_iter().filter(|engine| engine.has_javascript())),
            _ => match Engine::ALL.into_iter().find(|engine| engine.name() == name) {
                Some(engine) => engines.push(engine),
                None => return Err(format!("there is no engine {name}")),
            },
        }
    }
    Ok(engines)
}

fn parse_sections(text: &str) -> Result<Expected, String> {
    let mut expected = Expected::default();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(title) = line.strip_prefix(SECTION) else { return Err(format!("`{line}` stands between sections")) };
        let mut body = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with(SECTION)) {
            match line.strip_prefix("//") {
                Some(line) => body.push(line.strip_prefix(' ').unwrap_or(line)),
                None if line.trim().is_empty() => {}
                None => return Err(format!("`{line}` stands in the section {title}, but is no comment")),
            }
        }
        set_section(&mut expected, title.trim(), &body)?;
    }
    Ok(expected)
}

fn set_section(expected: &mut Expected, title: &str, body: &[&str]) -> Result<(), String> {
    let block = || body.iter().map(|line| format!("{line}\n")).collect::<String>();
    let list = || body.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
    match title {
        "stdout" => expected.stdout = block(),
        NO_NEWLINE => expected.stdout = body.join("\n"),
        "stderr" => expected.stderr = block(),
        "panic" => expected.panic = list(),
        "errors" => expected.errors = Some(list()),
        "js" => expected.js = Some(block()),
        "wat" => expected.wat = Some(block()),
        _ => match title.strip_prefix("exit ").map(str::parse) {
            Some(Ok(code)) => expected.exit = Some(code),
            Some(Err(_)) | None => return Err(format!("there is no section `{title}`")),
        },
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! args: a b\n//! stdin: x y\n//! engines: js because of the page\nfn main() { }\n
// --- stdout\n// 1\n//\n//  2\n// --- panic\n// panic: no\n//   at a:1:2 in f\n// --- exit 3\n";

    #[test]
    fn a_file_is_taken_apart_and_put_together() {
        let case = CaseFile::parse(FILE).expect("well-formed");
        assert_eq!(case.header.args, ["a", "b"]);
        assert_eq!(case.header.stdin, "x y\n");
        assert_eq!(
            case.header.engines.as_deref(),
            Some(&[Engine::Js, Engine::Mixed, Engine::Wasm, Engine::Scattered][..])
        );
        assert_eq!(case.expected.stdout, "1\n\n 2\n");
        assert_eq!(case.expected.panic, ["panic: no", "  at a:1:2 in f"]);
        assert_eq!(case.expected.exit_code(), 3);
        assert!(case.expected.runs());
        assert_eq!(case.with(&case.expected), FILE);
    }

    #[test]
    fn errors_and_unfinished_lines() {
        let case = CaseFile::parse("x\n\n// --- errors\n// E0101 1:1 bad\n").expect("well-formed");
        assert!(!case.expected.runs());
        let case = CaseFile::parse("x\n\n// --- stdout without final newline\n// a\n// b\n").expect("well-formed");
        assert_eq!(case.expected.stdout, "a\nb");
        assert_eq!(case.with(&case.expected), "x\n\n// --- stdout without final newline\n// a\n// b\n");
        let plain = CaseFile::parse("fn main() { }\n").expect("well-formed");
        assert_eq!(plain.with(&plain.expected), "fn main() { }\n");
    }

    #[test]
    fn what_is_no_section_is_an_error() {
        for text in [
            "// --- stdou\n",
            "// --- exit x\n",
            "// --- stdout\nfn f() { }\n",
            "//! engines: js\n",
            "//! engines: v8 because\n",
        ] {
            assert!(CaseFile::parse(text).is_err(), "{text}");
        }
    }
}
