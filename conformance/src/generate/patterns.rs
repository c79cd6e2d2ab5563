//! Patterns, and matches that cover every value.

use super::grow::Grower;
use super::program::{Expr, Part, Ty};
use super::scope::{Scope, Var};

/// A pattern, and what it binds.
pub struct Pattern {
    /// Its text.
    pub text: String,
    /// Names and types.
    pub names: Vec<(String, Ty)>,
}

impl Pattern {
    fn of(text: impl Into<String>) -> Pattern {
        Pattern { text: text.into(), names: Vec::new() }
    }

    /// The scope within what the pattern guards.
    pub fn inside(&self, scope: &Scope) -> Scope {
        let mut inner = scope.clone();
        inner.vars.extend(self.names.iter().map(|(name, ty)| Var::fixed(name, ty.clone())));
        inner
    }
}

impl Grower {
    /// A pattern for a type: one that takes everything, or one that may fail.
    pub fn pattern(&mut self, ty: &Ty, depth: usize, may_fail: bool) -> Pattern {
        let taken = depth > 0 && !self.one_in(4);
        match ty {
            // Names for parts that are `null` or not have another type after an arm for `null`.
            Ty::Optional(_) if may_fail && self.one_in(2) => Pattern::of("null"),
            Ty::Optional(_) => Pattern::of("_"),
            Ty::Tuple(members) if taken => {
                let parts: Vec<_> = members.iter().map(|ty| (None, self.pattern(ty, depth - 1, may_fail))).collect();
                joined("", parts)
            }
            Ty::Struct(index, args) if taken => {
                let fields = self.fields(&Ty::Struct(*index, args.clone()));
                self.fields_pattern(&format!("S{index}"), fields, depth - 1, may_fail)
            }
            Ty::Enum(index, args) if may_fail && taken => {
                let at = self.below(self.enums[*index].variants.len());
                self.variant_pattern(*index, at, args, depth - 1, may_fail)
            }
            Ty::Result(value, error) if may_fail && taken => {
                let (name, of) = if self.one_in(2) { ("Ok", value) } else { ("Err", error) };
                let part = self.pattern(of, depth - 1, may_fail);
                joined(name, vec![(None, part)])
            }
            Ty::Number(name) if may_fail && taken && !name.starts_with('f') => Pattern::of(self.numbers(name)),
            Ty::Str if may_fail && taken => Pattern::of(self.pick(&["\"a\"", "\"\"", "\"hello\" | \"12\""])),
            Ty::Bool if may_fail && taken => Pattern::of(self.pick(&["true", "false"])),
            _ if self.one_in(4) => Pattern::of("_"),
            _ => {
                let name = self.name();
                Pattern { text: name.clone(), names: vec![(name, ty.clone())] }
            }
        }
    }

    fn numbers(&mut self, name: &str) -> String {
        let signed = name.starts_with('i');
        let low = self.below(9) as i32 - if signed { 4 } else { 0 };
        let high = low + 1 + self.below(90) as i32;
        match self.below(4) {
            0 => format!("{low}..{high}"),
            1 => format!("{low}..={high}"),
            2 => format!("{low} | {high}"),
            _ => low.to_string(),
        }
    }

    fn fields_pattern(&mut self, head: &str, fields: Vec<(String, Ty, bool)>, depth: usize, may_fail: bool) -> Pattern {
        let by_name = self.one_in(4);
        let mut parts: Vec<_> = fields
            .into_iter()
            .map(|(name, ty, _)| (by_name.then_some(name), self.pattern(&ty, depth, may_fail)))
            .collect();
        if by_name {
            parts.reverse();
        }
        joined(head, parts)
    }

    fn variant_pattern(&mut self, index: usize, at: usize, args: &[Ty], depth: usize, may_fail: bool) -> Pattern {
        let variant = self.enums[index].variants[at].iter().enumerate();
        let fields: Vec<_> = variant.map(|(at, ty)| (format!("p{at}"), ty.with(args), false)).collect();
        let head = format!("{}V{index}x{at}", self.pick(&["", ""]));
        if fields.is_empty() { Pattern::of(head) } else { self.fields_pattern(&head, fields, depth, may_fail) }
    }

    /// A type that matches look into.
    fn scrutinee(&mut self, scope: &Scope) -> Ty {
        if self.one_in(2) {
            let index = self.below(self.enums.len());
            let bounds = self.enums[index].bounds.clone();
            return Ty::Enum(index, self.arguments(&bounds, &scope.params, 1));
        }
        self.any_ty(&scope.params, 2)
    }

    /// A match that gives a `ty`.
    pub fn matched(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let of = self.scrutinee(scope);
        let below = depth - 1;
        let mut template = String::from("(match $ {");
        let mut parts = vec![Part::Expr(self.expr(scope, &of, below.min(1)))];
        let mut arm = |grower: &mut Grower, pattern: &Pattern, guarded: bool| {
            let inner = pattern.inside(scope);
            template += &format!(" {}", pattern.text);
            if guarded {
                template += " if $";
                parts.push(Part::Expr(grower.expr(&inner, &Ty::Bool, below)));
            }
            template += " => $,";
            parts.push(grower.arm(&inner, ty, below));
        };
        let mut rest = of.clone();
        if let Ty::Optional(inner) = &of
            && self.one_in(2)
        {
            arm(self, &Pattern::of("null"), false);
            rest = (**inner).clone();
        }
        for _ in 0..self.below(4) {
            let mut pattern = self.pattern(&rest, 3, true);
            if self.one_in(5) && !matches!(rest, Ty::Optional(_)) && !pattern.text.contains('|') {
                let name = self.name();
                pattern.text = format!("{name} @ {}", pattern.text);
                pattern.names.push((name, rest.clone()));
            }
            let guarded = self.one_in(3);
            arm(self, &pattern, guarded);
        }
        match &rest {
            Ty::Enum(index, args) if self.one_in(2) => {
                for at in 0..self.enums[*index].variants.len() {
                    let pattern = self.variant_pattern(*index, at, args, 1, false);
                    arm(self, &pattern, false);
                }
            }
            _ => {
                let pattern = self.pattern(&rest, 1, false);
                arm(self, &pattern, false);
            }
        }
        template = template.trim_end_matches(',').to_owned() + " })";
        Expr::with_blocks(ty, &template, parts)
    }

    /// The value of an arm: an expression, or a block that does something first.
    fn arm(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Part {
        if depth > 0 && !scope.quiet && self.one_in(4) {
            let mut inner = scope.clone();
            let mut block = self.statements(&mut inner, 1, 0);
            block.push(self.expr(&inner, ty, depth));
            return Part::Block(block);
        }
        Part::Expr(self.expr(scope, ty, depth))
    }
}

fn joined(head: &str, parts: Vec<(Option<String>, Pattern)>) -> Pattern {
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for (field, part) in parts {
        names.extend(part.names);
        texts.push(field.map_or(part.text.clone(), |field| format!("{field}: {}", part.text)));
    }
    Pattern { text: format!("{head}({})", texts.join(", ")), names }
}
