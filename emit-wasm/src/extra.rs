//! Functions that are not in the program: thunks of function values, exports for JavaScript, the allocator.
//!
//! Most are an operation with its parameters and results, so they are made as a function of the IR with one
//! instruction and compiled like all others. Compiled for the boundary, a field read comes out as
//! `local.get 0; any.convert_extern; ref.cast; struct.get`: exactly the shape that V8 inlines into JavaScript.

use crate::body::{self, Code, Form, LocalData};
use crate::code::{Instr, Label, Local, op};
use crate::module::{Extra, Module};
use crate::signature;
use crate::used::Import;
use base::{Id, IndexVec, Span, Symbol};
use ir::{Crossing, Func, FuncId, Kind, Loc, Op, SigId, Terminator, Type};
use wasm_encoder::{BlockType, HeapType, Instruction, MemArg, RefType, ValType};

/// The code of `extra`.
pub fn emit(module: &mut Module, extra: Extra) -> Code {
    match extra {
        Extra::Thunk(callee, sig) => thunk(module, callee, sig),
        Extra::Remote(op) => remote(module, op),
        Extra::Wrap(sig) => wrap(module, sig),
        Extra::WrapThunk(sig) => wrap_thunk(module, sig),
        Extra::Alloc => alloc(module),
    }
}

/// What `extra` is called in the name section.
pub fn name(module: &Module, extra: Extra) -> String {
    let func = |id: FuncId| module.program.funcs[id].name;
    match extra {
        Extra::Thunk(callee, _) => format!("{} as value", func(callee)),
        Extra::Remote(Op::Call(callee)) => format!("{} for js", func(callee)),
        Extra::Remote(op) => {
            let name = module.program.seam.export(&Crossing::Op(op));
            name.map_or_else(|| format!("{op:?}"), |name| name.to_string())
        }
        Extra::Wrap(sig) => format!("wrap {sig}"),
        Extra::WrapThunk(sig) => format!("apply js {sig}"),
        Extra::Alloc => "alloc".into(),
    }
}

/// A place for functions that stand nowhere.
fn nowhere(module: &Module) -> Span {
    let source = module.program.funcs.iter().map(|func| func.span.source).next();
    Span::new(source.unwrap_or_else(|| Id::from_index(0)), 0, 0)
}

/// Calls `callee` with what the function value captured and the arguments.
fn thunk(module: &mut Module, callee: FuncId, sig: SigId) -> Code {
    let target = &module.program.funcs[callee];
    let mut func = Func::new(target.name, target.span, target.results.clone());
    func.captures = target.captures;
    let entry = func.entry;
    let args = target.param_types().into_iter().map(|ty| func.add_param(entry, ty, None)).collect();
    func.blocks[entry].term = Terminator::TailCall(callee, args);
    body::emit(module, &func, Form::Closure(callee, sig), false)
}

/// Executes `op` for JavaScript.
fn remote(module: &mut Module, op: Op) -> Code {
    let (params, results) = signature::of_op(module.program, &op);
    let span = nowhere(module);
    let mut func = Func::new(Symbol::new(""), span, results.clone());
    let entry = func.entry;
    let args = params.into_iter().map(|ty| func.add_param(entry, ty, None)).collect();
    let inst = func.append(entry, op, args, &results, Loc { span, site: None });
    func.blocks[entry].term = Terminator::Return(func.insts[inst].results.clone());
    body::emit(module, &func, Form::Boundary, false)
}

/// Makes a function value around a JavaScript function.
fn wrap(module: &mut Module, sig: SigId) -> Code {
    let thunk = module.extra(Extra::WrapThunk(sig));
    module.reference(thunk);
    let external = ValType::Ref(RefType::EXTERNREF);
    let locals = IndexVec::from_iter([LocalData { ty: external, name: None }]);
    let instrs = vec![
        Instr::Wasm(Instruction::RefFunc(thunk)),
        Instr::Get(Local::from_index(0)),
        Instr::Wasm(Instruction::StructNew(module.types.wrap(sig))),
        Instr::Op(op::EXTERN_CONVERT_ANY),
    ];
    let ty = module.types.func_type(vec![external], vec![external]);
    Code { instrs, locals, params: 1, labels: 0, ty }
}

/// Calls the JavaScript function in a function value.
fn wrap_thunk(module: &mut Module, sig: SigId) -> Code {
    let data = module.program.types.sigs[sig].clone();
    let import = module.import(&Import::Crossing(Crossing::ApplyFunction(sig)));
    let heap_type = HeapType::Concrete(module.types.closure_type(sig));
    let this = ValType::Ref(RefType { nullable: false, heap_type });
    let types = std::iter::once(this).chain(module.types.slot_types(&data.params));
    let mut locals: IndexVec<Local, LocalData> = types.map(|ty| LocalData { ty, name: None }).collect();
    let params = locals.len();
    let env = module.types.wrap(sig);
    let mut instrs = vec![
        Instr::Get(Local::from_index(0)),
        Instr::Wasm(Instruction::RefCastNonNull(HeapType::Concrete(env))),
        Instr::field(env, 1),
    ];
    let mut next = 1;
    for &ty in &data.params {
        let slots = module.types.slots(ty).len();
        instrs.extend((next..next + slots).map(|slot| Instr::Get(Local::from_index(slot))));
        next += slots;
        instrs.extend(outward(module, ty));
    }
    instrs.push(Instr::Wasm(Instruction::Call(import)));
    let mut stored = Vec::new();
    for (position, &ty) in data.results.iter().enumerate().rev() {
        instrs.extend(inward(module, ty));
        if position == 0 && data.results.len() == 1 {
            break;
        }
        for slot in module.types.slots(ty).into_iter().rev() {
            let local = locals.push(LocalData { ty: slot, name: None });
            instrs.push(Instr::Set(local));
            stored.push(local);
        }
    }
    instrs.extend(stored.into_iter().rev().map(Instr::Get));
    Code { instrs, locals, params, labels: 0, ty: module.types.code(sig) }
}

/// What makes the value of `ty` on the stack what crosses the boundary.
pub fn outward(module: &Module, ty: Type) -> Option<Instr> {
    if module.is_internal(ty.kind) {
        return Some(Instr::Op(op::EXTERN_CONVERT_ANY));
    }
    (ty.kind == Kind::F32).then_some(Instr::Op(op::F64_PROMOTE_F32))
}

/// What makes what crossed the boundary a value of `ty`.
pub fn inward(module: &Module, ty: Type) -> Vec<Instr> {
    if module.is_internal(ty.kind) {
        let heap = module.types.heap_type(ty.kind);
        let cast = match ty.nullable {
            true => Instruction::RefCastNullable(heap),
            false => Instruction::RefCastNonNull(heap),
        };
        return vec![Instr::Op(op::ANY_CONVERT_EXTERN), Instr::Wasm(cast)];
    }
    if ty.kind == Kind::F32 { vec![Instr::Op(op::F32_DEMOTE_F64)] } else { Vec::new() }
}

/// Where in linear memory the address of the first free byte stands.
const NEXT: MemArg = MemArg { offset: 0, align: 2, memory_index: 0 };
/// The first address that is given out. Address 0 means that there is none.
const FIRST: i32 = 16;

/// `alloc(bytes)`: the free memory grows upward from a pointer in the first word; nothing is given back.
fn alloc(module: &mut Module) -> Code {
    let locals: IndexVec<Local, LocalData> = (0..3).map(|_| LocalData { ty: ValType::I32, name: None }).collect();
    let [bytes, start, end] = [0, 1, 2].map(Local::from_index);
    let [fresh, grow] = [0, 1].map(Label::from_index);
    let fresh_start = [
        Instr::i32(0),
        Instr::Wasm(Instruction::I32Load(NEXT)),
        Instr::Tee(start),
        Instr::Op(op::I32_EQZ),
        Instr::If(fresh, BlockType::Empty),
        Instr::i32(FIRST),
        Instr::Set(start),
        Instr::End,
    ];
    let aligned_end = [
        Instr::Get(start),
        Instr::Get(bytes),
        Instr::i32(15),
        Instr::Op(op::I32_ADD),
        Instr::i32(-16),
        Instr::Op(op::I32_AND),
        Instr::Op(op::I32_ADD),
        Instr::Tee(end),
        Instr::Get(start),
        Instr::Op(op::I32_LT_U),
        Instr::If(fresh, BlockType::Empty),
        Instr::i32(0),
        Instr::Op(op::RETURN),
        Instr::End,
    ];
    let instrs = [&fresh_start[..], &aligned_end, &grow_to(end, grow)].concat();
    let finish = [Instr::i32(0), Instr::Get(end), Instr::Wasm(Instruction::I32Store(NEXT)), Instr::Get(start)];
    let instrs = [&instrs[..], &finish].concat();
    let ty = module.types.func_type(vec![ValType::I32], vec![ValType::I32]);
    Code { instrs, locals, params: 1, labels: 2, ty }
}

/// Makes memory reach up to `end`; returns 0 if it cannot.
fn grow_to(end: Local, label: Label) -> Vec<Instr> {
    let pages = |code: &mut Vec<Instr>| {
        code.extend([Instr::Get(end), Instr::i32(1), Instr::Op(op::I32_SUB), Instr::i32(16)]);
        code.extend([Instr::Op(op::I32_SHR_U), Instr::i32(1), Instr::Op(op::I32_ADD)]);
    };
    let size = || Instr::Wasm(Instruction::MemorySize(0));
    let mut code = Vec::new();
    pages(&mut code);
    code.extend([size(), Instr::Op(op::I32_GT_U), Instr::If(label, BlockType::Empty)]);
    pages(&mut code);
    code.extend([size(), Instr::Op(op::I32_SUB), Instr::Wasm(Instruction::MemoryGrow(0)), Instr::i32(-1)]);
    code.extend([Instr::Op(op::I32_EQ), Instr::If(label, BlockType::Empty)]);
    code.extend([Instr::i32(0), Instr::Op(op::RETURN), Instr::End, Instr::End]);
    code
}
