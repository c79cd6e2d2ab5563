//! Counts the calls that make all permutations of a small array by swapping.

mod rounds;

struct Permuter {
    values: Vec<i32>,
    calls: i32,
}

impl Permuter {
    fn permute(&mut self, n: usize) {
        self.calls += 1;
        if n == 0 {
            return;
        }
        let last = n - 1;
        self.permute(last);
        for i in (0..=last).rev() {
            self.values.swap(last, i);
            self.permute(last);
            self.values.swap(last, i);
        }
    }
}

fn main() {
    rounds::rounds(|| {
        let n = std::hint::black_box(10);
        let mut permuter = Permuter { values: (0..n as i32).collect(), calls: 0 };
        permuter.permute(n);
        permuter.calls
    });
}
