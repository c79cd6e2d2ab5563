//! Grows programs: declarations, then functions whose statements and expressions use what is in scope.

use super::declarations::{Callee, EnumDecl, StructDecl};
use super::program::{Body, Item, Program};

/// Functions that every program has: values that have their type wherever they stand, and a witness of order.
const HELPERS: &str = "state counter: i32 = 0
fn none<T>() -> T? { null }
fn some<T>(x: T) -> T? { x }
fn at<T>(xs: List<T>, i: i32, other: T) -> T { if i >= 0 && i < xs.length { xs[i] } else { other } }
fn say<T>(tag: i32, x: T) -> T {
  print(\"say {tag} {x}\")
  counter += 1
  x
}
fn choose<T>(first: bool, a: T, b: () -> T) -> T { if first { a } else { b() } }
fn larger<T: Ord>(a: T, b: T) -> T { if a < b { b } else { a } }
fn same<T: Eq>(a: T, b: T) -> bool { a == b }
fn tally<T: Hash>(xs: List<T>) -> Map<T, i32> {
  let counts: Map<T, i32> = {}
  for x in xs { counts[x] = (counts[x] ?? 0) + 1 }
  counts
}";

/// The program of a seed.
pub fn program(seed: u64) -> Program {
    let mut grower = Grower { random: seed, ..Grower::default() };
    grower.panicky = grower.one_in(3);
    let mut items = grower.type_declarations();
    items.extend(
        HELPERS
            .split("\nfn ")
            .enumerate()
            .map(|(at, text)| Item::text(if at == 0 { text.to_owned() } else { format!("fn {text}") })),
    );
    items.extend(grower.traits());
    items.extend(grower.methods());
    for index in 0..2 + grower.below(4) {
        items.extend(grower.function_group(index));
    }
    items.push(grower.main());
    if grower.one_in(4) {
        grower.place(&mut items);
    }
    Program { items }
}

/// What grows.
#[derive(Default)]
pub struct Grower {
    random: u64,
    /// The declared structs.
    pub structs: Vec<StructDecl>,
    /// The declared enums.
    pub enums: Vec<EnumDecl>,
    /// What may be called.
    pub callees: Vec<Callee>,
    /// Whether operations that may panic are common.
    pub panicky: bool,
    /// How many more calls of itself the function may make.
    pub recursions: usize,
    names: usize,
}

impl Grower {
    /// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
    /// True once in so many times.
    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
    /// One of them.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
    /// A name that nothing else has.
    pub fn name(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    /// Puts functions and types on one of the two sides.
    fn place(&mut self, items: &mut [Item]) {
        for item in items {
            match &mut item.body {
                Body::Members(_) if item.head.starts_with("trait") => {}
                Body::Members(members) => self.place(members),
                Body::None | Body::Block(_)
                    if ["state", "trait", "impl"].iter().any(|word| item.head.starts_with(word)) => {}
                Body::None | Body::Block(_) => item.attribute = self.pick(&[None, Some("@js"), Some("@wasm")]),
            }
        }
    }
}
