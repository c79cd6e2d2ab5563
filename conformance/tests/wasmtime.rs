//! The wasmtime host on hand-written modules: builtins, constants, host functions, panics with their places.

use conformance::engine::Entry;
use conformance::wasmtime_engine::{Compiled, Unrunnable};
use ir::PanicKind;
use ir::host::Captured;
use wasmparser::{Operator, Parser, Payload};

fn run(wat: &str) -> (Captured, i32) {
    run_module(&wat::parse_str(wat).expect("the module is well-formed"), Captured::default())
}

fn run_module(wasm: &[u8], system: Captured) -> (Captured, i32) {
    Compiled::new(wasm).expect("it compiles").run(Entry::Main, system).expect("it links")
}

fn printed(wat: &str) -> String {
    let (system, exit_code) = run(wat);
    assert_eq!((String::from_utf8_lossy(&system.stderr).as_ref(), exit_code), ("", 0));
    String::from_utf8(system.stdout).expect("UTF-8")
}

#[test]
fn prints_constants_and_joins_strings() {
    let text = printed(
        r#"(module
          (import "'" "héllo" (global $a (ref extern)))
          (import "'" " 😀" (global $b (ref extern)))
          (import "seam" "print" (func $print (param externref)))
          (import "seam" "i32_to_string" (func $show (param i32) (result (ref extern))))
          (import "wasm:js-string" "concat" (func $concat (param externref externref) (result (ref extern))))
          (import "wasm:js-string" "length" (func $length (param externref) (result i32)))
          (func (export "main")
            (call $print (call $concat (global.get $a) (global.get $b)))
            (call $print (call $show (call $length (call $concat (global.get $a) (global.get $b)))))))"#,
    );
    assert_eq!(text, "héllo 😀\n8\n");
}

#[test]
fn runs_init_before_main_and_gives_arguments() {
    let wat = r#"(module
      (import "seam" "print" (func $print (param externref)))
      (import "seam" "arg" (func $arg (param i32) (result externref)))
      (import "seam" "read_stdin" (func $stdin (result externref)))
      (import "seam" "exit" (func $exit (param i32)))
      (global $which (mut i32) (i32.const 0))
      (func (export "init") (global.set $which (i32.const 1)))
      (func (export "main")
        (call $print (call $arg (global.get $which)))
        (call $print (call $stdin))
        (call $exit (i32.const 7))
        (call $print (call $stdin))))"#;
    let wasm = wat::parse_str(wat).expect("well-formed");
    let system = Captured { args: vec!["a".into(), "b".into()], stdin: b"in".to_vec(), ..Captured::default() };
    let (system, exit_code) = run_module(&wasm, system);
    assert_eq!((system.stdout.as_slice(), exit_code), (b"b\nin\n".as_slice(), 7));
}

#[test]
fn array_builtins_copy_code_units() {
    let text = printed(
        r#"(module
          (rec (type $units (array (mut i16))))
          (import "'" "abc" (global $abc (ref extern)))
          (import "seam" "print" (func $print (param externref)))
          (import "wasm:js-string" "intoCharCodeArray"
            (func $into (param externref (ref null $units) i32) (result i32)))
          (import "wasm:js-string" "fromCharCodeArray"
            (func $from (param (ref null $units) i32 i32) (result (ref extern))))
          (func (export "main") (local $a (ref $units))
            (local.set $a (array.new $units (i32.const 45) (i32.const 5)))
            (drop (call $into (global.get $abc) (local.get $a) (i32.const 1)))
            (call $print (call $from (local.get $a) (i32.const 0) (i32.const 5)))))"#,
    );
    assert_eq!(text, "-abc-\n");
}

#[test]
fn string_builtins_have_the_proposals_edges() {
    let text = printed(
        r#"(module
          (import "'" "aé😀" (global $s (ref extern)))
          (import "'" "b" (global $b (ref extern)))
          (import "seam" "print" (func $print (param externref)))
          (import "seam" "i32_to_string" (func $show (param i32) (result (ref extern))))
          (import "wasm:js-string" "substring" (func $sub (param externref i32 i32) (result (ref extern))))
          (import "wasm:js-string" "charCodeAt" (func $code (param externref i32) (result i32)))
          (import "wasm:js-string" "codePointAt" (func $point (param externref i32) (result i32)))
          (import "wasm:js-string" "fromCodePoint" (func $from (param i32) (result (ref extern))))
          (import "wasm:js-string" "fromCharCode" (func $char (param i32) (result (ref extern))))
          (import "wasm:js-string" "compare" (func $compare (param externref externref) (result i32)))
          (import "wasm:js-string" "equals" (func $equals (param externref externref) (result i32)))
          (import "wasm:js-string" "test" (func $test (param externref) (result i32)))
          (func $number (param i32) (call $print (call $show (local.get 0))))
          (func (export "main")
            (call $print (call $sub (global.get $s) (i32.const 1) (i32.const 99)))
            (call $print (call $sub (global.get $s) (i32.const 3) (i32.const 1)))
            (call $number (call $code (global.get $s) (i32.const 2)))
            (call $number (call $point (global.get $s) (i32.const 2)))
            (call $number (call $point (global.get $s) (i32.const 3)))
            (call $print (call $from (i32.const 0x1F600)))
            (call $print (call $char (i32.const 0x10041)))
            (call $number (call $compare (global.get $s) (global.get $b)))
            (call $number (call $equals (ref.null extern) (global.get $b)))
            (call $number (call $equals (ref.null extern) (ref.null extern)))
            (call $number (call $test (ref.null extern)))))"#,
    );
    assert_eq!(text, "é😀\n\n55357\n128512\n56832\n😀\nA\n-1\n0\n1\n0\n");
}

/// Appends a `seam.pos` that places the first instruction that `wanted` accepts at `a.seam:3:5` in `f`.
fn with_place(wat: &str, kind: Option<PanicKind>, wanted: impl Fn(&Operator) -> bool) -> Vec<u8> {
    let mut wasm = wat::parse_str(wat).expect("well-formed");
    let mut offset = None;
    for payload in Parser::new(0).parse_all(&wasm) {
        if let Payload::CodeSectionEntry(body) = payload.expect("well-formed") {
            for instruction in body.get_operators_reader().expect("well-formed").into_iter_with_offsets() {
                let (instruction, at) = instruction.expect("well-formed");
                if offset.is_none() && wanted(&instruction) {
                    offset = Some(at as u32);
                }
            }
        }
    }
    let kind = kind.map_or(0, |kind| kind as u8 + 1);
    let offset = offset.expect("the instruction is there");
    assert!(offset < 1 << 14);
    let content = [
        &[8][..],
        b"seam.pos",
        &[1, 6],
        b"a.seam",
        &[1, 1, b'f', 1, (offset & 0x7f) as u8 | 0x80, (offset >> 7) as u8, kind, 1, 0, 0, 3, 5],
    ]
    .concat();
    wasm.push(0);
    wasm.push(content.len() as u8);
    wasm.extend(content);
    wasm
}

fn panics_with(wasm: &[u8], report: &str) {
    let (system, exit_code) = run_module(wasm, Captured::default());
    assert_eq!((String::from_utf8(system.stderr).expect("UTF-8").as_str(), exit_code), (report, 1));
}

#[test]
fn a_trap_is_a_panic_at_its_place() {
    let wat = r#"(module (func (export "main") (drop (i32.div_s (i32.const 1) (i32.const 0)))))"#;
    let wasm = with_place(wat, Some(PanicKind::DivisionByZero), |op| matches!(op, Operator::I32DivS));
    panics_with(&wasm, "panic: division by zero\n  at a.seam:3:5 in f\n");
}

#[test]
fn an_array_index_out_of_range_is_a_panic_at_its_place() {
    let wat = r#"(module (type $a (array i32)) (func (export "main")
      (drop (array.get $a (array.new_default $a (i32.const 2)) (i32.const -1)))))"#;
    let wasm = with_place(wat, Some(PanicKind::Index), |op| matches!(op, Operator::ArrayGet { .. }));
    panics_with(&wasm, "panic: index out of range\n  at a.seam:3:5 in f\n");
}

#[test]
fn an_explicit_panic_has_its_text_and_the_place_of_the_call() {
    let wat = r#"(module
      (import "'" "no good" (global $text (ref extern)))
      (import "seam" "panic" (func $panic (param externref)))
      (func (export "main") (call $panic (global.get $text)) (unreachable)))"#;
    let wasm = with_place(wat, None, |op| matches!(op, Operator::Call { .. }));
    panics_with(&wasm, "panic: no good\n  at a.seam:3:5 in f\n");
}

#[test]
fn endless_recursion_is_a_panic() {
    let wat = r#"(module (func $f (param i32) (result i32)
      (i32.add (i32.const 1) (call $f (i32.add (local.get 0) (i32.const 1)))))
      (func (export "main") (drop (call $f (i32.const 0)))))"#;
    panics_with(&wat::parse_str(wat).expect("well-formed"), "panic: stack overflow\n");
}

#[test]
fn a_full_heap_is_a_panic() {
    let wat = r#"(module (type $a (array (mut i64)))
      (func (export "main") (drop (array.new_default $a (i32.const 0x7fffffff)))))"#;
    panics_with(&wat::parse_str(wat).expect("well-formed"), "panic: out of memory\n");
}

#[test]
fn what_needs_javascript_is_named() {
    let wat = r#"(module (import "js" "document.title" (func (result externref))))"#;
    let wasm = wat::parse_str(wat).expect("well-formed");
    match Compiled::new(&wasm) {
        Err(Unrunnable::NeedsJavaScript(name)) => assert_eq!(name, "document.title"),
        other => panic!("{other:?}"),
    }
}
