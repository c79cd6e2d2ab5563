// Takeuchi's function in continuation-passing style. JavaScript has no tail calls: a trampoline keeps the stack flat.

function tak(x, y, z, then) {
  for (;;) {
    if (y >= x) return () => then(z);
    const [a, b, c, k] = [x, y, z, then];
    x = a - 1;
    then = (v1) => tak(b - 1, c, a, (v2) => tak(c - 1, a, b, (v3) => tak(v1, v2, v3, k)));
  }
}

function cpstak(x, y, z) {
  let answer = 0;
  let next = tak(x, y, z, (result) => {
    answer = result;
    return null;
  });
  while (next !== null) next = next();
  return answer;
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 50; i++) sum += cpstak(18, 12, 6);
  return sum;
}
