// Quicksort of a typed array with many equal elements, with `<=` and with a function that compares.

function numbers(n) {
  let seed = 0;
  return Int32Array.from({ length: n }, () => (seed = (seed * 25173 + 17431) & 4095));
}

function sort(a, low, high) {
  if (low >= high) return;
  const pivot = a[high];
  let i = low;
  let j = high;
  while (i < j) {
    while (i < high && a[i] <= pivot) i++;
    while (j > low && a[j] >= pivot) j--;
    if (i < j) swap(a, i, j);
  }
  swap(a, i, high);
  sort(a, low, i - 1);
  sort(a, i + 1, high);
}

function sortBy(a, low, high, compare) {
  if (low >= high) return;
  const pivot = a[high];
  let i = low;
  let j = high;
  while (i < j) {
    while (i < high && compare(a[i], pivot) <= 0) i++;
    while (j > low && compare(a[j], pivot) >= 0) j--;
    if (i < j) swap(a, i, j);
  }
  swap(a, i, high);
  sortBy(a, low, i - 1, compare);
  sortBy(a, i + 1, high, compare);
}

function swap(a, i, j) {
  const old = a[i];
  a[i] = a[j];
  a[j] = old;
}

const hash = (a) => a.reduce((sum, x) => (Math.imul(sum, 31) + x) | 0, 0);

export function run() {
  const n = 520_000;
  const first = numbers(n);
  sort(first, 0, n - 1);
  const second = numbers(n);
  sortBy(second, 0, n - 1, (a, b) => a - b);
  return (hash(first) + hash(second)) | 0;
}
