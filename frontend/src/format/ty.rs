//! Types, type parameters and attributes.

use super::cursor::Formatter;
use super::list::Style;
use super::stream::Command;
use crate::ast::*;
use crate::lex::TokenKind as T;

impl Formatter<'_> {
    /// A type.
    pub fn ty(&mut self, ty: &Type) {
        self.ty_up_to(ty, ty.span.end);
    }

    /// A type that ends at byte `end`, perhaps in parentheses.
    fn ty_up_to(&mut self, ty: &Type, end: u32) {
        let own = matches!(ty.kind, TypeKind::Tuple(_) | TypeKind::Unit);
        if self.is_wrapped(end) && (!own || self.is_doubly_wrapped()) {
            let inner = self.wrapped_end();
            self.list_of_one(|f| f.ty_up_to(ty, inner));
            return;
        }
        match &ty.kind {
            TypeKind::Named(name) => self.named_type(name),
            TypeKind::Tuple(members) => self.list(Style::Plain, members.len(), |f, index| f.ty(&members[index])),
            TypeKind::Optional(inner) => {
                self.ty(inner);
                self.expect(T::Question);
            }
            TypeKind::Function { params, result } => {
                self.list(Style::Plain, params.len(), |f, index| f.ty(&params[index]));
                self.out.push(Command::Space);
                self.expect(T::Arrow);
                self.out.push(Command::Space);
                self.ty(result);
            }
            TypeKind::Dyn(name) => {
                self.expect(T::KwDyn);
                self.out.push(Command::Space);
                self.named_type(name);
            }
            TypeKind::Unit => self.list(Style::Plain, 0, |_, _| ()),
            TypeKind::Never => self.token(),
            TypeKind::Error => self.lost = true,
        }
    }

    /// One thing in parentheses that group.
    pub fn list_of_one(&mut self, each: impl FnOnce(&mut Self)) {
        self.open();
        self.expect(T::LParen);
        self.out.push(Command::Indent);
        self.out.push(Command::Soft);
        each(self);
        self.drop_separator(T::Comma);
        self.before_close();
        self.out.push(Command::Dedent);
        self.out.push(Command::Soft);
        self.expect(T::RParen);
        self.out.close();
    }

    /// `geo.Shape<A, B>`.
    pub fn named_type(&mut self, name: &NamedType) {
        if self.is(T::LParen) {
            self.list_of_one(|f| f.named_type(name));
            return;
        }
        self.path(&name.path);
        if !name.args.is_empty() {
            self.type_args(&name.args);
        }
    }

    /// `a.b.c`.
    pub fn path(&mut self, path: &[Ident]) {
        for index in 0..path.len() {
            if index > 0 {
                self.expect(T::Dot);
            }
            self.token();
        }
    }

    /// `<A, B>`.
    pub fn type_args(&mut self, args: &[Type]) {
        self.list(Style::Plain, args.len(), |f, index| f.ty(&args[index]));
    }

    /// `<T: A + B, U>`, if there are any.
    pub fn type_params(&mut self, params: &[TypeParam]) {
        if params.is_empty() {
            return;
        }
        self.list(Style::Plain, params.len(), |f, index| {
            f.token();
            f.bounds(&params[index].bounds);
        });
    }

    /// `: A + B`, if there are any.
    pub fn bounds(&mut self, bounds: &[NamedType]) {
        for (index, bound) in bounds.iter().enumerate() {
            if index > 0 {
                self.out.push(Command::Space);
            }
            self.token();
            self.out.push(Command::Space);
            self.named_type(bound);
        }
    }

    /// `: T`, if it is there.
    pub fn annotation(&mut self, ty: Option<&Type>) {
        if let Some(ty) = ty {
            self.expect(T::Colon);
            self.out.push(Command::Space);
            self.ty(ty);
        }
    }

    /// ` -> T`, if it is there.
    pub fn result(&mut self, ty: Option<&Type>) {
        if let Some(ty) = ty {
            self.out.push(Command::Space);
            self.expect(T::Arrow);
            self.out.push(Command::Space);
            // The parameters break before the type arguments of the result do.
            let group = self.out.open();
            self.ty(ty);
            self.out.close();
            self.out.groups[group as usize].reluctant = true;
        }
    }
}
