//! The state of checking one body: its variables, scopes, enclosing functions and loops.

use base::{Id, IndexVec, Span, Symbol};
use indexmap::IndexSet;
use rustc_hash::{FxHashMap, FxHashSet};

use super::assigned::ClosureScan;
use super::branching::Resumable;
use super::traits::OpenBound;
use crate::ast;
use crate::declare::TypeScope;
use crate::infer::{Infer, VarKind, parts_of, with_parts};
use crate::modules::ModuleId;
use crate::typed::{Bound, EventId, Expr, ExprKind, Local, LocalId, LoopId, Ty, TyKind};
use crate::world::{Sig, World};

/// Why a type is wanted: what to say of which place if something else is found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Why {
    pub span: Option<Span>,
    pub text: &'static str,
}

impl Why {
    /// It is clear from the place itself.
    pub const NONE: Why = Why { span: None, text: "" };
}

/// What is wanted of an expression.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    /// Nothing is known.
    Any,
    /// Probably this type: literals and inference take it as advice.
    Hint(Ty),
    /// A value of this type.
    Must(Ty, Why),
    /// Its effect: the value is not used.
    Discard,
}

impl Want {
    /// The type wanted or advised.
    pub fn ty(self) -> Option<Ty> {
        match self {
            Want::Hint(ty) | Want::Must(ty, _) => Some(ty),
            Want::Any | Want::Discard => None,
        }
    }
    /// The same type as advice only.
    pub fn as_hint(self) -> Want {
        self.ty().map_or(Want::Any, Want::Hint)
    }
}

/// What a variable was declared as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LocalKind {
    Param,
    Let,
    Var,
    /// Made by the compiler.
    Hidden,
}

/// A variable while its body is checked.
pub(super) struct LocalData {
    pub local: Local,
    pub kind: LocalKind,
    /// In which of [`Body::frames`] it is declared.
    pub frame: usize,
    pub used: bool,
}

/// The function, or a lambda in it.
pub(super) struct Frame {
    /// The type that `return` must give.
    pub result: Ty,
    pub why: Why,
    pub captures: IndexSet<LocalId>,
    /// Loops outside of the lambda cannot be left from in it.
    pub first_loop: usize,
    /// Whether its value is dropped: a `return` with any value is fine.
    pub drops_result: bool,
}

/// A loop around what is being checked.
pub(super) struct LoopFrame {
    pub id: LoopId,
    pub label: Option<Symbol>,
    /// Whether a `break` or `continue` names it.
    pub label_used: bool,
    /// For `loop`: what each `break` must give, or the type found so far.
    pub want: Option<Want>,
    pub found: Option<(Ty, Span)>,
    pub has_break: bool,
    /// Variables narrowed at every `break`; `None` before the first.
    pub narrowed_at_break: Option<Vec<LocalId>>,
}

/// A bound that a type found by inference must have.
pub(super) struct Obligation {
    pub ty: Ty,
    pub bound: Bound,
    pub span: Span,
    /// The type parameter and where the declaration stands.
    pub param: Symbol,
    pub declared: Span,
}

/// A number literal whose type is not known yet.
pub(super) struct OpenLiteral {
    pub ty: Ty,
    pub value: i128,
    pub span: Span,
}

/// One body being checked.
pub(crate) struct Body<'w, 'a> {
    pub(super) world: &'w mut World<'a>,
    pub(super) module: ModuleId,
    pub(super) scope: TypeScope,
    pub(super) infer: Infer,
    pub(super) locals: IndexVec<LocalId, LocalData>,
    pub(super) params: Vec<LocalId>,
    visible: FxHashMap<Symbol, LocalId>,
    /// What to restore when a scope ends.
    pub(super) hidden: Vec<(Symbol, Option<LocalId>)>,
    /// Where in `hidden` the innermost scope begins.
    pub(super) block_start: usize,
    /// Where each name was used last.
    pub(super) named_at: FxHashMap<Symbol, u32>,
    pub(super) frames: Vec<Frame>,
    pub(super) loops: Vec<LoopFrame>,
    pub(super) loop_count: usize,
    /// Effects with branches whose arms are around what is being checked.
    pub(super) resumable: Vec<Resumable>,
    pub(super) arms_count: usize,
    /// The event whose outcomes and effects are fired here.
    pub(super) event: Option<EventId>,
    /// Variables known not to be null here, sorted.
    pub(super) narrowed: Vec<LocalId>,
    /// Receivers of `?.` in the chains around what is being checked.
    pub(super) chains: Vec<Vec<(Expr, LocalId)>>,
    pub(super) obligations: Vec<Obligation>,
    /// Traits whose arguments are still to be found.
    pub(super) open_bounds: Vec<OpenBound>,
    pub(super) open_literals: Vec<OpenLiteral>,
    /// As written, for those that turn out to be `f32`.
    pub(super) float_digits: FxHashMap<Span, Box<str>>,
    /// The `let` or `var` of each declaration, and the variables of its pattern.
    pub(super) lets: Vec<(Span, LocalId, LocalId)>,
    /// Names of variables that some lambda of the body assigns.
    pub(super) closure_assigned: FxHashSet<Symbol>,
    /// How many patterns had a mistake.
    pub(super) bad_patterns: usize,
    /// Whether what is checked never runs: then there are no warnings about it.
    pub(super) is_unreachable: bool,
    /// Whether a mistake explains what could not be inferred.
    pub(super) is_explained: bool,
    errors_before: usize,
    /// Whether something here is left of a mistake, perhaps of one reported elsewhere.
    has_mistake: std::cell::Cell<bool>,
}

impl<'w, 'a> Body<'w, 'a> {
    /// A body with the parameters of a signature.
    pub fn for_sig(world: &'w mut World<'a>, sig: &Sig) -> Self {
        let errors_before = world.diagnostics.len();
        let frame = Frame {
            result: sig.result,
            why: Why { span: sig.result_span, text: "the result is declared here" },
            captures: IndexSet::new(),
            first_loop: 0,
            drops_result: false,
        };
        let mut body = Self {
            world,
            module: sig.module,
            scope: TypeScope::of(sig),
            infer: Infer::default(),
            locals: IndexVec::new(),
            params: Vec::new(),
            visible: FxHashMap::default(),
            hidden: Vec::new(),
            frames: vec![frame],
            loops: Vec::new(),
            loop_count: 0,
            resumable: Vec::new(),
            arms_count: 0,
            event: None,
            narrowed: Vec::new(),
            chains: Vec::new(),
            obligations: Vec::new(),
            open_bounds: Vec::new(),
            open_literals: Vec::new(),
            float_digits: FxHashMap::default(),
            lets: Vec::new(),
            closure_assigned: FxHashSet::default(),
            bad_patterns: 0,
            is_unreachable: false,
            block_start: 0,
            named_at: FxHashMap::default(),
            is_explained: false,
            errors_before,
            has_mistake: std::cell::Cell::new(false),
        };
        for param in &sig.params {
            let local = body.new_local(param.name, param.span, param.ty, LocalKind::Param);
            body.bind_name(param.name, local);
            body.params.push(local);
        }
        body
    }

    /// Finds out beforehand which variables lambdas assign.
    pub fn scan_closures(&mut self, scan: impl FnOnce(&mut ClosureScan)) {
        let mut found = ClosureScan::default();
        scan(&mut found);
        self.closure_assigned = found.assigned;
    }

    /// The body of a function, whose value is its result.
    pub fn function_body(&mut self, block: &'a ast::Block, result: Ty, why: Why) -> Expr {
        if result == self.world.core.unit {
            return self.block(block, Want::Discard);
        }
        self.block(block, Want::Must(result, why))
    }

    /// Whether something was reported since this body began: then what cannot be inferred is no news.
    pub(super) fn has_errors(&self) -> bool {
        self.has_mistake.get() || self.world.diagnostics[self.errors_before..].iter().any(base::Diagnostic::is_error)
    }

    pub(super) fn report(&mut self, diagnostic: base::Diagnostic) {
        self.world.report(diagnostic);
    }

    /// Reports, and gives what is left of the mistake.
    pub(super) fn error(&mut self, diagnostic: base::Diagnostic, span: Span) -> Expr {
        self.world.report(diagnostic);
        self.error_expr(span)
    }

    pub(super) fn error_expr(&self, span: Span) -> Expr {
        self.has_mistake.set(true);
        Expr { kind: ExprKind::Error, ty: self.world.core.error, span }
    }

    // Types.

    pub(super) fn fresh(&mut self, span: Span) -> Ty {
        self.infer.fresh(&mut self.world.tys, VarKind::Any, span)
    }

    pub(super) fn shallow(&self, ty: Ty) -> Ty {
        self.infer.shallow(&self.world.tys, ty)
    }

    /// The outermost form of a type, as far as it is known.
    pub(super) fn kind(&self, ty: Ty) -> &TyKind {
        self.world.tys.kind(self.shallow(ty))
    }

    /// The outermost form of the type of something that is used: a number literal now takes its own type.
    pub(super) fn settled(&mut self, ty: Ty) -> Ty {
        let ty = self.shallow(ty);
        let default = match self.infer.kind_of(&self.world.tys, ty) {
            Some(VarKind::Int) => self.world.core.i32,
            Some(VarKind::Float) => self.world.core.f64,
            Some(VarKind::Any) if !self.open_bounds.is_empty() => {
                self.solve_bounds();
                return self.shallow(ty);
            }
            Some(VarKind::Any) | None => return ty,
        };
        self.unify(ty, default);
        default
    }

    pub(super) fn unify(&mut self, a: Ty, b: Ty) -> bool {
        self.infer.unify(&mut self.world.tys, a, b)
    }

    /// Unifies, or leaves everything as it was.
    pub(super) fn try_unify(&mut self, a: Ty, b: Ty) -> bool {
        let snapshot = self.infer.snapshot();
        let fits = self.unify(a, b);
        if !fits {
            self.infer.rollback(snapshot);
        }
        fits
    }

    pub(super) fn deep(&mut self, ty: Ty) -> Ty {
        self.infer.deep(&mut self.world.tys, ty)
    }

    pub(super) fn intern(&mut self, kind: TyKind) -> Ty {
        self.world.tys.intern(kind)
    }

    pub(super) fn optional(&mut self, ty: Ty) -> Ty {
        let ty = self.shallow(ty);
        self.world.optional(ty)
    }

    /// A type as messages show it: what a number literal would be is shown as that.
    pub(super) fn show(&mut self, ty: Ty) -> String {
        let ty = self.deep(ty);
        let ty = self.with_literal_types(ty);
        self.world.show(ty, &self.scope.params)
    }

    fn with_literal_types(&mut self, ty: Ty) -> Ty {
        match self.infer.kind_of(&self.world.tys, ty) {
            Some(VarKind::Int) => return self.world.core.i32,
            Some(VarKind::Float) => return self.world.core.f64,
            Some(VarKind::Any) => return ty,
            None if self.infer.is_ground(ty) => return ty,
            None => {}
        }
        let kind = self.world.tys.kind(ty).clone();
        let parts: Vec<Ty> = parts_of(&kind).into_iter().map(|part| self.with_literal_types(part)).collect();
        self.intern(with_parts(&kind, &parts))
    }

    pub(super) fn is_never(&self, ty: Ty) -> bool {
        *self.kind(ty) == TyKind::Never
    }

    pub(super) fn is_error(&self, ty: Ty) -> bool {
        *self.kind(ty) == TyKind::Error
    }

    /// `T` of `T?`.
    pub(super) fn non_null(&self, ty: Ty) -> Option<Ty> {
        match self.kind(ty) {
            TyKind::Optional(inner) => Some(*inner),
            _ => None,
        }
    }

    pub(super) fn resolve_type(&mut self, ty: &ast::Type) -> Ty {
        let scope = self.scope.clone();
        self.world.resolve_type(&scope, ty)
    }

    // Variables.

    pub(super) fn new_local(&mut self, name: Symbol, span: Span, ty: Ty, kind: LocalKind) -> LocalId {
        let local = Local { name, span, ty, assigned: false, captured: false };
        let frame = self.frames.len() - 1;
        self.locals.push(LocalData { local, kind, frame, used: false })
    }

    pub(super) fn bind_name(&mut self, name: Symbol, local: LocalId) {
        if name.as_str() != "_" {
            self.check_free_name(name, self.locals[local].local.span);
            let before = self.visible.insert(name, local);
            self.hidden.push((name, before));
        }
    }

    pub(super) fn find_local(&self, name: Symbol) -> Option<LocalId> {
        self.visible.get(&name).copied()
    }

    pub(super) fn visible_names(&self) -> Vec<Symbol> {
        let mut names: Vec<Symbol> = self.visible.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// Checks something in a scope of its own.
    pub(super) fn scoped<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.hidden.len();
        let outer = std::mem::replace(&mut self.block_start, start);
        let first = self.locals.next_id();
        let result = check(self);
        self.block_start = outer;
        while self.hidden.len() > start {
            match self.hidden.pop().expect("the list is longer than at the start of the scope") {
                (name, Some(before)) => self.visible.insert(name, before),
                (name, None) => self.visible.remove(&name),
            };
        }
        self.narrowed.retain(|local| local.index() < first.index());
        result
    }

    /// Notes a use, and that lambdas between here and the declaration capture the variable.
    pub(super) fn use_local(&mut self, local: LocalId) {
        let data = &mut self.locals[local];
        let frame = data.frame;
        if frame + 1 < self.frames.len() {
            data.local.captured = true;
            for inner in &mut self.frames[frame + 1..] {
                inner.captures.insert(local);
            }
        }
    }
}
