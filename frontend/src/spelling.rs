//! The name that was probably meant.
//!
//! In: a name that is not known and those that are.  Out: the nearest one by edit distance, if it is near enough: one
//! edit per three letters. Upper and lower case count as equal first.

use std::cell::Cell;

use base::Symbol;

/// How many names are compared in all. A program with thousands of unknown names gets no advice for the last of them:
/// looking for it would take longer than everything else.
const MOST_COMPARISONS: u32 = 100_000;

thread_local! {
    /// What is left of them. Each program is checked on a thread of its own, so this is per program.
    static LEFT: Cell<u32> = const { Cell::new(MOST_COMPARISONS) };
}

/// The candidate nearest to `name`; among equally near ones the first.
pub(crate) fn nearest(name: &str, candidates: impl IntoIterator<Item = Symbol>) -> Option<Symbol> {
    let most = name.chars().count().div_ceil(3).min(3);
    let mut best: Option<(usize, Symbol)> = None;
    for candidate in candidates {
        let left = LEFT.get();
        if left == 0 {
            return None;
        }
        LEFT.set(left - 1);
        let text = candidate.as_str();
        if text == name || text.len().abs_diff(name.len()) > most {
            continue;
        }
        let distance = if text.eq_ignore_ascii_case(name) { 0 } else { distance(name, text) };
        let is_better = best.is_none_or(|(least, found)| (distance, candidate) < (least, found));
        if distance <= most && is_better {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not() {
        let names = ["length", "push", "slice"].map(Symbol::new);
        assert_eq!(nearest("lenght", names), Some(Symbol::new("length")));
        assert_eq!(nearest("Push", names), Some(Symbol::new("push")));
        assert_eq!(nearest("frobnicate", names), None);
    }
}
