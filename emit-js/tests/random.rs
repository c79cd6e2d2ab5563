//! Random control-flow graphs, printed as JavaScript, do in Node what the interpreter does: values, output, panics.
//!
//! The graphs are those that the structurer is tested with; prints are added, so that order shows.

#[path = "../../ir/tests/control_flow/generate.rs"]
mod generate;

use arbtest::arbitrary::Unstructured;
use base::{IndexVec, Sources, Symbol};
use generate::{Shape, nowhere};
use ir::host::Captured;
use ir::interp::{Machine, Stop, Val};
use ir::{Const, Func, FuncId, Host, Op, Program, Side, Terminator, Test, Type, Value};
use std::fmt::Write as _;

/// A stream of bytes that looks random and is always the same.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(4096).collect()
}

/// Prints the first number that each block computes.
fn add_prints(func: &mut Func) {
    for block in func.blocks.ids() {
        let numbers = func.blocks[block].insts.iter().flat_map(|&inst| func.insts[inst].results.clone());
        let number: Option<Value> = numbers.into_iter().find(|&value| func.ty(value) == Type::I32);
        if let Some(number) = number {
            let text = func.append(block, Op::Host(Host::I32ToString), vec![number], &[Type::STR], nowhere());
            let text = func.insts[text].results[0];
            func.append(block, Op::Host(Host::Print), vec![text], &[], nowhere());
        }
    }
}

/// A function that calls `callee` with constants and prints the result.
fn caller(callee: FuncId, name: &str, args: [i32; 2]) -> Func {
    let mut func = Func::new(Symbol::new(name), nowhere().span, Vec::new());
    let entry = func.entry;
    let args = args.map(|arg| func.constant(Const::I32(arg)));
    let result = func.append(entry, Op::Call(callee), args.to_vec(), &[Type::I32], nowhere());
    let result = func.insts[result].results[0];
    let text = func.append(entry, Op::Host(Host::I32ToString), vec![result], &[Type::STR], nowhere());
    let text = func.insts[text].results[0];
    func.append(entry, Op::Host(Host::Print), vec![text], &[], nowhere());
    func.blocks[entry].term = Terminator::Return(Vec::new());
    func
}

/// Many random functions, each called by a test; and what the interpreter prints.
fn program(seeds: std::ops::Range<u64>) -> (Program, String) {
    let mut program = Program::default();
    let mut expected = String::new();
    for seed in seeds {
        let shape = if seed % 4 == 0 { Shape::Any } else { Shape::Reducible };
        let mut func = generate::func(&mut Unstructured::new(&bytes(seed)), shape, 12).expect("there are enough bytes");
        func.name = Symbol::new(&format!("random{seed}"));
        add_prints(&mut func);
        let callee = program.funcs.push(func);
        for args in [[0, 5], [3, -2], [-7, 100]] {
            let name = format!("call{seed} {args:?}");
            let test = program.funcs.push(caller(callee, &name, args));
            let mut system = Captured::default();
            let mut machine = Machine::new(&program);
            machine.limit_steps(2000);
            let end = machine.call(test, &[] as &[Val], &mut system);
            let error = match end {
                Ok(_) => "",
                Err(Stop::Panic(_)) => "panic: index out of range\n",
                // Most random loops never end.
                Err(_) => continue,
            };
            program.tests.push(Test { name: Symbol::new(&name), func: test });
            write!(expected, "{name}\n{}{error}", String::from_utf8_lossy(&system.stdout)).expect("strings grow");
        }
    }
    program.placement.funcs = IndexVec::filled(Side::Js, program.funcs.len());
    (program, expected)
}

const RUN: &str = "
import { tests } from './app.mjs';
console.error = (text) => console.log(text.split('\\n')[0]);
for (const { name, run } of tests) {
  console.log(name);
  run();
}
";

#[test]
fn random_graphs_run_as_interpreted() {
    let (program, expected) = program(0..1500);
    assert!(program.tests.len() > 1000, "enough of them end: {}", program.tests.len());
    let mut sources = Sources::new();
    sources.add("case.seam".to_owned(), String::new());
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("run.mjs"), RUN).expect("the runner can be written");
    for minify in [false, true] {
        let options = emit_js::Options { minify, ..Default::default() };
        let output = emit_js::emit(&program, &sources, &options);
        std::fs::write(folder.path().join("app.mjs"), &output.code).expect("the module can be written");
        let run = std::process::Command::new("node").arg(folder.path().join("run.mjs")).output();
        let run = run.expect("node is installed");
        let got = String::from_utf8_lossy(&run.stdout);
        let differs = got.lines().zip(expected.lines()).position(|(got, expected)| got != expected);
        if differs.is_some() || got.len() != expected.len() {
            let at = differs.unwrap_or(0);
            let name = expected.lines().take(at + 1).filter(|line| line.starts_with("call")).last().unwrap_or("");
            panic!(
                "{name}, minify: {minify}: {:?}, not {:?}\n{}\n{}",
                got.lines().nth(at),
                expected.lines().nth(at),
                String::from_utf8_lossy(&run.stderr).chars().take(300).collect::<String>(),
                around(&output.code, name)
            );
        }
    }
}

/// The function that a test calls.
fn around(code: &str, name: &str) -> String {
    let number = name.trim_start_matches("call").split(' ').next().unwrap_or("");
    let start = code.find(&format!("function random{number}(")).unwrap_or(0);
    code[start..].split("\n}\n").next().unwrap_or("").to_owned()
}
