// The digits of pi by Gibbons' spigot.

function piDigits(n) {
  let digits = "";
  let numerator = 1n;
  let accumulator = 0n;
  let denominator = 1n;
  for (let k = 1n; digits.length < n; k++) {
    const odd = 2n * k + 1n;
    accumulator = (accumulator + numerator * 2n) * odd;
    numerator *= k;
    denominator *= odd;
    if (accumulator >= numerator) {
      const sum = numerator * 3n + accumulator;
      const digit = sum / denominator;
      if ((sum % denominator) + numerator < denominator) {
        digits += digit;
        accumulator = (accumulator - denominator * digit) * 10n;
        numerator *= 10n;
      }
    }
  }
  return digits;
}

function hash(digits) {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum = (Math.imul(sum, 31) + digits.charCodeAt(i)) | 0;
  return sum;
}

export const run = () => hash(piDigits(2000));
