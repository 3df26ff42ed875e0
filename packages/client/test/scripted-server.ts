import { createServer, type Server, type Socket } from 'node:net';
import {
  ByteReader,
  type ByteWriter,
  type ConnectRequest,
  connectRequest,
  connectResponse,
  type EventType,
  OpCode,
  type SessionId,
} from '@vivarium/jute';
import { FrameSplitter } from '../src/machine/frame-splitter.ts';
import { frame, server as says } from './machine/rig.ts';

export interface Heard {
  readonly xid: number;
  readonly op: number;
  /** Reads the request's body. */
  readonly body: ByteReader;
  readonly connection: ScriptedConnection;
}

/** Answers one request; what it leaves unanswered stays unanswered. */
export type Script = (heard: Heard) => void;

/** The server's end of one connection. */
export class ScriptedConnection {
  readonly socket: Socket;
  greeting: ConnectRequest | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  say(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  reply(xid: number, body: (out: ByteWriter) => void = () => undefined, { zxid = 1, err = 0 } = {}): void {
    this.say(
      frame((out) => {
        out.i32(xid);
        out.i64(zxid);
        out.i32(err);
        if (err === 0) body(out);
      }),
    );
  }

  event(name: keyof typeof EventType, path: string, zxid = -1): void {
    this.say(says.event(name, path, zxid));
  }
}

/** A server on a loopback port of its own that greets everybody and says what the script says, byte by byte. */
export class ScriptedServer {
  readonly connections: ScriptedConnection[] = [];
  readonly ops: number[] = [];
  script: Script;
  /** What it answers to a greeting. */
  greet: (connection: ScriptedConnection) => void = ({ socket }) => {
    socket.write(
      frame((out) => {
        const password = new Uint8Array(16).fill(7);
        connectResponse.write(out, {
          protocolVersion: 0,
          timeoutMs: 6_000,
          sessionId: 5n as SessionId,
          password,
        });
        out.bool(false);
      }),
    );
  };
  /** What it answers to `isro`. */
  word: () => string = () => 'ro';
  private readonly server: Server;
  private arrivals: (() => void)[] = [];

  private constructor(script: Script) {
    this.script = script;
    this.server = createServer((socket) => this.serve(socket));
  }

  static async start(script: Script = () => undefined): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(script);
    await new Promise<void>((resolve) => scripted.server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }

  /** Resolves when `condition` holds; looked at after everything that arrives. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.arrivals.push(resolve));
  }

  async stop(): Promise<void> {
    for (const { socket } of this.connections) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    const connection = new ScriptedConnection(socket);
    this.connections.push(connection);
    const splitter = new FrameSplitter(1024 * 1024);
    // A client that hangs up resets the connection under what is still being said to it.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.arrived());
    socket.on('data', (chunk: Buffer) => {
      if (connection.greeting === null && chunk.toString() === 'isro') {
        socket.end(this.word());
        return;
      }
      splitter.push(chunk, (bytes, start, end) => {
        this.hear(connection, new ByteReader(bytes, start, end));
        return true;
      });
      this.arrived();
    });
  }

  private hear(connection: ScriptedConnection, reader: ByteReader): void {
    if (connection.greeting === null) {
      connection.greeting = connectRequest.read(reader);
      this.greet(connection);
      return;
    }
    const xid = reader.i32();
    const op = reader.i32();
    this.ops.push(op);
    if (op === OpCode.closeSession) {
      connection.reply(xid);
      connection.socket.end();
    } else {
      this.script({ xid, op, body: reader, connection });
    }
  }

  private arrived(): void {
    const waiting = this.arrivals;
    this.arrivals = [];
    for (const resume of waiting) resume();
  }
}
