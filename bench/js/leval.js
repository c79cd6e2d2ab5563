// An evaluator of a small Lisp that compiles programs to closures.

import { parse } from "./lisp.mjs";

class Scope {
  constructor(value, outer) {
    this.value = value;
    this.outer = outer;
  }
}

class Compiler {
  constructor() {
    this.globals = new Map();
    this.global("+").value = (a, b) => (a + b) | 0;
    this.global("-").value = (a, b) => (a - b) | 0;
    this.global("<").value = (a, b) => a < b;
    this.global("not").value = (a) => a === false;
  }

  global(name) {
    if (!this.globals.has(name)) this.globals.set(name, { value: null });
    return this.globals.get(name);
  }

  compile(form, names) {
    if (typeof form === "number") return () => form;
    if (typeof form === "string") return this.compileName(form, names);
    switch (form[0]) {
      case "define": {
        const [name, ...parameters] = form[1];
        const global = this.global(name);
        const value = this.compileLambda(parameters, form[2], names);
        return (scope) => {
          global.value = value(scope);
          return null;
        };
      }
      case "lambda":
        return this.compileLambda(form[1], form[2], names);
      case "if": {
        const [test, then, other] = form.slice(1).map((part) => this.compile(part, names));
        return (scope) => (test(scope) !== false ? then(scope) : other(scope));
      }
      default:
        return this.compileCall(form, names);
    }
  }

  compileName(name, names) {
    const depth = names.indexOf(name);
    switch (depth) {
      case -1: {
        const global = this.global(name);
        return () => global.value;
      }
      case 0:
        return (scope) => scope.value;
      case 1:
        return (scope) => scope.outer.value;
      case 2:
        return (scope) => scope.outer.outer.value;
      default:
        return (scope) => {
          let at = scope;
          for (let i = 0; i < depth; i++) at = at.outer;
          return at.value;
        };
    }
  }

  compileLambda(parameters, body, names) {
    const code = this.compile(body, [...parameters].reverse().concat(names));
    switch (parameters.length) {
      case 0:
        return (scope) => () => code(scope);
      case 1:
        return (scope) => (a) => code(new Scope(a, scope));
      case 2:
        return (scope) => (a, b) => code(new Scope(b, new Scope(a, scope)));
      case 3:
        return (scope) => (a, b, c) => code(new Scope(c, new Scope(b, new Scope(a, scope))));
      default:
        throw new Error(`${parameters.length} parameters`);
    }
  }

  compileCall(form, names) {
    const callee = this.compile(form[0], names);
    const [a, b, c] = form.slice(1).map((part) => this.compile(part, names));
    switch (form.length - 1) {
      case 0:
        return (scope) => callee(scope)();
      case 1:
        return (scope) => callee(scope)(a(scope));
      case 2:
        return (scope) => callee(scope)(a(scope), b(scope));
      case 3:
        return (scope) => callee(scope)(a(scope), b(scope), c(scope));
      default:
        throw new Error(`${form.length - 1} arguments`);
    }
  }
}

function tak(x, y, z) {
  const compiler = new Compiler();
  let result = null;
  for (const form of parse(`
    (define (tak x y z)
      (if (not (< y x))
          z
          (tak (tak (- x 1) y z)
               (tak (- y 1) z x)
               (tak (- z 1) x y))))
    (tak ${x} ${y} ${z})`)) {
    result = compiler.compile(form, [])(null);
  }
  return result;
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += tak(20, 10, 3);
  return sum;
}
