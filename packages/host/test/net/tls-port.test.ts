import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { TlsConfig } from '../../src/config/zoo-config.ts';
import { makeAuthority } from './certificates.ts';
import { dial, openFixture, type PortFixture, readSome, readToEnd } from './port-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-port-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ours = makeAuthority(folder, 'ours');
const foreign = makeAuthority(folder, 'foreign');
const server = ours.issue('server', '/CN=localhost');
const client = ours.issue('client', '/C=CH/O=Zoo, Inc./OU=Cages/CN=keeper');
const stranger = foreign.issue('client', '/CN=keeper');

const tls: TlsConfig = {
  keyStorePath: server.store,
  keyStorePassword: null,
  trustStorePath: ours.trustStore,
  clientAuth: 'need',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: null,
  handshakeTimeoutMs: 5000,
  maxHandshakes: 250,
};

const open: PortFixture[] = [];
const sockets: TLSSocket[] = [];

async function fixture(changes: Partial<TlsConfig> = {}): Promise<PortFixture> {
  const opened = await openFixture({ tls: { ...tls, ...changes } });
  open.push(opened);
  return opened;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const opened of open.splice(0)) await opened.stop();
});

function dialTls(port: number, options: ConnectionOptions = {}): TLSSocket {
  const socket = connect({ host: '127.0.0.1', port, ca: ours.pem, ...options });
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

const withCertificate = { key: client.pem, cert: client.pem };

describe('the TLS client port', () => {
  it('carries bytes and hands over the subject of the client in RFC 2253', async () => {
    const { member, port } = await fixture();
    const socket = dialTls(port, withCertificate);
    socket.write('hello');
    expect(await readSome(socket)).toBe('hello');
    const { origin } = await member.next('clientConnected');
    expect(origin).toMatchObject({
      address: '127.0.0.1',
      secure: true,
      certificateSubject: 'CN=keeper,OU=Cages,O=Zoo\\, Inc.,C=CH',
    });
  });

  it('need: refuses a client without a certificate and one signed by a stranger', async () => {
    const { member, port, counters, log } = await fixture();
    await readToEnd(dialTls(port));
    await readToEnd(dialTls(port, { key: stranger.pem, cert: stranger.pem }));
    const good = dialTls(port, withCertificate);
    good.write('x');
    await readSome(good);
    expect(member.inputs.filter(({ type }) => type === 'clientConnected')).toHaveLength(1);
    expect(counters.unsuccessfulHandshakes).toBe(2);
    expect(log.join('')).toMatch(/TLS handshake with 127\.0\.0\.1 failed/);
  });

  it('want: takes a client without a certificate, not one signed by a stranger', async () => {
    const { member, port } = await fixture({ clientAuth: 'want' });
    await readToEnd(dialTls(port, { key: stranger.pem, cert: stranger.pem }));
    const anonymous = dialTls(port);
    anonymous.write('x');
    await readSome(anonymous);
    const { origin } = await member.next('clientConnected');
    expect(origin.certificateSubject).toBeUndefined();
  });

  it('none: asks for nothing', async () => {
    const { member, port } = await fixture({ clientAuth: 'none', trustStorePath: null });
    const socket = dialTls(port);
    socket.write('x');
    await readSome(socket);
    expect((await member.next('clientConnected')).origin.certificateSubject).toBeUndefined();
  });

  it('closes a connection that speaks no TLS, and harms no other', async () => {
    const { member, port } = await fixture();
    const good = dialTls(port, withCertificate);
    good.write('before');
    expect(await readSome(good)).toBe('before');
    const plain = await dial(port);
    plain.write('ruok\n\n\n\n\n\n\n\n');
    await readToEnd(plain);
    good.write('after');
    expect(await readSome(good)).toBe('after');
    expect(member.inputs.filter(({ type }) => type === 'clientConnected')).toHaveLength(1);
  });

  it('cuts off a client that does not shake hands in time', async () => {
    const { port, counters } = await fixture({ handshakeTimeoutMs: 50 });
    await readToEnd(await dial(port));
    expect(counters.unsuccessfulHandshakes).toBe(1);
  });

  it('limits handshakes that are under way', async () => {
    const { port, counters } = await fixture({ maxHandshakes: 2 });
    const idle = [await dial(port), await dial(port)];
    await readToEnd(await dial(port));
    expect(counters.handshakesExceeded).toBe(1);
    for (const socket of idle) socket.destroy();
    await Promise.all(idle.map((socket) => socket.destroyed || once(socket, 'close')));
  });

  it('cuts off handshakes that are under way when it closes', async () => {
    const opened = await openFixture({ tls });
    const idle = await dial(opened.port);
    const good = dialTls(opened.port, withCertificate);
    good.write('x');
    // The idle connection came first, so its handshake is under way when the other's is done.
    await readSome(good);
    const cut = readToEnd(idle);
    await opened.stop();
    expect(await cut).toBe('');
  });

  it('says what is wrong with a key store', async () => {
    const empty = join(folder, 'empty.pem');
    writeFileSync(empty, '');
    await expect(fixture({ keyStorePath: empty })).rejects.toThrow(
      `ssl.keyStore.location=${empty} holds no PEM`,
    );
    await expect(fixture({ keyStorePath: ours.trustStore })).rejects.toThrow(/must hold a private key/);
    await expect(fixture({ trustStorePath: '/nowhere.pem' })).rejects.toThrow(
      'ssl.trustStore.location=/nowhere.pem cannot be read: ENOENT',
    );
  });
});
