// The doubly recursive Fibonacci function.

function fib(n) {
  return n < 2 ? 1 : fib(n - 1) + fib(n - 2);
}

export const run = () => fib(35);
