//! Expressions and statements.

use base::{Span, Symbol};

use super::{Ident, Pattern, PatternArg, TemplateNode, Type};

/// `{ … }`: statements, the last of which may be its value. `;` separates statements and does not change the value.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// The statements without the last one if that is an expression.
    pub statements: Vec<Stmt>,
    /// The last statement if it is an expression (an assignment, `while` and `for` are too, of type `()`).
    pub value: Option<Box<Expr>>,
    /// From `{` to `}`.
    pub span: Span,
}

/// A statement.
#[derive(Clone, PartialEq, Debug)]
pub struct Stmt {
    /// Which.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of statements.
#[derive(Clone, PartialEq, Debug)]
pub enum StmtKind {
    /// `let p: T = e`, `var p: T = e`.
    Let(Box<LetStmt>),
    /// `defer close(f)`, `defer { … }`: evaluated when the scope ends, last in first out.
    Defer(Expr),
    /// An expression, whose value is not used.
    Expr(Expr),
}

/// `let p: T = e`, `var p: T = e`.
#[derive(Clone, PartialEq, Debug)]
pub struct LetStmt {
    /// Whether it was written `var`.
    pub mutable: bool,
    /// What is bound; must take every value.
    pub pattern: Pattern,
    /// The type, if written.
    pub ty: Option<Type>,
    /// The value.
    pub value: Expr,
}

/// An expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of expressions. Parentheses leave no node, except that they end an [`ExprKind::Chain`].
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// `12`, `0xffu8`.
    Int(IntLit),
    /// `1.5`, `2f32`.
    Float(FloatLit),
    /// `"a {b}"`, `"""…"""`.
    String(StringLit),
    /// `true`, `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// `()`.
    Unit,
    /// Any name: a value, function, event, struct, variant, enum, module (`* as`), or a scalar type before `.`. Also `self`.
    Name(Ident),
    /// `f<T>`, `List<i32>`, `xs.map<string>`: type arguments given to a name or a field.
    Instantiate {
        /// The name or field.
        base: Box<Expr>,
        /// The type arguments; at least one.
        args: Vec<Type>,
    },
    /// `[1, 2]`.
    List(Vec<Expr>),
    /// `{"a": 1}`; never empty: `{}` is an empty [`ExprKind::Block`], which is the empty map where a map is wanted.
    Map(Vec<(Expr, Expr)>),
    /// `(a, b)`; at least two members.
    Tuple(Vec<Expr>),
    /// `f(a, b: c)`, `x |> f(a)`, `load(7) { | found(u) => … }`.
    Call(Call),
    /// `x.f`, `x?.f`, `Shape.Circle`, `geo.area`. A method call is a [`ExprKind::Call`] whose callee is this.
    Field {
        /// What has the field.
        receiver: Box<Expr>,
        /// The field.
        name: Ident,
        /// Whether it was written `?.`; then it is inside an [`ExprKind::Chain`].
        optional: bool,
    },
    /// A chain of postfix forms in which `?.` occurs: if a receiver before `?.` is null, the whole chain is null.
    Chain(Box<Expr>),
    /// `t.0`.
    TupleField {
        /// The tuple.
        receiver: Box<Expr>,
        /// The position.
        index: u32,
        /// Where the position stands.
        index_span: Span,
    },
    /// `a[i]`.
    Index {
        /// The container.
        receiver: Box<Expr>,
        /// The index or key.
        index: Box<Expr>,
    },
    /// `x!`: the value; panics if null.
    Unwrap(Box<Expr>),
    /// `progress?` as a condition: whether the caller installed this optional effect.
    Installed(Ident),
    /// `-x`, `!x`, `~x`.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// What it is applied to.
        operand: Box<Expr>,
    },
    /// `a + b`.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `a..b`, `a..=b`, `a..b step c`.
    Range {
        /// The first number.
        start: Box<Expr>,
        /// The end; itself included only if `inclusive`.
        end: Box<Expr>,
        /// Whether it was written `..=`.
        inclusive: bool,
        /// What follows `step`.
        step: Option<Box<Expr>>,
    },
    /// `x as T`, `x as? T`.
    Cast {
        /// What is converted.
        value: Box<Expr>,
        /// To which type.
        ty: Type,
        /// Whether it was written `as?`: null if it is not of that type.
        checked: bool,
    },
    /// `x => e`, `(a: i32, b) => { … }`, `async () => e`.
    Lambda(Lambda),
    /// `if c { … } else { … }`.
    If {
        /// The head.
        condition: Condition,
        /// When it holds.
        then: Block,
        /// Otherwise: an [`ExprKind::Block`] or another [`ExprKind::If`].
        otherwise: Option<Box<Expr>>,
    },
    /// `match e { … }`.
    Match {
        /// What is looked at.
        scrutinee: Box<Expr>,
        /// The arms, in source order.
        arms: Vec<MatchArm>,
    },
    /// `{ … }`.
    Block(Block),
    /// `loop { … }`: the value is that of its `break`.
    Loop {
        /// `outer` of `outer: loop`.
        label: Option<Ident>,
        /// What is repeated.
        body: Block,
    },
    /// `while c { … }`, `while let p = e { … }`.
    While {
        /// `outer` of `outer: while`.
        label: Option<Ident>,
        /// The head.
        condition: Condition,
        /// What is repeated.
        body: Block,
    },
    /// `for p in e { … }`: over a range, anything with `iter()`, or a call of an event with `! each(…)`.
    For {
        /// `outer` of `outer: for`.
        label: Option<Ident>,
        /// What each element is called.
        pattern: Box<Pattern>,
        /// What is gone through.
        iterable: Box<Expr>,
        /// What is repeated.
        body: Block,
    },
    /// `break`, `break outer`, `break value`, `break outer value`. A lone lower-case name is a label exactly if an
    /// enclosing loop in the same function has it.
    Break {
        /// The loop that ends; the innermost without it.
        label: Option<Ident>,
        /// The value of the `loop`.
        value: Option<Box<Expr>>,
    },
    /// `continue`, `continue outer`.
    Continue {
        /// The loop that goes on; the innermost without it.
        label: Option<Ident>,
    },
    /// `return`, `return e`, `return tail f(x)`.
    Return {
        /// The result.
        value: Option<Box<Expr>>,
        /// Whether it was written `return tail`; then the value is a [`ExprKind::Call`].
        tail: bool,
    },
    /// `a = b`, `a += b`: of type `()`; made only where a statement, an arm's value or a lambda's body stands.
    Assign {
        /// The place: a name, a field, or an index.
        target: Box<Expr>,
        /// The operator of `op=`.
        op: Option<BinaryOp>,
        /// Where `=` or `op=` stands.
        op_span: Span,
        /// What is stored, or the right operand.
        value: Box<Expr>,
    },
    /// `try e`: the value, or the error is returned.
    Try(Box<Expr>),
    /// `catch e { err => … }`: the value, or what the arm for the error gives.
    Catch {
        /// A `Result`.
        value: Box<Expr>,
        /// Arms over the error, usually one binding.
        arms: Vec<MatchArm>,
    },
    /// `await e`.
    Await(Box<Expr>),
    /// Markup where an expression stands, such as an argument for a `children` parameter.
    Template(Box<TemplateNode>),
    /// What could not be read; a diagnostic has been given. Fits every type.
    Error,
}

/// An integer literal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntLit {
    /// The value; `None` if it is not below 2^128, which only a `bigint` can hold.
    pub value: Option<u128>,
    /// As written, without `_` and suffix: `255`, `0xff`.
    pub digits: Box<str>,
    /// The type of the suffix.
    pub suffix: Option<NumberSuffix>,
}

/// A number literal with a point, an exponent, or the suffix of a float type.
#[derive(Clone, PartialEq, Debug)]
pub struct FloatLit {
    /// The nearest `f64`.
    pub value: f64,
    /// As written, without `_` and suffix. An `f32` is to be parsed from it, so that it is rounded once.
    pub digits: Box<str>,
    /// `F32`, `F64` or none.
    pub suffix: Option<NumberSuffix>,
}

/// The type that a number literal names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the scalar type of that name")]
pub enum NumberSuffix {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

/// A string literal: escapes replaced, the common indentation of `"""` removed.
#[derive(Clone, PartialEq, Debug)]
pub struct StringLit {
    /// Text and holes in order; empty for `""`, no two texts in a row.
    pub parts: Vec<StringPart>,
    /// With the quotes.
    pub span: Span,
}

impl StringLit {
    /// The text, if there are no holes.
    pub fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [StringPart::Text(text)] => Some(text),
            _ => None,
        }
    }
}

/// A piece of a string literal.
#[derive(Clone, PartialEq, Debug)]
pub enum StringPart {
    /// Text.
    Text(String),
    /// `{e}`.
    Hole(Expr),
}

/// A call.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// What is called: a name, a field (method, qualified name), an [`ExprKind::Instantiate`] of those, or any value.
    pub callee: Box<Expr>,
    /// The arguments in evaluation order; a piped one is first.
    pub args: Vec<Arg>,
    /// Whether the first argument stood before `|>`.
    pub piped: bool,
    /// The arms of an event call; empty if there are none.
    pub arms: Vec<EventArm>,
}

/// An argument: `e`, `name: e`.
#[derive(Clone, PartialEq, Debug)]
pub struct Arg {
    /// The parameter, if named.
    pub name: Option<Ident>,
    /// The value.
    pub value: Expr,
}

/// One arm of an event call: `| found(u) if u.admin => …`, `! progress(p) => …`, `|? _ => …`.
#[derive(Clone, PartialEq, Debug)]
pub struct EventArm {
    /// Whether it answers an outcome or an effect.
    pub kind: EventArmKind,
    /// The outcome or effect; `_` for [`EventArmKind::Rest`].
    pub name: Ident,
    /// What the payload is called; empty without parentheses.
    pub args: Vec<PatternArg>,
    /// The condition after `if`.
    pub guard: Option<Expr>,
    /// The outcome's value, or what the effect is resumed with. May be an [`ExprKind::Assign`].
    pub body: Expr,
    /// Where it stands.
    pub span: Span,
}

/// What an event arm answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventArmKind {
    /// `| name`.
    Outcome,
    /// `! name`.
    Effect,
    /// `|? _`: the optional outcomes without an arm of their own.
    Rest,
}

/// A parameter of a lambda.
#[derive(Clone, PartialEq, Debug)]
pub struct LambdaParam {
    /// What is bound; must take every value.
    pub pattern: Pattern,
    /// The type, if written.
    pub ty: Option<Type>,
}

/// A lambda.
#[derive(Clone, PartialEq, Debug)]
pub struct Lambda {
    /// The parameters.
    pub params: Vec<LambdaParam>,
    /// The result; a block's statements may `return` from it. May be an [`ExprKind::Assign`].
    pub body: Box<Expr>,
    /// Whether it was written `async`.
    pub is_async: bool,
}

/// The head of `if` and `while`.
#[derive(Clone, PartialEq, Debug)]
pub enum Condition {
    /// A condition.
    Expr(Box<Expr>),
    /// `let p = e`: holds if the value fits the pattern.
    Let {
        /// What is to fit.
        pattern: Box<Pattern>,
        /// The value.
        value: Box<Expr>,
    },
}

/// One arm of `match` or `catch`: `pattern if guard => body`.
#[derive(Clone, PartialEq, Debug)]
pub struct MatchArm {
    /// What it takes.
    pub pattern: Pattern,
    /// The condition after `if`.
    pub guard: Option<Expr>,
    /// The value. May be an [`ExprKind::Assign`].
    pub body: Expr,
    /// Where it stands.
    pub span: Span,
}

/// Prefix operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `!`
    Not,
    /// `~`
    BitNot,
}

/// Infix operators. `=` forms exist for the arithmetic, shift, bit and `??` ones, and for `&&` and `||`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    /// `**`
    Pow,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `<<`
    Shl,
    /// `>>`: arithmetic or logical by the type's signedness.
    Shr,
    /// `>>>`: logical.
    UShr,
    /// `&`
    BitAnd,
    /// `^`
    BitXor,
    /// `|`
    BitOr,
    /// `??`: the right side only if the left is null.
    Coalesce,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `===`: identity.
    Identical,
    /// `!==`
    NotIdentical,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `&&`: the right side only if the left is true.
    And,
    /// `||`: the right side only if the left is false.
    Or,
}

impl BinaryOp {
    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Pow => "**",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Shl => "<<",
            Self::Shr => ">>",
            Self::UShr => ">>>",
            Self::BitAnd => "&",
            Self::BitXor => "^",
            Self::BitOr => "|",
            Self::Coalesce => "??",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Identical => "===",
            Self::NotIdentical => "!==",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::And => "&&",
            Self::Or => "||",
        }
    }
}

impl UnaryOp {
    /// How it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Neg => "-",
            Self::Not => "!",
            Self::BitNot => "~",
        }
    }
}

impl Expr {
    /// An expression of `kind` at `span`.
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Self { kind, span }
    }
    /// The name, if it is just one.
    pub fn as_name(&self) -> Option<Symbol> {
        if let ExprKind::Name(ident) = &self.kind { Some(ident.name) } else { None }
    }
}
