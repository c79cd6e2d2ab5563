//! Structured control flow against the graph it came from, over random functions.

mod generate;
mod invariants;
mod large;
mod walk;

use arbtest::arbitrary::{Result, Unstructured};
use generate::Shape;
use ir::interp::{Machine, Val};
use ir::structure::{Structured, make_reducible, structure, structure_dispatch};
use ir::{Cfg, Dominators, Func, Loops, Phase, Program};

const INPUTS: [[i32; 2]; 4] = [[0, 0], [1, -1], [7, 3], [-5, 100]];

fn assert_same(func: &Func, tree: &Structured) {
    for args in INPUTS {
        let expected = walk::graph(func, args, 300);
        let found = walk::tree(func, tree, args, 300);
        assert_eq!(expected, found, "{args:?}\n{func:#?}\n{tree:#?}");
    }
}

fn is_reducible(func: &Func) -> bool {
    let cfg = Cfg::of(func);
    Loops::of(&cfg, &Dominators::of(&cfg)).reducible
}

fn check(u: &mut Unstructured, shape: Shape) -> Result<()> {
    let func = generate::func(u, shape, 16)?;
    let tree = structure(&func);
    assert_same(&func, &tree);
    invariants::check(&func, &tree);
    assert_eq!(tree.dispatches == 0, is_reducible(&func), "{func:#?}\n{tree:#?}");
    Ok(())
}

#[test]
fn reducible_functions_run_the_same_structured() {
    arbtest::arbtest(|u| check(u, Shape::Reducible)).budget_ms(1500);
}

#[test]
fn any_function_runs_the_same_structured() {
    arbtest::arbtest(|u| check(u, Shape::Any)).budget_ms(1500);
}

#[test]
fn any_function_runs_the_same_as_a_loop_around_a_switch() {
    arbtest::arbtest(|u| {
        let func = generate::func(u, Shape::Any, 16)?;
        assert_same(&func, &structure_dispatch(&func));
        Ok(())
    })
    .budget_ms(300);
}

fn program(func: Func) -> Program {
    let mut program = Program::default();
    program.funcs.push(func);
    program
}

#[test]
fn generated_functions_are_verified_printed_parsed_and_interpreted() {
    arbtest::arbtest(|u| {
        let program = program(generate::func(u, Shape::Any, 16)?);
        assert_eq!(ir::verify(&program, Phase::Built), Ok(()), "{}", ir::print(&program));
        let text = ir::print(&program);
        let again = ir::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(text, ir::print(&again));
        assert_eq!(ir::verify(&again, Phase::Built), Ok(()), "{text}");
        for [a, b] in INPUTS {
            let run = |program: &Program| {
                let mut machine = Machine::new(program);
                machine.limit_steps(1000);
                let args = [Val::I32(a), Val::I32(b)];
                let func = program.funcs.ids().next().expect("there is one function");
                machine.call(func, &args, &mut ir::host::Captured::default())
            };
            assert_eq!(run(&program), run(&again), "{text}");
        }
        Ok(())
    })
    .budget_ms(800);
}

#[test]
fn splitting_keeps_the_meaning_and_makes_small_cycles_reducible() {
    let (mut split, mut made) = (0, 0);
    arbtest::arbtest(|u| {
        let before = program(generate::func(u, Shape::Any, 9)?);
        let mut after = before.clone();
        let func = after.funcs.ids().next().expect("there is one function");
        if is_reducible(&before.funcs[func]) {
            return Ok(());
        }
        make_reducible(&mut after.funcs[func]);
        assert_eq!(ir::verify(&after, Phase::Built), Ok(()), "{}\n{}", ir::print(&before), ir::print(&after));
        for [a, b] in INPUTS {
            let run = |program: &Program| {
                let mut machine = Machine::new(program);
                machine.limit_steps(1000);
                machine.call(func, &[Val::I32(a), Val::I32(b)], &mut ir::host::Captured::default())
            };
            assert_eq!(run(&before), run(&after), "{}\n{}", ir::print(&before), ir::print(&after));
        }
        split += 1;
        made += u32::from(is_reducible(&after.funcs[func]));
        Ok(())
    })
    .budget_ms(1000);
    assert!(made * 2 > split, "{made} of {split} graphs were made reducible");
}
