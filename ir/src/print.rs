//! The IR as text.
//!
//! In: a program or a function of it.  Out: text that [`mod@crate::parse`] reads back to the same program, apart from
//! source positions, names of values, and garbage. Ids of values and blocks are those of the function; constants are
//! written where they are used.
//!
//! ```text
//! type Body = struct { x: f64, var vx: f64 }
//! func @sumTo(v0: i32) -> i32 {
//! b0:
//!   jump b1(0, 0)
//! b1(v1: i32, v2: i32):
//!   v3 = lt_s v1, v0
//!   branch v3, b2, b3
//! b2:
//!   v4 = add v2, v1
//!   v5 = add v1, 1
//!   jump b1(v5, v4)
//! b3:
//!   return v2
//! }
//! ```

mod items;
mod names;

use crate::{Block, Func, FuncId, InlineHint, Inst, Op, Program, Target, Terminator, Type, Value, ValueDef};
use items::{Typed, write_items, write_tail};
pub(crate) use items::{extern_kind_name, side_name, storage_name};
use names::{Constant, at_name, label, type_name};
use std::fmt::Write as _;

/// The text of a program.
pub fn print(program: &Program) -> String {
    let mut text = String::new();
    write_items(&mut text, program);
    for func in program.funcs.iter() {
        if !text.is_empty() {
            text.push('\n');
        }
        write_func(&mut text, func, program);
    }
    write_tail(&mut text, program);
    text
}

/// The text of one function of a program.
pub fn print_func(func: &Func, program: &Program) -> String {
    let mut text = String::new();
    write_func(&mut text, func, program);
    text
}

/// Writes to a string, which cannot fail.
macro_rules! put {
    ($text:expr, $($arg:tt)*) => {
        write!($text, $($arg)*).expect("a string takes any text")
    };
}
pub(crate) use put;

fn write_func(text: &mut String, func: &Func, program: &Program) {
    put!(text, "func {}", at_name(func.name));
    write_params(text, func, func.params(), program, true);
    write_results(text, &func.results, program);
    if func.captures > 0 {
        put!(text, " captures {}", func.captures);
    }
    match func.inline {
        InlineHint::Auto => {}
        InlineHint::Always => text.push_str(" inline"),
        InlineHint::Never => text.push_str(" noinline"),
    }
    if let Some(side) = func.pin {
        put!(text, " pin {}", side_name(side));
    }
    text.push_str(" {\n");
    let others = func.blocks.ids().filter(|&block| block != func.entry);
    for block in std::iter::once(func.entry).chain(others) {
        write_block(text, func, block, program);
    }
    text.push_str("}\n");
}

fn write_params(text: &mut String, func: &Func, params: &[Value], program: &Program, always: bool) {
    if params.is_empty() && !always {
        return;
    }
    let params = params.iter().map(|&param| format!("{param}: {}", Typed(func.ty(param), program)));
    put!(text, "({})", params.collect::<Vec<_>>().join(", "));
}

pub(crate) fn write_results(text: &mut String, results: &[Type], program: &Program) {
    match results {
        [] => {}
        [result] => put!(text, " -> {}", Typed(*result, program)),
        _ => {
            let results = results.iter().map(|&ty| Typed(ty, program).to_string());
            put!(text, " -> ({})", results.collect::<Vec<_>>().join(", "));
        }
    }
}

fn write_block(text: &mut String, func: &Func, block: Block, program: &Program) {
    let data = &func.blocks[block];
    put!(text, "{block}");
    if block != func.entry {
        write_params(text, func, &data.params, program, false);
    }
    text.push_str(":\n");
    for &inst in &data.insts {
        text.push_str("  ");
        write_inst(text, func, inst, program);
        text.push('\n');
    }
    text.push_str("  ");
    write_terminator(text, func, &data.term, program);
    text.push('\n');
}

fn write_inst(text: &mut String, func: &Func, inst: Inst, program: &Program) {
    let data = &func.insts[inst];
    let results: Vec<String> = data.results.iter().map(ToString::to_string).collect();
    if !results.is_empty() {
        put!(text, "{} = ", results.join(", "));
    }
    write_op(text, &data.op, program);
    let args = operands(func, &data.args, program);
    match data.op {
        Op::Call(_) | Op::ClosureNew(_) => put!(text, "({args})"),
        _ if args.is_empty() => {}
        _ => put!(text, " {args}"),
    }
}

/// An operator with its immediates.
pub(crate) fn write_op(text: &mut String, op: &Op, program: &Program) {
    text.push_str(op.name());
    let heap = |ty| type_name(program.types[ty].name);
    let func_name = |func: FuncId| at_name(program.funcs[func].name);
    match *op {
        Op::Prim(_) | Op::Some | Op::IsNull | Op::Unwrap | Op::AssumeSome | Op::RefEq => {}
        Op::StructGet(ty, field) | Op::StructSet(ty, field) => {
            let names = program.types[ty].struct_fields().iter().map(|field| field.name);
            put!(text, " {}.{}", heap(ty), label(names, field));
        }
        Op::VariantNew(ty, variant) => {
            let names = program.types[ty].variants().iter().map(|variant| variant.name);
            put!(text, " {}.{}", heap(ty), label(names, variant));
        }
        Op::VariantGet(ty, variant, field) => {
            let variants = program.types[ty].variants();
            let fields = variants.get(variant as usize).map_or(&[][..], |variant| &variant.fields);
            let fields = fields.iter().map(|field| field.name);
            let variant = label(variants.iter().map(|variant| variant.name), variant);
            put!(text, " {}.{variant}.{}", heap(ty), label(fields, field));
        }
        Op::StructNew(ty)
        | Op::VariantTag(ty)
        | Op::ArrayNew(ty)
        | Op::ArrayNewDefault(ty)
        | Op::ArrayLit(ty)
        | Op::ArrayLen(ty)
        | Op::ArrayGet(ty)
        | Op::ArraySet(ty)
        | Op::ArrayCopy(ty)
        | Op::ArrayFill(ty)
        | Op::BufferNew(ty)
        | Op::BufferLen(ty)
        | Op::BufferGet(ty)
        | Op::BufferSet(ty)
        | Op::BufferPtr(ty)
        | Op::BufferView(ty)
        | Op::StrFromArray(ty)
        | Op::StrIntoArray(ty) => put!(text, " {}", heap(ty)),
        Op::GlobalGet(global) | Op::GlobalSet(global) => put!(text, " {}", at_name(program.globals[global].name)),
        Op::Call(func) | Op::ClosureNew(func) => put!(text, " {}", func_name(func)),
        Op::CallClosure(sig) => put!(text, " {sig}"),
        Op::Extern(id) => put!(text, " {id}"),
        Op::Host(host) => put!(text, " {}", host.name()),
    }
}

fn write_terminator(text: &mut String, func: &Func, term: &Terminator, program: &Program) {
    let target = |target: &Target| {
        let args = operands(func, &target.args, program);
        if args.is_empty() { target.block.to_string() } else { format!("{}({args})", target.block) }
    };
    let one = |value: &Value| operands(func, std::slice::from_ref(value), program);
    match term {
        Terminator::Jump(to) => put!(text, "jump {}", target(to)),
        Terminator::Branch(cond, yes, no) => put!(text, "branch {}, {}, {}", one(cond), target(yes), target(no)),
        Terminator::Switch(value, targets, default) => {
            let targets: Vec<String> = targets.iter().map(target).collect();
            put!(text, "switch {} [{}], {}", one(value), targets.join(", "), target(default));
        }
        Terminator::Return(values) if values.is_empty() => text.push_str("return"),
        Terminator::Return(values) => put!(text, "return {}", operands(func, values, program)),
        Terminator::TailCall(callee, args) => {
            put!(text, "tail_call {}({})", at_name(program.funcs[*callee].name), operands(func, args, program));
        }
        Terminator::TailCallClosure(sig, args) => {
            put!(text, "tail_call_closure {sig} {}", operands(func, args, program));
        }
        Terminator::Panic(kind) => put!(text, "panic {}", kind.name()),
        Terminator::Unreachable => text.push_str("unreachable"),
    }
}

fn operands(func: &Func, values: &[Value], program: &Program) -> String {
    let operand = |&value: &Value| match func.values[value].def {
        ValueDef::Const(constant) => Constant(constant, program).to_string(),
        ValueDef::Param(..) | ValueDef::Inst(..) => value.to_string(),
    };
    values.iter().map(operand).collect::<Vec<_>>().join(", ")
}
