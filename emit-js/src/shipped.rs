//! The JavaScript that operators need beside their own expression: small functions, shipped only if they are used.
//!
//! In: names of helpers.  Out: their sources and those that they use themselves, in the order of the files.
//!
//! A file of `shipped/` consists of declarations separated by blank lines; each is shipped as a whole.

use crate::js::print::source;
use std::collections::BTreeSet;

const FILES: [&str; 6] = [
    include_str!("shipped/panics.js"),
    include_str!("shipped/turns.js"),
    include_str!("shipped/numbers.js"),
    include_str!("shipped/arrays.js"),
    include_str!("shipped/host.js"),
    include_str!("shipped/profile.js"),
];

/// What only programs with a Wasm half need; its `describePanic` takes the place of the one in `turns.js`.
const WASM: &str = include_str!("shipped/wasm.js");

/// What the loader of a build with a fallback needs.
const FALLBACK: &str = include_str!("shipped/fallback.js");

/// The declarations of the helper files.
fn declarations(wasm: bool) -> Vec<&'static str> {
    let common = FILES.iter().flat_map(|file| file.split("\n\n"));
    let own = common.map(str::trim_start).filter(|text| !wasm || names(text) != ["describePanic"]);
    let all = own.chain(WASM.split("\n\n").filter(|_| wasm).chain(FALLBACK.split("\n\n")).map(str::trim_start));
    all.filter(|text| !names(text).is_empty()).collect()
}

/// The names that a declaration declares at its top level.
pub fn names(declaration: &'static str) -> Vec<&'static str> {
    declaration.lines().filter_map(declared).collect()
}

fn declared(line: &'static str) -> Option<&'static str> {
    let rest =
        ["async function ", "function ", "class ", "const ", "let "].iter().find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
    Some(&rest[..end])
}

/// All names that helpers declare.
pub fn all_names() -> Vec<&'static str> {
    declarations(true).into_iter().chain(declarations(false)).flat_map(names).collect()
}

/// The sources of the helpers called `used`, with what they need.
pub fn sources(used: &BTreeSet<&'static str>, wasm: bool) -> Vec<&'static str> {
    let declarations = declarations(wasm);
    let find = |name: &str| declarations.iter().position(|text| names(text).contains(&name));
    let mut shipped = BTreeSet::new();
    let mut queue: Vec<usize> =
        used.iter().map(|name| find(name).unwrap_or_else(|| panic!("there is no helper {name}"))).collect();
    while let Some(number) = queue.pop() {
        if shipped.insert(number) {
            queue.extend(source::identifiers(declarations[number]).into_iter().filter_map(find));
        }
    }
    shipped.into_iter().map(|number| declarations[number]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ir::PanicKind;

    #[test]
    fn helper_names_are_unique() {
        for wasm in [false, true] {
            let mut names: Vec<_> = declarations(wasm).into_iter().flat_map(names).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }

    #[test]
    fn messages_of_traps_are_those_of_panic_kinds() {
        for kind in PanicKind::ALL {
            assert!(WASM.contains(&format!("  \"{}\",\n", kind.message())), "{}", kind.message());
        }
    }

    #[test]
    fn a_helper_brings_what_it_needs() {
        let sources = sources(&BTreeSet::from(["checkIndex"]), false);
        assert_eq!(
            sources.iter().flat_map(|text| names(text)).collect::<Vec<_>>(),
            ["Panic", "outOfRange", "checkIndex"]
        );
    }
}
