// Times one kernel in several versions, interleaved, in this process.
//
// In, JSON on stdin: {"versions": [{"label", "module"}..], "repetitions", "expected": text, "digits"?}.
// Out, JSON on stdout: [{"label", "first": ms, "times": [ms..]}..] in the order of the versions.
//
// A module exports `run`, and `ready` if it must be awaited. Every result is checked: `expected` is the result as
// text, of so many digits after the point if `digits` is there. A wrong one ends this process with an error.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const request = JSON.parse(readFileSync(0, "utf8"));

function timed(version) {
  const start = performance.now();
  const result = version.run();
  const time = performance.now() - start;
  const text = request.digits === undefined ? String(result) : result.toFixed(request.digits);
  if (text !== request.expected) throw new Error(`${version.label}: ${text} instead of ${request.expected}`);
  return time;
}

const versions = [];
for (const { label, module } of request.versions) {
  const exports = await import(pathToFileURL(module).href);
  await exports.ready;
  versions.push({ label, run: exports.run, times: [] });
}
for (const version of versions) version.first = timed(version);
// Gives the engine's compiler threads time to finish before the rounds that count.
for (const version of versions) timed(version);
for (let round = 0; round < request.repetitions; round++) {
  for (const version of versions) version.times.push(timed(version));
}
process.stdout.write(JSON.stringify(versions.map(({ label, first, times }) => ({ label, first, times }))));
