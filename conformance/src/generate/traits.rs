//! Traits with a default method, implementations for several types, and what is called through bounds and `dyn`.
//!
//! What follows from a trait is ordinary functions and methods to the rest of the generator: for each type that has it there
//! are functions that call it through a bound and through a `dyn`, which take that type.

use super::declarations::{Callee, Param, declared, params_of};
use super::grow::Grower;
use super::program::{Body, Expr, Item, Part, Ty};
use super::scope::{Bound, Scope, Var};

/// A method of a trait.
struct Method {
    name: String,
    params: Vec<Param>,
    result: Ty,
}

impl Method {
    fn head(&self) -> String {
        format!("fn {}(self{}) -> {}", self.name, self.written(), self.result)
    }

    /// `, a: A, b: B`
    fn written(&self) -> String {
        self.params.iter().map(|param| format!(", {}: {}", param.name, param.ty)).collect()
    }

    /// `a, b`
    fn passed(&self) -> String {
        self.params.iter().map(|param| param.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn scope(&self, of: Ty) -> Scope {
        let mut vars = vec![Var::fixed("self", of)];
        vars.extend(self.params.iter().map(|param| Var::fixed(&param.name, param.ty.clone())));
        Scope { vars, result: Some(self.result.clone()), ..Scope::default() }
    }
}

impl Grower {
    /// The traits of a program and their implementations.
    pub fn traits(&mut self) -> Vec<Item> {
        let count = self.below(3);
        (0..count).flat_map(|index| self.trait_group(index)).collect()
    }

    fn trait_group(&mut self, index: usize) -> Vec<Item> {
        let required = self.trait_method(format!("need{index}"));
        let given = self.trait_method(format!("give{index}"));
        let body = self.default_body(&required, &given);
        let members =
            vec![Item::text(required.head()), Item { attribute: None, head: given.head(), body: Body::Block(body) }];
        let mut items = vec![Item { attribute: None, head: format!("trait R{index}"), body: Body::Members(members) }];
        let types = self.implementors();
        for (ty, bounds) in &types {
            let mut methods = vec![self.implementation(&required, ty)];
            if self.one_in(3) {
                methods.push(self.implementation(&given, ty));
            }
            let head = format!("impl{} R{index} for {ty}", declared(bounds));
            items.push(Item { attribute: None, head, body: Body::Members(methods) });
        }
        items.push(self.list_implementation(index, &required));
        if self.one_in(2) {
            let (name, head) = (format!("all{index}"), required.head());
            let head = head.replacen(&required.name, &name, 1);
            items.push(Item::text(format!("trait Q{index} {{ {head} }}")));
            let call = format!("self.{}({})", required.name, required.passed());
            items.push(Item::text(format!("impl<T: R{index}> Q{index} for T {{ {head} {{ {call} }} }}")));
            let every = Method { name, params: required.params.clone(), result: required.result.clone() };
            types.iter().for_each(|(ty, bounds)| self.has_method(&every, ty, bounds));
        }
        for (at, (ty, bounds)) in types.iter().enumerate() {
            for method in [&required, &given] {
                self.has_method(method, ty, bounds);
                items.extend(self.calls_through(index, at, method, ty, bounds));
            }
            self.has_method(&required, &ty.clone().list(), bounds);
        }
        items.extend(self.mixed(index, &required, &types));
        items
    }

    fn trait_method(&mut self, name: String) -> Method {
        let mut params = Vec::new();
        for _ in 0..self.below(3) {
            let (name, ty) = (self.name(), self.any_ty(&[], 1));
            params.push(Param { name, ty, has_default: false });
        }
        Method { name, params, result: self.any_ty(&[], 2) }
    }

    /// What a trait gives: it asks for what it needs.
    fn default_body(&mut self, required: &Method, given: &Method) -> Vec<Expr> {
        let mut scope = given.scope(Ty::Param(0));
        let parts: Vec<Part> =
            required.params.iter().map(|param| Part::Expr(self.wanted(&scope, &param.ty, 1))).collect();
        let name = self.name();
        let holes = vec!["$"; parts.len()].join(", ");
        let call = Expr::statement(&format!("let {name} = self.{}({holes})", required.name), parts);
        scope.vars.push(Var::fixed(&name, required.result.clone()));
        let count = self.below(3);
        let rest = self.body(&mut scope, count, 2, &given.result);
        [call].into_iter().chain(rest).collect()
    }

    /// Some types of the program, and some that are always there.
    fn implementors(&mut self) -> Vec<(Ty, Vec<Bound>)> {
        let structs =
            self.structs.iter().map(|decl| (Ty::Struct(decl.index, params_of(&decl.bounds)), decl.bounds.clone()));
        let enums = self.enums.iter().enumerate();
        let enums = enums.map(|(index, decl)| (Ty::Enum(index, params_of(&decl.bounds)), decl.bounds.clone()));
        let mut all: Vec<_> = structs.chain(enums).collect();
        all.extend([(Ty::I32, Vec::new()), (Ty::Str, Vec::new()), (Ty::Tuple(vec![Ty::Bool, Ty::I32]), Vec::new())]);
        let mut chosen = Vec::new();
        for _ in 0..2 + self.below(3) {
            let at = self.below(all.len());
            chosen.push(all.swap_remove(at));
        }
        chosen
    }

    fn implementation(&mut self, method: &Method, ty: &Ty) -> Item {
        let mut scope = method.scope(ty.clone());
        let count = self.below(3);
        let block = self.body(&mut scope, count, 2, &method.result);
        Item { attribute: None, head: method.head(), body: Body::Block(block) }
    }

    /// Lists have what their elements have.
    fn list_implementation(&mut self, index: usize, required: &Method) -> Item {
        let scope = Scope { quiet: true, ..required.scope(Ty::Unit) };
        let otherwise = self.literal(&scope, &required.result, 1);
        let (name, passed) = (&required.name, required.passed());
        let body = format!("if let x = self.first() {{ x.{name}({passed}) }} else {{ {otherwise} }}");
        Item::text(format!("impl<T: R{index}> R{index} for List<T> {{ {} {{ {body} }} }}", required.head()))
    }

    /// From here on values of a type may be asked.
    fn has_method(&mut self, method: &Method, ty: &Ty, bounds: &[Bound]) {
        // `-1.need0()` would be something else.
        if !matches!(ty, Ty::Number(_)) {
            let (name, receiver) = (method.name.clone(), Some(ty.clone()));
            self.add(name, receiver, method.params.clone(), bounds, &method.result);
        }
    }

    fn add(&mut self, name: String, receiver: Option<Ty>, params: Vec<Param>, bounds: &[Bound], result: &Ty) {
        self.callees.push(Callee {
            name,
            receiver,
            bounds: bounds.to_vec(),
            params,
            result: result.clone(),
            fuel: None,
        });
    }

    /// Functions that call a method through a bound and through a `dyn`.
    fn calls_through(&mut self, index: usize, at: usize, method: &Method, ty: &Ty, bounds: &[Bound]) -> Vec<Item> {
        let Method { name, result, .. } = method;
        let (written, passed, generics) = (method.written(), method.passed(), declared(bounds));
        let bound = format!("bound{at}{name}");
        let dynamic = format!("dyn{at}{name}");
        let items = vec![
            Item::text(format!("fn any{at}{name}<T: R{index}>(x: T{written}) -> {result} {{ x.{name}({passed}) }}")),
            Item::text(format!(
                "fn {bound}{generics}(x: {ty}{written}) -> {result} {{ any{at}{name}({}) }}",
                join("x", &passed)
            )),
            Item::text(format!(
                "fn {dynamic}{generics}(x: {ty}{written}) -> {result} {{\n  let y: dyn R{index} = x\n  y.{name}({passed})\n}}"
            )),
        ];
        let first = Param { name: "x".into(), ty: ty.clone(), has_default: false };
        let params: Vec<Param> = [first].into_iter().chain(method.params.clone()).collect();
        self.add(bound, None, params.clone(), bounds, result);
        self.add(dynamic, None, params, bounds, result);
        items
    }

    /// Two types in one list.
    fn mixed(&mut self, index: usize, required: &Method, types: &[(Ty, Vec<Bound>)]) -> Option<Item> {
        let closed: Vec<&Ty> = types.iter().filter(|(_, bounds)| bounds.is_empty()).map(|(ty, _)| ty).collect();
        let [a, b, ..] = closed[..] else { return None };
        let (name, passed) = (&required.name, required.passed());
        let result = required.result.clone().list();
        let head = format!("fn mixed{index}(a: {a}, b: {b}, c: {b}?{}) -> {result}", required.written());
        let body = format!(
            "let all: List<dyn R{index}> = [a, b, [a]]\n  let last: (dyn R{index})? = c\n  if let d = last {{ all.push(d) }}\n  all.map(x => x.{name}({passed}))"
        );
        let plain = |name: &str, ty: Ty| Param { name: name.into(), ty, has_default: false };
        let params = [plain("a", a.clone()), plain("b", b.clone()), plain("c", b.clone().optional())];
        self.add(
            format!("mixed{index}"),
            None,
            params.into_iter().chain(required.params.clone()).collect(),
            &[],
            &result,
        );
        Some(Item::text(format!("{head} {{\n  {body}\n}}")))
    }
}

fn join(first: &str, rest: &str) -> String {
    if rest.is_empty() { first.to_owned() } else { format!("{first}, {rest}") }
}
