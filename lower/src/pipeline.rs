//! The passes in their order.
//!
//! In: a typed program.  Out: placed IR. Every pass is a `pub fn run(&mut Program)`, verified after it in debug builds.

use crate::{Options, build, dce, place, seam, simplify, tail_calls};
use base::Sources;
use frontend::typed;
use ir::{Phase, Program};

/// Lowers a program.
pub fn lower(typed: &typed::Program, sources: &Sources, options: &Options) -> Program {
    run(typed, sources, options, &mut |_, _| true)
}

/// Lowers a program up to and including the pass `last`; all the way if there is no such pass.
pub fn lower_until(typed: &typed::Program, sources: &Sources, options: &Options, last: &str) -> Program {
    run(typed, sources, options, &mut |name, _| name != last)
}

/// Runs the passes. `after` is told of each and says whether to go on.
pub fn run(
    typed: &typed::Program,
    sources: &Sources,
    options: &Options,
    after: &mut dyn FnMut(&str, &Program) -> bool,
) -> Program {
    let mut program = build::build(typed, sources, options);
    for pass in [Pass::always("build", Phase::Built, &|_| {})].iter().chain(&passes(sources, options)) {
        if pass.optimises && !options.optimise {
            continue;
        }
        (pass.run)(&mut program);
        check(pass, &program);
        if !after(pass.name, &program) {
            break;
        }
    }
    program
}
