#!/usr/bin/env node
// libuv reads the size of its thread pool once, before the first file is opened asynchronously, and Node loads
// modules of the other kind that way: so this one file is CommonJS and sets it first. Four threads for each
// member that may run in this process, and eight for everything else.
const MEMBERS_MAX = 5;
process.env.UV_THREADPOOL_SIZE ??= String(4 * MEMBERS_MAX + 8);

const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..', '..');
const main = join(__dirname, '..', 'dist', 'main.js');
const packed = join(__dirname, '..', 'dist', 'packed', 'main.js');

/** When a file was written, ms; 0 for one that is not there. */
const writtenMs = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** The same program in few files, which starts sooner, unless something was compiled after it was packed. */
function newest() {
  const packedMs = writtenMs(packed);
  const isStale = (folder) =>
    readdirSync(join(root, folder)).some(
      (name) => writtenMs(join(root, folder, name, 'dist', '.tsbuildinfo')) > packedMs,
    );
  return packedMs === 0 || isStale('packages') || isStale('apps') ? main : packed;
}

if (writtenMs(main) === 0) {
  process.stderr.write('vivarium is not built yet: run "npm run build" in its folder first\n');
  process.exit(1);
}
import(newest())
  .then(({ runCommandLine }) => runCommandLine(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
