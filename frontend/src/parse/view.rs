//! Views: their declarations and the roots of their templates.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// `view V(…) { … }`.
    pub fn view(&mut self) -> Parse<ViewDecl> {
        self.bump();
        let name = self.upper("a view")?;
        let type_params = self.type_params()?;
        let (self_param, params) = self.params(false)?;
        if let Some(span) = self_param {
            self.report(errors::self_outside_impl(span));
        }
        let open = self.expect(T::LBrace, "before the body of the view")?;
        let (mut members, mut template) = (Vec::new(), Vec::new());
        self.inside(|p| {
            while !matches!(p.token.kind, T::RBrace | T::End) {
                // At the start of a line `state` and `on` are members; other declarations show a missing `}`.
                if p.at_declaration() && !matches!(p.word(), "state" | "derive" | "on") {
                    break;
                }
                if p.eat(T::Semicolon) {
                    continue;
                }
                let start = p.token.start;
                if p.view_part(&mut members, &mut template).is_err() {
                    p.skip_statement(start);
                }
            }
            p.close(open, T::RBrace);
        });
        Ok(ViewDecl { name, type_params, params, members, template })
    }

    fn view_part(&mut self, members: &mut Vec<ViewMember>, template: &mut Vec<TemplateNode>) -> Parse<()> {
        match self.token.kind {
            T::Lt if self.at_tag() => template.push(self.template_expr()?),
            T::LBrace => template.extend(self.template_root_hole()?),
            _ => members.push(self.view_member()?),
        }
        Ok(())
    }

    fn view_member(&mut self) -> Parse<ViewMember> {
        let start = self.token.start;
        let kind = match self.token.kind {
            T::KwLet => ViewMemberKind::Let(self.let_stmt()?),
            T::Lower if self.word() == "state" => ViewMemberKind::State(self.value_decl("a state")?),
            T::Lower if self.word() == "derive" => ViewMemberKind::Derive(self.value_decl("a derived value")?),
            T::Lower if self.word() == "on" => {
                self.bump();
                let mount = self.at_word("mount");
                if !mount && !self.at_word("unmount") {
                    let error = errors::expected(self.here(), "`mount` or `unmount`", "after `on`", &self.found());
                    return Err(self.fail(error));
                }
                self.bump();
                let body = self.function_body(|p| p.block("before the body"))?;
                if mount { ViewMemberKind::Mount(body) } else { ViewMemberKind::Unmount(body) }
            }
            _ => {
                let error = errors::expected(
                    self.here(),
                    "`state`, `derive`, `let`, `on` or a tag",
                    "in a view",
                    &self.found(),
                );
                return Err(self.fail(error));
            }
        };
        if !self.token.newline && !matches!(self.token.kind, T::Semicolon | T::RBrace | T::End) {
            let error = errors::statement_on_same_line(self.behind(), self.here(), &self.found());
            return Err(self.fail(error));
        }
        Ok(ViewMember { kind, span: self.since(start) })
    }
}
