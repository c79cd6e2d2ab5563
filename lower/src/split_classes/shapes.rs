//! What heap types and function values hold, as far as it is told apart by classes.
//!
//! In: the types of a program.  Out: a [`Member`] for each heap type and signature, the groups of those that hold each
//! other, and for every part of a member where its class is found.
//!
//! Types that hold each other, directly or not, are one group and share a class: the nodes of a list are one class,
//! not one for each distance from its head. So classes nest only as deep as types do without recursion.

use crate::call_graph::components;
use crate::retype;
use base::{Id, IndexVec, define_id};
use ir::{Kind, Program, SigId, Type, TypeId};

define_id! {
    /// A heap type or a signature.
    pub struct Member = "m";
    /// Members that hold each other.
    pub struct Group = "g";
}

/// Where the class of a part is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It has none: numbers, texts, JavaScript values.
    Scalar,
    /// It is of the same group, so that it has the same class.
    Inside(Member),
    /// In the slot with this number of the holder's class.
    Slot(u32, Member),
}

/// The members of a program.
pub struct Shapes {
    types: usize,
    /// The group of each member.
    pub group: IndexVec<Member, Group>,
    parts: IndexVec<Member, Vec<Part>>,
    /// For each variant of an enum the position of its first part.
    variants: IndexVec<TypeId, Vec<u32>>,
    /// For each group what its slots hold.
    slots: IndexVec<Group, Vec<Member>>,
}

impl Shapes {
    /// The shapes of a program's types.
    pub fn of(program: &Program) -> Shapes {
        let types = program.types.heap.len();
        let heap = program.types.heap.iter().map(|data| retype::parts(&data.def));
        let sigs = program.types.sigs.iter().map(|sig| sig.params.iter().chain(&sig.results).copied().collect());
        let held: IndexVec<Member, Vec<Type>> = heap.chain(sigs).collect();
        let edges: IndexVec<Member, Vec<Member>> =
            held.iter().map(|parts| parts.iter().filter_map(|&ty| member(types, ty)).collect()).collect();
        let (_, component) = components::<Member>(&edges);
        let group: IndexVec<Member, Group> = component.iter().map(|&id| Group::from_index(id as usize)).collect();
        let groups = component.iter().map(|&id| id as usize + 1).max().unwrap_or(0);
        let mut slots: IndexVec<Group, Vec<Member>> = IndexVec::filled(Vec::new(), groups);
        let mut parts = IndexVec::new();
        for (holder, held) in held.iter_enumerated() {
            let mut part = |&ty: &Type| match member(types, ty) {
                None => Part::Scalar,
                Some(inner) if group[inner] == group[holder] => Part::Inside(inner),
                Some(inner) => {
                    let own = &mut slots[group[holder]];
                    own.push(inner);
                    Part::Slot(own.len() as u32 - 1, inner)
                }
            };
            parts.push(held.iter().map(&mut part).collect());
        }
        Shapes { types, group, parts, variants: program.types.heap.iter().map(variants).collect(), slots }
    }

    /// The member that a value of this type belongs to.
    pub fn member(&self, ty: Type) -> Option<Member> {
        member(self.types, ty)
    }
    /// The member of a heap type.
    pub fn of_type(&self, ty: TypeId) -> Member {
        Member::from_index(ty.index())
    }
    /// The member of a signature.
    pub fn of_sig(&self, sig: SigId) -> Member {
        Member::from_index(self.types + sig.index())
    }
    /// Where the class of a part is found.
    pub fn part(&self, holder: Member, position: usize) -> Part {
        self.parts[holder][position]
    }
    /// The position of a variant's first part.
    pub fn first_of_variant(&self, ty: TypeId, variant: u32) -> usize {
        self.variants[ty][variant as usize] as usize
    }
    /// What the slots of a group hold.
    pub fn slots(&self, group: Group) -> &[Member] {
        &self.slots[group]
    }
}

fn member(types: usize, ty: Type) -> Option<Member> {
    match ty.kind {
        Kind::Ref(id) => Some(Member::from_index(id.index())),
        Kind::Func(id) => Some(Member::from_index(types + id.index())),
        Kind::Bool | Kind::I32 | Kind::I64 | Kind::F32 | Kind::F64 | Kind::Str | Kind::Big | Kind::Js => None,
    }
}

fn variants(data: &ir::TypeData) -> Vec<u32> {
    let ir::TypeDef::Enum { variants } = &data.def else { return Vec::new() };
    let mut next = 0;
    let first = |variant: &ir::Variant| {
        let first = next;
        next += variant.fields.len() as u32;
        first
    };
    variants.iter().map(first).collect()
}
