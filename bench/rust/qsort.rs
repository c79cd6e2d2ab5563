//! Quicksort of an array with many equal elements, with `<=` and with a function that compares.

mod rounds;

fn numbers(n: usize) -> Vec<i32> {
    let mut seed = 0_i32;
    let mut next = || {
        seed = seed.wrapping_mul(25_173).wrapping_add(17_431) & 4095;
        seed
    };
    (0..n).map(|_| next()).collect()
}

fn sort(a: &mut [i32], low: isize, high: isize) {
    if low >= high {
        return;
    }
    let pivot = a[high as usize];
    let (mut i, mut j) = (low, high);
    while i < j {
        while i < high && a[i as usize] <= pivot {
            i += 1;
        }
        while j > low && a[j as usize] >= pivot {
            j -= 1;
        }
        if i < j {
            a.swap(i as usize, j as usize);
        }
    }
    a.swap(i as usize, high as usize);
    sort(a, low, i - 1);
    sort(a, i + 1, high);
}

fn sort_by<T: Copy>(a: &mut [T], low: isize, high: isize, compare: &dyn Fn(T, T) -> i32) {
    if low >= high {
        return;
    }
    let pivot = a[high as usize];
    let (mut i, mut j) = (low, high);
    while i < j {
        while i < high && compare(a[i as usize], pivot) <= 0 {
            i += 1;
        }
        while j > low && compare(a[j as usize], pivot) >= 0 {
            j -= 1;
        }
        if i < j {
            a.swap(i as usize, j as usize);
        }
    }
    a.swap(i as usize, high as usize);
    sort_by(a, low, i - 1, compare);
    sort_by(a, i + 1, high, compare);
}

fn hash(a: &[i32]) -> i32 {
    a.iter().fold(0, |sum: i32, x| sum.wrapping_mul(31).wrapping_add(*x))
}

fn main() {
    rounds::rounds(|| {
        let n = std::hint::black_box(520_000);
        let mut first = numbers(n);
        sort(&mut first, 0, n as isize - 1);
        let mut second = numbers(n);
        sort_by(&mut second, 0, n as isize - 1, &|a, b| a - b);
        hash(&first).wrapping_add(hash(&second))
    });
}
