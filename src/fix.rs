//! `seam check --fix`: carries out the edits that need no second look.
//!
//! In: a program.  Out: its files with the edits of all machine-applicable hints, and what was done. Edits that overlap
//! wait for the next round; rounds go on until nothing is left to do. A round after which a file would have more
//! syntax errors than before is not written.

use crate::write;
use base::{Diagnostic, Edit, Sources};
use conformance::compile;
use std::collections::BTreeMap;
use std::path::Path;

/// More rounds than any program needs: each makes messages go away.
const MAX_ROUNDS: usize = 32;

/// Something that was mended.
pub struct Fixed {
    /// Where it was, as `path:line:column`.
    pub place: String,
    /// The code of the message.
    pub code: &'static str,
    /// What the message said.
    pub title: String,
}

/// Mends the program at `path`.
pub fn program(path: &Path) -> Result<Vec<Fixed>, String> {
    let mut done = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let (diagnostics, sources) = match compile::check(path) {
            Ok(checked) => (checked.warnings, checked.sources),
            Err(rejected) => (rejected.diagnostics, rejected.sources),
        };
        let round = Round::of(&diagnostics, &sources);
        if round.fixed.is_empty() {
            break;
        }
        for (path, edits) in &round.edits {
            let before = std::fs::read_to_string(path).map_err(|error| format!("cannot read {path}: {error}"))?;
            let after = edited(&before, edits);
            if syntax_errors(&after) > syntax_errors(&before) {
                return Err(format!("the fixes of {path} do not fit together; it is left as it is"));
            }
            write::atomically(Path::new(path), &after).map_err(|error| format!("cannot write {path}: {error}"))?;
        }
        done.extend(round.fixed);
    }
    Ok(done)
}

/// The edits that can be made at once.
#[derive(Default)]
struct Round {
    edits: BTreeMap<String, Vec<Edit>>,
    fixed: Vec<Fixed>,
}

impl Round {
    fn of(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let mut round = Self::default();
        for diagnostic in diagnostics {
            let Some(hint) = diagnostic.hints.iter().find(|hint| hint.is_machine_applicable()) else { continue };
            let is_free = |edit: &Edit| {
                let file = sources.get(edit.span.source);
                let taken = round.edits.get(&file.path).into_iter().flatten();
                // The library is no file; nor is a file mended that has changed meanwhile.
                std::fs::read_to_string(&file.path).is_ok_and(|text| text == file.text)
                    && taken.clone().all(|other| edit.span.end < other.span.start || other.span.end < edit.span.start)
            };
            if !hint.edits.iter().all(is_free) {
                continue;
            }
            for edit in &hint.edits {
                round.edits.entry(sources.get(edit.span.source).path.clone()).or_default().push(edit.clone());
            }
            let at = sources.position(diagnostic.primary.span);
            let path = &sources.get(diagnostic.primary.span.source).path;
            let place = format!("{path}:{}:{}", at.line, at.column);
            round.fixed.push(Fixed { place, code: diagnostic.code, title: diagnostic.title.clone() });
        }
        round
    }
}

/// The text after the edits, which do not overlap. A line that loses all it had goes too.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        let (mut start, mut end) = (edit.span.start as usize, edit.span.end as usize);
        if edit.replacement.is_empty() {
            let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
            let before = &text[line_start..start];
            if start < end && before.trim().is_empty() && text[end..line_end].trim().is_empty() {
                (start, end) = (line_start, line_end);
            }
        }
        text.replace_range(start..end, &edit.replacement);
    }
    text
}

fn syntax_errors(text: &str) -> usize {
    let source = Sources::new().add("fixed.seam".into(), text.into());
    frontend::parse::parse(source, text).1.len()
}
