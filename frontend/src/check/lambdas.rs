//! Lambdas: parameter types from the context, captures, results.

use base::{Span, Symbol};
use indexmap::IndexSet;

use super::body::{Body, Frame, LocalKind, Want, Why};
use crate::ast::{self, PatternKind as AstPattern};
use crate::errors::expressions as errors;
use crate::typed::{Expr, ExprKind, LocalId, Stmt, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn lambda(&mut self, lambda: &'a ast::Lambda, span: Span, want: Want) -> Expr {
        if lambda.is_async {
            return self.unsupported("`async`", span);
        }
        let wanted = want.ty().map(|ty| self.non_null(ty).unwrap_or(ty));
        let (wanted_params, wanted_result) = match wanted.map(|ty| self.kind(ty).clone()) {
            Some(TyKind::Func(params, result)) => (Some(params), Some(result)),
            _ => (None, None),
        };
        if let Some(wanted) = &wanted_params
            && wanted.len() != lambda.params.len()
        {
            let text = wanted_result.and_then(|_| want.ty()).map(|ty| self.show(ty)).unwrap_or_default();
            let (expected, found) = (wanted.len(), lambda.params.len());
            return self.error(errors::lambda_parameters(&text, expected, found, span), span);
        }
        let result = match wanted_result {
            Some(result) => result,
            None => self.fresh(span),
        };
        let why = match want {
            Want::Must(_, why) => why,
            Want::Any | Want::Hint(_) | Want::Discard => Why::NONE,
        };
        let drops_result = *self.kind(result) == TyKind::Unit;
        let first_loop = self.loops.len();
        self.frames.push(Frame { result, why, captures: IndexSet::new(), first_loop, drops_result });
        let chains = std::mem::take(&mut self.chains);
        let narrowed = self.narrowed.clone();
        let (params, body) = self.scoped(|body| {
            let (params, statements) = body.lambda_params(lambda, wanted_params.as_deref());
            let value = body.lambda_body(&lambda.body, result, why, drops_result);
            (params, body.with_statements(statements, value))
        });
        self.narrowed = narrowed;
        self.chains = chains;
        let frame = self.frames.pop().expect("the frame was pushed above");
        let param_tys: Vec<Ty> = params.iter().map(|&local| self.locals[local].local.ty).collect();
        let ty = self.intern(TyKind::Func(param_tys.into(), result));
        let captures = frame.captures.into_iter().collect();
        self.make(ExprKind::Lambda { params, body: Box::new(body), captures }, ty, span)
    }

    /// The parameters, and a `let` for each that is a pattern.
    fn lambda_params(&mut self, lambda: &'a ast::Lambda, wanted: Option<&[Ty]>) -> (Vec<LocalId>, Vec<Stmt>) {
        let mut locals = Vec::with_capacity(lambda.params.len());
        let mut statements = Vec::new();
        let mut named: Vec<ast::Ident> = Vec::new();
        for (index, param) in lambda.params.iter().enumerate() {
            let span = param.pattern.span;
            let known = wanted.map(|wanted| wanted[index]);
            let ty = match &param.ty {
                Some(written) => {
                    let ty = self.resolve_type(written);
                    if let Some(known) = known
                        && !self.try_unify(known, ty)
                    {
                        let (found, wanted) = (self.show(ty), self.show(known));
                        self.report(crate::errors::types::mismatch(&found, &wanted, written.span, None));
                    }
                    ty
                }
                None => known.unwrap_or_else(|| self.fresh(span)),
            };
            match &param.pattern.kind {
                AstPattern::Binding { name, inner: None } => {
                    if let Some(first) = named.iter().find(|first| first.name == name.name && name.as_str() != "_") {
                        let first = first.span;
                        self.report(crate::errors::declarations::duplicate_member("parameter", *name, first));
                    }
                    named.push(*name);
                    let local = self.new_local(name.name, name.span, ty, LocalKind::Param);
                    self.bind_name(name.name, local);
                    locals.push(local);
                }
                AstPattern::Wildcard => locals.push(self.new_local(Symbol::new("_"), span, ty, LocalKind::Hidden)),
                _ => {
                    let local = self.new_local(Symbol::new("parameter"), span, ty, LocalKind::Hidden);
                    locals.push(local);
                    let pattern = self.irrefutable(&param.pattern, ty, LocalKind::Let, "parameter");
                    let value = self.make(ExprKind::Local(local), ty, span);
                    statements.push(Stmt::Let(pattern, value));
                }
            }
        }
        (locals, statements)
    }

    /// The body; where no result is wanted, its value is dropped.
    fn lambda_body(&mut self, body: &'a ast::Expr, result: Ty, why: Why, drops_result: bool) -> Expr {
        // Its own variables are assigned behind its back by the lambdas in it only.
        let outer = std::mem::take(&mut self.closure_assigned);
        self.scan_closures(|scan| scan.expr(body));
        let value = self.lambda_value(body, result, why, drops_result);
        self.closure_assigned = outer;
        value
    }

    fn lambda_value(&mut self, body: &'a ast::Expr, result: Ty, why: Why, drops_result: bool) -> Expr {
        if drops_result {
            let value = self.expr(body, Want::Discard);
            return self.dropped(value);
        }
        let value = self.expr(body, Want::Must(result, why));
        // A body that always returns by `return`, or never, leaves the result to what is wanted.
        if self.is_never(value.ty) {
            let is_open = matches!(self.kind(result), TyKind::Infer(_));
            let never = self.world.core.never;
            if is_open {
                self.try_unify(result, never);
            }
        }
        value
    }

    fn with_statements(&self, statements: Vec<Stmt>, value: Expr) -> Expr {
        if statements.is_empty() {
            return value;
        }
        let (ty, span) = (value.ty, value.span);
        self.make(ExprKind::Block(statements, Some(Box::new(value))), ty, span)
    }
}
