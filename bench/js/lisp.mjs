// Reads the text of a small Lisp: numbers, words as strings, lists as arrays.

export function parse(text) {
  const tokens = text.match(/[()]|[^\s()]+/g);
  let at = 0;
  function read() {
    const token = tokens[at++];
    if (token !== "(") return /^-?\d+$/.test(token) ? Number(token) : token;
    const items = [];
    while (tokens[at] !== ")") items.push(read());
    at++;
    return items;
  }
  const forms = [];
  while (at < tokens.length) forms.push(read());
  return forms;
}
