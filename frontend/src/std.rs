//! The standard library's sources, built into the compiler.
//!
//! In: the name of a module, such as `std/list`.  Out: its text.

/// The text of `std/…`, if there is such a module.
pub fn source(module: &str) -> Option<&'static str> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// The modules of the standard library, by name.
pub const MODULES: &[(&str, &str)] = &[
    ("std/array", include_str!("../../std/array.seam")),
    ("std/bit-set", include_str!("../../std/bit-set.seam")),
    ("std/buffer", include_str!("../../std/buffer.seam")),
    ("std/deque", include_str!("../../std/deque.seam")),
    ("std/io", include_str!("../../std/io.seam")),
    ("std/iter", include_str!("../../std/iter.seam")),
    ("std/json", include_str!("../../std/json.seam")),
    ("std/json/derive", include_str!("../../std/json/derive.seam")),
    ("std/json/read", include_str!("../../std/json/read.seam")),
    ("std/json/values", include_str!("../../std/json/values.seam")),
    ("std/json/write", include_str!("../../std/json/write.seam")),
    ("std/lang", include_str!("../../std/lang.seam")),
    ("std/list", include_str!("../../std/list.seam")),
    ("std/map", include_str!("../../std/map.seam")),
    ("std/math", include_str!("../../std/math.seam")),
    ("std/math/exp", include_str!("../../std/math/exp.seam")),
    ("std/math/hyperbolic", include_str!("../../std/math/hyperbolic.seam")),
    ("std/math/inverse", include_str!("../../std/math/inverse.seam")),
    ("std/math/log", include_str!("../../std/math/log.seam")),
    ("std/math/pow", include_str!("../../std/math/pow.seam")),
    ("std/math/reduce", include_str!("../../std/math/reduce.seam")),
    ("std/math/roots", include_str!("../../std/math/roots.seam")),
    ("std/math/trig", include_str!("../../std/math/trig.seam")),
    ("std/math/words", include_str!("../../std/math/words.seam")),
    ("std/number", include_str!("../../std/number.seam")),
    ("std/option", include_str!("../../std/option.seam")),
    ("std/order", include_str!("../../std/order.seam")),
    ("std/prelude", include_str!("../../std/prelude.seam")),
    ("std/priority-queue", include_str!("../../std/priority-queue.seam")),
    ("std/random", include_str!("../../std/random.seam")),
    ("std/regex", include_str!("../../std/regex.seam")),
    ("std/set", include_str!("../../std/set.seam")),
    ("std/sort", include_str!("../../std/sort.seam")),
    ("std/string", include_str!("../../std/string.seam")),
    ("std/test", include_str!("../../std/test.seam")),
    ("std/time", include_str!("../../std/time.seam")),
];
