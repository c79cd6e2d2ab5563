//! `bench compile`: how long checking and building take, by the length of the program.
//!
//! In: numbers of lines.  Out: a line each with the best of several runs, and the time per thousand lines: if that stays
//! the same, the compiler is linear. The program is made of ordinary chunks (a struct with methods, an enum with a match,
//! loops, lists, closures, strings), all of them used.

use crate::compile::{self, Options};
use std::fmt::Write as _;
use std::time::Instant;

/// What was measured for one length.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Lines of source.
    pub lines: usize,
    /// Milliseconds to check.
    pub check: f64,
    /// Milliseconds to check, optimise and emit both halves.
    pub build: f64,
    /// Functions that the placer places.
    pub funcs: usize,
    /// Milliseconds to place them: the last time, when they are optimised.
    pub place: f64,
}

/// A program of at least `lines` lines.
pub fn program(lines: usize) -> String {
    let mut text = String::new();
    let mut chunks = 0;
    while text.lines().count() < lines.saturating_sub(chunks + 2) {
        for _ in 0..(lines / 200).max(1) {
            text += &CHUNK.replace("@", &chunks.to_string());
            chunks += 1;
        }
    }
    text += "fn main() {\n";
    for chunk in 0..chunks {
        let _ = writeln!(text, "  print(run{chunk}({}))", chunk % 7);
    }
    text + "}\n"
}

const CHUNK: &str = r#"struct Item@ {
  name: string
  var weight: f64 = 1.5
  var count: i32 = 0
}

impl Item@ {
  fn total(self) -> f64 { self.weight * (self.count as f64) }
  fn add(self, more: i32) {
    if more < 0 { return }
    self.count += more
  }
}

enum Step@ {
  Add(amount: i32)
  Scale(factor: f64)
  Stop
}

fn apply@(item: Item@, step: Step@) -> bool {
  match step {
    Add(n) if n > 100 => false
    Add(n) => {
      item.add(n)
      true
    }
    Scale(f) => {
      item.weight = item.weight * f
      true
    }
    Stop => false
  }
}

fn run@(seed: i32) -> string {
  let item = Item@(name: "item {seed}")
  let steps = [Step@.Add(seed), Step@.Scale(2.0), Step@.Add(@ % 90), Step@.Stop]
  var applied = 0
  for step in steps {
    if !apply@(item, step) { break }
    applied += 1
  }
  let squares = List<i32>()
  for i in 0..applied { squares.push(i * i + seed) }
  let sum = squares.fold(0, (a, b) => a + b)
  let label = if sum > 10 { "large" } else { "small" }
  "{item.name}: {label} {item.total()} {sum}"
}

"#;

/// Measures each length, the best of `repetitions`.
///
/// # Panics
/// If the program does not compile.
pub fn run(lengths: &[usize], repetitions: usize) -> Vec<Measured> {
    let folder = tempfile::tempdir().expect("there is room for a file");
    let file = folder.path().join("main.seam");
    let mut measured = Vec::new();
    for &length in lengths {
        let text = program(length);
        std::fs::write(&file, &text).expect("there is room for a file");
        let (mut check, mut build, mut place, mut funcs) = (f64::INFINITY, f64::INFINITY, f64::INFINITY, 0);
        for _ in 0..repetitions {
            let start = Instant::now();
            let checked = compile::check(&file).unwrap_or_else(|rejected| panic!("{rejected}"));
            check = check.min(start.elapsed().as_secs_f64() * 1e3);
            compile::build(&checked, &Options { optimise: true, ..Options::default() });
            build = build.min(start.elapsed().as_secs_f64() * 1e3);
            let (count, time) = placing(&checked);
            (funcs, place) = (count, place.min(time));
        }
        measured.push(Measured { lines: text.lines().count(), check, build, funcs, place });
    }
    measured
}

/// How many functions are placed, and in how many milliseconds.
fn placing(checked: &compile::Checked) -> (usize, f64) {
    let options = lower::Options { optimise: true, ..lower::Options::default() };
    let (mut last, mut found) = (Instant::now(), (0, 0.0));
    lower::pipeline::run(&checked.program, &checked.sources, &options, &mut |pass, program| {
        if pass == "place" {
            found = (program.funcs.len(), last.elapsed().as_secs_f64() * 1e3);
        }
        last = Instant::now();
        pass != "place"
    });
    found
}

/// The table for people.
pub fn table(measured: &[Measured]) -> String {
    let mut text = String::from("   lines     check     build   check/1000   build/1000   functions     place\n");
    for row in measured {
        let per = row.lines as f64 / 1000.0;
        let _ = writeln!(
            text,
            "{:8} {:6.0} ms {:6.0} ms {:9.2} ms {:9.2} ms {:11} {:6.1} ms",
            row.lines,
            row.check,
            row.build,
            row.check / per,
            row.build / per,
            row.funcs,
            row.place
        );
    }
    text
}
