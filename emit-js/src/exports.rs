//! What the program exports, as JavaScript may call it.
//!
//! In: exports and their functions.  Out: the functions that bring what JavaScript passes into range, and the list of
//! exports.
//!
//! A function that nothing but its export calls converts its parameters itself: `function run(n) { n = n | 0; … }`.
//! Others get a function around them. It would do for all, but V8 inlines a function with a loop into the function
//! around it and then stays in its second compiler: a hashing loop took 1.8 times as long.

use crate::js::{Expr, Item, Stmt};
use crate::module::Module;
use crate::prims::unsigned;
use base::Symbol;
use ir::{Crossing, Export, FuncId, JsView, Kind, Op, Program, Side, Terminator, Type};
use rustc_hash::{FxHashMap, FxHashSet};

impl Module<'_> {
    /// Finds the functions that convert their parameters themselves.
    pub fn find_converting(&mut self) {
        let program = self.program;
        let mut exported: FxHashMap<FuncId, u32> = FxHashMap::default();
        for export in &program.exports {
            *exported.entry(export.func).or_default() += 1;
        }
        let called = called(program);
        for export in &program.exports {
            let func = &program.funcs[export.func];
            let unsigned = export.views.get(func.params().len()) == Some(&JsView::Unsigned);
            let own = exported[&export.func] == 1 && self.funcs[export.func] == export.name && !unsigned;
            let here = self.side(export.func) == Side::Js && !self.is_bouncing(func);
            if own && here && self.needs_export_wrapper(export) && !called.contains(&export.func) {
                self.converting.insert(export.func);
            }
        }
    }
    /// The parameters of a function that converts them itself, brought into range.
    pub fn converted_params(&self, func: FuncId, params: &[Symbol]) -> Vec<Stmt> {
        let types = self.program.funcs[func].param_types();
        let converted = params.iter().zip(types).filter_map(|(&param, ty)| {
            let value = argument(Expr::Local(param), ty);
            (value != Expr::Local(param)).then_some(Stmt::Set(param, value))
        });
        converted.collect()
    }
    fn converts_itself(&self, export: &Export) -> bool {
        self.converting.contains(&export.func)
    }

    /// Whether what an export is called with must be converted.
    pub fn needs_export_wrapper(&self, export: &Export) -> bool {
        let func = &self.program.funcs[export.func];
        if self.side(export.func) == Side::Wasm {
            // Wasm converts numbers by itself.
            let plain = |ty: &Type| !ty.nullable && !matches!(ty.kind, Kind::Func(_));
            let results = func.results.as_slice();
            let same = results.len() <= 1 && results.iter().all(|ty| plain(ty) && ty.kind != Kind::Bool);
            return export.views.contains(&JsView::Unsigned) || !func.param_types().iter().all(plain) || !same;
        }
        let narrow = |ty: &Type| !ty.nullable && matches!(ty.kind, Kind::I32 | Kind::I64 | Kind::F32);
        export.views.contains(&JsView::Unsigned)
            || func.param_types().iter().any(|ty| narrow(ty) || matches!(ty.kind, Kind::Func(_)) || ty.nullable)
    }
    pub fn exports(&mut self) -> Vec<Item> {
        let program = self.program;
        let mut items = Vec::new();
        let mut renamed = Vec::new();
        for export in &program.exports {
            let own = self.funcs[export.func];
            if self.converts_itself(export) {
                continue;
            }
            if self.needs_export_wrapper(export) {
                let (item, name) = self.export_wrapper(export);
                items.push(item);
                renamed.push((name, export.name));
            } else if own != export.name || self.side(export.func) == Side::Wasm {
                renamed.push((own, export.name));
            }
        }
        if !renamed.is_empty() {
            items.push(Item::Export(renamed));
        }
        items
    }
    /// A function that brings the values of JavaScript into range, and shows the result as JavaScript is to see it.
    fn export_wrapper(&mut self, export: &Export) -> (Item, Symbol) {
        self.begin_function();
        let func = &self.program.funcs[export.func];
        let view = |at: usize| export.views.get(at).copied().unwrap_or_default();
        let mut params = Vec::new();
        let mut args = Vec::new();
        for (at, &param) in func.params().iter().enumerate() {
            let wish = crate::externs::param_name(func.values[param].name, at);
            let name = self.fresh_local(&wish);
            params.push(name);
            args.push(argument(Expr::Local(name), func.ty(param)));
        }
        let call = self.op(&Op::Call(export.func), args, crate::places::At::NOWHERE);
        let call = match func.results.as_slice() {
            [only] if view(params.len()) == JsView::Unsigned && !only.nullable => {
                unsigned(call, only.kind == Kind::I64)
            }
            _ => call,
        };
        let body = vec![if func.results.is_empty() { Stmt::Expr(call) } else { Stmt::Return(Some(call)) }];
        let name = self.fresh_global(&format!("{}Export", export.name));
        (Item::Function { name, params, body, export: false }, name)
    }
}

/// The functions that the program starts with, calls, makes values of, or lets the other side call.
fn called(program: &Program) -> FxHashSet<FuncId> {
    let mut called: FxHashSet<FuncId> = program.init.into_iter().chain(program.main).collect();
    called.extend(program.tests.iter().map(|test| test.func));
    let mut note = |op: Op| {
        if let Op::Call(func) | Op::ClosureNew(func) = op {
            called.insert(func);
        }
    };
    for row in program.seam.imports.iter().chain(&program.seam.exports) {
        if let Crossing::Op(op) = row.crossing {
            note(op);
        }
    }
    for func in &program.funcs {
        for block in &func.blocks {
            block.insts.iter().for_each(|&inst| note(func.insts[inst].op));
            if let Terminator::TailCall(callee, _) = block.term {
                note(Op::Call(callee));
            }
        }
    }
    called
}

/// A value that JavaScript passes to an export, in the range of its type.
fn argument(value: Expr, ty: Type) -> Expr {
    if ty.nullable {
        return value.bin("??", Expr::Null);
    }
    match ty.kind {
        Kind::I32 => value.bin("|", Expr::Int(0)),
        Kind::I64 => Expr::host("BigInt.asIntN").call(vec![Expr::Int(64), value]),
        Kind::F32 => Expr::host("Math.fround").call(vec![value]),
        _ => value,
    }
}
