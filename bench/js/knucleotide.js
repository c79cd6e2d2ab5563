// How often short sequences occur in a DNA sequence, counted in a map from strings.

class Random {
  constructor() {
    this.seed = 42;
  }
  next() {
    this.seed = (this.seed * 3877 + 29573) % 139968;
    return this.seed / 139968;
  }
}

function sequence(n) {
  const random = new Random();
  for (let i = 0; i < n * 3; i++) random.next();
  const limits = [0.302954942668, 0.302954942668 + 0.1979883004921, 0.302954942668 + 0.1979883004921 + 0.1975473066391, 1];
  let text = "";
  for (let i = 0; i < n * 5; i++) {
    const chance = random.next();
    let letter = 0;
    while (limits[letter] <= chance) letter++;
    text += "ACGT"[letter];
  }
  return text;
}

function countParts(text, length) {
  const counts = new Map();
  for (let start = 0; start <= text.length - length; start++) {
    const part = text.slice(start, start + length);
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

const WANTED = ["GGT", "GGTA", "GGTATT", "GGTATTTTAATT", "GGTATTTTAATTTATAGT"];

export function run() {
  const text = sequence(25_000);
  return WANTED.reduce((sum, part) => (Math.imul(sum, 7) + (countParts(text, part.length).get(part) ?? 0)) | 0, 0);
}
