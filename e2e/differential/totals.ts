import {
  authPacket,
  ByteReader,
  getAclResponse,
  getChildrenResponse,
  getDataResponse,
  OpCode,
  pathRecord,
  replyHeader,
  requestHeader,
  watchedRequest,
  Xid,
} from '@vivarium/jute';
import { fourLetterWord } from '../harness/index.ts';
import { encode } from './bodies.ts';
import { Connection, frame } from './connection.ts';
import { masked } from './decode.ts';
import type { Side } from './side.ts';

/**
 * Figures of `mntr` that must agree. Not zk_approximate_data_size: Apache's drifts, as it changes the data of quota
 * statistics in place without counting. Not zk_watch_count: 3.8 counts a recursive watch twice, 3.9 once; `wchs`
 * stands for it.
 */
const FIGURES = ['zk_znode_count', 'zk_ephemerals_count'];

/** Everything that a server holds, path by path, and the figures that it keeps of it. */
export async function totals(
  side: Pick<Side, 'port' | 'relativeZxid'>,
  credentials: string,
): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const line of (await fourLetterWord(side.port, 'mntr')).split('\n')) {
    const [name, value] = line.split('\t');
    if (name !== undefined && FIGURES.includes(name)) found.set(name, value);
  }
  found.set('wchs', await fourLetterWord(side.port, 'wchs'));
  const reader = await Walker.open(side.port, credentials);
  await reader.walk('/', (path, node) => {
    found.set(
      path,
      masked(node, {
        zxid: (value) => side.relativeZxid(value),
        // Session ids differ; that the owner is the same session is compared whenever a reply shows it.
        owner: (value) => (value === 0n ? 'none' : 'a session'),
        nowMs: () => Date.now(),
      }),
    );
  });
  await reader.close();
  return found;
}

class Walker {
  readonly #connection: Connection;
  #xid = 0;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async open(port: number, credentials: string): Promise<Walker> {
    const walker = new Walker(await Connection.openSession(port));
    const auth = new TextEncoder().encode(credentials);
    await walker.#ask(OpCode.auth, encode(authPacket, { type: 0, scheme: 'digest', auth }), Xid.auth);
    return walker;
  }

  async #ask(type: number, body: Uint8Array, xid = ++this.#xid): Promise<ByteReader | null> {
    this.#connection.send(frame(encode(requestHeader, { xid, type }), body));
    const bytes = await this.#connection.next();
    if (bytes === null) throw new Error('closed while the tree was read');
    const reader = new ByteReader(bytes);
    return replyHeader.read(reader).err === 0 ? reader : null;
  }

  async walk(path: string, visit: (path: string, node: unknown) => void): Promise<void> {
    const data = await this.#ask(OpCode.getData, encode(watchedRequest, { path, watch: false }));
    const acl = await this.#ask(OpCode.getACL, encode(pathRecord, { path }));
    const list = await this.#ask(OpCode.getChildren, encode(watchedRequest, { path, watch: false }));
    if (data === null || acl === null || list === null) {
      visit(path, 'cannot be read');
      return;
    }
    visit(path, { data: getDataResponse.read(data), acl: getAclResponse.read(acl).acl });
    const { children } = getChildrenResponse.read(list);
    for (const child of children.sort())
      await this.walk(path === '/' ? `/${child}` : `${path}/${child}`, visit);
  }

  async close(): Promise<void> {
    await this.#ask(OpCode.closeSession, new Uint8Array(0));
    this.#connection.destroy();
  }
}
