//! `{if}`, `{match}` and `{for}` of templates.

use crate::ast::*;
use crate::lex::TokenKind as T;
use crate::parse::core::{Parse, Parser};

impl Parser<'_> {
    /// `{ nodes }`, whose `{` is the next token.
    fn braced_nodes(&mut self, after: &str) -> Parse<Vec<TemplateNode>> {
        if !self.at(T::LBrace) {
            return self.expect(T::LBrace, after).map(|_| Vec::new());
        }
        let open = self.token;
        self.record(open);
        // Tags outside of the braces cannot be closed in them.
        let outer = std::mem::take(&mut self.tags);
        let (nodes, at) = self.nested(|p| Ok(p.nodes(open.end, true)))?;
        self.tags = outer;
        self.jump(at);
        self.close(open, T::RBrace);
        Ok(nodes)
    }

    /// `if` in a hole.
    pub fn template_if(&mut self) -> Parse<TemplateIf> {
        let start = self.bump().start;
        let condition = self.condition()?;
        let then = self.braced_nodes("after the condition")?;
        let otherwise = if !self.eat(T::KwElse) {
            Vec::new()
        } else if self.at(T::KwIf) {
            vec![TemplateNode::If(self.nested(Self::template_if)?)]
        } else {
            self.braced_nodes("after `else`")?
        };
        Ok(TemplateIf { condition, then, otherwise, span: self.since(start) })
    }

    /// `match` in a hole.
    pub fn template_match(&mut self) -> Parse<TemplateMatch> {
        let start = self.bump().start;
        let scrutinee = self.head()?;
        let open = self.expect(T::LBrace, "after what is matched")?;
        let mut arms = Vec::new();
        self.inside(|p| {
            while !matches!(p.token.kind, T::RBrace | T::End) && !p.at_declaration() {
                let start = p.token.start;
                match p.template_arm() {
                    Ok(arm) => arms.push(arm),
                    Err(_) => p.skip_statement(start),
                }
                p.arm_end(start, T::FatArrow);
            }
            p.close(open, T::RBrace);
        });
        Ok(TemplateMatch { scrutinee, arms, span: self.since(start) })
    }

    fn template_arm(&mut self) -> Parse<TemplateArm> {
        let start = self.token.start;
        let pattern = self.pattern()?;
        let guard = self.guard()?;
        self.arm_arrow()?;
        let nodes = match self.token.kind {
            T::Lt if self.at_tag() => vec![self.template_expr()?],
            T::LBrace => self.braced_nodes("after `=>`")?,
            _ => vec![TemplateNode::Hole(self.expr()?)],
        };
        Ok(TemplateArm { pattern, guard, nodes, span: self.since(start) })
    }

    /// `for` in a hole.
    pub fn template_for(&mut self) -> Parse<TemplateFor> {
        let start = self.bump().start;
        let (pattern, iterable) = self.for_head()?;
        let key = if self.eat_word("key") { Some(self.head()?) } else { None };
        let body = self.braced_nodes("before what is repeated")?;
        Ok(TemplateFor { pattern, iterable, key, body, span: self.since(start) })
    }
}
