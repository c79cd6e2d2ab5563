//! Markup: elements, text, holes.
//!
//! Text is not made of tokens, so these functions go by byte positions; they enter the world of tokens at each `{` and
//! leave it at its `}`, which is never passed as a token, because text follows it.

mod attribute;
mod control;
mod text;

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::{TokenKind as T, trivia};

/// Elements that have no content and no closing tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

impl Parser<'_> {
    /// Whether the `<` that is the next token opens a tag.
    pub fn at_tag(&self) -> bool {
        matches!(self.byte(self.token.end), Some(b'a'..=b'z' | b'A'..=b'Z' | b'>' | b'!'))
    }

    /// The byte at `at`, if the text goes so far.
    pub fn byte(&self, at: u32) -> Option<u8> {
        self.text.as_bytes().get(at as usize).copied()
    }

    fn text_end(&self) -> u32 {
        u32::try_from(self.text.len()).expect("files are under 4 GiB")
    }

    /// The element whose `<` is the next token.
    pub fn template_expr(&mut self) -> Parse<TemplateNode> {
        let (element, end) = self.inside(|p| p.element(p.token.start))?;
        self.jump(end);
        Ok(TemplateNode::Element(element))
    }

    /// The hole at the root of a view whose `{` is the next token.
    pub fn template_root_hole(&mut self) -> Parse<Option<TemplateNode>> {
        let (node, end) = self.inside(|p| p.hole(p.token.start));
        self.jump(end);
        Ok(node)
    }

    /// The element whose `<` is at byte `start`, and where it ends.
    #[inline(never)]
    fn element(&mut self, start: u32) -> Parse<(Element, u32)> {
        self.nested(|p| {
            p.record_text(T::Lt, start, start + 1);
            let tag_end = p.tag_name_end(start + 1);
            p.record_text(T::TemplateText, start + 1, tag_end);
            let tag_span = p.span(start + 1, tag_end);
            let name = p.symbol(p.slice(tag_span));
            let tag = Ident::new(name, tag_span);
            if tag_end == start + 1 {
                p.report(errors::fragment(p.span(start, start + 1)));
            }
            let (attributes, open_end, closed) = p.attributes(tag_end);
            if closed || VOID.contains(&tag.as_str()) {
                let span = p.span(start, open_end);
                return Ok((Element { tag, attributes, children: Vec::new(), span }, open_end));
            }
            p.tags.push(name);
            let (children, at) = p.nodes(open_end, false);
            p.tags.pop();
            let end = p.closing_tag(tag, at);
            Ok((Element { tag, attributes, children, span: p.span(start, end) }, end))
        })
    }

    /// The end of the name of a tag or attribute.
    fn tag_name_end(&self, start: u32) -> u32 {
        let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || byte >= 0x80;
        let mut end = start;
        while self.byte(end).is_some_and(name) {
            end += 1;
        }
        end
    }

    /// `</tag>` at byte `at`; the end of the element.
    fn closing_tag(&mut self, tag: Ident, at: u32) -> u32 {
        if !self.text[at as usize..].starts_with("</") {
            self.jump(at);
            let error = errors::unclosed_element(tag.span, tag.as_str());
            self.fail(error);
            return at;
        }
        let name_end = self.tag_name_end(at + 2);
        let span = self.span(at + 2, name_end);
        let name = self.symbol(self.slice(span));
        if name != tag.name {
            if self.tags.contains(&name) {
                // The closing tag of an element outside: this one lacks its own.
                self.report(errors::unclosed_element(tag.span, tag.as_str()));
                return at;
            }
            self.report(errors::mismatched_tag(span, tag.span, self.slice(span), tag.as_str()));
        }
        let gt = trivia::skip(self.text.as_bytes(), name_end as usize).end;
        let gt = u32::try_from(gt).expect("files are under 4 GiB");
        let closed = self.byte(gt) == Some(b'>');
        if !closed {
            self.report(errors::unclosed_tag(self.span(at, name_end)));
        }
        let end = if closed { gt + 1 } else { name_end };
        self.record_text(T::TemplateText, at, end);
        end
    }

    /// Nodes from byte `at` up to `</`, the end of the file, or, `in_braces`, a `}`; and where that is.
    fn nodes(&mut self, mut at: u32, in_braces: bool) -> (Vec<TemplateNode>, u32) {
        let mut nodes = Vec::new();
        loop {
            let text_end = self.text_node_end(at, in_braces);
            if text_end > at {
                nodes.push(TemplateNode::Text(self.text_node(at, text_end)));
                at = text_end;
            }
            match self.byte(at) {
                Some(b'{') => {
                    let (node, end) = self.hole(at);
                    nodes.extend(node);
                    at = end;
                }
                Some(b'<') if self.byte(at + 1) == Some(b'!') => at = self.html_comment(at),
                Some(b'<') if self.byte(at + 1) != Some(b'/') => match self.element(at) {
                    Ok((element, end)) => {
                        nodes.push(TemplateNode::Element(element));
                        at = end;
                    }
                    Err(_) => at = self.give_up(),
                },
                _ => return (nodes, at),
            }
        }
    }

    /// After markup that nests too deeply: nothing of the rest can be told.
    fn give_up(&mut self) -> u32 {
        let end = self.text_end();
        self.record_text(T::TemplateText, self.prev_end, end);
        self.jump(end);
        self.quiet_here();
        end
    }

    fn html_comment(&mut self, at: u32) -> u32 {
        let rest = &self.text[at as usize..];
        let len = rest.find("-->").map_or(rest.len(), |len| len + 3);
        let end = at + u32::try_from(len).expect("files are under 4 GiB");
        self.report(errors::html_comment(self.span(at, end)));
        self.record_text(T::TemplateText, at, end);
        end
    }

    /// The hole whose `{` is at byte `brace`, and where the text goes on. A hole with only a comment in it is no node.
    #[inline(never)]
    fn hole(&mut self, brace: u32) -> (Option<TemplateNode>, u32) {
        // In a string this brace would open a hole.
        if self.text[brace as usize..].starts_with("{\"{\"}") {
            let span = self.span(brace, brace + 5);
            self.record_text(T::TemplateText, span.start, span.end);
            return (Some(TemplateNode::Text(TemplateText { text: "{".into(), span })), span.end);
        }
        self.record_text(T::LBrace, brace, brace + 1);
        self.jump(brace + 1);
        let node = self.inside(|p| p.hole_node(brace));
        let end = self.close_hole(brace);
        let node = match node {
            Ok(Some(TemplateNode::Children(_))) => Some(TemplateNode::Children(self.span(brace, end))),
            Ok(node) => node,
            Err(_) => Some(TemplateNode::Hole(Expr { kind: ExprKind::Error, span: self.span(brace, end) })),
        };
        (node, end)
    }

    /// The end of the `}` that is the next token, which is recorded but not passed.
    fn close_hole(&mut self, brace: u32) -> u32 {
        if !self.at(T::RBrace) {
            let error = errors::unclosed_hole(self.span(brace, brace + 1), self.here(), &self.found());
            self.fail(error);
            self.skip_to_closing();
        }
        if !self.at(T::RBrace) {
            return self.prev_end;
        }
        let close = self.token;
        self.record(close);
        close.end
    }

    fn hole_node(&mut self, brace: u32) -> Parse<Option<TemplateNode>> {
        Ok(Some(match self.token.kind {
            T::RBrace => {
                if !self.token.commented {
                    self.report(errors::empty_hole(self.span(brace, self.token.end)));
                }
                return Ok(None);
            }
            T::KwIf => TemplateNode::If(self.template_if()?),
            T::KwMatch => TemplateNode::Match(self.template_match()?),
            T::KwFor => TemplateNode::For(Box::new(self.template_for()?)),
            T::Lower if self.word() == "children" && self.peek().kind == T::RBrace => {
                let span = self.here();
                self.bump();
                TemplateNode::Children(span)
            }
            _ => TemplateNode::Hole(self.expr()?),
        }))
    }
}
