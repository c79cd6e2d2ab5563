//! The attributes of a tag.

use crate::ast::*;
use crate::lex::{TokenKind as T, trivia};
use crate::parse::core::{Parse, Parser};
use crate::parse::errors;

impl Parser<'_> {
    /// The attributes from byte `at`, the end of the tag, and whether it ended in `/>`.
    pub(super) fn attributes(&mut self, mut at: u32) -> (Vec<TemplateAttribute>, u32, bool) {
        let mut attributes = Vec::new();
        loop {
            let skipped = trivia::skip(self.text.as_bytes(), at as usize).end;
            at = u32::try_from(skipped).expect("files are under 4 GiB");
            match self.byte(at) {
                Some(b'>') => {
                    self.record_text(T::Gt, at, at + 1);
                    return (attributes, at + 1, false);
                }
                Some(b'/') if self.byte(at + 1) == Some(b'>') => {
                    self.record_text(T::TemplateText, at, at + 2);
                    return (attributes, at + 2, true);
                }
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => match self.attribute_at(at) {
                    Ok((attribute, end)) => {
                        attributes.push(attribute);
                        at = end;
                    }
                    Err(_) => at = self.skip_tag(at),
                },
                _ => {
                    self.bad_attribute(at);
                    at = self.skip_tag(at);
                    if matches!(self.byte(at), None | Some(b'<')) {
                        return (attributes, at, false);
                    }
                }
            }
        }
    }

    fn bad_attribute(&mut self, at: u32) {
        self.jump(at);
        let error = if self.at(T::LBrace) && self.peek().kind == T::Ellipsis {
            errors::spread(self.here())
        } else {
            errors::expected(self.here(), "an attribute or `>`", "in a tag", &self.found())
        };
        self.fail(error);
    }

    /// Skips a broken tag to its `>`, or to what starts the next one.
    fn skip_tag(&mut self, from: u32) -> u32 {
        let start = from.max(self.prev_end);
        let rest = &self.text[start as usize..];
        let len = rest.find(['>', '<']).unwrap_or(rest.len());
        let end = start + u32::try_from(len).expect("files are under 4 GiB");
        self.record_text(T::TemplateText, start, end);
        end
    }

    fn attribute_at(&mut self, start: u32) -> Parse<(TemplateAttribute, u32)> {
        let mut name_end = self.tag_name_end(start);
        while self.byte(name_end) == Some(b':') {
            name_end = self.tag_name_end(name_end + 1);
        }
        self.record_text(T::TemplateText, start, name_end);
        let (kind, end) = if self.byte(name_end) == Some(b'=') {
            self.record_text(T::Eq, name_end, name_end + 1);
            self.attribute_value(start, name_end)?
        } else {
            let name = self.attribute_name(start, name_end);
            (AttributeKind::Plain { name, value: AttributeValue::Present }, name_end)
        };
        Ok((TemplateAttribute { kind, span: self.span(start, end) }, end))
    }

    /// The attribute `start..name_end` with the value that starts after the `=`.
    fn attribute_value(&mut self, start: u32, name_end: u32) -> Parse<(AttributeKind, u32)> {
        let at = name_end + 1;
        let full = self.slice(self.span(start, name_end));
        let (prefix, rest) = full.split_once(':').unwrap_or(("", full));
        let rest_start = name_end - u32::try_from(rest.len()).expect("files are under 4 GiB");
        match self.byte(at) {
            Some(b'"' | b'\'') => {
                self.jump(at);
                let literal = self.inside(Self::string)?;
                if matches!(prefix, "on" | "class" | "style" | "prop" | "bind") || full == "ref" {
                    return Err(self.fail(errors::directive_without_hole(literal.span, full)));
                }
                let name = self.attribute_name(start, name_end);
                Ok((AttributeKind::Plain { name, value: AttributeValue::Text(literal) }, self.prev_end))
            }
            Some(b'{') if prefix == "on" => {
                let event = self.attribute_name(rest_start, name_end);
                let handler = self.handler(at);
                Ok((AttributeKind::On { event, handler }, self.prev_end))
            }
            Some(b'{') => {
                let (value, end) = self.attribute_hole(at);
                let name = self.attribute_name(rest_start, name_end);
                Ok((self.directive(prefix, name, self.span(start, name_end), value), end))
            }
            _ => {
                self.jump(at);
                let error = errors::unquoted_attribute(self.here(), &self.found());
                Err(self.fail(error))
            }
        }
    }

    fn directive(&mut self, prefix: &str, name: Ident, full: base::Span, value: Expr) -> AttributeKind {
        match prefix {
            "class" => AttributeKind::Class { name, value },
            "style" => AttributeKind::Style { property: name, value },
            "prop" => AttributeKind::Prop { name, value },
            "bind" => AttributeKind::Bind { property: name, target: value },
            _ if name.as_str() == "ref" => AttributeKind::Ref { target: value },
            _ => {
                let name = self.attribute_name(full.start, full.end);
                AttributeKind::Plain { name, value: AttributeValue::Hole(value) }
            }
        }
    }

    fn attribute_name(&mut self, start: u32, end: u32) -> Ident {
        let span = self.span(start, end);
        let text = self.slice(span);
        if let Some(right) = foreign_attribute(text) {
            self.report(errors::foreign_attribute(span, text, &right));
        }
        Ident::new(self.symbol(text), span)
    }

    /// `{e}` whose `{` is at byte `brace`, and where it ends.
    fn attribute_hole(&mut self, brace: u32) -> (Expr, u32) {
        self.record_text(T::LBrace, brace, brace + 1);
        self.jump(brace + 1);
        let value = if self.at(T::RBrace) {
            Err(self.fail(errors::empty_hole(self.span(brace, self.token.end))))
        } else {
            self.inside(Self::expr)
        };
        let end = self.close_hole(brace);
        (value.unwrap_or(Expr { kind: ExprKind::Error, span: self.span(brace, end) }), end)
    }

    /// `{statements}` or `{lambda}` whose `{` is at byte `brace`.
    fn handler(&mut self, brace: u32) -> Handler {
        self.jump(brace);
        let open = self.bump();
        let start = self.token.start;
        let block = self.function_body(|p| {
            let first = p.inside(Self::statement_or_end);
            p.block_from(open, start, first)
        });
        match block.value {
            Some(value) if block.statements.is_empty() && matches!(value.kind, ExprKind::Lambda(_)) => {
                Handler::Lambda(*value)
            }
            value => Handler::Block(Block { value, ..block }),
        }
    }
}

/// What other template languages call an attribute, and its name here.
fn foreign_attribute(name: &str) -> Option<String> {
    match name {
        "className" => return Some("class".into()),
        "htmlFor" => return Some("for".into()),
        _ => {}
    }
    let event = name.strip_prefix("on")?;
    event.starts_with(|first: char| first.is_ascii_uppercase()).then(|| format!("on:{}", event.to_ascii_lowercase()))
}
