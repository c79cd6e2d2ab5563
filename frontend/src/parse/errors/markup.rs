//! Mistakes in templates.

use base::{Diagnostic, Span};

use super::errors;

errors! {
    /// An element's tags do not fit together: a closing tag is missing, or is another's.
    ///
    /// ```seam wrong
    /// view V() { <p><b>bold</p> }
    /// ```
    /// ```seam right
    /// view V() { <p><b>bold</b></p> }
    /// ```
    "E0096" fn unclosed_element(span: Span, tag: &str) {
        Diagnostic::error(CODE, format!("`<{tag}>` is not closed"), span, "opened here")
            .hint(format!("write `</{tag}>`, or `<{tag} />` if it is empty"))
    }
    /// A `{`, `}` or `<` that belongs to the text of a template is written in a hole: `{"{"}`. Text has no comments, and
    /// what `&name;` stands for is written itself unless it is one of the common ones.
    ///
    /// ```seam wrong
    /// view V() { <p>a } b</p> }
    /// ```
    /// ```seam right
    /// view V() { <p>a {"}"} b</p> }
    /// ```
    "E0097" fn brace_in_text(span: Span) {
        Diagnostic::error(CODE, "a `}` in text closes nothing", span, "").fix("write it in a hole", span, "{\"}\"}")
    }
    /// An attribute's value stands in quotes or in a hole; `on:`, `class:`, `style:`, `prop:`, `bind:` and `ref` take holes.
    ///
    /// ```seam wrong
    /// view V() { <p id=main></p> }
    /// ```
    /// ```seam right
    /// view V() { <p id="main"></p> }
    /// ```
    "E0098" fn unquoted_attribute(span: Span, found: &str) {
        Diagnostic::error(CODE, format!("expected `\"` or `{{` after `=`, found {found}"), span, "")
            .hint("write `name=\"text\"` or `name={expression}`")
    }
    /// Names that other template languages give to attributes, and fragments, which are not needed here: a view may have
    /// several roots.
    ///
    /// ```seam wrong
    /// view V() { <p className="a"></p> }
    /// ```
    /// ```seam right
    /// view V() { <p class="a"></p> }
    /// ```
    "E0099" fn foreign_attribute(span: Span, name: &str, right: &str) {
        Diagnostic::error(CODE, format!("`{name}` is not an attribute here"), span, "")
            .fix(format!("write `{right}`"), span, right)
    }
}

/// E0096: `<a></b>`.
pub fn mismatched_tag(span: Span, open: Span, found: &str, tag: &str) -> Diagnostic {
    Diagnostic::error("E0096", format!("`</{found}>` closes `<{tag}>`"), span, "").also(open, "opened here").fix(
        format!("write `</{tag}>`"),
        span,
        tag,
    )
}

/// E0096: `</a` without `>`.
pub fn unclosed_tag(span: Span) -> Diagnostic {
    Diagnostic::error("E0096", "the tag is not closed by `>`", span, "").fix("insert `>`", span.after(), ">")
}

/// E0097: `a < b` in text.
pub fn angle_in_text(span: Span) -> Diagnostic {
    Diagnostic::error("E0097", "a `<` in text opens no tag", span, "").fix("write `&lt;`", span, "&lt;")
}

/// E0097: `<!-- … -->`.
pub fn html_comment(span: Span) -> Diagnostic {
    Diagnostic::error("E0097", "templates have no HTML comments", span, "").hint("write `{/* … */}`")
}

/// E0097: `&foo;`.
pub fn unknown_reference(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error("E0097", format!("`{text}` is not a known character reference"), span, "")
        .hint("write the character itself, or `&#…;` with its number")
}

/// E0098: `on:click="…"`.
pub fn directive_without_hole(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("E0098", format!("the value of `{name}` stands in braces"), span, "")
        .hint(format!("write `{name}={{…}}`"))
}

/// E0099: `<>…</>`.
pub fn fragment(span: Span) -> Diagnostic {
    Diagnostic::error("E0099", "there are no fragments", span, "")
        .note("a view, and the body of `{if}` and `{for}`, may have several roots")
}
