import {
  authPacket,
  ByteReader,
  ByteWriter,
  createRequest,
  ErrorCode,
  getDataResponse,
  OpCode,
  replyHeader,
  setDataRequest,
  watchedRequest,
} from '@vivarium/jute';
import { appendFrame, handshake } from '../../packages/engine/test/fuzz/grammar.ts';
import { Random } from '../../packages/engine/test/fuzz/random.ts';
import { encode } from '../differential/bodies.ts';
import { Connection, frame } from '../differential/connection.ts';

const LANES = 16;
const FRAMES_PER_CHUNK = 12;
const NEIGHBOUR_PARENT = '/neighbour';
const NEIGHBOUR_PATH = '/neighbour/own';

export interface SocketFuzzResult {
  readonly frames: number;
  readonly connections: number;
  /** Answers that the neighbour, who works all the while, got and checked. */
  readonly neighbourAnswers: number;
}

/**
 * Sends mutated frames to a real server on many connections while a neighbour reads and writes its own znode. Rejects
 * when the neighbour is harmed; whether the process lives and what it printed is the caller's to look at.
 */
export async function socketFuzz(port: number, seed: number, frames: number): Promise<SocketFuzzResult> {
  const neighbour = await Neighbour.open(port);
  const tally = { frames: 0, connections: 0 };
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    storm(port, new Random(seed + lane), frames, tally),
  );
  let storming = true;
  const stormed = Promise.all(lanes).finally(() => {
    storming = false;
  });
  while (storming) await neighbour.works();
  await stormed;
  await neighbour.works();
  neighbour.close();
  return { ...tally, neighbourAnswers: neighbour.answers };
}

async function storm(
  port: number,
  random: Random,
  frames: number,
  tally: { frames: number; connections: number },
): Promise<void> {
  const chunk = new ByteWriter(64 * 1024);
  while (tally.frames < frames) {
    const connection = await Connection.open(port);
    tally.connections++;
    tally.frames++;
    connection.send(handshake(random));
    // As many chunks as the server takes; it closes most connections sooner or later.
    for (let chunks = 1 + random.below(60); chunks > 0 && !connection.closed; chunks--) {
      chunk.reset();
      for (let left = random.below(FRAMES_PER_CHUNK); left >= 0; left--) {
        appendFrame(chunk, random);
        tally.frames++;
      }
      await connection.sent(chunk.copy());
    }
    connection.destroy();
  }
}

const GET = encode(watchedRequest, { path: NEIGHBOUR_PATH, watch: false });

class Neighbour {
  answers = 0;
  readonly #connection: Connection;
  #xid = 0;
  #version = 0;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async open(port: number): Promise<Neighbour> {
    const neighbour = new Neighbour(await Connection.openSession(port));
    const auth = new TextEncoder().encode('neighbour:secret');
    await neighbour.#ask(OpCode.auth, encode(authPacket, { type: 0, scheme: 'digest', auth }));
    const acl = [{ perms: 31, scheme: 'auth', id: '' }];
    for (const path of [NEIGHBOUR_PARENT, NEIGHBOUR_PATH]) {
      await neighbour.#ask(
        OpCode.create,
        encode(createRequest, { path, data: new Uint8Array(8), acl, flags: 0 }),
      );
    }
    const { stat } = getDataResponse.read(await neighbour.#ask(OpCode.getData, GET));
    neighbour.#version = stat.version;
    await neighbour.#write(stat.version);
    return neighbour;
  }

  async #ask(op: number, body: Uint8Array): Promise<ByteReader> {
    const xid = ++this.#xid;
    const header = new ByteWriter();
    header.i32(xid);
    header.i32(op);
    this.#connection.send(frame(header.view(), body));
    const bytes = await this.#connection.next();
    if (bytes === null) throw new Error(`the neighbour was closed when it asked ${op}`);
    const reader = new ByteReader(bytes);
    const reply = replyHeader.read(reader);
    // A neighbour of an earlier storm may have left the znodes behind.
    const taken = op === OpCode.create && reply.err === ErrorCode.nodeExists;
    if (reply.xid !== xid || (reply.err !== 0 && !taken)) {
      throw new Error(`the neighbour asked ${op} and was told ${JSON.stringify(reply)}`);
    }
    this.answers++;
    return reader;
  }

  /** Reads what it wrote and writes anew: nobody else may, so every answer is known beforehand. */
  async works(): Promise<void> {
    const { data, stat } = getDataResponse.read(await this.#ask(OpCode.getData, GET));
    const version = this.#version;
    if (stat.version !== version || data?.[0] !== (version & 0xff)) {
      throw new Error(`the neighbour reads version ${stat.version} where ${version} is its own`);
    }
    await this.#write(version);
  }

  async #write(version: number): Promise<void> {
    const data = new Uint8Array(8).fill(++this.#version & 0xff);
    await this.#ask(OpCode.setData, encode(setDataRequest, { path: NEIGHBOUR_PATH, data, version }));
  }

  close(): void {
    this.#connection.destroy();
  }
}
