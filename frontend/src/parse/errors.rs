//! The mistakes that the lexer and the parser find: one function each.
//!
//! The doc comment of a function is the page that `seam explain CODE` prints, so the two cannot differ.

mod declaration;
mod expression;
mod foreign;
mod markup;
mod text;

pub use declaration::*;
pub use expression::*;
pub use foreign::*;
pub use markup::*;
pub use text::*;

/// Makes, of functions with doc comments and codes, the functions and a table of codes and pages.
macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $code:literal fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $body:block)+) => {
        $(
            $(#[doc = $doc])+
            pub fn $name($($arg: $ty),*) -> base::Diagnostic {
                const CODE: &str = $code;
                $body
            }
        )+
        pub(super) const PAGES: &[(&str, &str)] = &[$(($code, concat!($($doc, "\n"),+))),+];
    };
}
use errors;

const GROUPS: [&[(&str, &str)]; 5] =
    [text::PAGES, declaration::PAGES, expression::PAGES, foreign::PAGES, markup::PAGES];

const COUNT: usize = GROUPS[0].len() + GROUPS[1].len() + GROUPS[2].len() + GROUPS[3].len() + GROUPS[4].len();

const ALL: [(&str, &str); COUNT] = {
    let mut all = [("", ""); COUNT];
    let (mut group, mut next) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            all[next] = GROUPS[group][index];
            next += 1;
            index += 1;
        }
        group += 1;
    }
    all
};

/// Every code with its page, in Markdown; each line of a page starts with the space that follows `///`.
pub const PAGES: &[(&str, &str)] = &ALL;
