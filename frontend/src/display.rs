//! Types, signatures and lists of names as messages show them.

use base::Symbol;

use crate::typed::{Bound, Ty, TyKind, TypeParam};
use crate::world::{Sig, World};

/// Types nested deeper than this are cut to `…`, so that messages stay short.
const DEPTH: usize = 6;

impl World<'_> {
    /// A type; `params` are the type parameters in scope.
    pub fn show(&self, ty: Ty, params: &[TypeParam]) -> String {
        let mut out = String::new();
        self.write_ty(&mut out, ty, params, 0);
        out
    }

    fn write_ty(&self, out: &mut String, ty: Ty, params: &[TypeParam], depth: usize) {
        if depth > DEPTH {
            out.push('…');
            return;
        }
        match self.tys.kind(ty) {
            TyKind::Error => out.push_str("unknown"),
            TyKind::Infer(_) => out.push('_'),
            TyKind::Never => out.push_str("never"),
            TyKind::Unit => out.push_str("()"),
            TyKind::Bool => out.push_str("bool"),
            TyKind::Int(int) => out.push_str(int.name()),
            TyKind::F32 => out.push_str("f32"),
            TyKind::F64 => out.push_str("f64"),
            TyKind::String => out.push_str("string"),
            TyKind::BigInt => out.push_str("bigint"),
            TyKind::Tuple(parts) => self.write_list(out, "(", parts, ")", params, depth),
            TyKind::Optional(inner) if matches!(self.tys.kind(*inner), TyKind::Infer(_)) => out.push_str("null"),
            TyKind::Optional(inner) => {
                let is_function = matches!(self.tys.kind(*inner), TyKind::Func(..));
                if is_function {
                    out.push('(');
                }
                self.write_ty(out, *inner, params, depth + 1);
                out.push_str(if is_function { ")?" } else { "?" });
            }
            TyKind::Func(inputs, result) => {
                self.write_list(out, "(", inputs, ") -> ", params, depth);
                self.write_ty(out, *result, params, depth + 1);
            }
            TyKind::Struct(id, args) => self.write_named(out, self.structs[*id].typed.name, args, params, depth),
            TyKind::Enum(id, args) => self.write_named(out, self.enums[*id].typed.name, args, params, depth),
            TyKind::Extern(id, args) => self.write_named(out, self.extern_types[*id].typed.name, args, params, depth),
            TyKind::Array(item) => self.write_named(out, Symbol::new("Array"), &[*item], params, depth),
            TyKind::Buffer(item) => self.write_named(out, Symbol::new("Buffer"), &[*item], params, depth),
            TyKind::Dyn(id, args) => {
                out.push_str("dyn ");
                self.write_named(out, self.traits[*id].typed.name, args, params, depth);
            }
            TyKind::Param(index) => match params.get(*index as usize) {
                Some(param) => out.push_str(param.name.as_str()),
                None => out.push('_'),
            },
        }
    }

    fn write_named(&self, out: &mut String, name: Symbol, args: &[Ty], params: &[TypeParam], depth: usize) {
        out.push_str(name.as_str());
        if !args.is_empty() {
            self.write_list(out, "<", args, ">", params, depth);
        }
    }

    fn write_list(&self, out: &mut String, open: &str, parts: &[Ty], close: &str, params: &[TypeParam], depth: usize) {
        out.push_str(open);
        for (index, &part) in parts.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            self.write_ty(out, part, params, depth + 1);
        }
        out.push_str(close);
    }

    /// A signature as it is declared: `clamp(x: i32, lo: i32 = …) -> i32`.
    pub fn show_sig(&self, sig: &Sig) -> String {
        let mut out = format!("{}(", sig.name);
        let params = sig.params.iter().skip(usize::from(sig.has_self));
        for (index, param) in params.enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            if param.presence == crate::world::Presence::Rest {
                out.push_str("...");
            }
            out.push_str(param.name.as_str());
            out.push_str(if param.presence == crate::world::Presence::Optional { "?: " } else { ": " });
            out.push_str(&self.show(param.ty, &sig.type_params));
            if param.default.is_some() {
                out.push_str(" = …");
            }
        }
        out.push(')');
        if sig.result != self.core.unit && Some(sig.result) != sig.target {
            out.push_str(" -> ");
            out.push_str(&self.show(sig.result, &sig.type_params));
        }
        out
    }

    /// A requirement of a type parameter.
    pub fn show_bound(&self, bound: &Bound, params: &[TypeParam]) -> String {
        match bound {
            Bound::Eq => "Eq".to_owned(),
            Bound::Ord => "Ord".to_owned(),
            Bound::Hash => "Hash".to_owned(),
            Bound::Number => "Number".to_owned(),
            Bound::Show => "Show".to_owned(),
            Bound::Trait(id, args) => {
                let mut out = String::new();
                self.write_named(&mut out, self.traits[*id].typed.name, args, params, 0);
                out
            }
        }
    }
}

/// `` `a`, `b` and `c` ``; at most six of them.
pub(crate) fn list_names(names: impl IntoIterator<Item = Symbol>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(6);
    names.truncate(6);
    if rest > 0 {
        names.push(format!("{rest} more"));
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
