// A fast Fourier transform: two arrays of n + 1 numbers, counted from 1, transformed in place.

function swap(a, i, j) {
  const old = a[i];
  a[i] = a[j];
  a[j] = old;
}

function reverseBits(re, im, n) {
  let j = 1;
  for (let i = 1; i < n; i++) {
    if (i < j) {
      swap(re, i, j);
      swap(im, i, j);
    }
    let k = n >> 1;
    while (k < j) {
      j -= k;
      k >>= 1;
    }
    j += k;
  }
}

function butterflies(re, im, n, width) {
  const angle = Math.PI / width;
  const stepRe = Math.cos(angle);
  const stepIm = Math.sin(angle);
  let ur = 1;
  let ui = 0;
  for (let j = 1; j <= width; j++) {
    for (let i = j; i <= n; i += 2 * width) {
      const k = i + width;
      const tr = re[k] * ur - im[k] * ui;
      const ti = re[k] * ui + im[k] * ur;
      re[k] = re[i] - tr;
      im[k] = im[i] - ti;
      re[i] += tr;
      im[i] += ti;
    }
    [ur, ui] = [ur * stepRe - ui * stepIm, ur * stepIm + ui * stepRe];
  }
}

function fft(re, im) {
  const n = re.length - 1;
  reverseBits(re, im, n);
  for (let width = 1; width < n; width *= 2) butterflies(re, im, n, width);
}

export const run = () => {
  const n = 131_072;
  const re = Float64Array.from({ length: n + 1 }, (_, i) => i);
  const im = new Float64Array(n + 1);
  fft(re, im);
  return re[1];
};
