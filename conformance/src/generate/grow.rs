//! Grows programs: declarations, then functions whose statements and expressions use what is in scope.

use super::program::{Expr, Function, Program, Stmt, Ty};

const I32: Ty = Ty::Number("i32");
const F64: Ty = Ty::Number("f64");
const NUMBERS: [&str; 10] = ["i32", "i32", "i32", "f64", "f64", "u8", "i16", "u32", "i64", "u64"];

/// The program of a seed.
pub fn program(seed: u64) -> Program {
    let mut grower = Grower { random: seed, structs: Vec::new(), enums: Vec::new(), functions: Vec::new(), names: 0 };
    let mut declarations = grower.declarations();
    declarations.push("state counter: i32 = 0".into());
    declarations.push("fn maybe(x: i32, given: bool) -> i32? { if given { x } else { null } }".into());
    let mut functions = Vec::new();
    for index in 0..2 + grower.below(4) {
        let function = grower.function(format!("f{index}"));
        grower.functions.push((function.name.clone(), function.params.clone(), function.result.expect("not main")));
        functions.push(function);
    }
    functions.push(grower.main());
    Program { declarations, functions }
}

/// A variable in scope.
#[derive(Clone)]
struct Var {
    name: String,
    ty: Ty,
    mutable: bool,
}

/// What is in scope.
#[derive(Clone, Default)]
struct Scope {
    vars: Vec<Var>,
    in_loop: bool,
    /// The result type, where `return` may stand.
    result: Option<Ty>,
}

/// A function that may be called: its name, parameters and result.
type Callee = (String, Vec<(String, Ty)>, Ty);

struct Grower {
    random: u64,
    structs: Vec<Vec<(String, Ty, bool)>>,
    enums: Vec<Vec<Vec<Ty>>>,
    functions: Vec<Callee>,
    names: usize,
}

impl Grower {
    /// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
    fn name(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    fn declarations(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        for index in 0..1 + self.below(2) {
            let fields: Vec<_> =
                (0..1 + self.below(4)).map(|at| (format!("m{at}"), self.plain_ty(), self.one_in(2))).collect();
            let lines: Vec<_> = fields
                .iter()
                .map(|(name, ty, mutable)| format!("  {}{name}: {ty}", if *mutable { "var " } else { "" }))
                .collect();
            texts.push(format!("struct S{index} {{\n{}\n}}", lines.join("\n")));
            self.structs.push(fields);
        }
        for index in 0..1 + self.below(2) {
            let variants: Vec<Vec<Ty>> =
                (0..2 + self.below(4)).map(|_| (0..self.below(3)).map(|_| self.plain_ty()).collect()).collect();
            let lines: Vec<_> =
                variants.iter().enumerate().map(|(at, fields)| variant_text(index, at, fields)).collect();
            texts.push(format!("enum E{index} {{\n{}\n}}", lines.join("\n")));
            self.enums.push(variants);
        }
        texts
    }

    /// A type that fields have: not recursive.
    fn plain_ty(&mut self) -> Ty {
        match self.below(9) {
            0..=4 => Ty::Number(self.pick(&NUMBERS)),
            5 => Ty::Bool,
            6 => Ty::Str,
            7 => Ty::OptInt,
            _ => Ty::Pair,
        }
    }
    fn any_ty(&mut self) -> Ty {
        match self.below(12) {
            0..=5 => self.plain_ty(),
            6 => Ty::Struct(self.below(self.structs.len())),
            7 => Ty::Enum(self.below(self.enums.len())),
            8 => Ty::List,
            9 => Ty::Func,
            10 => Ty::OptStr,
            _ => I32,
        }
    }

    fn function(&mut self, name: String) -> Function {
        let params: Vec<_> = (0..self.below(4)).map(|_| (self.name(), self.any_ty())).collect();
        let result = self.any_ty();
        let vars = params.iter().map(|(name, ty)| Var { name: name.clone(), ty: *ty, mutable: false }).collect();
        let mut scope = Scope { vars, in_loop: false, result: Some(result) };
        let count = 1 + self.below(5);
        let body = self.statements(&mut scope, count, 2);
        let value = self.expr(&scope, result, 3);
        Function { name, params, result: Some(result), body, value: Some(value) }
    }

    fn main(&mut self) -> Function {
        let mut scope = Scope::default();
        let count = 6 + self.below(10);
        let mut body = self.statements(&mut scope, count, 3);
        for var in scope.vars.clone() {
            if var.ty != Ty::Func {
                body.push(print(Expr::leaf(var.ty, var.name)));
            }
        }
        body.push(print(Expr::leaf(I32, "counter")));
        Function { name: "main".into(), params: Vec::new(), result: None, body, value: None }
    }

    fn statements(&mut self, scope: &mut Scope, count: usize, depth: usize) -> Vec<Stmt> {
        (0..count).map(|_| self.statement(scope, depth)).collect()
    }

    fn statement(&mut self, scope: &mut Scope, depth: usize) -> Stmt {
        let nested = depth > 0;
        match self.below(16) {
            0..=3 => self.declaration(scope),
            4..=6 => self.assignment(scope),
            7 => {
                let ty = self.plain_ty();
                print(self.expr(scope, ty, 3))
            }
            8 => {
                let ty = self.any_ty();
                let ty = if ty == Ty::Func { I32 } else { ty };
                print(self.expr(scope, ty, 3))
            }
            9 | 10 if nested => self.if_statement(scope, depth - 1),
            11 | 12 if nested => self.loop_statement(scope, depth - 1),
            13 => self.on_a_list(scope),
            14 if scope.in_loop && self.one_in(2) => {
                let word = if self.one_in(2) { "break" } else { "continue" };
                let head = Expr::of(Ty::Bool, "if $", vec![self.expr(scope, Ty::Bool, 2)]);
                Stmt { head, blocks: vec![(String::new(), vec![Stmt::simple(Expr::leaf(I32, word))])] }
            }
            15 if self.one_in(2) => match scope.result {
                Some(result) => {
                    let head = Expr::of(Ty::Bool, "if $", vec![self.expr(scope, Ty::Bool, 2)]);
                    let value = Expr::of(result, "return $", vec![self.expr(scope, result, 2)]);
                    Stmt { head, blocks: vec![(String::new(), vec![Stmt::simple(value)])] }
                }
                None => self.declaration(scope),
            },
            _ => Stmt::simple(Expr::of(I32, "counter += $", vec![self.expr(scope, I32, 2)])),
        }
    }

    fn declaration(&mut self, scope: &mut Scope) -> Stmt {
        let (ty, mutable, name) = (self.any_ty(), self.one_in(2), self.name());
        let value = self.expr(scope, ty, 3);
        scope.vars.push(Var { name: name.clone(), ty, mutable });
        Stmt::simple(Expr::of(ty, &format!("{} {name}: {ty} = $", if mutable { "var" } else { "let" }), vec![value]))
    }

    fn assignment(&mut self, scope: &mut Scope) -> Stmt {
        let places: Vec<Var> = scope
            .vars
            .iter()
            .flat_map(|var| match var.ty {
                _ if var.mutable => vec![var.clone()],
                Ty::Struct(index) => self.structs[index]
                    .iter()
                    .filter(|(_, _, mutable)| *mutable)
                    .map(|(field, ty, _)| Var { name: format!("{}.{field}", var.name), ty: *ty, mutable: true })
                    .collect(),
                _ => Vec::new(),
            })
            .collect();
        if places.is_empty() {
            return self.declaration(scope);
        }
        let place = self.pick(&places);
        let op = match place.ty {
            Ty::Number(_) => self.pick(&["=", "+=", "-=", "*="]),
            Ty::Str => self.pick(&["=", "+="]),
            _ => "=",
        };
        Stmt::simple(Expr::of(place.ty, &format!("{} {op} $", place.name), vec![self.expr(scope, place.ty, 3)]))
    }

    fn if_statement(&mut self, scope: &Scope, depth: usize) -> Stmt {
        let head = Expr::of(Ty::Bool, "if $", vec![self.expr(scope, Ty::Bool, 2)]);
        let mut blocks = vec![(String::new(), self.block(scope, depth))];
        if self.one_in(2) {
            blocks.push((" else".into(), self.block(scope, depth)));
        }
        Stmt { head, blocks }
    }

    fn block(&mut self, scope: &Scope, depth: usize) -> Vec<Stmt> {
        let count = 1 + self.below(3);
        self.statements(&mut scope.clone(), count, depth)
    }

    fn loop_statement(&mut self, scope: &Scope, depth: usize) -> Stmt {
        let name = self.name();
        let mut inner = Scope { in_loop: true, ..scope.clone() };
        inner.vars.push(Var { name: name.clone(), ty: I32, mutable: false });
        let range = self.pick(&["0..4", "3..=6", "-2..3", "0..10 step 3", "5..=1 step -2"]);
        let head = Expr::leaf(I32, format!("for {name} in {range}"));
        Stmt { head, blocks: vec![(String::new(), self.block(&inner, depth))] }
    }

    fn on_a_list(&mut self, scope: &mut Scope) -> Stmt {
        let lists: Vec<_> = scope.vars.iter().filter(|var| var.ty == Ty::List).cloned().collect();
        if lists.is_empty() {
            return self.declaration(scope);
        }
        let list = self.pick(&lists).name;
        match self.below(3) {
            0 => Stmt::simple(Expr::of(I32, &format!("{list}.push($)"), vec![self.expr(scope, I32, 2)])),
            1 => Stmt::simple(Expr::leaf(I32, format!("{list}.reverse()"))),
            _ => {
                let parts = vec![self.expr(scope, I32, 1), self.expr(scope, I32, 2)];
                Stmt::simple(Expr::of(I32, &format!("{list}[($) & 1] = $"), parts))
            }
        }
    }

    fn expr(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Expr {
        let vars: Vec<_> = scope.vars.iter().filter(|var| var.ty == ty).cloned().collect();
        if !vars.is_empty() && (depth == 0 || self.one_in(3)) {
            return Expr::leaf(ty, self.pick(&vars).name);
        }
        if depth == 0 {
            return self.literal(scope, ty);
        }
        if self.one_in(8) {
            let parts = vec![
                self.expr(scope, Ty::Bool, depth - 1),
                self.expr(scope, ty, depth - 1),
                self.expr(scope, ty, depth - 1),
            ];
            return Expr::of(ty, "(if $ { $ } else { $ })", parts);
        }
        if self.one_in(6)
            && let Some(call) = self.call(scope, ty, depth)
        {
            return call;
        }
        match ty {
            Ty::Number(name) => self.number(scope, name, depth),
            Ty::Bool => self.condition(scope, depth),
            Ty::Str => self.text(scope, depth),
            Ty::OptInt if self.one_in(2) => {
                let parts = vec![self.expr(scope, Ty::Bool, depth - 1), self.expr(scope, I32, depth - 1)];
                Expr::of(ty, "(if $ { null } else { $ })", parts)
            }
            _ => self.literal_of(scope, ty, depth),
        }
    }

    fn call(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Option<Expr> {
        let fitting: Vec<_> = self.functions.iter().filter(|(_, _, result)| *result == ty).cloned().collect();
        if fitting.is_empty() {
            return None;
        }
        let (name, params, _) = self.pick(&fitting);
        let parts: Vec<_> = params.iter().map(|(_, ty)| self.expr(scope, *ty, depth - 1)).collect();
        Some(Expr::of(ty, &format!("{name}({})", vec!["$"; parts.len()].join(", ")), parts))
    }

    fn number(&mut self, scope: &Scope, name: &'static str, depth: usize) -> Expr {
        let ty = Ty::Number(name);
        let float = name == "f64";
        match self.below(12) {
            0..=4 => {
                let op = if float {
                    self.pick(&["+", "-", "*", "/"])
                } else {
                    self.pick(&["+", "-", "*", "&", "|", "^", "/", "%"])
                };
                let parts = vec![self.expr(scope, ty, depth - 1), self.expr(scope, ty, depth - 1)];
                Expr::of(ty, &format!("($ {op} $)"), parts)
            }
            5 if !float => {
                let op = self.pick(&["<<", ">>", ">>>"]);
                let parts = vec![self.expr(scope, ty, depth - 1), self.expr(scope, ty, depth - 1)];
                Expr::of(ty, &format!("($ {op} $)"), parts)
            }
            5 | 6 => {
                let from = Ty::Number(self.pick(&NUMBERS));
                Expr::of(ty, &format!("($ as {name})"), vec![self.expr(scope, from, depth - 1)])
            }
            7 if name.starts_with('u') => Expr::of(ty, "(~$)", vec![self.expr(scope, ty, depth - 1)]),
            7 => Expr::of(ty, "(-$)", vec![self.expr(scope, ty, depth - 1)]),
            8 if name == "i32" => self.whole(scope, depth),
            9 if name == "i32" => {
                let parts = vec![self.expr(scope, Ty::OptInt, depth - 1), self.expr(scope, I32, depth - 1)];
                Expr::of(ty, "($ ?? $)", parts)
            }
            8 if float => Expr::of(ty, "$.1", vec![self.expr(scope, Ty::Pair, 0)]),
            10 => self.member(scope, ty).unwrap_or_else(|| self.literal(scope, ty)),
            11 => self.matched(scope, ty, depth),
            _ => self.literal(scope, ty),
        }
    }

    /// Ways to an `i32` that other number types do not have.
    fn whole(&mut self, scope: &Scope, depth: usize) -> Expr {
        match self.below(5) {
            0 => Expr::of(I32, "$.length", vec![self.expr(scope, Ty::Str, 0)]),
            1 => Expr::of(I32, "$.length", vec![self.expr(scope, Ty::List, 0)]),
            2 => Expr::of(I32, "$[$ & 1]", vec![self.expr(scope, Ty::List, 0), self.expr(scope, I32, 0)]),
            3 => Expr::of(I32, "$.0", vec![self.expr(scope, Ty::Pair, 0)]),
            _ => {
                let parts = vec![self.expr(scope, Ty::Func, depth - 1), self.expr(scope, I32, depth - 1)];
                Expr::of(I32, "($)($)", parts)
            }
        }
    }

    fn member(&mut self, scope: &Scope, ty: Ty) -> Option<Expr> {
        let mut found = Vec::new();
        for (index, fields) in self.structs.iter().enumerate() {
            found.extend(fields.iter().filter(|(_, of, _)| *of == ty).map(|(field, ..)| (index, field.clone())));
        }
        if found.is_empty() {
            return None;
        }
        let (index, field) = self.pick(&found);
        Some(Expr::of(ty, &format!("$.{field}"), vec![self.expr(scope, Ty::Struct(index), 0)]))
    }

    /// A match on an enum, whose arms may use the payload.
    fn matched(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Expr {
        let index = self.below(self.enums.len());
        let mut template = String::from("(match $ {");
        let mut parts = vec![self.expr(scope, Ty::Enum(index), 0)];
        for (at, fields) in self.enums[index].clone().into_iter().enumerate() {
            let names: Vec<_> = fields.iter().map(|_| self.name()).collect();
            let mut inner = scope.clone();
            inner.vars.extend(names.iter().zip(&fields).map(|(name, &ty)| Var {
                name: name.clone(),
                ty,
                mutable: false,
            }));
            let payload = if names.is_empty() { String::new() } else { format!("({})", names.join(", ")) };
            template += &format!(" V{index}x{at}{payload} => $;");
            parts.push(self.expr(&inner, ty, depth - 1));
        }
        template = template.trim_end_matches(';').to_owned() + " })";
        Expr::of(ty, &template, parts)
    }

    fn condition(&mut self, scope: &Scope, depth: usize) -> Expr {
        match self.below(6) {
            0..=2 => {
                let ty = Ty::Number(self.pick(&NUMBERS));
                let op = self.pick(&["<", "<=", ">", ">=", "==", "!="]);
                let parts = vec![self.expr(scope, ty, depth - 1), self.expr(scope, ty, depth - 1)];
                Expr::of(Ty::Bool, &format!("($ {op} $)"), parts)
            }
            3 => {
                let op = self.pick(&["&&", "||"]);
                let parts = vec![self.expr(scope, Ty::Bool, depth - 1), self.expr(scope, Ty::Bool, depth - 1)];
                Expr::of(Ty::Bool, &format!("($ {op} $)"), parts)
            }
            4 => {
                let ty = self.pick(&[Ty::Str, Ty::Pair, Ty::OptInt, Ty::Enum(0), Ty::Bool]);
                let parts = vec![self.expr(scope, ty, depth - 1), self.expr(scope, ty, depth - 1)];
                Expr::of(Ty::Bool, "($ == $)", parts)
            }
            _ => Expr::of(Ty::Bool, "(!$)", vec![self.expr(scope, Ty::Bool, depth - 1)]),
        }
    }

    fn text(&mut self, scope: &Scope, depth: usize) -> Expr {
        match self.below(4) {
            0 => {
                let parts = vec![self.expr(scope, Ty::Str, depth - 1), self.expr(scope, Ty::Str, depth - 1)];
                Expr::of(Ty::Str, "($ + $)", parts)
            }
            1 => {
                let ty = self.plain_ty();
                Expr::of(Ty::Str, "\"<{$}>\"", vec![self.expr(scope, ty, 0)])
            }
            2 => Expr::of(
                Ty::Str,
                "$.slice(1, $ & 7)",
                vec![self.expr(scope, Ty::Str, depth - 1), self.expr(scope, I32, 0)],
            ),
            _ => self.literal(scope, Ty::Str),
        }
    }

    fn literal(&mut self, scope: &Scope, ty: Ty) -> Expr {
        self.literal_of(scope, ty, 0)
    }

    fn literal_of(&mut self, scope: &Scope, ty: Ty, depth: usize) -> Expr {
        let depth = depth.saturating_sub(1);
        match ty {
            Ty::Number(name) => Expr::leaf(ty, self.number_literal(name)),
            Ty::Bool => Expr::leaf(ty, self.pick(&["true", "false"])),
            Ty::Str => Expr::leaf(ty, self.pick(&["\"\"", "\"a\"", "\"hello\"", "\"a\\\"b\\n\"", "\"\\u{1F600}x\""])),
            Ty::OptInt => {
                // A lone `null` has no type where nothing wants one.
                let parts = vec![self.expr(scope, I32, depth), self.expr(scope, Ty::Bool, depth)];
                Expr::of(ty, "maybe($, $)", parts)
            }
            Ty::OptStr => {
                if self.one_in(3) {
                    Expr::leaf(ty, "null")
                } else {
                    Expr { ty, ..self.expr(scope, Ty::Str, depth) }
                }
            }
            Ty::Pair => Expr::of(ty, "($, $)", vec![self.expr(scope, I32, depth), self.expr(scope, F64, depth)]),
            Ty::Struct(index) => {
                let fields = self.structs[index].clone();
                let parts: Vec<_> = fields.iter().map(|(_, ty, _)| self.expr(scope, *ty, depth)).collect();
                Expr::of(ty, &format!("S{index}({})", vec!["$"; parts.len()].join(", ")), parts)
            }
            Ty::Enum(index) => {
                let at = self.below(self.enums[index].len());
                let fields = self.enums[index][at].clone();
                let parts: Vec<_> = fields.iter().map(|ty| self.expr(scope, *ty, depth)).collect();
                let payload =
                    if parts.is_empty() { String::new() } else { format!("({})", vec!["$"; parts.len()].join(", ")) };
                Expr::of(ty, &format!("E{index}.V{index}x{at}{payload}"), parts)
            }
            Ty::List => Expr::of(ty, "[$, $, $]", (0..3).map(|_| self.expr(scope, I32, depth)).collect()),
            Ty::Func => {
                let name = self.name();
                let mut inner = scope.clone();
                inner.vars.push(Var { name: name.clone(), ty: I32, mutable: false });
                Expr::of(ty, &format!("({name}: i32) => $"), vec![self.expr(&inner, I32, depth.max(1))])
            }
        }
    }

    fn number_literal(&mut self, name: &'static str) -> String {
        match name {
            "f64" => self.pick(&["0.0", "1.5", "-2.25", "1e21", "1e-7", "0.1", "1e300"]).to_owned(),
            "u8" => self.pick(&["0", "1", "7", "200", "255"]).to_owned() + "u8",
            "i16" => self.pick(&["0", "1", "-7", "32767", "300"]).to_owned() + "i16",
            "u32" => self.pick(&["0", "1", "31", "4294967295", "2147483648"]).to_owned() + "u32",
            "i64" => self.pick(&["0", "1", "-3", "9223372036854775807", "4294967296"]).to_owned() + "i64",
            "u64" => self.pick(&["0", "1", "63", "18446744073709551615", "4294967296"]).to_owned() + "u64",
            _ => self.pick(&["0", "1", "2", "-1", "7", "100", "2147483647", "-2147483648", "65536"]).to_owned(),
        }
    }
}

fn variant_text(index: usize, at: usize, fields: &[Ty]) -> String {
    let payload: Vec<_> = fields.iter().enumerate().map(|(at, ty)| format!("p{at}: {ty}")).collect();
    if payload.is_empty() { format!("  V{index}x{at}") } else { format!("  V{index}x{at}({})", payload.join(", ")) }
}

fn print(value: Expr) -> Stmt {
    match value.ty {
        // A lone `null` has no type: a variable gives it one.
        Ty::OptInt | Ty::OptStr => {
            let declaration = Stmt::simple(Expr::of(value.ty, &format!("let shown: {} = $", value.ty), vec![value]));
            let print = Stmt::simple(Expr::leaf(Ty::Bool, "print(shown)"));
            Stmt { head: Expr::leaf(Ty::Bool, "if true"), blocks: vec![(String::new(), vec![declaration, print])] }
        }
        _ => Stmt::simple(Expr::of(value.ty, "print($)", vec![value])),
    }
}
