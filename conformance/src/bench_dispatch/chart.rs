//! The chart of `bench dispatch`: nanoseconds per hop by depth, one panel for each kind of stage.
//!
//! In: what was measured.  Out: an SVG image with a logarithmic scale, because the versions are a thousand times apart.

use super::{Measured, Version};
use std::fmt::Write as _;

/// The versions that are drawn, with their colours; the copies say what noise is, not what anything costs.
const DRAWN: [(&str, &str); 7] = [
    ("signals", "#8e6bbf"),
    ("EventEmitter", "#c2483d"),
    ("closures", "#d28a2e"),
    ("flat loop", "#6b7280"),
    ("flat Wasm", "#a3a9b3"),
    ("Seam, JavaScript", "#2a7f62"),
    ("Seam, Wasm", "#2563a8"),
];
const PANEL: (f64, f64) = (360.0, 300.0);
const LEFT: f64 = 60.0;
const TOP: f64 = 50.0;
/// Powers of ten at the bottom and the top of the scale.
const SCALE: (i32, i32) = (-2, 2);

/// Draws what was measured.
pub fn svg(measured: &[Measured]) -> String {
    let kinds: Vec<&str> =
        ["empty", "hash"].into_iter().filter(|kind| measured.iter().any(|it| it.kind == *kind)).collect();
    let width = LEFT + (PANEL.0 + LEFT) * kinds.len() as f64;
    let height = TOP + PANEL.1 + 110.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (at, kind) in kinds.iter().enumerate() {
        let pipelines: Vec<&Measured> = measured.iter().filter(|it| it.kind == *kind).collect();
        panel(&mut svg, LEFT + at as f64 * (PANEL.0 + LEFT), kind, &pipelines);
    }
    let present = |name: &str| measured.iter().any(|pipeline| pipeline.version(name).is_some());
    for (at, (name, colour)) in DRAWN.iter().filter(|(name, _)| present(name)).enumerate() {
        let (x, y) = (LEFT + (at % 4) as f64 * 180.0, TOP + PANEL.1 + 62.0 + (at / 4) as f64 * 22.0);
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{}\" width=\"14\" height=\"4\" fill=\"{colour}\"/><text x=\"{}\" y=\"{y}\">{name}</text>",
            y - 6.0,
            x + 20.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn panel(svg: &mut String, left: f64, kind: &str, pipelines: &[&Measured]) {
    let does = if kind == "empty" { "stages that do nothing" } else { "stages that hash" };
    let _ = writeln!(svg, "<text x=\"{left}\" y=\"{}\" font-weight=\"bold\">ns per hop, {does}</text>", TOP - 20.0);
    for power in SCALE.0..=SCALE.1 {
        let (y, value) = (height_of(10f64.powi(power)), 10f64.powi(power));
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {y:.1}h{}\" stroke=\"#e3e5e8\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>",
            PANEL.0,
            left - 8.0,
            y + 4.0
        );
    }
    let last = pipelines.len().saturating_sub(1).max(1) as f64;
    let x = |at: usize| left + 10.0 + at as f64 / last * (PANEL.0 - 20.0);
    for (at, pipeline) in pipelines.iter().enumerate() {
        let y = TOP + PANEL.1 + 20.0;
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", x(at), pipeline.depth);
    }
    let (middle, below) = (left + PANEL.0 / 2.0, TOP + PANEL.1 + 38.0);
    let _ = writeln!(svg, "<text x=\"{middle}\" y=\"{below}\" text-anchor=\"middle\">depth</text>");
    for (name, colour) in DRAWN {
        let versions = pipelines.iter().enumerate().filter_map(|(at, pipeline)| Some((at, pipeline.version(name)?)));
        let points: Vec<String> = versions
            .map(|(at, version): (usize, &Version)| format!("{:.1},{:.1}", x(at), height_of(version.median())))
            .collect();
        if !points.is_empty() {
            // Seam is drawn last and dashed, so that the flat loop under it is seen.
            let dash = if name.starts_with("Seam") { " stroke-dasharray=\"6 5\"" } else { "" };
            let points = points.join(" ");
            let _ = writeln!(
                svg,
                "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"{dash}/>"
            );
        }
    }
}

/// Where a value stands on the scale.
fn height_of(value: f64) -> f64 {
    let (low, high) = (f64::from(SCALE.0), f64::from(SCALE.1));
    let part = (value.max(10f64.powf(low)).log10() - low) / (high - low);
    TOP + PANEL.1 * (1.0 - part.min(1.0))
}
