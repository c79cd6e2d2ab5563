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

function checkLength(length, at) {
  if (length < 0) throw new Panic("negative array length", at);
  if (length > 1073741824) throw new Panic("out of memory", at);
  return length;
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

function remainderInt(a, b, at) {
  if (b === 0) divisionByZero(at);
  return a % b | 0;
}

function divideUnsigned(a, b, at) {
  if (b === 0) divisionByZero(at);
  return (a >>> 0) / (b >>> 0) | 0;
}

function remainderUnsigned(a, b, at) {
  if (b === 0) divisionByZero(at);
  return (a >>> 0) % (b >>> 0) | 0;
}

function divide64(a, b, at) {
  if (b === 0n) divisionByZero(at);
  if (b === -1n && a === -9223372036854775808n) divisionOverflow(at);
  return a / b;
}

function remainder64(a, b, at) {
  if (b === 0n) divisionByZero(at);
  return a % b;
}

function divideUnsigned64(a, b, at) {
  if (b === 0n) divisionByZero(at);
  return BigInt.asIntN(64, BigInt.asUintN(64, a) / BigInt.asUintN(64, b));
}

function remainderUnsigned64(a, b, at) {
  if (b === 0n) divisionByZero(at);
  return BigInt.asIntN(64, BigInt.asUintN(64, a) % BigInt.asUintN(64, b));
}

function throwError(error) {
  throw error;
}
