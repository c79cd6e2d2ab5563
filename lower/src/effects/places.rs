//! Dense numbers for the places of memory, and sets of them.
//!
//! In: a program.  Out: a number for each field of a struct, for the elements of each array type, for each module
//! variable; so what a function touches is a few words of bits.

use base::{Id, IndexVec, define_id};
use ir::op::Memory;
use ir::{GlobalId, Program, TypeDef, TypeId};
use std::marker::PhantomData;

define_id! {
    /// A place of memory: a field of a struct type, the elements of an array type, a module variable.
    pub struct Place = "m";
}

/// A set of ids as bits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdSet<I> {
    words: Vec<u64>,
    id: PhantomData<fn(I) -> I>,
}

impl<I> Default for IdSet<I> {
    fn default() -> Self {
        IdSet { words: Vec::new(), id: PhantomData }
    }
}

impl<I: Id> IdSet<I> {
    /// Adds an id; says whether it is new.
    pub fn insert(&mut self, id: I) -> bool {
        let (word, bit) = (id.index() / 64, 1 << (id.index() % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let fresh = self.words[word] & bit == 0;
        self.words[word] |= bit;
        fresh
    }
    /// Whether an id is in it.
    pub fn contains(&self, id: I) -> bool {
        self.words.get(id.index() / 64).is_some_and(|word| word & (1 << (id.index() % 64)) != 0)
    }
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }
    /// Adds all of `other`.
    pub fn union(&mut self, other: &IdSet<I>) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words.iter_mut().zip(&other.words).for_each(|(word, more)| *word |= more);
    }
    /// Adds all of these.
    pub fn extend(&mut self, ids: &[I]) {
        for &id in ids {
            self.insert(id);
        }
    }
    /// The ids in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = I> {
        let bits = |(index, &word): (usize, &u64)| {
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| I::from_index(index * 64 + bit))
        };
        self.words.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(bits)
    }
}

/// What is read and what is written.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Touched {
    /// Places that are read and that something may write.
    pub reads: IdSet<Place>,
    /// Places that are written.
    pub writes: IdSet<Place>,
}

impl Touched {
    /// Adds all of `other`.
    pub fn union(&mut self, other: &Touched) {
        self.reads.union(&other.reads);
        self.writes.union(&other.writes);
    }
}

/// The numbers of places.
#[derive(Clone, Debug)]
pub struct Places {
    rows: Vec<Memory>,
    first_of_type: IndexVec<TypeId, u32>,
    first_global: u32,
    /// Places whose contents never change once they are set.
    fixed: IdSet<Place>,
    /// Module variables that the compiler made to hand values over.
    pub(super) scratch: IdSet<GlobalId>,
}

impl Places {
    /// The places of a program.
    pub fn of(program: &Program) -> Places {
        let mut places = Places {
            rows: Vec::new(),
            first_of_type: IndexVec::new(),
            first_global: 0,
            fixed: IdSet::default(),
            scratch: IdSet::default(),
        };
        for (id, ty) in program.types.heap.iter_enumerated() {
            places.first_of_type.push(places.rows.len() as u32);
            match &ty.def {
                TypeDef::Struct { fields } => {
                    for (field, data) in (0..).zip(fields) {
                        places.add(Memory::Field(id, field), data.mutable);
                    }
                }
                TypeDef::Array { .. } | TypeDef::Buffer { .. } => places.add(Memory::Elements(id), true),
                // The payload of a variant is never assigned.
                TypeDef::Enum { .. } => {}
            }
        }
        places.first_global = places.rows.len() as u32;
        for (id, global) in program.globals.iter_enumerated() {
            places.add(Memory::Global(id), global.mutable);
            if global.is_scratch() {
                places.scratch.insert(id);
            }
        }
        places
    }

    fn add(&mut self, memory: Memory, mutable: bool) {
        if !mutable {
            self.fixed.insert(Place::from_index(self.rows.len()));
        }
        self.rows.push(memory);
    }
    /// The number of a place.
    pub fn number(&self, memory: Memory) -> Place {
        let index = match memory {
            Memory::Field(ty, field) => self.first_of_type[ty] + field,
            Memory::Elements(ty) => self.first_of_type[ty],
            Memory::Global(global) => self.first_global + global.index() as u32,
        };
        Place::from_index(index as usize)
    }
    /// What a number stands for.
    pub fn memory(&self, place: Place) -> Memory {
        self.rows[place.index()]
    }
    /// Whether a place may change after it was first set.
    pub fn changes(&self, place: Place) -> bool {
        !self.fixed.contains(place)
    }
}
