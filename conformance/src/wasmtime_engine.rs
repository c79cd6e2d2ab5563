//! Runs a module of the compiler under wasmtime, embedded: no other engine is needed.
//!
//! In: the bytes of a module and a [`System`].  Out: what the program did to the system, and its exit code; a panic is
//! reported on the system's standard error as on every engine.
//!
//! wasmtime has neither `wasm:js-string` nor string constants: [`js_string`] and [`host_functions`] provide them, so the
//! same bytes run here and in JavaScript engines. The copying collector with a heap that does not start at nothing is
//! the choice that was measured (30 times faster on trees than counting references).

mod branches;
mod host_functions;
mod js_string;
mod text;

use crate::engine;
use crate::positions::{Entry, Positions};
use crate::report::Panic;
use host_functions::Ended;
use ir::PanicKind;
use ir::host::{Stop, System};
use std::sync::OnceLock;
use text::Text;
use wasmtime::{
    Collector, Config, Engine, Error, ExternRef, ExternType, GcHeapOutOfMemory, Global, Instance, Module, Result,
    Store, Trap, Val, WasmBacktrace,
};

/// The import module of string constants.
const CONSTANTS: &str = "'";
/// The import module of JavaScript that is the program's own.
const JAVASCRIPT: &str = "js";

/// Enough for the 4,000 nested calls that the language guarantees, of functions with large frames.
const WASM_STACK: usize = 16 << 20;
/// What host functions may need beyond that.
const HOST_STACK: usize = 4 << 20;
const INITIAL_HEAP: u64 = 64 << 20;

type Linker<S> = wasmtime::Linker<Guest<S>>;
type Caller<'a, S> = wasmtime::Caller<'a, Guest<S>>;

/// What host functions can reach.
struct Guest<S> {
    system: S,
    /// Bytes of strings made since the last collection that they asked for.
    new_bytes: usize,
}

/// A module, compiled.
#[derive(Debug)]
pub struct Compiled {
    wasm: Vec<u8>,
    module: Module,
    positions: Positions,
}

/// Why a module cannot be run at all.
#[derive(Debug)]
pub enum Unrunnable {
    /// It uses this of JavaScript: it needs an engine that has some.
    NeedsJavaScript(String),
    /// It is malformed or does not fit the host: a bug of the compiler.
    Invalid(String),
}

impl std::fmt::Display for Unrunnable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unrunnable::NeedsJavaScript(name) => write!(f, "the program uses JavaScript ({name})"),
            Unrunnable::Invalid(reason) => write!(f, "wasmtime rejects the module: {reason}"),
        }
    }
}

impl std::error::Error for Unrunnable {}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut config = Config::new();
        config.collector(Collector::Copying).gc_heap_initial_size(INITIAL_HEAP).max_wasm_stack(WASM_STACK);
        // Not used, but checked against the other.
        config.async_stack_size(WASM_STACK + HOST_STACK);
        config.wasm_gc(true).wasm_function_references(true).wasm_tail_call(true).wasm_exceptions(true);
        Engine::new(&config).expect("this combination of settings is supported")
    })
}

impl Compiled {
    /// Compiles a module.
    ///
    /// # Errors
    /// If it cannot be run under wasmtime.
    pub fn new(wasm: &[u8]) -> std::result::Result<Compiled, Unrunnable> {
        let module = Module::new(engine(), wasm).map_err(|error| Unrunnable::Invalid(format!("{error:?}")))?;
        if let Some(import) = module.imports().find(|import| import.module() == JAVASCRIPT) {
            return Err(Unrunnable::NeedsJavaScript(import.name().to_owned()));
        }
        let positions = Positions::of_module(wasm).map_err(Unrunnable::Invalid)?;
        Ok(Compiled { wasm: wasm.to_vec(), module, positions })
    }

    /// Makes an instance, runs its `init` and then the `entry`; gives the system back and the exit code. A program
    /// without that entry only runs `init`.
    ///
    /// # Errors
    /// If the module does not fit the host.
    pub fn run<S: System + Send + 'static>(
        &self,
        entry: engine::Entry,
        system: S,
    ) -> std::result::Result<(S, i32), Unrunnable> {
        let start = || {
            let mut store = Store::new(engine(), Guest { system, new_bytes: 0 });
            let ended = match self.instantiate(&mut store) {
                Ok(instance) => run_exports(&mut store, &instance, entry),
                Err(error) => return Err(Unrunnable::Invalid(format!("{error:?}"))),
            };
            let exit_code = match ended {
                Ok(()) => 0,
                Err(error) => self.finish(&error, &mut store.data_mut().system),
            };
            Ok((store.into_data().system, exit_code))
        };
        std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().name("seam program".into()).stack_size(WASM_STACK + HOST_STACK);
            let thread = builder.spawn_scoped(scope, start).expect("a thread can be started");
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn instantiate<S: System + Send + 'static>(&self, store: &mut Store<Guest<S>>) -> Result<Instance> {
        let mut linker = Linker::new(engine());
        js_string::define(&mut linker)?;
        for import in self.module.imports() {
            match (import.module(), import.ty()) {
                (host_functions::MODULE, ExternType::Func(ty)) => {
                    host_functions::define(&mut linker, import.name(), ty)?
                }
                (host_functions::MODULE, ExternType::Global(ty)) => {
                    let constant = host_functions::number_constant(&mut *store, import.name())?;
                    let constant = Global::new(&mut *store, ty, Val::ExternRef(Some(constant)))?;
                    linker.define(&mut *store, host_functions::MODULE, import.name(), constant)?;
                }
                (CONSTANTS, ExternType::Global(ty)) => {
                    let units: Vec<u16> = import.name().encode_utf16().collect();
                    let constant = ExternRef::new(&mut *store, Text::new(units))?;
                    let constant = Global::new(&mut *store, ty, Val::ExternRef(Some(constant)))?;
                    linker.define(&mut *store, CONSTANTS, import.name(), constant)?;
                }
                _ => {}
            }
        }
        linker.instantiate(store, &self.module)
    }

    /// The exit code of a program that was ended by `error`; reports a panic.
    fn finish(&self, error: &Error, system: &mut dyn System) -> i32 {
        let stop = error.downcast_ref::<Ended>().map(|Ended(stop)| stop);
        if let Some(Stop::Exit(code)) = stop {
            return *code;
        }
        let offsets: Vec<u32> = error.downcast_ref::<WasmBacktrace>().map(offsets).unwrap_or_default();
        let unreachable = matches!(error.downcast_ref(), Some(Trap::UnreachableCodeReached));
        let entry = |(frame, &offset)| self.entry(offset, frame == 0 && unreachable);
        let entries: Vec<_> = offsets.iter().enumerate().map(entry).collect();
        let message = match stop {
            Some(Stop::Panic(text)) => String::from_utf16_lossy(text),
            _ => match (engine_panic(error), entries.first().copied().flatten().and_then(|entry| entry.kind)) {
                (Some(kind), _) | (None, Some(kind)) => kind.message().to_owned(),
                (None, None) => format!("{} (wasmtime: {error:#})", PanicKind::Unreachable.message()),
            },
        };
        let frames = entries.into_iter().flatten().flat_map(|entry| entry.frames.clone()).collect();
        system.write_stderr(Panic { message, frames }.to_string().as_bytes());
        1
    }

    /// The entry of an instruction, or of the `unreachable` that it stands for.
    fn entry(&self, offset: u32, unreachable: bool) -> Option<&Entry> {
        let behind = || self.positions.at(branches::unreachable_behind(&self.wasm, offset)?);
        let own = || self.positions.at(offset);
        if unreachable { behind().or_else(own) } else { own().or_else(behind) }
    }
}

fn run_exports<S: 'static>(store: &mut Store<Guest<S>>, instance: &Instance, entry: engine::Entry) -> Result<()> {
    for name in ["init", entry.export().as_str()] {
        if let Some(function) = instance.get_func(&mut *store, name) {
            function.typed::<(), ()>(&*store)?.call(&mut *store, ())?;
        }
    }
    Ok(())
}

/// Module offsets of the frames, innermost first.
fn offsets(backtrace: &WasmBacktrace) -> Vec<u32> {
    let offsets = backtrace.frames().iter().filter_map(wasmtime::FrameInfo::module_offset);
    offsets.map(|offset| u32::try_from(offset).unwrap_or(u32::MAX)).collect()
}

/// The panics whose kind the engine knows best.
fn engine_panic(error: &Error) -> Option<PanicKind> {
    match error.downcast_ref::<Trap>() {
        Some(Trap::StackOverflow) => Some(PanicKind::StackOverflow),
        // Division traps in two ways at one instruction.
        Some(Trap::IntegerOverflow) => Some(PanicKind::Overflow),
        Some(Trap::AllocationTooLarge) => Some(PanicKind::OutOfMemory),
        _ if error.is::<GcHeapOutOfMemory<()>>() || error.is::<wasmtime::OutOfMemory>() => Some(PanicKind::OutOfMemory),
        _ => None,
    }
}
