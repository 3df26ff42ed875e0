import {
  authPacket,
  OpCode,
  Perms,
  saslToken,
  setDataRequest,
  watchedRequest,
  whoAmIResponse,
} from '@vivarium/jute';
import { describe, expect, test } from 'vitest';
import { digestIdOf } from '../../src/tree/acl.ts';
import { type Client, Dialogue, type Reply } from './dialogue.ts';
import { create, exists, getData, remove, setAcl, setData, utf8 } from './requests.ts';

function auth(client: Client, scheme: string, data: string): Reply {
  return client.call(OpCode.auth, authPacket, { type: 0, scheme, auth: utf8(data) }, -4);
}

function whoAmI(client: Client): string[] {
  const { clientInfo } = whoAmIResponse.read(client.call(OpCode.whoAmI).body);
  return clientInfo.map(({ authScheme, user }) => `${authScheme}:${user}`).sort();
}

const alice = digestIdOf('alice:secret');

describe('SE9 authentication', () => {
  test('SE9 each connection has its address; digest adds a user, once', () => {
    const client = new Dialogue().client(1, '10.1.2.3');
    expect(whoAmI(client)).toEqual(['ip:10.1.2.3']);
    expect(auth(client, 'digest', 'alice:secret')).toMatchObject({ xid: -4, zxid: 0, err: 0 });
    expect(auth(client, 'digest', 'alice:secret').err).toBe(0);
    expect(auth(client, 'ip', '').err).toBe(0);
    expect(whoAmI(client)).toEqual(['digest:alice', 'ip:10.1.2.3']);
  });

  test.each([['world'], ['auth'], ['kerberos'], ['x509']])(
    'SE9 scheme %s fails: -115, then closed',
    (scheme) => {
      const dialogue = new Dialogue();
      const client = dialogue.client(1);
      expect(auth(client, scheme, 'anyone')).toMatchObject({ xid: -4, zxid: 0, err: -115 });
      expect(dialogue.closeCause(1)).toContain(scheme);
      expect(dialogue.member.view().authFailedCount).toBe(1);
    },
  );

  test('SE9 super passes every check', () => {
    const dialogue = new Dialogue({ superDigest: digestIdOf('super:boss') });
    const owner = dialogue.client(1);
    auth(owner, 'digest', 'alice:secret');
    create(owner, '/a', { acl: [{ perms: Perms.all, scheme: 'auth', id: '' }] });
    const client = dialogue.client(2);
    expect(getData(client, '/a').err).toBe(-102);
    auth(client, 'digest', 'super:boss');
    expect(getData(client, '/a').err).toBe(0);
    expect(whoAmI(client)).toContain('super:');
  });

  test('SE9 without digest authentication there is no digest scheme, not even in ACLs', () => {
    const dialogue = new Dialogue({ digestAuthEnabled: false });
    const client = dialogue.client(1);
    expect(create(client, '/a', { acl: [{ perms: 31, scheme: 'digest', id: alice }] }).err).toBe(-114);
    expect(auth(client, 'digest', 'alice:secret').err).toBe(-115);
  });

  test('SE9 the answer overtakes writes that wait', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    dialogue.flushing = false;
    client.send(client.request(OpCode.closeSession));
    expect(auth(client, 'digest', 'alice:secret').xid).toBe(-4);
  });

  test('SE9 a malformed packet closes', () => {
    const dialogue = new Dialogue();
    const client = dialogue.client(1);
    client.send(client.request(OpCode.auth));
    expect(dialogue.closeCause(1)).toContain('malformed');
  });

  test('SE9 a read that waits is judged by who asked when it came', () => {
    const dialogue = new Dialogue();
    const owner = dialogue.client(1);
    auth(owner, 'digest', 'alice:secret');
    create(owner, '/a', { acl: [{ perms: Perms.all, scheme: 'auth', id: '' }] });
    const client = dialogue.client(2);
    dialogue.flushing = false;
    client.send(
      client.request(OpCode.setData, setDataRequest, { path: '/none', data: null, version: -1 }, 1),
    );
    client.send(client.request(OpCode.getData, watchedRequest, { path: '/a', watch: false }, 2));
    client.send(
      client.request(OpCode.auth, authPacket, { type: 0, scheme: 'digest', auth: utf8('alice:secret') }, -4),
    );
    client.send(client.request(OpCode.getData, watchedRequest, { path: '/a', watch: false }, 3));
    dialogue.flush();
    expect(client.replies().map(({ xid, err }) => [xid, err])).toEqual([
      [-4, 0],
      [1, -101],
      [2, -102],
      [3, 0],
    ]);
  });

  test('SE9 the subject of a certificate is an x509 id', () => {
    const dialogue = new Dialogue();
    dialogue.step({
      type: 'clientConnected',
      connection: 1,
      origin: { address: '::1', port: 1, secure: true, certificateSubject: 'CN=alice' },
    });
    const client = dialogue.attach(1);
    expect(whoAmI(client)).toEqual(['ip:::1', 'x509:CN=alice']);
    expect(create(client, '/x', { acl: [{ perms: 31, scheme: 'auth', id: '' }] }).err).toBe(0);
    expect(exists(dialogue.client(2), '/x').err).toBe(-102);
    expect(setData(client, '/x').err).toBe(0);
    expect(setAcl(client, '/x', [{ perms: 1, scheme: 'x509', id: 'CN=bob' }]).err).toBe(0);
    expect(remove(dialogue.client(3), '/x').err).toBe(0);
  });
});

describe('SE10 required authentication', () => {
  test('SE10 the first request of a stranger is answered -124, and the connection closed', () => {
    const dialogue = new Dialogue({ enforceAuthEnabled: true, enforceAuthSchemes: ['digest'] });
    const client = dialogue.client(1);
    expect(exists(client, '/')).toMatchObject({ zxid: 0, err: -124 });
    expect(dialogue.closeCause(1)).toContain('required');
    const known = dialogue.client(2);
    auth(known, 'digest', 'alice:secret');
    expect(exists(known, '/').err).toBe(0);
  });
});

describe('SE11 SASL', () => {
  test('SE11 while it is off a token is answered by none', () => {
    const client = new Dialogue().client(1);
    const reply = client.call(OpCode.sasl, saslToken, { token: utf8('x') });
    expect(reply).toMatchObject({ xid: 1, zxid: 0, err: 0 });
    expect(saslToken.read(reply.body).token).toBeNull();
  });
});
