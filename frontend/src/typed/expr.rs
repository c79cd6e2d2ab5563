//! Typed expressions, places and patterns.

use super::{ArmsId, EventCall, ExternId, Firing, FuncId, GlobalId, LocalId, LoopId, TraitId, Ty};
use base::{Span, Symbol};

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Ty,
    /// Where it stands.
    pub span: Span,
}

/// An argument for a parameter or field. Arguments are listed in evaluation order; each parameter has exactly one.
#[derive(Clone, Debug)]
pub struct Arg {
    /// Which parameter or field.
    pub param: u32,
    /// Its value.
    pub value: ArgValue,
}

/// Where an argument comes from.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every argument is given, so the space is used")]
pub enum ArgValue {
    /// It was written.
    Given(Expr),
    /// It was left out: a function of the preceding parameters, generic as the callee is. Comes after all given ones.
    Default(FuncId),
}

/// Arithmetic, bit and comparison operators. Both operands have one type, except that the count of a shift may be of
/// any integer type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the operator of that name")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Pow,
    Shl,
    /// By the type's signedness.
    Shr,
    /// Logical.
    UShr,
    BitAnd,
    BitOr,
    BitXor,
    /// Structural; any type that has `Eq`.
    Eq,
    /// Structural.
    Ne,
    /// Numbers, strings, and types that have `Ord`.
    Lt,
    Le,
    Gt,
    Ge,
}

/// Prefix operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each is the operator of that name")]
pub enum UnaryOp {
    Neg,
    Not,
    BitNot,
}

/// A function to call, known statically.
#[derive(Clone, PartialEq, Debug)]
pub enum Callee {
    /// A function with its type arguments, those of the impl first.
    Func(FuncId, Vec<Ty>),
    /// An operation of the compiler, declared in `extern seam`: the name of a host function or an intrinsic.
    Intrinsic(Symbol, Vec<Ty>),
    /// Something of JavaScript, with its type arguments.
    Extern(ExternId, Vec<Ty>),
    /// Method `method` of a trait that a type parameter is known to have: trait, its arguments, the type, own type arguments.
    Trait {
        /// The trait.
        of: TraitId,
        /// Its arguments.
        args: Vec<Ty>,
        /// Which of its methods.
        method: u32,
        /// The type whose implementation is meant.
        self_ty: Ty,
        /// The method's own type arguments.
        type_args: Vec<Ty>,
    },
}

/// What an expression computes.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// What is left of a mistake.
    Error,
    /// `()`
    Unit,
    /// `true`, `false`
    Bool(bool),
    /// An integer in the range of the expression's type (`bigint` too).
    Int(i128),
    /// A float; already rounded if the type is `f32`.
    Float(f64),
    /// A string.
    Str(Symbol),
    /// `null` of an optional type.
    Null,
    /// A parameter or variable.
    Local(LocalId),
    /// A module-level variable.
    Global(GlobalId),
    /// A function as a value.
    FuncValue(Callee),
    /// A call; arguments in evaluation order.
    Call(Callee, Vec<Arg>),
    /// A call of an event.
    EventCall(Box<EventCall>),
    /// Ends the event whose body this is with an outcome, given its payload.
    Outcome(u32, Vec<Arg>),
    /// Fires an effect of the event whose body this is; the value is what it is resumed with.
    Fire(u32, Vec<Arg>),
    /// Fires an effect with branches; the value is that of the branch's arm.
    Firing(Box<Firing>),
    /// Resumes an effect, from one of these arms, in a branch, given its payload.
    Resume(ArmsId, u32, Vec<Arg>),
    /// Whether the caller of the event has an arm for an effect.
    Installed(u32),
    /// A call of a function value.
    CallValue(Box<Expr>, Vec<Expr>),
    /// A struct of the expression's type; also an `extern struct`.
    StructNew(Vec<Arg>),
    /// A changed copy: the original, then the changed fields in evaluation order.
    With(Box<Expr>, Vec<(u32, Expr)>),
    /// A variant of the expression's type.
    VariantNew(u32, Vec<Arg>),
    /// A field of a struct, by position.
    Field(Box<Expr>, u32),
    /// A tuple.
    Tuple(Vec<Expr>),
    /// A member of a tuple.
    TupleField(Box<Expr>, u32),
    /// An array of these elements; the expression's type is `Array<T>`.
    ArrayLit(Vec<Expr>),
    /// A prefix operator.
    Unary(UnaryOp, Box<Expr>),
    /// An infix operator.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a && b`
    And(Box<Expr>, Box<Expr>),
    /// `a || b`
    Or(Box<Expr>, Box<Expr>),
    /// `a ?? b`; the result may be optional or not, as `b` is.
    Coalesce(Box<Expr>, Box<Expr>),
    /// `a === b`; `!==` is this under `Not`.
    Identical(Box<Expr>, Box<Expr>),
    /// `a == null`; `!=` is this under `Not`.
    IsNull(Box<Expr>),
    /// `a!`
    Unwrap(Box<Expr>),
    /// An optional that is known not to be null here.
    Narrow(Box<Expr>),
    /// `T` as `T?`. The operand is not optional.
    Widen(Box<Expr>),
    /// A JavaScript object as one of a type that it extends; a value as a `dyn` of a trait that its type has. In an instance
    /// the type may be that `dyn` already.
    Upcast(Box<Expr>),
    /// `a as T` between numbers, `bool` and all-unit enums to integers.
    Convert(Box<Expr>),
    /// `a as? T` of JavaScript objects; the expression's type is `T?`.
    Downcast(Box<Expr>),
    /// `a?.…`: null if the receiver is null, else `body` with the local bound to it. The body's type is this one's.
    NullChain {
        /// An optional.
        receiver: Box<Expr>,
        /// Of the receiver's type without null.
        local: LocalId,
        /// An optional.
        body: Box<Expr>,
    },
    /// The text of a value, as `print` shows it.
    Show(Box<Expr>),
    /// Strings after each other.
    Concat(Vec<Expr>),
    /// A function value. Its parameters and variables are in the enclosing function's table.
    Lambda {
        /// Its parameters.
        params: Vec<LocalId>,
        /// What it does; a `Return` in it returns from it.
        body: Box<Expr>,
        /// The variables of enclosing functions that it uses, in order of first use.
        captures: Vec<LocalId>,
    },
    /// Statements, then the value.
    Block(Vec<Stmt>, Option<Box<Expr>>),
    /// A branch; without `else` of type `()`.
    If(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// The first arm that fits. Exhaustive.
    Match(Box<Expr>, Vec<MatchArm>),
    /// Repeats while the condition holds.
    While(LoopId, Box<Expr>, Box<Expr>),
    /// Repeats until a `break`, whose value is its own.
    Loop(LoopId, Box<Expr>),
    /// Counts an integer from `start` to `end`.
    ForRange {
        /// For `break` and `continue`.
        id: LoopId,
        /// A fresh variable for each round.
        local: LocalId,
        /// The first value.
        start: Box<Expr>,
        /// The end.
        end: Box<Expr>,
        /// Whether the end itself is included.
        inclusive: bool,
        /// What is added, 1 if absent; if negative it counts down. Panics (`Explicit`) on zero.
        step: Option<Box<Expr>>,
        /// What is repeated.
        body: Box<Expr>,
    },
    /// Goes through a sequence by index, asking for its length before each round.
    ForIndexed {
        /// For `break` and `continue`.
        id: LoopId,
        /// What each element is called; takes every value.
        pattern: Pattern,
        /// Arrays, lists, ….
        sequence: Box<Expr>,
        /// Of the sequence: its length, an `i32`.
        length: Callee,
        /// Of the sequence and an index: the element.
        get: Callee,
        /// What is repeated.
        body: Box<Expr>,
    },
    /// Leaves a loop, with a value if it is a `Loop`.
    Break(LoopId, Option<Box<Expr>>),
    /// Goes on with the next round.
    Continue(LoopId),
    /// Leaves the function or lambda; `true` for `return tail`.
    Return(Option<Box<Expr>>, bool),
    /// `place = value`, `place op= value`.
    Assign(Place, Option<AssignOp>, Box<Expr>),
}

/// What an assignment does with the old value, which is read before the right side is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignOp {
    /// An arithmetic or bit operator.
    Binary(BinaryOp),
    /// `+=` on strings.
    Concat,
    /// `&&=`: the right side only if the old value is true.
    And,
    /// `||=`: the right side only if the old value is false.
    Or,
    /// `??=`: the right side only if the old value is null.
    Coalesce,
}

/// Where an assignment stores.
#[derive(Clone, Debug)]
pub enum Place {
    /// A variable.
    Local(LocalId),
    /// A module-level variable.
    Global(GlobalId),
    /// A field of a struct.
    Field(Box<Expr>, u32),
    /// An element: the container, the index, how to read and how to write it, and the type of the element.
    Index {
        /// An array, list, map, ….
        container: Box<Expr>,
        /// The index or key.
        index: Box<Expr>,
        /// Of container and index.
        get: Callee,
        /// Of container, index and value.
        set: Callee,
        /// What `get` gives.
        ty: Ty,
    },
    /// A property of JavaScript: the receiver if it has one, how to read and how to write it, its type.
    Extern {
        /// The object.
        receiver: Option<Box<Expr>>,
        /// Of the receiver.
        get: ExternId,
        /// Of the receiver and the value.
        set: ExternId,
        /// What `get` gives.
        ty: Ty,
    },
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// Binds what the pattern names; it takes every value.
    Let(Pattern, Expr),
    /// An expression whose value is not used.
    Expr(Expr),
}

/// One arm of a match.
#[derive(Clone, Debug)]
pub struct MatchArm {
    /// What it takes.
    pub pattern: Pattern,
    /// A condition over what the pattern binds.
    pub guard: Option<Expr>,
    /// The value.
    pub body: Expr,
    /// Where it stands.
    pub span: Span,
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What it takes.
    pub kind: PatternKind,
    /// The type of what is looked at.
    pub ty: Ty,
    /// Where it stands.
    pub span: Span,
}

/// What a pattern takes.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// Anything.
    Wildcard,
    /// What the inner pattern takes (anything without one), which the variable is bound to.
    Bind(LocalId, Option<Box<Pattern>>),
    /// `null`.
    Null,
    /// A non-null value that the inner pattern, of the type without null, takes.
    NonNull(Box<Pattern>),
    /// A `bool`.
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A float, compared with `==`.
    Float(f64),
    /// A string.
    Str(Symbol),
    /// Integers from the first to the second, both included.
    IntRange(i128, i128),
    /// Floats from the first to the second; that itself included if true.
    FloatRange(f64, f64, bool),
    /// A variant with a pattern for each field.
    Variant(u32, Vec<Pattern>),
    /// A struct with a pattern for each field.
    Struct(Vec<Pattern>),
    /// A tuple with a pattern for each member.
    Tuple(Vec<Pattern>),
    /// What any of these takes; all bind the same variables.
    Or(Vec<Pattern>),
}
