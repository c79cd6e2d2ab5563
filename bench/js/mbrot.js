// The Mandelbrot set on a small grid, up to 64 iterations a point.

const MAX_COUNT = 64;

function count(cr, ci) {
  let zr = cr;
  let zi = ci;
  for (let n = 0; n < MAX_COUNT; n++) {
    const zr2 = zr * zr;
    const zi2 = zi * zi;
    if (zr2 + zi2 > 16) return n;
    zi = 2 * zr * zi + ci;
    zr = zr2 - zi2 + cr;
  }
  return MAX_COUNT;
}

function mbrot(n) {
  return Array.from({ length: n }, (_, y) => {
    const ci = -0.5 + y * 0.005;
    return Int32Array.from({ length: n }, (_, x) => count(-1 + x * 0.005, ci));
  });
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 200; i++) {
    for (const row of mbrot(75)) for (const count of row) sum += count;
  }
  return sum;
}
