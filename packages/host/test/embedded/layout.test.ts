import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { layOut } from '../../src/embedded/layout.ts';
import { endEnsembles, newFolder } from './ensemble-fixture.ts';

afterEach(endEnsembles);

const ports = (members: Awaited<ReturnType<typeof layOut>>): number[] =>
  members.flatMap(({ clientPort, quorumPort, electionPort }) => [clientPort, quorumPort, electionPort]);

describe('what lives in a data directory', () => {
  it('is three voters and one observer in a new one, each port once', async () => {
    const members = await layOut(newFolder(), null, true);
    expect(members.map(({ sid, role }) => [sid, role])).toEqual([
      [1, 'voter'],
      [2, 'voter'],
      [3, 'voter'],
      [4, 'observer'],
    ]);
    expect(new Set(ports(members)).size).toBe(12);
  });

  it('stays as it was laid out', async () => {
    const folder = newFolder();
    const first = await layOut(folder, { voters: 5, observers: 0 }, true);
    expect(await layOut(folder, null, true)).toEqual(first);
    expect(await layOut(folder, { voters: 5, observers: 0 }, false)).toEqual(first);
  });

  it('replaces a port that somebody else has by now, and only that', async () => {
    const folder = newFolder();
    const first = await layOut(folder, { voters: 3, observers: 0 }, true);
    const taken = first[1]?.electionPort as number;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
    const second = await layOut(folder, null, true);
    server.close();
    const changed = ports(second).filter((port, at) => port !== ports(first)[at]);
    expect(changed).toHaveLength(1);
    expect(ports(second)).not.toContain(taken);
  });

  it('is the one standalone member of a directory from before ensembles', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'member-1'));
    expect(await layOut(folder, null, true)).toMatchObject([{ sid: 1, role: 'voter' }]);
  });

  it.each([
    [{ voters: 0, observers: 0 }, '0 members: a number from 1 to 9 is wanted'],
    [{ voters: 10, observers: 0 }, '10 members: a number from 1 to 9 is wanted'],
    [{ voters: 3, observers: 10 }, '10 observers: a number from 0 to 9 is wanted'],
    [{ voters: 1, observers: 1 }, 'takes no observers'],
  ])('is never %j', async (size, message) => {
    await expect(layOut(newFolder(), size, true)).rejects.toThrow(message);
  });

  it('is not guessed from a file that cannot be read', async () => {
    const folder = newFolder();
    for (const text of [
      '',
      '{',
      '{"version":1,"members":[]}',
      '{"version":1,"members":[{"sid":"1"}]}',
      '[]',
    ]) {
      writeFileSync(join(folder, 'ensemble.json'), text);
      await expect(layOut(folder, null, true)).rejects.toThrow('cannot be read as a list of members');
      expect(readFileSync(join(folder, 'ensemble.json'), 'utf8')).toBe(text);
    }
  });
});
