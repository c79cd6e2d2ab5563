//! From a stream of commands to text: which groups are on one line, and where lines end.
//!
//! In: a [`Stream`].  Out: the text. Linear in its length: whether a group fits is looked at up to the line's width.

use super::stream::{Command, Stream};

/// How long lines may be.
pub const WIDTH: usize = 100;

const STEP: usize = 2;

/// How the lines of a group are printed.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Broken,
    Flat,
    /// Its own lines are not broken, those of the groups in it may be.
    Hug,
}

/// What stands between the last text and the next one.
#[derive(Clone, Copy, PartialEq)]
enum Pending {
    Nothing,
    /// A space after a comment, which closing brackets and commas do without.
    CommentSpace,
    Space,
    /// This many new lines; `forced` if only because a comment ended the line.
    Lines {
        count: usize,
        forced: bool,
    },
}

struct Printer<'a> {
    text: &'a str,
    stream: &'a Stream,
    out: String,
    column: usize,
    indent: usize,
    pending: Pending,
    /// Whether the layout began this line, and only comments stand in it.
    begins: bool,
    modes: Vec<Mode>,
}

/// The text that `stream` describes; `text` is the source its places are in.
pub fn print(text: &str, stream: &Stream) -> String {
    let mut printer = Printer {
        text,
        stream,
        out: String::with_capacity(text.len() + text.len() / 8),
        column: 0,
        indent: 0,
        pending: Pending::Nothing,
        begins: true,
        modes: vec![Mode::Broken],
    };
    for at in 0..stream.commands.len() {
        printer.step(at);
    }
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.out
}

impl Printer<'_> {
    fn step(&mut self, at: usize) {
        let mode = *self.modes.last().expect("groups are closed once");
        match self.stream.commands[at] {
            Command::Source { start, end, width, multiline } => self.source(start, end, width as usize, multiline),
            Command::Text(text) => self.word(text, text.len()),
            Command::IfBroken(text) if mode == Mode::Broken && !text.is_empty() => self.word(text, text.len()),
            Command::IfFlat(text) if mode != Mode::Broken && !text.is_empty() => self.word(text, text.len()),
            Command::IfBroken(_) | Command::IfFlat(_) => {}
            Command::Space => self.space(Pending::Space),
            Command::Line if mode == Mode::Broken => self.new_line(),
            Command::Line => self.space(Pending::Space),
            Command::Soft if mode == Mode::Broken => self.new_line(),
            Command::Soft => {}
            Command::Fill if mode == Mode::Broken && !self.fits(at + 1, None, true) => self.new_line(),
            Command::Fill => self.space(Pending::Space),
            Command::Hard => self.new_line(),
            Command::Blank => {
                if let Pending::Lines { count, .. } = &mut self.pending {
                    *count = 2;
                }
            }
            Command::Indent if mode == Mode::Broken => self.indent += STEP,
            Command::Dedent if mode == Mode::Broken => self.indent -= STEP,
            Command::Indent | Command::Dedent => {}
            Command::Open(group) => {
                let mode = self.mode_of(at, group);
                self.modes.push(mode);
            }
            Command::Close => {
                self.modes.pop();
            }
            Command::LineComment { start, end, own_line } => self.line_comment(start, end, own_line),
            Command::InlineComment { start, end, own_line, .. } => self.inline_comment(start, end, own_line),
        }
    }

    fn new_line(&mut self) {
        let count = if let Pending::Lines { count, .. } = self.pending { count } else { 1 };
        self.pending = Pending::Lines { count, forced: false };
    }

    fn space(&mut self, space: Pending) {
        if matches!(self.pending, Pending::Nothing | Pending::CommentSpace) {
            self.pending = space;
        }
    }

    /// Prints what is pending before `next`.
    fn settle(&mut self, next: &str) {
        let pending = std::mem::replace(&mut self.pending, Pending::Nothing);
        if self.out.is_empty() {
            return;
        }
        match pending {
            Pending::Nothing => {}
            Pending::CommentSpace if next.starts_with([')', ']', ',']) => {}
            Pending::CommentSpace | Pending::Space => {
                self.out.push(' ');
                self.column += 1;
            }
            Pending::Lines { count, forced } => {
                self.begins = !forced;
                self.out.extend(std::iter::repeat_n('\n', count));
                // At the start of a line a word could begin a declaration.
                let indent = if forced && self.indent == 0 { STEP } else { self.indent };
                self.out.extend(std::iter::repeat_n(' ', indent));
                self.column = indent;
            }
        }
    }

    fn word(&mut self, text: &str, width: usize) {
        self.append(text, width);
        self.begins = false;
    }

    fn append(&mut self, text: &str, width: usize) {
        self.settle(text);
        self.out.push_str(text);
        self.column += width;
    }

    fn source(&mut self, start: u32, end: u32, width: usize, multiline: bool) {
        let text = &self.text[start as usize..end as usize];
        self.word(text, width);
        if multiline {
            self.column = text.rsplit('\n').next().unwrap_or_default().chars().count();
        }
    }

    fn line_comment(&mut self, start: u32, end: u32, own_line: bool) {
        let text = self.text[start as usize..end as usize].trim_end();
        match self.pending {
            Pending::Lines { .. } => {}
            _ if own_line => self.pending = Pending::Lines { count: 1, forced: !self.begins },
            _ => self.pending = Pending::Space,
        }
        let begins = match &mut self.pending {
            // The comment itself is nothing that could be taken for a declaration.
            Pending::Lines { forced, .. } => !std::mem::take(forced),
            _ => self.begins,
        };
        self.append(text, 0);
        self.pending = Pending::Lines { count: 1, forced: !begins };
    }

    fn inline_comment(&mut self, start: u32, end: u32, own_line: bool) {
        let text = &self.text[start as usize..end as usize];
        if own_line && !matches!(self.pending, Pending::Lines { .. }) {
            self.new_line();
        }
        if self.pending == Pending::Nothing && !self.out.ends_with(['(', '[']) {
            self.pending = Pending::Space;
        }
        let multiline = text.contains('\n');
        let begins = self.begins || matches!(self.pending, Pending::Lines { forced: false, .. });
        self.source(start, end, text.chars().count(), multiline);
        self.begins = begins;
        self.pending = Pending::CommentSpace;
    }

    fn mode_of(&self, at: usize, group: u32) -> Mode {
        if *self.modes.last().expect("groups are closed once") == Mode::Flat {
            return Mode::Flat;
        }
        let data = self.stream.groups[group as usize];
        if !data.broken && self.fits(at, None, false) {
            return Mode::Flat;
        }
        match data.hug {
            Some(hug) if self.fits(at, Some(hug as usize), false) => Mode::Hug,
            _ => Mode::Broken,
        }
    }

    /// Whether the group that opens at `from`, and what follows it up to where a line may end, fits on this line if it
    /// is not broken; with `hug`, the group up to the first place from there on where a line may end; with `fill`, what
    /// follows up to the next place in the same group.
    fn fits(&self, from: usize, hug: Option<usize>, fill: bool) -> bool {
        let mut column = match self.pending {
            Pending::Nothing => self.column,
            Pending::Space | Pending::CommentSpace => self.column + 1,
            Pending::Lines { .. } => self.indent,
        };
        column += usize::from(fill);
        let mut depth = 0usize;
        let mut spaced = false;
        for (at, &command) in self.stream.commands.iter().enumerate().skip(from) {
            let inside = depth > 0;
            let beyond = hug.is_some_and(|hug| at >= hug);
            let width = match command {
                Command::Open(group) => {
                    // What follows the group may be broken.
                    let stays = inside || at == from || fill || self.stream.groups[group as usize].reluctant;
                    depth += usize::from(stays);
                    0
                }
                Command::Close => {
                    if depth == 0 && fill {
                        return column <= WIDTH;
                    }
                    depth = depth.saturating_sub(1);
                    0
                }
                Command::Line | Command::Soft | Command::Fill | Command::Hard if beyond || !inside => {
                    return column <= WIDTH;
                }
                Command::LineComment { .. } => return column <= WIDTH,
                Command::Hard => return hug.is_none() && column <= WIDTH,
                Command::Source { width, multiline: true, .. } => {
                    return column + width as usize + usize::from(spaced) <= WIDTH;
                }
                Command::Source { width, .. } => width as usize,
                Command::Text(text) | Command::IfFlat(text) => text.len(),
                Command::Line | Command::Space | Command::Fill => {
                    spaced = true;
                    continue;
                }
                Command::InlineComment { multiline, own_line, .. } if multiline || own_line => {
                    return hug.is_none() && column <= WIDTH;
                }
                Command::InlineComment { start, end, .. } => (end - start) as usize + 2,
                Command::IfBroken(_) | Command::Soft | Command::Blank | Command::Indent | Command::Dedent => 0,
            };
            if width > 0 {
                column += width + usize::from(std::mem::take(&mut spaced));
            }
            if column > WIDTH {
                return false;
            }
        }
        true
    }
}
