//! What `@js` and `@wasm` ask for and cannot be, or costs more than it gains.
//!
//! In: a program as it was built, with where its attributes stand.  Out: diagnostics.
//!
//! Nearly everything can be asked of the other side: calls, fields, function values, all of JavaScript. What cannot is a
//! tail call, so the functions of a cycle of tail calls must be on one side. That is an error if a member is `@wasm` and
//! another is `@js` or has JavaScript values. Of a function value that is called in tail position, whoever makes one of its
//! type, and its body, count as called.

use super::function_values::FunctionValues;
use super::model::touches_js;
use crate::errors::{self, Marked, Reasons};
use base::{Diagnostic, IndexVec, Span};
use frontend::typed;
use ir::{Func, FuncId, Kind, Op, Program, Side, SigId, Terminator};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Where the attributes of functions stand.
pub struct Marks {
    names: FxHashMap<FuncId, (base::Symbol, Option<Span>)>,
}

impl Marks {
    /// The attributes of the functions that `origins` relates to the source.
    pub fn of(typed: &typed::Program, origins: &[(FuncId, typed::FuncId)]) -> Marks {
        let row = |&(id, origin): &(FuncId, typed::FuncId)| {
            let func = &typed.funcs[origin];
            (id, (func.name, func.pinned))
        };
        Marks { names: origins.iter().map(row).collect() }
    }
    fn attribute(&self, id: FuncId) -> Option<Span> {
        self.names.get(&id).and_then(|(_, pinned)| *pinned)
    }
    fn name(&self, id: FuncId, func: &Func) -> String {
        self.names.get(&id).map_or(func.name, |(name, _)| *name).to_string()
    }
}

/// What is wrong with the placement that a program asks for.
pub fn of(program: &Program, marks: &Marks) -> Vec<Diagnostic> {
    let mut diagnostics = across(program, marks);
    let mut told: FxHashSet<Span> = FxHashSet::default();
    for (id, func) in program.funcs.iter_enumerated().filter(|(_, func)| func.pin == Some(Side::Wasm)) {
        let Some(attribute) = marks.attribute(id) else { continue };
        let name = marks.name(id, func);
        let marked = Marked { name: &name, attribute };
        if let Some(diagnostic) = costs(program, func, &marked)
            && told.insert(attribute)
        {
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}

/// What is possible, but costs more in Wasm.
fn costs(program: &Program, func: &Func, marked: &Marked<'_>) -> Option<Diagnostic> {
    let mut insts = func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]);
    insts.find_map(|inst| match inst.op {
        Op::Extern(used) => {
            let what = program.externs[used].name;
            Some(errors::wasm_uses_javascript(marked, what.as_str(), inst.loc.span))
        }
        Op::StructGet(ty, _) | Op::StructSet(ty, _) | Op::VariantGet(ty, ..) | Op::VariantTag(ty)
            if program.types[ty].pin == Some(Side::Js) =>
        {
            Some(errors::wasm_opens_js_type(marked, program.types[ty].name.as_str(), inst.loc.span))
        }
        _ => None,
    })
}

/// Why two functions are on one side.
#[derive(Clone, Copy)]
enum Link {
    /// The first calls the second in tail position.
    Calls,
    /// The first calls a function value in tail position, which may be the second.
    MayCall,
    /// The second makes function values that the first may call in tail position.
    MadeBy,
}

struct Edge {
    to: FuncId,
    link: Link,
    span: Span,
}

/// Cycles of tail calls that are forced to both sides.
fn across(program: &Program, marks: &Marks) -> Vec<Diagnostic> {
    let edges = edges(program);
    let mut diagnostics = Vec::new();
    for cycle in super::model::tail_cycles(program, &FunctionValues::by_signature(program)) {
        let pinned = |side| move |id: &&FuncId| program.funcs[**id].pin == Some(side);
        let Some(&wasm) = cycle.iter().find(pinned(Side::Wasm)) else { continue };
        let is_js = |func: &Func| func.pin == Some(Side::Js) || func.pin.is_none() && touches_js(func);
        let attributed = cycle.iter().find(pinned(Side::Js));
        let Some(&js) = attributed.or_else(|| cycle.iter().find(|id| is_js(&program.funcs[**id]))) else { continue };
        diagnostics.push(tell(program, marks, &way(&edges, wasm, js), (wasm, js)));
    }
    diagnostics
}

fn tell(program: &Program, marks: &Marks, way: &[(FuncId, &Edge)], (wasm, js): (FuncId, FuncId)) -> Diagnostic {
    let name = |id: FuncId| marks.name(id, &program.funcs[id]);
    let mut reasons: Reasons = Vec::new();
    let mut chain = vec![format!("`{}` is `@wasm`", name(wasm))];
    for &(from, edge) in way {
        let to = name(edge.to);
        let text = match edge.link {
            Link::Calls => format!("calls `{to}` in tail position"),
            Link::MayCall => format!("calls a function value in tail position, which may be `{to}`"),
            Link::MadeBy => format!("calls a function value in tail position, which `{to}` may have made"),
        };
        reasons.push((edge.span, format!("`{}` {text}", name(from))));
        chain.push(text);
    }
    let func = &program.funcs[js];
    let attribute = marks.attribute(js).filter(|_| func.pin == Some(Side::Js));
    let used = func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]);
    let mut used =
        used.filter_map(|inst| if let Op::Extern(used) = inst.op { Some((used, inst.loc.span)) } else { None });
    let place = match (attribute, used.next()) {
        (Some(attribute), _) => {
            chain.push(format!("`{}` is `@js`", name(js)));
            attribute
        }
        (None, Some((used, span))) => {
            chain.push(format!("`{}` uses `{}`, which is JavaScript", name(js), program.externs[used].name));
            span
        }
        (None, None) => {
            chain.push(format!("`{}` has values of JavaScript", name(js)));
            func.span
        }
    };
    let asked = marks.attribute(wasm).unwrap_or(program.funcs[wasm].span);
    let first = name(wasm);
    let marked = Marked { name: &first, attribute: asked };
    errors::tail_calls_across(&marked, (&name(js), place), reasons, &chain, attribute.unwrap_or(asked))
}

/// The shortest way from one function to another, or back.
fn way(edges: &IndexVec<FuncId, Vec<Edge>>, from: FuncId, to: FuncId) -> Vec<(FuncId, &Edge)> {
    let mut found_by: FxHashMap<FuncId, (FuncId, &Edge)> = FxHashMap::default();
    let mut pending = VecDeque::from([from]);
    while let Some(at) = pending.pop_front() {
        for edge in &edges[at] {
            if edge.to != from && !found_by.contains_key(&edge.to) {
                found_by.insert(edge.to, (at, edge));
                pending.push_back(edge.to);
            }
        }
    }
    let mut way = Vec::new();
    let mut at = to;
    while let Some(&(before, edge)) = found_by.get(&at) {
        way.push((before, edge));
        at = before;
        if at == from {
            break;
        }
    }
    way.reverse();
    way
}

fn edges(program: &Program) -> IndexVec<FuncId, Vec<Edge>> {
    let mut edges: IndexVec<FuncId, Vec<Edge>> = program.funcs.iter().map(|_| Vec::new()).collect();
    let mut called: FxHashMap<SigId, Vec<(FuncId, Span)>> = FxHashMap::default();
    for (id, func) in program.funcs.iter_enumerated() {
        for block in &func.blocks {
            match block.term {
                Terminator::TailCall(to, _) => edges[id].push(Edge { to, link: Link::Calls, span: block.loc.span }),
                Terminator::TailCallClosure(sig, _) => called.entry(sig).or_default().push((id, block.loc.span)),
                _ => {}
            }
        }
    }
    for (maker, func) in program.funcs.iter_enumerated() {
        for inst in func.blocks.iter().flat_map(|block| &block.insts).map(|&inst| &func.insts[inst]) {
            if let Op::ClosureNew(body) = inst.op
                && let Kind::Func(sig) = func.ty(inst.results[0]).kind
            {
                for &(caller, span) in called.get(&sig).into_iter().flatten() {
                    edges[caller].push(Edge { to: body, link: Link::MayCall, span });
                    edges[caller].push(Edge { to: maker, link: Link::MadeBy, span });
                    // The members of such a group are joined both ways.
                    edges[body].push(Edge { to: caller, link: Link::MadeBy, span: inst.loc.span });
                    edges[maker].push(Edge { to: caller, link: Link::MadeBy, span: inst.loc.span });
                }
            }
        }
    }
    edges
}
