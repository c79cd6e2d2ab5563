//! Reads the custom section `seam.pos` of a module: which source place an instruction comes from.
//!
//! In: the bytes of a module.  Out: [`Positions`], from code offset to [`Entry`].
//!
//! ```text
//! nfiles file*  nfuncs function*  nentries entry*
//! entry := offset_delta kind nframes frame*      kind 0: a call; else PanicKind + 1
//! frame := function file line column             innermost first, then the calls it was inlined through
//! ```
//! Numbers are LEB128, strings a length and UTF-8. Offsets are those of an instruction's first byte in the module.

use ir::PanicKind;
use wasmparser::{BinaryReader, Parser, Payload};

/// The name of the section.
pub const SECTION: &str = "seam.pos";

/// A source place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// The function.
    pub function: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl std::fmt::Display for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{} in {}", self.file, self.line, self.column, self.function)
    }
}

/// What is known of one instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Where it starts in the module.
    pub offset: u32,
    /// What it means if it traps; `None` for a call.
    pub kind: Option<PanicKind>,
    /// Where it comes from, innermost first.
    pub frames: Vec<Frame>,
}

/// All known instructions of a module.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Positions {
    /// By ascending offset.
    entries: Vec<Entry>,
}

impl Positions {
    /// The positions of a module; none if it has no such section.
    ///
    /// # Errors
    /// If the module or the section is malformed: a bug of `emit-wasm`.
    pub fn of_module(wasm: &[u8]) -> Result<Positions, String> {
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CustomSection(section) = payload.map_err(|error| error.to_string())?
                && section.name() == SECTION
            {
                return decode(section.data()).map_err(|error| format!("section {SECTION}: {error}"));
            }
        }
        Ok(Positions::default())
    }

    /// The entry of the instruction at exactly `offset`.
    pub fn at(&self, offset: u32) -> Option<&Entry> {
        let index = self.entries.binary_search_by_key(&offset, |entry| entry.offset).ok()?;
        self.entries.get(index)
    }

    /// All entries, by ascending offset.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn decode(data: &[u8]) -> Result<Positions, String> {
    let mut reader = BinaryReader::new(data, 0);
    let files = read_strings(&mut reader)?;
    let functions = read_strings(&mut reader)?;
    let mut offset: u32 = 0;
    let mut entries = Vec::new();
    for _ in 0..read_u32(&mut reader)? {
        let delta = read_u32(&mut reader)?;
        offset = offset.checked_add(delta).ok_or("offset out of range")?;
        if delta == 0 && !entries.is_empty() {
            return Err(format!("two entries at offset {offset}"));
        }
        let kind = match read_u32(&mut reader)? {
            0 => None,
            number => Some(panic_kind(number - 1)?),
        };
        let nframes = read_u32(&mut reader)?;
        let frames: Result<Vec<Frame>, String> =
            (0..nframes).map(|_| read_frame(&mut reader, &files, &functions)).collect();
        entries.push(Entry { offset, kind, frames: frames? });
    }
    if reader.eof() { Ok(Positions { entries }) } else { Err("bytes after the last entry".into()) }
}

fn panic_kind(number: u32) -> Result<PanicKind, String> {
    let kind = PanicKind::ALL.into_iter().find(|&kind| kind as u32 == number);
    kind.ok_or_else(|| format!("no panic kind has number {number}"))
}

fn read_frame(reader: &mut BinaryReader, files: &[String], functions: &[String]) -> Result<Frame, String> {
    let function = read_u32(reader)? as usize;
    let file = read_u32(reader)? as usize;
    Ok(Frame {
        function: functions.get(function).ok_or_else(|| format!("no function {function}"))?.clone(),
        file: files.get(file).ok_or_else(|| format!("no file {file}"))?.clone(),
        line: read_u32(reader)?,
        column: read_u32(reader)?,
    })
}

fn read_strings(reader: &mut BinaryReader) -> Result<Vec<String>, String> {
    let count = read_u32(reader)?;
    (0..count).map(|_| reader.read_unlimited_string().map(str::to_owned).map_err(|error| error.to_string())).collect()
}

fn read_u32(reader: &mut BinaryReader) -> Result<u32, String> {
    reader.read_var_u32().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_files_functions_and_entries() {
        let data = [
            1, 1, b'a', // files
            2, 1, b'f', 1, b'g', // functions
            2,    // entries
            0x80, 0x01, 0, 1, 0, 0, 3, 4, // offset 128, a call in f at a:3:4
            2, 1, 2, 1, 0, 5, 6, 0, 0, 7, 8, // offset 130, an index panic in g at a:5:6, inlined into f at a:7:8
        ];
        let positions = decode(&data).expect("well-formed");
        let call = positions.at(128).expect("an entry");
        assert_eq!(call.kind, None);
        assert_eq!(call.frames[0].to_string(), "a:3:4 in f");
        let trap = positions.at(130).expect("an entry");
        assert_eq!(trap.kind, Some(PanicKind::Index));
        assert_eq!(trap.frames.iter().map(Frame::to_string).collect::<Vec<_>>(), ["a:5:6 in g", "a:7:8 in f"]);
        assert_eq!(positions.at(129), None);
    }

    #[test]
    fn rejects_what_is_malformed() {
        assert!(decode(&[0, 0, 1, 5, 200, 1, 0]).is_err());
        assert!(decode(&[0, 0, 1, 5, 0, 1, 0, 0, 1, 1]).is_err());
        assert!(decode(&[0, 0, 0, 9]).is_err());
    }
}
