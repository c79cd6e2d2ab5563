//! Which function values may be the same: those of one class where classes are known, else those of one signature.
//!
//! In: what `split_classes` found out, or nothing.  Out: a number for each function value of the code.

use ir::{Func, FuncId, Kind, Program, Value};
use rustc_hash::FxHashMap;

/// Numbers for function values that may be the same.
#[derive(Clone, Debug)]
pub struct FunctionValues<'a> {
    classes: Option<&'a FxHashMap<(FuncId, Value), usize>>,
    /// One more than the largest number.
    pub count: usize,
}

impl<'a> FunctionValues<'a> {
    /// Function values of one signature may be the same.
    pub fn by_signature(program: &Program) -> FunctionValues<'static> {
        FunctionValues { classes: None, count: program.types.sigs.len() }
    }
    /// Function values of one class may be the same.
    pub fn by_class(classes: &'a FxHashMap<(FuncId, Value), usize>) -> FunctionValues<'a> {
        FunctionValues { classes: Some(classes), count: classes.values().map(|&class| class + 1).max().unwrap_or(0) }
    }
    /// The number of a function value; `None` of another value.
    pub fn of(&self, id: FuncId, func: &Func, value: Value) -> Option<usize> {
        match (func.ty(value).kind, self.classes) {
            (Kind::Func(_), Some(classes)) => classes.get(&(id, value)).copied(),
            (Kind::Func(sig), None) => Some(base::Id::index(sig)),
            _ => None,
        }
    }
}
