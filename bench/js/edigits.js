// The digits of e by binary splitting.

function sumOfTerms(a, b) {
  if (b === a + 1) return [1n, BigInt(b)];
  const middle = Math.floor((a + b) / 2);
  const [leftP, leftQ] = sumOfTerms(a, middle);
  const [rightP, rightQ] = sumOfTerms(middle, b);
  return [leftP * rightQ + rightP, leftQ * rightQ];
}

function isEnough(k, digits) {
  return (k * (Math.log(k) - 1) + 0.5 * Math.log(2 * Math.PI * k)) / Math.log(10) >= digits + 50;
}

function termsFor(digits) {
  let low = 0;
  let high = 1;
  while (!isEnough(high, digits)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle, digits)) high = middle;
    else low = middle;
  }
  return high;
}

function eDigits(n) {
  const [p, q] = sumOfTerms(0, termsFor(n));
  return (((p + q) * 10n ** BigInt(n - 1)) / q).toString();
}

function hash(digits) {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum = (Math.imul(sum, 31) + digits.charCodeAt(i)) | 0;
  return sum;
}

export const run = () => hash(eDigits(50_000));
