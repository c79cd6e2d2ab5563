// A tree of arrays, four children each, with leaves of random size.

class Random {
  constructor() {
    this.seed = 74755;
  }
  next() {
    this.seed = (Math.imul(this.seed, 1309) + 13849) & 65535;
    return this.seed;
  }
}

class Builder {
  constructor() {
    this.random = new Random();
    this.count = 0;
  }
  build(depth) {
    this.count++;
    if (depth === 1) return new Array((this.random.next() % 10) + 1).fill(0);
    const children = new Array(4);
    for (let i = 0; i < 4; i++) children[i] = this.build(depth - 1);
    return children;
  }
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 300; i++) {
    const builder = new Builder();
    builder.build(7);
    sum += builder.count;
  }
  return sum;
}
