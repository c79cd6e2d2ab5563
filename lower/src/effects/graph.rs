//! Which objects a piece of code may mean: a graph of objects, merged where it cannot tell them apart.
//!
//! In: what the code does with references, one step at a time.  Out: nodes, each for the objects that are alike here,
//! with what is read and written of them. All objects that anyone else may have are one node, [`WORLD`].
//!
//! Steensgaard's unification ("Points-to Analysis in Almost Linear Time", POPL 1996) with a pointer for each field.
//! An object that code only finds by following fields is the one of its type that was passed on the way, if there is
//! one: a list of nodes is one node, and the graph is finite.

use super::places::{Place, Touched};
use base::{Id, IndexVec, define_id};
use ir::{FuncId, Kind};

define_id! {
    /// Objects that are not told apart.
    pub struct Node = "o";
}

/// Where in an object a reference is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Slot {
    Field(u32),
    Payload(u32, u32),
    Element,
    /// What a function value with this body captures, by position.
    Capture(FuncId, u32),
}

/// A node.
#[derive(Clone, Default, Debug)]
pub(super) struct NodeData {
    /// The node that it was merged into.
    pub merged: Option<Node>,
    pub kind: Option<Kind>,
    /// The node from whose field it was found.
    pub found_in: Option<Node>,
    pub fields: Vec<(Slot, Node)>,
    pub reads: Vec<Place>,
    pub writes: Vec<Place>,
    /// The bodies of a function value.
    pub code: Vec<FuncId>,
}

/// The objects that others may have: of module variables, of JavaScript, of calls that are not known.
pub(super) fn world() -> Node {
    Node::from_index(0)
}

/// More nodes than this, and objects found in fields are told apart by their type only.
const MANY: usize = 4000;

/// A graph of objects.
pub(super) struct Graph {
    pub nodes: IndexVec<Node, NodeData>,
    /// What is touched of the world's objects.
    pub of_world: Touched,
    /// Counts merges, to see whether anything happened.
    pub merges: usize,
}

impl Graph {
    pub fn new() -> Graph {
        let mut nodes = IndexVec::new();
        nodes.push(NodeData::default());
        Graph { nodes, of_world: Touched::default(), merges: 0 }
    }

    /// A node for objects that nobody else has.
    pub fn fresh(&mut self, kind: Kind) -> Node {
        self.nodes.push(NodeData { kind: Some(kind), ..NodeData::default() })
    }

    /// The node that a node is now.
    pub fn find(&self, mut node: Node) -> Node {
        while let Some(into) = self.nodes[node].merged {
            node = into;
        }
        node
    }

    /// The same, and shortens the way to it.
    fn settle(&mut self, node: Node) -> Node {
        let end = self.find(node);
        let mut at = node;
        while let Some(into) = self.nodes[at].merged {
            self.nodes[at].merged = Some(end);
            at = into;
        }
        end
    }

    /// What a slot of an object refers to.
    pub fn field(&mut self, of: Node, slot: Slot, kind: Kind) -> Node {
        let of = self.settle(of);
        if of == world() {
            return of;
        }
        if let Some(&(_, to)) = self.nodes[of].fields.iter().find(|(known, _)| *known == slot) {
            return self.settle(to);
        }
        let to = self.passed(of, kind).unwrap_or_else(|| {
            self.nodes.push(NodeData { kind: Some(kind), found_in: Some(of), ..NodeData::default() })
        });
        self.nodes[of].fields.push((slot, to));
        to
    }

    /// The node of this kind that was passed on the way to a node.
    fn passed(&self, from: Node, kind: Kind) -> Option<Node> {
        if self.nodes.len() > MANY {
            let alike = |id: &Node| self.nodes[*id].merged.is_none() && self.nodes[*id].kind == Some(kind);
            return self.nodes.ids().skip(1).take(MANY).find(alike);
        }
        let mut at = Some(from);
        // Merging may have closed a way into a circle.
        for _ in 0..64 {
            let node = self.find(at?);
            if self.nodes[node].kind == Some(kind) {
                return Some(node);
            }
            at = self.nodes[node].found_in;
        }
        None
    }

    /// From now on two nodes are one.
    pub fn unify(&mut self, a: Node, b: Node) {
        let mut pending = vec![(a, b)];
        while let Some((a, b)) = pending.pop() {
            let (a, b) = (self.settle(a), self.settle(b));
            if a == b {
                continue;
            }
            self.merges += 1;
            // The world has the lowest number, so it always stays.
            let (stays, goes) = if a < b { (a, b) } else { (b, a) };
            let gone =
                std::mem::replace(&mut self.nodes[goes], NodeData { merged: Some(stays), ..NodeData::default() });
            if stays == world() {
                self.of_world.reads.extend(&gone.reads);
                self.of_world.writes.extend(&gone.writes);
                pending.extend(gone.fields.iter().map(|&(_, to)| (stays, to)));
                continue;
            }
            let kept = &mut self.nodes[stays];
            kept.found_in = kept.found_in.filter(|_| gone.found_in.is_some());
            add_all(&mut kept.reads, &gone.reads);
            add_all(&mut kept.writes, &gone.writes);
            add_all(&mut kept.code, &gone.code);
            for (slot, to) in gone.fields {
                match kept.fields.iter().find(|(known, _)| *known == slot) {
                    Some(&(_, known)) => pending.push((known, to)),
                    None => kept.fields.push((slot, to)),
                }
            }
        }
    }

    /// A slot of an object holds what anyone may have.
    pub fn hold_world(&mut self, of: Node, slot: Slot) {
        let of = self.settle(of);
        if of == world() {
            return;
        }
        match self.nodes[of].fields.iter().find(|(known, _)| *known == slot) {
            Some(&(_, to)) => self.unify(world(), to),
            None => self.nodes[of].fields.push((slot, world())),
        }
    }

    /// Anyone may have these objects now.
    pub fn lose(&mut self, node: Node) {
        self.unify(world(), node);
    }

    /// A place of an object is read.
    pub fn read(&mut self, node: Node, place: Place) {
        let node = self.settle(node);
        if node == world() {
            self.of_world.reads.insert(place);
        } else {
            add(&mut self.nodes[node].reads, place);
        }
    }

    /// A place of an object is written.
    pub fn write(&mut self, node: Node, place: Place) {
        let node = self.settle(node);
        if node == world() {
            self.of_world.writes.insert(place);
        } else {
            add(&mut self.nodes[node].writes, place);
        }
    }
}

/// Adds to a short list that has everything once.
pub(super) fn add<T: PartialEq>(to: &mut Vec<T>, item: T) {
    if !to.contains(&item) {
        to.push(item);
    }
}

/// Adds all of `items`.
pub(super) fn add_all<T: PartialEq + Copy>(to: &mut Vec<T>, items: &[T]) {
    items.iter().for_each(|&item| add(to, item));
}
