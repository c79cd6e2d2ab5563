//! Names that come from habit: what programmers of TypeScript, Rust, Gleam or Python write for things that Seam calls
//! something else.
//!
//! In: a name that is not known.  Out: what to write, for the hint of the error. The words of other languages that are
//! grammar there, such as `switch`, are in `parse/foreign.rs`.

/// What to write for a value.
pub(crate) fn value(name: &str) -> Option<&'static str> {
    Some(match name {
        "undefined" | "nil" | "None" | "Nothing" | "nullptr" | "NULL" => "write `null`",
        "Some" | "Just" => "write the value alone: a `T` is a `T?` by itself",
        "True" => "write `true`",
        "False" => "write `false`",
        "this" => "write `self`, the first parameter of a method",
        "console" => "write `print(…)`, or `eprint(…)` for standard error",
        "println" | "printf" | "puts" | "echo" | "println!" => "write `print(…)`",
        "Math" => "its functions are in `std/math`: `import { sqrt } from \"std/math\"`",
        "parseInt" => "write `parseI32(…)`, which gives an `i32?`",
        "parseFloat" => "write `parseF64(…)`, which gives an `f64?`",
        "isNaN" | "isFinite" => "it is a method: `x.isNaN()`, `x.isFinite()`",
        "assert" | "assert_eq" | "assertEquals" | "expect" => "`std/test` has `assert`, `assertEqual` and more",
        "range" | "xrange" => "write `for i in 0..n`",
        "len" => "write `x.length`",
        "setTimeout" | "setInterval" | "fetch" | "localStorage" | "navigator" => "what the page offers is in `std/web`",
        "str" | "repr" => "write `\"{x}\"`",
        "Object" | "Symbol" | "Reflect" | "Proxy" => "structs have their fields and methods, and nothing at run time",
        _ => return None,
    })
}

/// What to write for a type.
pub(crate) fn ty(name: &str) -> Option<&'static str> {
    Some(match name {
        "Option" | "Maybe" | "Optional" | "Nullable" => "write `T?`",
        "Vec" | "ArrayList" | "Sequence" => "write `List<T>`",
        "HashMap" | "BTreeMap" | "Dict" | "Dictionary" | "Record" => "write `Map<K, V>`",
        "HashSet" | "BTreeSet" => "write `Set<T>`",
        "usize" | "isize" => "lengths and indices are `i32`",
        "any" | "unknown" | "object" | "Any" | "Object" => {
            "write a type parameter, `fn f<T>(x: T)`, or an `enum` of what it may be"
        }
        "char" | "rune" => "a code unit is a `u16`, a code point an `i32`",
        "undefined" | "nil" | "Nil" | "unit" | "Unit" => "leave it out: a function without `->` gives nothing",
        "Function" | "Fn" | "FnMut" | "FnOnce" => "write `(A, B) -> C`",
        "Box" | "Rc" | "Arc" | "RefCell" => "leave it out: structs are references, and collected",
        _ => return None,
    })
}

/// What to write for a field or method.
pub(crate) fn member(name: &str) -> Option<&'static str> {
    Some(match name {
        "len" | "size" | "count" => "write `.length`",
        "forEach" | "for_each" => "write `.each(…)`, or a `for`",
        "reduce" | "foldl" | "inject" => "write `.fold(start, (sum, x) => …)`",
        "some" => "write `.any(…)`",
        "every" => "write `.all(…)`",
        "contains" => "write `.includes(…)`, or `.has(…)` for maps and sets",
        "toString" | "to_string" | "toStr" => "write `\"{x}\"`",
        "substring" | "substr" => "write `.slice(start, end)`",
        "toUpperCase" | "to_uppercase" | "upper" => "write `.toUpper()`",
        "toLowerCase" | "to_lowercase" | "lower" => "write `.toLower()`",
        "charCodeAt" => "write `s[i]`",
        "delete" => "write `.remove(…)`",
        "append" | "add" | "push_back" => "write `.push(…)`",
        "shift" => "write `.remove(0)`",
        "unshift" => "write `.insert(0, x)`",
        "is_empty" => "write `.isEmpty()`",
        "clone" => "structs are shared; a changed copy is `s.with(field: value)`, a copied list `xs.slice(0)`",
        "enumerate" => "write `.iter().enumerate()`",
        "max" | "min" | "abs" => "it is a function: `max(a, b)`, `min(a, b)`, `abs(x)`",
        "sqrt" | "floor" | "ceil" | "sin" | "cos" | "pow" => "it is a function of `std/math`; a power is `a ** b`",
        _ => return None,
    })
}

/// What to write for a method of an optional.
pub(crate) fn member_of_optional(name: &str) -> Option<&'static str> {
    Some(match name {
        "unwrap" | "expect" => "write `x!`, which panics if it is null",
        "unwrapOr" | "unwrap_or" | "orElse" | "getOrElse" => "write `x ?? other`",
        "isSome" | "is_some" | "isPresent" => "write `x != null`",
        "isNone" | "is_none" => "write `x == null`",
        _ => return None,
    })
}
