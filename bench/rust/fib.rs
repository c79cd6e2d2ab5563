//! The doubly recursive Fibonacci function.

mod rounds;

fn fib(n: i32) -> i32 {
    if n < 2 { 1 } else { fib(n - 1).wrapping_add(fib(n - 2)) }
}

fn main() {
    rounds::rounds(|| fib(std::hint::black_box(35)));
}
