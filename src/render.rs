//! Diagnostics as people and tools read them.
//!
//! In: diagnostics with the sources they point into.  Out: text with code snippets, coloured on a terminal, or one JSON
//! object a line.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use base::{Applicability, Diagnostic, Edit, Severity, Sources, Span};
use serde_json::{Value, json};
use std::ops::Range;

/// Lines longer than this are cut around the place that is shown.
const LONG_LINE: usize = 400;

/// How diagnostics are written.
#[derive(Clone, Copy)]
pub struct Style {
    /// With colours.
    pub colour: bool,
    /// One JSON object a line.
    pub json: bool,
}

/// The text of one diagnostic.
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    if style.json {
        return to_json(diagnostic, sources).to_string();
    }
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.title.as_str()).id(diagnostic.code);
    let main = Group::with_title(title).elements(main_snippets(diagnostic, sources));
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(note.as_str()));
    let mut report: Vec<Group<'_>> = vec![main.elements(notes)];
    for hint in &diagnostic.hints {
        let title = Level::HELP.secondary_title(hint.text.as_str());
        report.push(match hint.edits.first() {
            Some(first) if shows(sources, first.span) => title.element(patched(sources, first.span, &hint.edits)),
            Some(_) | None => Group::with_title(title),
        });
    }
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
}

/// One snippet per file, the primary place first.
fn main_snippets<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let mut elements = Vec::new();
    let primary = &diagnostic.primary;
    let mut files = vec![primary.span.source];
    files.extend(diagnostic.secondary.iter().map(|label| label.span.source));
    files.dedup();
    let mut seen = Vec::new();
    for file in files {
        if seen.contains(&file) {
            continue;
        }
        seen.push(file);
        let source = sources.get(file);
        let window =
            if file == primary.span.source { window(&source.text, primary.span) } else { 0..source.text.len() };
        let line_start = source.position(window.start as u32).line as usize;
        let mut snippet = Snippet::source(&source.text[window.clone()]).line_start(line_start);
        if window.len() == source.text.len() {
            snippet = snippet.path(source.path.as_str());
        } else {
            // Columns of a cut line would be counted from the cut.
            let at = sources.position(primary.span);
            let origin = Origin::path(source.path.as_str()).line(at.line as usize).char_column(at.column as usize);
            elements.push(origin.into());
        }
        if file == primary.span.source {
            let annotation = AnnotationKind::Primary.span(within(primary.span, &window));
            snippet = snippet.annotation(labelled(annotation, &primary.text));
        }
        for label in diagnostic.secondary.iter().filter(|label| label.span.source == file) {
            if window.contains(&(label.span.start as usize)) || window.end == label.span.start as usize {
                let annotation = AnnotationKind::Context.span(within(label.span, &window));
                snippet = snippet.annotation(labelled(annotation, &label.text));
            }
        }
        elements.push(snippet.into());
    }
    elements
}

fn labelled<'a>(annotation: annotate_snippets::Annotation<'a>, text: &'a str) -> annotate_snippets::Annotation<'a> {
    if text.is_empty() { annotation } else { annotation.label(text) }
}

/// Whether the line of `span` is short enough to be shown whole.
fn shows(sources: &Sources, span: Span) -> bool {
    window(&sources.get(span.source).text, span).len() == sources.get(span.source).text.len()
}

fn patched<'a>(sources: &'a Sources, first: Span, edits: &'a [Edit]) -> Snippet<'a, Patch<'a>> {
    let source = sources.get(first.source);
    let edits = edits.iter().filter(|edit| edit.span.source == first.source);
    let patches =
        edits.map(|edit| Patch::new(edit.span.start as usize..edit.span.end as usize, edit.replacement.as_str()));
    Snippet::source(source.text.as_str()).path(source.path.as_str()).patches(patches)
}

/// The part of the text that a snippet of `span` is made from: all of it, unless its line is too long to read.
fn window(text: &str, span: Span) -> Range<usize> {
    let (start, end) = (span.start as usize, (span.end as usize).max(span.start as usize));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    if line_end - line_start <= LONG_LINE {
        return 0..text.len();
    }
    let from = text.floor_char_boundary(start.saturating_sub(LONG_LINE / 4).max(line_start));
    let to = text.ceil_char_boundary((start + LONG_LINE / 2).min(line_end));
    from..to
}

fn within(span: Span, window: &Range<usize>) -> Range<usize> {
    let clamp = |at: u32| (at as usize).clamp(window.start, window.end) - window.start;
    clamp(span.start)..clamp(span.end)
}

fn to_json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let place = |span: Span| {
        let source = sources.get(span.source);
        let (start, end) = (source.position(span.start), source.position(span.end));
        json!({
            "path": source.path,
            "start": {"offset": span.start, "line": start.line, "column": start.column},
            "end": {"offset": span.end, "line": end.line, "column": end.column},
        })
    };
    let label = |label: &base::Label| json!({"place": place(label.span), "text": label.text});
    let edit = |edit: &Edit| json!({"place": place(edit.span), "replacement": edit.replacement});
    json!({
        "code": diagnostic.code,
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "title": diagnostic.title,
        "primary": label(&diagnostic.primary),
        "secondary": diagnostic.secondary.iter().map(label).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "hints": diagnostic.hints.iter().map(|hint| json!({
            "text": hint.text,
            "edits": hint.edits.iter().map(edit).collect::<Vec<_>>(),
            "applicability": match hint.applicability {
                Applicability::MachineApplicable => "machine-applicable",
                Applicability::MaybeIncorrect => "maybe-incorrect",
            },
        })).collect::<Vec<_>>(),
    })
}
