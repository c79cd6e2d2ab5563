//! Buffers that nobody can reach any more give their memory back, cleared, to those that are made later.

use conformance::compile::{self, Options};
use conformance::node_engine;
use conformance::target::Target;
use std::process::Stdio;

/// Sixty buffers of 100 MB are more than all of a Wasm memory. The host collects garbage after each.
const PROGRAM: &str = r#"
extern js "./collect.js" { fn collect(then: () -> ()) }

@wasm
fn work() -> i32 {
  let numbers = Buffer<u8>.new(100000000)
  let before = numbers[99999999] as i32
  numbers[99999999] = 7
  before
}

fn turn(left: i32, dirty: i32) {
  let found = work()
  if left == 0 {
    print("{dirty} were dirty")
  } else {
    collect(() => turn(left - 1, if found == 0 { dirty } else { dirty + 1 }))
  }
}

fn main() { turn(60, 0) }
"#;

const COLLECT: &str = r#"
process.getBuiltinModule("v8").setFlagsFromString("--expose-gc");
const gc = process.getBuiltinModule("vm").runInNewContext("gc");
export function collect(then) {
  gc();
  setTimeout(then, 1);
}
"#;

#[test]
fn memory_is_given_back_and_cleared() {
    let source = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(source.path().join("main.seam"), PROGRAM).expect("it can be written");
    std::fs::write(source.path().join("collect.js"), COLLECT).expect("it can be written");
    let checked = compile::check(source.path()).unwrap_or_else(|rejected| panic!("{rejected}"));
    for (target, optimise) in [(Target::Mixed, false), (Target::Mixed, true), (Target::Wasm, true)] {
        let build = compile::build(&checked, &Options { target, optimise, tests: false });
        let folder = source.path().join("app");
        compile::write(&build, &folder).expect("it can be written");
        std::fs::write(source.path().join("package.json"), "{\"type\": \"module\"}").expect("it can be written");
        let mut node = node_engine::command(&folder, &[]).expect("Node can be set up");
        let output = node.stdin(Stdio::null()).output().expect("Node can be started");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "0 were dirty\n", "{target:?} {optimise}: {stderr}");
    }
}
