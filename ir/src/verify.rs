//! What holds of every program between two passes. It runs after each pass in debug builds and in all tests.
//!
//! In: a program and the phase it is in.  Out: nothing, or a sentence for each violation.
//!
//! Of a program:
//!  1. Names of types, functions and globals are unique; signatures stand once.
//!  2. Every id in a type, signature, global, extern, entry point or crossing exists.
//!  3. Buffers hold numbers or `bool`s that are not null.
//!  4. The initial value of a global has its type.
//!  5. `init`, `main` and tests have no parameters and no results.
//!
//! Of a function:
//!  6. The entry exists and no block jumps to it; captured values are parameters.
//!  7. Every id in an instruction, terminator or type of a value exists.
//!  8. Each parameter and result is defined in exactly the place that its value names, each instruction is in at most
//!     one block, and a constant's value has its type. `null` has a nullable type.
//!  9. Operands and results have exactly the types of the operator's signature. A `T` is no `T?`: `some` makes one.
//! 10. Arguments of a jump have exactly the types of the target's parameters; a branch is on a `bool`, a switch on an
//!     `i32`; results have exactly the types of the function's results, those of a tail call's callee too.
//! 11. In reachable blocks every use is dominated by its definition.
//!
//! After `place`:
//! 12. Every function, type and global has a side.
//! 13. Every operation that a reachable block of one side asks of the other has a name in the seam: calls, tail calls
//!     and closures of functions there, reads of objects that live there, host functions used by Wasm.
//!
//! Only then `buffer.ptr` may be used (14): before, no one knows where a buffer is.

mod func;

use crate::{Crossing, FuncId, Kind, Op, Program, Side, SigId, Storage, Type, TypeDef};
use base::{Id, Symbol};
use std::collections::HashSet;

/// How far a program has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// As it was built.
    Built,
    /// After optimisation.
    Optimised,
    /// Everything has a side, and the seam is made.
    Placed,
}

/// Checks a program.
///
/// # Errors
/// With a sentence for each violation.
pub fn verify(program: &Program, phase: Phase) -> Result<(), Vec<String>> {
    let mut verifier = Verifier { program, phase, errors: Vec::new() };
    verifier.names();
    verifier.types();
    verifier.globals();
    verifier.externs();
    // Later checks follow ids from the heads of functions.
    if verifier.heads() {
        verifier.entry_points();
        for (id, func) in program.funcs.iter_enumerated() {
            func::verify(&mut verifier, id, func);
        }
    }
    if phase == Phase::Placed {
        verifier.placement();
    }
    if verifier.errors.is_empty() { Ok(()) } else { Err(verifier.errors) }
}

struct Verifier<'a> {
    program: &'a Program,
    phase: Phase,
    errors: Vec<String>,
}

impl Verifier<'_> {
    fn require(&mut self, holds: bool, why: impl FnOnce() -> String) -> bool {
        if !holds {
            self.errors.push(why());
        }
        holds
    }
    fn unique(&mut self, what: &str, names: impl Iterator<Item = Symbol>) {
        let mut seen = HashSet::new();
        for name in names {
            self.require(seen.insert(name), || format!("there are two {what} called {name}"));
        }
    }
    /// Check 1.
    fn names(&mut self) {
        let program = self.program;
        self.unique("types", program.types.heap.iter().map(|data| data.name));
        self.unique("functions", program.funcs.iter().map(|func| func.name));
        self.unique("globals", program.globals.iter().map(|global| global.name));
        let mut seen = HashSet::new();
        for (id, sig) in program.types.sigs.iter_enumerated() {
            self.require(seen.insert(sig), || format!("{id} is the same signature as another"));
        }
    }
    fn has_type(&self, ty: Type) -> bool {
        match ty.kind {
            Kind::Ref(id) => id.index() < self.program.types.heap.len(),
            Kind::Func(id) => self.has_sig(id),
            Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Js => true,
        }
    }
    fn has_sig(&self, id: SigId) -> bool {
        id.index() < self.program.types.sigs.len()
    }
    fn has_func(&self, id: FuncId) -> bool {
        id.index() < self.program.funcs.len()
    }
    fn existing<'t>(&mut self, types: impl IntoIterator<Item = &'t Type>, where_: impl Fn() -> String) -> bool {
        let missing: Vec<Type> = types.into_iter().copied().filter(|&ty| !self.has_type(ty)).collect();
        for ty in &missing {
            self.errors.push(format!("{}: there is no type {ty:?}", where_()));
        }
        missing.is_empty()
    }
    /// Checks 2 and 3 of types and signatures.
    fn types(&mut self) {
        let types = &self.program.types;
        for data in types.heap.iter() {
            let parts: Vec<Type> = match &data.def {
                TypeDef::Struct { fields } => fields.iter().map(|field| field.storage.value_type()).collect(),
                TypeDef::Enum { variants } => {
                    let fields = variants.iter().flat_map(|variant| &variant.fields);
                    fields.map(|field| field.storage.value_type()).collect()
                }
                TypeDef::Array { elem } => vec![elem.value_type()],
                TypeDef::Buffer { elem } => {
                    self.buffer(data.name, *elem);
                    vec![elem.value_type()]
                }
            };
            self.existing(&parts, || format!("type {}", data.name));
        }
        for (id, sig) in types.sigs.iter_enumerated() {
            self.existing(sig.params.iter().chain(&sig.results), || format!("signature {id}"));
        }
    }
    fn buffer(&mut self, name: Symbol, elem: Storage) {
        let ty = elem.value_type();
        self.require(ty.is_scalar() && !ty.nullable, || format!("type {name}: a buffer holds numbers"));
    }
    /// Checks 2 and 4 of globals.
    fn globals(&mut self) {
        for global in self.program.globals.iter() {
            self.existing([&global.ty], || format!("global @{}", global.name));
            if let Some(value) = global.value {
                let fits = value.ty() == global.ty;
                self.require(fits, || format!("global @{}: its value has type {:?}", global.name, value.ty()));
            }
        }
    }
    fn externs(&mut self) {
        for (id, data) in self.program.externs.iter_enumerated() {
            self.existing(data.params.iter().chain(&data.result), || format!("extern {id}"));
        }
    }
    /// Check 6, and 2 of parameters and results.
    fn heads(&mut self) -> bool {
        let before = self.errors.len();
        for func in self.program.funcs.iter() {
            let name = func.name;
            let has_entry = func.entry.index() < func.blocks.len()
                && func.params().iter().all(|param| param.index() < func.values.len());
            if !self.require(has_entry, || format!("@{name}: there is no entry, or not all of its parameters")) {
                continue;
            }
            let params = func.param_types();
            self.existing(params.iter().chain(&func.results), || format!("@{name}"));
            let captures = func.captures as usize;
            self.require(captures <= params.len(), || format!("@{name} captures more values than it has parameters"));
        }
        self.errors.len() == before
    }
    /// Checks 2 and 5 of entry points.
    fn entry_points(&mut self) {
        let program = self.program;
        let tests = program.tests.iter().map(|test| test.func);
        for func in program.init.into_iter().chain(program.main).chain(tests) {
            let is_plain = self.has_func(func) && {
                let func = &program.funcs[func];
                func.params().is_empty() && func.results.is_empty()
            };
            self.require(is_plain, || format!("{func} starts the program, but is no function without parameters"));
        }
        for export in &program.exports {
            let exists = self.has_func(export.func);
            self.require(exists, || format!("the export {} is no function", export.name));
        }
    }
    /// Checks 2 and 12.
    fn placement(&mut self) {
        let Program { placement, seam, .. } = self.program;
        let placed = placement.funcs.len() == self.program.funcs.len()
            && placement.types.len() == self.program.types.heap.len()
            && placement.globals.len() == self.program.globals.len();
        self.require(placed, || "not everything has a side".to_owned());
        for row in seam.exports.iter().chain(&seam.imports) {
            let exists = match &row.crossing {
                Crossing::Op(op) => self.has_ids(op),
                Crossing::ApplyClosure(sig) | Crossing::WrapFunction(sig) | Crossing::ApplyFunction(sig) => {
                    self.has_sig(*sig)
                }
            };
            self.require(exists, || format!("the crossing {} is of something that does not exist", row.name));
        }
    }
    /// Whether the ids in an operator exist. Fields and variants are checked with the operands.
    fn has_ids(&self, op: &Op) -> bool {
        match *op {
            Op::GlobalGet(global) | Op::GlobalSet(global) => global.index() < self.program.globals.len(),
            Op::Call(func) | Op::ClosureNew(func) => self.has_func(func),
            Op::CallClosure(sig) => self.has_sig(sig),
            Op::Extern(id) => id.index() < self.program.externs.len(),
            _ => op.heap_type().is_none_or(|ty| ty.index() < self.program.types.heap.len()),
        }
    }
    /// Check 13: whether a function on `side` can execute `op`.
    fn crosses_by_name(&self, side: Side, op: &Op) -> bool {
        // A closure calls its function from where it was made.
        let op = if let Op::ClosureNew(func) = *op { Op::Call(func) } else { *op };
        let home = if matches!(op, Op::Host(_)) { Some(Side::Js) } else { self.program.placement.home(&op) };
        match (home, side) {
            (Some(Side::Wasm), Side::Js) => self.program.seam.export(&Crossing::Op(op)).is_some(),
            (Some(Side::Js), Side::Wasm) => self.program.seam.import(&Crossing::Op(op)).is_some(),
            (Some(_) | None, _) => true,
        }
    }
}
