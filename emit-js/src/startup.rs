//! Whether the program can start without its Wasm half, and which listeners must wait for it.
//!
//! In: a placed program.  Out: a [`Startup`].
//!
//! A page that only builds its elements and adds listeners is to be seen before `app.wasm` has come. That holds if
//! nothing that `init` and `main` execute before they return has its home in the Wasm half. What a function may do
//! includes what its closures do, since whoever gets one may call it at once; only a closure that is handed to a
//! function of JavaScript that is known to call it later, such as `addEventListener`, and that gives nothing back, can
//! wait for the half by itself.

use ir::{Extern, ExternKind, Func, FuncId, Op, Program, Side, Terminator, Value};
use rustc_hash::FxHashSet;

/// Functions and constructors of the web that call what they are given in a later turn, never at once.
const LATER: [&str; 14] = [
    "addEventListener",
    "addListener",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "requestAnimationFrame",
    "requestIdleCallback",
    "queueMicrotask",
    "then",
    "catch",
    "finally",
    "MutationObserver",
    "ResizeObserver",
    "IntersectionObserver",
];

/// How a program starts.
#[derive(Default, Debug)]
pub struct Startup {
    /// Whether `init` and `main` run before the Wasm half is loaded.
    pub early: bool,
    /// Bodies of closures that are called later and need the Wasm half.
    pub waiting: FxHashSet<FuncId>,
}

/// Looks at the program.
pub fn of(program: &Program) -> Startup {
    let Some(main) = program.main.filter(|_| program.tests.is_empty() && program.has_side(Side::Wasm)) else {
        return Startup::default();
    };
    let facts: Vec<Facts> = program.funcs.iter_enumerated().map(|(id, func)| facts(program, id, func)).collect();
    let needs = needing(&facts);
    let needs = |func: FuncId| needs[base::Id::index(func)];
    if needs(main) || program.init.is_some_and(needs) {
        return Startup::default();
    }
    let waiting = facts.iter().flat_map(|facts| &facts.later).copied().filter(|&body| needs(body)).collect();
    Startup { early: true, waiting }
}

#[derive(Default)]
struct Facts {
    /// Whether it executes something in the Wasm half itself.
    needs: bool,
    /// What it may call before it returns.
    calls: Vec<FuncId>,
    /// The closures that it only hands to functions of [`LATER`].
    later: Vec<FuncId>,
}

/// Which functions need the Wasm half: those that do, and their callers.
fn needing(facts: &[Facts]) -> Vec<bool> {
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); facts.len()];
    for (caller, facts) in facts.iter().enumerate() {
        facts.calls.iter().for_each(|&callee| callers[base::Id::index(callee)].push(caller));
    }
    let mut needs: Vec<bool> = facts.iter().map(|facts| facts.needs).collect();
    let mut pending: Vec<usize> = (0..facts.len()).filter(|&func| needs[func]).collect();
    while let Some(func) = pending.pop() {
        for &caller in &callers[func] {
            if !std::mem::replace(&mut needs[caller], true) {
                pending.push(caller);
            }
        }
    }
    needs
}

fn facts(program: &Program, id: FuncId, func: &Func) -> Facts {
    let mut facts = Facts { needs: program.placement.funcs[id] == Side::Wasm, ..Facts::default() };
    let mut made = Vec::new();
    for block in &func.blocks {
        for &inst in &block.insts {
            let inst = &func.insts[inst];
            match inst.op {
                Op::Call(callee) => facts.calls.push(callee),
                Op::ClosureNew(body) => made.push((body, inst.results[0])),
                op => facts.needs |= program.placement.home(&op) == Some(Side::Wasm),
            }
        }
        if let Terminator::TailCall(callee, _) = block.term {
            facts.calls.push(callee);
        }
    }
    for (body, value) in made {
        let later = program.funcs[body].results.is_empty() && is_only_called_later(program, func, value);
        if later { &mut facts.later } else { &mut facts.calls }.push(body);
    }
    facts
}

/// Whether all uses of a function value hand it to functions that call it later.
fn is_only_called_later(program: &Program, func: &Func, value: Value) -> bool {
    func.blocks.iter().all(|block| {
        let mut escapes = false;
        block.term.for_each_use(|used| escapes |= used == value);
        let mut insts = block.insts.iter().map(|&inst| &func.insts[inst]).filter(|inst| inst.args.contains(&value));
        !escapes && insts.all(|inst| matches!(inst.op, Op::Extern(id) if calls_later(&program.externs[id])))
    })
}

fn calls_later(row: &Extern) -> bool {
    let name = row.name.as_str();
    let name = name.rsplit('.').next().unwrap_or(name);
    match row.kind {
        ExternKind::Function | ExternKind::Method | ExternKind::New => row.module.is_none() && LATER.contains(&name),
        // `element.onclick = …`
        ExternKind::PropertySet => name.starts_with("on"),
        ExternKind::Get | ExternKind::Set | ExternKind::PropertyGet | ExternKind::Object => false,
        ExternKind::InstanceOf | ExternKind::IndexGet | ExternKind::IndexSet => false,
    }
}
