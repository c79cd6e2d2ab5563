//! The pages of `examples/` in Chromium: what they draw, what clicks do, and that the halves hold what they should.
//!
//! Each page is opened in every build: it must look and behave the same. Screenshots are kept in `target/screenshots`.

use conformance::chromium::{self, Report, Step};
use conformance::compile::{self, Build, Options};
use conformance::setup::workspace_root;
use conformance::target::Target;
use serde_json::json;

/// Builds the page in every way and opens each.
fn open_all(page: &str, steps: &[Step], look: impl Fn(&str, &Build, &Report)) {
    let checked = compile::check(&workspace_root().join("examples").join(page)).expect("it has no errors");
    for target in Target::ALL {
        for optimise in [false, true] {
            let label = format!("{page}-{}{}", target.name(), if optimise { "-O" } else { "" });
            let build = compile::build(&checked, &Options { target, optimise, tests: false });
            let folder = tempfile::tempdir().expect("a temporary folder");
            compile::write(&build, &folder.path().join("page")).expect("it can be written");
            let mut steps = steps.to_vec();
            steps.push(Step::Screenshot(&label));
            let report = chromium::open(&folder.path().join("page"), &steps).expect("Chromium can be started");
            assert_eq!(report.failure, None, "{label}: {report:#?}");
            assert!(report.errors.is_empty(), "{label}: {:?}", report.errors);
            look(&label, &build, &report);
        }
    }
}

/// The names that a module imports from the page's world.
fn javascript_imports(wasm: &[u8]) -> Vec<String> {
    let imports =
        wasmparser::Parser::new(0).parse_all(wasm).filter_map(|payload| match payload.expect("it is valid") {
            wasmparser::Payload::ImportSection(section) => Some(section),
            _ => None,
        });
    let all = imports.flat_map(|section| section.into_imports().map(|import| import.expect("it is valid")));
    all.filter(|import| import.module == "js").map(|import| import.name.to_owned()).collect()
}

#[test]
fn mandelbrot_draws_and_zooms() {
    let steps = [
        Step::WaitUntil("document.querySelector('#readout')?.textContent.includes('zoom 1×') === true"),
        Step::Pixels("#canvas", &[(360, 240), (2, 2), (300, 240)]),
        Step::Click("#canvas"),
        Step::WaitUntil("document.querySelector('#readout').textContent.includes('zoom 2×')"),
        Step::Click("#reset"),
        Step::WaitUntil("document.querySelector('#readout').textContent.includes('zoom 1×')"),
        Step::Evaluate("document.title"),
    ];
    open_all("mandelbrot", &steps, |label, build, report| {
        let pixels = &report.values[1];
        assert_eq!(pixels[0], json!([0, 0, 0, 255]), "{label}: a point of the set is black");
        assert_eq!(pixels[2], json!([0, 0, 0, 255]), "{label}: a point of the set is black");
        assert_ne!(pixels[1], json!([0, 0, 0, 255]), "{label}: a point far outside is not");
        assert_eq!(report.values[6], "Mandelbrot set in Seam");
        if label.starts_with("mandelbrot-mixed") {
            let wasm = build.wasm.as_ref().expect("the kernel is Wasm");
            assert_eq!(javascript_imports(wasm), [""; 0], "the kernel needs nothing of the page");
            assert!(build.js.contains("putImageData"), "the page is JavaScript");
        }
    });
}

#[test]
fn life_steps_and_answers_clicks() {
    let steps = [
        Step::WaitUntil("document.querySelector('#generation')?.textContent === 'generation 0'"),
        Step::Evaluate("document.querySelector('#population').textContent"),
        Step::Click("#step"),
        Step::WaitUntil("document.querySelector('#generation').textContent === 'generation 1'"),
        Step::Evaluate("document.querySelector('#population').textContent"),
        Step::Click("#clear"),
        Step::Evaluate("document.querySelector('#population').textContent"),
        Step::Click("#canvas"),
        Step::Evaluate("document.querySelector('#population').textContent"),
        Step::Click("#random"),
        Step::Click("#run"),
        Step::WaitUntil("Number(document.querySelector('#generation').textContent.split(' ')[1]) > 3"),
        Step::Click("#run"),
        Step::Evaluate("document.querySelector('#run').textContent"),
    ];
    open_all("life", &steps, |label, _, report| {
        let texts: Vec<_> = [1, 4, 6, 8, 13].iter().map(|&step| report.values[step].clone()).collect();
        assert_eq!(texts, ["15 alive", "15 alive", "0 alive", "1 alive", "Start"], "{label}");
    });
}
