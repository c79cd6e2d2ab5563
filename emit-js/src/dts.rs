//! The TypeScript declarations of what the module exports.
//!
//! In: the program's exports.  Out: the text of `app.d.ts`; empty if nothing is exported.

use crate::externs::param_name;
use ir::{Kind, Program, Side, Type, TypeDef};

/// The declarations.
pub fn declarations(program: &Program) -> String {
    let mut out = String::new();
    for export in &program.exports {
        let func = &program.funcs[export.func];
        let params = func.params().iter().enumerate().map(|(at, &param)| {
            format!("{}: {}", param_name(func.values[param].name, at), type_text(program, func.ty(param)))
        });
        let params = params.collect::<Vec<_>>().join(", ");
        let result = match func.results.as_slice() {
            [] => "void".to_owned(),
            [only] => type_text(program, *only),
            several => {
                let parts: Vec<String> = several.iter().map(|&ty| type_text(program, ty)).collect();
                format!("[{}]", parts.join(", "))
            }
        };
        out.push_str(&format!("export function {}({params}): {result};\n", export.name));
    }
    if program.has_side(Side::Wasm) {
        out.push_str("export const ready: Promise<void>;\n");
    }
    out
}

fn type_text(program: &Program, ty: Type) -> String {
    let plain = match ty.kind {
        Kind::Bool => "boolean".to_owned(),
        Kind::I32 | Kind::F32 | Kind::F64 => "number".to_owned(),
        Kind::I64 | Kind::Big => "bigint".to_owned(),
        Kind::Str => "string".to_owned(),
        Kind::Js => "any".to_owned(),
        Kind::Ref(id) => match program.types[id].def {
            TypeDef::Buffer { elem } => crate::arrays::typed_array(elem, true).unwrap_or("unknown").to_owned(),
            TypeDef::Struct { .. } | TypeDef::Enum { .. } | TypeDef::Array { .. } => "unknown".to_owned(),
        },
        Kind::Func(sig) => {
            let signature = &program.types.sigs[sig];
            let params =
                signature.params.iter().enumerate().map(|(at, &ty)| format!("a{at}: {}", type_text(program, ty)));
            let params = params.collect::<Vec<_>>().join(", ");
            let result = signature.results.first().map_or("void".to_owned(), |&ty| type_text(program, ty));
            format!("({params}) => {result}")
        }
    };
    match (ty.nullable, ty.kind) {
        (false, _) => plain,
        (true, Kind::Func(_)) => format!("({plain}) | null"),
        (true, _) => format!("{plain} | null"),
    }
}
