//! The constants of the cost model beside what was measured, and the files that hold them.
//!
//! In: the measurements.  Out: for each constant what it should be, and whether it is off; [`write`] puts the numbers
//! into `lower/src/place/constants.rs` and the table of `docs/reference/placement.md`.
//!
//! A constant is off if it is more than [`TOLERANCE`] times too large or small, and by more than [`NOISE`]. Two versions
//! of V8 differ by up to two in a row, one machine by a quarter between runs, and no placement of the examples changes if
//! a crossing costs half or twice as much: what is within a factor of two is right. Half a nanosecond is what the
//! shape of a loop makes.

use super::Measured;
use crate::setup::workspace_root;
use lower::place::measured as model;

/// Within this factor a constant is right.
pub const TOLERANCE: f64 = 2.0;
/// Within so many units, too.
pub const NOISE: f64 = 2.0;

/// A constant and what it should be.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The constant as it is.
    pub constant: model::Measured,
    /// Nanoseconds by the measurement; `None` for what is not measured here.
    pub nanoseconds: Option<f64>,
    /// Whether it is off.
    pub is_off: bool,
}

impl Verdict {
    /// The units that the measurement says.
    pub fn measured_units(&self) -> Option<u64> {
        self.nanoseconds.map(|ns| ((ns * model::UNITS_PER_NS).round() as u64).max(1))
    }
}

/// All constants; of several versions of V8 the median counts.
pub fn compare(measured: &[Measured]) -> Vec<Verdict> {
    let verdict = |constant: model::Measured| {
        let found = measured.iter().filter(|engine| engine.is_v8).filter_map(|engine| of_engine(constant.name, engine));
        let nanoseconds = median(found.collect());
        let is_off = nanoseconds.is_some_and(|ns| is_off(constant.units as f64, ns * model::UNITS_PER_NS));
        Verdict { constant, nanoseconds, is_off }
    };
    model::rows().into_iter().map(verdict).collect()
}

fn is_off(model: f64, measured: f64) -> bool {
    let (less, more) = (model.min(measured).max(1.0), model.max(measured));
    more / less > TOLERANCE && more - less > NOISE
}

/// What one engine says about a constant, in nanoseconds.
fn of_engine(name: &str, engine: &Measured) -> Option<f64> {
    let of = |loop_name| engine.of_loop(loop_name);
    let beyond = |far, near| Some((of(far)? - of(near)?).max(0.0));
    match name {
        // What the placer moves is mostly too large to be inlined.
        "JS_CALLS_WASM" => of("callCalled"),
        "JS_OPENS_WASM" => mean([
            beyond("seamReadsFar", "seamReadsNear"),
            beyond("readBox", "readNear"),
            beyond("readCell", "readOwnCell"),
            beyond("writeCell", "writeOwnCell"),
        ]),
        "WASM_CALLS_JS" => of("wasmCallsJs"),
        "WASM_OPENS_JS" => beyond("wasmSetsProperty", "setProperty"),
        // One goes in, one comes out.
        "I64_CROSSES" => Some(beyond("callI64", "callI32")? / 2.0),
        "FUNCTION_CROSSES" => beyond("seamPassesClosure", "wasmCallsJsClosure"),
        _ => None,
    }
}

fn mean<const N: usize>(values: [Option<f64>; N]) -> Option<f64> {
    let sum = values.into_iter().sum::<Option<f64>>()?;
    Some(sum / N as f64)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

/// The machine, in few words: engines and processor.
pub fn machine(measured: &[Measured]) -> String {
    let engines: Vec<String> = measured.iter().filter(|it| it.is_v8).map(Measured::short_version).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}; {} {}, {cores} cores", engines.join("; "), std::env::consts::OS, std::env::consts::ARCH)
}

/// Writes the constants that are off anew, into the cost model and the manual; gives their names.
///
/// # Errors
/// If a file cannot be read or written: the sources of Seam are needed.
pub fn write(verdicts: &[Verdict], machine: &str) -> Result<Vec<&'static str>, String> {
    let corrected: Vec<model::Measured> = verdicts
        .iter()
        .map(|verdict| match verdict.measured_units().filter(|_| verdict.is_off) {
            Some(units) => model::Measured { units, ..verdict.constant.clone() },
            None => verdict.constant.clone(),
        })
        .collect();
    let root = workspace_root();
    let manual = root.join("docs/reference/placement.md");
    let text = std::fs::read_to_string(&manual).map_err(|error| format!("{}: {error}", manual.display()))?;
    let former = model::table(&model::rows());
    if !text.contains(&former) {
        return Err(format!("{} has not the table of the constants as they are", manual.display()));
    }
    let constants = root.join("lower/src/place/constants.rs");
    let text = text.replace(&former, &model::table(&corrected));
    let text = text.replace(lower::place::constants::MEASURED_ON, machine);
    for (path, text) in [(constants, model::file(&corrected, machine)), (manual, text)] {
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(verdicts.iter().filter(|verdict| verdict.is_off).map(|verdict| verdict.constant.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_of_two_is_tolerated_and_so_is_noise() {
        assert!(!is_off(20.0, 39.0) && !is_off(20.0, 10.5));
        assert!(is_off(20.0, 41.0) && is_off(20.0, 9.0));
        assert!(!is_off(3.0, 1.0), "two units are noise");
        assert!(is_off(5.0, 0.0));
    }

    #[test]
    fn the_manual_has_the_constants() {
        let manual =
            std::fs::read_to_string(workspace_root().join("docs/reference/placement.md")).expect("it is there");
        assert!(manual.contains(&model::table(&model::rows())), "{}", model::table(&model::rows()));
        assert!(manual.contains(lower::place::constants::MEASURED_ON), "{}", lower::place::constants::MEASURED_ON);
    }
}
