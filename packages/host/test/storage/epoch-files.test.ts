import fs from 'node:fs';
import path from 'node:path';
import { makeZxid, type Zxid } from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { EpochFiles, settleEpochs } from '../../src/storage/epoch-files.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import { temporaryDirectory } from './storage-fixture.ts';

function put(directory: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(directory, name), text);
  return directory;
}

function filesIn(directory: string): Record<string, string> {
  const names = fs.readdirSync(directory).sort();
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(directory, name), 'utf8')]));
}

describe('stored epochs', () => {
  test('are decimal text without a line end, each in its own file', async () => {
    const directory = temporaryDirectory();
    const files = new EpochFiles(directory, 0);
    await files.store('accepted', 12);
    await files.store('current', 11);
    expect(filesIn(directory)).toEqual({ acceptedEpoch: '12', currentEpoch: '11' });
  });

  test('a later history is vouched for before it is there, and the voucher becomes the epoch', async () => {
    const directory = put(temporaryDirectory(), { currentEpoch: '3', acceptedEpoch: '5' });
    const files = new EpochFiles(directory, 3);
    await files.claim(3);
    expect(filesIn(directory)['currentEpoch.tmp']).toBeUndefined();
    await files.claim(4);
    expect(filesIn(directory)).toMatchObject({ currentEpoch: '3', 'currentEpoch.tmp': '4' });
    await files.store('current', 5);
    expect(filesIn(directory)).toEqual({ currentEpoch: '5', acceptedEpoch: '5' });
  });
});

describe('at the start', () => {
  const settle = (files: Readonly<Record<string, string>>, zxid: Zxid) =>
    settleEpochs(put(temporaryDirectory(), files), zxid);

  test('a directory without them is of the epoch of its last zxid, and they are made', async () => {
    const directory = temporaryDirectory();
    expect(await settleEpochs(directory, makeZxid(7, 3))).toEqual({ accepted: 7, current: 7 });
    expect(filesIn(directory)).toEqual({ acceptedEpoch: '7', currentEpoch: '7' });
  });

  test('they are what the files say', async () => {
    expect(await settle({ currentEpoch: '5', acceptedEpoch: '6\n' }, makeZxid(4, 9))).toEqual({
      accepted: 6,
      current: 5,
    });
  });

  test('after a crash amid a synchronization it is the epoch of the history that is there, and no more', async () => {
    const files = { currentEpoch: '3', acceptedEpoch: '6', 'currentEpoch.tmp': '5' };
    const directory = put(temporaryDirectory(), files);
    expect(await settleEpochs(directory, makeZxid(4, 9))).toEqual({ accepted: 6, current: 4 });
    expect(filesIn(directory)).toEqual({ currentEpoch: '4', acceptedEpoch: '6' });
  });

  test('a voucher that was not needed goes', async () => {
    const directory = put(temporaryDirectory(), {
      currentEpoch: '5',
      acceptedEpoch: '6',
      'currentEpoch.tmp': '',
    });
    expect(await settleEpochs(directory, makeZxid(5, 1))).toEqual({ accepted: 6, current: 5 });
    expect(filesIn(directory)).toEqual({ currentEpoch: '5', acceptedEpoch: '6' });
  });

  test.each([
    [{ currentEpoch: '3', acceptedEpoch: '6' }, /0x400000001 is of a later one: the files of two members/],
    [{ currentEpoch: '3', acceptedEpoch: '6', 'currentEpoch.tmp': '3' }, /is of a later one/],
    [{ currentEpoch: '5', acceptedEpoch: '4' }, /acceptedEpoch says epoch 4, but the member is in epoch 5/],
    [{ currentEpoch: '5' }, /acceptedEpoch is missing beside currentEpoch/],
    [{ currentEpoch: 'five', acceptedEpoch: '5' }, /currentEpoch holds "five", which is not an epoch/],
  ])('%o is refused in one sentence', async (files, sentence) => {
    const refused = settle(files as Record<string, string>, makeZxid(4, 1));
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toBeInstanceOf(StorageError);
  });
});
