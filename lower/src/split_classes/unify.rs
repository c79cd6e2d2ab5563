//! Classes of values that meet: union-find, with what the classes hold.
//!
//! A class has a slot for each part that is of another group ([`super::shapes`]); what is in the slots of two classes
//! that become one becomes one, too. A *fixed* class is one for the whole program, like that of a module variable, and
//! so is everything that it holds.
//!
//! Tarjan, "Efficiency of a good but not linear set union algorithm" (J. ACM 1975), with halving of paths.

use super::shapes::{Group, Member, Part, Shapes};
use base::{IndexVec, define_id};

define_id! {
    /// A class, or what has become a part of another one.
    pub struct Class = "c";
}

struct Row {
    /// Itself, or the class that it has become a part of.
    parent: Class,
    group: Group,
    fixed: bool,
    /// What is in the slots, in order of the slots.
    slots: Vec<(u32, Class)>,
}

/// A set of classes.
#[derive(Default)]
pub struct Classes {
    rows: IndexVec<Class, Row>,
}

impl Classes {
    /// A new class of a group.
    pub fn fresh(&mut self, group: Group) -> Class {
        let parent = self.rows.next_id();
        self.rows.push(Row { parent, group, fixed: false, slots: Vec::new() })
    }
    /// The class that `class` is now.
    pub fn find(&mut self, mut class: Class) -> Class {
        while self.rows[class].parent != class {
            let up = self.rows[self.rows[class].parent].parent;
            self.rows[class].parent = up;
            class = up;
        }
        class
    }
    /// The group of a class.
    pub fn group(&self, class: Class) -> Group {
        self.rows[class].group
    }
    /// Whether there is one of it in the whole program.
    pub fn is_fixed(&self, class: Class) -> bool {
        self.rows[class].fixed
    }
    /// What is in the slots of a class that [`find`](Self::find) gave.
    pub fn slots(&self, class: Class) -> &[(u32, Class)] {
        &self.rows[class].slots
    }
    /// Puts something into a slot of a class; unifies it with what is there.
    pub fn put(&mut self, class: Class, slot: u32, held: Class) {
        let class = self.find(class);
        match self.rows[class].slots.binary_search_by_key(&slot, |row| row.0) {
            Ok(at) => {
                let known = self.rows[class].slots[at].1;
                self.unify(known, held);
            }
            Err(at) => {
                self.rows[class].slots.insert(at, (slot, held));
                if self.rows[class].fixed {
                    self.fix(held);
                }
            }
        }
    }
    /// The class of what `holder` of class `class` holds at `position`; `None` of what has no classes.
    pub fn part(&mut self, shapes: &Shapes, class: Class, holder: Member, position: usize) -> Option<Class> {
        match shapes.part(holder, position) {
            Part::Scalar => None,
            Part::Inside(_) => Some(class),
            Part::Slot(slot, member) => {
                let class = self.find(class);
                match self.rows[class].slots.binary_search_by_key(&slot, |row| row.0) {
                    Ok(at) => Some(self.rows[class].slots[at].1),
                    Err(at) => {
                        let held = self.fresh(shapes.group[member]);
                        self.rows[held].fixed = self.rows[class].fixed;
                        self.rows[class].slots.insert(at, (slot, held));
                        Some(held)
                    }
                }
            }
        }
    }
    /// Makes two classes one, and what they hold.
    pub fn unify(&mut self, a: Class, b: Class) {
        let mut todo = vec![(a, b)];
        while let Some((a, b)) = todo.pop() {
            let (a, b) = (self.find(a), self.find(b));
            if a == b {
                continue;
            }
            assert_eq!(self.rows[a].group, self.rows[b].group, "only values of one group meet");
            match (self.rows[a].fixed, self.rows[b].fixed) {
                (true, false) => self.fix(b),
                (false, true) => self.fix(a),
                _ => {}
            }
            let (root, child) = (a.min(b), a.max(b));
            self.rows[child].parent = root;
            for (slot, held) in std::mem::take(&mut self.rows[child].slots) {
                match self.rows[root].slots.binary_search_by_key(&slot, |row| row.0) {
                    Ok(at) => todo.push((self.rows[root].slots[at].1, held)),
                    Err(at) => self.rows[root].slots.insert(at, (slot, held)),
                }
            }
        }
    }
    /// Makes a class one of the whole program, and what it holds.
    pub fn fix(&mut self, class: Class) {
        let mut todo = vec![class];
        while let Some(class) = todo.pop() {
            let class = self.find(class);
            if !std::mem::replace(&mut self.rows[class].fixed, true) {
                todo.extend(self.rows[class].slots.iter().map(|&(_, held)| held));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;
    use ir::{Field, Program, Storage, Type, TypeData, TypeDef, TypeId};

    /// `t0` holds numbers, `t1` two `t0`, and `t2` a `t2` and a `t0`.
    fn shapes() -> Shapes {
        let mut program = Program::default();
        let reference = |id: usize| Storage::Val(Type::reference(TypeId::from_index(id)).or_null());
        for held in [vec![Storage::Val(Type::I32)], vec![reference(0), reference(0)], vec![reference(2), reference(0)]]
        {
            let field = |storage| Field { name: "x".into(), storage, mutable: true };
            let def = TypeDef::Struct { fields: held.into_iter().map(field).collect() };
            program.types.heap.push(TypeData { name: "T".into(), def, pin: None });
        }
        Shapes::of(&program)
    }

    fn fresh(classes: &mut Classes, shapes: &Shapes, ty: usize) -> (Class, Member) {
        let member = Member::from_index(ty);
        (classes.fresh(shapes.group[member]), member)
    }

    #[test]
    fn what_unified_classes_hold_is_unified() {
        let shapes = shapes();
        let mut classes = Classes::default();
        let ((a, pair), (b, _)) = (fresh(&mut classes, &shapes, 1), fresh(&mut classes, &shapes, 1));
        let in_a = classes.part(&shapes, a, pair, 0).expect("it has a class");
        let in_b = classes.part(&shapes, b, pair, 0).expect("it has a class");
        let other = classes.part(&shapes, b, pair, 1).expect("it has a class");
        assert_ne!(classes.find(in_a), classes.find(in_b));
        classes.unify(a, b);
        assert_eq!(classes.find(in_a), classes.find(in_b));
        assert_ne!(classes.find(in_a), classes.find(other), "two fields are two classes");
        let again = classes.part(&shapes, a, pair, 1).expect("it has a class");
        assert_eq!(classes.find(again), classes.find(other), "what only one of them held, both hold now");
    }

    #[test]
    fn a_recursive_type_holds_itself_in_its_own_class() {
        let shapes = shapes();
        let mut classes = Classes::default();
        let (list, member) = fresh(&mut classes, &shapes, 2);
        assert_eq!(classes.part(&shapes, list, member, 0), Some(list));
        let held = classes.part(&shapes, list, member, 1).expect("it has a class");
        assert_ne!(held, list);
    }

    #[test]
    fn numbers_have_no_class() {
        let shapes = shapes();
        let mut classes = Classes::default();
        let (numbers, member) = fresh(&mut classes, &shapes, 0);
        assert_eq!(classes.part(&shapes, numbers, member, 0), None);
    }

    #[test]
    fn what_meets_a_fixed_class_is_fixed_with_all_it_holds() {
        let shapes = shapes();
        let mut classes = Classes::default();
        let ((a, pair), (b, _)) = (fresh(&mut classes, &shapes, 1), fresh(&mut classes, &shapes, 1));
        let in_a = classes.part(&shapes, a, pair, 0).expect("it has a class");
        classes.fix(b);
        assert!(!classes.is_fixed(in_a));
        classes.unify(a, b);
        let in_a = classes.find(in_a);
        assert!(classes.is_fixed(in_a));
        let later = classes.part(&shapes, a, pair, 1).expect("it has a class");
        assert!(classes.is_fixed(later), "also what is looked at later");
    }
}
