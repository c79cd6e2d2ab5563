//! Names: what each module declares and imports, what the prelude adds, and which variants an unqualified name may mean.

use base::{IndexVec, Span, Symbol};
use rustc_hash::FxHashMap;

use super::Made;
use crate::ast::{self, ExternHost, ExternItemKind, ItemKind};
use crate::errors::{declarations, modules as errors};
use crate::modules::{Loaded, ModuleId};
use crate::spelling::nearest;
use crate::typed::{self, FuncId};
use crate::world::{
    AliasDef, AliasState, Def, Entry, EnumDef, ExternTypeDef, ExternValue, GlobalDef, GlobalState, Job, ModuleData,
    StructDef, TraitDef, World,
};

/// Gives every declaration an id and its name an entry in its module.
pub(super) fn declare_names<'a>(world: &mut World<'a>, loaded: &'a Loaded) -> Vec<(ModuleId, Made<'a>)> {
    let mut made = Vec::new();
    for (module, parsed) in loaded.modules.iter_enumerated() {
        world.module_sources.insert(parsed.ast.source, module);
        world.modules.push(ModuleData {
            path: Symbol::new(&parsed.path),
            is_std: parsed.is_std,
            scope: FxHashMap::default(),
            names: Vec::new(),
            variants: FxHashMap::default(),
        });
        for item in &parsed.ast.items {
            Names { world, module, made: &mut made }.item(item);
        }
    }
    made
}

struct Names<'w, 'a> {
    world: &'w mut World<'a>,
    module: ModuleId,
    made: &'w mut Vec<(ModuleId, Made<'a>)>,
}

impl<'a> Names<'_, 'a> {
    fn make(&mut self, made: Made<'a>) {
        self.made.push((self.module, made));
    }

    fn name(&mut self, name: ast::Ident, def: Def, public: bool) {
        let entry = Entry { def, span: name.span, public, import: None };
        add_name(self.world, self.module, name, entry);
    }

    fn item(&mut self, item: &'a ast::Item) {
        let public = item.public;
        match &item.kind {
            ItemKind::Import(_) => {}
            ItemKind::Const(decl) => self.global(decl, false, item),
            ItemKind::State(decl) => self.global(decl, true, item),
            ItemKind::Derive(decl) => self.unsupported(decl.name, "`derive`", public),
            ItemKind::Struct(decl) => self.structure(decl, item),
            ItemKind::Enum(decl) => self.enumeration(decl, item),
            ItemKind::Trait(decl) => self.interface_of_types(decl, item),
            ItemKind::Impl(decl) => {
                self.world.no_attributes(&item.attributes);
                self.make(Made::Impl(decl));
            }
            ItemKind::Fn(decl) => {
                let attributes = self.world.func_attributes(&item.attributes, false);
                let func = self.world.new_func(attributes);
                self.name(decl.name, Def::Func(func), public);
                self.make(Made::Fn(func, decl, public));
            }
            ItemKind::TypeAlias(decl) => {
                self.world.no_attributes(&item.attributes);
                let alias = AliasDef { decl, module: self.module, state: AliasState::Unresolved };
                let id = self.world.aliases.push(alias);
                self.name(decl.name, Def::Alias(id), public);
            }
            ItemKind::Event(decl) => self.event(decl, item),
            ItemKind::EventImpl(decl) => {
                self.world.no_attributes(&item.attributes);
                self.make(Made::EventImpl(decl));
            }
            ItemKind::Observer(decl) => {
                self.world.no_attributes(&item.attributes);
                self.make(Made::Observer(decl));
            }
            ItemKind::View(decl) => self.unsupported(decl.name, "views", public),
            ItemKind::Test(decl) => {
                let func = self.world.new_func(crate::world::FuncAttributes::default());
                self.world.jobs.push(Job::Test(func, decl));
                if !self.world.is_std(self.module) {
                    self.world.tests.push(typed::Test { name: Symbol::new(&decl.name), func });
                }
            }
            ItemKind::Bench(decl) => self.not_yet("`bench`", decl.name_span),
            ItemKind::Extern(block) => self.extern_block(block, item),
        }
    }

    fn not_yet(&mut self, what: &str, span: Span) {
        self.world.report(declarations::not_supported_yet(what, span));
    }

    fn unsupported(&mut self, name: ast::Ident, what: &'static str, public: bool) {
        self.not_yet(what, name.span);
        self.name(name, Def::Unsupported(what), public);
    }

    fn global(&mut self, decl: &'a ast::ValueDecl, mutable: bool, item: &ast::Item) {
        self.world.no_attributes(&item.attributes);
        let init = self.world.new_func(crate::world::FuncAttributes::default());
        let global = self.world.globals.push(GlobalDef {
            name: decl.name.name,
            span: decl.name.span,
            module: self.module,
            decl,
            mutable,
            init,
            state: GlobalState::Unchecked,
            constant: None,
        });
        self.name(decl.name, Def::Global(global), item.public);
    }

    fn structure(&mut self, decl: &'a ast::StructDecl, item: &ast::Item) {
        let pin = self.world.type_pin(&item.attributes);
        let (name, span) = (decl.name.name, decl.name.span);
        let typed = typed::Struct { name, span, type_params: Vec::new(), fields: Vec::new(), pin };
        let id = self.world.structs.push(StructDef { typed, module: self.module, sig: None, opaque: false });
        self.name(decl.name, Def::Struct(id), item.public);
        self.make(Made::Struct(id, decl));
    }

    fn enumeration(&mut self, decl: &'a ast::EnumDecl, item: &ast::Item) {
        let pin = self.world.type_pin(&item.attributes);
        let (name, span) = (decl.name.name, decl.name.span);
        let mut by_name = FxHashMap::default();
        for (index, variant) in decl.variants.iter().enumerate() {
            if let Some(first) = by_name.insert(variant.name.name, index as u32) {
                let first = decl.variants[first as usize].name;
                self.world.report(declarations::duplicate_member("variant", variant.name, first.span));
                by_name.insert(variant.name.name, index as u32);
            }
        }
        let typed = typed::Enum { name, span, type_params: Vec::new(), variants: Vec::new(), pin };
        let id = self.world.enums.push(EnumDef { typed, module: self.module, sigs: Vec::new(), by_name });
        self.name(decl.name, Def::Enum(id), item.public);
        self.make(Made::Enum(id, decl));
    }

    fn event(&mut self, decl: &'a ast::EventDecl, item: &ast::Item) {
        self.world.no_attributes(&item.attributes);
        let id = super::events::new_event(self.world, self.module, decl);
        self.name(decl.name, Def::Event(id), item.public);
        self.make(Made::Event(id, decl, item.public));
    }

    fn interface_of_types(&mut self, decl: &'a ast::TraitDecl, item: &ast::Item) {
        self.world.no_attributes(&item.attributes);
        let (name, span) = (decl.name.name, decl.name.span);
        let typed = typed::Trait { name, type_params: Vec::new(), supers: Vec::new(), methods: Vec::new() };
        let (module, public) = (self.module, item.public);
        let id = self.world.traits.push(TraitDef { decl, module, public, span, typed, methods: Vec::new() });
        self.name(decl.name, Def::Trait(id), item.public);
        self.make(Made::Trait(id, decl));
    }

    fn extern_block(&mut self, block: &'a ast::ExternBlock, item: &'a ast::Item) {
        self.world.no_attributes(&item.attributes);
        let host = match &block.host {
            ExternHost::JsGlobals => None,
            ExternHost::JsModule { path, .. } => Some(Symbol::new(path)),
            ExternHost::Seam => return self.intrinsics(block, item),
        };
        for external in &block.items {
            let public = item.public || external.public;
            self.world.no_attributes(&external.attributes);
            match &external.kind {
                ExternItemKind::Fn(decl) => self.extern_fn(decl, host, public),
                ExternItemKind::Value(decl) => {
                    let get = self.world.externs.next_id();
                    let ty = self.world.core.error;
                    let value = ExternValue { span: decl.name.span, ty, get, set: None };
                    let id = self.world.extern_values.push(value);
                    self.name(decl.name, Def::ExternValue(id), public);
                    self.make(Made::ExternValue(id, decl, host));
                }
                ExternItemKind::Type(decl) => {
                    let id = self.extern_type(decl.name, host, public);
                    self.make(Made::ExternType(id, decl));
                }
                ExternItemKind::Interface(decl) => {
                    let id = self.extern_type(decl.name, host, public);
                    self.make(Made::Interface(id, decl));
                }
                ExternItemKind::Struct(decl) => {
                    let id = self.extern_type(decl.name, host, public);
                    self.make(Made::ExternStruct(id, decl));
                }
            }
        }
    }

    fn intrinsics(&mut self, block: &'a ast::ExternBlock, item: &ast::Item) {
        if !self.world.is_std(self.module) {
            return self.world.report(declarations::extern_seam_outside_std(item.span));
        }
        for external in &block.items {
            if let ExternItemKind::Fn(decl) = &external.kind {
                let sig = crate::declare::functions::empty_sig(self.world, self.module, decl.name);
                let id = self.world.intrinsics.push((decl.external.name, sig.into()));
                let public = item.public || external.public;
                self.name(decl.name, Def::Intrinsic(id), public);
                self.make(Made::Intrinsic(id, decl, public));
            }
        }
    }

    /// Functions of one name are overloads.
    fn extern_fn(&mut self, decl: &'a ast::ExternFn, host: Option<Symbol>, public: bool) {
        let known = self.world.modules[self.module].scope.get(&decl.name.name);
        let id = match known.map(|entry| entry.def) {
            Some(Def::ExternFns(id)) => id,
            _ => {
                let id = self.world.overloads.push(Vec::new());
                self.name(decl.name, Def::ExternFns(id), public);
                id
            }
        };
        self.make(Made::ExternFn(id, decl, host, public));
    }

    fn extern_type(&mut self, name: ast::Ident, module: Option<Symbol>, public: bool) -> typed::ExternTypeId {
        let typed = typed::ExternType { name: name.name, js_name: name.name, module, supers: Vec::new(), fields: None };
        let id = self.world.extern_types.push(ExternTypeDef {
            typed,
            module: self.module,
            type_params: [].into(),
            members: FxHashMap::default(),
            statics: FxHashMap::default(),
            constructors: None,
            sig: None,
        });
        self.name(name, Def::ExternType(id), public);
        id
    }
}

fn add_name(world: &mut World<'_>, module: ModuleId, name: ast::Ident, entry: Entry) {
    let data = &mut world.modules[module];
    match data.scope.get(&name.name).copied() {
        Some(first) if first.def != Def::Error => {
            let diagnostic = match (first.import, entry.import) {
                (None, None) => declarations::duplicate_definition(name, first.span),
                _ => declarations::import_clashes(name, first.import.unwrap_or(first.span)),
            };
            world.report(diagnostic);
        }
        _ => {
            data.scope.insert(name.name, entry);
            data.names.push(name.name);
        }
    }
}

/// Adds what modules import to their names. An imported name may itself be a re-export (`pub import`), so imports
/// are gone through until nothing changes; each round but the last resolves a name.
pub(super) fn resolve_imports(world: &mut World<'_>, loaded: &Loaded) {
    let mut open: Vec<(ModuleId, ModuleId, ast::ImportName, bool)> = Vec::new();
    for (module, parsed) in loaded.modules.iter_enumerated() {
        let imports = parsed.ast.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Import(import) => Some((import, item.public)),
            _ => None,
        });
        for ((import, public), target) in imports.zip(&parsed.imports) {
            match (&import.names, target) {
                (ast::ImportNames::All(name), target) => {
                    let def = target.map_or(Def::Error, Def::Module);
                    let entry = Entry { def, span: name.span, public, import: Some(name.span) };
                    add_name(world, module, *name, entry);
                }
                (ast::ImportNames::Named(names), Some(target)) => {
                    open.extend(names.iter().map(|name| (module, *target, *name, public)));
                }
                (ast::ImportNames::Named(names), None) => {
                    for name in names {
                        add_error(world, module, name.local);
                    }
                }
            }
        }
    }
    loop {
        let before = open.len();
        open.retain(|&(module, target, name, public)| !import_name(world, module, target, name, public));
        if open.len() == before || open.is_empty() {
            break;
        }
    }
    for (module, target, name, _) in open {
        let names = world.modules[target].names.iter().copied();
        let public = names.filter(|name| world.modules[target].scope[name].public);
        let near = nearest(name.name.as_str(), public);
        world.report(errors::not_in_module(name.name, world.modules[target].path, near));
        add_error(world, module, name.local);
    }
}

/// A name that failed to be imported fits everything, so that its uses give no further messages.
fn add_error(world: &mut World<'_>, module: ModuleId, name: ast::Ident) {
    add_name(world, module, name, Entry { def: Def::Error, span: name.span, public: false, import: None });
}

fn import_name(world: &mut World<'_>, module: ModuleId, target: ModuleId, name: ast::ImportName, public: bool) -> bool {
    let Some(&found) = world.modules[target].scope.get(&name.name.name) else { return false };
    if !found.public && found.def != Def::Error {
        let declared = found.span;
        world.report(errors::not_public(name.name, world.modules[target].path, declared));
    }
    let entry = Entry { def: found.def, span: found.span, public, import: Some(name.local.span) };
    add_name(world, module, name.local, entry);
    true
}

/// Modules whose `pub` names every module sees, with the names it sees (all of them if none are listed).
const PRELUDE: [(&str, &[&str]); 4] =
    [("std/prelude", &[]), ("std/list", &["List"]), ("std/map", &["Map"]), ("std/set", &["Set"])];

pub(super) fn fill_prelude(world: &mut World<'_>, loaded: &Loaded) {
    for (path, wanted) in PRELUDE {
        let Some(&module) = loaded.by_path.get(path) else { continue };
        for &name in &world.modules[module].names {
            let entry = world.modules[module].scope[&name];
            if entry.public && entry.import.is_none() && (wanted.is_empty() || wanted.contains(&name.as_str())) {
                world.prelude.insert(name, entry);
            }
        }
    }
    let find = |path: &str, name: &str| {
        let module = *loaded.by_path.get(path)?;
        world.modules[module].scope.get(&Symbol::new(name)).map(|entry| entry.def)
    };
    let func = |def: Option<Def>| -> Option<FuncId> { if let Some(Def::Func(id)) = def { Some(id) } else { None } };
    let enumeration = |def| if let Some(Def::Enum(id)) = def { Some(id) } else { None };
    let structure = |def| if let Some(Def::Struct(id)) = def { Some(id) } else { None };
    let external = |def| if let Some(Def::ExternType(id)) = def { Some(id) } else { None };
    world.lang = crate::world::Lang {
        result: enumeration(find("std/prelude", "Result")),
        next: enumeration(find("std/prelude", "Next")),
        list: structure(find("std/list", "List")),
        map: structure(find("std/map", "Map")),
        js_error: external(find("std/prelude", "JsError")),
        list_of: func(find("std/list", "listOf")),
        map_of: func(find("std/map", "mapOf")),
    };
    declare_js_error(world, loaded);
}

/// What a JavaScript function that `throws` throws: not declared in `std`, since its JavaScript name is another.
fn declare_js_error(world: &mut World<'_>, loaded: &Loaded) {
    let (Some(&prelude), Some(result)) = (loaded.by_path.get("std/prelude"), world.lang.result) else { return };
    if world.lang.js_error.is_some() {
        return;
    }
    let span = world.enums[result].typed.span;
    let name = Symbol::new("JsError");
    let js_name = Symbol::new("Error");
    let typed = typed::ExternType { name, js_name, module: None, supers: Vec::new(), fields: None };
    let id = world.extern_types.push(ExternTypeDef {
        typed,
        module: prelude,
        type_params: [].into(),
        members: FxHashMap::default(),
        statics: FxHashMap::default(),
        constructors: None,
        sig: None,
    });
    let own = world.tys.intern(typed::TyKind::Extern(id, [].into()));
    for member in ["name", "message"] {
        let get = world.externs.push(typed::Extern {
            module: None,
            js_name: Symbol::new(member),
            kind: typed::ExternKind::PropertyGet,
            params: vec![own],
            result: world.core.string,
            throws: false,
        });
        let value = world.extern_values.push(ExternValue { span, ty: world.core.string, get, set: None });
        let member = (Symbol::new(member), crate::world::ExternMember::Property(value));
        world.extern_types[id].members.extend([member]);
    }
    world.lang.js_error = Some(id);
    world.prelude.insert(name, Entry { def: Def::ExternType(id), span, public: true, import: None });
}

/// Which enums an unqualified variant may belong to, in each module: those that are visible there by name.
pub(super) fn list_variants(world: &mut World<'_>) {
    let mut names: Vec<Symbol> = world.prelude.keys().copied().collect();
    names.sort_unstable();
    let entries: Vec<Def> = names.iter().map(|name| world.prelude[name].def).collect();
    world.prelude_variants = variants_of(world, &entries);
    let tables: IndexVec<ModuleId, _> = world
        .modules
        .iter()
        .map(|data| variants_of(world, &data.names.iter().map(|name| data.scope[name].def).collect::<Vec<_>>()))
        .collect();
    for (data, table) in world.modules.iter_mut().zip(&tables) {
        data.variants.clone_from(table);
    }
}

fn variants_of(world: &World<'_>, defs: &[Def]) -> FxHashMap<Symbol, Vec<(typed::EnumId, u32)>> {
    let mut table: FxHashMap<Symbol, Vec<_>> = FxHashMap::default();
    for def in defs {
        if let Def::Enum(id) = *def {
            for (&name, &index) in &world.enums[id].by_name {
                table.entry(name).or_default().push((id, index));
            }
        }
    }
    table
}
