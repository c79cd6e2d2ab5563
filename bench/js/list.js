// Takeuchi's function on the lengths of linked lists.

class Element {
  constructor(value, next) {
    this.value = value;
    this.next = next;
  }
}

const listOf = (length) => (length === 0 ? null : new Element(length, listOf(length - 1)));
const lengthOf = (list) => (list === null ? 0 : 1 + lengthOf(list.next));

function isShorter(a, b) {
  while (b !== null) {
    if (a === null) return true;
    a = a.next;
    b = b.next;
  }
  return false;
}

function tail(x, y, z) {
  if (!isShorter(y, x)) return z;
  return tail(tail(x.next, y, z), tail(y?.next ?? null, z, x), tail(z?.next ?? null, x, y));
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += lengthOf(tail(listOf(22), listOf(16), listOf(8)));
  return sum;
}
