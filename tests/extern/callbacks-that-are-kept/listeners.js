const listeners = [];

export function listen(f) {
  listeners.push(f);
}

export function fire(name, n) {
  for (const f of listeners) f(name, n);
}
