function pick(array, n) {
  return divideInt(100, array[n] ?? outOfRange("case.seam:1:1 in pick"), "case.seam:1:1 in pick");
}

function main() {
  const array = new Int32Array([1, 2, 5]);
  console.log(String(pick(array, 2)));
  console.log(String(pick(array, 3)));
}

class Panic extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

function outOfRange(at) {
  throw new Panic("index out of range", at);
}

function divisionByZero(at) {
  throw new Panic("division by zero", at);
}

function divisionOverflow(at) {
  throw new Panic("integer overflow in division", at);
}

function divideInt(a, b, at) {
  if (b === 0) divisionByZero(at);
  if (b === -1 && a === -2147483648) divisionOverflow(at);
  return a / b | 0;
}

function describePanic(error) {
  if (error instanceof Panic) return `panic: ${error.message}\n  at ${error.at}`;
  if (isOverflow(error)) return `panic: stack overflow${overflowPlace(error)}`;
  return error;
}

let recursive = [];

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

runTurn(main);
