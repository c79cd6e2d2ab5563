//! The syntax tree as compact s-expressions, for expectations of tests.
//!
//! Only what differs from the plain form is shown: a `let` field is `x: i32`, a `var` one `var x: i32`.

use frontend::ast::*;

#[path = "dump_item.rs"]
mod item;

/// The dump of a module, one declaration a line.
pub fn module(module: &Module) -> String {
    module.items.iter().map(|item| item::item(item) + "\n").collect()
}

pub fn list<T>(items: &[T], each: impl Fn(&T) -> String) -> String {
    items.iter().map(each).collect::<Vec<_>>().join(" ")
}

fn path(path: &[Ident]) -> String {
    path.iter().map(Ident::as_str).collect::<Vec<_>>().join(".")
}

pub fn ty(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Named(name) => named(name),
        TypeKind::Tuple(members) => format!("(tuple {})", list(members, self::ty)),
        TypeKind::Optional(inner) => format!("{}?", self::ty(inner)),
        TypeKind::Function { params, result } => format!("(({}) -> {})", list(params, self::ty), self::ty(result)),
        TypeKind::Dyn(name) => format!("(dyn {})", named(name)),
        TypeKind::Unit => "()".into(),
        TypeKind::Never => "never".into(),
        TypeKind::Error => "ERROR".into(),
    }
}

pub fn named(name: &NamedType) -> String {
    let args = if name.args.is_empty() { String::new() } else { format!("<{}>", list(&name.args, ty)) };
    path(&name.path) + &args
}

pub fn pattern(pattern: &Pattern) -> String {
    match &pattern.kind {
        PatternKind::Wildcard => "_".into(),
        PatternKind::Binding { name, inner: None } => name.as_str().into(),
        PatternKind::Binding { name, inner: Some(inner) } => format!("{}@{}", name.as_str(), self::pattern(inner)),
        PatternKind::Null => "null".into(),
        PatternKind::Literal(value) => literal(value),
        PatternKind::Range { start, end, inclusive } => {
            format!("{}..{}{}", literal(start), if *inclusive { "=" } else { "" }, literal(end))
        }
        PatternKind::Constructor { path, args: None } => self::path(path),
        PatternKind::Constructor { path, args: Some(args) } => format!("{}({})", self::path(path), pattern_args(args)),
        PatternKind::Tuple(members) => format!("(tuple {})", list(members, self::pattern)),
        PatternKind::Or(members) => format!("(or {})", list(members, self::pattern)),
        PatternKind::Error => "ERROR".into(),
    }
}

pub fn pattern_args(args: &[PatternArg]) -> String {
    list(args, |arg| named_part(arg.name, pattern(&arg.pattern)))
}

fn named_part(name: Option<Ident>, rest: String) -> String {
    name.map_or(rest.clone(), |name| format!("{}:{rest}", name.as_str()))
}

fn literal(value: &PatternLiteral) -> String {
    let sign = |negative: &bool| if *negative { "-" } else { "" };
    match value {
        PatternLiteral::Int { negative, value } => format!("{}{}", sign(negative), int(value)),
        PatternLiteral::Float { negative, value } => format!("{}{}", sign(negative), float(value)),
        PatternLiteral::String(text) => format!("{text:?}"),
        PatternLiteral::Bool(value) => value.to_string(),
    }
}

fn suffix(suffix: Option<NumberSuffix>) -> String {
    suffix.map_or(String::new(), |suffix| format!("{suffix:?}").to_lowercase())
}

fn int(value: &IntLit) -> String {
    value.value.map_or_else(|| value.digits.to_string(), |value| value.to_string()) + &suffix(value.suffix)
}

fn float(value: &FloatLit) -> String {
    format!("{:?}{}", value.value, suffix(value.suffix))
}

pub fn string(literal: &StringLit) -> String {
    let part = |part: &StringPart| match part {
        StringPart::Text(text) => format!("{text:?}"),
        StringPart::Hole(hole) => expr(hole),
    };
    match literal.plain() {
        Some(text) => format!("{text:?}"),
        None => format!("(string {})", list(&literal.parts, part)),
    }
}

pub fn block(block: &Block) -> String {
    let mut parts: Vec<String> = block.statements.iter().map(stmt).collect();
    parts.extend(block.value.iter().map(|value| format!("=> {}", expr(value))));
    format!("{{{}}}", parts.join("; "))
}

fn stmt(stmt: &Stmt) -> String {
    match &stmt.kind {
        StmtKind::Let(binding) => let_stmt(binding),
        StmtKind::Defer(value) => format!("(defer {})", expr(value)),
        StmtKind::Expr(value) => expr(value),
    }
}

pub fn let_stmt(binding: &LetStmt) -> String {
    let word = if binding.mutable { "var" } else { "let" };
    let ty = binding.ty.as_ref().map_or(String::new(), |ty| format!(": {}", self::ty(ty)));
    format!("({word} {}{ty} {})", pattern(&binding.pattern), expr(&binding.value))
}

pub fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Expr(value) => expr(value),
        Condition::Let { pattern, value } => format!("(let {} {})", self::pattern(pattern), expr(value)),
    }
}

pub fn exprs(exprs: &[Expr]) -> String {
    list(exprs, expr)
}

fn opt(word: &str, value: &Option<Box<Expr>>) -> String {
    value.as_ref().map_or(String::new(), |value| format!(" {word}{}", expr(value)))
}

fn label(word: &str, label: &Option<Ident>) -> String {
    label.map_or(word.to_string(), |label| format!("{word}@{}", label.as_str()))
}

pub fn guard(guard: &Option<Expr>) -> String {
    guard.as_ref().map_or(String::new(), |guard| format!(" if {}", expr(guard)))
}

fn match_arm(arm: &MatchArm) -> String {
    format!("[{}{} => {}]", pattern(&arm.pattern), guard(&arm.guard), expr(&arm.body))
}

fn event_arm(arm: &EventArm) -> String {
    let sign = match arm.kind {
        EventArmKind::Outcome => "|",
        EventArmKind::Effect => "!",
        EventArmKind::Rest => "|?",
    };
    let (name, args) = (arm.name.as_str(), pattern_args(&arm.args));
    format!("[{sign} {name}({args}){} => {}]", guard(&arm.guard), expr(&arm.body))
}

fn call(call: &Call) -> String {
    let args = list(&call.args, |arg| named_part(arg.name, expr(&arg.value)));
    let space = if call.args.is_empty() { "" } else { " " };
    let arms = if call.arms.is_empty() { String::new() } else { format!(" {}", list(&call.arms, event_arm)) };
    format!("({} {}{space}{args}{arms})", if call.piped { "piped" } else { "call" }, expr(&call.callee))
}

fn lambda(lambda: &Lambda) -> String {
    let param = |param: &LambdaParam| {
        let ty = param.ty.as_ref().map_or(String::new(), |ty| format!(":{}", self::ty(ty)));
        pattern(&param.pattern) + &ty
    };
    let word = if lambda.is_async { "async-lambda" } else { "lambda" };
    format!("({word} ({}) {})", list(&lambda.params, param), expr(&lambda.body))
}

pub fn expr(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Int(value) => int(value),
        ExprKind::Float(value) => float(value),
        ExprKind::String(literal) => string(literal),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Null => "null".into(),
        ExprKind::Unit => "()".into(),
        ExprKind::Name(name) => name.as_str().into(),
        ExprKind::Instantiate { base, args } => format!("{}<{}>", expr(base), list(args, ty)),
        ExprKind::List(members) => format!("(list {})", exprs(members)),
        ExprKind::Map(entries) => {
            format!("(map {})", list(entries, |(key, value)| format!("[{} {}]", expr(key), expr(value))))
        }
        ExprKind::Tuple(members) => format!("(tuple {})", exprs(members)),
        ExprKind::Call(value) => call(value),
        ExprKind::Field { receiver, name, optional } => {
            format!("{}{}{}", expr(receiver), if *optional { "?." } else { "." }, name.as_str())
        }
        ExprKind::Chain(inner) => format!("(chain {})", expr(inner)),
        ExprKind::TupleField { receiver, index, .. } => format!("{}.{index}", expr(receiver)),
        ExprKind::Index { receiver, index } => format!("(index {} {})", expr(receiver), expr(index)),
        ExprKind::Unwrap(inner) => format!("(unwrap {})", expr(inner)),
        ExprKind::Installed(name) => format!("(installed {})", name.as_str()),
        ExprKind::Unary { op, operand } => format!("({} {})", op.text(), expr(operand)),
        ExprKind::Binary { op, left, right, .. } => format!("({} {} {})", op.text(), expr(left), expr(right)),
        ExprKind::Range { start, end, inclusive, step } => {
            let op = if *inclusive { "..=" } else { ".." };
            format!("({op} {} {}{})", expr(start), expr(end), opt("step ", step))
        }
        ExprKind::Cast { value, ty, checked } => {
            format!("({} {} {})", if *checked { "as?" } else { "as" }, expr(value), self::ty(ty))
        }
        ExprKind::Lambda(value) => lambda(value),
        ExprKind::If { condition, then, otherwise } => {
            format!("(if {} {}{})", self::condition(condition), block(then), opt("else ", otherwise))
        }
        ExprKind::Match { scrutinee, arms } => format!("(match {} {})", expr(scrutinee), list(arms, match_arm)),
        ExprKind::Block(value) => block(value),
        ExprKind::Loop { label, body } => format!("({} {})", self::label("loop", label), block(body)),
        ExprKind::While { label, condition, body } => {
            format!("({} {} {})", self::label("while", label), self::condition(condition), block(body))
        }
        ExprKind::For { label, pattern, iterable, body } => {
            let head = format!("{} {}", self::label("for", label), self::pattern(pattern));
            format!("({head} {} {})", expr(iterable), block(body))
        }
        ExprKind::Break { label, value } => format!("({}{})", self::label("break", label), opt("", value)),
        ExprKind::Continue { label } => format!("({})", self::label("continue", label)),
        ExprKind::Return { value, tail } => {
            format!("({}{})", if *tail { "return-tail" } else { "return" }, opt("", value))
        }
        ExprKind::Assign { target, op, value, .. } => {
            format!("({}= {} {})", op.map_or("", BinaryOp::text), expr(target), expr(value))
        }
        ExprKind::Try(inner) => format!("(try {})", expr(inner)),
        ExprKind::Catch { value, arms } => format!("(catch {} {})", expr(value), list(arms, match_arm)),
        ExprKind::Await(inner) => format!("(await {})", expr(inner)),
        ExprKind::Template(node) => item::node(node),
        ExprKind::Error => "ERROR".into(),
    }
}
