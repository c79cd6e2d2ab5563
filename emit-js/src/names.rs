//! Names of the output: from source names to unique JavaScript identifiers.
//!
//! In: names as the IR has them (`largest<i32>`, `Body.speed`, `main.λ1`).  Out: identifiers (`largest`, `bodySpeed`,
//! `mainLambda1`), each used once in its scope, none of them reserved or hiding something that the module needs.

use base::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

/// Words that cannot name a binding of a module.
const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "NaN",
    "Infinity",
    "async",
];

/// Names of the world that emitted code may refer to.
const WORLD: &[&str] = &[
    "Array",
    "ArrayBuffer",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "Date",
    "Error",
    "FinalizationRegistry",
    "Float32Array",
    "Float64Array",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Map",
    "Math",
    "Number",
    "Object",
    "RangeError",
    "RegExp",
    "String",
    "TextDecoder",
    "TextEncoder",
    "URL",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "WeakMap",
    "WebAssembly",
    "console",
    "fetch",
    "globalThis",
    "performance",
    "process",
    "ready",
    "tests",
];

/// Whether `name` cannot be used for a binding.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok() || RESERVED.contains(&name)
}

/// The names of a function's locals.
#[derive(Clone, Default, Debug)]
pub struct Locals {
    taken: FxHashSet<Symbol>,
    numbers: FxHashMap<Symbol, u32>,
}

/// A scope in which each name is given out once.
#[derive(Clone, Debug)]
pub struct Scope {
    taken: FxHashSet<Symbol>,
}

impl Scope {
    /// The scope of a module.
    pub fn module() -> Scope {
        Scope { taken: RESERVED.iter().chain(WORLD).map(|name| Symbol::new(name)).collect() }
    }
    /// Takes `name` as it is; whether it was free.
    pub fn take(&mut self, name: &str) -> bool {
        self.taken.insert(Symbol::new(name))
    }
    /// A name made from the first wish that is free, else from the last with a number.
    pub fn choose(&mut self, wishes: &[String]) -> Symbol {
        for wish in wishes {
            if self.take(wish) {
                return Symbol::new(wish);
            }
        }
        let stem = wishes.last().map_or("x", String::as_str);
        let mut number = 2;
        loop {
            let name = numbered(stem, number);
            if self.take(&name) {
                return Symbol::new(&name);
            }
            number += 1;
        }
    }
    /// A name made from a wish that is free here and in an inner scope, which takes it.
    pub fn fresh_inside(&self, inner: &mut Locals, wish: &str) -> Symbol {
        let wish = identifier(wish);
        let stem = Symbol::new(&wish);
        let mut name = stem;
        while self.taken.contains(&name) || !inner.taken.insert(name) {
            // Numbers go on from the last one, so that many locals of one name do not cost the square of it.
            let number = inner.numbers.entry(stem).or_insert(1);
            *number += 1;
            name = Symbol::new(&numbered(&wish, *number));
        }
        name
    }
    /// A name made from one wish.
    pub fn fresh(&mut self, wish: &str) -> Symbol {
        self.choose(&[identifier(wish)])
    }
}

/// `stem` with a number that can be told from its own.
fn numbered(stem: &str, number: u32) -> String {
    let separator = if stem.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    format!("{stem}{separator}{number}")
}

/// `text` as an identifier: what cannot be in one separates words.
pub fn identifier(text: &str) -> String {
    let mut out = String::new();
    let mut word_start = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' || c == '$' {
            if word_start && !out.is_empty() {
                out.push(c.to_ascii_uppercase());
            } else {
                out.push(c);
            }
            word_start = false;
        } else if c == 'λ' {
            out.push_str(if out.is_empty() { "lambda" } else { "Lambda" });
            word_start = false;
        } else if c.is_alphabetic() {
            out.push_str(&format!("u{:x}", c as u32));
            word_start = false;
        } else {
            word_start = true;
        }
    }
    if out.is_empty() {
        out.push('x');
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, '_');
    }
    if is_reserved(&out) {
        out.push('_');
    }
    out
}

/// `text` with a small first letter.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + chars.as_str())
}

/// What a function may be called, best first: without type arguments, then with them.
pub fn function_wishes(name: &str) -> Vec<String> {
    let plain = name.split('<').next().unwrap_or(name);
    vec![lower_first(&identifier(plain)), lower_first(&identifier(name))]
}

/// What a class may be called, best first.
pub fn class_wishes(name: &str) -> Vec<String> {
    if name.starts_with('(') {
        return vec![identifier(&format!("Tuple {name}"))];
    }
    let plain = name.split('<').next().unwrap_or(name);
    vec![identifier(plain), identifier(name)]
}

/// A property name: payloads are numbered, and parts of a split tuple have a dotted name that no source name can have.
pub fn property(name: Symbol) -> Symbol {
    let text = name.as_str().replace('.', "$");
    let reserved = matches!(text.as_str(), "constructor" | "__proto__" | "prototype");
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        Symbol::new(&format!("_{text}"))
    } else if reserved {
        // A constructor function and a prototype are found by these names.
        Symbol::new(&format!("{text}_"))
    } else {
        Symbol::new(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_ir_become_identifiers() {
        for (name, property_name) in [("x", "x"), ("0", "_0"), ("at.1", "at$1"), ("0.1", "_0$1")] {
            assert_eq!(property(Symbol::new(name)).as_str(), property_name);
        }
        assert_eq!(identifier("main.λ1"), "mainLambda1");
        assert_eq!(identifier("class"), "class_");
        assert_eq!(function_wishes("Body.speed<i32>"), ["bodySpeed", "bodySpeedI32"]);
        assert_eq!(class_wishes("(i32, f64)"), ["TupleI32F64"]);
    }
}
