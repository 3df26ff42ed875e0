import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freshDirectory, run } from '../harness/index.ts';
import type { OtherName } from './client-drivers.ts';

const PINNED: Readonly<Record<OtherName, string>> = {
  zookeeper: '7.3.0',
  'node-zookeeper-client': '1.1.3',
};
const INSTALL_TIMEOUT_MS = 300_000;
/** The native client compiles ZooKeeper's C library. */
const BUILD_TIMEOUT_MS = 900_000;

export interface InstalledClients {
  readonly folder: string;
  readonly names: readonly OtherName[];
  /** Why the missing ones are missing, in words for the table's reader. */
  readonly missing: readonly string[];
}

/** Installs the other clients in a temporary folder outside the repository; each on its own, as any may fail. */
export async function installClients(): Promise<InstalledClients> {
  const folder = freshDirectory('bench-clients');
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const names: OtherName[] = [];
  const missing: string[] = [];
  for (const name of ['zookeeper', 'node-zookeeper-client'] as const) {
    const reason = await install(name, folder);
    if (reason === null) names.push(name);
    else missing.push(`${name} ${PINNED[name]} is not compared: ${reason}`);
  }
  return { folder, names, missing };
}

/** Null when it can be loaded, else why not. */
async function install(name: OtherName, folder: string): Promise<string | null> {
  try {
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${PINNED[name]}`];
    const installed = await run('npm', args, { cwd: folder, timeoutMs: INSTALL_TIMEOUT_MS });
    if (installed.code !== 0) return `npm install failed: ${lastWords(installed.stderr)}`;
    if (name === 'zookeeper') {
      const cwd = join(folder, 'node_modules', name);
      const built = await run('npm', ['run', 'install'], { cwd, timeoutMs: BUILD_TIMEOUT_MS });
      if (built.code !== 0) return `it could not be built: ${lastWords(built.stderr)}`;
    }
    createRequire(join(folder, 'package.json'))(name);
    return null;
  } catch (error) {
    return lastWords(error instanceof Error ? error.message : String(error));
  }
}

function lastWords(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ').slice(0, 300);
}
