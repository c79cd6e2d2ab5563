//! What the program uses of JavaScript, written as a person would: calls, properties, constructors.
//!
//! In: an extern and its operands.  Out: an expression.
//!
//! Values are checked into the IR's ranges where JavaScript may give others: integers are truncated, `undefined` is
//! `null`. A function value that JavaScript gets is entered as a turn of its own.

use crate::js::{Expr, Owner, print::is_identifier};
use crate::module::Module;
use crate::names;
use crate::prims::unsigned;
use base::Symbol;
use ir::{Extern, ExternId, ExternKind, JsView, Kind, Type};

impl Module<'_> {
    /// Names everything that is imported before any local is named, so that no local hides it.
    pub fn name_imports(&mut self) {
        for row in &self.program.externs {
            let named = match row.kind {
                ExternKind::Function | ExternKind::Get | ExternKind::Set | ExternKind::New | ExternKind::InstanceOf => {
                    true
                }
                ExternKind::Method | ExternKind::PropertyGet | ExternKind::PropertySet | ExternKind::Object => false,
                ExternKind::IndexGet | ExternKind::IndexSet => false,
            };
            if let Some(module) = row.module
                && named
            {
                self.imported(module, Symbol::new(row.name.as_str().split('.').next().unwrap_or("default")));
            }
        }
    }
    /// The use of an extern.
    pub fn extern_use(&mut self, id: ExternId, args: Vec<Expr>) -> Expr {
        let program = self.program;
        let row = &program.externs[id];
        let args: Vec<Expr> = args.into_iter().enumerate().map(|(at, arg)| self.extern_arg(row, at, arg)).collect();
        let value = self.extern_form(row, args);
        let value = match row.result {
            Some(ty) => from_js(value, ty, view(row, row.params.len()), row.kind),
            None => value,
        };
        if row.throws {
            let action = Expr::arrow(Vec::new(), value);
            let outcome = self.helper("tryCall").call(vec![action]);
            // Without a result the error is all there is.
            if row.result.is_some() { outcome } else { outcome.at(Expr::Int(1)) }
        } else {
            value
        }
    }
    fn extern_arg(&mut self, row: &Extern, at: usize, arg: Expr) -> Expr {
        match row.params[at].kind {
            Kind::Func(_) => {
                let waits = !self.startup.waiting.is_empty();
                self.helper(if waits { "asPatientListener" } else { "asListener" }).call(vec![arg])
            }
            Kind::I32 | Kind::I64 if view(row, at) == JsView::Unsigned && !row.params[at].nullable => {
                unsigned(arg, row.params[at].kind == Kind::I64)
            }
            _ => arg,
        }
    }
    fn extern_form(&mut self, row: &Extern, mut args: Vec<Expr>) -> Expr {
        let mut next = || args.remove(0);
        match row.kind {
            ExternKind::Function => self.extern_name(row).call(args),
            ExternKind::Get => self.extern_name(row),
            ExternKind::Set => {
                let value = next();
                self.extern_name(row).assign(value)
            }
            ExternKind::Method => {
                let object = next();
                property(object, row.name).call(args)
            }
            ExternKind::PropertyGet => property(next(), row.name),
            ExternKind::PropertySet => {
                let object = next();
                property(object, row.name).assign(next())
            }
            ExternKind::New => self.extern_name(row).construct(args),
            ExternKind::Object => Expr::Object(row.fields.iter().copied().zip(args).collect(), Owner::Host),
            ExternKind::InstanceOf => {
                let object = next();
                let class = self.extern_name(row);
                object.bin("instanceof", class)
            }
            ExternKind::IndexGet => {
                let object = next();
                object.at(next())
            }
            ExternKind::IndexSet => {
                let object = next();
                let index = next();
                object.at(index).assign(next())
            }
        }
    }
    /// The function, class or value that an extern names.
    fn extern_name(&mut self, row: &Extern) -> Expr {
        let Some(module) = row.module else { return Expr::Host(row.name) };
        let mut segments = row.name.as_str().split('.');
        let name = Symbol::new(segments.next().unwrap_or("default"));
        let local = self.imported(module, name);
        segments.fold(Expr::Global(local), |object, segment| property(object, Symbol::new(segment)))
    }
    /// The name here of something of another ES module.
    fn imported(&mut self, module: Symbol, name: Symbol) -> Symbol {
        let known = self.imports.iter().position(|(known, _)| *known == module);
        let at = known.unwrap_or_else(|| {
            self.imports.push((module, Vec::new()));
            self.imports.len() - 1
        });
        if let Some(&(_, local)) = self.imports[at].1.iter().find(|(known, _)| *known == name) {
            return local;
        }
        let file = module.as_str().rsplit('/').next().unwrap_or("").split('.').next().unwrap_or("");
        let wish = if name.as_str() == "default" { file } else { name.as_str() };
        let local = self.fresh_global(wish);
        self.imports[at].1.push((name, local));
        local
    }
}

/// How an operand or the result of an extern looks to JavaScript.
fn view(row: &Extern, at: usize) -> JsView {
    row.views.get(at).copied().unwrap_or_default()
}

fn property(object: Expr, name: Symbol) -> Expr {
    if is_identifier(name.as_str()) {
        Expr::Member(Box::new(object), name, Owner::Host)
    } else {
        object.at(Expr::Str(name))
    }
}

/// A value of JavaScript in the range of its IR type.
fn from_js(value: Expr, ty: Type, view: JsView, kind: ExternKind) -> Expr {
    if ty.nullable {
        return value.bin("??", Expr::Null);
    }
    match (ty.kind, view) {
        (Kind::I32, _) => value.bin("|", Expr::Int(0)),
        (Kind::I64, _) => Expr::host("BigInt.asIntN").call(vec![Expr::Int(64), value]),
        (Kind::F32, _) if kind != ExternKind::New => Expr::host("Math.fround").call(vec![value]),
        _ => value,
    }
}

/// The name of a parameter of an exported function.
pub fn param_name(name: Option<Symbol>, at: usize) -> String {
    name.map_or_else(|| format!("a{at}"), |name| names::identifier(name.as_str()))
}
