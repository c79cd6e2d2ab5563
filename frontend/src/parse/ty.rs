//! Types.

use super::core::{Parse, Parser};
use super::errors;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Parser<'_> {
    /// A type.
    pub fn ty(&mut self) -> Parse<Type> {
        self.nested(|p| {
            let start = p.token.start;
            let mut ty = p.base_type()?;
            if p.at_same_line(T::QuestionQuestion) {
                p.report(errors::double_optional(p.here()));
                p.bump();
            } else if p.at_same_line(T::Question) {
                p.bump();
                ty = Type { kind: TypeKind::Optional(Box::new(ty)), span: p.since(start) };
                if p.at_same_line(T::Question) {
                    p.report(errors::double_optional(p.here()));
                    p.bump();
                }
            }
            p.foreign_type_suffix(start, &ty);
            Ok(ty)
        })
    }

    /// `T[]`, `T | null`, `A -> B`: how other languages go on after a type.
    fn foreign_type_suffix(&mut self, start: u32, ty: &Type) {
        if self.at_same_line(T::LBracket) && self.peek().kind == T::RBracket {
            self.bump();
            self.bump();
            let span = self.since(start);
            self.report(errors::array_suffix(span, self.slice(ty.span)));
        } else if self.at_same_line(T::Pipe) && self.peek().kind == T::KwNull {
            self.bump();
            self.bump();
            let span = self.since(start);
            self.report(errors::null_union(span, self.slice(ty.span)));
        }
    }

    fn base_type(&mut self) -> Parse<Type> {
        let start = self.token.start;
        let kind = match self.token.kind {
            T::LParen => return self.paren_type(),
            T::KwDyn => {
                self.bump();
                TypeKind::Dyn(self.named_type()?)
            }
            T::Lower if self.word() == "never" => {
                self.bump();
                TypeKind::Never
            }
            T::Lower | T::Upper => TypeKind::Named(self.named_type()?),
            T::LBracket => {
                let error = errors::bracket_type(self.here());
                return Err(self.fail(error));
            }
            T::Question => {
                self.report(errors::question_before_type(self.here()));
                self.bump();
                TypeKind::Optional(Box::new(self.base_type()?))
            }
            T::And | T::Star => {
                self.report(errors::reference_type(self.here(), self.word()));
                self.bump();
                return self.base_type();
            }
            _ => {
                let error = errors::expected_type(self.here(), &self.found());
                return Err(self.fail(error));
            }
        };
        Ok(Type { kind, span: self.since(start) })
    }

    /// `()`, `(T)`, `(A, B)`, `(A, B) -> C`.
    fn paren_type(&mut self) -> Parse<Type> {
        let open = self.bump();
        let mut members = self.comma_list(open, T::RParen, Self::ty);
        let kind = if self.at_same_line(T::Arrow) || self.at_same_line(T::FatArrow) {
            if self.at(T::FatArrow) {
                self.report(errors::fat_arrow_result(self.here()));
            }
            self.bump();
            TypeKind::Function { params: members, result: Box::new(self.ty()?) }
        } else if members.len() > 1 {
            TypeKind::Tuple(members)
        } else if let Some(ty) = members.pop() {
            ty.kind
        } else {
            TypeKind::Unit
        };
        Ok(Type { kind, span: self.since(open.start) })
    }

    /// `Shape`, `geo.Shape`, `Map<K, V>`.
    pub fn named_type(&mut self) -> Parse<NamedType> {
        let start = self.token.start;
        let mut path = vec![self.any_ident("a type", false)?];
        while self.at_same_line(T::Dot) {
            self.bump();
            path.push(self.any_ident("a type", false)?);
        }
        // In `x as i32 < y` and `x as T < y` the `<` compares.
        let generic = self.at(T::Lt) && !self.token.spaced && path.last().is_some_and(Ident::is_upper);
        let args = if generic { self.type_args()? } else { Vec::new() };
        Ok(NamedType { path, args, span: self.since(start) })
    }

    /// `<A, B>`.
    pub fn type_args(&mut self) -> Parse<Vec<Type>> {
        self.bump();
        let mut args = Vec::new();
        loop {
            args.push(self.ty()?);
            if !self.eat(T::Comma) || self.at(T::Gt) {
                break;
            }
        }
        self.close_angle()?;
        Ok(args)
    }

    /// The `>` that closes type parameters or arguments, perhaps a part of `>>` or `>=`.
    pub fn close_angle(&mut self) -> Parse<()> {
        match self.token.kind {
            T::Gt | T::Shr | T::UShr | T::GtEq | T::ShrEq | T::UShrEq => {
                self.split(T::Gt);
                Ok(())
            }
            _ => {
                let error = errors::unclosed_angle(self.here(), &self.found());
                Err(self.fail(error))
            }
        }
    }
}
