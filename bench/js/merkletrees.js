// Perfect trees whose nodes remember the hash of what is below them.

class Tree {
  constructor(value, left, right) {
    this.value = value;
    this.left = left;
    this.right = right;
    this.hash = null;
  }

  computeHash() {
    if (this.hash !== null) return;
    if (this.value !== null) {
      this.hash = this.value;
    } else {
      this.left.computeHash();
      this.right.computeHash();
      this.hash = this.left.hash + this.right.hash;
    }
  }
}

function bottomUp(depth) {
  if (depth === 0) return new Tree(1, null, null);
  return new Tree(null, bottomUp(depth - 1), bottomUp(depth - 1));
}

function hashed(depth) {
  const tree = bottomUp(depth);
  tree.computeHash();
  return tree;
}

function sumOfHashes(count, depth) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += hashed(depth).hash;
  return sum;
}

export function run() {
  let sum = hashed(16).hash;
  for (let depth = 4; depth <= 15; depth += 2) sum += sumOfHashes(1 << (19 - depth), depth);
  return sum;
}
