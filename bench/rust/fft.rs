//! A fast Fourier transform (Barrow's): two arrays of n + 1 numbers, counted from 1, transformed in place.

mod rounds;

fn fft(re: &mut [f64], im: &mut [f64]) {
    let n = re.len() - 1;
    reverse_bits(re, im, n);
    let mut width = 1;
    while width < n {
        butterflies(re, im, n, width);
        width *= 2;
    }
}

fn reverse_bits(re: &mut [f64], im: &mut [f64], n: usize) {
    let mut j = 1;
    for i in 1..n {
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
        let mut k = n / 2;
        while k < j {
            j -= k;
            k /= 2;
        }
        j += k;
    }
}

fn butterflies(re: &mut [f64], im: &mut [f64], n: usize, width: usize) {
    let (step_im, step_re) = (std::f64::consts::PI / width as f64).sin_cos();
    let (mut ur, mut ui) = (1.0, 0.0);
    for j in 1..=width {
        for i in (j..=n).step_by(2 * width) {
            let k = i + width;
            let tr = re[k] * ur - im[k] * ui;
            let ti = re[k] * ui + im[k] * ur;
            re[k] = re[i] - tr;
            im[k] = im[i] - ti;
            re[i] += tr;
            im[i] += ti;
        }
        (ur, ui) = (ur * step_re - ui * step_im, ur * step_im + ui * step_re);
    }
}

fn main() {
    rounds::rounds(|| {
        let n = std::hint::black_box(131_072);
        let mut re: Vec<f64> = (0..=n).map(f64::from).collect();
        let mut im = vec![0.0; re.len()];
        fft(&mut re, &mut im);
        re[1]
    });
}
