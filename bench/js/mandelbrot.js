// The Mandelbrot set as a bitmap, one bit a pixel; the result is how many bits are set.

function isInside(cr, ci) {
  let zr = 0;
  let zi = 0;
  let zr2 = 0;
  let zi2 = 0;
  for (let i = 0; i < 50; i++) {
    zi = 2 * zr * zi + ci;
    zr = zr2 - zi2 + cr;
    zr2 = zr * zr;
    zi2 = zi * zi;
    if (zr2 + zi2 > 4) return false;
  }
  return true;
}

function mandelbrot(bitmap, n) {
  let at = 0;
  for (let y = 0; y < n; y++) {
    const ci = (2 * y) / n - 1;
    for (let left = 0; left < n; left += 8) {
      let bits = 0;
      for (let x = left; x < left + 8; x++) {
        const cr = (2 * x) / n - 1.5;
        bits = (bits << 1) | (isInside(cr, ci) ? 1 : 0);
      }
      bitmap[at++] = bits;
    }
  }
}

export const run = () => {
  const n = 1000;
  const bitmap = new Uint8Array((n * n) / 8);
  mandelbrot(bitmap, n);
  let count = 0;
  for (const byte of bitmap) {
    for (let bits = byte; bits !== 0; bits >>= 1) count += bits & 1;
  }
  return count;
};
