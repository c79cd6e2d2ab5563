// Counts the calls that make all permutations of a small array by swapping.

class Permuter {
  constructor(n) {
    this.values = Int32Array.from({ length: n }, (_, i) => i);
    this.calls = 0;
  }

  permute(n) {
    this.calls++;
    if (n === 0) return;
    const last = n - 1;
    this.permute(last);
    for (let i = last; i >= 0; i--) {
      this.swap(last, i);
      this.permute(last);
      this.swap(last, i);
    }
  }

  swap(i, j) {
    const old = this.values[i];
    this.values[i] = this.values[j];
    this.values[j] = old;
  }
}

export function run() {
  const permuter = new Permuter(10);
  permuter.permute(10);
  return permuter.calls;
}
