//! Regular expressions that are written in the program are looked at when it is compiled.
//!
//! In: a call of `Regex.new` or `Regex.of` of `std/regex`.  Out: an error if its arguments are literals that JavaScript would
//! refuse. The grammar is that of the crate `regress`, which follows ECMAScript, Annex B included.

use super::body::Body;
use crate::errors::calls as errors;
use crate::typed::{Arg, ArgValue, Expr, ExprKind};
use crate::world::Sig;

/// The flags of JavaScript.
const FLAGS: &str = "dgimsuvy";

impl Body<'_, '_> {
    /// Reports literal arguments that are no regular expression.
    pub(super) fn check_regex(&mut self, sig: &Sig, args: &[Arg]) {
        if !matches!(sig.name.as_str(), "Regex.new" | "Regex.of")
            || self.world.modules[sig.module].path.as_str() != "std/regex"
        {
            return;
        }
        let Some((pattern, pattern_span)) = literal(args, 0) else { return };
        let flags = match literal(args, 1) {
            Some((flags, span)) => match wrong_flag(flags) {
                Some(reason) => return self.report(errors::wrong_pattern(&reason, span)),
                None => flags,
            },
            None => "",
        };
        if let Err(error) = regress::Regex::with_flags(pattern, flags) {
            self.report(errors::wrong_pattern(&error.text, pattern_span));
        }
    }
}

fn literal(args: &[Arg], param: u32) -> Option<(&'static str, base::Span)> {
    match args.iter().find(|arg| arg.param == param).map(|arg| &arg.value) {
        Some(ArgValue::Given(Expr { kind: ExprKind::Str(text), span, .. })) => Some((text.as_str(), *span)),
        Some(ArgValue::Given(_) | ArgValue::Default(_)) | None => None,
    }
}

fn wrong_flag(flags: &str) -> Option<String> {
    let unknown = flags.chars().find(|&flag| !FLAGS.contains(flag));
    let twice = flags.chars().find(|&flag| flags.matches(flag).count() > 1);
    match (unknown, twice) {
        (Some(flag), _) => Some(format!("there is no flag `{flag}`")),
        (None, Some(flag)) => Some(format!("the flag `{flag}` stands here twice")),
        (None, None) if flags.contains('u') && flags.contains('v') => Some("`u` and `v` exclude each other".to_owned()),
        (None, None) => None,
    }
}
