//! What was measured, as a table and as JSON.
//!
//! In: the measurements of each kernel.  Out: first, best and median times, bytes, and ratios: to hand-written
//! JavaScript always, to Rust where it was measured; geometric means over the kernels that have both.

use super::{BY_HAND, Measured, RUST, Timing};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The labels of all versions, in the order in which they come up.
fn labels(measured: &[Measured]) -> Vec<&str> {
    let mut labels = Vec::new();
    for timing in measured.iter().flat_map(|row| &row.timings) {
        if !labels.contains(&timing.label.as_str()) {
            labels.push(timing.label.as_str());
        }
    }
    labels
}

/// The geometric mean of a version's ratio to another, over the kernels that have both; nothing if none has.
fn geometric_mean(measured: &[Measured], label: &str, rival: &str) -> Option<f64> {
    let ratio = |row: &Measured| Some(row.version(label)?.ratio(row.version(rival)?).ln());
    let logs: Vec<f64> = measured.iter().filter_map(ratio).collect();
    (!logs.is_empty() && label != rival).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
}

/// The measurements as a table.
pub fn table(measured: &[Measured]) -> String {
    let with_rust = measured.iter().any(|row| row.version(RUST).is_some());
    let mut text = format!(
        "{:<16} {:<12} {:<15} {:>9} {:>9} {:>9} {:>8}{} {:>8}\n",
        "kernel",
        "size",
        "version",
        "first ms",
        "best ms",
        "median ms",
        "to js",
        if with_rust { "  to rust" } else { "" },
        "bytes"
    );
    for row in measured {
        for (index, timing) in row.timings.iter().enumerate() {
            let (name, size) = if index == 0 { (row.name.as_str(), row.size.as_str()) } else { ("", "") };
            let _ = writeln!(
                text,
                "{name:<16} {size:<12} {:<15} {:>9.1} {:>9.1} {:>9.1} {:>8.2}{} {:>8}",
                timing.label,
                timing.first,
                timing.best(),
                timing.median(),
                timing.ratio(&row.timings[0]),
                if with_rust { to_rust(row, timing) } else { String::new() },
                timing.bytes
            );
        }
    }
    for label in labels(measured) {
        for (rival, name) in [(BY_HAND, "js by hand"), (RUST, "rust")] {
            if let Some(mean) = geometric_mean(measured, label, rival) {
                let _ =
                    writeln!(text, "geometric mean of the ratio of {label} to {name}: {mean:.2} (below 1 is faster)");
            }
        }
    }
    text
}

fn to_rust(row: &Measured, timing: &Timing) -> String {
    row.version(RUST).map_or_else(|| format!("{:>9}", ""), |rust| format!("{:>9.2}", timing.ratio(rust)))
}

/// The measurements as JSON.
pub fn to_json(measured: &[Measured]) -> Value {
    let version = |timing: &Timing, row: &Measured| {
        json!({
            "version": timing.label, "first": timing.first, "best": timing.best(), "median": timing.median(),
            "ratio": timing.ratio(&row.timings[0]), "bytes": timing.bytes, "times": timing.times,
            "ratioToRust": row.version(RUST).map(|rust| timing.ratio(rust)),
        })
    };
    let kernel = |row: &Measured| {
        let versions: Vec<Value> = row.timings.iter().map(|timing| version(timing, row)).collect();
        json!({ "kernel": row.name, "size": row.size, "versions": versions })
    };
    let means = |rival: &str| -> serde_json::Map<String, Value> {
        let mean = |label: &str| Some((label.to_owned(), json!(geometric_mean(measured, label, rival)?)));
        labels(measured).into_iter().filter_map(mean).collect()
    };
    json!({
        "kernels": measured.iter().map(kernel).collect::<Vec<_>>(),
        "geometricMeans": means(BY_HAND),
        "geometricMeansToRust": means(RUST),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, versions: &[(&str, f64)]) -> Measured {
        let timing =
            |&(label, time): &(&str, f64)| Timing { label: label.to_owned(), first: time, times: vec![time], bytes: 0 };
        Measured { name: name.to_owned(), size: String::new(), timings: versions.iter().map(timing).collect() }
    }

    #[test]
    fn means_are_over_the_kernels_that_have_both_versions() {
        let rows = [
            row("a", &[(BY_HAND, 2.0), ("seam wasm", 1.0), (RUST, 0.5)]),
            row("b", &[(BY_HAND, 2.0), ("seam wasm", 4.0)]),
        ];
        assert_eq!(geometric_mean(&rows, "seam wasm", BY_HAND), Some(1.0));
        assert_eq!(geometric_mean(&rows, "seam wasm", RUST), Some(2.0));
        assert_eq!(geometric_mean(&rows[1..], "seam wasm", RUST), None);
    }

    #[test]
    fn the_table_has_a_column_for_rust_only_if_it_was_measured() {
        let rows = [row("a", &[(BY_HAND, 2.0), ("seam wasm", 1.0), (RUST, 0.5)])];
        assert!(table(&rows).contains("to rust"));
        assert!(!table(&[row("b", &[(BY_HAND, 2.0), ("seam wasm", 4.0)])]).contains("to rust"));
    }
}
