// An incremental solver of constraints between variables, each constraint of some strength.

const REQUIRED = 0;
const PREFERRED = 2;
const STRONG_DEFAULT = 3;
const DEFAULT = 4;
const WEAKEST = 6;
const UNSATISFIED = 0;
const FORWARD = 1;
const BACKWARD = 2;

class Variable {
  constructor(value) {
    this.value = value;
    this.constraints = [];
    this.determinedBy = null;
    this.mark = 0;
    this.walkStrength = WEAKEST;
    this.stay = true;
  }

  remove(constraint) {
    const at = this.constraints.indexOf(constraint);
    if (at >= 0) this.constraints.splice(at, 1);
    if (this.determinedBy === constraint) this.determinedBy = null;
  }

  addConsumers(todo) {
    for (const constraint of this.constraints) {
      if (constraint !== this.determinedBy && constraint.isSatisfied()) todo.push(constraint);
    }
  }
}

class Constraint {
  constructor(strength) {
    this.strength = strength;
    this.direction = UNSATISFIED;
  }
  isSatisfied() {
    return this.direction !== UNSATISFIED;
  }
  isInput() {
    return false;
  }
  addToGraph() {
    for (const variable of this.variables()) variable.constraints.push(this);
    this.direction = UNSATISFIED;
  }
  removeFromGraph() {
    for (const variable of this.variables()) variable.remove(this);
    this.direction = UNSATISFIED;
  }
}

class Unary extends Constraint {
  constructor(strength, output) {
    super(strength);
    this.out = output;
  }
  variables() {
    return [this.out];
  }
  output() {
    return this.out;
  }
  markInputs() {}
  inputsAreKnown() {
    return true;
  }
  chooseDirection(mark) {
    const { out } = this;
    this.direction = out.mark !== mark && this.strength < out.walkStrength ? FORWARD : UNSATISFIED;
  }
  recalculate() {
    this.out.walkStrength = this.strength;
    this.out.stay = !this.isInput();
  }
  execute() {}
}

class Stay extends Unary {}

class Edit extends Unary {
  isInput() {
    return true;
  }
}

class Equal extends Constraint {
  constructor(strength, a, b) {
    super(strength);
    this.a = a;
    this.b = b;
  }
  variables() {
    return [this.a, this.b];
  }
  input() {
    return this.direction === FORWARD ? this.a : this.b;
  }
  output() {
    return this.direction === FORWARD ? this.b : this.a;
  }
  markInputs(mark) {
    this.input().mark = mark;
  }
  inputsAreKnown(mark) {
    const input = this.input();
    return input.mark === mark || input.stay || input.determinedBy === null;
  }
  chooseDirection(mark) {
    const { a, b, strength } = this;
    if (a.mark === mark) {
      this.direction = b.mark !== mark && strength < b.walkStrength ? FORWARD : UNSATISFIED;
    } else if (b.mark === mark || a.walkStrength > b.walkStrength) {
      this.direction = strength < a.walkStrength ? BACKWARD : UNSATISFIED;
    } else {
      this.direction = strength < b.walkStrength ? FORWARD : UNSATISFIED;
    }
  }
  recalculate() {
    const input = this.input();
    const out = this.output();
    out.walkStrength = Math.max(this.strength, input.walkStrength);
    out.stay = input.stay;
    if (out.stay) this.execute();
  }
  execute() {
    this.output().value = this.input().value;
  }
}

class Scale extends Equal {
  constructor(strength, source, factor, offset, target) {
    super(strength, source, target);
    this.factor = factor;
    this.offset = offset;
  }
  variables() {
    return [this.a, this.b, this.factor, this.offset];
  }
  markInputs(mark) {
    this.input().mark = mark;
    this.factor.mark = mark;
    this.offset.mark = mark;
  }
  recalculate() {
    const input = this.input();
    const out = this.output();
    out.walkStrength = Math.max(this.strength, input.walkStrength);
    out.stay = input.stay && this.factor.stay && this.offset.stay;
    if (out.stay) this.execute();
  }
  execute() {
    if (this.direction === FORWARD) {
      this.b.value = this.a.value * this.factor.value + this.offset.value;
    } else {
      this.a.value = ((this.b.value - this.offset.value) / this.factor.value) | 0;
    }
  }
}

class Planner {
  constructor() {
    this.mark = 1;
  }

  newMark() {
    return ++this.mark;
  }

  add(constraint) {
    constraint.addToGraph();
    this.incrementalAdd(constraint);
    return constraint;
  }

  destroy(constraint) {
    if (constraint.isSatisfied()) this.incrementalRemove(constraint);
    constraint.removeFromGraph();
  }

  incrementalAdd(constraint) {
    const mark = this.newMark();
    let overridden = this.satisfy(constraint, mark);
    while (overridden !== null) overridden = this.satisfy(overridden, mark);
  }

  satisfy(constraint, mark) {
    constraint.chooseDirection(mark);
    if (!constraint.isSatisfied()) {
      if (constraint.strength === REQUIRED) throw new Error("a required constraint cannot be satisfied");
      return null;
    }
    constraint.markInputs(mark);
    const out = constraint.output();
    const overridden = out.determinedBy;
    if (overridden !== null) overridden.direction = UNSATISFIED;
    out.determinedBy = constraint;
    if (!this.addPropagate(constraint, mark)) throw new Error("the constraints form a cycle");
    out.mark = mark;
    return overridden;
  }

  addPropagate(constraint, mark) {
    const todo = [constraint];
    for (let next = 0; next < todo.length; next++) {
      const current = todo[next];
      if (current.output().mark === mark) {
        this.incrementalRemove(constraint);
        return false;
      }
      current.recalculate();
      current.output().addConsumers(todo);
    }
    return true;
  }

  incrementalRemove(constraint) {
    const out = constraint.output();
    constraint.direction = UNSATISFIED;
    constraint.removeFromGraph();
    for (const unsatisfied of removePropagateFrom(out)) this.incrementalAdd(unsatisfied);
  }

  plan(sources) {
    const mark = this.newMark();
    const plan = [];
    const todo = sources.filter((source) => source.isInput() && source.isSatisfied());
    for (let next = 0; next < todo.length; next++) {
      const constraint = todo[next];
      const out = constraint.output();
      if (out.mark !== mark && constraint.inputsAreKnown(mark)) {
        plan.push(constraint);
        out.mark = mark;
        out.addConsumers(todo);
      }
    }
    return plan;
  }

  change(variable, value) {
    const edit = this.add(new Edit(PREFERRED, variable));
    const plan = this.plan([edit]);
    for (let i = 0; i < 10; i++) {
      variable.value = value;
      for (const constraint of plan) constraint.execute();
    }
    this.destroy(edit);
  }
}

function removePropagateFrom(out) {
  out.determinedBy = null;
  out.walkStrength = WEAKEST;
  out.stay = true;
  const unsatisfied = [];
  const todo = [out];
  for (let next = 0; next < todo.length; next++) {
    const variable = todo[next];
    for (const constraint of variable.constraints) {
      if (!constraint.isSatisfied()) unsatisfied.push(constraint);
    }
    const consumers = [];
    variable.addConsumers(consumers);
    for (const constraint of consumers) {
      constraint.recalculate();
      todo.push(constraint.output());
    }
  }
  return unsatisfied.sort((a, b) => a.strength - b.strength);
}

function chain(n) {
  const planner = new Planner();
  const variables = Array.from({ length: n + 1 }, () => new Variable(0));
  for (let i = 0; i < n; i++) planner.add(new Equal(REQUIRED, variables[i], variables[i + 1]));
  planner.add(new Stay(STRONG_DEFAULT, variables[n]));
  const edit = planner.add(new Edit(PREFERRED, variables[0]));
  const plan = planner.plan([edit]);
  let sum = 0;
  for (let i = 0; i < 100; i++) {
    variables[0].value = i;
    for (const constraint of plan) constraint.execute();
    if (variables[n].value !== i) throw new Error(`${i} came out as ${variables[n].value}`);
    sum += variables[n].value;
  }
  planner.destroy(edit);
  return sum;
}

function project(n) {
  const planner = new Planner();
  const factor = new Variable(10);
  const offset = new Variable(1000);
  const sources = [];
  const targets = [];
  for (let i = 1; i <= n; i++) {
    const source = new Variable(i);
    const target = new Variable(i);
    sources.push(source);
    targets.push(target);
    planner.add(new Stay(DEFAULT, source));
    planner.add(new Scale(REQUIRED, source, factor, offset, target));
  }
  const sumOfAllButLast = () => targets.slice(0, -1).reduce((sum, variable) => sum + variable.value, 0);
  const results = [];
  planner.change(sources[n - 1], 17);
  results.push(targets[n - 1].value);
  planner.change(targets[n - 1], 1050);
  results.push(sources[n - 1].value);
  planner.change(factor, 5);
  results.push(sumOfAllButLast());
  planner.change(offset, 2000);
  results.push(sumOfAllButLast());
  return results;
}

export const run = () => chain(10_000) + project(10_000).reduce((a, b) => a + b, 0);
