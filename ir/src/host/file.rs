//! Files: contents as strings, and what goes wrong as a number that all hosts agree on.
//!
//! In: paths and contents as UTF-16.  Out: what [`crate::Host::FileRead`] and [`crate::Host::FileWrite`] give.

use super::{System, from_utf8, to_utf8};
use std::io;

/// Adds to the end instead of replacing what is there.
const APPEND: i32 = 1;
/// Writes the low eight bits of each code unit.
const BYTES: i32 = 2;

/// `0` and the contents, or the digit of what is wrong.
pub fn read(path: &[u16], as_bytes: bool, system: &mut dyn System) -> Vec<u16> {
    match system.read_file(&String::from_utf16_lossy(path)) {
        Ok(bytes) => {
            let contents = if as_bytes { bytes.into_iter().map(u16::from).collect() } else { from_utf8(&bytes) };
            [vec![u16::from(b'0')], contents].concat()
        }
        Err(error) => number(&error).to_string().encode_utf16().collect(),
    }
}

/// 0, or the number of what is wrong.
pub fn write(path: &[u16], data: &[u16], kind: i32, system: &mut dyn System) -> i32 {
    let bytes = match kind {
        BYTES => data.iter().map(|unit| unit.to_le_bytes()[0]).collect(),
        _ => to_utf8(data),
    };
    code(system.write_file(&String::from_utf16_lossy(path), &bytes, kind == APPEND))
}

/// 0, or the number of what is wrong.
pub fn code(result: io::Result<()>) -> i32 {
    result.err().map_or(0, |error| number(&error))
}

fn number(error: &io::Error) -> i32 {
    match error.kind() {
        io::ErrorKind::NotFound => 1,
        io::ErrorKind::PermissionDenied => 2,
        io::ErrorKind::IsADirectory => 3,
        _ => 4,
    }
}
