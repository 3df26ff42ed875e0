import {
  type ByteWriter,
  ErrorCode,
  getChildren2Response,
  getDataResponse,
  getEphemeralsResponse,
  OpCode,
  statResponse,
} from '@vivarium/jute';
import { afterEach, describe, expect, it } from 'vitest';
import { ZooKeeper } from '../src/index.ts';
import { frame, server as says, ZERO_STAT } from './machine/rig.ts';
import { type Script, ScriptedServer } from './scripted-server.ts';

const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function pair(script: Script, chroot = ''): Promise<{ server: ScriptedServer; client: ZooKeeper }> {
  const server = await ScriptedServer.start(script);
  const client = new ZooKeeper(`${server.address}${chroot}`, { random: () => 0.999 });
  open.push(
    () => server.stop(),
    () => client.close({ deadlineMs: 100 }),
  );
  return { server, client };
}

const theStat = (out: ByteWriter) => statResponse.write(out, { stat: ZERO_STAT });

describe('a request', () => {
  it('made before connect makes the client dial', async () => {
    const { client } = await pair(({ xid, connection }) => connection.reply(xid, theStat));
    expect(await client.exists('/a')).toEqual(ZERO_STAT);
  });

  it('that is wrong by itself is refused by name and never sent', async () => {
    const { server, client } = await pair(({ xid, connection }) => connection.reply(xid, theStat), '/app');
    const wrong = { code: ErrorCode.badArguments, codeName: 'BADARGUMENTS', outcomeUnknown: false };
    await expect(client.getData('a')).rejects.toMatchObject({ ...wrong, path: 'a' });
    await expect(client.create('/a//b')).rejects.toMatchObject(wrong);
    await expect(client.addWatch('/a/', 'persistent')).rejects.toMatchObject(wrong);
    await expect(client.setData('/a', null, { version: 0.5 })).rejects.toMatchObject(wrong);
    await expect(client.multiRead([{ type: 'getData', path: '' }])).rejects.toMatchObject(wrong);
    const transaction = client.multi().create('/ok').delete('no').check('/ok', { version: Number.NaN });
    await expect(transaction.commit()).rejects.toThrow('It is operation 2.');
    expect(() => client.create('/a', null, { mode: 'eternal' as 'ephemeral' })).toThrow('choose one of');
    await client.exists('/last');
    expect(server.ops).toEqual([OpCode.exists]);
  });

  it('is answered in its turn, well or not', async () => {
    const { client } = await pair(({ xid, connection }) => {
      if (xid < 7) return;
      // All at once: what is settled first must be heard first.
      const replies = [1, 2, 3, 4, 5, 6, 7].map((each) =>
        frame((out) => {
          out.i32(each);
          out.i64(each);
          const err = each % 3 === 1 ? ErrorCode.noNode : 0;
          out.i32(err);
          if (err === 0) getDataResponse.write(out, { data: null, stat: ZERO_STAT });
        }),
      );
      for (const bytes of replies) connection.say(bytes);
    });
    const heard: string[] = [];
    const asked = [1, 2, 3, 4, 5, 6, 7].map((each) =>
      client.getData(`/${each}`).then(
        () => heard.push(`${each} ok`),
        (error) => heard.push(`${each} ${error.codeName}`),
      ),
    );
    await Promise.all(asked);
    expect(heard).toEqual(['1 NONODE', '2 ok', '3 ok', '4 NONODE', '5 ok', '6 ok', '7 NONODE']);
  });

  it('for 300,000 children brings them all', async () => {
    const children = Array.from({ length: 300_000 }, (_, at) => `child-${at}`);
    const { client } = await pair(({ xid, connection }) =>
      connection.reply(xid, (out) => getChildren2Response.write(out, { children, stat: ZERO_STAT })),
    );
    expect((await client.getChildren('/')).children).toEqual(children);
  });

  it('for ephemeral nodes under a chroot brings none from beside it', async () => {
    const ephemerals = ['/app/a', '/apple', '/app/b/c'];
    const { client } = await pair(
      ({ xid, connection }) =>
        connection.reply(xid, (out) => getEphemeralsResponse.write(out, { ephemerals })),
      '/app',
    );
    expect(await client.getEphemerals()).toEqual(['/a', '/b/c']);
  });
});

describe('a member that only reads', () => {
  it('is left for one that has a quorum', async () => {
    const quorum = await ScriptedServer.start(({ xid, connection }) => connection.reply(xid, theStat));
    const reader = await ScriptedServer.start();
    open.push(
      () => quorum.stop(),
      () => reader.stop(),
    );
    let hasQuorum = false;
    const welcome = quorum.greet;
    quorum.greet = (connection) => (hasQuorum ? welcome(connection) : connection.socket.destroy());
    quorum.word = () => 'rw';
    reader.greet = ({ socket }) => {
      hasQuorum = true;
      socket.write(says.accept(9n, 6_000, true));
    };
    const options = { acceptReadOnly: true, random: () => 0.999 };
    const client = new ZooKeeper(`${quorum.address},${reader.address}`, options);
    open.push(() => client.close({ deadlineMs: 100 }));
    const states: string[] = [];
    const moved = new Promise<void>((resolve) => {
      client.subscribe(({ name }) => {
        states.push(name);
        if (name === 'connected') resolve();
      });
    });
    await client.connect();
    await moved;
    expect(states).toEqual(['connecting', 'connecting', 'read-only', 'disconnected', 'connected']);
    // A member without quorum makes sessions that nobody else knows.
    expect(quorum.connections.at(-1)?.greeting?.sessionId).toBe(0n);
  });
});

describe('a server before 3.6', () => {
  it('takes persistent watches away, and the client says so; the others are set again as it knows', async () => {
    const { server, client } = await pair(({ xid, op, connection }) => {
      if (op === OpCode.getData) {
        connection.reply(xid, (out) => getDataResponse.write(out, { data: null, stat: ZERO_STAT }));
      } else if (op === OpCode.addWatch) {
        connection.reply(xid, (out) => out.i32(0));
      } else if (op === OpCode.setWatches2) {
        connection.reply(-8, undefined, { err: ErrorCode.unimplemented });
        connection.socket.end();
      } else if (op === OpCode.setWatches) {
        connection.reply(-8);
      }
    });
    await client.connect();
    await client.getData('/a', { watch: () => undefined });
    const stream = await client.addWatch('/a', 'persistent');
    server.connections[0]?.socket.destroy();
    await expect(stream.next()).rejects.toMatchObject({ codeName: 'UNIMPLEMENTED', path: '/a' });
    await server.until(() => server.ops.includes(OpCode.setWatches));
    expect(server.ops.slice(2)).toEqual([OpCode.setWatches2, OpCode.setWatches]);
  });
});
