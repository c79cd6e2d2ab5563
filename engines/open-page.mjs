// Opens a built page in headless Chromium, follows a script, and says how it went.
//
// In, JSON on stdin: {"chromium", "libraries", "folder", "screenshots", "width", "height", "steps": [..], "policy":
// Content-Security-Policy or null, "before": script that runs first or null, "fromFile": whether to do without a server}.
// Out, JSON on stdout: {"steps": [{"ok", "value", "error"}..], "console": [lines], "errors": [uncaught errors],
// "requests": [paths that the page asked for]}. The first step that fails is the last one.
//
// Steps: {"click": selector}, {"waitFor": selector}, {"waitUntil": expression}, {"evaluate": expression},
// {"pixels": selector of a canvas, "at": [[x, y]..]} (gives RGBA each), {"fill": selector, "text"},
// {"press": key}, {"sleep": milliseconds}, {"screenshot": name}.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const STEP_LIMIT = 20_000;

/** Serves a folder on the loopback interface. */
function serve({ folder, policy }, requests) {
  const headers = policy ? { "content-security-policy": policy } : {};
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    requests.push(path);
    try {
      const name = path.endsWith("/") ? `${path}index.html` : path;
      const body = await readFile(join(folder, name));
      response
        .writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", ...headers })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const actions = {
  click: (page, step) => page.click(step.click),
  waitFor: async (page, step) => void (await page.waitForSelector(step.waitFor)),
  waitUntil: async (page, step) => void (await page.waitForFunction(step.waitUntil)),
  evaluate: (page, step) => page.evaluate(step.evaluate),
  pixels: (page, step) => page.$eval(step.pixels, readPixels, step.at),
  fill: (page, step) => page.fill(step.fill, step.text),
  press: (page, step) => page.keyboard.press(step.press),
  sleep: (page, step) => page.waitForTimeout(step.sleep),
  screenshot: async (page, step, request) => {
    await page.screenshot({ path: join(request.screenshots, `${step.screenshot}.png`) });
  },
};

/** Runs in the page. */
function readPixels(canvas, points) {
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return points.map(([x, y]) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)]);
}

async function follow(page, request) {
  const results = [];
  for (const step of request.steps) {
    const name = Object.keys(actions).find((key) => key in step);
    try {
      if (!name) throw new Error(`unknown step ${JSON.stringify(step)}`);
      const value = await actions[name](page, step, request);
      results.push({ ok: true, value: value ?? null });
    } catch (error) {
      results.push({ ok: false, value: null, error: String(error.message ?? error) });
      break;
    }
  }
  return results;
}

const request = JSON.parse(readFileSync(0, "utf8"));
const requests = [];
const report = { steps: [], console: [], errors: [], requests };
const server = await serve(request, requests);
const browser = await chromium.launch({
  executablePath: request.chromium,
  args: FLAGS,
  env: { ...process.env, LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, request.libraries].filter(Boolean).join(":") },
});
try {
  const page = await browser.newPage({ viewport: { width: request.width, height: request.height } });
  page.setDefaultTimeout(STEP_LIMIT);
  page.on("console", (message) => report.console.push(message.text()));
  page.on("pageerror", (error) => report.errors.push(String(error.stack ?? error)));
  if (request.before) await page.addInitScript(request.before);
  const file = pathToFileURL(join(request.folder, "index.html")).href;
  await page.goto(request.fromFile ? file : `http://127.0.0.1:${server.address().port}/`);
  report.steps = await follow(page, request);
} finally {
  await browser.close();
  server.close();
}
process.stdout.write(JSON.stringify(report));
