//! The sizes as text and as JSON.

use super::{Half, Kind, Sizes};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How wide the longest bar is.
const BAR: usize = 20;

/// The sizes for people; at most `most` parts of each half.
pub fn text(sizes: &Sizes, most: usize) -> String {
    let mut text = String::new();
    let width = sizes.halves.iter().flat_map(|half| half.parts.iter().take(most)).map(|part| part.name.chars().count());
    let width = width.max().unwrap_or(0).clamp(8, 48);
    for (number, half) in sizes.halves.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        one(&mut text, half, most, width);
    }
    if let [js, wasm] = sizes.halves.as_slice() {
        let (bytes, compressed) = (js.bytes + wasm.bytes, js.compressed + wasm.compressed);
        let _ = writeln!(text, "\nTogether {} bytes, {} compressed.", grouped(bytes), grouped(compressed));
    }
    text
}

fn one(text: &mut String, half: &Half, most: usize, width: usize) {
    let (bytes, compressed) = (grouped(half.bytes), grouped(half.compressed));
    let _ = writeln!(text, "{}  {bytes} bytes, {compressed} compressed", half.file);
    let kinds = Kind::ALL.map(|kind| (kind, half.of_kind(kind).0)).into_iter().filter(|&(_, bytes)| bytes > 0);
    let kinds =
        kinds.map(|(kind, bytes)| format!("{} {:.0} %", plural(kind), 100.0 * bytes as f64 / half.bytes as f64));
    let _ = writeln!(text, "  {}\n", kinds.collect::<Vec<_>>().join(", "));
    let largest = half.parts.first().map_or(1, |part| part.bytes.max(1));
    for part in half.parts.iter().take(most) {
        let bar = "█".repeat((part.bytes * BAR).div_ceil(largest).min(BAR));
        let name = shortened(&part.name, width);
        let numbers = format!("{:>8} {:>7}", grouped(part.bytes), grouped(part.compressed));
        let _ = writeln!(text, "  {name:width$}  {:8} {numbers}  {bar}", part.kind.name());
    }
    let rest: Vec<_> = half.parts.iter().skip(most).collect();
    if !rest.is_empty() {
        let sum: usize = rest.iter().map(|part| part.bytes).sum();
        let _ = writeln!(text, "  and {} smaller parts, {} bytes (--all shows them)", rest.len(), grouped(sum));
    }
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Function => "functions",
        Kind::Type => "types",
        Kind::Data => "strings and data",
        Kind::Glue => "glue",
    }
}

/// A name that fits into `width` characters.
pub(super) fn shortened(name: &str, width: usize) -> String {
    match name.chars().count() > width {
        true => name.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

/// A number with its digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The sizes for tools.
pub fn to_json(sizes: &Sizes) -> Value {
    let half = |half: &Half| {
        let parts = half.parts.iter().map(|part| {
            json!({ "kind": part.kind.name(), "name": part.name, "bytes": part.bytes, "brotli": part.compressed })
        });
        json!({
            "file": half.file, "bytes": half.bytes, "brotli": half.compressed, "parts": parts.collect::<Vec<_>>(),
        })
    };
    json!({ "files": sizes.halves.iter().map(half).collect::<Vec<_>>() })
}
