//! Templates: the markup of views.

use base::Span;

use super::{Block, Condition, Expr, Ident, Pattern, StringLit};

/// A part of a template.
#[derive(Clone, PartialEq, Debug)]
pub enum TemplateNode {
    /// `<p …>…</p>`, or a child view `<Counter start={1} />`.
    Element(Element),
    /// Text between tags and holes, as written; HTML's whitespace rules are not yet applied, character references are.
    Text(TemplateText),
    /// `{expr}`.
    Hole(Expr),
    /// `{if c { … } else { … }}`.
    If(TemplateIf),
    /// `{match e { pattern => … }}`.
    Match(TemplateMatch),
    /// `{for x in xs key x.id { … }}`.
    For(Box<TemplateFor>),
    /// `{children}`: the slot for the nodes that stand inside the child view's tags. Holds the whole hole's place.
    Children(Span),
}

/// An element or a child view.
#[derive(Clone, PartialEq, Debug)]
pub struct Element {
    /// The tag's name: an HTML, SVG or custom element, or, upper-case, a view.
    pub tag: Ident,
    /// The attributes, in source order. Those of a view are its named arguments.
    pub attributes: Vec<TemplateAttribute>,
    /// The content; empty for `<br>` and `<p />`.
    pub children: Vec<TemplateNode>,
    /// From `<` to the last `>`.
    pub span: Span,
}

/// Text of a template.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateText {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// One attribute of an element.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateAttribute {
    /// Which.
    pub kind: AttributeKind,
    /// Where it stands, name and value.
    pub span: Span,
}

/// The forms of attributes. Names may have dashes in them.
#[derive(Clone, PartialEq, Debug)]
pub enum AttributeKind {
    /// `title="a {b}"`, `title={e}`, `disabled`.
    Plain {
        /// The attribute, or the view's parameter.
        name: Ident,
        /// Its value.
        value: AttributeValue,
    },
    /// `on:click={…}`: listens.
    On {
        /// The DOM event.
        event: Ident,
        /// What happens then.
        handler: Handler,
    },
    /// `class:danger={cond}`: has the class while the condition holds.
    Class {
        /// The class.
        name: Ident,
        /// The condition.
        value: Expr,
    },
    /// `style:width={v}`: one CSS property.
    Style {
        /// The CSS property.
        property: Ident,
        /// Its value.
        value: Expr,
    },
    /// `prop:value={v}`: a property of the DOM object rather than an attribute.
    Prop {
        /// The DOM object's property.
        name: Ident,
        /// Its value.
        value: Expr,
    },
    /// `bind:value={state}`: property and state follow each other.
    Bind {
        /// The DOM object's property.
        property: Ident,
        /// The state, an assignable expression.
        target: Expr,
    },
    /// `ref={name}`: the node itself is kept there.
    Ref {
        /// An assignable expression.
        target: Expr,
    },
}

/// The value of a plain attribute.
#[derive(Clone, PartialEq, Debug)]
pub enum AttributeValue {
    /// The name alone: `disabled`.
    Present,
    /// `"…"`, possibly with holes.
    Text(StringLit),
    /// `{e}`.
    Hole(Expr),
}

/// What an `on:` attribute holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Handler {
    /// `{count += 1}`: statements, run for each event.
    Block(Block),
    /// `{e => …}`, `{() => …}`, `{async e => …}`: always an [`super::ExprKind::Lambda`].
    Lambda(Expr),
}

/// `{if c { … } else { … }}`.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateIf {
    /// The head.
    pub condition: Condition,
    /// What is shown when it holds.
    pub then: Vec<TemplateNode>,
    /// What is shown otherwise; `else if` is one [`TemplateNode::If`] in it.
    pub otherwise: Vec<TemplateNode>,
    /// Where it stands; braces of the hole not counted.
    pub span: Span,
}

/// `{match e { pattern => … }}`.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateMatch {
    /// What is looked at.
    pub scrutinee: Expr,
    /// The arms, in source order.
    pub arms: Vec<TemplateArm>,
    /// Where it stands; braces of the hole not counted.
    pub span: Span,
}

/// One arm of a `match` in a template: `pattern if guard => <p/>`, `=> { nodes }` or `=> expr`.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateArm {
    /// What it takes.
    pub pattern: Pattern,
    /// The condition after `if`.
    pub guard: Option<Expr>,
    /// What is shown.
    pub nodes: Vec<TemplateNode>,
    /// Where it stands.
    pub span: Span,
}

/// `{for x in xs key x.id { … }}`.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateFor {
    /// What each element is called.
    pub pattern: Pattern,
    /// What is gone through.
    pub iterable: Expr,
    /// What tells elements apart; without it they are told apart by position.
    pub key: Option<Expr>,
    /// What is shown for each.
    pub body: Vec<TemplateNode>,
    /// Where it stands; braces of the hole not counted.
    pub span: Span,
}
