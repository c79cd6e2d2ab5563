// An evaluator of a small Lisp: programs are compiled to a tree of operations, executed by a `switch`.

import { parse } from "./lisp.mjs";

class Closure {
  constructor(parameters, body, scope) {
    this.parameters = parameters;
    this.body = body;
    this.scope = scope;
  }
}

class Scope {
  constructor(value, outer) {
    this.value = value;
    this.outer = outer;
  }
}

const CONSTANT = 0;
const LOCAL0 = 1;
const LOCAL1 = 2;
const LOCAL2 = 3;
const LOCAL = 4;
const READ_GLOBAL = 5;
const WRITE_GLOBAL = 6;
const IF = 7;
const LAMBDA = 8;
const CALL1 = 9;
const CALL2 = 10;
const CALL3 = 11;
const CALL = 12;
const ADD = 13;
const SUBTRACT = 14;
const MULTIPLY = 15;
const LESS = 16;
const SAME = 17;

class Code {
  constructor(op, a, b, c, d) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}

const OPERATORS = { "+": ADD, "-": SUBTRACT, "*": MULTIPLY, "<": LESS, "=": SAME };

class Compiler {
  constructor() {
    this.globals = new Map();
  }

  global(name) {
    if (!this.globals.has(name)) this.globals.set(name, { value: null });
    return this.globals.get(name);
  }

  compile(form, names) {
    if (typeof form === "number") return new Code(CONSTANT, form);
    if (typeof form === "string") return this.compileName(form, names);
    switch (form[0]) {
      case "define": {
        const [name, ...parameters] = form[1];
        return new Code(WRITE_GLOBAL, this.global(name), this.compileLambda(parameters, form[2], names));
      }
      case "lambda":
        return this.compileLambda(form[1], form[2], names);
      case "if":
        return new Code(IF, ...form.slice(1).map((part) => this.compile(part, names)));
      default:
        return this.compileOperation(form, names);
    }
  }

  compileName(name, names) {
    const depth = names.indexOf(name);
    if (depth < 0) return new Code(READ_GLOBAL, this.global(name));
    return depth < 3 ? new Code(LOCAL0 + depth) : new Code(LOCAL, depth);
  }

  compileLambda(parameters, body, names) {
    return new Code(LAMBDA, parameters.length, this.compile(body, [...parameters].reverse().concat(names)));
  }

  compileOperation(form, names) {
    const parts = form.slice(1).map((part) => this.compile(part, names));
    if (form[0] in OPERATORS) return new Code(OPERATORS[form[0]], ...parts);
    const callee = this.compile(form[0], names);
    if (parts.length >= 1 && parts.length <= 3) return new Code(CALL1 + parts.length - 1, callee, ...parts);
    return new Code(CALL, callee, parts);
  }
}

function callee(code, scope, count) {
  const value = execute(code, scope);
  if (!(value instanceof Closure) || value.parameters !== count) throw new Error("not such a function");
  return value;
}

function execute(code, scope) {
  switch (code.op) {
    case CONSTANT:
      return code.a;
    case LOCAL0:
      return scope.value;
    case LOCAL1:
      return scope.outer.value;
    case LOCAL2:
      return scope.outer.outer.value;
    case LOCAL: {
      let at = scope;
      for (let i = 0; i < code.a; i++) at = at.outer;
      return at.value;
    }
    case READ_GLOBAL:
      return code.a.value;
    case WRITE_GLOBAL:
      code.a.value = execute(code.b, scope);
      return null;
    case IF:
      return execute(execute(code.a, scope) === false ? code.c : code.b, scope);
    case LAMBDA:
      return new Closure(code.a, code.b, scope);
    case CALL1: {
      const f = callee(code.a, scope, 1);
      return execute(f.body, new Scope(execute(code.b, scope), f.scope));
    }
    case CALL2: {
      const f = callee(code.a, scope, 2);
      const a = execute(code.b, scope);
      return execute(f.body, new Scope(execute(code.c, scope), new Scope(a, f.scope)));
    }
    case CALL3: {
      const f = callee(code.a, scope, 3);
      const inner = new Scope(execute(code.b, scope), f.scope);
      const next = new Scope(execute(code.c, scope), inner);
      return execute(f.body, new Scope(execute(code.d, scope), next));
    }
    case CALL: {
      const f = callee(code.a, scope, code.b.length);
      let inner = f.scope;
      for (const part of code.b) inner = new Scope(execute(part, scope), inner);
      return execute(f.body, inner);
    }
    case ADD:
      return (execute(code.a, scope) + execute(code.b, scope)) | 0;
    case SUBTRACT:
      return (execute(code.a, scope) - execute(code.b, scope)) | 0;
    case MULTIPLY:
      return Math.imul(execute(code.a, scope), execute(code.b, scope));
    case LESS:
      return execute(code.a, scope) < execute(code.b, scope);
    case SAME:
      return execute(code.a, scope) === execute(code.b, scope);
    default:
      throw new Error("no such operation");
  }
}

export function run() {
  const compiler = new Compiler();
  let result = null;
  for (const form of parse(`
    (define (fib n)
      (if (< n 2)
          1
          (+ (fib (- n 1)) (fib (- n 2)))))
    (fib 31)`)) {
    result = execute(compiler.compile(form, []), null);
  }
  return result;
}
