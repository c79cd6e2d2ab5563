//! Declarations of structs, enums and their methods.

use super::grow::Grower;
use super::program::{Arguments, Body, Item, Ty};
use super::scope::{Bound, Scope, Var};

/// A field of a struct.
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type, over the parameters of the struct.
    pub ty: Ty,
    /// Whether it is a `var`.
    pub mutable: bool,
}

/// A struct.
pub struct StructDecl {
    /// Its number.
    pub index: usize,
    /// The bounds of its type parameters.
    pub bounds: Vec<Bound>,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl StructDecl {
    /// Whether a field's type is an optional of the struct.
    pub fn is_itself(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Optional(of) if matches!(&**of, Ty::Struct(index, _) if *index == self.index))
    }
}

/// An enum: the first variant does not contain the enum.
pub struct EnumDecl {
    /// The bounds of its type parameters.
    pub bounds: Vec<Bound>,
    /// The types of the fields of each variant.
    pub variants: Vec<Vec<Ty>>,
}

/// A parameter of a function that may be called.
#[derive(Clone)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// Whether it has a default.
    pub has_default: bool,
}

/// A function that may be called.
#[derive(Clone)]
pub struct Callee {
    /// Its name.
    pub name: String,
    /// The type that it is a method of.
    pub receiver: Option<Ty>,
    /// The bounds of its type parameters, or of those of the type that it is a method of.
    pub bounds: Vec<Bound>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Its result.
    pub result: Ty,
    /// How large its first argument may be, if that counts how often it may call itself.
    pub fuel: Option<Fuel>,
}

/// What limits a recursion.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fuel {
    /// The first argument, which is to be small.
    Small,
    /// The first argument, which may be large: calls are in tail position.
    Large,
    /// This is the function itself, or another of its group: it gets one less.
    Itself,
}

impl Grower {
    fn bounds(&mut self) -> Vec<Bound> {
        if self.one_in(3) { (0..1 + self.below(2)).map(|_| self.pick(&Bound::ALL)).collect() } else { Vec::new() }
    }

    /// The structs and enums of a program.
    pub fn type_declarations(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        for _ in 0..1 + self.below(2) {
            items.push(self.enum_declaration());
            items.push(self.struct_declaration());
        }
        if self.one_in(2) {
            items.push(self.enum_declaration());
        }
        items
    }

    fn struct_declaration(&mut self) -> Item {
        let (index, bounds) = (self.structs.len(), self.bounds());
        let mut decl = StructDecl { index, bounds: bounds.clone(), fields: Vec::new() };
        let immutable = self.one_in(2);
        let mut lines = String::new();
        for at in 0..1 + self.below(4) {
            let ty =
                if self.one_in(7) { Ty::Struct(index, params_of(&bounds)).optional() } else { self.any_ty(&bounds, 2) };
            let (name, mutable) = (format!("m{at}"), !immutable && self.one_in(2));
            lines += &format!("  {}{name}: {ty}\n", if mutable { "var " } else { "" });
            decl.fields.push(Field { name, ty, mutable });
        }
        self.structs.push(decl);
        Item::text(format!("struct S{index}{} {{\n{lines}}}", declared(&bounds)))
    }

    fn enum_declaration(&mut self) -> Item {
        let (index, bounds) = (self.enums.len(), self.bounds());
        let plain = self.one_in(4);
        let mut variants: Vec<Vec<Ty>> = Vec::new();
        let mut lines = String::new();
        for at in 0..2 + self.below(4) {
            let count = if plain { 0 } else { self.below(4) };
            let fields: Vec<Ty> = (0..count)
                .map(|_| match at > 0 && self.one_in(5) {
                    true => Ty::Enum(index, params_of(&bounds)),
                    false => self.any_ty(&bounds, 1),
                })
                .collect();
            let texts: Vec<_> = fields.iter().enumerate().map(|(at, ty)| format!("p{at}: {ty}")).collect();
            let payload = if texts.is_empty() { String::new() } else { format!("({})", texts.join(", ")) };
            lines += &format!("  V{index}x{at}{payload}\n");
            variants.push(fields);
        }
        self.enums.push(EnumDecl { bounds: bounds.clone(), variants });
        Item::text(format!("enum E{index}{} {{\n{lines}}}", declared(&bounds)))
    }

    /// Methods for some of the types.
    pub fn methods(&mut self) -> Vec<Item> {
        let structs = self.structs.iter().map(|decl| (decl.index, decl.bounds.clone(), true));
        let enums = self.enums.iter().enumerate().map(|(index, decl)| (index, decl.bounds.clone(), false));
        let all: Vec<_> = structs.chain(enums).collect();
        let mut items = Vec::new();
        for (index, bounds, is_struct) in all {
            if self.one_in(2) {
                continue;
            }
            let args = params_of(&bounds);
            let receiver = if is_struct { Ty::Struct(index, args) } else { Ty::Enum(index, args) };
            let mut members = Vec::new();
            for at in 0..1 + self.below(2) {
                let name = format!("{}{index}{at}", if is_struct { "get" } else { "ask" });
                members.push(self.method(name, receiver.clone(), &bounds));
            }
            let head = format!("impl{} {receiver}", declared(&bounds));
            items.push(Item { attribute: None, head, body: Body::Members(members) });
        }
        items
    }

    fn method(&mut self, name: String, receiver: Ty, bounds: &[Bound]) -> Item {
        let params = self.parameters(bounds, 2);
        let result = self.any_ty(bounds, 2);
        let mut vars = vec![Var::fixed("self", receiver.clone())];
        vars.extend(params.iter().map(|(param, _)| Var::fixed(&param.name, param.ty.clone())));
        let mut scope = Scope { vars, params: bounds.to_vec(), result: Some(result.clone()), ..Scope::default() };
        let count = self.below(4);
        let block = self.body(&mut scope, count, 2, &result);
        let texts: Vec<_> = params.iter().map(|(_, text)| format!(", {text}")).collect();
        let head = format!("fn {name}(self{}) -> {result}", texts.concat());
        let params = params.into_iter().map(|(param, _)| param).collect();
        let bounds = bounds.to_vec();
        self.callees.push(Callee { name, receiver: Some(receiver), bounds, params, result, fuel: None });
        Item { attribute: None, head, body: Body::Block(block) }
    }
}

/// The type parameters themselves, as arguments.
pub fn params_of(bounds: &[Bound]) -> Vec<Ty> {
    (0..bounds.len()).map(Ty::Param).collect()
}

/// `<T0: Eq, T1>`, or nothing.
pub fn declared(bounds: &[Bound]) -> String {
    let texts: Vec<_> = bounds.iter().enumerate().map(|(index, bound)| bound.text(index)).collect();
    if texts.is_empty() { Arguments(&[]).to_string() } else { format!("<{}>", texts.join(", ")) }
}
