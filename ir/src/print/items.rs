//! What a program has beside functions: types, globals, externs, entry points, placement and seam.

use super::names::{Constant, at_name, plain_name, quoted, type_name};
use super::{put, write_op, write_results};
use crate::{
    Crossing, CrossingName, Extern, ExternKind, Field, JsView, Kind, Op, Program, Side, Storage, Type, TypeData,
    TypeDef,
};
use base::Symbol;
use std::fmt::{self, Write as _};

/// A type with the program that names it.
pub(super) struct Typed<'a>(pub Type, pub &'a Program);

impl fmt::Display for Typed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            Kind::Bool => f.write_str("bool")?,
            Kind::I32 => f.write_str("i32")?,
            Kind::I64 => f.write_str("i64")?,
            Kind::F32 => f.write_str("f32")?,
            Kind::F64 => f.write_str("f64")?,
            Kind::Str => f.write_str("str")?,
            Kind::Big => f.write_str("big")?,
            Kind::Js => f.write_str("js")?,
            Kind::Ref(id) => f.write_str(&type_name(self.1.types[id].name))?,
            Kind::Func(sig) => write!(f, "func({sig})")?,
        }
        if self.0.nullable { f.write_str("?") } else { Ok(()) }
    }
}

/// The word for a storage that is not that of a value.
pub(crate) fn storage_name(storage: Storage) -> Option<&'static str> {
    match storage {
        Storage::I8 => Some("i8"),
        Storage::U8 => Some("u8"),
        Storage::I16 => Some("i16"),
        Storage::U16 => Some("u16"),
        Storage::U32 => Some("u32"),
        Storage::U64 => Some("u64"),
        Storage::Val(_) => None,
    }
}

/// The word for a side.
pub(crate) fn side_name(side: Side) -> &'static str {
    match side {
        Side::Js => "js",
        Side::Wasm => "wasm",
    }
}

/// The word for a kind of extern.
pub(crate) fn extern_kind_name(kind: ExternKind) -> &'static str {
    match kind {
        ExternKind::Function => "function",
        ExternKind::Get => "get",
        ExternKind::Set => "set",
        ExternKind::Method => "method",
        ExternKind::PropertyGet => "property_get",
        ExternKind::PropertySet => "property_set",
        ExternKind::New => "new",
        ExternKind::Object => "object",
        ExternKind::InstanceOf => "instance_of",
        ExternKind::IndexGet => "index_get",
        ExternKind::IndexSet => "index_set",
    }
}

/// Types, signatures, globals and externs.
pub(super) fn write_items(text: &mut String, program: &Program) {
    for data in program.types.heap.iter() {
        write_type(text, data, program);
    }
    for (id, sig) in program.types.sigs.iter_enumerated() {
        put!(text, "sig {id} = {}", types(&sig.params, program));
        write_results(text, &sig.results, program);
        text.push('\n');
    }
    for global in program.globals.iter() {
        let var = if global.mutable { "var " } else { "" };
        put!(text, "global {var}{}: {}", at_name(global.name), Typed(global.ty, program));
        if let Some(value) = global.value {
            put!(text, " = {}", Constant(value, program));
        }
        text.push('\n');
    }
    for (id, data) in program.externs.iter_enumerated() {
        put!(text, "extern {id} = ");
        write_extern(text, data, program);
    }
}

fn write_type(text: &mut String, data: &TypeData, program: &Program) {
    put!(text, "type {}", type_name(data.name));
    if let Some(side) = data.pin {
        put!(text, " pin {}", side_name(side));
    }
    text.push_str(" = ");
    match &data.def {
        TypeDef::Struct { fields } if fields.is_empty() => text.push_str("struct {}"),
        TypeDef::Struct { fields } => put!(text, "struct {{ {} }}", list(fields, program)),
        TypeDef::Enum { variants } => {
            let variants = variants.iter().map(|variant| {
                let name = plain_name(variant.name);
                if variant.fields.is_empty() { name } else { format!("{name}({})", list(&variant.fields, program)) }
            });
            put!(text, "enum {{ {} }}", variants.collect::<Vec<_>>().join(", "));
        }
        TypeDef::Array { elem } => put!(text, "array {}", stored(*elem, program)),
        TypeDef::Buffer { elem } => put!(text, "buffer {}", stored(*elem, program)),
    }
    text.push('\n');
}

fn list(fields: &[Field], program: &Program) -> String {
    let field = |field: &Field| {
        let var = if field.mutable { "var " } else { "" };
        format!("{var}{}: {}", plain_name(field.name), stored(field.storage, program))
    };
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn stored(storage: Storage, program: &Program) -> String {
    storage_name(storage).map_or_else(|| Typed(storage.value_type(), program).to_string(), str::to_owned)
}

fn types(types: &[Type], program: &Program) -> String {
    let types = types.iter().map(|&ty| Typed(ty, program).to_string());
    format!("({})", types.collect::<Vec<_>>().join(", "))
}

fn write_extern(text: &mut String, data: &Extern, program: &Program) {
    put!(text, "{} {}{}", extern_kind_name(data.kind), quoted(data.name.as_str()), types(&data.params, program));
    write_results(text, data.result.as_slice(), program);
    if data.throws {
        text.push_str(" throws");
    }
    if let Some(module) = data.module {
        put!(text, " from {}", quoted(module.as_str()));
    }
    write_views(text, &data.views);
    if !data.fields.is_empty() {
        let fields: Vec<String> = data.fields.iter().map(|&name: &Symbol| plain_name(name)).collect();
        put!(text, " fields [{}]", fields.join(", "));
    }
    text.push('\n');
}

fn write_views(text: &mut String, views: &[JsView]) {
    if views.is_empty() {
        return;
    }
    let name = |view: &JsView| match view {
        JsView::Plain => "plain",
        JsView::Unsigned => "unsigned",
    };
    put!(text, " views [{}]", views.iter().map(name).collect::<Vec<_>>().join(", "));
}

/// Entry points, placement and seam.
pub(super) fn write_tail(text: &mut String, program: &Program) {
    let name = |func| at_name(program.funcs[func].name);
    if let Some(init) = program.init {
        put!(text, "\ninit {}\n", name(init));
    }
    if let Some(main) = program.main {
        put!(text, "\nmain {}\n", name(main));
    }
    for test in &program.tests {
        put!(text, "test {} {}\n", quoted(test.name.as_str()), name(test.func));
    }
    for export in &program.exports {
        put!(text, "export {} {}", quoted(export.name.as_str()), name(export.func));
        write_views(text, &export.views);
        text.push('\n');
    }
    for (func, &side) in program.placement.funcs.iter_enumerated() {
        put!(text, "place func {} {}\n", name(func), side_name(side));
    }
    for (ty, &side) in program.placement.types.iter_enumerated() {
        put!(text, "place type {} {}\n", type_name(program.types[ty].name), side_name(side));
    }
    for (global, &side) in program.placement.globals.iter_enumerated() {
        put!(text, "place global {} {}\n", at_name(program.globals[global].name), side_name(side));
    }
    program.seam.exports.iter().for_each(|row| write_crossing(text, "export", row, program));
    program.seam.imports.iter().for_each(|row| write_crossing(text, "import", row, program));
}

fn write_crossing(text: &mut String, direction: &str, row: &CrossingName, program: &Program) {
    put!(text, "seam {direction} {} ", quoted(row.name.as_str()));
    match &row.crossing {
        Crossing::Op(op) => {
            text.push_str("op ");
            write_op(text, op, program);
            if let Op::Prim(prim) = op {
                put!(text, " {}", Typed(prim.info().params[0], program));
            }
        }
        Crossing::ApplyClosure(sig) => put!(text, "apply_closure {sig}"),
        Crossing::WrapFunction(sig) => put!(text, "wrap_function {sig}"),
        Crossing::ApplyFunction(sig) => put!(text, "apply_function {sig}"),
    }
    text.push('\n');
}
