import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive, removePidFile, runningProcess, writePidFile } from './pid-file.ts';
import type { ServerPlace } from './server-command.ts';

/** A server that still recovers after this long counts as started, ms. */
const START_PATIENCE_MS = 10_000;
/** A server that has not ended by then is killed, ms. */
const STOP_PATIENCE_MS = 30_000;
const POLL_MS = 20;

const launcher = fileURLToPath(new URL('../../bin/vivarium.js', import.meta.url));

/** The shell command that `start` runs. */
export function backgroundCommand(place: ServerPlace): string {
  const words = [process.execPath, launcher, 'server', 'start-foreground', place.config];
  return `${words.map((word) => `"${word}"`).join(' ')} > "${place.outputFile}" 2>&1 < /dev/null`;
}

export async function startInBackground(place: ServerPlace): Promise<number> {
  process.stdout.write('Starting zookeeper ... ');
  const running = runningProcess(place.pidFile);
  if (running !== null) {
    process.stdout.write(`already running as process ${running}.\n`);
    return 1;
  }
  mkdirSync(dirname(place.outputFile), { recursive: true });
  const output = openSync(place.outputFile, 'w');
  const child = spawn(process.execPath, [launcher, 'server', 'start-foreground', place.config], {
    detached: true,
    // The channel tells when the server serves; it is closed before this process ends.
    stdio: ['ignore', output, output, 'ipc'],
    env: place.env as NodeJS.ProcessEnv,
  });
  closeSync(output);
  if (child.pid !== undefined) writePidFile(place.pidFile, child.pid);
  const serving = new Promise<boolean>((resolve) => {
    child.once('message', () => resolve(true));
    child.once('exit', () => resolve(false));
    child.once('error', () => resolve(false));
  });
  const patience = new AbortController();
  const late = delay(START_PATIENCE_MS, true, { signal: patience.signal }).catch(() => true);
  const started = await Promise.race([serving, late]);
  patience.abort();
  if (child.connected) child.disconnect();
  child.unref();
  if (started) {
    process.stdout.write('STARTED\n');
    return 0;
  }
  removePidFile(place.pidFile);
  process.stdout.write('FAILED TO START\n');
  process.stderr.write(`The reason stands in ${place.outputFile}\n`);
  return 1;
}

export async function stopInBackground(place: ServerPlace): Promise<number> {
  process.stdout.write('Stopping zookeeper ... ');
  if (!existsSync(place.pidFile)) {
    process.stdout.write(`no zookeeper to stop (could not find file ${place.pidFile})\n`);
    return 0;
  }
  const pid = runningProcess(place.pidFile);
  if (pid !== null) await end(pid);
  removePidFile(place.pidFile);
  process.stdout.write('STOPPED\n');
  return 0;
}

async function end(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  for (let waitedMs = 0; isAlive(pid); waitedMs += POLL_MS) {
    if (waitedMs > STOP_PATIENCE_MS) process.kill(pid, 'SIGKILL');
    await delay(POLL_MS);
  }
}
