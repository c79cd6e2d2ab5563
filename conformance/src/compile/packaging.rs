//! Other forms of a build than a folder with both halves: one file, or with a build to fall back to.
//!
//! In: a checked program.  Out: a [`Build`].
//!
//! * [`Packaging::SingleFile`]: `app.js` holds the Wasm half as base64 text and local JavaScript modules as `data:`
//!   addresses; the `index.html` of a page holds all of that, since browsers load no modules from files.
//! * [`Packaging::Fallback`]: `app.js` chooses between `app.mixed.js` and `app.fallback.js`, which is all JavaScript.

use super::{Build, Checked, Options, Target, build, build_with, js_emission};
use crate::base64;
use emit_js::WasmHalf;
use std::fmt;

/// What a build consists of.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Packaging {
    /// `app.js`, with `app.wasm` beside it.
    #[default]
    Folder,
    /// One file.
    SingleFile,
    /// A folder that works without WebAssembly too.
    Fallback,
}

/// Why a program cannot be packaged so.
#[derive(Debug)]
pub enum PackagingError {
    /// The program's own `index.html` does not load `app.js`.
    PageWithoutScript,
}

impl fmt::Display for PackagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PackagingError::PageWithoutScript => write!(
                f,
                "index.html has no `<script type=\"module\" src=\"app.js\"></script>`, which --single-file would replace"
            ),
        }
    }
}

impl std::error::Error for PackagingError {}

/// Builds a checked program and packages it.
///
/// # Errors
/// If it cannot be packaged so.
pub fn package(
    checked: &Checked,
    options: &Options,
    packaging: Packaging,
    profiling: lower::Profiling<'_>,
) -> Result<Build, PackagingError> {
    let made = build_with(checked, options, profiling);
    match packaging {
        Packaging::Folder => Ok(made),
        Packaging::SingleFile => single_file(checked, options, made),
        Packaging::Fallback => Ok(with_fallback(checked, options, made)),
    }
}

fn with_fallback(checked: &Checked, options: &Options, made: Build) -> Build {
    if made.wasm.is_none() {
        return made;
    }
    let fallback = build(checked, &Options { target: Target::Js, ..*options });
    let loader = emit_js::fallback_loader(&made.ir, options.optimise);
    let builds = [("app.mixed.js", made.js), ("app.fallback.js", fallback.js)];
    let mut modules = made.modules;
    modules.extend(builds.map(|(name, code)| (name.to_owned(), code.into_bytes())));
    Build { js: loader, modules, js_parts: Vec::new(), ..made }
}

fn single_file(checked: &Checked, options: &Options, made: Build) -> Result<Build, PackagingError> {
    let wasm = made.wasm.as_ref().map_or(WasmHalf::Beside, |wasm| WasmHalf::Inline(base64::encode(wasm)));
    let url = |content: &[u8]| format!("data:text/javascript;base64,{}", base64::encode(content));
    let modules = made.modules.iter().map(|(name, content)| (format!("./{name}"), url(content))).collect();
    let emission = emit_js::Options { wasm, modules, ..js_emission(options) };
    let emit_js::Output { code: js, parts: js_parts, .. } = emit_js::emit(&made.ir, &checked.sources, &emission);
    let html = match &made.html {
        Some(html) => Some(with_script(html, &js).ok_or(PackagingError::PageWithoutScript)?),
        None => None,
    };
    Ok(Build { js, wasm: None, inlined: html.is_some(), html, modules: Vec::new(), js_parts, ir: made.ir })
}

/// The page with the program in the place of the element that loads it.
fn with_script(html: &str, js: &str) -> Option<String> {
    let (start, end) = script_element(html)?;
    let (before, after) = (&html[..start], &html[end..]);
    Some(format!("{before}<script type=\"module\" data-seam>\n{}\n</script>{after}", quoted_for_html(js)))
}

/// Where the element stands that loads `app.js`.
fn script_element(html: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(start) = html[from..].find("<script").map(|at| at + from) {
        let open = start + html[start..].find('>')?;
        let tag = &html[start..open];
        let loads = ["\"app.js\"", "'app.js'", "\"./app.js\"", "=app.js"].iter().any(|source| tag.contains(source));
        let close = open + html[open..].find("</script>")? + "</script>".len();
        if loads {
            return Some((start, close));
        }
        from = close;
    }
    None
}

/// A script may not contain what ends its element, or what makes HTML read it differently; both can only stand in
/// strings, where a backslash changes nothing.
fn quoted_for_html(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        let next = rest.get(..7).unwrap_or(rest);
        if rest.starts_with("!--") || next.eq_ignore_ascii_case("/script") || rest.starts_with("script") {
            out.push('\\');
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_takes_the_place_of_its_element() {
        let html = "<script>1</script><script type=\"module\" src=\"app.js\"></script><p>";
        let page = with_script(html, "f(\"</script><!--\")").expect("it loads app.js");
        assert_eq!(
            page,
            "<script>1</script><script type=\"module\" data-seam>\nf(\"<\\/script><\\!--\")\n</script><p>"
        );
        assert_eq!(with_script("<p>", "1"), None);
    }
}
