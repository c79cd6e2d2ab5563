//! The Mandelbrot set as a bitmap, one bit a pixel.

mod rounds;

fn is_inside(cr: f64, ci: f64) -> bool {
    let (mut zr, mut zi, mut zr2, mut zi2) = (0.0, 0.0, 0.0, 0.0);
    for _ in 0..50 {
        zi = 2.0 * zr * zi + ci;
        zr = zr2 - zi2 + cr;
        zr2 = zr * zr;
        zi2 = zi * zi;
        if zr2 + zi2 > 4.0 {
            return false;
        }
    }
    true
}

fn mandelbrot(n: i32) -> Vec<u8> {
    let mut bitmap = Vec::with_capacity((n * n / 8) as usize);
    for y in 0..n {
        let ci = 2.0 * f64::from(y) / f64::from(n) - 1.0;
        for left in (0..n).step_by(8) {
            let mut bits = 0;
            for x in left..left + 8 {
                let cr = 2.0 * f64::from(x) / f64::from(n) - 1.5;
                bits = bits << 1 | i32::from(is_inside(cr, ci));
            }
            bitmap.push(bits as u8);
        }
    }
    bitmap
}

fn main() {
    rounds::rounds(|| mandelbrot(std::hint::black_box(1000)).iter().map(|byte| byte.count_ones()).sum::<u32>());
}
