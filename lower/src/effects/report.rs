//! The effects of a program for people: what `seam effects` prints.
//!
//! In: a typed program.  Out: a row for each function of the source, in order of the source.
//!
//! Every function outside of `std` is built, whether it is used or not, a generic one as often as it is used; its
//! instances are one row. Events are not spliced here: each is a function, as its arms and observers are, so that each
//! has a row of its own.

use super::names::{self, Names};
use super::purity::Purity;
use super::{Effects, Total};
use base::{Sources, Span};
use frontend::typed;
use indexmap::IndexMap;
use ir::{FuncId, Program};

/// The effects of a function of the source.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is called, without type arguments.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// How many instances of it there are.
    pub instances: usize,
    /// What it writes: fields, collections, variables.
    pub writes: Vec<String>,
    /// What it reads of what may change.
    pub reads: Vec<String>,
    /// What it uses of JavaScript.
    pub javascript: Vec<String>,
    /// What it does in the world outside: prints, reads the clock.
    pub does: Vec<String>,
    /// The parameters that it calls, or that hold what it calls.
    pub calls: Vec<String>,
    /// Whether it makes objects.
    pub allocates: bool,
    /// Whether it may panic.
    pub may_panic: bool,
    /// Whether it has a loop or calls itself.
    pub may_diverge: bool,
    /// Whether `@pure` may stand before it.
    pub pure: bool,
}

/// The rows of a program.
pub fn of(typed: &typed::Program, sources: &Sources) -> Vec<Row> {
    let (program, origins) = crate::build::build_all(typed, sources, false);
    let effects = super::of(&program);
    let names = Names::of(&program, &effects.places, typed, sources);
    let purity = Purity::of(&program, &effects);
    let mut groups: IndexMap<(Span, String), Vec<FuncId>> = IndexMap::new();
    for (id, func) in program.funcs.iter_enumerated() {
        let at = origins.binary_search_by_key(&id, |(known, _)| *known);
        let name = match at {
            Ok(at) => typed.funcs[origins[at].1].name.to_string(),
            Err(_) => names::without_type_args(func.name.as_str()),
        };
        let initialises = at.is_ok_and(|at| typed.globals.iter().any(|global| global.init == origins[at].1));
        // What the compiler makes by itself has no place in the source; most initialisers only compute.
        let shown = func.span.start < func.span.end && program.init != Some(id);
        if shown && !(initialises && purity.violation(id).is_none()) {
            groups.entry((func.span, name)).or_default().push(id);
        }
    }
    let row = |((span, name), instances): (&(Span, String), &Vec<FuncId>)| {
        row(&program, &effects, &names, &purity, (name, *span), instances)
    };
    let mut rows: Vec<Row> = groups.iter().map(row).collect();
    rows.sort_by_key(|row| row.span);
    rows
}

fn row(
    program: &Program,
    effects: &Effects,
    names: &Names<'_>,
    purity: &Purity<'_>,
    (name, span): (&str, Span),
    instances: &[FuncId],
) -> Row {
    let mut row = Row {
        name: name.to_owned(),
        span,
        instances: instances.len(),
        writes: Vec::new(),
        reads: Vec::new(),
        javascript: Vec::new(),
        does: Vec::new(),
        calls: Vec::new(),
        allocates: false,
        may_panic: false,
        may_diverge: false,
        pure: true,
    };
    let short = instances.len() > 1;
    for &id in instances {
        let func = &program.funcs[id];
        let own = effects.func(id);
        let Total { touched, facts, calls_js } = &own.total;
        let more = |list: &mut Vec<String>, names: Vec<String>| {
            names.into_iter().for_each(|name| super::graph::add(list, name));
        };
        more(&mut row.writes, names.places(&touched.writes, func, short));
        more(&mut row.reads, names.places(&touched.reads, func, short));
        more(&mut row.javascript, facts.externs.iter().map(|used| names::external(&program.externs[used])).collect());
        if *calls_js {
            more(&mut row.javascript, vec!["a function value".to_owned()]);
        }
        more(&mut row.does, facts.hosts().filter_map(names::host).map(str::to_owned).collect());
        let params = func.params();
        let param_name = |&position: &u32| {
            func.values[params[position as usize]].name.map_or_else(|| "a value".to_owned(), |name| name.to_string())
        };
        more(&mut row.calls, own.calls.iter().map(param_name).collect());
        row.allocates |= facts.allocates;
        row.may_panic |= facts.may_panic;
        row.may_diverge |= facts.may_diverge;
        row.pure &= purity.violation(id).is_none();
    }
    row
}

impl Row {
    /// `writes Body.x · reads Body.m · may panic`
    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        let mut list = |what: &str, names: &[String]| {
            if !names.is_empty() {
                parts.push(format!("{what} {}", names.join(", ")));
            }
        };
        list("writes", &self.writes);
        list("reads", &self.reads);
        list("touches JavaScript:", &self.javascript);
        list("calls", &self.calls);
        parts.extend(self.does.iter().cloned());
        if self.pure {
            parts.insert(0, "pure".to_owned());
        }
        for (holds, text) in [(self.allocates, "allocates"), (self.may_panic, "may panic")] {
            if holds {
                parts.push(text.to_owned());
            }
        }
        if parts.is_empty() { "nothing that is seen".to_owned() } else { parts.join(" · ") }
    }
}
