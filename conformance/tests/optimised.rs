//! What the optimiser promises, looked for in what is emitted: a lazy chain is one loop, and what is made only to be
//! looked into is never made. The programs are cases of `tests/optimiser`, so they run on all engines as well.

use conformance::compile;
use conformance::setup::workspace_root;

/// What a function does besides computing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Shape {
    loops: usize,
    objects: usize,
    calls: usize,
}

const ONE_LOOP: Shape = Shape { loops: 1, objects: 0, calls: 0 };

fn optimised(case: &str, target: lower::Target) -> (ir::Program, base::Sources) {
    let path = workspace_root().join("tests/optimiser").join(case);
    let checked = compile::check(&path).unwrap_or_else(|rejected| panic!("{rejected}"));
    let options = lower::Options { target, optimise: true, tests: false };
    (lower::lower(&checked.program, &checked.sources, &options), checked.sources)
}

/// The function `name` in the JavaScript of a program.
fn in_js(case: &str, name: &str) -> Shape {
    let (program, sources) = optimised(case, lower::Target::Js);
    let code = emit_js::emit(&program, &sources, &emit_js::Options::default()).code;
    let start = code.find(&format!("function {name}(")).unwrap_or_else(|| panic!("no {name} in\n{code}"));
    let end = code[start..].find("\n}").expect("a function ends") + start;
    let body = &code[code[start..].find('{').expect("a function has a body") + start..end];
    let words: Vec<&str> = body.split(|c: char| !(c.is_alphanumeric() || c == '(' || c == '.' || c == '_')).collect();
    let own = ["for", "while", "if", "switch", "Math.imul", "outOfRange", "checkIndex", "Panic", ""];
    let called = |word: &str| word.split_once('(').is_some_and(|(name, _)| !own.contains(&name));
    let is_loop = |word: &str| matches!(word.split('(').next(), Some("for" | "while" | "do"));
    Shape {
        loops: words.iter().filter(|word| is_loop(word)).count(),
        objects: body.matches("new ").count() - body.matches("throw new ").count(),
        calls: words.iter().filter(|word| called(word)).count(),
    }
}

/// The function `name` in the module of a program.
fn in_wasm(case: &str, name: &str) -> Shape {
    let (program, sources) = optimised(case, lower::Target::Wasm);
    let options = emit_wasm::Options { names: true, ..emit_wasm::Options::default() };
    let module = emit_wasm::emit(&program, &sources, &options);
    let text = wasmprinter::print_bytes(&module).expect("the module is valid");
    let start = text.find(&format!("(func ${name} ")).unwrap_or_else(|| panic!("no {name} in\n{text}"));
    let end = text[start..].find("\n  (func ").map_or(text.len(), |at| at + start);
    let body = &text[start..end];
    let count = |word: &str| body.lines().filter(|line| line.trim_start().starts_with(word)).count();
    Shape {
        loops: count("loop"),
        objects: count("struct.new") + count("array.new"),
        calls: count("call") + count("return_call"),
    }
}

fn expect(case: &str, name: &str, shape: Shape) {
    assert_eq!(in_js(case, name), shape, "{name} in JavaScript");
    assert_eq!(in_wasm(case, name), shape, "{name} in Wasm");
}

#[test]
fn a_chain_of_iterators_is_one_loop() {
    expect("a-chain-of-iterators.seam", "chain", ONE_LOOP);
    for name in ["chain", "lists", "flat"] {
        expect("a-chain-of-library-iterators.seam", name, ONE_LOOP);
    }
}

#[test]
fn results_and_optionals_that_are_looked_into_are_not_made() {
    for name in ["quarters", "evens", "points"] {
        expect("results-and-optionals-in-a-loop.seam", name, ONE_LOOP);
    }
}
