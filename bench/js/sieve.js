// The sieve of Eratosthenes on linked lists, filter after filter.

class Link {
  constructor(head, rest) {
    this.head = head;
    this.rest = rest;
  }
}

function filter(list, keep) {
  if (list === null) return null;
  return keep(list.head) ? new Link(list.head, filter(list.rest, keep)) : filter(list.rest, keep);
}

function interval(low, high) {
  let numbers = null;
  for (let n = high; n >= low; n--) numbers = new Link(n, numbers);
  return numbers;
}

function strike(numbers, limit) {
  if (numbers === null || numbers.head ** 2 > limit) return numbers;
  const n = numbers.head;
  return new Link(n, strike(filter(numbers.rest, (m) => m % n !== 0), limit));
}

function countPrimes(limit) {
  let count = 0;
  for (let at = strike(interval(2, limit), limit); at !== null; at = at.rest) count++;
  return count;
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 500; i++) sum += countPrimes(3000);
  return sum;
}
