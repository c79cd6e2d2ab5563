//! Blocks and statements.

use super::core::{Parse, Parser};
use super::{errors, foreign};
use crate::ast::*;
use crate::lex::{Token, TokenKind as T};

impl Parser<'_> {
    /// `{ … }`.
    pub fn block(&mut self, after: &str) -> Parse<Block> {
        if !self.at(T::LBrace) {
            let error = match self.token.kind {
                T::FatArrow | T::Colon => errors::expected(self.here(), "`{`", after, &self.found()),
                _ => errors::missing_brace(self.here(), after, &self.found()),
            };
            return Err(self.fail(error));
        }
        self.nested(|p| {
            let open = p.bump();
            let start = p.token.start;
            let first = p.inside(Self::statement_or_end);
            Ok(p.block_from(open, start, first))
        })
    }

    /// The first statement of a block, if it has any.
    pub fn statement_or_end(&mut self) -> Option<Parse<Stmt>> {
        while self.eat(T::Semicolon) {}
        (!self.at_block_end()).then(|| self.statement())
    }

    fn at_block_end(&self) -> bool {
        matches!(self.token.kind, T::RBrace | T::End) || self.at_declaration()
    }

    /// The rest of a block, whose first statement stands at `start`; `None` if the block is empty.
    #[inline(never)]
    pub fn block_from(&mut self, open: Token, mut start: u32, first: Option<Parse<Stmt>>) -> Block {
        let mut statements = Vec::new();
        self.inside(|p| {
            let mut next = first;
            while let Some(statement) = next {
                match statement {
                    Ok(statement) => {
                        p.statement_end(start, &statement);
                        statements.push(statement);
                    }
                    Err(_) => {
                        statements.push(p.error_statement(start));
                    }
                }
                while p.eat(T::Semicolon) {}
                start = p.token.start;
                next = if p.at_block_end() { None } else { Some(p.statement()) };
            }
            p.close(open, T::RBrace);
        });
        let span = self.since(open.start);
        let value = match statements.pop() {
            Some(Stmt { kind: StmtKind::Expr(value), .. }) => Some(Box::new(value)),
            other => {
                statements.extend(other);
                None
            }
        };
        Block { statements, value, span }
    }

    /// Skips the statement that starts at `start`; an error stands for it.
    #[inline(never)]
    fn error_statement(&mut self, start: u32) -> Stmt {
        self.skip_statement(start);
        let span = self.since(start);
        Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Error, span }), span }
    }

    /// After a statement: `;`, a new line, or the end of the block.
    #[inline(never)]
    fn statement_end(&mut self, start: u32, statement: &Stmt) {
        if self.token.newline || matches!(self.token.kind, T::Semicolon | T::RBrace | T::End) {
            return;
        }
        let first = match &statement.kind {
            StmtKind::Expr(Expr { kind: ExprKind::Call(call), .. }) if self.at(T::LBrace) => Some(&*call.callee),
            StmtKind::Expr(expr) => Some(expr),
            _ => None,
        };
        let name = first.and_then(|first| Some((first.span, first.as_name()?)));
        let error = match name.and_then(|(span, name)| Some((span, foreign::statement_word(name.as_str())?))) {
            Some((span, right)) => errors::foreign_word(span, self.slice(span), right),
            None => foreign::after_statement(self.here(), self.word(), self.token.kind)
                .unwrap_or_else(|| errors::statement_on_same_line(self.behind(), self.here(), &self.found())),
        };
        self.fail(error);
        self.skip_statement(start);
    }

    /// One statement.
    #[inline(never)]
    pub fn statement(&mut self) -> Parse<Stmt> {
        let start = self.token.start;
        let kind = match self.token.kind {
            T::KwLet | T::KwVar => StmtKind::Let(Box::new(self.let_stmt()?)),
            T::KwConst => {
                self.report(errors::const_in_function(self.here()));
                StmtKind::Let(Box::new(self.let_stmt()?))
            }
            T::KwDefer => {
                self.bump();
                StmtKind::Defer(self.expr_or_assignment()?)
            }
            kind if super::recover::starts_item(kind) => {
                let error = errors::declaration_in_block(self.here(), self.word());
                return Err(self.fail(error));
            }
            _ => StmtKind::Expr(self.expr_or_assignment()?),
        };
        Ok(Stmt { kind, span: self.since(start) })
    }

    /// Whether a label of a loop comes next.
    pub fn at_label(&self) -> bool {
        let colon = self.peek();
        colon.kind == T::Colon && matches!(self.after(colon).kind, T::KwLoop | T::KwWhile | T::KwFor)
    }

    #[inline(never)]
    /// A loop with its label.
    pub fn labelled(&mut self) -> Parse<Expr> {
        let label = self.bump_ident();
        self.bump();
        let kind = self.loop_expr(Some(label))?;
        Ok(Expr { kind, span: self.since(label.span.start) })
    }

    /// `let p: T = e`, `var p: T = e`.
    #[inline(never)]
    pub fn let_stmt(&mut self) -> Parse<LetStmt> {
        let keyword = self.bump();
        let mut mutable = keyword.kind == T::KwVar;
        if self.at_word("mut") && matches!(self.peek().kind, T::Lower | T::LParen | T::Underscore) {
            let span = self.span(keyword.start, self.token.end);
            self.report(errors::let_mut(span));
            self.bump();
            mutable = true;
        }
        if matches!(self.token.kind, T::LBrace | T::LBracket) {
            let error = errors::foreign_destructuring(self.here());
            return Err(self.fail(error));
        }
        let pattern = self.pattern()?;
        let ty = if self.eat(T::Colon) { Some(self.ty()?) } else { None };
        if self.at(T::EqEq) {
            self.report(errors::double_equals_in_let(self.here()));
            self.bump();
        } else if self.at(T::Eq) {
            self.bump();
        } else if self.token.newline || matches!(self.token.kind, T::Semicolon | T::RBrace | T::End) {
            let error = errors::missing_value(self.behind(), "a variable");
            return Err(self.fail(error));
        } else {
            self.expect(T::Eq, "before the value")?;
        }
        let value = self.expr()?;
        Ok(LetStmt { mutable, pattern, ty, value })
    }
}
