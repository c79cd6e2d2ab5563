//! Pattern matching as a decision tree: Maranget, "Compiling Pattern Matching to Good Decision Trees" (ML 2008).
//!
//! In: rows of patterns over columns of values.  Out: tests and jumps to the blocks of the arms. No test is made twice
//! on a way from the root to a leaf: a test splits the rows into those that fit its outcome, and their patterns lose
//! what is known. Of the columns that the first row still asks about, the one is tested that the most rows from the
//! top on ask about too, the leftmost of equals.
//!
//! A row that needs nothing more is a leaf: what it binds is written, its guard is tested, and the rows after it go on
//! where the guard does not hold.

mod number;

use super::func::{FuncCx, Vals, target};
use super::types::Slot;
use frontend::typed::{Expr, LocalId, Pattern, PatternKind, Ty, TyKind};
use ir::{Block, Op, Prim, Terminator, Type, Value};

/// A value that is looked at.
#[derive(Clone)]
pub(super) struct Column {
    values: Vals,
    ty: Ty,
}

/// The patterns of an arm, or of one alternative of it; a column without one takes everything.
#[derive(Clone)]
pub(super) struct Row<'a> {
    arm: usize,
    guard: Option<&'a Expr>,
    patterns: Vec<Option<&'a Pattern>>,
    binds: Vec<(LocalId, Vals)>,
}

/// What is still to be decided.
#[derive(Clone)]
pub(super) struct Tree<'a> {
    rows: Vec<Row<'a>>,
    columns: Vec<Column>,
}

impl<'a> Row<'a> {
    /// A row over one column.
    pub fn new(arm: usize, guard: Option<&'a Expr>, pattern: &'a Pattern) -> Self {
        Row { arm, guard, patterns: vec![Some(pattern)], binds: Vec::new() }
    }
    /// This row without `column`, and with `patterns` at the end.
    fn replaced(&self, column: usize, patterns: impl IntoIterator<Item = Option<&'a Pattern>>) -> Self {
        let mut row = self.clone();
        row.patterns.remove(column);
        row.patterns.extend(patterns);
        row
    }
}

impl<'a> Tree<'a> {
    /// Rows over one value.
    pub fn new(rows: Vec<Row<'a>>, values: Vals, ty: Ty) -> Self {
        Tree { rows, columns: vec![Column { values, ty }] }
    }

    /// Notes what patterns bind and makes a row of each alternative, until every pattern is a test or a record.
    fn normalise(&mut self) {
        let mut rows = Vec::new();
        let mut work: Vec<Row<'a>> = std::mem::take(&mut self.rows);
        work.reverse();
        while let Some(mut row) = work.pop() {
            match self.first_sugar(&row) {
                None => rows.push(row),
                Some((column, pattern)) => match &pattern.kind {
                    PatternKind::Bind(local, inner) => {
                        row.binds.push((*local, self.columns[column].values.clone()));
                        row.patterns[column] = inner.as_deref();
                        work.push(row);
                    }
                    PatternKind::Or(alternatives) => {
                        for alternative in alternatives.iter().rev() {
                            let mut row = row.clone();
                            row.patterns[column] = Some(alternative);
                            work.push(row);
                        }
                    }
                    _ => {
                        row.patterns[column] = None;
                        work.push(row);
                    }
                },
            }
        }
        self.rows = rows;
    }

    fn first_sugar(&self, row: &Row<'a>) -> Option<(usize, &'a Pattern)> {
        row.patterns.iter().enumerate().find_map(|(column, pattern)| {
            let pattern = (*pattern)?;
            let sugar = matches!(pattern.kind, PatternKind::Wildcard | PatternKind::Bind(..) | PatternKind::Or(_));
            sugar.then_some((column, pattern))
        })
    }

    /// A column of records: they are looked into without a test.
    fn record_column(&self) -> Option<usize> {
        let is_record = |pattern: &Option<&Pattern>| {
            pattern.is_some_and(|pattern| matches!(pattern.kind, PatternKind::Tuple(_) | PatternKind::Struct(_)))
        };
        self.rows.iter().find_map(|row| row.patterns.iter().position(is_record))
    }

    /// The column to test, and the first row's pattern there.
    fn best_column(&self) -> Option<(usize, &'a Pattern)> {
        let first = self.rows.first()?;
        let asked = |column: usize| self.rows.iter().take_while(|row| row.patterns[column].is_some()).count();
        let candidates = first.patterns.iter().enumerate().filter_map(|(column, pattern)| Some((column, (*pattern)?)));
        candidates.max_by_key(|&(column, _)| (asked(column), usize::MAX - column))
    }

    /// The rows that `keep` keeps, with the patterns it gives in place of the one in `column`, over the other columns
    /// and `added`.
    fn split(
        &self,
        column: usize,
        added: &[Column],
        keep: impl Fn(Option<&'a Pattern>) -> Option<Vec<Option<&'a Pattern>>>,
    ) -> Tree<'a> {
        let rows = self.rows.iter().filter_map(|row| Some(row.replaced(column, keep(row.patterns[column])?))).collect();
        let mut columns = self.columns.clone();
        columns.remove(column);
        columns.extend(added.iter().cloned());
        Tree { rows, columns }
    }

    /// The rows for which `keep` holds, with `column` still to be looked at.
    fn filter(mut self, column: usize, keep: impl Fn(Option<&'a Pattern>) -> bool) -> Tree<'a> {
        self.rows.retain(|row| keep(row.patterns[column]));
        self
    }

    /// Some of the rows, with `column` known.
    fn select(&self, column: usize, rows: &[usize]) -> Tree<'a> {
        let rows = rows.iter().map(|&row| self.rows[row].replaced(column, [])).collect();
        let mut columns = self.columns.clone();
        columns.remove(column);
        Tree { rows, columns }
    }
}

impl<'a> FuncCx<'_, 'a> {
    /// Decides which arm is taken, and jumps to its block. Chains of tests, which may be long, are gone through by the
    /// loop here and not by recursion: each step leaves what is to be decided where its test does not hold.
    pub fn decide(&mut self, tree: Tree<'a>, arms: &[Block]) {
        let mut next = Some(tree);
        while let Some(mut tree) = next.take().filter(|_| !self.is_dead()) {
            tree.normalise();
            while let Some(column) = tree.record_column() {
                tree = self.open_record(&tree, column);
                tree.normalise();
            }
            next = match tree.best_column() {
                // The match is exhaustive, so nothing gets here.
                None if tree.rows.is_empty() => {
                    self.unreachable();
                    None
                }
                None => self.leaf(tree, arms),
                Some((column, pattern)) => self.test(tree, column, pattern, arms),
            };
        }
    }

    /// The first row takes everything that is left.
    fn leaf(&mut self, mut tree: Tree<'a>, arms: &[Block]) -> Option<Tree<'a>> {
        let row = tree.rows.remove(0);
        for (local, values) in &row.binds {
            self.bind(*local, values);
        }
        match row.guard {
            None => {
                self.jump(arms[row.arm]);
                None
            }
            Some(guard) => {
                let otherwise = self.new_block();
                self.cond(guard, arms[row.arm], otherwise);
                self.open(otherwise);
                Some(tree)
            }
        }
    }

    fn test(&mut self, tree: Tree<'a>, column: usize, pattern: &'a Pattern, arms: &[Block]) -> Option<Tree<'a>> {
        match &pattern.kind {
            PatternKind::Variant(..) => self.test_variant(&tree, column, arms),
            PatternKind::Null | PatternKind::NonNull(_) => self.test_null(&tree, column, arms),
            PatternKind::Bool(_) => self.test_bool(&tree, column, arms),
            PatternKind::Int(_) | PatternKind::IntRange(..) => self.test_int(&tree, column, arms),
            PatternKind::Str(text) => {
                let value = tree.columns[column].values[0];
                let text_value = self.str(text.as_str());
                let equal = self.prim(Prim::EqStr, &[value, text_value]);
                let is_it = |pattern: Option<&Pattern>| match pattern.map(|pattern| &pattern.kind) {
                    Some(PatternKind::Str(other)) => other == text,
                    _ => false,
                };
                let yes = tree.split(column, &[], |pattern| (pattern.is_none() || is_it(pattern)).then(Vec::new));
                let no = tree.filter(column, |pattern| !is_it(pattern));
                self.test_two(equal, yes, no, arms)
            }
            PatternKind::Float(_) | PatternKind::FloatRange(..) => self.test_float(tree, column, pattern, arms),
            PatternKind::Wildcard
            | PatternKind::Bind(..)
            | PatternKind::Or(_)
            | PatternKind::Tuple(_)
            | PatternKind::Struct(_) => panic!("normal rows have tests only"),
        }
    }

    /// Decides `yes` where `cond` holds, and leaves `no` for where it does not.
    fn test_two(&mut self, cond: Value, yes: Tree<'a>, no: Tree<'a>, arms: &[Block]) -> Option<Tree<'a>> {
        let (yes_block, no_block) = (self.new_block(), self.new_block());
        self.branch(cond, yes_block, no_block);
        self.open(yes_block);
        self.decide(yes, arms);
        self.open(no_block);
        Some(no)
    }

    /// Replaces a column of tuples or structs by columns of those members that a row looks at.
    fn open_record(&mut self, tree: &Tree<'a>, column: usize) -> Tree<'a> {
        let Column { values, ty } = tree.columns[column].clone();
        let slots = self.b.struct_slots(ty);
        let parts = |pattern: Option<&'a Pattern>| match pattern.map(|pattern| &pattern.kind) {
            Some(PatternKind::Tuple(parts) | PatternKind::Struct(parts)) => Some(parts.as_slice()),
            _ => None,
        };
        let used = used_members(tree, column, slots.len(), parts);
        let is_tuple = matches!(self.b.tys.kind(ty), TyKind::Tuple(_));
        let mut added = Vec::new();
        for &member in &used {
            let slot: Slot = slots[member];
            let values = match is_tuple {
                true => values[slot.range()].to_vec(),
                false => self.get_field(values[0], ty, member as u32),
            };
            added.push(Column { values, ty: slot.ty });
        }
        tree.split(column, &added, |pattern| Some(members(parts(pattern), &used)))
    }

    fn test_variant(&mut self, tree: &Tree<'a>, column: usize, arms: &[Block]) -> Option<Tree<'a>> {
        let Column { values, ty } = tree.columns[column].clone();
        let object = values[0];
        let count = self.b.variant_count(ty);
        let asked = |variant: usize| tree.rows.iter().any(|row| payload(row.patterns[column], variant).is_some());
        let asked: Vec<bool> = (0..count).map(asked).collect();
        let other = self.new_block();
        let blocks: Vec<Block> = asked.iter().map(|&asked| if asked { self.new_block() } else { other }).collect();
        self.switch_variant(object, ty, &blocks, &asked);
        for (variant, &block) in blocks.iter().enumerate().filter(|&(variant, _)| asked[variant]) {
            self.open(block);
            let slots = self.b.variant_slots(ty, variant as u32);
            let used = used_members(tree, column, slots.len(), |pattern| payload(pattern, variant));
            let added: Vec<Column> = used
                .iter()
                .map(|&field| Column {
                    values: self.get_payload(object, ty, variant as u32, field as u32),
                    ty: slots[field].ty,
                })
                .collect();
            let inner = tree.split(column, &added, |pattern| match (pattern, payload(pattern, variant)) {
                (None, _) => Some(vec![None; used.len()]),
                (Some(_), Some(fields)) => Some(members(Some(fields), &used)),
                (Some(_), None) => None,
            });
            self.decide(inner, arms);
        }
        asked.contains(&false).then(|| {
            self.open(other);
            tree.split(column, &[], |pattern| pattern.is_none().then(Vec::new))
        })
    }

    /// Jumps by variant: a branch where there are two ways, a switch where there are more.
    fn switch_variant(&mut self, object: Value, ty: Ty, blocks: &[Block], asked: &[bool]) {
        if blocks.len() == 1 {
            return self.jump(blocks[0]);
        }
        let tag = match self.type_of(object) == Type::I32 {
            true => object,
            false => {
                let id = self.b.object(ty);
                self.emit1(Op::VariantTag(id), vec![object], Type::I32)
            }
        };
        let first = asked.iter().position(|&asked| asked).expect("a test asks about a variant");
        let mut others = blocks.iter().enumerate().filter(|&(variant, _)| variant != first).map(|(_, &block)| block);
        let second = others.next().expect("there is another variant");
        if others.all(|block| block == second) {
            let number = self.i32(first as i32);
            let is_first = self.prim(Prim::EqI32, &[tag, number]);
            return self.branch(is_first, blocks[first], second);
        }
        let (last, before) = blocks.split_last().expect("an enum has variants");
        let targets = before.iter().map(|&block| target(block)).collect();
        self.terminate(Terminator::Switch(tag, targets, target(*last)));
    }

    fn test_null(&mut self, tree: &Tree<'a>, column: usize, arms: &[Block]) -> Option<Tree<'a>> {
        let Column { values, ty } = tree.columns[column].clone();
        let TyKind::Optional(inner) = *self.b.tys.kind(ty) else { panic!("only optionals are null") };
        let null = self.is_null(values[0]);
        let (no_value, value) = (self.new_block(), self.new_block());
        self.branch(null, no_value, value);
        self.open(no_value);
        let absent = tree.split(column, &[], |pattern| match pattern.map(|pattern| &pattern.kind) {
            None | Some(PatternKind::Null) => Some(Vec::new()),
            Some(_) => None,
        });
        self.decide(absent, arms);
        self.open(value);
        let added = Column { values: self.narrow(Op::AssumeSome, values[0], inner), ty: inner };
        let present = tree.split(column, &[added], |pattern| match pattern.map(|pattern| &pattern.kind) {
            None => Some(vec![None]),
            Some(PatternKind::NonNull(inner)) => Some(vec![Some(&**inner)]),
            Some(_) => None,
        });
        Some(present)
    }

    fn test_bool(&mut self, tree: &Tree<'a>, column: usize, arms: &[Block]) -> Option<Tree<'a>> {
        let value = tree.columns[column].values[0];
        let side = |wanted: bool| {
            tree.split(column, &[], |pattern| match pattern.map(|pattern| &pattern.kind) {
                Some(PatternKind::Bool(value)) => (*value == wanted).then(Vec::new),
                _ => Some(Vec::new()),
            })
        };
        self.test_two(value, side(true), side(false), arms)
    }
}

/// The patterns of the payload, if a pattern is of this variant.
fn payload(pattern: Option<&Pattern>, variant: usize) -> Option<&[Pattern]> {
    match pattern.map(|pattern| &pattern.kind) {
        Some(PatternKind::Variant(number, fields)) if *number as usize == variant => Some(fields),
        _ => None,
    }
}

/// Which members some row looks at or binds.
fn used_members<'a>(
    tree: &Tree<'a>,
    column: usize,
    count: usize,
    parts: impl Fn(Option<&'a Pattern>) -> Option<&'a [Pattern]>,
) -> Vec<usize> {
    let looks = |row: &Row<'a>, member: usize| {
        parts(row.patterns[column]).is_some_and(|parts| !matches!(parts[member].kind, PatternKind::Wildcard))
    };
    (0..count).filter(|&member| tree.rows.iter().any(|row| looks(row, member))).collect()
}

/// The patterns of the members that are used.
fn members<'a>(parts: Option<&'a [Pattern]>, used: &[usize]) -> Vec<Option<&'a Pattern>> {
    used.iter().map(|&member| parts.map(|parts| &parts[member])).collect()
}
