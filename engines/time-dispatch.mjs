// Times a pipeline of stages, one hop each, as events of Seam and as its rivals.
//
// In: a JSON file: {"rounds", "events", "depth", "kind", "js", "wasm", "signals"}; `js` and `wasm` are built modules with
// `run(n)`, `signals` is @preact/signals-core. With "only" it runs that one version once, for its memory.
// Out: JSON: [{"name", "times": [nanoseconds per hop..]}..], or with "only" {"collections", "memory": bytes at the peak}.
//
// All versions take turns in one process, so that whatever else the machine does hits all of them, there and back, so
// that none always follows the same one. There are many rounds, each shorter than the time after which a busy machine
// turns to another process: what was interrupted is far from the median. Each must compute the same number. The flat loops run as two copies each: how
// much these differ is what a difference means nothing below. Rivals that are slow run fewer events: what counts is the
// time of one.
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { performance, PerformanceObserver } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { rounds, events, depth, kind } = settings;
const load = file => import(pathToFileURL(file));

const factor = -1640531527;
const key = stage => stage * 7919 + 1;
const hash = (x, k) => (Math.imul(x ^ k, factor) + (x >>> 15)) | 0;
const step = stage => { const k = key(stage); return kind === "empty" ? x => (x + 1) | 0 : x => hash(x, k); };

async function seam(file) {
  const module = await load(file);
  await module.ready;
  return module.run;
}

function flatLoop(copy) {
  const stages = Array.from({ length: depth }, (_, stage) =>
    kind === "empty" ? "x = (x + 1) | 0;" : `x = (Math.imul(x ^ ${key(stage)}, ${factor}) + (x >>> 15)) | 0;`);
  // The comment keeps V8 from taking both copies for the same function.
  return new Function("n", `/* ${copy} */
    let r = 1; for (let i = 0; i < n; i++) { let x = r ^ i; ${stages.join(" ")} r = x; } return r;`);
}

function flatWasm(copy) {
  const [block, loop, br, brIf, end, get, set] = [0x02, 0x03, 0x0c, 0x0d, 0x0b, 0x20, 0x21];
  const [i32, none, constant, ge, add, mul, xor, shiftRight] = [0x7f, 0x40, 0x41, 0x4e, 0x6a, 0x6c, 0x73, 0x76];
  const [n, i, r, x] = [0, 1, 2, 3];
  const number = value => {
    const bytes = [];
    for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 127) | 128);
    return [...bytes, value & 127];
  };
  const length = bytes => [...(bytes.length > 127 ? [(bytes.length & 127) | 128, bytes.length >> 7] : [bytes.length]), ...bytes];
  const empty = [get, x, constant, 1, add, set, x];
  const hash = stage => [get, x, constant, ...number(key(stage)), xor, constant, ...number(factor), mul,
    get, x, constant, 15, shiftRight, add, set, x];
  const body = [1, 3, i32, constant, 1, set, r, block, none, loop, none, get, i, get, n, ge, brIf, 1,
    get, r, get, i, xor, set, x,
    ...Array.from({ length: depth }, (_, stage) => (kind === "empty" ? empty : hash(stage))).flat(),
    get, x, set, r, get, i, constant, 1, add, set, i, br, 0, end, end, get, r, end];
  const sections = [[1, [1, 0x60, 1, i32, 1, i32]], [3, [1, 0]], [7, [1, 3, ...Buffer.from("run"), 0, 0]], [10, [1, ...length(body)]],
    // A section of its own keeps V8 from taking both copies for the same module.
    [0, [copy.length, ...Buffer.from(copy)]]];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flatMap(([id, content]) => [id, ...length(content)])];
  return new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.run;
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

async function signals() {
  const { signal, computed, effect } = await load(settings.signals);
  const source = signal(0);
  let last = source, result = 0;
  for (let stage = 0; stage < depth; stage++) {
    const f = step(stage), before = last;
    last = computed(() => f(before.value));
  }
  effect(() => { result = last.value; });
  return n => {
    let x = 1;
    for (let i = 0; i < n; i++) { source.value = x ^ i; x = result; }
    return x;
  };
}

const versions = [
  ["Seam, JavaScript", 1, () => seam(settings.js)],
  ["flat loop", 1, () => flatLoop("first")],
  ["flat loop, copy", 1, () => flatLoop("second")],
  ["Seam, Wasm", 1, () => seam(settings.wasm)],
  ["flat Wasm", 1, () => flatWasm("first")],
  ["flat Wasm, copy", 1, () => flatWasm("second")],
  ["closures", 8, closures],
  ["EventEmitter", 32, eventEmitter],
  ["signals", 32, signals],
];
const pause = () => new Promise(done => setTimeout(done, 2));

async function timed() {
  const runs = [];
  for (const [name, share, make] of versions) runs.push({ name, share, run: await make(), times: [] });
  const expected = runs[1].run(1000);
  for (const { name, run } of runs) {
    const found = run(1000);
    if (found !== expected) throw new Error(`${name} computes ${found} instead of ${expected}`);
  }
  // Many calls, and pauses, so that the optimising compiler has been there before the rounds that count.
  for (let warm = 0; warm < 4; warm++) {
    for (const { run } of runs) {
      for (let i = 0; i < 100; i++) run(500);
      await pause();
    }
  }
  for (let round = 0; round <= rounds; round++) {
    for (const { share, run, times } of round % 2 ? runs.toReversed() : runs) {
      const n = Math.ceil(events / rounds / share), start = performance.now();
      run(n);
      const time = ((performance.now() - start) * 1e6) / n / depth;
      if (round > 0) times.push(time);
    }
  }
  return runs.map(({ name, times }) => ({ name, times }));
}

async function alone(only) {
  const run = await versions.find(([name]) => name === only)[2]();
  let collections = 0;
  const observer = new PerformanceObserver(list => { collections += list.getEntries().length; });
  observer.observe({ entryTypes: ["gc"] });
  await pause();
  collections = 0;
  run(events);
  await pause();
  await pause();
  return { collections, memory: process.resourceUsage().maxRSS * 1024 };
}

console.log(JSON.stringify(await (settings.only ? alone(settings.only) : timed())));
