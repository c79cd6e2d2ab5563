// Finds the loops of a control-flow graph by Havlak's algorithm.

class Block {
  constructor(name) {
    this.name = name;
    this.incoming = [];
    this.outgoing = [];
  }
}

class Graph {
  constructor() {
    this.blocks = [];
  }

  block(name) {
    while (this.blocks.length <= name) this.blocks.push(new Block(this.blocks.length));
    return this.blocks[name];
  }

  connect(from, to) {
    const source = this.block(from);
    const target = this.block(to);
    source.outgoing.push(target);
    target.incoming.push(source);
  }

  addDiamond(start) {
    this.connect(start, start + 1);
    this.connect(start, start + 2);
    this.connect(start + 1, start + 3);
    this.connect(start + 2, start + 3);
    return start + 3;
  }

  addStraight(start, count) {
    for (let i = 0; i < count; i++) this.connect(start + i, start + i + 1);
    return start + count;
  }

  addLoop(from) {
    const header = this.addStraight(from, 1);
    const diamond1 = this.addDiamond(header);
    const middle = this.addStraight(diamond1, 1);
    const diamond2 = this.addDiamond(middle);
    const footer = this.addStraight(diamond2, 1);
    this.connect(diamond2, middle);
    this.connect(diamond1, header);
    this.connect(footer, from);
    return this.addStraight(footer, 1);
  }

  addNests(outer, middle, inner) {
    let n = 2;
    for (let i = 0; i < outer; i++) {
      this.connect(2, n + 1);
      n += 1;
      for (let j = 0; j < middle; j++) {
        const top = n;
        n = this.addStraight(n, 1);
        for (let k = 0; k < inner; k++) n = this.addLoop(n);
        const bottom = this.addStraight(n, 1);
        this.connect(n, top);
        n = bottom;
      }
      this.connect(n, 1);
    }
  }
}

class Loop {
  constructor(header, isReducible) {
    this.header = header;
    this.isReducible = isReducible;
    this.parent = null;
    this.children = [];
    this.blocks = [];
    this.nesting = 0;
    this.depth = 0;
  }

  putInto(parent) {
    this.parent = parent;
    parent.children.push(this);
  }

  number(depth) {
    this.depth = depth;
    for (const child of this.children) {
      child.number(depth + 1);
      this.nesting = Math.max(this.nesting, child.nesting + 1);
    }
  }
}

class Nest {
  constructor() {
    this.root = new Loop(null, true);
    this.loops = [];
  }

  add(header, isReducible) {
    const created = new Loop(header, isReducible);
    created.blocks.push(header);
    this.loops.push(created);
    return created;
  }

  number() {
    for (const loop of this.loops) if (loop.parent === null) loop.putInto(this.root);
    this.root.number(0);
  }
}

class Node {
  constructor(number) {
    this.number = number;
    this.parent = null;
    this.block = null;
    this.inner = null;
  }

  leader() {
    let leader = this;
    while (leader.parent !== null) leader = leader.parent;
    let at = this;
    while (at !== leader) {
      const next = at.parent;
      at.parent = leader;
      at = next;
    }
    return leader;
  }
}

const UNVISITED = 2147483647;
const NON_HEADER = 0;
const REDUCIBLE = 1;
const SELF_LOOP = 2;
const IRREDUCIBLE = 3;
const DEAD = 4;

class Finder {
  constructor(graph, nest) {
    const size = graph.blocks.length;
    this.graph = graph;
    this.nest = nest;
    this.nodes = Array.from({ length: size }, (_, i) => new Node(i));
    this.numbers = new Int32Array(size).fill(UNVISITED);
    this.last = new Int32Array(size);
    this.kinds = new Array(size).fill(NON_HEADER);
    this.backEdges = Array.from({ length: size }, () => []);
    this.otherEdges = Array.from({ length: size }, () => new Set());
  }

  isAncestor(w, v) {
    return w <= v && v <= this.last[w];
  }

  search(block, number) {
    this.nodes[number].block = block;
    this.numbers[block.name] = number;
    let lastNumber = number;
    for (const target of block.outgoing) {
      if (this.numbers[target.name] === UNVISITED) lastNumber = this.search(target, lastNumber + 1);
    }
    this.last[number] = lastNumber;
    return lastNumber;
  }

  sortEdges() {
    for (let w = 0; w < this.nodes.length; w++) {
      const { block } = this.nodes[w];
      if (block === null) {
        this.kinds[w] = DEAD;
        continue;
      }
      for (const source of block.incoming) {
        const v = this.numbers[source.name];
        if (v === UNVISITED) continue;
        if (this.isAncestor(w, v)) this.backEdges[w].push(v);
        else this.otherEdges[w].add(v);
      }
    }
  }

  run() {
    this.search(this.graph.blocks[0], 0);
    this.sortEdges();
    for (let w = this.nodes.length - 1; w >= 0; w--) {
      if (this.nodes[w].block !== null) this.findLoopAt(w);
    }
  }

  findLoopAt(w) {
    const body = [];
    for (const v of this.backEdges[w]) {
      if (v === w) this.kinds[w] = SELF_LOOP;
      else body.push(this.nodes[v].leader());
    }
    if (body.length > 0) this.kinds[w] = REDUCIBLE;
    for (let next = 0; next < body.length; next++) this.addPredecessors(w, body[next], body);
    if (body.length > 0 || this.kinds[w] === SELF_LOOP) {
      const found = this.nest.add(this.nodes[w].block, this.kinds[w] !== IRREDUCIBLE);
      this.nodes[w].inner = found;
      for (const node of body) this.collapse(node, w, found);
    }
  }

  addPredecessors(w, node, body) {
    for (const v of this.otherEdges[node.number]) {
      const leader = this.nodes[v].leader();
      if (!this.isAncestor(w, leader.number)) {
        this.kinds[w] = IRREDUCIBLE;
        this.otherEdges[w].add(leader.number);
      } else if (leader.number !== w && !body.includes(leader)) {
        body.push(leader);
      }
    }
  }

  collapse(node, w, found) {
    node.parent = this.nodes[w];
    if (node.inner === null) found.blocks.push(node.block);
    else node.inner.putInto(found);
  }
}

export function run() {
  const graph = new Graph();
  const nest = new Nest();
  graph.block(0);
  graph.addLoop(0);
  graph.connect(0, 2);
  for (let i = 0; i < 1500; i++) new Finder(graph, nest).run();
  graph.addNests(10, 10, 5);
  new Finder(graph, nest).run();
  for (let i = 0; i < 50; i++) new Finder(graph, new Nest()).run();
  nest.number();
  return nest.loops.length + 1 + graph.blocks.length;
}
