//! The module that is being made: names of everything at top level, and what turned out to be needed.
//!
//! In: a program.  Out: the items of its ES module, by [`Module::items`].

use crate::Options;
use crate::js::{Expr, Item, Label, Owner, Stmt};
use crate::names::{self, Locals, Scope};
use crate::startup::{self, Startup};
use crate::{func, shipped};
use base::{IndexVec, Sources, Symbol};
use ir::{Const, Crossing, FuncId, GlobalId, Kind, Op, Program, Side, SigId, Terminator, Type, TypeDef, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

pub struct Module<'p> {
    pub program: &'p Program,
    pub sources: &'p Sources,
    pub options: &'p Options,
    pub has_wasm: bool,
    /// Whether it starts before the Wasm half is there, and what waits for it then.
    pub startup: Startup,
    scope: Scope,
    locals: Locals,
    /// Locals of the current function that no source variable is named by.
    pub temporaries: FxHashSet<Symbol>,
    /// Locals of the current function by which dispatch loops choose.
    pub dispatch_variables: FxHashSet<Symbol>,
    next_label: u32,
    pub funcs: IndexVec<FuncId, Symbol>,
    pub classes: FxHashMap<TypeId, Symbol>,
    pub variants: FxHashMap<(TypeId, u32), Symbol>,
    pub globals: IndexVec<GlobalId, Symbol>,
    /// The names of module variables.
    pub variables: FxHashSet<Symbol>,
    helpers: BTreeSet<&'static str>,
    /// Exports of the Wasm half that are used, with their names here, in order of first use.
    pub wasm_exports: Vec<(Symbol, Symbol)>,
    /// ES modules that are imported from, with what and under which name.
    pub imports: Vec<(Symbol, Vec<(Symbol, Symbol)>)>,
    /// Closure bodies that are printed where the closure is made.
    inlined: FxHashSet<FuncId>,
    /// Exported functions that bring what JavaScript passes into range themselves.
    pub converting: FxHashSet<FuncId>,
    /// Functions that may return a tail call that is still to be made.
    bouncing: FxHashSet<FuncId>,
    bouncing_sigs: FxHashSet<SigId>,
}

impl<'p> Module<'p> {
    /// Gives everything at top level its name.
    pub fn new(program: &'p Program, sources: &'p Sources, options: &'p Options) -> Self {
        let mut module = Module {
            program,
            sources,
            options,
            has_wasm: program.has_side(Side::Wasm),
            startup: startup::of(program),
            scope: Scope::module(),
            locals: Locals::default(),
            temporaries: FxHashSet::default(),
            dispatch_variables: FxHashSet::default(),
            next_label: 1 << 24,
            funcs: IndexVec::new(),
            classes: FxHashMap::default(),
            variants: FxHashMap::default(),
            globals: IndexVec::new(),
            variables: FxHashSet::default(),
            helpers: BTreeSet::new(),
            wasm_exports: Vec::new(),
            imports: Vec::new(),
            inlined: FxHashSet::default(),
            converting: FxHashSet::default(),
            bouncing: FxHashSet::default(),
            bouncing_sigs: FxHashSet::default(),
        };
        for name in shipped::all_names() {
            module.scope.take(name);
        }
        for row in &program.externs {
            if row.module.is_none() {
                module.scope.take(row.name.as_str().split('.').next().unwrap_or(""));
            }
        }
        module.name_everything();
        module.name_imports();
        module.name_wasm_exports();
        module.find_inlined();
        module.find_bouncing();
        module.find_converting();
        module
    }
    fn name_everything(&mut self) {
        // What the world sees keeps its name.
        let exported: FxHashMap<FuncId, Symbol> =
            self.program.exports.iter().map(|export| (export.func, export.name)).collect();
        let mut reserved: Vec<Symbol> = exported.values().copied().collect();
        reserved.sort_unstable();
        let mut taken: FxHashMap<Symbol, Symbol> = FxHashMap::default();
        for name in reserved {
            taken.insert(name, self.scope.fresh(name.as_str()));
        }
        for global in &self.program.globals {
            let name = self.scope.choose(&names::function_wishes(global.name.as_str()));
            self.globals.push(name);
            self.variables.insert(name);
        }
        for (id, func) in self.program.funcs.iter_enumerated() {
            // A function may be exported twice: the second name is written in the list of exports.
            let own = exported.get(&id).and_then(|name| taken.remove(name));
            let name = own.unwrap_or_else(|| self.scope.choose(&names::function_wishes(func.name.as_str())));
            self.funcs.push(name);
        }
        for (id, ty) in self.program.types.heap.iter_enumerated() {
            match &ty.def {
                TypeDef::Struct { .. } => {
                    let name = self.scope.choose(&names::class_wishes(ty.name.as_str()));
                    self.classes.insert(id, name);
                }
                TypeDef::Enum { variants } => {
                    for (number, variant) in variants.iter().enumerate() {
                        let mut wishes = vec![names::identifier(variant.name.as_str())];
                        let classes = names::class_wishes(ty.name.as_str());
                        wishes
                            .extend(classes.iter().map(|class| names::identifier(&format!("{class}{}", variant.name))));
                        let name = self.scope.choose(&wishes);
                        self.variants.insert((id, number as u32), name);
                    }
                }
                TypeDef::Array { .. } | TypeDef::Buffer { .. } => {}
            }
        }
    }
    /// Closure bodies that have one use, in JavaScript, are printed there.
    fn find_inlined(&mut self) {
        let mut uses: FxHashMap<FuncId, u32> = FxHashMap::default();
        let mut barred: FxHashSet<FuncId> = self.program.exports.iter().map(|export| export.func).collect();
        barred.extend(self.program.init);
        barred.extend(self.program.main);
        barred.extend(self.program.tests.iter().map(|test| test.func));
        for row in self.program.seam.imports.iter().chain(&self.program.seam.exports) {
            if let Crossing::Op(Op::Call(func) | Op::ClosureNew(func)) = row.crossing {
                barred.insert(func);
            }
        }
        for (user, func) in self.program.funcs.iter_enumerated() {
            for block in &func.blocks {
                if let Terminator::TailCall(callee, _) = block.term {
                    barred.insert(callee);
                }
                for &inst in &block.insts {
                    match func.insts[inst].op {
                        Op::Call(callee) => {
                            barred.insert(callee);
                        }
                        Op::ClosureNew(body) => {
                            *uses.entry(body).or_default() += 1;
                            if body == user || self.side(user) == Side::Wasm {
                                barred.insert(body);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        self.inlined = uses
            .into_iter()
            .filter(|&(func, count)| count == 1 && !barred.contains(&func) && self.side(func) == Side::Js)
            .map(|(func, _)| func)
            .collect();
    }
    /// Functions that end in a tail call of a function value, and those that end in a call of one of these.
    fn find_bouncing(&mut self) {
        loop {
            let before = (self.bouncing.len(), self.bouncing_sigs.len());
            let program = self.program;
            for (id, func) in program.funcs.iter_enumerated() {
                if self.side(id) != Side::Js {
                    continue;
                }
                let bounces = func.blocks.iter().any(|block| match &block.term {
                    Terminator::TailCallClosure(..) => true,
                    Terminator::TailCall(callee, _) => self.bouncing.contains(callee),
                    _ => false,
                });
                if bounces {
                    self.bouncing.insert(id);
                }
                for inst in func.blocks.iter().flat_map(|block| &block.insts) {
                    let data = &func.insts[*inst];
                    if let Op::ClosureNew(body) = data.op
                        && self.bouncing.contains(&body)
                        && let Some(Kind::Func(sig)) = data.results.first().map(|&result| func.ty(result).kind)
                    {
                        self.bouncing_sigs.insert(sig);
                    }
                }
            }
            if before == (self.bouncing.len(), self.bouncing_sigs.len()) {
                break;
            }
        }
    }

    /// The side of a function; everything is JavaScript's before there is a placement.
    pub fn side(&self, func: FuncId) -> Side {
        self.program.placement.funcs.get(func).copied().unwrap_or(Side::Js)
    }
    /// Whether a function may return a tail call that is still to be made.
    pub fn is_bouncing(&self, func: &ir::Func) -> bool {
        self.bouncing.iter().any(|&id| std::ptr::eq(&raw const self.program.funcs[id], func))
    }
    /// Makes the tail calls that the result of a call still asks for.
    pub fn landed(&mut self, call: Expr, callee: FuncId) -> Expr {
        if self.bouncing.contains(&callee) { self.helper("landTail").call(vec![call]) } else { call }
    }
    /// The same for a call of a function value.
    pub fn landed_closure(&mut self, call: Expr, sig: SigId) -> Expr {
        if self.bouncing_sigs.contains(&sig) { self.helper("landTail").call(vec![call]) } else { call }
    }
    /// A tail call of a function value: what to call, to be called by who called us.
    pub fn bounce(&mut self, args: Vec<Expr>) -> Expr {
        self.helper("bounceTail").call(args)
    }

    /// Starts a function: no locals yet.
    pub fn begin_function(&mut self) {
        self.locals = Locals::default();
        self.temporaries.clear();
        self.dispatch_variables.clear();
        self.next_label = 1 << 24;
    }
    /// A new local.
    pub fn fresh_local(&mut self, wish: &str) -> Symbol {
        self.scope.fresh_inside(&mut self.locals, wish)
    }
    /// A new label.
    pub fn fresh_label(&mut self) -> Label {
        self.next_label += 1;
        Label(self.next_label)
    }
    /// A new name of the module.
    pub fn fresh_global(&mut self, wish: &str) -> Symbol {
        self.scope.fresh(wish)
    }
    /// A helper, shipped from now on.
    pub fn helper(&mut self, name: &'static str) -> Expr {
        self.helpers.insert(name);
        Expr::global(name)
    }
    /// Whether a closure body is printed where the closure is made.
    pub fn is_inlined(&self, func: FuncId) -> bool {
        self.inlined.contains(&func)
    }
    /// `new Panic(text, at)`
    pub fn new_panic(&mut self, text: Expr, at: Expr) -> Expr {
        let args = if at == Expr::Null { vec![text] } else { vec![text, at] };
        self.helper("Panic").construct(args)
    }

    /// All items of the module.
    pub fn items(mut self) -> Vec<Item> {
        let mut functions = Vec::new();
        for id in self.program.funcs.ids() {
            if self.side(id) == Side::Js && !self.inlined.contains(&id) {
                let (params, mut body) = func::function(&mut self, id);
                if self.converting.contains(&id) {
                    body.splice(0..0, self.converted_params(id, &params));
                }
                functions.push(Item::Function { name: self.funcs[id], params, body, export: self.is_exported(id) });
            }
        }
        let ending = self.ending(&functions);
        let variables = self.variable_items();
        let classes = self.class_items(&functions, &variables, &ending);
        let mut items: Vec<Item> =
            self.imports.iter().map(|(module, names)| Item::Import(self.location(*module), names.clone())).collect();
        items.extend(classes);
        items.extend(variables);
        items.extend(functions);
        items.extend(shipped::sources(&self.helpers, self.has_wasm).into_iter().map(Item::Source));
        items.extend(ending);
        items
    }
    /// What a module is loaded from.
    fn location(&self, module: Symbol) -> Symbol {
        let mut moved = self.options.modules.iter();
        moved.find(|(name, _)| module.as_str() == name).map_or(module, |(_, url)| Symbol::new(url))
    }
    fn is_exported(&self, id: FuncId) -> bool {
        let name = self.funcs[id];
        self.program
            .exports
            .iter()
            .any(|export| export.func == id && export.name == name && !self.needs_export_wrapper(export))
            || self.converting.contains(&id)
    }
    fn variable_items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        for (id, global) in self.program.globals.iter_enumerated() {
            if self.program.placement.globals.get(id).copied().unwrap_or(Side::Js) == Side::Js {
                let init = match global.value {
                    Some(constant) => Some(func::literal(constant)),
                    None => zero(global.ty),
                };
                let constant = !global.mutable && global.value.is_some();
                items.push(Item::Variable { name: self.globals[id], constant, init, export: false });
            }
        }
        items
    }
    /// Classes of the objects that live here; the order is that of the program.
    fn class_items(&self, functions: &[Item], variables: &[Item], ending: &[Item]) -> Vec<Item> {
        let mut used = FxHashSet::default();
        for item in functions.iter().chain(variables).chain(ending) {
            item.deep(&mut |expr| {
                if let Expr::Global(name) = expr {
                    used.insert(*name);
                }
            });
        }
        let mut items = Vec::new();
        for (id, ty) in self.program.types.heap.iter_enumerated() {
            match &ty.def {
                TypeDef::Struct { fields } if used.contains(&self.classes[&id]) => {
                    let fields = class_fields(fields);
                    items.push(Item::Class { name: self.classes[&id], fixed: Vec::new(), fields });
                }
                TypeDef::Enum { variants } => {
                    for (number, variant) in variants.iter().enumerate() {
                        let name = self.variants[&(id, number as u32)];
                        let tag = (Symbol::new("tag"), Expr::Int(number as i64));
                        if !used.contains(&name) {
                            continue;
                        }
                        if variant.fields.is_empty() {
                            let init = Some(Expr::Object(vec![tag], Owner::Program));
                            items.push(Item::Variable { name, constant: true, init, export: false });
                        } else {
                            let fields = class_fields(&variant.fields);
                            items.push(Item::Class { name, fixed: vec![tag], fields });
                        }
                    }
                }
                TypeDef::Struct { .. } | TypeDef::Array { .. } | TypeDef::Buffer { .. } => {}
            }
        }
        items
    }
}

/// Fields as properties, each with the parameter that sets it.
fn class_fields(fields: &[ir::Field]) -> Vec<(Symbol, Symbol)> {
    let mut scope = Scope::module();
    fields.iter().map(|field| (payload(field.name), scope.fresh(payload(field.name).as_str()))).collect()
}

/// The property of a field; `tag` is taken by that of enums.
pub fn payload(name: Symbol) -> Symbol {
    match name.as_str() {
        "tag" => Symbol::new("tag_"),
        _ => names::property(name),
    }
}

/// What a variable of the type holds before it is set; nothing for a reference that must not be read before.
fn zero(ty: Type) -> Option<Expr> {
    if ty.nullable {
        return Some(Expr::Null);
    }
    match ty.kind {
        Kind::Bool => Some(func::literal(Const::Bool(false))),
        Kind::I32 | Kind::F32 | Kind::F64 => Some(Expr::Int(0)),
        Kind::I64 => Some(Expr::Big(0)),
        Kind::Str | Kind::Big | Kind::Js | Kind::Ref(_) | Kind::Func(_) => None,
    }
}

/// The tag of an enum's object.
pub fn tag(object: Expr) -> Expr {
    Expr::Member(Box::new(object), Symbol::new("tag"), Owner::Program)
}

/// A statement of the module.
pub fn statement(expr: Expr) -> Item {
    Item::Stmt(Stmt::Expr(expr))
}
