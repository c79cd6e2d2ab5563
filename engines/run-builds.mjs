// Runs many builds in one Node process, one after the other, and says what each printed.
//
// In, a line of JSON each on stdin: {"app": path of app.js, "args": [..], "stdin": base64}.
// Out, a line of JSON each on stdout: {"stdout": base64, "stderr": text, "exitCode": number}.
//
// What a program can reach of the process (arguments, the three streams, the exit code) is replaced before each
// run, so that it sees what it would see as `node app.js ARGS`. An endless loop is the caller's business: it kills
// this process.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const real = { readSync: fs.readSync, readFileSync: fs.readFileSync, writeSync: fs.writeSync };
const realExit = process.exit;
const requests = createInterface({ input: process.stdin });

/** What `process.exit` throws, as the rest of the program must not run. */
class Exit extends Error {}

/** The program that is running. */
let run = null;

function begin(request) {
  run = {
    input: Buffer.from(request.stdin, "base64"),
    read: 0,
    output: { 1: [], 2: [] },
    exitCode: undefined,
    ended: false,
  };
  process.argv = [process.argv[0], request.app, ...request.args];
  // Files that it writes are its own.
  process.chdir(dirname(request.app));
  process.exitCode = undefined;
}

function write(fd, data) {
  const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (!run.ended) run.output[fd].push(bytes);
  return bytes.length;
}

function replaceStream(name, fd) {
  process[name].write = (data, encoding, done) => {
    write(fd, data);
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback) queueMicrotask(callback);
    return true;
  };
}

fs.writeSync = (fd, data, ...rest) => (fd === 1 || fd === 2 ? write(fd, data) : real.writeSync(fd, data, ...rest));
fs.readFileSync = (path, options) => {
  if (path !== 0 && path !== "/dev/stdin") return real.readFileSync(path, options);
  const encoding = typeof options === "string" ? options : options?.encoding;
  const rest = run.input.subarray(run.read);
  run.read = run.input.length;
  return encoding ? rest.toString(encoding) : Buffer.from(rest);
};
fs.readSync = (fd, buffer, ...rest) => {
  if (fd !== 0) return real.readSync(fd, buffer, ...rest);
  const { offset = 0, length = buffer.byteLength - offset } =
    typeof rest[0] === "object" && rest[0] !== null ? rest[0] : { offset: rest[0], length: rest[1] };
  const chunk = run.input.subarray(run.read, run.read + length);
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(chunk, offset);
  run.read += chunk.length;
  return chunk.length;
};
syncBuiltinESMExports();
replaceStream("stdout", 1);
replaceStream("stderr", 2);
Object.defineProperty(process, "stdin", { get: () => Readable.from([run.input]) });
console.log = console.info = console.debug = (...values) => void write(1, `${format(...values)}\n`);
console.error = console.warn = (...values) => void write(2, `${format(...values)}\n`);
process.exit = (code) => {
  if (!run.ended) run.exitCode = code ?? process.exitCode ?? 0;
  run.ended = true;
  throw new Exit();
};
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

/** What Node does with an error that nobody catches. */
function fail(error) {
  if (error instanceof Exit || run.ended) return;
  write(2, `${error?.stack ?? error}\n`);
  run.exitCode = 1;
  run.ended = true;
}

/** Lets everything happen that the program has already started: a `main` that runs after `ready`, first of all. */
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

for await (const line of requests) {
  const request = JSON.parse(line);
  begin(request);
  try {
    const exports = await import(pathToFileURL(request.app).href);
    await exports.ready;
    await settle();
  } catch (error) {
    fail(error);
  }
  const result = {
    stdout: Buffer.concat(run.output[1]).toString("base64"),
    stderr: Buffer.concat(run.output[2]).toString(),
    exitCode: Number(run.exitCode ?? process.exitCode ?? 0),
  };
  real.writeSync(1, `${JSON.stringify(result)}\n`);
}
realExit(0);
