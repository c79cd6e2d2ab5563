//! What the halves of each example import and export: everything that one side offers, the other uses.
//!
//! The Wasm half is read with wasmparser, the JavaScript half by names. An import that no code of the module mentions, an
//! export that JavaScript does not mention, and a member of the imports object that the module does not import are failures.

use conformance::compile::{self, Build, Options, Target};
use conformance::setup::workspace_root;
use std::collections::BTreeSet;
use std::path::PathBuf;
use wasmparser::{ExternalKind, Operator, Parser, Payload, TypeRef};

/// The programs of `examples/` and of `conformance/tests/`.
fn programs() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["examples", "conformance/tests"] {
        for entry in std::fs::read_dir(workspace_root().join(folder)).expect("it is there") {
            let path = entry.expect("it can be read").path();
            let is_file = path.extension().is_some_and(|extension| extension == "seam");
            if is_file || path.join("main.seam").exists() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[derive(Default)]
struct Module {
    /// Module and name of each import, functions and globals each in their order.
    functions: Vec<(String, String)>,
    globals: Vec<(String, String)>,
    exports: Vec<String>,
    used_functions: BTreeSet<u32>,
    used_globals: BTreeSet<u32>,
}

fn read(wasm: &[u8]) -> Module {
    let mut module = Module::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.expect("it is valid") {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.expect("it is valid");
                    let name = (import.module.to_owned(), import.name.to_owned());
                    match import.ty {
                        TypeRef::Func(_) | TypeRef::FuncExact(_) => module.functions.push(name),
                        TypeRef::Global(_) => module.globals.push(name),
                        other => panic!("an import of another kind: {other:?}"),
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.expect("it is valid");
                    module.exports.push(export.name.to_owned());
                    if export.kind == ExternalKind::Func {
                        module.used_functions.insert(export.index);
                    }
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let init = global.expect("it is valid").init_expr;
                    init.get_operators_reader().into_iter().for_each(|op| module.uses(&op.expect("it is valid")));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let code = body.get_operators_reader().expect("it is valid");
                code.into_iter().for_each(|op| module.uses(&op.expect("it is valid")));
            }
            _ => {}
        }
    }
    module
}

impl Module {
    fn uses(&mut self, op: &Operator) {
        match *op {
            Operator::Call { function_index }
            | Operator::ReturnCall { function_index }
            | Operator::RefFunc { function_index } => {
                self.used_functions.insert(function_index);
            }
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                self.used_globals.insert(global_index);
            }
            _ => {}
        }
    }
}

/// Whether `name` occurs in the text as a property: after a dot.
fn mentions(js: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    js.match_indices(&format!(".{name}")).any(|(at, found)| !js[at + found.len()..].starts_with(part))
        || js.contains(&format!("[{name:?}]"))
}

fn check(label: &str, build: &Build, wasm: &[u8], wrong: &mut Vec<String>) {
    let module = read(wasm);
    for (index, (from, name)) in module.functions.iter().enumerate() {
        if !module.used_functions.contains(&(index as u32)) {
            wrong.push(format!("{label}: no code calls the import {from}.{name}"));
        }
    }
    for (index, (from, name)) in module.globals.iter().enumerate() {
        if !module.used_globals.contains(&(index as u32)) {
            wrong.push(format!("{label}: no code reads the import {from}.{name}"));
        }
    }
    let imported = |name: &str| module.functions.iter().any(|(from, known)| from != "wasm:js-string" && known == name);
    for row in &build.ir.seam.imports {
        if !imported(row.name.as_str()) {
            wrong.push(format!("{label}: the module does not import {}, which JavaScript provides", row.name));
        }
    }
    for name in &module.exports {
        if !mentions(&build.js, name) {
            wrong.push(format!("{label}: JavaScript does not use the export {name}"));
        }
    }
}

#[test]
fn what_one_half_offers_the_other_uses() {
    let mut wrong = Vec::new();
    let mut halves = 0;
    for path in programs() {
        let checked = compile::check(&path).unwrap_or_else(|rejected| panic!("{rejected}"));
        for (target, optimise) in [(Target::Mixed, true), (Target::Mixed, false), (Target::Wasm, true)] {
            let build = compile::build(&checked, &Options { target, optimise, tests: false });
            if let Some(wasm) = &build.wasm {
                halves += 1;
                let name = path.strip_prefix(workspace_root()).unwrap_or(&path);
                let label = format!("{} {}{}", name.display(), target.name(), if optimise { " -O" } else { "" });
                check(&label, &build, wasm, &mut wrong);
            }
        }
    }
    assert!(halves > 20, "most examples have a Wasm half");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_nobody_uses_is_found() {
    let text = "(module (import \"js\" \"used\" (func)) (import \"js\" \"idle\" (func)) \
                (func (export \"known\") (call 0)) (func (export \"forgotten\")))";
    let wasm = wat::parse_str(text).expect("it is valid");
    let mut seam = ir::Seam::default();
    let crossing = ir::Crossing::Op(ir::Op::Host(ir::Host::Print));
    seam.imports.push(ir::CrossingName { crossing, name: base::Symbol::new("missing") });
    let ir = ir::Program { seam, ..ir::Program::default() };
    let js = "startWasm(wasm => { known = wasm.known; other = wasm.forgottenToo; })".to_owned();
    let build = Build { js, wasm: None, html: None, inlined: false, modules: Vec::new(), js_parts: Vec::new(), ir };
    let mut wrong = Vec::new();
    check("it", &build, &wasm, &mut wrong);
    let expected = [
        "it: no code calls the import js.idle",
        "it: the module does not import missing, which JavaScript provides",
        "it: JavaScript does not use the export forgotten",
    ];
    assert_eq!(wrong, expected);
}
