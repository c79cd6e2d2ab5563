// Fannkuch-redux: the most flips any permutation of 1..n needs, and a checksum over all of them.

function swap(a, i, j) {
  const old = a[i];
  a[i] = a[j];
  a[j] = old;
}

function countFlips(q) {
  let flips = 0;
  for (let first = q[0]; first !== 0; first = q[0]) {
    for (let low = 0, high = first; low < high; low++, high--) swap(q, low, high);
    flips++;
  }
  return flips;
}

function rotate(p, s) {
  const n = p.length;
  for (let i = 2; i < n; i++) {
    if (s[i] !== 0) {
      s[i]--;
      return true;
    }
    if (i === n - 1) return false;
    s[i] = i;
    const first = p[0];
    for (let j = 0; j <= i; j++) p[j] = p[j + 1];
    p[i + 1] = first;
  }
  return false;
}

function fannkuch(n) {
  const p = Int32Array.from({ length: n }, (_, i) => i);
  const q = new Int32Array(n);
  const s = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  let maxFlips = 0;
  let checksum = 0;
  for (;;) {
    if (p[0] !== 0) {
      q.set(p);
      const flips = countFlips(q);
      if (flips > maxFlips) maxFlips = flips;
      checksum += sign * flips;
    }
    if (sign === 1) {
      swap(p, 0, 1);
      sign = -1;
    } else {
      swap(p, 1, 2);
      sign = 1;
      if (!rotate(p, s)) return { checksum, maxFlips };
    }
  }
}

export const run = () => {
  const { checksum, maxFlips } = fannkuch(10);
  return checksum * 100 + maxFlips;
};
