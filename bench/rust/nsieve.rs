//! The sieve of Eratosthenes on an array of flags.

mod rounds;

fn nsieve(limit: usize) -> i32 {
    let mut is_prime = vec![true; limit];
    let mut count = 0;
    for i in 2..limit {
        if is_prime[i] {
            let mut multiple = i + i;
            while multiple < limit {
                is_prime[multiple] = false;
                multiple += i;
            }
            count += 1;
        }
    }
    count
}

fn main() {
    rounds::rounds(|| nsieve(std::hint::black_box(10_000 << 9)));
}
