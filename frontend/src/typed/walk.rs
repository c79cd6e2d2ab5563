//! Walking over typed expressions, for reading.

use super::{Answer, Arg, ArgValue, EventCall, Expr, ExprKind, MatchArm, Place, Stmt};

fn in_args<'e>(args: &'e [Arg], f: &mut dyn FnMut(&'e Expr)) {
    for arg in args {
        match &arg.value {
            ArgValue::Given(value) => f(value),
            ArgValue::Default(_) => {}
        }
    }
}

fn in_place<'e>(place: &'e Place, f: &mut dyn FnMut(&'e Expr)) {
    match place {
        Place::Local(_) | Place::Global(_) => {}
        Place::Field(of, _) => f(of),
        Place::Index { container, index, .. } => {
            f(container);
            f(index);
        }
        Place::Extern { receiver, .. } => receiver.iter().for_each(|receiver| f(receiver)),
    }
}

fn in_arms<'e>(arms: &'e [MatchArm], f: &mut dyn FnMut(&'e Expr)) {
    for arm in arms {
        arm.guard.iter().for_each(&mut *f);
        f(&arm.body);
    }
}

fn in_answers<'e>(answers: &'e [Answer], rest: Option<&'e Expr>, f: &mut dyn FnMut(&'e Expr)) {
    for answer in answers {
        if let Answer::Arms(arms) = answer {
            in_arms(arms, f);
        }
    }
    rest.into_iter().for_each(f);
}

impl EventCall {
    /// Calls `f` with each expression directly inside of the call that is not in the arm of an effect.
    pub fn for_each_once<'e>(&'e self, f: &mut dyn FnMut(&'e Expr)) {
        in_args(&self.args, f);
        in_answers(&self.outcomes, self.rest.as_ref(), f);
    }
}

impl Expr {
    /// Calls `f` with each expression directly inside of this one.
    pub fn for_each_child<'e>(&'e self, f: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Error
            | ExprKind::Unit
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Null
            | ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::FuncValue(_)
            | ExprKind::Installed(_)
            | ExprKind::Continue(_) => {}
            ExprKind::Call(_, args)
            | ExprKind::Outcome(_, args)
            | ExprKind::Fire(_, args)
            | ExprKind::Resume(_, _, args)
            | ExprKind::StructNew(args)
            | ExprKind::VariantNew(_, args) => in_args(args, f),
            ExprKind::Firing(firing) => {
                in_args(&firing.args, f);
                in_answers(&firing.branches, firing.rest.as_ref(), f);
            }
            ExprKind::EventCall(call) => {
                call.effects.iter().flatten().for_each(|arms| in_arms(arms, f));
                call.for_each_once(f);
            }
            ExprKind::CallValue(callee, args) => {
                f(callee);
                args.iter().for_each(f);
            }
            ExprKind::With(original, changes) => {
                f(original);
                changes.iter().for_each(|(_, value)| f(value));
            }
            ExprKind::Tuple(parts) | ExprKind::ArrayLit(parts) | ExprKind::Concat(parts) => parts.iter().for_each(f),
            ExprKind::Field(inner, _)
            | ExprKind::TupleField(inner, _)
            | ExprKind::Unary(_, inner)
            | ExprKind::IsNull(inner)
            | ExprKind::Unwrap(inner)
            | ExprKind::Narrow(inner)
            | ExprKind::Widen(inner)
            | ExprKind::Upcast(inner)
            | ExprKind::Convert(inner)
            | ExprKind::Downcast(inner)
            | ExprKind::Show(inner)
            | ExprKind::Lambda { body: inner, .. }
            | ExprKind::Loop(_, inner) => f(inner),
            ExprKind::Binary(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Coalesce(a, b)
            | ExprKind::Identical(a, b)
            | ExprKind::While(_, a, b)
            | ExprKind::NullChain { receiver: a, body: b, .. }
            | ExprKind::ForIndexed { sequence: a, body: b, .. } => {
                f(a);
                f(b);
            }
            ExprKind::Block(statements, value) => {
                for statement in statements {
                    match statement {
                        Stmt::Let(_, value) | Stmt::Expr(value) => f(value),
                    }
                }
                value.iter().for_each(|value| f(value));
            }
            ExprKind::If(condition, then, otherwise) => {
                f(condition);
                f(then);
                otherwise.iter().for_each(|otherwise| f(otherwise));
            }
            ExprKind::Match(value, arms) => {
                f(value);
                in_arms(arms, f);
            }
            ExprKind::ForRange { start, end, step, body, .. } => {
                f(start);
                f(end);
                step.iter().for_each(|step| f(step));
                f(body);
            }
            ExprKind::Break(_, value) | ExprKind::Return(value, _) => value.iter().for_each(|value| f(value)),
            ExprKind::Assign(place, _, value) => {
                in_place(place, f);
                f(value);
            }
        }
    }
}
