//! Generic recursion that would need instances without end.
//!
//! In: every call with its type arguments, every field with its type.  Out: an error for each that makes a type grow
//! each time around: `fn f<T>(x: T) { f([x]) }`.
//!
//! The nodes are type parameters. A call of `g` in `f` leads from each parameter of `f` that occurs in the argument
//! for a parameter of `g` to that one; the edge grows if the parameter is nested in it. There are instances without
//! end exactly if a growing edge lies on a cycle (as in ECMA-335 II.9.2).

use base::{Span, Symbol};
use rustc_hash::FxHashMap;

use crate::components::components;
use crate::errors::declarations as errors;
use crate::infer::parts_of;
use crate::typed::{EnumId, FuncId, StructId, Ty, TyKind};
use crate::world::World;

/// What has type parameters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Func(FuncId),
    Struct(StructId),
    Enum(EnumId),
}

struct Edge {
    from: usize,
    to: usize,
    span: Span,
    name: Symbol,
    is_call: bool,
}

#[derive(Default)]
struct Graph {
    nodes: FxHashMap<(Owner, u32), usize>,
    successors: Vec<Vec<usize>>,
    growing: Vec<Edge>,
}

/// Reports infinite families of instances.
pub(crate) fn check(world: &mut World<'_>) {
    let mut graph = Graph::default();
    let refs = std::mem::take(&mut world.refs);
    for func in world.funcs.ids() {
        let Some(refs) = refs.get(&func) else { continue };
        for (callee, args, span) in &refs.calls {
            let name = world.sigs[*callee].as_ref().map_or(Symbol::new("?"), |sig| sig.name);
            for (index, &arg) in args.iter().enumerate() {
                let to = (Owner::Func(*callee), index as u32);
                graph.argument(world, Owner::Func(func), to, arg, false, (*span, name, true));
            }
        }
    }
    world.refs = refs;
    let mut fields: Vec<(Owner, Ty, Span, Symbol)> = Vec::new();
    for (id, data) in world.structs.iter_enumerated() {
        let own = data.typed.fields.iter();
        fields.extend(own.map(|field| (Owner::Struct(id), field.ty, field.span, data.typed.name)));
    }
    for (id, data) in world.enums.iter_enumerated() {
        let own = data.typed.variants.iter().flat_map(|variant| &variant.fields);
        fields.extend(own.map(|field| (Owner::Enum(id), field.ty, field.span, data.typed.name)));
    }
    for (owner, ty, span, name) in fields {
        graph.mention(world, owner, ty, (span, name));
    }
    graph.report(world);
}

impl Graph {
    fn node(&mut self, owner: Owner, param: u32) -> usize {
        let next = self.successors.len();
        let node = *self.nodes.entry((owner, param)).or_insert(next);
        if node == next {
            self.successors.push(Vec::new());
        }
        node
    }

    /// `ty` is the argument for `to` in a use inside of `from`.
    fn argument(
        &mut self,
        world: &mut World<'_>,
        from: Owner,
        to: (Owner, u32),
        ty: Ty,
        nested: bool,
        at: (Span, Symbol, bool),
    ) {
        if !world.mentions_param(ty) {
            return;
        }
        match world.tys.kind(ty).clone() {
            TyKind::Param(index) => {
                let (from, to) = (self.node(from, index), self.node(to.0, to.1));
                self.successors[from].push(to);
                if nested {
                    self.growing.push(Edge { from, to, span: at.0, name: at.1, is_call: at.2 });
                }
            }
            kind => {
                for part in parts_of(&kind) {
                    self.argument(world, from, to, part, true, at);
                }
            }
        }
    }

    /// A type that a declaration mentions.
    fn mention(&mut self, world: &mut World<'_>, from: Owner, ty: Ty, at: (Span, Symbol)) {
        if !world.mentions_param(ty) {
            return;
        }
        let kind = world.tys.kind(ty).clone();
        let owner = match kind {
            TyKind::Struct(id, _) => Some(Owner::Struct(id)),
            TyKind::Enum(id, _) => Some(Owner::Enum(id)),
            _ => None,
        };
        for (index, part) in parts_of(&kind).into_iter().enumerate() {
            if let Some(owner) = owner {
                self.argument(world, from, (owner, index as u32), part, false, (at.0, at.1, false));
            }
            self.mention(world, from, part, at);
        }
    }

    fn report(self, world: &mut World<'_>) {
        if self.growing.is_empty() {
            return;
        }
        let mut component = vec![0; self.successors.len()];
        for (number, members) in components(&self.successors, 0..self.successors.len()).iter().enumerate() {
            members.iter().for_each(|&node| component[node] = number);
        }
        let mut last: Option<Span> = None;
        for edge in self.growing {
            if component[edge.from] == component[edge.to] && last != Some(edge.span) {
                last = Some(edge.span);
                world.report(errors::instances_without_end(edge.name, edge.span, edge.is_call));
            }
        }
    }
}
