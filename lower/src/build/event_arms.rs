//! Arms of effects as functions: for calls of events that are not spliced.
//!
//! In: the arms of an effect, in the frame of the call.  Out: an IR function that takes what it uses of that frame, then
//! the payload; it returns 0, or the number of a branch, when the event is to go on, with what resumes it in the scratch
//! variables ([`super::event_funcs`]), and a negative number when the arm goes elsewhere: out of a loop, out of the function, to an
//! outcome. That number tells the caller which of the ways it is; the event passes it on.
//!
//! What an arm uses is found while its code is made: frames are copied with every variable marked as the caller's, and
//! the first use of one adds a parameter. A variable that no arm of the call assigns is handed over by its value;
//! others live in a cell for the time of the call. The chain of frames is copied as a whole, since the arm may fire
//! effects of the event that it stands in, whose arms are code of yet another frame.

use super::event::{EffectArms, EventFrame, Handler};
use super::func::{Binding, Branch, Exit, Frame, FuncCx, LoopTargets, Vals};
use super::types::HeapKey;
use frontend::typed::{ArmsId, EventCall, Expr, ExprKind, LocalId, LoopId, MatchArm, Outcome, Place, Ty};
use ir::{Op, Terminator, Type, TypeId, Value, ValueDef};
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// A variable of the function whose arm this function is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Captured {
    /// In which frame, counted from the one in which the arm stands.
    pub depth: u32,
    /// How it is handed over.
    pub how: HandOver,
}

/// How a variable is handed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HandOver {
    /// Nothing assigns it while the arm may run.
    Value,
    /// It lives in a cell.
    Cell(TypeId),
    /// It is put into a cell for the time of the call.
    NewCell(TypeId),
}

/// What an arm function uses of the function whose arm it is.
pub(super) struct Outside {
    /// In the order of the parameters.
    pub captures: Vec<(Capture, HandOver)>,
    /// How it leaves the call, with what the arms before it do.
    pub leaving: Leaving,
}

/// What is captured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Capture {
    Local(u32, LocalId),
    /// The function value that answers an effect of the event of that frame.
    Effect(u32, u32),
}

/// An arm function, and what a call has to give it.
pub(super) struct ArmFunc {
    func: ir::FuncId,
    captures: Vec<(Capture, HandOver)>,
}

/// How the arms of a call leave it.
#[derive(Clone, Default)]
pub(super) struct Leaving {
    /// Where they go on, by number, with the types of the values that they bring.
    pub exits: Vec<(Exit, Rc<[Type]>)>,
    /// At least as many as there can be exits: a number below that is meant for another call.
    pub stride: i32,
    /// Whether such numbers occur.
    pub passes_on: bool,
}

/// The effect whose arms become a function.
pub(super) struct ArmsOf<'a> {
    pub arms: EffectArms<'a>,
    pub name: String,
    /// The payload, and what resumes the effect.
    pub params: Vec<Ty>,
    pub result: Ty,
    pub branches: &'a [Outcome],
    /// Those of the event.
    pub type_args: Rc<[Ty]>,
}

impl<'a> FuncCx<'_, 'a> {
    // ---- making arm functions

    /// The arms of one effect of a call as a function.
    pub fn arm_func(&mut self, of: &ArmsOf<'a>, call: &'a EventCall, leaving: &mut Leaving) -> ArmFunc {
        let (frame, stride) = self.frame_for_arm(call);
        leaving.stride = leaving.stride.max(stride);
        let name = format!("{}.{}", self.func.name, of.name);
        let id = self.b.declare_with(name, self.span, vec![Type::I32]);
        let symbol = self.b.out.funcs[id].name;
        let passes_on = self.aborted.is_some();
        let mut cx = FuncCx::new(self.b, symbol, self.span, &[Type::I32], frame);
        cx.aborted = passes_on.then_some(Exit::PassOn(leaving.stride));
        cx.outside = Some(Outside { captures: Vec::new(), leaving: std::mem::take(leaving) });
        let mut payload = Vec::new();
        for &ty in &of.params {
            for &ty in cx.b.flat(ty).iter() {
                payload.push(cx.func.add_param(cx.func.entry, ty, None));
            }
        }
        let own = payload.len();
        match of.branches.is_empty() {
            true => {
                let values = cx.effect_arms(&of.arms, payload, of.result);
                cx.return_tag(0, &values);
            }
            false => {
                let exits = cx.outcome_blocks(of.branches, &of.type_args);
                let targets = cx.branch_targets(of.branches, &exits, &of.type_args);
                cx.branching_arms(&of.arms, targets, payload);
                cx.return_tags(exits);
            }
        }
        let outside = cx.outside.take().expect("set above");
        let mut func = cx.finish();
        captures_first(&mut func, own);
        self.b.out.funcs[id] = func;
        *leaving = outside.leaving;
        ArmFunc { func: id, captures: outside.captures }
    }

    /// The open frame and those it leads to, as an arm of `call` sees them.
    fn frame_for_arm(&mut self, call: &'a EventCall) -> (Frame<'a>, i32) {
        let mut assigned = FxHashSet::default();
        call.effects.iter().flatten().for_each(|arms| assigned_in_arms(arms, &mut assigned));
        let types = self.func.results.clone().into();
        let mut copier = Copier { cx: self, returns: types, exits: 0 };
        let chain = copier.chain(0, &assigned);
        (chain.expect("the open frame is there"), copier.exits)
    }

    // ---- what an arm function asks for

    /// Makes a variable of the outer function a parameter.
    pub fn hand_over_local(&mut self, local: LocalId, captured: Captured) -> Binding {
        let data = &self.frame.locals[local];
        let name = Some(data.name);
        let ty = self.ty(data.ty);
        let binding = match captured.how {
            HandOver::Value => {
                let types = self.b.flat(ty);
                Binding::Vars(self.captured_vars(&types, name))
            }
            HandOver::Cell(cell) | HandOver::NewCell(cell) => {
                let vars = self.captured_vars(&[Type::reference(cell)], name);
                Binding::Cell(vars[0], cell)
            }
        };
        let outside = self.outside.as_mut().expect("only an arm function has outer variables");
        outside.captures.push((Capture::Local(captured.depth, local), captured.how));
        self.frame.bindings.insert(local, binding.clone());
        binding
    }

    fn captured_vars(&mut self, types: &[Type], name: Option<base::Symbol>) -> Vec<super::ssa::Var> {
        let mut vars = Vec::with_capacity(types.len());
        for &ty in types {
            let param = self.func.add_param(self.func.entry, ty, name);
            let var = self.var(ty, name);
            self.write_at_entry(var, param);
            vars.push(var);
        }
        vars
    }

    /// The function value that answers an effect of the event whose frame is open.
    pub fn effect_function(&mut self, effect: u32) -> Value {
        let frame = self.frame.event.as_ref().expect("only the body of an event fires");
        let Handler::Function(binding) = frame.effects[effect as usize].clone() else {
            panic!("the effect is answered by a function value")
        };
        let vars = match binding {
            Binding::Vars(vars) => vars,
            Binding::Cell(..) => unreachable!("function values of effects are never assigned"),
            Binding::Outer(captured) => {
                let ty = self.effect_function_type(effect);
                let vars = self.captured_vars(&[ty], None);
                let outside = self.outside.as_mut().expect("only an arm function has outer variables");
                outside.captures.push((Capture::Effect(captured.depth, effect), captured.how));
                let frame = self.frame.event.as_mut().expect("looked at above");
                frame.effects[effect as usize] = Handler::Function(Binding::Vars(vars.clone()));
                vars
            }
        };
        self.read(vars[0])
    }

    fn effect_function_type(&mut self, effect: u32) -> Type {
        let typed = self.b.typed;
        let event = self.frame.event.as_ref().expect("only the body of an event fires").event;
        let params = typed.events[event].effects[effect as usize].params.iter();
        let tys: Vec<Ty> = params.map(|param| self.b.tys.subst(param.ty, &self.frame.type_args)).collect();
        self.b.effect_function_type(&tys)
    }

    /// Goes on in the function whose arm this is.
    pub fn leave_arm(&mut self, to: &Exit, values: Vals, types: &Rc<[Type]>) {
        if self.is_dead() {
            return;
        }
        self.set_scratch(&values);
        let outside = self.outside.as_mut().expect("only an arm function goes on elsewhere");
        let exits = &mut outside.leaving.exits;
        let known = exits.iter().position(|(exit, _)| exit == to);
        let number = known.unwrap_or_else(|| {
            exits.push((to.clone(), types.clone()));
            exits.len() - 1
        });
        let code = self.i32(-(number as i32) - 1);
        self.terminate(Terminator::Return(vec![code]));
    }

    /// Tells the caller that an arm around the call has gone elsewhere.
    pub fn pass_on_code(&mut self, code: Value, stride: i32) {
        if let Some(outside) = &mut self.outside {
            outside.leaving.passes_on = true;
        }
        let stride = self.i32(stride);
        let code = self.prim(ir::Prim::SubI32, &[code, stride]);
        self.terminate(Terminator::Return(vec![code]));
    }

    // ---- handing over

    /// The function value of an arm. Cells that are made for the call are kept in `cells`, so that its arms share them.
    pub fn arm_value(&mut self, arm: &ArmFunc, ty: Type, cells: &mut Vec<CallCell>) -> Value {
        let mut values = Vec::new();
        for &(capture, how) in &arm.captures {
            match (capture, how) {
                (Capture::Effect(depth, effect), _) => {
                    let value = self.at_depth(depth, |cx| cx.effect_function(effect));
                    values.push(value);
                }
                (Capture::Local(depth, local), HandOver::NewCell(cell)) => {
                    let known = cells.iter().find(|known| (known.depth, known.local) == (depth, local));
                    let object = match known {
                        Some(known) => known.object,
                        None => self.call_cell(depth, local, cell, cells),
                    };
                    values.push(object);
                }
                (Capture::Local(depth, local), HandOver::Value | HandOver::Cell(_)) => {
                    let more = self.at_depth(depth, |cx| match cx.binding(local) {
                        Binding::Vars(vars) => cx.read_all(&vars),
                        Binding::Cell(var, _) => vec![cx.read(var)],
                        Binding::Outer(_) => unreachable!("what is asked for is handed over"),
                    });
                    values.extend(more);
                }
            }
        }
        self.emit1(Op::ClosureNew(arm.func), values, ty)
    }

    /// Puts a variable into a cell for the time of a call.
    fn call_cell(&mut self, depth: u32, local: LocalId, cell: TypeId, cells: &mut Vec<CallCell>) -> Value {
        let object = self.at_depth(depth, |cx| {
            let ty = cx.ty(cx.frame.locals[local].ty);
            let values = cx.read_local(local);
            let value = cx.pack(&values, ty);
            cx.emit1(Op::StructNew(cell), vec![value], Type::reference(cell))
        });
        cells.push(CallCell { depth, local, cell, object });
        object
    }

    /// After the call: the variables get what the arms have stored.
    pub fn read_back(&mut self, cells: &[CallCell]) {
        for known in cells {
            self.at_depth(known.depth, |cx| {
                let ty = cx.ty(cx.frame.locals[known.local].ty);
                let boxed = cx.b.boxed(ty);
                let value = cx.emit1(Op::StructGet(known.cell, 0), vec![known.object], boxed);
                let values = cx.unpack(value, ty);
                cx.assign_local(known.local, &values);
            });
        }
    }

    /// Does something in the frame `depth` callers away from the open one.
    fn at_depth<T>(&mut self, depth: u32, f: impl FnOnce(&mut Self) -> T) -> T {
        let mut inner = Vec::new();
        for _ in 0..depth {
            let event = self.frame.event.as_mut().expect("a frame with a caller is that of an event");
            let caller = event.caller.take().expect("a frame that an arm uses is there");
            inner.push(std::mem::replace(&mut self.frame, *caller));
        }
        let result = f(self);
        while let Some(frame) = inner.pop() {
            let caller = std::mem::replace(&mut self.frame, frame);
            let event = self.frame.event.as_mut().expect("a frame with a caller is that of an event");
            event.caller = Some(Box::new(caller));
        }
        result
    }
}

/// A variable in a cell for the time of a call.
pub(super) struct CallCell {
    depth: u32,
    local: LocalId,
    cell: TypeId,
    object: Value,
}

/// Copies the open frame and those it leads to.
struct Copier<'c, 'b, 'a> {
    cx: &'c mut FuncCx<'b, 'a>,
    /// What the function returns.
    returns: Rc<[Type]>,
    /// How many exits were copied.
    exits: i32,
}

impl<'a> Copier<'_, '_, 'a> {
    /// The frame `depth` callers away; `assigned` are its variables that may change during the call.
    fn chain(&mut self, depth: u32, assigned: &FxHashSet<LocalId>) -> Option<Frame<'a>> {
        let frame = self.frame_at(depth)?;
        let (locals, type_args, result, call) = (frame.locals, frame.type_args.clone(), frame.result, frame.call);
        let (exit, event) = (frame.exit.clone(), frame.event.clone());
        let mut bindings: Vec<(LocalId, Binding)> = frame.bindings.iter().map(|(&l, b)| (l, b.clone())).collect();
        let loops: Vec<(LoopId, LoopTargets)> = frame.loops.iter().map(|(&id, to)| (id, to.clone())).collect();
        let resumed: Vec<(ArmsId, Vec<Branch>)> = frame.resumed.iter().map(|(&id, to)| (id, to.clone())).collect();
        // Heap rows are made in an order that does not depend on hashing.
        bindings.sort_by_key(|(local, _)| *local);
        let mut outer = Frame {
            locals,
            type_args: type_args.clone(),
            bindings: rustc_hash::FxHashMap::default(),
            loops: rustc_hash::FxHashMap::default(),
            resumed: rustc_hash::FxHashMap::default(),
            exit: self.exit(&exit),
            result,
            call,
            site: None,
            event: None,
        };
        for (local, binding) in bindings {
            let ty = self.cx.b.tys.subst(locals[local].ty, &type_args);
            let how = self.hand_over(&binding, ty, assigned.contains(&local));
            outer.bindings.insert(local, Binding::Outer(Captured { depth, how }));
        }
        for (id, targets) in loops {
            let targets = LoopTargets { next: self.exit(&targets.next), exit: self.exit(&targets.exit) };
            outer.loops.insert(id, targets);
        }
        for (id, branches) in resumed {
            let branch = |to: Branch| Branch { exit: self.exit(&to.exit), params: to.params };
            outer.resumed.insert(id, branches.into_iter().map(branch).collect());
        }
        outer.event = event.map(|event| Box::new(self.event(depth, &event)));
        Some(outer)
    }

    fn frame_at(&self, depth: u32) -> Option<&Frame<'a>> {
        let mut frame = &self.cx.frame;
        for _ in 0..depth {
            frame = frame.event.as_ref()?.caller.as_deref()?;
        }
        Some(frame)
    }

    fn hand_over(&mut self, binding: &Binding, ty: Ty, assigned: bool) -> HandOver {
        match *binding {
            Binding::Cell(_, cell) => HandOver::Cell(cell),
            Binding::Outer(Captured { how: HandOver::Cell(cell) | HandOver::NewCell(cell), .. }) => {
                HandOver::Cell(cell)
            }
            Binding::Vars(_) if assigned => HandOver::NewCell(self.cx.b.heap(HeapKey::Cell(ty))),
            Binding::Vars(_) | Binding::Outer(Captured { how: HandOver::Value, .. }) => HandOver::Value,
        }
    }

    fn event(&mut self, depth: u32, event: &EventFrame<'a>) -> EventFrame<'a> {
        let mut assigned = FxHashSet::default();
        let mut effects = Vec::with_capacity(event.effects.len());
        for handler in &event.effects {
            effects.push(match handler {
                Handler::Nobody => Handler::Nobody,
                Handler::Arms(of) => {
                    assigned_in_arms(of.arms, &mut assigned);
                    Handler::Arms(*of)
                }
                Handler::Function(_) => Handler::Function(Binding::Outer(Captured { depth, how: HandOver::Value })),
            });
        }
        let caller = if event.caller.is_some() { self.chain(depth + 1, &assigned).map(Box::new) } else { None };
        EventFrame {
            event: event.event,
            outcomes: event.outcomes.iter().map(|exit| self.exit(exit)).collect(),
            effects,
            is_function: event.is_function,
            caller,
        }
    }

    fn exit(&mut self, exit: &Exit) -> Exit {
        self.exits += 1;
        let types = match exit {
            Exit::Return => self.returns.clone(),
            Exit::Join(_, vars) => vars.iter().map(|&var| self.cx.var_type(var)).collect(),
            Exit::Outer(_, types) => types.clone(),
            Exit::PassOn(_) => Rc::from([Type::I32]),
        };
        Exit::Outer(Box::new(exit.clone()), types)
    }
}

/// The variables that the arms assign.
fn assigned_in_arms(arms: &[MatchArm], found: &mut FxHashSet<LocalId>) {
    for arm in arms {
        arm.guard.iter().for_each(|guard| assigned_in(guard, found));
        assigned_in(&arm.body, found);
    }
}

fn assigned_in(expr: &Expr, found: &mut FxHashSet<LocalId>) {
    if let ExprKind::Assign(Place::Local(local), ..) = &expr.kind {
        found.insert(*local);
    }
    expr.for_each_child(&mut |child| assigned_in(child, found));
}

/// Moves the first `own` parameters of a function behind the others, which are what it captures.
fn captures_first(func: &mut ir::Func, own: usize) {
    let entry = func.entry;
    let params = &mut func.blocks[entry].params;
    params.rotate_left(own);
    let order: Vec<Value> = params.clone();
    for (position, &param) in order.iter().enumerate() {
        func.values[param].def = ValueDef::Param(entry, position as u32);
    }
    func.captures = (order.len() - own) as u32;
}
