function f(n) {
  let n2 = 1;
  let n3 = 2;
  for (;;) {
    n = n - 1 | 0;
    if (n === 0) break;
    const n2_2 = n2;
    n2 = n3;
    n3 = n2_2;
  }
  return [n2, n3];
}

function main() {
  const [n, n2] = f(4);
  console.log(String(n) + String(n2));
  const [n3] = f(5);
  console.log(String(n3));
}

class Panic extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
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
