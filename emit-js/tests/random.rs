//! Random control-flow graphs, printed as JavaScript, do in Node what the interpreter does: values, output, panics.
//!
//! The graphs are those that the structurer is tested with; effects are added, so that order shows.

#[path = "../../ir/tests/control_flow/generate.rs"]
mod generate;

use arbtest::arbitrary::{Result, Unstructured};
use base::{Id, IndexVec, Sources, Symbol};
use generate::{Shape, nowhere};
use ir::host::Captured;
use ir::interp::{Machine, Stop, Val};
use ir::{Block, Const, Func, FuncId, GlobalId, Host, Op, Prim, Program, Side, Terminator, Test, Type, TypeId, Value};
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

/// What the added effects work on.
#[derive(Clone, Copy)]
struct World {
    numbers: TypeId,
    count: GlobalId,
    array: GlobalId,
    bump: FuncId,
}

/// A global number and array, and a function that changes and prints the number.
fn world(program: &mut Program) -> World {
    let text = "
type Numbers = array i32
global var @count: i32 = 0
global var @array: Numbers?
func @bump(v0: i32, v1: i32) -> i32 {
b0:
  v2 = global.get @count
  v3 = add v2, v0
  global.set @count v3
  v4 = host i32_to_string v1
  host print v4
  v5 = xor v3, v1
  return v5
}";
    *program = ir::parse(text).expect("the text is right");
    let id = Id::from_index;
    World { numbers: Id::from_index(0), count: Id::from_index(0), array: Id::from_index(1), bump: id(0) }
}

/// Appends reads, writes and calls that depend on each other to each block, and prints what is left over.
fn add_effects(u: &mut Unstructured, func: &mut Func, world: World) -> Result<()> {
    for block in func.blocks.ids() {
        let results = func.blocks[block].insts.iter().flat_map(|&inst| func.insts[inst].results.clone());
        let mut numbers: Vec<Value> = results.collect();
        numbers.retain(|&value| func.ty(value) == Type::I32);
        for _ in 0..u.int_in_range(0..=7)? {
            effect(u, func, block, world, &mut numbers)?;
        }
        for number in numbers.into_iter().take(2) {
            print(func, block, number);
        }
    }
    Ok(())
}

fn print(func: &mut Func, block: Block, number: Value) {
    let text = func.append(block, Op::Host(Host::I32ToString), vec![number], &[Type::STR], nowhere());
    let text = func.insts[text].results[0];
    func.append(block, Op::Host(Host::Print), vec![text], &[], nowhere());
}

fn effect(u: &mut Unstructured, func: &mut Func, block: Block, world: World, pool: &mut Vec<Value>) -> Result<()> {
    // Mostly values are used once: those are printed where they are used.
    let take = |u: &mut Unstructured, func: &mut Func, pool: &mut Vec<Value>| -> Result<Value> {
        if pool.is_empty() {
            return Ok(func.constant(Const::I32(u.int_in_range(-1..=5)?)));
        }
        let at = u.int_in_range(0..=pool.len() - 1)?;
        Ok(if u.ratio(3, 4)? { pool.remove(at) } else { pool[at] })
    };
    let array = |func: &mut Func| {
        let nullable = Type::reference(world.numbers).or_null();
        let array = func.append(block, Op::GlobalGet(world.array), Vec::new(), &[nullable], nowhere());
        let array = func.insts[array].results[0];
        let array = func.append(block, Op::Unwrap, vec![array], &[Type::reference(world.numbers)], nowhere());
        func.insts[array].results[0]
    };
    let (op, args, result): (Op, Vec<Value>, bool) = match u.int_in_range(0..=6)? {
        0 => (Op::GlobalGet(world.count), Vec::new(), true),
        1 => (Op::GlobalSet(world.count), vec![take(u, func, pool)?], false),
        2 => (Op::Call(world.bump), vec![take(u, func, pool)?, take(u, func, pool)?], true),
        3 => (Op::ArrayGet(world.numbers), vec![array(func), small(u, func, block, pool, take)?], true),
        4 => {
            let array = array(func);
            let value = take(u, func, pool)?;
            let index = small(u, func, block, pool, take)?;
            (Op::ArraySet(world.numbers), vec![array, index, value], false)
        }
        _ => (Op::Prim(Prim::SubI32), vec![take(u, func, pool)?, take(u, func, pool)?], true),
    };
    let results: &[Type] = if result { &[Type::I32] } else { &[] };
    let inst = func.append(block, op, args, results, nowhere());
    pool.extend(&func.insts[inst].results);
    Ok(())
}

/// A number that is often an index.
fn small(
    u: &mut Unstructured,
    func: &mut Func,
    block: Block,
    pool: &mut Vec<Value>,
    take: impl Fn(&mut Unstructured, &mut Func, &mut Vec<Value>) -> Result<Value>,
) -> Result<Value> {
    let number = take(u, func, pool)?;
    let mask = func.constant(Const::I32(if u.ratio(1, 12)? { 7 } else { 3 }));
    let masked = func.append(block, Op::Prim(Prim::AndI32), vec![number, mask], &[Type::I32], nowhere());
    Ok(func.insts[masked].results[0])
}

/// A function that calls `callee` with constants and prints the result.
fn caller(callee: FuncId, name: &str, args: [i32; 2], world: World) -> Func {
    let mut func = Func::new(Symbol::new(name), nowhere().span, Vec::new());
    let entry = func.entry;
    let elements = [3, 1, 4, 1].map(|element| func.constant(Const::I32(element)));
    let ty = Type::reference(world.numbers);
    let array = func.append(entry, Op::ArrayLit(world.numbers), elements.to_vec(), &[ty], nowhere());
    let array = func.insts[array].results[0];
    let some = func.append(entry, Op::Some, vec![array], &[ty.or_null()], nowhere());
    let some = func.insts[some].results[0];
    func.append(entry, Op::GlobalSet(world.array), vec![some], &[], nowhere());
    let count = func.constant(Const::I32(10));
    func.append(entry, Op::GlobalSet(world.count), vec![count], &[], nowhere());
    let args = args.map(|arg| func.constant(Const::I32(arg)));
    let result = func.append(entry, Op::Call(callee), args.to_vec(), &[Type::I32], nowhere());
    let result = func.insts[result].results[0];
    print(&mut func, entry, result);
    func.blocks[entry].term = Terminator::Return(Vec::new());
    func
}

/// Many random functions, each called by a test; and what the interpreter prints.
fn program(seeds: std::ops::Range<u64>) -> (Program, String) {
    let mut program = Program::default();
    let world = world(&mut program);
    let mut expected = String::new();
    for seed in seeds {
        let shape = if seed % 4 == 0 { Shape::Any } else { Shape::Reducible };
        let mut func = generate::func(&mut Unstructured::new(&bytes(seed)), shape, 12).expect("there are enough bytes");
        func.name = Symbol::new(&format!("random{seed}"));
        let effects = bytes(seed + 1_000_000);
        add_effects(&mut Unstructured::new(&effects), &mut func, world).expect("there are enough bytes");
        let callee = program.funcs.push(func);
        for args in [[0, 5], [3, -2], [-7, 100]] {
            let name = format!("call{seed} {args:?}");
            let test = program.funcs.push(caller(callee, &name, args, world));
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
    program.placement.types = IndexVec::filled(Side::Js, program.types.heap.len());
    program.placement.globals = IndexVec::filled(Side::Js, program.globals.len());
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
