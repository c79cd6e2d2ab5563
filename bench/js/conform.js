// Closes a graph of types under meet and join, merging equivalent types, until it is a lattice.

const PHI = 0;
const THETA = 1;
const INNER = 0;
const ANY = 1;
const NONE = 2;

class Edge {
  constructor(operation, argument, result) {
    this.operation = operation;
    this.argument = argument;
    this.result = result;
  }
}

class Node {
  constructor(name, kind = INNER) {
    this.name = name;
    this.kind = kind;
    this.edges = [];
    this.conforms = [];
    this.assumed = [];
  }
  edge(operation) {
    return this.edges.find((edge) => edge.operation === operation) ?? null;
  }
}

class Table {
  constructor() {
    this.rows = [];
  }
  find(a, b) {
    for (const row of this.rows) if (row.a === a && row.b === b) return row.result;
    return null;
  }
  add(a, b, result) {
    this.rows.push({ a, b, result });
  }
}

function include(nodes, node) {
  if (!nodes.includes(node)) nodes.push(node);
}

function holds(a, b, assuming) {
  if (a.kind === NONE || b.kind === ANY) return true;
  if (a.kind === ANY || b.kind === NONE) return false;
  if (a.conforms.includes(b) || a.assumed.includes(b)) return true;
  include(a.assumed, b);
  include(assuming, a);
  return b.edges.every((wanted) => {
    const own = a.edge(wanted.operation);
    return own !== null && holds(own.result, wanted.result, assuming) && holds(wanted.argument, own.argument, assuming);
  });
}

function conforms(a, b) {
  const assuming = [];
  const result = holds(a, b, assuming);
  for (const node of assuming) {
    if (result) node.conforms.push(...node.assumed);
    node.assumed = [];
  }
  return result;
}

const isEquivalent = (a, b) => conforms(a, b) && conforms(b, a);

class Graph {
  constructor(nodes, met, joined) {
    this.nodes = nodes;
    this.met = met;
    this.joined = joined;
  }

  meet(a, b) {
    if (a === b || a.kind === ANY) return a;
    if (b.kind === ANY || a.kind === NONE) return b;
    if (b.kind === NONE) return a;
    const known = this.met.find(a, b);
    if (known !== null) return known;
    if (conforms(a, b)) return b;
    if (conforms(b, a)) return a;
    const result = new Node(`(${a.name} ^ ${b.name})`);
    this.nodes.unshift(result);
    this.met.add(a, b, result);
    const edges = [];
    for (const own of a.edges) {
      const other = b.edge(own.operation);
      if (other === null) continue;
      const argument = this.join(own.argument, other.argument);
      edges.push(new Edge(own.operation, argument, this.meet(own.result, other.result)));
    }
    result.edges = edges;
    return result;
  }

  join(a, b) {
    if (a === b || b.kind === ANY || a.kind === NONE) return a;
    if (a.kind === ANY || b.kind === NONE) return b;
    const known = this.joined.find(a, b);
    if (known !== null) return known;
    if (conforms(a, b)) return a;
    if (conforms(b, a)) return b;
    const result = new Node(`(${a.name} v ${b.name})`);
    this.nodes.unshift(result);
    this.joined.add(a, b, result);
    const edges = [];
    for (const operation of operationsOfBoth(a, b)) {
      const own = a.edge(operation);
      const other = b.edge(operation);
      if (own !== null && other !== null) {
        const argument = this.meet(own.argument, other.argument);
        edges.push(new Edge(operation, argument, this.join(own.result, other.result)));
      } else {
        edges.push(own ?? other);
      }
    }
    result.edges = edges;
    return result;
  }

  close() {
    const nodes = [...this.nodes];
    for (const a of nodes) {
      for (const b of nodes) {
        this.meet(a, b);
        this.join(a, b);
      }
    }
  }

  reduced() {
    const classes = new Classes(this.nodes);
    const nodes = classes.groups.map((group) => group[0]);
    for (const node of nodes) {
      node.conforms = node.conforms.map((other) => classes.leader(other));
      for (const edge of node.edges) {
        edge.argument = classes.leader(edge.argument);
        edge.result = classes.leader(edge.result);
      }
    }
    return new Graph(nodes, classes.fixed(this.met), classes.fixed(this.joined));
  }
}

function operationsOfBoth(a, b) {
  const operations = b.edges.map((edge) => edge.operation);
  for (const edge of a.edges) if (!operations.includes(edge.operation)) operations.unshift(edge.operation);
  return operations;
}

class Classes {
  constructor(nodes) {
    const groups = [];
    for (const node of nodes) {
      const group = groups.find((group) => isEquivalent(node, group[0]));
      if (group === undefined) groups.push([node]);
      else group.unshift(node);
    }
    this.groups = groups.map(sorted);
  }

  leader(node) {
    for (const group of this.groups) if (group.includes(node)) return group[0];
    throw new Error("a node without a class");
  }

  fixed(table) {
    const result = new Table();
    for (const { a, b, result: node } of table.rows) {
      if (this.leader(a) === a && this.leader(b) === b) result.add(a, b, this.leader(node));
    }
    return result;
  }
}

// A merge sort that does not keep the order of equally long names, on which the names of the nodes depend.
function sorted(nodes) {
  if (nodes.length < 2) return nodes;
  let one = [];
  let two = [];
  for (const node of nodes) [one, two] = [two, [node, ...one]];
  const result = [];
  let [a, i, b, j] = [sorted(one), 0, sorted(two), 0];
  while (i < a.length && j < b.length) {
    if (b[j].name.length < a[i].name.length) {
      result.push(b[j]);
      [a, i, b, j] = [b, j + 1, a, i];
    } else {
      result.push(a[i]);
      i++;
    }
  }
  return result.concat(a.slice(i), b.slice(j));
}

function example() {
  const any = new Node("any", ANY);
  const none = new Node("none", NONE);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => new Node(name));
  a.edges = [new Edge(PHI, any, b)];
  b.edges = [new Edge(PHI, any, a), new Edge(THETA, any, b)];
  c.edges = [new Edge(THETA, any, b)];
  d.edges = [new Edge(PHI, any, c), new Edge(THETA, any, d)];
  return new Graph([a, b, c, d, any, none], new Table(), new Table());
}

function lattice() {
  let graph = example();
  for (;;) {
    const before = graph.nodes.length;
    graph.close();
    graph = graph.reduced();
    if (graph.nodes.length === before) return graph;
  }
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += lattice().nodes.length;
  return sum;
}
