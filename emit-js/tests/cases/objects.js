class Body {
  constructor(x, vx) {
    this.x = x;
    this.vx = vx;
  }
}

class Circle {
  constructor(r) {
    this.tag = 0;
    this.r = r;
  }
}

class Rect {
  constructor(w, h) {
    this.tag = 1;
    this.w = w;
    this.h = h;
  }
}

const Empty = { tag: 2 };

function area(shape) {
  switch (shape.tag) {
    case 0: {
      const x = shape.r;
      return 3 * x * x;
    }
    case 1:
      return shape.w * shape.h;
    default:
      return 0;
  }
}

function name(shape) {
  return shape.tag === 2 ? "nothing" : "something";
}

function step(array) {
  const length = array.length;
  for (let n = 0; n < length; n++) {
    const body = array[n] ?? outOfRange("case.seam:1:1 in step");
    body.vx += body.x * 0.5;
  }
}

function number(x) {
  console.log(String(x));
}

function main() {
  number(area(new Circle(2)));
  number(area(new Rect(2, 3.5)));
  const shape = Empty;
  const x = area(shape);
  console.log(name(shape));
  number(x);
  const body = new Body(1, 2);
  step([body, new Body(3, 4)]);
  number(body.vx);
  const array = new Uint8Array(3);
  array[checkIndex(1, array.length, "case.seam:1:1 in main")] = true;
  if ((array[1] ?? outOfRange("case.seam:1:1 in main")) === 1) {
    console.log("set");
  }
  const array2 = new Array(2).fill(null);
  array2[checkIndex(0, array2.length, "case.seam:1:1 in main")] = 7;
  console.log(String(array2[checkIndex(0, array2.length, "case.seam:1:1 in main")] ?? valueIsNull("case.seam:1:1 in main")));
  console.log(String(array2[checkIndex(1, array2.length, "case.seam:1:1 in main")] ?? valueIsNull("case.seam:1:1 in main")));
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

function valueIsNull(at) {
  throw new Panic("value is null", at);
}

function checkIndex(index, length, at) {
  if (index >>> 0 >= length) outOfRange(at);
  return index;
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
