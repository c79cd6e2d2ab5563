//! Warnings: what has no effect or is not used. None are given for the standard library.

use base::{Diagnostic, Id, Span};

use rustc_hash::FxHashSet;

use super::body::{Body, LocalKind};
use crate::ast::{self, ItemKind};
use crate::errors::warnings;
use crate::modules::Loaded;
use crate::typed::{Expr, ExprKind, LocalId, TyKind};
use crate::world::World;

impl Body<'_, '_> {
    pub(super) fn warn(&mut self, diagnostic: Diagnostic) {
        if !self.world.is_std(self.module) && !self.is_unreachable {
            self.world.report(diagnostic);
        }
    }

    /// Warns of an expression statement that does nothing, and of a `Result` that is not looked at.
    pub(super) fn check_unused_value(&mut self, value: &Expr) {
        let kind = self.kind(value.ty);
        if matches!(kind, TyKind::Unit | TyKind::Never | TyKind::Error) {
            return;
        }
        if self.result_parts(value.ty).is_some() {
            return self.warn(warnings::unused_result(value.span));
        }
        if is_pure(value) {
            self.warn(warnings::unused_value(value.span));
        }
    }

    /// Warns of variables that are never read.
    pub(super) fn warn_unused_locals(&mut self) {
        if self.world.is_std(self.module) || self.has_errors() {
            return;
        }
        let unused: Vec<(base::Symbol, Span, bool)> = self
            .locals
            .iter()
            .filter(|data| {
                let is_variable = matches!(data.kind, LocalKind::Let | LocalKind::Var);
                is_variable && !data.used && !data.local.name.as_str().starts_with('_')
            })
            .map(|data| (data.local.name, data.local.span, data.local.assigned))
            .collect();
        for (name, span, assigned) in unused {
            self.warn(warnings::unused_variable(name, span, assigned));
        }
        self.warn_never_assigned();
    }

    /// Warns of declarations with `var` of which nothing is assigned. Unused ones have been warned about.
    fn warn_never_assigned(&mut self) {
        let declared = std::mem::take(&mut self.lets);
        for (keyword, first, end) in declared {
            let own = (first.index()..end.index()).map(LocalId::from_index);
            let own: Vec<LocalId> = own.filter(|&local| self.locals[local].kind == LocalKind::Var).collect();
            let is_plain = |&local: &LocalId| {
                let data = &self.locals[local];
                data.used && !data.local.assigned
            };
            if let Some(&local) = own.first()
                && own.iter().all(is_plain)
            {
                let data = &self.locals[local].local;
                self.warn(warnings::never_assigned(data.name, data.span, keyword));
            }
        }
    }
}

/// Whether computing a value does nothing but give it.
fn is_pure(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Unit
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Null
        | ExprKind::Local(_)
        | ExprKind::Global(_)
        | ExprKind::Installed(_)
        | ExprKind::FuncValue(_)
        | ExprKind::Lambda { .. } => true,
        ExprKind::Widen(inner)
        | ExprKind::Narrow(inner)
        | ExprKind::Upcast(inner)
        | ExprKind::Field(inner, _)
        | ExprKind::TupleField(inner, _)
        | ExprKind::Unary(_, inner)
        | ExprKind::Convert(inner)
        | ExprKind::IsNull(inner)
        | ExprKind::Show(inner) => is_pure(inner),
        ExprKind::Binary(..) | ExprKind::Identical(..) => true,
        ExprKind::Tuple(parts) | ExprKind::Concat(parts) | ExprKind::ArrayLit(parts) => parts.iter().all(is_pure),
        ExprKind::StructNew(_) | ExprKind::VariantNew(..) | ExprKind::With(..) => true,
        ExprKind::Error
        | ExprKind::Call(..)
        | ExprKind::EventCall(_)
        | ExprKind::Outcome(..)
        | ExprKind::Fire(..)
        | ExprKind::Firing(_)
        | ExprKind::Resume(..)
        | ExprKind::CallValue(..)
        | ExprKind::And(..)
        | ExprKind::Or(..)
        | ExprKind::Coalesce(..)
        | ExprKind::Unwrap(_)
        | ExprKind::Downcast(_)
        | ExprKind::NullChain { .. }
        | ExprKind::Block(..)
        | ExprKind::If(..)
        | ExprKind::Match(..)
        | ExprKind::While(..)
        | ExprKind::Loop(..)
        | ExprKind::ForRange { .. }
        | ExprKind::ForIndexed { .. }
        | ExprKind::Break(..)
        | ExprKind::Continue(_)
        | ExprKind::Return(..)
        | ExprKind::Assign(..) => false,
    }
}

/// Warns of imports that nothing uses.
pub(crate) fn warn_unused_imports(world: &mut World<'_>, loaded: &Loaded) {
    let mut unused: Vec<Diagnostic> = Vec::new();
    let mut spans: FxHashSet<Span> = FxHashSet::default();
    for data in world.modules.iter() {
        if data.is_std {
            continue;
        }
        let entries = data.names.iter().map(|name| (name, &data.scope[name]));
        let imports = entries.filter(|(name, entry)| !entry.public && !name.as_str().starts_with('_'));
        spans.extend(imports.filter_map(|(_, entry)| entry.import).filter(|span| !world.used_imports.contains(span)));
    }
    for module in loaded.modules.iter() {
        for item in &module.ast.items {
            if let ItemKind::Import(import) = &item.kind {
                unused_of(import, item.span, &spans, &mut unused);
            }
        }
    }
    world.diagnostics.extend(unused);
}

/// Warns of those of the names of an import that are at `spans`.
fn unused_of(import: &ast::Import, whole: Span, spans: &FxHashSet<Span>, unused: &mut Vec<Diagnostic>) {
    match &import.names {
        ast::ImportNames::All(name) => {
            if spans.contains(&name.span) {
                unused.push(warnings::unused_import(name.name, name.span, whole));
            }
        }
        ast::ImportNames::Named(names) => {
            let all = names.iter().all(|name| spans.contains(&name.local.span));
            for (index, name) in names.iter().enumerate().filter(|(_, name)| spans.contains(&name.local.span)) {
                // The comma goes with the name: the one after it, or the one before it if it is the last.
                let removed = match (names.get(index + 1), index.checked_sub(1).map(|before| names[before])) {
                    _ if all => whole,
                    (Some(next), _) => name.name.span.before().to(next.name.span.before()),
                    (None, Some(before)) => before.local.span.after().to(name.local.span),
                    (None, None) => whole,
                };
                unused.push(warnings::unused_import(name.local.name, name.local.span, removed));
            }
        }
    }
}
