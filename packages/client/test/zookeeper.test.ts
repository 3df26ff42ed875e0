import {
  type ByteWriter,
  ErrorCode,
  getChildren2Response,
  getDataResponse,
  multiHeader,
  OpCode,
  pathRecord,
  setWatches2Request,
  stat,
  statResponse,
  watchedRequest,
  watcherTypeRequest,
} from '@vivarium/jute';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ClientState,
  MultiError,
  oneShotWatch,
  type WatchEvent,
  ZooKeeper,
  type ZooKeeperError,
  type ZooKeeperOptions,
} from '../src/index.ts';
import { ZERO_STAT } from './machine/rig.ts';
import { type Heard, type Script, ScriptedServer } from './scripted-server.ts';

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serverWith(script: Script = () => undefined): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  open.push(() => server.stop());
  return server;
}

function clientOf(connectString: string, options: ZooKeeperOptions = {}): ZooKeeper {
  // Keeps the order of the hosts and the shortest waits.
  const client = new ZooKeeper(connectString, { random: () => 0.999, ...options });
  open.push(() => client.close({ deadlineMs: 100 }));
  return client;
}

function until(client: ZooKeeper, name: ClientState['name']): Promise<ClientState> {
  return new Promise((resolve) => {
    if (client.state.name === name) resolve(client.state);
    const end = client.subscribe((state) => {
      if (state.name !== name) return;
      end();
      resolve(state);
    });
  });
}

function rejection(promise: Promise<unknown>): Promise<ZooKeeperError> {
  return promise.then(
    () => {
      throw new Error('it should have been rejected');
    },
    (error: unknown) => error as ZooKeeperError,
  );
}

const data = (text: string) => (out: ByteWriter) =>
  getDataResponse.write(out, { data: new TextEncoder().encode(text), stat: ZERO_STAT });

/** Answers getData with the path that was asked for. */
const echo: Script = ({ xid, op, body, connection }) => {
  if (op === OpCode.getData) connection.reply(xid, data(watchedRequest.read(body).path));
};

describe('ZooKeeper', () => {
  it('answers pipelined reads in order, each with bytes of its own', async () => {
    const server = await serverWith(echo);
    const client = clientOf(server.address);
    await client.connect();
    const paths = Array.from({ length: 2_000 }, (_, i) => `/n${i}`);
    const replies = await Promise.all(paths.map((path) => client.getData(path)));
    expect(replies.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual(paths);
    expect(replies[7]?.data?.buffer.byteLength).toBe(3);
    expect(client.outstanding).toBe(0);
  });

  it('puts the chroot before every path and takes it off again', async () => {
    const asked: string[] = [];
    const server = await serverWith((heard) => {
      const path = pathRecord.read(heard.body).path;
      asked.push(path);
      if (heard.op === OpCode.create2) {
        heard.connection.reply(heard.xid, (out) => {
          out.string(`${path}0000000001`);
          stat.write(out, ZERO_STAT);
        });
      } else {
        heard.connection.event('nodeChildrenChanged', '/app');
        heard.connection.event('nodeDataChanged', '/app/a');
        heard.connection.reply(heard.xid, data(''));
      }
    });
    const client = clientOf(`${server.address}/app`);
    await client.connect();
    expect((await client.create('/a-', null, { mode: 'persistentSequential' })).path).toBe('/a-0000000001');
    await client.getData('/');
    expect(asked).toEqual(['/app/a-', '/app']);
  });

  it('tells of a watch before the reply behind it, once', async () => {
    const server = await serverWith((heard) => {
      if (heard.op === OpCode.exists) heard.connection.reply(heard.xid, undefined, { err: ErrorCode.noNode });
      if (heard.op !== OpCode.setData) return;
      heard.connection.event('nodeCreated', '/a', 9);
      heard.connection.event('nodeCreated', '/a', 10);
      heard.connection.reply(heard.xid, (out) => statResponse.write(out, { stat: ZERO_STAT }));
    });
    const client = clientOf(server.address);
    await client.connect();
    const order: unknown[] = [];
    expect(await client.exists('/a', { watch: (event) => order.push(event) })).toBeNull();
    await client.setData('/b', 'x').then(() => order.push('reply'));
    expect(order).toEqual([{ type: 'created', path: '/a', zxid: 9 }, 'reply']);
  });

  it('fails what was in flight when the connection is lost, and brings the session to the next server', async () => {
    const first = await serverWith(({ connection }) => connection.socket.destroy());
    const second = await serverWith(echo);
    const client = clientOf(`${first.address},${second.address}`);
    await client.connect();
    const lost = rejection(client.setData('/a', 'x'));
    const error = await lost;
    expect([error.codeName, error.outcomeUnknown, error.path]).toEqual(['CONNECTIONLOSS', true, '/a']);
    const reply = await client.getData('/b');
    expect(Buffer.from(reply.data ?? []).toString()).toBe('/b');
    expect(second.connections[0]?.greeting?.sessionId).toBe(5n);
    expect([...(second.connections[0]?.greeting?.password ?? [])]).toEqual(Array(16).fill(7));
    expect(client.state).toMatchObject({ name: 'connected', reattached: true });
    // Nobody but the caller may repeat a write.
    expect(second.ops).not.toContain(OpCode.setData);
  });

  it('goes to the next server when one speaks nonsense, and says why', async () => {
    const nonsense = await serverWith();
    nonsense.greet = ({ socket }) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    const good = await serverWith(echo);
    const client = clientOf(`${nonsense.address},${good.address}`);
    const causes: unknown[] = [];
    client.subscribe((state) => 'cause' in state && causes.push(state.cause));
    await client.connect();
    expect(String(causes[1])).toContain("does not speak ZooKeeper's protocol");
    expect(client.state).toMatchObject({ name: 'connected' });
  });

  it('takes a reply of many chunks and refuses one above its limit', async () => {
    const children = Array.from({ length: 100_000 }, (_, i) => `child-${i}`);
    const server = await serverWith((heard) =>
      heard.connection.reply(heard.xid, (out) =>
        getChildren2Response.write(out, { children, stat: ZERO_STAT }),
      ),
    );
    const client = clientOf(server.address);
    await client.connect();
    expect((await client.getChildren('/')).children).toEqual(children);
    const narrow = clientOf(server.address, { maxReplyBytes: 100_000 });
    await narrow.connect();
    expect((await rejection(narrow.getChildren('/'))).codeName).toBe('CONNECTIONLOSS');
  });

  it('says which request of a transaction failed', async () => {
    const fail = (out: ByteWriter, err: number) => {
      multiHeader.write(out, { type: -1, done: false, err });
      out.i32(err);
    };
    const server = await serverWith((heard) =>
      heard.connection.reply(heard.xid, (out) => {
        for (const err of [0, -101, -2]) fail(out, err);
        multiHeader.write(out, { type: -1, done: true, err: -1 });
      }),
    );
    const client = clientOf(server.address);
    await client.connect();
    const error = await rejection(client.multi().create('/a').delete('/b').check('/c').commit());
    expect(error).toBeInstanceOf(MultiError);
    expect(error).toMatchObject({ codeName: 'NONODE', path: '/b', failedIndex: 1, codes: [0, -101, -2] });
  });
});

describe('a caller that stops waiting', () => {
  const quiet: Script = ({ xid, op, connection }) => {
    if (op === OpCode.exists) connection.reply(xid, (out) => statResponse.write(out, { stat: ZERO_STAT }));
  };

  it('is told the reason of its signal, and the reply that comes late harms nobody', async () => {
    let late: Heard | null = null;
    const server = await serverWith((heard) => {
      if (heard.op === OpCode.getData) late = heard;
      else quiet(heard);
    });
    const client = clientOf(server.address);
    await client.connect();
    const abort = new AbortController();
    const read = rejection(client.getData('/a', { signal: abort.signal }));
    await server.until(() => late !== null);
    abort.abort(new Error('the page was left'));
    expect((await read).message).toBe('the page was left');
    (late as Heard | null)?.connection.reply(1, data('late'));
    expect(await client.exists('/b')).toEqual(ZERO_STAT);
  });

  it('is rejected at once by a signal that was given already', async () => {
    const client = clientOf('127.0.0.1:1');
    const reason = new Error('too late');
    expect(await rejection(client.getData('/a', { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });

  it('is rejected at its deadline, sent or not', async () => {
    const server = await serverWith();
    const client = clientOf(server.address);
    await client.connect();
    const sent = await rejection(client.create('/a', null, { deadlineMs: 60 }));
    expect([sent.codeName, sent.outcomeUnknown]).toEqual(['REQUESTTIMEOUT', true]);
    const unsent = clientOf('127.0.0.1:1');
    const waiting = rejection(unsent.create('/a', null, { deadlineMs: 60 }));
    unsent.connect().catch(() => undefined);
    const never = await waiting;
    expect([never.codeName, never.outcomeUnknown]).toEqual(['REQUESTTIMEOUT', false]);
  });

  it('is told what hinders a connection', async () => {
    const server = await serverWith();
    const { address } = server;
    await server.stop();
    for (const host of [address, address.replace('127.0.0.1', 'localhost')]) {
      const error = await rejection(clientOf(host).connect({ deadlineMs: 100 }));
      expect(error.codeName).toBe('CONNECTIONLOSS');
      expect(error.message).toContain('ECONNREFUSED');
    }
  });
});

describe('the end of a session', () => {
  it('rejects everything and tells the watches when it expires', async () => {
    const server = await serverWith(({ xid, op, connection }) => {
      if (op === OpCode.getData) connection.reply(xid, data('x'));
      if (op === OpCode.setData) {
        server.greet = ({ socket }) => socket.write(Uint8Array.of(0, 0, 0, 37, ...new Uint8Array(37)));
        connection.socket.destroy();
      }
    });
    const client = clientOf(server.address);
    await client.connect();
    const { watch, fired } = oneShotWatch();
    await client.getData('/a', { watch });
    await rejection(client.setData('/a', 'x'));
    const queued = rejection(client.getData('/a'));
    expect((await queued).codeName).toBe('SESSIONEXPIRED');
    expect(await fired).toEqual({ type: 'lost', cause: 'expired' });
    expect(client.state).toEqual({ name: 'expired' });
    expect((await rejection(client.connect())).codeName).toBe('SESSIONEXPIRED');
  });

  it('comes when the server refuses credentials', async () => {
    const server = await serverWith(({ xid, connection }) =>
      connection.reply(xid, undefined, { zxid: 0, err: ErrorCode.authFailed }),
    );
    const client = clientOf(server.address);
    await client.connect();
    expect((await rejection(client.addAuth('digest', 'u:p'))).codeName).toBe('AUTHFAILED');
    expect(client.state).toEqual({ name: 'auth-failed' });
  });

  it('comes with close, which may be called twice', async () => {
    const server = await serverWith();
    const client = clientOf(server.address);
    await client.connect();
    await Promise.all([client.close(), client.close()]);
    expect(client.state).toEqual({ name: 'closed' });
    expect(server.ops).toEqual([OpCode.closeSession]);
    expect((await rejection(client.exists('/a'))).codeName).toBe('SESSIONEXPIRED');
  });

  it('comes with close before any connection', async () => {
    const client = clientOf('127.0.0.1:1');
    const connecting = rejection(client.connect());
    await client.close();
    expect((await connecting).message).toContain('closed');
  });
});

describe('a persistent watch', () => {
  const acceptWatches: Script = ({ xid, op, connection }) => {
    if (op === OpCode.addWatch) connection.reply(xid, (out) => out.i32(0));
    if (op === OpCode.setWatches2) connection.reply(-8);
    if (op === OpCode.removeWatches) connection.reply(xid);
  };

  it('gives its events in order, says when some may be missing, and ends with the client', async () => {
    const server = await serverWith(acceptWatches);
    const client = clientOf(server.address);
    await client.connect();
    const stream = await client.addWatch('/', 'persistentRecursive');
    server.connections[0]?.event('nodeCreated', '/a', 3);
    server.connections[0]?.event('nodeDeleted', '/a', 4);
    const seen: WatchEvent[] = [];
    for await (const event of stream) {
      seen.push(event);
      if (seen.length === 2) server.connections[0]?.socket.destroy();
      if (event.type === 'restored') void client.close();
    }
    expect(seen).toEqual([
      { type: 'created', path: '/a', zxid: 3 },
      { type: 'deleted', path: '/a', zxid: 4 },
      { type: 'restored' },
    ]);
  });

  it('is set again with the last zxid seen', async () => {
    const asked: unknown[] = [];
    const server = await serverWith((heard) => {
      if (heard.op === OpCode.setWatches2) asked.push(setWatches2Request.read(heard.body));
      acceptWatches(heard);
    });
    const client = clientOf(`${server.address}/app`);
    await client.connect();
    const stream = await client.addWatch('/a', 'persistent');
    server.connections[0]?.socket.destroy();
    expect(await stream.next()).toEqual({ done: false, value: { type: 'restored' } });
    expect(asked).toEqual([
      {
        relativeZxid: 1,
        dataWatches: [],
        existWatches: [],
        childWatches: [],
        persistentWatches: ['/app/a'],
        persistentRecursiveWatches: [],
      },
    ]);
  });

  it('is taken from a server before 3.9 by the type that it knows', async () => {
    const types: number[] = [];
    const server = await serverWith((heard) => {
      if (heard.op !== OpCode.removeWatches) return acceptWatches(heard);
      const { type } = watcherTypeRequest.read(heard.body);
      types.push(type);
      heard.connection.reply(heard.xid, undefined, { err: type > 3 ? ErrorCode.marshallingError : 0 });
    });
    const client = clientOf(server.address);
    await client.connect();
    const stream = await client.addWatch('/a', 'persistent');
    await stream.return();
    expect(types).toEqual([4, 3]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with an error when the session is lost', async () => {
    const server = await serverWith(acceptWatches);
    const client = clientOf(server.address);
    await client.connect();
    const stream = await client.addWatch('/a', 'persistent');
    server.greet = ({ socket }) => socket.write(Uint8Array.of(0, 0, 0, 37, ...new Uint8Array(37)));
    const next = rejection(stream.next());
    server.connections[0]?.socket.destroy();
    expect((await next).codeName).toBe('SESSIONEXPIRED');
    await until(client, 'expired');
  });
});

describe('callbacks that throw', () => {
  it('harm nothing but themselves', async () => {
    const server = await serverWith(({ xid, op, connection }) => {
      connection.event('nodeDataChanged', '/a');
      if (op === OpCode.getData) connection.reply(xid, data('x'));
    });
    const errors: unknown[] = [];
    const client = clientOf(server.address, { onCallbackError: (error) => errors.push(error) });
    client.subscribe(() => {
      throw new Error('listener');
    });
    await client.connect();
    await client.getData('/a', {
      watch: () => {
        throw new Error('watch');
      },
    });
    await client.getData('/b');
    expect(errors.map(String)).toEqual(['Error: listener', 'Error: listener', 'Error: watch']);
  });
});
