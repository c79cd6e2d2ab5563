//! The seam: a name for everything that one side asks of the other.
//!
//! In: a placed program.  Out: the same with [`ir::Seam`] filled in, in order of first use. What crosses is
//! * an operation whose home is the other side: a call, a field, an element, a module variable, an extern;
//! * every host function that Wasm uses;
//! * the typed array over a buffer in Wasm's memory, which JavaScript makes from its address and length;
//! * a function value: an object of the side that made it. The other side calls it through `ApplyClosure` or
//!   `ApplyFunction`, and Wasm wraps a JavaScript function in a closure of its own with `WrapFunction`. A closure whose
//!   body is on the other side needs the call of that body.

mod literals;

use base::Symbol;
use ir::{Crossing, CrossingName, Func, FuncId, Host, Kind, Op, Program, Seam, Side, SigId, Terminator, Type};
use rustc_hash::FxHashSet;

/// Names everything that crosses.
pub fn run(program: &mut Program) {
    program.seam = Seam::default();
    if !program.has_side(Side::Wasm) {
        return;
    }
    literals::run(program);
    let mut cx = Cx::new(program);
    for (id, func) in program.funcs.iter_enumerated() {
        cx.func(id, func);
    }
    for export in &program.exports {
        if program.placement.funcs[export.func] == Side::Wasm {
            cx.call(Side::Js, export.func, Some(export.name));
        }
    }
    program.seam = cx.seam;
}

struct Cx<'a> {
    program: &'a Program,
    seam: Seam,
    known: FxHashSet<(bool, Crossing)>,
    export_names: FxHashSet<String>,
    import_names: FxHashSet<String>,
}

impl<'a> Cx<'a> {
    fn new(program: &'a Program) -> Self {
        let tests = (0..program.tests.len()).map(|number| format!("test{number}"));
        let export_names = ["init", "main", "memory"].map(String::from).into_iter().chain(tests).collect();
        Cx {
            program,
            seam: Seam::default(),
            known: FxHashSet::default(),
            export_names,
            import_names: FxHashSet::default(),
        }
    }

    // ---- uses

    fn func(&mut self, id: FuncId, func: &Func) {
        let side = self.program.placement.funcs[id];
        for block in func.blocks.iter() {
            for &inst in &block.insts {
                let inst = &func.insts[inst];
                let types = |values: &[ir::Value]| values.iter().map(|&value| func.ty(value)).collect::<Vec<_>>();
                self.op(side, inst.op, &types(&inst.args), &types(&inst.results));
            }
            if let Terminator::TailCall(callee, _) = block.term {
                self.op(side, Op::Call(callee), &[], &[]);
            }
        }
    }

    fn op(&mut self, side: Side, op: Op, args: &[Type], results: &[Type]) {
        match op {
            Op::Call(callee) => {
                if self.program.placement.funcs[callee] != side {
                    self.call(side, callee, None);
                }
            }
            // The body is called from where the closure was made.
            Op::ClosureNew(callee) => {
                if self.program.placement.funcs[callee] != side {
                    self.call(side, callee, None);
                }
            }
            Op::Host(_) if side == Side::Wasm => self.import(Crossing::Op(op), None),
            Op::Prim(prim) if side == Side::Wasm && prim.host_name().is_some() => self.import(Crossing::Op(op), None),
            // Wherever it is asked for, Wasm makes it and tells JavaScript.
            Op::BufferNew(ty) if self.program.placement.types[ty] == Side::Wasm => {
                self.import(Crossing::Op(Op::Host(Host::BufferMade)), None);
                if side == Side::Js {
                    self.export(Crossing::Op(op), None);
                }
            }
            Op::BufferView(ty) => {
                if self.program.placement.types[ty] == Side::Wasm {
                    self.export(Crossing::Op(Op::BufferPtr(ty)), None);
                    self.export(Crossing::Op(Op::BufferLen(ty)), None);
                }
                if side == Side::Wasm {
                    self.import(Crossing::Op(op), None);
                }
            }
            // Wasm cannot compare what it knows only from outside.
            Op::RefEq if side == Side::Wasm && args.iter().any(|&ty| self.is_foreign(ty)) => {
                self.import(Crossing::Op(op), None);
            }
            _ => {
                if let Some(home) = self.program.placement.home(&op)
                    && home != side
                {
                    self.remote(side, Crossing::Op(op), None);
                    self.values(side, args, results);
                }
            }
        }
    }

    /// Whether Wasm holds a value of this type as something of JavaScript.
    fn is_foreign(&self, ty: Type) -> bool {
        match ty.kind {
            Kind::Js => true,
            Kind::Ref(id) => self.program.placement.types[id] == Side::Js,
            Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Func(_) => false,
        }
    }

    /// `side` calls a function of the other side.
    fn call(&mut self, side: Side, callee: FuncId, name: Option<Symbol>) {
        let func = &self.program.funcs[callee];
        self.remote(side, Crossing::Op(Op::Call(callee)), name);
        self.values(side, &func.param_types(), &func.results.clone());
    }

    /// Values go from `side` to the other and results come back: what function values among them need.
    fn values(&mut self, side: Side, there: &[Type], back: &[Type]) {
        let sigs = |types: &[Type]| -> Vec<SigId> {
            let sig = |ty: &Type| if let Kind::Func(sig) = ty.kind { Some(sig) } else { None };
            types.iter().filter_map(sig).collect()
        };
        for sig in sigs(there) {
            self.function_value(side, sig);
        }
        for sig in sigs(back) {
            self.function_value(other(side), sig);
        }
    }

    /// A function value goes from `from` to the other side, which then calls back.
    fn function_value(&mut self, from: Side, sig: SigId) {
        let fresh = match from {
            Side::Js => {
                self.export(Crossing::WrapFunction(sig), None);
                self.import_new(Crossing::ApplyFunction(sig))
            }
            Side::Wasm => self.export_new(Crossing::ApplyClosure(sig)),
        };
        if fresh {
            let signature = self.program.types.sigs[sig].clone();
            self.values(other(from), &signature.params, &signature.results);
        }
    }

    // ---- names

    /// What `side` asks of the other.
    fn remote(&mut self, side: Side, crossing: Crossing, name: Option<Symbol>) {
        match side {
            Side::Js => self.export(crossing, name),
            Side::Wasm => self.import(crossing, name),
        }
    }

    fn export(&mut self, crossing: Crossing, name: Option<Symbol>) {
        if self.known.insert((true, crossing.clone())) {
            let name = name.map_or_else(|| self.name(&crossing), |name| name.to_string());
            let name = unique(&mut self.export_names, name);
            self.seam.exports.push(CrossingName { crossing, name });
        }
    }

    fn export_new(&mut self, crossing: Crossing) -> bool {
        let fresh = !self.known.contains(&(true, crossing.clone()));
        self.export(crossing, None);
        fresh
    }

    fn import(&mut self, crossing: Crossing, name: Option<Symbol>) {
        if self.known.insert((false, crossing.clone())) {
            let name = match crossing {
                // Host functions are a module of their own, with names that everyone knows.
                Crossing::Op(Op::Host(host)) => Symbol::new(host.name()),
                Crossing::Op(Op::Prim(prim)) => Symbol::new(prim.host_name().expect("others do not cross")),
                _ => {
                    let name = name.map_or_else(|| self.name(&crossing), |name| name.to_string());
                    unique(&mut self.import_names, name)
                }
            };
            self.seam.imports.push(CrossingName { crossing, name });
        }
    }

    fn import_new(&mut self, crossing: Crossing) -> bool {
        let fresh = !self.known.contains(&(false, crossing.clone()));
        self.import(crossing, None);
        fresh
    }

    /// A short name for a crossing.
    fn name(&self, crossing: &Crossing) -> String {
        let text = match *crossing {
            Crossing::ApplyClosure(sig) => format!("apply{}", base::Id::index(sig)),
            Crossing::WrapFunction(sig) => format!("wrap{}", base::Id::index(sig)),
            Crossing::ApplyFunction(sig) => format!("call{}", base::Id::index(sig)),
            Crossing::Op(op) => self.op_name(&op),
        };
        plain(&text)
    }

    fn op_name(&self, op: &Op) -> String {
        let ty = |id: ir::TypeId| self.program.types[id].name;
        match *op {
            Op::Call(func) => self.program.funcs[func].name.to_string(),
            Op::StructNew(id) => format!("{}_new", ty(id)),
            Op::StructGet(id, field) => {
                format!("{}_{}", ty(id), self.program.types[id].struct_fields()[field as usize].name)
            }
            Op::StructSet(id, field) => {
                format!("{}_{}_set", ty(id), self.program.types[id].struct_fields()[field as usize].name)
            }
            Op::VariantNew(id, variant) => {
                format!("{}_{}", ty(id), self.program.types[id].variants()[variant as usize].name)
            }
            Op::VariantTag(id) => format!("{}_tag", ty(id)),
            Op::VariantGet(id, variant, field) => {
                let variant = &self.program.types[id].variants()[variant as usize];
                format!("{}_{}_{}", ty(id), variant.name, variant.fields[field as usize].name)
            }
            Op::ArrayNew(id) | Op::BufferNew(id) => format!("{}_new", ty(id)),
            Op::ArrayNewDefault(id) => format!("{}_default", ty(id)),
            Op::ArrayLit(id) => format!("{}_of", ty(id)),
            Op::ArrayLen(id) | Op::BufferLen(id) => format!("{}_length", ty(id)),
            Op::ArrayGet(id) | Op::BufferGet(id) => format!("{}_get", ty(id)),
            Op::ArraySet(id) | Op::BufferSet(id) => format!("{}_set", ty(id)),
            Op::ArrayCopy(id) => format!("{}_copy", ty(id)),
            Op::ArrayFill(id) => format!("{}_fill", ty(id)),
            Op::BufferPtr(id) => format!("{}_address", ty(id)),
            Op::BufferView(id) => format!("{}_view", ty(id)),
            Op::StrFromArray(id) => format!("{}_text", ty(id)),
            Op::StrIntoArray(id) => format!("{}_write", ty(id)),
            Op::GlobalGet(global) => self.program.globals[global].name.to_string(),
            Op::GlobalSet(global) => format!("{}_set", self.program.globals[global].name),
            Op::Extern(id) => self.extern_name(id),
            Op::RefEq => "same".to_string(),
            Op::Host(host) => host.name().to_string(),
            Op::Prim(_)
            | Op::Some
            | Op::IsNull
            | Op::Unwrap
            | Op::AssumeSome
            | Op::ClosureNew(_)
            | Op::CallClosure(_) => panic!("{op:?} is done by either side"),
        }
    }

    fn extern_name(&self, id: ir::ExternId) -> String {
        let data = &self.program.externs[id];
        match data.kind {
            ir::ExternKind::Function | ir::ExternKind::Get | ir::ExternKind::Method | ir::ExternKind::PropertyGet => {
                data.name.to_string()
            }
            ir::ExternKind::Set | ir::ExternKind::PropertySet => format!("{}_set", data.name),
            ir::ExternKind::New => format!("{}_new", data.name),
            ir::ExternKind::Object => "object".to_string(),
            ir::ExternKind::InstanceOf => format!("is_{}", data.name),
            ir::ExternKind::IndexGet => "at".to_string(),
            ir::ExternKind::IndexSet => "at_set".to_string(),
        }
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Js => Side::Wasm,
        Side::Wasm => Side::Js,
    }
}

/// `text` as an identifier of JavaScript: runs of anything else become `_`.
fn plain(text: &str) -> String {
    let mut name = String::new();
    for letter in text.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '$' => name.push(letter),
            _ if name.is_empty() || name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name.into()
    }
}

/// `name`, or `name2`, … if that is taken.
fn unique(taken: &mut FxHashSet<String>, name: String) -> Symbol {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}{number}");
        number += 1;
    }
    Symbol::new(&candidate)
}
