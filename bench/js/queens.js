// All ways to place n queens on an n by n board; boards are linked lists that share their tails.

class Placed {
  constructor(row, before) {
    this.row = row;
    this.before = before;
  }
}

function isSafe(row, placed, distance) {
  if (placed === null) return true;
  const { row: other, before } = placed;
  return other !== row && other !== row + distance && other !== row - distance && isSafe(row, before, distance + 1);
}

function boards(columns, n) {
  if (columns === 0) return [null];
  const found = [];
  for (const board of boards(columns - 1, n)) {
    for (let row = 1; row <= n; row++) {
      if (isSafe(row, board, 1)) found.push(new Placed(row, board));
    }
  }
  return found;
}

export const run = () => boards(10, 10).length;
