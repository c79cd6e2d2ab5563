//! The spectral norm of an infinite matrix, cut off, by the power method.

mod rounds;

fn a(i: i32, j: i32) -> f64 {
    1.0 / f64::from((i + j) * (i + j + 1) / 2 + i + 1)
}

fn multiply_av(v: &[f64], av: &mut [f64]) {
    for (i, out) in av.iter_mut().enumerate() {
        let mut sum = 0.0;
        for (j, x) in v.iter().enumerate() {
            sum += a(i as i32, j as i32) * x;
        }
        *out = sum;
    }
}

fn multiply_atv(v: &[f64], atv: &mut [f64]) {
    for (i, out) in atv.iter_mut().enumerate() {
        let mut sum = 0.0;
        for (j, x) in v.iter().enumerate() {
            sum += a(j as i32, i as i32) * x;
        }
        *out = sum;
    }
}

fn spectral_norm(n: usize) -> f64 {
    let mut u = vec![1.0; n];
    let mut v = vec![0.0; n];
    let mut scratch = vec![0.0; n];
    for _ in 0..10 {
        multiply_av(&u, &mut scratch);
        multiply_atv(&scratch, &mut v);
        multiply_av(&v, &mut scratch);
        multiply_atv(&scratch, &mut u);
    }
    let (mut vbv, mut vv) = (0.0, 0.0);
    for (x, y) in u.iter().zip(&v) {
        vbv += x * y;
        vv += y * y;
    }
    f64::sqrt(vbv / vv)
}

fn main() {
    rounds::rounds(|| spectral_norm(std::hint::black_box(1000)));
}
