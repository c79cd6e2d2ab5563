//! How the module starts, and what it shows to the world.
//!
//! In: `init`, `main`, exports and tests of the program.  Out: the last items of the module.
//!
//! Without a Wasm half `main` runs at the end of the module. With one, the exported promise `ready` resolves when it is
//! loaded; `main` runs then, or at the end of the module if it does not need that half (see [`crate::startup`]). A
//! module that exports functions always exports `ready`. There is no top-level `await`, so that nobody who imports the
//! module waits for it unasked.

use crate::WasmHalf;
use crate::js::{Expr, Item, Owner, Stmt};
use crate::module::{Module, statement};
use crate::places::At;
use crate::recursion;
use base::Symbol;
use ir::{Const, Crossing, FuncId, Loc, Op, Program, Side, ValueDef};
use rustc_hash::FxHashSet;

impl Module<'_> {
    /// Gives the exports of the Wasm half their names here.
    pub fn name_wasm_exports(&mut self) {
        if !self.has_wasm {
            return;
        }
        let mut rows: Vec<(Symbol, String)> = Vec::new();
        for row in &self.program.seam.exports {
            let wish = match row.crossing {
                Crossing::Op(Op::Call(func)) => self.funcs[func].as_str().to_owned(),
                _ => row.name.as_str().to_owned(),
            };
            rows.push((row.name, wish));
        }
        rows.push((Symbol::new("memory"), "memory".to_owned()));
        rows.push((Symbol::new("free"), "freeMemory".to_owned()));
        for (number, test) in self.program.tests.iter().enumerate() {
            if self.side(test.func) == Side::Wasm {
                rows.push((Symbol::new(&format!("test{number}")), format!("test{number}")));
            }
        }
        for (export, wish) in rows {
            let local = match self.program.seam.exports.iter().find(|row| row.name == export).map(|row| &row.crossing) {
                // The function's own name is free: its body is on the other side.
                Some(Crossing::Op(Op::Call(func))) => self.funcs[*func],
                _ => self.fresh_global(&wish),
            };
            self.wasm_exports.push((export, local));
        }
    }

    /// The items that follow the functions.
    pub fn ending(&mut self, functions: &[Item]) -> Vec<Item> {
        let mut items = self.exports();
        items.extend(self.tests());
        items.extend(self.profile());
        items.extend(self.recursive_functions());
        if self.has_wasm {
            let start = self.wasm_start(functions, &items);
            items.extend(start);
        } else {
            items.extend(self.start().map(statement));
            if !self.program.exports.is_empty() {
                items.push(ready(Expr::host("Promise").method("resolve", Vec::new())));
            }
        }
        items
    }
    /// Tells the helpers which functions may overflow the stack and where they stand.
    fn recursive_functions(&mut self) -> Option<Item> {
        let reports = self.program.main.is_some() || !self.program.tests.is_empty();
        let functions = recursion::recursive(self.program, Side::Js).into_iter().filter(|&func| !self.is_inlined(func));
        let rows = functions.map(|func| {
            let data = &self.program.funcs[func];
            let place = self.place(At::new(data, Loc { span: data.span, site: None }));
            Expr::Array(vec![Expr::Global(self.funcs[func]), place])
        });
        let rows: Vec<Expr> = rows.collect();
        (reports && !rows.is_empty()).then(|| statement(self.helper("mayOverflow").call(vec![Expr::Array(rows)])))
    }
    /// The function that gives the counts of a build that makes a profile, exported as `profile` if the program exports
    /// nothing of that name.
    fn profile(&mut self) -> Vec<Item> {
        let program = self.program;
        if program.counted.is_empty() {
            return Vec::new();
        }
        let rows = program.counted.iter().map(|row| {
            let blocks = Expr::Int(i64::try_from(row.blocks).expect("a function has fewer blocks"));
            Expr::Array(vec![Expr::Str(row.module), Expr::Str(row.name), Expr::Str(row.hash), blocks])
        });
        let rows = Expr::Array(rows.collect());
        let init = Some(self.helper("profileOf").call(vec![rows]));
        let name = self.fresh_global("profile");
        let taken = program.exports.iter().any(|export| export.name.as_str() == "profile");
        let shown = Symbol::new(if taken { "seamProfile" } else { "profile" });
        let variable = Item::Variable { name, constant: true, init, export: false };
        vec![variable, Item::Export(vec![(name, shown)])]
    }
    /// What runs as soon as it can: the initialisers, then `main`, which a build for tests leaves out.
    fn start(&mut self) -> Option<Expr> {
        let main = self.program.main.filter(|_| self.program.tests.is_empty());
        let starts: Vec<FuncId> = self.program.init.into_iter().chain(main).collect();
        let mut calls: Vec<Expr> = starts.iter().map(|&func| self.entry(func)).collect();
        match calls.as_slice() {
            [] => return None,
            [_] if self.cannot_fail() => return Some(calls.remove(0).call(Vec::new())),
            [_] => {
                let only = calls.remove(0);
                return Some(self.helper("runTurn").call(vec![only]));
            }
            _ => {}
        }
        let body = calls.into_iter().map(|callee| Stmt::Expr(callee.call(Vec::new()))).collect();
        let arrow = Expr::Arrow(Box::new(crate::js::Arrow { params: Vec::new(), body }));
        Some(self.helper("runTurn").call(vec![arrow]))
    }
    fn entry(&self, func: FuncId) -> Expr {
        match self.side(func) {
            Side::Js => Expr::Global(self.funcs[func]),
            Side::Wasm => {
                let name = if self.program.init == Some(func) { "init" } else { "main" };
                Expr::local("wasm").member(name)
            }
        }
    }
    /// Whether nothing in the program can panic, overflow the stack or throw.
    fn cannot_fail(&self) -> bool {
        !self.has_wasm
            && self.program.funcs.iter().all(|func| {
                func.blocks.iter().all(|block| {
                    !matches!(block.term, ir::Terminator::Panic(_) | ir::Terminator::TailCallClosure(..))
                        && block.insts.iter().all(|&inst| {
                            let op = func.insts[inst].op;
                            !op.may_panic() && op != Op::Host(ir::Host::Exit)
                        })
                })
            })
    }

    fn wasm_start(&mut self, functions: &[Item], exports: &[Item]) -> Vec<Item> {
        let imports = self.imports_object();
        let mut mentioned = FxHashSet::default();
        let mut mention = |expr: &Expr| {
            if let Expr::Global(name) = expr {
                mentioned.insert(*name);
            }
        };
        functions.iter().chain(exports).for_each(|item| item.deep(&mut mention));
        imports.deep(&mut mention);
        for item in exports {
            if let Item::Export(names) = item {
                mentioned.extend(names.iter().map(|&(local, _)| local));
            }
        }
        let used = self.wasm_exports.iter().copied().filter(|(_, local)| mentioned.contains(local));
        let used: Vec<(Symbol, Symbol)> = used.collect();
        let mut items = Vec::new();
        for &(_, local) in &used {
            let init = Some(self.helper("notReady"));
            items.push(Item::Variable { name: local, constant: false, init, export: false });
        }
        let wasm = Symbol::new("wasm");
        let mut body: Vec<Stmt> = used
            .iter()
            .map(|&(export, local)| Stmt::Expr(Expr::Global(local).assign(Expr::Local(wasm).member(export.as_str()))))
            .collect();
        let start = self.start();
        let (at_once, then) = if self.startup.early { (start, None) } else { (None, start) };
        body.extend(then.map(Stmt::Expr));
        if at_once.is_some() && !self.startup.waiting.is_empty() {
            body.push(Stmt::Expr(self.helper("runWaitingTurns").call(Vec::new())));
        }
        let fetched = self.fetched();
        let then = Expr::Arrow(Box::new(crate::js::Arrow { params: vec![wasm], body }));
        items.push(ready(self.helper("startWasm").call(vec![fetched, imports, then])));
        items.extend(at_once.map(statement));
        items
    }
    /// A promise of the bytes of the Wasm half.
    fn fetched(&mut self) -> Expr {
        match &self.options.wasm {
            WasmHalf::Beside => {
                let url = Expr::host("URL").construct(vec![Expr::str("app.wasm"), Expr::host("import.meta.url")]);
                self.helper("fetchWasm").call(vec![url])
            }
            WasmHalf::Inline(text) => {
                let text = Expr::str(text);
                self.helper("wasmOfText").call(vec![text])
            }
        }
    }
    fn imports_object(&mut self) -> Expr {
        let mut js = Vec::new();
        let mut seam = Vec::new();
        let program = self.program;
        for row in &program.seam.imports {
            let function = self.provide(&row.crossing);
            match row.crossing {
                Crossing::Op(Op::Host(_) | Op::Prim(_)) => seam.push((row.name, function)),
                _ => js.push((row.name, function)),
            }
        }
        seam.extend(self.rests());
        for digits in wasm_bigints(program) {
            seam.push((Symbol::new(&format!("{digits}n")), crate::func::literal(Const::Big(digits))));
        }
        let groups = [("js", js), ("seam", seam)].into_iter().filter(|(_, members)| !members.is_empty());
        Expr::Object(
            groups.map(|(name, members)| (Symbol::new(name), Expr::Object(members, Owner::Host))).collect(),
            Owner::Host,
        )
    }

    fn tests(&mut self) -> Vec<Item> {
        if self.program.tests.is_empty() {
            return Vec::new();
        }
        let program = self.program;
        let rows = program.tests.iter().enumerate().map(|(number, test)| {
            let body = match self.side(test.func) {
                Side::Js => Expr::Global(self.funcs[test.func]),
                Side::Wasm => self.wasm_export(Symbol::new(&format!("test{number}"))),
            };
            let run = Expr::arrow(Vec::new(), self.helper("runTurn").call(vec![body]));
            let row = vec![(Symbol::new("name"), Expr::Str(test.name)), (Symbol::new("run"), run)];
            Expr::Object(row, Owner::Host)
        });
        let rows = rows.collect();
        let name = Symbol::new("tests");
        vec![Item::Variable { name, constant: true, init: Some(Expr::Array(rows)), export: true }]
    }
}

/// `export const ready = promise`
fn ready(promise: Expr) -> Item {
    Item::Variable { name: Symbol::new("ready"), constant: true, init: Some(promise), export: true }
}

/// The constants of type `bigint` in the Wasm half, each once.
fn wasm_bigints(program: &Program) -> Vec<Symbol> {
    let funcs = program.funcs.iter_enumerated().filter(|(id, _)| program.placement.funcs[*id] == Side::Wasm);
    let in_funcs = funcs.flat_map(|(_, func)| func.values.iter().map(|value| value.def));
    let constants = in_funcs.filter_map(|def| if let ValueDef::Const(constant) = def { Some(constant) } else { None });
    let in_globals = program.globals.iter().filter_map(|global| global.value);
    let mut seen = FxHashSet::default();
    let digits =
        constants.chain(in_globals).filter_map(|it| if let Const::Big(digits) = it { Some(digits) } else { None });
    digits.filter(|&digits| seen.insert(digits)).collect()
}
