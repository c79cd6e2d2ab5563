//! Patterns of values: literals, ranges, variants and structs.

use base::{Span, Symbol};

use super::body::Body;
use super::literals::single;
use super::patterns::Binder;
use crate::ast::{self, PatternLiteral};
use crate::errors::names as name_errors;
use crate::errors::patterns as errors;
use crate::typed::{EnumId, IntTy, Pattern, PatternKind, StructId, Ty, TyKind};
use crate::world::Def;

/// What a constructor pattern names.
enum Named {
    Variant(EnumId, u32),
    Struct(StructId),
    Error,
}

impl<'a> Body<'_, 'a> {
    pub(super) fn literal_pattern(&mut self, literal: &PatternLiteral, ty: Ty, span: Span) -> PatternKind {
        self.give_literal_type(literal, ty);
        match (literal, self.kind(ty).clone()) {
            (PatternLiteral::Bool(value), TyKind::Bool) => PatternKind::Bool(*value),
            (PatternLiteral::String(text), TyKind::String) => PatternKind::Str(Symbol::new(text)),
            (PatternLiteral::Int { .. }, TyKind::Int(int)) => PatternKind::Int(self.pattern_int(literal, int, span)),
            (PatternLiteral::Int { .. } | PatternLiteral::Float { .. }, TyKind::F32 | TyKind::F64) => {
                PatternKind::Float(pattern_float(literal, *self.kind(ty) == TyKind::F32))
            }
            (_, TyKind::Error) => PatternKind::Wildcard,
            _ => {
                let text = self.show(ty);
                self.report(errors::literal_pattern_type(literal_type(literal), &text, span));
                PatternKind::Wildcard
            }
        }
    }

    /// A value of unknown type is of the literal's own type.
    fn give_literal_type(&mut self, literal: &PatternLiteral, ty: Ty) {
        if matches!(self.kind(ty), TyKind::Infer(_)) {
            let own = match literal {
                PatternLiteral::Bool(_) => self.world.core.bool,
                PatternLiteral::String(_) => self.world.core.string,
                PatternLiteral::Int { .. } => self.world.core.i32,
                PatternLiteral::Float { .. } => self.world.core.f64,
            };
            self.try_unify(ty, own);
        }
    }

    fn pattern_int(&mut self, literal: &PatternLiteral, int: IntTy, span: Span) -> i128 {
        let PatternLiteral::Int { negative, value } = literal else { return 0 };
        let magnitude = value.value.and_then(|value| i128::try_from(value).ok()).unwrap_or(i128::MAX);
        let value = if *negative { -magnitude } else { magnitude };
        self.check_range(value, int, span);
        value.clamp(int.min(), int.max())
    }

    pub(super) fn range_pattern(
        &mut self,
        start: &PatternLiteral,
        end: &PatternLiteral,
        inclusive: bool,
        ty: Ty,
        span: Span,
    ) -> PatternKind {
        self.give_literal_type(start, ty);
        match self.kind(ty).clone() {
            TyKind::Int(int) if is_int(start) && is_int(end) => {
                let (low, high) = (self.pattern_int(start, int, span), self.pattern_int(end, int, span));
                let high = if inclusive { high } else { high - 1 };
                if low > high {
                    self.report(errors::empty_range(span));
                }
                PatternKind::IntRange(low, high.max(low))
            }
            TyKind::F32 | TyKind::F64 if is_number(start) && is_number(end) => {
                let is_single = *self.kind(ty) == TyKind::F32;
                PatternKind::FloatRange(pattern_float(start, is_single), pattern_float(end, is_single), inclusive)
            }
            TyKind::Error => PatternKind::Wildcard,
            _ => {
                let text = self.show(ty);
                self.report(errors::literal_pattern_type(literal_type(start), &text, span));
                PatternKind::Wildcard
            }
        }
    }

    pub(super) fn constructor_pattern(
        &mut self,
        path: &[ast::Ident],
        args: Option<&'a [ast::PatternArg]>,
        ty: Ty,
        span: Span,
        binder: &mut Binder,
    ) -> Pattern {
        let name = *path.last().expect("the parser makes no empty paths");
        match self.named_constructor(path, ty) {
            Named::Variant(id, variant) => {
                let ty = self.pattern_type(ty, span, |body| body.enum_type(id, span));
                let kind = self.variant_pattern(name, (id, variant), args, ty, span, binder);
                Pattern { kind, ty, span }
            }
            Named::Struct(id) => {
                let ty = self.pattern_type(ty, span, |body| body.struct_type(id, span));
                let kind = self.struct_pattern(name, id, args, ty, binder);
                Pattern { kind, ty, span }
            }
            Named::Error => {
                let error = self.world.core.error;
                for arg in args.unwrap_or_default() {
                    self.bind_error_pattern(&arg.pattern, binder);
                }
                Pattern { kind: PatternKind::Wildcard, ty: error, span }
            }
        }
    }

    /// The type of the value if the pattern's own type fits it; reports if not.
    fn pattern_type(&mut self, ty: Ty, span: Span, own: impl FnOnce(&mut Self) -> Ty) -> Ty {
        let own = own(self);
        if !self.try_unify(own, ty) {
            let (found, wanted) = (self.show(own), self.show(ty));
            self.report(errors::pattern_of_other_type(&found, &wanted, span));
            return self.world.core.error;
        }
        if self.is_error(ty) { own } else { ty }
    }

    pub(super) fn enum_type(&mut self, id: EnumId, span: Span) -> Ty {
        let count = self.world.enums[id].typed.type_params.len();
        let args = (0..count).map(|_| self.fresh(span)).collect();
        self.intern(TyKind::Enum(id, args))
    }

    pub(super) fn struct_type(&mut self, id: StructId, span: Span) -> Ty {
        let count = self.world.structs[id].typed.type_params.len();
        let args = (0..count).map(|_| self.fresh(span)).collect();
        self.intern(TyKind::Struct(id, args))
    }

    fn named_constructor(&mut self, path: &[ast::Ident], ty: Ty) -> Named {
        let (&name, qualifier) = path.split_last().expect("the parser makes no empty paths");
        if !qualifier.is_empty() {
            return self.qualified_constructor(name, qualifier);
        }
        let expected = self.kind(ty).clone();
        if let TyKind::Enum(id, _) = expected
            && let Some(&variant) = self.world.enums[id].by_name.get(&name.name)
        {
            return Named::Variant(id, variant);
        }
        match self.world.lookup(self.module, name.name).map(|entry| entry.def) {
            Some(Def::Struct(id)) => return Named::Struct(id),
            Some(Def::Error | Def::Unsupported(_)) => return Named::Error,
            _ => {}
        }
        if let TyKind::Enum(id, _) = expected {
            let data = &self.world.enums[id].typed;
            let variants = data.variants.iter().map(|variant| variant.name).collect();
            let (of, span) = (data.name, data.span);
            self.report(name_errors::unknown_variant(name, of, variants, span));
            return Named::Error;
        }
        let found = self.visible_variants(name.name);
        if let [(id, variant)] = found[..] {
            return Named::Variant(id, variant);
        }
        if !self.is_error(ty) {
            self.report(name_errors::unknown_constructor(name));
        }
        Named::Error
    }

    /// `Shape.Circle`, `geo.Shape.Circle`, `geo.Body`.
    fn qualified_constructor(&mut self, name: ast::Ident, qualifier: &[ast::Ident]) -> Named {
        let module = match qualifier {
            [first, ..] => match self.world.lookup(self.module, first.name).map(|entry| entry.def) {
                Some(Def::Module(module)) if qualifier.len() == 1 => Some(module),
                _ => None,
            },
            [] => None,
        };
        let entry = match module {
            Some(module) => self.world.member_of_module(module, name),
            None => self.world.resolve_type_path(self.module, qualifier),
        };
        match entry.map(|entry| entry.def) {
            Some(Def::Struct(id)) if module.is_some() => Named::Struct(id),
            Some(Def::Enum(id)) if module.is_none() => {
                let data = &self.world.enums[id];
                match data.by_name.get(&name.name) {
                    Some(&variant) => Named::Variant(id, variant),
                    None => {
                        let variants = data.typed.variants.iter().map(|variant| variant.name).collect();
                        let (of, span) = (data.typed.name, data.typed.span);
                        self.report(name_errors::unknown_variant(name, of, variants, span));
                        Named::Error
                    }
                }
            }
            Some(Def::Error | Def::Unsupported(_)) | None => Named::Error,
            Some(_) => {
                self.report(name_errors::unknown_constructor(name));
                Named::Error
            }
        }
    }

    fn variant_pattern(
        &mut self,
        name: ast::Ident,
        (id, variant): (EnumId, u32),
        args: Option<&'a [ast::PatternArg]>,
        ty: Ty,
        span: Span,
        binder: &mut Binder,
    ) -> PatternKind {
        let type_args = match self.kind(ty).clone() {
            TyKind::Enum(_, args) => args,
            _ => [].into(),
        };
        let data = &self.world.enums[id].typed.variants[variant as usize];
        let declared = data.span;
        let fields: Vec<(Symbol, Ty)> = data.fields.iter().map(|field| (field.name, field.ty)).collect();
        let fields = self.substituted(fields, &type_args);
        match args {
            None if !fields.is_empty() => {
                let names = fields.iter().map(|(name, _)| *name).collect();
                self.report(errors::variant_without_patterns(name, names, declared));
                let any = |(_, ty): (Symbol, Ty)| Pattern { kind: PatternKind::Wildcard, ty, span };
                PatternKind::Variant(variant, fields.into_iter().map(any).collect())
            }
            _ => {
                let args = args.unwrap_or_default();
                PatternKind::Variant(variant, self.field_patterns(args, &fields, name, declared, binder))
            }
        }
    }

    pub(super) fn substituted(&mut self, fields: Vec<(Symbol, Ty)>, args: &[Ty]) -> Vec<(Symbol, Ty)> {
        fields.into_iter().map(|(name, ty)| (name, self.world.tys.subst(ty, args))).collect()
    }

    fn struct_pattern(
        &mut self,
        name: ast::Ident,
        id: StructId,
        args: Option<&'a [ast::PatternArg]>,
        ty: Ty,
        binder: &mut Binder,
    ) -> PatternKind {
        let type_args = match self.kind(ty).clone() {
            TyKind::Struct(_, args) => args,
            _ => [].into(),
        };
        let data = &self.world.structs[id];
        let (declared, home) = (data.typed.span, data.module);
        let private = data.typed.fields.iter().find(|field| field.private).map(|field| (field.name, field.span));
        let fields: Vec<(Symbol, Ty)> = data.typed.fields.iter().map(|field| (field.name, field.ty)).collect();
        let fields = self.substituted(fields, &type_args);
        if let Some((field, at)) = private.filter(|_| home != self.module) {
            self.report(name_errors::private_field(field, name.name, name.span, at));
        }
        let args = args.unwrap_or_default();
        PatternKind::Struct(self.field_patterns(args, &fields, name, declared, binder))
    }
}

fn is_int(literal: &PatternLiteral) -> bool {
    matches!(literal, PatternLiteral::Int { .. })
}

fn is_number(literal: &PatternLiteral) -> bool {
    matches!(literal, PatternLiteral::Int { .. } | PatternLiteral::Float { .. })
}

fn pattern_float(literal: &PatternLiteral, is_single: bool) -> f64 {
    let (negative, digits, value) = match literal {
        PatternLiteral::Float { negative, value } => (*negative, &value.digits, value.value),
        PatternLiteral::Int { negative, value } => {
            (*negative, &value.digits, value.value.map_or(f64::INFINITY, |value| value as f64))
        }
        PatternLiteral::String(_) | PatternLiteral::Bool(_) => return 0.0,
    };
    let value = if is_single { single(digits, value) } else { value };
    if negative { -value } else { value }
}

fn literal_type(literal: &PatternLiteral) -> &'static str {
    match literal {
        PatternLiteral::Int { .. } => "an integer",
        PatternLiteral::Float { .. } => "a number",
        PatternLiteral::String(_) => "a string",
        PatternLiteral::Bool(_) => "a `bool`",
    }
}
