//! The measured constants as rows: for the benchmark that checks them, the file that holds them, and the manual.
//!
//! In: [`super::constants`].  Out: [`rows`]; [`file`] writes that file anew with other numbers, [`table`] is the table of
//! `docs/reference/placement.md`. `seam bench boundary --write` uses both, so that neither is ever edited by hand.

use super::constants;
use std::fmt::Write as _;

/// How many units of the cost model a nanosecond is: a unit is an integer addition.
pub const UNITS_PER_NS: f64 = 4.0;

/// A constant of the cost model that was measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measured {
    /// Its name in the cost model.
    pub name: &'static str,
    /// Its value, in units of an integer addition.
    pub units: u64,
    /// What it is, as the manual says it.
    pub meaning: &'static str,
}

/// All constants, in the order of the file.
pub fn rows() -> Vec<Measured> {
    let row = |name, units, meaning| Measured { name, units, meaning };
    vec![
        row("JS_CALLS_WASM", constants::JS_CALLS_WASM, "JavaScript calls a function of Wasm"),
        row("JS_OPENS_WASM", constants::JS_OPENS_WASM, "JavaScript reads or writes an object of Wasm, beyond its own"),
        row("WASM_CALLS_JS", constants::WASM_CALLS_JS, "Wasm calls a function of JavaScript"),
        row("WASM_OPENS_JS", constants::WASM_OPENS_JS, "Wasm reads or writes an object of JavaScript"),
        row("I64_CROSSES", constants::I64_CROSSES, "a 64-bit integer crosses, beyond that"),
        row("FUNCTION_CROSSES", constants::FUNCTION_CROSSES, "a function value that is new crosses, beyond that"),
        row("WASM_HALF", constants::WASM_HALF, "a Wasm half is loaded"),
    ]
}

/// The text of `constants.rs` with these values.
pub fn file(rows: &[Measured], machine: &str) -> String {
    let mut text = String::from(
        "//! What crossing costs, in units of an integer addition, a quarter of a nanosecond.\n//!\n\
         //! Written by `seam bench boundary --write`, not by hand; the machine is the last constant.\n",
    );
    for row in rows {
        let mut meaning = row.meaning.to_owned();
        meaning[..1].make_ascii_uppercase();
        let Measured { name, units, .. } = row;
        let _ = write!(
            text,
            "\n/// {meaning}: {} ns.\npub const {name}: u64 = {};\n",
            nanoseconds(*units),
            grouped(*units, '_')
        );
    }
    let _ =
        write!(text, "\n/// Where this was measured.\n#[rustfmt::skip]\npub const MEASURED_ON: &str = {machine:?};\n");
    text
}

/// The table of the manual with these values.
pub fn table(rows: &[Measured]) -> String {
    let mut text = String::from("| | ns |\n|---|---|\n");
    for row in rows {
        let _ = writeln!(text, "| {} | {} |", row.meaning, nanoseconds(row.units));
    }
    text
}

/// Units as nanoseconds, for people.
pub fn nanoseconds(units: u64) -> String {
    match units {
        0..4000 => format!("{}", units as f64 / UNITS_PER_NS),
        _ => grouped((units as f64 / UNITS_PER_NS) as u64, ' '),
    }
}

/// A number with its digits in groups of three.
fn grouped(number: u64, between: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_constants_is_what_would_be_written_for_them() {
        assert_eq!(file(&rows(), constants::MEASURED_ON), include_str!("constants.rs"));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(12_000_000, '_'), "12_000_000");
        assert_eq!(grouped(240, '_'), "240");
        assert_eq!(nanoseconds(9), "2.25");
        assert_eq!(nanoseconds(12_000_000), "3 000 000");
    }
}
