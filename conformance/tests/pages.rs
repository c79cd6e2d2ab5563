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

#[test]
fn particles_move_and_can_be_stopped() {
    let lit = "(() => { const { data } = document.querySelector('#canvas').getContext('2d').getImageData(0, 0, 800, 500); \
               let lit = 0; for (let i = 2; i < data.length; i += 4) lit += data[i] > 60; return lit > 5000; })()";
    let steps = [
        Step::WaitUntil("Number(document.querySelector('#readout').textContent.split(/[ ,]/)[1]) > 5"),
        Step::Click("#run"),
        Step::Evaluate("document.querySelector('#run').textContent"),
        Step::Sleep(100),
        Step::Evaluate("window.before = Number(document.querySelector('#readout').textContent.split(/[ ,]/)[1])"),
        Step::Click("#step"),
        Step::Evaluate("Number(document.querySelector('#readout').textContent.split(/[ ,]/)[1]) - window.before"),
        Step::Evaluate(lit),
        Step::Click("#restart"),
        Step::Evaluate("document.querySelector('#readout').textContent.split(',')[0]"),
    ];
    open_all("particles", &steps, |label, build, report| {
        let found: Vec<_> = [2, 6, 7, 9].iter().map(|&step| report.values[step].clone()).collect();
        assert_eq!(found, [json!("Run"), json!(1), json!(true), json!("step 1")], "{label}");
        computes_in_wasm(label, "particles", build);
    });
}

#[test]
fn a_sheet_computes_what_depends_on_a_change() {
    let cell =
        |row: u32, column: u32| format!("document.querySelector('#grid').rows[{row}].cells[{column}].textContent");
    let (total, first_year) = (cell(3, 5), format!("{} === '1'", cell(1, 0)));
    let steps = [
        Step::WaitUntil("document.querySelector('#readout').textContent.startsWith('100000 cells')"),
        Step::Evaluate(&total),
        Step::Click("#grid tr:nth-child(3) td:nth-child(4)"),
        Step::Evaluate("document.querySelector('#name').textContent + ' ' + document.querySelector('#text').value"),
        Step::Fill("#text", "0.7"),
        Step::Press("Enter"),
        Step::Evaluate(&total),
        Step::Evaluate("document.querySelector('#name').textContent + ' ' + document.querySelector('#text').value"),
        Step::Evaluate("Number(document.querySelector('#readout').textContent.split(' ')[0])"),
        Step::Fill("#text", "=SUM(A2:A101)"),
        Step::Press("Enter"),
        Step::Evaluate("document.querySelector('#grid').rows[3].cells[3].textContent"),
        Step::Evaluate("document.querySelector('#scroller').scrollTop = 17 * 3000"),
        Step::WaitUntil("document.querySelector('#grid').rows[1].cells[0].textContent === '3001'"),
        Step::Evaluate("document.querySelector('#grid').rows[1].cells[1].textContent"),
        Step::Evaluate("document.querySelector('#scroller').scrollTop = 0"),
        Step::WaitUntil(&first_year),
    ];
    open_all("sheet", &steps, |label, build, report| {
        let found: Vec<_> = [1, 3, 6, 7, 8, 11, 14].iter().map(|&step| report.values[step].clone()).collect();
        let expected = [
            json!("2398"),
            json!("C2 0.5"),
            json!("2400.40"),
            json!("C3 =C2"),
            json!(89_965),
            json!("5050"),
            json!("3000"),
        ];
        assert_eq!(found, expected, "{label}");
        computes_in_wasm(label, "sheet", build);
    });
}

#[test]
fn an_editor_highlights_what_a_change_reaches() {
    let readout = "document.querySelector('#readout').textContent.split(',')[0]";
    let kind = "document.querySelector('#lines').querySelectorAll('div')[1].firstChild.className";
    let steps = [
        Step::WaitUntil("document.querySelector('#readout').textContent.startsWith('20000 lines')"),
        Step::Evaluate(kind),
        Step::Press("/"),
        Step::Press("*"),
        Step::Evaluate(readout),
        Step::Evaluate(kind),
        Step::Press("Backspace"),
        Step::Press("Backspace"),
        Step::Evaluate(kind),
        Step::Press("End"),
        Step::Press("Enter"),
        Step::Press("l"),
        Step::Press("e"),
        Step::Press("t"),
        Step::Evaluate(readout),
        Step::Evaluate("document.querySelector('#lines').querySelectorAll('div')[1].innerHTML"),
        Step::Press("PageDown"),
        Step::Press("PageDown"),
        Step::Press("PageDown"),
        Step::WaitUntil("document.querySelector('#lines div').dataset.number !== '1'"),
        Step::Evaluate("document.querySelector('#editor').scrollTop = 0"),
        Step::WaitUntil("document.querySelector('#lines div').dataset.number === '1'"),
    ];
    open_all("editor", &steps, |label, build, report| {
        let found: Vec<_> = [1, 4, 5, 8, 14, 15].iter().map(|&step| report.values[step].clone()).collect();
        let expected = [
            "k1",
            "20000 of 20000 lines highlighted",
            "k6",
            "k1",
            "1 of 20001 lines highlighted",
            "<span class=\"k1\">let</span>",
        ];
        assert_eq!(found, expected, "{label}");
        computes_in_wasm(label, "editor", build);
    });
}

#[test]
fn a_list_of_things_to_do_ships_no_wasm() {
    let texts = "[...document.querySelectorAll('#list li span')].map((span) => span.textContent).join(' ')";
    let left = "document.querySelector('#left').textContent";
    let steps = [
        Step::WaitUntil("document.querySelector('#left').textContent === '0 things left'"),
        Step::Fill("#text", " tea "),
        Step::Press("Enter"),
        Step::Fill("#text", "cups"),
        Step::Press("Enter"),
        Step::Fill("#text", "  "),
        Step::Press("Enter"),
        Step::Evaluate(texts),
        Step::Click("#list li:first-child input"),
        Step::Evaluate(left),
        Step::Click("#open"),
        Step::Evaluate(texts),
        Step::Click("#done"),
        Step::Evaluate(texts),
        Step::Click("#all"),
        Step::Evaluate("localStorage.getItem('seam-todo')"),
        Step::Evaluate("location.reload()"),
        Step::WaitUntil("document.querySelector('#left')?.textContent === '1 thing left'"),
        Step::Evaluate(texts),
        Step::Click("#clear"),
        Step::Evaluate(texts),
        Step::Fill("#text", "biscuits"),
        Step::Press("Enter"),
    ];
    open_all("todo", &steps, |label, build, report| {
        let found: Vec<_> = [7, 9, 11, 13, 15, 18, 20].iter().map(|&step| report.values[step].clone()).collect();
        assert_eq!(found, ["tea cups", "1 thing left", "cups", "tea", "x tea\n- cups", "tea cups", "cups"], "{label}");
        assert!(!label.starts_with("todo-mixed") || build.wasm.is_none(), "{label}: it is dispatch only");
    });
}

/// A mixed build of a program that computes: the page is JavaScript and is painted before the Wasm half is there.
fn computes_in_wasm(label: &str, page: &str, build: &Build) {
    if label.starts_with(&format!("{page}-mixed")) {
        assert!(build.wasm.is_some(), "{label}: what computes is Wasm");
        let of_page = |row: &&ir::CrossingName| matches!(row.crossing, ir::Crossing::Op(ir::Op::Extern(_)));
        assert_eq!(
            build.ir.seam.imports.iter().find(of_page),
            None,
            "{label}: what computes needs nothing of the page"
        );
        let main = build.ir.main.expect("it has a `main`");
        assert_eq!(build.ir.placement.funcs[main], ir::Side::Js);
    }
    if label == format!("{page}-mixed") {
        assert!(build.js.contains("runWaitingTurns"), "{label}: `main` runs before the Wasm half is there");
    }
}
