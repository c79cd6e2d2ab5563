//! The mistakes that the checker finds: one function each, and the advice that several share.
//!
//! The doc comment of a function is the page that `seam explain CODE` prints, as for the parser's errors.

pub(crate) mod assignments;
pub(crate) mod calls;
pub(crate) mod declarations;
pub(crate) mod events;
pub(crate) mod expressions;
pub(crate) mod modules;
pub(crate) mod names;
pub(crate) mod operators;
pub(crate) mod patterns;
pub(crate) mod traits;
pub(crate) mod types;
pub(crate) mod warnings;

/// Makes, of functions with doc comments and codes, the functions and a table of codes and pages.
macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $code:literal fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $body:block)+) => {
        $(
            $(#[doc = $doc])+
            pub(crate) fn $name($($arg: $ty),*) -> base::Diagnostic {
                const CODE: &str = $code;
                $body
            }
        )+
        pub(super) const PAGES: &[(&str, &str)] = &[$(($code, concat!($($doc, "\n"),+))),+];
    };
}
use errors;

/// Every code with its page, in Markdown; each line of a page starts with the space that follows `///`.
pub(crate) const PAGES: [&[(&str, &str)]; 12] = [
    modules::PAGES,
    names::PAGES,
    declarations::PAGES,
    types::PAGES,
    traits::PAGES,
    calls::PAGES,
    expressions::PAGES,
    operators::PAGES,
    assignments::PAGES,
    patterns::PAGES,
    events::PAGES,
    warnings::PAGES,
];

/// Adds why a type is wanted, if there is a place that says so.
fn because(diagnostic: base::Diagnostic, why: Option<(base::Span, &str)>) -> base::Diagnostic {
    match why {
        Some((span, text)) => diagnostic.also(span, text),
        None => diagnostic,
    }
}
