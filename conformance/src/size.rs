//! What the bytes of a program are for: functions, types, strings and data, glue, in both halves of the `-O` build.
//!
//! In: a checked program.  Out: [`Sizes`], parts whose bytes add up to each file, raw and compressed.
//!
//! The JavaScript half is attributed by what its emitter knows of each item, the Wasm half by reading it back section
//! by section; its names come from the same module emitted with a name section. `walrus` would read the module into
//! a graph of its own, which keeps the ranges of functions only; `wasmparser` gives all of them.
//!
//! What a part costs compressed is by how much the compressed file grows from where the part begins to where it ends,
//! scaled so that all parts add up to the file at the best compression: compression has no parts, but text that repeats
//! what came before is cheap, and this shows it.

use crate::compile::{self, Build, Checked, Options, Target};
use emit_js::PartKind;
use ir::Side;
use std::io::Write as _;

mod report;
mod treemap;
mod wasm;

pub use report::{text, to_json};
pub use treemap::svg;

/// What a part is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A function of the program or of the library.
    Function,
    /// A type.
    Type,
    /// A string, a variable, data.
    Data,
    /// What the compiler adds.
    Glue,
}

impl Kind {
    /// All kinds, in the order of reports.
    pub const ALL: [Kind; 4] = [Kind::Function, Kind::Type, Kind::Data, Kind::Glue];
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Function => "function",
            Kind::Type => "type",
            Kind::Data => "data",
            Kind::Glue => "glue",
        }
    }
}

/// A part of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Its name in the program, or what the glue does.
    pub name: String,
    /// Bytes.
    pub bytes: usize,
    /// Its share of the compressed file.
    pub compressed: usize,
}

/// A file of the build.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Half {
    /// Which half it is.
    pub side: Side,
    /// The name of the file.
    pub file: &'static str,
    /// Bytes.
    pub bytes: usize,
    /// Bytes, compressed with brotli at its best.
    pub compressed: usize,
    /// What they are for, the largest first.
    pub parts: Vec<Part>,
}

impl Half {
    /// The parts of a kind together: bytes, and compressed bytes.
    pub fn of_kind(&self, kind: Kind) -> (usize, usize) {
        let parts = self.parts.iter().filter(|part| part.kind == kind);
        parts.fold((0, 0), |(bytes, compressed), part| (bytes + part.bytes, compressed + part.compressed))
    }
}

/// The halves of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sizes {
    /// JavaScript, then Wasm if there is such a half.
    pub halves: Vec<Half>,
}

impl Sizes {
    /// How many bytes the function of that name has on a side; of several with one name the sum.
    pub fn of_function(&self, side: Side, name: &str) -> Option<usize> {
        let halves = self.halves.iter().filter(|half| half.side == side).flat_map(|half| &half.parts);
        let parts = halves.filter(|part| part.kind == Kind::Function && part.name == name);
        parts.map(|part| part.bytes).reduce(|sum, bytes| sum + bytes)
    }
}

/// The sizes of the `-O` build of a program for a target.
pub fn of(checked: &Checked, target: Target) -> Sizes {
    of_build(checked, &compile::build(checked, &Options { target, optimise: true, tests: false }))
}

/// The sizes of an `-O` build of a program.
pub fn of_build(checked: &Checked, build: &Build) -> Sizes {
    let mut halves = vec![half(Side::Js, "app.js", build.js.as_bytes(), js_parts(build))];
    if let Some(module) = &build.wasm {
        halves.push(half(Side::Wasm, "app.wasm", module, wasm::parts(checked, build, module)));
    }
    Sizes { halves }
}

/// A stretch of a file: how long it is, and what it is for. The bytes of its strings are not its own.
struct Stretch {
    kind: Kind,
    name: String,
    bytes: usize,
    strings: usize,
}

fn js_parts(build: &Build) -> Vec<Stretch> {
    let stretch = |part: &emit_js::Part| {
        let (kind, strings) = match part.kind {
            PartKind::Function => (Kind::Function, part.text),
            PartKind::Type => (Kind::Type, 0),
            PartKind::Variable => (Kind::Data, 0),
            PartKind::Glue => (Kind::Glue, 0),
        };
        Stretch { kind, name: part.name.clone(), bytes: part.bytes, strings }
    };
    build.js_parts.iter().map(stretch).collect()
}

fn half(side: Side, file: &'static str, content: &[u8], stretches: Vec<Stretch>) -> Half {
    let compressed = brotli(content, 11);
    let shares = shares(content, &stretches, compressed);
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |kind: Kind, name: &str, bytes: usize, compressed: usize| match parts
        .iter_mut()
        .find(|part| part.kind == kind && part.name == name)
    {
        Some(part) => (part.bytes, part.compressed) = (part.bytes + bytes, part.compressed + compressed),
        None => parts.push(Part { kind, name: name.to_owned(), bytes, compressed }),
    };
    for (stretch, share) in stretches.iter().zip(shares) {
        let of_strings = share * stretch.strings / stretch.bytes.max(1);
        add(stretch.kind, &stretch.name, stretch.bytes - stretch.strings, share - of_strings);
        if stretch.strings > 0 {
            add(Kind::Data, &format!("strings in {}", stretch.name), stretch.strings, of_strings);
        }
    }
    parts.retain(|part| part.bytes > 0);
    parts.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    Half { side, file, bytes: content.len(), compressed, parts }
}

/// Each stretch's share of the compressed size.
fn shares(content: &[u8], stretches: &[Stretch], compressed: usize) -> Vec<usize> {
    let mut stream = brotli::CompressorWriter::new(Vec::new(), 4096, QUALITY, WINDOW);
    let mut grown = Vec::with_capacity(stretches.len());
    let (mut at, mut before) = (0, 0);
    for stretch in stretches {
        let end = (at + stretch.bytes).min(content.len());
        let written = stream.write_all(&content[at..end]).and_then(|()| stream.flush());
        written.expect("a vector takes everything");
        let now = stream.get_ref().len();
        // A flush begins a new block, which has a head of a few bytes: very short stretches must not look dear.
        grown.push(((now - before) as f64).min(stretch.bytes as f64));
        (at, before) = (end, now);
    }
    apportion(&grown, compressed)
}

/// For the shares only; the size itself is that of the best compression.
const QUALITY: u32 = 5;
/// The window of web servers.
const WINDOW: u32 = 22;

fn brotli(content: &[u8], quality: u32) -> usize {
    let mut stream = brotli::CompressorWriter::new(Vec::new(), 4096, quality, WINDOW);
    stream.write_all(content).expect("a vector takes everything");
    stream.into_inner().len()
}

/// Whole numbers in the proportion of the weights, whose sum is `total`.
fn apportion(weights: &[f64], total: usize) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let (mut weight, mut given) = (0.0, 0);
    let share = |one: &f64| {
        weight += one;
        let until = if sum > 0.0 { ((weight / sum) * total as f64).round() as usize } else { total };
        let share = until.min(total) - given;
        given += share;
        share
    };
    weights.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 100), [33, 34, 33]);
        assert_eq!(apportion(&[0.0, 5.0], 7), [0, 7]);
        assert_eq!(apportion(&[], 7), Vec::<usize>::new());
    }
}
