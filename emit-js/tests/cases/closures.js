class Cell {
  constructor(value) {
    this.value = value;
  }
}

let next = null;

function twice(f, n) {
  return landTail(f(landTail(f(n))));
}

function main() {
  console.log(String(twice(n => 5 + n | 0, 10)));
  const cell = new Cell(0);
  const f = () => {
    cell.value = cell.value + 1 | 0;
  };
  f();
  f();
  console.log(String(cell.value));
  next = countdown;
  console.log(String(landTail(countdown(100000))));
}

function countdown(n) {
  if (n <= 0) return n;
  return bounceTail(next ?? valueIsNull("case.seam:1:1 in countdown"), n - 1 | 0);
}

class Panic extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

function valueIsNull(at) {
  throw new Panic("value is null", at);
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

const pendingTail = { call: null, args: null };

function bounceTail(call, ...args) {
  pendingTail.call = call;
  pendingTail.args = args;
  return pendingTail;
}

function landTail(result) {
  while (result === pendingTail) result = pendingTail.call(...pendingTail.args);
  return result;
}

mayOverflow([[countdown, "case.seam:1:1 in countdown"]]);
runTurn(main);
