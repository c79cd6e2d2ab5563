//! Random functions over any control flow, irreducible too, must give valid modules under every option.
//!
//! A skeleton of blocks is made first; then each block is filled, in reverse postorder, with operators on values that
//! dominate it. What the modules compute is for the conformance tests, which have engines; here it is that Wasm accepts
//! them: definite assignment of non-null locals, types of merged locals, operands that stay on the stack.

use super::build::{Build, Code, field, loc, target};
use ir::{
    Block, Cfg, Const, Dominators, Func, FuncId, GlobalId, Kind, Op, Prim, SigId, Signature, Storage, Target,
    Terminator, Type, TypeDef, TypeId, Value, ValueDef, Variant,
};
use std::collections::HashMap;

/// A generator of numbers that is the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// The types and globals that the functions work on.
struct World {
    cell: TypeId,
    cells: TypeId,
    optionals: TypeId,
    shape: TypeId,
    sig: SigId,
    code: FuncId,
    last: GlobalId,
}

impl World {
    fn new(build: &mut Build) -> World {
        let cell = build.heap("Cell", TypeDef::Struct { fields: Vec::new() });
        let link = Type::reference(cell).or_null();
        let fields = vec![field("value", Type::I32, true), field("next", link, true), field("some", MAYBE, true)];
        build.program.types.heap[cell].def = TypeDef::Struct { fields };
        let payload = vec![field("0", Type::reference(cell), false), field("1", MAYBE, false)];
        let variants =
            vec![Variant { name: "a".into(), fields: vec![] }, Variant { name: "b".into(), fields: payload }];
        let mut code = Code::new("code", &[Type::I32, Type::I32], &[Type::I32]);
        code.func.captures = 1;
        let sum = code.prim(Prim::AddI32, &[code.param(0), code.param(1)]);
        code.ret(&[sum]);
        World {
            cell,
            cells: build.array("Array<Cell>", Storage::Val(Type::reference(cell))),
            optionals: build.array("Array<i32?>", Storage::Val(MAYBE)),
            shape: build.heap("Shape", TypeDef::Enum { variants }),
            sig: build.program.types.sig(Signature { params: vec![Type::I32], results: vec![Type::I32] }),
            code: build.add(code.func),
            last: build.global("last", Type::reference(cell), None),
        }
    }
    /// The types of values, each of which every function has one of from the start.
    fn types(&self) -> [Type; 8] {
        let cell = Type::reference(self.cell);
        let func = Type::of(Kind::Func(self.sig));
        let [cells, shape] = [self.cells, self.shape].map(Type::reference);
        [Type::I32, Type::BOOL, MAYBE, cell, cell.or_null(), func, cells, shape]
    }
}

/// A nullable scalar.
const MAYBE: Type = Type::I32.or_null();

/// A function in the making.
struct Maker<'a> {
    world: &'a World,
    random: &'a mut Random,
    code: Code,
    /// The values that may be used now.
    known: Vec<Value>,
}

impl Maker<'_> {
    fn pick(&mut self, ty: Type) -> Value {
        let fitting: Vec<Value> = self.known.iter().copied().filter(|&value| self.code.func.ty(value) == ty).collect();
        match ty {
            _ if !fitting.is_empty() && self.random.below(6) > 0 => fitting[self.random.below(fitting.len())],
            Type::I32 => self.code.int(5),
            Type::BOOL => self.code.func.constant(Const::Bool(true)),
            _ if ty.nullable => self.code.func.constant(Const::Null(ty)),
            _ => fitting[0],
        }
    }
    fn op(&mut self, op: Op, params: &[Type], result: Type) {
        let args: Vec<Value> = params.iter().map(|&ty| self.pick(ty)).collect();
        let value = self.code.op(op, &args, result);
        self.known.push(value);
    }
    fn act(&mut self, op: Op, params: &[Type]) {
        let args: Vec<Value> = params.iter().map(|&ty| self.pick(ty)).collect();
        self.code.ops(op, &args, &[]);
    }
    /// One value of each reference type.
    fn begin(&mut self) {
        let World { cell, cells, shape, sig, code, .. } = *self.world;
        let this = Type::reference(cell);
        self.op(Op::StructNew(cell), &[Type::I32, this.or_null(), MAYBE], this);
        self.op(Op::ArrayNew(cells), &[Type::I32, this], Type::reference(cells));
        self.op(Op::VariantNew(shape, 0), &[], Type::reference(shape));
        self.op(Op::ClosureNew(code), &[Type::I32], Type::of(Kind::Func(sig)));
    }
    fn instruction(&mut self) {
        let World { cell, cells, optionals, shape, sig, code, last } = *self.world;
        let (int, this, link) = (Type::I32, Type::reference(cell), Type::reference(cell).or_null());
        let [array, object] = [cells, shape].map(Type::reference);
        match self.random.below(22) {
            0 | 1 => self.op(Op::Prim(Prim::AddI32), &[int, int], int),
            2 => self.op(Op::Prim(Prim::DivSI32), &[int, int], int),
            3 => self.op(Op::Prim(Prim::LtSI32), &[int, int], Type::BOOL),
            4 => self.op(Op::StructNew(cell), &[int, link, MAYBE], this),
            5 => self.op(Op::StructGet(cell, 0), &[this], int),
            6 => self.op(Op::StructGet(cell, 1), &[this], link),
            7 => self.op(Op::StructGet(cell, 2), &[this], MAYBE),
            8 => self.act(Op::StructSet(cell, 1), &[this, this]),
            9 => self.act(Op::StructSet(cell, 2), &[this, MAYBE]),
            10 => self.op(Op::ArrayGet(cells), &[array, int], this),
            11 => self.act(Op::ArraySet(cells), &[array, int, this]),
            12 => self.op(Op::Unwrap, &[link], this),
            13 => self.op(Op::Unwrap, &[MAYBE], int),
            14 => self.op(Op::Some, &[int], MAYBE),
            15 => self.op(Op::IsNull, &[MAYBE], Type::BOOL),
            16 => self.op(Op::GlobalGet(last), &[], this),
            17 => self.act(Op::GlobalSet(last), &[this]),
            18 => {
                self.op(Op::VariantNew(shape, 1), &[this, MAYBE], object);
                let made = self.known[self.known.len() - 1];
                let parts = [(0, this), (1, MAYBE)];
                for (index, ty) in parts {
                    let part = self.code.op(Op::VariantGet(shape, 1, index), &[made], ty);
                    self.known.push(part);
                }
            }
            19 => self.op(Op::CallClosure(sig), &[Type::of(Kind::Func(sig)), int], int),
            20 => self.op(Op::ClosureNew(code), &[int], Type::of(Kind::Func(sig))),
            _ => {
                let list = Type::reference(optionals);
                self.op(Op::ArrayNew(optionals), &[int, MAYBE], list);
                self.op(Op::ArrayGet(optionals), &[list, int], MAYBE);
            }
        }
    }
    fn target(&mut self, block: Block) -> Target {
        let params = self.code.func.blocks[block].params.clone();
        let args: Vec<Value> = params.into_iter().map(|param| self.pick(self.code.func.ty(param))).collect();
        target(block, &args)
    }
    fn end(&mut self, shape: &Terminator) -> Terminator {
        match shape {
            Terminator::Jump(to) => Terminator::Jump(self.target(to.block)),
            Terminator::Branch(_, yes, no) => {
                let cond = self.pick(Type::BOOL);
                Terminator::Branch(cond, self.target(yes.block), self.target(no.block))
            }
            Terminator::Switch(_, targets, default) => {
                let on = self.pick(Type::I32);
                let targets = targets.iter().map(|to| self.target(to.block)).collect();
                Terminator::Switch(on, targets, self.target(default.block))
            }
            _ => Terminator::Return(vec![self.pick(Type::I32), self.pick(Type::reference(self.world.cell))]),
        }
    }
}

/// Blocks with terminators, without parameters and code; unreachable ones are left out.
fn skeleton(random: &mut Random, code: &mut Code) {
    let count = 2 + random.below(9);
    (1..count).for_each(|_| {
        code.func.add_block(loc(0));
    });
    let blocks: Vec<Block> = code.func.blocks.ids().collect();
    let unused = code.int(0);
    for &block in &blocks {
        let mut any = || target(blocks[1 + random.below(count - 1)], &[]);
        let targets = [any(), any(), any(), any(), any(), any()];
        let [one, two, ..] = targets.clone();
        code.func.blocks[block].term = match random.below(7) {
            0 | 1 => Terminator::Jump(one),
            2 | 3 => Terminator::Branch(unused, one, two),
            4 => Terminator::Switch(unused, targets[1..].to_vec(), one),
            _ => Terminator::Return(Vec::new()),
        };
    }
    remove_unreachable(&mut code.func);
}

fn remove_unreachable(func: &mut Func) {
    let cfg = Cfg::of(func);
    let kept: Vec<Block> = func.blocks.ids().filter(|&block| cfg.is_reachable(block)).collect();
    let place = |block: Block| base::Id::from_index(kept.iter().position(|&other| other == block).expect("it is kept"));
    func.blocks = kept.iter().map(|&block| func.blocks[block].clone()).collect();
    for block in func.blocks.ids() {
        func.blocks[block].term.map_targets(|to| to.block = place(to.block));
        for (position, param) in func.blocks[block].params.clone().into_iter().enumerate() {
            func.values[param].def = ValueDef::Param(block, position as u32);
        }
    }
}

fn function(random: &mut Random, world: &World) -> Func {
    let cell = Type::reference(world.cell);
    let mut code = Code::new("random", &[Type::I32, cell.or_null()], &[Type::I32, cell]);
    skeleton(random, &mut code);
    for block in code.func.blocks.ids().skip(1) {
        for _ in 0..random.below(4) {
            let types = world.types();
            code.func.add_param(block, types[random.below(types.len())], None);
        }
    }
    let cfg = Cfg::of(&code.func);
    let dominators = Dominators::of(&cfg);
    let mut known: HashMap<Block, Vec<Value>> = HashMap::new();
    let mut maker = Maker { world, random, code, known: Vec::new() };
    for &block in &cfg.order {
        maker.known = dominators.idom(block).map_or_else(Vec::new, |above| known[&above].clone());
        maker.known.extend(&maker.code.func.blocks[block].params);
        maker.code.at = block;
        if block == maker.code.func.entry {
            maker.begin();
        }
        (0..maker.random.below(9)).for_each(|_| maker.instruction());
        known.insert(block, maker.known.clone());
    }
    for &block in &cfg.order {
        maker.known.clone_from(&known[&block]);
        let shape = maker.code.func.blocks[block].term.clone();
        maker.code.func.blocks[block].term = maker.end(&shape);
    }
    maker.code.func
}

#[test]
fn random_functions_give_valid_modules() {
    for seed in 1_u64..150 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut build = Build::new();
        let world = World::new(&mut build);
        for number in 0..4 {
            let func = function(&mut random, &world);
            let id = build.add(func);
            build.export(&format!("f{number}"), id);
        }
        for (nullable_locals, dispatch) in [(false, false), (true, false), (false, true)] {
            build.emit_with(&emit_wasm::Options { nullable_locals, dispatch, ..emit_wasm::Options::default() });
        }
    }
}
