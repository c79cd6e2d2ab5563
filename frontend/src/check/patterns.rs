//! Patterns: what they take and what they bind.

use base::{Span, Symbol};
use indexmap::IndexMap;

use super::body::{Body, LocalKind};
use super::exhaustive::{self, Row};
use crate::ast::{self, PatternKind as Ast};
use crate::errors::patterns as errors;
use crate::typed::{LocalId, Pattern, PatternKind, Ty, TyKind};

/// What a pattern has bound so far.
pub(super) struct Binder {
    kind: LocalKind,
    bound: IndexMap<Symbol, LocalId>,
    /// What the first alternative of `|` bound; the others must bind the same.
    wanted: Option<IndexMap<Symbol, LocalId>>,
    /// A name that this alternative binds and the first does not.
    extra: Option<ast::Ident>,
}

impl<'a> Body<'_, 'a> {
    /// A pattern for values of type `ty`; its names are visible from here on. Without `null` among the values if
    /// `null_is_done`.
    pub(super) fn pattern(
        &mut self,
        pattern: &'a ast::Pattern,
        ty: Ty,
        kind: LocalKind,
        null_is_done: bool,
    ) -> Pattern {
        let mut binder = Binder { kind, bound: IndexMap::new(), wanted: None, extra: None };
        let before = self.world.diagnostics.len();
        let typed = self.pattern_in(pattern, ty, null_is_done, &mut binder);
        self.bad_patterns += usize::from(self.world.diagnostics.len() > before);
        for (&name, &local) in &binder.bound {
            self.bind_name(name, local);
        }
        typed
    }

    /// The pattern of `if let` and `while let`: on a `T?` it takes only values that are not null.
    pub(super) fn test_pattern(&mut self, pattern: &'a ast::Pattern, ty: Ty, kind: LocalKind) -> Pattern {
        self.pattern(pattern, ty, kind, true)
    }

    /// A pattern that must take every value.
    pub(super) fn irrefutable(&mut self, pattern: &'a ast::Pattern, ty: Ty, kind: LocalKind, word: &str) -> Pattern {
        let before = self.bad_patterns;
        let typed = self.pattern(pattern, ty, kind, false);
        let needs_check =
            self.bad_patterns == before && !matches!(typed.kind, PatternKind::Bind(_, None) | PatternKind::Wildcard);
        if needs_check && !self.is_error(ty) && !matches!(self.kind(ty), TyKind::Infer(_)) {
            let ty = self.deep(ty);
            let found = exhaustive::check(self.world, ty, &[Row { pattern: &typed, guarded: false }]);
            if !found.missing.is_empty() {
                self.report(errors::refutable(&found.missing, word, pattern.span));
            }
        }
        typed
    }

    /// Whether a pattern takes every value of its type.
    pub(super) fn takes_everything(&mut self, pattern: &Pattern) -> bool {
        let ty = self.deep(pattern.ty);
        if matches!(self.world.tys.kind(ty), TyKind::Infer(_)) {
            return false;
        }
        exhaustive::check(self.world, ty, &[Row { pattern, guarded: false }]).missing.is_empty()
    }

    fn pattern_in(&mut self, pattern: &'a ast::Pattern, ty: Ty, null_is_done: bool, binder: &mut Binder) -> Pattern {
        let ty = self.shallow(ty);
        let span = pattern.span;
        if let Some(inner) = self.non_null(ty) {
            return self.pattern_of_optional(pattern, ty, inner, null_is_done, binder);
        }
        let kind = match &pattern.kind {
            Ast::Wildcard => PatternKind::Wildcard,
            Ast::Binding { name, inner } => {
                let inner = inner.as_ref().map(|inner| Box::new(self.pattern_in(inner, ty, false, binder)));
                PatternKind::Bind(self.bind(*name, ty, binder), inner)
            }
            Ast::Null => {
                if !self.is_error(ty) {
                    let text = self.show(ty);
                    self.report(errors::null_pattern(&text, span));
                }
                PatternKind::Wildcard
            }
            Ast::Literal(literal) => self.literal_pattern(literal, ty, span),
            Ast::Range { start, end, inclusive } => self.range_pattern(start, end, *inclusive, ty, span),
            Ast::Constructor { path, args } => {
                return self.constructor_pattern(path, args.as_deref(), ty, span, binder);
            }
            Ast::Tuple(parts) => self.tuple_pattern(parts, ty, span, binder),
            Ast::Or(alternatives) => self.or_pattern(alternatives, ty, null_is_done, binder),
            Ast::Error => PatternKind::Wildcard,
        };
        Pattern { kind, ty, span }
    }

    /// A pattern for a `T?`: one that is not `null` takes a `T`; a plain name is a `T?` unless `null` is done.
    fn pattern_of_optional(
        &mut self,
        pattern: &'a ast::Pattern,
        ty: Ty,
        inner: Ty,
        null_is_done: bool,
        binder: &mut Binder,
    ) -> Pattern {
        let span = pattern.span;
        let kind = match &pattern.kind {
            Ast::Null => PatternKind::Null,
            Ast::Wildcard if !null_is_done => PatternKind::Wildcard,
            Ast::Binding { name, inner: None } if !null_is_done => {
                PatternKind::Bind(self.bind(*name, ty, binder), None)
            }
            Ast::Binding { name, inner: Some(narrower) } if may_take_null(narrower) => {
                let narrower = self.pattern_in(narrower, ty, null_is_done, binder);
                PatternKind::Bind(self.bind(*name, ty, binder), Some(Box::new(narrower)))
            }
            Ast::Or(alternatives) => self.or_pattern(alternatives, ty, null_is_done, binder),
            Ast::Error => PatternKind::Wildcard,
            Ast::Wildcard
            | Ast::Binding { .. }
            | Ast::Literal(_)
            | Ast::Range { .. }
            | Ast::Constructor { .. }
            | Ast::Tuple(_) => PatternKind::NonNull(Box::new(self.pattern_in(pattern, inner, false, binder))),
        };
        Pattern { kind, ty, span }
    }

    /// The variable for a name of the pattern.
    fn bind(&mut self, name: ast::Ident, ty: Ty, binder: &mut Binder) -> LocalId {
        if name.as_str() != "_"
            && let Some(&first) = binder.bound.get(&name.name)
        {
            let first = self.locals[first].local.span;
            self.report(errors::bound_twice(name, first));
        }
        let local = match &binder.wanted {
            Some(wanted) => match wanted.get(&name.name) {
                Some(&local) => {
                    let (before, at) = (self.locals[local].local.ty, self.locals[local].local.span);
                    if !self.try_unify(before, ty) {
                        let (a, b) = (self.show(before), self.show(ty));
                        self.report(errors::alternatives_differ_in_type(name, &b, &a, at));
                    }
                    local
                }
                None => {
                    binder.extra = binder.extra.or(Some(name));
                    self.new_local(name.name, name.span, ty, binder.kind)
                }
            },
            None => self.new_local(name.name, name.span, ty, binder.kind),
        };
        if name.as_str() != "_" {
            binder.bound.insert(name.name, local);
        }
        local
    }

    fn or_pattern(
        &mut self,
        alternatives: &'a [ast::Pattern],
        ty: Ty,
        null_is_done: bool,
        binder: &mut Binder,
    ) -> PatternKind {
        let before = std::mem::take(&mut binder.bound);
        let outer = binder.wanted.take();
        let mut first: Option<IndexMap<Symbol, LocalId>> = None;
        let mut typed = Vec::with_capacity(alternatives.len());
        for alternative in alternatives {
            binder.wanted = match (&first, &outer) {
                (Some(first), _) => Some(first.clone()),
                (None, outer) => outer.clone(),
            };
            typed.push(self.pattern_in(alternative, ty, null_is_done, binder));
            let bound = std::mem::take(&mut binder.bound);
            match &first {
                None => first = Some(bound),
                Some(first) => {
                    let missing = first.keys().find(|name| !bound.contains_key(*name));
                    match (missing, binder.extra.take()) {
                        (Some(&name), _) => self.report(errors::not_in_all_alternatives(name, alternative.span)),
                        (None, Some(name)) => self.report(errors::not_in_all_alternatives(name.name, name.span)),
                        (None, None) => {}
                    }
                }
            }
        }
        binder.wanted = outer;
        binder.bound = before;
        for (name, local) in first.unwrap_or_default() {
            if let Some(&earlier) = binder.bound.get(&name) {
                let (span, at) = (self.locals[local].local.span, self.locals[earlier].local.span);
                self.report(errors::bound_twice(ast::Ident::new(name, span), at));
            }
            binder.bound.insert(name, local);
        }
        PatternKind::Or(typed)
    }

    fn tuple_pattern(&mut self, parts: &'a [ast::Pattern], ty: Ty, span: Span, binder: &mut Binder) -> PatternKind {
        let known = self.kind(ty).clone();
        if let (TyKind::Unit, []) = (&known, parts) {
            return PatternKind::Wildcard;
        }
        let members: Vec<Ty> = match known {
            TyKind::Tuple(members) if members.len() == parts.len() => members.to_vec(),
            TyKind::Infer(_) if !parts.is_empty() => {
                let members: Vec<Ty> = parts.iter().map(|part| self.fresh(part.span)).collect();
                let tuple = self.intern(TyKind::Tuple(members.clone().into()));
                self.unify(ty, tuple);
                members
            }
            _ => {
                if !self.is_error(ty) {
                    let text = self.show(ty);
                    self.report(errors::tuple_pattern(parts.len(), &text, span));
                }
                vec![self.world.core.error; parts.len()]
            }
        };
        let parts = parts.iter().zip(members).map(|(part, ty)| self.pattern_in(part, ty, false, binder)).collect();
        PatternKind::Tuple(parts)
    }

    /// Binds the names of a pattern whose type is not known because of a mistake.
    pub(super) fn bind_error_pattern(&mut self, pattern: &'a ast::Pattern, binder: &mut Binder) {
        let error = self.world.core.error;
        self.pattern_in(pattern, error, false, binder);
    }

    /// Patterns for the fields of a variant or struct, in the order of the fields.
    pub(super) fn field_patterns(
        &mut self,
        args: &'a [ast::PatternArg],
        fields: &[(Symbol, Ty)],
        name: ast::Ident,
        declared: Span,
        binder: &mut Binder,
    ) -> Vec<Pattern> {
        let mut found: Vec<Option<Pattern>> = vec![None; fields.len()];
        let mut has_error = false;
        for (position, arg) in args.iter().enumerate() {
            let index = match arg.name {
                Some(field) => fields.iter().position(|(known, _)| *known == field.name),
                None => (position < fields.len()).then_some(position),
            };
            let Some(index) = index else {
                has_error = true;
                let names = fields.iter().map(|(field, _)| *field).collect();
                self.report(match arg.name {
                    Some(field) => errors::no_such_field(field, name.name, names),
                    None => errors::too_many_patterns(name, fields.len(), args.len(), arg.pattern.span, declared),
                });
                let error = self.world.core.error;
                self.pattern_in(&arg.pattern, error, false, binder);
                continue;
            };
            let typed = self.pattern_in(&arg.pattern, fields[index].1, false, binder);
            if found[index].is_some() {
                has_error = true;
                self.report(errors::field_twice(fields[index].0, arg.pattern.span));
            }
            found[index] = Some(typed);
        }
        let missing: Vec<Symbol> =
            found.iter().zip(fields).filter(|(found, _)| found.is_none()).map(|(_, (field, _))| *field).collect();
        if !missing.is_empty() && !has_error {
            self.report(errors::too_few_patterns(name, missing, declared));
        }
        let rest = found.into_iter().zip(fields);
        rest.map(|(found, &(_, ty))| found.unwrap_or(Pattern { kind: PatternKind::Wildcard, ty, span: name.span }))
            .collect()
    }
}

/// Whether a pattern as written may take `null`.
fn may_take_null(pattern: &ast::Pattern) -> bool {
    match &pattern.kind {
        Ast::Null => true,
        Ast::Or(alternatives) => alternatives.iter().any(may_take_null),
        Ast::Binding { inner: Some(inner), .. } => may_take_null(inner),
        Ast::Wildcard
        | Ast::Binding { .. }
        | Ast::Literal(_)
        | Ast::Range { .. }
        | Ast::Constructor { .. }
        | Ast::Tuple(_)
        | Ast::Error => false,
    }
}
