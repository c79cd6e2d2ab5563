// Sequences as functions that push each element into a function.

const range = (from, to) => (push) => {
  for (let i = from; i <= to; i++) push(i);
};
const mapped = (source, f) => (push) => source((x) => push(f(x)));
const filtered = (source, keep) => (push) =>
  source((x) => {
    if (keep(x)) push(x);
  });
const flattened = (source, f) => (push) => source((x) => f(x)(push));

function folded(source, start, f) {
  let result = start;
  source((x) => (result = f(result, x)));
  return result;
}

const mapFold = (n) => folded(mapped(range(1, n), (x) => n - x), 0, (a, b) => a + b);

const flatMapFold = (n) =>
  folded(
    flattened(range(1, n), (i) => filtered(range(i, n), (j) => j % 10 !== 0)),
    0,
    (sum, j) => sum + j,
  );

export const run = () => mapFold(1_000_000) + flatMapFold(5000);
