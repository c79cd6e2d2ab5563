//! Where functions, heap types and module variables live: the first version, by rules.
//!
//! In: a program.  Out: the same with its [`Placement`] filled in.
//!
//! In a mixed program a function is JavaScript if it is pinned there or touches a JavaScript value. If nothing does,
//! everything is Wasm. Else Wasm gets the *kernels* and what they need: functions of the program (not of `std`) that
//! loop or recur without touching JavaScript, those they call, and those that only look into what these work on. What
//! is left is called by JavaScript only and does little, so it stays where its callers are. A heap type lives in Wasm
//! if a Wasm function makes or opens one, since remote access from JavaScript to Wasm is the cheap direction; so does
//! a module variable that a Wasm function uses.
//!
//! The real placer replaces [`of`] and nothing else.

use crate::Target;
use crate::call_graph::{CallGraph, callees_of};
use base::{IndexVec, Sources};
use ir::{Cfg, Dominators, Func, FuncId, InstData, Kind, Loops, Op, Placement, Program, Side, Type};

/// Gives everything its home.
pub fn run(program: &mut Program, sources: &Sources, target: Target) {
    program.placement = match target {
        Target::Js => everywhere(program, Side::Js),
        Target::Wasm => everywhere(program, Side::Wasm),
        Target::Mixed => of(program, sources),
    };
}

fn everywhere(program: &Program, side: Side) -> Placement {
    Placement {
        funcs: IndexVec::filled(side, program.funcs.len()),
        types: IndexVec::filled(side, program.types.heap.len()),
        globals: IndexVec::filled(side, program.globals.len()),
    }
}

/// The placement of a mixed program.
fn of(program: &Program, sources: &Sources) -> Placement {
    let js: IndexVec<FuncId, bool> = program.funcs.iter().map(touches_js).collect();
    if !js.iter().any(|&js| js) {
        return everywhere(program, Side::Wasm);
    }
    let mut placement = everywhere(program, Side::Js);
    let mut wanted = kernels(program, sources, &js);
    while !wanted.is_empty() {
        to_wasm(program, &js, wanted, &mut placement);
        wanted = lookers(program, &js, &placement);
    }
    placement
}

/// Moves functions and what they call, then what they work on.
fn to_wasm(program: &Program, js: &IndexVec<FuncId, bool>, mut work: Vec<FuncId>, placement: &mut Placement) {
    while let Some(id) = work.pop() {
        if std::mem::replace(&mut placement.funcs[id], Side::Wasm) == Side::Js {
            work.extend(callees_of(program, id).into_iter().filter(|&callee| !js[callee]));
        }
    }
    for (id, func) in program.funcs.iter_enumerated() {
        if placement.funcs[id] == Side::Wasm {
            insts(func).for_each(|inst| claim(placement, &inst.op));
        }
    }
    for (id, data) in program.types.heap.iter_enumerated() {
        match (&data.def, data.pin) {
            (ir::TypeDef::Buffer { .. }, _) => placement.types[id] = Side::Wasm,
            (_, Some(pin)) => placement.types[id] = pin,
            (_, None) => {}
        }
    }
}

/// Functions left in JavaScript that would only look into objects of Wasm, more than once: one call is cheaper.
fn lookers(program: &Program, js: &IndexVec<FuncId, bool>, placement: &Placement) -> Vec<FuncId> {
    let looks = |&(id, func): &(FuncId, &Func)| {
        let homes = insts(func).filter(|inst| !matches!(inst.op, Op::Call(_)));
        let homes: Vec<Side> = homes.filter_map(|inst| placement.home(&inst.op)).collect();
        let calls_js = callees_of(program, id).into_iter().any(|callee| js[callee]);
        let left = placement.funcs[id] == Side::Js && !js[id] && !calls_js;
        left && homes.len() > 1 && homes.iter().all(|&side| side == Side::Wasm)
    };
    program.funcs.iter_enumerated().filter(looks).map(|(id, _)| id).collect()
}

/// Homes what a Wasm function works on in Wasm.
fn claim(placement: &mut Placement, op: &Op) {
    match *op {
        Op::StructNew(ty)
        | Op::StructGet(ty, _)
        | Op::StructSet(ty, _)
        | Op::VariantNew(ty, _)
        | Op::VariantTag(ty)
        | Op::VariantGet(ty, ..)
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
        | Op::StrIntoArray(ty) => placement.types[ty] = Side::Wasm,
        Op::GlobalGet(global) | Op::GlobalSet(global) => placement.globals[global] = Side::Wasm,
        Op::Prim(_)
        | Op::Some
        | Op::IsNull
        | Op::Unwrap
        | Op::AssumeSome
        | Op::RefEq
        | Op::Call(_)
        | Op::ClosureNew(_)
        | Op::CallClosure(_)
        | Op::Extern(_)
        | Op::Host(_) => {}
    }
}

fn insts(func: &Func) -> impl Iterator<Item = &InstData> {
    func.blocks.iter().flat_map(|block| block.insts.iter().map(|&inst| &func.insts[inst]))
}

/// Whether a function must be JavaScript: by its pin, or because of a value that only JavaScript has.
fn touches_js(func: &Func) -> bool {
    if let Some(pin) = func.pin {
        return pin == Side::Js;
    }
    let is_js = |ty: Type| ty.kind == Kind::Js;
    let params = func.blocks.iter().flat_map(|block| &block.params).any(|&param| is_js(func.ty(param)));
    params
        || func.results.iter().copied().any(is_js)
        || insts(func).any(|inst| {
            matches!(inst.op, Op::Extern(_) | Op::BufferView(_))
                || inst.args.iter().chain(&inst.results).any(|&value| is_js(func.ty(value)))
        })
}

/// Functions that are worth a Wasm half.
fn kernels(program: &Program, sources: &Sources, js: &IndexVec<FuncId, bool>) -> Vec<FuncId> {
    let graph = CallGraph::of(program);
    let is_kernel = |&(id, func): &(FuncId, &Func)| {
        let of_std = sources.get(func.span.source).path.starts_with("std/");
        func.pin == Some(Side::Wasm) || !js[id] && !of_std && (loops(func) || graph.is_recursive(id))
    };
    program.funcs.iter_enumerated().filter(is_kernel).map(|(id, _)| id).collect()
}

fn loops(func: &Func) -> bool {
    let cfg = Cfg::of(func);
    let dominators = Dominators::of(&cfg);
    !Loops::of(&cfg, &dominators).loops.is_empty()
}
