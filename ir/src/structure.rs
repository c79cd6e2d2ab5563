//! Structured control flow: a CFG as nested blocks, loops, branches and switches, which both emitters print.
//!
//! In: a function without unreachable blocks.  Out: a [`Structured`] tree with the same executions.
//!
//! The algorithm is the dominator-tree translation of Norman Ramsey, "Beyond Relooper: Recursive Translation of
//! Unstructured Control Flow to Structured Control Flow" (ICFP 2022), in four steps: `graph` reads the function,
//! `irreducible` gives cycles with several entries a dispatch variable, `plan` decides where each block goes,
//! `build` builds the tree. Beyond the paper: exits of loops come after the loop, cases of a switch are inside it, code
//! comes before the blocks that its successors need, labels are as few as they get, and nothing recurses.
//!
//! Meaning of the tree: a list of nodes runs from first to last. `Break(l)` goes to just after the node that carries
//! label `l` (`Block`, `If`, `Switch`, `Loop`); `Continue(l)` to the start of the loop `l`. Falling off the end of a
//! loop's body leaves the loop; off a switch case's body leaves the switch.

mod build;
mod graph;
mod irreducible;
mod naive;
mod plan;
mod relabel;
mod split;
mod ssa_repair;

use crate::{Block, Func, Target, Value};
use base::define_id;

define_id! {
    /// A label of a structured tree.
    pub struct Label = "l";
    /// A dispatch variable, an `i32`: only irreducible regions have one.
    pub struct Dispatch = "d";
}

/// A node of structured control flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// The straight-line code of a block. It comes before every node of blocks that it dominates. Where one of those
    /// uses a non-null reference that is defined in it, it is not nested deeper, so that a Wasm local set in it is
    /// still set there; exits of loops that need only other values are placed after the loop, less deep.
    Code(Block),
    /// Assigns the arguments of a jump from `from` to the parameters of its target, in parallel. Never empty.
    Assign {
        /// The block that jumps.
        from: Block,
        /// Where to, with what.
        target: Target,
    },
    /// A labelled block.
    Block {
        /// `Break` leaves it.
        label: Label,
        /// What is in it.
        body: Vec<Node>,
    },
    /// A loop, headed by a block.
    Loop {
        /// `Continue` repeats it, `Break` leaves it.
        label: Label,
        /// What is in it.
        body: Vec<Node>,
    },
    /// A two-way branch.
    If {
        /// `Break` goes to the end, if anything does.
        label: Option<Label>,
        /// The block that ends in this branch.
        from: Block,
        /// A `bool`.
        cond: Value,
        /// If true.
        then: Vec<Node>,
        /// If false.
        otherwise: Vec<Node>,
    },
    /// A many-way branch.
    Switch {
        /// `Break` goes to the end, if anything does.
        label: Option<Label>,
        /// What is switched on.
        on: Scrutinee,
        /// One per distinct target, with the values that lead there, ascending.
        cases: Vec<(Vec<u32>, Vec<Node>)>,
        /// For every other value.
        default: Vec<Node>,
    },
    /// Goes to the end of the node that carries the label.
    Break(Label),
    /// Goes to the start of the loop.
    Continue(Label),
    /// Sets a dispatch variable.
    SetDispatch(Dispatch, u32),
    /// The terminator of a block that ends the function: return, tail call, panic, unreachable.
    Exit(Block),
}

/// What a switch looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scrutinee {
    /// The `i32` of the switch that ends this block.
    Value(Block, Value),
    /// A dispatch variable.
    Dispatch(Dispatch),
}

/// A function body.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Structured {
    /// What runs. No path falls off its end.
    pub body: Vec<Node>,
    /// How many labels there are.
    pub labels: usize,
    /// How many dispatch variables there are; 0 if the graph is reducible.
    pub dispatches: usize,
}

/// The structured form of `func`. Cycles with several entries get a dispatch variable each;
/// [`make_reducible`] removes the small ones before.
pub fn structure(func: &Func) -> Structured {
    let mut graph = graph::Graph::of(func);
    irreducible::make_reducible(&mut graph);
    let plan = plan::Plan::of(func, &graph);
    build::build(&graph, plan)
}

/// The naive form, for comparison: a loop around a switch over all blocks, with one dispatch variable.
pub fn structure_dispatch(func: &Func) -> Structured {
    naive::structure(func)
}

/// Removes cycles with several entries by copying blocks, while that copies few instructions. The function means the
/// same as before.
pub fn make_reducible(func: &mut Func) {
    split::make_reducible(func);
}
