//! The interpreter: what a program means, and the tests' oracle for every other engine.
//!
//! In: a verified program at any phase.  Out: its results and output, or how it [stopped](Stop).
//!
//! A call is a frame on the heap, never on the stack of this process: programs may nest [`MAX_FRAMES`] calls, and tail
//! calls take no space. Objects live in a table until the machine goes (`value`). The operators on scalars are those
//! of [`crate::fold`], the host functions those of [`crate::host`]. Whatever the verifier excludes (a value of another
//! type, a read of an absent element) is a bug of the compiler and panics here.

mod arrays;
mod code;
mod ops;
mod strings;
mod value;

pub use value::{BigId, ObjectId, StrId, Val};

use crate::host::System;
use crate::{FuncId, GlobalId, PanicKind, Program, TypeId, source_name};
use base::{IndexVec, Sources, Span, Symbol};
use code::{Code, Edge, Instr, Slot};
use num_bigint::BigInt;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use strings::Strings;
use value::Heap;

/// How many calls may be nested.
pub const MAX_FRAMES: usize = 100_000;
/// How many values all frames together may hold.
const MAX_VALUES: usize = 1 << 24;
/// How many frames a panic tells about.
const MAX_TRACE: usize = 50;

/// How a program ended before its time.
#[derive(Clone, PartialEq, Debug)]
pub enum Stop {
    /// It panicked.
    Panic(Panic),
    /// It asked to end with this code.
    Exit(i32),
    /// It uses this of JavaScript, which the interpreter does not have.
    NeedsJavaScript(Symbol),
    /// It took more steps than it was given.
    OutOfSteps,
}

/// A panic.
#[derive(Clone, PartialEq, Debug)]
pub struct Panic {
    /// What it is about.
    pub kind: PanicKind,
    /// Its text.
    pub message: String,
    /// Where it happened: function and place, innermost first, inlined calls included.
    pub frames: Vec<(Symbol, Span)>,
}

impl Panic {
    /// What a program prints to standard error: `panic: …`, then a line for each frame.
    pub fn report(&self, sources: &Sources) -> String {
        let mut report = format!("panic: {}\n", self.message);
        for &(function, span) in &self.frames {
            let place = sources.position(span);
            let path = &sources.get(span.source).path;
            report += &format!("  at {path}:{}:{} in {function}\n", place.line, place.column);
        }
        report
    }
}

/// What keeps an operator from giving a result.
enum Trouble {
    Panic(PanicKind),
    Text(Vec<u16>),
    Exit(i32),
    Js(Symbol),
    OutOfSteps,
}

impl From<PanicKind> for Trouble {
    fn from(kind: PanicKind) -> Trouble {
        Trouble::Panic(kind)
    }
}

/// An active call.
struct Frame {
    func: FuncId,
    code: Rc<Code>,
    /// Where its values start.
    base: usize,
    /// The next instruction.
    next: usize,
}

/// Where control goes when a frame cannot go on by itself. Values are in [`Machine::passed`].
enum Flow {
    Call(FuncId),
    TailCall(FuncId),
    Return,
}

/// A program with its state.
pub struct Machine<'a> {
    program: &'a Program,
    codes: IndexVec<FuncId, Option<Rc<Code>>>,
    globals: IndexVec<GlobalId, Val>,
    heap: Heap,
    strings: Strings,
    bigs: IndexVec<BigId, BigInt>,
    /// The shared objects of variants without fields.
    units: FxHashMap<(TypeId, u32), Val>,
    stack: Vec<Val>,
    /// The callers of the frame that runs.
    frames: Vec<Frame>,
    /// Arguments and results on their way.
    passed: Vec<Val>,
    steps: u64,
}

/// Runs `init` and then `entry`.
///
/// # Errors
/// If the program stops before `entry` returns.
pub fn run(program: &Program, entry: FuncId, args: &[Val], system: &mut dyn System) -> Result<Vec<Val>, Stop> {
    let mut machine = Machine::new(program);
    machine.initialise(system)?;
    machine.call(entry, args, system)
}

impl<'a> Machine<'a> {
    /// The program before anything has run.
    pub fn new(program: &'a Program) -> Machine<'a> {
        let mut strings = Strings::default();
        let mut bigs = IndexVec::new();
        let globals = program.globals.iter().map(|global| match global.value {
            Some(constant) => code::load(constant, &mut strings, &mut bigs),
            None => Val::zero(global.ty),
        });
        Machine {
            globals: globals.collect(),
            program,
            codes: IndexVec::filled(None, program.funcs.len()),
            heap: Heap::default(),
            strings,
            bigs,
            units: FxHashMap::default(),
            stack: Vec::new(),
            frames: Vec::new(),
            passed: Vec::new(),
            steps: u64::MAX,
        }
    }
    /// Lets the program take this many more steps: jumps and calls.
    pub fn limit_steps(&mut self, steps: u64) {
        self.steps = steps;
    }
    /// Runs `init`, if there is one.
    ///
    /// # Errors
    /// If the program stops.
    pub fn initialise(&mut self, system: &mut dyn System) -> Result<(), Stop> {
        match self.program.init {
            Some(init) => self.call(init, &[], system).map(drop),
            None => Ok(()),
        }
    }
    /// A string as a value of this machine.
    pub fn string(&mut self, text: &str) -> Val {
        self.strings.add(text.encode_utf16().collect::<Vec<u16>>())
    }
    /// The code units of a string.
    ///
    /// # Panics
    /// If `value` is not a string of this machine.
    pub fn units(&mut self, value: Val) -> Vec<u16> {
        self.strings.units(value.str()).to_vec()
    }
    /// Calls a function; what it leaves in globals and objects stays for the next call.
    ///
    /// # Errors
    /// If the program stops before the function returns.
    pub fn call(&mut self, func: FuncId, args: &[Val], system: &mut dyn System) -> Result<Vec<Val>, Stop> {
        self.passed = args.to_vec();
        let result = self.run(func, system);
        if let Err(trouble) = result {
            let stop = self.stop(trouble);
            self.frames.clear();
            self.stack.clear();
            return Err(stop);
        }
        Ok(std::mem::take(&mut self.passed))
    }
    /// Runs `func` on the values passed, and leaves its results there.
    fn run(&mut self, func: FuncId, system: &mut dyn System) -> Result<(), Trouble> {
        let mut frame = self.enter(func)?;
        loop {
            let code = Rc::clone(&frame.code);
            match self.go_on(&code, &mut frame, system) {
                Ok(Flow::Call(func)) => {
                    self.frames.push(frame);
                    frame = self.enter(func)?;
                }
                Ok(Flow::TailCall(func)) => {
                    self.stack.truncate(frame.base);
                    frame = self.enter(func)?;
                }
                Ok(Flow::Return) => {
                    self.stack.truncate(frame.base);
                    let Some(caller) = self.frames.pop() else { return Ok(()) };
                    frame = caller;
                    let slots = &frame.code.results[frame.next - 1];
                    for (&slot, &value) in slots.iter().zip(&self.passed) {
                        self.stack[frame.base + slot as usize] = value;
                    }
                }
                Err(trouble) => {
                    self.frames.push(frame);
                    return Err(trouble);
                }
            }
        }
    }
    /// A frame for `func`, with the values passed as its parameters.
    fn enter(&mut self, func: FuncId) -> Result<Frame, Trouble> {
        let code = match &self.codes[func] {
            Some(code) => Rc::clone(code),
            None => {
                let code = Rc::new(Code::of(&self.program.funcs[func], &mut self.strings, &mut self.bigs));
                self.codes[func] = Some(Rc::clone(&code));
                code
            }
        };
        let base = self.stack.len();
        if self.frames.len() >= MAX_FRAMES || base + code.frame.len() > MAX_VALUES {
            return Err(PanicKind::StackOverflow.into());
        }
        self.stack.extend_from_slice(&code.frame);
        for (&slot, &value) in code.params.iter().zip(&self.passed) {
            self.stack[base + slot as usize] = value;
        }
        Ok(Frame { func, code, base, next: 0 })
    }
    /// Runs a frame until it calls or returns.
    fn go_on(&mut self, code: &Code, frame: &mut Frame, system: &mut dyn System) -> Result<Flow, Trouble> {
        let base = frame.base;
        loop {
            let instr = &code.instrs[frame.next];
            frame.next += 1;
            match instr {
                Instr::Scalar(prim, a, b, result) => {
                    let (a, b) = (self.get(base, *a), self.get(base, *b));
                    self.stack[base + *result as usize] = ops::scalar(*prim, a, b)?;
                }
                Instr::Op(op, args, result) => {
                    self.pass(base, args);
                    let args = std::mem::take(&mut self.passed);
                    let value = self.op(*op, &args, system)?;
                    self.passed = args;
                    if let (Some(slot), Some(value)) = (result, value) {
                        self.stack[base + *slot as usize] = value;
                    }
                }
                Instr::Jump(edge) => self.follow(edge, frame)?,
                Instr::Branch(cond, yes, no) => {
                    let edge = if self.get(base, *cond).bool() { yes } else { no };
                    self.follow(edge, frame)?;
                }
                Instr::Switch(value, edges, default) => {
                    let index = usize::try_from(self.get(base, *value).i32()).ok();
                    let edge = index.and_then(|index| edges.get(index)).unwrap_or(default);
                    self.follow(edge, frame)?;
                }
                Instr::Call(func, args) => {
                    self.pass(base, args);
                    self.step()?;
                    return Ok(Flow::Call(*func));
                }
                Instr::TailCall(func, args) => {
                    self.pass(base, args);
                    self.step()?;
                    return Ok(Flow::TailCall(*func));
                }
                Instr::CallClosure(args) => return Ok(Flow::Call(self.pass_to_closure(base, args)?)),
                Instr::TailCallClosure(args) => return Ok(Flow::TailCall(self.pass_to_closure(base, args)?)),
                Instr::Return(values) => {
                    self.pass(base, values);
                    return Ok(Flow::Return);
                }
                Instr::Panic(kind) => return Err(Trouble::Panic(*kind)),
            }
        }
    }
    fn get(&self, base: usize, slot: Slot) -> Val {
        self.stack[base + slot as usize]
    }
    fn pass(&mut self, base: usize, slots: &[Slot]) {
        self.passed.clear();
        let frame = &self.stack[base..];
        self.passed.extend(slots.iter().map(|&slot| frame[slot as usize]));
    }
    /// Passes the captured values and the arguments; gives the body.
    fn pass_to_closure(&mut self, base: usize, slots: &[Slot]) -> Result<FuncId, Trouble> {
        self.step()?;
        let (func, captures) = self.heap.function(self.stack[base + slots[0] as usize]);
        self.passed.clear();
        self.passed.extend_from_slice(captures);
        let frame = &self.stack[base..];
        self.passed.extend(slots[1..].iter().map(|&slot| frame[slot as usize]));
        Ok(func)
    }
    /// Takes an edge. Its assignments are parallel: all are read before any is written.
    fn follow(&mut self, edge: &Edge, frame: &mut Frame) -> Result<(), Trouble> {
        self.step()?;
        frame.next = edge.to as usize;
        let values = &mut self.stack[frame.base..];
        if let [(from, to)] = *edge.moves {
            values[to as usize] = values[from as usize];
            return Ok(());
        }
        self.passed.clear();
        self.passed.extend(edge.moves.iter().map(|&(from, _)| values[from as usize]));
        for (&(_, to), &value) in edge.moves.iter().zip(&self.passed) {
            values[to as usize] = value;
        }
        Ok(())
    }
    fn step(&mut self) -> Result<(), Trouble> {
        self.steps = self.steps.checked_sub(1).ok_or(Trouble::OutOfSteps)?;
        Ok(())
    }

    fn stop(&self, trouble: Trouble) -> Stop {
        let (kind, message) = match trouble {
            Trouble::Panic(kind) => (kind, kind.message().to_owned()),
            Trouble::Text(text) => (PanicKind::Explicit, String::from_utf16_lossy(&text)),
            Trouble::Exit(code) => return Stop::Exit(code),
            Trouble::Js(name) => return Stop::NeedsJavaScript(name),
            Trouble::OutOfSteps => return Stop::OutOfSteps,
        };
        Stop::Panic(Panic { kind, message, frames: self.trace() })
    }
    fn trace(&self) -> Vec<(Symbol, Span)> {
        let mut trace = Vec::new();
        for frame in self.frames.iter().rev() {
            let func = &self.program.funcs[frame.func];
            let mut loc = frame.code.locs[frame.next - 1];
            while let Some(site) = loc.site {
                trace.push((func.sites[site].callee, loc.span));
                loc = func.sites[site].call;
            }
            trace.push((source_name(func.name), loc.span));
            if trace.len() >= MAX_TRACE {
                trace.truncate(MAX_TRACE);
                break;
            }
        }
        trace
    }
}
