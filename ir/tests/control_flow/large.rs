//! Functions of many blocks: time is nearly linear, and chains of branches do not become deep trees.

use crate::generate::nowhere;
use base::{Id, Symbol};
use ir::structure::{Node, structure};
use ir::{Block, Func, Target, Terminator, Type, Value};

const BLOCKS: usize = 10_000;

/// A function of blocks whose terminators `term` makes from their number, a `bool` and an `i32`.
fn func(blocks: usize, term: impl Fn(usize, Value, Value) -> Terminator) -> Func {
    let mut func = Func::new(Symbol::new("large"), nowhere().span, vec![]);
    let cond = func.add_param(func.entry, Type::BOOL, None);
    let number = func.add_param(func.entry, Type::I32, None);
    for _ in 1..blocks {
        func.add_block(nowhere());
    }
    for index in 0..blocks {
        func.blocks[Block::from_index(index)].term = term(index, cond, number);
    }
    func
}

fn to(index: usize) -> Target {
    Target { block: Block::from_index(index), args: Vec::new() }
}

fn depth(nodes: &[Node]) -> usize {
    let inner = |node: &Node| match node {
        Node::Block { body, .. } | Node::Loop { body, .. } => depth(body),
        Node::If { then, otherwise, .. } => depth(then).max(depth(otherwise)),
        Node::Switch { cases, default, .. } => {
            cases.iter().map(|(_, body)| depth(body)).max().unwrap_or(0).max(depth(default))
        }
        Node::Code(_)
        | Node::Assign { .. }
        | Node::Break(_)
        | Node::Continue(_)
        | Node::SetDispatch(..)
        | Node::Exit(_) => 0,
    };
    1 + nodes.iter().map(inner).max().unwrap_or(0)
}

fn assert_flat(func: &Func, most: usize) {
    let tree = structure(func);
    assert!(depth(&tree.body) <= most, "depth {}", depth(&tree.body));
}

#[test]
fn a_chain_of_early_returns_is_flat() {
    let chain = func(BLOCKS, |index, cond, _| match index {
        _ if index % 2 == 1 || index + 2 >= BLOCKS => Terminator::Return(vec![]),
        _ => Terminator::Branch(cond, to(index + 1), to(index + 2)),
    });
    assert_flat(&chain, 3);
}

#[test]
fn a_chain_of_else_ifs_is_flat() {
    let chain = func(BLOCKS, |index, cond, _| match index {
        _ if index == BLOCKS - 1 => Terminator::Return(vec![]),
        _ if index % 2 == 1 || index + 3 >= BLOCKS => Terminator::Jump(to(BLOCKS - 1)),
        _ => Terminator::Branch(cond, to(index + 1), to(index + 2)),
    });
    // As long as it is not deep it stays a chain: that is how people write it.
    assert_flat(&chain, 70);
}

#[test]
fn a_tree_of_branches_that_fall_through_is_not_deep() {
    // Both arms of every branch lead on; the small one falls through to the common end.
    let chain = func(BLOCKS, |index, cond, _| match index {
        _ if index + 2 >= BLOCKS => Terminator::Return(vec![]),
        _ => Terminator::Branch(cond, to(BLOCKS - 1), to(index + 1)),
    });
    assert_flat(&chain, 200);
}

#[test]
fn a_row_of_loops_is_flat() {
    let row = func(BLOCKS - 1, |index, cond, _| match index % 2 {
        _ if index + 2 >= BLOCKS - 1 => Terminator::Return(vec![]),
        0 => Terminator::Jump(to(index + 1)),
        _ => Terminator::Branch(cond, to(index), to(index + 1)),
    });
    assert_flat(&row, 3);
}

#[test]
fn a_large_switch_is_flat() {
    let switch = func(BLOCKS, |index, _, number| match index {
        0 => Terminator::Switch(number, (1..BLOCKS - 1).map(to).collect(), to(BLOCKS - 1)),
        _ if index + 1 == BLOCKS => Terminator::Return(vec![]),
        _ => Terminator::Jump(to(BLOCKS - 1)),
    });
    assert_flat(&switch, 3);
}

#[test]
fn merges_that_skip_ahead_take_nearly_linear_time() {
    let ladder = func(BLOCKS, |index, cond, _| match index {
        _ if index + 3 >= BLOCKS => Terminator::Return(vec![]),
        _ => Terminator::Branch(cond, to(index + 1), to(index + 3)),
    });
    structure(&ladder);
}
