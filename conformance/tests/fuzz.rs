//! Some generated programs on every engine. `cargo run -p conformance -- fuzz --minutes N` runs more.

use conformance::engine::Engine;
use conformance::{fuzz, generate};

#[test]
fn generated_programs_mean_the_same_everywhere() {
    for seed in 0..24 {
        if let Err(disagreement) = fuzz::run_seed(seed, &Engine::ALL) {
            panic!("{disagreement}");
        }
    }
}

#[test]
fn a_seed_always_gives_the_same_program() {
    assert_eq!(generate::program(7).to_string(), generate::program(7).to_string());
    assert_ne!(generate::program(7).to_string(), generate::program(8).to_string());
}

#[test]
fn shrinking_keeps_what_it_is_asked_to_keep() {
    let program = generate::program(3);
    let shown = |program: &generate::Program| program.to_string().contains("print(");
    let smallest = generate::shrink::shrink(program.clone(), shown);
    assert!(shown(&smallest));
    assert!(smallest.to_string().len() < program.to_string().len() / 4, "{smallest}");
}
