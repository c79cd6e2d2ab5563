//! The strings of a machine.
//!
//! A concatenation is kept as a pair until its code units are asked for, as engines do, so that a program that builds
//! a long string piece by piece takes linear time and space.

use super::value::{StrId, Val};
use base::IndexVec;
use std::rc::Rc;

enum Text {
    Flat(Rc<[u16]>),
    Pair(StrId, StrId, usize),
}

/// All strings of a machine.
#[derive(Default)]
pub(super) struct Strings {
    rows: IndexVec<StrId, Text>,
}

impl Strings {
    pub fn add(&mut self, units: impl Into<Rc<[u16]>>) -> Val {
        Val::Str(self.rows.push(Text::Flat(units.into())))
    }
    pub fn length(&self, id: StrId) -> usize {
        match &self.rows[id] {
            Text::Flat(units) => units.len(),
            Text::Pair(.., length) => *length,
        }
    }
    /// The concatenation, or `None` if no string can be so long.
    pub fn concat(&mut self, first: StrId, second: StrId) -> Option<Val> {
        let length = self.length(first) + self.length(second);
        i32::try_from(length).ok()?;
        Some(Val::Str(match (self.length(first), self.length(second)) {
            (0, _) => second,
            (_, 0) => first,
            (..) => self.rows.push(Text::Pair(first, second, length)),
        }))
    }
    pub fn units(&mut self, id: StrId) -> Rc<[u16]> {
        if let Text::Flat(units) = &self.rows[id] {
            return Rc::clone(units);
        }
        let mut units = Vec::with_capacity(self.length(id));
        let mut rest = vec![id];
        while let Some(id) = rest.pop() {
            match &self.rows[id] {
                Text::Flat(part) => units.extend_from_slice(part),
                Text::Pair(first, second, _) => rest.extend([*second, *first]),
            }
        }
        let units: Rc<[u16]> = units.into();
        self.rows[id] = Text::Flat(Rc::clone(&units));
        units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_concatenation_is_flattened_in_order_without_recursion() {
        let mut strings = Strings::default();
        let mut all = strings.add([]).str();
        for unit in 0..100_000_u32 {
            let part = strings.add([unit as u16]).str();
            all = strings.concat(all, part).expect("it is short").str();
        }
        let expected: Vec<u16> = (0..100_000_u32).map(|unit| unit as u16).collect();
        assert_eq!(&*strings.units(all), expected);
    }
}
