// The sieve of Eratosthenes on an array of booleans.

function nsieve(limit) {
  const isPrime = new Array(limit).fill(true);
  let count = 0;
  for (let i = 2; i < limit; i++) {
    if (isPrime[i]) {
      for (let multiple = i + i; multiple < limit; multiple += i) isPrime[multiple] = false;
      count++;
    }
  }
  return count;
}

export const run = () => nsieve(10_000 << 9);
