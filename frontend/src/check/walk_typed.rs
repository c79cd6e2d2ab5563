//! Walking over typed expressions, for writing.

use crate::typed::{Answer, Arg, ArgValue, EventCall, Expr, ExprKind, MatchArm, Place, Stmt};

fn in_args(args: &mut [Arg], f: &mut impl FnMut(&mut Expr)) {
    for arg in args {
        match &mut arg.value {
            ArgValue::Given(value) => f(value),
            ArgValue::Default(_) => {}
        }
    }
}

fn in_place(place: &mut Place, f: &mut impl FnMut(&mut Expr)) {
    match place {
        Place::Local(_) | Place::Global(_) => {}
        Place::Field(of, _) => f(of),
        Place::Index { container, index, .. } => {
            f(container);
            f(index);
        }
        Place::Extern { receiver, .. } => receiver.iter_mut().for_each(|receiver| f(receiver)),
    }
}

fn in_arms(arms: &mut [MatchArm], f: &mut impl FnMut(&mut Expr)) {
    for arm in arms {
        arm.guard.iter_mut().for_each(&mut *f);
        f(&mut arm.body);
    }
}

fn in_answers(answers: &mut [Answer], f: &mut impl FnMut(&mut Expr)) {
    for answer in answers {
        if let Answer::Arms(arms) = answer {
            in_arms(arms, f);
        }
    }
}

fn in_event_call(call: &mut EventCall, f: &mut impl FnMut(&mut Expr)) {
    in_args(&mut call.args, f);
    call.effects.iter_mut().flatten().for_each(|arms| in_arms(arms, f));
    in_answers(&mut call.outcomes, f);
    call.rest.iter_mut().for_each(f);
}

/// Calls `f` with each expression directly inside of `expr`.
pub(crate) fn for_each_child(expr: &mut Expr, f: &mut impl FnMut(&mut Expr)) {
    match &mut expr.kind {
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
        ExprKind::EventCall(call) => in_event_call(call, f),
        ExprKind::Firing(firing) => {
            in_args(&mut firing.args, f);
            in_answers(&mut firing.branches, f);
            firing.rest.iter_mut().for_each(f);
        }
        ExprKind::CallValue(callee, args) => {
            f(callee);
            args.iter_mut().for_each(f);
        }
        ExprKind::With(original, changes) => {
            f(original);
            changes.iter_mut().for_each(|(_, value)| f(value));
        }
        ExprKind::Tuple(parts) | ExprKind::ArrayLit(parts) | ExprKind::Concat(parts) => parts.iter_mut().for_each(f),
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
            value.iter_mut().for_each(|value| f(value));
        }
        ExprKind::If(condition, then, otherwise) => {
            f(condition);
            f(then);
            otherwise.iter_mut().for_each(|otherwise| f(otherwise));
        }
        ExprKind::Match(value, arms) => {
            f(value);
            in_arms(arms, f);
        }
        ExprKind::ForRange { start, end, step, body, .. } => {
            f(start);
            f(end);
            step.iter_mut().for_each(|step| f(step));
            f(body);
        }
        ExprKind::Break(_, value) | ExprKind::Return(value, _) => value.iter_mut().for_each(|value| f(value)),
        ExprKind::Assign(place, _, value) => {
            in_place(place, f);
            f(value);
        }
    }
}
