//! `seam events`: who fires which event, who answers, who observes.

use super::{SUCCESS, checked};
use base::{Sources, Span};
use frontend::event_graph::{EventGraph, Role};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Print the events of a program: who fires what, who answers, who observes, in order.
#[derive(clap::Args)]
pub struct Args {
    /// A file, or a folder with main.seam.
    path: PathBuf,
    /// Print JSON.
    #[arg(long, conflicts_with = "svg")]
    json: bool,
    /// Print a picture.
    #[arg(long)]
    svg: bool,
}

/// Runs the subcommand; returns the exit code.
pub fn run(args: &Args) -> i32 {
    let Some(checked) = checked(&args.path, false) else { return super::FAILURE };
    let graph = EventGraph::of(&checked.program);
    let place = |span: Span| place(&checked.sources, span);
    if args.json {
        println!("{:#}", to_json(&graph, &place));
    } else if args.svg {
        print!("{}", Picture::of(&graph).svg());
    } else {
        print!("{}", graph.text(&place));
    }
    SUCCESS
}

fn place(sources: &Sources, span: Span) -> String {
    let at = sources.position(span);
    format!("{}:{}:{}", sources.get(span.source).path, at.line, at.column)
}

fn to_json(graph: &EventGraph, place: &dyn Fn(Span) -> String) -> Value {
    let events = graph.events.iter().map(|event| {
        let observers = event.observers.iter().map(|(point, span)| json!({ "point": point, "place": place(*span) }));
        json!({
            "name": event.name.as_str(),
            "place": place(event.span),
            "gives": event.answers,
            "body": event.body.map(place),
            "observers": observers.collect::<Vec<_>>(),
        })
    });
    let callers = graph.callers.iter().map(|caller| {
        let calls = caller
            .calls
            .iter()
            .map(|call| json!({ "event": graph.events[call.event].name.as_str(), "arms": call.arms }));
        json!({
            "name": graph.caller_text(caller),
            "place": place(caller.span),
            "calls": calls.collect::<Vec<_>>(),
        })
    });
    json!({ "events": events.collect::<Vec<_>>(), "callers": callers.collect::<Vec<_>>() })
}

/// Boxes in columns: what fires stands left of what is fired.
struct Picture {
    names: Vec<String>,
    /// How many of the boxes, from the start, are events.
    events: usize,
    /// From, to, and whether an observer fires.
    edges: Vec<(usize, usize, bool)>,
    columns: Vec<usize>,
}

const ROW: usize = 44;
const COLUMN: usize = 200;
const BOX: usize = 28;

impl Picture {
    fn of(graph: &EventGraph) -> Picture {
        let mut names: Vec<String> = graph.events.iter().map(|event| event.name.to_string()).collect();
        let events = names.len();
        let mut edges: Vec<(usize, usize, bool)> = Vec::new();
        for caller in &graph.callers {
            let from = match caller.role {
                Role::Body(event) | Role::Observer(event) => event,
                Role::Function => {
                    names.push(graph.caller_text(caller));
                    names.len() - 1
                }
            };
            for call in &caller.calls {
                let edge = (from, call.event, matches!(caller.role, Role::Observer(_)));
                if !edges.contains(&edge) {
                    edges.push(edge);
                }
            }
        }
        let columns = columns(names.len(), &edges);
        Picture { names, events, edges, columns }
    }

    /// Where each box is.
    fn places(&self) -> Vec<(usize, usize)> {
        let mut rows = vec![0; self.names.len() + 1];
        let place = |&column: &usize| {
            rows[column] += 1;
            (20 + column * COLUMN, 20 + (rows[column] - 1) * ROW)
        };
        self.columns.iter().map(place).collect()
    }

    fn svg(&self) -> String {
        let places = self.places();
        let width = places.iter().map(|place| place.0).max().unwrap_or(0) + COLUMN;
        let height = places.iter().map(|place| place.1).max().unwrap_or(0) + ROW + 20;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\">\n"
        );
        for &(from, to, observes) in &self.edges {
            let dashes = if observes { " stroke-dasharray=\"4 3\"" } else { "" };
            let (x1, y1) = (places[from].0 + box_width(&self.names[from]), places[from].1 + BOX / 2);
            let (x2, y2) = (places[to].0, places[to].1 + BOX / 2);
            let middle = (x1 + x2) / 2;
            text += &format!(
                "<path d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}\" fill=\"none\" stroke=\"#888\"{dashes}/>\n"
            );
        }
        for (index, (name, (x, y))) in self.names.iter().zip(&places).enumerate() {
            let fill = if index < self.events { "#fff3d6" } else { "#e8eef7" };
            let width = box_width(name);
            let (text_x, text_y) = (x + 10, y + 18);
            text += &format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BOX}\" rx=\"5\" fill=\"{fill}\" stroke=\"#555\"/>\n\
                 <text x=\"{text_x}\" y=\"{text_y}\">{}</text>\n",
                escaped(name)
            );
        }
        text + "</svg>\n"
    }
}

fn box_width(name: &str) -> usize {
    name.chars().count() * 8 + 20
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Each box is right of those that fire it; in a cycle, of as many of them as possible.
fn columns(count: usize, edges: &[(usize, usize, bool)]) -> Vec<usize> {
    let mut columns = vec![0; count];
    for _ in 0..count.min(64) {
        let before = columns.clone();
        for &(from, to, _) in edges {
            if from != to && columns[to] <= columns[from] && columns[from] + 1 < count {
                columns[to] = columns[from] + 1;
            }
        }
        if before == columns {
            break;
        }
    }
    columns
}
