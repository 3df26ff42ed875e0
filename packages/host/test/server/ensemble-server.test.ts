import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { dial, readToEnd } from '../net/port-fixture.ts';
import { EnsembleFixture, freePort } from './ensemble-fixture.ts';

let ensemble: EnsembleFixture;
afterEach(() => ensemble.end());

async function ask(sid: number, word: string): Promise<string> {
  const socket = await dial(ensemble.running.get(sid)!.clientPort!);
  socket.write(word);
  return readToEnd(socket);
}

async function write(sid: number, ...paths: string[]): Promise<void> {
  const client = await ensemble.client(sid);
  for (const path of paths) expect(await client.create(path, path)).toBe(0);
  client.close();
}

async function read(sid: number, path: string): Promise<string | null> {
  const client = await ensemble.client(sid);
  // What was acknowledged elsewhere may not be here yet; after a sync it is.
  await client.sync('/');
  const data = await client.get(path);
  client.close();
  return data;
}

describe('three members and an observer', () => {
  it('elect one leader and serve one tree through every member', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant', 'observer');
    await ensemble.startAll(1, 2, 3, 4);
    const modes = [1, 2, 3, 4].map((sid) => ensemble.running.get(sid)!.view().mode).sort();
    expect(modes).toEqual(['follower', 'follower', 'leader', 'observer']);
    for (const sid of [1, 2, 3, 4]) await write(sid, `/by-${sid}`);
    for (const sid of [1, 2, 3, 4])
      for (const by of [1, 2, 3, 4]) expect(await read(sid, `/by-${by}`)).toBe(`/by-${by}`);
    const leader = await ensemble.leader();
    expect(await ask(leader, 'srvr')).toMatch(
      /Mode: leader\n.*\nProposal sizes last\/min\/max: \d+\/\d+\/\d+\n$/,
    );
    expect(await ask(leader, 'mntr')).toMatch(/zk_synced_followers\t2\n[\s\S]*zk_synced_observers\t1\n/);
    expect(await ask(4, 'conf')).toMatch(
      /peerType=1\nmembership: \nserver\.1=.*:participant\n[\s\S]*version=0$/,
    );
    expect(await read(4, '/zookeeper/config')).toBe((await ask(1, 'conf')).split('membership: \n')[1]);
    expect(readFileSync(join(ensemble.dataDir(1), 'version-2', 'currentEpoch'), 'utf8')).toBe('1');
  });

  it('go on without their leader, and take it in again with what it missed', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    await ensemble.startAll(1, 2, 3);
    await write(1, '/before');
    const first = await ensemble.leader();
    await ensemble.stop(first);
    const second = await ensemble.leader();
    await write(second, '/meanwhile');
    await ensemble.startAll(first);
    expect(ensemble.running.get(first)!.view().mode).toBe('follower');
    expect(await read(first, '/before')).toBe('/before');
    expect(await read(first, '/meanwhile')).toBe('/meanwhile');
    await write(first, '/after');
    expect(await read(second, '/after')).toBe('/after');
  });

  it('bring a member with an empty disk up to date, durably', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    await ensemble.startAll(1, 3);
    await write(1, '/a', '/b', '/c');
    await ensemble.startAll(2);
    expect(await read(2, '/c')).toBe('/c');
    await write(2, '/d');
    for (const sid of [1, 2, 3]) await ensemble.stop(sid);
    rmSync(ensemble.dataDir(3), { recursive: true });
    // What 1 and 2 have must carry them alone, and 3 gets everything anew.
    await ensemble.startAll(1, 2);
    expect(await read(2, '/a')).toBe('/a');
    await ensemble.startAll(3);
    expect(await read(3, '/d')).toBe('/d');
  });

  it('serve nobody without a quorum, say so, and stop at once', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    await ensemble.startAll(1, 2);
    const leader = await ensemble.leader();
    const other = leader === 1 ? 2 : 1;
    await ensemble.stop(other);
    await ensemble.until(() => (ensemble.running.get(leader)!.view().serving ? null : true));
    expect(await ask(leader, 'srvr')).toBe('This ZooKeeper instance is not currently serving requests\n');
    expect(await ask(leader, 'isro')).toBe('null');
    await ensemble.stop(leader);
  });

  it('keep their sessions when the leader goes', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    await ensemble.startAll(1, 2, 3);
    const client = await ensemble.client(1);
    const before = ensemble.running
      .get(2)!
      .sessions()
      .map((session) => session.id);
    expect(before).toHaveLength(1);
    await ensemble.stop(3);
    await ensemble.leader();
    expect(
      ensemble.running
        .get(2)!
        .sessions()
        .map((session) => session.id),
    ).toEqual(before);
    client.close();
  });
});

describe('a wrong configuration is refused in one sentence', () => {
  async function refusal(sid: number, keys: Readonly<Record<string, string>>): Promise<string> {
    const started = ensemble.start(sid, keys);
    await expect(started).rejects.toBeInstanceOf(ConfigError);
    return started.then(String, (error: Error) => error.message);
  }

  it('of this server', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    expect(await refusal(7, {})).toMatch(/myid holds 7, but there is no server\.7 .*: it lists 1, 2, 3$/);
    expect(await refusal(1, { dataDir: join(ensemble.folder, 'none') })).toMatch(
      /myid is missing: it must hold the number of this server's line, one of 1, 2, 3$/,
    );
    expect(await refusal(1, { initLimit: '0' })).toMatch(/initLimit=0: a whole number \(ticks\) from 1/);
    expect(await refusal(1, { 'server.03': 'h:1:2' })).toMatch(/there is another line for server 3$/);
    expect(await refusal(1, { 'server.4': 'h:2:2' })).toMatch(
      /quorum port and the election port must differ$/,
    );
    expect(await refusal(1, { 'server.4': 'h:1:2', 'server.5': 'h:3:2' })).toMatch(
      /^server\.4 and server\.5 both use h:2: each needs its own ports$/,
    );
    writeFileSync(join(ensemble.dataDir(1), 'myid'), 'one\n');
    expect(ensemble.log).toEqual([]);
  });

  it('of its election port', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const started = ensemble.start(1, { 'server.1': `127.0.0.1:1:${port}` });
    await expect(started).rejects.toThrow(
      `cannot open port ${port} on 127.0.0.1 (the election port of server.1)`,
    );
    squatter.close();
  });

  it('say what is wrong with the set-up in their view, their status and their log', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    await ensemble.startAll(1, 2);
    expect(await ask(1, 'srvr')).not.toContain('Fault');
    await ensemble.start(3, { 'server.2': '127.0.0.1:1:2:observer' });
    const wrong = 'server 3 has the line server.2=127.0.0.1:1:2:observer, and this one 127.0.0.1:';
    const seen = await ensemble.until(() => ensemble.log.find((line) => line.includes(wrong)) ?? null);
    const sid = Number(seen.split(' ')[0]);
    const status = await ask(sid, 'srvr');
    expect(status).toMatch(/^Mode: (leader|follower)$/m);
    expect(status).toMatch(/\nFault: server 3 has the line .*: all members need the same server lines\n$/);
  });

  it('say that two servers have one number', async () => {
    ensemble = await EnsembleFixture.of('participant', 'participant', 'participant');
    await ensemble.startAll(1, 2, 3);
    const [quorum, election] = [await freePort(), await freePort()];
    await ensemble.start(2, { 'server.2': `127.0.0.1:${quorum}:${election}:participant` }, 7);
    const wrong = `two servers say that they are server 2, one of them at 127.0.0.1:${election}: each needs`;
    await ensemble.until(
      () => ensemble.log.find((line) => line.startsWith('3 ') && line.includes(wrong)) ?? null,
    );
    expect(await ask(3, 'srvr')).toContain(`\nFault: ${wrong}`);
    await write(1, '/served-nevertheless');
  });
});
