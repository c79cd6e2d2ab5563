//! What is measured is complete and adds up. Never how long anything takes.

use conformance::bench_boundary::{self, Settings, constants};
use conformance::compile::{self, Target};
use conformance::setup::workspace_root;
use conformance::size;

/// All crossings are measured in Node, and every constant that can be is compared.
#[test]
fn every_row_of_the_boundary_is_measured_in_node() {
    let settings = Settings { iterations: 400, rounds: 1, engines: vec!["node 26".to_owned()] };
    let measured = bench_boundary::run(&settings).expect("Node runs the loops");
    let [node] = measured.as_slice() else { panic!("{} engines", measured.len()) };
    for row in bench_boundary::rows() {
        assert!(node.nanoseconds(&row).is_some_and(f64::is_finite), "{}", row.label);
    }
    let table = bench_boundary::table(&measured);
    bench_boundary::rows().for_each(|row| assert!(table.contains(row.label), "{table}"));
    for verdict in constants::compare(&measured) {
        assert!(table.contains(verdict.constant.name), "{table}");
        assert_eq!(verdict.nanoseconds.is_none(), verdict.constant.name == "WASM_HALF", "{}", verdict.constant.name);
    }
    let json = bench_boundary::to_json(&measured);
    assert_eq!(json["engines"][0]["rows"].as_array().map(Vec::len), Some(bench_boundary::rows().count()));
}

/// Parts add up to their file, raw and compressed, whatever there is in a program.
#[test]
fn sizes_add_up() {
    for program in ["examples/life", "examples/mandelbrot", "examples/tokenizer", "bench/seam/richards.seam"] {
        let checked = compile::check(&workspace_root().join(program)).expect("it has no errors");
        for target in [Target::Mixed, Target::Js, Target::Wasm] {
            let sizes = size::of(&checked, target);
            let build = compile::build(&checked, &compile::Options { target, optimise: true, tests: false });
            let files = [Some(build.js.len()), build.wasm.as_ref().map(Vec::len)];
            assert_eq!(sizes.halves.len(), files.iter().flatten().count(), "{program}");
            for (half, bytes) in sizes.halves.iter().zip(files.into_iter().flatten()) {
                let sums = half.parts.iter().fold((0, 0), |sum, part| (sum.0 + part.bytes, sum.1 + part.compressed));
                assert_eq!(sums, (half.bytes, half.compressed), "{program} {}", half.file);
                assert_eq!(half.bytes, bytes, "{program} {}", half.file);
            }
            let svg = size::svg(&sizes, program);
            let parts: usize = sizes.halves.iter().map(|half| half.parts.len()).sum();
            assert_eq!(svg.matches("<g>").count(), parts, "{program}");
        }
    }
}
