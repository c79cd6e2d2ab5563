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
        Extra::Free => free(module),
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
        Extra::Free => "free".into(),
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
    let call = module.call_import(&Import::Crossing(Crossing::ApplyFunction(sig)));
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
    instrs.extend(call);
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

/// The word that holds the address of the memory that was never given out. Below it are the heads of the lists of pieces
/// that were given back: the one of pieces of 2^n bytes stands at 4 n.
const NEXT: MemArg = MemArg { offset: 0, align: 2, memory_index: 0 };
/// A word at the address on the stack.
const WORD: MemArg = NEXT;
/// Pieces have at least 2^4 bytes.
const MIN_CLASS: i32 = 4;
/// And at most 2^30.
const MAX_BYTES: i32 = 1 << 30;
/// The first address that is given out. Address 0 means that there is none.
const FIRST: i32 = 128;

/// Sets `class` to the least n with 2^n bytes or more.
fn set_class(bytes: Local, class: Local, label: Label) -> Vec<Instr> {
    vec![
        Instr::i32(32),
        Instr::Get(bytes),
        Instr::i32(1),
        Instr::Op(op::I32_SUB),
        Instr::Op(op::I32_CLZ),
        Instr::Op(op::I32_SUB),
        Instr::Set(class),
        Instr::Get(bytes),
        Instr::i32(1 << MIN_CLASS),
        Instr::Op(op::I32_LE_U),
        Instr::If(label, BlockType::Empty),
        Instr::i32(MIN_CLASS),
        Instr::Set(class),
        Instr::End,
    ]
}

/// The address of the head of the list of `class`.
fn head(class: Local) -> [Instr; 3] {
    [Instr::Get(class), Instr::i32(2), Instr::Op(op::I32_SHL)]
}

/// `alloc(bytes)`: a piece that was given back, cleared, or else the next of the memory that was never given out. Sizes are
/// powers of two, so that every piece of a list fits (Knuth, The Art of Computer Programming 2.5, "segregated" lists).
fn alloc(module: &mut Module) -> Code {
    let locals: IndexVec<Local, LocalData> = (0..4).map(|_| LocalData { ty: ValType::I32, name: None }).collect();
    let [bytes, class, start, end] = [0, 1, 2, 3].map(Local::from_index);
    let [label, grow] = [0, 1].map(Label::from_index);
    let load = Instr::Wasm(Instruction::I32Load(WORD));
    let store = Instr::Wasm(Instruction::I32Store(WORD));
    let size = [Instr::i32(1), Instr::Get(class), Instr::Op(op::I32_SHL)];
    let mut code = vec![Instr::Get(bytes), Instr::i32(MAX_BYTES), Instr::Op(op::I32_GT_U)];
    code.extend([Instr::If(label, BlockType::Empty), Instr::i32(0), Instr::Op(op::RETURN), Instr::End]);
    code.extend(set_class(bytes, class, label));
    // A piece that was given back holds the address of the next one.
    code.extend(head(class));
    code.extend([load.clone(), Instr::Tee(start), Instr::If(label, BlockType::Empty)]);
    code.extend(head(class));
    code.extend([Instr::Get(start), load.clone(), store.clone()]);
    code.extend([Instr::Get(start), Instr::i32(0)]);
    code.extend(size.clone());
    code.extend([Instr::Wasm(Instruction::MemoryFill(0)), Instr::Get(start), Instr::Op(op::RETURN), Instr::End]);
    code.extend([Instr::i32(0), load, Instr::Tee(start), Instr::Op(op::I32_EQZ)]);
    code.extend([Instr::If(label, BlockType::Empty), Instr::i32(FIRST), Instr::Set(start), Instr::End]);
    code.push(Instr::Get(start));
    code.extend(size);
    code.extend([Instr::Op(op::I32_ADD), Instr::Tee(end), Instr::Get(start), Instr::Op(op::I32_LT_U)]);
    code.extend([Instr::If(label, BlockType::Empty), Instr::i32(0), Instr::Op(op::RETURN), Instr::End]);
    code.extend(grow_to(end, grow));
    code.extend([Instr::i32(0), Instr::Get(end), Instr::Wasm(Instruction::I32Store(NEXT)), Instr::Get(start)]);
    let ty = module.types.func_type(vec![ValType::I32], vec![ValType::I32]);
    Code { instrs: code, locals, params: 1, labels: 2, ty }
}

/// `free(address, bytes)`: puts the piece at the head of its list.
fn free(module: &mut Module) -> Code {
    let locals: IndexVec<Local, LocalData> = (0..3).map(|_| LocalData { ty: ValType::I32, name: None }).collect();
    let [address, bytes, class] = [0, 1, 2].map(Local::from_index);
    let mut code = set_class(bytes, class, Label::from_index(0));
    code.push(Instr::Get(address));
    code.extend(head(class));
    code.extend([Instr::Wasm(Instruction::I32Load(WORD)), Instr::Wasm(Instruction::I32Store(WORD))]);
    code.extend(head(class));
    code.extend([Instr::Get(address), Instr::Wasm(Instruction::I32Store(WORD))]);
    let ty = module.types.func_type(vec![ValType::I32, ValType::I32], Vec::new());
    Code { instrs: code, locals, params: 2, labels: 1, ty }
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
