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

const listenerOf = new WeakMap();

function asListener(turn) {
  if (turn === null) return null;
  let entered = listenerOf.get(turn);
  if (!entered) {
    entered = (...args) => runTurn(turn, ...args);
    listenerOf.set(turn, entered);
  }
  return entered;
}

function tryCall(action) {
  try {
    return [action(), null];
  } catch (error) {
    if (error instanceof Panic || isOverflow(error) || error?.exited) throw error;
    return [null, error ?? new Error(String(error))];
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
