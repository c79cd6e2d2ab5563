let wasmModule = null;

async function loadWasm(url, imports) {
  const options = { builtins: ["js-string"], importedStringConstants: "'" };
  let result;
  if (url.protocol === "file:") {
    const bytes = process.getBuiltinModule("fs").readFileSync(url);
    result = await WebAssembly.instantiate(bytes, imports, options);
  } else {
    const response = await fetch(url);
    const type = response.headers.get("content-type");
    result = type === "application/wasm"
      ? await WebAssembly.instantiateStreaming(response, imports, options)
      : await WebAssembly.instantiate(await response.arrayBuffer(), imports, options);
  }
  wasmModule = result.module;
  return result.instance.exports;
}

function notReady() {
  throw new Error("the WebAssembly half is still loading: wait for the exported promise `ready`");
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

function wasmFrames(error) {
  const [section] = WebAssembly.Module.customSections(wasmModule, "seam.pos");
  if (!section) return [];
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
  const places = new Map();
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
  const found = [...String(error.stack).matchAll(new RegExp("wasm-function\\[\\d+\\]:0x([0-9a-f]+)", "g"))];
  return found.map((match) => places.get(parseInt(match[1], 16))).filter(Boolean);
}

function describePanic(error) {
  if (isOverflow(error)) {
    const places = wasmFrames(error).flatMap((found) => found.frames);
    return places.length > 0 ? ["panic: stack overflow", ...places].join("\n  at ") : `panic: stack overflow${overflowPlace(error)}`;
  }
  const trap = error instanceof WebAssembly.RuntimeError;
  if (!trap && !(error instanceof Panic)) return error;
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
