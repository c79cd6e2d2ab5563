//! The operators on arrays and buffers, and between arrays and strings.

use super::Machine;
use super::value::Val;
use crate::{PanicKind, TypeId};

/// Whether `count` elements from `at` are among `length`; gives both as lengths.
fn range(at: Val, count: i64, length: usize) -> Result<(usize, usize), PanicKind> {
    let at = i64::from(at.i32());
    let is_inside = at >= 0 && count >= 0 && at + count <= length as i64;
    if is_inside { Ok((at as usize, count as usize)) } else { Err(PanicKind::Index) }
}

impl Machine<'_> {
    pub(super) fn array_new(&mut self, ty: TypeId, args: &[Val]) -> Result<Val, PanicKind> {
        let array = self.heap.elements(self.program.types[ty].elem(), args[0].i32())?;
        let elements = self.heap.array(array);
        elements.fill(0, elements.len(), args[1]);
        Ok(array)
    }
    pub(super) fn array_lit(&mut self, ty: TypeId, args: &[Val]) -> Result<Val, PanicKind> {
        let array = self.heap.elements(self.program.types[ty].elem(), args.len() as i32)?;
        let elements = self.heap.array(array);
        args.iter().enumerate().for_each(|(index, &value)| elements.set(index, value));
        Ok(array)
    }
    pub(super) fn array_get(&mut self, ty: TypeId, args: &[Val]) -> Result<Val, PanicKind> {
        let elements = self.heap.array(args[0]);
        let (index, _) = range(args[1], 1, elements.len())?;
        let value = elements.get(index);
        let elem = self.program.types[ty].elem().value_type();
        assert!(value != Val::Null || elem.nullable, "an absent element of {} was read", self.program.types[ty].name);
        Ok(value)
    }
    pub(super) fn array_set(&mut self, args: &[Val]) -> Result<Option<Val>, PanicKind> {
        let elements = self.heap.array(args[0]);
        let (index, _) = range(args[1], 1, elements.len())?;
        elements.set(index, args[2]);
        Ok(None)
    }
    pub(super) fn array_copy(&mut self, args: &[Val]) -> Result<Option<Val>, PanicKind> {
        let count = i64::from(args[4].i32());
        let (to, _) = range(args[1], count, self.heap.array(args[0]).len())?;
        let (from, count) = range(args[3], count, self.heap.array(args[2]).len())?;
        self.heap.copy((args[0], to), (args[2], from), count);
        Ok(None)
    }
    pub(super) fn array_fill(&mut self, args: &[Val]) -> Result<Option<Val>, PanicKind> {
        let elements = self.heap.array(args[0]);
        let (at, count) = range(args[1], i64::from(args[3].i32()), elements.len())?;
        elements.fill(at, count, args[2]);
        Ok(None)
    }
    pub(super) fn str_from_array(&mut self, args: &[Val]) -> Result<Val, PanicKind> {
        let units = self.heap.array(args[0]).units();
        let count = i64::from(args[2].i32()) - i64::from(args[1].i32());
        let (from, count) = range(args[1], count, units.len())?;
        Ok(self.strings.add(&units[from..from + count]))
    }
    pub(super) fn str_into_array(&mut self, args: &[Val]) -> Result<Val, PanicKind> {
        let text = self.strings.units(args[0].str());
        let units = self.heap.array(args[1]).units();
        let (at, count) = range(args[2], text.len() as i64, units.len())?;
        units[at..at + count].copy_from_slice(&text);
        Ok(Val::I32(count as i32))
    }
}
