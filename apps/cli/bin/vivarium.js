#!/usr/bin/env node
// libuv reads the size of its thread pool once, before the first file is opened asynchronously, and Node loads
// modules of the other kind that way: so this one file is CommonJS and sets it first. Four threads for each
// member that may run in this process, and eight for everything else.
const MEMBERS_MAX = 5;
process.env.UV_THREADPOOL_SIZE ??= String(4 * MEMBERS_MAX + 8);

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '..', 'dist', 'main.js');
if (!existsSync(main)) {
  process.stderr.write('vivarium is not built yet: run "npm run build" in its folder first\n');
  process.exit(1);
}
import(main)
  .then(({ runCommandLine }) => runCommandLine(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
