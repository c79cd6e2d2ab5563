//! The whole of checking: modules, declarations, bodies, what concerns the program as a whole, and the result.

use base::{Diagnostic, Sources};

use crate::declare::declare;
use crate::derive::derive;
use crate::errors::modules as errors;
use crate::modules::{Loaded, Loader, load};
use crate::silence::Silence;
use crate::typed::{self, FuncId, Impl, LangItems, Program};
use crate::world::{Def, World};
use crate::{buildable, check, growth, instances, observer_cycles, order, unused};

/// How much stack the checker gets: it recurses over expressions, whose height the parser bounds, and over
/// module-level variables that depend on each other, of which it bounds the number.
const STACK: usize = 512 << 20;

/// Checks the program whose root module is at `root_path`. The program is there if nothing is an error; the
/// diagnostics are in the order of their places.
pub fn check_program(
    root_path: &str,
    loader: &mut dyn Loader,
    sources: &mut Sources,
) -> (Option<Program>, Vec<Diagnostic>) {
    let (loaded, mut diagnostics) = load(root_path, loader, sources);
    let (program, found) = std::thread::scope(|scope| {
        let checker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || check_loaded(&loaded));
        match checker.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => {
                let at = loaded.modules[loaded.root].ast.span.before();
                (None, vec![errors::no_thread(&error.to_string(), at)])
            }
        }
    });
    let silence = Silence::after(&loaded.syntax_errors, &loaded);
    diagnostics.extend(found.into_iter().filter(|diagnostic| silence.allows(diagnostic)));
    diagnostics.extend(loaded.syntax_errors);
    diagnostics.sort_by_key(|diagnostic| {
        let span = diagnostic.primary.span;
        (span.source, span.start, span.end, diagnostic.severity)
    });
    diagnostics.dedup();
    let has_errors = diagnostics.iter().any(Diagnostic::is_error);
    (program.filter(|_| !has_errors), diagnostics)
}

fn check_loaded(loaded: &Loaded) -> (Option<Program>, Vec<Diagnostic>) {
    let mut world = World::new(loaded.root);
    declare(&mut world, loaded);
    derive(&mut world, loaded);
    world.check_pending_bounds();
    buildable::check(&mut world);
    check::check_bodies(&mut world);
    growth::check(&mut world);
    let init_order = order::init_order(&mut world, loaded);
    if !world.diagnostics.iter().any(Diagnostic::is_error) {
        instances::check(&mut world);
    }
    let has_errors = world.diagnostics.iter().any(Diagnostic::is_error);
    if !has_errors {
        check::warn_unused_imports(&mut world, loaded);
        unused::warn(&mut world);
        observer_cycles::warn(&mut world);
    }
    let diagnostics = std::mem::take(&mut world.diagnostics);
    let program = if has_errors { None } else { assemble(world, init_order) };
    (program, diagnostics)
}

/// The typed program; `None` if something is missing, which a parse error explains.
fn assemble(mut world: World<'_>, init_order: Vec<typed::GlobalId>) -> Option<Program> {
    let exports = exports(&world);
    let lang = LangItems {
        result: world.lang.result?,
        list: world.lang.list?,
        js_error: world.lang.js_error,
        functions: lang_functions(&world),
    };
    let globals = world.globals.iter().map(|global| {
        let ty = match global.state {
            crate::world::GlobalState::Checked(ty) | crate::world::GlobalState::Declared(ty) => ty,
            crate::world::GlobalState::Unchecked | crate::world::GlobalState::Checking => world.core.error,
        };
        typed::Global {
            name: global.name,
            span: global.span,
            ty,
            mutable: global.mutable,
            init: global.init,
            constant: global.constant.clone(),
        }
    });
    let globals = globals.collect();
    let impls = world.impls.iter().map(|data| Impl {
        of: data.of.clone(),
        type_params: data.type_params.to_vec(),
        target: data.target,
        methods: data.methods.clone(),
    });
    let impls = impls.collect();
    let funcs = world.funcs.iter_mut().map(Option::take).collect::<Option<Vec<_>>>()?;
    Some(Program {
        tys: world.tys,
        structs: world.structs.iter().map(|data| data.typed.clone()).collect(),
        enums: world.enums.iter().map(|data| data.typed.clone()).collect(),
        extern_types: world.extern_types.iter().map(|data| data.typed.clone()).collect(),
        externs: world.externs,
        funcs: funcs.into_iter().collect(),
        globals,
        events: world.events.iter().map(|data| data.typed.clone()).collect(),
        traits: world.traits.iter().map(|data| data.typed.clone()).collect(),
        impls,
        init_order,
        main: world.main,
        tests: world.tests,
        exports,
        lang,
    })
}

/// The `pub fn`s of the root module. A generic one has no single form that JavaScript could call.
fn exports(world: &World<'_>) -> Vec<(base::Symbol, FuncId)> {
    let root = &world.modules[world.root];
    let functions = root.names.iter().filter_map(|name| {
        let entry = &root.scope[name];
        match entry.def {
            Def::Func(func) if entry.public && entry.import.is_none() => Some((*name, func)),
            _ => None,
        }
    });
    functions.filter(|(_, func)| world.sig(*func).type_params.is_empty()).collect()
}

/// The functions of `std/lang`.
fn lang_functions(world: &World<'_>) -> Vec<(base::Symbol, FuncId)> {
    let Some(lang) = world.modules.iter().find(|module| module.path.as_str() == "std/lang") else {
        return Vec::new();
    };
    let functions = lang.names.iter().filter_map(|name| match lang.scope[name].def {
        Def::Func(func) => Some((*name, func)),
        _ => None,
    });
    functions.collect()
}
