// Times one kernel in several versions, interleaved: JavaScript and Wasm in this process, native code in others.
//
// In, JSON on stdin: {"versions": [{"label", "module"} or {"label", "command"}..], "repetitions", "expected": text,
// "digits"?}. Out, JSON on stdout: [{"label", "first": ms, "times": [ms..]}..] in the order of the versions.
//
// A module exports `run`, and `ready` if it must be awaited. A command runs the kernel once for each line that it reads,
// and answers with a line of milliseconds and result. Every result is checked: `expected` is the result as text, of so
// many digits after the point if `digits` is there. A wrong one ends this process with an error.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const request = JSON.parse(readFileSync(0, "utf8"));
const asText = (result) => (request.digits === undefined ? String(result) : Number(result).toFixed(request.digits));

async function ofModule(module) {
  const exports = await import(pathToFileURL(module).href);
  await exports.ready;
  return () => {
    const start = performance.now();
    const result = exports.run();
    return [performance.now() - start, asText(result)];
  };
}

function ofCommand(command) {
  const child = spawn(command, { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    child.stdin.write("\n");
    const { value, done } = await answers.next();
    if (done) throw new Error("the program ended");
    const [time, result] = value.split(" ");
    return [Number(time), asText(result)];
  };
}

async function timed(version) {
  const [time, text] = await version.run();
  if (text !== request.expected) throw new Error(`${version.label}: ${text} instead of ${request.expected}`);
  return time;
}

const versions = [];
for (const { label, module, command } of request.versions) {
  versions.push({ label, run: module ? await ofModule(module) : ofCommand(command), times: [] });
}
for (const version of versions) version.first = await timed(version);
// Gives the engine's compiler threads time to finish before the rounds that count.
for (const version of versions) await timed(version);
for (let round = 0; round < request.repetitions; round++) {
  for (const version of versions) version.times.push(await timed(version));
}
const answer = versions.map(({ label, first, times }) => ({ label, first, times }));
// Leaves once it is written: native versions would wait for more rounds.
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
