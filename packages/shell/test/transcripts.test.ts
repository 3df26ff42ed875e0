import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZooKeeper } from '@vivarium/client';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineText, Shell } from '../src/index.ts';

// Each text file is one session: a line after "> " is typed, what follows is the answer, "! " before what goes to
// standard error, and the exit code where it is not 0.

const folder = new URL('./transcripts/', import.meta.url);
let data: string;
let server: RunningServer;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'shell-'));
  const config = {
    dataDir: data,
    clientPort: '0',
    clientPortAddress: '127.0.0.1',
    extendedTypesEnabled: 'true',
    enforceQuota: 'true',
  };
  server = await startServer(zooConfigFrom(config), { logger: lineLogger(() => undefined) });
});

afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

/** What differs between two runs. */
function masked(line: string): string {
  return line
    .replaceAll(`127.0.0.1:${server.clientPort}`, '<server>')
    .replace(/^([cmp]Zxid) = 0x[0-9a-f]+$/, '$1 = <zxid>')
    .replace(/^([cm]time) = .*$/, '$1 = <date>')
    .replace(/^ephemeralOwner = 0x[0-9a-f]{2,}$/, 'ephemeralOwner = <session>');
}

async function replay(text: string): Promise<string> {
  const printed: string[] = [];
  const shell = new Shell({
    open: (connectString) => new ZooKeeper(connectString),
    connectString: `127.0.0.1:${server.clientPort}`,
    connectDeadlineMs: 20_000,
    print: (line) => {
      const mark = line.stream === 'err' ? '! ' : '';
      for (const each of lineText(line).split('\n')) printed.push(mark + masked(each));
    },
    version: '3.9.5-test',
    timeZone: 'UTC',
  });
  await shell.connect();
  printed.length = 0;
  try {
    for (const line of text.split('\n')) {
      if (line.startsWith('#')) printed.push(line);
      if (!line.startsWith('> ')) continue;
      printed.push(line);
      const { exitCode } = await shell.run(line.slice(2));
      if (exitCode !== 0) printed.push(`exit code ${exitCode}`);
    }
  } finally {
    await shell.close();
  }
  return `${printed.join('\n')}\n`;
}

describe('transcripts', () => {
  for (const file of readdirSync(folder)) {
    it(file, async () => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      await expect(await replay(text)).toMatchFileSnapshot(new URL(file, folder).pathname);
    });
  }
});
