//! The interpreter on programs written in the IR's text.

use base::{Id, SourceId, Span, Symbol};
use ir::host::Captured;
use ir::interp::{MAX_FRAMES, Machine, Stop, Val, run};
use ir::{FuncId, Loc, PanicKind, Program, Site};

fn program(text: &str) -> Program {
    let program = ir::parse(text).unwrap_or_else(|error| panic!("{error}"));
    ir::verify(&program, ir::Phase::Built).unwrap_or_else(|errors| panic!("{errors:#?}"));
    program
}

fn func(program: &Program, name: &str) -> FuncId {
    let found = program.funcs.iter_enumerated().find(|(_, func)| func.name.as_str() == name);
    found.unwrap_or_else(|| panic!("there is a function {name}")).0
}

/// Runs the function `f`.
fn call(text: &str, args: &[Val]) -> Result<Vec<Val>, Stop> {
    let program = program(text);
    run(&program, func(&program, "f"), args, &mut Captured::default())
}

fn panic_of(text: &str, args: &[Val]) -> PanicKind {
    match call(text, args) {
        Err(Stop::Panic(panic)) => panic.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_loop_with_block_parameters_sums() {
    let text = "
        func @f(v0: i32) -> i32 {
        b0:
          jump b1(0, 0)
        b1(v1: i32, v2: i32):
          v3 = lt_s v1, v0
          branch v3, b2, b3
        b2:
          v4 = add v2, v1
          v5 = add v1, 1
          jump b1(v5, v4)
        b3:
          return v2
        }";
    assert_eq!(call(text, &[Val::I32(100)]), Ok(vec![Val::I32(4950)]));
}

#[test]
fn assignments_on_an_edge_are_parallel() {
    let text = "
        func @f(v0: i32) -> (i32, i32) {
        b0:
          jump b1(1, 2, v0)
        b1(v1: i32, v2: i32, v3: i32):
          v4 = sub v3, 1
          v5 = eq v4, 0
          branch v5, b2, b1(v2, v1, v4)
        b2:
          return v1, v2
        }";
    assert_eq!(call(text, &[Val::I32(2)]), Ok(vec![Val::I32(2), Val::I32(1)]));
}

const DEPTH: &str = "
    func @f(v0: i32) -> i32 {
    b0:
      v1 = eq v0, 0
      branch v1, b1, b2
    b1:
      return 0
    b2:
      v2 = sub v0, 1
      v3 = call @f(v2)
      v4 = add v3, 1
      return v4
    }";

#[test]
fn calls_nest_deep_but_not_without_end() {
    let deep = MAX_FRAMES as i32 - 1;
    assert_eq!(call(DEPTH, &[Val::I32(deep)]), Ok(vec![Val::I32(deep)]));
    assert_eq!(panic_of(DEPTH, &[Val::I32(-1)]), PanicKind::StackOverflow);
}

#[test]
fn tail_calls_take_no_space() {
    let text = "
        func @f(v0: i32) -> bool {
        b0:
          v1 = eq v0, 0
          branch v1, b1, b2
        b1:
          return true
        b2:
          v2 = sub v0, 1
          tail_call @odd(v2)
        }
        func @odd(v0: i32) -> bool {
        b0:
          v1 = eq v0, 0
          branch v1, b1, b2
        b1:
          return false
        b2:
          v2 = sub v0, 1
          tail_call @f(v2)
        }";
    assert_eq!(call(text, &[Val::I32(500_001)]), Ok(vec![Val::Bool(false)]));
}

#[test]
fn a_million_nodes_are_built_counted_and_dropped() {
    let text = "
        type Node = struct { next: Node? }
        func @f(v0: i32) -> i32 {
        b0:
          jump b1(0, null:Node?)
        b1(v1: i32, v2: Node?):
          v3 = eq v1, v0
          branch v3, b3(v2, 0), b2
        b2:
          v4 = struct.new Node v2
          v5 = some v4
          v6 = add v1, 1
          jump b1(v6, v5)
        b3(v7: Node?, v8: i32):
          v9 = is_null v7
          branch v9, b5, b4
        b4:
          v10 = assume_some v7
          v11 = struct.get Node.next v10
          v12 = add v8, 1
          jump b3(v11, v12)
        b5:
          return v8
        }";
    assert_eq!(call(text, &[Val::I32(1_000_000)]), Ok(vec![Val::I32(1_000_000)]));
}

#[test]
fn closures_bind_their_leading_parameters() {
    let text = "
        sig s0 = (i32) -> i32
        func @f(v0: i32) -> i32 {
        b0:
          v1 = closure @add(v0)
          v2 = call_closure s0 v1, 5
          v3 = add v2, 1
          tail_call_closure s0 v1, v3
        }
        func @add(v0: i32, v1: i32) -> i32 captures 1 {
        b0:
          v2 = add v0, v1
          return v2
        }";
    assert_eq!(call(text, &[Val::I32(10)]), Ok(vec![Val::I32(26)]));
}

#[test]
fn narrow_places_wrap_what_is_written() {
    let text = "
        type Small = struct { var a: i8, var b: u16 }
        type Bytes = array u8
        type Cells = buffer i16
        func @f(v0: i32) -> (i32, i32, i32, i32) {
        b0:
          v1 = struct.new Small v0, v0
          v2 = struct.get Small.a v1
          struct.set Small.b v1, -1
          v3 = struct.get Small.b v1
          v4 = array.lit Bytes v0, 256, 257
          v5 = array.get Bytes v4, 2
          v6 = buffer.new Cells 4
          buffer.set Cells v6, 3, 40000
          v7 = buffer.get Cells v6, 3
          return v2, v3, v5, v7
        }";
    let expected = [-56, 65535, 1, -25536].map(Val::I32);
    assert_eq!(call(text, &[Val::I32(200)]), Ok(expected.to_vec()));
}

#[test]
fn arrays_are_checked_and_copied_as_if_through_a_copy() {
    let text = |body: &str| {
        format!("type A = array i32\nfunc @f(v0: i32) -> i32 {{\nb0:\nv1 = array.lit A 1, 2, 3, 4, 5\n{body}\n}}")
    };
    let overlap = text("array.copy A v1, 1, v1, 0, 4\nv2 = array.get A v1, 4\nreturn v2");
    assert_eq!(call(&overlap, &[Val::I32(0)]), Ok(vec![Val::I32(4)]));
    let fill = text("array.fill A v1, 1, 9, 2\nv2 = array.get A v1, 3\nreturn v2");
    assert_eq!(call(&fill, &[Val::I32(0)]), Ok(vec![Val::I32(4)]));
    let get = text("v2 = array.get A v1, v0\nreturn v2");
    let copy = text("array.copy A v1, v0, v1, 0, 1\nreturn 0");
    let count = text("array.copy A v1, 0, v1, 0, v0\nreturn 0");
    for index in [-1, i32::MIN, 5, i32::MAX] {
        assert_eq!(panic_of(&get, &[Val::I32(index)]), PanicKind::Index);
        assert_eq!(panic_of(&copy, &[Val::I32(index)]), PanicKind::Index);
    }
    assert_eq!(panic_of(&count, &[Val::I32(-1)]), PanicKind::Index);
    assert_eq!(panic_of(&count, &[Val::I32(6)]), PanicKind::Index);
    assert_eq!(call(&count, &[Val::I32(5)]), Ok(vec![Val::I32(0)]));
    let new = text("v2 = array.new A v0, 0\nreturn 0");
    assert_eq!(panic_of(&new, &[Val::I32(-1)]), PanicKind::NegativeLength);
}

#[test]
fn variants_without_fields_are_one_object() {
    let text = "
        type E = enum { Some(v: i32), None }
        func @f() -> (bool, bool, i32) {
        b0:
          v0 = variant.new E.None
          v1 = variant.new E.None
          v2 = ref_eq v0, v1
          v3 = variant.new E.Some 1
          v4 = variant.new E.Some 1
          v5 = ref_eq v3, v4
          v6 = variant.tag E v0
          return v2, v5, v6
        }";
    assert_eq!(call(text, &[]), Ok(vec![Val::Bool(true), Val::Bool(false), Val::I32(1)]));
}

#[test]
fn strings_and_host_functions_print() {
    let text = "
        type U = array u16
        func @f() {
        b0:
          v0 = host f64_to_string 0.1
          v1 = concat \"π is not \", v0
          host print v1
          v2 = array.new_default U 3
          v3 = str.into_array U \"ab\", v2, 1
          v4 = str.from_array U v2, 1, 3
          host write_stdout v4
          host exit 3
          unreachable
        }";
    let program = program(text);
    let mut captured = Captured::default();
    assert_eq!(run(&program, func(&program, "f"), &[], &mut captured), Err(Stop::Exit(3)));
    assert_eq!(String::from_utf8_lossy(&captured.stdout), "π is not 0.1\nab");
}

#[test]
fn globals_live_between_calls_and_after_a_panic() {
    let text = "
        global var @count: i32 = 40
        func @init() {
        b0:
          global.set @count 41
          return
        }
        func @f() -> i32 {
        b0:
          v0 = global.get @count
          v1 = add v0, 1
          global.set @count v1
          return v1
        }
        func @broken() {
        b0:
          global.set @count 0
          panic null
        }
        init @init";
    let program = program(text);
    let mut machine = Machine::new(&program);
    let mut system = Captured::default();
    machine.initialise(&mut system).expect("it does not stop");
    assert_eq!(machine.call(func(&program, "f"), &[], &mut system), Ok(vec![Val::I32(42)]));
    assert_eq!(machine.call(func(&program, "f"), &[], &mut system), Ok(vec![Val::I32(43)]));
    machine.call(func(&program, "broken"), &[], &mut system).expect_err("it panics");
    assert_eq!(machine.call(func(&program, "f"), &[], &mut system), Ok(vec![Val::I32(1)]));
}

#[test]
fn a_panic_tells_its_frames_inlined_ones_too() {
    let text = "
        func @main() {
        b0:
          call @f()
          return
        }
        func @f() {
        b0:
          host panic \"no\"
          unreachable
        }";
    let mut program = program(text);
    let at = |start| Span::new(SourceId::from_index(0), start, start + 1);
    let (main, f) = (func(&program, "main"), func(&program, "f"));
    let inlined = Site { callee: Symbol::new("inlined"), call: Loc { span: at(20), site: None } };
    let site = program.funcs[f].sites.push(inlined);
    program.funcs[f].insts.iter_mut().for_each(|inst| inst.loc = Loc { span: at(30), site: Some(site) });
    program.funcs[main].insts.iter_mut().for_each(|inst| inst.loc = Loc { span: at(10), site: None });
    let Err(Stop::Panic(panic)) = run(&program, main, &[], &mut Captured::default()) else { panic!("it panics") };
    assert_eq!((panic.kind, panic.message.as_str()), (PanicKind::Explicit, "no"));
    let frames: Vec<_> = panic.frames.iter().map(|(name, span)| (name.as_str(), span.start)).collect();
    assert_eq!(frames, [("inlined", 30), ("f", 20), ("main", 10)]);
}

#[test]
fn javascript_and_endless_loops_stop() {
    let text = "
        extern x0 = function \"alert\"()
        func @f() {
        b0:
          extern x0
          return
        }
        func @endless() {
        b0:
          jump b1
        b1:
          jump b1
        }";
    assert_eq!(call(text, &[]), Err(Stop::NeedsJavaScript(Symbol::new("alert"))));
    let program = program(text);
    let mut machine = Machine::new(&program);
    machine.limit_steps(1000);
    assert_eq!(machine.call(func(&program, "endless"), &[], &mut Captured::default()), Err(Stop::OutOfSteps));
}
