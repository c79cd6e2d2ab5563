function sumTo(n) {
  let n3 = 0;
  for (let n2 = 0; n2 < n; n2++) {
    n3 = n3 + n2 | 0;
  }
  return n3;
}

function fib(n) {
  if (n < 2) return n;
  return fib(n - 1 | 0) + fib(n - 2 | 0) | 0;
}

function gcd(n, n2) {
  while (n2 !== 0) {
    const n3 = n;
    n = n2;
    n2 = remainderInt(n3, n2, "case.seam:1:1 in gcd");
  }
  return n;
}

function collatz(n) {
  let n2 = 0;
  while (n !== 1) {
    n = (n & 1) === 0 ? n / 2 | 0 : Math.imul(n, 3) + 1 | 0;
    n2 = n2 + 1 | 0;
  }
  return n2;
}

function find(n) {
  for (let n2 = 2; n2 < n; n2++) {
    if (remainderInt(n, n2, "case.seam:1:1 in find") === 0) return n2;
    if (n2 === 50) break;
  }
  return -1;
}

function show(n) {
  console.log(`= ${n}`);
}

function main() {
  show(sumTo(100));
  show(fib(15));
  show(gcd(1071, 462));
  show(collatz(27));
  show(find(77));
  show(find(10007));
}

class Panic extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

function divisionByZero(at) {
  throw new Panic("division by zero", at);
}

function remainderInt(a, b, at) {
  if (b === 0) divisionByZero(at);
  return a % b | 0;
}

function describePanic(error) {
  if (error instanceof Panic) return `panic: ${error.message}\n  at ${error.at}`;
  if (isOverflow(error)) return `panic: stack overflow${overflowPlace(error)}`;
  return error;
}

let recursive = [];

function mayOverflow(functions) {
  recursive = functions;
}

function overflowPlace(error) {
  for (const [, name] of String(error.stack).matchAll(new RegExp("(?:at |^)([\\w$]+)", "gm"))) {
    const found = recursive.find(([one]) => one.name === name);
    if (found) return "\n  at " + found[1];
  }
  return "";
}

function isOverflow(error) {
  return error instanceof Error && (error.message === "Maximum call stack size exceeded" || error.message === "too much recursion");
}

function reportPanic(error) {
  if (error?.exited) return;
  console.error(describePanic(error));
  if (globalThis.process) process.exitCode = 1;
}

let openTurns = 0;

function runTurn(turn, ...args) {
  openTurns++;
  try {
    return turn(...args);
  } catch (error) {
    if (openTurns > 1) throw error;
    reportPanic(error);
  } finally {
    openTurns--;
  }
}

mayOverflow([[fib, "case.seam:1:1 in fib"]]);
runTurn(main);
