//! Templates. Where their lines end is the author's to say: white space in markup means something.
//!
//! A run of white space stays one: a new line if it has one, else a space; where there is none, none is made. What
//! is in `<pre>` and `<textarea>` stays as it is.

use super::cursor::Formatter;
use super::operator::Continuation;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// A root of a view: an element or a hole.
    pub fn view_root<'e>(&mut self, roots: &mut impl Iterator<Item = &'e TemplateNode>) {
        if self.is(T::LBrace) && self.kind_after() == T::RBrace {
            self.in_hole(|_| ());
        } else if let Some(node) = roots.next() {
            self.template_node(node);
        } else {
            self.lost = true;
        }
    }

    /// A part of a template.
    pub fn template_node(&mut self, node: &TemplateNode) {
        match node {
            TemplateNode::Element(element) => self.element(element),
            TemplateNode::Text(text) => {
                let white = self.text_node(text, White::None);
                self.white_space(white);
            }
            TemplateNode::Hole(value) => self.in_hole(|f| f.expr(value)),
            TemplateNode::If(node) => self.in_hole(|f| f.template_if(node)),
            TemplateNode::Match(node) => self.in_hole(|f| f.template_match(node)),
            TemplateNode::For(node) => self.in_hole(|f| f.template_for(node)),
            TemplateNode::Children(_) => self.in_hole(Self::token),
        }
    }

    fn in_hole(&mut self, inner: impl FnOnce(&mut Self)) {
        self.expect(T::LBrace);
        inner(self);
        self.before_close();
        self.expect(T::RBrace);
    }

    fn element(&mut self, element: &Element) {
        if matches!(element.tag.as_str(), "pre" | "textarea") {
            self.verbatim(element.span.end);
            return;
        }
        self.open();
        self.expect(T::Lt);
        if self.start() == element.tag.span.start && !element.tag.as_str().is_empty() {
            self.token();
        }
        self.out.push(Command::Indent);
        for attribute in &element.attributes {
            self.out.push(Command::Line);
            self.attribute(attribute);
        }
        self.before_close();
        self.out.push(Command::Dedent);
        let slash = self.word() == "/>";
        let line = if element.attributes.is_empty() { Command::Soft } else { Command::Line };
        self.out.push(if slash { line } else { Command::Soft });
        if slash && element.attributes.is_empty() {
            self.out.push(Command::Space);
        }
        let end = self.start() + self.word().len() as u32;
        self.token();
        self.out.close();
        if end < element.span.end {
            self.nodes(&element.children);
            self.expect(T::TemplateText);
        }
    }

    /// The nodes between two tags or in braces, up to the next token, which is not one of theirs.
    fn nodes(&mut self, nodes: &[TemplateNode]) {
        self.out.open();
        self.out.push(Command::Indent);
        let mut nodes = nodes.iter();
        let mut white = White::None;
        while !self.lost {
            if self.is(T::LBrace) && self.kind_after() == T::RBrace {
                self.white_space(white);
                white = White::None;
                self.in_hole(|_| ());
            } else if let Some(node) = nodes.next() {
                match node {
                    TemplateNode::Text(text) => white = self.text_node(text, white),
                    _ => {
                        self.white_space(white);
                        white = White::None;
                        self.template_node(node);
                    }
                }
            } else {
                break;
            }
        }
        self.out.push(Command::Dedent);
        self.white_space(if white == White::Blank { White::Line } else { white });
        self.out.close();
    }

    /// The words of a text after `white`; returns the white space after the last one.
    fn text_node(&mut self, node: &TemplateText, white: White) -> White {
        let slice = self.slice(node.span);
        if slice.starts_with('{') {
            self.white_space(white);
            self.token();
            return White::None;
        }
        let text = self.text();
        let mut white = white;
        let mut at = node.span.start;
        while at < node.span.end {
            let rest = &text[at as usize..node.span.end as usize];
            let space = rest.len() - rest.trim_start_matches(is_space).len();
            let word = &rest[space..];
            let len = word.find(is_space).unwrap_or(word.len());
            white = white.max(White::of(&rest[..space]));
            at += space as u32;
            if len > 0 {
                self.white_space(white);
                white = White::None;
                self.out.source(text, at, at + len as u32);
                at += len as u32;
            }
        }
        self.pass_text();
        white
    }

    fn white_space(&mut self, white: White) {
        match white {
            White::None => {}
            White::Space => self.out.push(Command::Space),
            White::Line => self.out.push(Command::Hard),
            White::Blank => {
                self.out.push(Command::Hard);
                self.out.push(Command::Blank);
            }
        }
    }

    fn attribute(&mut self, attribute: &TemplateAttribute) {
        // The name, with its prefix, is one token.
        self.expect(T::TemplateText);
        match &attribute.kind {
            AttributeKind::Plain { value: AttributeValue::Present, .. } => {}
            AttributeKind::Plain { value: AttributeValue::Text(literal), .. } => {
                self.expect(T::Eq);
                self.verbatim(literal.span.end);
            }
            AttributeKind::Plain { value: AttributeValue::Hole(value), .. }
            | AttributeKind::Class { value, .. }
            | AttributeKind::Style { value, .. }
            | AttributeKind::Prop { value, .. }
            | AttributeKind::Bind { target: value, .. }
            | AttributeKind::Ref { target: value } => {
                self.expect(T::Eq);
                self.in_hole(|f| f.expr(value));
            }
            AttributeKind::On { handler, .. } => {
                self.expect(T::Eq);
                match handler {
                    Handler::Lambda(lambda) => self.in_hole(|f| {
                        f.expr(lambda);
                        while f.drop_separator(T::Semicolon) {}
                    }),
                    Handler::Block(block) => self.handler(block),
                }
            }
        }
    }

    /// `{count += 1}`; several statements have a line each.
    fn handler(&mut self, block: &Block) {
        let count = block.statements.len() + usize::from(block.value.is_some());
        if count > 1 || !self.opens_on_line() {
            self.block(block);
            return;
        }
        self.open();
        self.expect(T::LBrace);
        self.out.push(Command::Indent);
        self.statements(block, Command::Soft);
        self.before_close();
        self.out.push(Command::Dedent);
        self.out.push(Command::Soft);
        self.expect(T::RBrace);
        self.out.close();
    }

    /// `{ nodes }`.
    fn braced_nodes(&mut self, nodes: &[TemplateNode]) {
        self.expect(T::LBrace);
        self.nodes(nodes);
        self.expect(T::RBrace);
    }

    fn template_if(&mut self, node: &TemplateIf) {
        self.expect(T::KwIf);
        self.out.push(Command::Space);
        self.condition(&node.condition);
        self.out.push(Command::Space);
        self.braced_nodes(&node.then);
        if !self.is(T::KwElse) {
            return;
        }
        self.out.push(Command::Space);
        self.token();
        self.out.push(Command::Space);
        match node.otherwise.as_slice() {
            [TemplateNode::If(next)] if self.is(T::KwIf) => self.template_if(next),
            nodes => self.braced_nodes(nodes),
        }
    }

    fn template_match(&mut self, node: &TemplateMatch) {
        self.expect(T::KwMatch);
        self.out.push(Command::Space);
        self.continued(&node.scrutinee, Continuation::Head);
        self.out.push(Command::Space);
        let inline = self.opens_on_line();
        let separator = |_: &Self| Command::IfFlat(",");
        self.braces(node.arms.len(), inline, separator, |f, index| {
            let arm = &node.arms[index];
            f.pattern(&arm.pattern);
            f.guard(arm.guard.as_ref());
            f.out.push(Command::Space);
            f.expect(T::FatArrow);
            f.out.push(Command::Space);
            match arm.nodes.as_slice() {
                [TemplateNode::Hole(value)] if !f.is(T::LBrace) => f.expr(value),
                [node] if f.is(T::Lt) => f.template_node(node),
                nodes => f.braced_nodes(nodes),
            }
        });
    }

    fn template_for(&mut self, node: &TemplateFor) {
        self.expect(T::KwFor);
        self.out.push(Command::Space);
        self.for_head(&node.pattern, &node.iterable);
        if let Some(key) = &node.key {
            self.out.push(Command::Space);
            self.token();
            self.out.push(Command::Space);
            self.continued(key, Continuation::Head);
        }
        self.out.push(Command::Space);
        self.braced_nodes(&node.body);
    }
}

/// What a run of white space becomes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum White {
    None,
    Space,
    Line,
    Blank,
}

impl White {
    fn of(run: &str) -> Self {
        match run.bytes().filter(|&byte| byte == b'\n').count() {
            _ if run.is_empty() => Self::None,
            0 => Self::Space,
            1 => Self::Line,
            _ => Self::Blank,
        }
    }
}

/// White space of HTML: others, such as the no-break space, are text.
fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\n' | '\r' | '\x0c')
}
