//! The custom section `seam.pos`: for each trapping or calling instruction its place in the sources.
//!
//! Layout, all numbers LEB128 `u32`, strings with their length in front:
//! `nfiles file* nfuncs name* nentries (offset_delta kind nframes (func file line column)*)*`. Offsets are those of
//! opcodes in the module; frames go from the innermost inlined function outward; kind 0 is a call.

use crate::code::Mark;
use base::{IndexVec, Sources, Span, Symbol};
use ir::{Func, Loc, PanicKind};
use rustc_hash::FxHashMap;
use wasm_encoder::Encode;

struct Frame {
    func: Symbol,
    span: Span,
}

struct Place {
    kind: u32,
    frames: Vec<Frame>,
}

/// The places that code was made for.
#[derive(Default)]
pub struct Positions {
    places: IndexVec<Mark, Place>,
}

impl Positions {
    /// The mark of an instruction of `func` that comes from `loc`: a call, or what panics.
    pub fn mark(&mut self, func: &Func, loc: Loc, kind: Option<PanicKind>) -> Mark {
        let mut frames = Vec::new();
        let (mut span, mut site) = (loc.span, loc.site);
        while let Some(id) = site {
            let inlined = &func.sites[id];
            frames.push(Frame { func: inlined.callee, span });
            (span, site) = (inlined.call.span, inlined.call.site);
        }
        frames.push(Frame { func: ir::source_name(func.name), span });
        self.places.push(Place { kind: number(kind), frames })
    }
    /// The mark of an instruction that no source function contains.
    pub fn mark_without_frames(&mut self, kind: Option<PanicKind>) -> Mark {
        self.places.push(Place { kind: number(kind), frames: Vec::new() })
    }

    /// The contents of the section for instructions at ascending `offsets`.
    pub fn encode(&self, sources: &Sources, offsets: &[(u32, Mark)]) -> Vec<u8> {
        let mut files = Names::default();
        let mut funcs = Names::default();
        let mut rows = Vec::new();
        let mut last = 0;
        for &(offset, mark) in offsets {
            let place = &self.places[mark];
            (offset - last).encode(&mut rows);
            last = offset;
            place.kind.encode(&mut rows);
            (place.frames.len() as u32).encode(&mut rows);
            for frame in &place.frames {
                let position = sources.position(frame.span);
                funcs.index(frame.func.as_str()).encode(&mut rows);
                files.index(&sources.get(frame.span.source).path).encode(&mut rows);
                position.line.encode(&mut rows);
                position.column.encode(&mut rows);
            }
        }
        let mut section = Vec::new();
        files.encode(&mut section);
        funcs.encode(&mut section);
        (offsets.len() as u32).encode(&mut section);
        section.extend(rows);
        section
    }
}

fn number(kind: Option<PanicKind>) -> u32 {
    kind.map_or(0, |kind| kind as u32 + 1)
}

/// Strings, each once, in order of first use.
#[derive(Default)]
struct Names<'a> {
    list: Vec<&'a str>,
    index: FxHashMap<&'a str, u32>,
}

impl<'a> Names<'a> {
    fn index(&mut self, name: &'a str) -> u32 {
        *self.index.entry(name).or_insert_with(|| {
            self.list.push(name);
            self.list.len() as u32 - 1
        })
    }
    fn encode(&self, sink: &mut Vec<u8>) {
        (self.list.len() as u32).encode(sink);
        self.list.iter().for_each(|name| name.encode(sink));
    }
}
