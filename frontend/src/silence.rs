//! Which of the checker's messages a syntax error explains: one mistake gives one message.
//!
//! In: parsed modules and the syntax errors in them.  Out: the places where the checker is not to be believed. What
//! could not be read in the body of a function spoils that body; anywhere else, it may spoil any name of the program.

use base::{Diagnostic, Span};

use crate::ast::{self, ItemKind};
use crate::modules::Loaded;

/// Where messages of the checker are dropped.
pub(crate) enum Silence {
    /// In these bodies.
    In(Vec<Span>),
    /// Everywhere.
    Everywhere,
}

impl Silence {
    /// After these syntax errors.
    pub fn after(errors: &[Diagnostic], loaded: &Loaded) -> Self {
        let places: Vec<Span> =
            errors.iter().filter(|error| error.is_error()).map(|error| error.primary.span).collect();
        if places.is_empty() {
            return Silence::In(Vec::new());
        }
        let mut bodies: Vec<Span> =
            loaded.modules.iter().flat_map(|module| &module.ast.items).flat_map(bodies_of).collect();
        bodies.sort_unstable();
        let mut spoiled = Vec::new();
        for place in places {
            let after = bodies.partition_point(|body| (body.source, body.start) <= (place.source, place.start));
            match bodies[..after].last().filter(|body| body.source == place.source && place.start < body.end) {
                Some(&body) => spoiled.push(body),
                None => return Silence::Everywhere,
            }
        }
        spoiled.dedup();
        Silence::In(spoiled)
    }

    /// Whether a message of the checker is to be shown.
    pub fn allows(&self, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.primary.span;
        match self {
            Silence::Everywhere => false,
            Silence::In(bodies) => !bodies
                .iter()
                .any(|body| body.source == place.source && body.start <= place.start && place.start < body.end),
        }
    }
}

/// The bodies of the functions of a declaration.
fn bodies_of(item: &ast::Item) -> Vec<Span> {
    match &item.kind {
        ItemKind::Fn(decl) => decl.body.iter().map(|body| body.span).collect(),
        ItemKind::Test(decl) | ItemKind::Bench(decl) => vec![decl.body.span],
        ItemKind::Event(decl) => decl.body.iter().map(|body| body.span).collect(),
        ItemKind::EventImpl(decl) => vec![decl.body.span],
        ItemKind::Observer(decl) => vec![decl.body.span],
        ItemKind::Impl(decl) => {
            decl.methods.iter().filter_map(|method| method.function.body.as_ref()).map(|body| body.span).collect()
        }
        ItemKind::Import(_)
        | ItemKind::Const(_)
        | ItemKind::State(_)
        | ItemKind::Derive(_)
        | ItemKind::Struct(_)
        | ItemKind::Enum(_)
        | ItemKind::Trait(_)
        | ItemKind::TypeAlias(_)
        | ItemKind::View(_)
        | ItemKind::Extern(_) => Vec::new(),
    }
}
