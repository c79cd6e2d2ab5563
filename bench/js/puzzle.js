// Baskett's puzzle: fill a cube of side 5 with eighteen boxes of four kinds, by trial and error.

const SIDE = 8;
const BOARD_SIZE = 511;

const cell = (i, j, k) => i + SIDE * (j + SIDE * k);

class Puzzle {
  constructor(lastKind) {
    this.board = new Array(BOARD_SIZE + 1).fill(true);
    this.pieces = Array.from({ length: lastKind + 1 }, () => new Array(BOARD_SIZE + 1).fill(false));
    this.pieceClass = new Array(lastKind + 1).fill(0);
    this.pieceMax = new Array(lastKind + 1).fill(0);
    this.classCount = [13, 3, 1, 1];
    this.lastKind = lastKind;
    this.kinds = 0;
    this.trials = 0;
    for (let k = 1; k <= 5; k++) {
      for (let j = 1; j <= 5; j++) {
        for (let i = 1; i <= 5; i++) this.board[cell(i, j, k)] = false;
      }
    }
  }

  define(pieceClass, i, j, k) {
    const kind = this.kinds++;
    for (let z = 0; z <= k; z++) {
      for (let y = 0; y <= j; y++) {
        for (let x = 0; x <= i; x++) this.pieces[kind][cell(x, y, z)] = true;
      }
    }
    this.pieceClass[kind] = pieceClass;
    this.pieceMax[kind] = cell(i, j, k);
  }

  fits(kind, at) {
    const piece = this.pieces[kind];
    for (let k = 0; k <= this.pieceMax[kind]; k++) {
      if (piece[k] && this.board[at + k]) return false;
    }
    return true;
  }

  place(kind, at) {
    this.mark(kind, at, true);
    this.classCount[this.pieceClass[kind]]--;
    for (let k = at; k <= BOARD_SIZE; k++) {
      if (!this.board[k]) return k;
    }
    return 0;
  }

  remove(kind, at) {
    this.mark(kind, at, false);
    this.classCount[this.pieceClass[kind]]++;
  }

  mark(kind, at, taken) {
    const piece = this.pieces[kind];
    for (let k = 0; k <= this.pieceMax[kind]; k++) {
      if (piece[k]) this.board[at + k] = taken;
    }
  }

  trial(at) {
    for (let kind = 0; kind <= this.lastKind; kind++) {
      if (this.classCount[this.pieceClass[kind]] !== 0 && this.fits(kind, at)) {
        const next = this.place(kind, at);
        if (this.trial(next) || next === 0) {
          this.trials++;
          return true;
        }
        this.remove(kind, at);
      }
    }
    this.trials++;
    return false;
  }
}

const PIECES = [
  [0, 3, 1, 0], [0, 1, 0, 3], [0, 0, 3, 1], [0, 1, 3, 0], [0, 3, 0, 1], [0, 0, 1, 3],
  [1, 2, 0, 0], [1, 0, 2, 0], [1, 0, 0, 2],
  [2, 1, 1, 0], [2, 1, 0, 1], [2, 0, 1, 1],
  [3, 1, 1, 1],
];

export const run = () => {
  const puzzle = new Puzzle(13);
  for (const piece of PIECES) puzzle.define(...piece);
  const next = puzzle.place(0, cell(1, 1, 1));
  return puzzle.trial(next) ? puzzle.trials : 0;
};
