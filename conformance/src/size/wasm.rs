//! The Wasm half read back: what each of its bytes is for.
//!
//! In: a module without names, and the program that it was made of.  Out: stretches in the order of the file, without
//! gaps: what no entry of a section is, its head and the heads of sections, is glue too.

use super::{Kind, Stretch};
use crate::compile::{Build, Checked};
use ir::Side;
use std::collections::HashMap;
use std::ops::Range;
use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, TypeRef};

/// What the bytes of `module` are for.
///
/// # Panics
/// If the module cannot be read: it was validated before.
pub fn parts(checked: &Checked, build: &Build, module: &[u8]) -> Vec<Stretch> {
    let options = emit_wasm::Options { names: true, ..emit_wasm::Options::default() };
    let named = emit_wasm::emit(&build.ir, &checked.sources, &options);
    let names = Names::of(&named).expect("a module of ours can be read");
    let own = build.ir.placement.funcs.iter().filter(|&&side| side == Side::Wasm).count() as u32;
    let mut reader = Reader { names, own, imports: 0, defined: 0, entries: Vec::new() };
    reader.module(module).expect("a module of ours can be read");
    without_gaps(reader.entries, module.len())
}

/// Fills what lies between the entries.
fn without_gaps(mut entries: Vec<(Range<usize>, Kind, String)>, end: usize) -> Vec<Stretch> {
    entries.sort_by_key(|(range, ..)| range.start);
    let mut stretches = Vec::new();
    let mut at = 0;
    let gap = |bytes| Stretch { kind: Kind::Glue, name: "heads of sections".to_owned(), bytes, strings: 0 };
    for (range, kind, name) in entries {
        if range.start > at {
            stretches.push(gap(range.start - at));
        }
        stretches.push(Stretch { kind, name, bytes: range.len(), strings: 0 });
        at = range.end;
    }
    if end > at {
        stretches.push(gap(end - at));
    }
    stretches
}

/// What the name section says.
#[derive(Default)]
struct Names {
    functions: HashMap<u32, String>,
    types: HashMap<u32, String>,
    globals: HashMap<u32, String>,
}

impl Names {
    fn of(module: &[u8]) -> Result<Names, BinaryReaderError> {
        let mut names = Names::default();
        for payload in Parser::new(0).parse_all(module) {
            let Payload::CustomSection(section) = payload? else { continue };
            let KnownCustom::Name(section) = section.as_known() else { continue };
            for subsection in section {
                let (map, into) = match subsection? {
                    Name::Function(map) => (map, &mut names.functions),
                    Name::Type(map) => (map, &mut names.types),
                    Name::Global(map) => (map, &mut names.globals),
                    _ => continue,
                };
                for naming in map {
                    let naming = naming?;
                    into.insert(naming.index, naming.name.to_owned());
                }
            }
        }
        Ok(names)
    }
}

struct Reader {
    names: Names,
    /// How many functions of the program there are; those after them are the compiler's.
    own: u32,
    /// How many imported functions there are.
    imports: u32,
    /// How many bodies were read.
    defined: u32,
    entries: Vec<(Range<usize>, Kind, String)>,
}

impl Reader {
    fn add(&mut self, range: Range<usize>, kind: Kind, name: &str) {
        self.entries.push((range, kind, name.to_owned()));
    }

    fn module(&mut self, module: &[u8]) -> Result<(), BinaryReaderError> {
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => self.types(section)?,
                Payload::ImportSection(section) => self.imports(section)?,
                Payload::FunctionSection(section) => {
                    self.add(section.range(), Kind::Glue, "signatures of functions");
                }
                Payload::MemorySection(section) => self.add(section.range(), Kind::Glue, "memory"),
                Payload::GlobalSection(section) => self.globals(section)?,
                Payload::ExportSection(section) => self.add(section.range(), Kind::Glue, "exports"),
                Payload::ElementSection(section) => self.add(section.range(), Kind::Glue, "function references"),
                Payload::DataSection(section) => self.add(section.range(), Kind::Data, "data"),
                Payload::CodeSectionEntry(body) => self.body(&body.range()),
                Payload::CustomSection(section) if section.name() == "seam.pos" => {
                    self.add(section.range(), Kind::Glue, "positions for panics");
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn types(&mut self, section: wasmparser::TypeSectionReader) -> Result<(), BinaryReaderError> {
        let end = section.range().end;
        let mut index = 0;
        let mut groups: Vec<(usize, String)> = Vec::new();
        for group in section.into_iter_with_offsets() {
            let (at, group) = group?;
            let count = group.types().len() as u32;
            let named = (index..index + count).find_map(|index| self.names.types.get(&index));
            groups.push((at, named.cloned().unwrap_or_else(|| "signatures".to_owned())));
            index += count;
        }
        let ends: Vec<usize> = groups.iter().skip(1).map(|(at, _)| *at).chain([end]).collect();
        for ((at, name), end) in groups.into_iter().zip(ends) {
            self.add(at..end, Kind::Type, &name);
        }
        Ok(())
    }

    fn imports(&mut self, section: wasmparser::ImportSectionReader) -> Result<(), BinaryReaderError> {
        let range = section.range();
        let mut strings = 0;
        for import in section.into_imports() {
            let import = import?;
            match import.ty {
                TypeRef::Func(_) | TypeRef::FuncExact(_) => self.imports += 1,
                // Two names with their lengths, the kind, the type.
                TypeRef::Global(_) if import.module == "'" => strings += import.name.len(),
                _ => {}
            }
        }
        // The texts of strings are imported by name; they are counted as one stretch, wherever they stand.
        self.add(range.start..range.end - strings, Kind::Glue, "imports");
        if strings > 0 {
            self.add(range.end - strings..range.end, Kind::Data, "strings");
        }
        Ok(())
    }

    fn globals(&mut self, section: wasmparser::GlobalSectionReader) -> Result<(), BinaryReaderError> {
        let end = section.range().end;
        let starts = section.into_iter_with_offsets().map(|global| global.map(|(at, _)| at));
        let starts = starts.collect::<Result<Vec<usize>, _>>()?;
        // Names count imported globals first; ours are the last ones.
        let first = self.names.globals.keys().copied().min().unwrap_or(0);
        let ends = starts.iter().skip(1).copied().chain([end]).collect::<Vec<_>>();
        for (number, (start, end)) in starts.iter().zip(ends).enumerate() {
            let name = self.names.globals.get(&(first + number as u32)).cloned();
            self.add(*start..end, Kind::Data, &name.unwrap_or_else(|| "a constant".to_owned()));
        }
        Ok(())
    }

    /// A body, with the bytes of its length before it.
    fn body(&mut self, range: &Range<usize>) {
        let name = self.names.functions.get(&(self.imports + self.defined));
        let name = name.cloned().unwrap_or_else(|| format!("function {}", self.defined));
        let kind = if self.defined < self.own { Kind::Function } else { Kind::Glue };
        let mut length = range.len();
        let mut size = 1;
        while length >= 128 {
            length >>= 7;
            size += 1;
        }
        self.defined += 1;
        self.add(range.start - size..range.end, kind, &name);
    }
}
