//! Names as values: variables, constants, functions, variants without payload.

use base::{Span, Symbol};

use super::body::{Body, LocalKind, Want};
use super::calls::{Callable, Candidate, Seed};
use super::traits::trait_callee;
use crate::ast::{self, ExprKind as Ast};
use crate::errors::expressions;
use crate::errors::names as errors;
use crate::spelling::nearest;
use crate::typed::{Callee, EnumId, Expr, ExprKind, GlobalId, LocalId, Ty, TyKind};
use crate::world::{Def, ExternValueId};

impl<'a> Body<'_, 'a> {
    pub(super) fn name(&mut self, name: ast::Ident, want: Want) -> Expr {
        let callable = self.named(name, &[], want);
        self.callable_value(callable, name.span, want)
    }

    /// `f<i32>` without a call.
    pub(super) fn instantiated(&mut self, base: &'a ast::Expr, args: &'a [ast::Type], span: Span, want: Want) -> Expr {
        match &base.kind {
            Ast::Name(name) => {
                let callable = self.named(*name, args, want);
                self.callable_value(callable, span, want)
            }
            _ => {
                let base = self.expr(base, Want::Any);
                if self.is_error(base.ty) {
                    return base;
                }
                self.error(expressions::type_arguments_here(span), span)
            }
        }
    }

    /// What a name stands for, as something that may be called.
    pub(super) fn named(&mut self, name: ast::Ident, type_args: &'a [ast::Type], want: Want) -> Callable {
        self.note_name(name.name, name.span);
        if let Some(local) = self.find_local(name.name) {
            self.no_type_arguments(type_args);
            if let Some(mistake) = self.branch_or_variable(name, local) {
                return mistake;
            }
            return Callable::Value(self.read_local(local, name.span));
        }
        if let Some(found) = self.own_outcome(name) {
            self.no_type_arguments(type_args);
            return found;
        }
        if name.is_upper()
            && let Some(found) = self.expected_variant(name, type_args, want)
        {
            return found;
        }
        match self.world.lookup(self.module, name.name) {
            Some(entry) => self.def_callable(entry.def, name, type_args),
            None if name.is_upper() => self.unqualified_variant(name, type_args),
            None => {
                let diagnostic = self.unknown_name(name);
                self.report(diagnostic);
                Callable::Error
            }
        }
    }

    fn unknown_name(&mut self, name: ast::Ident) -> base::Diagnostic {
        if name.as_str() == "self" {
            return errors::self_outside_method(name.span);
        }
        if self.world.scalar(name.as_str()).is_some() {
            return errors::type_as_value(name);
        }
        if let Some((event, declared)) = self.event_with_outcome(name.name) {
            return crate::errors::events::fired_outside(name, event, declared);
        }
        if let Some((effect, declared)) = self.effect_with_branch(name.name) {
            return crate::errors::events::branch_fired_outside(name, effect, declared);
        }
        let data = &self.world.modules[self.module];
        let mut prelude: Vec<Symbol> = self.world.prelude.keys().copied().collect();
        prelude.sort_unstable();
        let candidates = self.visible_names().into_iter().chain(data.names.iter().copied()).chain(prelude);
        errors::unknown_name(name, nearest(name.as_str(), candidates))
    }

    pub(super) fn no_type_arguments(&mut self, type_args: &[ast::Type]) {
        if let Some(first) = type_args.first() {
            self.report(expressions::type_arguments_here(first.span));
        }
    }

    /// A declaration as something that may be called.
    pub(super) fn def_callable(&mut self, def: Def, name: ast::Ident, type_args: &'a [ast::Type]) -> Callable {
        let span = name.span;
        let (seed, sig) = match def {
            Def::Func(id) => (Seed::Func(id), self.world.sig(id)),
            Def::Event(id) => (Seed::Event(id), std::rc::Rc::clone(&self.world.events[id].sig)),
            Def::Intrinsic(id) => {
                let (name, sig) = self.world.intrinsics[id].clone();
                (Seed::Intrinsic(name), sig)
            }
            Def::Struct(id) => match &self.world.structs[id].sig {
                Some(sig) => (Seed::Struct, std::rc::Rc::clone(sig)),
                None => return Callable::Error,
            },
            Def::ExternType(id) => {
                let data = &self.world.extern_types[id];
                match (&data.sig, data.constructors) {
                    (Some(sig), _) => (Seed::Struct, std::rc::Rc::clone(sig)),
                    (None, Some(constructors)) => return Callable::Overloads(constructors, Vec::new(), None),
                    (None, None) => {
                        self.report(errors::extern_type_without_constructor(name));
                        return Callable::Error;
                    }
                }
            }
            Def::ExternFns(id) => {
                let explicit = type_args.iter().map(|ty| self.resolve_type(ty)).collect();
                return Callable::Overloads(id, explicit, None);
            }
            Def::Global(id) => {
                self.no_type_arguments(type_args);
                return Callable::Value(self.read_global(id, span));
            }
            Def::ExternValue(id) => {
                self.no_type_arguments(type_args);
                return Callable::Value(self.read_extern_value(id, span));
            }
            Def::Alias(_) => return self.alias_callable(name, type_args),
            Def::Enum(id) => {
                let variants = self.world.enums[id].typed.variants.iter().map(|variant| variant.name).collect();
                self.report(errors::enum_as_value(name, variants));
                return Callable::Error;
            }
            Def::Trait(_) => {
                self.report(errors::type_as_value(name));
                return Callable::Error;
            }
            Def::Module(_) => {
                self.report(errors::module_as_value(name));
                return Callable::Error;
            }
            Def::Unsupported(_) | Def::Error => return Callable::Error,
        };
        match self.instantiate(&sig, 0, type_args, span) {
            Some(type_args) => Callable::One(Candidate { seed, sig, type_args, receiver: None }),
            None => Callable::Error,
        }
    }

    /// An alias of a struct builds that struct.
    fn alias_callable(&mut self, name: ast::Ident, type_args: &'a [ast::Type]) -> Callable {
        let named = ast::NamedType { path: vec![name], args: type_args.to_vec(), span: name.span };
        let ty = self.resolve_type(&ast::Type { kind: ast::TypeKind::Named(named), span: name.span });
        match self.kind(ty).clone() {
            TyKind::Struct(id, args) => match &self.world.structs[id].sig {
                Some(sig) => {
                    let (sig, type_args) = (std::rc::Rc::clone(sig), args.to_vec());
                    Callable::One(Candidate { seed: Seed::Struct, sig, type_args, receiver: None })
                }
                None => Callable::Error,
            },
            TyKind::Error => Callable::Error,
            _ => {
                self.report(errors::type_as_value(name));
                Callable::Error
            }
        }
    }

    /// A variant of the wanted type.
    fn expected_variant(&mut self, name: ast::Ident, type_args: &'a [ast::Type], want: Want) -> Option<Callable> {
        let wanted = want.ty()?;
        let wanted = self.non_null(wanted).unwrap_or(wanted);
        let TyKind::Enum(id, _) = *self.kind(wanted) else { return None };
        let variant = *self.world.enums[id].by_name.get(&name.name)?;
        Some(self.variant_callable(id, variant, type_args, name.span))
    }

    pub(super) fn variant_callable(
        &mut self,
        id: EnumId,
        variant: u32,
        type_args: &'a [ast::Type],
        span: Span,
    ) -> Callable {
        let sig = std::rc::Rc::clone(&self.world.enums[id].sigs[variant as usize]);
        match self.instantiate(&sig, 0, type_args, span) {
            Some(type_args) => {
                Callable::One(Candidate { seed: Seed::Variant(variant), sig, type_args, receiver: None })
            }
            None => Callable::Error,
        }
    }

    /// The variants of that name in visible enums.
    pub(super) fn visible_variants(&self, name: Symbol) -> Vec<(EnumId, u32)> {
        let own = self.world.modules[self.module].variants.get(&name);
        let own = own.or_else(|| self.world.prelude_variants.get(&name));
        own.cloned().unwrap_or_default()
    }

    fn unqualified_variant(&mut self, name: ast::Ident, type_args: &'a [ast::Type]) -> Callable {
        match self.visible_variants(name.name)[..] {
            [(id, variant)] => self.variant_callable(id, variant, type_args, name.span),
            [] => {
                let mut names: Vec<Symbol> = self.world.modules[self.module].variants.keys().copied().collect();
                names.extend(self.world.prelude_variants.keys());
                names.extend(self.world.prelude.keys());
                names.sort_unstable();
                let own = self.world.modules[self.module].names.iter().copied();
                let near = nearest(name.as_str(), own.chain(names));
                let diagnostic = match name.as_str() {
                    "Array" | "Buffer" => errors::type_as_value(name),
                    _ => errors::unknown_name(name, near),
                };
                self.report(diagnostic);
                Callable::Error
            }
            ref several => {
                let enums = several.iter().map(|&(id, _)| self.world.enums[id].typed.name).collect();
                self.report(errors::ambiguous_variant(name, enums));
                Callable::Error
            }
        }
    }

    pub(super) fn read_local(&mut self, local: LocalId, span: Span) -> Expr {
        self.locals[local].used = true;
        self.use_local(local);
        let ty = self.locals[local].local.ty;
        let read = self.make(ExprKind::Local(local), ty, span);
        match self.non_null(ty) {
            Some(inner) if self.is_narrowed(local) && self.still_narrow(local) => {
                self.make(ExprKind::Narrow(Box::new(read)), inner, span)
            }
            _ => read,
        }
    }

    /// In a lambda, what was known of a `var` outside of it may no longer hold when it runs.
    fn still_narrow(&self, local: LocalId) -> bool {
        let data = &self.locals[local];
        data.kind != LocalKind::Var || data.frame + 1 == self.frames.len()
    }

    pub(super) fn read_global(&mut self, id: GlobalId, span: Span) -> Expr {
        let ty = self.world.global_type(id, Some(span));
        self.make(ExprKind::Global(id), ty, span)
    }

    pub(super) fn read_extern_value(&mut self, id: ExternValueId, span: Span) -> Expr {
        let value = self.world.extern_values[id];
        self.make(ExprKind::Call(Callee::Extern(value.get, Vec::new()), Vec::new()), value.ty, span)
    }

    /// Something callable where a value is wanted.
    pub(super) fn callable_value(&mut self, callable: Callable, span: Span, want: Want) -> Expr {
        let candidate = match callable {
            Callable::Value(value) => return value,
            Callable::Error => return self.error_expr(span),
            Callable::One(candidate) => candidate,
            Callable::Overloads(id, explicit, _) => match self.single_overload(id, &explicit, span) {
                Some(candidate) => candidate,
                None => return self.error_expr(span),
            },
        };
        match candidate.seed {
            Seed::Variant(variant) if candidate.sig.params.is_empty() => {
                let ty = self.world.tys.subst(candidate.sig.result, &candidate.type_args);
                self.advise(ty, want);
                self.make(ExprKind::VariantNew(variant, Vec::new()), ty, span)
            }
            Seed::Variant(_) | Seed::Struct => self.constructor_value(candidate, span, want),
            Seed::Func(_) | Seed::Trait(..) | Seed::Intrinsic(_) | Seed::Extern(_) => {
                self.function_value(candidate, span, want)
            }
            Seed::Event(_) | Seed::Outcome(_) | Seed::Effect(_) | Seed::Branch(..) => {
                self.fired_by_name(&candidate, span)
            }
        }
    }

    fn function_value(&mut self, candidate: Candidate, span: Span, want: Want) -> Expr {
        let params: Vec<Ty> = candidate.sig.params.iter().map(|param| param.ty).collect();
        let params = self.world.tys.subst_all(&params, &candidate.type_args);
        let result = self.world.tys.subst(candidate.sig.result, &candidate.type_args);
        let ty = self.intern(TyKind::Func(params, result));
        self.advise(ty, want);
        let callee = match candidate.seed {
            Seed::Func(id) => Callee::Func(id, candidate.type_args),
            Seed::Trait(of, method) => trait_callee(of, method, &candidate.type_args, candidate.sig.outer_params),
            Seed::Intrinsic(name) => Callee::Intrinsic(name, candidate.type_args),
            Seed::Extern(id) => Callee::Extern(id, candidate.type_args),
            Seed::Struct
            | Seed::Variant(_)
            | Seed::Event(_)
            | Seed::Outcome(_)
            | Seed::Effect(_)
            | Seed::Branch(..) => return self.error_expr(span),
        };
        self.make(ExprKind::FuncValue(callee), ty, span)
    }
}
