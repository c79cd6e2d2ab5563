//! What the verifier finds: each case breaks one promise of a right program.

use base::{Id, Symbol};
use ir::{Block, Const, Inst, Op, Phase, Program, Side, Type, TypeId, Value, ValueDef};

/// A right program with something of everything.
const RIGHT: &str = "
    type Body = struct { x: f64, var next: Body? }
    type Shape = enum { Circle(r: f64), Empty }
    type Ints = array i32
    type Pixels = buffer u8
    sig s0 = (i32) -> i32
    sig s1 = ()
    global @g: i32 = 1
    func @main() {
    b0:
      v0 = call @f(1, null:Body?)
      return
    }
    func @f(v0: i32, v1: Body?) -> i32 {
    b0:
      v2 = lt_s v0, 1
      branch v2, b1, b2
    b1:
      v3 = add v0, 1
      jump b3(v3)
    b2:
      v4 = is_null v1
      jump b3(v0)
    b3(v5: i32):
      return v5
    }
    main @main
";

fn right() -> Program {
    let program = ir::parse(RIGHT).expect("the text is right");
    assert_eq!(ir::verify(&program, Phase::Built), Ok(()));
    program
}

fn errors(program: &Program, phase: Phase) -> String {
    ir::verify(program, phase).expect_err("something is wrong").join("\n")
}

/// The errors after `text` was replaced in the right program.
fn replaced(text: &str, by: &str) -> String {
    assert!(RIGHT.contains(text), "{text} is in the program");
    let program = ir::parse(&RIGHT.replacen(text, by, 1)).unwrap_or_else(|error| panic!("{error}"));
    errors(&program, Phase::Built)
}

/// The errors after the function `f` was changed.
fn changed(change: impl FnOnce(&mut ir::Func)) -> String {
    let mut program = right();
    let f = program.funcs.ids().nth(1).expect("there are two functions");
    change(&mut program.funcs[f]);
    errors(&program, Phase::Built)
}

fn assert_finds(errors: &str, what: &str) {
    assert!(errors.contains(what), "{errors:?} does not say {what:?}");
}

#[test]
fn text_with_wrong_types_is_found() {
    let cases = [
        ("jump b3(v3)", "jump b3", "b1 gives b3 []"),
        ("jump b3(v3)", "jump b3(true)", "b1 gives b3"),
        ("branch v2, b1, b2", "branch v0, b1, b2", "b0 branches on"),
        ("branch v2, b1, b2", "switch v2 [b1], b2", "b0 switches on"),
        ("return v5", "return", "b3 returns []"),
        ("return v5", "return v5, v5", "b3 returns"),
        ("return v5", "return v3", "v3 is used in b3, which its definition does not dominate"),
        ("v3 = add v0, 1", "v3 = add v0, true", "add is"),
        ("v3 = add v0, 1", "v3 = add v0", "add is"),
        ("call @f(1, null:Body?)", "call @f(1)", "call is"),
        ("jump b3(v3)", "jump b0", "b1 jumps to the entry"),
        ("jump b3(v3)", "tail_call @main()", "b1: the callee is"),
        ("jump b3(v3)", "tail_call @f(v0)", "b1: the callee is"),
        ("main @main", "main @f", "starts the program"),
        ("main @main", "test \"t\" @f", "starts the program"),
        ("@g: i32 = 1", "@g: i32 = 1.0", "its value has type"),
        ("sig s1 = ()", "sig s1 = (i32) -> i32", "s1 is the same signature"),
        ("sig s1 = ()", "sig s1 = (func(s7))", "there is no type"),
        ("buffer u8", "buffer str", "a buffer holds numbers"),
        ("@f(v0: i32, v1: Body?) -> i32", "@f(v0: i32, v1: Body?) -> i32 captures 3", "captures more values"),
        ("null:Body?", "null:Body", "is null of a type without null"),
    ];
    for (text, by, what) in cases {
        assert_finds(&replaced(text, by), what);
    }
}

#[test]
fn an_operator_is_given_what_it_takes() {
    let cases = [
        ("struct.get Body.#7 v6", "there is no such field"),
        ("array.len Body v6", "is not an array"),
        ("buffer.len Ints v6", "is not a buffer"),
        ("str.from_array Ints v6, 0, 1", "does not hold code units"),
        ("struct.new Ints", "is not a struct"),
        ("variant.tag Body v6", "is not an enum"),
        ("unwrap v0", "cannot be null"),
        ("some v1", "already be null"),
        ("ref_eq v0, v0", "no identity"),
        ("closure @nullary()", "no signature for a closure"),
        ("buffer.ptr Pixels v7", "comes too early"),
    ];
    for (op, what) in cases {
        let unary = "sig s1 = ()";
        let body = format!("v6 = unwrap v1\n v7 = buffer.new Pixels 1\n v8 = {op}\n jump b3(v0)");
        let nullary = "func @nullary() -> f64 {\nb0:\nreturn 1.0\n}";
        let text = RIGHT.replacen("jump b3(v0)", &body, 1).replacen(unary, &format!("{unary}\n{nullary}"), 1);
        // Some mistakes leave the parser without a type for the result, with the same words.
        match ir::parse(&text) {
            Ok(program) => assert_finds(&errors(&program, Phase::Built), what),
            Err(error) => assert_finds(&error, what),
        }
    }
}

#[test]
fn a_value_or_its_null_may_not_stand_for_each_other() {
    let body = |args: &str| format!("v4 = is_null v1\n v6 = struct.new Body 1.0, {args}\n jump b3(v0)");
    let program = RIGHT.replacen("v4 = is_null v1\n      jump b3(v0)", &body("v1"), 1);
    ir::verify(&ir::parse(&program).expect("it is right"), Phase::Built).expect("v1 is nullable");
    let wrong = RIGHT.replacen(
        "v4 = is_null v1\n      jump b3(v0)",
        "v4 = unwrap v1\n v6 = struct.new Body 1.0, v4\n jump b3(v0)",
        1,
    );
    assert_finds(&errors(&ir::parse(&wrong).expect("it parses"), Phase::Built), "struct.new is");
}

#[test]
fn definitions_are_where_values_say() {
    let first = Inst::from_index(0);
    assert_finds(&changed(|f| f.blocks[Block::from_index(1)].insts.push(first)), "stands twice");
    assert_finds(&changed(|f| f.blocks[Block::from_index(1)].insts.push(Inst::from_index(99))), "does not exist");
    let second = Value::from_index(2);
    assert_finds(&changed(|f| f.values[second].def = ValueDef::Inst(first, 1)), "defined in another place");
    assert_finds(&changed(|f| f.insts[first].args[0] = Value::from_index(99)), "value that does not exist");
    assert_finds(&changed(|f| f.blocks[Block::from_index(0)].insts.clear()), "does not dominate");
    let wrong = |f: &mut ir::Func| {
        let constant = f.constant(Const::I32(1));
        f.values[constant].ty = Type::I64;
    };
    assert_finds(&changed(wrong), "has not the type of its value");
    assert_finds(&changed(|f| f.values[second].ty = Type::I32), "lt_s is");
    let missing = Type::reference(TypeId::from_index(99));
    assert_finds(&changed(|f| f.results.push(missing)), "there is no type");
    assert_finds(&changed(|f| f.values[second].ty = missing), "does not exist");
    assert_finds(&changed(|f| f.entry = Block::from_index(9)), "there is no entry");
    assert_finds(&changed(|f| f.insts[first].op = Op::GlobalGet(Id::from_index(5))), "there is no g5");
}

#[test]
fn names_are_unique() {
    assert_finds(&changed(|f| f.name = Symbol::new("main")), "two functions called main");
    let mut program = right();
    let last = program.types.heap.ids().next_back().expect("there are types");
    program.types.heap[last].name = Symbol::new("Body");
    assert_finds(&errors(&program, Phase::Built), "two types called Body");
}

#[test]
fn everything_that_is_placed_has_a_side_and_crosses_by_name() {
    let mut program = right();
    assert_finds(&errors(&program, Phase::Placed), "not everything has a side");
    for _ in 0..2 {
        program.placement.funcs.push(Side::Js);
    }
    for _ in 0..4 {
        program.placement.types.push(Side::Wasm);
    }
    program.placement.globals.push(Side::Wasm);
    assert_eq!(ir::verify(&program, Phase::Placed), Ok(()));
    let f = program.funcs.ids().nth(1).expect("there are two functions");
    program.placement.funcs[f] = Side::Wasm;
    assert_finds(&errors(&program, Phase::Placed), "has no name in the seam");
    let name = Symbol::new("f");
    program.seam.exports.push(ir::CrossingName { crossing: ir::Crossing::Op(Op::Call(f)), name });
    assert_eq!(ir::verify(&program, Phase::Placed), Ok(()));
    program.funcs[f].blocks[Block::from_index(3)].term =
        ir::Terminator::TailCall(f, program.funcs[f].params().to_vec());
    program.placement.funcs[f] = Side::Js;
    assert_eq!(ir::verify(&program, Phase::Placed), Ok(()));
    program.seam.imports.push(ir::CrossingName { crossing: ir::Crossing::ApplyFunction(Id::from_index(9)), name });
    assert_finds(&errors(&program, Phase::Placed), "does not exist");
}

#[test]
fn tail_calls_closures_and_host_functions_cross_by_name_too() {
    let program = |term: &str, seam: &str| {
        let text = format!(
            "sig s0 = ()
             func @there() {{
             b0:
               host print \"there\"
               return
             }}
             func @here() {{
             b0:
               {term}
             }}
             place func @there wasm
             place func @here js
             seam import \"print\" op host print
             {seam}"
        );
        ir::verify(&ir::parse(&text).expect("the text is right"), Phase::Placed)
    };
    for term in ["tail_call @there()", "v0 = closure @there()\nreturn", "call @there()\nreturn"] {
        assert_finds(&program(term, "").expect_err("it has no name").join("\n"), "has no name in the seam");
        assert_eq!(program(term, "seam export \"there\" op call @there"), Ok(()));
    }
    let text = "func @f() {\nb0:\nhost print \"x\"\nreturn\n}\nplace func @f wasm";
    let unnamed = ir::parse(text).expect("the text is right");
    assert_finds(&errors(&unnamed, Phase::Placed), "has no name in the seam");
}
