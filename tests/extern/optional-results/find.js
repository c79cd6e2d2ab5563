export function find(name) {
  return name === "a" ? "found" : undefined;
}

export function count(name) {
  return name === "a" ? 0 : null;
}
