// A theorem prover that rewrites terms by lemmas, then asks whether what is left is a tautology. The lemmas are read from
// the Seam program.

import { readFileSync } from "node:fs";
import { parse } from "./lisp.mjs";

class Symbol {
  constructor(name) {
    this.name = name;
    this.isNumber = /^\d+$/.test(name);
    this.lemmas = null;
  }
}

class Atom {
  constructor(symbol) {
    this.symbol = symbol;
  }
}

class Apply {
  constructor(head, args) {
    this.head = head;
    this.args = args;
  }
}

class Terms {
  constructor(first, rest) {
    this.first = first;
    this.rest = rest;
  }
}

class Lemma {
  constructor(left, right, older) {
    this.left = left;
    this.right = right;
    this.older = older;
  }
}

class Binding {
  constructor(variable, term, before) {
    this.variable = variable;
    this.term = term;
    this.before = before;
  }
}

class Assumed {
  constructor(term, before) {
    this.term = term;
    this.before = before;
  }
}

function same(a, b) {
  if (a instanceof Atom) return b instanceof Atom && a.symbol === b.symbol;
  if (b instanceof Atom || a.head !== b.head) return false;
  let [x, y] = [a.args, b.args];
  while (x !== null && y !== null) {
    if (!same(x.first, y.first)) return false;
    x = x.rest;
    y = y.rest;
  }
  return x === y;
}

function lookUp(variable, bindings) {
  for (let at = bindings; at !== null; at = at.before) if (at.variable === variable) return at;
  return null;
}

function substitute(term, bindings) {
  if (term instanceof Atom) return lookUp(term.symbol, bindings)?.term ?? term;
  return new Apply(term.head, substituteAll(term.args, bindings));
}

function substituteAll(terms, bindings) {
  if (terms === null) return null;
  return new Terms(substitute(terms.first, bindings), substituteAll(terms.rest, bindings));
}

class Prover {
  constructor() {
    this.symbols = new Map();
    this.bindings = null;
    this.rewrites = 0;
    this.truth = this.term(["t"]);
    this.falsehood = this.term(["f"]);
    this.choice = this.symbol("if");
  }

  symbol(name) {
    if (!this.symbols.has(name)) this.symbols.set(name, new Symbol(name));
    return this.symbols.get(name);
  }

  term(form) {
    if (!Array.isArray(form)) return new Atom(this.symbol(String(form)));
    let args = null;
    for (const part of form.slice(1).reverse()) args = new Terms(this.term(part), args);
    return new Apply(this.symbol(form[0]), args);
  }

  addLemmas(text) {
    for (const [, left, right] of parse(text)) {
      const pattern = this.term(left);
      pattern.head.lemmas = new Lemma(pattern, this.term(right), pattern.head.lemmas);
    }
  }

  rewrite(term) {
    this.rewrites++;
    if (term instanceof Atom) return term;
    const inner = new Apply(term.head, this.rewriteAll(term.args));
    for (let lemma = term.head.lemmas; lemma !== null; lemma = lemma.older) {
      this.bindings = null;
      if (this.matches(inner, lemma.left)) return this.rewrite(substitute(lemma.right, this.bindings));
    }
    return inner;
  }

  rewriteAll(terms) {
    if (terms === null) return null;
    return new Terms(this.rewrite(terms.first), this.rewriteAll(terms.rest));
  }

  matches(term, pattern) {
    if (pattern instanceof Atom) {
      const bound = lookUp(pattern.symbol, this.bindings);
      if (bound !== null) return same(term, bound.term);
      if (pattern.symbol.isNumber) return same(term, pattern);
      this.bindings = new Binding(pattern.symbol, term, this.bindings);
      return true;
    }
    if (term instanceof Atom || term.head !== pattern.head) return false;
    let [terms, patterns] = [term.args, pattern.args];
    while (terms !== null && patterns !== null) {
      if (!this.matches(terms.first, patterns.first)) return false;
      terms = terms.rest;
      patterns = patterns.rest;
    }
    return terms === patterns;
  }

  holds(term, facts, falsehoods) {
    if (this.isTrue(term, facts)) return true;
    if (this.isFalse(term, falsehoods)) return false;
    if (term instanceof Atom || term.head !== this.choice) return false;
    const test = term.args.first;
    const then = term.args.rest.first;
    const other = term.args.rest.rest.first;
    if (this.isTrue(test, facts)) return this.holds(then, facts, falsehoods);
    if (this.isFalse(test, falsehoods)) return this.holds(other, facts, falsehoods);
    return (
      this.holds(then, new Assumed(test, facts), falsehoods) && this.holds(other, facts, new Assumed(test, falsehoods))
    );
  }

  isTrue(term, facts) {
    return same(term, this.truth) || contains(facts, term);
  }
  isFalse(term, falsehoods) {
    return same(term, this.falsehood) || contains(falsehoods, term);
  }
}

function contains(assumed, term) {
  for (let at = assumed; at !== null; at = at.before) if (same(at.term, term)) return true;
  return false;
}

const program = readFileSync(new URL("../seam/boyer.seam", import.meta.url), "utf8");
const [, lemmas] = /const lemmas = """\n([^"]*)"""/.exec(program);
const [, theorem] = /const theorem = """\n([^"]*)"""/.exec(program);

function instance(prover, wraps) {
  const values = {
    x: "(f (plus (plus a b) (plus c (zero))))",
    y: "(f (times (times a b) (plus c d)))",
    z: "(f (reverse (append (append a b) (nil))))",
    u: "(equal (plus a b) (difference x y))",
    w: "(lessp (remainder a b) (member a (length b)))",
  };
  let bindings = null;
  for (const [name, value] of Object.entries(values)) {
    bindings = new Binding(prover.symbol(name), prover.term(parse(value)[0]), bindings);
  }
  const text = "(or ".repeat(wraps) + theorem.trim() + " (f))".repeat(wraps);
  return substitute(prover.term(parse(text)[0]), bindings);
}

function prove(wraps) {
  const prover = new Prover();
  prover.addLemmas(lemmas);
  const term = prover.rewrite(instance(prover, wraps));
  return prover.holds(term, null, null) ? prover.rewrites : -1;
}

export const run = () => prove(2);
