//! Source places in the text that panics print.
//!
//! In: a position with the calls that were inlined around it.  Out: `path:line:column in function`, one line a frame.

use crate::js::Expr;
use crate::module::Module;
use base::Span;
use ir::{Func, Loc};

/// Where an operation stands, if it stands in a function of the program: what serves the other side does not.
#[derive(Clone, Copy, Debug)]
pub struct At<'a>(Option<(&'a Func, Loc)>);

impl<'a> At<'a> {
    /// At a position of a function.
    pub fn new(func: &'a Func, loc: Loc) -> Self {
        At(Some((func, loc)))
    }
    /// Whether there is such a position.
    pub fn is_known(self) -> bool {
        self.0.is_some()
    }
    /// Nowhere in the program: the place is that of the Wasm code which called.
    pub const NOWHERE: At<'static> = At(None);
}

impl Module<'_> {
    /// The place as an operand of a check.
    pub fn place(&self, at: At) -> Expr {
        let Some((func, mut loc)) = at.0 else { return Expr::Null };
        let mut frames = Vec::new();
        while let Some(site) = loc.site {
            let site = &func.sites[site];
            frames.push(self.frame(loc.span, site.callee.as_str()));
            loc = site.call;
        }
        frames.push(self.frame(loc.span, ir::source_name(func.name).as_str()));
        Expr::str(&frames.join("\n  at "))
    }
    fn frame(&self, span: Span, function: &str) -> String {
        let position = self.sources.position(span);
        format!("{}:{}:{} in {function}", self.sources.get(span.source).path, position.line, position.column)
    }
}
