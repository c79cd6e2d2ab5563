//! The sections of the module, in their order.

use crate::body::{self, Code, Form};
use crate::encode::{self, EncodedBody};
use crate::module::{Extra, Module};
use crate::used::Import;
use crate::{Options, extra, locals, signature};
use base::{Id, Sources, Symbol};
use ir::{Const, Crossing, FuncId, Op, Program, Side};
use wasm_encoder::{
    CustomSection, DataCountSection, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, GlobalType, HeapType, ImportSection, IndirectNameMap, MemorySection, MemoryType,
    NameMap, NameSection, RawSection, RefType, SectionId, ValType,
};

/// The bytes of the module of the Wasm half of `program`.
pub fn module(program: &Program, sources: &Sources, options: &Options) -> Vec<u8> {
    let mut module = Module::new(program, options);
    let exports = exports(&mut module);
    let codes = codes(&mut module);
    let imports = imports(&mut module);

    let mut out = wasm_encoder::Module::new();
    out.section(&module.types.section());
    out.section(&imports);
    let mut functions = FunctionSection::new();
    codes.iter().for_each(|code| {
        functions.function(code.ty);
    });
    out.section(&functions);
    if module.used.buffers {
        let memory_type =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        out.section(MemorySection::new().memory(memory_type));
    }
    out.section(&globals(&module));
    out.section(&exports);
    if !module.referenced.is_empty() {
        let functions = Elements::Functions(module.referenced.iter().copied().collect());
        out.section(ElementSection::new().declared(functions));
    }
    if !module.data.is_empty() {
        out.section(&DataCountSection { count: module.data.len() as u32 });
    }
    let bodies: Vec<EncodedBody> = codes.iter().map(encode::body).collect();
    let (contents, marks) = encode::code_section(&bodies, out.as_slice().len() as u32);
    out.section(&RawSection { id: SectionId::Code.into(), data: &contents });
    if !module.data.is_empty() {
        let mut data = DataSection::new();
        module.data.iter().for_each(|segment| {
            data.passive(segment.iter().copied());
        });
        out.section(&data);
    }
    if options.names {
        out.section(&names(&module, &codes));
    }
    if options.positions {
        let data = module.positions.encode(sources, &marks).into();
        out.section(&CustomSection { name: "seam.pos".into(), data });
    }
    out.finish()
}

/// The code of all functions, in the order of their indices.
fn codes(module: &mut Module) -> Vec<Code> {
    let program = module.program;
    let all_nullable = module.options.nullable_locals;
    let mut codes = Vec::new();
    for id in wasm_funcs(program) {
        let form = match module.used.is_closure_body(program, id) {
            true => Form::Closure(id, module.used.closures[&id]),
            false => Form::Plain,
        };
        codes.push(body::emit(module, &program.funcs[id], form, true));
    }
    let mut next = 0;
    while let Some(&extra) = module.extras.get(next) {
        codes.push(extra::emit(module, extra));
        next += 1;
    }
    codes.iter_mut().for_each(|code| locals::assign(code, all_nullable));
    codes
}

fn wasm_funcs(program: &Program) -> impl Iterator<Item = FuncId> + '_ {
    program.funcs.ids().filter(|&id| program.placement.funcs[id] == Side::Wasm)
}

fn imports(module: &mut Module) -> ImportSection {
    let mut section = ImportSection::new();
    for import in module.used.imports.clone() {
        let (params, results) = module.import_type(&import);
        let ty = module.types.func_type(params, results);
        let (from, name) = module.import_name(&import);
        section.import(from, name, EntityType::Function(ty));
    }
    let string = ValType::Ref(RefType { nullable: false, heap_type: HeapType::EXTERN });
    for &constant in &module.used.constants {
        let (from, name, val_type) = match constant {
            Const::Str(text) => ("'", text.to_string(), string),
            Const::Big(digits) => ("seam", format!("{digits}n"), ValType::Ref(RefType::EXTERNREF)),
            other => panic!("{other:?} is not imported"),
        };
        section.import(from, &name, EntityType::Global(GlobalType { val_type, mutable: false, shared: false }));
    }
    section
}

fn globals(module: &Module) -> GlobalSection {
    let mut section = GlobalSection::new();
    module.global_rows.iter().for_each(|row| {
        section.global(row.ty, &row.init);
    });
    section
}

fn exports(module: &mut Module) -> ExportSection {
    let program = module.program;
    let mut section = ExportSection::new();
    let is_ours = |func: &FuncId| program.placement.funcs[*func] == Side::Wasm;
    for (name, func) in [("init", program.init), ("main", program.main)] {
        if let Some(func) = func.filter(is_ours) {
            section.export(name, ExportKind::Func, module.func(func));
        }
    }
    for (number, test) in program.tests.iter().enumerate().filter(|(_, test)| is_ours(&test.func)) {
        section.export(&format!("test{number}"), ExportKind::Func, module.func(test.func));
    }
    for row in &program.seam.exports {
        let index = provided(module, &row.crossing);
        section.export(row.name.as_str(), ExportKind::Func, index);
    }
    if module.used.buffers {
        section.export("memory", ExportKind::Memory, 0);
        section.export("free", ExportKind::Func, module.extra(Extra::Free));
    }
    section
}

/// The function that does `crossing` for JavaScript.
fn provided(module: &mut Module, crossing: &Crossing) -> u32 {
    match crossing {
        Crossing::Op(Op::Call(func)) => {
            let (params, results) = signature::of_op(module.program, &Op::Call(*func));
            match signature::crosses_unchanged(module.program, &params, &results) {
                true => module.func(*func),
                false => module.extra(Extra::Remote(Op::Call(*func))),
            }
        }
        Crossing::Op(op) => module.extra(Extra::Remote(*op)),
        Crossing::ApplyClosure(sig) => module.extra(Extra::Remote(Op::CallClosure(*sig))),
        Crossing::WrapFunction(sig) => module.extra(Extra::Wrap(*sig)),
        Crossing::ApplyFunction(_) => panic!("JavaScript applies its functions itself"),
    }
}

fn names(module: &Module, codes: &[Code]) -> NameSection {
    let mut functions = NameMap::new();
    for (index, import) in module.used.imports.iter().enumerate() {
        let (from, name) = module.import_name(import);
        functions.append(
            index as u32,
            &if matches!(import, Import::JsString(_)) { name.into() } else { format!("{from}.{name}") },
        );
    }
    let program = wasm_funcs(module.program).map(|id| module.program.funcs[id].name.to_string());
    let extras = module.extras.iter().map(|&each| extra::name(module, each));
    let first = module.used.imports.len() as u32;
    for (index, name) in (first..).zip(program.chain(extras)) {
        functions.append(index, &name);
    }
    let mut locals = IndirectNameMap::new();
    for (index, code) in (first..).zip(codes) {
        let mut names = NameMap::new();
        let named = code.locals.iter_enumerated().filter_map(|(local, data)| Some((local, data.name?)));
        named.for_each(|(local, name): (_, Symbol)| names.append(local.index() as u32, name.as_str()));
        if !names.is_empty() {
            locals.append(index, &names);
        }
    }
    let mut globals = NameMap::new();
    let start = module.used.constants.len() as u32;
    (start..).zip(&module.global_rows).for_each(|(index, row)| globals.append(index, &row.name));
    let mut section = NameSection::new();
    section.functions(&functions);
    section.locals(&locals);
    section.types(&module.types.names());
    section.globals(&globals);
    section.fields(&module.types.field_names());
    section
}
