export function twice(f, x) {
  return f(f(x));
}

export function each(count, f) {
  for (let i = 0; i < count; i++) f(i);
}
