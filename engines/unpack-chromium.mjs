// Unpacks the Chromium of the npm package @sparticuz/chromium into a folder: `node unpack-chromium.mjs FOLDER`.
//
// The package holds brotli-compressed files and would unpack them into the system's temporary folder on every
// machine start; here they go where the installation is.

import { mkdirSync, createReadStream, createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const folder = process.argv[2];
const packed = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "../bin");

async function unpack(name, target) {
  await pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), target);
}

mkdirSync(folder, { recursive: true });
await Promise.all([
  unpack("chromium.br", createWriteStream(join(folder, "chromium"), { mode: 0o755 })),
  unpack("fonts.tar.br", extract(join(folder, "fonts"))),
  unpack("swiftshader.tar.br", extract(folder)),
  // Libraries that a machine without a desktop lacks.
  unpack("al2023.tar.br", extract(join(folder, "al2023"))),
]);
