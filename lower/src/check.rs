//! What can only be checked when the whole program is known: `@pure`, and what `@js` and `@wasm` ask for.
//!
//! In: a typed program without errors.  Out: diagnostics.
//!
//! The program is built for this alone, with everything in it that is not generic, so a function is checked whether it is
//! used or not; of a generic function those instances are checked that are used. A program without such attributes is
//! not built. The passes come after and find nothing wrong any more.

use crate::effects::purity::{Purity, Step, Violation};
use crate::effects::{Effects, names_of};
use crate::errors::{self, Impurity, Marked};
use base::{Diagnostic, Sources, Span};
use frontend::typed;
use ir::{FuncId, Program};
use rustc_hash::FxHashSet;

/// What is wrong with the attributes of a program, in order of the source.
pub fn check(typed: &typed::Program, sources: &Sources) -> Vec<Diagnostic> {
    let pure = typed.funcs.iter().any(|func| func.pure.is_some());
    let pinned = typed.funcs.iter().any(|func| func.pin == Some(typed::Pin::Wasm));
    if !pure && !pinned {
        return Vec::new();
    }
    let (program, origins) = crate::build::build_all(typed, sources, true);
    let mut diagnostics = Vec::new();
    if pinned {
        let marks = crate::place::contradictions::Marks::of(typed, &origins);
        diagnostics.extend(crate::place::contradictions::of(&program, &marks));
    }
    if pure {
        let effects = crate::effects::of(&program);
        Pure { typed, sources, program: &program, effects: &effects }.check(&origins, &mut diagnostics);
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary.span);
    diagnostics
}

struct Pure<'a> {
    typed: &'a typed::Program,
    sources: &'a Sources,
    program: &'a Program,
    effects: &'a Effects,
}

impl Pure<'_> {
    fn check(&self, origins: &[(FuncId, typed::FuncId)], diagnostics: &mut Vec<Diagnostic>) {
        let purity = Purity::of(self.program, self.effects);
        let mut reported: FxHashSet<typed::FuncId> = FxHashSet::default();
        for &(id, origin) in origins {
            let func = &self.typed.funcs[origin];
            let (Some(attribute), Some(violation)) = (func.pure, purity.violation(id)) else { continue };
            // One instance of a generic function is enough to see why.
            if !reported.insert(origin) {
                continue;
            }
            let marked = Marked { name: func.name.as_str(), attribute };
            let found = self.impurity(violation, &purity.way(id, violation), func.span);
            diagnostics.push(match violation {
                Violation::Writes(_) => errors::pure_writes(&marked, found),
                Violation::Reads(_) => errors::pure_reads(&marked, found),
                Violation::UsesJavaScript(_) | Violation::CallsJavaScript | Violation::UsesHost(_) => {
                    errors::pure_leaves(&marked, found)
                }
            });
        }
    }

    fn impurity(&self, violation: Violation, way: &[Step], declared: Span) -> Impurity {
        let names = names_of(self.program, self.effects, self.typed, self.sources);
        let first = way.first().map_or(declared, |step| step.span);
        let last = way.last().expect("a way has a step");
        let what = names.violation(violation, &self.program.funcs[last.func]);
        let name = |step: &Step| names.func(&self.program.funcs[step.func]);
        let is_std = |span: Span| self.sources.get(span.source).path.starts_with("std/");
        let mut reasons = Vec::new();
        for pair in way.windows(2).skip(1).filter(|pair| !is_std(pair[0].span)) {
            reasons.push((pair[0].span, format!("`{}` calls `{}` here", name(&pair[0]), name(&pair[1]))));
        }
        if way.len() > 1 && !is_std(last.span) {
            reasons.push((last.span, format!("`{}` {what} here", name(last))));
        }
        let chain = way.iter().map(name).chain([what.clone()]).collect();
        Impurity { span: first, what, reasons, chain }
    }
}
