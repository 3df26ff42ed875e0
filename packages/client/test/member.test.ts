import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineLogger, type RunningServer, startServer, zooConfigFrom } from '@vivarium/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientState, oneShotWatch, ZooKeeper, type ZooKeeperOptions } from '../src/index.ts';

// The client against a member of our own, over real sockets and files.

let folder: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true });
});

async function member(keys: Record<string, string> = {}): Promise<RunningServer> {
  const config = zooConfigFrom({
    dataDir: join(folder, 'data'),
    clientPort: '0',
    clientPortAddress: '127.0.0.1',
    tickTime: '500',
    extendedTypesEnabled: 'true',
    ...keys,
  });
  const server = await startServer(config, { logger: lineLogger(() => undefined) });
  ends.push(() => server.stop());
  return server;
}

async function connected(connectString: string, options: ZooKeeperOptions = {}): Promise<ZooKeeper> {
  const client = new ZooKeeper(connectString, options);
  ends.push(() => client.close({ deadlineMs: 500 }));
  await client.connect();
  return client;
}

function until(client: ZooKeeper, name: ClientState['name']): Promise<void> {
  return new Promise((resolve) => {
    const end = client.subscribe((state) => {
      if (state.name !== name) return;
      end();
      resolve();
    });
  });
}

const text = (data: Uint8Array | null) => (data === null ? null : Buffer.from(data).toString());

describe('every operation', () => {
  it('creates all kinds of nodes', async () => {
    const { clientPort } = await member();
    const client = await connected(`127.0.0.1:${clientPort}`);
    expect((await client.create('/plain', 'x')).stat).toMatchObject({ dataLength: 1, version: 0 });
    expect((await client.create('/s-', null, { mode: 'persistentSequential' })).path).toBe('/s-0000000001');
    const ephemeral = await client.create('/e-', 'x', { mode: 'ephemeralSequential' });
    expect(ephemeral.stat.ephemeralOwner).not.toBe(0n);
    await client.create('/c', null, { mode: 'container' });
    await client.create('/t', null, { mode: 'persistentWithTTL', ttlMs: 60_000 });
    const numbered = { mode: 'persistentSequentialWithTTL', ttlMs: 60_000 } as const;
    expect((await client.create('/t-', null, numbered)).path).toBe('/t-0000000005');
    expect(await client.getEphemerals()).toEqual([ephemeral.path]);
    expect(await client.getAllChildrenNumber('/')).toBeGreaterThan(5);
    expect(() => client.create('/t', null, { mode: 'persistentWithTTL' })).toThrow(TypeError);
    expect(() => client.create('/p', null, { ttlMs: 5 })).toThrow(TypeError);
  });

  it('reads, writes with a version, and deletes', async () => {
    const { clientPort } = await member();
    const client = await connected(`127.0.0.1:${clientPort}`);
    await client.create('/a', 'one');
    await expect(client.setData('/a', 'x', { version: 5 })).rejects.toMatchObject({ codeName: 'BADVERSION' });
    expect((await client.setData('/a', 'two', { version: 0 })).version).toBe(1);
    expect(text((await client.getData('/a')).data)).toBe('two');
    await client.setData('/a', null);
    expect((await client.getData('/a')).data).toBeNull();
    await client.create('/a/b');
    await expect(client.delete('/a')).rejects.toMatchObject({ codeName: 'NOTEMPTY', path: '/a' });
    expect((await client.getChildren('/a')).children).toEqual(['b']);
    await client.sync('/a');
    await client.delete('/a/b');
    await client.delete('/a', { version: 2 });
    expect(await client.exists('/a')).toBeNull();
  });

  it('knows who it is and what it may', async () => {
    const { clientPort } = await member();
    const client = await connected(`127.0.0.1:${clientPort}`);
    await client.create('/mine');
    await client.addAuth('digest', 'user:secret');
    expect((await client.whoAmI()).map(({ scheme, user }) => `${scheme} ${user}`).sort()).toEqual([
      'digest user',
      'ip 127.0.0.1',
    ]);
    await client.setACL('/mine', [{ perms: 31, scheme: 'auth', id: '' }], { version: 0 });
    expect((await client.getACL('/mine')).acl).toMatchObject([{ perms: 31, scheme: 'digest' }]);
    const stranger = await connected(`127.0.0.1:${clientPort}`);
    await expect(stranger.getData('/mine')).rejects.toMatchObject({ codeName: 'NOAUTH' });
  });

  it('does several things at once or not at all', async () => {
    const { clientPort } = await member();
    const client = await connected(`127.0.0.1:${clientPort}/app`);
    const root = await connected(`127.0.0.1:${clientPort}`);
    await root.create('/app');
    const results = await client
      .multi()
      .create('/a', '1')
      .setData('/a', '2', { version: 0 })
      .check('/a', { version: 1 })
      .create('/c', null, { mode: 'container' })
      .delete('/c')
      .commit();
    expect(results.map(({ type }) => type)).toEqual(['created', 'dataSet', 'checked', 'created', 'deleted']);
    expect(results[0]).toMatchObject({ path: '/a' });
    const failing = client.multi().delete('/a').create('/b/c').create('/d').commit();
    await expect(failing).rejects.toMatchObject({ codes: [0, -101, -2], failedIndex: 1, path: '/b/c' });
    const reads = await client.multiRead([
      { type: 'getData', path: '/a' },
      { type: 'getChildren', path: '/' },
      { type: 'getData', path: '/absent' },
    ]);
    expect(reads).toMatchObject([
      { type: 'data', path: '/a', stat: { version: 1 } },
      { type: 'children', path: '/', children: ['a'] },
      { type: 'failed', path: '/absent', code: -101 },
    ]);
    expect(await client.multi().commit()).toEqual([]);
  });

  it('watches once, for long, and takes watches back', async () => {
    const { clientPort } = await member();
    const client = await connected(`127.0.0.1:${clientPort}`);
    const stream = await client.addWatch('/', 'persistentRecursive');
    const { watch, fired } = oneShotWatch();
    await client.exists('/a', { watch });
    const { path, stat } = await client.create('/a');
    expect(await fired).toEqual({ type: 'created', path, zxid: stat.czxid });
    expect(await stream.next()).toEqual({ done: false, value: { type: 'created', path, zxid: stat.czxid } });
    await stream.return();
    await client.create('/b');
    const child = oneShotWatch();
    await client.getChildren('/', { watch: child.watch });
    await client.removeWatches('/', 'children');
    expect(await child.fired).toEqual({ type: 'lost', cause: 'removed' });
    await expect(client.removeWatches('/', 'children')).rejects.toMatchObject({ codeName: 'NOWATCHER' });
  });
});

describe('a member that restarts', () => {
  it('finds the session, its ephemerals and its watches again', async () => {
    const first = await member();
    const port = String(first.clientPort);
    const client = await connected(`127.0.0.1:${port}`, { sessionTimeoutMs: 10_000 });
    await client.create('/e', null, { mode: 'ephemeral' });
    const { watch, fired } = oneShotWatch();
    await client.getData('/e', { watch });
    const { sessionId } = client.state as ClientState & { sessionId: string };
    const gone = until(client, 'disconnected');
    await first.stop();
    await gone;
    const back = until(client, 'connected');
    await member({ clientPort: port });
    await back;
    expect(client.state).toMatchObject({ sessionId, reattached: true });
    expect(await client.exists('/e')).not.toBeNull();
    const { mzxid } = await client.setData('/e', 'x');
    expect(await fired).toEqual({ type: 'dataChanged', path: '/e', zxid: mzxid });
  });
});

describe('TLS', () => {
  function certificate(): string {
    const store = join(folder, 'store.pem');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', store];
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const args = ['req', '-x509', ...key, ...name, '-out', join(folder, 'certificate.pem')];
    execFileSync('openssl', args, { stdio: 'pipe' });
    execFileSync('sh', ['-c', 'cat certificate.pem >> store.pem'], { cwd: folder });
    return store;
  }

  it('carries a session, and is refused by a certificate that nobody vouches for', async () => {
    const store = certificate();
    const { secureClientPort } = await member({
      secureClientPort: '0',
      secureClientPortAddress: '127.0.0.1',
      'ssl.keyStore.location': store,
      'ssl.clientAuth': 'none',
    });
    const ca = readFileSync(join(folder, 'certificate.pem'));
    for (const host of ['localhost', '127.0.0.1']) {
      const client = await connected(`${host}:${secureClientPort}`, { tls: { ca } });
      expect((await client.getChildren('/')).children).toContain('zookeeper');
    }
    const distrustful = new ZooKeeper(`localhost:${secureClientPort}`, { tls: {} });
    ends.push(() => distrustful.close());
    await expect(distrustful.connect({ deadlineMs: 300 })).rejects.toMatchObject({
      codeName: 'CONNECTIONLOSS',
      message: expect.stringContaining('self-signed certificate'),
    });
  });

  it('shows its certificate where the server wants one, and is known by it', async () => {
    const store = certificate();
    const { secureClientPort } = await member({
      secureClientPort: '0',
      secureClientPortAddress: '127.0.0.1',
      'ssl.keyStore.location': store,
      'ssl.trustStore.location': join(folder, 'certificate.pem'),
      'ssl.clientAuth': 'need',
    });
    const ca = readFileSync(join(folder, 'certificate.pem'));
    const pair = readFileSync(store);
    // Named otherwise than dialled: the name in the certificate is given by hand.
    const tls = { ca, cert: pair, key: pair, servername: 'localhost' };
    const client = await connected(`127.0.0.1:${secureClientPort}`, { tls });
    expect(await client.whoAmI()).toContainEqual({ scheme: 'x509', user: 'CN=localhost' });
    const nameless = new ZooKeeper(`127.0.0.1:${secureClientPort}`, { tls: { ca } });
    ends.push(() => nameless.close());
    await expect(nameless.connect({ deadlineMs: 500 })).rejects.toMatchObject({ codeName: 'CONNECTIONLOSS' });
  });
});
