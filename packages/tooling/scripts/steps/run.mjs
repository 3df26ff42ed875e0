import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('../../../..', import.meta.url));

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/**
 * Runs a program in the root folder with our own input and output; resolves with its exit code.
 * A signal that ends us is passed on, so that no child outlives its script.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(signal === null ? code : 1);
    });
  });
}

/** Runs a step that must succeed: its failure is ours, with the same code. */
export async function must(what, command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) {
    console.error(`vivarium: ${what} failed (exit code ${code}): ${command} ${args.join(' ')}`);
    process.exit(code);
  }
}

export const node = (args, options) => run(process.execPath, args, options);
export const npm = (what, args, options) => must(what, NPM, args, options);

/** A package's own program, by its file: no shell, no search path. */
export function bin(file) {
  return fileURLToPath(new URL(`../../../../node_modules/${file}`, import.meta.url));
}
