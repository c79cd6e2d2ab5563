//! Lists in brackets.

use super::cursor::{Blank, Formatter};
use super::stream::Command;
use crate::lex::TokenKind as T;

/// How a list is laid out.
#[derive(Clone, Copy, PartialEq)]
pub enum Style {
    /// On one line, or an element a line.
    Plain,
    /// The same, with spaces inside of the brackets.
    Padded,
    /// On one line, or as many elements a line as fit.
    Filled,
}

impl Formatter<'_> {
    /// `count` elements between brackets, of which the first is the next token.
    pub fn list(&mut self, style: Style, count: usize, each: impl FnMut(&mut Self, usize)) {
        self.list_hugging(style, count, None, each);
    }

    /// The same. The lines of the element `hug` may break although those of the list do not.
    pub fn list_hugging(
        &mut self,
        style: Style,
        count: usize,
        hug: Option<usize>,
        mut each: impl FnMut(&mut Self, usize),
    ) {
        let group = self.open();
        self.token();
        self.out.push(Command::Indent);
        let edge = if style == Style::Padded { Command::Line } else { Command::Soft };
        let before = self.out.forced;
        let mut hug_at = None;
        for index in 0..count {
            let between = match (index, style) {
                (0, _) => edge,
                (_, Style::Filled) => Command::Fill,
                _ => Command::Line,
            };
            self.out.push(if self.would_end_list() { Command::Space } else { between });
            if hug == Some(index) && self.out.forced == before {
                hug_at = Some(self.out.position());
            }
            self.blank = if index == 0 { Blank::AfterComment } else { Blank::Kept };
            each(self, index);
            self.drop_separator(T::Comma);
            self.out.push(if index + 1 < count { Command::Text(",") } else { Command::IfBroken(",") });
        }
        let filled = count > 0 || self.has_comments();
        if count == 0 && filled {
            self.out.push(Command::Soft);
        }
        self.before_close();
        self.out.push(Command::Dedent);
        if filled {
            self.out.push(edge);
        }
        self.token();
        self.out.close();
        self.out.groups[group as usize].hug = hug_at;
    }

    /// Whether the next token, at the start of a line, would be taken for a statement after a list without its bracket.
    fn would_end_list(&self) -> bool {
        let statement = matches!(self.kind(), T::KwReturn | T::KwWhile | T::KwFor | T::KwLet | T::KwVar);
        (statement || crate::parse::starts_declaration(self.kind())) && self.kind_after() != T::Colon
    }

    /// `count` members of a declaration in braces: a line each, or all on one line, if they were and fit.
    pub fn members(&mut self, count: usize, separated: bool, each: impl FnMut(&mut Self, usize)) {
        let separator = |_: &Self| if separated { Command::IfFlat(",") } else { Command::IfFlat("") };
        let inline = self.opens_on_line() && (separated || count <= 1);
        self.braces(count, inline, separator, each);
    }

    /// `count` parts in braces, of which `{` is the next token; on one line if they fit and `inline`.
    pub fn braces(
        &mut self,
        count: usize,
        inline: bool,
        separator: impl Fn(&Self) -> Command,
        mut each: impl FnMut(&mut Self, usize),
    ) {
        self.open();
        self.token();
        self.out.push(Command::Indent);
        let line = if inline { Command::Line } else { Command::Hard };
        for index in 0..count {
            self.out.push(line);
            self.blank = if index == 0 { Blank::AfterComment } else { Blank::Kept };
            each(self, index);
            while self.drop_separator(T::Comma) || self.drop_separator(T::Semicolon) {}
            if index + 1 < count {
                let separator = separator(self);
                self.out.push(separator);
            }
        }
        self.close_braces(count > 0, line);
        self.out.close();
    }

    /// The end of what is in braces, whose last line ends with `line` if there is something in them.
    pub fn close_braces(&mut self, filled: bool, line: Command) {
        if filled {
            self.blank = Blank::Kept;
        } else if self.has_comments() {
            self.out.push(Command::Space);
        }
        self.before_close();
        self.out.push(Command::Dedent);
        if filled {
            self.out.push(line);
        }
        self.token();
    }
}
