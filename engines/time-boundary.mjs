// Times every kind of crossing between JavaScript and Wasm, in whatever engine runs this: Node, a page, a shell.
//
// In: `request`, a constant that whoever runs this puts before it: {"module": bytes, "seam": {"far", "near",
// "closures"} or null, "iterations", "rounds"}. The three are modules that the compiler made, with `run(turns)`.
// Out: {"engine", "rows": {name: [nanoseconds of one turn, of each round]}}, as a line of output (Node, shells) or as
// what `startMeasuring()` promises (a page).
//
// A loop never asks twice in a row for the same object, so that no engine can move the access out of it; all rows take
// turns, so that whatever else the machine does hits all of them; what a row computes is compared with what its
// counterpart in JavaScript computes. Nothing is subtracted here: rows named `empty…` are there for that.

/** Where results go, so that no loop is without effect. */
let sink = 0;

const later = () => new Promise((done) => (typeof setTimeout === "function" ? setTimeout(done, 1) : done()));

class Box {
  constructor(value) {
    this.value = value;
  }
}

/** What each row does, how many turns less than others, and which row must compute the same. */
function rowsOf(wasm) {
  const { addI32, addCalled, addF64, addI64, same, makeBox, readTyped, readBox, readCell, writeCell, makeClosure, applyClosure } = wasm;
  const objects = Array.from({ length: 8 }, (_, at) => ({ value: at }));
  const numbers = objects.map((_, at) => at + 0.5);
  const far = numbers.map((value) => makeBox(value));
  const near = numbers.map((value) => new Box(value));
  const farCells = [wasm.makeCells(1024), wasm.makeCells(1024)];
  const nearCells = [new Float64Array(1024), new Float64Array(1024)];
  for (let at = 0; at < 1024; at++) nearCells.forEach((cells, which) => { cells[at] = at + which; writeCell(farCells[which], at, at + which); });
  const closures = [1, 2].map((by) => { const closure = makeClosure(by); return (x) => applyClosure(closure, x); });
  const ownClosures = [1, 2].map((by) => (x) => (x + by) | 0);
  const kept = [null, null];
  const targets = [{ value: 0 }, { value: 0 }];
  const failure = () => { throw new Error("on purpose"); };

  return {
    emptyI32: { run(n) { let x = 0; for (let i = 0; i < n; i++) x = ((x ^ i) + 1) | 0; return x; } },
    callI32: { as: "emptyI32", run(n) { let x = 0; for (let i = 0; i < n; i++) x = addI32(x ^ i); return x; } },
    callCalled: { as: "emptyI32", run(n) { let x = 0; for (let i = 0; i < n; i++) x = addCalled(x ^ i); return x; } },
    emptyF64: { run(n) { let x = 0; for (let i = 0; i < n; i++) x = x * 0.5 + i + 1; return x; } },
    callF64: { as: "emptyF64", run(n) { let x = 0; for (let i = 0; i < n; i++) x = addF64(x * 0.5 + i); return x; } },
    emptyI64: { share: 4, run(n) { let x = 0n; for (let i = 0; i < n; i++) x = BigInt.asIntN(64, x + 1n); return Number(x); } },
    callI64: { share: 4, as: "emptyI64", run(n) { let x = 0n; for (let i = 0; i < n; i++) x = addI64(x); return Number(x); } },
    emptyObjects: { run(n) { let x = 0; for (let i = 0; i < n; i++) x ^= objects[(x + i) & 7].value; return x; } },
    callExtern: { as: "emptyObjects", run(n) { let x = 0; for (let i = 0; i < n; i++) x ^= same(objects[(x + i) & 7]).value; return x; } },
    emptyBoxes: { run(n) { let x = 0; for (let i = 0; i < n; i++) x += numbers[i & 7]; return x; } },
    readTyped: { as: "emptyBoxes", share: 4, run(n) { let x = 0; for (let i = 0; i < n; i++) x += readTyped(far[i & 7]); return x; } },
    readBox: { as: "emptyBoxes", run(n) { let x = 0; for (let i = 0; i < n; i++) x += readBox(far[i & 7]); return x; } },
    readNear: { as: "emptyBoxes", run(n) { let x = 0; for (let i = 0; i < n; i++) x += near[i & 7].value; return x; } },
    emptyCells: { run(n) { let x = 0; for (let i = 0; i < n; i++) x += (i & 1023) + (i & 1); return x; } },
    readCell: { as: "emptyCells", run(n) { let x = 0; for (let i = 0; i < n; i++) x += readCell(farCells[i & 1], i & 1023); return x; } },
    readOwnCell: { as: "emptyCells", run(n) { let x = 0; for (let i = 0; i < n; i++) x += nearCells[i & 1][i & 1023]; return x; } },
    // Writes what is there, so that the rows that read find the same in every round.
    writeCell: { run(n) { for (let i = 0; i < n; i++) writeCell(farCells[i & 1], i & 1023, (i & 1023) + (i & 1)); return 0; } },
    writeOwnCell: { run(n) { for (let i = 0; i < n; i++) nearCells[i & 1][i & 1023] = (i & 1023) + (i & 1); return 0; } },
    makeBox: { run(n) { for (let i = 0; i < n; i++) kept[i & 1] = makeBox(i); return 0; } },
    makeOwn: { run(n) { for (let i = 0; i < n; i++) kept[i & 1] = new Box(i + 0.5); return 0; } },
    loopNothing: { run: (n) => wasm.loopNothing(n) },
    wasmCallsJs: { as: "loopNothing", run: (n) => wasm.loopAdd(n) },
    wasmSetsProperty: { as: "loopNothing", run: (n) => wasm.loopSet(n, targets[0], targets[1]) },
    setProperty: { as: "emptyI32", run(n) { let x = 0; for (let i = 0; i < n; i++) { x = ((x ^ i) + 1) | 0; targets[i & 1].value = x; } return x; } },
    callClosure: { run(n) { let x = 0; for (let i = 0; i < n; i++) x = ownClosures[i & 1](x ^ i); return x; } },
    jsCallsWasmClosure: { as: "callClosure", run(n) { let x = 0; for (let i = 0; i < n; i++) x = closures[i & 1](x ^ i); return x; } },
    wasmCallsJsClosure: { run: (n) => wasm.loopApply(n, ownClosures[0], ownClosures[1]) },
    throwOwn: { share: 200, run(n) { let x = 0; for (let i = 0; i < n; i++) try { failure(); } catch { x++; } return x; } },
    throwThrough: { as: "throwOwn", share: 200, run(n) { let x = 0; for (let i = 0; i < n; i++) try { wasm.failThrough(); } catch { x++; } return x; } },
    trap: { as: "throwOwn", share: 200, run(n) { let x = 0; for (let i = 0; i < n; i++) try { wasm.trap(); } catch { x++; } return x; } },
  };
}

/** Rows of what the compiler makes of programs. */
async function seamRows(seam) {
  if (seam === null) return {};
  const [far, near, closures, plain] = await Promise.all([seam.far, seam.near, seam.closures, seam.plain].map((path) => import(path)));
  await Promise.all([far.ready, near.ready, closures.ready, plain.ready]);
  return {
    seamReadsNear: { run: near.run },
    seamReadsFar: { as: "seamReadsNear", run: far.run },
    seamCallsWasm: { share: 100, run: plain.run },
    seamPassesClosure: { as: "seamCallsWasm", share: 100, run: closures.run },
  };
}

const clock = typeof performance === "object" ? () => performance.now() : () => preciseTime() * 1000;

/** Nanoseconds of one turn of a row, now. */
function time(row, iterations) {
  const turns = Math.max(1, Math.ceil(iterations / (row.share ?? 1)));
  const start = clock();
  sink += Number(row.run(turns));
  return ((clock() - start) * 1e6) / turns;
}

/** Rounds that do not count. */
const WARM_UP = 8;

async function measure({ module, seam, iterations, rounds }) {
  const js = {
    add: (x) => (x + 1) | 0,
    set: (object, value) => { object.value = value; },
    apply: (f, x) => f(x),
    fail: () => { throw new Error("on purpose"); },
  };
  const { instance } = await WebAssembly.instantiate(new Uint8Array(module), { js });
  const rows = { ...rowsOf(instance.exports), ...(await seamRows(seam)) };
  for (const [name, row] of Object.entries(rows)) {
    if (row.as === undefined) continue;
    const [found, expected] = [row.run(1000), rows[row.as].run(1000)];
    if (found !== expected) throw new Error(`${name} computes ${found} instead of ${expected}`);
  }
  for (let round = 0; round < WARM_UP; round++) {
    for (const row of Object.values(rows)) time(row, iterations / 2);
    // Gives the engine's compiler threads time to finish.
    await later();
  }
  const times = Object.fromEntries(Object.keys(rows).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, row] of Object.entries(rows)) times[name].push(time(row, iterations));
    await later();
  }
  return { engine: engine(), rows: times };
}

/** What this engine calls itself. */
function engine() {
  if (typeof process === "object" && process.versions?.v8) return `Node ${process.versions.node}, V8 ${process.versions.v8}`;
  if (typeof navigator === "object") return navigator.userAgent;
  return "JavaScriptCore";
}

globalThis.startMeasuring = () => measure(request);
if (typeof document === "undefined") {
  const say = typeof print === "function" ? print : (text) => console.log(text);
  startMeasuring().then((result) => say(JSON.stringify(result)), (error) => { say(`failed: ${error?.stack ?? error}`); });
}
