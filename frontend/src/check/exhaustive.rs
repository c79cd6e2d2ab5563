//! Which values no arm of a match takes, and which arms take nothing that those before them do not.
//!
//! In: patterns in order, and whether each has a guard.  Out: examples of values that are missing, and the positions
//! of arms that are never reached.
//!
//! After Maranget, "Warnings for pattern matching" (JFP 2007), in the form that computes both answers at once: the
//! rows are split by the constructors of the first column, each part is gone through with the fields as new columns,
//! and where no column is left, the first row is the one that is taken. Constructors that no row names are looked at
//! together. Integers are split at the ends of the ranges that occur; strings and floats can never be listed.

use indexmap::IndexMap;

use crate::typed::{Pattern, PatternKind, Ty, TyKind};
use crate::world::World;

/// One arm.
pub(super) struct Row<'p> {
    pub pattern: &'p Pattern,
    pub guarded: bool,
}

/// What was found.
pub(super) struct Found {
    /// Values that no arm takes, as patterns; empty if there are none.
    pub missing: Vec<String>,
    /// Positions of arms that are never reached.
    pub useless: Vec<usize>,
}

/// How many parts are gone through before giving up: the problem is exponential in the worst case.
const MOST_STEPS: usize = 200_000;

/// How many examples are collected.
const MOST_EXAMPLES: usize = 4;

/// Looks at the arms of a match over values of type `ty`.
pub(super) fn check(world: &mut World<'_>, ty: Ty, rows: &[Row<'_>]) -> Found {
    let mut search =
        Search { world, guarded: rows.iter().map(|row| row.guarded).collect(), reached: Vec::new(), steps: 0 };
    search.reached = vec![false; rows.len()];
    let matrix = rows.iter().enumerate().map(|(index, row)| Line { index, columns: vec![Some(row.pattern)] }).collect();
    let missing = search.missing(matrix, &[ty]);
    if search.steps > MOST_STEPS {
        return Found {
            missing: vec!["too many combinations to list; `_` takes the rest".to_owned()],
            useless: Vec::new(),
        };
    }
    let missing = missing.into_iter().filter_map(|mut example| example.pop()).collect();
    let useless = (0..rows.len()).filter(|&index| !search.reached[index]).collect();
    Found { missing, useless }
}

/// A row of the matrix: the rest of an arm's pattern. `None` takes everything. The first column is the last element,
/// so that fields are pushed where the constructor was popped.
#[derive(Clone)]
struct Line<'p> {
    index: usize,
    columns: Vec<Option<&'p Pattern>>,
}

struct Search<'w, 'a> {
    world: &'w mut World<'a>,
    guarded: Vec<bool>,
    reached: Vec<bool>,
    steps: usize,
}

/// What the values of a column are told apart by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Constructor {
    Single,
    Bool(bool),
    Null,
    NonNull,
    Variant(u32),
    Str(base::Symbol),
    Float(u64),
    FloatRange(u64, u64, bool),
}

impl<'p> Search<'_, '_> {
    /// Examples of values, a text for each column, the first column last; none if the rows take all.
    fn missing(&mut self, rows: Vec<Line<'p>>, tys: &[Ty]) -> Vec<Vec<String>> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Vec::new();
        }
        let Some((&ty, rest)) = tys.split_last() else {
            for row in rows {
                self.reached[row.index] = true;
                if !self.guarded[row.index] {
                    return Vec::new();
                }
            }
            return vec![Vec::new()];
        };
        let rows = expand_alternatives(rows);
        if rows.iter().all(|row| row.columns.last().is_none_or(Option::is_none)) {
            return self.missing_from_default(rows, rest, &["_".to_owned()]);
        }
        match self.world.tys.kind(ty) {
            TyKind::Int(int) => {
                let (min, max) = (int.min(), int.max());
                self.missing_integers(rows, rest, min, max)
            }
            _ => self.missing_constructors(rows, ty, rest),
        }
    }

    /// The rows that take everything in the first column; `examples` are what no other row takes there.
    fn missing_from_default(&mut self, rows: Vec<Line<'p>>, rest: &[Ty], examples: &[String]) -> Vec<Vec<String>> {
        let rows = rows
            .into_iter()
            .filter(|row| matches!(row.columns.last(), Some(None)))
            .map(|mut row| {
                row.columns.pop();
                row
            })
            .collect();
        let found = self.missing(rows, rest);
        let mut result = Vec::new();
        for others in found {
            for example in examples.iter().take(MOST_EXAMPLES) {
                let mut all = others.clone();
                all.push(example.clone());
                result.push(all);
            }
        }
        result.truncate(MOST_EXAMPLES);
        result
    }

    fn missing_constructors(&mut self, rows: Vec<Line<'p>>, ty: Ty, rest: &[Ty]) -> Vec<Vec<String>> {
        let mut parts: IndexMap<Constructor, Vec<Line<'p>>> = IndexMap::new();
        for row in &rows {
            if let Some(Some(pattern)) = row.columns.last()
                && let Some(constructor) = constructor_of(pattern)
            {
                parts.entry(constructor).or_default();
            }
        }
        for row in &rows {
            match row.columns.last() {
                Some(Some(pattern)) => {
                    if let Some(constructor) = constructor_of(pattern)
                        && let Some(part) = parts.get_mut(&constructor)
                    {
                        part.push(row.clone());
                    }
                }
                _ => parts.values_mut().for_each(|part| part.push(row.clone())),
            }
        }
        let all = self.all_constructors(ty);
        let absent: Vec<String> = match &all {
            None => vec!["_".to_owned()],
            Some(all) => {
                let absent: Vec<Constructor> = all.iter().copied().filter(|c| !parts.contains_key(c)).collect();
                absent
                    .into_iter()
                    .map(|constructor| {
                        let fields = self.fields(constructor, ty);
                        self.text(constructor, ty, vec!["_".to_owned(); fields.len()])
                    })
                    .collect()
            }
        };
        let mut result = Vec::new();
        if !absent.is_empty() {
            result.extend(self.missing_from_default(rows, rest, &absent));
        }
        for (constructor, part) in parts {
            let fields = self.fields(constructor, ty);
            result.extend(self.missing_of(constructor, part, ty, &fields, rest));
        }
        result.truncate(MOST_EXAMPLES);
        result
    }

    /// The part of the rows that have `constructor` in the first column, with its fields as columns.
    fn missing_of(
        &mut self,
        constructor: Constructor,
        part: Vec<Line<'p>>,
        ty: Ty,
        fields: &[Ty],
        rest: &[Ty],
    ) -> Vec<Vec<String>> {
        let rows = part
            .into_iter()
            .map(|mut row| {
                let inner: Vec<Option<&'p Pattern>> = match row.columns.pop().flatten() {
                    Some(pattern) => fields_of(pattern).iter().map(|field| Some(*field)).collect(),
                    None => vec![None; fields.len()],
                };
                row.columns.extend(inner.into_iter().rev());
                row
            })
            .collect();
        let tys: Vec<Ty> = rest.iter().copied().chain(fields.iter().rev().copied()).collect();
        let found = self.missing(rows, &tys);
        found
            .into_iter()
            .map(|mut example| {
                let own = example.split_off(example.len().saturating_sub(fields.len()));
                let text = self.text(constructor, ty, own.into_iter().rev().collect());
                example.push(text);
                example
            })
            .collect()
    }

    /// All constructors of a type; `None` if they cannot be listed.
    fn all_constructors(&self, ty: Ty) -> Option<Vec<Constructor>> {
        Some(match self.world.tys.kind(ty) {
            TyKind::Bool => vec![Constructor::Bool(true), Constructor::Bool(false)],
            TyKind::Optional(_) => vec![Constructor::Null, Constructor::NonNull],
            TyKind::Enum(id, _) => {
                (0..self.world.enums[*id].typed.variants.len() as u32).map(Constructor::Variant).collect()
            }
            TyKind::Tuple(_) | TyKind::Struct(..) => vec![Constructor::Single],
            _ => return None,
        })
    }

    /// The types of a constructor's fields.
    fn fields(&mut self, constructor: Constructor, ty: Ty) -> Vec<Ty> {
        match (constructor, self.world.tys.kind(ty).clone()) {
            (Constructor::NonNull, TyKind::Optional(inner)) => vec![inner],
            (Constructor::Single, TyKind::Tuple(parts)) => parts.to_vec(),
            (Constructor::Single, TyKind::Struct(id, args)) => {
                let fields: Vec<Ty> = self.world.structs[id].typed.fields.iter().map(|field| field.ty).collect();
                self.world.tys.subst_all(&fields, &args).into()
            }
            (Constructor::Variant(variant), TyKind::Enum(id, args)) => {
                let data = &self.world.enums[id].typed.variants[variant as usize];
                let fields: Vec<Ty> = data.fields.iter().map(|field| field.ty).collect();
                self.world.tys.subst_all(&fields, &args).into()
            }
            _ => Vec::new(),
        }
    }

    /// A constructor as one writes it.
    fn text(&self, constructor: Constructor, ty: Ty, fields: Vec<String>) -> String {
        let name = match (constructor, self.world.tys.kind(ty)) {
            (Constructor::Bool(value), _) => return value.to_string(),
            (Constructor::Null, _) => return "null".to_owned(),
            (Constructor::NonNull, _) => return fields.into_iter().next().unwrap_or_default(),
            (Constructor::Single, TyKind::Struct(id, _)) => self.world.structs[*id].typed.name.as_str(),
            (Constructor::Variant(variant), TyKind::Enum(id, _)) => {
                self.world.enums[*id].typed.variants[variant as usize].name.as_str()
            }
            (Constructor::Single, TyKind::Tuple(_)) => "",
            _ => return "_".to_owned(),
        };
        if fields.is_empty() { name.to_owned() } else { format!("{name}({})", fields.join(", ")) }
    }

    fn missing_integers(&mut self, rows: Vec<Line<'p>>, rest: &[Ty], min: i128, max: i128) -> Vec<Vec<String>> {
        let mut starts: Vec<i128> = vec![min];
        for row in &rows {
            if let Some((low, high)) = row.columns.last().copied().flatten().and_then(range_of) {
                starts.push(low);
                if high < max {
                    starts.push(high + 1);
                }
            }
        }
        starts.sort_unstable();
        starts.dedup();
        let mut parts: Vec<Vec<Line<'p>>> = vec![Vec::new(); starts.len()];
        let mut named = vec![false; starts.len()];
        for row in &rows {
            let Some((low, high)) = row.columns.last().copied().flatten().and_then(range_of) else { continue };
            let from = starts.partition_point(|&start| start < low);
            let to = starts.partition_point(|&start| start <= high);
            named[from..to].iter_mut().for_each(|named| *named = true);
        }
        for row in &rows {
            let mut tail = row.clone();
            let (from, to) = match tail.columns.pop().flatten().and_then(range_of) {
                Some((low, high)) => {
                    (starts.partition_point(|&start| start < low), starts.partition_point(|&start| start <= high))
                }
                None => (0, starts.len()),
            };
            for at in from..to {
                if named[at] {
                    parts[at].push(tail.clone());
                }
            }
        }
        let text = |at: usize| {
            let low = starts[at];
            let high = starts.get(at + 1).map_or(max, |next| next - 1);
            if low == high { low.to_string() } else { format!("{low}..={high}") }
        };
        let mut result = Vec::new();
        for (at, part) in parts.into_iter().enumerate() {
            if named[at] {
                for mut example in self.missing(part, rest) {
                    example.push(text(at));
                    result.push(example);
                }
            }
        }
        let absent: Vec<String> = (0..starts.len()).filter(|&at| !named[at]).map(text).collect();
        if !absent.is_empty() {
            result.extend(self.missing_from_default(rows, rest, &absent));
        }
        result.truncate(MOST_EXAMPLES);
        result
    }
}

/// Rows without bindings and alternatives in the first column: `a | b` becomes two rows of one arm.
fn expand_alternatives(rows: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut result = Vec::with_capacity(rows.len());
    for row in rows {
        expand_line(row, &mut result);
    }
    result
}

fn expand_line<'p>(mut row: Line<'p>, result: &mut Vec<Line<'p>>) {
    let Some(Some(pattern)) = row.columns.last().copied() else {
        return result.push(row);
    };
    let last = row.columns.len() - 1;
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Bind(_, None) => {
            row.columns[last] = None;
            result.push(row);
        }
        PatternKind::Bind(_, Some(inner)) => {
            row.columns[last] = Some(inner);
            expand_line(row, result);
        }
        PatternKind::Or(alternatives) => {
            for alternative in alternatives {
                let mut line = row.clone();
                line.columns[last] = Some(alternative);
                expand_line(line, result);
            }
        }
        PatternKind::Null
        | PatternKind::NonNull(_)
        | PatternKind::Bool(_)
        | PatternKind::Int(_)
        | PatternKind::Float(_)
        | PatternKind::Str(_)
        | PatternKind::IntRange(..)
        | PatternKind::FloatRange(..)
        | PatternKind::Variant(..)
        | PatternKind::Struct(_)
        | PatternKind::Tuple(_) => result.push(row),
    }
}

fn range_of(pattern: &Pattern) -> Option<(i128, i128)> {
    match pattern.kind {
        PatternKind::Int(value) => Some((value, value)),
        PatternKind::IntRange(low, high) => Some((low, high)),
        _ => None,
    }
}

fn constructor_of(pattern: &Pattern) -> Option<Constructor> {
    Some(match &pattern.kind {
        PatternKind::Null => Constructor::Null,
        PatternKind::NonNull(_) => Constructor::NonNull,
        PatternKind::Bool(value) => Constructor::Bool(*value),
        PatternKind::Variant(variant, _) => Constructor::Variant(*variant),
        PatternKind::Struct(_) | PatternKind::Tuple(_) => Constructor::Single,
        PatternKind::Str(text) => Constructor::Str(*text),
        PatternKind::Float(value) => Constructor::Float((value + 0.0).to_bits()),
        PatternKind::FloatRange(low, high, closed) => Constructor::FloatRange(low.to_bits(), high.to_bits(), *closed),
        PatternKind::Int(_)
        | PatternKind::IntRange(..)
        | PatternKind::Wildcard
        | PatternKind::Bind(..)
        | PatternKind::Or(_) => return None,
    })
}

fn fields_of(pattern: &Pattern) -> Vec<&Pattern> {
    match &pattern.kind {
        PatternKind::NonNull(inner) => vec![inner],
        PatternKind::Variant(_, fields) | PatternKind::Struct(fields) | PatternKind::Tuple(fields) => {
            fields.iter().collect()
        }
        PatternKind::Null
        | PatternKind::Bool(_)
        | PatternKind::Int(_)
        | PatternKind::Float(_)
        | PatternKind::Str(_)
        | PatternKind::IntRange(..)
        | PatternKind::FloatRange(..)
        | PatternKind::Wildcard
        | PatternKind::Bind(..)
        | PatternKind::Or(_) => Vec::new(),
    }
}
