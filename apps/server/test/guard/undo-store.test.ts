import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNDO_BYTES_MAX } from '@vivarium/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inverse } from '../../src/guard/inverse.ts';
import { UndoStore } from '../../src/guard/undo-store.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vivarium-undo-'));
});
afterEach(() => rm(dir, { recursive: true }));

const open = () => UndoStore.open(dir, () => 1_000);
const taken = (path: string): Inverse => ({ op: 'delete', path, version: 0, czxid: '0x10' });
const unheard = (path: string): Inverse => ({
  op: 'delete',
  path,
  version: 0,
  czxid: null,
  madeAfter: '0x9',
  dataSha256: 'x',
});
const paths = async (store: UndoStore, id: string) => (await store.read(id)).map(({ path }) => path);

describe('the inverses of a piece of work', () => {
  it('are on file before its writes leave, for whoever comes after a crash', async () => {
    const ledger = await (await open()).begin('job');
    await ledger.plan([unheard('/a'), unheard('/b')]);
    ledger.did(taken('/a'));
    const after = await open();
    expect(await paths(after, 'job')).toEqual(['/b', '/a']);
    expect(await after.offerOf('job')).toMatchObject({ id: 'job', writes: 2 });
  });

  it('are those of what happened once it has ended, the last first', async () => {
    const store = await open();
    const ledger = await store.begin('job');
    await ledger.plan([unheard('/a'), unheard('/b'), unheard('/c')]);
    ledger.did(taken('/a'));
    ledger.did(taken('/b'));
    expect(await ledger.close()).toMatchObject({ id: 'job', writes: 2 });
    expect(await store.read('job')).toEqual([taken('/b'), taken('/a')]);
  });

  it('stay when it goes on in another run, and stand there once', async () => {
    const first = await (await open()).begin('job');
    await first.plan([taken('/a'), taken('/b')]);
    const store = await open();
    const second = await store.begin('job');
    await second.plan([taken('/b'), taken('/c')]);
    second.did(taken('/b'));
    second.did(taken('/c'));
    await second.close();
    expect(await paths(store, 'job')).toEqual(['/c', '/b', '/a']);
  });

  it('are read without the line that a crash tore', async () => {
    const store = await open();
    await store.keep('w1', [taken('/a')]);
    await appendFile(join(dir, 'w1.jsonl'), '{"op":"del');
    expect(await paths(await open(), 'w1')).toEqual(['/a']);
  });

  it('are none where nothing happened, and none where they are too large', async () => {
    const store = await open();
    const ledger = await store.begin('job');
    await ledger.plan([unheard('/a')]);
    expect([await ledger.close(), store.has('job')]).toEqual([null, false]);
    const large = await store.begin('large');
    const data = Buffer.alloc(UNDO_BYTES_MAX / 2).toString('base64');
    for (const path of ['/a', '/b', '/c', '/d']) {
      const inverse: Inverse = { op: 'create', path, data, acl: [], kind: 'persistent', ttlMs: null };
      await large.plan([inverse]);
      large.did(inverse);
    }
    expect([await large.close(), store.has('large')]).toEqual([null, false]);
    await expect(store.read('large')).rejects.toThrow(
      expect.objectContaining({ message: expect.anything() }),
    );
  });
});
