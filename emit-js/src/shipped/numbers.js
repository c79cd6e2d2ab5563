function ctz32(x) {
  return x === 0 ? 32 : 31 - Math.clz32(x & -x);
}

function popcnt32(x) {
  x = x - (x >>> 1 & 0x55555555) | 0;
  x = (x & 0x33333333) + (x >>> 2 & 0x33333333) | 0;
  return Math.imul(x + (x >>> 4) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function shl64(x, count) {
  return BigInt.asIntN(64, x << (count & 63n));
}

function shrS64(x, count) {
  return x >> (count & 63n);
}

function shrU64(x, count) {
  return BigInt.asIntN(64, BigInt.asUintN(64, x) >> (count & 63n));
}

function low32(x) {
  return Number(BigInt.asIntN(32, x));
}

function clz64(x) {
  const high = low32(x >> 32n);
  return BigInt(high === 0 ? 32 + Math.clz32(low32(x)) : Math.clz32(high));
}

function ctz64(x) {
  const low = low32(x);
  return BigInt(low === 0 ? 32 + ctz32(low32(x >> 32n)) : ctz32(low));
}

function popcnt64(x) {
  return BigInt(popcnt32(low32(x)) + popcnt32(low32(x >> 32n)));
}

function roundEven(x) {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

function copysign(x, y) {
  const size = Math.abs(x);
  return y < 0 || y === 0 && 1 / y < 0 ? -size : size;
}

function f64ToI32(x) {
  return x >= 2147483647 ? 2147483647 : x <= -2147483648 ? -2147483648 : x | 0;
}

function f64ToU32(x) {
  return x >= 4294967295 ? -1 : x > 0 ? x | 0 : 0;
}

function f64ToI64(x) {
  if (x >= 9223372036854775808) return 9223372036854775807n;
  if (x <= -9223372036854775808) return -9223372036854775808n;
  return x !== x ? 0n : BigInt(Math.trunc(x));
}

function f64ToU64(x) {
  if (x >= 18446744073709551616) return -1n;
  return x > 0 ? BigInt.asIntN(64, BigInt(Math.trunc(x))) : 0n;
}

function i64ToF32(x) {
  return x < 0n ? -u64ToF32(-x) : u64ToF32(x);
}

function u64ToF32(x) {
  const whole = BigInt.asUintN(64, x);
  if (whole < 9007199254740992n) return Math.fround(Number(whole));
  // What does not fit into a double is remembered in its last bit, so that there is only one rounding.
  const lost = (whole & 2047n) === 0n ? 0n : 1n;
  return Math.fround(Number(whole >> 11n | lost)) * 2048;
}

const doubleOfBits = new Float64Array(1);

const bitsOfDouble = new BigInt64Array(doubleOfBits.buffer);

function bitsOfF64(x) {
  doubleOfBits[0] = x;
  return bitsOfDouble[0];
}

function f64OfBits(bits) {
  bitsOfDouble[0] = bits;
  return doubleOfBits[0];
}

// The low word comes first: JavaScript engines run on little-endian machines only.
const wordsOfDouble = new Int32Array(doubleOfBits.buffer);

function highWord(x) {
  doubleOfBits[0] = x;
  return wordsOfDouble[1];
}

function lowWord(x) {
  doubleOfBits[0] = x;
  return wordsOfDouble[0];
}

function f64OfWords(high, low) {
  wordsOfDouble[1] = high;
  wordsOfDouble[0] = low;
  return doubleOfBits[0];
}

function withHighWord(x, high) {
  doubleOfBits[0] = x;
  wordsOfDouble[1] = high;
  return doubleOfBits[0];
}

function withoutLowWord(x) {
  doubleOfBits[0] = x;
  wordsOfDouble[0] = 0;
  return doubleOfBits[0];
}

const singleOfBits = new Float32Array(1);

const bitsOfSingle = new Int32Array(singleOfBits.buffer);

function bitsOfF32(x) {
  singleOfBits[0] = x;
  return bitsOfSingle[0];
}

function f32OfBits(bits) {
  bitsOfSingle[0] = bits;
  return singleOfBits[0];
}

function divideBig(a, b, at) {
  if (b === 0n) divisionByZero(at);
  return a / b;
}

function remainderBig(a, b, at) {
  if (b === 0n) divisionByZero(at);
  return a % b;
}

function powerBig(a, b, at) {
  if (b < 0n) throw new Panic("negative exponent", at);
  return a ** b;
}

function f64ToBig(x) {
  return x - x === 0 ? BigInt(Math.trunc(x)) : 0n;
}

function bigToF32(x) {
  if (x < 0n) return -bigToF32(-x);
  if (x < 9007199254740992n) return Math.fround(Number(x));
  // What does not fit into a double is remembered in its last bit, so that there is only one rounding.
  const shift = x.toString(16).length * 4 - 48;
  const upper = x >> BigInt(shift);
  const lost = upper << BigInt(shift) === x ? 0n : 1n;
  return Math.fround(Math.fround(Number(upper | lost)) * 2 ** shift);
}

function compareStr(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function charCode(text, index, at) {
  const unit = text.charCodeAt(index);
  if (unit !== unit) outOfRange(at);
  return unit;
}

function fixedDigits(x, digits) {
  return x.toFixed(Math.min(Math.max(digits, 0), 100));
}

function exponentialDigits(x, digits) {
  return x.toExponential(digits < 0 ? undefined : Math.min(digits, 100));
}

function precisionDigits(x, digits) {
  return x.toPrecision(Math.min(Math.max(digits, 1), 100));
}

function parseNumber(text) {
  const trimmed = text.trim();
  return trimmed === "" || "xXoObB".includes(trimmed[1]) ? NaN : Number(trimmed);
}
