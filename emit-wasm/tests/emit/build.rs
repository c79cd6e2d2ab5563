//! Programs for the tests, built with the functions of the IR itself.

use base::{Id, Sources, Span, Symbol};
use ir::{
    Block, Const, Field, Func, FuncId, Loc, Op, Prim, Program, Side, Storage, Target, Terminator, Type, TypeData,
    TypeDef, TypeId, Value,
};

/// A program that is all on the Wasm side, and its one source file.
pub struct Build {
    pub program: Program,
    pub sources: Sources,
}

impl Build {
    pub fn new() -> Build {
        let mut sources = Sources::new();
        sources.add("test.seam".into(), "fn first() {}\nfn second() {}\n".repeat(40));
        Build { program: Program::default(), sources }
    }
    pub fn heap(&mut self, name: &str, def: TypeDef) -> TypeId {
        self.program.placement.types.push(Side::Wasm);
        self.program.types.heap.push(TypeData { name: Symbol::new(name), def, pin: None })
    }
    pub fn array(&mut self, name: &str, elem: Storage) -> TypeId {
        self.heap(name, TypeDef::Array { elem })
    }
    pub fn global(&mut self, name: &str, ty: Type, value: Option<Const>) -> ir::GlobalId {
        self.program.placement.globals.push(Side::Wasm);
        self.program.globals.push(ir::Global { name: Symbol::new(name), ty, value, mutable: true, span: span(0) })
    }
    pub fn add(&mut self, func: Func) -> FuncId {
        self.program.placement.funcs.push(Side::Wasm);
        self.program.funcs.push(func)
    }
    /// Makes the function callable from JavaScript.
    pub fn export(&mut self, name: &str, func: FuncId) {
        let crossing = ir::Crossing::Op(Op::Call(func));
        self.program.seam.exports.push(ir::CrossingName { crossing, name: Symbol::new(name) });
    }
    pub fn emit(&self) -> Vec<u8> {
        self.emit_with(&emit_wasm::Options::default())
    }
    pub fn emit_with(&self, options: &emit_wasm::Options) -> Vec<u8> {
        let bytes = emit_wasm::emit(&self.program, &self.sources, options);
        super::check::validate(&bytes);
        bytes
    }
}

pub fn span(start: u32) -> Span {
    Span::new(Id::from_index(0), start, start + 1)
}

pub fn loc(start: u32) -> Loc {
    Loc { span: span(start), site: None }
}

pub fn field(name: &str, ty: Type, mutable: bool) -> Field {
    Field { name: Symbol::new(name), storage: Storage::Val(ty), mutable }
}

/// A function under construction.
pub struct Code {
    pub func: Func,
    pub at: Block,
    next: u32,
}

impl Code {
    pub fn new(name: &str, params: &[Type], results: &[Type]) -> Code {
        let mut func = Func::new(Symbol::new(name), span(0), results.to_vec());
        let entry = func.entry;
        for &ty in params {
            func.add_param(entry, ty, None);
        }
        Code { at: func.entry, func, next: 1 }
    }
    pub fn param(&self, index: usize) -> Value {
        self.func.params()[index]
    }
    pub fn block(&mut self, params: &[Type]) -> Block {
        let block = self.func.add_block(loc(0));
        for &ty in params {
            self.func.add_param(block, ty, None);
        }
        block
    }
    pub fn param_of(&self, block: Block, index: usize) -> Value {
        self.func.blocks[block].params[index]
    }
    pub fn int(&mut self, value: i32) -> Value {
        self.func.constant(Const::I32(value))
    }
    pub fn op(&mut self, op: Op, args: &[Value], result: Type) -> Value {
        self.ops(op, args, &[result])[0]
    }
    pub fn ops(&mut self, op: Op, args: &[Value], results: &[Type]) -> Vec<Value> {
        self.next += 1;
        let inst = self.func.append(self.at, op, args.to_vec(), results, loc(self.next));
        self.func.insts[inst].results.clone()
    }
    pub fn prim(&mut self, prim: Prim, args: &[Value]) -> Value {
        self.op(Op::Prim(prim), args, prim.info().result)
    }
    pub fn jump(&mut self, to: Block, args: &[Value]) {
        self.end(Terminator::Jump(target(to, args)));
    }
    pub fn branch(&mut self, cond: Value, yes: (Block, &[Value]), no: (Block, &[Value])) {
        self.end(Terminator::Branch(cond, target(yes.0, yes.1), target(no.0, no.1)));
    }
    pub fn ret(&mut self, values: &[Value]) {
        self.end(Terminator::Return(values.to_vec()));
    }
    pub fn end(&mut self, term: Terminator) {
        self.func.blocks[self.at].term = term;
    }
}

pub fn target(block: Block, args: &[Value]) -> Target {
    Target { block, args: args.to_vec() }
}

/// `fib(n)`, calling `this`.
pub fn fib(this: FuncId) -> Func {
    let mut code = Code::new("fib", &[Type::I32], &[Type::I32]);
    let n = code.param(0);
    let (small, large) = (code.block(&[]), code.block(&[]));
    let two = code.int(2);
    let is_small = code.prim(Prim::LtSI32, &[n, two]);
    code.branch(is_small, (small, &[]), (large, &[]));
    code.at = small;
    code.ret(&[n]);
    code.at = large;
    let one = code.int(1);
    let before = code.prim(Prim::SubI32, &[n, one]);
    let left = code.op(Op::Call(this), &[before], Type::I32);
    let earlier = code.prim(Prim::SubI32, &[n, two]);
    let right = code.op(Op::Call(this), &[earlier], Type::I32);
    let sum = code.prim(Prim::AddI32, &[left, right]);
    code.ret(&[sum]);
    code.func
}
