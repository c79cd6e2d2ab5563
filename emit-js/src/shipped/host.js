const programArgs = globalThis.process ? process.argv.slice(2) : [];

function readStdin(encoding) {
  return globalThis.process ? process.getBuiltinModule("fs").readFileSync(0, encoding) : "";
}

let unfinishedLine = "";

function writeStdout(text) {
  if (globalThis.process) return void process.stdout.write(text);
  const lines = (unfinishedLine + text).split("\n");
  unfinishedLine = lines.pop();
  for (const line of lines) console.log(line);
}

function writeStdoutBytes(text) {
  if (globalThis.process) process.stdout.write(Buffer.from(text, "latin1"));
  else writeStdout(text);
}

function exitProgram(code) {
  if (globalThis.process) process.exit(code);
  throw { exited: true };
}
