// The sieve of Eratosthenes on an array of flags.

function nsieve(limit) {
  const isPrime = new Uint8Array(limit).fill(1);
  let count = 0;
  for (let i = 2; i < limit; i++) {
    if (isPrime[i]) {
      for (let multiple = i + i; multiple < limit; multiple += i) isPrime[multiple] = 0;
      count++;
    }
  }
  return count;
}

export const run = () => nsieve(10_000 << 9);
