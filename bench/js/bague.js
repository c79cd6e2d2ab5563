// The Chinese rings: how many moves take n rings off the bar, each move checked against the rules.

class Bar {
  constructor(n) {
    this.rings = new Int32Array(n).fill(1);
    this.moves = 0;
  }

  isFree(ring) {
    if (ring === 0) return true;
    let free = this.rings[ring - 1] === 1;
    for (let i = 0; i < ring - 1; i++) {
      if (this.rings[i] !== 0) free = false;
    }
    return free;
  }

  move(ring, place) {
    if (!this.isFree(ring)) throw new Error(`ring ${ring} cannot move`);
    this.rings[ring] = place;
    this.moves++;
  }

  takeOff(n) {
    if (n === 1) {
      this.move(0, 0);
    } else if (n > 1) {
      this.takeOff(n - 2);
      this.move(n - 1, 0);
      this.putOn(n - 2);
      this.takeOff(n - 1);
    }
  }

  putOn(n) {
    if (n === 1) {
      this.move(0, 1);
    } else if (n > 1) {
      this.putOn(n - 1);
      this.takeOff(n - 2);
      this.move(n - 1, 1);
      this.putOn(n - 2);
    }
  }
}

export function run() {
  const bar = new Bar(24);
  bar.takeOff(24);
  return bar.moves;
}
