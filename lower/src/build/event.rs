//! Calls of events: the body of the event in place of the call, the arms where they are jumped to.
//!
//! Before: `load(7) { ! progress(p) => show(p)  | found(u) => a(u)  | missing => b() }`
//! After:  the body of `load`; where it fires `progress(x)`, the code of that arm with `p` for `x`; where it fires
//!         `found(u)`, a jump to a block of the caller that does `a(u)`.
//!
//! In: a typed call.  Out: blocks. Nothing is allocated and nothing is called: an outcome is a jump with arguments, an
//! effect is the arm's code. A [`Frame`] is open for each source function whose code is being made, and an event's
//! frame holds the frame of its caller, in which the arms are made; so names cannot meet (variables belong to frames),
//! and an arm that leaves a loop or the function of the caller, or ends the caller's own event, is a plain jump out of
//! everything in between. What is spliced is decided by [`super::event_facts`]; other calls are in
//! [`super::event_funcs`].

use super::decide::{Row, Tree};
use super::func::{Binding, Branch, Exit, Frame, FuncCx, LoopTargets, Vals};
use frontend::typed::{
    Answer, Arg, ArmsId, Event, EventCall, EventId, Expr, Firing, FuncId, LoopId, MatchArm, Outcome, Payload, Point, Ty,
};
use ir::{Block, Value};
use std::rc::Rc;

/// Where the outcomes and effects of an event go while its body is being made.
#[derive(Clone)]
pub(super) struct EventFrame<'a> {
    pub event: EventId,
    /// For each outcome where it goes with its payload.
    pub outcomes: Vec<Exit>,
    pub effects: Vec<Handler<'a>>,
    /// Whether the event is a function: then function values answer its effects.
    pub is_function: bool,
    /// The frame in which the arms are made; `None` while they are.
    pub caller: Option<Box<Frame<'a>>>,
}

/// Who answers an effect.
#[derive(Clone)]
pub(super) enum Handler<'a> {
    /// Nobody.
    Nobody,
    /// Arms of the caller, made in its frame; of `for`, they are the body of that loop.
    Arms(EffectArms<'a>),
    /// A function value.
    Function(Binding),
}

/// The arms of an effect.
#[derive(Clone, Copy)]
pub(super) struct EffectArms<'a> {
    pub arms: &'a [MatchArm],
    /// The loop whose body they are.
    pub each: Option<LoopId>,
    /// What resuming names them by, if the effect has branches.
    pub resumed: Option<ArmsId>,
}

impl<'a> EffectArms<'a> {
    /// The arms that a call has for an effect.
    pub fn of(call: &'a EventCall, effect: usize) -> Option<EffectArms<'a>> {
        let arms = call.effects[effect].as_ref()?;
        let each = call.each.filter(|(each, _)| *each as usize == effect).map(|(_, id)| id);
        let resumed = call.resumed.iter().find(|(of, _)| *of as usize == effect).map(|(_, id)| *id);
        Some(EffectArms { arms, each, resumed })
    }
}

/// A call whose arguments are evaluated.
pub(super) struct Called<'a> {
    pub call: &'a EventCall,
    pub type_args: Rc<[Ty]>,
    pub args: Vec<Vals>,
    /// For each outcome the block and variables that it goes to.
    pub outcomes: Vec<Exit>,
    /// Where a call without outcome goes.
    pub done: Exit,
}

impl<'a> FuncCx<'_, 'a> {
    /// A call of an event with its value; without a type it is in tail position, and nothing follows.
    pub fn event_call(&mut self, call: &'a EventCall, ty: Option<Ty>) -> Vals {
        let typed = self.b.typed;
        let event = &typed.events[call.event];
        let type_args: Rc<[Ty]> = self.tys(&call.type_args).into();
        let params: Vec<Ty> = event.params.iter().map(|param| self.b.tys.subst(param.ty, &type_args)).collect();
        let args = self.args(&call.args, &params, &type_args);
        if self.is_dead() {
            return ty.map_or_else(Vec::new, |ty| self.stand_ins(ty));
        }
        let (join, done) = (self.new_block(), self.new_block());
        let value = ty.map_or_else(Vec::new, |ty| self.vars(ty, None));
        let outcomes = self.outcome_blocks(&event.outcomes, &type_args);
        let called = Called { call, type_args, args, outcomes: outcomes.clone(), done: Exit::Join(done, Vec::new()) };
        if let Some((_, id)) = call.each {
            // `continue` is set where the effect is fired: it goes on from there.
            let exit = Exit::Join(done, Vec::new());
            self.frame.loops.insert(id, LoopTargets { next: exit.clone(), exit });
        }
        let tail = ty.is_none();
        match self.b.events.clone().splices(call) && self.b.open_frames < MAX_SPLICED {
            true => self.splice(called),
            false => self.call_event_func(called, tail),
        }
        let end = End { ty, join, value: value.clone() };
        self.answers((&call.outcomes, call.rest.as_ref()), &outcomes, &end, None);
        self.open(done);
        self.end_with(&end, Vec::new());
        self.open(join);
        self.read_all(&value)
    }

    /// A block for each outcome or branch, with variables for its payload.
    pub fn outcome_blocks(&mut self, outcomes: &[Outcome], type_args: &[Ty]) -> Vec<Exit> {
        let mut exits = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            let mut vars = Vec::new();
            for param in &outcome.params {
                let ty = self.b.tys.subst(param.ty, type_args);
                vars.extend(self.vars(ty, Some(param.name)));
            }
            exits.push(Exit::Join(self.new_block(), vars));
        }
        exits
    }

    // ---- answers

    /// What follows each outcome or branch. `nobody` is where an effect goes that the caller has no arm for.
    fn answers(
        &mut self,
        (answers, rest): (&'a [Answer], Option<&'a Expr>),
        outcomes: &[Exit],
        end: &End,
        nobody: Option<Block>,
    ) {
        let rest = rest.map(|rest| (rest, self.new_block()));
        for (answer, exit) in answers.iter().zip(outcomes) {
            let Exit::Join(block, vars) = exit else { unreachable!("made as blocks") };
            self.open(*block);
            let payload = self.read_all(vars);
            match answer {
                Answer::Arms(arms) => self.outcome_arms(arms, payload, end),
                Answer::Rest => {
                    if let Some((_, block)) = rest {
                        self.jump(block);
                    }
                }
                Answer::Ignored => self.end_with(end, Vec::new()),
                Answer::Payload => self.end_with(end, payload),
            }
        }
        if let Some(nobody) = nobody {
            self.open(nobody);
            match rest {
                Some((_, block)) => self.jump(block),
                None => self.end_with(end, Vec::new()),
            }
        }
        if let Some((rest, block)) = rest {
            self.open(block);
            self.end_with_expr(end, rest);
        }
    }

    fn outcome_arms(&mut self, arms: &'a [MatchArm], payload: Vals, end: &End) {
        if self.is_dead() {
            return;
        }
        let blocks = self.choose_arm(arms, payload);
        for (arm, block) in arms.iter().zip(blocks) {
            self.open(block);
            self.end_with_expr(end, &arm.body);
        }
    }

    /// Goes to the first arm that takes the payload; gives the blocks of the arms.
    fn choose_arm(&mut self, arms: &'a [MatchArm], payload: Vals) -> Vec<Block> {
        let ty = self.ty(arms[0].pattern.ty);
        let blocks: Vec<Block> = arms.iter().map(|_| self.new_block()).collect();
        let row = |(position, arm): (usize, &'a MatchArm)| Row::new(position, arm.guard.as_ref(), &arm.pattern);
        let rows = arms.iter().enumerate().map(row).collect();
        self.decide(Tree::new(rows, payload, ty), &blocks);
        blocks
    }

    /// One of the ways to the end of a call.
    fn end_with(&mut self, end: &End, values: Vals) {
        match end.ty {
            Some(_) => {
                if !end.value.is_empty() {
                    self.write_all(&end.value, &values);
                }
                self.jump(end.join);
            }
            None if self.b.flat(self.frame.result).is_empty() => self.leave(Vec::new()),
            None => self.leave(values),
        }
    }

    fn end_with_expr(&mut self, end: &End, value: &'a Expr) {
        match end.ty {
            Some(ty) => self.join_with(value, ty, &end.value, end.join),
            None => self.tail_arm(value),
        }
    }

    // ---- splicing

    /// The body of an event in place of its call.
    fn splice(&mut self, called: Called<'a>) {
        let typed = self.b.typed;
        let Called { call, type_args, args, outcomes, done } = called;
        let event = &typed.events[call.event];
        let handler = |effect: usize| EffectArms::of(call, effect).map_or(Handler::Nobody, Handler::Arms);
        let effects = (0..call.effects.len()).map(handler).collect();
        let frame = EventFrame { event: call.event, outcomes, effects, is_function: false, caller: None };
        self.in_event(event, frame, type_args, done, &args);
    }

    /// Makes the code of an event in a frame of its own.
    pub fn in_event(
        &mut self,
        event: &'a Event,
        frame: EventFrame<'a>,
        type_args: Rc<[Ty]>,
        done: Exit,
        args: &[Vals],
    ) {
        self.observe(frame.event, Point::Call, &type_args, args);
        let Some(body) = event.body.filter(|_| !self.is_dead()) else {
            return self.go(&done, Vec::new());
        };
        let typed = self.b.typed;
        let func = &typed.funcs[body];
        let mut own = Frame::new(func, type_args, done, func.result, None);
        own.site = match frame.is_function {
            true => None,
            false => Some(self.site(event.name)),
        };
        own.event = Some(Box::new(frame));
        let (caller, outer_span) = (std::mem::replace(&mut self.frame, own), self.span);
        self.event_frame().caller = Some(Box::new(caller));
        self.b.open_frames += 1;
        for (&param, values) in func.params.iter().zip(args) {
            self.bind(param, values);
        }
        self.tail_arm(&func.body);
        self.b.open_frames -= 1;
        let frame = self.frame.event.take().expect("the frame of an event");
        self.frame = *frame.caller.expect("arms give the frame back");
        self.span = outer_span;
    }

    /// Runs the observers of a point.
    fn observe(&mut self, event: EventId, point: Point, type_args: &Rc<[Ty]>, payload: &[Vals]) {
        let typed = self.b.typed;
        for observer in typed.events[event].observers.iter().filter(|observer| observer.point == point) {
            if self.is_dead() {
                return;
            }
            let body = &typed.funcs[observer.func].body;
            match self.b.events.clone().copies_observer(event, point, body) && self.b.open_frames < MAX_SPLICED {
                true => self.observer_in_place(observer.func, type_args, payload),
                false => {
                    self.call_func(observer.func, type_args, payload.to_vec());
                }
            }
        }
    }

    fn observer_in_place(&mut self, id: FuncId, type_args: &Rc<[Ty]>, payload: &[Vals]) {
        let typed = self.b.typed;
        let func = &typed.funcs[id];
        let end = self.new_block();
        let mut frame = Frame::new(func, type_args.clone(), Exit::Join(end, Vec::new()), func.result, None);
        frame.site = Some(self.site(func.name));
        let (outer, outer_span) = (std::mem::replace(&mut self.frame, frame), self.span);
        self.b.open_frames += 1;
        for (&param, values) in func.params.iter().zip(payload) {
            self.bind(param, values);
        }
        self.expr(&func.body);
        self.jump(end);
        self.b.open_frames -= 1;
        (self.frame, self.span) = (outer, outer_span);
        self.open(end);
    }

    // ---- firing

    fn event_frame(&mut self) -> &mut EventFrame<'a> {
        self.frame.event.as_mut().expect("only the body of an event fires")
    }

    /// Ends the event with an outcome.
    pub fn outcome(&mut self, outcome: u32, args: &'a [Arg]) -> Vals {
        let typed = self.b.typed;
        let id = self.event_frame().event;
        let params = self.payload_types(&typed.events[id].outcomes[outcome as usize].params);
        let values = self.args(args, &params, &[]);
        let type_args = self.frame.type_args.clone();
        self.observe(id, Point::Outcome(outcome), &type_args, &values);
        let exit = self.event_frame().outcomes[outcome as usize].clone();
        if !self.is_dead() {
            self.go(&exit, values.concat());
        }
        Vec::new()
    }

    /// Fires an effect; gives what it is resumed with.
    pub fn fire(&mut self, effect: u32, args: &'a [Arg], ty: Ty) -> Vals {
        let payload = self.observed_payload(effect, args);
        if self.is_dead() {
            return self.stand_ins(ty);
        }
        match self.event_frame().effects[effect as usize].clone() {
            Handler::Nobody if self.b.is_optional(ty) => vec![self.null(ty)],
            Handler::Nobody => Vec::new(),
            Handler::Arms(arms) => self.in_caller(|cx| cx.effect_arms(&arms, payload, ty)),
            Handler::Function(_) => self.fire_function(effect, payload, ty),
        }
    }

    /// The payload of an effect that is fired, once its observers have seen it.
    fn observed_payload(&mut self, effect: u32, args: &'a [Arg]) -> Vals {
        let typed = self.b.typed;
        let id = self.event_frame().event;
        let params = self.payload_types(&typed.events[id].effects[effect as usize].params);
        let values = self.args(args, &params, &[]);
        let type_args = self.frame.type_args.clone();
        self.observe(id, Point::Effect(effect), &type_args, &values);
        values.concat()
    }

    /// Fires an effect with branches; gives the value of the arm that answers the branch taken, nothing in tail
    /// position.
    pub fn firing(&mut self, firing: &'a Firing, ty: Option<Ty>) -> Vals {
        let typed = self.b.typed;
        let payload = self.observed_payload(firing.effect, &firing.args);
        if self.is_dead() {
            return ty.map_or_else(Vec::new, |ty| self.stand_ins(ty));
        }
        let event = self.event_frame().event;
        let branches = &typed.events[event].effects[firing.effect as usize].branches;
        let type_args = self.frame.type_args.clone();
        let exits = self.outcome_blocks(branches, &type_args);
        let (join, nobody) = (self.new_block(), self.new_block());
        let value = ty.map_or_else(Vec::new, |ty| self.vars(ty, None));
        match self.event_frame().effects[firing.effect as usize].clone() {
            Handler::Nobody => self.jump(nobody),
            Handler::Arms(arms) => {
                let targets = self.branch_targets(branches, &exits, &type_args);
                self.in_caller(|cx| cx.branching_arms(&arms, targets, payload));
            }
            Handler::Function(_) => self.firing_function(firing.effect, payload, &exits),
        }
        let end = End { ty, join, value: value.clone() };
        self.answers((&firing.branches, firing.rest.as_ref()), &exits, &end, Some(nobody));
        self.open(join);
        self.read_all(&value)
    }

    /// Where the arms of an effect with branches go, as [`Frame::resumed`] has it.
    pub fn branch_targets(&mut self, branches: &[Outcome], exits: &[Exit], type_args: &[Ty]) -> Vec<Branch> {
        let mut targets = Vec::with_capacity(branches.len());
        for (branch, exit) in branches.iter().zip(exits) {
            let params = branch.params.iter().map(|param| self.b.tys.subst(param.ty, type_args)).collect();
            targets.push(Branch { exit: exit.clone(), params });
        }
        targets
    }

    /// Resumes the effect whose arm this is in a branch.
    pub fn resume(&mut self, arms: ArmsId, branch: u32, args: &'a [Arg]) -> Vals {
        let Some(branches) = self.frame.resumed.get(&arms) else {
            panic!("a branch is fired in the arm of its effect")
        };
        let Branch { exit, params } = branches[branch as usize].clone();
        let values = self.args(args, &params, &[]);
        if !self.is_dead() {
            self.go(&exit, values.concat());
        }
        Vec::new()
    }

    /// `progress?`
    pub fn installed(&mut self, effect: u32) -> Value {
        let known = !matches!(self.event_frame().effects[effect as usize], Handler::Nobody);
        self.bool(known)
    }

    fn payload_types(&mut self, params: &[Payload]) -> Vec<Ty> {
        params.iter().map(|param| self.ty(param.ty)).collect()
    }

    /// Makes the arms of an effect where it is fired, in the frame of the caller.
    fn in_caller<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let outer_span = self.span;
        let caller = self.event_frame().caller.take().expect("arms are made one at a time");
        let own = std::mem::replace(&mut self.frame, *caller);
        let values = make(self);
        let caller = std::mem::replace(&mut self.frame, own);
        self.event_frame().caller = Some(Box::new(caller));
        self.span = outer_span;
        values
    }

    /// The arms of an effect, in the frame that is open.
    pub fn effect_arms(&mut self, of: &EffectArms<'a>, payload: Vals, ty: Ty) -> Vals {
        let (join, value) = (self.new_block(), self.vars(ty, None));
        if let Some(id) = of.each
            && let Some(targets) = self.frame.loops.get_mut(&id)
        {
            targets.next = Exit::Join(join, Vec::new());
        }
        let blocks = self.choose_arm(of.arms, payload);
        for (arm, block) in of.arms.iter().zip(blocks) {
            self.open(block);
            self.join_with(&arm.body, ty, &value, join);
        }
        self.open(join);
        self.read_all(&value)
    }

    /// The arms of an effect with branches, in the frame that is open: they go to one of `targets`, or elsewhere.
    pub fn branching_arms(&mut self, of: &EffectArms<'a>, targets: Vec<Branch>, payload: Vals) {
        let id = of.resumed.expect("an effect with branches is resumed by name");
        self.frame.resumed.insert(id, targets);
        let blocks = self.choose_arm(of.arms, payload);
        for (arm, block) in of.arms.iter().zip(blocks) {
            self.open(block);
            self.expr(&arm.body);
            self.unreachable();
        }
    }
}

/// How deep frames may be in each other.
const MAX_SPLICED: u32 = 64;

/// The end of a call: the value of the arm that is taken goes there.
struct End {
    /// `None` if the call is in tail position.
    ty: Option<Ty>,
    join: Block,
    value: Vec<super::ssa::Var>,
}
