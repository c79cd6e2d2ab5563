//! Random functions: any control-flow graph, with integers and strings that flow along its dominator tree.
//!
//! In: random bytes.  Out: a function that the verifier accepts, of two `i32` parameters and one `i32` result.

use arbtest::arbitrary::{Result, Unstructured};
use base::{Id, IndexVec, SourceId, Span, Symbol};
use ir::{Block, Cfg, Const, Dominators, Func, Host, Loc, Op, Prim, Target, Terminator, Type, Value};

/// Which edges a random graph may have.
#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    /// Any edge that does not lead to the entry.
    Any,
    /// Backward edges only to dominators.
    Reducible,
}

/// A place for generated code.
pub fn nowhere() -> Loc {
    Loc { span: Span::new(SourceId::from_index(0), 0, 0), site: None }
}

/// A random function.
pub fn func(u: &mut Unstructured, shape: Shape, most_blocks: usize) -> Result<Func> {
    let edges = edges(u, shape, most_blocks)?;
    let cfg = Cfg::from_succs(Block::from_index(0), edges.clone());
    let dominators = Dominators::of(&cfg);
    let mut func = Func::new(Symbol::new("random"), nowhere().span, vec![Type::I32]);
    for _ in 1..edges.len() {
        func.add_block(nowhere());
    }
    let mut available: IndexVec<Block, Vec<Value>> = IndexVec::filled(Vec::new(), edges.len());
    for &block in &cfg.order {
        let params = if block == func.entry { 2 } else { u.int_in_range(0..=2)? };
        let known = dominators.idom(block).map(|idom| available[idom].clone()).unwrap_or_default();
        available[block] = known;
        for position in 0..params {
            let ty = if position == 1 && block != func.entry { Type::STR } else { Type::I32 };
            let value = func.add_param(block, ty, None);
            available[block].push(value);
        }
        for _ in 0..u.int_in_range(0..=3)? {
            let value = inst(u, &mut func, block, &available[block])?;
            available[block].push(value);
        }
    }
    for &block in &cfg.order {
        let targets = edges[block].iter().map(|&to| target(u, &mut func, to, &available[block]));
        let targets: Vec<Target> = targets.collect::<Result<_>>()?;
        let value = pick(u, &mut func, Type::I32, &available[block])?;
        func.blocks[block].term = terminator(u, &mut func, block, value, targets)?;
    }
    Ok(func)
}

fn edges(u: &mut Unstructured, shape: Shape, most_blocks: usize) -> Result<IndexVec<Block, Vec<Block>>> {
    let count = u.int_in_range(1..=most_blocks)?;
    let mut edges: IndexVec<Block, Vec<Block>> = IndexVec::new();
    for from in 0..count {
        let arity = *u.choose(&[0, 1, 1, 2, 2, 2, 2, 3, 5])?;
        let arity = if count == 1 { 0 } else { arity };
        let mut targets = Vec::new();
        for _ in 0..arity {
            // Mostly near and forward, as in programs.
            let near = (from + u.int_in_range(1..=3)?).min(count - 1).max(1);
            let far = u.int_in_range(1..=count - 1)?;
            targets.push(Block::from_index(if u.ratio(2, 3)? { near } else { far }));
        }
        edges.push(targets);
    }
    if shape == Shape::Reducible {
        cut_irreducible_edges(&mut edges);
    }
    Ok(edges)
}

/// Removes backward edges that do not go to a dominator, until none is left.
fn cut_irreducible_edges(edges: &mut IndexVec<Block, Vec<Block>>) {
    loop {
        let cfg = Cfg::from_succs(Block::from_index(0), edges.clone());
        let dominators = Dominators::of(&cfg);
        let mut cut = false;
        for &from in &cfg.order {
            let before = edges[from].len();
            edges[from].retain(|&to| !cfg.is_backward(from, to) || dominators.dominates(to, from));
            cut |= edges[from].len() != before;
        }
        if !cut {
            return;
        }
    }
}

fn inst(u: &mut Unstructured, func: &mut Func, block: Block, available: &[Value]) -> Result<Value> {
    let int = |u: &mut Unstructured, func: &mut Func| pick(u, func, Type::I32, available);
    let (op, args, result) = match u.int_in_range(0..=5)? {
        0 => (Op::Host(Host::I32ToString), vec![int(u, func)?], Type::STR),
        1 => (Op::Prim(Prim::LenStr), vec![pick(u, func, Type::STR, available)?], Type::I32),
        2 => (Op::Prim(Prim::XorI32), vec![int(u, func)?, int(u, func)?], Type::I32),
        3 => (Op::Prim(Prim::MulI32), vec![int(u, func)?, int(u, func)?], Type::I32),
        _ => (Op::Prim(Prim::AddI32), vec![int(u, func)?, int(u, func)?], Type::I32),
    };
    let inst = func.append(block, op, args, &[result], nowhere());
    Ok(func.insts[inst].results[0])
}

/// An available value of a type, recent ones more often, or a constant.
fn pick(u: &mut Unstructured, func: &mut Func, ty: Type, available: &[Value]) -> Result<Value> {
    let fitting: Vec<Value> = available.iter().copied().filter(|&value| func.ty(value) == ty).collect();
    if !fitting.is_empty() && u.ratio(7, 8)? {
        return u.choose(&fitting).copied();
    }
    let constant = if ty == Type::STR { Const::Str(Symbol::new("abc")) } else { Const::I32(u.int_in_range(-3..=9)?) };
    Ok(func.constant(constant))
}

fn target(u: &mut Unstructured, func: &mut Func, to: Block, available: &[Value]) -> Result<Target> {
    let params = func.blocks[to].params.clone();
    let args = params.into_iter().map(|param| {
        let ty = func.ty(param);
        pick(u, func, ty, available)
    });
    Ok(Target { block: to, args: args.collect::<Result<_>>()? })
}

fn terminator(
    u: &mut Unstructured,
    func: &mut Func,
    block: Block,
    value: Value,
    mut targets: Vec<Target>,
) -> Result<Terminator> {
    Ok(match targets.len() {
        0 if u.ratio(1, 8)? => Terminator::Panic(ir::PanicKind::Index),
        0 => Terminator::Return(vec![value]),
        1 => Terminator::Jump(targets.remove(0)),
        2 => {
            let zero = func.constant(Const::I32(u.int_in_range(-1..=2)?));
            let inst = func.append(block, Op::Prim(Prim::LtSI32), vec![value, zero], &[Type::BOOL], nowhere());
            let (no, yes) = (targets.remove(1), targets.remove(0));
            Terminator::Branch(func.insts[inst].results[0], yes, no)
        }
        _ => {
            let mask = func.constant(Const::I32(3));
            let inst = func.append(block, Op::Prim(Prim::AndI32), vec![value, mask], &[Type::I32], nowhere());
            let default = targets.remove(0);
            Terminator::Switch(func.insts[inst].results[0], targets, default)
        }
    })
}
