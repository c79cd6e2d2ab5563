export function open(name) {
  return { name };
}

export function read(handle) {
  return `reads ${handle.name}`;
}
