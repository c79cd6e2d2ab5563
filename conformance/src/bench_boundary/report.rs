//! The measurements as a table and as JSON.

use super::constants::{self, Verdict};
use super::{Measured, Row, rows};
use lower::place::measured as model;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The tables for people.
pub fn table(measured: &[Measured]) -> String {
    let mut text =
        String::from("What a crossing costs, in nanoseconds: the best of all rounds, without the loop around it.\n\n");
    let width = rows().map(|row| row.label.len()).max().unwrap_or(0);
    let _ = write!(text, "{:width$}", "");
    measured.iter().for_each(|engine| {
        let _ = write!(text, " {:>9}", engine.name);
    });
    text.push('\n');
    for row in rows() {
        let mut line = format!("{:width$}", row.label);
        for engine in measured {
            let _ = write!(line, " {:>9}", cell(engine, &row));
        }
        let _ = writeln!(text, "{line}  {}", row.note);
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    for engine in measured {
        let ratio = engine.field_ratio().map_or(String::new(), |ratio| {
            format!("; reading fields of a Wasm struct takes {ratio:.2} times as long as of an object")
        });
        let _ = writeln!(text, "\n{}: {}{ratio}", engine.name, engine.version);
    }
    text.push_str(&verdicts(&constants::compare(measured)));
    text
}

fn cell(engine: &Measured, row: &Row) -> String {
    match engine.nanoseconds(row) {
        None => "-".to_owned(),
        Some(ns) if ns >= 100.0 => format!("{ns:.0}"),
        Some(ns) if ns >= 10.0 => format!("{ns:.1}"),
        Some(ns) => format!("{ns:.2}"),
    }
}

fn verdicts(verdicts: &[Verdict]) -> String {
    let mut text =
        String::from("\nThe cost model (lower/src/place/constants.rs), in units of a quarter of a nanosecond\n\n");
    let _ = writeln!(text, "{:17} {:>10} {:>10}", "", "constant", "measured");
    for verdict in verdicts {
        let measured = verdict.measured_units().map_or("-".to_owned(), |units| units.to_string());
        let said = match (verdict.nanoseconds, verdict.is_off) {
            (None, _) => "not measured here".to_owned(),
            (Some(_), false) => "right".to_owned(),
            (Some(ns), true) => format!("OFF: {ns:.1} ns instead of {}", model::nanoseconds(verdict.constant.units)),
        };
        let _ = writeln!(text, "{:17} {:>10} {measured:>10}  {said}", verdict.constant.name, verdict.constant.units);
    }
    text
}

/// The measurements for tools.
pub fn to_json(measured: &[Measured]) -> Value {
    let engines = measured.iter().map(|engine| {
        let cells = rows().map(|row| {
            json!({
                "label": row.label.trim(), "loop": row.loop_name, "minus": row.minus, "nanoseconds": engine.nanoseconds(&row),
            })
        });
        json!({
            "name": engine.name, "version": engine.version, "fieldRatio": engine.field_ratio(),
            "rows": cells.collect::<Vec<_>>(), "loops": engine.loops,
        })
    });
    let constants = constants::compare(measured).into_iter().map(|verdict| {
        json!({
            "name": verdict.constant.name, "units": verdict.constant.units, "measured": verdict.measured_units(),
            "off": verdict.is_off,
        })
    });
    json!({ "engines": engines.collect::<Vec<_>>(), "constants": constants.collect::<Vec<_>>() })
}
