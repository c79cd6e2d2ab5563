// Earley's parser on the grammar S → a | S S, and every derivation tree of a word.

class Item {
  constructor(rule, dot, start) {
    this.rule = rule;
    this.dot = dot;
    this.start = start;
  }
  next() {
    return this.dot < this.rule.parts.length ? this.rule.parts[this.dot] : null;
  }
  advanced() {
    return new Item(this.rule, this.dot + 1, this.start);
  }
}

class State {
  constructor() {
    this.items = [];
  }
  add(item) {
    const isSame = (known) => known.rule === item.rule && known.dot === item.dot && known.start === item.start;
    if (!this.items.some(isSame)) this.items.push(item);
  }
  hasComplete(rule, start) {
    return this.items.some((item) => item.rule === rule && item.start === start && item.next() === null);
  }
}

class Parser {
  constructor(rules, letters) {
    this.rules = rules;
    this.letters = letters;
    this.states = Array.from({ length: letters.length + 1 }, () => new State());
    this.known = new Map();
  }

  run(goal) {
    this.predict(goal, 0);
    for (let at = 0; at < this.states.length; at++) {
      const { items } = this.states[at];
      for (let next = 0; next < items.length; next++) this.step(items[next], at);
    }
  }

  step(item, at) {
    const part = item.next();
    if (part === null) {
      this.complete(item, at);
    } else if (part.isTerminal) {
      if (at < this.letters.length && this.letters[at] === part.name) this.states[at + 1].add(item.advanced());
    } else {
      this.predict(part.name, at);
      for (const known of [...this.states[at].items]) {
        if (known.rule.name === part.name && known.start === at && known.next() === null) {
          this.states[at].add(item.advanced());
        }
      }
    }
  }

  predict(name, at) {
    for (const rule of this.rules) if (rule.name === name) this.states[at].add(new Item(rule, 0, at));
  }

  complete(done, at) {
    for (const waiting of [...this.states[done.start].items]) {
      const part = waiting.next();
      if (part !== null && !part.isTerminal && part.name === done.rule.name) this.states[at].add(waiting.advanced());
    }
  }

  trees(name, start, end) {
    const key = `${name} ${start} ${end}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = [];
    this.known.set(key, found);
    for (const rule of this.rules) {
      if (rule.name === name && this.states[end].hasComplete(rule, start)) {
        for (const children of this.sequences(rule, rule.parts.length, start, end)) found.push({ name, children });
      }
    }
    return found;
  }

  sequences(rule, count, start, end) {
    if (count === 0) return start === end ? [null] : [];
    const found = [];
    const part = rule.parts[count - 1];
    if (part.isTerminal) {
      if (end > start && this.letters[end - 1] === part.name) {
        for (const rest of this.sequences(rule, count - 1, start, end - 1)) {
          found.push({ first: { letter: part.name }, rest });
        }
      }
      return found;
    }
    for (let middle = start; middle < end; middle++) {
      const befores = this.sequences(rule, count - 1, start, middle);
      if (befores.length === 0) continue;
      for (const first of this.trees(part.name, middle, end)) {
        for (const rest of befores) found.push({ first, rest });
      }
    }
    return found;
  }
}

const terminal = (name) => ({ name, isTerminal: true });
const nonterminal = (name) => ({ name, isTerminal: false });

function earley(length) {
  const rules = [
    { name: "S", parts: [terminal("a")] },
    { name: "S", parts: [nonterminal("S"), nonterminal("S")] },
  ];
  const parser = new Parser(rules, new Array(length).fill("a"));
  parser.run("S");
  return parser.trees("S", 0, length).length;
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 20; i++) sum += earley(11);
  return sum;
}
