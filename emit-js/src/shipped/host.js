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

function now() {
  return performance.now();
}

function fileTrouble(error) {
  return ["ENOENT", "EACCES", "EISDIR"].indexOf(error.code === "EPERM" ? "EACCES" : error.code) + 1 || 4;
}

function readFile(path, bytes) {
  try {
    return "0" + process.getBuiltinModule("fs").readFileSync(path, bytes ? "latin1" : "utf8");
  } catch (error) {
    return String(fileTrouble(error));
  }
}

function writeFile(path, data, kind) {
  try {
    const fs = process.getBuiltinModule("fs");
    (kind === 1 ? fs.appendFileSync : fs.writeFileSync)(path, data, kind === 2 ? "latin1" : "utf8");
    return 0;
  } catch (error) {
    return fileTrouble(error);
  }
}

function removeFile(path) {
  try {
    process.getBuiltinModule("fs").unlinkSync(path);
    return 0;
  } catch (error) {
    return fileTrouble(error);
  }
}
