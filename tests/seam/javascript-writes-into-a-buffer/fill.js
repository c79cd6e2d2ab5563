export function fill(bytes, value) {
  bytes.fill(value);
  bytes[0] = 300;
}

export function describe(numbers) {
  return `${numbers.constructor.name} ${Array.from(numbers).join(",")}`;
}
