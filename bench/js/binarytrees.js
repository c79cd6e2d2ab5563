// Builds and drops many perfect binary trees.

class Tree {
  constructor(left, right) {
    this.left = left;
    this.right = right;
  }
}

const bottomUp = (depth) => (depth === 0 ? new Tree(null, null) : new Tree(bottomUp(depth - 1), bottomUp(depth - 1)));

const check = (tree) => (tree === null ? 0 : 1 + check(tree.left) + check(tree.right));

function checkMany(count, depth) {
  let total = 0;
  for (let i = 0; i < count; i++) total += check(bottomUp(depth));
  return total;
}

export const run = () => {
  const maxDepth = 15;
  let total = check(bottomUp(maxDepth + 1));
  const longLived = bottomUp(maxDepth);
  for (let depth = 4; depth <= maxDepth; depth += 2) total += checkMany(1 << (maxDepth - depth + 4), depth);
  return total + check(longLived);
};
