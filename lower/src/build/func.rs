//! The state of lowering one function: blocks, variables, emission.
//!
//! Code that cannot be reached is not made: after a terminator nothing is emitted until a block that something jumps
//! to is opened, and values asked for meanwhile are stand-ins that no instruction in a block uses.
//!
//! A *frame* is one source function being lowered into the IR function. There is more than one where a transparent
//! function of `std` is lowered in place of its call.

use super::Builder;
use super::event::EventFrame;
use super::event_arms::{Captured, Outside};
use super::ssa::{Ssa, Var};
use super::types::HeapKey;
use base::{IndexVec, Span, Symbol};
use frontend::typed::{self, ArmsId, LocalId, LoopId, Ty};
use ir::{Block, Const, Func, Loc, Op, PanicKind, Prim, Site, SiteId, Target, Terminator, Type, TypeId, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The values that hold a source value.
pub(super) type Vals = Vec<Value>;

/// Where a local lives.
#[derive(Clone)]
pub(super) enum Binding {
    /// In SSA variables, one per flattened component.
    Vars(Vec<Var>),
    /// In a cell, because a function value shares it and it is assigned; the variable holds the cell.
    Cell(Var, TypeId),
    /// In the function whose arm this function is, which will hand it over.
    Outer(Captured),
}

/// Where `break` and `continue` of a loop go.
#[derive(Clone)]
pub(super) struct LoopTargets {
    pub next: Exit,
    /// Takes the value of a `break`.
    pub exit: Exit,
}

/// Where `return`, `break`, an outcome goes.
#[derive(Clone, PartialEq)]
pub(super) enum Exit {
    /// Out of the IR function.
    Return,
    /// To a block of it, with values.
    Join(Block, Vec<Var>),
    /// To where the function whose arm this function is goes on, with values of these types.
    Outer(Box<Exit>, Rc<[Type]>),
    /// Out of the function, an arm's, with the number that an arm around its call has given, lowered by this.
    PassOn(i32),
}

/// Where an effect with branches is resumed.
#[derive(Clone)]
pub(super) struct Branch {
    pub exit: Exit,
    /// The types of its payload.
    pub params: Vec<Ty>,
}

/// A source function that is being lowered.
#[derive(Clone)]
pub(super) struct Frame<'a> {
    pub locals: &'a IndexVec<LocalId, typed::Local>,
    pub type_args: Rc<[Ty]>,
    pub bindings: FxHashMap<LocalId, Binding>,
    pub loops: FxHashMap<LoopId, LoopTargets>,
    /// Effects with branches whose arms are being made: where each branch goes, and what it takes there.
    pub resumed: FxHashMap<ArmsId, Vec<Branch>>,
    pub exit: Exit,
    /// The declared result.
    pub result: Ty,
    /// The place of the call, if the function is transparent: everything in it is placed there.
    pub call: Option<Span>,
    /// The call that this function stands in the place of, for traces.
    pub site: Option<SiteId>,
    /// Where outcomes and effects go, if this is the body of an event.
    pub event: Option<Box<EventFrame<'a>>>,
}

/// An IR function that is being made.
pub(super) struct FuncCx<'b, 'a> {
    pub b: &'b mut Builder<'a>,
    pub func: Func,
    pub frame: Frame<'a>,
    /// The place of the expression that is being lowered.
    pub span: Span,
    /// How many lambdas have been named after this function.
    pub lambdas: u32,
    /// What this function uses of the one whose arm it is.
    pub outside: Option<Outside>,
    /// Where it goes, with the number that tells how, when a function value that answers an effect has gone elsewhere.
    pub aborted: Option<Exit>,
    ssa: Ssa,
    /// The block that is being filled, if it can be reached.
    block: Option<Block>,
    layout: Vec<Block>,
    consts: FxHashMap<Const, Value>,
}

impl<'b, 'a> FuncCx<'b, 'a> {
    /// Starts a function. Its entry is open.
    pub fn new(b: &'b mut Builder<'a>, name: Symbol, span: Span, results: &[Type], frame: Frame<'a>) -> Self {
        let func = Func::new(name, span, results.to_vec());
        let mut ssa = Ssa::default();
        ssa.add_block(func.entry);
        let entry = func.entry;
        let mut cx = FuncCx {
            b,
            func,
            frame,
            span,
            lambdas: 0,
            outside: None,
            aborted: None,
            ssa,
            block: Some(entry),
            layout: vec![entry],
            consts: FxHashMap::default(),
        };
        cx.ssa.seal(&mut cx.func, entry);
        cx
    }

    /// The function in its final form.
    pub fn finish(mut self) -> Func {
        assert!(self.block.is_none(), "{} falls off its end", self.func.name);
        self.ssa.finish(&mut self.func, &self.layout);
        self.func
    }

    // ---- blocks

    /// Whether what follows cannot be reached.
    pub fn is_dead(&self) -> bool {
        self.block.is_none()
    }
    /// A new block, not yet opened.
    pub fn new_block(&mut self) -> Block {
        let loc = self.loc();
        let block = self.func.add_block(loc);
        self.ssa.add_block(block);
        block
    }
    /// Goes on in `block`, all jumps to which are known.
    pub fn open(&mut self, block: Block) {
        self.open_loop(block);
        self.ssa.seal(&mut self.func, block);
    }
    /// Goes on in `block`, to which jumps will follow: [`Self::seal`] it after them.
    pub fn open_loop(&mut self, block: Block) {
        assert!(self.block.is_none(), "{}: a block has no terminator", self.func.name);
        if self.ssa.has_preds(block) {
            self.layout.push(block);
            self.block = Some(block);
        }
    }
    /// No further jumps to `block` follow.
    pub fn seal(&mut self, block: Block) {
        self.ssa.seal(&mut self.func, block);
    }
    /// Whether a jump to `block` is known.
    pub fn is_jumped_to(&self, block: Block) -> bool {
        self.ssa.has_preds(block)
    }
    /// Ends the block that is being filled.
    pub fn terminate(&mut self, term: Terminator) {
        let Some(block) = self.block.take() else { return };
        let loc = self.loc();
        let ssa = &mut self.ssa;
        term.for_each_target(|target| ssa.add_edge(block, target.block));
        let data = &mut self.func.blocks[block];
        data.term = term;
        data.loc = loc;
    }
    /// Ends the block with a jump.
    pub fn jump(&mut self, to: Block) {
        self.terminate(Terminator::Jump(target(to)));
    }
    /// Ends the block with a branch.
    pub fn branch(&mut self, cond: Value, yes: Block, no: Block) {
        self.terminate(Terminator::Branch(cond, target(yes), target(no)));
    }
    /// Ends the block with a panic.
    pub fn panic(&mut self, kind: PanicKind) {
        self.terminate(Terminator::Panic(kind));
    }
    /// Ends the block after an instruction that never returns.
    pub fn unreachable(&mut self) {
        self.terminate(Terminator::Unreachable);
    }
    /// Panics if `cond`, and goes on otherwise.
    pub fn panic_if(&mut self, cond: Value, kind: PanicKind) {
        let (fails, goes_on) = (self.new_block(), self.new_block());
        self.branch(cond, fails, goes_on);
        self.open(fails);
        self.panic(kind);
        self.open(goes_on);
    }

    // ---- values

    /// A constant.
    pub fn constant(&mut self, constant: Const) -> Value {
        *self.consts.entry(constant).or_insert_with(|| self.func.constant(constant))
    }
    /// An `i32`.
    pub fn i32(&mut self, value: i32) -> Value {
        self.constant(Const::I32(value))
    }
    /// A `bool`.
    pub fn bool(&mut self, value: bool) -> Value {
        self.constant(Const::Bool(value))
    }
    /// A string.
    pub fn str(&mut self, text: &str) -> Value {
        self.constant(Const::Str(Symbol::new(text)))
    }
    /// The type of a value.
    pub fn type_of(&self, value: Value) -> Type {
        self.func.ty(value)
    }
    /// An instruction with any number of results.
    pub fn emit(&mut self, op: Op, args: Vec<Value>, results: &[Type]) -> Vals {
        let loc = self.loc();
        let inst = self.func.make_inst(op, args, results, loc);
        if let Some(block) = self.block {
            self.func.blocks[block].insts.push(inst);
        }
        self.func.insts[inst].results.clone()
    }
    /// An instruction with one result.
    pub fn emit1(&mut self, op: Op, args: Vec<Value>, result: Type) -> Value {
        self.emit(op, args, &[result])[0]
    }
    /// A primitive.
    pub fn prim(&mut self, prim: Prim, args: &[Value]) -> Value {
        self.emit1(Op::Prim(prim), args.to_vec(), prim.info().result)
    }
    /// A stand-in in code that cannot be reached.
    pub fn stand_in(&mut self, ty: Type) -> Value {
        debug_assert!(self.is_dead(), "stand-ins are for code that cannot be reached");
        self.emit1(Op::Unwrap, Vec::new(), ty)
    }
    /// Stand-ins for a value of a source type.
    pub fn stand_ins(&mut self, ty: Ty) -> Vals {
        self.b.flat(ty).iter().map(|&ty| self.stand_in(ty)).collect()
    }
    /// The place of what is being lowered.
    pub fn loc(&self) -> Loc {
        Loc { span: self.frame.call.unwrap_or(self.span), site: self.frame.site }
    }
    /// What is being lowered as a place of its own, for what is put there.
    pub fn site(&mut self, callee: Symbol) -> SiteId {
        let call = self.loc();
        self.func.sites.push(Site { callee, call })
    }

    // ---- variables

    /// A new variable without a value.
    pub fn var(&mut self, ty: Type, name: Option<Symbol>) -> Var {
        self.ssa.var(ty, name)
    }
    /// Variables for the value of a join.
    pub fn vars(&mut self, ty: Ty, name: Option<Symbol>) -> Vec<Var> {
        self.b.flat(ty).iter().map(|&ty| self.ssa.var(ty, name)).collect()
    }
    /// Sets a variable.
    pub fn write(&mut self, var: Var, value: Value) {
        if let Some(block) = self.block {
            self.ssa.write(&mut self.func, block, var, value);
        }
    }
    /// Sets a variable at the start of the function, for all of it.
    pub fn write_at_entry(&mut self, var: Var, value: Value) {
        let entry = self.func.entry;
        self.ssa.write(&mut self.func, entry, var, value);
    }
    /// The type of a variable.
    pub fn var_type(&self, var: Var) -> Type {
        self.ssa.ty(var)
    }
    /// Sets the variables of a join.
    pub fn write_all(&mut self, vars: &[Var], values: &[Value]) {
        debug_assert!(self.is_dead() || vars.len() == values.len(), "{}: {vars:?} = {values:?}", self.func.name);
        for (&var, &value) in vars.iter().zip(values) {
            self.write(var, value);
        }
    }
    /// The value of a variable.
    pub fn read(&mut self, var: Var) -> Value {
        match self.block {
            Some(block) => self.ssa.read(&mut self.func, block, var),
            None => {
                let ty = self.ssa.ty(var);
                self.stand_in(ty)
            }
        }
    }
    /// The values of variables.
    pub fn read_all(&mut self, vars: &[Var]) -> Vals {
        vars.iter().map(|&var| self.read(var)).collect()
    }

    // ---- source types and locals

    /// The concrete type that `ty` is in this instance.
    pub fn ty(&mut self, ty: Ty) -> Ty {
        self.b.tys.subst(ty, &self.frame.type_args)
    }
    /// The concrete types that `tys` are in this instance.
    pub fn tys(&mut self, tys: &[Ty]) -> Box<[Ty]> {
        self.b.tys.subst_all(tys, &self.frame.type_args)
    }
    /// Binds a local for the first time or, in a loop, anew.
    pub fn bind(&mut self, local: LocalId, values: &[Value]) {
        let data = &self.frame.locals[local];
        let ty = self.ty(data.ty);
        // In a transparent function the names of the caller say more.
        let name = self.frame.call.is_none().then_some(data.name);
        let binding = match self.frame.bindings.get(&local) {
            Some(known @ (Binding::Vars(_) | Binding::Cell(..))) => known.clone(),
            Some(Binding::Outer(_)) | None if data.captured && data.assigned => {
                let cell = self.b.heap(HeapKey::Cell(ty));
                Binding::Cell(self.var(Type::reference(cell), name), cell)
            }
            Some(Binding::Outer(_)) | None => Binding::Vars(self.vars(ty, name)),
        };
        match &binding {
            Binding::Vars(vars) => self.write_all(vars, values),
            Binding::Cell(var, cell) => {
                let value = self.pack(values, ty);
                let object = self.emit1(Op::StructNew(*cell), vec![value], Type::reference(*cell));
                self.write(*var, object);
            }
            Binding::Outer(_) => unreachable!("a variable that is bound here is this function's"),
        }
        self.frame.bindings.insert(local, binding);
    }
    /// Assigns a local that is bound.
    pub fn assign_local(&mut self, local: LocalId, values: &[Value]) {
        match self.binding(local) {
            Binding::Vars(vars) => self.write_all(&vars, values),
            Binding::Cell(var, cell) => {
                let ty = self.ty(self.frame.locals[local].ty);
                let object = self.read(var);
                let value = self.pack(values, ty);
                self.emit(Op::StructSet(cell, 0), vec![object, value], &[]);
            }
            Binding::Outer(_) => unreachable!("what is asked for is handed over"),
        }
    }
    /// The value of a local.
    pub fn read_local(&mut self, local: LocalId) -> Vals {
        let ty = self.ty(self.frame.locals[local].ty);
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        match self.binding(local) {
            Binding::Vars(vars) => self.read_all(&vars),
            Binding::Cell(var, cell) => {
                let object = self.read(var);
                let boxed = self.b.boxed(ty);
                let value = self.emit1(Op::StructGet(cell, 0), vec![object], boxed);
                self.unpack(value, ty)
            }
            Binding::Outer(_) => unreachable!("what is asked for is handed over"),
        }
    }
    /// Where a local lives: never [`Binding::Outer`], since what is asked for is handed over.
    pub fn binding(&mut self, local: LocalId) -> Binding {
        match self.frame.bindings.get(&local) {
            Some(&Binding::Outer(captured)) => self.hand_over_local(local, captured),
            Some(binding) => binding.clone(),
            None if self.is_dead() => Binding::Vars(Vec::new()),
            None => panic!("{}: {} is used before it is bound", self.func.name, self.frame.locals[local].name),
        }
    }

    // ---- boxes and optionals

    /// The one value that holds what `values` hold.
    pub fn pack(&mut self, values: &[Value], ty: Ty) -> Value {
        if !self.b.needs_box(ty) {
            return match values.first() {
                Some(&value) => value,
                None => self.stand_ins(ty)[0],
            };
        }
        let id = self.b.heap(HeapKey::Object(ty));
        self.emit1(Op::StructNew(id), values.to_vec(), Type::reference(id))
    }
    /// What `value` holds.
    pub fn unpack(&mut self, value: Value, ty: Ty) -> Vals {
        if !self.b.needs_box(ty) {
            return vec![value];
        }
        let id = self.b.heap(HeapKey::Object(ty));
        let flat = self.b.flat(ty);
        let field = |(position, &ty): (usize, &Type)| self.emit1(Op::StructGet(id, position as u32), vec![value], ty);
        flat.iter().enumerate().map(field).collect()
    }
    /// `values` of type `inner` as the optional of it.
    pub fn widen(&mut self, values: &[Value], inner: Ty) -> Value {
        if self.b.is_optional(inner) {
            return values.first().copied().unwrap_or_else(|| self.stand_ins(inner)[0]);
        }
        let value = self.pack(values, inner);
        let ty = self.type_of(value).or_null();
        self.emit1(Op::Some, vec![value], ty)
    }
    /// What an optional holds, of type `inner`: with `Op::Unwrap` or `Op::AssumeSome`.
    pub fn narrow(&mut self, op: Op, optional: Value, inner: Ty) -> Vals {
        let ty = self.type_of(optional).non_null();
        let value = self.emit1(op, vec![optional], ty);
        // A type parameter may stand for an optional: then `T?` is `T`, and only the check is left.
        if self.b.is_optional(inner) { vec![optional] } else { self.unpack(value, inner) }
    }
    /// Whether an optional is null.
    pub fn is_null(&mut self, optional: Value) -> Value {
        self.emit1(Op::IsNull, vec![optional], Type::BOOL)
    }
    /// `null`
    pub fn null(&mut self, optional: Ty) -> Value {
        let ty = self.b.flat(optional)[0];
        self.constant(Const::Null(ty))
    }

    // ---- joins

    /// A value that two branches compute: `then` where `cond` is true, `otherwise` where it is not.
    pub fn either(
        &mut self,
        cond: Value,
        types: &[Type],
        then: impl FnOnce(&mut Self) -> Vals,
        otherwise: impl FnOnce(&mut Self) -> Vals,
    ) -> Vals {
        let vars: Vec<Var> = types.iter().map(|&ty| self.var(ty, None)).collect();
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(cond, yes, no);
        self.open(yes);
        let values = then(self);
        self.write_all(&vars, &values);
        self.jump(join);
        self.open(no);
        let values = otherwise(self);
        self.write_all(&vars, &values);
        self.jump(join);
        self.open(join);
        self.read_all(&vars)
    }
}

/// A jump to `block`; what its parameters need is added when they are made.
pub(super) fn target(block: Block) -> Target {
    Target { block, args: Vec::new() }
}
