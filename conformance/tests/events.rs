//! What splicing promises: a chain of events is straight code without calls and allocations, and copies never make a
//! program grow faster than its text.

use conformance::compile::{self, Checked, Options, Target};
use std::fmt::Write as _;

/// The depth of the chain.
const DEPTH: usize = 16;

fn checked(text: &str) -> Checked {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path().join("main.seam");
    std::fs::write(&root, text).expect("it can be written");
    compile::check(&root).map_err(|rejected| rejected.to_string()).expect("it has no mistake")
}

/// Events that each hand on what the one before gives.
fn chain() -> String {
    let mut text = String::from("event s0(x: i32) | out(y: i32) { out(x * 31) }\n");
    for stage in 1..DEPTH {
        let before = stage - 1;
        let _ = writeln!(
            text,
            "event s{stage}(x: i32) | out(y: i32) {{ s{before}(x) {{ | out(y) => out((y ^ {stage}) * 31) }} }}"
        );
    }
    let last = DEPTH - 1;
    let _ = writeln!(text, "pub fn chain(x: i32) -> i32 {{ s{last}(x) {{ | out(y) => y }} }}");
    text
}

/// The lines from the one that has `start` to the one that is `end`.
fn part<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).unwrap_or_else(|| panic!("there is no {start} in\n{text}"));
    let rest = &text[from..];
    rest.find(end).map_or(rest, |to| &rest[..to])
}

fn lacks(text: &str, words: &[&str]) {
    for word in words {
        assert!(!text.contains(word), "{word} in\n{text}");
    }
}

#[test]
fn a_chain_is_one_block() {
    let checked = checked(&chain());
    for optimise in [false, true] {
        let options = lower::Options { target: lower::Target::Mixed, optimise, tests: false };
        let program = lower::lower_until(&checked.program, &checked.sources, &options, "splice");
        let text = ir::print(&program);
        let func = part(&text, "func @chain", "\n}");
        lacks(func, &["call", "struct.new", "closure", "jump", "branch", "switch", "global"]);
        assert_eq!(func.matches("mul").count(), DEPTH, "{func}");
        assert_eq!(program.funcs.len(), 1, "{text}");
    }
}

#[test]
fn the_javascript_of_a_chain_calls_and_allocates_nothing() {
    let options = Options { target: Target::Js, optimise: true, ..Options::default() };
    let build = compile::build(&checked(&chain()), &options);
    let func = part(&build.js, "function", "}").replacen("function", "", 1).replace("Math.imul(", "imul");
    let body = part(&func, "{", "\u{0}");
    lacks(body, &["new ", "=>", "[", "function", "{ ", "throw"]);
    assert_eq!(body.matches("imul").count(), DEPTH, "{body}");
}

#[test]
fn the_wasm_of_a_chain_calls_and_allocates_nothing() {
    let options = Options { target: Target::Wasm, optimise: true, ..Options::default() };
    let build = compile::build(&checked(&chain()), &options);
    let wasm = build.wasm.expect("everything is Wasm");
    let text = wasmprinter::print_bytes(&wasm).expect("it can be printed");
    let func = part(&text, "(func (;0;)", "\n  )");
    lacks(func, &["call", ".new", "global", "block", "loop", "br"]);
    assert_eq!(func.matches("i32.mul").count(), DEPTH, "{func}");
}

/// An event that goes through an iterator, and `for` over it and over one that counts itself.
const ITERATORS: &str = "
event items<T, I: Iter<T>>(it: I) ! each(x: T) { for x in it { each(x) } }
event squares(n: i32) ! each(x: i32) { for i in 0..n { each(i * i) } }

struct Count { var at: i32, to: i32 }
impl Iter<i32> for Count {
  fn next(self) -> Next<i32> {
    if self.at == self.to { return Done }
    self.at += 1
    Item(self.at)
  }
}

pub fn sum(n: i32) -> i32 {
  var s = 0
  for x in items(Count(0, n)) { if x > 100 { break }; s += x * 3 }
  for x in squares(n) { s += x }
  s
}
";

#[test]
fn the_javascript_of_iterators_and_events_allocates_nothing() {
    let options = Options { target: Target::Js, optimise: true, ..Options::default() };
    let build = compile::build(&checked(ITERATORS), &options);
    lacks(&build.js, &["new ", "class", "=>", "[", "throw"]);
    assert_eq!(build.js.matches("for(;;)").count() + build.js.matches("while(").count(), 2, "{}", build.js);
}

#[test]
fn the_wasm_of_iterators_and_events_calls_and_allocates_nothing() {
    let options = Options { target: Target::Wasm, optimise: true, ..Options::default() };
    let build = compile::build(&checked(ITERATORS), &options);
    let wasm = build.wasm.expect("everything is Wasm");
    let text = wasmprinter::print_bytes(&wasm).expect("it can be printed");
    let func = part(&text, "(func (;0;)", "\n  )");
    lacks(func, &["call", ".new", "global", "struct", "ref."]);
    assert_eq!(func.matches("loop ").count(), 2, "{func}");
}

/// Asks in a loop; the caller's arm answers with a branch.
const BRANCHES: &str = "
event fold(n: i32, start: i32) ! step(acc: i32, i: i32) -> { | next(acc: i32) | skip | last(acc: i32) } | result(r: i32) {
  var acc = start
  for i in 0..n {
    step(acc, i) { | next(a) => { acc = a }, | skip => {}, | last(a) => result(a) }
  }
  result(acc)
}

pub fn chain(n: i32) -> i32 {
  var odd = 0
  let r = fold(n, 1) {
    ! step(acc, i) => {
      if i % 2 == 1 { odd += 1; skip }
      if acc > 1000 { last(-acc) }
      next(acc * 3)
    }
    | result(r) => r
  }
  r + odd
}
";

#[test]
fn branches_are_jumps() {
    let checked = checked(BRANCHES);
    let options = Options { target: Target::Js, optimise: true, ..Options::default() };
    let js = compile::build(&checked, &options).js;
    lacks(&js, &["new ", "=>", "[", "throw", "switch"]);
    let options = Options { target: Target::Wasm, optimise: true, ..Options::default() };
    let wasm = compile::build(&checked, &options).wasm.expect("everything is Wasm");
    let text = wasmprinter::print_bytes(&wasm).expect("it can be printed");
    lacks(part(&text, "(func (;0;)", "\n  )"), &["call", ".new", "global", "br_table"]);
}

/// Each event calls the next from `width` places.
fn fan_out(width: usize, depth: usize) -> String {
    let mut text = String::from("event e0(x: i32) ! seen(x: i32) | out(y: i32) { seen(x); out(x * 3 + 1) }\n");
    for level in 1..depth {
        let _ = writeln!(text, "event e{level}(x: i32) ! seen(x: i32) | out(y: i32) {{\n  var y = x");
        for place in 0..width {
            let before = level - 1;
            let _ = writeln!(text, "  e{before}(y + {place}) {{ ! seen(x) => seen(x + 1), | out(z) => y += z }}");
        }
        text += "  out(y)\n}\n";
    }
    let _ = writeln!(text, "fn main() {{ e{}(1) {{ ! seen(x) => print(x), | out(y) => print(y) }} }}", depth - 1);
    text
}

#[test]
fn code_grows_with_the_text_and_not_with_the_paths() {
    let size = |depth| {
        let options = Options { target: Target::Js, optimise: false, ..Options::default() };
        compile::build(&checked(&fan_out(20, depth)), &options).js.len()
    };
    let (five, ten) = (size(5), size(10));
    // 20^10 copies would not fit into any memory; what is left to see is that each level costs the same.
    assert!(ten < five * 3, "{five} bytes at depth 5, {ten} at depth 10");
    assert!(ten < 600_000, "{ten} bytes");
}
