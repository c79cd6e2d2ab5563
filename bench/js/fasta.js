// Writes three DNA sequences: one repeated, two random by given frequencies.

const LINE_LENGTH = 60;
const ALU =
  "GGCCGGGCGCGGTGGCTCACGCCTGTAATCCCAGCACTTTGG" +
  "GAGGCCGAGGCGGGCGGATCACCTGAGGTCAGGAGTTCGAGA" +
  "CCAGCCTGGCCAACATGGTGAAACCCCGTCTCTACTAAAAAT" +
  "ACAAAAATTAGCCGGGCGTGGTGGCGCGCGCCTGTAATCCCA" +
  "GCTACTCGGGAGGCTGAGGCAGGAGAATCGCTTGAACCCGGG" +
  "AGGCGGAGGTTGCAGTGAGCCGAGATCGCGCCACTGCACTCC" +
  "AGCCTGGGCGACAGAGCGAGACTCCGTCTCAAAAA";

class Choice {
  constructor(weights) {
    this.letters = Object.keys(weights);
    let sum = 0;
    this.limits = Float64Array.from(Object.values(weights), (weight) => (sum += weight));
  }
  pick(chance) {
    let i = 0;
    while (this.limits[i] <= chance) i++;
    return this.letters[i];
  }
}

const ambiguous = {
  a: 0.27, c: 0.12, g: 0.12, t: 0.27, B: 0.02, D: 0.02, H: 0.02, K: 0.02,
  M: 0.02, N: 0.02, R: 0.02, S: 0.02, V: 0.02, W: 0.02, Y: 0.02,
};
const human = { a: 0.302954942668, c: 0.1979883004921, g: 0.1975473066391, t: 0.3015094502008 };

class Random {
  constructor() {
    this.seed = 42;
  }
  next() {
    this.seed = (this.seed * 3877 + 29573) % 139968;
    return this.seed / 139968;
  }
}

function lines(count, next) {
  let text = "";
  for (let i = 0; i < count; i++) {
    text += next();
    if (i % LINE_LENGTH === LINE_LENGTH - 1 || i === count - 1) text += "\n";
  }
  return text;
}

function fasta(n) {
  const random = new Random();
  let at = 0;
  const repeated = () => {
    const letter = ALU[at];
    at = at + 1 === ALU.length ? 0 : at + 1;
    return letter;
  };
  const picked = (weights) => {
    const choice = new Choice(weights);
    return () => choice.pick(random.next());
  };
  let text = ">ONE Homo sapiens alu\n" + lines(n * 2, repeated);
  text += ">TWO IUB ambiguity codes\n" + lines(n * 3, picked(ambiguous));
  return text + ">THREE Homo sapiens frequency\n" + lines(n * 5, picked(human));
}

function hash(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}

export const run = () => hash(fasta(250_000));
