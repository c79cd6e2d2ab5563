// Ackermann's function.

function ack(m, n) {
  if (m === 0) return n + 1;
  if (n === 0) return ack(m - 1, 1);
  return ack(m - 1, ack(m, n - 1));
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += ack(3, 9);
  return sum;
}
