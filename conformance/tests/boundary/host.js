// What the program uses of JavaScript: listeners that the test fires, a function that throws, one that remembers.

export const listeners = {};

export function listen(name, action) {
  listeners[name] = action;
}

export function fail(text) {
  throw new Error(text);
}

const seen = new Map();

/** How many different functions were shown under this name. */
export function different(name, action) {
  if (!seen.has(name)) seen.set(name, new Set());
  return seen.get(name).add(action).size;
}

export function nothing() {}
