//! `seam place`: which side everything is on, and why.

mod picture;

use super::{FAILURE, SUCCESS, checked, profile};
use base::{Sources, Span};
use conformance::compile::{self, Options, Target};
use conformance::size::{self, Sizes};
use ir::Side;
use lower::place::report::{Reason, Report, Row, RowKind};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Show where everything runs, JavaScript or Wasm, and why.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Fail if a call from outside (a listener, an export) crosses more often than this by the estimate.
    #[arg(long, value_name = "N")]
    max_crossings: Option<f64>,
    /// Without the optimising passes.
    #[arg(long)]
    dev: bool,
    /// The functions of the standard library too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    profile: profile::ProfileUse,
    /// Print one JSON object.
    #[arg(long, conflicts_with = "svg")]
    json: bool,
    /// Print what crosses between the halves as an SVG picture.
    #[arg(long)]
    svg: bool,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, args.json) else { return FAILURE };
    let Ok(measured) = args.profile.measured(&checked) else { return FAILURE };
    let printed = |span: Option<Span>| {
        args.all || args.json || args.svg || span.is_none_or(|span| !is_std(&checked.sources, span))
    };
    let report = lower::explain_placement(&checked.program, &checked.sources, !args.dev, measured.as_ref(), &printed);
    // What -O writes has sizes; a development build is for reading.
    let sizes = (!args.dev && !args.svg).then(|| {
        let options = Options { target: Target::Mixed, optimise: true, tests: false };
        let build = compile::build_with(&checked, &options, profile::profiling(measured.as_ref()));
        size::of_build(&checked, &build)
    });
    if args.json {
        println!("{}", as_json(&report, &checked.sources, sizes.as_ref()));
    } else if args.svg {
        print!("{}", picture::svg(&report, &checked.sources, &checked.root.to_string_lossy()));
    } else {
        print!("{}", as_text(&report, &checked.sources, sizes.as_ref(), args.all));
    }
    match args.max_crossings {
        Some(most) => gate(&report, most),
        None => SUCCESS,
    }
}

/// Names what crosses too often.
fn gate(report: &Report, most: f64) -> i32 {
    let over: Vec<_> = report.turns.iter().filter(|(_, times)| *times > most).collect();
    for (name, times) in &over {
        crate::terminal::error(&format!(
            "a call of `{name}` crosses {} times, more than {}; `seam place` shows what crosses",
            count(*times),
            count(most)
        ));
    }
    if over.is_empty() { SUCCESS } else { FAILURE }
}

// ---- text

fn as_text(report: &Report, sources: &Sources, sizes: Option<&Sizes>, all: bool) -> String {
    let mut text = summary(report);
    let shown = |row: &&Row| all || row.span.is_none_or(|span| !is_std(sources, span));
    for side in [Side::Wasm, Side::Js] {
        let rows: Vec<&Row> = report.rows.iter().filter(|row| row.side == side).filter(shown).collect();
        let hidden = report.rows.iter().filter(|row| row.side == side).count() - rows.len();
        if rows.is_empty() && hidden == 0 {
            continue;
        }
        let _ = writeln!(text, "\n{}", side_name(side));
        text.push_str(&table(&rows, sizes));
        if hidden > 0 {
            let _ = writeln!(text, "  and {hidden} of the standard library (--all shows them)");
        }
    }
    if report.ships_wasm {
        text.push_str(&crossings(report));
    }
    text
}

fn summary(report: &Report) -> String {
    let on = |side| report.rows.iter().filter(|row| row.side == side && row.kind == RowKind::Function).count();
    let saved = match report.cut < report.all_js {
        true => format!("saves {:.0} % of the work", 100.0 * (1.0 - report.cut as f64 / report.all_js as f64)),
        false => "saves no work, but an attribute asks for it".to_owned(),
    };
    let estimates = format!(
        "everything in JavaScript {}, the best division {}, having a Wasm half {}",
        work(report.all_js),
        work(report.cut),
        work(report.wasm_half)
    );
    let how = if report.measured { "By measured counts" } else { "Estimated" };
    match report.ships_wasm {
        true => format!(
            "{} in Wasm, {} in JavaScript: that {saved}.\n{how}: {estimates}.\n",
            functions(on(Side::Wasm)),
            on(Side::Js)
        ),
        false => format!("All JavaScript: a Wasm half would not pay for itself.\n{how}: {estimates}.\n"),
    }
}

fn functions(count: usize) -> String {
    if count == 1 { "1 function".to_owned() } else { format!("{count} functions") }
}

/// The bytes of a function in the -O build; none if it is printed within another one.
fn bytes(row: &Row, sizes: Option<&Sizes>) -> Option<usize> {
    sizes.filter(|_| row.kind == RowKind::Function).and_then(|sizes| sizes.of_function(row.side, row.name.as_str()))
}

fn table(rows: &[&Row], sizes: Option<&Sizes>) -> String {
    let width = rows.iter().map(|row| row.name.as_str().chars().count()).max().unwrap_or(0).min(40);
    let mut text = String::new();
    for row in rows {
        let mut line = format!("  {:width$}  {}", row.name.as_str(), reason(row));
        if row.measured {
            let _ = write!(line, "; measured, {}", ran(row.runs));
        }
        if let Some(more) = row.other_side.filter(|&more| more > 0) {
            let _ = write!(line, "; {} more on the other side", work(more));
        }
        if let Some(bytes) = bytes(row, sizes) {
            let _ = write!(line, "; {bytes} bytes");
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

fn ran(times: f64) -> String {
    match times {
        0.0 => "never ran".to_owned(),
        1.0 => "ran once".to_owned(),
        _ => format!("ran {} times", count(times)),
    }
}

fn reason(row: &Row) -> String {
    let kind = match row.kind {
        RowKind::Function => String::new(),
        RowKind::Type => "type; ".to_owned(),
        RowKind::Variable => "variable; ".to_owned(),
    };
    let (js, wasm) = row.costs;
    let why = match &row.reason {
        Reason::Attribute => match row.side {
            Side::Js => "@js".to_owned(),
            Side::Wasm => "@wasm".to_owned(),
        },
        Reason::TouchesJs => "touches JavaScript values".to_owned(),
        Reason::Buffer => "a buffer lives in Wasm's memory".to_owned(),
        Reason::NoWasmHalf => "no Wasm half".to_owned(),
        Reason::Cheaper => match row.side {
            Side::Js => format!("{} here, {} in Wasm", work(js), work(wasm)),
            Side::Wasm => format!("{} here, {} in JavaScript", work(wasm), work(js)),
        },
        Reason::With(other) => format!("stays with {other}"),
        Reason::Twin => "small and pure, wherever it is called".to_owned(),
        Reason::Indifferent => "makes no difference".to_owned(),
    };
    format!("{kind}{why}")
}

fn crossings(report: &Report) -> String {
    let mut text = "\nCrossings of one call from outside\n".to_owned();
    let width = report.turns.iter().map(|(name, _)| name.as_str().chars().count()).max().unwrap_or(0).min(40);
    for (name, times) in &report.turns {
        let _ = writeln!(text, "  {:width$}  {}", name.as_str(), count(*times));
    }
    text.push_str("\nWhat crosses, in a session\n");
    for row in report.crossings.iter().take(20) {
        let arrow = match row.side {
            Side::Js => "asks Wasm for",
            Side::Wasm => "asks JavaScript for",
        };
        let _ = writeln!(text, "  {} times {} {arrow} {}", count(row.times), row.from, row.to);
    }
    text
}

fn side_name(side: Side) -> &'static str {
    match side {
        Side::Js => "JavaScript",
        Side::Wasm => "Wasm",
    }
}

/// Units of an integer addition as a time: four of them are about a nanosecond.
fn work(units: u64) -> String {
    let ns = units as f64 / 4.0;
    match ns {
        _ if ns < 1e3 => format!("{ns:.0} ns"),
        _ if ns < 1e6 => format!("{:.1} µs", ns / 1e3),
        _ if ns < 1e9 => format!("{:.1} ms", ns / 1e6),
        _ if ns < 1e12 => format!("{:.1} s", ns / 1e9),
        _ => "ages".to_owned(),
    }
}

fn count(times: f64) -> String {
    match times {
        _ if times >= 1e6 => format!("{:.1} million", times / 1e6),
        _ if times >= 100.0 || times.fract() < 0.05 => format!("{times:.0}"),
        _ => format!("{times:.1}"),
    }
}

fn is_std(sources: &Sources, span: Span) -> bool {
    sources.get(span.source).path.starts_with("std/")
}

// ---- JSON

fn as_json(report: &Report, sources: &Sources, sizes: Option<&Sizes>) -> Value {
    json!({
        "wasmHalf": report.ships_wasm,
        "measured": report.measured,
        "units": { "cut": report.cut, "allJavaScript": report.all_js, "wasmHalf": report.wasm_half },
        "rows": report.rows.iter().map(|row| row_json(row, sources, sizes)).collect::<Vec<_>>(),
        "turns": report.turns.iter().map(|(name, times)| json!({ "root": name.as_str(), "crossings": times }))
            .collect::<Vec<_>>(),
        "crossings": report.crossings.iter().map(|row| json!({
            "from": row.from.as_str(), "side": side_name(row.side), "to": row.to.as_str(), "times": row.times,
        })).collect::<Vec<_>>(),
    })
}

fn row_json(row: &Row, sources: &Sources, sizes: Option<&Sizes>) -> Value {
    let kind = match row.kind {
        RowKind::Function => "function",
        RowKind::Type => "type",
        RowKind::Variable => "variable",
    };
    let reason = match &row.reason {
        Reason::Attribute => "attribute",
        Reason::TouchesJs => "touches JavaScript",
        Reason::Buffer => "buffer",
        Reason::NoWasmHalf => "no Wasm half",
        Reason::Cheaper => "cheaper",
        Reason::With(_) => "with",
        Reason::Twin => "small and pure",
        Reason::Indifferent => "indifferent",
    };
    let with = if let Reason::With(other) = &row.reason { Some(other.as_str()) } else { None };
    let place = row.span.map(|span| {
        let at = sources.position(span);
        json!({ "file": sources.get(span.source).path, "line": at.line, "column": at.column })
    });
    json!({
        "kind": kind, "name": row.name.as_str(), "side": side_name(row.side), "reason": reason, "with": with,
        "place": place, "runs": row.runs, "measured": row.measured, "units": { "javaScript": row.costs.0, "wasm": row.costs.1 },
        "moreOnTheOtherSide": row.other_side, "bytes": bytes(row, sizes),
    })
}
