//! Events as functions: for recursion, and past the size up to which calls are spliced.
//!
//! In: an event with its type arguments and which effects its callers answer.  Out: an IR function of the inputs and
//! one function value for each answered effect. It returns a tag: the number of the outcome (0 if there are none), or,
//! if an effect was answered with a negative number, that number: the arm has gone elsewhere, and the caller knows where.
//! An arm that fires an effect of the event around it may in turn be told that that one's arm has gone elsewhere. It
//! passes the number on, lowered by how many ways its own call knows, and that call raises it again: so the number finds
//! the call that it is meant for, through any number of calls in between.
//!
//! Payloads, and what resumes an effect, are in *scratch variables* of the module, one for each type and position.
//! They are written right before the return and read right after it; nothing runs in between, so calls that are open
//! in each other never meet there. Nothing is allocated for a call but the function values of its arms and the cells
//! of variables that these assign.
//!
//! A call whose arms only pass on what they are given is a tail call: events that end by calling each other are loops.

use super::event::{Called, EffectArms, EventFrame, Handler};
use super::event_arms::{ArmsOf, CallCell, Leaving};
use super::func::{Binding, Exit, Frame, FuncCx, Vals};
use super::{Builder, Job};
use frontend::typed::{
    Answer, Arg, ArgValue, ArmsId, EventId, Expr, ExprKind, Firing, MatchArm, PatternKind, Payload, Point, Stmt, Ty,
};
use ir::{Block, Const, Global, GlobalId, Kind, Op, Prim, Signature, Target, Terminator, Type, Value};
use std::rc::Rc;

/// An event that is a function.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct EventInstance {
    pub event: EventId,
    pub type_args: Box<[Ty]>,
    /// Which effects are answered.
    pub installed: Box<[bool]>,
}

impl<'a> FuncCx<'_, 'a> {
    // ---- calls

    /// A call of an event that is not spliced.
    pub fn call_event_func(&mut self, called: Called<'a>, tail: bool) {
        let instance = EventInstance {
            event: called.call.event,
            type_args: Box::from(&*called.type_args),
            installed: called.call.effects.iter().map(Option::is_some).collect(),
        };
        let func = self.b.event_func(&instance);
        let mut args = called.args.concat();
        if self.passes_effects_on(&called) {
            let arms = (0..called.call.effects.len()).filter_map(|index| EffectArms::of(called.call, index));
            for effect in arms.filter_map(|arms| passed_effect(&arms)) {
                args.push(self.effect_function(effect));
            }
            if self.passes_outcomes_on(&called, tail) {
                return self.terminate(Terminator::TailCall(func, args));
            }
            let tag = self.emit1(Op::Call(func), args, Type::I32);
            return self.go_by_tag(tag, &called, &Leaving { passes_on: true, ..Leaving::default() });
        }
        let (closures, cells, leaving) = self.effect_closures(&called);
        if closures.is_empty() && self.passes_outcomes_on(&called, tail) {
            return self.terminate(Terminator::TailCall(func, args));
        }
        args.extend(closures);
        let tag = self.emit1(Op::Call(func), args, Type::I32);
        self.read_back(&cells);
        self.go_by_tag(tag, &called, &leaving);
    }

    /// The function values of the arms, the cells made for them, and where they go on.
    fn effect_closures(&mut self, called: &Called<'a>) -> (Vals, Vec<CallCell>, Leaving) {
        let typed = self.b.typed;
        let call = called.call;
        let event = &typed.events[call.event];
        let (mut made, mut leaving) = (Vec::new(), Leaving::default());
        for index in 0..call.effects.len() {
            let Some(arms) = EffectArms::of(call, index) else { continue };
            let effect = &event.effects[index];
            let params = effect.params.iter().map(|param| self.b.tys.subst(param.ty, &called.type_args)).collect();
            let result = self.b.tys.subst(effect.result, &called.type_args);
            let (name, branches, type_args) = (effect.name.to_string(), &effect.branches[..], called.type_args.clone());
            let of = ArmsOf { arms, name, params, result, branches, type_args };
            let arm = self.arm_func(&of, call, &mut leaving);
            made.push((arm, of.params));
        }
        let (mut cells, mut closures) = (Vec::new(), Vec::new());
        for (arm, params) in &made {
            let ty = self.b.effect_function_type(params);
            closures.push(self.arm_value(arm, ty, &mut cells));
        }
        (closures, cells, leaving)
    }

    /// Goes where the tag of a call says.
    fn go_by_tag(&mut self, tag: Value, called: &Called<'a>, leaving: &Leaving) {
        let typed = self.b.typed;
        let outcomes = typed.events[called.call.event].outcomes.len();
        let mut ways: Vec<(i32, Exit)> = match outcomes {
            0 => vec![(0, called.done.clone())],
            _ => (0..).zip(called.outcomes.iter().cloned()).collect(),
        };
        ways.extend((1..).zip(&leaving.exits).map(|(number, (exit, _)): (i32, _)| (-number, exit.clone())));
        if leaving.passes_on {
            self.pass_on(tag, leaving.stride);
        }
        self.choose_way(tag, &ways);
    }

    /// If a call was ended by an arm around the one that makes it, ends this function too.
    fn pass_on(&mut self, tag: Value, stride: i32) {
        let exit = self.aborted.clone().expect("only what is told of it passes it on");
        let (passed, own) = (self.new_block(), self.new_block());
        let least = self.i32(-stride);
        let is_passed = self.prim(Prim::LtSI32, &[tag, least]);
        self.branch(is_passed, passed, own);
        self.open(passed);
        let code = match stride {
            0 => tag,
            _ => {
                let stride = self.i32(stride);
                self.prim(Prim::AddI32, &[tag, stride])
            }
        };
        self.go(&exit, vec![code]);
        self.open(own);
    }

    /// One test for each way but the last.
    fn choose_way(&mut self, tag: Value, ways: &[(i32, Exit)]) {
        let blocks: Vec<Block> = ways.iter().map(|_| self.new_block()).collect();
        match blocks[..] {
            [only] => self.jump(only),
            [first, second] => {
                let number = self.i32(ways[0].0);
                let is_first = self.prim(Prim::EqI32, &[tag, number]);
                self.branch(is_first, first, second);
            }
            _ => self.switch(tag, ways, &blocks),
        }
        for ((_, exit), block) in ways.iter().zip(blocks) {
            self.open(block);
            let types = self.exit_types(exit);
            let values = self.read_scratch(&types);
            self.go(exit, values);
        }
    }

    fn switch(&mut self, tag: Value, ways: &[(i32, Exit)], blocks: &[Block]) {
        let least = ways.iter().map(|(number, _)| *number).min().unwrap_or(0);
        let most = ways.iter().map(|(number, _)| *number).max().unwrap_or(0);
        let last = blocks[blocks.len() - 1];
        let to = |block| Target { block, args: Vec::new() };
        let targets = (least..most)
            .map(|number| ways.iter().position(|(way, _)| *way == number).map_or(last, |position| blocks[position]))
            .map(to)
            .collect();
        let offset = self.i32(least);
        let index = if least == 0 { tag } else { self.prim(Prim::SubI32, &[tag, offset]) };
        let greatest = ways.iter().position(|(number, _)| *number == most).map_or(last, |position| blocks[position]);
        self.terminate(Terminator::Switch(index, targets, to(greatest)));
    }

    fn exit_types(&self, exit: &Exit) -> Vec<Type> {
        match exit {
            Exit::Return => self.func.results.clone(),
            Exit::Join(_, vars) => vars.iter().map(|&var| self.var_type(var)).collect(),
            Exit::Outer(_, types) => types.to_vec(),
            Exit::PassOn(_) => vec![Type::I32],
        }
    }

    // ---- firing

    /// Fires an effect that a function value answers.
    pub fn fire_function(&mut self, effect: u32, payload: Vals, ty: Ty) -> Vals {
        self.call_effect(effect, payload, Prim::NeI32);
        let types = self.b.flat(ty);
        self.read_scratch(&types)
    }

    /// Fires an effect with branches that a function value answers, with the number of the branch.
    pub fn firing_function(&mut self, effect: u32, payload: Vals, branches: &[Exit]) {
        let code = self.call_effect(effect, payload, Prim::LtSI32);
        let ways: Vec<(i32, Exit)> = (0..).zip(branches.iter().cloned()).collect();
        self.choose_way(code, &ways);
    }

    /// Calls what answers an effect. If it says, by a number that compares so with 0, that it has gone elsewhere, the
    /// event ends.
    fn call_effect(&mut self, effect: u32, payload: Vals, is_elsewhere: Prim) -> Value {
        let function = self.effect_function(effect);
        let Kind::Func(sig) = self.type_of(function).kind else { panic!("effects are answered by functions") };
        let code = self.emit1(Op::CallClosure(sig), [vec![function], payload].concat(), Type::I32);
        let (aborted, goes_on) = (self.new_block(), self.new_block());
        let zero = self.i32(0);
        let is_aborted = self.prim(is_elsewhere, &[code, zero]);
        self.branch(is_aborted, aborted, goes_on);
        self.open(aborted);
        let exit = self.aborted.clone().expect("the event is a function");
        self.go(&exit, vec![code]);
        self.open(goes_on);
        code
    }

    // ---- passing on

    /// Whether every arm of an effect only fires an effect of the event whose body this is, which a function value
    /// answers: then that value is handed on.
    fn passes_effects_on(&mut self, called: &Called<'a>) -> bool {
        let mut any = false;
        for index in 0..called.call.effects.len() {
            let Some(arms) = EffectArms::of(called.call, index) else { continue };
            any = true;
            let Some(effect) = passed_effect(&arms) else { return false };
            if !self.same_effect(called, index, effect) {
                return false;
            }
        }
        any
    }

    /// Whether an effect of the callee and one of the open event take and give the same, and nobody observes it here.
    fn same_effect(&mut self, called: &Called<'a>, theirs: usize, own: u32) -> bool {
        let typed = self.b.typed;
        let Some(frame) = &self.frame.event else { return false };
        let event = &typed.events[frame.event];
        if !matches!(frame.effects[own as usize], Handler::Function(_))
            || event.observers.iter().any(|observer| observer.point == Point::Effect(own))
        {
            return false;
        }
        let (a, b) = (&typed.events[called.call.event].effects[theirs], &event.effects[own as usize]);
        let type_args = self.frame.type_args.clone();
        let mut same = |x: Ty, y: Ty| self.b.tys.subst(x, &called.type_args) == self.b.tys.subst(y, &type_args);
        let mut same_payload =
            |x: &[Payload], y: &[Payload]| x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x.ty, y.ty));
        let branches = a.branches.len() == b.branches.len()
            && a.branches.iter().zip(&b.branches).all(|(x, y)| same_payload(&x.params, &y.params));
        branches && same_payload(&a.params, &b.params) && same(a.result, b.result)
    }

    /// Whether nothing is left to do after a call: each outcome only fires the outcome of that number of the event
    /// whose function this is.
    fn passes_outcomes_on(&mut self, called: &Called<'a>, tail: bool) -> bool {
        let typed = self.b.typed;
        let Some(frame) = &self.frame.event else { return false };
        if !frame.is_function || self.outside.is_some() {
            return false;
        }
        let (own, theirs) = (&typed.events[frame.event], &typed.events[called.call.event]);
        if theirs.outcomes.is_empty() {
            return tail && own.outcomes.is_empty() && called.call.each.is_none();
        }
        let observed = own.observers.iter().any(|observer| matches!(observer.point, Point::Outcome(_)));
        let type_args = self.frame.type_args.clone();
        !observed
            && called.call.outcomes.iter().enumerate().all(|(index, answer)| {
                let Answer::Arms(arms) = answer else { return false };
                let [arm] = &arms[..] else { return false };
                let ExprKind::Outcome(outcome, args) = &only_expr(&arm.body).kind else { return false };
                let Some(to) = own.outcomes.get(index).filter(|_| *outcome as usize == index) else { return false };
                let from = &theirs.outcomes[index];
                from.params.len() == to.params.len()
                    && passes_payload(arm, args)
                    && from
                        .params
                        .iter()
                        .zip(&to.params)
                        .all(|(x, y)| self.b.tys.subst(x.ty, &called.type_args) == self.b.tys.subst(y.ty, &type_args))
            })
    }

    // ---- scratch variables

    /// Stores values for whoever this function returns to.
    pub fn set_scratch(&mut self, values: &[Value]) {
        let types: Vec<Type> = values.iter().map(|&value| self.type_of(value)).collect();
        for (&value, (slot, stored)) in values.iter().zip(self.b.scratch(&types)) {
            let value = match stored == self.type_of(value) {
                true => value,
                false => self.emit1(Op::Some, vec![value], stored),
            };
            self.emit(Op::GlobalSet(slot), vec![value], &[]);
        }
    }

    /// Returns a number, with values for whoever is returned to.
    pub fn return_tag(&mut self, tag: i32, values: &[Value]) {
        if !self.is_dead() {
            self.set_scratch(values);
            let tag = self.i32(tag);
            self.terminate(Terminator::Return(vec![tag]));
        }
    }

    /// Returns, from each of these blocks that is reached, its number and what its variables hold.
    pub fn return_tags(&mut self, exits: Vec<Exit>) {
        for (tag, exit) in (0..).zip(exits) {
            let Exit::Join(block, vars) = exit else { unreachable!("made as blocks") };
            self.open(block);
            let values = self.read_all(&vars);
            self.return_tag(tag, &values);
        }
    }

    /// Reads what a function that has just returned has stored.
    fn read_scratch(&mut self, types: &[Type]) -> Vals {
        if self.is_dead() {
            return types.iter().map(|&ty| self.stand_in(ty)).collect();
        }
        let mut values = Vec::with_capacity(types.len());
        for (&ty, (slot, stored)) in types.iter().zip(self.b.scratch(types)) {
            let value = self.emit1(Op::GlobalGet(slot), Vec::new(), stored);
            values.push(if stored == ty { value } else { self.emit1(Op::AssumeSome, vec![value], ty) });
        }
        values
    }
}

/// Without blocks around it.
fn only_expr(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Block(stmts, Some(value)) if stmts.is_empty() => only_expr(value),
        ExprKind::Block(stmts, None) => match &stmts[..] {
            [Stmt::Expr(only)] => only_expr(only),
            _ => expr,
        },
        _ => expr,
    }
}

/// The effect that the only arm passes the payload on to.
fn passed_effect(of: &EffectArms<'_>) -> Option<u32> {
    let [arm] = of.arms else { return None };
    let (effect, args) = match &only_expr(&arm.body).kind {
        ExprKind::Fire(effect, args) => (*effect, args),
        ExprKind::Firing(firing) if passes_branches(firing, of.resumed) => (firing.effect, &firing.args),
        _ => return None,
    };
    passes_payload(arm, args).then_some(effect)
}

/// Whether the arms where an effect with branches is fired only resume, from the arms around, in the branch of the same
/// number.
fn passes_branches(firing: &Firing, resumed: Option<ArmsId>) -> bool {
    firing.branches.iter().enumerate().all(|(index, answer)| {
        let Answer::Arms(arms) = answer else { return false };
        let [arm] = &arms[..] else { return false };
        let ExprKind::Resume(id, branch, args) = &only_expr(&arm.body).kind else { return false };
        *branch as usize == index && resumed == Some(*id) && passes_payload(arm, args)
    })
}

/// Whether an arm takes every payload and the arguments are exactly that.
fn passes_payload(arm: &MatchArm, args: &[Arg]) -> bool {
    let parts = match &arm.pattern.kind {
        PatternKind::Wildcard => &[][..],
        PatternKind::Tuple(parts) => parts,
        _ => std::slice::from_ref(&arm.pattern),
    };
    arm.guard.is_none()
        && parts.len() == args.len()
        && parts.iter().zip(args).enumerate().all(|(position, (part, arg))| {
            let (PatternKind::Bind(bound, None), ArgValue::Given(value)) = (&part.kind, &arg.value) else {
                return false;
            };
            arg.param as usize == position && matches!(value.kind, ExprKind::Local(local) if local == *bound)
        })
}

impl Builder<'_> {
    /// The function of an event, declared when it is first called.
    pub(super) fn event_func(&mut self, instance: &EventInstance) -> ir::FuncId {
        if let Some(&known) = self.event_funcs.get(instance) {
            return known;
        }
        let event = &self.typed.events[instance.event];
        let name = self.applied(event.name, &instance.type_args);
        let id = self.declare_with(name, event.span, vec![Type::I32]);
        self.event_funcs.insert(instance.clone(), id);
        self.jobs.push_back(Job::Event { id, instance: instance.clone() });
        id
    }

    /// The type of the function value that answers an effect with this payload.
    pub(super) fn effect_function_type(&mut self, params: &[Ty]) -> Type {
        let params = params.iter().flat_map(|&param| self.flat(param).to_vec()).collect();
        Type::of(Kind::Func(self.out.types.sig(Signature { params, results: vec![Type::I32] })))
    }

    /// Makes the function of an event.
    pub(super) fn lower_event(&mut self, id: ir::FuncId, instance: &EventInstance) {
        let typed = self.typed;
        let event = &typed.events[instance.event];
        // A broadcast has only observers.
        let code = event.body.or_else(|| event.observers.first().map(|observer| observer.func));
        let func = &typed.funcs[code.expect("an event that is not spliced has code")];
        let type_args: Rc<[Ty]> = Rc::from(&*instance.type_args);
        let name = self.out.funcs[id].name;
        let frame = Frame::new(func, type_args.clone(), Exit::Return, func.result, None);
        let mut cx = FuncCx::new(self, name, event.span, &[Type::I32], frame);
        let mut args = Vec::new();
        for param in &event.params {
            let ty = cx.b.tys.subst(param.ty, &type_args);
            let types = cx.b.flat(ty);
            let values: Vals = types.iter().map(|&ty| cx.func.add_param(cx.func.entry, ty, Some(param.name))).collect();
            args.push(values);
        }
        let mut effects = Vec::new();
        for (effect, &installed) in event.effects.iter().zip(&instance.installed) {
            if !installed {
                effects.push(Handler::Nobody);
                continue;
            }
            let params: Vec<Ty> = effect.params.iter().map(|param| cx.b.tys.subst(param.ty, &type_args)).collect();
            let ty = cx.b.effect_function_type(&params);
            let value = cx.func.add_param(cx.func.entry, ty, Some(effect.name));
            let var = cx.var(ty, Some(effect.name));
            cx.write(var, value);
            effects.push(Handler::Function(Binding::Vars(vec![var])));
        }
        let outcomes = cx.outcome_blocks(&event.outcomes, &type_args);
        let done = Exit::Join(cx.new_block(), Vec::new());
        cx.aborted = Some(Exit::Return);
        let frame =
            EventFrame { event: instance.event, outcomes: outcomes.clone(), effects, is_function: true, caller: None };
        cx.in_event(event, frame, type_args, done.clone(), &args);
        cx.return_tags(outcomes);
        cx.return_tags(vec![done]);
        let made = cx.finish();
        self.out.funcs[id] = made;
    }

    /// The scratch variables for values of these types, with the types they are stored as: what has no first value
    /// may be null there.
    fn scratch(&mut self, types: &[Type]) -> Vec<(GlobalId, Type)> {
        let mut slots = Vec::with_capacity(types.len());
        for (position, &ty) in types.iter().enumerate() {
            let (stored, first) = match ty.kind {
                _ if ty.nullable => (ty, Const::Null(ty)),
                Kind::Bool => (ty, Const::Bool(false)),
                Kind::I32 => (ty, Const::I32(0)),
                Kind::I64 => (ty, Const::I64(0)),
                Kind::F32 => (ty, Const::f32(0.0)),
                Kind::F64 => (ty, Const::f64(0.0)),
                Kind::Str => (ty, Const::Str("".into())),
                Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => (ty.or_null(), Const::Null(ty.or_null())),
            };
            // Slots are counted by what they are stored as: a `T` and a `T?` share one.
            let before = types[..position].iter().filter(|&&other| stored_as(other) == stored).count() as u32;
            let known = self.scratch_slots.get(&(stored, before)).copied();
            let slot = known.unwrap_or_else(|| {
                let name = super::unique(&mut self.global_names, "scratch".into());
                let row = Global { name, ty: stored, value: Some(first), mutable: true, span: self.nowhere };
                let slot = self.out.globals.push(row);
                self.scratch_slots.insert((stored, before), slot);
                slot
            });
            slots.push((slot, stored));
        }
        slots
    }
}

fn stored_as(ty: Type) -> Type {
    match ty.kind {
        Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => ty.or_null(),
        Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str => ty,
    }
}
