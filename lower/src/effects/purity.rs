//! Which functions are pure, and if one is not, the calls that lead to why.
//!
//! In: a program with its effects.  Out: for a function the first thing that it must not do.
//!
//! A pure function gives the same for the same arguments, and nothing is different after it. So it writes nothing that
//! anyone else has, reads no variable that changes and no object that changes but those its arguments lead to, and
//! leaves the world outside alone. It may make objects, panic, and call the function values that it is given: those are
//! the concern of whoever gave them. A constant's object may be read as long as nothing writes objects of its type that
//! are not a function's own.

use super::places::{IdSet, Place};
use super::{Effects, Total, bodies};
use base::{IndexVec, Span};
use ir::op::{Effect, Memory};
use ir::{ExternId, FuncId, Host, Kind, Op, Program, SigId, Terminator};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Something that a pure function must not do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Violation {
    Writes(Place),
    Reads(Place),
    UsesJavaScript(ExternId),
    CallsJavaScript,
    UsesHost(Host),
}

/// A step of the way to an effect: the place in a function where the next is called, or where the effect is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub func: FuncId,
    pub span: Span,
}

/// What is needed to say whether functions are pure.
pub(crate) struct Purity<'a> {
    program: &'a Program,
    effects: &'a Effects,
    /// Places of objects that are not a function's own and that something writes.
    changed: IdSet<Place>,
    bodies: IndexVec<SigId, Vec<FuncId>>,
}

impl<'a> Purity<'a> {
    pub fn of(program: &'a Program, effects: &'a Effects) -> Self {
        let mut changed = IdSet::default();
        for id in program.funcs.ids() {
            changed.union(&effects.func(id).world.writes);
        }
        for export in &program.exports {
            changed.union(&effects.func(export.func).arguments.writes);
        }
        Purity { program, effects, changed, bodies: bodies(program) }
    }

    /// Why a function is not pure, if it is not.
    pub fn violation(&self, id: FuncId) -> Option<Violation> {
        let own = self.effects.func(id);
        let Total { touched, facts, calls_js } = &own.total;
        let written = touched.writes.iter().next().map(Violation::Writes);
        let is_global = |place: Place| matches!(self.effects.places.memory(place), Memory::Global(_));
        let read = || own.world.reads.iter().find(|&place| is_global(place) || self.changed.contains(place));
        let host = || facts.hosts().find(|host| super::names::host(*host).is_some());
        written
            .or_else(|| facts.externs.iter().next().map(Violation::UsesJavaScript))
            .or_else(|| host().map(Violation::UsesHost))
            .or_else(|| read().map(Violation::Reads))
            .or_else(|| calls_js.then_some(Violation::CallsJavaScript))
    }

    /// The shortest way from a function to where it happens.
    pub fn way(&self, from: FuncId, violation: Violation) -> Vec<Step> {
        let mut found_by: FxHashMap<FuncId, Option<Step>> = FxHashMap::default();
        found_by.insert(from, None);
        let mut pending = VecDeque::from([from]);
        while let Some(func) = pending.pop_front() {
            if let Some(span) = self.own(func, violation) {
                let mut steps = vec![Step { func, span }];
                let mut at = func;
                while let Some(Some(step)) = found_by.get(&at) {
                    steps.push(*step);
                    at = step.func;
                }
                steps.reverse();
                return steps;
            }
            for (span, callee) in self.calls(func) {
                if self.has(callee, violation) && !found_by.contains_key(&callee) {
                    found_by.insert(callee, Some(Step { func, span }));
                    pending.push_back(callee);
                }
            }
        }
        vec![Step { func: from, span: self.program.funcs[from].span }]
    }

    fn has(&self, id: FuncId, violation: Violation) -> bool {
        let Total { touched, facts, calls_js } = self.effects.whatever_it_is_given(id);
        match violation {
            Violation::Writes(place) => touched.writes.contains(place),
            Violation::Reads(place) => touched.reads.contains(place),
            Violation::UsesJavaScript(used) => facts.externs.contains(used),
            Violation::CallsJavaScript => *calls_js,
            Violation::UsesHost(host) => facts.hosts().any(|known| known == host),
        }
    }

    /// Where a function does it by itself.
    fn own(&self, id: FuncId, violation: Violation) -> Option<Span> {
        let func = &self.program.funcs[id];
        let number = |memory| self.effects.places.number(memory);
        let does = |op: Op| match (violation, op) {
            (Violation::Writes(place), op) => {
                matches!(op.effect(), Effect::Write(memory) if number(memory) == place)
            }
            (Violation::Reads(place), Op::ArrayCopy(ty)) => number(Memory::Elements(ty)) == place,
            (Violation::Reads(place), op) => matches!(op.effect(), Effect::Read(memory) if number(memory) == place),
            (Violation::UsesJavaScript(used), Op::Extern(own)) => used == own,
            (Violation::UsesHost(host), Op::Host(own)) => host == own,
            (Violation::CallsJavaScript, Op::CallClosure(sig)) => self.effects.value(sig).calls_js,
            (Violation::UsesJavaScript(_) | Violation::UsesHost(_) | Violation::CallsJavaScript, _) => false,
        };
        let mut insts = func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]);
        insts.find(|inst| does(inst.op)).map(|inst| inst.loc.span)
    }

    /// What a function calls, and the function values that it makes or may call, with where.
    fn calls(&self, id: FuncId) -> Vec<(Span, FuncId)> {
        let func = &self.program.funcs[id];
        let mut calls = Vec::new();
        for block in &func.blocks {
            for inst in block.insts.iter().map(|&inst| &func.insts[inst]) {
                match inst.op {
                    Op::Call(callee) | Op::ClosureNew(callee) => calls.push((inst.loc.span, callee)),
                    Op::CallClosure(sig) => calls.extend(self.bodies[sig].iter().map(|&body| (inst.loc.span, body))),
                    Op::Extern(used) => {
                        for param in &self.program.externs[used].params {
                            if let Kind::Func(sig) = param.kind {
                                calls.extend(self.bodies[sig].iter().map(|&body| (inst.loc.span, body)));
                            }
                        }
                    }
                    _ => {}
                }
            }
            match block.term {
                Terminator::TailCall(callee, _) => calls.push((block.loc.span, callee)),
                Terminator::TailCallClosure(sig, _) => {
                    calls.extend(self.bodies[sig].iter().map(|&body| (block.loc.span, body)));
                }
                _ => {}
            }
        }
        calls
    }
}
