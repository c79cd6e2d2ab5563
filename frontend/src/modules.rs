//! The modules of a program: reads the root, everything it imports, and the part of `std` that is always there.
//!
//! In: the root's path and a [`Loader`].  Out: every module parsed once, with its imports resolved to modules, and an
//! order in which imported modules come first (cycles are cut at the module that is met again).
//!
//! Relative imports are resolved lexically: `./nbody` in `examples/a/main.seam` is `examples/a/nbody.seam`.

use base::{Diagnostic, IndexVec, SourceId, Sources, Span, define_id};
use rustc_hash::FxHashMap;

use crate::ast;
use crate::errors::modules as errors;

define_id! {
    /// A module of the program.
    pub struct ModuleId = "module";
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LoadError {
    /// There is no such file.
    Missing,
    /// It is not UTF-8; the first bad byte is at this offset.
    NotUtf8(usize),
    /// Anything else, in words.
    Unreadable(String),
}

/// Where module texts come from: the frontend itself reads no files.
pub trait Loader {
    /// The text of the file at `path`, as the path is shown in messages.
    fn load(&mut self, path: &str) -> Result<String, LoadError>;
}

/// One parsed module.
pub(crate) struct Parsed {
    pub path: String,
    pub ast: ast::Module,
    pub is_std: bool,
    /// The module of each import item, in source order; `None` if it could not be found.
    pub imports: Vec<Option<ModuleId>>,
}

/// All modules of a program.
pub(crate) struct Loaded {
    pub modules: IndexVec<ModuleId, Parsed>,
    pub root: ModuleId,
    pub by_path: FxHashMap<String, ModuleId>,
    /// Imported modules before the ones that import them.
    pub order: Vec<ModuleId>,
    /// What the parser found.
    pub syntax_errors: Vec<Diagnostic>,
}

/// Modules of `std` that every program has, in this order.
const ALWAYS: [&str; 10] = [
    "std/prelude",
    "std/lang",
    "std/array",
    "std/buffer",
    "std/list",
    "std/map",
    "std/set",
    "std/string",
    "std/number",
    "std/js",
];

struct Reader<'l> {
    loader: &'l mut dyn Loader,
    sources: &'l mut Sources,
    diagnostics: Vec<Diagnostic>,
    syntax_errors: Vec<Diagnostic>,
    modules: IndexVec<ModuleId, Parsed>,
    by_path: FxHashMap<String, ModuleId>,
}

/// Reads and parses the program whose root module is at `root_path`.
pub(crate) fn load(root_path: &str, loader: &mut dyn Loader, sources: &mut Sources) -> (Loaded, Vec<Diagnostic>) {
    let mut reader = Reader {
        loader,
        sources,
        diagnostics: Vec::new(),
        syntax_errors: Vec::new(),
        modules: IndexVec::new(),
        by_path: FxHashMap::default(),
    };
    let root = match reader.loader.load(root_path) {
        Ok(text) => reader.add(root_path.to_owned(), text, root_path.starts_with("std/")),
        Err(error) => {
            let source = reader.sources.add(root_path.to_owned(), String::new());
            let at = Span::new(source, 0, 0);
            reader.diagnostics.push(errors::root_not_read(root_path, &error, at));
            reader.parse(root_path.to_owned(), source, false)
        }
    };
    for path in ALWAYS {
        if let Some(text) = crate::std::source(path).filter(|_| !reader.by_path.contains_key(path)) {
            reader.add(path.to_owned(), text.to_owned(), true);
        }
    }
    let mut next = 0;
    while next < reader.modules.len() {
        reader.follow_imports(base::Id::from_index(next));
        next += 1;
    }
    let order = import_order(&reader.modules);
    let Reader { diagnostics, syntax_errors, modules, by_path, .. } = reader;
    (Loaded { modules, root, by_path, order, syntax_errors }, diagnostics)
}

impl Reader<'_> {
    fn add(&mut self, path: String, text: String, is_std: bool) -> ModuleId {
        let source = self.sources.add(path.clone(), text);
        self.parse(path, source, is_std)
    }

    fn parse(&mut self, path: String, source: SourceId, is_std: bool) -> ModuleId {
        let (ast, diagnostics) = crate::parse::parse(source, &self.sources.get(source).text);
        self.syntax_errors.extend(diagnostics);
        let module = self.modules.push(Parsed { path: path.clone(), ast, is_std, imports: Vec::new() });
        self.by_path.insert(path, module);
        module
    }

    fn follow_imports(&mut self, importer: ModuleId) {
        let items = &self.modules[importer].ast.items;
        let wanted: Vec<(String, Span)> = items
            .iter()
            .filter_map(|item| match &item.kind {
                ast::ItemKind::Import(import) => Some((import.path.clone(), import.path_span)),
                _ => None,
            })
            .collect();
        let found = wanted.into_iter().map(|(path, span)| self.import(importer, &path, span)).collect();
        self.modules[importer].imports = found;
    }

    fn import(&mut self, importer: ModuleId, path: &str, span: Span) -> Option<ModuleId> {
        let from = &self.modules[importer];
        let Some(target) = resolve_path(&from.path, from.is_std, path) else {
            self.diagnostics.push(errors::not_a_module_path(path, span));
            return None;
        };
        if let Some(&known) = self.by_path.get(&target) {
            return Some(known);
        }
        if target.starts_with("std/") {
            return match crate::std::source(&target) {
                Some(text) => Some(self.add(target, text.to_owned(), true)),
                None => {
                    self.diagnostics.push(errors::unknown_std_module(&target, span));
                    None
                }
            };
        }
        match self.loader.load(&target) {
            Ok(text) => Some(self.add(target, text, false)),
            Err(error) => {
                self.diagnostics.push(errors::module_not_read(&target, &error, span));
                None
            }
        }
    }
}

/// The path of the module that `import` names in the module at `importer`; `None` if it is neither relative nor `std/…`.
fn resolve_path(importer: &str, importer_is_std: bool, import: &str) -> Option<String> {
    if import.starts_with("std/") {
        return Some(import.to_owned());
    }
    if !import.starts_with("./") && !import.starts_with("../") {
        return None;
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let path = parts.join("/");
    let has_extension = importer_is_std || path.ends_with(".seam");
    Some(if has_extension { path } else { format!("{path}.seam") })
}

/// Depth first, imports before importers; iterative, since a chain of imports may be long.
fn import_order(modules: &IndexVec<ModuleId, Parsed>) -> Vec<ModuleId> {
    let mut entered = IndexVec::<ModuleId, bool>::filled(false, modules.len());
    let mut order = Vec::with_capacity(modules.len());
    let std_first = modules.ids().filter(|&id| modules[id].is_std);
    for start in std_first.chain(modules.ids().filter(|&id| !modules[id].is_std)) {
        if std::mem::replace(&mut entered[start], true) {
            continue;
        }
        let mut stack = vec![(start, 0)];
        while let Some((module, at)) = stack.last_mut() {
            match modules[*module].imports.get(*at) {
                Some(import) => {
                    *at += 1;
                    if let Some(import) = *import
                        && !std::mem::replace(&mut entered[import], true)
                    {
                        stack.push((import, 0));
                    }
                }
                None => {
                    order.push(*module);
                    stack.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::resolve_path;

    #[test]
    fn relative_imports_are_resolved_lexically() {
        let resolve = |import| resolve_path("examples/a/main.seam", false, import);
        assert_eq!(resolve("./nbody").as_deref(), Some("examples/a/nbody.seam"));
        assert_eq!(resolve("../b/c").as_deref(), Some("examples/b/c.seam"));
        assert_eq!(resolve("../../../up").as_deref(), Some("../up.seam"));
        assert_eq!(resolve("std/list").as_deref(), Some("std/list"));
        assert_eq!(resolve("left-pad"), None);
        assert_eq!(resolve_path("std/array", true, "./list").as_deref(), Some("std/list"));
    }
}
