function checkRange(at, count, length, place) {
  if (at < 0 || count < 0 || at > length - count) outOfRange(place);
}

function copyNumbers(to, at, from, start, count, place) {
  checkRange(at, count, to.length, place);
  checkRange(start, count, from.length, place);
  if (count < 32 && at <= start) {
    for (let i = 0; i < count; i++) to[at + i] = from[start + i];
  } else {
    to.set(from.subarray(start, start + count), at);
  }
}

function copyElements(to, at, from, start, count, place) {
  checkRange(at, count, to.length, place);
  checkRange(start, count, from.length, place);
  if (at <= start) {
    for (let i = 0; i < count; i++) to[at + i] = from[start + i];
  } else {
    for (let i = count - 1; i >= 0; i--) to[at + i] = from[start + i];
  }
}

function fillElements(array, at, value, count, place) {
  checkRange(at, count, array.length, place);
  array.fill(value, at, at + count);
}

function textOf(units, from, to, place) {
  checkRange(from, to - from, units.length, place);
  let text = "";
  for (let at = from; at < to; at += 8192) {
    text += String.fromCharCode.apply(null, units.subarray(at, Math.min(at + 8192, to)));
  }
  return text;
}

function intoUnits(text, units, at, place) {
  checkRange(at, text.length, units.length, place);
  for (let i = 0; i < text.length; i++) units[at + i] = text.charCodeAt(i);
  return text.length;
}
