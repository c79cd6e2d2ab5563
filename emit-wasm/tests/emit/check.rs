//! What every module must be: valid, and with a table of positions that points at instructions.

use std::collections::BTreeSet;
use wasmparser::{Operator, Parser, Payload, Validator, WasmFeatures};

/// What engines have by default today, and no more.
fn features() -> WasmFeatures {
    WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::REFERENCE_TYPES
        | WasmFeatures::MULTI_VALUE
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::TAIL_CALL
        | WasmFeatures::FLOATS
        | WasmFeatures::FUNCTION_REFERENCES
        | WasmFeatures::GC
        | WasmFeatures::GC_TYPES
}

/// Panics, with the text of the module, if `bytes` are not a valid module.
pub fn validate(bytes: &[u8]) {
    if let Err(error) = Validator::new_with_features(features()).validate_all(bytes) {
        panic!("{error}\n{}", wat(bytes));
    }
    let starts = operators(bytes);
    for entry in positions(bytes) {
        let name = starts.iter().find(|(offset, _)| *offset == entry.offset).map(|(_, name)| name.as_str());
        let name = name.unwrap_or_else(|| panic!("{entry:?} is not at an instruction\n{}", wat(bytes)));
        if entry.kind == 0 {
            assert!(name.contains("Call"), "{entry:?} is at {name}, not at a call");
        }
    }
}

/// The text of a module, as far as it is readable.
pub fn wat(bytes: &[u8]) -> String {
    wasmprinter::print_bytes(bytes).unwrap_or_else(|error| error.to_string())
}

/// The offset and the name of every instruction.
pub fn operators(bytes: &[u8]) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let Payload::CodeSectionEntry(body) = payload.expect("it is a module") else { continue };
        for operator in body.get_operators_reader().expect("it has code").into_iter_with_offsets() {
            let (operator, offset) = operator.expect("it is an instruction");
            found.push((offset as u32, name(&operator)));
        }
    }
    found
}

fn name(operator: &Operator) -> String {
    let text = format!("{operator:?}");
    text.split([' ', '(']).next().expect("it has a name").to_owned()
}

/// A row of the table of positions.
#[derive(Debug)]
pub struct Entry {
    pub offset: u32,
    pub kind: u32,
    /// Function, file, line, column.
    pub frames: Vec<(String, String, u32, u32)>,
}

/// The table of positions, read as the engines' runtimes read it.
pub fn positions(bytes: &[u8]) -> Vec<Entry> {
    let section = Parser::new(0).parse_all(bytes).find_map(|payload| match payload.expect("it is a module") {
        Payload::CustomSection(section) if section.name() == "seam.pos" => Some(section.data().to_vec()),
        _ => None,
    });
    let Some(data) = section else { return Vec::new() };
    let mut rest = &data[..];
    let files = strings(&mut rest);
    let funcs = strings(&mut rest);
    let mut offset = 0;
    let count = number(&mut rest);
    let rows = (0..count).map(|_| {
        offset += number(&mut rest);
        let kind = number(&mut rest);
        let frames = (0..number(&mut rest))
            .map(|_| {
                let func = funcs[number(&mut rest) as usize].clone();
                let file = files[number(&mut rest) as usize].clone();
                (func, file, number(&mut rest), number(&mut rest))
            })
            .collect();
        Entry { offset, kind, frames }
    });
    let rows: Vec<Entry> = rows.collect();
    assert!(rest.is_empty(), "the table ends where it says");
    assert_eq!(rows.iter().map(|row| row.offset).collect::<BTreeSet<_>>().len(), rows.len(), "offsets ascend");
    rows
}

fn strings(rest: &mut &[u8]) -> Vec<String> {
    let count = number(rest);
    (0..count)
        .map(|_| {
            let length = number(rest) as usize;
            let (text, after) = rest.split_at(length);
            *rest = after;
            String::from_utf8(text.to_vec()).expect("it is text")
        })
        .collect()
}

fn number(rest: &mut &[u8]) -> u32 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = rest[0];
        *rest = &rest[1..];
        value |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return value;
        }
    }
}
