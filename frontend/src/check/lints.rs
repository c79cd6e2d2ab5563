//! Warnings: what has no effect or is not used. None are given for the standard library.

use base::{Diagnostic, Span};

use super::body::{Body, LocalKind};
use crate::errors::warnings;
use crate::typed::{Expr, ExprKind, TyKind};
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
pub(crate) fn warn_unused_imports(world: &mut World<'_>) {
    let mut unused: Vec<Diagnostic> = Vec::new();
    for data in world.modules.iter() {
        if data.is_std {
            continue;
        }
        for name in &data.names {
            let entry = data.scope[name];
            if let Some(span) = entry.import
                && !entry.public
                && !name.as_str().starts_with('_')
                && !world.used_imports.contains(&span)
            {
                unused.push(warnings::unused_import(*name, span));
            }
        }
    }
    world.diagnostics.extend(unused);
}
