//! Patterns.

use super::cursor::Formatter;
use super::list::Style;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// A pattern.
    pub fn pattern(&mut self, pattern: &Pattern) {
        self.pattern_up_to(pattern, pattern.span.end);
    }

    /// A pattern that ends at byte `end`, perhaps in parentheses.
    fn pattern_up_to(&mut self, pattern: &Pattern, end: u32) {
        // A bar before the first alternative says nothing.
        self.drop_separator(T::Pipe);
        let own = matches!(pattern.kind, PatternKind::Tuple(_));
        if self.is_wrapped(end) && (!own || self.is_doubly_wrapped()) {
            let inner = self.wrapped_end();
            self.list_of_one(|f| f.pattern_up_to(pattern, inner));
            return;
        }
        match &pattern.kind {
            PatternKind::Wildcard | PatternKind::Null => self.token(),
            PatternKind::Binding { inner, .. } => {
                self.token();
                if let Some(inner) = inner {
                    self.out.push(Command::Space);
                    self.expect(T::At);
                    self.out.push(Command::Space);
                    self.pattern(inner);
                }
            }
            PatternKind::Literal(literal) => self.pattern_literal(literal),
            PatternKind::Range { start, end, .. } => {
                self.pattern_literal(start);
                self.token();
                self.pattern_literal(end);
            }
            PatternKind::Constructor { path, args } => {
                self.path(path);
                if let Some(args) = args {
                    self.pattern_args(args);
                }
            }
            PatternKind::Tuple(members) => {
                self.list(Style::Plain, members.len(), |f, index| f.pattern(&members[index]));
            }
            PatternKind::Or(alternatives) => self.alternatives(alternatives),
            PatternKind::Error => self.lost = true,
        }
    }

    fn alternatives(&mut self, alternatives: &[Pattern]) {
        self.open();
        for (index, alternative) in alternatives.iter().enumerate() {
            if index > 0 {
                self.out.push(Command::Line);
                self.expect(T::Pipe);
                self.out.push(Command::Space);
            }
            self.pattern(alternative);
        }
        self.out.close();
    }

    /// `(a, name: b)`.
    pub fn pattern_args(&mut self, args: &[PatternArg]) {
        self.list(Style::Plain, args.len(), |f, index| {
            f.argument_name(args[index].name);
            f.pattern(&args[index].pattern);
        });
    }

    /// `name: `, if there is a name.
    pub fn argument_name(&mut self, name: Option<Ident>) {
        if name.is_some() {
            self.token();
            self.expect(T::Colon);
            self.out.push(Command::Space);
        }
    }

    fn pattern_literal(&mut self, literal: &PatternLiteral) {
        match literal {
            PatternLiteral::Int { negative, .. } | PatternLiteral::Float { negative, .. } => {
                if *negative {
                    self.expect(T::Minus);
                }
                self.token();
            }
            PatternLiteral::String(_) => self.quoted(),
            PatternLiteral::Bool(_) => self.token(),
        }
    }
}
