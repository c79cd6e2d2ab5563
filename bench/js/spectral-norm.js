// The spectral norm of the infinite matrix A(i, j) = 1 / ((i + j)(i + j + 1) / 2 + i + 1), cut off at n.

const a = (i, j) => 1 / (((i + j) * (i + j + 1)) / 2 + i + 1);

function multiplyAv(v, av) {
  for (let i = 0; i < v.length; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += a(i, j) * v[j];
    av[i] = sum;
  }
}

function multiplyAtv(v, atv) {
  for (let i = 0; i < v.length; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += a(j, i) * v[j];
    atv[i] = sum;
  }
}

function multiplyAtAv(v, atAv, scratch) {
  multiplyAv(v, scratch);
  multiplyAtv(scratch, atAv);
}

function spectralNorm(n) {
  const u = new Float64Array(n).fill(1);
  const v = new Float64Array(n);
  const scratch = new Float64Array(n);
  for (let round = 0; round < 10; round++) {
    multiplyAtAv(u, v, scratch);
    multiplyAtAv(v, u, scratch);
  }
  let vBv = 0;
  let vv = 0;
  for (let i = 0; i < n; i++) {
    vBv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  return Math.sqrt(vBv / vv);
}

export const run = () => spectralNorm(1000);
