//! The sizes as a picture: a rectangle for each part, of an area that is its bytes.
//!
//! In: the sizes.  Out: an SVG document; hovering tells name and bytes. Laid out as "Squarified Treemaps" (Bruls,
//! Huizing and van Wijk, 2000): rows along the shorter edge, as long as the worst of their rectangles gets squarer.

use super::report::shortened;
use super::{Half, Kind, Sizes};
use std::fmt::Write as _;

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 640.0;
/// Space for the headings.
const HEAD: f64 = 28.0;
/// The width of a letter of the labels.
const LETTER: f64 = 6.6;

#[derive(Clone, Copy, Debug)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// The picture of a program.
pub fn svg(sizes: &Sizes, title: &str) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"ui-monospace, monospace\" font-size=\"11\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
        escaped(title)
    );
    let total: usize = sizes.halves.iter().map(|half| half.bytes).sum();
    let mut x = 0.0;
    for half in &sizes.halves {
        let width = WIDTH * half.bytes as f64 / total.max(1) as f64;
        draw(&mut text, half, Area { x, y: 0.0, width, height: HEIGHT });
        x += width;
    }
    text.push_str("</svg>\n");
    text
}

fn draw(text: &mut String, half: &Half, area: Area) {
    let heading = format!("{} · {} bytes · {} compressed", half.file, half.bytes, half.compressed);
    let letters = ((area.width - 12.0) / 8.0).max(0.0) as usize;
    let _ = writeln!(
        text,
        "<text x=\"{:.1}\" y=\"19\" font-size=\"13\" font-weight=\"bold\">{}</text>",
        area.x + 6.0,
        escaped(&shortened(&heading, letters))
    );
    let inner = Area { x: area.x + 3.0, y: HEAD, width: area.width - 6.0, height: area.height - HEAD - 3.0 };
    let weights: Vec<f64> = half.parts.iter().map(|part| part.bytes as f64).collect();
    for (part, area) in half.parts.iter().zip(squarify(&weights, inner)) {
        let label = escaped(&part.name);
        let _ = write!(
            text,
            "<g><title>{label}: {} bytes, {} compressed ({})</title><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" \
             height=\"{:.1}\" fill=\"{}\" stroke=\"#fff\"/>",
            part.bytes,
            part.compressed,
            part.kind.name(),
            area.x,
            area.y,
            area.width.max(0.0),
            area.height.max(0.0),
            colour(part.kind)
        );
        let letters = ((area.width - 8.0) / LETTER).max(0.0) as usize;
        if area.height > 16.0 && letters >= 4 {
            let name = escaped(&shortened(&part.name, letters));
            let _ = write!(text, "<text x=\"{:.1}\" y=\"{:.1}\">{name}</text>", area.x + 4.0, area.y + 13.0);
            if area.height > 30.0 {
                let _ = write!(
                    text,
                    "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"#555\">{}</text>",
                    area.x + 4.0,
                    area.y + 26.0,
                    part.bytes
                );
            }
        }
        text.push_str("</g>\n");
    }
}

fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Function => "#a8c8f0",
        Kind::Type => "#c9b8ea",
        Kind::Data => "#b5dfb8",
        Kind::Glue => "#f0d3a0",
    }
}

/// An area for each weight, in their order; they must be sorted, the largest first.
fn squarify(weights: &[f64], area: Area) -> Vec<Area> {
    let mut areas = Vec::with_capacity(weights.len());
    let (mut rest, mut left) = (area, weights);
    while !left.is_empty() {
        let scale = rest.width * rest.height / left.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let edge = rest.width.min(rest.height).max(f64::MIN_POSITIVE);
        let mut count = 1;
        while count < left.len() && worst(&left[..=count], scale, edge) <= worst(&left[..count], scale, edge) {
            count += 1;
        }
        let (row, others) = left.split_at(count);
        let thickness = row.iter().sum::<f64>() * scale / edge;
        let mut along = 0.0;
        for weight in row {
            let length = weight * scale / thickness.max(f64::MIN_POSITIVE);
            areas.push(if rest.width >= rest.height {
                Area { x: rest.x, y: rest.y + along, width: thickness, height: length }
            } else {
                Area { x: rest.x + along, y: rest.y, width: length, height: thickness }
            });
            along += length;
        }
        rest = if rest.width >= rest.height {
            Area { x: rest.x + thickness, width: rest.width - thickness, ..rest }
        } else {
            Area { y: rest.y + thickness, height: rest.height - thickness, ..rest }
        };
        left = others;
    }
    areas
}

/// The worst ratio of edges in a row.
fn worst(row: &[f64], scale: f64, edge: f64) -> f64 {
    let sum: f64 = row.iter().sum::<f64>() * scale;
    let ratio = |weight: &f64| {
        let area = weight * scale;
        let ratio = edge * edge * area / (sum * sum);
        ratio.max(1.0 / ratio)
    };
    row.iter().map(ratio).fold(0.0, f64::max)
}

/// A text within SVG.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_as_large_as_their_weights_and_inside() {
        let whole = Area { x: 10.0, y: 20.0, width: 300.0, height: 200.0 };
        let weights = [60.0, 20.0, 10.0, 5.0, 4.0, 1.0];
        let areas = squarify(&weights, whole);
        assert_eq!(areas.len(), weights.len());
        for (area, weight) in areas.iter().zip(weights) {
            assert!((area.width * area.height - weight * 600.0).abs() < 1e-6, "{area:?}");
            assert!(area.x >= 10.0 - 1e-6 && area.x + area.width <= 310.0 + 1e-6, "{area:?}");
            assert!(area.y >= 20.0 - 1e-6 && area.y + area.height <= 220.0 + 1e-6, "{area:?}");
        }
    }
}
