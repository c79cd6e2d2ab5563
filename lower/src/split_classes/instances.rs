//! Which functions are needed with which classes.
//!
//! In: the classes of values ([`Flow`]).  Out: [`Instance`]s: a cycle of calls, or a function alone, with the classes
//! that its callers give it. Two calls with the same classes have the same instance, so a program in which nothing is to be
//! told apart has one of each. From what the world outside calls, callers before callees.
//!
//! There may be exponentially many. When there are too many, further calls share the first instance of their callee,
//! and what they give becomes one class with what that was given: less is told apart, and all stays right.

use super::flow::{Flow, Given, nth};
use super::unify::{Class, Classes};
use base::IndexVec;
use ir::{FuncId, Program};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// So many copies of functions for each function, and so many beyond that, are made to be looked at.
const MOST_COPIES: (usize, usize) = (2, 1000);

/// The number of an instance.
pub type InstanceId = usize;

/// A cycle of calls, or a function alone, with its classes.
pub struct Instance {
    /// The function that is called from outside the cycle.
    pub entry: FuncId,
    /// What the classes of the flow are here, but the fixed ones.
    classes: FxHashMap<Class, Class>,
    /// For each call of each member, in order: the instance of the callee.
    pub callees: FxHashMap<FuncId, Vec<InstanceId>>,
}

/// The instances of a program.
pub struct Instances {
    /// In order of their making.
    pub all: Vec<Instance>,
    /// The classes that instances have, without those that only schemes have.
    pub classes: Classes,
    /// The instances of what the world outside calls.
    pub roots: FxHashMap<FuncId, InstanceId>,
    fixed: FxHashMap<Class, Class>,
    known: FxHashMap<(FuncId, Vec<Class>), InstanceId>,
    first: IndexVec<FuncId, Option<InstanceId>>,
    todo: VecDeque<InstanceId>,
    copies: usize,
}

impl Instances {
    /// The instances of a program.
    pub fn of(program: &Program, flow: &mut Flow) -> Instances {
        let mut this = Instances {
            all: Vec::new(),
            classes: Classes::default(),
            roots: FxHashMap::default(),
            fixed: FxHashMap::default(),
            known: FxHashMap::default(),
            first: IndexVec::filled(None, program.funcs.len()),
            todo: VecDeque::new(),
            copies: program.funcs.len() * MOST_COPIES.0 + MOST_COPIES.1,
        };
        for (root, given) in std::mem::take(&mut flow.roots) {
            let classes = this.given(flow, None, root, given);
            let instance = this.instance(flow, root, classes);
            this.roots.insert(root, instance);
        }
        while let Some(instance) = this.todo.pop_front() {
            this.calls(program, flow, instance);
        }
        this
    }

    /// What a class of the flow is in an instance.
    pub fn class(&mut self, flow: &mut Flow, instance: Option<InstanceId>, class: Class) -> Class {
        let class = flow.classes.find(class);
        let known = match (flow.classes.is_fixed(class), instance) {
            (false, Some(instance)) => self.all[instance].classes.get(&class),
            _ => self.fixed.get(&class),
        };
        if let Some(&known) = known {
            return self.classes.find(known);
        }
        let own = self.classes.fresh(flow.classes.group(class));
        match (flow.classes.is_fixed(class), instance) {
            (false, Some(instance)) => self.all[instance].classes.insert(class, own),
            _ => self.fixed.insert(class, own),
        };
        for (slot, held) in flow.classes.slots(class).to_vec() {
            let held = self.class(flow, instance, held);
            self.classes.put(own, slot, held);
        }
        own
    }

    /// The classes that a call gives to its callee.
    fn given(&mut self, flow: &mut Flow, caller: Option<InstanceId>, callee: FuncId, given: Given) -> Vec<Class> {
        let Given::Copies(first) = given else { unreachable!("a call within a cycle gives nothing") };
        let count = flow.schemes[callee].classes.len() as u32;
        (0..count).map(|position| self.class(flow, caller, nth(first, position))).collect()
    }

    fn instance(&mut self, flow: &mut Flow, entry: FuncId, classes: Vec<Class>) -> InstanceId {
        let key = (entry, classes);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let (_, classes) = key;
        let own = flow.schemes[entry].classes.clone();
        if let (Some(first), 0) = (self.first[entry], self.copies) {
            for (own, given) in own.into_iter().zip(classes) {
                let other = self.class(flow, Some(first), own);
                self.classes.unify(other, given);
            }
            return first;
        }
        let id = self.all.len();
        self.copies = self.copies.saturating_sub(flow.cycles[entry].len());
        self.first[entry] = self.first[entry].or(Some(id));
        self.known.insert((entry, classes.clone()), id);
        let own = own.into_iter().map(|class| flow.classes.find(class)).zip(classes).collect();
        self.all.push(Instance { entry, classes: own, callees: FxHashMap::default() });
        self.todo.push_back(id);
        id
    }

    fn calls(&mut self, program: &Program, flow: &mut Flow, id: InstanceId) {
        let members = flow.cycles[self.all[id].entry].clone();
        for &member in members.iter() {
            let callees = crate::call_graph::callees_of(program, member);
            let calls = std::mem::take(&mut flow.calls[member]);
            let mut instances = Vec::with_capacity(calls.len());
            for (callee, &given) in callees.into_iter().zip(&calls) {
                instances.push(match given {
                    Given::Own => id,
                    Given::Copies(_) => {
                        let classes = self.given(flow, Some(id), callee, given);
                        self.instance(flow, callee, classes)
                    }
                });
            }
            flow.calls[member] = calls;
            self.all[id].callees.insert(member, instances);
        }
    }
}
