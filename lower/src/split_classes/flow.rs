//! Which values of a program meet: inference of classes, as polymorphic as Milner's of types.
//!
//! In: a program.  Out: for every value of every function the class of what it refers to, a [`Scheme`] for each
//! function, and which classes each call gave to its callee.
//!
//! Functions are visited callees first. What a function does makes classes one; a call takes a fresh copy of the
//! callee's scheme, so that two calls of `List.push` say nothing about each other's lists. Within a cycle of calls
//! nothing is copied. Making a function value is a call that happens later. What is reached from a module variable, from
//! JavaScript or from an export is one class for the whole program: nobody sees who uses it.
//!
//! Henglein, "Type inference with polymorphic recursion" (1993), has the general problem; Steensgaard, "Points-to
//! analysis in almost linear time" (POPL 1996), the equations for heaps.

use super::shapes::{Group, Member, Shapes};
use super::unify::{Class, Classes};
use crate::call_graph::CallGraph;
use base::{Id, IndexVec};
use ir::{Func, FuncId, GlobalId, InstData, Op, Program, Terminator, Type, Value};
use rustc_hash::FxHashMap;

/// What callers must know of the classes of a function.
#[derive(Clone, Default)]
pub struct Scheme {
    /// The classes that its parameters and results reach, but the fixed ones, as the function itself has them.
    pub classes: Vec<Class>,
    /// For each of them its group and what it holds.
    held: Vec<(Group, Vec<(u32, Link)>)>,
    params: Vec<Option<Link>>,
    results: Vec<Option<Link>>,
}

/// A class in a scheme.
#[derive(Clone, Copy)]
enum Link {
    /// The one with this position among [`Scheme::classes`].
    Own(u32),
    /// One of the whole program.
    Fixed(Class),
}

/// What a call gave to its callee.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Given {
    /// The classes of the caller itself: both are in one cycle of calls.
    Own,
    /// Copies of the scheme's classes, in order from this one on.
    Copies(Class),
}

/// The classes of a program.
pub struct Flow {
    /// What holds what.
    pub shapes: Shapes,
    /// All classes.
    pub classes: Classes,
    /// The class of each value, if it has one.
    pub values: IndexVec<FuncId, IndexVec<Value, Option<Class>>>,
    /// The classes of results.
    pub results: IndexVec<FuncId, Vec<Option<Class>>>,
    /// The classes of module variables.
    pub globals: IndexVec<GlobalId, Option<Class>>,
    /// The schemes of functions.
    pub schemes: IndexVec<FuncId, Scheme>,
    /// What each call of a function gave, in the order of its blocks and instructions.
    pub calls: IndexVec<FuncId, Vec<Given>>,
    /// The cycle of calls that each function is in, or the function alone.
    pub cycles: IndexVec<FuncId, std::rc::Rc<[FuncId]>>,
    /// What the world outside calls, and what it gives.
    pub roots: Vec<(FuncId, Given)>,
    outside: FxHashMap<Group, Class>,
}

impl Flow {
    /// Infers the classes of a program.
    pub fn of(program: &Program) -> Flow {
        let funcs = program.funcs.len();
        let mut flow = Flow {
            shapes: Shapes::of(program),
            classes: Classes::default(),
            values: program.funcs.iter().map(|func| IndexVec::filled(None, func.values.len())).collect(),
            results: IndexVec::filled(Vec::new(), funcs),
            globals: IndexVec::new(),
            schemes: IndexVec::filled(Scheme::default(), funcs),
            calls: IndexVec::filled(Vec::new(), funcs),
            cycles: IndexVec::filled(std::rc::Rc::from([]), funcs),
            roots: Vec::new(),
            outside: FxHashMap::default(),
        };
        for global in &program.globals {
            let class = flow.fresh(global.ty);
            class.into_iter().for_each(|class| flow.classes.fix(class));
            flow.globals.push(class);
        }
        let graph = CallGraph::of(program);
        let cycles: Vec<&[FuncId]> = graph.components_top_down().collect();
        for members in cycles.into_iter().rev() {
            flow.cycle(program, members);
        }
        flow.roots(program);
        flow
    }

    fn cycle(&mut self, program: &Program, members: &[FuncId]) {
        let mut sorted = members.to_vec();
        sorted.sort();
        let sorted: std::rc::Rc<[FuncId]> = std::rc::Rc::from(sorted);
        for &id in members {
            self.cycles[id] = sorted.clone();
            self.results[id] = program.funcs[id].results.iter().map(|&ty| self.fresh(ty)).collect();
            // Every value that is defined has a class, whether anything is done with it or not.
            let func = &program.funcs[id];
            for block in &func.blocks {
                let results = block.insts.iter().flat_map(|&inst| &func.insts[inst].results);
                block.params.iter().chain(results).for_each(|&value| {
                    self.value(id, func, value);
                });
            }
        }
        for &id in sorted.iter() {
            self.func(program, id);
        }
        for &id in sorted.iter() {
            self.schemes[id] = self.scheme(program, id);
        }
    }

    /// What the world outside calls: it has the values of every call, so that those of one type may meet.
    fn roots(&mut self, program: &Program) {
        let tests = program.tests.iter().map(|test| test.func);
        let exports = program.exports.iter().map(|export| export.func);
        for id in program.init.into_iter().chain(program.main).chain(tests).chain(exports) {
            let given = self.instantiate(id);
            let (params, results) = self.interface(id, given);
            let func = &program.funcs[id];
            let types = func.param_types().into_iter().chain(func.results.iter().copied());
            for (class, ty) in params.into_iter().chain(results).zip(types) {
                let outside = self.outside_of(ty);
                self.meet(class, outside);
            }
            self.roots.push((id, given));
        }
    }

    // ---- classes

    fn fresh(&mut self, ty: Type) -> Option<Class> {
        let member = self.shapes.member(ty)?;
        Some(self.classes.fresh(self.shapes.group[member]))
    }

    fn value(&mut self, id: FuncId, func: &Func, value: Value) -> Option<Class> {
        match self.values[id][value] {
            Some(class) => Some(class),
            None => {
                let class = self.fresh(func.ty(value))?;
                self.values[id][value] = Some(class);
                Some(class)
            }
        }
    }

    fn meet(&mut self, a: Option<Class>, b: Option<Class>) {
        if let (Some(a), Some(b)) = (a, b) {
            self.classes.unify(a, b);
        }
    }

    /// The class of all values of a type that the world outside may have.
    pub fn outside_of(&mut self, ty: Type) -> Option<Class> {
        let member = self.shapes.member(ty)?;
        Some(self.outside(self.shapes.group[member]))
    }

    fn outside(&mut self, group: Group) -> Class {
        if let Some(&class) = self.outside.get(&group) {
            return class;
        }
        let class = self.classes.fresh(group);
        self.classes.fix(class);
        self.outside.insert(group, class);
        for (slot, held) in self.shapes.slots(group).to_vec().into_iter().enumerate() {
            let held = self.outside(self.shapes.group[held]);
            self.classes.put(class, slot as u32, held);
        }
        class
    }

    // ---- schemes

    fn scheme(&mut self, program: &Program, id: FuncId) -> Scheme {
        let func = &program.funcs[id];
        let params: Vec<_> = func.params().iter().map(|&param| self.value(id, func, param)).collect();
        let mut scheme = Scheme::default();
        let mut known = FxHashMap::default();
        scheme.params = params.into_iter().map(|class| self.link(class, &mut scheme.classes, &mut known)).collect();
        let results = self.results[id].clone();
        scheme.results = results.into_iter().map(|class| self.link(class, &mut scheme.classes, &mut known)).collect();
        while scheme.held.len() < scheme.classes.len() {
            let class = scheme.classes[scheme.held.len()];
            let slots = self.classes.slots(class).to_vec();
            let held = slots.into_iter().filter_map(|(slot, held)| {
                let link = self.link(Some(held), &mut scheme.classes, &mut known)?;
                Some((slot, link))
            });
            let held = held.collect();
            scheme.held.push((self.classes.group(class), held));
        }
        scheme
    }

    fn link(
        &mut self,
        class: Option<Class>,
        classes: &mut Vec<Class>,
        known: &mut FxHashMap<Class, u32>,
    ) -> Option<Link> {
        let class = self.classes.find(class?);
        if self.classes.is_fixed(class) {
            return Some(Link::Fixed(class));
        }
        let position = *known.entry(class).or_insert_with(|| {
            classes.push(class);
            classes.len() as u32 - 1
        });
        Some(Link::Own(position))
    }

    fn instantiate(&mut self, callee: FuncId) -> Given {
        let held = std::mem::take(&mut self.schemes[callee].held);
        let mut first = None;
        for (group, _) in &held {
            let class = self.classes.fresh(*group);
            first = first.or(Some(class));
        }
        let first = first.unwrap_or(Class::from_index(0));
        for (position, (_, slots)) in held.iter().enumerate() {
            for &(slot, link) in slots {
                self.classes.put(nth(first, position as u32), slot, follow(first, link));
            }
        }
        self.schemes[callee].held = held;
        Given::Copies(first)
    }

    /// The classes of parameters and results as a call got them.
    fn interface(&self, callee: FuncId, given: Given) -> (Vec<Option<Class>>, Vec<Option<Class>>) {
        let Given::Copies(first) = given else { unreachable!("only copies have a scheme") };
        let scheme = &self.schemes[callee];
        let all = |links: &[Option<Link>]| links.iter().map(|link| link.map(|link| follow(first, link))).collect();
        (all(&scheme.params), all(&scheme.results))
    }

    // ---- what code does

    fn func(&mut self, program: &Program, id: FuncId) {
        let func = &program.funcs[id];
        for block in &func.blocks {
            for &inst in &block.insts {
                self.inst(program, id, func, &func.insts[inst]);
            }
            self.terminator(program, id, func, &block.term);
        }
    }

    fn inst(&mut self, program: &Program, id: FuncId, func: &Func, inst: &InstData) {
        let args: Vec<_> = inst.args.iter().map(|&arg| self.value(id, func, arg)).collect();
        let results: Vec<_> = inst.results.iter().map(|&result| self.value(id, func, result)).collect();
        match inst.op {
            Op::Some | Op::Unwrap | Op::AssumeSome => self.meet(args[0], results[0]),
            Op::RefEq => self.meet(args[0], args[1]),
            Op::StructNew(ty) => self.holds(results[0], self.shapes.of_type(ty), 0, &args),
            Op::VariantNew(ty, variant) => {
                let first = self.shapes.first_of_variant(ty, variant);
                self.holds(results[0], self.shapes.of_type(ty), first, &args);
            }
            Op::StructGet(ty, field) => self.holds(args[0], self.shapes.of_type(ty), field as usize, &results),
            Op::StructSet(ty, field) => self.holds(args[0], self.shapes.of_type(ty), field as usize, &args[1..]),
            Op::VariantGet(ty, variant, field) => {
                let at = self.shapes.first_of_variant(ty, variant) + field as usize;
                self.holds(args[0], self.shapes.of_type(ty), at, &results);
            }
            Op::ArrayNew(ty) => self.holds(results[0], self.shapes.of_type(ty), 0, &args[1..]),
            Op::ArrayLit(ty) => {
                for &arg in &args {
                    self.holds(results[0], self.shapes.of_type(ty), 0, &[arg]);
                }
            }
            Op::ArrayGet(ty) => self.holds(args[0], self.shapes.of_type(ty), 0, &results),
            Op::ArraySet(ty) | Op::ArrayFill(ty) => self.holds(args[0], self.shapes.of_type(ty), 0, &args[2..3]),
            Op::ArrayCopy(_) => self.meet(args[0], args[2]),
            Op::GlobalGet(global) => self.meet(self.globals[global], results[0]),
            Op::GlobalSet(global) => self.meet(self.globals[global], args[0]),
            Op::Call(callee) => self.call(program, id, callee, &args, &results),
            Op::ClosureNew(callee) => self.closure(program, id, callee, func, inst),
            Op::CallClosure(sig) => {
                let member = self.shapes.of_sig(sig);
                self.holds(args[0], member, 0, &args[1..]);
                self.holds(args[0], member, args.len() - 1, &results);
            }
            Op::Extern(_) => {
                for &value in inst.args.iter().chain(&inst.results) {
                    let (class, outside) = (self.value(id, func, value), self.outside_of(func.ty(value)));
                    self.meet(class, outside);
                }
            }
            Op::Prim(_)
            | Op::IsNull
            | Op::VariantTag(_)
            | Op::ArrayNewDefault(_)
            | Op::ArrayLen(_)
            | Op::BufferNew(_)
            | Op::BufferLen(_)
            | Op::BufferGet(_)
            | Op::BufferSet(_)
            | Op::BufferPtr(_)
            | Op::BufferView(_)
            | Op::StrFromArray(_)
            | Op::StrIntoArray(_)
            | Op::Host(_) => {}
        }
    }

    fn terminator(&mut self, program: &Program, id: FuncId, func: &Func, term: &Terminator) {
        term.for_each_target(|target| {
            for (&arg, &param) in target.args.iter().zip(&func.blocks[target.block].params) {
                let (arg, param) = (self.value(id, func, arg), self.value(id, func, param));
                self.meet(arg, param);
            }
        });
        let results = self.results[id].clone();
        match term {
            Terminator::Return(values) => {
                for (&value, result) in values.iter().zip(results) {
                    let value = self.value(id, func, value);
                    self.meet(value, result);
                }
            }
            Terminator::TailCall(callee, args) => {
                let args: Vec<_> = args.iter().map(|&arg| self.value(id, func, arg)).collect();
                self.call(program, id, *callee, &args, &results);
            }
            Terminator::TailCallClosure(sig, args) => {
                let args: Vec<_> = args.iter().map(|&arg| self.value(id, func, arg)).collect();
                let member = self.shapes.of_sig(*sig);
                self.holds(args[0], member, 0, &args[1..]);
                self.holds(args[0], member, args.len() - 1, &results);
            }
            Terminator::Jump(_)
            | Terminator::Branch(..)
            | Terminator::Switch(..)
            | Terminator::Panic(_)
            | Terminator::Unreachable => {}
        }
    }

    /// `holder` holds `values` from position `first` on.
    fn holds(&mut self, class: Option<Class>, holder: Member, first: usize, values: &[Option<Class>]) {
        let class = class.expect("what holds something has a class");
        for (at, &value) in values.iter().enumerate() {
            if value.is_some() {
                let part = self.classes.part(&self.shapes, class, holder, first + at);
                self.meet(part, value);
            }
        }
    }

    /// The classes of parameters and results of a callee, noted as given by the next call of `caller`.
    fn callee(
        &mut self,
        program: &Program,
        caller: FuncId,
        callee: FuncId,
    ) -> (Vec<Option<Class>>, Vec<Option<Class>>) {
        if self.cycles[caller].contains(&callee) {
            self.calls[caller].push(Given::Own);
            let func = &program.funcs[callee];
            let params = func.params().iter().map(|&param| self.value(callee, func, param)).collect();
            return (params, self.results[callee].clone());
        }
        let given = self.instantiate(callee);
        self.calls[caller].push(given);
        self.interface(callee, given)
    }

    fn call(
        &mut self,
        program: &Program,
        caller: FuncId,
        callee: FuncId,
        args: &[Option<Class>],
        results: &[Option<Class>],
    ) {
        let (params, returned) = self.callee(program, caller, callee);
        params.into_iter().zip(args).for_each(|(param, &arg)| self.meet(param, arg));
        returned.into_iter().zip(results).for_each(|(returned, &result)| self.meet(returned, result));
    }

    fn closure(&mut self, program: &Program, id: FuncId, body: FuncId, func: &Func, inst: &InstData) {
        let (mut params, returned) = self.callee(program, id, body);
        let bound = params.split_off(inst.args.len());
        for (&arg, param) in inst.args.iter().zip(params) {
            let arg = self.value(id, func, arg);
            self.meet(param, arg);
        }
        let made = inst.results[0];
        let member = self.shapes.member(func.ty(made)).expect("function values have classes");
        let class = self.value(id, func, made);
        self.holds(class, member, 0, &bound);
        self.holds(class, member, bound.len(), &returned);
    }
}

fn follow(first: Class, link: Link) -> Class {
    match link {
        Link::Own(position) => nth(first, position),
        Link::Fixed(class) => class,
    }
}

/// The `position`th class after `first`, of those that were made one after another.
pub fn nth(first: Class, position: u32) -> Class {
    Class::from_index(first.index() + position as usize)
}
