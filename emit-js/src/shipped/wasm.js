let wasmModule = null;

async function fetchWasm(url) {
  if (url.protocol === "file:" && globalThis.process) return process.getBuiltinModule("fs").readFileSync(url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be loaded: ${response.status} ${response.statusText}`);
  return response;
}

async function wasmOfText(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function instantiateWasm(source, imports) {
  const options = { builtins: ["js-string"], importedStringConstants: "'" };
  if (source instanceof Uint8Array) return WebAssembly.instantiate(source, imports, options);
  return source.headers.get("content-type") === "application/wasm"
    ? WebAssembly.instantiateStreaming(source, imports, options)
    : WebAssembly.instantiate(await source.arrayBuffer(), imports, options);
}

function wasmTrouble(error) {
  const text = String(error?.message ?? error);
  const policy = ["content security policy", "csp", "disallowed by embedder"];
  if (policy.some((words) => text.toLowerCase().includes(words))) {
    return "this page's Content-Security-Policy forbids WebAssembly: its script-src lacks 'wasm-unsafe-eval'";
  }
  return `this program needs WebAssembly with garbage collection and string builtins, which this engine lacks (${text})`;
}

function startWasm(fetched, imports, start) {
  const load = async () => {
    const source = await fetched;
    try {
      return await instantiateWasm(source, imports);
    } catch (error) {
      throw new Error(wasmTrouble(error), { cause: error });
    }
  };
  const ready = load().then(({ module, instance }) => {
    wasmModule = module;
    start(instance.exports);
  });
  ready.catch((error) => {
    console.error(`cannot start: ${error.message}`);
    if (globalThis.process) process.exitCode = 1;
  });
  return ready;
}

function notReady() {
  throw new Error("the WebAssembly half is still loading: wait for the exported promise `ready`");
}

let wasmStarted = false;

const waitingTurns = [];

const needsWasm = new WeakSet();

function whenReady(turn) {
  needsWasm.add(turn);
  return turn;
}

function asPatientListener(turn) {
  if (turn === null) return null;
  let entered = listenerOf.get(turn);
  if (!entered) {
    const needs = needsWasm.has(turn);
    entered = (...args) => {
      // Turns keep their order: who comes after one that waits, waits too.
      const waits = !wasmStarted && openTurns === 0 && (needs || waitingTurns.length > 0);
      return waits ? void waitingTurns.push([turn, args]) : runTurn(turn, ...args);
    };
    listenerOf.set(turn, entered);
  }
  return entered;
}

function runWaitingTurns() {
  wasmStarted = true;
  for (const [turn, args] of waitingTurns) runTurn(turn, ...args);
}

const trapMessages = [
  "index out of range",
  "value is null",
  "division by zero",
  "integer overflow in division",
  "failed cast",
  "negative exponent",
  "negative array length",
  "stack overflow",
  "out of memory",
  "unreachable code reached",
  "panic",
];

let crossingPlace = null;

function wasmPlaces() {
  const places = new Map();
  if (wasmModule === null) return places;
  const [section] = WebAssembly.Module.customSections(wasmModule, "seam.pos");
  if (!section) return places;
  const bytes = new Uint8Array(section);
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const size = number();
    at += size;
    return new TextDecoder().decode(bytes.subarray(at - size, at));
  };
  const list = (item) => Array.from({ length: number() }, item);
  const files = list(text);
  const functions = list(text);
  let offset = 0;
  const frame = () => {
    const name = functions[number()];
    const file = files[number()];
    return `${file}:${number()}:${number()} in ${name}`;
  };
  list(() => {
    offset += number();
    places.set(offset, { kind: number(), frames: list(frame) });
  });
  return places;
}

const wasmFrame = "wasm-function\\[\\d+\\]:0x([0-9a-f]+)";

function wasmFrames(error) {
  const places = wasmPlaces();
  const found = [...String(error.stack).matchAll(new RegExp(wasmFrame, "g"))];
  return found.map((match) => places.get(parseInt(match[1], 16))).filter(Boolean);
}

// An exception of JavaScript that went through Wasm: its own stack, with places of the source for the Wasm frames.
function describeException(error) {
  const places = wasmPlaces();
  const frame = new RegExp(wasmFrame);
  const lines = String(error?.stack).split("\n").map((line) => {
    const found = places.get(parseInt(line.match(frame)?.[1], 16));
    return found ? found.frames.map((place) => "    at " + place) : line;
  });
  return lines.some(Array.isArray) ? lines.flat().join("\n") : error;
}

function describePanic(error) {
  if (isOverflow(error)) {
    const places = wasmFrames(error).flatMap((found) => found.frames);
    return places.length > 0 ? ["panic: stack overflow", ...places].join("\n  at ") : `panic: stack overflow${overflowPlace(error)}`;
  }
  const trap = wasmModule !== null && error instanceof WebAssembly.RuntimeError;
  if (!trap && !(error instanceof Panic)) return describeException(error);
  const frames = wasmFrames(error);
  let message = trap && frames[0]?.kind ? trapMessages[frames[0].kind - 1] : error.message;
  // One instruction divides and checks both; only the engine's own text tells which check failed.
  if (message === "division by zero" && (error.message.includes("unrepresentable") || error.message.includes("overflow"))) {
    message = "integer overflow in division";
  }
  const places = frames.flatMap((found) => found.frames);
  if (error.at) places.unshift(error.at);
  else if (frames[0]?.frames.length === 0) places.unshift(crossingPlace);
  return [`panic: ${message}`, ...places].join("\n  at ");
}

const wrapperOf = new WeakMap();

const originOf = new WeakMap();

function fromWasm(closure, apply) {
  if (closure === null) return null;
  let wrapper = originOf.get(closure) ?? wrapperOf.get(closure);
  if (!wrapper) {
    wrapper = (...args) => apply(closure, ...args);
    wrapperOf.set(closure, wrapper);
    originOf.set(wrapper, closure);
  }
  return wrapper;
}

function toWasm(f, wrap) {
  if (f === null) return null;
  let closure = originOf.get(f);
  if (!closure) {
    closure = wrap(f);
    originOf.set(f, closure);
    originOf.set(closure, f);
  }
  return closure;
}

function optionalOf(pair) {
  return pair[0] ? pair[1] : null;
}

function flagOf(value, zero) {
  return value === null ? [0, zero] : [1, value];
}

let crossed = [];

// Several results are given to Wasm one by one: an array it would read by its iterator, which is slow.
function firstOf(all) {
  crossed = all;
  return all[0];
}

function restOf(at) {
  return () => crossed[at];
}

// The memory of a buffer is given back when neither the buffer nor a view that was handed out can be reached.
const freedBuffers = new FinalizationRegistry(([free, address, bytes]) => free(address, bytes));

function bufferMade(free, buffer, address, bytes) {
  freedBuffers.register(buffer, [free, address, bytes]);
}

const bufferOf = new WeakMap();

function bufferView(Numbers, memory, buffer, pointer, length) {
  const view = new Numbers(memory.buffer, pointer(buffer), length(buffer));
  bufferOf.set(view, buffer);
  return view;
}
