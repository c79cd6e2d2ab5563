//! Source files and positions in them.

use crate::{IndexVec, define_id};

define_id! {
    /// A source file of this compilation.
    pub struct SourceId = "source";
}

/// A half-open range of bytes of one source file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `source`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }
    /// The smallest span that covers both; both must be of one file.
    pub fn to(self, end: Span) -> Span {
        debug_assert_eq!(self.source, end.source, "a span lies in one file");
        Span { source: self.source, start: self.start.min(end.start), end: self.end.max(end.end) }
    }
    /// The empty span before the first byte.
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }
    /// The empty span after the last byte.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A place as people read it: both numbers count from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// One source file.
#[derive(Debug)]
pub struct Source {
    /// How the file is named in messages: relative to where the user is, `/`-separated; `std/list` for the library.
    pub path: String,
    /// Its text.
    pub text: String,
    line_starts: Vec<u32>,
}

impl Source {
    /// A file at `path` with `text`.
    pub fn new(path: String, text: String) -> Self {
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(newlines.map(|(at, _)| u32::try_from(at + 1).expect("files are under 4 GiB")))
            .collect();
        Self { path, text, line_starts }
    }
    /// The line and column of byte `offset`.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts.partition_point(|&start| start <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(end - start, |before| before.chars().count());
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

/// All files of a compilation.
#[derive(Debug, Default)]
pub struct Sources {
    files: IndexVec<SourceId, Source>,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a file.
    pub fn add(&mut self, path: String, text: String) -> SourceId {
        self.files.push(Source::new(path, text))
    }
    /// The file `id`.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id]
    }
    /// The line and column where `span` starts.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).position(span.start)
    }
    /// The text that `span` covers.
    pub fn text(&self, span: Span) -> &str {
        &self.get(span.source).text[span.start as usize..span.end as usize]
    }
    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter_enumerated()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_counts_lines_and_scalar_values_from_one() {
        let source = Source::new("a.seam".into(), "ab\ncdé f\n".into());
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(3), Position { line: 2, column: 1 });
        assert_eq!(source.position(8), Position { line: 2, column: 5 });
        assert_eq!(source.position(10), Position { line: 3, column: 1 });
    }
}
