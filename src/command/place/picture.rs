//! The cut call graph as a picture: what is in JavaScript on the left, in Wasm on the right, what crosses between them.
//!
//! In: the report of a placement.  Out: an SVG document. An arrow goes from who asks to what is asked; its number is how
//! often by the estimate, in a session, and its width grows with that. Boxes of the right column stand as near as they
//! can to those they are joined with, so that few arrows cross.

use super::{count, is_std, reason};
use base::Sources;
use ir::Side;
use lower::place::report::{Report, Row, RowKind};
use std::fmt::Write as _;

const WIDTH: f64 = 960.0;
const BOX_WIDTH: f64 = 320.0;
const BOX_HEIGHT: f64 = 36.0;
const STEP: f64 = 46.0;
const TOP: f64 = 58.0;
/// Where the columns begin.
const LEFT: f64 = 16.0;
const RIGHT: f64 = WIDTH - LEFT - BOX_WIDTH;
/// How many letters fit into a box, of the name and of the smaller line below.
const NAME_LETTERS: usize = 40;
const NOTE_LETTERS: usize = 52;

/// A box.
struct Node {
    name: String,
    note: String,
    side: Side,
    /// Its place in its column.
    at: f64,
}

/// An arrow between two boxes.
struct Arrow {
    from: usize,
    to: usize,
    times: f64,
}

/// The picture; of the library only what crosses.
pub fn svg(report: &Report, sources: &Sources, title: &str) -> String {
    let (mut nodes, arrows) = graph(report, sources);
    arrange(&mut nodes, &arrows);
    let rows = nodes.iter().map(|node| node.at).fold(0.0, f64::max) + 1.0;
    let height = TOP + rows * STEP + 10.0;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"ui-monospace, monospace\" font-size=\"12\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
        escaped(title)
    );
    for (x, name) in [(LEFT, "JavaScript"), (RIGHT, "Wasm")] {
        let _ = writeln!(text, "<text x=\"{x}\" y=\"36\" font-size=\"18\" font-weight=\"bold\">{name}</text>");
    }
    if !report.ships_wasm {
        let _ = writeln!(text, "<text x=\"{RIGHT}\" y=\"58\" fill=\"#666\">no Wasm half</text>");
    }
    nodes.iter().for_each(|node| draw_node(&mut text, node));
    arrows.iter().enumerate().for_each(|(number, arrow)| draw_arrow(&mut text, &nodes, arrow, number));
    // The numbers last, so that no line goes through them.
    arrows.iter().enumerate().for_each(|(number, arrow)| draw_number(&mut text, &nodes, arrow, number));
    text.push_str("</svg>\n");
    text
}

fn graph(report: &Report, sources: &Sources) -> (Vec<Node>, Vec<Arrow>) {
    let crosses =
        |row: &Row| report.crossings.iter().any(|crossing| crossing.from == row.name || crossing.to == row.name);
    let own = |row: &Row| row.kind == RowKind::Function && row.span.is_some_and(|span| !is_std(sources, span));
    let mut nodes: Vec<Node> = Vec::new();
    for row in report.rows.iter().filter(|row| own(row) || (report.ships_wasm && crosses(row))) {
        let name = row.name.to_string();
        if !nodes.iter().any(|node| node.name == name && node.side == row.side) {
            nodes.push(Node { name, note: reason(row), side: row.side, at: 0.0 });
        }
    }
    let mut arrows: Vec<Arrow> = Vec::new();
    for crossing in report.crossings.iter().filter(|_| report.ships_wasm) {
        let other = match crossing.side {
            Side::Js => Side::Wasm,
            Side::Wasm => Side::Js,
        };
        let from = node(&mut nodes, crossing.from.as_str(), crossing.side);
        let to = node(&mut nodes, crossing.to.as_str(), other);
        match arrows.iter_mut().find(|arrow| (arrow.from, arrow.to) == (from, to)) {
            Some(arrow) => arrow.times += crossing.times,
            None => arrows.push(Arrow { from, to, times: crossing.times }),
        }
    }
    (nodes, arrows)
}

/// The box of that name on a side, made if it is something of the host.
fn node(nodes: &mut Vec<Node>, name: &str, side: Side) -> usize {
    if let Some(at) = nodes.iter().position(|node| node.name == name && node.side == side) {
        return at;
    }
    nodes.push(Node { name: name.to_owned(), note: "of the host".to_owned(), side, at: 0.0 });
    nodes.len() - 1
}

/// The left column: what crosses most, first. The right one: in the order of the middle of what each is joined with.
fn arrange(nodes: &mut [Node], arrows: &[Arrow]) {
    let weight = |node: usize| -> f64 {
        arrows.iter().filter(|arrow| arrow.from == node || arrow.to == node).map(|arrow| arrow.times).sum()
    };
    let mut left: Vec<usize> = (0..nodes.len()).filter(|&node| nodes[node].side == Side::Js).collect();
    left.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)));
    left.iter().enumerate().for_each(|(at, &node)| nodes[node].at = at as f64);
    let middle = |nodes: &[Node], node: usize| {
        let joined = arrows.iter().filter_map(|arrow| match (arrow.from == node, arrow.to == node) {
            (true, _) => Some(nodes[arrow.to].at),
            (_, true) => Some(nodes[arrow.from].at),
            (false, false) => None,
        });
        let places: Vec<f64> = joined.collect();
        if places.is_empty() { f64::INFINITY } else { places.iter().sum::<f64>() / places.len() as f64 }
    };
    let mut right: Vec<usize> = (0..nodes.len()).filter(|&node| nodes[node].side == Side::Wasm).collect();
    right.sort_by(|&a, &b| middle(nodes, a).total_cmp(&middle(nodes, b)));
    right.iter().enumerate().for_each(|(at, &node)| nodes[node].at = at as f64);
}

fn draw_node(text: &mut String, node: &Node) {
    let (x, fill) = match node.side {
        Side::Js => (LEFT, "#fbf1cf"),
        Side::Wasm => (RIGHT, "#e3dcf7"),
    };
    let y = TOP + node.at * STEP;
    let (name, note) = (escaped(&shortened(&node.name, NAME_LETTERS)), escaped(&shortened(&node.note, NOTE_LETTERS)));
    let _ = writeln!(
        text,
        "<g><title>{}: {}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"5\" \
         fill=\"{fill}\" stroke=\"#888\"/><text x=\"{}\" y=\"{}\">{name}</text>\
         <text x=\"{}\" y=\"{}\" font-size=\"9.5\" fill=\"#666\">{note}</text></g>",
        escaped(&node.name),
        escaped(&node.note),
        x + 10.0,
        y + 16.0,
        x + 10.0,
        y + 29.0
    );
}

/// Where an arrow begins and ends: arrows there and back between two boxes lie beside each other.
fn ends(nodes: &[Node], arrow: &Arrow) -> ((f64, f64), (f64, f64)) {
    let end = |node: &Node, shift: f64| {
        let x = if node.side == Side::Js { LEFT + BOX_WIDTH } else { RIGHT };
        (x, TOP + node.at * STEP + BOX_HEIGHT / 2.0 + shift)
    };
    let shift = if nodes[arrow.from].side == Side::Js { -6.0 } else { 6.0 };
    (end(&nodes[arrow.from], shift), end(&nodes[arrow.to], shift))
}

fn draw_arrow(text: &mut String, nodes: &[Node], arrow: &Arrow, number: usize) {
    let ((x1, y1), (x2, y2)) = ends(nodes, arrow);
    let (colour, bend) = if x1 < x2 { ("#b8860b", 90.0) } else { ("#6a4fc0", -90.0) };
    let width = 1.0 + arrow.times.max(1.0).log10() * 0.45;
    let head = if x1 < x2 { -9.0 } else { 9.0 };
    let _ = writeln!(
        text,
        "<g id=\"arrow{number}\" stroke=\"{colour}\" fill=\"none\" stroke-width=\"{width:.1}\"><path d=\"M{x1:.1} {y1:.1} \
         C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}\"/><path d=\"M{:.1} {:.1} L{x2:.1} {y2:.1} L{:.1} {:.1}\"/></g>",
        x1 + bend,
        x2 - bend,
        x2 + head,
        y2 - 4.5,
        x2 + head,
        y2 + 4.5
    );
}

fn draw_number(text: &mut String, nodes: &[Node], arrow: &Arrow, number: usize) {
    let ((x1, y1), (x2, y2)) = ends(nodes, arrow);
    // At different heights of the curve, so that numbers of neighbours do not cover each other.
    let t = [0.5, 0.28, 0.72][number % 3];
    let bend = if x1 < x2 { 90.0 } else { -90.0 };
    let curve = |a: f64, b: f64, c: f64, d: f64| {
        let u: f64 = 1.0 - t;
        u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
    };
    let (x, y) = (curve(x1, x1 + bend, x2 - bend, x2), curve(y1, y1, y2, y2));
    let _ = writeln!(
        text,
        "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" stroke=\"#fff\" stroke-width=\"4\" \
         paint-order=\"stroke\">{}</text>",
        y + 4.0,
        count(arrow.times)
    );
}

fn shortened(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
