//! The command as a user meets it: exit codes, messages, files.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `seam` in `folder`.
fn seam(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seam")).current_dir(folder).args(args).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        fs::write(path, content).expect("it can be written");
    }
    folder
}

#[track_caller]
fn assert_ends(output: &Output, code: i32, stdout: &str, stderr_parts: &[&str]) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stderr: {stderr}");
    assert_eq!(text(&output.stdout), stdout, "stderr: {stderr}");
    for part in stderr_parts {
        assert!(stderr.contains(part), "`{part}` is not in:\n{stderr}");
    }
}

const HELLO: &str = "fn main() { print(\"hello\") }\n";

#[test]
fn a_program_runs_in_wasmtime_and_in_the_interpreter() {
    let at = folder(&[("hello.seam", HELLO)]);
    assert_ends(&seam(at.path(), &["run", "hello.seam"]), 0, "hello\n", &[]);
    assert_ends(&seam(at.path(), &["run", "hello.seam", "--dev"]), 0, "hello\n", &[]);
    assert_ends(&seam(at.path(), &["run", "hello.seam", "--engine", "interp"]), 0, "hello\n", &[]);
}

#[test]
fn a_program_gets_its_arguments_and_gives_its_exit_code() {
    let source = "import { args, exit } from \"std/io\"\nfn main() {\n  print(args())\n  exit(3)\n}\n";
    let at = folder(&[("a.seam", source)]);
    assert_ends(&seam(at.path(), &["run", "a.seam", "--", "x", "-y"]), 3, "[\"x\", \"-y\"]\n", &[]);
    assert_ends(&seam(at.path(), &["run", "a.seam", "--engine", "interp", "--", "x"]), 3, "[\"x\"]\n", &[]);
}

#[test]
fn effects_are_printed_module_by_module() {
    let main = "import { bump } from \"./count\"\nfn main() { bump() }\n";
    let count = "state count: i32 = 0\npub fn bump() { count += 1 }\n";
    let at = folder(&[("main.seam", main), ("count.seam", count)]);
    let expected = "main.seam\n  main  writes count · reads count\n\ncount.seam\n  bump  writes count · reads count\n";
    assert_ends(&seam(at.path(), &["effects", "main.seam"]), 0, expected, &[]);
    let json = text(&seam(at.path(), &["effects", "main.seam", "--json"]).stdout);
    assert!(json.contains("\"writes\":[\"count\"]") && json.contains("\"pure\":false"), "{json}");
}

#[test]
fn an_impure_function_is_refused_with_the_way_to_its_effect() {
    let source = "state n: i32 = 0\nfn note() { n += 1 }\n@pure fn f() { note() }\nfn main() { f() }\n";
    let at = folder(&[("a.seam", source)]);
    let way = ["error[E0600]: `f` is `@pure`, but writes `n`", "declared pure here", "f → note → writes `n`"];
    for command in ["check", "run", "test"] {
        assert_ends(&seam(at.path(), &[command, "a.seam"]), 1, "", &way);
    }
}

#[test]
fn a_panic_names_its_place_and_fails() {
    let source = "fn main() {\n  let xs = [1, 2]\n  print(xs[2])\n}\n";
    let at = folder(&[("a.seam", source)]);
    for engine in ["wasmtime", "interp"] {
        let output = seam(at.path(), &["run", "a.seam", "--engine", engine]);
        assert_ends(&output, 1, "", &["panic: index out of range\n  at a.seam:3:9 in main"]);
    }
}

#[test]
fn what_is_not_there_is_said() {
    let at = folder(&[("hello.seam", HELLO), ("empty/other.txt", "")]);
    assert_ends(&seam(at.path(), &["check", "gone.seam"]), 1, "", &["there is no file gone.seam"]);
    assert_ends(&seam(at.path(), &["check", "hello"]), 1, "", &["did you mean hello.seam?"]);
    assert_ends(&seam(at.path(), &["check", "empty"]), 1, "", &["the folder empty has no root module"]);
    assert_ends(&seam(at.path(), &["run", "hello.seam", "--engine", "mars"]), 2, "", &["mars"]);
    assert_ends(&seam(at.path(), &["explain", "E9999"]), 2, "", &["no error or warning E9999"]);
}

#[test]
fn errors_are_shown_with_their_code_and_nothing_is_written() {
    let at = folder(&[("a.seam", "fn main() {\n  let x: i32 = \"text\"\n  print(x + y)\n}\n")]);
    let output = seam(at.path(), &["build", "a.seam", "-o", "out"]);
    assert_ends(&output, 1, "", &["a.seam:2:16", "a.seam:3:13", "2 errors", "seam explain E"]);
    assert!(!at.path().join("out").exists(), "no output folder after an error");
}

#[test]
fn diagnostics_as_json_are_one_object_a_line() {
    let at = folder(&[("a.seam", "fn main() { print(nothing) }\n")]);
    let output = seam(at.path(), &["check", "a.seam", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["severity"], "error");
    assert_eq!(lines[0]["primary"]["place"]["start"]["line"], 1);
    assert_eq!(lines[0]["primary"]["place"]["start"]["column"], 19);
}

#[test]
fn a_build_is_the_files_of_the_app_and_nothing_else() {
    let at = folder(&[("hello.seam", HELLO), ("mine/notes.txt", "keep")]);
    assert_ends(&seam(at.path(), &["build", "hello.seam", "-o", "out", "--target", "js"]), 0, "", &["app.js"]);
    assert_eq!(files(&at.path().join("out")), ["app.js"]);
    assert_ends(
        &seam(at.path(), &["build", "hello.seam", "-o", "out", "--target", "wasm", "-O"]),
        0,
        "",
        &["app.wasm"],
    );
    assert_eq!(files(&at.path().join("out")), ["app.js", "app.wasm"]);
    let output = seam(at.path(), &["build", "hello.seam", "-o", "mine"]);
    assert_ends(&output, 1, "", &["notes.txt", "not part of a build"]);
    assert_eq!(files(&at.path().join("mine")), ["notes.txt"]);
    assert_eq!(files(at.path()), ["hello.seam", "mine", "out"], "no temporary folder stays");
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn strange_input_is_an_error_and_no_crash() {
    let nested = format!("fn main() {{ print({}1{}) }}\n", "(".repeat(10_000), ")".repeat(10_000));
    let long_line = format!("fn main() {{ print({}1) }}\n", "1 + ".repeat(250_000));
    let unknown = format!("fn main() {{ print(\"{}\" + nothing) }}\n", "x".repeat(1_000_000));
    let at = folder(&[("nested.seam", &nested), ("long.seam", &long_line), ("unknown.seam", &unknown)]);
    fs::write(at.path().join("bytes.seam"), b"fn main() { print(\"\xff\") }\n").expect("it can be written");
    for file in ["nested.seam", "long.seam", "unknown.seam", "bytes.seam"] {
        let output = seam(at.path(), &["check", file]);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{file}: {stderr}");
        assert!(stderr.starts_with("error[E"), "{file}: {}", &stderr[..stderr.len().min(400)]);
        if file == "unknown.seam" {
            assert!(stderr.contains("unknown.seam:1:1000024"), "{file}: the column is that of the file: {stderr}");
        }
        assert!(stderr.len() < 4_000, "{file}: the message is of a readable size, not {} bytes", stderr.len());
    }
}

#[test]
fn test_blocks_pass_and_fail() {
    let source = "fn twice(x: i32) -> i32 { x * 2 }\n\ntest \"doubles\" {\n  if twice(2) != 4 { panic(\"wrong\") }\n}\n\n\
                  test \"fails\" { panic(\"as told\") }\n";
    let at = folder(&[("a.seam", source)]);
    let output = seam(at.path(), &["test", "a.seam"]);
    assert_eq!(output.status.code(), Some(1));
    let stdout = text(&output.stdout);
    assert!(stdout.contains("ok      wasmtime  doubles\nFAILED  wasmtime  fails\n        panic: as told"), "{stdout}");
    assert!(stdout.ends_with("1 passed, 1 failed\n"), "{stdout}");
    let output = seam(at.path(), &["test", "a.seam", "--engine", "interp", "--filter", "doubles"]);
    assert_ends(&output, 0, "ok      interp  doubles\n1 passed, 0 failed\n", &[]);
}

#[test]
fn the_test_blocks_of_the_examples_pass() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut tested = 0;
    for folder in fs::read_dir(&examples).expect("it is a folder").flatten().filter(|entry| entry.path().is_dir()) {
        for file in files(&folder.path()).into_iter().filter(|name| name.ends_with(".seam")) {
            let source = fs::read_to_string(folder.path().join(&file)).expect("it is there");
            if source.lines().any(|line| line.starts_with("test \"")) {
                let output = seam(&folder.path(), &["test", &file]);
                assert_eq!(output.status.code(), Some(0), "{file}: {}{}", text(&output.stdout), text(&output.stderr));
                tested += 1;
            }
        }
    }
    assert!(tested > 6, "most examples have test blocks");
}

#[test]
fn a_build_is_one_file_or_has_a_fallback() {
    let kernel = "@wasm\npub fn run(n: i32) -> i32 {\n  var sum = 0\n  for i in 0..n { sum += i }\n  sum\n}\n";
    let at = folder(&[("a.seam", kernel), ("b.seam", HELLO)]);
    let build = |args: &[&str]| seam(at.path(), &[&["build"], args].concat());
    assert_ends(
        &build(&["a.seam", "-o", "out", "--fallback"]),
        0,
        "",
        &["app.fallback.js", "app.mixed.js", "app.wasm"],
    );
    assert_eq!(files(&at.path().join("out")), ["app.fallback.js", "app.js", "app.mixed.js", "app.wasm"]);
    assert_ends(&build(&["a.seam", "-o", "out", "--single-file", "-O"]), 0, "", &["app.js"]);
    assert_eq!(files(&at.path().join("out")), ["app.js"]);
    assert_ends(&build(&["b.seam", "-o", "out", "--fallback"]), 0, "", &["nothing to fall back from"]);
    assert_ends(&build(&["a.seam", "-o", "no", "--single-file", "--fallback"]), 2, "", &["cannot be used with"]);
    let page = "extern js { fn alert(text: string) }\nfn main() { alert(\"a\") }\n";
    let own = folder(&[("main.seam", page), ("index.html", "<p>no script</p>")]);
    assert_ends(&seam(own.path(), &["build", ".", "-o", "out", "--single-file"]), 1, "", &["index.html has no"]);
    assert!(!own.path().join("out").exists(), "no output folder after an error");
}

#[test]
fn the_ir_can_be_printed_after_a_pass() {
    let at = folder(&[("hello.seam", HELLO)]);
    let output = seam(at.path(), &["ir", "hello.seam", "--after", "build"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("func @main"), "{}", text(&output.stdout));
    assert_ends(&seam(at.path(), &["ir", "hello.seam", "--after", "nothing"]), 2, "", &["no pass `nothing`", "build"]);
}

#[test]
fn place_says_where_everything_runs_and_gates_crossings() {
    let source = "extern js { fn later(f: () -> ()) }\n@wasm\nfn kernel(n: i32) -> i32 {\n  var sum = 0\n  \
                  for i in 0..n { for j in 0..n { sum += i * j } }\n  sum\n}\nfn main() { later(() => { print(kernel(9)) }) }\n";
    let at = folder(&[("a.seam", source), ("b.seam", HELLO)]);
    let output = seam(at.path(), &["place", "a.seam"]);
    assert_eq!(output.status.code(), Some(0));
    let shown = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("Wasm kernel @wasm"), "{shown}");
    assert!(shown.contains(" bytes"), "{shown}");
    assert!(shown.contains("JavaScript main touches JavaScript values"), "{shown}");
    let json: serde_json::Value =
        serde_json::from_slice(&seam(at.path(), &["place", "a.seam", "--json"]).stdout).expect("JSON");
    assert_eq!(json["wasmHalf"], true);
    assert_ends(
        &seam(at.path(), &["place", "a.seam", "--max-crossings", "0", "--json"]),
        1,
        &text(&seam(at.path(), &["place", "a.seam", "--json"]).stdout),
        &["more than 0"],
    );
    let svg = text(&seam(at.path(), &["place", "a.seam", "--svg"]).stdout);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    for part in [">JavaScript<", ">Wasm<", ">kernel<", ">main<", "<g id=\"arrow0\""] {
        assert!(svg.contains(part), "`{part}` is not in:\n{svg}");
    }
    let small = text(&seam(at.path(), &["place", "b.seam"]).stdout);
    assert!(small.starts_with("All JavaScript: a Wasm half would not pay for itself."), "{small}");
}

#[test]
fn a_listener_that_makes_itself_anew_is_no_recursion() {
    let source = "extern js { fn later(f: () -> (), text: string) }\n\nfn show(numbers: List<i32>) {\n  var sum = 0\n  \
                  for number in numbers { sum += number }\n  later(() => {\n    numbers.push(sum)\n    show(numbers)\n  }, \
                  \"{sum}\")\n}\n\nfn main() { show([1]) }\n";
    let at = folder(&[("a.seam", source)]);
    let shown = text(&seam(at.path(), &["place", "a.seam"]).stdout);
    let work = shown.split("everything in JavaScript ").nth(1).unwrap_or_default();
    let unit = work.split([' ', ',']).nth(1);
    assert_eq!(unit, Some("µs"), "a thousand calls of a short loop, not a million: {shown}");
}

#[test]
fn files_are_formatted_and_checked() {
    let ugly = "fn main( ){ print(1+2) } // sum\n";
    let fine = "fn main() { print(1 + 2) } // sum\n";
    let at = folder(&[("app/main.seam", ugly), ("app/sub/fine.seam", fine), ("app/node_modules/x.seam", ugly)]);
    let read = |name: &str| fs::read_to_string(at.path().join(name)).expect("it is there");

    let check = seam(at.path(), &["fmt", "--check", "app"]);
    assert_eq!(check.status.code(), Some(1));
    let difference = text(&check.stdout);
    for part in ["--- app/main.seam", "-fn main( ){ print(1+2) } // sum", "+fn main() { print(1 + 2) } // sum"] {
        assert!(difference.contains(part), "`{part}` is not in:\n{difference}");
    }
    assert!(!difference.contains("fine.seam"));
    assert_eq!(read("app/main.seam"), ugly);

    assert_ends(&seam(at.path(), &["fmt", "app"]), 0, "", &["1 file formatted"]);
    assert_eq!(read("app/main.seam"), fine);
    assert_eq!(read("app/node_modules/x.seam"), ugly);
    let again = seam(at.path(), &["fmt", "--check", "app"]);
    assert_ends(&again, 0, "", &[]);
    assert_eq!(text(&again.stderr), "");
}

#[test]
fn a_file_with_syntax_errors_is_reported_and_left_as_it_is() {
    let broken = "fn main( {\n";
    let at = folder(&[("a.seam", broken), ("b.seam", "fn  b() {}\n")]);
    assert_ends(&seam(at.path(), &["fmt", "a.seam", "b.seam"]), 1, "", &["a.seam:1", "a.seam is left as it is"]);
    assert_eq!(fs::read_to_string(at.path().join("a.seam")).expect("it is there"), broken);
    assert_eq!(fs::read_to_string(at.path().join("b.seam")).expect("it is there"), "fn b() {}\n");
    assert_ends(&seam(at.path(), &["fmt", "gone.seam"]), 1, "", &["cannot read gone.seam"]);
}

#[test]
fn standard_input_is_formatted_to_standard_output() {
    let at = folder(&[("in.seam", "fn  f(){}")]);
    let input = fs::File::open(at.path().join("in.seam")).expect("it is there");
    let output = Command::new(env!("CARGO_BIN_EXE_seam")).args(["fmt", "-"]).stdin(input).output().expect("it runs");
    assert_ends(&output, 0, "fn f() {}\n", &[]);
}

#[test]
fn check_fix_mends_what_is_certain_and_leaves_the_rest() {
    let main = "import { sqrt, max3 } from \"./numbers\"\nimport { args } from \"std/io\"\n\nfn main() {\n  \
                var root = sqrt(2.0)\n  let unused = 1\n  let sure = (root as i32) ?? 0\n  print(root + (sure as f64))\n  \
                root + 1.0\n}\n";
    let numbers = "pub fn sqrt(x: f64) -> f64 { x }\npub fn max3() {}\n";
    let at = folder(&[("main.seam", main), ("numbers.seam", numbers)]);
    let output = seam(at.path(), &["check", "main.seam", "--fix"]);
    let parts = [
        "fixed main.seam:1:16: the import `max3` is not used [W0101]",
        "fixed main.seam:2:10: the import `args` is not used [W0101]",
        "fixed main.seam:5:7: `root` is declared with `var`, but never assigned [W0111]",
        "warning[W0103]: unused value",
    ];
    assert_ends(&output, 0, "", &parts);
    let mended = "import { sqrt } from \"./numbers\"\n\nfn main() {\n  let root = sqrt(2.0)\n  let _unused = 1\n  \
                  let sure = (root as i32)\n  print(root + (sure as f64))\n  root + 1.0\n}\n";
    assert_eq!(fs::read_to_string(at.path().join("main.seam")).expect("it is there"), mended);
    let again = seam(at.path(), &["check", "main.seam", "--fix"]);
    assert!(!text(&again.stderr).contains("fixed"), "{}", text(&again.stderr));
}

#[test]
fn json_tells_how_certain_a_fix_is() {
    let at = folder(&[("a.seam", "fn main() {\n  let count = 1\n  print(cuont)\n}\n")]);
    let output = text(&seam(at.path(), &["check", "a.seam", "--json"]).stdout);
    let first: serde_json::Value = serde_json::from_str(output.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["hints"][0]["applicability"], "maybe-incorrect", "{output}");
}

#[test]
fn bench_measures_how_long_compiling_takes() {
    let at = folder(&[]);
    let output = seam(at.path(), &["bench", "compile", "200", "--repetitions", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    let row: Vec<&str> = table.lines().nth(1).unwrap_or_default().split_whitespace().collect();
    let lines: usize = row.first().and_then(|cell| cell.parse().ok()).unwrap_or(0);
    assert!(lines >= 200 && row.iter().filter(|&&cell| cell == "ms").count() == 5, "{table}");
    assert_ends(&seam(at.path(), &["bench", "weather"]), 2, "", &["weather"]);
}

#[test]
fn size_says_what_the_bytes_are_for() {
    let source = "@wasm\nfn kernel(n: i32) -> i32 {\n  var sum = 0\n  for i in 0..n { sum += i * i }\n  sum\n}\n\
                  fn main() { print(\"squares: {kernel(9)}\") }\n";
    let at = folder(&[("a.seam", source), ("b.seam", HELLO)]);
    let shown = text(&seam(at.path(), &["size", "a.seam"]).stdout);
    for part in ["app.js  ", "app.wasm  ", "kernel", "Together "] {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&seam(at.path(), &["size", "a.seam", "--json"]).stdout).expect("JSON");
    assert_eq!(json["files"].as_array().map(Vec::len), Some(2));
    assert_eq!(seam(at.path(), &["build", "a.seam", "-o", "out", "-O"]).status.code(), Some(0));
    for file in json["files"].as_array().expect("files") {
        let name = file["file"].as_str().expect("a name");
        let written = fs::metadata(at.path().join("out").join(name)).expect("it was built").len();
        assert_eq!(file["bytes"].as_u64(), Some(written), "{name}");
    }
    let svg = text(&seam(at.path(), &["size", "b.seam", "--svg"]).stdout);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n") && svg.contains("<title>main: "), "{svg}");
}
