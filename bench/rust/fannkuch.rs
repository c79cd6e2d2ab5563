//! Fannkuch-redux: the most flips any permutation of 1..n needs, and a checksum over all of them.

mod rounds;

fn count_flips(q: &mut [i32]) -> i32 {
    let mut flips = 0;
    loop {
        let first = q[0] as usize;
        if first == 0 {
            return flips;
        }
        q[..=first].reverse();
        flips += 1;
    }
}

/// Moves to the next permutation whose first three elements differ in order; false after the last one.
fn rotate(p: &mut [i32], s: &mut [i32]) -> bool {
    let n = p.len();
    for i in 2..n {
        if s[i] != 0 {
            s[i] -= 1;
            return true;
        }
        if i == n - 1 {
            return false;
        }
        s[i] = i as i32;
        p[..=i + 1].rotate_left(1);
    }
    false
}

fn fannkuch(n: usize) -> (i32, i32) {
    let mut p: Vec<i32> = (0..n as i32).collect();
    let mut q = vec![0; n];
    let mut s = p.clone();
    let (mut sign, mut max_flips, mut checksum) = (1, 0, 0);
    loop {
        if p[0] != 0 {
            q.copy_from_slice(&p);
            let flips = count_flips(&mut q);
            max_flips = max_flips.max(flips);
            checksum += sign * flips;
        }
        if sign == 1 {
            p.swap(0, 1);
            sign = -1;
        } else {
            p.swap(1, 2);
            sign = 1;
            if !rotate(&mut p, &mut s) {
                return (checksum, max_flips);
            }
        }
    }
}

fn main() {
    rounds::rounds(|| {
        let (checksum, max_flips) = fannkuch(std::hint::black_box(10));
        checksum * 100 + max_flips
    });
}
