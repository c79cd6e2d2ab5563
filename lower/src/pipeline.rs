//! The passes in their order.
//!
//! In: a typed program.  Out: placed IR. Every pass is a `pub fn run(&mut Program)`, verified after it in debug builds.

use crate::{Options, build, place, seam};
use base::Sources;
use frontend::typed;
use ir::Program;

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
    let target = options.target;
    let mut program = build::build(typed, sources, options);
    if !finish("build", &program, after) {
        return program;
    }
    let passes: &[(&str, &dyn Fn(&mut Program))] = &[
        // What has a home is known only once functions have the bodies they will keep.
        ("place", &|program| place::run(program, sources, target)),
        // The seam names what crosses, so everything has its home.
        ("seam", &seam::run),
    ];
    for (name, pass) in passes {
        pass(&mut program);
        if !finish(name, &program, after) {
            break;
        }
    }
    program
}

/// Checks what a pass has left.
fn finish(name: &str, program: &Program, after: &mut dyn FnMut(&str, &Program) -> bool) -> bool {
    after(name, program)
}
