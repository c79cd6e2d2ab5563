// Serves a folder to a browser until its page sends a result.
//
// In: node serve-to-browser.mjs FOLDER BROWSER ARGUMENTS…, where the address of the page is the browser's last argument.
// Out: what the page sent as `POST /result`, on stdout. After five minutes without it, an error.

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const LIMIT = 300_000;

const [folder, browser, ...args] = process.argv.slice(2);
let child;

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  if (request.method === "POST" && path === "/result") {
    const parts = [];
    for await (const part of request) parts.push(part);
    response.writeHead(204).end();
    finish(Buffer.concat(parts), 0);
    return;
  }
  const name = path === "/" ? "/index.html" : path;
  try {
    const body = await readFile(join(folder, name));
    response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});

function finish(text, code) {
  child.kill();
  process.stdout.write(text, () => process.exit(code));
}

server.listen(0, "127.0.0.1", () => {
  child = spawn(browser, [...args, `http://127.0.0.1:${server.address().port}/`], { stdio: "ignore" });
  child.on("error", (error) => finish(`${browser}: ${error.message}`, 1));
  setTimeout(() => finish(`${browser} sent no result`, 1), LIMIT);
});
