// Times a pipeline of stages, one hop each, as events of Seam and as its rivals.
//
// In: a JSON file: {"rounds", "events", "depth", "kind", "js", "wasm"}; the last two are built modules with `run(n)`.
// Out: a JSON line: nanoseconds per hop of each version in each round, then collections and peak memory of one more run.
// All versions take turns in one process, so that whatever else the machine does hits all of them. Each must compute
// the same number. Rivals that are slow run fewer events: what counts is the time of one.
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { performance, PerformanceObserver } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const { rounds, events, depth, kind, js, wasm } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const key = stage => stage * 7919 + 1;
const hash = (x, k) => (Math.imul(x ^ k, -1640531527) + (x >>> 15)) | 0;
const step = stage => { const k = key(stage); return kind === "empty" ? x => (x + 1) | 0 : x => hash(x, k); };

function eventEmitter() {
  let result = 0;
  const emitters = Array.from({ length: depth }, () => new EventEmitter());
  emitters.forEach((emitter, stage) => {
    const f = step(stage), next = emitters[stage + 1];
    emitter.on("value", next ? x => next.emit("value", f(x)) : x => { result = f(x); });
  });
  return n => {
    let x = 1;
    for (let i = 0; i < n; i++) { emitters[0].emit("value", x ^ i); x = result; }
    return x;
  };
}

function closures() {
  let pipeline = (x, then) => then(x);
  for (let stage = 0; stage < depth; stage++) {
    const f = step(stage), before = pipeline;
    pipeline = (x, then) => before(x, y => then(f(y)));
  }
  return n => {
    let x = 1;
    for (let i = 0; i < n; i++) pipeline(x ^ i, y => { x = y; });
    return x;
  };
}

function flatLoop() {
  const stages = Array.from({ length: depth }, (_, stage) =>
    kind === "empty" ? "x = (x + 1) | 0;" : `x = (Math.imul(x ^ ${key(stage)}, -1640531527) + (x >>> 15)) | 0;`);
  return new Function("n", `let r = 1; for (let i = 0; i < n; i++) { let x = r ^ i; ${stages.join(" ")} r = x; } return r;`);
}

const seamJs = await import(pathToFileURL(js));
const seamWasm = await import(pathToFileURL(wasm));
await seamWasm.ready;
const versions = [
  ["Seam, JavaScript", seamJs.run, 1],
  ["Seam, Wasm", seamWasm.run, 1],
  ["flat loop", flatLoop(), 1],
  ["closures", closures(), 8],
  ["EventEmitter", eventEmitter(), 8],
];

const expected = versions[2][1](1000);
for (const [name, run] of versions) {
  const found = run(1000);
  if (found !== expected) throw new Error(`${name} computes ${found} instead of ${expected}`);
  for (let i = 0; i < 20; i++) run(5000);
}

const times = versions.map(() => []);
for (let round = 0; round < rounds; round++) {
  versions.forEach(([, run, share], index) => {
    const n = Math.ceil(events / share), start = performance.now();
    run(n);
    times[index].push(((performance.now() - start) * 1e6) / n / depth);
  });
}

let collections = 0;
const observer = new PerformanceObserver(list => { collections += list.getEntries().length; });
observer.observe({ entryTypes: ["gc"] });
const settle = () => new Promise(done => setTimeout(done, 5));
const result = [];
for (const [index, [name, run]] of versions.entries()) {
  await settle();
  collections = 0;
  run(events);
  await settle();
  result.push({ name, times: times[index], collections, memory: process.memoryUsage().rss });
}
console.log(JSON.stringify(result));
