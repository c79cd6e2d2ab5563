//! Tests of numbers: integers by intervals, floats one pattern at a time.
//!
//! The integers of a column are cut where a pattern begins or ends. Each piece has the rows that fit it; pieces with
//! the same rows share a block. The piece is found by a switch where the pieces are close together, by equality where
//! they are few single numbers, else by halving.

use super::Tree;
use crate::build::arith::Num;
use crate::build::func::{FuncCx, target};
use frontend::typed::{BinaryOp, IntTy, Pattern, PatternKind};
use indexmap::IndexMap;
use ir::{Block, Const, Prim, Terminator, Value};

/// How many slots a switch may have for each number that is asked about, and how many in addition.
const SWITCH_DENSITY: (i128, i128) = (4, 8);
/// How many single numbers are compared one after the other.
const FEW: usize = 4;

/// Integers from `low` to `high` that lead to one block.
#[derive(Clone, Copy)]
struct Piece {
    low: i128,
    high: i128,
    block: Block,
}

/// The integers that a pattern takes.
fn interval(pattern: &Pattern) -> (i128, i128) {
    match pattern.kind {
        PatternKind::Int(value) => (value, value),
        PatternKind::IntRange(low, high) => (low, high),
        _ => panic!("a column of integers has patterns of integers"),
    }
}

impl<'a> FuncCx<'_, 'a> {
    /// Splits a column of integers.
    pub(super) fn test_int(&mut self, tree: &Tree<'a>, column: usize, arms: &[Block]) -> Option<Tree<'a>> {
        let Some(Num::Int(int)) = self.num(tree.columns[column].ty) else { panic!("integers match integers") };
        let value = tree.columns[column].values[0];
        let mut cuts: Vec<i128> = vec![int.min(), int.max() + 1];
        for pattern in tree.rows.iter().filter_map(|row| row.patterns[column]) {
            let (low, high) = interval(pattern);
            cuts.extend([low.max(int.min()), (high + 1).min(int.max() + 1)]);
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut blocks: IndexMap<Vec<usize>, Block> = IndexMap::new();
        let mut pieces: Vec<Piece> = Vec::new();
        for ends in cuts.windows(2) {
            let (low, high) = (ends[0], ends[1] - 1);
            let fits = |pattern: Option<&Pattern>| {
                pattern.is_none_or(|pattern| {
                    let (first, last) = interval(pattern);
                    first <= low && high <= last
                })
            };
            let rows: Vec<usize> = (0..tree.rows.len()).filter(|&row| fits(tree.rows[row].patterns[column])).collect();
            let block = *blocks.entry(rows).or_insert_with(|| self.new_block());
            match pieces.last_mut() {
                Some(last) if last.block == block => last.high = high,
                _ => pieces.push(Piece { low, high, block }),
            }
        }
        self.find_piece(value, int, &pieces);
        for (rows, block) in blocks {
            self.open(block);
            self.decide(tree.select(column, &rows), arms);
        }
        None
    }

    /// Jumps to the block of the piece that `value` is in.
    fn find_piece(&mut self, value: Value, int: IntTy, pieces: &[Piece]) {
        let [first, .., last] = pieces else { return self.jump(pieces[0].block) };
        let default = last.block;
        // What is left without the default at both ends.
        let start = usize::from(first.block == default);
        let inner = &pieces[start..pieces.len() - 1];
        let asked: Vec<Piece> = inner.iter().copied().filter(|piece| piece.block != default).collect();
        if asked.len() <= FEW && asked.iter().all(|piece| piece.low == piece.high) {
            return self.compare_each(value, int, &asked, default);
        }
        let numbers: i128 = asked.iter().map(|piece| piece.high - piece.low + 1).sum();
        let span = inner[inner.len() - 1].high - inner[0].low + 1;
        if int.bits() <= 32 && asked.len() > 3 && span <= numbers * SWITCH_DENSITY.0 + SWITCH_DENSITY.1 && span <= 1024
        {
            return self.switch_pieces(value, int, inner, default);
        }
        let (below, above) = pieces.split_at(pieces.len() / 2);
        let limit = self.int(above[0].low, int);
        let less = self.compare_nums(BinaryOp::Lt, Num::Int(int), value, limit);
        let (yes, no) = (self.new_block(), self.new_block());
        self.branch(less, yes, no);
        self.open(yes);
        self.find_piece(value, int, below);
        self.open(no);
        self.find_piece(value, int, above);
    }

    fn compare_each(&mut self, value: Value, int: IntTy, asked: &[Piece], default: Block) {
        for piece in asked {
            let number = self.int(piece.low, int);
            let equal = self.compare_nums(BinaryOp::Eq, Num::Int(int), value, number);
            let next = self.new_block();
            self.branch(equal, piece.block, next);
            self.open(next);
        }
        self.jump(default);
    }

    /// A switch from 0 on, or from the first number that is asked about if that is not near.
    fn switch_pieces(&mut self, value: Value, int: IntTy, inner: &[Piece], default: Block) {
        let (low, high) = (inner[0].low, inner[inner.len() - 1].high);
        let base = if (0..=4).contains(&low) { 0 } else { low };
        let index = match base {
            0 => value,
            _ => {
                let base = self.int(base, int);
                self.prim(Prim::SubI32, &[value, base])
            }
        };
        let block_of = |number: i128| {
            let piece = inner.iter().find(|piece| piece.low <= number && number <= piece.high);
            target(piece.map_or(default, |piece| piece.block))
        };
        let targets = (base..=high).map(block_of).collect();
        self.terminate(Terminator::Switch(index, targets, target(default)));
    }

    /// Tests the first row's pattern of a float. What the other rows ask is known only where that says it.
    pub(super) fn test_float(
        &mut self,
        tree: Tree<'a>,
        column: usize,
        first: &'a Pattern,
        arms: &[Block],
    ) -> Option<Tree<'a>> {
        let num = self.num(tree.columns[column].ty).expect("floats match floats");
        let value = tree.columns[column].values[0];
        let same = |pattern: Option<&Pattern>| pattern.is_some_and(|pattern| same_float(pattern, first));
        let (holds, yes) = match first.kind {
            PatternKind::Float(number) => {
                let constant = self.float(number, num);
                let takes = |pattern: &Pattern| takes_float(pattern, number);
                let yes = tree.split(column, &[], |pattern| pattern.is_none_or(takes).then(Vec::new));
                (self.compare_nums(BinaryOp::Eq, num, value, constant), yes)
            }
            PatternKind::FloatRange(low, high, inclusive) => {
                let (low, high) = (self.float(low, num), self.float(high, num));
                let above = self.compare_nums(BinaryOp::Ge, num, value, low);
                let test = if inclusive { BinaryOp::Le } else { BinaryOp::Lt };
                let below = self.compare_nums(test, num, value, high);
                let mut yes = tree.clone();
                for row in yes.rows.iter_mut().filter(|row| same(row.patterns[column])) {
                    row.patterns[column] = None;
                }
                (self.prim(Prim::AndBool, &[above, below]), yes)
            }
            _ => panic!("a column of floats has patterns of floats"),
        };
        self.test_two(holds, yes, tree.filter(column, |pattern| !same(pattern)), arms)
    }

    fn float(&mut self, value: f64, num: Num) -> Value {
        self.constant(if num == Num::F32 { Const::f32(value as f32) } else { Const::f64(value) })
    }
}

fn same_float(a: &Pattern, b: &Pattern) -> bool {
    match (&a.kind, &b.kind) {
        (PatternKind::Float(a), PatternKind::Float(b)) => a == b,
        (PatternKind::FloatRange(a, b, c), PatternKind::FloatRange(x, y, z)) => a == x && b == y && c == z,
        _ => false,
    }
}

fn takes_float(pattern: &Pattern, number: f64) -> bool {
    match pattern.kind {
        PatternKind::Float(value) => value == number,
        PatternKind::FloatRange(low, high, inclusive) => {
            low <= number && (number < high || inclusive && number == high)
        }
        _ => false,
    }
}
