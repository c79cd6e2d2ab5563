//! The Mandelbrot set on a small grid, up to 64 iterations a point.

mod rounds;

fn count(cr: f64, ci: f64) -> i32 {
    let (mut zr, mut zi) = (cr, ci);
    for n in 0..64 {
        let (zr2, zi2) = (zr * zr, zi * zi);
        if zr2 + zi2 > 16.0 {
            return n;
        }
        zi = 2.0 * zr * zi + ci;
        zr = zr2 - zi2 + cr;
    }
    64
}

fn mbrot(n: i32) -> Vec<Vec<i32>> {
    let row = |y: i32| {
        let ci = -0.5 + f64::from(y) * 0.005;
        (0..n).map(|x| count(-1.0 + f64::from(x) * 0.005, ci)).collect()
    };
    (0..n).map(row).collect()
}

fn main() {
    rounds::rounds(|| (0..200).map(|_| mbrot(std::hint::black_box(75)).iter().flatten().sum::<i32>()).sum::<i32>());
}
