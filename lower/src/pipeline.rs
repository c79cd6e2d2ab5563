//! The passes in their order.
//!
//! In: a typed program.  Out: placed IR. A pass changes the program and nothing else; each is verified after it in
//! debug builds.

use crate::{
    Measured, Options, Profile, Profiling, build, dce, gvn, inline, licm, outline, place, profile, range_facts,
    scalar_replace, seam, share, simplify, splice, tail_calls, tidy,
};
use base::{Sources, Span};
use frontend::typed;
use ir::{Phase, Program};

/// When a pass runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// Not in development builds, whose code keeps the shape of the source.
    Optimising,
}

/// A line of the pipeline.
struct Pass<'a> {
    name: &'static str,
    when: When,
    /// What holds after it.
    phase: Phase,
    run: &'a dyn Fn(&mut Program),
}

fn pass<'a>(name: &'static str, when: When, phase: Phase, run: &'a dyn Fn(&mut Program)) -> Pass<'a> {
    Pass { name, when, phase, run }
}

/// Lowers a program.
pub fn lower(typed: &typed::Program, sources: &Sources, options: &Options) -> Program {
    lower_with(typed, sources, options, Profiling::Off)
}

/// Lowers a program that makes or uses a profile.
pub fn lower_with(typed: &typed::Program, sources: &Sources, options: &Options, profiling: Profiling<'_>) -> Program {
    passes(typed, sources, options, profiling, &mut |_, _| true)
}

/// What a profile tells of a program.
pub fn measure(typed: &typed::Program, sources: &Sources, profile: &Profile) -> Measured {
    Measured::of(profile, &build::build(typed, sources, &Options::default()), sources)
}

/// Lowers a program up to and including the pass `last`; all the way if there is no such pass.
pub fn lower_until(typed: &typed::Program, sources: &Sources, options: &Options, last: &str) -> Program {
    run(typed, sources, options, &mut |name, _| name != last)
}

/// Explains where everything is placed in a mixed program. What is declared where `printed` says no gets less attention.
pub fn explain_placement(
    typed: &typed::Program,
    sources: &Sources,
    optimise: bool,
    measured: Option<&Measured>,
    printed: &dyn Fn(Option<Span>) -> bool,
) -> place::report::Report {
    let options = Options { target: crate::Target::Mixed, optimise, tests: false };
    let profiling = measured.map_or(Profiling::Off, Profiling::Use);
    let placed = passes(typed, sources, &options, profiling, &mut |name, _| name != "place");
    place::report::of(&placed, measured, printed)
}

/// Runs the passes. `after` is told of each and says whether to go on.
pub fn run(
    typed: &typed::Program,
    sources: &Sources,
    options: &Options,
    after: &mut dyn FnMut(&str, &Program) -> bool,
) -> Program {
    passes(typed, sources, options, Profiling::Off, after)
}

fn passes(
    typed: &typed::Program,
    sources: &Sources,
    options: &Options,
    profiling: Profiling<'_>,
    after: &mut dyn FnMut(&str, &Program) -> bool,
) -> Program {
    use {Phase::*, When::*};
    let place = |program: &mut Program| place::run(program, options.target, profiling.measured());
    let passes = [
        // Transparent functions of `std` are inlined while building, in every mode: panics in them are the caller's.
        pass("build", Always, Built, &|_| {}),
        // Events are spliced while building, since arms are code of their caller; here what that leaves is joined.
        pass("splice", Always, Built, &splice::run),
        // Kernels are found before they could be inlined into what touches the page.
        pass("sides", Optimising, Built, &place),
        // Before the others, because everything after it sees more in one function than in two.
        pass("inline", Optimising, Built, &|program| inline::run(program, tidy::run_func)),
        // Constants and known branches, before others look at code that never runs.
        pass("simplify", Optimising, Optimised, &simplify::run),
        // Equal computations share a value, so that later passes see one object where there is one.
        pass("gvn", Optimising, Optimised, &gvn::run),
        // Objects that stay in their function become values; cells of inlined closures, iterators, results.
        pass("scalar-replace", Optimising, Optimised, &scalar_replace::run),
        // What scalar replacement has uncovered: known branches, objects that only other objects held.
        pass("tidy", Optimising, Optimised, &tidy::run),
        pass("gvn-again", Optimising, Optimised, &gvn::run),
        // Tests whose outcome follows from others; the branches that went may have left more to do.
        pass("range-facts", Optimising, Optimised, &|program| {
            range_facts::run(program);
            tidy::run(program);
        }),
        // Late, because it needs reads of memory to be as few as they get.
        pass("licm", Optimising, Optimised, &licm::run),
        // A function that was inlined wherever it is called must not claim a home for its types.
        pass("drop-unused", Optimising, Optimised, &dce::drop_unused_funcs),
        // Functions have the bodies they will keep, so types get their homes by what is left of their uses.
        pass("place", Always, Optimised, &place),
        // After placement: what is on different sides is not the same, and only Wasm needs the outlining.
        pass("share", Optimising, Optimised, &share::run),
        pass("outline", Optimising, Optimised, &outline::run),
        // After placement, because a cycle becomes one loop in JavaScript only.
        pass("tail-calls", Always, Optimised, &tail_calls::run),
        // What nothing uses any more must not be named by the seam.
        pass("dce", Always, Optimised, &|program| {
            dce::run(program);
            dce::drop_unused_funcs(program);
        }),
        // The seam names what crosses, so it is last.
        pass("seam", Always, Placed, &seam::run),
    ];
    let mut program = built(typed, sources, options, profiling);
    for pass in passes.iter().filter(|pass| pass.when == Always || options.optimise) {
        apply(pass, &mut program);
        if !after(pass.name, &program) {
            break;
        }
    }
    program
}

/// The program as it is before any pass, with counters if it is to make a profile.
fn built(typed: &typed::Program, sources: &Sources, options: &Options, profiling: Profiling<'_>) -> Program {
    let mut program = build::build(typed, sources, options);
    if let Profiling::Count = profiling {
        profile::count(&mut program, sources);
    }
    program
}

/// Runs a pass. A violation is a bug of it, and ends the compiler with the IR at hand.
fn apply(pass: &Pass<'_>, program: &mut Program) {
    (pass.run)(program);
    if cfg!(debug_assertions)
        && let Err(errors) = ir::verify(program, pass.phase)
    {
        panic!("after {}:\n{}\n\n{}", pass.name, errors.join("\n"), ir::print(program));
    }
}
