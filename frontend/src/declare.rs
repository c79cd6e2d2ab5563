//! Collects what the modules of a program declare, before any body is looked at.
//!
//! In: parsed modules.  Out: a [`World`] in which every name has an id and every id a signature, and the list of
//! bodies to check. In rounds, because each needs the one before of all modules: names; imports; type parameters;
//! fields; traits; then signatures and impls. So the order of declarations never matters, and cycles between modules are fine.

mod aliases;
mod attributes;
mod events;
mod externs;
mod functions;
mod impls;
mod names;
mod nominal;
mod trait_impls;
mod traits;
mod types;

use base::Symbol;

use crate::ast;
use crate::modules::{Loaded, ModuleId};
use crate::typed::{EnumId, EventId, ExternTypeId, FuncId, StructId, TraitId};
use crate::world::{ExternValueId, IntrinsicId, OverloadsId, World};

pub(crate) use types::TypeScope;

/// A declaration with its id.
#[derive(Clone, Copy)]
enum Made<'a> {
    Struct(StructId, &'a ast::StructDecl),
    Enum(EnumId, &'a ast::EnumDecl),
    Trait(TraitId, &'a ast::TraitDecl),
    Impl(&'a ast::ImplDecl),
    Event(EventId, &'a ast::EventDecl, bool),
    EventImpl(&'a ast::EventImpl),
    Observer(&'a ast::Observer),
    Fn(FuncId, &'a ast::FnDecl, bool),
    Intrinsic(IntrinsicId, &'a ast::ExternFn, bool),
    ExternFn(OverloadsId, &'a ast::ExternFn, Option<Symbol>, bool),
    ExternValue(ExternValueId, &'a ast::ExternValue, Option<Symbol>),
    ExternType(ExternTypeId, &'a ast::ExternType),
    Interface(ExternTypeId, &'a ast::ExternInterface),
    ExternStruct(ExternTypeId, &'a ast::StructDecl),
}

/// Declares everything in `loaded`.
pub(crate) fn declare<'a>(world: &mut World<'a>, loaded: &'a Loaded) {
    let made = names::declare_names(world, loaded);
    names::resolve_imports(world, loaded);
    names::fill_prelude(world, loaded);
    for &(module, ref item) in &made {
        world.declare_type_params(module, item);
    }
    names::list_variants(world);
    for &(module, ref item) in &made {
        world.declare_types(module, item);
    }
    for &(module, ref item) in &made {
        if let Made::Trait(id, decl) = *item {
            world.declare_trait(module, id, decl);
        }
    }
    for &(module, ref item) in &made {
        world.declare_values(module, item);
    }
    world.check_overlaps();
    world.check_supertraits();
    events::declare_code(world, loaded, &made);
    world.resolve_aliases();
    world.declare_global_types();
}

impl<'a> World<'a> {
    /// Type parameters of types and traits: after this, types can be written.
    fn declare_type_params(&mut self, module: ModuleId, made: &Made<'a>) {
        match *made {
            Made::Struct(id, decl) => {
                self.structs[id].typed.type_params = self.type_params(module, &decl.type_params);
            }
            Made::Enum(id, decl) => {
                self.enums[id].typed.type_params = self.type_params(module, &decl.type_params);
            }
            Made::Trait(id, decl) => {
                self.traits[id].typed.type_params = self.type_params(module, &decl.type_params);
            }
            Made::ExternType(id, decl) => {
                self.extern_types[id].type_params = self.type_params(module, &decl.type_params).into();
            }
            Made::Interface(id, decl) => {
                self.extern_types[id].type_params = self.type_params(module, &decl.type_params).into();
            }
            Made::ExternStruct(id, decl) => {
                self.extern_types[id].type_params = self.type_params(module, &decl.type_params).into();
            }
            Made::Impl(..)
            | Made::Event(..)
            | Made::EventImpl(..)
            | Made::Observer(..)
            | Made::Fn(..)
            | Made::Intrinsic(..)
            | Made::ExternFn(..)
            | Made::ExternValue(..) => {}
        }
    }

    /// Fields, variants and supertypes: after this, which types have `==` and the like is known.
    fn declare_types(&mut self, module: ModuleId, made: &Made<'a>) {
        match *made {
            Made::Struct(id, decl) => self.declare_struct(module, id, decl),
            Made::Enum(id, decl) => self.declare_enum(module, id, decl),
            Made::Interface(id, decl) => self.declare_supers(module, id, decl),
            Made::ExternStruct(id, decl) => self.declare_extern_struct(module, id, decl),
            Made::Trait(..)
            | Made::ExternType(..)
            | Made::Event(..)
            | Made::EventImpl(..)
            | Made::Observer(..)
            | Made::Impl(..)
            | Made::Fn(..)
            | Made::Intrinsic(..)
            | Made::ExternFn(..)
            | Made::ExternValue(..) => {}
        }
    }

    /// Signatures.
    fn declare_values(&mut self, module: ModuleId, made: &Made<'a>) {
        match *made {
            Made::Impl(decl) => self.declare_impl(module, decl),
            Made::Event(id, decl, public) => self.declare_event(module, id, decl, public),
            Made::Fn(func, decl, public) => self.declare_fn(module, func, decl, public),
            Made::Intrinsic(id, decl, public) => self.declare_intrinsic(module, id, decl, public),
            Made::ExternFn(id, decl, host, public) => self.declare_extern_fn(module, id, decl, host, public),
            Made::ExternValue(id, decl, host) => self.declare_extern_value(module, id, decl, host),
            Made::Interface(id, decl) => self.declare_members(module, id, decl),
            Made::Struct(..)
            | Made::Enum(..)
            | Made::Trait(..)
            | Made::ExternType(..)
            | Made::ExternStruct(..)
            | Made::EventImpl(..)
            | Made::Observer(..) => {}
        }
    }
}
