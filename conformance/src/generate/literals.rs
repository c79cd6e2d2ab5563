//! Values made in place.

use super::grow::Grower;
use super::program::{Arguments, Expr, Ty};
use super::scope::Scope;

impl Grower {
    /// A value that has its type wherever it stands.
    pub fn literal(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let below = depth.saturating_sub(1);
        match ty {
            Ty::Number(name) => Expr::leaf(ty, self.number_literal(name)),
            Ty::Bool => Expr::leaf(ty, self.pick(&["true", "false"])),
            Ty::Str => Expr::leaf(ty, self.string()),
            Ty::Optional(inner) if depth == 0 || self.one_in(3) => Expr::leaf(ty, format!("none<{inner}>()")),
            Ty::Optional(inner) => Expr::of(ty, "some($)", vec![self.expr(scope, inner, below)]),
            Ty::Tuple(members) => {
                let parts: Vec<_> = members.iter().map(|ty| self.expr(scope, ty, below)).collect();
                Expr::of(ty, &format!("({})", vec!["$"; parts.len()].join(", ")), parts)
            }
            Ty::Struct(index, args) => self.built(scope, *index, args, below, true),
            Ty::Enum(index, args) => {
                let written = if args.is_empty() { String::new() } else { Arguments(args).to_string() };
                self.variant(scope, *index, args, below, &format!("E{index}{written}."))
            }
            Ty::List(of) if depth == 0 => Expr::leaf(ty, format!("List<{of}>()")),
            Ty::List(of) => {
                let count = 1 + self.below(3);
                let parts = (0..count).map(|_| self.expr(scope, of, below)).collect();
                Expr::of(ty, &format!("[{}]", vec!["$"; count].join(", ")), parts)
            }
            Ty::Array(of) => match self.below(2) {
                0 => Expr::of(ty, &format!("Array<{of}>.new(3, $)"), vec![self.expr(scope, of, below)]),
                _ => {
                    let lambda = self.lambda(scope, &[Ty::I32], of, below, false);
                    Expr::of(ty, &format!("Array<{of}>.init(2, $)"), vec![lambda])
                }
            },
            Ty::Set(of) => Expr::leaf(ty, format!("Set<{of}>()")),
            Ty::Map(key, value) => Expr::leaf(ty, format!("Map<{key}, {value}>()")),
            Ty::Result(value, error) => {
                let (variant, of) = if self.one_in(2) { ("Ok", value) } else { ("Err", error) };
                Expr::of(ty, &format!("{ty}.{variant}($)"), vec![self.expr(scope, of, below)])
            }
            Ty::Func(params, result) => self.lambda(scope, params, result, below, true),
            Ty::Param(index) => Expr::leaf(ty, self.a_param(scope, *index)),
            Ty::Unit => unreachable!("nothing has no literal"),
        }
    }

    /// The name of a value of the type parameter. A function has one; a method of a trait may have none, and can only panic.
    fn a_param(&mut self, scope: &Scope, index: usize) -> String {
        let found = scope.vars.iter().find(|var| var.ty == Ty::Param(index));
        found.map_or_else(|| "panic(\"no value\")".to_owned(), |var| var.name.clone())
    }

    /// A value where its type is wanted.
    pub fn bare_literal(&mut self, scope: &Scope, ty: &Ty, depth: usize) -> Expr {
        let below = depth.saturating_sub(1);
        match ty {
            Ty::Number(name) => Expr::leaf(ty, self.digits(name)),
            Ty::Struct(index, args) => self.built(scope, *index, args, below, false),
            Ty::Enum(index, args) => self.variant(scope, *index, args, below, ""),
            Ty::List(of) => {
                let count = self.below(3);
                let parts = (0..count).map(|_| self.wanted(scope, of, below)).collect();
                Expr::of(ty, &format!("[{}]", vec!["$"; count].join(", ")), parts)
            }
            Ty::Array(of) => {
                let parts = (0..2).map(|_| self.wanted(scope, of, below)).collect();
                Expr::of(ty, "[$, $]", parts)
            }
            Ty::Map(key, value) => {
                let mut parts = Vec::new();
                for _ in 0..2 {
                    parts.push(self.wanted(scope, key, below));
                    parts.push(self.wanted(scope, value, below));
                }
                Expr::of(ty, "{$: $, $: $}", parts)
            }
            Ty::Tuple(members) => {
                let parts: Vec<_> = members.iter().map(|ty| self.wanted(scope, ty, below)).collect();
                Expr::of(ty, &format!("({})", vec!["$"; parts.len()].join(", ")), parts)
            }
            Ty::Result(value, error) => {
                let (template, of) = if self.one_in(2) { ("Ok($)", value) } else { ("Err($)", error) };
                Expr::of(ty, template, vec![self.wanted(scope, of, below)])
            }
            Ty::Func(params, result) => self.lambda(scope, params, result, below, false),
            Ty::Unit | Ty::Bool | Ty::Str | Ty::Optional(_) | Ty::Set(_) | Ty::Param(_) => {
                self.literal(scope, ty, depth)
            }
        }
    }

    fn string(&mut self) -> &'static str {
        self.pick(&["\"\"", "\"a\"", "\"hello\"", "\"a\\\"b\\n\"", "\"\\u{1F600}x\"", "\"12\"", "\"-7\"", "\" b\""])
    }

    fn built(&mut self, scope: &Scope, index: usize, args: &[Ty], depth: usize, written: bool) -> Expr {
        let ty = &Ty::Struct(index, args.to_vec());
        let fields: Vec<_> = self.fields(ty);
        let by_name = self.one_in(4);
        let mut values: Vec<(String, Expr)> = Vec::new();
        for (name, field, _) in fields {
            let text = if by_name { format!("{name}: $") } else { "$".to_owned() };
            values.push((text, self.wanted(scope, &field, depth)));
        }
        if by_name && self.one_in(2) {
            values.reverse();
        }
        let (texts, parts): (Vec<_>, Vec<_>) = values.into_iter().unzip();
        let written = if written { Arguments(args).to_string() } else { String::new() };
        Expr::of(ty, &format!("S{index}{written}({})", texts.join(", ")), parts)
    }

    fn variant(&mut self, scope: &Scope, index: usize, args: &[Ty], depth: usize, prefix: &str) -> Expr {
        let ty = &Ty::Enum(index, args.to_vec());
        // The first variant does not contain the enum.
        let count = if depth == 0 { 1 } else { self.enums[index].variants.len() };
        let at = self.below(count);
        let fields: Vec<Ty> = self.enums[index].variants[at].iter().map(|field| field.with(args)).collect();
        let parts: Vec<_> = fields.iter().map(|field| self.wanted(scope, field, depth)).collect();
        let payload = if parts.is_empty() { String::new() } else { format!("({})", vec!["$"; parts.len()].join(", ")) };
        Expr::of(ty, &format!("{prefix}V{index}x{at}{payload}"), parts)
    }
}
