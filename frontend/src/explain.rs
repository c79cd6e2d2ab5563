//! The pages that `seam explain` prints: the doc comments of the functions that make the errors.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static PAGES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let all = crate::errors::PAGES.iter().flat_map(|group| group.iter()).chain(crate::parse::errors::PAGES);
    all.map(|&(code, page)| (code, &*Box::leak(unindented(page).into_boxed_str()))).collect()
});

/// The page of a code, in Markdown: what is wrong, an example of it, and the example mended.
pub fn explain(code: &str) -> Option<&'static str> {
    PAGES.get(code).copied()
}

/// Every code that has a page, in order.
pub fn codes() -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = PAGES.keys().copied().collect();
    codes.sort_unstable();
    codes
}

/// Without the space after `///`.
fn unindented(page: &str) -> String {
    let lines: Vec<&str> = page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim().to_owned() + "\n"
}
