import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDataDirectory } from '../../src/storage/data-directory.ts';
import { diskCause } from '../../src/storage/storage-error.ts';
import { contentOf, temporaryDirectory } from './storage-fixture.ts';

function put(directory: string, name: string, text = 'x'): void {
  const file = path.join(directory, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

describe('what is taken', () => {
  test('a directory that is not there is made, an empty one is used, and both are locked', async () => {
    const base = temporaryDirectory();
    const [data, logs] = [path.join(base, 'a/data'), path.join(base, 'logs')];
    fs.mkdirSync(logs);
    const directory = await openDataDirectory(data, logs);
    expect(directory.snapshotDirectory).toBe(path.join(data, 'version-2'));
    expect(directory.logDirectory).toBe(path.join(logs, 'version-2'));
    await expect(openDataDirectory(path.join(base, 'b'), logs)).rejects.toThrow(/in use/);
    await directory.release();
    await (await openDataDirectory(data, logs)).release();
  });

  test.each(['myid', 'zoo.cfg', 'zookeeper_server.pid', 'zookeeper.out', '.hidden', 'lost+found'])(
    'a directory with %s and nothing else is one made for a server',
    async (name) => {
      const data = temporaryDirectory();
      put(data, name);
      await (await openDataDirectory(data, data)).release();
    },
  );

  test("Apache's files are taken", async () => {
    const data = temporaryDirectory();
    for (const name of ['version-2/log.1', 'version-2/snapshot.0', 'version-2/currentEpoch', 'other'])
      put(data, name);
    await (await openDataDirectory(data, data)).release();
  });
});

describe('what is refused, with nothing written', () => {
  async function expectRefusal(base: string, data: string, logs: string, message: RegExp): Promise<void> {
    const before = contentOf(base);
    await expect(openDataDirectory(data, logs)).rejects.toThrow(message);
    expect(contentOf(base)).toEqual(before);
  }

  test('a file', async () => {
    const base = temporaryDirectory();
    put(base, 'file');
    const file = path.join(base, 'file');
    await expectRefusal(base, file, file, /file is a file, not a directory: name another directory/);
  });

  test('a directory of something else', async () => {
    const base = temporaryDirectory();
    for (const name of ['a.txt', 'b.txt', 'c/d.txt', 'e.txt']) put(base, name);
    await expectRefusal(base, base, base, /not a data directory of ZooKeeper: it holds a.txt, b.txt, c, …/);
  });

  test('a version-2 of something else', async () => {
    const base = temporaryDirectory();
    put(base, 'version-2/photo.jpg');
    await expectRefusal(
      base,
      base,
      base,
      /version-2 is not a data directory of ZooKeeper: it holds photo.jpg/,
    );
  });

  test('files of one kind in the directory of the other', async () => {
    const base = temporaryDirectory();
    const [data, logs] = [path.join(base, 'data'), path.join(base, 'logs')];
    put(logs, 'version-2/snapshot.0');
    await expectRefusal(base, data, logs, /holds snapshots \(snapshot.0\): check dataDir and dataLogDir/);
    fs.rmSync(logs, { recursive: true });
    put(data, 'version-2/log.1');
    await expectRefusal(base, data, logs, /holds transaction logs \(log.1\): move them to/);
  });

  test('a place where nothing can be written', async () => {
    await expect(openDataDirectory('/proc/vivarium', '/proc/vivarium')).rejects.toThrow(
      /^cannot (make|write to) the directory \/proc.*/,
    );
  });
});

test('a full disk is named as such, with what helps', () => {
  // The device that is always full.
  const error = ((): unknown => {
    try {
      fs.writeFileSync('/dev/full', 'x');
      return null;
    } catch (failure) {
      return failure;
    }
  })();
  expect(diskCause('write the transaction log', '/data/log.1', error)).toBe(
    'cannot write the transaction log /data/log.1: no space is left on the device: free some space and start again (ENOSPC)',
  );
});
