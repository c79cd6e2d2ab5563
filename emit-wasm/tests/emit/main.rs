//! Modules made from small programs are valid, have the shapes that engines like, and point back at their sources.

mod build;
mod check;
mod random;

use build::{Build, Code, field, target};
use ir::{
    Const, Crossing, CrossingName, FuncId, Kind, Op, PanicKind, Prim, Signature, Storage, Terminator, Type, TypeDef,
    Variant,
};

fn id(index: usize) -> FuncId {
    base::Id::from_index(index)
}

/// The body of the first function, one instruction per line, without indentation.
fn first_body(bytes: &[u8]) -> Vec<String> {
    let text = check::wat(bytes);
    let start = text.find("\n  (func (;").or_else(|| text.find("\n  (func $")).expect("it has a function");
    let body = text[start + 1..].split("\n  )").next().expect("a function ends");
    body.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn a_call_keeps_its_operands_on_the_stack() {
    let mut build = Build::new();
    build.add(build::fib(id(0)));
    build.export("fib", id(0));
    let bytes = build.emit();
    assert!(!check::wat(&bytes).contains("local.set"), "{}", check::wat(&bytes));
}

/// `while i < n { sum += a[i]; i += 1 }`, with array and sum as arguments of the loop.
fn sum() -> Build {
    let mut build = Build::new();
    let floats = build.array("Array<f64>", Storage::Val(Type::F64));
    let mut code = Code::new("sum", &[Type::reference(floats)], &[Type::F64]);
    let array = code.param(0);
    let head = code.block(&[Type::I32, Type::F64]);
    let (body, exit) = (code.block(&[]), code.block(&[]));
    let (zero, nothing) = (code.int(0), code.func.constant(Const::f64(0.0)));
    code.jump(head, &[zero, nothing]);
    code.at = head;
    let (i, total) = (code.param_of(head, 0), code.param_of(head, 1));
    let length = code.op(Op::ArrayLen(floats), &[array], Type::I32);
    let goes_on = code.prim(Prim::LtSI32, &[i, length]);
    code.branch(goes_on, (body, &[]), (exit, &[]));
    code.at = body;
    let element = code.op(Op::ArrayGet(floats), &[array, i], Type::F64);
    let more = code.prim(Prim::AddF64, &[total, element]);
    let one = code.int(1);
    let next = code.prim(Prim::AddI32, &[i, one]);
    code.jump(head, &[next, more]);
    code.at = exit;
    code.ret(&[total]);
    build.add(code.func);
    build.export("sum", id(0));
    build
}

#[test]
fn a_loop_has_one_local_per_variable_and_one_backward_branch() {
    let text = check::wat(&sum().emit());
    assert!(text.contains("(local i32 f64)"), "{text}");
    assert_eq!(text.matches("(loop").count() + text.matches("loop ").count(), 1, "{text}");
}

#[test]
fn every_switch_for_comparison_gives_a_valid_module() {
    let build = sum();
    for tail_calls in [false, true] {
        for nullable_locals in [false, true] {
            for dispatch in [false, true] {
                let options =
                    emit_wasm::Options { names: true, positions: true, tail_calls, nullable_locals, dispatch };
                build.emit_with(&options);
            }
        }
    }
}

#[test]
fn an_accessor_has_the_shape_that_v8_inlines() {
    let mut build = Build::new();
    let point = build.heap("Point", TypeDef::Struct { fields: vec![field("x", Type::F64, true)] });
    for (name, op) in [("get", Op::StructGet(point, 0)), ("set", Op::StructSet(point, 0))] {
        build.program.seam.exports.push(CrossingName { crossing: Crossing::Op(op), name: name.into() });
    }
    let text = check::wat(&build.emit());
    let shape = ["local.get 0", "any.convert_extern", "ref.cast (ref 0)", "struct.get 0 0"].join("\n    ");
    assert!(text.contains(&shape), "{text}");
    let shape = ["local.get 0", "any.convert_extern", "ref.cast (ref 0)", "local.get 1", "struct.set 0 0"];
    assert!(text.contains(&shape.join("\n    ")), "{text}");
}

#[test]
fn a_merged_reference_is_nullable_only_where_it_must_be() {
    let mut build = Build::new();
    let cell = build.heap("Cell", TypeDef::Struct { fields: vec![field("value", Type::I32, true)] });
    let reference = Type::reference(cell);
    let mut code = Code::new("pick", &[Type::BOOL, reference, reference], &[reference, Type::I32]);
    let (yes, no, both) = (code.block(&[]), code.block(&[]), code.block(&[reference]));
    let cond = code.param(0);
    code.branch(cond, (yes, &[]), (no, &[]));
    let (left, right) = (code.param(1), code.param(2));
    code.at = yes;
    let seven = code.int(7);
    code.ops(Op::StructSet(cell, 0), &[left, seven], &[]);
    code.jump(both, &[left]);
    code.at = no;
    code.jump(both, &[right]);
    code.at = both;
    let merged = code.param_of(both, 0);
    let value = code.op(Op::StructGet(cell, 0), &[merged], Type::I32);
    code.ret(&[merged, value]);
    build.add(code.func);
    build.export("pick", id(0));
    let text = check::wat(&build.emit());
    assert_eq!(text.matches("ref.as_non_null").count(), 1, "{text}");
}

#[test]
fn variants_are_final_subtypes_and_units_are_globals() {
    let mut build = Build::new();
    let variants = vec![
        Variant { name: "none".into(), fields: vec![] },
        Variant { name: "one".into(), fields: vec![field("0", Type::I32, false)] },
        Variant {
            name: "two".into(),
            fields: vec![field("0", Type::F64.or_null(), false), field("1", Type::STR, false)],
        },
    ];
    let shape = build.heap("Shape", TypeDef::Enum { variants });
    let mut code = Code::new("size", &[Type::reference(shape)], &[Type::I32]);
    let object = code.param(0);
    let tag = code.op(Op::VariantTag(shape), &[object], Type::I32);
    let blocks = [code.block(&[]), code.block(&[]), code.block(&[]), code.block(&[])];
    let targets = blocks[..3].iter().map(|&block| target(block, &[])).collect();
    code.end(Terminator::Switch(tag, targets, target(blocks[3], &[])));
    code.at = blocks[0];
    let unit = code.op(Op::VariantNew(shape, 0), &[], Type::reference(shape));
    let unit_tag = code.op(Op::VariantTag(shape), &[unit], Type::I32);
    code.ret(&[unit_tag]);
    code.at = blocks[1];
    let payload = code.op(Op::VariantGet(shape, 1, 0), &[object], Type::I32);
    code.ret(&[payload]);
    code.at = blocks[2];
    let number = code.op(Op::VariantGet(shape, 2, 0), &[object], Type::F64.or_null());
    let text = code.op(Op::VariantGet(shape, 2, 1), &[object], Type::STR);
    let float = code.op(Op::Unwrap, &[number], Type::F64);
    let int = code.prim(Prim::F64ToI32S, &[float]);
    let length = code.prim(Prim::LenStr, &[text]);
    let sum = code.prim(Prim::AddI32, &[int, length]);
    code.ret(&[sum]);
    build.add(code.func);
    build.export("size", id(0));
    let bytes = build.emit();
    let text = check::wat(&bytes);
    assert!(text.contains("(sub final 0 (struct (field i32) (field i8) (field f64) (field externref)))"), "{text}");
    let null = check::positions(&bytes).into_iter().filter(|row| row.kind == PanicKind::Null as u32 + 1);
    assert_eq!(null.count(), 1);
}

#[test]
fn closures_with_and_without_captures() {
    let mut build = Build::new();
    let sig = build.program.types.sig(Signature { params: vec![Type::I32], results: vec![Type::I32] });
    let func = Type::of(Kind::Func(sig));
    let mut add = Code::new("add", &[Type::I32, Type::I32], &[Type::I32]);
    add.func.captures = 1;
    let (left, right) = (add.param(0), add.param(1));
    let sum = add.prim(Prim::AddI32, &[left, right]);
    add.ret(&[sum]);
    build.add(add.func);
    let mut code = Code::new("run", &[Type::I32], &[Type::I32]);
    let n = code.param(0);
    let plus = code.op(Op::ClosureNew(id(0)), &[n], func);
    let once = code.op(Op::ClosureNew(id(2)), &[], func);
    let first = code.op(Op::CallClosure(sig), &[plus, n], Type::I32);
    let second = code.op(Op::CallClosure(sig), &[once, first], Type::I32);
    let direct = code.op(Op::Call(id(2)), &[second], Type::I32);
    code.end(Terminator::TailCallClosure(sig, vec![plus, direct]));
    build.add(code.func);
    build.add(build::fib(id(2)));
    build.export("run", id(1));
    let crossings = [Crossing::ApplyClosure(sig), Crossing::WrapFunction(sig)];
    for (crossing, name) in crossings.into_iter().zip(["apply", "wrap"]) {
        build.program.seam.exports.push(CrossingName { crossing, name: name.into() });
    }
    let crossing = Crossing::ApplyFunction(sig);
    build.program.seam.imports.push(CrossingName { crossing, name: "applyJs".into() });
    let text = check::wat(&build.emit());
    assert!(text.contains("return_call_ref"), "{text}");
    assert!(!text.contains("return_call 1"), "the body of a function that is only a value is its code\n{text}");
}

#[test]
fn arrays_of_everything() {
    let mut build = Build::new();
    let mut code = Code::new("all", &[Type::I32], &[]);
    let n = code.param(0);
    let cell = build.heap("Cell", TypeDef::Struct { fields: vec![field("value", Type::I32.or_null(), true)] });
    let storages = [
        (Storage::I8, Type::I32),
        (Storage::U16, Type::I32),
        (Storage::Val(Type::BOOL), Type::BOOL),
        (Storage::Val(Type::STR), Type::STR),
        (Storage::Val(Type::I64.or_null()), Type::I64.or_null()),
        (Storage::Val(Type::reference(cell)), Type::reference(cell)),
        (Storage::Val(Type::F32), Type::F32),
    ];
    for (number, (storage, ty)) in storages.into_iter().enumerate() {
        let array = build.array(&format!("Array{number}"), storage);
        let this = Type::reference(array);
        let made = code.op(Op::ArrayNewDefault(array), &[n], this);
        let element = code.op(Op::ArrayGet(array), &[made, n], ty);
        let filled = code.op(Op::ArrayNew(array), &[n, element], this);
        code.ops(Op::ArraySet(array), &[filled, n, element], &[]);
        code.ops(Op::ArrayFill(array), &[filled, n, element, n], &[]);
        let literal = code.op(Op::ArrayLit(array), &[element, element], this);
        code.ops(Op::ArrayCopy(array), &[literal, n, filled, n, n], &[]);
    }
    code.ret(&[]);
    build.add(code.func);
    build.export("all", id(0));
    let bytes = build.emit();
    assert!(check::wat(&bytes).starts_with("(module\n  (type (;0;) (array (mut i16)))"), "code units stand alone");
}

#[test]
fn long_constant_arrays_are_data() {
    let mut build = Build::new();
    let ints = build.array("Array<i32>", Storage::Val(Type::I32));
    let mut code = Code::new("table", &[], &[Type::reference(ints)]);
    let elements: Vec<_> = (0..8).map(|value| code.int(value * 1000)).collect();
    let table = code.op(Op::ArrayLit(ints), &elements, Type::reference(ints));
    code.ret(&[table]);
    build.add(code.func);
    build.export("table", id(0));
    assert!(check::wat(&build.emit()).contains("array.new_data"));
}

#[test]
fn buffers_check_their_index_and_bring_an_allocator() {
    let mut build = Build::new();
    let bytes = build.heap("Buffer<u8>", TypeDef::Buffer { elem: Storage::U8 });
    let floats = build.heap("Buffer<f64>", TypeDef::Buffer { elem: Storage::Val(Type::F64) });
    let mut code = Code::new("copy", &[Type::I32], &[Type::reference(bytes)]);
    let n = code.param(0);
    let pixels = code.op(Op::BufferNew(bytes), &[n], Type::reference(bytes));
    let numbers = code.op(Op::BufferNew(floats), &[n], Type::reference(floats));
    let number = code.op(Op::BufferGet(floats), &[numbers, n], Type::F64);
    let pixel = code.prim(Prim::F64ToI32S, &[number]);
    code.ops(Op::BufferSet(bytes), &[pixels, n, pixel], &[]);
    code.ret(&[pixels]);
    build.add(code.func);
    build.export("copy", id(0));
    let module = build.emit();
    assert!(check::wat(&module).contains("(export \"memory\""));
    let index = check::positions(&module).into_iter().filter(|row| row.kind == PanicKind::Index as u32 + 1);
    assert_eq!(index.count(), 2);
}

#[test]
fn a_division_stays_before_the_write_that_follows_it() {
    let mut build = Build::new();
    let cell = build.heap("Cell", TypeDef::Struct { fields: vec![field("value", Type::I32, true)] });
    let mut code = Code::new("f", &[Type::reference(cell), Type::I32], &[Type::I32]);
    let (object, n) = (code.param(0), code.param(1));
    let quotient = code.prim(Prim::DivSI32, &[n, n]);
    code.ops(Op::StructSet(cell, 0), &[object, n], &[]);
    code.ret(&[quotient]);
    build.add(code.func);
    build.export("f", id(0));
    let body = first_body(&build.emit());
    let place = |what: &str| body.iter().position(|line| line.starts_with(what));
    assert!(place("i32.div_s") < place("struct.set"), "{body:#?}");
}

#[test]
fn swapped_loop_variables_are_moved_in_parallel() {
    let mut build = Build::new();
    let mut code = Code::new("fibonacci", &[Type::I32], &[Type::I32]);
    let n = code.param(0);
    let head = code.block(&[Type::I32, Type::I32, Type::I32]);
    let (body, exit) = (code.block(&[]), code.block(&[]));
    let (zero, one) = (code.int(0), code.int(1));
    code.jump(head, &[n, zero, one]);
    code.at = head;
    let [left, a, b] = [0, 1, 2].map(|index| code.param_of(head, index));
    let goes_on = code.prim(Prim::GtSI32, &[left, zero]);
    code.branch(goes_on, (body, &[]), (exit, &[]));
    code.at = body;
    let less = code.prim(Prim::SubI32, &[left, one]);
    let sum = code.prim(Prim::AddI32, &[a, b]);
    code.jump(head, &[less, b, sum]);
    code.at = exit;
    code.ret(&[a]);
    build.add(code.func);
    build.export("fibonacci", id(0));
    let body = first_body(&build.emit()).join("; ");
    assert!(body.contains("local.get 2; local.get 1; local.get 2; i32.add; local.set 2; local.set 1"), "{body}");
}

#[test]
fn the_same_program_gives_the_same_bytes() {
    assert_eq!(sum().emit(), sum().emit());
}

#[test]
fn a_panic_names_the_inlined_functions_it_is_in() {
    let mut build = Build::new();
    let state = build.global("state", Type::I32, None);
    let mut code = Code::new("outer", &[Type::I32], &[Type::I32]);
    let n = code.param(0);
    let site = code.func.sites.push(ir::Site { callee: "inner".into(), call: build::loc(16) });
    let place = ir::Loc { span: build::span(20), site: Some(site) };
    let quotient = code.func.append(code.at, Op::Prim(Prim::DivSI32), vec![n, n], &[Type::I32], place);
    let quotient = code.func.insts[quotient].results[0];
    code.ops(Op::GlobalSet(state), &[quotient], &[]);
    let read = code.op(Op::GlobalGet(state), &[], Type::I32);
    code.ret(&[read]);
    build.add(code.func);
    build.export("outer", id(0));
    let rows = check::positions(&build.emit());
    let [row] = &rows[..] else { panic!("one instruction can panic: {rows:?}") };
    assert_eq!(row.kind, PanicKind::DivisionByZero as u32 + 1);
    let frame = |func: &str, line, column| (func.to_owned(), "test.seam".to_owned(), line, column);
    assert_eq!(row.frames, [frame("inner", 2, 7), frame("outer", 2, 3)]);
}

#[test]
fn names_reach_fields() {
    let mut build = Build::new();
    let point = build.heap("Point", TypeDef::Struct { fields: vec![field("x", Type::F64.or_null(), true)] });
    let get = Crossing::Op(Op::StructGet(point, 0));
    build.program.seam.exports.push(CrossingName { crossing: get, name: "get".into() });
    let options = emit_wasm::Options { names: true, ..emit_wasm::Options::default() };
    let text = check::wat(&build.emit_with(&options));
    assert!(text.contains("(field $\"x present\" (mut i8)) (field $x (mut f64))"), "{text}");
}

#[test]
fn the_first_function_may_be_javascript() {
    let mut build = Build::new();
    build.add(build::fib(id(0)));
    build.add(build::fib(id(1)));
    build.program.placement.funcs[id(0)] = ir::Side::Js;
    build.export("fib", id(1));
    assert_eq!(check::wat(&build.emit()).matches("(func ").count(), 3, "its type, its export, its code");
}
