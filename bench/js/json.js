// Reads a JSON text with a parser of its own and counts what is in it.

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  static parse(text) {
    const parser = new Parser(text);
    const value = parser.value();
    parser.skipSpace();
    if (parser.at < text.length) parser.fail("the end");
    return value;
  }

  fail(wanted) {
    throw new Error(`${wanted} is wanted at ${this.at}`);
  }

  skipSpace() {
    while (this.text.charCodeAt(this.at) <= 32) this.at++;
  }

  passes(unit) {
    this.skipSpace();
    if (this.text[this.at] !== unit) return false;
    this.at++;
    return true;
  }

  value() {
    this.skipSpace();
    const unit = this.text[this.at];
    if (unit === "{") return this.object();
    if (unit === "[") return this.list();
    if (unit === '"') return this.string();
    if ((unit >= "0" && unit <= "9") || unit === "-") return this.number();
    return this.word();
  }

  object() {
    const members = new Map();
    this.at++;
    if (this.passes("}")) return members;
    for (;;) {
      this.skipSpace();
      const name = this.string();
      if (!this.passes(":")) this.fail("a colon");
      members.set(name, this.value());
      if (this.passes("}")) return members;
      if (!this.passes(",")) this.fail("a comma or a brace");
    }
  }

  list() {
    const items = [];
    this.at++;
    if (this.passes("]")) return items;
    for (;;) {
      items.push(this.value());
      if (this.passes("]")) return items;
      if (!this.passes(",")) this.fail("a comma or a bracket");
    }
  }

  string() {
    if (this.text[this.at] !== '"') this.fail("a string");
    const start = ++this.at;
    while (this.text[this.at] !== '"') {
      if (this.text[this.at] === "\\") return this.escapedString(start);
      if (this.at === this.text.length) this.fail("a quote");
      this.at++;
    }
    this.at++;
    return this.text.slice(start, this.at - 1);
  }

  escapedString(start) {
    let result = this.text.slice(start, this.at);
    while (this.text[this.at] !== '"') {
      if (this.at === this.text.length) this.fail("a quote");
      if (this.text[this.at] === "\\") {
        this.at++;
        result += this.escape();
      } else {
        result += this.text[this.at++];
      }
    }
    this.at++;
    return result;
  }

  escape() {
    const unit = this.text[this.at++];
    switch (unit) {
      case "n":
        return "\n";
      case "t":
        return "\t";
      case "r":
        return "\r";
      case "u":
        this.at += 4;
        return String.fromCharCode(parseInt(this.text.slice(this.at - 4, this.at), 16));
      default:
        return unit;
    }
  }

  number() {
    const start = this.at;
    while (isOfNumber(this.text.charCodeAt(this.at))) this.at++;
    return Number(this.text.slice(start, this.at));
  }

  word() {
    for (const [name, value] of [["null", null], ["true", true], ["false", false]]) {
      if (this.text.startsWith(name, this.at)) {
        this.at += name.length;
        return value;
      }
    }
    return this.fail("a value");
  }
}

function isOfNumber(unit) {
  return (unit >= 48 && unit <= 57) || unit === 45 || unit === 43 || unit === 46 || unit === 101 || unit === 69;
}

function count(value) {
  let sum = 1;
  if (value instanceof Map) for (const member of value.values()) sum += count(member);
  else if (Array.isArray(value)) for (const item of value) sum += count(item);
  return sum;
}

function document(operations) {
  const text = [];
  for (let i = 0; i < operations; i++) {
    const parent = `w${Math.floor(i / 7)}`;
    switch (i % 4) {
      case 0:
        text.push(`["create", "w${i}", "rwt.widgets.Composite", {"parent": "${parent}", "style": ["NONE", "NO_${i}"]}]`);
        break;
      case 1:
        text.push(
          `["set", "w${i}", {"bounds": [${i}, ${(i * 3) % 100}, ${800 - i}, 0.5], "tabIndex": -1, ` +
            `"font": [["Verdana", "Arial"], 1.1e1, false, true]}]`,
        );
        break;
      case 2:
        text.push(`["listen", "w${i}", {"Selection": true, "MouseDown": false, "data": null}]`);
        break;
      default:
        text.push(
          `["call", "${parent}", "setText", {"text": "line\\n \\"${i}\\" caf\\u00e9", "empty": {}, "none": []}]`,
        );
    }
  }
  const head = '{"head": {"requestCounter": 4, "valid": true, "error": null}, "operations": [\n';
  return head + text.join(",\n") + "]}\n";
}

export function run() {
  const text = document(156);
  let sum = 0;
  for (let i = 0; i < 500; i++) sum += count(Parser.parse(text));
  return sum;
}
