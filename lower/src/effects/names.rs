//! What people call the things that effects are about.
//!
//! In: a place, a function of the host, an extern.  Out: `Body.x`, `List<i32>`, `score`, `the clock`, `alert`.
//!
//! A collection of `std` is named as a whole: that a list has a length and an array is nobody's concern.

use super::places::{IdSet, Place, Places};
use super::purity::Violation;
use frontend::typed;
use ir::op::Memory;
use ir::{Extern, ExternKind, Func, Host, Kind, Program, Type, TypeDef, TypeId};
use rustc_hash::FxHashSet;

/// Names for a program.
pub(crate) struct Names<'a> {
    pub program: &'a Program,
    pub places: &'a Places,
    /// Structs that `std` declares.
    of_std: FxHashSet<&'a str>,
}

impl<'a> Names<'a> {
    pub fn of(program: &'a Program, places: &'a Places, typed: &'a typed::Program, sources: &base::Sources) -> Self {
        let is_std = |row: &&typed::Struct| sources.get(row.span.source).path.starts_with("std/");
        let of_std = typed.structs.iter().filter(is_std).map(|row| row.name.as_str()).collect();
        Names { program, places, of_std }
    }

    /// A place, as `func` speaks of it. `short` leaves out type arguments.
    pub fn place(&self, place: Place, func: &Func, short: bool) -> String {
        match self.places.memory(place) {
            Memory::Global(global) => first_part(self.program.globals[global].name.as_str()).to_owned(),
            Memory::Elements(ty) => self.type_name(ty, short),
            Memory::Field(ty, field) => {
                let name = self.program.types[ty].name.as_str();
                if name.starts_with("cell<") {
                    return self.captured(ty, func);
                }
                if self.is_of_std(ty) {
                    return self.type_name(ty, short);
                }
                let field = self.program.types[ty].struct_fields()[field as usize].name;
                format!("{}.{}", self.type_name(ty, short), first_part(field.as_str()))
            }
        }
    }

    /// What a pure function must not do, as what somebody does.
    pub fn violation(&self, violation: Violation, func: &Func) -> String {
        match violation {
            Violation::Writes(place) => format!("writes `{}`", self.place(place, func, false)),
            Violation::Reads(place) => format!("reads `{}`", self.place(place, func, false)),
            Violation::UsesJavaScript(used) => {
                format!("uses `{}` of JavaScript", external(&self.program.externs[used]))
            }
            Violation::CallsJavaScript => "calls a function value of JavaScript".to_owned(),
            Violation::UsesHost(used) => host(used).unwrap_or("leaves the program").to_owned(),
        }
    }

    /// A function without type arguments.
    pub fn func(&self, func: &Func) -> String {
        without_type_args(func.name.as_str())
    }

    fn type_name(&self, ty: TypeId, short: bool) -> String {
        let name = self.program.types[ty].name.as_str();
        if short { without_type_args(name) } else { name.to_owned() }
    }

    fn is_of_std(&self, ty: TypeId) -> bool {
        let name = self.program.types[ty].name.as_str();
        self.of_std.contains(name.split('<').next().unwrap_or(name))
    }

    /// The variables of a function that live in cells of this type.
    fn captured(&self, cell: TypeId, func: &Func) -> String {
        let in_cell = func.values.iter().filter(|value| value.ty == Type::reference(cell));
        let mut names: Vec<&str> = in_cell.filter_map(|value| value.name).map(|name| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        match &names[..] {
            [] => "a captured variable".to_owned(),
            _ => names.join(", "),
        }
    }

    /// Places by name, each name once, in order of declaration. Arrays that a collection of `std` in the set keeps its
    /// elements in are left out.
    pub fn places(&self, set: &IdSet<Place>, func: &Func, short: bool) -> Vec<String> {
        let mut kept_in: FxHashSet<TypeId> = FxHashSet::default();
        for place in set.iter() {
            if let Memory::Field(ty, _) = self.places.memory(place)
                && self.is_of_std(ty)
                && let TypeDef::Struct { fields } = &self.program.types[ty].def
            {
                let reference = |field: &ir::Field| match field.storage.value_type().kind {
                    Kind::Ref(id) => Some(id),
                    _ => None,
                };
                kept_in.extend(fields.iter().filter_map(reference));
            }
        }
        let mut names = Vec::new();
        for place in set.iter() {
            if matches!(self.places.memory(place), Memory::Elements(ty) if kept_in.contains(&ty)) {
                continue;
            }
            super::graph::add(&mut names, self.place(place, func, short));
        }
        names
    }
}

/// What a function of the host does; `None` if that is no concern of the program's.
pub(super) fn host(host: Host) -> Option<&'static str> {
    match host {
        Host::Print | Host::Eprint | Host::WriteStdout | Host::WriteStdoutBytes => Some("prints"),
        Host::ReadStdin | Host::ReadStdinBytes => Some("reads standard input"),
        Host::FileRead => Some("reads files"),
        Host::FileWrite | Host::FileRemove => Some("writes files"),
        Host::Exit => Some("ends the program"),
        Host::Now | Host::UnixTime => Some("reads the clock"),
        Host::Panic
        | Host::Count
        | Host::F64ToString
        | Host::I32ToString
        | Host::U32ToString
        | Host::I64ToString
        | Host::U64ToString
        | Host::F64ToFixed
        | Host::F64ToExponential
        | Host::F64ToPrecision
        | Host::I32ToRadix
        | Host::U32ToRadix
        | Host::I64ToRadix
        | Host::U64ToRadix
        | Host::ParseF64
        | Host::StrIndexOf
        | Host::StrLastIndexOf
        | Host::StrToUpper
        | Host::StrToLower
        | Host::ArgCount
        | Host::Arg
        | Host::BufferMade => None,
    }
}

/// What is used of JavaScript.
pub(super) fn external(used: &Extern) -> String {
    match used.kind {
        ExternKind::Function | ExternKind::Get | ExternKind::Set => used.name.to_string(),
        ExternKind::Method | ExternKind::PropertyGet | ExternKind::PropertySet => format!(".{}", used.name),
        ExternKind::New => format!("new {}", used.name),
        ExternKind::Object => "objects".to_owned(),
        ExternKind::InstanceOf => format!("instanceof {}", used.name),
        ExternKind::IndexGet | ExternKind::IndexSet => "elements".to_owned(),
    }
}

/// `p` of `p.0`, which is a member of a tuple.
fn first_part(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// `List.map` of `List<i32>.map<(i32) -> f64>`.
pub(super) fn without_type_args(name: &str) -> String {
    let (mut text, mut depth, mut last) = (String::new(), 0_u32, ' ');
    for letter in name.chars() {
        match letter {
            '<' => depth += 1,
            '>' if last != '-' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
        last = letter;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_arguments_are_left_out_with_arrows_in_them() {
        assert_eq!(without_type_args("List<i32>.map<(i32) -> f64>.λ1"), "List.map.λ1");
        assert_eq!(without_type_args("main"), "main");
    }
}
